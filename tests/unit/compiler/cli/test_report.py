"""`meetlat report`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.unit.compiler.cli.conftest import Run

POLICY = "policies/example/practice.policy"
DAY = ("--as-of", "2025-03-01")


def test_the_decision_comes_first_in_every_form(run: Run) -> None:
    asked = ("report", POLICY, "practices.json", "--provider", "De Eik", *DAY)
    page = run(*asked)
    assert page.exit_code == 0 and page.stdout.startswith("<!doctype html>") and '<html lang="en">' in page.stdout
    assert page.stdout.index("De Eik does not qualify") < page.stdout.index("0.05 fte short")
    text = run(*asked, "--to", "md", "--lang", "nl")
    assert "De Eik komt niet in aanmerking" in text.stdout and "0,05 fte te weinig" in text.stdout
    data = json.loads(run(*asked, "--to", "json").stdout)
    assert json.loads(run(*asked, "--format", "json").stdout) == data
    assert data["decision"] == "ineligible" and data["because"][0]["id"] == "staffing"
    assert "0.05 fte short" in data["because"][0]["sentences"][0]


def test_the_provider_is_named_last_or_is_the_only_one(run: Run, here: Path) -> None:
    asked = (POLICY, "practices.json", *DAY, "--to", "md")
    by_option = run("report", *asked, "--provider", "De Eik").stdout
    assert run("report", POLICY, "practices.json", "De Eik", *DAY, "--to", "md").stdout == by_option
    twice = run("report", POLICY, "practices.json", "De Eik", "--provider", "De Linde", *DAY)
    none = run("report", *asked)
    assert twice.exit_code == none.exit_code == 2 and "which provider?" in none.stderr
    Path("one.json").write_text('[{"provider": "Zon", "registered patients": 4200}]', encoding="utf-8")
    assert "Zon" in run("report", POLICY, "one.json", *DAY, "--to", "md").stdout
    Path("bad.json").write_text('[{"provider": "Zon", "registered patients": "many"}]', encoding="utf-8")
    assert run("report", POLICY, "bad.json", *DAY).exit_code == 2


def test_a_parameter_says_since_when_it_has_its_value(run: Run) -> None:
    said = run("report", POLICY, "practices.json", "--provider", "De Eik", *DAY, "--to", "md").stdout
    assert "smallest practice = 1000 patients, from 1 January 2025 until 1 July 2025" in said


def test_the_form_follows_the_ending_of_the_file(run: Run, here: Path) -> None:
    for name, start in (("a.html", b"<!doctype"), ("a.md", b"Decision"), ("a.json", b"{"), ("a.pdf", b"%PDF")):
        done = run("report", POLICY, "practices.json", "--provider", "De Eik", *DAY, "-o", f"out/{name}")
        assert done.exit_code == 0 and Path("out", name).read_bytes().startswith(start)


def test_without_the_type_setter_pdf_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    asked = ("report", POLICY, "practices.json", "--provider", "De Eik", *DAY, "--to", "pdf")
    done = run(*asked)
    assert done.exit_code == 1 and done.stdout == "" and "pip install 'meetlat[pdf]'" in done.stderr
    assert "ook goed te printen" in run(*asked, "--lang", "nl").stderr


def test_a_provider_that_is_not_there_is_wrong_use(run: Run) -> None:
    done = run("report", POLICY, "practices.json", "--provider", "De Eijk", *DAY)
    assert done.exit_code == 2 and "did you mean `De Eik`" in done.stderr


DEADLINES = """policy Contracting "Contracting of companies"
    issuer "Example"
    in force 2023-01-01 through 2026-12-31
    judges Company
    obliges

document handbook "An invented purchasing document"

record Company
    agreed on  : date, optional
    offered on : date, optional

deadline offer "The offer is made" by VGZ
    source handbook 2
    by 15 October 2023, within 1 month after agreed on, whichever comes first
    done on : offered on

requirement offer in time
    source handbook 2
    deadline offer is not missed
"""


def test_deadlines_are_told_and_those_that_count_stand_in_the_letter(run: Run, here: Path) -> None:
    Path("policies/example/contracting.policy").write_text(DEADLINES, encoding="utf-8")
    Path("d.csv").write_text(
        "provider,agreed on,offered on\nLate,2023-09-01,2023-10-03\nAhead,2023-09-20,none\n", encoding="utf-8"
    )
    about = ("policies/example/contracting.policy", "d.csv", "--as-of", "2023-10-10", "--lang", "nl", "--to", "md")
    said = run("report", *about, "--provider", "Late").stdout
    assert "## Termijnen" in said and "1 oktober 2023**; gedaan op 3 oktober 2023, 2 dagen te laat" in said
    assert "agreed on = 1 september 2023" in said and "Wat dit niet belooft" not in said
    letter = run("report", *about, "--provider", "Ahead", "--letter").stdout
    assert "‘The offer is made’, door VGZ: 15 oktober 2023 (niet gedaan, nog 5 dagen)" in letter
