"""Lark's contextual lexer, with one compiled pattern for each terminal instead of one alternation for each parser state.

The pattern of a name is long, since it says which words a name cannot hold. Repeated in the alternation of some eighty states it
took most of the time of a first parse. Here the terminals of a state are tried in Lark's own order, those that cannot start with
the next character left out.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lark.lexer import BasicLexer, ContextualLexer, TerminalDef
from lark.utils import TextSlice

from dsl.keywords import KEYWORDS

_Matcher = tuple[str, Any]  # the terminal's name and its pattern's bound `match`


@cache
def _matcher(terminal: TerminalDef, flags: int) -> _Matcher:
    return terminal.name, re.compile(terminal.pattern.to_regexp(), flags).match


@cache
def _keyword_starts(name: str) -> frozenset[str]:
    """The first characters of a keyword in either language; none for a terminal that is no keyword."""
    if name not in KEYWORDS:
        return frozenset()
    return frozenset(phrase[0] for phrase in (*KEYWORDS[name].en, *KEYWORDS[name].nl))


class _Scanner:
    """The first terminal, in order, that matches at a position."""

    def __init__(self, terminals: list[TerminalDef], flags: int) -> None:
        self.allowed_types = {each.name for each in terminals}
        self._terminals = terminals
        self._flags = flags
        self._by_first: dict[str, tuple[_Matcher, ...]] = {}

    def match(self, text: TextSlice[str], at: int) -> tuple[str, str] | None:
        first = text.text[at]
        candidates = self._by_first.get(first)
        if candidates is None:
            candidates = self._by_first[first] = self._starting_with(first)
        for name, match in candidates:
            found = match(text.text, at, text.end)
            if found:
                return found.group(), name
        return None

    def _starting_with(self, first: str) -> tuple[_Matcher, ...]:
        possible = (each for each in self._terminals if first in (_keyword_starts(each.name) or first))
        return tuple(_matcher(each, self._flags) for each in possible)


class _StateLexer(BasicLexer):
    def _build_scanner(self) -> Any:
        self.callback = dict(self.user_callbacks)
        return _Scanner(list(self.terminals), self.g_regex_flags)


class PolicyLexer(ContextualLexer):
    """Given to Lark as its `ContextualLexer` plug-in."""

    BasicLexer = _StateLexer
