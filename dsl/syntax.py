"""The syntax tree: frozen values, one closed union per category. A place (`span`) is not part of equality.

The tree keeps what an author chose (a date in figures or in words, `≥` or `at least`) and drops what the formatter decides
(spacing, alignment, redundant parentheses). Every line of a file is one node at most: that is what lets the formatter keep
each comment in its place.
"""

from __future__ import annotations

import datetime
from enum import Enum
from fractions import Fraction
from typing import Literal

from attrs import field

from dsl.diagnostics import Language
from dsl.frozen import frozen
from dsl.source import NOWHERE, Span


@frozen
class Node:
    span: Span = field(eq=False, kw_only=True, default=NOWHERE, repr=False)


@frozen
class Name(Node):
    """A phrase: words separated by single spaces, as written and without the backticks that may enclose it."""

    text: str


# --- values ---------------------------------------------------------------------------------------------------------


@frozen
class Number(Node):
    """An exact number. `digits` is in the English form without grouping (`1250.00`); `grouped` asks for 1 250 (1.250)."""

    digits: str
    grouped: bool = False

    @property
    def value(self) -> Fraction:
        return Fraction(self.digits)


@frozen
class Percent(Node):
    number: Number


@frozen
class Quantity(Node):
    """A number with a unit, counted noun or calendar unit: `1.0 fte`, `3000 patients`, `6 weeks`, `1250 EUR`."""

    number: Number
    unit: Name
    symbol: bool = False  # written as `€ 1 250`; then the unit is EUR


@frozen
class YesNo(Node):
    value: bool


@frozen
class Text(Node):
    value: str


NO_DAY = datetime.date.min
"""Stands where a day was written that does not exist: the parser has told of it, and no check says more of it."""


@frozen
class Date(Node):
    value: datetime.date
    words: bool = False  # `1 June 2025` rather than `2025-06-01`


@frozen
class Moment(Node):
    """A date with a time of day, Europe/Amsterdam."""

    value: datetime.datetime
    words: bool = False


@frozen
class DecisionDate(Node):
    """The day on which is decided: `date of decision`."""


@frozen
class Ref(Node):
    """A name in an expression: a fact, judgement, value, parameter, or an option of a choice; resolved later."""

    name: Name


@frozen
class Of(Node):
    """A field of a nested record: `registered patients of RHO`."""

    field: Name
    base: Ref | Of


# --- conditions and arithmetic --------------------------------------------------------------------------------------


class Comparison(Enum):
    """How two values are compared, by the author's own word; `relation` is the mathematical relation."""

    IS = ("is", "=")
    IS_NOT = ("is not", "≠")
    EQ = ("=", "=")
    NE = ("≠", "≠")
    LT = ("<", "<")
    LE = ("≤", "≤")
    GT = (">", ">")
    GE = ("≥", "≥")
    AT_LEAST = ("at least", "≥")
    AT_MOST = ("at most", "≤")
    MORE_THAN = ("more than", ">")
    LESS_THAN = ("less than", "<")
    BEFORE = ("before", "<")
    AFTER = ("after", ">")
    ON_OR_BEFORE = ("on or before", "≤")
    ON_OR_AFTER = ("on or after", "≥")

    @property
    def relation(self) -> Literal["=", "≠", "<", "≤", ">", "≥"]:
        return self.value[1]


@frozen
class Not(Node):
    operand: Expr


@frozen
class And(Node):
    operands: tuple[Expr, ...]


@frozen
class Or(Node):
    operands: tuple[Expr, ...]


@frozen
class Compare(Node):
    comparison: Comparison
    left: Expr
    right: Expr


@frozen
class Between(Node):
    """Both bounds inclusive."""

    value: Expr
    low: Expr
    high: Expr


@frozen
class OneOf(Node):
    value: Expr
    options: tuple[Expr, ...]
    negated: bool = False


@frozen
class StateTest(Node):
    """`x is none`, `x is known`, `x is unknown`."""

    value: Expr
    state: Literal["none", "known", "unknown"]
    negated: bool = False


@frozen
class Includes(Node):
    value: Expr
    how: Literal["all", "any"]
    options: tuple[Expr, ...]


@frozen
class Matches(Node):
    value: Expr
    pattern: Text


