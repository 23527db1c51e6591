"""Orders among providers: preferences and allocations."""

from __future__ import annotations

from typing import Literal

from dsl.frozen import frozen
from dsl.syntax.declarations import Source
from dsl.syntax.expressions import Expr
from dsl.syntax.nodes import Name, Node
from dsl.syntax.values import Date, Percent, Text


@frozen
class OrderKey(Node):
    """One step of an order; without a word the lowest (earliest, first in the alphabet) comes first."""

    value: Expr
    first: Literal["highest", "lowest", "earliest", "latest"] | None = None


@frozen
class Ordered(Node):
    """`ordered by score highest first, then name`: what is equal in one step is told apart by the next."""

    keys: tuple[OrderKey, ...]


@frozen
class Weight(Node):
    """One part of a weighted score: `weight 60% : quality`."""

    percent: Percent
    value: Expr


@frozen
class PerGroup(Node):
    """Each value of a field of the judged record has an order of its own."""

    field: Name


@frozen
class Preference(Node):
    """The order in which eligible providers are preferred: by steps (`ordered`) or by one weighted score (`weights`)."""

    name: Name
    title: Text | None
    sources: tuple[Source, ...]
    group: PerGroup | None
    ordered: Ordered | None
    weights: tuple[Weight, ...]


@frozen
class Rounds(Node):
    """`each quarter from DATE through DATE`: the limit holds anew in each, for those who were not taken before."""

    period: Literal["month", "quarter", "year"]
    first: Date
    last: Date


@frozen
class Take(Node):
    """`take Practices ordered by registered on, then name`"""

    peers: Name
    ordered: Ordered


@frozen
class UntilReached(Node):
    """`until registered patients reach 25% of the total`, or an amount: `limit` is a percentage of the total, or the amount."""

    measure: Expr
    limit: Expr
    of_total: bool = False


@frozen
class UntilTaken(Node):
    """`until 3 are taken`"""

    number: int


@frozen
class Crossing(Node):
    """Whether the one with whom the limit is crossed is in."""

    name: Name
    is_in: bool


@frozen
class Allocation(Node):
    """Eligible providers are taken in an order until a limit is reached, per group and in rounds where that is written."""

    name: Name
    title: Text | None
    sources: tuple[Source, ...]
    group: PerGroup | None
    rounds: Rounds | None
    take: Take
    until: UntilReached | UntilTaken
    crossing: Crossing | None
