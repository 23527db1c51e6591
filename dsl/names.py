"""What a name may look like, and when it has to stand in backticks."""

from __future__ import annotations

import re
from functools import cache

from dsl import keywords
from dsl.diagnostics import Language

LETTER = r"[^\W\d_]"
INNER = r"(?:[^\W_]|['’](?=[^\W\d_])|-(?=[^\W_]))*"
WORD = LETTER + INNER
NUMERAL = r"\d+(?![.,]?\d|[%:€]|-\d)" + INNER  # a later word may be a number, not the start of `0.8` or `80%`
LATER = rf"(?:{WORD}|{NUMERAL})"
END = r"(?![\w'’]|-\w)"  # a keyword ends here


def alternatives(phrases: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", " +") for phrase in phrases) + ")" + END


def aggregate_pattern(phrases: tuple[str, ...], language: Language) -> str:
    """An aggregate's word, when its `of` follows."""
    of = alternatives(keywords.phrases(("OF",), language))
    words = "(?:" + "|".join(map(re.escape, phrases)) + ")"
    return rf"{words}(?= +(?:(?!{of})(?:{LATER}|`[^`\n]*`) +)+{of})"


@cache
def name_pattern(language: Language) -> str:
    """The pattern of a name in an expression or declaration: no reserved words, or anything in backticks."""
    infix = alternatives(keywords.infix(language))
    soft = alternatives(keywords.phrases(keywords.BEFORE_LITERAL, language)) + r'(?= +["\d])'
    starting = alternatives(keywords.starting(language))
    aggregate = aggregate_pattern(keywords.phrases(keywords.AGGREGATES, language), language)
    return rf"(?!{infix}|{starting}|{aggregate}){WORD}(?: +(?!{infix}|{soft}){LATER})*|`[^`\n]+`"


@cache
def negative_pattern(language: Language) -> str:
    """The pattern of an option that starts with `not`; allowed where options are listed."""
    infix = alternatives(keywords.infix(language))
    return rf"{alternatives(keywords.phrases(('NOT',), language))}(?: +(?!{infix}){LATER})+"


@cache
def free_pattern(language: Language) -> str:
    """The pattern of a name in the head of a policy, criterion or decision, where nothing but a text can follow."""
    hit = alternatives(keywords.phrases(("UNIQUE", "FIRST"), language))
    return rf"{WORD}(?: +(?!{hit} *(?:\n|$)){LATER})*|`[^`\n]+`"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def needs_backticks(text: str, language: Language) -> bool:
    """Whether a name (its words separated by single spaces) cannot stand bare in an expression in this language."""
    match = _compiled(name_pattern(language)).match(text)
    return match is None or match.end() != len(text) or text.startswith("`")


def option_needs_backticks(text: str, language: Language) -> bool:
    """Whether an option cannot stand bare where options are listed (types, `is one of`, tables)."""
    return needs_backticks(text, language) and not _compiled(negative_pattern(language)).fullmatch(text)


def head_needs_backticks(text: str, language: Language) -> bool:
    """Whether a name cannot stand bare in the head of a policy, criterion or decision."""
    match = _compiled(free_pattern(language)).match(text)
    return match is None or match.end() != len(text) or text.startswith("`")


def reserved_word_in(text: str, language: Language) -> str | None:
    """The first reserved word that keeps a text from being a name, if that is what does."""
    start = _compiled(alternatives(keywords.starting(language))).match(text)
    if start:
        return start.group()
    inner = re.search(r"(?<!\S)" + alternatives(keywords.infix(language)), text)
    return inner.group() if inner else None
