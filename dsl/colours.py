"""The colours of a policy text: a lexer for Pygments, which Sphinx, MkDocs and `rich` find by its entry point.

It reads words, not statements, so that a piece of a policy, or one with a mistake in it, has its colours, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
    _TokenType,
)

from dsl import keywords
from dsl.diagnostics import Language
from dsl.names import LATER, alternatives
from dsl.parsing.terminals import NUMBERS

_LOGIC = ("AND", "OR", "NOT")
_CONSTANTS = ("YES", "NO", "NONE", "KNOWN", "UNKNOWN", "EMPTY", "DECISION_DATE", "DECISION_YEAR")
_RESULTS = (
    "ELIGIBLE",
    "INELIGIBLE",
    "UNDETERMINED",
    "AWAITING",
    "MET",
    "NOT_MET",
    "MISSED",
    "STILL_OPEN",
    "NOT_APPLICABLE",
    "WAIVED",
    "UNKNOWN",
)
_CITING = ("SOURCE", "DOCUMENT", "NORM")
_KEY = r"[^\W_][\w.-]*"

_TOKENS: dict[str, _TokenType] = {
    "space": Whitespace,
    "comment": Comment.Single,
    "text": String.Double,
    "quoted": Name,
    "date": Literal.Date,
    "number": Number,
    "statement": Keyword.Declaration,
    "member": Keyword,
    "type": Keyword.Type,
    "result": Keyword.Constant,
    "constant": Keyword.Constant,
    "logic": Operator.Word,
    "module": Name.Namespace,
    "infix": Keyword,
    "starting": Keyword,
    "word": Name,
    "operator": Operator,
    "punctuation": Punctuation,
}


class PolicyLexer(Lexer):
    """A policy text in English or Dutch. `language` says which; without it the text does, as it does for the parser."""

    name = "Meetlat policy"
    aliases = ["policy", "beleid", "meetlat"]  # noqa: RUF012
    filenames = ["*.policy"]  # noqa: RUF012
    mimetypes = ["text/x-meetlat-policy"]  # noqa: RUF012
    version_added = ""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        chosen = options.get("language")
        self.language: Language | None = "nl" if chosen == "nl" else "en" if chosen == "en" else None

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        pattern = _pattern(self.language or language_of(text))
        at, named, citing = 0, False, False
        while at < len(text):
            found = pattern.match(text, at)
            if found is None:
                yield at, Error, text[at]
                at, named = at + 1, False
                continue
            kind, said = str(found.lastgroup), found[0]
            if kind == "cited":
                yield from _cited(found)
                citing, named = True, False
            elif citing and kind not in ("space", "text", "comment", "punctuation", "date"):
                key = _KEY_PATTERN.match(text, at)
                said = key[0] if key else said
                yield at, Name.Label if key else _TOKENS[kind], said
                named = False
            elif kind in ("starting", "type", "constant", "result", "member") and named:
                said = said.split(" ", 1)[0]  # a later word of a name
                yield at, Name, said
            else:
                yield at, _TOKENS[kind], said
                if kind != "space":
                    named = kind in ("word", "quoted")
            if "\n" in said:
                named = citing = False
            at += len(said)


def language_of(text: str) -> Language:
    """The language of a text: its first statement word that only one language has."""
    heads = {language: _statement_heads(language) for language in ("en", "nl")}
    for line in text.split("\n"):
        english, dutch = (heads[each].match(line) for each in ("en", "nl"))
        if english and dutch and line.split()[-1] == "nl" and line.split()[0] in ("language", "taal"):
            return "nl"
        if bool(english) != bool(dutch):
            declared = line.split()[-1:] == ["nl"] and line.split()[0] in ("language", "taal")
            return "nl" if dutch or declared else "en"
    return "en"


def _cited(found: re.Match[str]) -> Iterator[tuple[int, _TokenType, str]]:
    """A citing line's start: its word, and the key of the document."""
    for group, token in (
        ("indent", Whitespace),
        ("citing", Keyword),
        ("gap", Whitespace),
        ("key", Name.Namespace),
    ):
        if found[group]:
            yield found.start(group), token, found[group]


_KEY_PATTERN = re.compile(_KEY)


@cache
def _statement_heads(language: Language) -> re.Pattern[str]:
    return re.compile(alternatives(keywords.phrases(tuple(keywords.STATEMENTS), language)))


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    """One alternative for each kind of token, the most telling first."""

    def words(*terminals: str) -> str:
        return alternatives(keywords.phrases(terminals, language))

    months = "|".join(keywords.MONTHS[language])
    infix = alternatives(keywords.infix(language))
    members, types = words(*keywords.MEMBERS), words(*keywords.TYPES)
    starting = words(*(each for each in keywords.EXPRESSIONS if each not in _CONSTANTS))
    time = r"(?: +\d{1,2}:\d{2})?"
    kinds = {
        "comment": r"\#[^\n]*",
        "cited": rf"(?:^|(?<=\n))(?P<indent>[ ]*)(?P<citing>{words(*_CITING)})(?P<gap>[ ]+)(?P<key>{_KEY})",
        "statement": rf"(?:^|(?<=\n)){words(*keywords.STATEMENTS)}",
        "member": rf"(?<=\n    ){members}|{members}(?=[ ]*(?:[\d\"\n]|$))",
        "space": r"\s*\n|[^\S\n]+",
        "text": r'"(?:[^"\\\n]|\\.)*"',
        "quoted": r"`[^`\n]*`",
        "date": rf"\d{{4}}-\d{{2}}-\d{{2}}{time}(?![\w-])|\d{{1,2}}[ ]+(?:{months})(?:[ ]+\d{{4}}){{0,1}}{time}(?![\w-])",
        "number": rf"(?:{NUMBERS[language]})[%]?|\d{{1,2}}:\d{{2}}",
        "result": rf"{words(*_RESULTS)}(?=[ ]*(?:\n|$))",
        "logic": words(*_LOGIC),
        "type": rf"(?<=: ){types}|(?<=, ){types}",
        "module": r"[^\W\d]\w*(?:\.[^\W\d]\w*)+|[^\W\d_]+_\w*",
        "infix": infix,
        "constant": words(*_CONSTANTS),
        "starting": starting,
        "word": LATER,
        "operator": r"=>|[=≠<>≤≥+−*×/]|!=|-(?=[ ]*\d)",
        "punctuation": r"[-|,:()€%.;]",
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()))
