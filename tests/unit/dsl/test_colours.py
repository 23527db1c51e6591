"""The colours of a policy: every text keeps its characters, and what is no mistake has no error in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Comment, Error, Keyword, Literal, Name, Number, Operator, String

from dsl.colours import PolicyLexer, language_of

ROOT = Path(__file__).parents[3]
SHIPPED = sorted(each for folder in ("policies", "examples") for each in (ROOT / folder).rglob("*.policy"))


def told(text: str) -> list[tuple[object, str]]:
    return [(token, said) for token, said in PolicyLexer().get_tokens(text) if said.strip()]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_policies_have_no_errors(path: Path) -> None:
    assert not [said for token, said in told(path.read_text(encoding="utf-8")) if token is Error]


@given(st.text(max_size=200))
def test_every_character_is_kept(text: str) -> None:
    lexer = PolicyLexer()
    assert "".join(said for _, _, said in lexer.get_tokens_unprocessed(text)) == text


def test_pygments_finds_it() -> None:
    for alias in ("policy", "beleid"):
        assert isinstance(get_lexer_by_name(alias), PolicyLexer)
    assert isinstance(get_lexer_for_filename("practice.policy"), PolicyLexer)


def test_what_is_what() -> None:
    text = (
        '# why\nrequirement staffing "Enough"\n    source vgz-ha-2025 praktijk.09, praktijk.12 "annex 2"\n'
        "    total fte of doctors per registered patients ≥ 1.0 fte and opened before 2025-01-01\n"
    )
    found = told(text)
    assert (Comment.Single, "# why") in found
    assert (Keyword.Declaration, "requirement") in found
    assert (Name.Namespace, "vgz-ha-2025") in found
    assert [said for token, said in found if token is Name.Label] == ["praktijk.09", "praktijk.12"]
    assert (String.Double, '"annex 2"') in found
    assert [said for token, said in found if token in (Keyword, Operator.Word)] == [
        "source", "total", "of", "per", "and", "before"
    ]  # fmt: skip
    assert (Number, "1.0") in found
    assert (Literal.Date, "2025-01-01") in found


def test_a_name_may_hold_a_keyword() -> None:
    text = 'record Practice "x"\n    lowest price : number\n    patients total : number\n'
    assert (Name, "total") in told(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("eis bezetting\n    ja", "nl"),
        ("requirement staffing\n    yes", "en"),
        ("language nl\n\ndocument x\n", "nl"),
        ("document x\n", "en"),
    ],
)
def test_the_text_tells_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_dutch_words() -> None:
    found = told(
        'eis bezetting\n    bron d x.01 "par. 2"\n    patiënten ≥ 1.000 en niet gesloten op of na 1 maart 2025\n'
    )
    assert [said for token, said in found if token in (Keyword, Operator.Word, Keyword.Declaration)] == [
        "eis", "bron", "en", "niet", "op of na"
    ]  # fmt: skip
    assert (Number, "1.000") in found
    assert (Literal.Date, "1 maart 2025") in found
