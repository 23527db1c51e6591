"""How far comparisons are from their thresholds, in every row: the margins of `compiler.ir.reasons`."""

from __future__ import annotations

from attrs import frozen

from compiler.columns.expressions import Expressions
from compiler.columns.facts import Scope
from compiler.columns.intervals import Bound, Interval, Of
from compiler.columns.nodes import Node
from compiler.columns.values import Value
from compiler.ir.nodes import And, Compare, Expr, Mark, Not, Ratio
from dsl.kinds import DateKind, MomentKind, NumberKind


@frozen(eq=False)
class MarginColumns:
    """`distance` is negative where short of the threshold, in base units, of dates in days and of moments in microseconds. It is
    there where `given`."""

    given: Node
    distance: Bound
    of: Of


def margin(expr: Expr, of: Expressions, scope: Scope) -> MarginColumns | None:
    """Of the condition in a Mark (or of a bare condition); None where none of it is a comparison with a margin."""
    return _margin(expr.arg if isinstance(expr, Mark) else expr, of, scope)


def _margin(expr: Expr, of: Expressions, scope: Scope) -> MarginColumns | None:
    match expr:
        case Not(arg):
            inner = _margin(arg, of, scope)
            return None if inner is None else MarginColumns(inner.given, of.exact.minus(inner.distance), inner.of)
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
        nearest = MarginColumns(b.either(each.given, nearest.given), distance, nearest.of)
    return nearest


def _of_comparison(compare: Compare, of: Expressions, scope: Scope) -> MarginColumns | None:
    b, exact = of.b, of.exact
    left, right = of.value(compare.left, scope), of.value(compare.right, scope)
    if left.shape != "number" or right.shape != "number":
        return None
    given = b.both(_known(left, of), _known(right, of), exact.is_point(right.interval))
    threshold, actual = _exact(right.interval, of), left.interval
    if isinstance(compare.left, Ratio):
        top, bottom = (of.plain_value(each, scope) for each in (compare.left.top, compare.left.bottom))
        given = b.both(given, _known(top, of), _known(bottom, of))
        threshold, actual = exact.times(threshold, _exact(bottom.interval, of)), top.interval
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
    kind = "number" if isinstance(compare.kind, NumberKind) else left.interval.of
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
