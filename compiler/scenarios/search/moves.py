"""The small changes of a provider that matter to given conditions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from compiler.ir.nodes import Compare, Expr, Lit, Op
from compiler.ir.operators import shift_plainly
from compiler.ir.places import Path, Scope, facts_read, walk
from compiler.ir.values import NONE, UNKNOWN, Duration, Facts, FactValue
from compiler.scenarios.numbers import exact
from compiler.scenarios.search.boundaries import Turning, comparisons, fits, step_of, turning_values
from compiler.scenarios.search.places import Declared, Places, held
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SetKind,
    TextKind,
    YesNoKind,
)

_LONGEST = 4  # elements that a list is made longer to


@frozen
class Move:
    """Another value at a place."""

    path: Path
    value: FactValue


def read_by(exprs: Iterable[Expr], scope: Scope) -> list[Path]:
    """The places that conditions look at, each once, with the records and lists around them, innermost first."""
    found: dict[Path, None] = {}
    for expr in exprs:
        for place, _ in facts_read(expr, scope):
            for length in range(len(place.path), 0, -1):
                found.setdefault(place.path[:length])
    return list(found)


def moves(exprs: Sequence[Expr], facts: Facts, places: Places, *, unknown: bool = True) -> Iterator[Move]:
    """Other values for everything that the conditions look at, one at a time, those at which a comparison turns first."""
    scope = places.scope(facts)
    turning = comparisons(exprs, scope)
    for path in read_by(exprs, scope):
        declared = places.declared(path)
        if declared is None:
            continue
        now = held(facts, path)
        seen: list[FactValue] = [now]
        for value in _values(exprs, facts, path, now, declared, places, turning):
            if not any(_same(value, each) for each in seen):
                seen.append(value)
                if unknown or value is not UNKNOWN:
                    yield Move(path, value)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _values(
    exprs: Sequence[Expr],
    facts: Facts,
    path: Path,
    now: FactValue,
    declared: Declared,
    places: Places,
    turning: Turning,
) -> Iterator[FactValue]:
    kind = declared.kind
    yield from turning_values(turning, path, kind)
    yield from _of_others(path, kind, places)
    match kind:
        case YesNoKind():
            yield True
            yield False
        case ChoiceKind(options=options):
            yield from options
        case SetKind(options=options):
            yield from _sets(options, now)
        case TextKind():
            yield places.typical(kind, str(path[-1]))
            yield from _texts(exprs, facts)
        case NumberKind():
            yield places.typical(kind)
            yield from _larger(now, kind)
        case RecordKind():
            if now is UNKNOWN or now is NONE:
                yield places.typical(kind)
        case ListKind(element=element):
            yield from _lists(now, places.typical(element))
        case DateKind() | MomentKind():
            yield places.typical(kind)
            yield from _around_months(exprs, now)
        case _:
            pass
    if declared.optional:
        yield NONE
    yield UNKNOWN


def _of_others(path: Path, kind: Kind, places: Places) -> Iterator[FactValue]:
    """What stands there of the other providers, what comes after a text, and a step to either side of a number: where places
    and shares turn."""
    for each in () if places.peers is None else places.peers.members:
        value = held(each, path)
        if value is UNKNOWN or value is NONE or isinstance(kind, ListKind | RecordKind):
            continue
        yield value
        if kind == TextKind():
            yield f"{value} 2"  # next in an order by it
        if isinstance(kind, NumberKind) and not isinstance(value, bool) and isinstance(value, int | Decimal | Fraction):
            step = step_of(kind, Fraction(value))
            steps = (Fraction(value) + sign * step for sign in (-1, 1))
            yield from (exact(near) for near in steps if fits(near, kind))


def _sets(options: tuple[str, ...], now: FactValue) -> Iterator[FactValue]:
    everything = frozenset(options)
    yield everything
    if isinstance(now, frozenset):
        for each in options:
            yield now ^ {each}
    for each in options:
        yield everything - {each}
        yield frozenset([each])
    yield frozenset()


def _texts(exprs: Iterable[Expr], facts: Facts) -> Iterator[FactValue]:
    """The texts that the conditions compare with: constants, and those of other facts."""
    for expr in exprs:
        for each in walk(expr):
            if isinstance(each, Compare):
                sides = (side.value for side in (each.left, each.right) if isinstance(side, Lit))
                yield from (said for said in sides if isinstance(said, str))
                if isinstance(each.kind, TextKind):
                    yield from (read.value for read, _ in facts_read(expr, Scope(facts)) if isinstance(read.value, str))


def _around_months(exprs: Iterable[Expr], now: FactValue) -> Iterator[FactValue]:
    """Days at which a first or last day of a period turns, and the days beside them."""
    if not isinstance(now, datetime.date) or isinstance(now, datetime.datetime):
        return
    if not any(isinstance(each, Op) and each.name == "calendar_day" for expr in exprs for each in walk(expr)):
        return
    first = now.replace(day=1)
    for months in (0, 1, -1):
        turn = shift_plainly(first, Duration(months=months))
        yield from (shift_plainly(turn, Duration(days=days)) for days in (0, 1, -1))
    yield shift_plainly(now, Duration(months=1))
    yield shift_plainly(now, Duration(months=-1))


def _larger(now: FactValue, kind: NumberKind) -> Iterator[FactValue]:
    """A total ten and a hundred times as large, on which a percentage point is a whole number."""
    if kind.whole and isinstance(now, int) and now > 0:
        yield from (now * times for times in (10, 100))
    if kind.low is not None:
        yield exact(Fraction(kind.low))


def _lists(now: FactValue, typical: FactValue) -> Iterator[FactValue]:
    if not isinstance(now, tuple):
        yield (typical,)
        yield ()
        return
    if 0 < len(now) < _LONGEST:
        yield (*now, now[-1])
    if len(now) < _LONGEST:
        yield (*now, typical)
    if now:
        yield now[:-1]
        yield ()


def applied(facts: Facts, changes: Iterable[Move], places: Places) -> dict[str, FactValue]:
    """The facts with the changes, one after another."""
    result: Mapping[str, FactValue] = facts
    for each in changes:
        result = places.put(result, each.path, each.value)
    return dict(result)