@frozen
class Within(Node):
    """`x within 6 weeks after y`: y ≤ x ≤ y + 6 weeks (`before`: y - 6 weeks ≤ x ≤ y)."""

    value: Expr
    duration: Quantity
    direction: Literal["after", "before"]
    anchor: Expr


@frozen
class Step(Node):
    """One further operand of a sum or product."""

    operator: Literal["+", "-", "*", "/"]
    operand: Expr


@frozen
class Sum(Node):
    first: Expr
    rest: tuple[Step, ...]  # + and -


@frozen
class Product(Node):
    first: Expr
    rest: tuple[Step, ...]  # * and /


@frozen
class Negative(Node):
    operand: Expr


@frozen
class Per(Node):
    """A rate: `top per bottom`; `started` counts begun units of the bottom (`per started 3000 patients`)."""

    top: Expr
    bottom: Expr
    started: bool = False


@frozen
class PercentOf(Node):
    percent: Percent
    whole: Expr


@frozen
class Rounded(Node):
    """`x rounded up to whole fte` (`unit` given) or `x rounded half up to 2 decimals` (`decimals` given)."""

    value: Expr
    direction: Literal["up", "down", "half up", "half even"]
    decimals: int = 0
    unit: Name | None = None


# --- collections ----------------------------------------------------------------------------------------------------


@frozen
class Peers(Node):
    """The providers that the judged one is judged among, under the name of its record (`Pharmacy`, `Pharmacies`): all that have
    the same value of a field as it, with or without itself: `other Pharmacies in the same region`."""

    name: Name
    same: Name | None = None
    others: bool = False


Collection = Ref | Of | Peers


@frozen
class Quantifier(Node):
    """`every`, `some`, `no`, or a bound on the number of elements (`number` given); `exactly 1 or 2` has `more` numbers."""

    word: Literal["every", "some", "no", "at least", "at most", "exactly"]
    number: int | None = None
    more: tuple[int, ...] = ()


@frozen
class Quantified(Node):
    """`every doctor has C`; `condition` is None in `at least 2 specialists`. C is read in the element's own names."""

    quantifier: Quantifier
    collection: Collection
    condition: Expr | None


@frozen
class Has(Node):
    """`RHO has C`: C is read in the names of the one record."""

    record: Collection
    condition: Expr


@frozen
class Count(Node):
    """`number of doctors where C`; with `distinct`, of different values: `number of distinct fte of doctors`."""

    collection: Collection
    where: Expr | None = None
    distinct: Name | None = None


@frozen
class Aggregate(Node):
    """`total fte of doctors where C`."""

    function: Literal["total", "average", "lowest", "highest", "earliest", "latest"]
    field: Name
    collection: Collection
    where: Expr | None = None


@frozen
class Standing(Node):
    """Where a provider stands among others: `rank of turnover among Companies where C`, or what they have together:
    `average score among other Pharmacies`. Measure and C are read in the names of each. `strictly` puts ties out (ranks only).
    `of_all`: a total of one fact that is written `turnover of all Companies`.
    """

    function: Literal[
        "rank", "rank from lowest", "share", "total", "average", "lowest", "highest", "earliest", "latest"
    ]
    measure: Expr
    peers: Peers
    where: Expr | None = None
    strictly: bool = False
    of_all: bool = False

    @property
    def is_of_all(self) -> bool:
        return self.of_all and self.function == "total" and isinstance(self.measure, Ref)


@frozen
class Group(Node):
    """A list of conditions under a heading; `number` with `at least`, `at most` and `exactly`, which can have `more`."""

    word: Literal["all", "any", "none", "at least", "at most", "exactly"]
    items: tuple[Expr, ...]
    number: int | None = None
    more: tuple[int, ...] = ()


@frozen
class Keyed(Node):
    """`maximum inclusion set for chain`: the value of a parameter for a key, or for several."""

    parameter: Name
    keys: tuple[Expr, ...]


# --- across policies ------------------------------------------------------------------------------------------------


@frozen
class Meets(Node):
    """`meets vgz.msz_2024.zbc`: every criterion of the policy of a module counts as met for the same record, or for a nested one
    (`for RHO`)."""

    module: str
    record: Collection | None = None


