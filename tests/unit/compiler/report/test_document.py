"""Documents as HTML, Markdown and PDF: all that they are given to say is text, and the same document gives the same bytes."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from compiler.report.document.html import html
from compiler.report.document.markdown import markdown
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
    Quoted,
    Rule,
    Section,
    Tag,
    Text,
    line,
)
from compiler.report.document.pdf import pages, pdf

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</details></section><h1>x",
    "| a | b |\n# heading\n```",
    "[x](javascript:alert(1)) *b* _i_ `c` ~~d~~",
    '#panic("x") $ x $ @ref <label> \\ #sys.inputs',
    "\u202egnirts\x00\x1b[31m",
    "{0} {{1}} %s",
    "診療所 عيادة 🏥",
]


def everywhere(text: str) -> Document:
    said: Line = (Text(text), Text(text, True), Quoted(text, "en"), Tag(text, "bad"), Link(text, text))
    blocks: tuple[Block, ...] = (
        Paragraph(said),
        Rule(text),
        Bullets(((said, Bullets(((said, None),), numbered=True)),)),
        Pairs(((text, said),)),
        Grid(text, (text, text), ((said, said),)),
        Folded(said, (Paragraph(said),)),
        Section(said, (Section(said, (Paragraph(said, small=True),)),)),
    )
    return Document("nl", text, text, blocks, text)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_html(text: str) -> None:
    plain, hostile = parsed(html(everywhere("x"))), parsed(html(everywhere(text)))
    assert hostile.found == plain.found
    assert {name for name, _ in hostile.attributes} == {name for name, _ in plain.attributes}
    if text.isprintable():
        assert any(text in each for each in hostile.texts)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_block_or_mark_of_markdown(text: str) -> None:
    said = markdown(everywhere(text)).split("\n")
    assert len(said) == len(markdown(everywhere("x")).split("\n"))
    assert not any("<" in each.replace("\\<", "") for each in said)
    assert not any("`" in each.replace("\\`", "") for each in said)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_command_of_the_type_setter(text: str) -> None:
    made = pdf(everywhere(text))
    assert made.startswith(b"%PDF") and made == pdf(everywhere(text))
    assert pages(everywhere(text)) == 1


def test_a_page_needs_nothing_from_elsewhere() -> None:
    page = html(everywhere("x"))
    assert "<script" not in page and "http" not in page and "@import" not in page and "url(" not in page


def test_headings_go_down_one_step_at_a_time_and_tables_name_their_rows() -> None:
    found = parsed(html(everywhere("x")))
    levels = [int(each[1]) for each in found.found if each in ("h1", "h2", "h3", "h4")]
    assert levels == [1, 2, 3]
    assert ("scope", "row") in found.attributes and ("scope", "col") in found.attributes and "caption" in found.found


def test_what_an_author_wrote_in_another_language_says_so() -> None:
    assert '<span lang="en">' in html(Document("nl", "x", "x", (Paragraph((Quoted("Enough", "en"),)),)))
    assert "<span>" in html(Document("en", "x", "x", (Paragraph((Quoted("Enough", "en"),)),)))


def test_a_line_that_starts_like_a_list_stays_a_line() -> None:
    made = markdown(Document("en", "x", "x", (Paragraph(line("- no list")), Paragraph(line("1. neither")))))
    assert ("\\- no list" in made and "1\\. neither" in made) or "\\1. neither" in made
