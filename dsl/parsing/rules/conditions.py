"""Conditions and arithmetic."""

from __future__ import annotations

from typing import Any

from lark import Token

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Words
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.source import Span

_COMPARISONS = {member.name: member for member in s.Comparison}


class ConditionRules(Rules):
    # --- conditions ---------------------------------------------------------------------------------------------------

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
                            f"zet `({text})` tussen haakjes, of de hele voorwaarde achter het woord van de taal",
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

    # --- arithmetic ---------------------------------------------------------------------------------------------------

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
