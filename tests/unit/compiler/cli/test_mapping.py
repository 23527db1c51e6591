"""`--mapping`: a file with columns of its own is read as one whose columns are the facts, whatever decides."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.unit.compiler.cli.conftest import Run

POLICY = "policies/example/practice.policy"
DAY = ("--as-of", "2025-03-01")
MAPPING = ("--mapping", "m.csv")
ROWS = [["AGB", "size", "note"], ["01", "1200", "x"], ["02", "900", "y"], ["03", "", ""]]
NAMED = ["provider", "registered patients"]


def write(path: Path, rows: list[list[str]]) -> None:
    if path.suffix == ".parquet":
        pl.DataFrame(rows[1:], schema=rows[0], orient="row").write_parquet(path)
    elif path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")


@pytest.fixture(params=[".csv", ".xlsx", ".parquet"])
def suffix(request: pytest.FixtureRequest, run: Run) -> str:
    Path("m.csv").write_text("column,fact\nAGB,provider\nsize,registered patients\nnote,\n", encoding="utf-8")
    write(Path(f"own{request.param}"), ROWS)
    write(Path(f"named{request.param}"), [NAMED, *(row[:2] for row in ROWS[1:])])
    Path("d.csv").write_text("provider,fte\n01,0.9\n02,1\n", encoding="utf-8")
    return str(request.param)


@pytest.mark.parametrize("lists", [(), ("--table", "doctors=d.csv")])
@pytest.mark.parametrize(
    "asked",
    [("evaluate", "--engine", "python"), ("evaluate", "--reasons"), ("evaluate", "--engine", "polars"), ("why",)],
)
def test_columns_of_its_own_are_read_as_facts(
    run: Run, suffix: str, asked: tuple[str, ...], lists: tuple[str, ...]
) -> None:
    command, *how = asked
    who = ["02"] if command == "why" else []
    own = run(command, POLICY, f"own{suffix}", *who, *how, *lists, *MAPPING, *DAY)
    named = run(command, POLICY, f"named{suffix}", *who, *how, *lists, *DAY)
    assert own.exit_code == named.exit_code == 0, own.stderr
    assert own.stdout == named.stdout
    without = run(command, POLICY, f"own{suffix}", *who, *how, *lists, *DAY)
    assert without.exit_code != 0


def test_rank_and_report_take_a_mapping(run: Run) -> None:
    lesson = next((Path(__file__).parents[4] / "examples").glob("*_orders_and_limits.policy"))
    Path("m.csv").write_text("column,fact\nAGB,provider\npunten,score\n", encoding="utf-8")
    Path("own.csv").write_text("AGB,punten,price,contracted\n01,7,€ 3,yes\n02,8,€ 3,yes\n", encoding="utf-8")
    Path("named.csv").write_text("provider,score,price,contracted\n01,7,€ 3,yes\n02,8,€ 3,yes\n", encoding="utf-8")
    for command, *who in (("rank",), ("report", "02", "--to", "md")):
        own = run(command, str(lesson), "own.csv", *who, *MAPPING)
        assert own.exit_code == 0, own.stderr
        assert own.stdout.replace("own.csv", "named.csv") == run(command, str(lesson), "named.csv", *who).stdout


def test_a_row_of_another_length_is_told(run: Run) -> None:
    Path("m.csv").write_text("column,fact\nAGB,provider\nsize,registered patients\nnote,\n", encoding="utf-8")
    Path("own.csv").write_text("AGB,size,note\n01,1200,x,900\n02,1200\n03,1200,z\n", encoding="utf-8")
    done = run("evaluate", POLICY, "own.csv", "--engine", "python", *MAPPING, *DAY)
    assert done.exit_code == 1 and "the row has 4 cells" in done.stderr and "the row has 2 cells" in done.stderr
    assert "03" in done.stdout and "01" not in done.stdout


def test_where_there_are_no_columns_it_is_told(run: Run) -> None:
    Path("m.csv").write_text("column,fact\nAGB,provider\n", encoding="utf-8")
    for engine in ("python", "polars"):
        done = run("evaluate", POLICY, "practices.json", "--engine", engine, *MAPPING, *DAY)
        assert done.exit_code == 2 and "names its facts itself" in done.stderr
    Path("own.csv").write_text("AGB\n01\n", encoding="utf-8")
    assert run("evaluate", POLICY, "own.csv", "--record", "r.jsonl", *MAPPING, *DAY).exit_code == 2
    assert run("report", POLICY, "own.csv", "01", "--to", "record", *MAPPING, *DAY).exit_code == 2
    assert run("why", POLICY, "own.csv", "01", "--mapping", "none.csv", *DAY).exit_code == 2
