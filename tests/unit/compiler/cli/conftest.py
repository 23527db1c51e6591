"""A folder with two small policies and data for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compiler.cli.main import meetlat

ENGLISH = """policy Practice agreement "Agreement for practices"
    issuer "Example"
    in force 2025-01-01 through 2025-12-31
    judges Practice
    allows

document d-2025 "A document"

unit fte
counted patient, patients

record Practice "Practice"
    registered patients : count of patients, supplied by "the practice"
    doctors : list of Doctor

record Doctor
    fte : fte
    position : one of owner, locum

judgement assessed positively by "VGZ purchaser"

parameter smallest practice : count of patients
    source d-2025 size.02
    from 2024-01-01 : 900 patients
    from 2025-01-01 : 1000 patients
    from 2025-07-01 : 1100 patients

requirement size "Large enough"
    source d-2025 size.01 "page 3"
    registered patients ≥ smallest practice

requirement staffing "Enough doctors"
    source d-2025 staffing.01
    total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients

requirement assessment
    source d-2025 assessment.01
    assessed positively

example "Large enough on New Year's Day"
    as of 2025-01-01
    registered patients = 1000 patients
    expect size met

example "Too small from July" like "Large enough on New Year's Day" but
    as of 2025-07-01
    expect size not met
"""

DUTCH = """beleid Omvang "Omvang van de praktijk"
    uitgever "Voorbeeld"
    geldig vanaf 2025-01-01
    beoordeelt Praktijk
    staat toe

document d-2025 "Een document"

geteld patiënt, patiënten

gegevens Praktijk
    ingeschreven patiënten : aantal patiënten

eis omvang
    bron d-2025 omvang.01
    ingeschreven patiënten ≥ 10.000 patiënten
"""

PROVIDERS = """[
  {"provider": "De Linde", "registered patients": 4200, "assessed positively": true,
   "doctors": [{"fte": 0.8, "position": "owner"}, {"fte": 0.6, "position": "locum"}]},
  {"provider": "De Eik", "registered patients": 4350, "assessed positively": true,
   "doctors": [{"fte": 0.8, "position": "owner"}, {"fte": 0.6, "position": "locum"}]},
  {"provider": "De Beuk", "registered patients": 1500, "doctors": [{"fte": 1.0}]},
  {"provider": "De Wilg", "doctors": [{"fte": 0.9}], "assessed positively": true}
]
"""

Run = Callable[..., Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: `policies/example/practice.policy`, `omvang.policy`, `practices.json`, `praktijken.csv`."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "policies" / "example"
    folder.mkdir(parents=True)
    (folder / "practice.policy").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "omvang.policy").write_text(DUTCH, encoding="utf-8")
    (tmp_path / "practices.json").write_text(PROVIDERS, encoding="utf-8")
    (tmp_path / "praktijken.csv").write_text(
        "# meetlat language=nl key=naam\nnaam;ingeschreven patiënten\nDe Linde;12.500\nDe Eik;9.999\nDe Es;\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:
    """Runs the command in that folder."""
    return lambda *args: CliRunner().invoke(meetlat, [str(each) for each in args])
