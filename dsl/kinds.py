"""The kinds of value a policy speaks of, and the dimensions of its quantities.

Numbers are exact throughout (`fractions.Fraction`, `decimal.Decimal` or `int`; never `float`). A quantity is held in the base
unit of its dimension; a percentage is held as a ratio (80% is 4/5).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from attrs import field

from dsl.frozen import frozen


@frozen
class Dimension:
    """Base units and counted nouns with their powers, sorted by name: `fte per patient` is (("fte", 1), ("patient", -1))."""

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, base: str) -> Dimension:
        return cls(((base, 1),))

    def times(self, other: Dimension, sign: int = 1) -> Dimension:
        total = dict(self.powers)
        for base, power in other.powers:
            total[base] = total.get(base, 0) + sign * power
        return Dimension(tuple(sorted((base, power) for base, power in total.items() if power)))

    @property
    def is_rate(self) -> bool:
        """Whether it is something per something else."""
        return any(power < 0 for _, power in self.powers)

    def per(self, other: Dimension) -> Dimension:
        return self.times(other, -1)

    def __str__(self) -> str:
        """`fte per patient`, `number` when there is none."""
        over = [_power(base, power) for base, power in self.powers if power > 0]
        under = [_power(base, -power) for base, power in self.powers if power < 0]
        return " ".join(
            filter(None, ["·".join(over) or ("1" if under else "number"), "per " * bool(under) + "·".join(under)])
        )


def _power(base: str, power: int) -> str:
    return base if power == 1 else f"{base}^{power}"


PLAIN = Dimension()


@frozen
class YesNoKind:
    pass


@frozen
class TextKind:
    pattern: str | None = None


@frozen
class NumberKind:
    """A number, count, quantity, percentage or ratio.

    `form` tells how it is written and what it may meet: `plain` (7), `percent` (80%), `ratio` (a quotient of two quantities of
    one dimension: may meet both plain and percent), `quantity` (with a unit or a counted noun).
    `unit` is the unit it is shown in (a declared name), `one` its word beside the number one, and `scale` the number of base
    units in it (1 hour = 60 minutes).
    `whole` values are integers. `low` and `high` are inclusive bounds in base units, None where there is none.
    """

    form: Literal["plain", "percent", "ratio", "quantity"] = "plain"
    dimension: Dimension = PLAIN
    unit: str | None = None
    scale: Fraction = Fraction(1)
    whole: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    one: str | None = field(default=None, eq=False)


@frozen
class DateKind:
    pass


@frozen
class MomentKind:
    """A date with a time of day, Europe/Amsterdam."""


@frozen
class DurationKind:
    """A calendar duration: days, weeks, months or years; never converted into one another."""


@frozen
class ChoiceKind:
    options: tuple[str, ...]


@frozen
class SetKind:
    """Several of a closed list of options."""

    options: tuple[str, ...]


@frozen
class RecordKind:
    name: str


@frozen
class ListKind:
    """`one` is the word for one element, where there is one: it is only for telling of them."""

    element: Kind
    one: str | None = field(default=None, eq=False, repr=False)


@frozen
class SeriesKind:
    """A value for each year, under the year in four digits."""

    element: Kind


@frozen
class UnknownKind:
    """The kind of a part that failed: silences what follows from it."""


Kind = (
    YesNoKind
    | TextKind
    | NumberKind
    | DateKind
    | MomentKind
    | DurationKind
    | ChoiceKind
    | SetKind
    | RecordKind
    | ListKind
    | SeriesKind
    | UnknownKind
)
