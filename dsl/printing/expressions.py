"""Expressions on one line, with the fewest parentheses that keep the tree.

Every part is printed to a `Piece`: its text, how tightly it binds, and whether it is open at its right end, so that what
follows it would be read as part of it (`every doctor has fte > 1 fte`). The whole decides where parentheses go.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import assert_never

from dsl import names
from dsl.frozen import frozen
from dsl.keywords import PHRASES
from dsl.names import is_plain_measure
from dsl.printing.spelling import A_TEXT, Spelling
from dsl.syntax import (
    Aggregate,
    And,
    Between,
    CalendarDay,
    Collection,
    Compare,
    Count,
    Date,
    DeadlineDate,
    DeadlineTest,
    DecisionDate,
    During,
    Expr,
    Group,
    Has,
    HoldsAgreement,
    Includes,
    InYear,
    Keyed,
    LatestKnown,
    Matches,
    Meets,
    Moment,
    Negative,
    Not,
    Number,
    Of,
    OneOf,
    Or,
    OverYears,
    Peers,
    Per,
    Percent,
    PercentOf,
    Product,
    Quantified,
    Quantifier,
    Quantity,
    Ref,
    Rounded,
    Standing,
    StateTest,
    Step,
    Sum,
    Text,
    Trend,
    Within,
    Year,
    YearOf,
    YesNo,
)


class Binding(IntEnum):
    """How tightly an expression binds, loosest first; the levels of the grammar."""

    OR = 1
    AND = 2
    NOT = 3
    TEST = 4
    TAIL = 5  # a reduction with `where`: alone or at the right end of a comparison
    OPERAND = 6  # rounding
    SUM = 7
    PRODUCT = 8
    RATE = 9
    UNARY = 10
    ATOM = 11


@frozen
class Piece:
    text: str
    binding: Binding = Binding.ATOM
    open: bool = False

    def within(self, loosest: Binding, *, last: bool = False) -> Piece:
        """The piece as a part: in parentheses when it binds too loosely, or is open and something follows it."""
        if self.binding < loosest or (self.open and not last):
            return Piece(f"({self.text})")
        return self


_STATES = {"none": "NONE", "known": "KNOWN", "unknown": "UNKNOWN"}
_STATUSES = {"met": "IN_TIME", "missed": "MISSED", "open": "STILL_OPEN"}
_DIRECTIONS = {"after": "AFTER", "before": "BEFORE"}
_ROUNDINGS = {
    "up": "ROUNDED_UP",
    "down": "ROUNDED_DOWN",
    "half up": "ROUNDED_HALF_UP",
    "half even": "ROUNDED_HALF_EVEN",
}
_QUANTIFIERS = {
    "every": "EVERY",
    "some": "SOME",
    "no": "NO_ELEMENT",
    "at least": "AT_LEAST",
    "at most": "AT_MOST",
    "exactly": "EXACTLY",
}
_GROUPS = {"all": "ALL_OF", "any": "ANY_OF", "none": "NONE_OF"}
_FUNCTIONS = {
    "total": "TOTAL",
    "average": "AVERAGE",
    "lowest": "LOWEST",
    "highest": "HIGHEST",
    "earliest": "EARLIEST",
    "latest": "LATEST",
}
_STANDINGS = {
    "rank": "RANK_OF",
    "rank from lowest": "RANK_FROM_LOWEST",
    "share": "SHARE_OF",
    "total": "TOTAL_AMONG",
    "average": "AVERAGE_AMONG",
    "lowest": "LOWEST_AMONG",
    "highest": "HIGHEST_AMONG",
    "earliest": "EARLIEST_AMONG",
    "latest": "LATEST_AMONG",
}
_OTHER = ("OTHER",)
_SIGNS = {"+": "+", "-": "−", "*": "*", "/": "/"}


@frozen
class ExpressionPrinter:
    """Prints expressions in one language. `competing` names keywords that win from a name at the start of the text."""

    spelling: Spelling

    def text(self, expr: Expr, competing: Sequence[str] = ()) -> str:
        """The expression on one line; a group as `all of (a; b)`, which only messages show."""
        return self.spelling.guard_start(self.piece(expr).text, competing)

    def operand(self, expr: Expr) -> str:
        """The expression where only an operand may stand."""
        return self.piece(expr).within(Binding.OPERAND).text

    def option(self, expr: Expr) -> str:
        """The expression in a list of options or a cell, where a name may start with `not`."""
        return self.spelling.option(expr.name) if isinstance(expr, Ref) else self.operand(expr)

    def piece(self, expr: Expr) -> Piece:
        match expr:
            case And() | Or():
                return self._joined(expr)
            case Not(operand=operand):
                inner = self.piece(operand).within(Binding.NOT, last=True)
                return Piece(f"{self._word('NOT')} {inner.text}", Binding.NOT, inner.open)
            case Compare() | Between() | OneOf() | StateTest() | Includes() | Matches() | Within():
                return self._test(expr)
            case Quantified() | Has():
                return self._quantified(expr)
            case Count() | Aggregate():
                return self._reduction(expr)
            case Standing():
                return self._standing(expr)
            case Sum() | Product() | Negative() | Per() | PercentOf() | Rounded():
                return self._arithmetic(expr)
            case Group():
                return Piece(f"{self.group_heading(expr)} ({'; '.join(self.text(item) for item in expr.items)})")
            case Ref() | Of() | Peers():
                return Piece(self.collection(expr))
            case DecisionDate():
                return Piece(self._word("DECISION_DATE"))
            case Meets() | HoldsAgreement():
                return Piece(self._across(expr), Binding.TEST)
            case InYear() | OverYears() | LatestKnown() | YearOf():
                return Piece(self._yearly(expr))
            case Keyed():
                return Piece(self._keyed(expr))
            case During() | Trend():
                return Piece(self._over_time(expr), Binding.TEST)
            case DeadlineTest(name=name, status=status, negated=negated):
                asked = f"{self._is(negated)} {self._word(_STATUSES[status])}"
                spelled = self.spelling.name(name, then=f" {asked}")
                return Piece(f"{self._word('DEADLINE_OF')} {spelled} {asked}", Binding.TEST)
            case DeadlineDate(name=name):
                return Piece(f"{self._word('DATE_OF_DEADLINE')} {self.spelling.name(name)}")
            case CalendarDay(which=which, period=period, day=day):
                word = self._word(f"{which}_{period}".upper())
                return Piece(f"{word} {self._part(day, Binding.UNARY)}")
            case _:
                return Piece(self.literal(expr))

    def bound(self, expr: Expr) -> str:
        """A literal, possibly negative, before a text."""
        match expr:
            case Negative(operand=operand):
                return f"−{self.bound(operand)}"
            case Quantity():
                return self.spelling.quantity(expr, then=A_TEXT)
            case _:
                return self.piece(expr).text

    def cited(self, expr: Expr) -> str:
        """A literal, possibly negative, or a rate, where a citation may follow."""
        match expr:
            case Negative(operand=operand):
                return f"−{self.cited(operand)}"
            case Quantity():
                return self.spelling.cited_quantity(expr)
            case Per(top=top, bottom=bottom):
                return f"{self.cited(top)} {self.spelling.word('PER')} {self.cited(bottom)}"
            case Ref(name=name) if names.cited_unit_needs_backticks(name.text, self.spelling.language):
                return f"`{name.text}`"
            case _:
                return self.piece(expr).text

    def literal(self, literal: Number | Percent | Quantity | YesNo | Text | Date | Moment) -> str:
        spelling = self.spelling
        match literal:
            case Number():
                return spelling.number(literal)
            case Percent():
                return spelling.percent(literal)
            case Quantity():
                return spelling.quantity(literal)
            case YesNo(value=value):
                return spelling.yes_no(value)
            case Text():
                return spelling.text(literal)
            case Date():
                return spelling.date(literal)
            case Moment():
                return spelling.moment(literal)
            case _:
                assert_never(literal)

    # --- headings that also start blocks ------------------------------------------------------------------------------

    def group_heading(self, group: Group) -> str:
        """`all of`, `at least 2 of`."""
        if group.word in _GROUPS:
            return self._word(_GROUPS[group.word])
        return f"{self._word(_QUANTIFIERS[group.word])} {self._numbers(group)} {self._word('OF')}"

    def heading(self, expr: Quantified | Has) -> str:
        """`every doctor has`, `RHO has`: all that stands before the condition."""
        if isinstance(expr, Has):
            return f"{self.collection(expr.record)} {self._word('HAS')}"
        one = expr.quantifier.number in (None, 1) and not expr.quantifier.more
        has = self.spelling.word("HAS", form=0 if one else 1)
        return f"{self.quantifier(expr.quantifier)} {self.collection(expr.collection, _OTHER)} {has}"

    def quantifier(self, quantifier: Quantifier) -> str:
        word = self._word(_QUANTIFIERS[quantifier.word], neuter=quantifier.neuter)
        return word if quantifier.number is None else f"{word} {self._numbers(quantifier)}"

    def _numbers(self, counting: Group | Quantifier) -> str:
        """`2`, `1 or 2`"""
        return f" {self._word('OR')} ".join(map(str, (counting.number, *counting.more)))

    def collection(self, collection: Collection, competing: Sequence[str] = ()) -> str:
        """A name, or a path of names; `competing` keywords would be read instead of a name that starts with them."""
        spelling = self.spelling
        match collection:
            case Ref(name=name):
                return spelling.name(name, competing=competing)
            case Of(field=field, base=base):
                path = f"{self._word('OF')} {self.collection(base, competing=('ALL_THE',))}"
                said = spelling.name(field, then=f" {path}", competing=competing)
                wins = spelling.starts(f"{said} {path}", PHRASES)
                return f"`{said}` {path}" if wins else f"{said} {path}"
            case Peers(name=name, same=same):
                other = f"{self._word('OTHER', neuter=collection.neuter)} {spelling.name(name)}"
                said = other if collection.others else spelling.name(name, competing=_OTHER)
                if same is None:
                    return said
                return f"{said} {self._word('IN_SAME', neuter=collection.same_neuter)} {spelling.name(same)}"
            case _:
                assert_never(collection)

    def _yearly(self, expr: InYear | OverYears | LatestKnown | YearOf) -> str:
        series = self.collection(expr.series)
        match expr:
            case InYear(year=year):
                return series if year is None else f"{series} {self._word('IN')} {self.year(year)}"
            case OverYears(function=function):
                return f"{self._word(f'{function.upper()}_OF')} {series} {self._over(expr.years, expr.last)}"
            case LatestKnown(last=last):
                return f"{self._word('LATEST_KNOWN')} {series} {self._word('UP_TO')} {self.year(last)}"
            case YearOf(which=which, extreme=extreme, neuter=neuter):
                word = self._word(f"{which.upper()}_YEAR_OF_{extreme.upper()}", neuter=neuter)
                return f"{word} {series} {self._over(expr.years, expr.last)}"
            case _:
                assert_never(expr)

    def _keyed(self, expr: Keyed) -> str:
        """`maximum inclusion set for chain`"""
        keys = f" {self._word('COMBINED_WITH')} ".join(map(self._key, expr.keys))
        set_for = self._word("SET_FOR")
        return f"{self.spelling.name(expr.parameter, then=f' {set_for} x')} {set_for} {keys}"

    def _key(self, key: Expr) -> str:
        piece = self.piece(key)
        plain = isinstance(key, Number | Percent | Quantity | YesNo | Text | Date | Moment | Ref | Of)
        return piece.text if plain else f"({piece.text})"

    def _over_time(self, expr: During | Trend) -> str:
        match expr:
            case During(condition=condition, years=years, last=last):
                up_to = f"{self._word('UP_TO')} {self.year(last)}"
                count = self.spelling.word("CONSECUTIVE", form=1 if years == 1 else 0)
                return f"{self._during(condition)} {self._word('FOR_YEARS')} {years} {count} {up_to}"
            case Trend(series=series, direction=direction, negated=negated):
                said = f"{self.operand(series)} {self._is(negated)} {self._word(direction.upper())}"
                return f"{said} {self._over(expr.years, expr.last)}"
            case _:
                assert_never(expr)

    def _during(self, condition: Expr) -> str:
        """The condition of a period: a comparison of operands stands as it is, anything else in parentheses."""
        piece = self.piece(condition)
        plain = isinstance(condition, Between | OneOf)
        if isinstance(condition, Compare):
            plain = self.piece(condition.right).binding >= Binding.OPERAND
        return piece.text if plain else piece.within(Binding.OPERAND).text

    def _over(self, years: int, last: Year) -> str:
        """`over 3 years up to 2023`"""
        words = self.spelling.word("YEARS", form=1 if years == 1 and self.spelling.language == "en" else 0)
        return f"{self._word('OVER')} {years} {words} {self._word('UP_TO')} {self.year(last)}"

    def year(self, year: Year) -> str:
        if year.number is not None:
            return str(year.number)
        return self._word("YEAR_BEFORE" if year.before else "DECISION_YEAR")

    def _across(self, expr: Meets | HoldsAgreement) -> str:
        """`meets vgz.msz_2024.zbc for RHO`, `holds agreement "urgent care"`."""
        if isinstance(expr, HoldsAgreement):
            return f"{self._word('HOLDS_AGREEMENT')} {self.spelling.text(expr.agreement)}"
        said = f"{self._word('MEETS')} {expr.module}"
        return said if expr.record is None else f"{said} {self._word('FOR')} {self.collection(expr.record)}"

    # --- the constructs -----------------------------------------------------------------------------------------------

    def _joined(self, expr: And | Or) -> Piece:
        word, binding = ("AND", Binding.AND) if isinstance(expr, And) else ("OR", Binding.OR)
        *before, final = (self.piece(operand) for operand in expr.operands)
        parts = [part.within(Binding.NOT) for part in before]
        parts.append(final.within(Binding.NOT, last=True))
        return Piece(f" {self._word(word)} ".join(part.text for part in parts), binding, parts[-1].open)

    def _test(self, expr: Compare | Between | OneOf | StateTest | Includes | Matches | Within) -> Piece:
        left = self.operand(expr.left if isinstance(expr, Compare) else expr.value)
        opened = False
        match expr:
            case Compare(comparison=comparison, right=right):
                tail = self.piece(right).within(Binding.TAIL, last=True)
                said = f"{self.spelling.comparison(comparison)} {tail.text}"
                opened = tail.open
            case Between(low=low, high=high):
                said = f"{self._word('BETWEEN')} {self.operand(low)} {self._word('AND')} {self.operand(high)}"
            case OneOf(options=options, negated=negated):
                said = f"{self._is(negated)} {self._word('ONE_OF')} {self._options(options)}"
            case StateTest(state=state, negated=negated):
                said = f"{self._is(negated)} {self._word(_STATES[state])}"
            case Includes(how=how, options=options):
                word = self._word("INCLUDES_ALL" if how == "all" else "INCLUDES_ANY")
                said = f"{word} {self._options(options)}"
            case Matches(pattern=pattern):
                said = f"{self._word('MATCHES')} {self.spelling.text(pattern)}"
            case Within(duration=duration, direction=direction, anchor=anchor):
                word = self._word(_DIRECTIONS[direction])
                said = f"{self._word('WITHIN')} {self.spelling.quantity(duration)} {word} {self.operand(anchor)}"
            case _:
                assert_never(expr)
        return Piece(f"{left} {said}", Binding.TEST, opened)

    def _quantified(self, expr: Quantified | Has) -> Piece:
        if expr.condition is None:
            return Piece(f"{self.quantifier(expr.quantifier)} {self.collection(expr.collection, _OTHER)}", Binding.TEST)
        return Piece(f"{self.heading(expr)} {self._condition(expr.condition)}", Binding.TEST, open=True)

    def _reduction(self, expr: Count | Aggregate) -> Piece:
        of = self._word("OF")
        match expr:
            case Count(collection=Peers() as peers):
                said = f"{self._word('NUMBER_OF')} {self._word('ALL')} {self.collection(peers)}"
            case Count():
                said = f"{self._word('NUMBER_OF')} {self._counted(expr)}"
            case Aggregate():
                name = self.spelling.name(expr.field, then=f" {of} x")
                said = f"{self._word(_FUNCTIONS[expr.function])} {name} {of} {self.collection(expr.collection)}"
            case _:
                assert_never(expr)
        return self._with_where(said, expr.where)

    def _counted(self, count: Count) -> str:
        if count.distinct is None:
            return self.collection(count.collection, competing=("DISTINCT", "ALL"))
        of = self._word("OF")
        name = self.spelling.name(count.distinct, then=f" {of} x")
        return f"{self._word('DISTINCT')} {name} {of} {self.collection(count.collection)}"

    def _standing(self, expr: Standing) -> Piece:
        if expr.is_of_all and isinstance(expr.measure, Ref):
            rest = f"{self._word('OF')} {self._word('ALL_THE')} {self.collection(expr.peers)}"
            return self._with_where(f"{self.spelling.name(expr.measure.name, then=f' {rest}')} {rest}", expr.where)
        measure = self.operand(expr.measure)
        if not is_plain_measure(measure, self.spelling.language):
            measure = f"({measure})"
        among = self._word("STRICTLY_AMONG" if expr.strictly else "AMONG")
        said = f"{self._word(_STANDINGS[expr.function])} {measure} {among} {self.collection(expr.peers)}"
        return self._with_where(said, expr.where)

    def _with_where(self, said: str, where: Expr | None) -> Piece:
        if where is None:
            return Piece(said)
        return Piece(f"{said} {self._word('WHERE')} {self._condition(where)}", Binding.TAIL, open=True)

    def _arithmetic(self, expr: Sum | Product | Negative | Per | PercentOf | Rounded) -> Piece:
        match expr:
            case Sum(first=first, rest=rest):
                return Piece(self._chain(first, rest, Binding.PRODUCT), Binding.SUM)
            case Product(first=first, rest=rest):
                return Piece(self._chain(first, rest, Binding.RATE), Binding.PRODUCT)
            case Negative(operand=operand):
                return Piece(f"−{self._part(operand, Binding.UNARY)}", Binding.UNARY)
            case Per(top=top, bottom=bottom, started=started):
                word = self._word("PER_STARTED" if started else "PER")
                return Piece(
                    f"{self._part(top, Binding.UNARY)} {word} {self._part(bottom, Binding.UNARY)}", Binding.RATE
                )
            case PercentOf(percent=percent, whole=whole):
                return Piece(f"{self.spelling.percent(percent)} {self._word('OF')} {self._part(whole, Binding.UNARY)}")
            case Rounded(value=value, direction=direction):
                said = f"{self.operand(value)} {self._word(_ROUNDINGS[direction])}"
                return Piece(f"{said} {self._precision(expr)}", Binding.OPERAND)
            case _:
                assert_never(expr)

    def _precision(self, expr: Rounded) -> str:
        if expr.unit is not None:
            return f"{self._word('WHOLE')} {self.spelling.name(expr.unit)}"
        return f"{expr.decimals} {self.spelling.word('DECIMALS', form=1 if expr.decimals == 1 else 0)}"

    # --- parts --------------------------------------------------------------------------------------------------------

    def _word(self, terminal: str, *, neuter: bool = False) -> str:
        return self.spelling.word(terminal, neuter=neuter)

    def _is(self, negated: bool) -> str:
        return self._word("IS_NOT" if negated else "IS")

    def _part(self, expr: Expr, loosest: Binding) -> str:
        return self.piece(expr).within(loosest).text

    def _options(self, options: Sequence[Expr]) -> str:
        return ", ".join(map(self.option, options))

    def _condition(self, expr: Expr) -> str:
        """What follows `has` or `where`."""
        return self.piece(expr).within(Binding.NOT, last=True).text

    def _chain(self, first: Expr, rest: Sequence[Step], loosest: Binding) -> str:
        steps = (f" {_SIGNS[step.operator]} {self._part(step.operand, loosest)}" for step in rest)
        return self._part(first, loosest) + "".join(steps)
