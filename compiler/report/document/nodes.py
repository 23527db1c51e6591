"""The blocks of a document. Texts are plain: each output escapes them, so that what an author or a file says is never markup."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from dsl.diagnostics import Language

Tone = Literal["good", "bad", "open", "waiting", "neutral"]


@frozen
class Text:
    text: str
    strong: bool = False


@frozen
class Quoted:
    """The author's own words, which may be in another language than the document."""

    text: str
    language: Language


@frozen
class Tag:
    """A verdict or decision as a coloured word; the word alone says everything."""

    text: str
    tone: Tone


@frozen
class Link:
    text: str
    target: str


Inline = Text | Quoted | Tag | Link
Line = tuple[Inline, ...]


@frozen
class Paragraph:
    line: Line
    small: bool = False


@frozen
class Rule:
    """A criterion's condition as the language writes it."""

    text: str


@frozen
class Bullets:
    """`items` are lines, each with the bullets under it (None where there are none)."""

    items: tuple[tuple[Line, Bullets | None], ...]
    numbered: bool = False


@frozen
class Pairs:
    """What something is: a term and what it says, one each."""

    pairs: tuple[tuple[str, Line], ...]


@frozen
class Grid:
    """A table: each row is as long as `headings`, and its first cell is its heading. `caption` says what it is about, where no
    heading does."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@frozen
class Folded:
    """Shown closed where the output can fold, and whole where it is printed."""

    summary: Line
    blocks: tuple[Block, ...]


@frozen
class Section:
    title: Line
    blocks: tuple[Block, ...]


@frozen
class Picture:
    """An SVG drawing, with what it says for those who do not see it. Markdown leaves it out."""

    svg: str
    told: str


@frozen
class Space:
    """Room for so many lines, as for a signature."""

    lines: int


Block = Space | Paragraph | Rule | Bullets | Pairs | Grid | Folded | Section | Picture


@frozen
class Document:
    """`kicker` stands above the title, `lead` between the two, `footer` at the end. A letter is set with room for letterhead."""

    language: Language
    title: str
    kicker: str
    blocks: tuple[Block, ...]
    footer: str = ""
    lead: tuple[Block, ...] = ()
    layout: Literal["report", "letter"] = "report"


def line(*parts: str | Inline) -> Line:
    """A line from texts and inlines; empty texts are left out."""
    return tuple(Text(each) if isinstance(each, str) else each for each in parts if each != "")


def plain(parts: Line) -> str:
    """A line as bare text."""
    return "".join(each.text for each in parts)
