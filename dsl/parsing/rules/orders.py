"""Orders among providers: preferences and allocations."""

from __future__ import annotations

from typing import Any

from lark import Token

from dsl import syntax as s
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.source import Span


class OrderRules(Rules):
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