@frozen
class HoldsAgreement(Node):
    """`holds agreement "urgent care"`: the set fact that lists agreements holds this one."""

    agreement: Text


# --- yearly series --------------------------------------------------------------------------------------------------


@frozen
class Year(Node):
    """A calendar year: `2023`, or with no number that of the day of decision, or the one before it."""

    number: int | None = None
    before: bool = False


@frozen
class InYear(Node):
    """`score in 2023`: one year of a series. No file writes a year of None: the year at hand in `for 3 consecutive years`."""

    series: Collection
    year: Year | None


@frozen
class During(Node):
    """`C for 3 consecutive years up to 2023`: in C the name of a series means the year at hand."""

    condition: Expr
    years: int
    last: Year


@frozen
class Trend(Node):
    """`score is falling over 3 years up to 2023`: each year below the one before; negated: none above the one before."""

    series: Expr
    direction: Literal["falling", "rising"]
    years: int
    last: Year
    negated: bool = False


@frozen
class OverYears(Node):
    """`highest of score over 3 years up to 2023`"""

    function: Literal["total", "average", "lowest", "highest", "earliest", "latest"]
    series: Collection
    years: int
    last: Year


@frozen
class LatestKnown(Node):
    """`latest known score up to 2023`: the value of the last year of which it is known."""

    series: Collection
    last: Year


@frozen
class YearOf(Node):
    """`first year of the highest score over 3 years up to 2023`; of equal years the first or the last."""

    which: Literal["first", "last"]
    extreme: Literal["highest", "lowest"]
    series: Collection
    years: int
    last: Year


# --- deadlines and days of the calendar -----------------------------------------------------------------------------


@frozen
class DeadlineTest(Node):
    """`deadline announcement is met`: it counts as met, was missed, or is still open on the day of decision."""

    name: Name
    status: Literal["met", "missed", "open"]
    negated: bool = False


@frozen
class DeadlineDate(Node):
    """`date of deadline announcement`: the last day, or moment, for it."""

    name: Name


@frozen
class CalendarDay(Node):
    """`first day of the next quarter after x` (never x itself), `start of the month of x`, `end of the year of x`."""

    which: Literal["next", "start", "end"]
    period: Literal["month", "quarter", "year"]
    day: Expr


Literal_ = Number | Percent | Quantity | YesNo | Text | Date | Moment
Expr = (
    Literal_
    | DecisionDate
    | Ref
    | Of
    | Not
    | And
    | Or
    | Compare
    | Between
    | OneOf
    | StateTest
    | Includes
    | Matches
    | Within
    | Sum
    | Product
    | Negative
    | Per
    | PercentOf
    | Rounded
    | Quantified
    | Has
    | Count
    | Aggregate
    | Peers
    | Standing
    | Meets
    | HoldsAgreement
    | Group
    | InYear
    | During
    | Trend
    | OverYears
    | LatestKnown
    | YearOf
    | DeadlineTest
    | DeadlineDate
    | CalendarDay
    | Keyed
)


# --- types of facts -------------------------------------------------------------------------------------------------


@frozen
class YesNoType(Node):
    pass


@frozen
class TextType(Node):
    pattern: Text | None = None


@frozen
class NumberType(Node):
    whole: bool = False


@frozen
class PercentType(Node):
    pass


@frozen
class DateType(Node):
    pass


@frozen
class MomentType(Node):
    pass


@frozen
class CountType(Node):
    """`count of patients`"""

    noun: Name


@frozen
class NamedType(Node):
    """A unit (`fte`, `fte per patient`) or a record; which one is resolved later."""

    name: Name
    per: Name | None = None


@frozen
class ChoiceType(Node):
    options: tuple[Name, ...]


@frozen
class SetType(Node):
    options: tuple[Name, ...]


@frozen
class ListType(Node):
    element: TypeExpr


@frozen
class SeriesType(Node):
    """`number per year`: a value for each year."""

    element: TypeExpr


TypeExpr = (
    YesNoType
    | TextType
    | NumberType
    | PercentType
    | DateType
    | MomentType
    | CountType
    | NamedType
    | ChoiceType
    | SetType
    | ListType
    | SeriesType
)


