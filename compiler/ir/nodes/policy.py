"""A policy as of one day, and the facts that it reads."""

from __future__ import annotations

import datetime
from typing import Literal

from attrs import field

from compiler.ir.nodes.always import Always
from compiler.ir.nodes.criteria import Computed, Criterion, Table
from compiler.ir.nodes.deadlines import Deadline
from compiler.ir.nodes.grants import Grant
from compiler.ir.nodes.orders import Allocation, Preference
from dsl.frozen import frozen
from dsl.kinds import Kind
from dsl.source import NOWHERE, Span


@frozen
class FieldInfo:
    """A declared fact, judgement included."""

    name: str
    kind: Kind
    title: str | None = None
    judgement: bool = False
    judge: str | None = None
    optional: bool = False
    evidence: bool = False
    changeable: bool = False
    fixed: bool = False
    supplied_by: str | None = None
    lists_agreements: bool = False
    external: bool = False


@frozen
class RecordInfo:
    name: str
    title: str | None
    fields: tuple[FieldInfo, ...]

    def find(self, name: str) -> FieldInfo | None:
        return next((each for each in self.fields if each.name == name), None)


@frozen
class Policy:
    """One policy as of one day. `records` are all record types reachable from `judges`, which is the name of one."""

    module: str
    name: str
    title: str | None
    language: Literal["en", "nl"]
    as_of: datetime.date
    first: datetime.date | None
    last: datetime.date | None
    allows: bool
    judges: str
    records: tuple[RecordInfo, ...]
    criteria: tuple[Criterion, ...]
    tables: tuple[Table, ...]
    values: tuple[Computed, ...]
    preferences: tuple[Preference, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    grants: tuple[Grant, ...] = ()
    issuer: str | None = field(default=None, kw_only=True)
    always: tuple[Always, ...] = field(default=(), kw_only=True)
    span: Span = field(eq=False, default=NOWHERE, repr=False, kw_only=True)

    @property
    def named(self) -> tuple[Computed, ...]:
        """Everything that has one value under a name: the computed values and the grants."""
        grants = (Computed(each.id, each.title, each.kind, each.citations, each.expr) for each in self.grants)
        return (*self.values, *grants)

    def record(self, name: str) -> RecordInfo:
        return next(each for each in self.records if each.name == name)
