"""How far comparisons are from their thresholds, in every row: the margins of `compiler.ir.reasons`."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve, frozen

from compiler.columns.expressions import Expressions
from compiler.columns.facts import Scope
from compiler.columns.intervals import Bound, Interval
from compiler.columns.nodes import Node
from compiler.columns.values import Value
from compiler.ir import text
from compiler.ir.nodes import And, Compare, Expr, Mark, Not, Ratio
from compiler.ir.reasons import kind_of_top
from dsl.kinds import DateKind, Kind, MomentKind, NumberKind

MICROSECONDS = 86_400_000_000
"""Of a day: moments are counted in them."""


@frozen(eq=False)
class MarginColumns:
    """`distance` is negative where short of the threshold, in base units, of dates and moments in days. It is there where
    `given`. `kind` is what is compared, None for conditions on more than one kind."""

    given: Node
    distance: Bound
    kind: Kind | None

    @property
    def unit(self) -> Fraction:
        """What one of the unit that the distance is shown in is."""
        return text.shown_scale(self.kind) if self.kind is not None else Fraction(1)


def margin(expr: Expr, of: Expressions, scope: Scope) -> MarginColumns | None:
    """Of the condition in a Mark (or of a bare condition); None where none of it is a comparison with a margin."""
    return _margin(expr.arg if isinstance(expr, Mark) else expr, of, scope)


def _margin(expr: Expr, of: Expressions, scope: Scope) -> MarginColumns | None:
    match expr:
        case Not(arg):
            inner = _margin(arg, of, scope)
            return None if inner is None else MarginColumns(inner.given, of.exact.minus(inner.distance), inner.kind)
        case And(args) if args and all(isinstance(each, Compare) for each in args):
            return _nearest([each for each in (_margin(arg, of, scope) for arg in args) if each is not None], of)
        case Compare(_, _, _, NumberKind() | DateKind() | MomentKind()):
            return _of_comparison(expr, of, scope)
        case _:
            return None


def _nearest(found: list[MarginColumns], of: Expressions) -> MarginColumns | None:
    """The least of those that are there."""
    if not found:
        return None
    b, exact = of.b, of.exact
    nearest = found[0]
    for each in found[1:]:
        before = b.both(each.given, b.either(b.invert(nearest.given), exact.less(each.distance, nearest.distance)))
        distance = exact.choose(before, each.distance, nearest.distance)
        kind = nearest.kind if _shown_alike(each.kind, nearest.kind) else None
        nearest = MarginColumns(b.either(each.given, nearest.given), distance, kind)
    return nearest


def _shown_alike(one: Kind | None, other: Kind | None) -> bool:
    if one is None or other is None:
        return False
    if isinstance(one, NumberKind) or isinstance(other, NumberKind):
        return (text.unit(one), text.shown_scale(one)) == (text.unit(other), text.shown_scale(other))
    return True


def _of_comparison(compare: Compare, of: Expressions, scope: Scope) -> MarginColumns | None:
    b, exact = of.b, of.exact
    left, right = of.value(compare.left, scope), of.value(compare.right, scope)
    if left.shape != "number" or right.shape != "number":
        return None
    given = b.both(_known(left, of), _known(right, of), exact.is_point(right.interval))
    threshold, actual, kind = _exact(right.interval, of), left.interval, compare.kind
    if isinstance(compare.left, Ratio):
        top, bottom = (of.plain_value(each, scope) for each in (compare.left.top, compare.left.bottom))
        given = b.both(given, _known(top, of), _known(bottom, of))
        threshold, actual = exact.times(threshold, _exact(bottom.interval, of)), top.interval
        kind = kind_of_top(compare)
    given = b.both(given, exact.is_point(actual))
    ahead = exact.plus(_exact(actual, of), exact.minus(threshold))
    match compare.relation:
        case "≥" | ">":
            distance = ahead
        case "≤" | "<":
            distance = exact.minus(ahead)
        case "=":
            distance = exact.lesser(ahead, exact.minus(ahead), free_is_least=False)
        case _:
            distance = exact.greater(ahead, exact.minus(ahead), free_is_most=False)
    if left.interval.of == "moment":
        distance = evolve(distance, scale=distance.scale / MICROSECONDS)
    return None if given.constant is False else MarginColumns(given, distance, kind)


def _known(value: Value, of: Expressions) -> Node:
    b = of.b
    return b.both(b.invert(value.open), b.invert(value.none))


def _exact(interval: Interval, of: Expressions) -> Bound:
    """The value of a point."""
    b, exact = of.b, of.exact
    low = Bound(interval.low.top, interval.low.bottom, interval.low.scale, b.no)
    under = interval.bottom_low
    return low if under.exact == 1 else exact.over(low, Bound(under.top, under.bottom, under.scale, b.no))
