"""Places in the facts of one policy: what is declared there, typical values, and facts with another value there."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from attrs import frozen

from compiler.ir.nodes import ComesOut, Effect, Expr, FieldInfo, Get, Policy, Promise, RecordInfo
from compiler.ir.operators import matches
from compiler.ir.peers import Peers
from compiler.ir.places import Path, Scope, walk
from compiler.ir.values import UNKNOWN, Facts, FactValue
from compiler.scenarios.numbers import exact
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

DEEPEST = 8  # records within records; a typical value stops there


@frozen
class Declared:
    """What stands at a place: its kind and the field it belongs to; an element of a list is a field without a name."""

    kind: Kind
    field: FieldInfo | None

    @property
    def optional(self) -> bool:
        return self.field is not None and self.field.optional


def conditions(policy: Policy) -> Iterator[Expr]:
    """Every expression that a policy looks at."""
    for criterion in policy.criteria:
        yield from (each for each in (criterion.applies, criterion.body, criterion.unless) if each is not None)
    for table in policy.tables:
        yield from table.inputs
        yield from (test for row in table.rows for test in row.tests)
    yield from (each.expr for each in policy.named)
    for deadline in policy.deadlines:
        yield from (each for each in (deadline.applies, deadline.unless) if each is not None)
        parts = (part for due in deadline.dues for part in (due.day, due.start, due.done))
        yield from (each for each in parts if each is not None)
    for preference in policy.preferences:
        yield from preference.read
    for allocation in policy.allocations:
        yield from allocation.read
    yield from (grant.expr for grant in policy.grants)
    for always in policy.always:
        yield from (each for each in (*always.when, always.claim) if not isinstance(each, ComesOut | Promise | Effect))


class Places:
    """The declarations of a policy, asked by place. `peers` are the providers that facts are judged among."""

    def __init__(self, policy: Policy, peers: Peers | None = None) -> None:
        self.policy = policy
        self.peers = peers
        self.records = {each.name: each for each in policy.records}
        self._declared: dict[Path, Declared | None] = {}

    def declared(self, path: Path) -> Declared | None:
        """What is declared at a place; None for one that no declaration leads to."""
        kinds = tuple(0 if isinstance(each, int) else each for each in path)
        if kinds not in self._declared:
            self._declared[kinds] = self._find(kinds)
        return self._declared[kinds]

    def _find(self, path: Path) -> Declared | None:
        found = Declared(RecordKind(self.policy.judges), None)
        for step in path:
            kind = found.kind
            if (isinstance(step, int) and isinstance(kind, ListKind)) or (
                isinstance(step, str) and isinstance(kind, SeriesKind)
            ):
                found = Declared(kind.element, None)
            elif isinstance(step, str) and isinstance(kind, RecordKind):
                field = self.records[kind.name].find(step)
                if field is None:
                    return None
                found = Declared(field.kind, field)
            else:
                return None
        return found

    # --- typical values -----------------------------------------------------------------------------------------------

    def record(self, info: RecordInfo, depth: int = 0) -> dict[str, FactValue]:
        """A record with a typical value for every field that the policy reads, else for its first."""
        fields = [each for each in info.fields if each.name in self._read] or info.fields[:1]
        return {each.name: self.typical(each.kind, each.name, depth + 1) for each in fields}

    @cached_property
    def _read(self) -> frozenset[str]:
        """The names of all facts that the policy reads somewhere."""
        return frozenset(each.name for expr in conditions(self.policy) for each in walk(expr) if isinstance(each, Get))

    def scope(self, facts: Facts) -> Scope:
        return Scope(facts, peers=self.peers)

    def typical(self, kind: Kind, name: str = "", depth: int = 0) -> FactValue:
        """A value that such a fact may well have; unknown where a text must match a pattern that is not easily met."""
        match kind:
            case YesNoKind():
                return True
            case NumberKind():
                return exact(_typical_number(kind))
            case TextKind(pattern=pattern):
                return _typical_text(pattern, name)
            case DateKind():
                return self.policy.as_of
            case MomentKind():
                return datetime.datetime.combine(self.policy.as_of, datetime.time(12))
            case ChoiceKind(options=options):
                return options[0]
            case SetKind(options=options):
                return frozenset(options)
            case RecordKind(name=record):
                return UNKNOWN if depth > DEEPEST else self.record(self.records[record], depth)
            case SeriesKind(element=element):
                years = range(self.policy.as_of.year - 2, self.policy.as_of.year + 1)
                return {f"{year:04}": self.typical(element, name, depth + 1) for year in years}
            case ListKind(element=element):
                return () if depth > DEEPEST else (self.typical(element, name, depth + 1),)
            case DurationKind() | UnknownKind():
                return UNKNOWN
            case _:
                assert_never(kind)

    # --- other facts --------------------------------------------------------------------------------------------------

    def put(self, facts: Facts, path: Path, value: FactValue) -> dict[str, FactValue]:
        """The facts with another value at a place; records around it that were missing become typical ones."""
        found = self._put(facts, path, value, ())
        assert isinstance(found, dict)
        return found

    def _put(self, held: FactValue, path: Path, value: FactValue, at: Path) -> FactValue:
        if not path:
            return value
        step, rest = path[0], path[1:]
        declared = self.declared(at)
        if isinstance(step, str):
            record = dict(held) if isinstance(held, Mapping) else None
            if record is None:
                assert declared is not None
                made = self.typical(declared.kind)
                record = dict(made) if isinstance(made, Mapping) else {}
            record[step] = self._put(record.get(step, UNKNOWN), rest, value, (*at, step))
            return record
        items = list(held) if isinstance(held, tuple) else []
        while len(items) < step:
            assert declared is not None
            assert isinstance(declared.kind, ListKind)
            items.append(self.typical(declared.kind.element))
        items[step - 1] = self._put(items[step - 1], rest, value, (*at, step))
        return tuple(items)


def held(facts: Facts, path: Path) -> FactValue:
    """What stands at a place; unknown when something around it is missing."""
    found: FactValue = facts
    for step in path:
        if isinstance(step, str) and isinstance(found, Mapping):
            found = found.get(step, UNKNOWN)
        elif isinstance(step, int) and isinstance(found, tuple) and step <= len(found):
            found = found[step - 1]
        else:
            return UNKNOWN
    return found


def _typical_number(kind: NumberKind) -> Fraction:
    wanted = Fraction(1, 2) if kind.form == "percent" else 100 * kind.scale if kind.whole else kind.scale
    if kind.low is not None:
        wanted = max(wanted, kind.low)
    return wanted if kind.high is None else min(wanted, kind.high)


def _typical_text(pattern: str | None, name: str) -> FactValue:
    if pattern is None:
        return name or "a name"
    for length in range(1, 21):
        for each in ("1" * length, "A" * length, "a" * length, f"A{'1' * length}", f"AA{'1' * length}"):
            if matches(each, pattern):
                return each
    return UNKNOWN
