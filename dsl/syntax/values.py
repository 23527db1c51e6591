"""Values as an author writes them, and names of facts."""

from __future__ import annotations

import datetime
from fractions import Fraction

from dsl.frozen import frozen
from dsl.syntax.nodes import Name, Node


@frozen
class Number(Node):
    """An exact number. `digits` is in the English form without grouping (`1250.00`); `grouped` asks for 1 250 (1.250)."""

    digits: str
    grouped: bool = False

    @property
    def value(self) -> Fraction:
        return Fraction(self.digits)


@frozen
class Percent(Node):
    number: Number


@frozen
class Quantity(Node):
    """A number with a unit, counted noun or calendar unit: `1.0 fte`, `3000 patients`, `6 weeks`, `1250 EUR`."""

    number: Number
    unit: Name
    symbol: bool = False  # written as `€ 1 250`; then the unit is EUR


@frozen
class YesNo(Node):
    value: bool


@frozen
class Text(Node):
    value: str


NO_DAY = datetime.date.min
"""Stands where a day was written that does not exist: the parser has told of it, and no check says more of it."""


@frozen
class Date(Node):
    value: datetime.date
    words: bool = False  # `1 June 2025` rather than `2025-06-01`


@frozen
class Moment(Node):
    """A date with a time of day, Europe/Amsterdam."""

    value: datetime.datetime
    words: bool = False


@frozen
class DecisionDate(Node):
    """The day on which is decided: `date of decision`."""


@frozen
class Ref(Node):
    """A name in an expression: a fact, judgement, value, parameter, or an option of a choice; resolved later."""

    name: Name


@frozen
class Of(Node):
    """A field of a nested record: `registered patients of RHO`."""

    field: Name
    base: Ref | Of
