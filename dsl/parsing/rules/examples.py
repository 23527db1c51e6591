"""Examples: values of facts as an author writes them, and what is expected."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from lark import Token

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Words
from dsl.keywords import KEYWORDS
from dsl.parsing.rules.base import Rules
from dsl.source import Span


class ExampleRules(Rules):
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


def _could_join(before: s.InlinePart, after: s.InlinePart) -> bool:
    """Whether two numbers side by side would be one in an English file: `4 200`."""
    if not isinstance(before, s.Number | s.Quantity) or not isinstance(after, s.Number | s.Percent):
        return False
    return bool(re.search(r"(?<!\d)\d{1,3}$", before.span.text) and re.match(r"\d{3}(?!\d)", after.span.text))


def _english(token: Token) -> str:
    return KEYWORDS[token.type].canonical("en")
