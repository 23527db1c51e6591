"""The resolved and typed policy: what every name means and what kind every expression has.

A `Typed` keeps the author's syntax node, so that wording and place stay at hand; what the syntax leaves open (which record a name
is read from, which option a phrase stands for) is in `target` and `parts`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from attrs import evolve, field

from compiler.ir.nodes import Citation, FieldInfo, RecordInfo
from dsl import syntax
from dsl.diagnostics import Language
from dsl.frozen import frozen
from dsl.kinds import DateKind, Kind, ListKind, YesNoKind
from dsl.source import NOWHERE, Span


@frozen
class Key:
    """A declaration, wherever it is used: the module that holds it and its name there."""

    module: str
    name: str


@frozen
class FactTarget:
    """A field of the record at a level of scope: 0 is the judged record, each collection or `has` around the name adds one.

    Judgements are read at level 0.
    """

    field: FieldInfo
    level: int


@frozen
class FieldTarget:
    """A field of the record that the first part stands for."""

    field: FieldInfo


@frozen
class ValueTarget:
    key: Key


@frozen
class ParameterTarget:
    key: Key


@frozen
class OptionTarget:
    """One of the options of a choice or set."""

    option: str


@frozen
class PolicyTarget:
    """The policy of a module, held against the record at a level of scope; against the first part where there is one."""

    module: str
    level: int = 0


@frozen
class DeadlineTarget:
    """A deadline: its date, or what has become of it."""

    key: Key


Target = FactTarget | FieldTarget | ValueTarget | ParameterTarget | OptionTarget | PolicyTarget | DeadlineTarget


@frozen
class Typed:
    """An expression with its kind. `parts` are its operands in the order of the syntax node, those that are not written left out:

    * `Of`: the base, a list where it is of each of its elements (`doctors of locations`);
    * `Has`: the record, the condition; `Quantified`: the collection, the condition;
    * `Count`: the collection, the counted field of `distinct`, the condition; `Aggregate`: the
      collection, the field, the condition; `Standing`: the peers, the measure, the condition;
    * `Peers`: the field that is the same;
    * `Meets`: the nested record of `for`; `HoldsAgreement`: the set fact;
    * `Keyed`: the keys;
    * `Within`: the value, the duration, the anchor; `Compare` of a record with one of its yes/no fields: the record, the field.
    """

    said: syntax.Expr
    kind: Kind
    parts: tuple[Typed, ...] = ()
    target: Target | None = None

    @property
    def span(self) -> Span:
        return self.said.span

    def walk(self) -> Iterator[Typed]:
        """This expression and everything inside it, outermost first."""
        waiting = [self]
        while waiting:
            current = waiting.pop()
            yield current
            waiting.extend(reversed(current.parts))


@frozen
class PeriodModel:
    first: datetime.date
    value: Typed


@frozen
class KeyedRowModel:
    """From its day on the value for these keys: a key of None takes every other one, a value of None is none."""

    keys: tuple[Typed | None, ...]
    first: datetime.date
    value: Typed | None
    span: Span = field(eq=False, default=NOWHERE, repr=False)

    @property
    def said(self) -> tuple[syntax.Expr | None, ...]:
        return tuple(None if each is None else each.said for each in self.keys)


@frozen
class ParameterModel:
    """Its periods in ascending order; each runs until the next. With keys it has `rows` instead, in the order of the text."""

    key: Key
    title: str | None
    kind: Kind
    citations: tuple[Citation, ...]
    periods: tuple[PeriodModel, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    keys: tuple[Kind, ...] = ()
    rows: tuple[KeyedRowModel, ...] = ()

    def on(self, day: datetime.date) -> Typed | None:
        """The value on a day, None before the first period."""
        return next((each.value for each in reversed(self.periods) if each.first <= day), None)

    def rows_on(self, day: datetime.date) -> tuple[KeyedRowModel, ...]:
        """The rows that hold on a day, one for each combination of keys, those with fewest keys left open first."""
        latest: dict[tuple[syntax.Expr | None, ...], KeyedRowModel] = {}
        for row in self.rows:
            held = latest.get(row.said)
            if row.first <= day and (held is None or row.first > held.first):
                latest[row.said] = row
        return tuple(sorted(latest.values(), key=lambda row: row.said.count(None)))

    @property
    def starts(self) -> tuple[datetime.date, ...]:
        """The first day of every period and row."""
        return (*(each.first for each in self.periods), *(each.first for each in self.rows))


@frozen
class ValueModel:
    key: Key
    title: str | None
    kind: Kind
    citations: tuple[Citation, ...]
    body: Typed
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class CriterionModel:
    key: Key
    kind: Literal["requirement", "exclusion"]
    title: str | None
    citations: tuple[Citation, ...]
    applies: Typed | None
    body: Typed
    unless: Typed | None
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class CellModel:
    """`parts` are the alternatives of the cell, with the typed values that each compares with; none stands for `-`."""

    parts: tuple[tuple[syntax.CellPart, tuple[Typed, ...]], ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class RowModel:
    cells: tuple[CellModel, ...]
    outputs: tuple[Typed, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class TableModel:
    key: Key
    title: str | None
    hit: Literal["unique", "first"]
    citations: tuple[Citation, ...]
    inputs: tuple[Typed, ...]
    outputs: tuple[str, ...]
    output_kinds: tuple[Kind, ...]
    rows: tuple[RowModel, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class AwardModel:
    """`result` is None for `none`, `condition` None for `otherwise`."""

    result: Typed | None
    condition: Typed | None
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class GrantModel:
    """`whole` says of what the result is a part; `only_eligible` where nobody else is given anything. Of a profile the awards are
    its classes from low to high, each with what it asks besides all that stands before it."""

    key: Key
    title: str | None
    kind: Kind
    whole: str | None
    citations: tuple[Citation, ...]
    applies: Typed | None
    only_eligible: bool
    awards: tuple[AwardModel, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    is_profile: bool = False

    @property
    def cases(self) -> tuple[AwardModel, ...]:
        """The awards as cases of which the first that holds counts."""
        if not self.is_profile:
            return self.awards
        found: list[AwardModel] = []
        asked: list[Typed] = []
        for each in self.awards:
            asked += [] if each.condition is None else _listed(each.condition)
            found.insert(0, evolve(each, condition=_together(asked)))
        return tuple(found)


def _listed(condition: Typed) -> list[Typed]:
    """The conditions of a list that all must hold, or the one."""
    return (
        list(condition.parts)
        if isinstance(condition.said, syntax.Group) and condition.said.word == "all"
        else [condition]
    )


def _together(conditions: list[Typed]) -> Typed | None:
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    said = syntax.Group("all", tuple(each.said for each in conditions), span=conditions[-1].span)
    return Typed(said, YesNoKind(), tuple(conditions))


@frozen
class OrderKeyModel:
    value: Typed
    descending: bool


@frozen
class WeightModel:
    share: Fraction
    value: Typed


@frozen
class PreferenceModel:
    key: Key
    title: str | None
    citations: tuple[Citation, ...]
    group: FieldInfo | None
    keys: tuple[OrderKeyModel, ...]
    weights: tuple[WeightModel, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class AllocationModel:
    """`number` or `measure` with `limit`, and `over` a list, as in `compiler.ir.nodes.Allocation`."""

    key: Key
    title: str | None
    citations: tuple[Citation, ...]
    group: FieldInfo | None
    rounds: tuple[Literal["month", "quarter", "year"], datetime.date, datetime.date] | None
    keys: tuple[OrderKeyModel, ...]
    number: int | None
    measure: Typed | None
    limit: Typed | None
    of_total: bool
    crossing_is_in: bool | None
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    over: FieldInfo | None = field(default=None, kw_only=True)

    @property
    def result(self) -> Kind:
        """The kind of what is decided on a provider, or on each element of its list."""
        decided = YesNoKind() if self.rounds is None else DateKind()
        return decided if self.over is None else ListKind(decided)


@frozen
class DueTermModel:
    """`parts` are the day, or the duration and the event."""

    said: syntax.DueBy | syntax.DueWithin
    parts: tuple[Typed, ...]


@frozen
class DeadlineModel:
    """`yearly` is written instead of terms; then `done` is a series of dates. `kind` is that of the day: a date or a moment."""

    key: Key
    title: str | None
    who: str | None
    citations: tuple[Citation, ...]
    applies: Typed | None
    start: Typed | None
    terms: tuple[DueTermModel, ...]
    yearly: syntax.DueYearly | None
    whichever: Literal["first", "last"] | None
    kind: Kind
    done: Typed | None
    unless: Typed | None
    due: syntax.Due | syntax.DueYearly
    span: Span = field(eq=False, default=NOWHERE, repr=False)

    @property
    def parts(self) -> tuple[Typed, ...]:
        """All its expressions."""
        days = (part for each in self.terms for part in each.parts)
        found = (self.applies, self.start, *days, self.done, self.unless)
        return tuple(each for each in found if each is not None)


@frozen
class EffectModel:
    """`path` leads from the judged record to a fact, through lists in each element. `criterion` is None for the decision."""

    path: tuple[str, ...]
    kind: Kind
    never: Literal["helps", "hurts"]
    criterion: str | None


@frozen
class AlwaysModel:
    """What must hold for every provider that meets each `when`: a condition, what comes out, or what a change never does."""

    title: str
    citations: tuple[Citation, ...]
    as_of: datetime.date | None
    when: tuple[Typed | syntax.WhenComesOut, ...]
    claim: Typed | syntax.Promised | EffectModel
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class PolicyModel:
    """One policy with everything it rests on. `records` are the record types reachable from `judges`, the judged one first, with
    the judgements among its fields. `values` stand in an order in which each rests on earlier ones only.
    """

    module: str
    name: str
    title: str | None
    language: Language
    first: datetime.date | None
    last: datetime.date | None
    allows: bool
    judges: str
    records: tuple[RecordInfo, ...]
    parameters: tuple[ParameterModel, ...]
    values: tuple[ValueModel, ...]
    criteria: tuple[CriterionModel, ...]
    tables: tuple[TableModel, ...]
    met: tuple[PolicyModel, ...] = ()
    """The policies that `meets` holds a record against, each once."""
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    preferences: tuple[PreferenceModel, ...] = ()
    allocations: tuple[AllocationModel, ...] = ()
    deadlines: tuple[DeadlineModel, ...] = ()
    grants: tuple[GrantModel, ...] = ()
    issuer: str | None = field(default=None, kw_only=True)
    always: tuple[AlwaysModel, ...] = field(default=(), kw_only=True)

    def parameter(self, key: Key) -> ParameterModel:
        return next(each for each in self.parameters if each.key == key)

    def value_id(self, key: Key) -> str:
        """The name of a value in results: with its module before it where two modules have one of that name."""
        alike = [each for each in self.values if each.key.name == key.name]
        return key.name if len(alike) == 1 or key.module == self.module else f"{key.module}.{key.name}"

    def deadline(self, key: Key) -> DeadlineModel:
        return next(each for each in self.deadlines if each.key == key)

    def deadline_id(self, key: Key) -> str:
        """The name of a deadline in results, as `value_id` has it for values."""
        alike = [each for each in self.deadlines if each.key.name == key.name]
        return key.name if len(alike) == 1 or key.module == self.module else f"{key.module}.{key.name}"

    def value(self, key: Key) -> ValueModel:
        return next(each for each in self.values if each.key == key)

    def record(self, name: str) -> RecordInfo:
        return next(each for each in self.records if each.name == name)
