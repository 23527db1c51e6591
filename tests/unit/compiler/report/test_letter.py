"""Letters to providers: one page each, in both languages."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest
from syrupy.assertion import SnapshotAssertion

from compiler.cli.holding import hold
from compiler.report.case import Case
from compiler.report.decision_report import report
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
    assert "‘fte van doctor 1’ van 0,7 fte naar 0,71 fte, of ‘fte van doctor 2’ van 0,3 fte naar 0,31 fte" in said
    assert "Dan staat er niets meer in de weg." in said


def test_one_change_that_meets_two_conditions_is_one_change() -> None:
    said = markdown(letter(case("zbc", "Heupcentrum Noord", "en")))
    assert "“fte of specialist 2” from 0.29 fte to 0.3 fte." in said


def test_a_letter_names_no_change_that_does_not_help() -> None:
    """Another specialist brings no hospital nearer."""
    said = markdown(letter(case("zbc", "Handcentrum Delta", "en")))
    assert "4 minutes too much" in said and "from" not in said.partition("What you can do")[2]


def test_a_letter_asks_the_provider_for_nothing_where_a_judgement_is_all_that_is_missing() -> None:
    said = markdown(letter(case("zbc", "Kniekliniek Twente", "en")))
    assert "still to be judged (VGZ purchaser)" in said and "Send us what is missing" not in said


POLICY = """policy Practices "Agreement"
    issuer "Coöperatie VGZ"
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d

counted patient, patients

record Practice "GP practice"
    patients      : count of patients, changeable
    rooms         : number, changeable
    desks         : number, changeable
    beds          : number, changeable
    lifts         : number, changeable
    excused       : yes/no, changeable
    distance      : minutes, changeable
    region code   : text
    mandate       : text, supplied by "VGZ"
    norm          : text, supplied by "the NZa"
    own statement : text, supplied by "the GP practice"

requirement nurse "A nurse for whoever is large"
    source d x.1
    applies when patients > 800 patients
    excused

requirement near "The practice is near enough"
    source d x.2
    distance ≤ 10 minutes
    unless excused

requirement rooms "A room for everyone who works in the practice, on the ground floor and with a window"
    source d x.3
    rooms ≥ 4

requirement desks "A desk for everyone who works in the practice, with a chair that can be set to size"
    source d x.4
    desks ≥ 4

requirement beds "A bed for everyone who works in the practice at night, on the quiet side of the building"
    source d x.5
    beds ≥ 4

requirement lifts "A lift for everyone who cannot take the stairs, that is not out of order for more than a day"
    source d x.6
    lifts ≥ 4
"""
OPEN = """
requirement stated "All is stated"
    source d x.7
    {} is "x"
"""
ROW = {"patients": 900, "excused": False, "distance": 12, "rooms": 5, "desks": 5, "beds": 5, "lifts": 5}


def made(folder: Path, row: Mapping[str, object], fact: str | None = None) -> Case:
    (folder / "p.policy").write_text(POLICY + ("" if fact is None else OPEN.format(fact)), encoding="utf-8")
    (folder / "r.json").write_text(json.dumps([{"provider": "A", **row}]), encoding="utf-8")
    found = hold(str(folder / "p.policy"), folder / "r.json", None, {}, "en")
    return found.case(found.providers[0])


def test_what_a_change_ends_in_is_told_as_it_is(tmp_path: Path) -> None:
    """Not to be asked for a nurse is not to have one, and to be excused is not to be near."""
    can_do = markdown(letter(made(tmp_path, ROW))).partition("What you can do")[2]
    assert "This way you do meet “A nurse for whoever is large”: “excused” from no to yes." in can_do
    assert "“A nurse for whoever is large” is not asked of you: “patients” from 900 patients to 800 patients." in can_do
    assert "This way you do meet “The practice is near enough”: “distance” from 12 minutes to 10 minutes." in can_do
    assert "an exception to “The practice is near enough” holds for you: “excused” from no to yes." in can_do
    told = markdown(report(made(tmp_path, ROW))).partition("What the provider can change itself")[2]
    assert "This way the provider does meet “The practice is near enough”: “distance” from" in told


def test_advice_that_does_not_fit_is_counted(tmp_path: Path) -> None:
    made_of_all = made(tmp_path, {**ROW, "excused": True, "rooms": 1, "desks": 1, "beds": 1, "lifts": 1})
    can_do = markdown(letter(made_of_all)).partition("What you can do")[2]
    assert "and 1 more; the decision report has them all" in can_do
    assert "Then nothing is in the way any more." in can_do
    assert markdown(report(made_of_all)).count("This way the provider does meet") == 4
    assert pages(letter(made_of_all)) == 1


@pytest.mark.parametrize(
    ("fact", "asked", "who"),
    [
        ("region code", True, "you"),
        ("own statement", True, "you"),
        ("mandate", False, "VGZ"),
        ("norm", False, "the NZa"),
    ],
)
def test_a_letter_asks_the_provider_for_what_it_has_to_give(tmp_path: Path, fact: str, asked: bool, who: str) -> None:
    said = markdown(letter(made(tmp_path, {**ROW, "excused": True}, fact)))
    assert f"“{fact}”: from {who}" in said
    assert ("Send us what is missing on your side" in said) is asked


def test_a_letter_has_a_date_of_its_own(tmp_path: Path) -> None:
    found = made(tmp_path, ROW)
    assert "**Date**: (date)" in markdown(letter(found))
    dated = markdown(letter(found, datetime.date(2025, 4, 9)))
    assert "**Date**: 9 April 2025" in dated and "as of 1 January 2025" in dated


def test_a_letter_leaves_room_for_a_letterhead_and_a_signature() -> None:
    page = html(letter(case("practice", "Huisartsen Berkendonk", "nl")))
    assert '<body class="letter">' in page and "lh" in page


DEADLINES = """policy P
    in force 2026-07-01 through 2027-12-31
    judges Practice

document d

record Practice
    signed on : date, optional
    paid on   : date, optional

deadline signing "The practice signs"
    source d 1
    by 2026-08-01
    done on : signed on

deadline paying "The practice pays"
    source d 2
    by 2026-08-02
    done on : paid on

requirement signed in time
    source d 3
    deadline signing is met
"""


def test_a_letter_tells_a_deadline_once(tmp_path: Path) -> None:
    """That which decides stands under the reasons already."""
    (tmp_path / "p.policy").write_text(DEADLINES, encoding="utf-8")
    (tmp_path / "r.json").write_text(
        '[{"provider": "A", "signed on": "2026-08-05", "paid on": "2026-08-20"}]', encoding="utf-8"
    )
    found = hold(str(tmp_path / "p.policy"), tmp_path / "r.json", datetime.date(2026, 9, 1), {}, "en")
    said = markdown(letter(found.case(found.providers[0])))
    assert said.count("The practice signs") == 1
    assert "The practice pays" in said.partition("## Deadlines")[2]


def test_every_ground_is_named(tmp_path: Path) -> None:
    """Those that there is no room to explain by name and source."""
    everything = {"patients": 900, "excused": False, "distance": 12, "rooms": 1, "desks": 1, "beds": 1, "lifts": 1}
    found = made(tmp_path, everything)
    why = markdown(letter(found)).partition("## Why")[2].partition("\n## ")[0]
    assert [f"d x.{number}" in why for number in range(1, 7)] == [True] * 6
    assert "more" not in why.partition("A lift for everyone")[0]
    assert pages(letter(found)) == 1
