"""Tables in a database of providers judged among one another, of lists held against each other, and moments."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.unit.compiler.cli.conftest import Run
from tests.unit.compiler.cli.databases import answers, holding

DAY = ("--as-of", "2025-03-01")
POLICY = """policy Largest
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d "Cases"

record Practice
    patients   : whole number, at least 0
    region     : one of north, south
    called     : date and time
    doctors    : list of Doctor
    assistants : list of Assistant

record Doctor
    fte : number, at least 0, at most 1000000000

record Assistant
    hours : number, at least 0, at most 1000000000
"""
CRITERIA = {
    "two largest": """
requirement two largest
    source d 1
    (rank of patients among Practices in the same region) ≤ 2
""",
    "share": """
requirement share
    source d 2
    share of patients among Practices ≤ 50%
""",
    "supervised": """
requirement supervised
    source d 3
    every assistant has some doctor has fte ≥ hours
""",
    "half": """
requirement half
    source d 5
    every assistant has (((total fte of doctors where fte ≥ hours) / 1.5) rounded down to 0 decimals) ≤ 0
""",
    "called": """
requirement called
    source d 4
    called on or before 2025-02-01 12:00
""",
}
TABLES = """
CREATE TABLE providers (provider INTEGER, patients INTEGER, region TEXT, called TIMESTAMP);
INSERT INTO providers VALUES
    (1, 4000, 'north', '2025-02-01 12:00'),
    (2, 3000, 'north', '2025-02-01 12:01:00'),
    (3, 3000, 'north', '1970-01-01 00:00'),
    (4, NULL, 'south', NULL),
    (5, 9000, 'south', '2025-03-30 02:30'),
    (6, 90000, 'north', NULL),
    (6, 90000, 'north', NULL),
    (7, -1, 'north', NULL),
    (NULL, 60000, 'north', NULL),
    (8, -70000, 'north', '1970-01-01 00:00');
CREATE TABLE doctors (provider INTEGER, fte DECIMAL(6, 2));
INSERT INTO doctors VALUES (1, 0.5), (1, 0.8), (2, 0.5), (2, NULL), (3, 1), (99, 8), (NULL, 8);
CREATE TABLE assistants (provider INTEGER, hours DECIMAL(6, 2));
INSERT INTO assistants VALUES (1, 0.8), (1, 0.8), (2, 0.6), (3, 1.5), (4, 0), (99, 1)
"""
ASKED = ("--table", "doctors=doctors", "--table", "assistants=assistants", "--complete", *DAY)
DOCTORS = {1: [0.5, 0.8], 2: [0.5, None], 3: [1]}
ASSISTANTS = {1: [0.8, 0.8], 2: [0.6], 3: [1.5], 4: [0]}
GOOD = [
    (1, 4000, "north", "2025-02-01 12:00"),
    (2, 3000, "north", "2025-02-01 12:01"),
    (3, 3000, "north", "1970-01-01 00:00"),
    (4, None, "south", None),
    (5, 9000, "south", "2025-03-30 02:30"),
]
PRACTICES = [
    {"provider": str(name), "patients": patients, "region": region, "called": called}
    | {"doctors": [{"fte": each} for each in DOCTORS.get(name, [])]}
    | {"assistants": [{"hours": each} for each in ASSISTANTS.get(name, [])]}
    for name, patients, region, called in GOOD
]
"""Those that fit."""


@pytest.fixture(params=["duckdb", "postgres", "spark"])
def place(request: pytest.FixtureRequest, run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    Path("p.json").write_text(json.dumps(PRACTICES), encoding="utf-8")
    return holding(TABLES, request.param, monkeypatch)


VERDICTS = {
    "two largest": ["met", "met", "met", "met", "met"],
    "share": ["met", "met", "met", "unknown", "met"],
    "supervised": ["met", "unknown", "not met", "not met", "met"],
    "half": ["met", "unknown", "met", "met", "met"],
    "called": ["met", "not met", "met", "unknown", "not met"],
}


@pytest.mark.parametrize("names", [("two largest", "called"), ("share", "supervised"), ("half", "two largest")])
def test_tables_are_decided_as_a_file_of_those_that_fit(run: Run, place: str, names: tuple[str, ...]) -> None:
    Path("p.policy").write_text(POLICY + "".join(f"\n{CRITERIA[each]}" for each in names), encoding="utf-8")
    done = run("evaluate", "p.policy", "p.json", "--engine", "polars", "--to", "file.parquet", *DAY)
    assert done.exit_code == 0, done.stderr
    has_lists = not {"supervised", "half"}.isdisjoint(names)
    lists = ASKED if has_lists else DAY
    where = ("--engine", "spark") if place == "spark" else (place,)
    done = run("evaluate", "p.policy", *where, "--from", "providers", *lists, "--to", "tables.parquet")
    assert done.exit_code == 1 and "`provider`" in done.stderr and "`patients`" in done.stderr, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["together", "10"] in lines and ["rejected", "5"] in lines, done.stdout
    if has_lists:
        assert "doctors: error E607: 2 rows belong to nobody" in done.stderr
    told, meant = pl.read_parquet("tables.parquet").sort("provider"), pl.read_parquet("file.parquet")
    assert told.equals(meant.select(told.columns)), (told.rows(), meant.rows())
    assert {each: told[each].to_list() for each in names} == {each: VERDICTS[each] for each in names}
    dialect = "postgres" if "postgresql" in place else place.removeprefix("register.")
    printed = run("sql", "p.policy", "--dialect", dialect, *lists)
    assert printed.exit_code == 0, printed.stderr
    found = answers(place, printed.stdout)
    assert sum(row[-1] is not None for row in found) == 5 and len(found) == 10
    good = {str(row[0]): row[1] for row in found if row[-1] is None}
    assert good == dict(told.select("provider", "decision").iter_rows())


def test_rows_of_lists_of_many_with_one_key_are_not_joined_with_each_of_them(run: Run) -> None:
    """With so many of them the steps of one criterion after another would never end."""
    twins, lists = ", ".join(["(6, 1, 'north', NULL)"] * 200), ", ".join(["(6, 1)"] * 20)
    limits = "patients", "total hours of assistants", "number of assistants where hours ≤ total hours of assistants"
    criteria = "\n".join(
        f"requirement each {at}\n    source d {at}\n    every assistant has hours ≤ {limit}\n"
        for at, limit in enumerate(limits)
    )
    Path("p.policy").write_text(POLICY + "\n" + criteria, encoding="utf-8")
    tables = TABLES + f"; INSERT INTO providers VALUES {twins}; INSERT INTO assistants VALUES {lists}"
    with duckdb.connect("register.duckdb") as connection:
        connection.execute(tables)
    done = run("evaluate", "p.policy", "register.duckdb", "--from", "providers", *ASKED[2:])
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["together", "210"] in lines and ["rejected", "205"] in lines, done.stderr
