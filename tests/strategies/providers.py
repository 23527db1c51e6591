"""Facts to hold generated policies against: of the records in `tests.strategies.records`."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from compiler.ir.values import NONE, UNKNOWN
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    YesNoKind,
)
from tests.strategies.records import BY_NAME, DATES, MOMENTS, OPTIONS, YEARS, Draw

MISSING = object()


def _scalar(kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case YesNoKind():
            return st.booleans()
        case NumberKind(whole=True, low=low):
            numbers = [0, 1, 2, 60, 2999, 3000, 3001, 6000] + ([-1] if low is None else [])
            return st.sampled_from(numbers)
        case NumberKind(low=low, high=high):
            decimals = [
                Decimal(each)
                for each in ("0", "1", "0.5", "0.8", "0.7999999999999999999999999999999999999", "1.30", "2", "1e-30")
            ]
            decimals += [] if low is not None else [Decimal(-1), Decimal("-0.5")]
            return st.sampled_from([each for each in decimals if high is None or each <= high] + [0, 1])
        case ChoiceKind():
            return st.sampled_from(OPTIONS)
        case TextKind():
            return st.sampled_from(["a", "12", "abab", "", "it's"])
        case SetKind():
            return st.frozensets(st.sampled_from(OPTIONS))
        case DateKind():
            day = datetime.timedelta(days=1)
            return st.sampled_from([each + day * step for each in DATES for step in (-1, 0, 1)])
        case MomentKind():
            second = datetime.timedelta(seconds=1)
            return st.sampled_from([each + second * step for each in MOMENTS for step in (-1, 0, 1)])
        case _:
            raise AssertionError(kind)


def _value(draw: Draw, kind: Kind, *, optional: bool, complete: bool) -> Any:
    ways = ["value"] * 6 + (["none"] if optional else []) + ([] if complete else ["missing", "unknown"])
    match draw(st.sampled_from(ways)):
        case "none":
            return NONE
        case "missing":
            return MISSING
        case "unknown":
            return UNKNOWN
    match kind:
        case RecordKind(name):
            return _record(draw, name, complete=complete)
        case SeriesKind(element):
            years = {year: _value(draw, element, optional=optional, complete=complete) for year in YEARS}
            return {year: each for year, each in years.items() if each is not MISSING}
        case ListKind(element):
            size = draw(st.integers(0, 3))
            values = [_value(draw, element, optional=False, complete=complete) for _ in range(size)]
            return tuple(UNKNOWN if each is MISSING else each for each in values)
        case _:
            return draw(_scalar(kind))


def _record(draw: Draw, name: str, *, complete: bool) -> dict[str, Any]:
    values = {
        field.name: _value(draw, field.kind, optional=field.optional, complete=complete)
        for field in BY_NAME[name].fields
    }
    return {name: value for name, value in values.items() if value is not MISSING}


@st.composite
def facts(draw: Draw, *, complete: bool = False) -> dict[str, Any]:
    """Facts of a Practice: missing fields, none, empty lists, unknown elements, zeros and values around the boundaries."""
    return _record(draw, "Practice", complete=complete)


def _forget(draw: Draw, value: Any, *, element: bool = False) -> Any:
    if draw(st.integers(0, 4)) == 0:
        return UNKNOWN if element or draw(st.booleans()) else MISSING
    match value:
        case dict():
            kept = {name: _forget(draw, each) for name, each in value.items()}
            return {name: each for name, each in kept.items() if each is not MISSING}
        case tuple():
            return tuple(_forget(draw, each, element=True) for each in value)
        case _:
            return value


@st.composite
def facts_learnt(draw: Draw) -> tuple[dict[str, Any], dict[str, Any]]:
    """Facts, and the same with more known."""
    more = draw(facts())
    less = {name: _forget(draw, value) for name, value in more.items()}
    return {name: value for name, value in less.items() if value is not MISSING}, more


def values_of(path: tuple[str | int, ...]) -> st.SearchStrategy[Any]:
    """Known values for the place with this path from a Practice."""
    kind: Kind = RecordKind("Practice")
    optional = False
    for step in path:
        if isinstance(kind, ListKind):
            kind, optional = kind.element, False
        elif isinstance(kind, SeriesKind):
            kind = kind.element
        elif isinstance(kind, RecordKind):
            field = BY_NAME[kind.name].find(str(step))
            assert field is not None
            kind, optional = field.kind, field.optional

    @st.composite
    def value(draw: Draw) -> Any:
        return _value(draw, kind, optional=optional, complete=True)

    return value()
