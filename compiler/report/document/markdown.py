"""A document as Markdown (CommonMark with tables). Characters that mean something there are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never
from urllib.parse import quote

from compiler.report.document.html import QUOTES
from compiler.report.document.nodes import (
    Block,
    Bullets,
    Document,
    Folded,
    Grid,
    Line,
    Link,
    Pairs,
    Paragraph,
    Picture,
    Quoted,
    Rule,
    Section,
    Space,
    Tag,
    Text,
)
from compiler.report.layout import printable

_MEANING = re.compile(r"([\\`*_\[\]<>|~#&!])")
_IN_TARGETS = "/:#?&=%.,-_~"
_SPACES = re.compile(r"\s+")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def markdown(document: Document) -> str:
    """The text, ending in a newline."""
    language = document.language
    head = [escaped(document.kicker), *_blocks(document.lead, language, 2), f"# {escaped(document.title)}"]
    parts = [*head, *_blocks(document.blocks, language, 2)]
    if document.footer:
        parts += ["---", escaped(document.footer)]
    return "\n\n".join(each for each in parts if each) + "\n"


def blocks_markdown(blocks: Iterable[Block], language: str, level: int = 2) -> str:
    """Blocks for a page of others; headings start at the level."""
    return "\n\n".join(_blocks(blocks, language, level))


def _blocks(blocks: Iterable[Block], language: str, level: int) -> Iterator[str]:
    for each in blocks:
        yield from _block(each, language, level)


def _block(block: Block, language: str, level: int) -> Iterator[str]:
    match block:
        case Space():
            return
        case Paragraph(line=line):
            yield _line(line, language)
        case Rule(text=text):
            yield f"> {escaped(text)}"
        case Bullets():
            yield "\n".join(_bullets(block, language, ""))
        case Pairs(pairs=pairs):
            yield "\n".join(f"- **{escaped(term)}**: {_line(said, language)}" for term, said in pairs)
        case Grid(headings=headings, rows=rows):
            table = [headings, ("---",) * len(headings)]
            lines = [f"| {' | '.join(each if each == '---' else escaped(each) for each in row)} |" for row in table]
            lines += [f"| {' | '.join(_line(cell, language) for cell in row)} |" for row in rows]
            yield "\n".join(lines)
        case Folded(summary=title, blocks=inner) | Section(title=title, blocks=inner):
            yield f"{'#' * min(level, 6)} {_line(title, language)}"
            yield from _blocks(inner, language, level + 1)
        case Picture():
            return
        case _:
            assert_never(block)


def _bullets(block: Bullets, language: str, indent: str) -> Iterator[str]:
    for number, (said, inner) in enumerate(block.items, 1):
        mark = f"{number}." if block.numbered else "-"
        yield f"{indent}{mark} {_line(said, language)}"
        if inner is not None:
            yield from _bullets(inner, language, indent + " " * (len(mark) + 1))


def _line(line: Line, language: str) -> str:
    return _AT_START.sub(r"\1\\\2", "".join(_inline(each, language) for each in line))


def _inline(part: Text | Quoted | Tag | Link, language: str) -> str:
    match part:
        case Text(text=text, strong=strong):
            return f"**{escaped(text)}**" if strong else escaped(text)
        case Quoted(text=text):
            opening, closing = QUOTES[language]
            return f"{opening}{escaped(text)}{closing}"
        case Tag(text=text):
            return f"**{escaped(text)}**"
        case Link(text=text, target=target):
            return f"[{escaped(text)}]({quote(target, safe=_IN_TARGETS)})"
        case _:
            assert_never(part)


def escaped(text: str) -> str:
    return _MEANING.sub(r"\\\1", _SPACES.sub(" ", printable(text)))
