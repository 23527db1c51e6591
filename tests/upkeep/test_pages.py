"""The Dutch pages of codes and the Dutch reference have the parts of the English ones, with examples of the same kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.report.code_pages import codes, page, title
from dsl.diagnostics import Language
from dsl.parsing.parser import parse
from dsl.source import SourceFile

DSL = Path(__file__).parents[2] / "dsl"
HEADINGS: dict[Language, list[str]] = {
    "en": ["What it finds", "Avoid", "Prefer", "Why", "Limits"],
    "nl": ["Wat het vindt", "Niet zo", "Wel zo", "Waarom", "Grenzen"],
}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def mistakes(text: str, language: Language) -> list[str]:
    """The codes of what is wrong with a part of a policy as it is written."""
    said = f"taal nl\n\n{text}" if language == "nl" and not text.startswith("taal") else text
    return [each.code for each in parse(SourceFile("page.policy", said)).diagnostics if each.is_error]


@pytest.mark.parametrize("code", codes())
def test_a_page_is_there_in_both_languages(code: str) -> None:
    blocks = {}
    for language, headings in HEADINGS.items():
        text = page(code, language)
        assert text.startswith(f"# {code}: ")
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == headings
        blocks[language] = BLOCK.findall(text)
    assert [kind for kind, _ in blocks["nl"]] == [kind for kind, _ in blocks["en"]]
    for (kind, english), (_, dutch) in zip(blocks["en"], blocks["nl"], strict=True):
        if kind == "policy":
            assert mistakes(dutch, "nl") == mistakes(english, "en"), dutch
    assert title(page(code, "nl")) != title(page(code, "en"))


def test_no_dutch_page_is_left_over() -> None:
    assert sorted(each.stem for each in (DSL / "pages" / "nl").iterdir()) == codes()


def test_the_dutch_reference_has_the_same_examples() -> None:
    both, dutch = ((DSL / name).read_text(encoding="utf-8") for name in ("REFERENCE.md", "REFERENCE.nl.md"))
    found = [text for kind, text in BLOCK.findall(dutch) if kind == "beleid"]
    assert found == [text for kind, text in BLOCK.findall(both) if kind == "beleid"]
    headings = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in (BLOCK.sub("", both), BLOCK.sub("", dutch))]
    assert headings[0] == headings[1]
