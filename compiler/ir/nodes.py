"""The intermediate representation: small, closed, no sugar. Meaning: `compiler.ir.evaluate`.

Every expression is total and three-valued. Names of facts are data. Parameters and computed values are already in their
place: an IR is made for one decision date (`Policy.as_of`), so that a parameter is a literal.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from functools import cached_property
from typing import Literal

from attrs import field

from compiler.ir.values import NONE, Scalar
from dsl.frozen import frozen
from dsl.kinds import DateKind, Kind, ListKind, YesNoKind
from dsl.source import NOWHERE, Span

Relation = Literal["=", "≠", "<", "≤", ">", "≥"]


@frozen
class Lit:
    """A constant; numbers as Fraction in base units."""

    value: Scalar


@frozen
class Root:
    """The record that the policy judges."""


@frozen
class Item:
    """The element bound by the enclosing `Fold` of this level (outermost 0)."""

    level: int


@frozen
class Get:
    """A field of a record. Unknown when the record or the field is; none when the record is none."""

    base: Expr
    name: str
    kind: Kind
    judgement: bool = False
    optional: bool = False


@frozen
class And:
    args: tuple[Expr, ...]


@frozen
class Or:
    args: tuple[Expr, ...]


@frozen
class Not:
    arg: Expr


@frozen
class Tally:
    """How many of the listed conditions hold: a number, an interval while some are open."""

    args: tuple[Expr, ...]


@frozen
class Compare:
    """Yes/no. `kind` is the kind of the left side, for the unit of the margin. Comparing with none: `=` and the order relations
    are not met, `≠` is met unless both are none. Ratios are compared by cross-multiplication."""

    relation: Literal["=", "≠", "<", "≤", ">", "≥"]
    left: Expr
    right: Expr
    kind: Kind


@frozen
class Op:
    """An operator of the table in `compiler.ir.operators`."""

    name: str
    args: tuple[Expr, ...]


@frozen
class Ratio:
    """`top per bottom`, bottom never negative: kept as a pair, never divided. A bottom of zero makes any comparison that
    cross-multiplies total: 0 patients need 0 fte. While the bottom may be negative the ratio is open."""

    top: Expr
    bottom: Expr


@frozen
class Fold:
    """A reduction over a list, or over those elements of it where `where` holds.

    every, some: `of` is a condition (yes/no). count: `of` is None. distinct: the number of different values of `of`.
    total: 0 over nothing. lowest, highest, average, earliest, latest: none over nothing. Elements whose `of` is none are left
    out of these. Over a list that is none every and some are not met, the others none.
    """

    fold: Literal["every", "some", "count", "distinct", "total", "average", "lowest", "highest", "earliest", "latest"]
    collection: Expr
    level: int
    where: Expr | None = None
    of: Expr | None = None


@frozen
class Population:
    """The providers that `who` (the judged record, or an element of a population) is judged among, as a list to fold over:
    `all` with `who` itself, the `others`, or `who` alone. An unknown list where no others are given, as for a nested record."""

    record: str
    who: Root | Item | Get
    which: Literal["all", "others", "who"]


@frozen
class IsState:
    """Yes/no. `known` (a value or none) and `unknown` ask what is known now, so that they are never open and learning a fact can
    turn them round. `none` asks whether the thing exists: open while it is unknown and may turn out to be none."""

    state: Literal["none", "known", "unknown"]
    arg: Expr


@frozen
class Taken:
    """A criterion of a policy that is to be met; `body` is the place of its body among the conditions that make it count."""

    module: str
    id: str
    kind: Literal["requirement", "exclusion"]
    title: str | None
    citations: tuple[Citation, ...]
    body: int


@frozen
class Mark:
    """A condition that the author would recognise; `said` is its text in canonical form. Means what `arg` means.

    `heading` is set on groups (`all of`, `at least 2 of`), whose items are Marks themselves. `subject` is the text of what a
    comparison is about, of a ratio that of its top. `taken` is set where it stands for a criterion of another policy, `deadline`
    where it asks what has become of one.
    """

    arg: Expr
    said: str = field(eq=False)
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    heading: bool = field(eq=False, default=False)
    subject: str = field(eq=False, default="")
    taken: Taken | None = field(eq=False, default=None)
    deadline: Deadline | None = field(eq=False, default=None, repr=False)


@frozen
class LatestKnown:
    """The value of a yearly series in the last year, up to `last`, in which it is known and not none; open while no year is.
    Asks what is known now: learning the value of a later year can change it."""

    series: Expr
    last: int
    kind: Kind
    optional: bool = False


@frozen
class Choose:
    """The value of the first case whose condition holds, else `otherwise`. A case whose condition is open stays possible: the
    value is decided as soon as all that are possible agree."""

    cases: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr


Expr = (
    Lit
    | Root
    | Item
    | Get
    | And
    | Or
    | Not
    | Tally
    | Compare
    | Op
    | Ratio
    | Fold
    | Population
    | IsState
    | LatestKnown
    | Choose
    | Mark
)


@frozen
class Citation:
    document: str
    keys: tuple[str, ...]
    place: str | None = None

    def __str__(self) -> str:
        return ", ".join([f"{self.document} {', '.join(self.keys)}".rstrip(), *filter(None, [self.place])])


@frozen
class Criterion:
    """`applies` and `unless` are None where not written. Ids are unique within a policy."""

    id: str
    kind: Literal["requirement", "exclusion"]
    title: str | None
    citations: tuple[Citation, ...]
    applies: Expr | None
    body: Expr
    unless: Expr | None
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class Row:
    """`test` is one condition per input (a Lit(True) where any value does)."""

    tests: tuple[Expr, ...]
    outputs: tuple[Scalar, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class Table:
    """A decision table. `unique`: at most one row can hold; `first`: the first row that holds."""

    id: str
    title: str | None
    hit: Literal["unique", "first"]
    citations: tuple[Citation, ...]
    inputs: tuple[Expr, ...]
    inputs_said: tuple[str, ...]
    outputs: tuple[str, ...]
    output_kinds: tuple[Kind, ...]
    rows: tuple[Row, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)

    @cached_property
    def uncovered(self) -> Expr:
        """That no row holds: no as soon as the known facts rule it out."""
        from compiler.ir.uncovered import uncovered  # it stands on this module

        return uncovered(self.rows)


@frozen
class Computed:
    """A named value, for examples and explanations; criteria hold its expression in their own."""

    id: str
    title: str | None
    kind: Kind
    citations: tuple[Citation, ...]
    expr: Expr


@frozen
class Award:
    """A case of a grant: `when` is None in the last one where that takes every other case. `said` is the result in words."""

    when: Expr | None
    result: Expr
    said: str
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class Grant:
    """What the first case that holds gives. Nothing (none) where it does not apply, to who is not `eligible`, and where no case
    holds. `whole` says of what the result is a part. Of a profile the cases are its classes from high to low."""

    id: str
    title: str | None
    kind: Kind
    whole: str | None
    citations: tuple[Citation, ...]
    applies: Expr | None
    eligible: Expr | None
    awards: tuple[Award, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    is_profile: bool = field(eq=False, default=False)

    @property
    def expr(self) -> Expr:
        """What it is worth."""
        return self._first([each.result for each in self.awards], Lit(NONE))

    @property
    def case(self) -> Expr:
        """The number of the case that holds, from 1; 0 where there is none."""
        return self._first([Lit(Fraction(number)) for number in range(1, len(self.awards) + 1)], Lit(Fraction(0)))

    @cached_property
    def covers_every_case(self) -> bool:
        """Whether always one of the cases holds."""
        from compiler.ir.uncovered import NO, uncovered  # it stands on this module

        whens = [each.when for each in self.awards if each.when is not None]
        return len(whens) < len(self.awards) or uncovered(tuple(Row((each,), ()) for each in whens)) == NO

    def is_last_resort(self, number: int) -> bool:
        """Whether this case (from 1) takes every other one: nothing is left when none before it holds."""
        return self.awards[number - 1].when is None or (number == len(self.awards) and self.covers_every_case)

    def _first(self, results: list[Expr], nothing: Expr) -> Expr:
        cases: list[tuple[Expr, Expr]] = [
            (Not(each), nothing) for each in (self.applies, self.eligible) if each is not None
        ]
        for number, (award, result) in enumerate(zip(self.awards, results, strict=True), 1):
            if award.when is None or self.is_last_resort(number):
                return Choose(tuple(cases), result) if cases else result
            cases.append((award.when, result))
        return Choose(tuple(cases), nothing)


@frozen
class OrderKey:
    """One step of an order, the lowest first unless `descending`; `said` in the author's words."""

    expr: Expr
    said: str
    kind: Kind
    descending: bool = False


