"""A legend of what a graph really uses, no more."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.backends.graph import words
from compiler.backends.graph.boxes import Badge, Box, Role, Tone
from dsl.diagnostics import Language

_TEXTS = {
    Role.REQUIREMENT: words.REQUIREMENT,
    Role.EXCLUSION: words.EXCLUSION,
    Role.FACT: words.CONDITION,
    Role.JUDGEMENT: words.JUDGEMENT,
    Role.GROUP: words.GROUP,
    Role.QUANTIFIER: words.QUANTIFIER,
    Role.GATE: words.GATE,
    Role.EXCEPTION: words.EXCEPTION,
    Role.VALUE: words.VALUE,
    Role.DEADLINE: words.DEADLINE,
}
_TONES = {
    Tone.GOOD: ("✓", words.IN_FAVOUR),
    Tone.BAD: ("✗", words.AGAINST),
    Tone.UNKNOWN: ("?", words.FACTS_MISSING),
    Tone.AWAITING: ("…", words.AWAITING),
    Tone.APART: ("–", words.APART),
    Tone.WAIVED: ("»", words.WAIVED),
    Tone.NEUTRAL: ("●○", words.BY_ITSELF),
}


def legend(root: Box, language: Language) -> tuple[Box, ...]:
    """One sample for each shape in the graph, then one for each symbol and colour."""
    boxes = list(_all(root))
    used = {each.role for each in boxes}
    shapes = [
        Box(f"legend_{role.value}", role, text=text.said_in(language)) for role, text in _TEXTS.items() if role in used
    ]
    symbols_used = {symbol for each in boxes if each.badge for symbol in each.badge.symbol or each.badge.word}
    symbols = [
        Box(f"legend_{tone.value}", Role.FACT, badge=Badge(symbol, text.said_in(language), tone))
        for tone, (symbols_of_it, text) in _TONES.items()
        if (symbol := " ".join(each for each in symbols_of_it if each in symbols_used))
    ]
    return (*shapes, *symbols)


def _all(box: Box) -> Iterator[Box]:
    yield box
    for child in box.children:
        yield from _all(child)
