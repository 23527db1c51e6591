"""Where a comparison turns: the value of one fact at which both sides are equal, the rest of the facts as they are."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator
from fractions import Fraction

from compiler.ir.expressions import value
from compiler.ir.nodes import Compare, Expr, Fold
from compiler.ir.operators import shift_plainly
from compiler.ir.places import Path, Scope, elements, facts_read, locate, operands
from compiler.ir.ranges import Range
from compiler.ir.values import Duration, FactValue
from compiler.scenarios.numbers import exact
from dsl.kinds import DateKind, Kind, MomentKind, NumberKind

_EPOCH = datetime.datetime(1970, 1, 1)


Turning = dict[Path, list[tuple[Compare, Scope]]]
"""The comparisons that look at each place, every one once."""


def comparisons(exprs: Iterable[Expr], scope: Scope) -> Turning:
    """The comparisons in expressions by the places that they look at; of one inside a list, for each element."""
    found: Turning = {}
    seen: set[tuple[Compare, tuple[Path, ...]]] = set()
    for expr in exprs:
        for compare, inner in _comparisons(expr, scope):
            key = (compare, tuple(each.path for each in inner.items))
            if key not in seen:
                seen.add(key)
                for path in {read.path for read, _ in facts_read(compare, inner)}:
                    found.setdefault(path, []).append((compare, inner))
    return found


def _comparisons(expr: Expr, scope: Scope) -> Iterator[tuple[Compare, Scope]]:
    if isinstance(expr, Compare):
        yield expr, scope
    if not isinstance(expr, Fold):
        for each in operands(expr):
            yield from _comparisons(each, scope)
        return
    found = locate(expr.collection, scope)
    for item in elements(found, scope) if isinstance(found.value, tuple) else []:
        for part in (expr.where, expr.of):
            if part is not None:
                yield from _comparisons(part, scope.bind(expr.level, item))


def turning_values(turning: Turning, path: Path, kind: Kind) -> list[FactValue]:
    """Values of one number, date or moment around which a comparison turns: on it, and a step to either side, nearest first."""
    if not isinstance(kind, NumberKind | DateKind | MomentKind):
        return []
    around = (_around(compare, scope, path, kind) for compare, scope in turning.get(path, ()))
    return list(dict.fromkeys(each for values in around for each in values))


def _around(compare: Compare, scope: Scope, path: Path, kind: NumberKind | DateKind | MomentKind) -> list[FactValue]:
    root = _root(compare, scope, path, kind)
    if root is None:
        return []
    if not isinstance(kind, NumberKind):
        nearest = [math.floor(root), math.ceil(root)]
        steps = sorted({each + by for each in nearest for by in (-1, 0, 1)}, key=lambda each: abs(each - root))
        return [day for day in (_day(each, kind) for each in steps) if day is not None]
    step = step_of(kind, root)
    nearest = [math.floor(root / step), math.ceil(root / step)]
    numbers = sorted({(each + by) * step for each in nearest for by in (-1, 0, 1)}, key=lambda each: abs(each - root))
    return [exact(each) for each in numbers if fits(each, kind)]


def step_of(kind: NumberKind, near: Fraction) -> Fraction:
    """The step in which people write such a number: whole, a percentage point, a cent, a tenth; finer where it must be."""
    if kind.whole:
        return Fraction(1)
    step = Fraction(1, 100) if kind.form == "percent" or kind.unit == "EUR" else kind.scale / 10
    for _ in range(4):
        if (near / step).denominator == 1:
            return step
        step /= 10
    return kind.scale / 100


def fits(number: Fraction, kind: NumberKind) -> bool:
    """Whether a number lies within the declared bounds."""
    return (kind.low is None or number >= kind.low) and (kind.high is None or number <= kind.high)


def _root(compare: Compare, scope: Scope, path: Path, kind: NumberKind | DateKind | MomentKind) -> Fraction | None:
    """By the secant through two points, twice: exact for what is proportional, near enough for calendar months."""
    at, further = _starts(kind)
    for _ in range(2):
        low, high = (_gap(compare, scope.suppose({path: _fact(each, kind)})) for each in (at, further))
        if low is None or high is None or low == high:
            return None
        root = at - low * (further - at) / (high - low)
        if not _is_near(root, kind):
            return None
        if isinstance(kind, NumberKind):
            return root
        at, further = Fraction(math.floor(root)), Fraction(math.floor(root) + 31)
    return root


def _starts(kind: NumberKind | DateKind | MomentKind) -> tuple[Fraction, Fraction]:
    match kind:
        case NumberKind(low=low):
            start = Fraction(1) if low is None else low + kind.scale
            return start, start + 10 * kind.scale
        case DateKind():
            day = datetime.date(2024, 1, 1).toordinal()
            return Fraction(day), Fraction(day + 365)
        case MomentKind():
            return Fraction(28_000_000), Fraction(28_500_000)


def _is_near(root: Fraction, kind: NumberKind | DateKind | MomentKind) -> bool:
    if isinstance(kind, NumberKind):
        return abs(root) < 10**12
    return _day(math.floor(root), kind) is not None


def _fact(number: Fraction, kind: NumberKind | DateKind | MomentKind) -> FactValue:
    if isinstance(kind, NumberKind):
        return exact(number)
    day = _day(math.floor(number), kind)
    return datetime.date(2024, 1, 1) if day is None else day


def _day(number: int, kind: DateKind | MomentKind) -> datetime.date | None:
    """A day by its ordinal, a moment by its minutes since 1970; None outside the years people write."""
    try:
        if isinstance(kind, MomentKind):
            moment = _EPOCH + datetime.timedelta(minutes=number)
            return moment if 1900 <= moment.year <= 2199 else None
        day = datetime.date.fromordinal(number)
        return day if 1900 <= day.year <= 2199 else None
    except (OverflowError, ValueError):
        return None


def _gap(compare: Compare, scope: Scope) -> Fraction | None:
    """How far the left side is above the right, cross-multiplied; None while one of them is open or none."""
    left, right = value(compare.left, scope), value(compare.right, scope)
    if not isinstance(left, Range) or not isinstance(right, Range) or left.low is None or right.low is None:
        return None
    if left.low != left.high or right.low != right.high:
        return None
    if isinstance(left.low, datetime.date):
        return _number(left.low) - _number(right.low)
    return Fraction(left.low * right.bottom_low - right.low * left.bottom_low)


def _number(day: datetime.date) -> Fraction:
    if isinstance(day, datetime.datetime):
        return Fraction((day - _EPOCH) // datetime.timedelta(minutes=1))
    return Fraction(day.toordinal())


def days_around(day: datetime.date) -> tuple[datetime.date, ...]:
    """The day before, the day itself and the day after."""
    return tuple(shift_plainly(day, Duration(days=by)) for by in (-1, 0, 1))
