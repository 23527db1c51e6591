"""Lark's contextual lexer, with one compiled pattern for each terminal instead of one alternation for each parser state.

The pattern of a name is long, since it says which words a name cannot hold. Repeated in the alternation of some eighty states it
took most of the time of a first parse. Here the terminals of a state are tried in Lark's own order, those that cannot start
with the next word left out, so that the pattern of a keyword is not even compiled before its first word is met; one that is a
single word has none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from copy import copy
from functools import cache
from typing import Any, Final

from lark.common import LexerConf
from lark.lexer import AbstractBasicLexer, BasicLexer, ContextualLexer, PatternStr, TerminalDef
from lark.utils import TextSlice

from dsl.keywords import KEYWORDS
from dsl.names import END

_Matcher = tuple[str, Any]  # the terminal's name and its pattern's bound `match`; None where it is the word itself
_WORD = re.compile(r"\w+")
_END = re.compile(END)


@cache
def _matcher(terminal: TerminalDef, flags: int) -> _Matcher:
    """The pattern of a terminal, compiled when it is first tried."""
    pattern = terminal.pattern.to_regexp().replace("\n", r"\n")  # as `dsl.names` writes it, so that it is compiled once
    return terminal.name, re.compile(pattern, flags).match


def _first_word(phrase: str) -> str:
    found = _WORD.match(phrase)
    assert found is not None
    return found.group()


_FIRST_WORDS: Final = {
    name: frozenset(map(_first_word, (*keyword.en, *keyword.nl))) for name, keyword in KEYWORDS.items()
}
_WORDS: Final = frozenset().union(*_FIRST_WORDS.values())


class _Scanner:
    """The first terminal, in order, that matches at a position."""

    def __init__(self, terminals: list[TerminalDef], flags: int) -> None:
        self.allowed_types = {each.name for each in terminals}
        self._terminals = terminals
        self._flags = flags
        self._by_start: dict[str, tuple[_Matcher, ...]] = {}

    def match(self, text: TextSlice[str], at: int) -> tuple[str, str] | None:
        word = _WORD.match(text.text, at)
        start = word.group() if word else ""
        if start not in _WORDS:
            start = text.text[at]
        candidates = self._by_start.get(start)
        if candidates is None:
            candidates = self._by_start[start] = self._starting_with(start)
        for name, match in candidates:
            if match is None:
                if _END.match(text.text, at + len(start)):
                    return start, name
                continue
            found = match(text.text, at, text.end)
            if found:
                return found.group(), name
        return None

    def _starting_with(self, start: str) -> tuple[_Matcher, ...]:
        """The terminals that can start with a word that starts a keyword, or else with a character."""
        word = f"(?:{start}){END}"
        return tuple(
            (each.name, None) if each.pattern.value == word else _matcher(each, self._flags)
            for each in self._terminals
            if _can_start(each, start)
        )


def _can_start(terminal: TerminalDef, start: str) -> bool:
    if isinstance(terminal.pattern, PatternStr):
        return terminal.pattern.value[0] == start[0]
    return terminal.name not in _FIRST_WORDS or start in _FIRST_WORDS[terminal.name]


class _StateLexer(BasicLexer):
    def _build_scanner(self) -> Any:
        self.callback = dict(self.user_callbacks)
        return _Scanner(list(self.terminals), self.g_regex_flags)


class _StateLexers(dict[int, AbstractBasicLexer]):
    """The lexer of each parser state, made when the parser is first in that state; states that accept the same share one."""

    def __init__(self, every: _StateLexer, states: Mapping[int, Collection[str]], always: Collection[str]) -> None:
        super().__init__()
        self._every = every
        self._accepted = states
        self._always = every.ignore_types | frozenset(always)
        self._by_names: dict[frozenset[str], _StateLexer] = {}

    def __missing__(self, state: int) -> _StateLexer:
        names = frozenset(self._accepted[state]) | self._always
        lexer = self._by_names.get(names)
        if lexer is None:
            lexer = self._by_names[names] = copy(self._every)
            lexer.terminals = [each for each in self._every.terminals if each.name in names]  # in Lark's order already
        self[state] = lexer
        return lexer


class PolicyLexer(ContextualLexer):
    """Given to Lark as its `ContextualLexer` plug-in. It takes the terminals as they are: a test builds the grammar in Lark's
    strict mode, which compares each with each."""

    def __init__(
        self, conf: LexerConf, states: Mapping[int, Collection[str]], always_accept: Collection[str] = ()
    ) -> None:
        conf = copy(conf)
        conf.skip_validation = True
        self.root_lexer = _StateLexer(conf)
        self.lexers = _StateLexers(copy(self.root_lexer), states, always_accept)