@frozen
class Weight:
    """A part of a score: `share` (60% is 3/5) of a number."""

    share: Fraction
    expr: Expr
    said: str


@frozen
class Preference:
    """The order of the eligible providers, in each group on its own: by steps, or the highest weighted score first."""

    id: str
    title: str | None
    citations: tuple[Citation, ...]
    group: Get | None
    keys: tuple[OrderKey, ...]
    weights: tuple[Weight, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)

    @property
    def read(self) -> tuple[Expr, ...]:
        """The expressions that decide on a place."""
        group = () if self.group is None else (self.group,)
        return (*(each.expr for each in self.keys), *(each.expr for each in self.weights), *group)


@frozen
class Allocation:
    """Eligible providers are taken in an order, in each group on its own, until `number` are taken or what they measure together
    reaches the limit: an amount, or (`of_total`) a part of what all of the group measure. Who crosses the limit is taken if
    `crossing_is_in`, and ends the round. With `rounds` (period, first and last day) the limit holds anew in each.

    With `over`, a list of the provider, its elements are taken instead, each as `Item(0)` in the expressions."""

    id: str
    title: str | None
    citations: tuple[Citation, ...]
    group: Get | None
    rounds: tuple[Literal["month", "quarter", "year"], datetime.date, datetime.date] | None
    keys: tuple[OrderKey, ...]
    number: int | None
    measure: Expr | None
    limit: Expr | None
    of_total: bool
    crossing_is_in: bool
    kind: Kind | None
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    over: Get | None = field(default=None, kw_only=True)
    said: tuple[str, str] = field(eq=False, default=("", ""), kw_only=True)
    """The measure and the limit in the author's words."""

    @property
    def read(self) -> tuple[Expr, ...]:
        """The expressions that decide on who is taken, as read of a provider: over all elements where there is a list."""
        limits = (each for each in (self.group, self.measure, self.limit) if each is not None)
        found = (*(each.expr for each in self.keys), *limits)
        over = self.over
        return found if over is None else tuple(Fold("distinct", over, 0, None, each) for each in found)

    @property
    def result(self) -> Kind:
        """The kind of what is decided on a provider, or with `over` on each element of its list."""
        decided = YesNoKind() if self.rounds is None else DateKind()
        return decided if self.over is None else ListKind(decided)


