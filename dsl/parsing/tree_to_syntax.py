"""Lark tree -> syntax nodes: one method per rule of the grammar, and nothing but building.

The tree is walked once, from the leaves up. Keyword tokens carry no more than the rule's name already says, so they are left
out; a rule that tells by keyword (`comparator`) asks for its tokens. An optional part that is not there gives a None for each
of its terminals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import define, field
from lark import Token, Tree
from lark.tree import Meta

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Language
from dsl.literals import unquote
from dsl.parsing.rules.amendments import AmendmentRules
from dsl.parsing.rules.collections import CollectionRules
from dsl.parsing.rules.conditions import ConditionRules
from dsl.parsing.rules.deadlines import DeadlineRules
from dsl.parsing.rules.declarations import DeclarationRules
from dsl.parsing.rules.examples import ExampleRules
from dsl.parsing.rules.grants import GrantRules
from dsl.parsing.rules.orders import OrderRules
from dsl.parsing.rules.tables import TableRules
from dsl.parsing.rules.types import TypeRules
from dsl.parsing.rules.values import ValueRules
from dsl.parsing.rules.years import YearRules
from dsl.source import SourceFile, Span

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


@define
class Builder(
    ValueRules,
    ConditionRules,
    CollectionRules,
    YearRules,
    DeadlineRules,
    OrderRules,
    GrantRules,
    TypeRules,
    DeclarationRules,
    TableRules,
    ExampleRules,
    AmendmentRules,
):
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


def _words(token: Token) -> str:
    return token[1:-1] if token.startswith("`") else " ".join(token.split())
