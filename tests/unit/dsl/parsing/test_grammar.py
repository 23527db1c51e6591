"""The grammar itself: no choice between two readings is left to the parser generator."""

from __future__ import annotations

import pytest
from lark import Lark

from dsl.diagnostics import Language
from dsl.keywords import AGGREGATES, KEYWORDS
from dsl.parsing.tables import STARTS, _Blocks, grammar


@pytest.mark.parametrize("language", ["en", "nl"])
def test_grammar_is_strict(language: Language) -> None:
    """Strict mode raises on every shift/reduce conflict and on terminals that match the same text in one place."""
    Lark(grammar(language), parser="lalr", start=list(STARTS), postlex=_Blocks(), strict=True)


def test_every_keyword_of_the_table_is_used() -> None:
    text = grammar("en").split("// --- terminals that both languages share")[0]
    assert not [name for name in KEYWORDS if name not in text]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_spelling_stands_for_two_keywords_of_one_place(language: Language) -> None:
    """Spellings may be shared only by keywords that never stand in the same place."""
    pairs = (("NO", "NO_ELEMENT"), ("COUNT_OF", "NUMBER_OF"), ("BEFORE", "FOR"), ("FROM", "OUT_OF"))
    allowed = {frozenset(each) for each in pairs}
    allowed |= {frozenset({"THROUGH", "UP_TO"}), frozenset({"FOR", "FOR_YEARS"})}
    allowed |= {
        frozenset(each) for each in (("BY", "DUE_BY", "KEYED_BY"), ("MET", "IN_TIME"), ("DEADLINE", "DEADLINE_OF"))
    }
    allowed.add(
        frozenset({"ALL", "ALL_THE"})
    )  # the one stands where others are counted, the other after what is totalled
    allowed |= {frozenset({each, f"{each}_AMONG"}) for each in AGGREGATES}  # told apart by what follows
    by_phrase: dict[str, set[str]] = {}
    for name, keyword in KEYWORDS.items():
        for phrase in keyword.phrases(language):
            by_phrase.setdefault(phrase, set()).add(name)
    assert {frozenset(names) for names in by_phrase.values() if len(names) > 1} <= allowed
