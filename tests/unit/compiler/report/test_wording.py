"""What is said to people in Dutch: nobody misreads it, and it is said in the language of the file."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compiler.backends.decision_graph import detail, overview, whole
from compiler.cli.holding import hold
from compiler.cli.main import meetlat
from compiler.report.case import Case
from compiler.report.decision_report import report
from compiler.report.document.markdown import markdown
from compiler.report.letter import letter
from dsl.parsing.parser import parse
from dsl.source import SourceFile

POLICY = """beleid Apotheek "Overeenkomst"
    uitgever "De Verzekeraar"
    geldig 2025-01-01 tot en met 2025-12-31
    beoordeelt Apotheek
    staat toe

document d

gegevens Apotheek
    internetapotheek : ja/nee
    ketenlid         : ja/nee
    dienstverband    : een van loondienst, los
    omzet            : EUR
    vestigingen      : lijst van Vestiging

gegevens Vestiging
    open : ja/nee

oordeel plan goed door "inkoper"

uitsluiting los verband
    bron d x.1
    dienstverband is los

eis open
    bron d x.2
    minstens één vestiging heeft open

eis niet besloten
    bron d x.3
    niet (internetapotheek en ketenlid) of omzet > 500 EUR

eis omzet
    bron d x.4
    omzet ≥ 100 EUR

eis plan
    bron d x.5
    plan goed
"""
ROW = {
    "internetapotheek": False,
    "ketenlid": False,
    "dienstverband": "loondienst",
    "omzet": 200,
    "vestigingen": [{"open": True}],
    "plan goed": True,
}


def made(folder: Path, row: Mapping[str, object]) -> Case:
    (folder / "p.policy").write_text(POLICY, encoding="utf-8")
    (folder / "r.json").write_text(json.dumps([{"provider": "A", **row}]), encoding="utf-8")
    found = hold(str(folder / "p.policy"), folder / "r.json", None, {}, "nl")
    return found.case(found.providers[0])


def test_what_excludes_is_not_called_met(tmp_path: Path) -> None:
    said = markdown(letter(made(tmp_path, {**ROW, "dienstverband": "los"})))
    assert "Dit is het geval: dienstverband is los" in said and "voldaan" not in said
    assert "De Verzekeraar mag op grond van dit beleid afwijzen wie niet voldoet, maar hoeft dat niet te doen." in said


def test_a_denial_is_not_denied(tmp_path: Path) -> None:
    said = markdown(letter(made(tmp_path, {**ROW, "ketenlid": True, "internetapotheek": True})))
    assert "dit is het geval: (internetapotheek en ketenlid)" in said and "niet (internet" not in said


def test_some_is_not_the_only_one(tmp_path: Path) -> None:
    said = markdown(report(made(tmp_path, ROW)))
    assert "minstens één vestiging heeft open" in said and "enige vestiging" not in said


def test_what_waits_for_a_judgement_is_no_missing_fact(tmp_path: Path) -> None:
    row = {each: value for each, value in ROW.items() if each not in ("omzet", "plan goed")}
    said = markdown(letter(made(tmp_path, row)))
    assert "voor een van de 5 criteria ontbreken gegevens en over één moet nog worden geoordeeld." in said
    assert "‘plan goed’: nog te beoordelen (inkoper)" in said
    assert "(te beoordelen door: inkoper)" in markdown(report(made(tmp_path, row)))


@pytest.mark.parametrize("draw", [whole, overview])
def test_a_graph_with_verdicts_names_the_provider(tmp_path: Path, draw: type) -> None:
    case = made(tmp_path, ROW)
    found = draw(case.policy, case.result, "nl", provider="A <b>")
    assert found.title.endswith(": A <b>") and "over A &lt;b&gt;" in found.svg() and "over A <b>" in found.description
    single = detail(case.policy, "omzet", case.result, "nl", "A <b>")
    assert "A &lt;b&gt;" in single.svg() and "A <b>" in single.description


def evaluated(folder: Path, *more: str) -> Result:
    made(folder, {**ROW, "dienstverband": "los"})
    return CliRunner().invoke(meetlat, ["evaluate", str(folder / "p.policy"), str(folder / "r.json"), *more])


def test_an_exclusion_says_what_it_does_wherever_its_verdict_stands(tmp_path: Path) -> None:
    evaluated(tmp_path, "--to", str(tmp_path / "d.csv"))
    with (tmp_path / "d.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    assert (row["los verband"], row["omzet"]) == ("geldt, sluit uit", "voldaan")
    (decision,) = json.loads(evaluated(tmp_path, "--format", "json").stdout)["decisions"]
    assert (decision["criteria"]["los verband"], decision["criteria"]["omzet"]) == ("met, excludes", "met")


@pytest.mark.parametrize("text", ["# x\nbeleid A\n\tgeldig 2025-01-01\n", "beleid A\n" + "x" * 3000])
def test_a_file_of_which_the_lines_are_wrong_still_has_its_language(text: str) -> None:
    found = parse(SourceFile("p.policy", text))
    assert found.diagnostics and found.module.language == "nl"
