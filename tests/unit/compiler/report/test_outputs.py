"""Files of decisions: nothing is lost, nothing is a formula, nothing that was there is half replaced."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner, Result

from compiler.cli.main import meetlat
from compiler.records import rows_at, workbook
from compiler.records.problems import Place, object_to
from compiler.report.outputs import Output, TooManyRows

POLICY = """policy Practices "Agreement"
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d

counted patient, patients

record Practice
    patients : count of patients

requirement size
    source d x.1
    patients ≥ 1000 patients
"""
ROWS = [
    {"provider": "x;=cmd", "patients": 1200},
    {"provider": "=1+1", "patients": 900},
    {"provider": "bell\x07 and \ufffe", "patients": 1000},
    {"provider": "bad <b>", "patients": -3},
    {"provider": "worse", "patients": "many"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p.policy").write_text(POLICY, encoding="utf-8")
    (tmp_path / "r.json").write_text(json.dumps(ROWS), encoding="utf-8")
    return tmp_path


def written(folder: Path, to: str, *more: str) -> Result:
    arguments = ["evaluate", str(folder / "p.policy"), str(folder / "r.json"), "--to", str(folder / to), *more]
    return CliRunner().invoke(meetlat, arguments)


def test_texts_of_a_csv_file_stand_in_quotes(folder: Path) -> None:
    written(folder, "d.csv")
    lines = (folder / "d.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith('"x;=cmd","eligible"')
    assert lines[2].startswith('"\'=1+1"')


def test_texts_of_a_workbook_are_as_they_were(folder: Path) -> None:
    done = written(folder, "d.xlsx")
    book = openpyxl.load_workbook(folder / "d.xlsx")
    names = [row[0] for row in book["decisions"].iter_rows(values_only=True)]
    assert names == ["provider", "x;=cmd", "=1+1", "bell� and �"]
    assert all(each.data_type != "f" for sheet in book for row in sheet.iter_rows() for each in row)
    assert "replaced by “�”: in 1 texts" in done.stderr


@pytest.mark.parametrize("to", ["d.csv", "d.parquet", "d.xlsx"])
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_rejected_are_not_lost(folder: Path, to: str, engine: str) -> None:
    done = written(folder, to, "--engine", engine)
    assert done.exit_code == 1
    if to == "d.xlsx":
        rows = [*openpyxl.load_workbook(folder / to)["rejected"].iter_rows(values_only=True)]
        found = [dict(zip(rows[0], each, strict=True)) for each in rows[1:]]
    else:
        beside = folder / to.replace("d.", "d.rejected.")
        assert str(beside) in done.stderr
        found = (pl.read_csv if to == "d.csv" else pl.read_parquet)(beside).to_dicts()
    assert [each["provider"] for each in found] == ["bad <b>", "worse"]
    assert [each["column"] for each in found] == ["patients", "patients"]
    assert all(each["message"] and each["code"] and each["record"] for each in found)


def test_no_rejected_of_an_earlier_run_stay(folder: Path) -> None:
    written(folder, "d.csv")
    (folder / "r.json").write_text(json.dumps(ROWS[:2]), encoding="utf-8")
    done = written(folder, "d.csv")
    assert done.exit_code == 0 and not (folder / "d.rejected.csv").exists()
    assert sorted(each.name for each in folder.iterdir()) == ["d.csv", "p.policy", "r.json"]


def test_of_very_many_wrong_rows_each_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_at, "MOST_TOLD", 2)
    lines = ["provider,patients", *(f"P{at},{-1 if at % 2 else 2000}" for at in range(12))]
    (folder / "r.csv").write_text("\n".join(lines), encoding="utf-8")
    arguments = ["evaluate", str(folder / "p.policy"), str(folder / "r.csv"), "--to", str(folder / "d.csv")]
    CliRunner().invoke(meetlat, arguments)
    decided, rejected = (pl.read_csv(folder / each)["provider"].to_list() for each in ("d.csv", "d.rejected.csv"))
    assert sorted({*decided, *rejected}) == sorted(f"P{at}" for at in range(12)) and len(rejected) == 6


def test_more_rows_than_a_sheet_holds_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "d.xlsx").write_bytes(b"of before")
    monkeypatch.setattr("compiler.report.outputs.MOST_IN_A_SHEET", 2)
    done = written(folder, "d.xlsx")
    assert done.exit_code == 2 and "a sheet of Excel holds no more than" in " ".join(done.output.split())
    assert (folder / "d.xlsx").read_bytes() == b"of before"
    assert written(folder, "d.csv").exit_code == 1  # only a workbook has the limit
    with pytest.raises(TooManyRows):
        Output(folder / "e.xlsx").reject([object_to("E503", "a", "b").at(Place("r"))] * 3)


def test_a_text_longer_than_a_cell_is_told(tmp_path: Path) -> None:
    output = Output(tmp_path / "d.xlsx", "nl")
    output.add(pl.DataFrame({"provider": ["a" * workbook.MOST_IN_A_CELL, "b" * (workbook.MOST_IN_A_CELL + 1)]}))
    (said,) = output.close()
    assert "niet meer dan 32.767 tekens passen: 1 teksten" in said
    cells = [each for (each,) in openpyxl.load_workbook(tmp_path / "d.xlsx")["besluiten"].iter_rows(values_only=True)]
    assert cells[1] == "a" * workbook.MOST_IN_A_CELL
    assert cells[2] == "b" * (workbook.MOST_IN_A_CELL - 1) + "…"


def test_a_dutch_file_is_as_a_dutch_spreadsheet_reads_it(folder: Path) -> None:
    asked = POLICY.replace("patients ≥ 1000 patients", "patients / 8 ≥ 100.5 patients")
    (folder / "p.policy").write_text(asked, encoding="utf-8")
    for name in ("d.csv", "d.xlsx", "d.parquet"):
        assert written(folder, name, "--lang", "nl").exit_code == 1
    lines = (folder / "d.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(
        '"aanbieder";"besluit";"eerste doorslaggevende criterium";"size";"size: verschil (patients)"'
    )
    assert lines[1].startswith('"x;=cmd";"komt in aanmerking";;"voldaan";49,5')
    beside = (folder / "d.rejected.csv").read_text(encoding="utf-8").splitlines()
    assert beside[0].startswith('"aanbieder";"bestand"') and len(beside) == 3
    book = openpyxl.load_workbook(folder / "d.xlsx")
    assert book.sheetnames == ["besluiten", "afgewezen"] and book["besluiten"]["B1"].value == "besluit"
    assert "decision" in pl.read_parquet(folder / "d.parquet").columns


def test_a_criterion_keeps_its_name(folder: Path) -> None:
    (folder / "p.policy").write_text(POLICY.replace("requirement size", "requirement besluit"), encoding="utf-8")
    written(folder, "d.csv", "--lang", "nl")
    heading = (folder / "d.csv").read_text(encoding="utf-8").splitlines()[0]
    assert heading.startswith('"aanbieder";"decision";"eerste doorslaggevende criterium";"besluit"')
