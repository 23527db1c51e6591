"""What an adviser looks for: the rule in its own words, who judged and why, and what is open besides what decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from compiler.backends.decision_graph import whole
from compiler.cli.holding import hold
from compiler.report.case import Case
from compiler.report.decision_report import report
from compiler.report.document.markdown import markdown
from compiler.report.letter import letter
from dsl.diagnostics import Language

POLICY = """beleid Praktijken "Overeenkomst"
    geldig 2026-07-01 tot en met 2027-12-31
    beoordeelt Praktijk

document d

gegevens Praktijk
    fysiotherapeuten : lijst van Fysiotherapeut
    tevredenheid     : getal per jaar
    krimpgebied      : ja/nee
    onderzoek        : ja/nee

gegevens Fysiotherapeut
    fte : fte

oordeel weigering door "inkoper"

eis omvang
    bron d 1
    alle van
        - een of meer van
            - minstens 3 fysiotherapeuten
            - krimpgebied en minstens 2 fysiotherapeuten
        - totaal fte van fysiotherapeuten minstens 2,5 fte

eis tevredenheid blijft
    bron d 2
    tevredenheid is niet dalend over 3 jaar tot en met 2025

uitsluiting fraude
    bron d 3
    onderzoek en weigering
"""
ROW = {
    "fysiotherapeuten": [{"fte": "1.0"}, {"fte": "0.8"}],
    "tevredenheid": {"2023": "8.1", "2024": "8.3", "2025": "8.2"},
    "onderzoek": True,
    "weigering": {"value": True, "by": "M. de Boer", "on": "2026-06-10", "why": "Justitie onderzoekt"},
}


def made(folder: Path, language: Language = "nl", **more: object) -> Case:
    row: Mapping[str, object] = {"provider": "A", **ROW, **more}
    (folder / "p.policy").write_text(POLICY, encoding="utf-8")
    (folder / "r.json").write_text(json.dumps([row]), encoding="utf-8")
    found = hold(str(folder / "p.policy"), folder / "r.json", None, {}, language)
    return found.case(found.providers[0])


def test_a_trend_is_told_in_the_words_of_the_rule_then_by_its_years(tmp_path: Path) -> None:
    said = markdown(letter(made(tmp_path)))
    assert "Tevredenheid blijft. Aan de voorwaarde is niet voldaan: tevredenheid is niet dalend over 3 jaar" in said
    assert (
        "(‘tevredenheid in 2025’: 8,2, waar de regel minstens 8,3 (‘tevredenheid in 2024’) vraagt: 0,1 te weinig)"
        in said
    )
    assert "‘tevredenheid in 2024’: 8,3, waar" not in said


def test_a_judgement_is_told_with_who_gave_it_and_why(tmp_path: Path) -> None:
    said = markdown(letter(made(tmp_path)))
    assert "is ja. Geoordeeld door M. de Boer op 10 juni 2026: ‘Justitie onderzoekt’. (d 3)" in said
    english = markdown(letter(made(tmp_path, "en", weigering=True)))
    assert "The judgement on “weigering” is yes. (d 3)" in english


def test_what_is_open_without_effect_is_named(tmp_path: Path) -> None:
    said = markdown(letter(made(tmp_path)))
    assert "## Ook nog open, zonder gevolg voor dit besluit\n\n- ‘krimpgebied’: van u" in said
    assert "Stuur ons" not in said and "Ook nog open" not in markdown(letter(made(tmp_path, krimpgebied=False)))


def test_a_list_is_told_by_how_many_there_are(tmp_path: Path) -> None:
    said = markdown(report(made(tmp_path, krimpgebied=True)))
    assert "fysiotherapeuten = 2" in said and "elementen" not in said


@pytest.mark.parametrize(("language", "source"), [("nl", "bron 2"), ("en", "source 2")])
def test_a_graph_keeps_the_words_of_a_trend_and_names_sources(tmp_path: Path, language: Language, source: str) -> None:
    case = made(tmp_path, language)
    drawn = whole(case.policy, case.result, language).svg()
    assert source in drawn and "≥ tevredenheid in" not in drawn.replace("\xa0", " ")
    assert "tevredenheid in 2025: 8" in drawn.replace("\xa0", " ")
