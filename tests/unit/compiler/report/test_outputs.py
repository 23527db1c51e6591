"""Files of decisions: nothing is lost, nothing is a formula, nothing that was there is half replaced."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner, Result

from compiler.cli.main import meetlat
from compiler.columns.nodes import Refused
from compiler.records import problems, sources, workbook
from compiler.records.problems import Place, object_to
from compiler.report import outputs
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
    monkeypatch.setattr(problems, "MOST_TOLD", 2)
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


def test_no_heading_in_dutch_stands_twice(folder: Path) -> None:
    named = POLICY.replace("requirement size", "requirement `size: margin`")
    other = named[named.index("requirement") :].replace("size: margin", "size: verschil")
    (folder / "p.policy").write_text(f"{named}\n{other}", encoding="utf-8")
    assert written(folder, "d.csv", "--lang", "nl").exit_code == 1
    heading = (folder / "d.csv").read_text(encoding="utf-8").splitlines()[0]
    assert heading.split(";")[3:7] == [
        '"size: margin"',
        '"size: margin: verschil (patients)"',
        '"size: verschil"',
        '"size: verschil: verschil (patients)"',
    ]


def test_a_file_of_columns_has_the_same_headings_in_each_language(folder: Path) -> None:
    (folder / "p.policy").write_text(
        POLICY.replace("    patients :", "    opened : date\n    patients :").replace(
            "patients ≥ 1000 patients", "opened ≤ 2024-12-31"
        ),
        encoding="utf-8",
    )
    (folder / "r.json").write_text(json.dumps([{"provider": "A", "opened": "2024-12-30"}]), encoding="utf-8")
    for language in ("en", "nl"):
        assert written(folder, f"{language}.parquet", "--lang", language).exit_code == 0
    english, dutch = (pl.read_parquet(folder / f"{each}.parquet").columns for each in ("en", "nl"))
    assert english == dutch and "size: margin (days)" in english
    written(folder, "d.csv", "--lang", "nl")
    assert '"size: verschil (dagen)"' in (folder / "d.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", [10**36 + 5, 10**39 + 5])
def test_no_margin_is_left_out_or_rounded_where_numbers_are_very_large(folder: Path, number: int) -> None:
    policy = POLICY.replace("count of patients", "number").replace("1000 patients", "1000")
    (folder / "p.policy").write_text(policy, encoding="utf-8")
    rows = [{"provider": "A", "patients": number}, {"provider": "B", "patients": 3}]
    (folder / "r.json").write_text(json.dumps(rows), encoding="utf-8")
    done = written(folder, "d.parquet")
    if number < 10**38:
        assert done.exit_code == 0
        assert pl.read_parquet(folder / "d.parquet")["size: margin"].to_list() == [number - 1000, -997]
        (folder / "p.policy").write_text(policy.replace("1000", "1000 / 7"), encoding="utf-8")
        done = written(folder, "d.parquet")
    assert done.exit_code == 1 and "E602" in done.stderr


def test_no_margin_is_left_out_where_parts_differ(tmp_path: Path) -> None:
    output = Output(tmp_path / "d.parquet")
    whole, small = Decimal(10**35), Decimal("0.125")
    output.add(pl.DataFrame({"size: margin": pl.Series([whole], dtype=pl.Decimal(38, 0))}))
    with pytest.raises(Refused):
        output.add(pl.DataFrame({"size: margin": pl.Series([small], dtype=pl.Decimal(38, 3))}))


def test_a_file_that_is_there_is_not_told_as_written_when_nothing_was_read(folder: Path) -> None:
    assert str(folder / "d.csv") in written(folder, "d.csv").stderr
    before = (folder / "d.csv").read_bytes()
    (folder / "r.csv").write_text("# meetlat colour=red\nprovider,patients\nA,3\n", encoding="utf-8")
    arguments = ["evaluate", str(folder / "p.policy"), str(folder / "r.csv"), "--to", str(folder / "d.csv")]
    done = CliRunner().invoke(meetlat, arguments)
    assert done.exit_code == 1 and "E506" in done.stderr and "d.csv" not in done.stderr
    assert "d.rejected.csv" not in done.stderr and (folder / "d.csv").read_bytes() == before


def test_of_a_file_without_rows_the_header_is_read_and_a_table_is_written(folder: Path) -> None:
    written(folder, "d.csv")
    arguments = ["evaluate", str(folder / "p.policy"), str(folder / "r.csv"), "--to", str(folder / "d.csv")]
    (folder / "r.csv").write_text("provider,patients\n", encoding="utf-8")
    assert CliRunner().invoke(meetlat, arguments).exit_code == 0
    (heading,) = (folder / "d.csv").read_text(encoding="utf-8").splitlines()
    assert heading.startswith('"provider","decision"') and not (folder / "d.rejected.csv").exists()
    (folder / "r.csv").write_text("provider,patience\n", encoding="utf-8")
    done = CliRunner().invoke(meetlat, arguments)
    assert done.exit_code == 1 and "E507" in done.stderr


def test_what_is_kept_before_a_name_stands_twice_does_not_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ROWS", 2)
    names = [*(f"P{at}" for at in range(200)), "P0"]
    pl.DataFrame({"provider": names, "patients": [2000] * 201}).write_parquet(folder / "r.parquet")
    folders: list[int] = []
    keep = outputs._Parts.keep

    def kept(self: outputs._Parts, part: pl.DataFrame, at: Path) -> None:
        folders.append(len([*folder.glob(".d.csv-*")]))
        keep(self, part, at)

    monkeypatch.setattr(outputs._Parts, "keep", kept)
    arguments = ["evaluate", str(folder / "p.policy"), str(folder / "r.parquet"), "--to", str(folder / "d.csv")]
    assert CliRunner().invoke(meetlat, arguments).exit_code == 1
    assert len(folders) > 102 and set(folders) == {1}
    assert pl.read_csv(folder / "d.csv")["provider"].to_list() == names[1:-1]
