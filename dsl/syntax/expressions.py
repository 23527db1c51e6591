"""Conditions and arithmetic: all that a criterion or a value may say."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from attrs import field

from dsl.frozen import frozen
from dsl.syntax.nodes import Name, Node
from dsl.syntax.values import Date, DecisionDate, Moment, Number, Of, Percent, Quantity, Ref, Text, YesNo


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
    the same value of a field as it, with or without itself: `other Pharmacies in the same region`. `neuter`
    tells the form of `other` in Dutch, `same_neuter` that of `in the same`: `ander team`, `in hetzelfde gebied`."""

    name: Name
    same: Name | None = None
    others: bool = False
    neuter: bool = field(default=False, eq=False, repr=False)
    same_neuter: bool = field(default=False, eq=False, repr=False)


Collection = Ref | Of | Peers


@frozen
class Quantifier(Node):
    """`every`, `some`, `no`, or a bound on the number of elements (`number` given); `exactly 1 or 2` has `more` numbers.

    `neuter` keeps the form that Dutch gives a word before a noun with `het`, and says nothing else: `elk team`.
    """

    word: Literal["every", "some", "no", "at least", "at most", "exactly"]
    number: int | None = None
    more: tuple[int, ...] = ()
    neuter: bool = field(default=False, eq=False, repr=False)


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
    """`first year of the highest score over 3 years up to 2023`; of equal years the first or the last. With `neuter`
    it is `het hoogste`."""

    which: Literal["first", "last"]
    extreme: Literal["highest", "lowest"]
    series: Collection
    years: int
    last: Year
    neuter: bool = field(default=False, eq=False, repr=False)


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