# --- statements -----------------------------------------------------------------------------------------------------


@frozen
class Source(Node):
    """A citation: document key, criterion keys within it, and the place in words."""

    document: str
    keys: tuple[str, ...]
    place: Text | None = None


@frozen
class Issuer(Node):
    text: Text


@frozen
class DocumentRef(Node):
    key: str


@frozen
class InForce(Node):
    """Both days inclusive; None where the period has no bound."""

    first: Date | None
    last: Date | None


@frozen
class Judges(Node):
    record: Name


@frozen
class Binding(Node):
    word: Literal["allows", "obliges"]


PolicySetting = Issuer | DocumentRef | InForce | Judges | Binding


@frozen
class Policy(Node):
    name: Name
    title: Text | None
    settings: tuple[PolicySetting, ...]


@frozen
class Use(Node):
    """`names` is empty when everything is used."""

    module: str
    names: tuple[Name, ...] = ()


@frozen
class Precedence(Node):
    """Modules, the first of which wins where several declare one name."""

    modules: tuple[str, ...]
    sources: tuple[Source, ...]


@frozen
class Published(Node):
    date: Date


@frozen
class File(Node):
    """The document itself, relative to the file that declares it."""

    path: Text


@frozen
class Inventory(Node):
    """A CSV of criterion keys, relative to the file that declares it: cited keys are checked against it."""

    path: Text


DocumentSetting = Issuer | Published | File | Inventory


@frozen
class Document(Node):
    key: str
    title: Text | None
    settings: tuple[DocumentSetting, ...]


@frozen
class Unit(Node):
    """`unit hour, hours = 60 minutes`: the forms of a unit, and its size in another unit unless it is a base unit."""

    names: tuple[Name, ...]
    size: Quantity | None = None


@frozen
class Counted(Node):
    """`counted patient, patients`"""

    names: tuple[Name, ...]


@frozen
class Flag(Node):
    word: Literal["optional", "evidence", "changeable", "fixed", "lists agreements"]


@frozen
class SuppliedBy(Node):
    role: Text


@frozen
class Each(Node):
    """The word for one element of a list: `each backup hospital`."""

    name: Name


@frozen
class Bound(Node):
    """A bound that every value of the fact keeps: `at least 0 fte`."""

    word: Literal["at least", "at most"]
    value: Expr


Attribute = Flag | SuppliedBy | Each | Bound


@frozen
class Field(Node):
    name: Name
    type: TypeExpr
    attributes: tuple[Attribute, ...] = ()
    description: Text | None = None


@frozen
class Record(Node):
    name: Name
    title: Text | None
    fields: tuple[Field, ...]


@frozen
class Weighs(Node):
    """One factor that a judgement must weigh, in words."""

    factor: Text


@frozen
class Judgement(Node):
    name: Name
    title: Text | None
    by: Text
    sources: tuple[Source, ...] = ()
    weighs: tuple[Weighs, ...] = ()


@frozen
class Value(Node):
    name: Name
    type: TypeExpr | None
    title: Text | None
    sources: tuple[Source, ...]
    body: Expr


@frozen
class Period(Node):
    """From this day on the parameter has this value, until the next period."""

    first: Date
    value: Expr
    source: Source | None = None


@frozen
class KeyedHeader(Node):
    """`| chain | from | maximum |`: the keys, and what the values are called."""

    keys: tuple[Name, ...]
    label: Name


@frozen
class KeyedRow(Node):
    """From its day on this is the value for these keys; a key of None stands for `-`, every other one. Absent is `none`."""

    keys: tuple[Expr | None, ...]
    first: Date
    value: Expr | Absent


@frozen
class Parameter(Node):
    """Its value in each period; or, with `keys`, the value for each key, in rows under a header."""

    name: Name
    type: TypeExpr
    title: Text | None
    sources: tuple[Source, ...]
    periods: tuple[Period, ...]
    keys: tuple[Name, ...] = ()
    header: KeyedHeader | None = None
    rows: tuple[KeyedRow, ...] = ()


@frozen
class External(Node):
    """An input that the documents name and do not contain. Without periods it is asked of the data; with them each value has a
    source."""

    name: Name
    type: TypeExpr
    title: Text | None
    sources: tuple[Source, ...]
    periods: tuple[Period, ...]


