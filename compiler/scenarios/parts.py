"""The words and numbers of a value of an example, taken apart: its year, or the name of the fact that it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve

from dsl import keywords, syntax
from dsl.source import Span

Parts = tuple[syntax.InlinePart, ...]


def split_year(parts: Parts) -> tuple[Parts, str | None]:
    """`6.8 in 2022`: the value and its year; no year where there is none."""
    match parts:
        case (*value, syntax.Phrase(text=text) as words, syntax.Number(digits=digits, grouped=False)) if (
            len(digits) == 4 and digits.isdecimal() and text.split()[-1] in keywords.phrases(("IN",), "en")
        ):
            rest = " ".join(text.split()[:-1])
            left = (syntax.Phrase(rest, span=words.span),) if rest else ()
            return (*value, *left), digits
        case _:
            return parts, None


def split_name(parts: Parts, names: Sequence[str]) -> tuple[str | None, Parts]:
    """The longest declared name that the parts start with, and the parts behind it. A name may hold numbers."""
    tokens: list[tuple[str | None, syntax.InlinePart]] = []
    for part in parts:
        match part:
            case syntax.Phrase(text=text):
                tokens.extend((word, syntax.Phrase(word, span=part.span)) for word in text.split())
            case syntax.Number(digits=digits, grouped=False):
                tokens.append((digits, part))
            case _:
                tokens.append((None, part))
    for count in range(len(tokens), 0, -1):
        words = [word for word, _ in tokens[:count]]
        name = " ".join(word or "\0" for word in words)
        if name in names:
            return name, _joined([part for _, part in tokens[count:]])
    return None, parts


def behind_name(span: Span, name: str) -> Span:
    """The place of a value that stands behind the name of its fact; all of it where the name is not written as declared."""
    found = re.match(r"\s+".join(map(re.escape, name.split())) + r"\s+(?=\S)", span.text)
    return span if found is None else evolve(span, start=span.start + found.end())


def _joined(parts: Sequence[syntax.InlinePart]) -> Parts:
    """Words that stand together as one phrase again."""
    found: list[syntax.InlinePart] = []
    for part in parts:
        before = found[-1] if found else None
        if isinstance(part, syntax.Phrase) and isinstance(before, syntax.Phrase):
            found[-1] = syntax.Phrase(f"{before.text} {part.text}", span=before.span)
        else:
            found.append(part)
    return tuple(found)
