"""Amendments, what always holds, and what one policy says of another."""

from __future__ import annotations

from typing import Any

from lark import Token

from dsl import syntax as s
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.parsing.rules.grants import keyed_rows
from dsl.source import Span


class AmendmentRules(Rules):
    # --- amendments ---------------------------------------------------------------------------------------------------

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

    # --- across policies ----------------------------------------------------------------------------------------------

    def meets(self, span: Span, module: Token, *record: Any) -> s.Meets:
        return s.Meets(str(module), record[-1], span=span)

    def holds_agreement(self, span: Span, agreement: s.Text) -> s.HoldsAgreement:
        return s.HoldsAgreement(agreement, span=span)

    def precedence_head(self, span: Span, *modules: Token) -> heads.Head:
        return heads.Head("PRECEDENCE", span, modules=tuple(map(str, modules)))
