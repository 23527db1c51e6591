"""Hypothesis strategies for the providers that a policy judges, for tests of one's own. Needs `hypothesis`.

    from compiler.scenarios.strategies import providers

    @given(providers(policy))
    def test_more_doctors_never_make_it_worse(facts): ...

Facts are typed as `compiler.ir.values` says and keep the declared bounds and patterns. Numbers, days and texts are taken from
around the constants that the policy compares with, so that ties and boundaries are common; lists are often empty; facts are
missing, unknown or none where that may be.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from hypothesis import strategies as st

from compiler.ir.nodes import Compare, FieldInfo, Get, Lit, Policy
from compiler.ir.places import walk
from compiler.ir.values import NONE, UNKNOWN, Facts, FactValue
from compiler.scenarios.numbers import exact
from compiler.scenarios.search.boundaries import step_of
from compiler.scenarios.search.places import Places, conditions
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    DurationKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    UnknownKind,
    YesNoKind,
)

Provider = dict[str, FactValue]
_MISSING = object()
_DEEPEST = 8  # records within records; lists are empty and records unknown below it


def providers(policy: Policy, *, missing: bool = True, longest: int = 3) -> st.SearchStrategy[Provider]:
    """Providers that the policy judges. Without `missing` every fact is known; lists have `longest` elements at most."""
    return Providers(policy, missing, longest).record(policy.judges, 0)


def near(policy: Policy, known: Sequence[Facts], *, longest: int = 3) -> st.SearchStrategy[Provider]:
    """Providers that differ from a known one in three facts at most, in nested records and elements of lists as well."""
    made = Providers(policy, longest=longest)
    return st.sampled_from(known).flatmap(lambda facts: made.changed(policy.judges, facts))


class Providers:
    """Strategies for the facts of one policy."""

    def __init__(self, policy: Policy, missing: bool = True, longest: int = 3) -> None:
        self.places = Places(policy)
        self.day = policy.as_of
        self.missing = missing
        self.longest = longest
        self.constants = _constants(policy)
        self._facts: dict[tuple[FieldInfo, int], st.SearchStrategy[Any]] = {}

    def record(self, name: str, depth: int) -> st.SearchStrategy[Provider]:
        info = self.places.records[name]
        return st.fixed_dictionaries({each.name: self._fact(each, depth) for each in info.fields}).map(_without_missing)

    def changed(self, name: str, facts: Facts) -> st.SearchStrategy[Provider]:
        """A record with some of its facts changed."""
        fields = st.lists(
            st.sampled_from(self.places.records[name].fields), max_size=3, unique_by=lambda each: each.name
        )
        return fields.flatmap(
            lambda chosen: st.fixed_dictionaries({each.name: self._other(each, facts) for each in chosen}).map(
                lambda new: _without_missing({**facts, **new})
            )
        )

    def _other(self, field: FieldInfo, facts: Facts) -> st.SearchStrategy[Any]:
        now, fresh = facts.get(field.name, UNKNOWN), self._fact(field, 1)
        match field.kind, now:
            case RecordKind(name=record), Mapping():
                return st.one_of(self.changed(record, now), fresh)
            case ListKind(element=RecordKind(name=record)), tuple() if now:
                return st.one_of(self._element_changed(record, now), fresh)
            case _:
                return fresh

    def _element_changed(self, record: str, now: tuple[FactValue, ...]) -> st.SearchStrategy[Any]:
        """A list with one element changed, left out, or there twice: equal ones tie."""

        def at(place: int) -> st.SearchStrategy[Any]:
            before, held, after = now[:place], now[place], now[place + 1 :]
            ways: list[st.SearchStrategy[Any]] = [st.just((*before, *after)), st.just((*before, held, held, *after))]
            if isinstance(held, Mapping):
                ways.insert(0, self.changed(record, held).map(lambda new: (*before, new, *after)))
            return st.one_of(ways)

        return st.integers(0, len(now) - 1).flatmap(at)

    def above(self, kind: Kind, name: str, now: FactValue) -> st.SearchStrategy[Any]:
        """Values that are more than one at hand: a larger number, a later day, yes for no, further elements or options."""
        match kind, now:
            case YesNoKind(), False:
                return st.just(True)
            case NumberKind(), int() | Decimal() | Fraction():
                held = Fraction(now)
                steps = {held + step_of(kind, held) * times for times in (1, 10)}
                larger = {
                    each
                    for each in (*steps, *self._own(name, Fraction))
                    if each > held and _fits(each, kind) and _is_written(each)
                }
                return st.sampled_from([exact(each) for each in sorted(larger)]) if larger else st.nothing()
            case DateKind(), datetime.date():
                later = {now + datetime.timedelta(days=days) for days in (1, 30)} | set(self._own(name, datetime.date))
                days = sorted(each for each in later if not isinstance(each, datetime.datetime) and each > now)
                return st.sampled_from(days)
            case MomentKind(), datetime.datetime():
                later = {now + datetime.timedelta(minutes=each) for each in (1, 1440)} | set(
                    self._own(name, datetime.datetime)
                )
                return st.sampled_from(sorted(each for each in later if each > now))
            case SetKind(options=options), frozenset():
                rest = [each for each in options if each not in now]
                return st.sampled_from(rest).map(lambda new: now | {new}) if rest else st.nothing()
            case ListKind(element=element), tuple():
                again = [st.sampled_from(now)] if now else []
                return st.one_of(self._value(element, name, 1), *again).map(lambda new: (*now, new))
            case _:
                return st.nothing()

    def _fact(self, field: FieldInfo, depth: int) -> st.SearchStrategy[Any]:
        if (field, depth) not in self._facts:
            self._facts[field, depth] = self._new_fact(field, depth)
        return self._facts[field, depth]

    def _new_fact(self, field: FieldInfo, depth: int) -> st.SearchStrategy[Any]:
        ways = [self._value(field.kind, field.name, depth)] * 4
        if field.optional:
            ways.append(st.just(NONE))
        if self.missing:
            ways.append(st.sampled_from([_MISSING, UNKNOWN]))
        return st.one_of(ways)

    def _value(self, kind: Kind, name: str, depth: int) -> st.SearchStrategy[Any]:
        match kind:
            case YesNoKind():
                return st.booleans()
            case NumberKind():
                return st.sampled_from(self._numbers(kind, name))
            case TextKind():
                texts = [self.places.typical(kind, name), *self._own(name, str)]
                return st.sampled_from([each for each in texts if kind.pattern is None or each == texts[0]])
            case DateKind():
                days = [each for each in self._own(name, datetime.date) if not isinstance(each, datetime.datetime)]
                return st.sampled_from(_beside([self.day, *days], datetime.timedelta(days=1)))
            case MomentKind():
                noon = datetime.datetime.combine(self.day, datetime.time(12))
                moments = [noon, *self._own(name, datetime.datetime)]
                return st.sampled_from(_beside(moments, datetime.timedelta(minutes=1)))
            case ChoiceKind(options=options):
                return st.sampled_from(options)
            case SetKind(options=options):
                return st.frozensets(st.sampled_from(options))
            case RecordKind(name=record):
                return st.just(UNKNOWN) if depth > _DEEPEST else self.record(record, depth + 1)
            case SeriesKind(element=element):
                years = [f"{self.day.year - before:04}" for before in range(4)]
                values = st.dictionaries(st.sampled_from(years), self._value(element, name, depth))
                return values.map(lambda held: dict(sorted(held.items())))
            case ListKind(element=element):
                return self._list(element, name, depth)
            case DurationKind() | UnknownKind():
                return st.just(UNKNOWN)
            case _:
                assert_never(kind)

    def _list(self, element: Kind, name: str, depth: int) -> st.SearchStrategy[Any]:
        if depth > _DEEPEST:
            return st.just(())
        one = self._value(element, name, depth + 1)
        if self.missing:
            one = st.one_of(one, one, one, st.just(UNKNOWN))
        return st.lists(one, max_size=self.longest).map(tuple)

    def _own(self, name: str, of: type) -> list[Any]:
        """The constants that facts of this name are held against."""
        return [each for each in self.constants.get(name, ()) if isinstance(each, of)]

    def _numbers(self, kind: NumberKind, name: str) -> list[FactValue]:
        around = [Fraction(0), Fraction(kind.scale), *self._own(name, Fraction)]
        around += [bound for bound in (kind.low, kind.high) if bound is not None]
        steps = {each + by * step_of(kind, each) for each in around for by in (-1, 0, 1)}
        fitting = [each for each in sorted(steps) if _fits(each, kind) and _is_written(each)]
        return [exact(each) for each in fitting] or [exact(kind.low or Fraction(0))]


def _fits(number: Fraction, kind: NumberKind) -> bool:
    if kind.whole and number.denominator != 1:
        return False
    return (kind.low is None or number >= kind.low) and (kind.high is None or number <= kind.high)


def _is_written(number: Fraction) -> bool:
    """Whether it has an end when it is written in decimals: nobody supplies a third."""
    return not isinstance(exact(number), Fraction)


def _beside(days: list[Any], step: datetime.timedelta) -> list[Any]:
    return sorted({each + by * step for each in days for by in (-1, 0, 1)})


def _without_missing(facts: dict[str, Any]) -> Provider:
    return {name: value for name, value in facts.items() if value is not _MISSING}


def _constants(policy: Policy) -> dict[str, tuple[Any, ...]]:
    """By the name of a field the constants in the comparisons that it takes part in."""
    found: dict[str, dict[Any, None]] = {}
    for expr in conditions(policy):
        for compare in walk(expr):
            if isinstance(compare, Compare):
                inside = list(walk(compare))
                constants = [
                    each.value for each in inside if isinstance(each, Lit) and not isinstance(each.value, bool)
                ]
                for get in (each for each in inside if isinstance(each, Get)):
                    found.setdefault(get.name, {}).update(dict.fromkeys(constants))
    return {name: tuple(constants) for name, constants in found.items()}