@frozen
class Norm(Node):
    """A norm of others that sources can cite; `edition` is None for the edition in force, whichever that is."""

    key: str
    title: Text | None
    edition: Text | None
    sources: tuple[Source, ...]


@frozen
class Applies(Node):
    condition: Expr


@frozen
class Unless(Node):
    condition: Expr


@frozen
class Criterion(Node):
    kind: Literal["requirement", "exclusion"]
    name: Name
    title: Text | None
    sources: tuple[Source, ...]
    applies: Applies | None
    body: Expr
    unless: Unless | None


@frozen
class CellTest(Node):
    """`≥ 25%`, `own agreement` (comparison IS)."""

    comparison: Comparison
    value: Expr


@frozen
class CellBetween(Node):
    low: Expr
    high: Expr


@frozen
class CellState(Node):
    state: Literal["none", "known", "unknown"]


CellPart = CellTest | CellBetween | CellState


@frozen
class Cell(Node):
    """What an input must be in a row: one of the alternatives; none at all stands for `-`, whatever it is."""

    alternatives: tuple[CellPart, ...]


@frozen
class Row(Node):
    tests: tuple[Cell, ...]
    outputs: tuple[Expr, ...]


@frozen
class Header(Node):
    inputs: tuple[Expr, ...]
    outputs: tuple[Name, ...]


@frozen
class Decision(Node):
    """A decision table; `hit` is None when not written, which means unique."""

    name: Name
    title: Text | None
    hit: Literal["unique", "first"] | None
    sources: tuple[Source, ...]
    header: Header
    rows: tuple[Row, ...]


# --- grants ---------------------------------------------------------------------------------------------------------


@frozen
class OnlyEligible(Node):
    """`only for the eligible`: who does not meet the policy is given nothing."""


@frozen
class Award(Node):
    """`4% when C`, or `2% otherwise` without a condition; Absent is `none`."""

    result: Expr | Absent
    condition: Expr | None


@frozen
class Grade(Node):
    """One class of a profile, and what it asks besides all that the classes below it ask; None: nothing, of the lowest."""

    name: Name
    condition: Expr | None


@frozen
class Profile(Node):
    """Classes from low to high; a provider is in the highest of which it meets what that class and all below it ask."""

    name: Name
    title: Text | None
    sources: tuple[Source, ...]
    applies: Applies | None
    grades: tuple[Grade, ...]


@frozen
class Grant(Node):
    """What a provider is given, by the first case that holds: `grant surcharge : percent of standard chain tariff`."""

    name: Name
    type: TypeExpr
    whole: Name | None
    title: Text | None
    sources: tuple[Source, ...]
    applies: Applies | None
    only_eligible: OnlyEligible | None
    awards: tuple[Award, ...]


# --- orders among providers -----------------------------------------------------------------------------------------


@frozen
class OrderKey(Node):
    """One step of an order; without a word the lowest (earliest, first in the alphabet) comes first."""

    value: Expr
    first: Literal["highest", "lowest", "earliest", "latest"] | None = None


@frozen
class Ordered(Node):
    """`ordered by score highest first, then name`: what is equal in one step is told apart by the next."""

    keys: tuple[OrderKey, ...]


@frozen
class Weight(Node):
    """One part of a weighted score: `weight 60% : quality`."""

    percent: Percent
    value: Expr


@frozen
class PerGroup(Node):
    """Each value of a field of the judged record has an order of its own."""

    field: Name


@frozen
class Preference(Node):
    """The order in which eligible providers are preferred: by steps (`ordered`) or by one weighted score (`weights`)."""

    name: Name
    title: Text | None
    sources: tuple[Source, ...]
    group: PerGroup | None
    ordered: Ordered | None
    weights: tuple[Weight, ...]


@frozen
class Rounds(Node):
    """`each quarter from DATE through DATE`: the limit holds anew in each, for those who were not taken before."""

    period: Literal["month", "quarter", "year"]
    first: Date
    last: Date


@frozen
class Take(Node):
    """`take Practices ordered by registered on, then name`"""

    peers: Name
    ordered: Ordered


