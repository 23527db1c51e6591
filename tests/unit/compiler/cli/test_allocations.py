"""What an allocation over a list of the provider says: in `meetlat rank` and in every report."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.unit.compiler.cli.conftest import Run

INTAKE = """policy Intake
    in force from 2023-01-01
    judges Care group

document d "Document"

counted patient, patients

record Care group
    practices : list of Practice, each practice
    score     : number

record Practice
    name     : text
    region   : text
    patients : count of patients

preference best
    source d
    ordered by score highest first

allocation quarterly intake "A quarter at a time"
    source d intake.01
    per region
    each quarter from 2023-07-01 through 2023-12-31
    take practices ordered by name
    until patients reach 50% of patients of all practices in the same region
    the practice that crosses the limit is out
"""
GROUPS = [
    {
        "provider": "Noord",
        "score": 7,
        "practices": [
            {"name": "B", "region": "Oost", "patients": 1000},
            {"name": "A", "region": "Oost", "patients": 500},
            {"name": "C", "region": "West", "patients": 500},
            {"region": "Zuid", "patients": 500},
        ],
    },
    {"provider": "Zuid", "score": 8},
    {"provider": "Leeg", "score": 6, "practices": []},
]
DAY = ("--as-of", "2023-07-01")


@pytest.fixture
def intake(here: Path) -> tuple[str, str]:
    (here / "intake.policy").write_text(INTAKE, encoding="utf-8")
    (here / "groups.json").write_text(json.dumps(GROUPS), encoding="utf-8")
    return "intake.policy", "groups.json"


def test_places_and_what_is_taken_of_each_list(run: Run, intake: tuple[str, str]) -> None:
    done = run("rank", *intake, *DAY)
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "score: 7 against 8 of Zuid" in said
    assert 'Oost 1 July 2023 2 "A" 500 patients on top of 0 patients, limit 750 patients' in said
    assert 'Oost in no round 1 "B" 1000 patients on top of' in said and "crosses the limit, and is out" in said
    assert "Zuid unknown 4 facts of its group are missing: name of practice 4" in said
    assert 'quarterly intake "A quarter at a time": Zuid why' in said
    assert "it is not known which there are: practices" in said and "the list is empty" in said


def test_the_same_for_programs_and_in_dutch(run: Run, intake: tuple[str, str]) -> None:
    data = json.loads(run("rank", *intake, *DAY, "--format", "json").stdout)["allocations"][0]
    noord, zuid, leeg = data["providers"]
    assert [each["taken"] for each in noord["elements"][:3]] == [{"absence": "none"}, "2023-07-01", {"absence": "none"}]
    assert [each["because"] for each in noord["elements"]] == ["crosses, out", "taken", "crosses, out", "missing"]
    assert (data["list"], zuid["elements"], leeg["elements"]) == ("practices", None, [])
    said = run("rank", *intake, *DAY, "--lang", "nl").stdout
    assert "passeert de grens, en valt af" in said and "de lijst is leeg" in said


def test_a_decision_tells_what_is_taken_of_its_list(run: Run, intake: tuple[str, str]) -> None:
    why = run("why", *intake, "Noord", *DAY).stdout
    assert 'quarterly intake "A quarter at a time"\n      2 "A" = 1 July 2023: 500 patients' in why
    dutch = run("report", *intake, "--provider", "Noord", *DAY, "--to", "md", "--lang", "nl").stdout
    assert "## Toedelingen" in dutch and '| 2 "A" | 1 juli 2023 | 500 patients boven op 0 patients' in dutch


def test_a_decision_tells_where_it_comes_out_among_the_others(run: Run, here: Path) -> None:
    root = Path(__file__).parents[4]
    policy = root / "policies/vgz/huisartsenzorg_2023/mtvp_instroom.policy"
    asked = (str(policy), str(root / "examples/providers/mtvp_practices.csv"))
    why = run("why", *asked, "De Horst", *DAY).stdout
    assert "Among the 13 providers in the file\n  quarterly intake" in why
    assert "= taken: 1 October 2023; 4200 patients on top of 0 patients, limit 4600 patients" in why
    report = run("report", *asked, "--provider", "De Horst", *DAY, "--to", "md", "--lang", "nl").stdout
    assert "## Onder de 13 aanbieders in het bestand" in report and "**gekozen: 1 oktober 2023**" in report
    letter = run("report", *asked, "--provider", "De Horst", *DAY, "--letter", "--to", "md").stdout
    assert "of the region”: taken: 1 October 2023" in letter and "4200" not in letter
    data = json.loads(run("why", *asked, "De Brink", *DAY, "--format", "json").stdout)
    assert (data["among"][0]["found"], data["among"][0]["why"]) == ("taken: in no round", "not eligible")


def test_what_is_taken_is_recorded_and_decided_again(run: Run, intake: tuple[str, str], here: Path) -> None:
    assert run("evaluate", *intake, *DAY, "--record", "r.jsonl").exit_code == 0
    schema = json.loads(files("compiler.report.record").joinpath("schema.json").read_text(encoding="utf-8"))
    for line in (here / "r.jsonl").read_text(encoding="utf-8").splitlines():
        jsonschema.Draft202012Validator(schema).validate(json.loads(line))
    assert "Noord: eligible: the same" in run("replay", "r.jsonl").stdout
    (here / "intake.policy").write_text(
        INTAKE.replace("crosses the limit is out", "crosses the limit is in"), encoding="utf-8"
    )
    again = run("replay", "r.jsonl", "--provider", "Noord", "--lang", "nl").stdout
    assert "toedeling" in again and "quarterly intake" in again


def test_the_graph_words_the_limit_as_the_author_did(run: Run, intake: tuple[str, str]) -> None:
    drawn = run("graph", intake[0], *DAY, "-o", "g.gv")
    assert drawn.exit_code == 0
    text = Path("g.gv").read_text(encoding="utf-8")
    assert "patients reach 50% of patients of all practices in the same region" in text
    assert "of the practices of the provider" in text and "Allocations" in text
