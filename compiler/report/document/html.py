"""A document as one HTML page that needs nothing from elsewhere: no script, no font, no network. All text is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from typing import assert_never

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

SMALL, NUMBERS = ' class="small"', ' class="numbers"'
_COUNT = re.compile(r"\d+(?:[. ]\d{3})*")
QUOTES = {"en": ("“", "”"), "nl": ("‘", "’")}


def html(document: Document) -> str:
    """The page, ending in a newline."""
    lead = "".join(blocks_html(document.lead, document.language, 2))
    kicker = f'<p class="kicker">{_escaped(document.kicker)}</p>'
    parts = [
        "<!doctype html>",
        f'<html lang="{document.language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_escaped(document.title)}</title>",
        f'<style>{stylesheet()}</style></head><body class="{document.layout}"><main>',
        f"<header>{kicker}{lead}<h1>{_escaped(document.title)}</h1></header>",
        *blocks_html(document.blocks, document.language, 2),
        f"<footer>{_escaped(document.footer)}</footer>" if document.footer else "",
        "</main></body></html>",
    ]
    return "\n".join(each for each in parts if each) + "\n"


def stylesheet() -> str:
    """The style of documents, for pages that hold their blocks."""
    return files("compiler.report.document").joinpath("document.css").read_text(encoding="utf-8")


def blocks_html(blocks: Iterable[Block], language: str, level: int) -> Iterator[str]:
    """Blocks as HTML; headings start at the level."""
    for each in blocks:
        yield from _block(each, language, level)


def line_html(line: Line, language: str) -> str:
    return "".join(_inline(each, language) for each in line)


def _block(block: Block, language: str, level: int) -> Iterator[str]:
    match block:
        case Space(lines=lines):
            yield f'<div style="height: {lines}lh"></div>'
        case Paragraph(line=line, small=small):
            yield f"<p{SMALL if small else ''}>{line_html(line, language)}</p>"
        case Rule(text=text):
            yield f'<p class="rule">{_escaped(text)}</p>'
        case Bullets():
            yield _bullets(block, language)
        case Pairs(pairs=pairs):
            rows = "".join(f"<dt>{_escaped(term)}</dt><dd>{line_html(said, language)}</dd>" for term, said in pairs)
            yield f"<dl>{rows}</dl>"
        case Grid():
            yield _grid(block, language)
        case Folded(summary=summary, blocks=inner):
            yield f"<details><summary>{line_html(summary, language)}</summary>"
            yield from blocks_html(inner, language, level)
            yield "</details>"
        case Section(title=title, blocks=inner):
            deep = min(level, 6)
            yield f"<section><h{deep}>{line_html(title, language)}</h{deep}>"
            yield from blocks_html(inner, language, level + 1)
            yield "</section>"
        case Picture(svg=svg, told=told):
            yield f'<figure tabindex="0" aria-label="{_escaped(told)}">{svg}</figure>'
        case _:
            assert_never(block)


def _bullets(block: Bullets, language: str) -> str:
    tag = "ol" if block.numbered else "ul"
    items = "".join(
        f"<li>{line_html(said, language)}{'' if inner is None else _bullets(inner, language)}</li>"
        for said, inner in block.items
    )
    return f"<{tag}>{items}</{tag}>"


def _grid(block: Grid, language: str) -> str:
    styles = [NUMBERS if _is_of_numbers(column) else "" for column in zip(*block.rows, strict=True)] or [""] * len(
        block.headings
    )
    heads = "".join(
        f'<th scope="col"{style}>{_escaped(each)}</th>' for each, style in zip(block.headings, styles, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<{tag}{style}>{line_html(cell, language)}</{tag[:2]}>"
            for tag, cell, style in zip(('th scope="row"', *("td",) * (len(row) - 1)), row, styles, strict=True)
        )
        + "</tr>"
        for row in block.rows
    )
    caption = f"<caption>{_escaped(block.caption)}</caption>" if block.caption else ""
    return f'<div class="scroll" tabindex="0"><table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _is_of_numbers(column: Iterable[Line]) -> bool:
    """Whether a column holds nothing but counts, which are set with their last figures below each other."""
    return all(_COUNT.fullmatch("".join(each.text for each in cell)) for cell in column)


def _inline(part: Text | Quoted | Tag | Link, language: str) -> str:
    match part:
        case Text(text=text, strong=strong):
            return f"<strong>{_escaped(text)}</strong>" if strong else _escaped(text)
        case Quoted(text=text, language=own):
            opening, closing = QUOTES[language]
            spoken = "" if own == language else f' lang="{own}"'
            return f"{opening}<span{spoken}>{_escaped(text)}</span>{closing}"
        case Tag(text=text, tone=tone):
            return f'<span class="tag {tone}">{_escaped(text)}</span>'
        case Link(text=text, target=target):
            return f'<a href="{_escaped(target)}">{_escaped(text)}</a>'
        case _:
            assert_never(part)


def _escaped(text: str) -> str:
    return escape(printable(text).replace("≈ ", "≈\u00a0").replace("€ ", "€\u00a0"))
