"""Deadlines: who must do what by when."""

from __future__ import annotations

import datetime
from typing import Literal

from attrs import field

from compiler.ir.nodes.criteria import Citation
from compiler.ir.nodes.expressions import Expr
from dsl.frozen import frozen
from dsl.kinds import Kind
from dsl.source import NOWHERE, Span


@frozen
class DueTerm:
    """One of the days of a deadline, in the author's words; none while its event has not happened."""

    said: str = field(eq=False)
    day: Expr


@frozen
class Due:
    """A deadline as it falls once; `year` tells apart those of every year. `day` is the last day, or moment, for it, made of the
    terms; it is none while nothing makes it run. `met`, `missed` and `open` are conditions of which at most one holds; without
    a fact that tells when it is done they are None."""

    year: int | None
    terms: tuple[DueTerm, ...]
    day: Expr
    start: Expr | None
    done: Expr | None
    met: Expr | None
    missed: Expr | None
    open: Expr | None


@frozen
class Deadline:
    """What somebody (`who`) must do by when, as of a day. `kind` is a date or a moment; `strictly`: that moment is too late.
    `whichever` tells which of several terms counts."""

    id: str
    title: str | None
    who: str | None
    citations: tuple[Citation, ...]
    applies: Expr | None
    unless: Expr | None
    kind: Kind
    strictly: bool
    said: str = field(eq=False)
    whichever: Literal["first", "last"] | None
    dues: tuple[Due, ...]
    as_of: datetime.date
    span: Span = field(eq=False, default=NOWHERE, repr=False)

    @property
    def can_be_judged(self) -> bool:
        """Whether a fact tells when it is done."""
        return any(each.done is not None for each in self.dues)
