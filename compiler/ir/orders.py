"""What comes before what: steps of which the next tells apart what is equal in the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

from compiler.ir import ranges
from compiler.ir.expressions import NO_LEAVES, Open, Truth, Value, conjunction, disjunction
from compiler.ir.nodes import Lit, Op, OrderKey, Preference
from compiler.ir.ranges import Range
from compiler.ir.values import NONE, UNKNOWN, FactValue
from dsl.kinds import NumberKind


def keys_of(preference: Preference) -> tuple[OrderKey, ...]:
    """The steps of a preference; a weighted one has one step, its score."""
    if not preference.weights:
        return preference.keys
    parts = tuple(Op("mul", (Lit(each.share), each.expr)) for each in preference.weights)
    score = parts[0] if len(parts) == 1 else Op("add", parts)
    said = " + ".join(f"{_percent(each.share)} × {each.said}" for each in preference.weights)
    return (OrderKey(score, said, NumberKind(), descending=True),)


def _percent(share: Fraction) -> str:
    whole = share * 100
    return f"{whole}%" if whole.denominator == 1 else f"{share}"


def ahead(
    keys: Sequence[OrderKey], values: Sequence[Sequence[Value] | dict[int, Value]], one: int, other: int
) -> Truth:
    """Whether one comes before the other: by the first step in which they differ."""
    ways: list[Truth] = []
    so_far: list[Truth] = []
    for key, each in zip(keys, values, strict=True):
        ways.append(conjunction([*so_far, _before(key, each[one], each[other])]))
        so_far.append(equal(each[one], each[other]))
    return disjunction(ways)


def blocks(
    keys: Sequence[OrderKey], values: Sequence[Sequence[Value] | dict[int, Value]], places: Iterable[int]
) -> list[list[int]]:
    """Those of whom all values are known in their order (`ahead`); those that are equal in it together, as they came."""
    ordered = [*places]
    told = [_sortable({place: each[place] for place in ordered}) for each in values]
    for key, each in reversed([*zip(keys, told, strict=True)]):
        ordered.sort(key=each.__getitem__, reverse=key.descending)
        last = {place: found == NOTHING for place, found in each.items()}
        ordered.sort(key=last.__getitem__)
    found: list[list[int]] = []
    for place in ordered:
        if found and all(each[found[-1][0]] == each[place] for each in told):
            found[-1].append(place)
        else:
            found.append([place])
    return found


NOTHING: tuple[object, ...] = ()
"""What is sorted by in the place of a value that is none, before all others."""


def _sortable(values: Mapping[int, Value]) -> dict[int, tuple[object, ...]]:
    """What known values of one step are sorted by: numbers in whole parts, which are held against each other faster than
    fractions. Values that have no order are all equal."""
    exact = {place: each.exact for place, each in values.items() if isinstance(each, Range)}
    parts = lcm(*(each.denominator for each in exact.values() if isinstance(each, Fraction)))

    def told(place: int, value: Value) -> tuple[object, ...]:
        if value is NONE:
            return NOTHING
        if isinstance(value, str):
            return value.casefold(), value
        number = exact.get(place)
        if isinstance(number, Fraction):
            return (number.numerator * (parts // number.denominator),)
        return (0 if number is None else number,)

    return {place: told(place, each) for place, each in values.items()}


def _before(key: OrderKey, one: Value, other: Value) -> Truth:
    """Whether a value comes first in one step. What has none comes last."""
    if one is NONE or (isinstance(one, Open) and one.may_be_none):
        return False if one is NONE else Open(NO_LEAVES)
    if other is NONE:
        return True
    if isinstance(other, Open) and other.may_be_none:
        return Open(NO_LEAVES)
    if isinstance(one, str) and isinstance(other, str):
        first, second = (one.casefold(), one), (other.casefold(), other)
        return first > second if key.descending else first < second
    a, b = _range(one), _range(other)
    if a is None or b is None:
        return Open(NO_LEAVES)
    decided = ranges.compare(">" if key.descending else "<", a, b)
    return Open(NO_LEAVES) if decided is None else decided


def equal(one: Value, other: Value) -> Truth:
    if one is NONE and other is NONE:
        return True
    if isinstance(one, Open | Range) and isinstance(other, Open | Range):
        a, b = _range(one), _range(other)
        decided = None if a is None or b is None else ranges.compare("=", a, b)
        return Open(NO_LEAVES) if decided is None else decided
    if isinstance(one, Open) or isinstance(other, Open):
        return Open(NO_LEAVES)
    return one == other


def _range(found: Value) -> Range | None:
    return found if isinstance(found, Range) else found.range if isinstance(found, Open) else None


def given(found: Value) -> FactValue:
    if isinstance(found, Open):
        return UNKNOWN
    if isinstance(found, Range):
        exact: FactValue = found.exact
        return exact
    return found