@frozen
class UntilReached(Node):
    """`until registered patients reach 25% of the total`, or an amount: `limit` is a percentage of the total, or the amount."""

    measure: Expr
    limit: Expr
    of_total: bool = False


@frozen
class UntilTaken(Node):
    """`until 3 are taken`"""

    number: int


@frozen
class Crossing(Node):
    """Whether the one with whom the limit is crossed is in."""

    name: Name
    is_in: bool


@frozen
class Allocation(Node):
    """Eligible providers are taken in an order until a limit is reached, per group and in rounds where that is written."""

    name: Name
    title: Text | None
    sources: tuple[Source, ...]
    group: PerGroup | None
    rounds: Rounds | None
    take: Take
    until: UntilReached | UntilTaken
    crossing: Crossing | None


# --- deadlines ------------------------------------------------------------------------------------------------------


@frozen
class DueBy(Node):
    """`by 1 May 2023`, that day included; `before 1 October 2025`, that day not; `by 20 December 2024 before 12:00`."""

    day: Expr
    strictly: bool = False
    time: datetime.time | None = None


@frozen
class DueWithin(Node):
    """`within 6 weeks after offer received`: the day of the event does not count."""

    duration: Quantity
    event: Expr


@frozen
class Due(Node):
    """The day, or of several days the first or the last. `whichever` is None where there is one."""

    terms: tuple[DueBy | DueWithin, ...]
    whichever: Literal["first", "last"] | None = None


@frozen
class DueYearly(Node):
    """`each year by 31 March from 2024 through 2026`; with `after` in the year after each: `by 1 June after each year from …`."""

    day: int
    month: int
    first: Year
    last: Year
    after: bool = False


@frozen
class NotBefore(Node):
    """`from 1 October 2024`: what is done earlier does not count."""

    day: Expr


@frozen
class DoneOn(Node):
    """The date or moment of the act, none or unknown while it was not done or nobody said so."""

    act: Expr


@frozen
class Deadline(Node):
    """What somebody must do by when; `who` is a text where it is written in quotes."""

    name: Name
    title: Text | None
    who: Name | Text | None
    sources: tuple[Source, ...]
    applies: Applies | None
    start: NotBefore | None
    due: Due | DueYearly
    done: DoneOn | None
    unless: Unless | None


# --- examples -------------------------------------------------------------------------------------------------------


@frozen
class Absent(Node):
    """`unknown`, `none` or `empty` as a value."""

    word: Literal["unknown", "none", "empty"]


@frozen
class Phrase(Node):
    """Words in an example whose borders are only known with the declarations: `position owner`."""

    text: str


InlinePart = Phrase | Literal_ | Absent


@frozen
class InlineField(Node):
    """`fte 0.8` or `position owner`: a field name followed by its value, split later."""

    parts: tuple[InlinePart, ...]


@frozen
class Item(Node):
    """One element of a list: fields on the line of its dash and further assignments under it."""

    inline: tuple[InlineField, ...]
    assignments: tuple[Assignment, ...] = ()


@frozen
class Items(Node):
    items: tuple[Item, ...]


@frozen
class Fields(Node):
    """A nested record."""

    assignments: tuple[Assignment, ...]


@frozen
class Inline(Node):
    """Values on the line of the `=`: one value, the options of a set, or the fields of a nested record, told apart later."""

    fields: tuple[InlineField, ...]


@frozen
class Assignment(Node):
    name: Name
    value: Inline | Items | Fields


@frozen
class ExpectDecision(Node):
    decision: Literal["eligible", "ineligible", "undetermined", "awaiting judgement"]


@frozen
class ExpectVerdict(Node):
    name: Name
    verdict: Literal["met", "not met", "missed", "open", "unknown", "awaiting judgement", "not applicable", "waived"]


@frozen
class ExpectValue(Node):
    """The value of a computed value or of an output of a decision table."""

    name: Name
    value: Inline


Expectation = ExpectDecision | ExpectVerdict | ExpectValue


@frozen
class Against(Node):
    """The module of the policy that the example is held against."""

    module: str


@frozen
class AsOf(Node):
    date: Date


@frozen
class ExamplePopulation(Node):
    """The other providers that the one of the example is judged among, each the provider of another example; none: there are no
    others."""

    examples: tuple[Text, ...]


