"""Lark tree -> syntax nodes: one method per rule of the grammar, and nothing but building.

The tree is walked once, from the leaves up. Keyword tokens carry no more than the rule's name already says, so they are left
out; a rule that tells by keyword (`comparator`) asks for its tokens. An optional part that is not there gives a None for each
of its terminals.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from attrs import define, field
from lark import Token, Tree
from lark.tree import Meta

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Language, Words
from dsl.keywords import KEYWORDS, MONTHS
from dsl.literals import unquote
from dsl.parsing import heads
from dsl.parsing.deadlines import DeadlineRules
from dsl.parsing.grants import GrantRules, keyed_rows
from dsl.parsing.years import YearRules
from dsl.source import SourceFile, Span

MAX_DIGITS: Final = 40

_CONTENT = frozenset(
    "NAME NEGATIVE_NAME CITED_UNIT AWARDED_NAME KEYED_UNIT FREE_NAME PHRASE EXPECT_NAME EXPECT_VALUE DEADLINE_NAME "
    "KEY MODULE NUMBER TEXT DATE DATE_IN_WORDS DAY_IN_YEAR TIME".split()
)
_NAMES = frozenset(
    "NAME NEGATIVE_NAME CITED_UNIT AWARDED_NAME KEYED_UNIT FREE_NAME EXPECT_NAME EXPECT_VALUE DEADLINE_NAME".split()
)
_WITH_KEYWORDS = frozenset(
    "target effect when_verdict amendment_nested comparator aggregate_word rounding verdict hit sum product one_of state_test "
    "within expect_decision standing_word rank_word among order_first round during_one_of trend direction years_word "
    "year_of_word deadline_test deadline_status calendar_word whichever".split()
)
_COMPARISONS = {member.name: member for member in s.Comparison}


@define
class Builder(YearRules, DeadlineRules, GrantRules):
    """Builds the nodes of one head or member, whose text starts at `offset` of the source."""

    source: SourceFile
    language: Language
    offset: int
    found: list[Diagnostic] = field(factory=list)

    def build(self, tree: Tree[Token]) -> Any:
        method: Callable[..., Any] = getattr(self, str(tree.data))
        keep = tree.data in _WITH_KEYWORDS
        children = [
            self.build(child) if isinstance(child, Tree) else self._token(child)
            for child in tree.children
            if not isinstance(child, Token) or child.type in _CONTENT or keep
        ]
        return method(self._span(tree.meta), *children)

    def _span(self, meta: Meta) -> Span:
        if meta.empty:
            return Span(self.source, self.offset, self.offset)
        text = self.source.text[self.offset + meta.start_pos : self.offset + meta.end_pos]
        start = self.offset + meta.start_pos
        return Span(self.source, start, start + len(text.split("\n", 1)[0].rstrip()))

    def _token(self, token: Token | None) -> Any:
        if token is None:
            return None
        assert token.start_pos is not None and token.end_pos is not None
        span = Span(self.source, self.offset + token.start_pos, self.offset + token.end_pos)
        match token.type:
            case kind if kind in _NAMES:
                return s.Name(_words(token), span=span)
            case "PHRASE":
                return s.Phrase(_words(token), span=span)
            case "TEXT":
                return s.Text(unquote(token), span=span)
            case "NUMBER":
                return self._number(token, span)
            case "DATE" | "DATE_IN_WORDS":
                return self._date(token, span)
            case _:
                return token

    # --- values -----------------------------------------------------------------------------------------------------

    def _number(self, token: Token, span: Span) -> s.Number:
        separator, point = (".", ",") if self.language == "nl" else (" ", ".")
        written = token.replace("\u00a0", " ").replace("\u202f", " ")
        plain = written.replace(separator, "")
        digits = plain.replace(point, ".")
        if len(digits) > MAX_DIGITS:
            self.found.append(
                Diagnostic(
                    "E113",
                    span,
                    Words(
                        f"this number has {len(digits)} digits; at most {MAX_DIGITS} are read",
                        f"dit getal heeft {len(digits)} cijfers; er worden er hoogstens {MAX_DIGITS} gelezen",
                    ),
                )
            )
            return s.Number("0", span=span)
        return s.Number(digits, grouped=plain != written, span=span)

    def _date(self, token: Token, span: Span) -> s.Date | s.Moment:
        words = token.type == "DATE_IN_WORDS"
        parts = token.split()
        time = parts.pop() if ":" in parts[-1] else None
        if words:
            day, month, year = int(parts[0]), MONTHS[self.language].index(parts[1]) + 1, int(parts[2])
        else:
            year, month, day = map(int, parts[0].split("-"))
        try:
            date = datetime.date(year, month, day)
            if time is None:
                return s.Date(date, words=words, span=span)
            hour, minute = map(int, time.split(":"))
            return s.Moment(datetime.datetime(year, month, day, hour, minute), words=words, span=span)
        except ValueError:
            written = " ".join(token.split())
            self.found.append(
                Diagnostic(
                    "E114",
                    span,
                    Words(
                        f"`{written}` is not a day or time that exists", f"`{written}` is geen bestaande dag of tijd"
                    ),
                )
            )
            return s.Date(s.NO_DAY, words=words, span=span)

    def number(self, span: Span, number: s.Number) -> s.Number:
        return number

    def negative_number(self, span: Span, number: s.Number) -> s.Number:
        return s.Number("-" + number.digits, number.grouped, span=span)

    def percent(self, span: Span, number: s.Number) -> s.Percent:
        return s.Percent(number, span=span)

    def quantity(self, span: Span, number: s.Number, unit: s.Name) -> s.Quantity:
        return s.Quantity(number, unit, span=span)

    def euros(self, span: Span, number: s.Number) -> s.Quantity:
        return s.Quantity(number, s.Name("EUR", span=span), symbol=True, span=span)

    def yes(self, span: Span) -> s.YesNo:
        return s.YesNo(True, span=span)

    def no(self, span: Span) -> s.YesNo:
        return s.YesNo(False, span=span)

    def text(self, span: Span, text: s.Text) -> s.Text:
        return text

    def date(self, span: Span, date: s.Date | s.Moment) -> s.Date | s.Moment:
        return date

    def decision_date(self, span: Span) -> s.DecisionDate:
        return s.DecisionDate(span=span)

    def ref(self, span: Span, name: s.Name) -> s.Ref:
        return s.Ref(name, span=span)

    def of(self, span: Span, name: s.Name, base: s.Ref | s.Of) -> s.Of:
        return s.Of(name, base, span=span)

    # --- conditions -------------------------------------------------------------------------------------------------

    def parenthesised(self, span: Span, expr: s.Expr) -> heads.Parenthesised:
        return heads.Parenthesised(heads.bare(expr), span)

    def member(self, span: Span, inner: Any) -> Any:
        return heads.bare(inner)

    def disjunction(self, span: Span, *operands: Any) -> s.Or:
        self._refuse_mixed(span, operands, s.And)
        self._refuse_open_ended(operands)
        return s.Or(tuple(map(heads.bare, operands)), span=span)

    def conjunction(self, span: Span, *operands: Any) -> s.And:
        self._refuse_mixed(span, operands, s.Or)
        self._refuse_open_ended(operands)
        return s.And(tuple(map(heads.bare, operands)), span=span)

    def _refuse_mixed(self, span: Span, operands: tuple[Any, ...], other: type[s.And] | type[s.Or]) -> None:
        mixed = next((each for each in operands if isinstance(each, other)), None)
        if mixed is not None:
            self.found.append(
                Diagnostic(
                    "E109",
                    mixed.span,
                    Words(
                        "`and` and `or` stand side by side: it can be read in two ways",
                        "`en` en `of` staan naast elkaar: dat is op twee manieren te lezen",
                    ),
                    help=Words(
                        f"put one of them in parentheses: `({mixed.span.text})`",
                        f"zet een van beide tussen haakjes: `({mixed.span.text})`",
                    ),
                )
            )

    def _refuse_open_ended(self, operands: tuple[Any, ...]) -> None:
        """`some doctor has a and b`: does `b` belong to the doctor?"""
        for operand in operands[:-1]:
            open_end = heads.open_end(operand)
            if open_end is not None:
                text = open_end.span.text
                self.found.append(
                    Diagnostic(
                        "E110",
                        open_end.span,
                        Words(
                            f"it is not clear where the condition of `{text}` ends",
                            f"het is niet duidelijk waar de voorwaarde van `{text}` eindigt",
                        ),
                        help=Words(
                            f"put `({text})` in parentheses, or the whole condition behind its keyword",
                            f"zet `({text})` tussen haakjes, of de hele voorwaarde achter het sleutelwoord",
                        ),
                    )
                )

    def negation(self, span: Span, operand: Any) -> s.Not:
        return s.Not(heads.bare(operand), span=span)

    def comparator(self, span: Span, token: Token) -> s.Comparison:
        return _COMPARISONS[token.type]

    def compare(self, span: Span, left: Any, comparison: s.Comparison, right: Any) -> s.Compare:
        return s.Compare(comparison, heads.bare(left), heads.bare(right), span=span)

    def options(self, span: Span, *options: Any) -> tuple[s.Expr, ...]:
        return tuple(map(heads.bare, options))

    def one_of(self, span: Span, value: Any, word: Token, _one_of: Token, options: tuple[s.Expr, ...]) -> s.OneOf:
        return s.OneOf(heads.bare(value), options, negated=word.type == "IS_NOT", span=span)

    def state_test(self, span: Span, value: Any, word: Token, state: Token) -> s.StateTest:
        return s.StateTest(
            heads.bare(value),
            state.type.lower(),  # type: ignore[arg-type]
            negated=word.type == "IS_NOT",
            span=span,
        )

    def between(self, span: Span, value: Any, low: Any, high: Any) -> s.Between:
        return s.Between(heads.bare(value), heads.bare(low), heads.bare(high), span=span)

    def includes_all(self, span: Span, value: Any, options: tuple[s.Expr, ...]) -> s.Includes:
        return s.Includes(heads.bare(value), "all", options, span=span)

    def includes_any(self, span: Span, value: Any, options: tuple[s.Expr, ...]) -> s.Includes:
        return s.Includes(heads.bare(value), "any", options, span=span)

    def matches(self, span: Span, value: Any, pattern: s.Text) -> s.Matches:
        return s.Matches(heads.bare(value), pattern, span=span)

    def within(
        self, span: Span, value: Any, _within: Token, duration: s.Quantity, word: Token, anchor: Any
    ) -> s.Within:
        direction = "after" if word.type == "AFTER" else "before"
        return s.Within(heads.bare(value), duration, direction, heads.bare(anchor), span=span)  # type: ignore[arg-type]

    # --- arithmetic -------------------------------------------------------------------------------------------------

    def sum(self, span: Span, first: Any, *rest: Any) -> s.Sum:
        return s.Sum(heads.bare(first), self._steps(rest), span=span)

    def product(self, span: Span, first: Any, *rest: Any) -> s.Product:
        return s.Product(heads.bare(first), self._steps(rest), span=span)

    def _steps(self, rest: tuple[Any, ...]) -> tuple[s.Step, ...]:
        signs = {"PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/"}
        return tuple(
            s.Step(signs[sign.type], heads.bare(operand), span=operand.span)  # type: ignore[arg-type]
            for sign, operand in zip(rest[::2], rest[1::2], strict=True)
        )

    def negative(self, span: Span, operand: Any) -> s.Negative:
        return s.Negative(heads.bare(operand), span=span)

    def per(self, span: Span, top: Any, bottom: Any) -> s.Per:
        return s.Per(heads.bare(top), heads.bare(bottom), span=span)

    def per_started(self, span: Span, top: Any, bottom: Any) -> s.Per:
        return s.Per(heads.bare(top), heads.bare(bottom), started=True, span=span)

    def percent_of(self, span: Span, number: s.Number, whole: Any) -> s.PercentOf:
        return s.PercentOf(s.Percent(number, span=number.span), heads.bare(whole), span=span)

    def rounding(self, span: Span, token: Token) -> str:
        return token.type.removeprefix("ROUNDED_").lower().replace("_", " ")

    def rounded_whole(self, span: Span, value: Any, direction: Any, unit: s.Name | None) -> s.Rounded:
        return s.Rounded(heads.bare(value), direction, unit=unit, span=span)

    def rounded_decimals(self, span: Span, value: Any, direction: Any, decimals: s.Number) -> s.Rounded:
        return s.Rounded(heads.bare(value), direction, decimals=self._count(decimals), span=span)

    # --- collections ------------------------------------------------------------------------------------------------

    def _count(self, number: s.Number) -> int:
        if number.value.denominator != 1 or number.value > 1_000_000:
            self.found.append(
                Diagnostic(
                    "E126",
                    number.span,
                    Words(
                        f"`{number.span.text}` cannot count anything; a whole number is expected",
                        f"met `{number.span.text}` is niet te tellen; een geheel getal wordt verwacht",
                    ),
                )
            )
            return 1
        return int(number.value)

    def q_every(self, span: Span) -> s.Quantifier:
        return s.Quantifier("every", span=span)

    def q_some(self, span: Span) -> s.Quantifier:
        return s.Quantifier("some", span=span)

    def q_no(self, span: Span) -> s.Quantifier:
        return s.Quantifier("no", span=span)

    def q_at_least(self, span: Span, number: s.Number) -> s.Quantifier:
        return s.Quantifier("at least", self._count(number), span=span)

    def q_at_most(self, span: Span, number: s.Number) -> s.Quantifier:
        return s.Quantifier("at most", self._count(number), span=span)

    def numbers(self, span: Span, *numbers: s.Number) -> tuple[int, ...]:
        return tuple(map(self._count, numbers))

    def q_exactly(self, span: Span, numbers: tuple[int, ...]) -> s.Quantifier:
        return s.Quantifier("exactly", numbers[0], numbers[1:], span=span)

    def quantified(
        self, span: Span, quantifier: s.Quantifier, collection: s.Collection, condition: Any
    ) -> s.Quantified:
        return s.Quantified(quantifier, collection, heads.bare(condition), span=span)

    def quantified_bare(self, span: Span, quantifier: s.Quantifier, collection: s.Collection) -> s.Quantified:
        return s.Quantified(quantifier, collection, None, span=span)

    def has(self, span: Span, record: s.Collection, condition: Any) -> s.Has:
        return s.Has(record, heads.bare(condition), span=span)

    def count(self, span: Span, collection: s.Collection) -> s.Count:
        return s.Count(collection, span=span)

    def count_where(self, span: Span, collection: s.Collection, where: Any) -> s.Count:
        return s.Count(collection, where=heads.bare(where), span=span)

    def distinct(self, span: Span, name: s.Name, collection: s.Collection) -> s.Count:
        return s.Count(collection, distinct=name, span=span)

    def distinct_where(self, span: Span, name: s.Name, collection: s.Collection, where: Any) -> s.Count:
        return s.Count(collection, where=heads.bare(where), distinct=name, span=span)

    def aggregate_word(self, span: Span, token: Token) -> str:
        return token.type.lower()

    def aggregate(self, span: Span, function: Any, name: s.Name, collection: s.Collection) -> s.Aggregate:
        return s.Aggregate(function, name, collection, span=span)

    def aggregate_where(
        self, span: Span, function: Any, name: s.Name, collection: s.Collection, where: Any
    ) -> s.Aggregate:
        return s.Aggregate(function, name, collection, where=heads.bare(where), span=span)

    # --- orders among providers -------------------------------------------------------------------------------------

    def preference_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("PREFERENCE", span, name=name, title=title)

    def allocation_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("ALLOCATION", span, name=name, title=title)

    def per_group(self, span: Span, name: s.Name) -> s.PerGroup:
        return s.PerGroup(name, span=span)

    def order_first(self, span: Span, token: Token) -> str:
        return token.type.removesuffix("_FIRST").lower()

    def order_key(self, span: Span, value: Any, *first: Any) -> s.OrderKey:
        return s.OrderKey(heads.bare(value), first[0] if first else None, span=span)

    def ordered(self, span: Span, *keys: s.OrderKey) -> s.Ordered:
        return s.Ordered(keys, span=span)

    def weight(self, span: Span, number: s.Number, value: Any) -> s.Weight:
        return s.Weight(s.Percent(number, span=number.span), heads.bare(value), span=span)

    def round(self, span: Span, token: Token) -> str:
        return token.type.removeprefix("EACH_").lower()

    def rounds(self, span: Span, period: Any, first: s.Date, last: s.Date) -> s.Rounds:
        return s.Rounds(period, self._day(first), self._day(last), span=span)

    def take(self, span: Span, name: s.Name, ordered: s.Ordered) -> s.Take:
        return s.Take(name, ordered, span=span)

    def until_share(self, span: Span, measure: Any, share: s.Number) -> s.UntilReached:
        return s.UntilReached(heads.bare(measure), s.Percent(share, span=share.span), of_total=True, span=span)

    def until_amount(self, span: Span, measure: Any, limit: Any) -> s.UntilReached:
        return s.UntilReached(heads.bare(measure), heads.bare(limit), span=span)

    def until_taken(self, span: Span, number: s.Number) -> s.UntilTaken:
        return s.UntilTaken(self._count(number), span=span)

    def crosses_in(self, span: Span, name: s.Name) -> s.Crossing:
        return s.Crossing(name, is_in=True, span=span)

    def crosses_out(self, span: Span, name: s.Name) -> s.Crossing:
        return s.Crossing(name, is_in=False, span=span)

    # --- other providers --------------------------------------------------------------------------------------------

    def others(self, span: Span, name: s.Name, *same: s.Name | None) -> s.Peers:
        return s.Peers(name, same[-1], others=True, span=span)

    def peers(self, span: Span, name: s.Name, *same: s.Name | None) -> s.Peers:
        return s.Peers(name, same[-1], span=span)

    def counted(self, span: Span, peers: s.Peers) -> s.Peers:
        return peers

    def standing_word(self, span: Span, token: Token) -> str:
        return token.type.removesuffix("_AMONG").removesuffix("_OF").lower()

    def rank_word(self, span: Span, token: Token) -> str:
        return "rank" if token.type == "RANK_OF" else "rank from lowest"

    def among(self, span: Span, token: Token) -> bool:
        return token.type == "STRICTLY_AMONG"

    def standing(self, span: Span, function: Any, measure: Any, peers: s.Peers, where: Any = None) -> s.Standing:
        return s.Standing(function, heads.bare(measure), peers, where and heads.bare(where), span=span)

    def rank(
        self, span: Span, function: Any, measure: Any, strictly: bool, peers: s.Peers, where: Any = None
    ) -> s.Standing:
        return s.Standing(function, heads.bare(measure), peers, where and heads.bare(where), strictly, span=span)

    def of_all(self, span: Span, fact: s.Name, peers: s.Peers, where: Any = None) -> s.Standing:
        measure = s.Ref(fact, span=fact.span)
        return s.Standing("total", measure, peers, where and heads.bare(where), of_all=True, span=span)

    def items(self, span: Span, *items: s.Expr) -> tuple[s.Expr, ...]:
        return items

    def group_all(self, span: Span, items: tuple[s.Expr, ...]) -> s.Group:
        return s.Group("all", items, span=span)

    def group_any(self, span: Span, items: tuple[s.Expr, ...]) -> s.Group:
        return s.Group("any", items, span=span)

    def group_none(self, span: Span, items: tuple[s.Expr, ...]) -> s.Group:
        return s.Group("none", items, span=span)

    def group_at_least(self, span: Span, number: s.Number, items: tuple[s.Expr, ...]) -> s.Group:
        return s.Group("at least", items, self._count(number), span=span)

    def group_at_most(self, span: Span, number: s.Number, items: tuple[s.Expr, ...]) -> s.Group:
        return s.Group("at most", items, self._count(number), span=span)

    def group_exactly(self, span: Span, numbers: tuple[int, ...], items: tuple[s.Expr, ...]) -> s.Group:
        return s.Group("exactly", items, numbers[0], numbers[1:], span=span)

    # --- amendments -------------------------------------------------------------------------------------------------

    def amendment_head(self, span: Span, title: s.Text) -> heads.Head:
        return heads.Head("AMENDMENT", span, text=title)

    def effective(self, span: Span, date: s.Date) -> s.Effective:
        return s.Effective(self._day(date), span=span)

    def amends(self, span: Span, module: Token) -> s.Amends:
        return s.Amends(str(module), span=span)

    def limited(self, span: Span, condition: Any) -> s.Limited:
        return s.Limited(heads.bare(condition), span=span)

    def always_head(self, span: Span, title: s.Text) -> heads.Head:
        return heads.Head("ALWAYS", span, text=title)

    def when(self, span: Span, condition: Any) -> s.When:
        return s.When(heads.bare(condition), span=span)

    def when_outcome(self, span: Span, expected: s.ExpectDecision) -> s.WhenComesOut:
        return s.WhenComesOut(None, expected, span=span)

    def when_verdict(self, span: Span, _: Token, kind: Token, name: s.Name, verdict: str) -> s.WhenComesOut:
        said = s.ExpectVerdict(name, verdict, span=span)  # type: ignore[arg-type]
        return s.WhenComesOut("requirement" if kind.type == "REQUIREMENT" else "exclusion", said, span=span)

    def promised(self, span: Span, expected: Any) -> s.Promised:
        return s.Promised(expected, span=span)

    def promised_never(self, span: Span, expected: Any) -> s.Promised:
        return s.Promised(expected, never=True, span=span)

    def effect(self, span: Span, direction: Token | None, *rest: Any) -> s.Effect:
        fact, never, *_, criterion = rest
        said = None if direction is None else direction.type.lower()
        which = "helps" if never.type == "NEVER_HELPS" else "hurts"
        return s.Effect(said, fact, which, criterion, span=span)  # type: ignore[arg-type]

    def target(self, span: Span, kind: Token, name: s.Name) -> s.Target:
        return s.Target(kind.type.lower(), name, span=span)  # type: ignore[arg-type]

    def withdraw(self, span: Span, target: s.Target) -> s.Withdraw:
        return s.Withdraw(target, span=span)

    def withdraw_item(self, span: Span, item: Any, target: s.Target) -> s.Withdraw:
        return s.Withdraw(target, heads.bare(item), span=span)

    def alternative(self, span: Span, target: s.Target, *members: Any) -> heads.Widening:
        return heads.Widening("alternative", target, members, span)

    def exception(self, span: Span, target: s.Target, *members: Any) -> heads.Widening:
        return heads.Widening("exception", target, members, span)

    def change_parameter(self, span: Span, name: s.Name, *members: Any) -> s.ChangeParameter:
        sources = tuple(each for each in members if isinstance(each, s.Source))
        periods = tuple(each for each in members if isinstance(each, s.Period))
        header, rows = keyed_rows(members, self.found)
        return s.ChangeParameter(name, sources, periods, header, rows, span=span)

    def amendment_nested(self, span: Span, word: Token) -> str:
        return word.type

    # --- across policies --------------------------------------------------------------------------------------------

    def meets(self, span: Span, module: Token, *record: Any) -> s.Meets:
        return s.Meets(str(module), record[-1], span=span)

    def holds_agreement(self, span: Span, agreement: s.Text) -> s.HoldsAgreement:
        return s.HoldsAgreement(agreement, span=span)

    def precedence_head(self, span: Span, *modules: Token) -> heads.Head:
        return heads.Head("PRECEDENCE", span, modules=tuple(map(str, modules)))

    # --- types ------------------------------------------------------------------------------------------------------

    def names(self, span: Span, *names: s.Name) -> tuple[s.Name, ...]:
        return names

    def yes_no_type(self, span: Span) -> s.YesNoType:
        return s.YesNoType(span=span)

    def text_type(self, span: Span, *pattern: s.Text | None) -> s.TextType:
        return s.TextType(pattern[-1], span=span)

    def number_type(self, span: Span) -> s.NumberType:
        return s.NumberType(span=span)

    def whole_number_type(self, span: Span) -> s.NumberType:
        return s.NumberType(whole=True, span=span)

    def percent_type(self, span: Span) -> s.PercentType:
        return s.PercentType(span=span)

    def date_type(self, span: Span) -> s.DateType:
        return s.DateType(span=span)

    def moment_type(self, span: Span) -> s.MomentType:
        return s.MomentType(span=span)

    def count_type(self, span: Span, noun: s.Name) -> s.CountType:
        return s.CountType(noun, span=span)

    def named_type(self, span: Span, name: s.Name, *per: s.Name | None) -> s.NamedType:
        return s.NamedType(name, per[-1], span=span)

    def choice_type(self, span: Span, options: tuple[s.Name, ...]) -> s.ChoiceType:
        return s.ChoiceType(options, span=span)

    def set_type(self, span: Span, options: tuple[s.Name, ...]) -> s.SetType:
        return s.SetType(options, span=span)

    def list_type(self, span: Span, element: s.TypeExpr) -> s.ListType:
        return s.ListType(element, span=span)

    def typed(self, span: Span, type_: s.TypeExpr, *attributes: s.Attribute) -> heads.Typed:
        return type_, attributes

    def typed_choice(self, span: Span, listed: heads.Listed) -> heads.Typed:
        return _yearly(s.ChoiceType(listed[0], span=span), listed[2]), listed[1]

    def typed_set(self, span: Span, listed: heads.Listed) -> heads.Typed:
        return _yearly(s.SetType(listed[0], span=span), listed[2]), listed[1]

    def typed_list(self, span: Span, inner: heads.Typed) -> heads.Typed:
        return s.ListType(inner[0], span=span), inner[1]

    def listed(self, span: Span, *parts: Any) -> heads.Listed:
        options = tuple(part.name if isinstance(part, heads.Yearly) else part for part in parts if _is_option(part))
        yearly = [at for at, part in enumerate(parts) if isinstance(part, heads.Yearly)]
        if yearly and any(isinstance(part, s.Name) for part in parts[yearly[0] :]):
            self._early_per_year(parts[yearly[0]].span)
        return options, tuple(part for part in parts if not _is_option(part)), bool(yearly)

    def _early_per_year(self, span: Span) -> None:
        self.found.append(
            Diagnostic(
                "E133",
                span,
                Words("`per year` stands behind the last option", "`per jaar` staat achter de laatste optie"),
                help=Words("move it behind the last option", "zet het achter de laatste optie"),
            )
        )

    def optional(self, span: Span) -> s.Flag:
        return s.Flag("optional", span=span)

    def evidence(self, span: Span) -> s.Flag:
        return s.Flag("evidence", span=span)

    def changeable(self, span: Span) -> s.Flag:
        return s.Flag("changeable", span=span)

    def fixed(self, span: Span) -> s.Flag:
        return s.Flag("fixed", span=span)

    def lists_agreements(self, span: Span) -> s.Flag:
        return s.Flag("lists agreements", span=span)

    def supplied_by(self, span: Span, role: s.Text) -> s.SuppliedBy:
        return s.SuppliedBy(role, span=span)

    def each(self, span: Span, name: s.Name) -> s.Each:
        return s.Each(name, span=span)

    def bound_low(self, span: Span, value: s.Expr) -> s.Bound:
        return s.Bound("at least", value, span=span)

    def bound_high(self, span: Span, value: s.Expr) -> s.Bound:
        return s.Bound("at most", value, span=span)

    # --- heads ------------------------------------------------------------------------------------------------------

    def head(self, span: Span, head: heads.Head) -> heads.Head:
        return head

    def language_head(self, span: Span, key: Token) -> heads.Head:
        return heads.Head("LANGUAGE", span, key=str(key))

    def policy_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("POLICY", span, name=name, title=title)

    def use_head(self, span: Span, module: Token, *names: s.Name | None) -> heads.Head:
        return heads.Head("USE", span, key=str(module), names=tuple(name for name in names if name))

    def document_head(self, span: Span, key: Token, title: s.Text | None) -> heads.Head:
        return heads.Head("DOCUMENT", span, key=str(key), title=title)

    def unit_head(self, span: Span, names: tuple[s.Name, ...], size: s.Quantity | None) -> heads.Head:
        return heads.Head("UNIT", span, names=names, size=size)

    def counted_head(self, span: Span, names: tuple[s.Name, ...]) -> heads.Head:
        return heads.Head("COUNTED", span, names=names)

    def record_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("RECORD", span, name=name, title=title)

    def judgement_head(self, span: Span, name: s.Name, title: s.Text | None, by: s.Text) -> heads.Head:
        return heads.Head("JUDGEMENT", span, name=name, title=title, text=by)

    def value_head(self, span: Span, name: s.Name, type_: s.TypeExpr | None, title: s.Text | None) -> heads.Head:
        return heads.Head("VALUE", span, name=name, title=title, type=type_)

    def parameter_head(self, span: Span, name: s.Name, type_: s.TypeExpr, title: s.Text | None) -> heads.Head:
        return heads.Head("PARAMETER", span, name=name, title=title, type=type_)

    def external_head(self, span: Span, name: s.Name, type_: s.TypeExpr, title: s.Text | None) -> heads.Head:
        return heads.Head("EXTERNAL", span, name=name, title=title, type=type_)

    def norm_head(self, span: Span, key: Token, title: s.Text | None, *edition: Any) -> heads.Head:
        return heads.Head("NORM", span, key=str(key), title=title, text=next((each for each in edition if each), None))

    def requirement_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("REQUIREMENT", span, name=name, title=title)

    def exclusion_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("EXCLUSION", span, name=name, title=title)

    def hit(self, span: Span, token: Token) -> str:
        return token.type.lower()

    def decision_head(self, span: Span, name: s.Name, title: s.Text | None, hit: str | None) -> heads.Head:
        return heads.Head("DECISION", span, name=name, title=title, key=hit)

    def example_head(self, span: Span, name: s.Text, *like: s.Text | None) -> heads.Head:
        return heads.Head("EXAMPLE", span, text=name, title=like[0])

    # --- members ----------------------------------------------------------------------------------------------------

    def issuer(self, span: Span, text: s.Text) -> s.Issuer:
        return s.Issuer(text, span=span)

    def document_ref(self, span: Span, key: Token) -> s.DocumentRef:
        return s.DocumentRef(str(key), span=span)

    def in_force_both(self, span: Span, first: s.Date, last: s.Date) -> s.InForce:
        return s.InForce(self._day(first), self._day(last), span=span)

    def in_force_from(self, span: Span, first: s.Date) -> s.InForce:
        return s.InForce(self._day(first), None, span=span)

    def in_force_through(self, span: Span, last: s.Date) -> s.InForce:
        return s.InForce(None, self._day(last), span=span)

    def _day(self, date: s.Date | s.Moment) -> s.Date:
        """A whole day where a time of day has no meaning."""
        if isinstance(date, s.Date):
            return date
        self.found.append(
            Diagnostic(
                "E127",
                date.span,
                Words("a day is expected here, without a time", "hier wordt een dag verwacht, zonder tijdstip"),
            )
        )
        return s.Date(date.value.date(), words=date.words, span=date.span)

    def judges(self, span: Span, record: s.Name) -> s.Judges:
        return s.Judges(record, span=span)

    def allows(self, span: Span) -> s.Binding:
        return s.Binding("allows", span=span)

    def obliges(self, span: Span) -> s.Binding:
        return s.Binding("obliges", span=span)

    def published(self, span: Span, date: s.Date) -> s.Published:
        return s.Published(self._day(date), span=span)

    def file(self, span: Span, path: s.Text) -> s.File:
        return s.File(path, span=span)

    def inventory(self, span: Span, path: s.Text) -> s.Inventory:
        return s.Inventory(path, span=span)

    def record_field(self, span: Span, name: s.Name, typed: heads.Typed, description: s.Text | None) -> s.Field:
        return s.Field(name, typed[0], typed[1], description, span=span)

    def weighs(self, span: Span, factor: s.Text) -> s.Weighs:
        return s.Weighs(factor, span=span)

    def citation(self, span: Span, document: Token, *rest: Any) -> s.Source:
        keys = tuple(str(key) for key in rest if isinstance(key, Token))
        place = rest[-1] if isinstance(rest[-1], s.Text) else None
        return s.Source(str(document), keys, place, span=span)

    def body(self, span: Span, expr: s.Expr) -> heads.Body:
        return heads.Body(heads.bare(expr))

    def applies(self, span: Span, condition: s.Expr) -> s.Applies:
        return s.Applies(heads.bare(condition), span=span)

    def unless(self, span: Span, condition: s.Expr) -> s.Unless:
        return s.Unless(heads.bare(condition), span=span)

    def period(self, span: Span, first: s.Date, value: s.Expr, source: s.Source | None) -> s.Period:
        return s.Period(self._day(first), value, source, span=span)

    # --- tables -----------------------------------------------------------------------------------------------------

    def decision_header(self, span: Span, *cells: Any) -> s.Header:
        outputs = tuple(cell for cell in cells if isinstance(cell, s.Name))
        return s.Header(tuple(heads.bare(cell) for cell in cells if not isinstance(cell, s.Name)), outputs, span=span)

    def decision_row(self, span: Span, *cells: s.Cell) -> heads.RowCells:
        return heads.RowCells(cells, span)

    def any_cell(self, span: Span) -> s.Cell:
        return s.Cell((), span=span)

    def cell(self, span: Span, *alternatives: s.CellPart) -> s.Cell:
        return s.Cell(alternatives, span=span)

    def cell_is(self, span: Span, value: Any) -> s.CellTest:
        return s.CellTest(s.Comparison.IS, heads.bare(value), span=span)

    def cell_test(self, span: Span, comparison: s.Comparison, value: Any) -> s.CellTest:
        return s.CellTest(comparison, heads.bare(value), span=span)

    def cell_between(self, span: Span, low: Any, high: Any) -> s.CellBetween:
        return s.CellBetween(heads.bare(low), heads.bare(high), span=span)

    def cell_none(self, span: Span) -> s.CellState:
        return s.CellState("none", span=span)

    def cell_known(self, span: Span) -> s.CellState:
        return s.CellState("known", span=span)

    def cell_unknown(self, span: Span) -> s.CellState:
        return s.CellState("unknown", span=span)

    # --- examples ---------------------------------------------------------------------------------------------------

    def against(self, span: Span, module: Token) -> s.Against:
        return s.Against(str(module), span=span)

    def population(self, span: Span, *examples: s.Text) -> s.ExamplePopulation:
        return s.ExamplePopulation(examples, span=span)

    def as_of(self, span: Span, date: s.Date) -> s.AsOf:
        return s.AsOf(self._day(date), span=span)

    def expect_decision(self, span: Span, token: Token) -> s.ExpectDecision:
        return s.ExpectDecision(_english(token), span=span)  # type: ignore[arg-type]

    def verdict(self, span: Span, token: Token) -> str:
        return _english(token)

    def expect_verdict(self, span: Span, name: s.Name, verdict: Any) -> s.ExpectVerdict:
        return s.ExpectVerdict(name, verdict, span=span)

    def expect_value(self, span: Span, name: s.Name, value: s.Inline) -> s.ExpectValue:
        return s.ExpectValue(name, value, span=span)

    def assign_inline(self, span: Span, name: s.Name, value: s.Inline) -> s.Assignment:
        return s.Assignment(name, value, span=span)

    def assign_fields(self, span: Span, name: s.Name, *assignments: s.Assignment) -> s.Assignment:
        return s.Assignment(name, s.Fields(assignments, span=span), span=span)

    def assign_items(self, span: Span, name: s.Name, *items: s.Item) -> s.Assignment:
        return s.Assignment(name, s.Items(items, span=span), span=span)

    def element(self, span: Span, inline: s.Inline, *assignments: s.Assignment | None) -> s.Item:
        return s.Item(inline.fields, tuple(each for each in assignments if each is not None), span=span)

    def element_block(self, span: Span, *assignments: s.Assignment) -> s.Item:
        return s.Item((), assignments, span=span)

    def inline(self, span: Span, *fields: s.InlineField) -> s.Inline:
        for before, after in pairwise(fields):
            touching = before.span.end + 1 == after.span.start
            if touching and before.span.text[-1:].isdigit() and after.span.text[:1].isdigit():
                self._refuse_pair(before.span.to(after.span))
        return s.Inline(fields, span=span)

    def _refuse_pair(self, span: Span) -> None:
        self.found.append(
            Diagnostic(
                "E108",
                span,
                Words(
                    f"`{span.text}` can be read as one number or as two values",
                    f"`{span.text}` is te lezen als één getal of als twee waarden",
                ),
                help=Words(
                    "an English file writes 1.5 and 1 500; put a comma and a space between two values",
                    "een Nederlands bestand schrijft 1,5 en 1.500; zet een komma en een spatie tussen twee waarden",
                ),
            )
        )

    def inline_field(self, span: Span, *parts: s.InlinePart) -> s.InlineField:
        for before, after in pairwise(parts):
            if _could_join(before, after):
                self._refuse_pair(before.span.to(after.span))
        return s.InlineField(parts, span=span)

    def part(self, span: Span, part: s.InlinePart) -> s.InlinePart:
        return part

    def phrase(self, span: Span, phrase: s.Phrase) -> s.Phrase:
        return phrase

    def absent_unknown(self, span: Span) -> s.Absent:
        return s.Absent("unknown", span=span)

    def absent_none(self, span: Span) -> s.Absent:
        return s.Absent("none", span=span)

    def absent_empty(self, span: Span) -> s.Absent:
        return s.Absent("empty", span=span)


def _is_option(part: Any) -> bool:
    return isinstance(part, s.Name | heads.Yearly)


def _yearly(type_: s.TypeExpr, yearly: bool) -> s.TypeExpr:
    return s.SeriesType(type_, span=type_.span) if yearly else type_


def _could_join(before: s.InlinePart, after: s.InlinePart) -> bool:
    """Whether two numbers side by side would be one in an English file: `4 200`."""
    if not isinstance(before, s.Number | s.Quantity) or not isinstance(after, s.Number | s.Percent):
        return False
    return bool(re.search(r"(?<!\d)\d{1,3}$", before.span.text) and re.match(r"\d{3}(?!\d)", after.span.text))


def _words(token: Token) -> str:
    return token[1:-1] if token.startswith("`") else " ".join(token.split())


def _english(token: Token) -> str:
    return KEYWORDS[token.type].canonical("en")