@frozen
class DueTerm:
    """One of the days of a deadline, in the author's words; none while its event has not happened."""

    said: str = field(eq=False)
    day: Expr


@frozen
class Due:
    """A deadline as it falls once; `year` tells apart those of every year. `day` is the last day, or moment, for it, made of the
    terms; it is none while nothing makes it run. `met`, `missed` and `open` are conditions of which at most one holds; without
    a fact that tells when it is done they are None."""

    year: int | None
    terms: tuple[DueTerm, ...]
    day: Expr
    start: Expr | None
    done: Expr | None
    met: Expr | None
    missed: Expr | None
    open: Expr | None


@frozen
class Deadline:
    """What somebody (`who`) must do by when, as of a day. `kind` is a date or a moment; `strictly`: that moment is too late.
    `whichever` tells which of several terms counts."""

    id: str
    title: str | None
    who: str | None
    citations: tuple[Citation, ...]
    applies: Expr | None
    unless: Expr | None
    kind: Kind
    strictly: bool
    said: str = field(eq=False)
    whichever: Literal["first", "last"] | None
    dues: tuple[Due, ...]
    as_of: datetime.date
    span: Span = field(eq=False, default=NOWHERE, repr=False)

    @property
    def can_be_judged(self) -> bool:
        """Whether a fact tells when it is done."""
        return any(each.done is not None for each in self.dues)


@frozen
class ComesOut:
    """What comes out of a criterion, or (None) the decision, in the words of `compiler.ir.verdicts`."""

    criterion: str | None
    word: str


@frozen
class Promise:
    """It comes out so, or with `never` in any other way."""

    comes_out: ComesOut
    never: bool = False


@frozen
class Effect:
    """More of a fact never helps (hurts) by a criterion, or (None) the decision. `path` leads to it from the judged record,
    through lists in each element; later for a date, yes for no."""

    path: tuple[str, ...]
    kind: Kind
    never: Literal["helps", "hurts"]
    criterion: str | None


@frozen
class Always:
    """What must hold for every provider for whom each of `when` does: no part of what the policy decides, but of how it is
    tried (`compiler.scenarios.fuzz`)."""

    title: str
    citations: tuple[Citation, ...]
    as_of: datetime.date | None
    when: tuple[Expr | ComesOut, ...]
    claim: Expr | Promise | Effect
    span: Span = field(eq=False, default=NOWHERE, repr=False)


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
