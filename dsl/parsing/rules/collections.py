"""What is asked of lists, of other providers and of points of a list."""

from __future__ import annotations

from typing import Any

from lark import Token

from dsl import syntax as s
from dsl.keywords import is_neuter
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.source import Span


class CollectionRules(Rules):
    # --- collections --------------------------------------------------------------------------------------------------

    def q_every(self, span: Span) -> s.Quantifier:
        return s.Quantifier("every", neuter=is_neuter(span.text), span=span)

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

    # --- other providers ----------------------------------------------------------------------------------------------

    def others(self, span: Span, name: s.Name, *same: s.Name | None) -> s.Peers:
        return self._peers(span, name, same[-1], others=True)

    def peers(self, span: Span, name: s.Name, *same: s.Name | None) -> s.Peers:
        return self._peers(span, name, same[-1], others=False)

    def _peers(self, span: Span, name: s.Name, same: s.Name | None, *, others: bool) -> s.Peers:
        text = span.source.text
        between = "" if same is None else text[name.span.end : same.span.start]
        neuter = is_neuter(text[span.start : name.span.start])
        return s.Peers(name, same, others, neuter, is_neuter(between), span=span)

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
