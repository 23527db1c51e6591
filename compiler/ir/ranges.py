"""What a number or date can still be: an interval, kept as a pair so that nothing is ever divided.

Interval arithmetic only widens: whatever the missing facts turn out to be, the result lies within the range, and learning a
fact never takes it outside. That is why a verdict that a range decides stays decided.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from attrs import frozen

from dsl.diagnostics import CompilerFault

Bound = Any  # Fraction, datetime.date or datetime.datetime; None where there is no bound
Bounds = tuple[Bound, Bound]
Relation = Literal["=", "≠", "<", "≤", ">", "≥"]
RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "≠": operator.ne,
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}

ONE = Fraction(1)


@frozen
class Range:
    """Every value `top / bottom` with `low ≤ top ≤ high` and `bottom_low ≤ bottom ≤ bottom_high`; None where there is no bound.

    The bottom is never negative and is 1 but for quotients. A date or moment stands in `low` and `high`.
    """

    low: Bound = None
    high: Bound = None
    bottom_low: Fraction = ONE
    bottom_high: Fraction | None = ONE

    @classmethod
    def at(cls, value: object) -> Range:
        """Exactly this value; raises CompilerFault for a binary float, NaN or infinity."""
        match value:
            case datetime.date():
                return cls(value, value)
            case bool() | float():
                pass
            case int() | Fraction():
                exact = Fraction(value)
                return cls(exact, exact)
            case Decimal() if value.is_finite():
                exact = Fraction(value)
                return cls(exact, exact)
            case _:
                pass
        raise CompilerFault(f"not an exact number or date: {value!r}")

    @property
    def top(self) -> Bounds:
        return self.low, self.high

    @property
    def bottom(self) -> Bounds:
        return self.bottom_low, self.bottom_high

    @property
    def is_point(self) -> bool:
        """One value is left; a quotient over zero is not a value."""
        return (
            self.low is not None
            and self.low == self.high
            and self.bottom_low == self.bottom_high
            and self.bottom_low != 0
        )

    @property
    def is_settled(self) -> bool:
        """Top and bottom are both known, the bottom perhaps zero: enough for a comparison."""
        return self.low is not None and self.low == self.high and self.bottom_low == self.bottom_high

    @property
    def exact(self) -> Any:
        """The value of a point."""
        return self.low if self.bottom_low == 1 else self.low / self.bottom_low

    def hull(self, value: Fraction) -> Range:
        """This range widened so that it holds the value; the range must have bottom 1."""
        return Range(least([self.low, value], unbounded=True), greatest([self.high, value], unbounded=True))


ANYTHING = Range()


def least(bounds: Iterable[Bound], *, unbounded: bool) -> Bound:
    """The least bound. None is below all (`unbounded`: the ends are lower ends), or above all and left out."""
    return _extreme(list(bounds), min, unbounded)


def greatest(bounds: Iterable[Bound], *, unbounded: bool) -> Bound:
    return _extreme(list(bounds), max, unbounded)


def _extreme(bounds: list[Bound], pick: Callable[[list[Bound]], Bound], unbounded: bool) -> Bound:
    finite = [each for each in bounds if each is not None]
    if not finite or (unbounded and len(finite) < len(bounds)):
        return None
    return pick(finite)


# --- bounds -----------------------------------------------------------------------------------------------------------


def _plus(a: Bounds, b: Bounds) -> Bounds:
    low = None if a[0] is None or b[0] is None else a[0] + b[0]
    high = None if a[1] is None or b[1] is None else a[1] + b[1]
    return low, high


def _minus(a: Bounds) -> Bounds:
    return (None if a[1] is None else -a[1], None if a[0] is None else -a[0])


def _times(a: Bounds, b: Bounds) -> Bounds:
    if b == (1, 1):  # also where `a` are dates
        return a
    if a == (1, 1):
        return b
    corners = [
        _corner(x, xs, y, ys) for x, xs in zip(a, (-1, 1), strict=True) for y, ys in zip(b, (-1, 1), strict=True)
    ]
    low, high = min(corners), max(corners)
    return (None if low[0] else low[1], None if high[0] else high[1])


def _corner(x: Bound, x_side: int, y: Bound, y_side: int) -> tuple[int, Fraction]:
    """A product as (sign of infinity, finite part), so that tuples order as numbers do. Zero times anything is zero."""
    if x is not None and y is not None:
        return 0, x * y
    sign = _sign(x, x_side) * _sign(y, y_side)
    return sign, Fraction(0)


def _sign(x: Bound, side: int) -> int:
    return side if x is None else (x > 0) - (x < 0)


# --- ranges -----------------------------------------------------------------------------------------------------------


def add(a: Range, b: Range) -> Range:
    if a.bottom == b.bottom == (1, 1):
        return Range(*_plus(a.top, b.top))
    top = _plus(_times(a.top, b.bottom), _times(b.top, a.bottom))
    return Range(*top, *_times(a.bottom, b.bottom))


def negate(a: Range) -> Range:
    return Range(*_minus(a.top), *a.bottom)


def subtract(a: Range, b: Range) -> Range:
    return add(a, negate(b))


def multiply(a: Range, b: Range) -> Range:
    return Range(*_times(a.top, b.top), *_times(a.bottom, b.bottom))


def divide(a: Range, b: Range) -> Range:
    """`a / b`; anything while `b` may be zero."""
    if b.high is not None and b.high < 0:
        a, b = negate(a), negate(b)
    if b.low is None or b.low <= 0:
        return ANYTHING
    return Range(*_times(a.top, b.bottom), *_times(a.bottom, b.top))


def ratio(a: Range, b: Range) -> Range:
    """`a per b`: zero under it is fine, as only comparisons look at it; anything while `b` may be negative."""
    if b.low is None or b.low < 0:
        return ANYTHING
    return Range(*_times(a.top, b.bottom), *_times(a.bottom, b.top))


def quotient(a: Range) -> Range:
    """The same values with bottom 1; anything while the bottom may be zero."""
    if a.bottom == (1, 1):
        return a
    if a.bottom_low == 0:
        return ANYTHING
    least_share = Fraction(0) if a.bottom_high is None else 1 / a.bottom_high
    return Range(*_times(a.top, (least_share, 1 / a.bottom_low)))


def monotone(change: Callable[[Any], Any], a: Range) -> Range:
    """The range of a function that never decreases."""
    plain = quotient(a)
    low, high = (None if end is None else change(end) for end in plain.top)
    return Range(low, high)


def lesser(*ranges: Range) -> Range:
    plain = [quotient(each) for each in ranges]
    return Range(
        least((each.low for each in plain), unbounded=True), least((each.high for each in plain), unbounded=False)
    )


def greater(*ranges: Range) -> Range:
    plain = [quotient(each) for each in ranges]
    return Range(
        greatest((each.low for each in plain), unbounded=False), greatest((each.high for each in plain), unbounded=True)
    )


def compare(relation: Relation, a: Range, b: Range) -> bool | None:
    """Whether the relation holds for all values of the ranges (yes), for none of them (no), or open. Cross-multiplies."""
    if _ends(a) != _ends(b) and ANYTHING not in (a, b):
        raise CompilerFault(f"cannot compare {_ends(a)} with {_ends(b)}")
    left, right = _times(a.top, b.bottom), _times(b.top, a.bottom)
    match relation:
        case "≥":
            return _at_least(left, right)
        case "<":
            return _opposite(_at_least(left, right))
        case "≤":
            return _at_least(right, left)
        case ">":
            return _opposite(_at_least(right, left))
        case "=":
            return _equal(left, right)
        case "≠":
            return _opposite(_equal(left, right))


def _ends(a: Range) -> str:
    """What the range is of: a date compares with dates, a moment with moments, a number with numbers."""
    end = a.high if a.low is None else a.low
    return type(end).__name__ if isinstance(end, datetime.date) else "number"


def _at_least(a: Bounds, b: Bounds) -> bool | None:
    if a[0] is not None and b[1] is not None and a[0] >= b[1]:
        return True
    if a[1] is not None and b[0] is not None and a[1] < b[0]:
        return False
    return None


def _equal(a: Bounds, b: Bounds) -> bool | None:
    if a[0] is not None and a[0] == a[1] == b[0] == b[1]:
        return True
    apart = _at_least(a, b) is False or _at_least(b, a) is False
    return False if apart else None


def _opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth
