"""A document as PDF, set by Typst. The document goes in as data, so that no text can become a command, and fonts of the machine
are not used, so that the same document gives the same bytes everywhere."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import assert_never

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
from dsl.diagnostics import Words

LACKING = Words(
    "PDF needs Typst: `pip install 'meetlat[pdf]'`; HTML prints as well, and needs nothing",
    "voor pdf is Typst nodig: `pip install 'meetlat[pdf]'`; HTML is ook goed te printen en heeft niets nodig",
)
Data = dict[str, object]


class NoTypst(Exception):
    """Typst is not installed; the message is in `LACKING`."""


def pdf(document: Document) -> bytes:
    """Raises NoTypst where the library is not there."""
    made = _compiled(document, "pdf")
    assert isinstance(made, bytes)
    return made


def pages(document: Document) -> int:
    """How many pages the PDF has. Raises NoTypst where the library is not there."""
    made = _compiled(document, "svg")
    return len(made) if isinstance(made, list) else 1


def _compiled(document: Document, form: str) -> bytes | list[bytes] | None:
    try:
        import typst
    except ImportError as lacking:
        raise NoTypst(LACKING.en) from lacking
    source = files("compiler.report.document").joinpath("document.typ").read_bytes()
    data = json.dumps(_document(document), ensure_ascii=False)
    if form == "svg":
        return typst.compile(source, format="svg", sys_inputs={"document": data}, ignore_system_fonts=True)
    try:
        # PDF/UA: headings, lists and tables are told to those who listen to a document
        return typst.compile(source, sys_inputs={"document": data}, ignore_system_fonts=True, pdf_standards=["ua-1"])
    except typst.TypstError:  # a letter that its fonts do not have, which that standard forbids
        return typst.compile(source, sys_inputs={"document": data}, ignore_system_fonts=True)


def _document(document: Document) -> Data:
    language = document.language
    return {
        "language": language,
        "title": printable(document.title),
        "kicker": printable(document.kicker),
        "footer": printable(document.footer),
        "layout": document.layout,
        "lead": [_block(each, language) for each in document.lead],
        "blocks": [_block(each, language) for each in document.blocks],
    }


def _block(block: Block, language: str) -> Data:
    match block:
        case Space(lines=lines):
            return {"is": "space", "lines": lines}
        case Paragraph(line=line, small=small):
            return {"is": "paragraph", "line": _line(line, language), "small": small}
        case Rule(text=text):
            return {"is": "rule", "text": printable(text)}
        case Bullets(items=items, numbered=numbered):
            told: list[object] = [[_line(said, language), more and _block(more, language)] for said, more in items]
            return {"is": "bullets", "items": told, "numbered": numbered}
        case Pairs(pairs=pairs):
            return {"is": "pairs", "pairs": [[printable(term), _line(said, language)] for term, said in pairs]}
        case Grid(caption=caption, headings=headings, rows=rows):
            cells = [[_line(cell, language) for cell in row] for row in rows]
            return {
                "is": "grid",
                "caption": printable(caption),
                "headings": [printable(each) for each in headings],
                "rows": cells,
            }
        case Folded(summary=title, blocks=blocks) | Section(title=title, blocks=blocks):
            inner = [_block(each, language) for each in blocks]
            folded = isinstance(block, Folded)
            return {"is": "section", "title": _line(title, language), "blocks": inner, "folded": folded}
        case Picture(svg=svg, told=alternative):
            return {"is": "picture", "svg": svg, "told": printable(alternative)}
        case _:
            assert_never(block)


def _line(line: Line, language: str) -> list[Data]:
    return [_inline(each, language) for each in line]


def _inline(part: Text | Quoted | Tag | Link, language: str) -> Data:
    text = printable(part.text)
    match part:
        case Text(strong=strong):
            return {"text": text, "strong": strong}
        case Quoted(language=own):
            opening, closing = QUOTES[language]
            return {"text": f"{opening}{text}{closing}", "language": own}
        case Tag(tone=tone):
            return {"text": text, "tone": tone}
        case Link():
            return {"text": text}
        case _:
            assert_never(part)
