"""Preferences and allocations: the order of providers, and who are taken in it."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Literal

from attrs import field

from compiler.ir.nodes.criteria import Citation
from compiler.ir.nodes.expressions import Expr, Fold, Get
from dsl.frozen import frozen
from dsl.kinds import DateKind, Kind, ListKind, YesNoKind
from dsl.source import NOWHERE, Span


@frozen
class OrderKey:
    """One step of an order, the lowest first unless `descending`; `said` in the author's words."""

    expr: Expr
    said: str
    kind: Kind
    descending: bool = False


@frozen
class Weight:
    """A part of a score: `share` (60% is 3/5) of a number."""

    share: Fraction
    expr: Expr
    said: str


@frozen
class Preference:
    """The order of the eligible providers, in each group on its own: by steps, or the highest weighted score first."""

    id: str
    title: str | None
    citations: tuple[Citation, ...]
    group: Get | None
    keys: tuple[OrderKey, ...]
    weights: tuple[Weight, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)

    @property
    def read(self) -> tuple[Expr, ...]:
        """The expressions that decide on a place."""
        group = () if self.group is None else (self.group,)
        return (*(each.expr for each in self.keys), *(each.expr for each in self.weights), *group)


@frozen
class Allocation:
    """Eligible providers are taken in an order, in each group on its own, until `number` are taken or what they measure together
    reaches the limit: an amount, or (`of_total`) a part of what all of the group measure. Who crosses the limit is taken if
    `crossing_is_in`, and ends the round. With `rounds` (period, first and last day) the limit holds anew in each.

    With `over`, a list of the provider, its elements are taken instead, each as `Item(0)` in the expressions."""

    id: str
    title: str | None
    citations: tuple[Citation, ...]
    group: Get | None
    rounds: tuple[Literal["month", "quarter", "year"], datetime.date, datetime.date] | None
    keys: tuple[OrderKey, ...]
    number: int | None
    measure: Expr | None
    limit: Expr | None
    of_total: bool
    crossing_is_in: bool
    kind: Kind | None
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    over: Get | None = field(default=None, kw_only=True)
    said: tuple[str, str] = field(eq=False, default=("", ""), kw_only=True)
    """The measure and the limit in the author's words."""

    @property
    def read(self) -> tuple[Expr, ...]:
        """The expressions that decide on who is taken, as read of a provider: over all elements where there is a list."""
        limits = (each for each in (self.group, self.measure, self.limit) if each is not None)
        found = (*(each.expr for each in self.keys), *limits)
        over = self.over
        return found if over is None else tuple(Fold("distinct", over, 0, None, each) for each in found)

    @property
    def result(self) -> Kind:
        """The kind of what is decided on a provider, or with `over` on each element of its list."""
        decided = YesNoKind() if self.rounds is None else DateKind()
        return decided if self.over is None else ListKind(decided)
