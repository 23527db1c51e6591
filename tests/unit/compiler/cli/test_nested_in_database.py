"""Tables in a database with lists and records in their columns."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars as pl
import psycopg
import pytest

from compiler.backends.sql.spark import session
from tests.agreement.ways import environment, needs
from tests.unit.compiler.cli.conftest import Run
from tests.unit.compiler.cli.databases import answers

DAY = ("--as-of", "2025-03-01")
POLICY = """policy Sites
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d "Cases"

record Practice
    `size x` : whole number, at least 0
    region   : Region
    sites    : list of Site
    doctors  : list of Doctor

record Region
    open : yes/no

record Site
    rooms : list of Room

record Room
    beds : whole number, at least 0

record Doctor
    fte : number, at least 0

requirement open
    source d 1
    open of region and `size x` ≥ 2

requirement beds
    source d 2
    every site has some room has beds ≥ 2

requirement staffed
    source d 3
    total fte of doctors ≥ 1

requirement among
    source d 4
    (rank of `size x` among Practices) ≤ 3
"""
ROWS = [
    ("A", 2, (True,), [([(2,), (1,)],), ([(3,)],)]),
    ("B", 3, (None,), [([(1,)],), None]),
    ("C", 4, None, []),
    ("D", 5, (False,), None),
    ("E", 1, (True,), [([],), (None,)]),
    ("F", 9, (True,), [([(2,), (-2,)],)]),
    ("G", -9, (True,), [([(2,)],)]),
    ("H", 9, (True,), []),
    ("H", 9, (True,), []),
]
"""The name, size, region, and sites with their rooms: a room of F and the size of G do not fit, and H stands twice."""
DOCTORS = [("A", "0.5"), ("A", "0.6"), ("B", "0.5"), ("C", None), ("H", "3"), ("Z", "3")]
STAFFED = {"A": [0.5, 0.6], "B": [0.5], "C": [None]}


def given(name: str, size: int, region: object, sites: object) -> dict[str, object]:
    """The practice as a file of JSON has it."""
    found: dict[str, object] = {"provider": name, "size x": size}
    found["region"] = None if region is None else {"open": region[0]}  # type: ignore[index]
    found["sites"] = None
    if isinstance(sites, list):
        found["sites"] = [None if each is None else {"rooms": _rooms(each[0])} for each in sites]
    return found | {"doctors": [{"fte": each} for each in STAFFED.get(name, [])]}


def _rooms(rooms: list[tuple[int]] | None) -> object:
    return None if rooms is None else [{"beds": beds} for (beds,) in rooms]


@pytest.fixture(params=["duckdb", "postgres", "spark"])
def place(request: pytest.FixtureRequest, run: Run, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    Path("p.policy").write_text(POLICY, encoding="utf-8")
    kept = [given(*each) for each in ROWS[:5]]
    Path("p.json").write_text(json.dumps(kept), encoding="utf-8")
    if request.param == "duckdb":
        return _in_duckdb()
    needs(request.param)
    for name, value in environment(request.param).items():
        monkeypatch.setenv(name, value)
    return _in_postgres() if request.param == "postgres" else _in_spark()


def _in_duckdb() -> tuple[str, ...]:
    with duckdb.connect("register.duckdb") as connection:
        rooms = "STRUCT(beds INTEGER)[]"
        connection.execute(
            f'CREATE TABLE providers (provider TEXT, "size x" INTEGER, region STRUCT(open BOOLEAN),'
            f" sites STRUCT(rooms {rooms})[])"
        )
        for name, size, region, sites in ROWS:
            own = given(name, size, region, sites)
            connection.execute("INSERT INTO providers VALUES (?, ?, ?, ?)", [name, size, own["region"], own["sites"]])
        connection.execute("CREATE TABLE doctors (provider TEXT, fte DECIMAL(6, 2))")
        connection.executemany("INSERT INTO doctors VALUES (?, ?)", DOCTORS)
    return ("register.duckdb",)


def _in_postgres() -> tuple[str, ...]:
    with psycopg.connect() as server:
        server.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
        server.execute("CREATE TYPE region AS (open BOOLEAN); CREATE TYPE room AS (beds INTEGER)")
        server.execute("CREATE TYPE site AS (rooms room[])")
        server.execute('CREATE TABLE providers (provider TEXT, "size x" INTEGER, region region, sites site[])')
        for name, size, region, sites in ROWS:
            said = None if region is None else f"({'' if region[0] is None else str(region[0]).lower()})"
            server.execute(
                f"INSERT INTO providers VALUES (%s, %s, %s::region, {_sites(sites)})",  # type: ignore[arg-type]
                (name, size, said),
            )
        server.execute("CREATE TABLE doctors (provider TEXT, fte DECIMAL(6, 2))")
        server.cursor().executemany("INSERT INTO doctors VALUES (%s, %s)", DOCTORS)
    return ("postgresql:///postgres",)


def _sites(sites: list[tuple[list[tuple[int]] | None] | None] | None) -> str:
    if sites is None:
        return "NULL"
    said = []
    for each in sites:
        if each is None or each[0] is None:
            said.append("NULL" if each is None else "ROW(NULL)::site")
            continue
        rooms = ", ".join(f"ROW({beds})::room" for (beds,) in each[0])
        said.append(f"ROW(ARRAY[{rooms}]::room[])::site")
    return f"ARRAY[{', '.join(said)}]::site[]"


def _in_spark() -> tuple[str, ...]:
    with session() as spark:
        sites = "ARRAY<STRUCT<rooms: ARRAY<STRUCT<beds: INT>>>>"
        schema = f"provider STRING, `size x` INT, region STRUCT<open: BOOLEAN>, sites {sites}"
        spark.createDataFrame(ROWS, schema).createOrReplaceTempView("providers")
        doctors = spark.createDataFrame(DOCTORS, "provider STRING, fte STRING")
        doctors.selectExpr("provider", "CAST(fte AS DECIMAL(6, 2)) AS fte").createOrReplaceTempView("doctors")
    return ("--engine", "spark")


VERDICTS = {
    "open": ["met", "unknown", "unknown", "not met", "not met"],
    "beds": ["met", "not met", "met", "unknown", "not met"],
    "staffed": ["met", "not met", "unknown", "not met", "not met"],
    "among": ["not met", "met", "met", "met", "not met"],
}


def test_lists_and_records_in_columns_are_read_beside_lists_in_tables(run: Run, place: tuple[str, ...]) -> None:
    done = run("evaluate", "p.policy", "p.json", "--engine", "polars", "--to", "file.parquet", *DAY)
    assert done.exit_code == 0, done.stderr
    lists = ("--table", "doctors=doctors", "--complete")
    done = run("evaluate", "p.policy", *place, "--from", "providers", *lists, *DAY, "--to", "tables.parquet")
    assert done.exit_code == 1, done.stderr
    assert "`sites / rooms / beds`" in done.stderr and "`size x`" in done.stderr and "`provider`" in done.stderr
    assert "1 row belongs to nobody" in done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["together", "9"] in lines and ["rejected", "4"] in lines, done.stdout
    told, meant = pl.read_parquet("tables.parquet").sort("provider"), pl.read_parquet("file.parquet")
    assert {each: told[each].to_list() for each in VERDICTS} == VERDICTS
    assert told.equals(meant.select(told.columns)), (told.rows(), meant.rows())


def test_a_printed_statement_reads_lists_and_records_in_columns(run: Run, place: tuple[str, ...]) -> None:
    at = place[-1]
    dialect = {"register.duckdb": "duckdb", "spark": "spark"}.get(at, "postgres")
    asked = ("sql", "p.policy", "--dialect", dialect, "--nested", "--table", "doctors=doctors", "--complete", *DAY)
    done = run(*asked)
    assert done.exit_code == 0, done.stderr
    assert "providers / sites / rooms: array" in done.stdout and "region / open: boolean" in done.stdout
    rows = {row[0]: row for row in answers(at, done.stdout)}
    told = zip(*([rows[name][at] for name in "ABCDE"] for at in (3, 4, 5, 7)), strict=True)
    assert [*told] == [*zip(*VERDICTS.values(), strict=True)]
    assert rows["F"][-1] == "sites / rooms / beds" and rows["G"][-1] == "size x" and rows["H"][-1] == "provider"
    assert {rows[name][-1] for name in "ABCDE"} == {None} and rows["C"][-2] == "open of region, fte of doctors"
    Path("m.csv").write_text(
        "column,fact\nlocs,sites\nlocs / rs,rooms\nlocs / rs / n,beds\nid / nr,provider\n", "utf-8"
    )
    mapped = run(*asked, "--mapping", "m.csv").stdout
    assert "providers / locs / rs: array" in mapped and "    n: whole" in mapped and "id / nr: key" in mapped
    Path("m.csv").write_text("column,fact\nlocs,sites\nlocs / rs,sites / rooms\nn,sites / rooms / beds\n", "utf-8")
    again = run(*asked, "--mapping", "m.csv", "--key", "id / nr").stdout
    assert again == mapped


def test_a_list_within_a_column_has_no_table(run: Run) -> None:
    Path("p.policy").write_text(POLICY, encoding="utf-8")
    asked = ("sql", "p.policy", "--dialect", "duckdb", *DAY, "--table", "sites / rooms=rooms")
    done = run(*asked, "--nested")
    assert done.exit_code == 2 and "`sites` stands in a column" in done.stderr
    assert run(*asked).exit_code == 0
    done = run(*asked, "--table", "sites=sites", "--nested")
    assert done.exit_code == 0 and "row above: key of the row that it belongs to" in done.stdout


def test_what_is_no_list_or_stands_in_a_column_already_is_told_of(run: Run, place: tuple[str, ...]) -> None:
    Path("m.csv").write_text("column,fact\nsize x,sites\n", encoding="utf-8")
    done = run("evaluate", "p.policy", *place, "--from", "providers", "--mapping", "m.csv", *DAY)
    assert done.exit_code == 1 and "columns `size x` and `sites` of `providers` both hold `sites`" in done.stderr
    Path("m.csv").write_text("column,fact\nsize x,sites\nsites,\n", encoding="utf-8")
    done = run("evaluate", "p.policy", *place, "--from", "providers", "--mapping", "m.csv", *DAY)
    assert done.exit_code == 1 and "E601" in done.stderr and "a list is read" in done.stderr
    rooms = ("--table", "sites / rooms=doctors")
    done = run("evaluate", "p.policy", *place, "--from", "providers", *rooms, *DAY)
    assert done.exit_code == 2 and "`sites`" in done.stderr
