"""Lark's contextual lexer, with one compiled pattern for each terminal instead of one alternation for each parser state.

The pattern of a name is long, since it says which words a name cannot hold. Repeated in the alternation of some eighty states it
took most of the time of a first parse. Here the terminals of a state are tried in Lark's own order, those that cannot start with
the next character left out; the pattern of a keyword is not even compiled before its first word is met.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lark.lexer import BasicLexer, ContextualLexer, PatternStr, TerminalDef
from lark.utils import TextSlice

from dsl.keywords import KEYWORDS


@cache
def _pattern(terminal: TerminalDef, flags: int) -> re.Pattern[str]:
    return re.compile(terminal.pattern.to_regexp(), flags)


@cache
def _starts(terminal: TerminalDef) -> tuple[str, ...]:
    """What the text of a terminal starts with: a keyword with its first word in either language, a pattern with anything."""
    if isinstance(terminal.pattern, PatternStr):
        return (terminal.pattern.value,)
    if terminal.name in KEYWORDS:
        keyword = KEYWORDS[terminal.name]
        return tuple({phrase.split()[0] for phrase in (*keyword.en, *keyword.nl)})
    return ("",)


class _Scanner:
    """The first terminal, in order, that matches at a position."""

    def __init__(self, terminals: list[TerminalDef], flags: int) -> None:
        self.allowed_types = {each.name for each in terminals}
        self._terminals = terminals
        self._flags = flags
        self._by_first: dict[str, list[tuple[tuple[str, ...], TerminalDef]]] = {}

    def match(self, text: TextSlice[str], at: int) -> tuple[str, str] | None:
        first = text.text[at]
        candidates = self._by_first.get(first)
        if candidates is None:
            candidates = self._by_first[first] = self._starting_with(first)
        for starts, terminal in candidates:
            if not text.text.startswith(starts, at):
                continue
            found = _pattern(terminal, self._flags).match(text.text, at, text.end)
            if found:
                return found.group(), terminal.name
        return None

    def _starting_with(self, first: str) -> list[tuple[tuple[str, ...], TerminalDef]]:
        """The terminals that can start with a character, each with what its text starts with."""
        found = ((_starts(each), each) for each in self._terminals)
        return [(starts, each) for starts, each in found if any(start[:1] in ("", first) for start in starts)]


class _StateLexer(BasicLexer):
    def _build_scanner(self) -> Any:
        self.callback = dict(self.user_callbacks)
        return _Scanner(list(self.terminals), self.g_regex_flags)


class PolicyLexer(ContextualLexer):
    """Given to Lark as its `ContextualLexer` plug-in."""

    BasicLexer = _StateLexer
