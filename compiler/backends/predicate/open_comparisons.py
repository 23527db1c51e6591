"""Comparisons that meet something missing, in the forms that occur most: sums of facts, totals and counts of lists times
constants, and dates.

These run when the code inline cannot tell. A comparison of another form goes to the meaning itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Context
from fractions import Fraction
from math import lcm
from typing import Any

from attrs import evolve, frozen

from compiler.backends.predicate.numbers import exact_number
from compiler.backends.predicate.writer import UnsupportedError
from compiler.ir.nodes import Compare, Expr, Fold, Get, Item, Lit, Mark, Op, Ratio, Root
from compiler.ir.ranges import Relation
from compiler.ir.values import NONE, UNKNOWN, Duration
from dsl.kinds import NumberKind

Slow = Callable[..., Any]
Read = Callable[[Any, Sequence[Any]], Any]
Measure = Callable[[Any], tuple[Any, int]]

_ONE = NumberKind(low=Fraction(1), high=Fraction(1))  # what each element of a list adds to their number
_MIRRORED: dict[Relation, Relation] = {"≤": "≥", "<": ">"}


@frozen
class _Term:
    """`factor` times a fact, or times the total of a fact of the elements of a list (`summed`), or times their number."""

    factor: Fraction
    fact: Get
    summed: Get | None = None
    counted: bool = False


def open_comparison(compare: Compare, exact: Context, slow: Slow) -> Slow | None:
    """A function of facts and elements in sight that gives the comparison; None when it has no such form."""
    try:
        if isinstance(compare.kind, NumberKind):
            return _open_numbers(compare, exact, slow)
        return _open_dates(compare, slow)
    except UnsupportedError:
        return None


# --- numbers ----------------------------------------------------------------------------------------------------------


def _open_numbers(compare: Compare, exact: Context, slow: Slow) -> Slow:
    """The ends of `left - right` as the known facts and the declared bounds of the unknown ones have them."""
    terms, constant = _difference(compare)
    if compare.relation not in ("≥", "≤", "<", ">") or not terms:
        raise UnsupportedError
    sign = -1 if compare.relation in _MIRRORED else 1  # then `left - right` at least (or more than) zero is asked
    strict = compare.relation in ("<", ">")
    scale = lcm(constant.denominator, *(each.factor.denominator for each in terms))
    start = int(sign * scale * constant)
    parts = [_part(each, int(sign * scale * each.factor), exact.add) for each in terms]
    add, multiply = exact.add, exact.multiply

    def decide(facts: Any, *elements: Any) -> Any:
        whole = start
        decimals: Any = None
        least: int | None = 0  # what the unknown parts come to, each no further than its bound; None: without end
        most: int | None = 0
        for factor, read, measure, low, high in parts:
            found = read(facts, elements)
            if found is NONE:  # not as declared
                return slow(facts, *elements)
            unknown = 0
            if found is None:
                if measure is None:
                    unknown = 1
                else:  # an unknown list has any number of elements
                    least = least if low is not None and low >= 0 else None
                    most = most if high is not None and high <= 0 else None
            elif measure is not None:
                found, unknown = measure(found)
            if unknown:
                least = None if least is None or low is None else least + unknown * low
                most = None if most is None or high is None else most + unknown * high
            if least is None and most is None:
                continue  # open, whatever is known
            if type(found) is int:
                whole += found * factor
            elif found is not None:
                found = multiply(found, factor)
                decimals = found if decimals is None else add(decimals, found)
        if least is not None:
            end = whole + least if decimals is None else add(decimals, whole + least)
            if end > 0 if strict else end >= 0:
                return True
        if most is not None:
            end = whole + most if decimals is None else add(decimals, whole + most)
            if end <= 0 if strict else end < 0:
                return False
        return None

    return decide


def _measure(term: _Term, add: Any) -> Measure | None:
    """What the known elements of a list come to, and how many others there are; None for a fact that is no list."""
    if term.counted:
        return lambda found: (len(found), 0)
    if term.summed is None:
        return None
    inner = term.summed.name

    def total(found: Any) -> tuple[Any, int]:
        known: Any = None
        unknown = 0
        for element in found:
            value = None if element is UNKNOWN else element.get(inner)
            if value is None or value is UNKNOWN:
                unknown += 1
            else:
                known = value if known is None else add(known, value)
        return known, unknown

    return total


def _part(term: _Term, factor: int, add: Any) -> tuple[int, Read, Measure | None, int | None, int | None]:
    """With what one unknown fact or element comes to at least and at most; None: without end."""
    kind = _ONE if term.counted else (term.summed or term.fact).kind
    assert isinstance(kind, NumberKind)
    ends = [_scaled(kind.low, factor), _scaled(kind.high, factor)]
    low, high = ends if factor > 0 else reversed(ends)
    return factor, reader(term.fact), _measure(term, add), low, high


def _scaled(bound: Fraction | None, factor: int) -> int | None:
    if bound is None:
        return None
    if (bound * factor).denominator != 1:
        raise UnsupportedError
    return int(bound * factor)


def _difference(compare: Compare) -> tuple[list[_Term], Fraction]:
    """`left - right` as terms and a constant; of quotients, cross-multiplied."""
    (top, under), (other_top, other_under) = _quotient(compare.left), _quotient(compare.right)
    if other_under is not None and under is not None:
        raise UnsupportedError
    left, right = _linear(top), _linear(other_top)
    if under is not None:
        right = _times(right, _linear(under))
    if other_under is not None:
        left = _times(left, _linear(other_under))
    return [*left[0], *(evolve(each, factor=-each.factor) for each in right[0])], left[1] - right[1]


def _quotient(expr: Expr) -> tuple[Expr, Expr | None]:
    """What stands above and below, where that below is a fact or total that is declared not to be negative."""
    if not isinstance(expr, Ratio):
        return expr, None
    over, under = _constant(expr.top), _constant(expr.bottom)
    if under is not None and under > 0 and over is not None:
        return Lit(over / under), None
    if not isinstance(expr.bottom, Get) or not isinstance(expr.bottom.kind, NumberKind):
        raise UnsupportedError
    if expr.bottom.kind.low is None or expr.bottom.kind.low < 0:
        raise UnsupportedError
    return expr.top, expr.bottom


def _constant(expr: Expr) -> Fraction | None:
    return exact_number(expr.value) if isinstance(expr, Lit) else None


_Linear = tuple[list[_Term], Fraction]


def _linear(expr: Expr) -> _Linear:
    match expr:
        case Mark(arg):
            return _linear(arg)
        case Lit(value) if (exact := exact_number(value)) is not None:
            return [], exact
        case Get(_, _, NumberKind()) if _is_sure(expr):
            return [_Term(Fraction(1), expr)], Fraction(0)
        case Fold("total", Get() as collection, level, None, Get(Item(item), _, NumberKind()) as of):
            if item != level or of.optional or not _is_sure(collection):
                raise UnsupportedError
            return [_Term(Fraction(1), collection, of)], Fraction(0)
        case Fold("count", Get() as collection, where=None) if _is_sure(collection):
            return [_Term(Fraction(1), collection, counted=True)], Fraction(0)
        case Op("add", args):
            parts = [_linear(each) for each in args]
            return [term for terms, _ in parts for term in terms], sum((constant for _, constant in parts), Fraction(0))
        case Op("sub", (a, b)):
            return _plus(_linear(a), _times(_linear(b), ([], Fraction(-1))))
        case Op("neg", (a,)):
            return _times(_linear(a), ([], Fraction(-1)))
        case Op("mul", (a, b)):
            return _times(_linear(a), _linear(b))
        case _:
            raise UnsupportedError


def _plus(a: _Linear, b: _Linear) -> _Linear:
    return [*a[0], *b[0]], a[1] + b[1]


def _times(a: _Linear, b: _Linear) -> _Linear:
    """A product of which one side is a constant, not zero: zero times an unknown number would be known."""
    if a[0] and b[0]:
        raise UnsupportedError
    (terms, plus), (_, factor) = (a, b) if a[0] else (b, a)
    if factor == 0:
        raise UnsupportedError
    return [evolve(each, factor=each.factor * factor) for each in terms], plus * factor


def _is_sure(get: Get) -> bool:
    """It cannot be none."""
    return not get.optional and (not isinstance(get.base, Get) or _is_sure(get.base))


# --- dates ------------------------------------------------------------------------------------------------------------


def _open_dates(compare: Compare, slow: Slow) -> Slow:
    """Of dates nothing is known beforehand: open, unless one side is none."""
    reads = [reader(each) for each in (_dated(compare.left), _dated(compare.right)) if each is not None]
    if compare.relation == "≠":
        raise UnsupportedError

    def decide(facts: Any, *elements: Any) -> Any:
        found = [read(facts, elements) for read in reads]
        if NONE in found:
            return False
        return None if None in found else slow(facts, *elements)

    return decide


def _dated(expr: Expr) -> Get | None:
    match expr:
        case Get():
            return expr
        case Lit():
            return None
        case Op("shift", (arg, Lit(Duration()))):
            return _dated(arg)
        case _:
            raise UnsupportedError


def reader(get: Get) -> Read:
    """A function of facts and elements in sight that gives what stands at a place, None while unknown."""
    names: list[str] = []
    place: Expr = get
    while isinstance(place, Get):
        names.insert(0, place.name)
        place = place.base
    if not isinstance(place, Root | Item):
        raise UnsupportedError
    level = place.level if isinstance(place, Item) else None
    if level is None and len(names) == 1:
        (only,) = names

        def read_fact(facts: Any, _: Sequence[Any]) -> Any:
            found = facts.get(only)
            return None if found is UNKNOWN else found

        return read_fact

    def read(facts: Any, elements: Sequence[Any]) -> Any:
        found = facts if level is None else elements[level]
        for name in names:
            if found is UNKNOWN or found is None:
                return None
            if found is NONE:
                return NONE
            found = found.get(name)
        return None if found is UNKNOWN else found

    return read
