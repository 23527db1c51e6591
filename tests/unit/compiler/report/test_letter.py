"""Letters to providers: one page each, in both languages."""

from __future__ import annotations

from typing import get_args

import pytest
from syrupy.assertion import SnapshotAssertion

from compiler.report.document.html import html
from compiler.report.document.markdown import markdown
from compiler.report.document.pdf import pages
from compiler.report.letter import letter
from dsl.diagnostics import Language
from tests.unit.compiler.report.shipped import CASES, POLICIES, case, held

LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "provider"), CASES)
def test_a_letter_says_what_it_said(name: str, provider: str, language: Language, snapshot: SnapshotAssertion) -> None:
    assert markdown(letter(case(name, provider, language))) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", POLICIES)
def test_every_letter_is_one_page(name: str, language: Language) -> None:
    for each in held(name, language).providers:
        assert pages(letter(case(name, each.id, language))) == 1, each.id


def test_a_letter_names_the_smallest_change_that_is_enough() -> None:
    said = markdown(letter(case("practice", "Huisartsen Berkendonk", "nl")))
    assert "‘fte van doctors 1’ van 0,7 fte naar 0,71 fte, of ‘fte van doctors 2’ van 0,3 fte naar 0,31 fte" in said
    assert "Dan staat er niets meer in de weg." in said


def test_one_change_that_meets_two_conditions_is_one_change() -> None:
    said = markdown(letter(case("zbc", "Heupcentrum Noord", "en")))
    assert "“fte of specialists 2” from 0.29 fte to 0.3 fte." in said


def test_a_letter_names_no_change_that_does_not_help() -> None:
    """Another specialist brings no hospital nearer."""
    said = markdown(letter(case("zbc", "Handcentrum Delta", "en")))
    assert "4 minutes too much" in said and "from" not in said.partition("What you can do")[2]


def test_a_letter_asks_the_provider_for_nothing_where_a_judgement_is_all_that_is_missing() -> None:
    said = markdown(letter(case("zbc", "Kniekliniek Twente", "en")))
    assert "a judgement of VGZ purchaser" in said and "Send us what is missing" not in said


def test_a_letter_leaves_room_for_a_letterhead_and_a_signature() -> None:
    page = html(letter(case("practice", "Huisartsen Berkendonk", "nl")))
    assert '<body class="letter">' in page and "lh" in page