@frozen
class Example(Node):
    name: Text
    like: Text | None
    against: Against | None
    as_of: AsOf | None
    assignments: tuple[Assignment, ...]
    expectations: tuple[Expectation, ...]
    population: ExamplePopulation | None = None


# --- what always holds ----------------------------------------------------------------------------------------------


@frozen
class When(Node):
    """`when contracted`: only providers for whom the condition holds are meant."""

    condition: Expr


@frozen
class WhenComesOut(Node):
    """`when requirement staffing not met`, `when ineligible`: only providers for whom it comes out so. `kind` is that of the
    criterion, None for the decision."""

    kind: Literal["requirement", "exclusion"] | None
    expected: ExpectDecision | ExpectVerdict


@frozen
class Promised(Node):
    """`expect ineligible`, or with `never` anything but that."""

    expected: ExpectDecision | ExpectVerdict
    never: bool = False


@frozen
class Effect(Node):
    """`more registered patients never helps`: a provider of whom only this is more (later; with no word: yes instead of no) does
    not come out better, or (`hurts`) worse, by the decision or by one criterion."""

    direction: Literal["more", "later"] | None
    fact: Collection
    never: Literal["helps", "hurts"]
    criterion: Target | None = None


@frozen
class Holds(Node):
    """A condition that holds for each provider, as far as it is known."""

    condition: Expr


Claim = Promised | Effect | Holds


@frozen
class Always(Node):
    """What the policy must hold to, whoever is judged."""

    title: Text
    sources: tuple[Source, ...]
    as_of: AsOf | None
    when: tuple[When | WhenComesOut, ...]
    claim: Claim


# --- amendments -----------------------------------------------------------------------------------------------------


@frozen
class Effective(Node):
    """The first day on which the amendment holds."""

    date: Date


@frozen
class Amends(Node):
    module: str


@frozen
class Limited(Node):
    """The amendment holds only for providers for whom the condition holds."""

    condition: Expr


@frozen
class Target(Node):
    """A statement of the amended module: `requirement CieBAG criteria`."""

    kind: Literal[
        "requirement", "exclusion", "decision", "value", "preference", "allocation", "deadline", "grant", "profile"
    ]
    name: Name


@frozen
class Withdraw(Node):
    """A whole statement lapses, or one of the conditions in a criterion, written as it stands there."""

    target: Target
    item: Expr | None = None


@frozen
class Replace(Node):
    """A statement stands in the place of the one of its kind and name."""

    statement: Statement


@frozen
class Add(Node):
    statement: Statement


@frozen
class Widen(Node):
    """A further way to meet a criterion (`alternative`), or a further exception to it."""

    word: Literal["alternative", "exception"]
    target: Target
    sources: tuple[Source, ...]
    condition: Expr


@frozen
class ChangeParameter(Node):
    """Further values of a parameter; one from the same day, for the same keys, goes before the old one."""

    name: Name
    sources: tuple[Source, ...]
    periods: tuple[Period, ...]
    header: KeyedHeader | None = None
    rows: tuple[KeyedRow, ...] = ()


@frozen
class ChangeDeadline(Node):
    """Another day for a deadline; all else that it says stays."""

    name: Name
    sources: tuple[Source, ...]
    start: NotBefore | None
    due: Due | DueYearly


Change = Withdraw | Replace | Add | Widen | ChangeParameter | ChangeDeadline


@frozen
class Amendment(Node):
    """`amends` is None where it amends the policy of its own file."""

    title: Text
    sources: tuple[Source, ...]
    published: Published | None
    effective: Effective
    amends: Amends | None
    limited: Limited | None
    changes: tuple[Change, ...]


Statement = (
    Policy
    | Use
    | Document
    | Unit
    | Counted
    | Record
    | Judgement
    | Value
    | Parameter
    | External
    | Norm
    | Criterion
    | Decision
    | Precedence
    | Amendment
    | Preference
    | Allocation
    | Deadline
    | Always
    | Grant
    | Profile
    | Example
)


@frozen
class Module(Node):
    """One file: its language and its statements in order. `declared` tells that the first line names the language."""

    language: Language
    statements: tuple[Statement, ...]
    declared: bool = False
