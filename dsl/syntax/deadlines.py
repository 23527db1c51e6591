"""Who must do what by when."""

from __future__ import annotations

import datetime
from typing import Literal

from dsl.frozen import frozen
from dsl.syntax.criteria import Applies, Unless
from dsl.syntax.declarations import Source
from dsl.syntax.expressions import Expr, Year
from dsl.syntax.nodes import Name, Node
from dsl.syntax.values import Quantity, Text


@frozen
class DueBy(Node):
    """`by 1 May 2023`, that day included; `before 1 October 2025`, that day not; `by 20 December 2024 before 12:00`."""

    day: Expr
    strictly: bool = False
    time: datetime.time | None = None


@frozen
class DueWithin(Node):
    """`within 6 weeks after offer received`: the day of the event does not count."""

    duration: Quantity
    event: Expr


@frozen
class Due(Node):
    """The day, or of several days the first or the last. `whichever` is None where there is one."""

    terms: tuple[DueBy | DueWithin, ...]
    whichever: Literal["first", "last"] | None = None


@frozen
class DueYearly(Node):
    """`each year by 31 March from 2024 through 2026`; with `after` in the year after each: `by 1 June after each year from …`."""

    day: int
    month: int
    first: Year
    last: Year
    after: bool = False


@frozen
class NotBefore(Node):
    """`from 1 October 2024`: what is done earlier does not count."""

    day: Expr


@frozen
class DoneOn(Node):
    """The date or moment of the act, none or unknown while it was not done or nobody said so."""

    act: Expr


@frozen
class Deadline(Node):
    """What somebody must do by when; `who` is a text where it is written in quotes."""

    name: Name
    title: Text | None
    who: Name | Text | None
    sources: tuple[Source, ...]
    applies: Applies | None
    start: NotBefore | None
    due: Due | DueYearly
    done: DoneOn | None
    unless: Unless | None
