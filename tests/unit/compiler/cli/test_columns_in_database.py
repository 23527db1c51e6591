"""Where facts stand in tables of a database: columns that a mapping names, keys within records, arrays of every kind."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.unit.compiler.cli.conftest import Run
from tests.unit.compiler.cli.databases import holding

DAY = ("--as-of", "2025-03-01")
POLICY = """policy Sites
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d "Cases"

record Practice
    size  : whole number, at least 0
    sites : list of Site
    kinds : some of basic, chronic

record Site
    size  : whole number, at least 0
    rooms : list of Room

record Room
    beds : whole number, at least 0

requirement size
    source d 1
    size ≥ 2

requirement sites
    source d 1
    total size of sites ≥ 10

requirement beds
    source d 1
    some site has some room has beds ≥ 2

requirement kinds
    source d 1
    kinds includes all of chronic
"""
DUCKDB = """
CREATE TABLE providers (id STRUCT(nr TEXT, old TEXT), n INTEGER, kinds TEXT[1],
    locs STRUCT(n INTEGER, rms STRUCT(b INTEGER)[])[]);
INSERT INTO providers VALUES
    ({'nr': 'A', 'old': 'x'}, 2, ['chronic'], [{'n': 4, 'rms': [{'b': 1}, {'b': 2}]}, {'n': 6, 'rms': []}]),
    ({'nr': 'B', 'old': 'x'}, 2, ['basic'], [{'n': 9, 'rms': [{'b': 1}]}]),
    ({'nr': NULL, 'old': 'x'}, 2, NULL, NULL), (NULL, 2, NULL, NULL);
CREATE TABLE sites (id STRUCT(nr TEXT), own STRUCT(nr INTEGER), n INTEGER, rooms STRUCT(beds INTEGER)[2]);
INSERT INTO sites VALUES ({'nr': 'A'}, {'nr': 1}, 4, [{'beds': 1}, {'beds': 2}]), ({'nr': 'A'}, {'nr': 2}, 6, NULL),
    ({'nr': 'B'}, {'nr': 3}, 9, [{'beds': 1}, {'beds': 1}]), ({'nr': 'Z'}, {'nr': 4}, 9, NULL), (NULL, {'nr': 5}, 9, NULL)
"""
POSTGRES = """
CREATE TYPE id AS (nr TEXT, old TEXT);
CREATE TYPE place AS (nr INTEGER);
CREATE TYPE room AS (beds INTEGER);
CREATE TYPE rm AS (b INTEGER);
CREATE TYPE loc AS (n INTEGER, rms rm[]);
CREATE TABLE providers (id id, n INTEGER, locs loc[], kinds TEXT[]);
INSERT INTO providers VALUES
    (ROW('A', 'x'), 2, ARRAY[ROW(4, ARRAY[ROW(1)::rm, ROW(2)::rm])::loc, ROW(6, '{}')::loc], ARRAY['chronic']),
    (ROW('B', 'x'), 2, ARRAY[ROW(9, ARRAY[ROW(1)::rm])::loc], ARRAY['basic']),
    (ROW(NULL, 'x'), 2, NULL, NULL), (NULL, 2, NULL, NULL);
CREATE TABLE sites (id id, own place, n INTEGER, rooms room[]);
INSERT INTO sites VALUES (ROW('A', 'x'), ROW(1), 4, ARRAY[ROW(1)::room, ROW(2)::room]), (ROW('A', 'x'), ROW(2), 6, NULL),
    (ROW('B', 'x'), ROW(3), 9, ARRAY[ROW(1)::room, ROW(1)::room]), (ROW('Z', ''), ROW(4), 9, NULL), (NULL, ROW(5), 9, NULL)
"""
KEY = ("--key", "id / nr")
WHOLE = "locs,sites\nlocs / n,sites / size\nlocs / rms,sites / rooms\nlocs / rms / b,sites / rooms / beds\n"
OWN = "locs,sites\nrms,rooms\nb,beds\n"
VERDICTS = [["A", "met", "met", "met", "met"], ["B", "met", "not met", "not met", "not met"]]


@pytest.fixture(params=["duckdb", "postgres"])
def place(request: pytest.FixtureRequest, run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    Path("p.policy").write_text(POLICY, encoding="utf-8")
    return holding(DUCKDB if request.param == "duckdb" else POSTGRES, request.param, monkeypatch)


def verdicts() -> list[list[str]]:
    with Path("out.csv").open(encoding="utf-8") as file:
        found = [*csv.DictReader(file)]
    return [[each[name] for name in ("provider", "size", "sites", "beds", "kinds")] for each in found]


@pytest.mark.parametrize("mapping", [WHOLE, OWN])
def test_a_mapping_reaches_the_fields_of_elements(run: Run, place: str, mapping: str) -> None:
    """Of columns of one name the mapping means one by its whole name, or all by that alone."""
    Path("m.csv").write_text(f"column,fact\nn,size\n{mapping}", encoding="utf-8")
    how = ("--mapping", "m.csv", *KEY, *DAY, "--to", "out.csv")
    done = run("evaluate", "p.policy", place, "--from", "providers", *how)
    assert done.exit_code == 1 and done.stderr.count("E607") == done.stderr.count("`id / nr`") == 2, done.stderr
    assert verdicts() == VERDICTS


def test_a_field_of_elements_that_the_mapping_gives_no_fact_is_passed_by(run: Run, place: str) -> None:
    Path("m.csv").write_text("column,fact\nn,size\nlocs,sites\nlocs / n,\nrms,rooms\nb,beds\n", encoding="utf-8")
    how = ("--mapping", "m.csv", *KEY, *DAY, "--to", "out.csv")
    done = run("evaluate", "p.policy", place, "--from", "providers", *how)
    assert done.exit_code == 1, done.stderr
    assert [each[2] for each in verdicts()] == ["unknown", "unknown"]


def test_a_fact_of_a_mapping_that_nobody_declared_is_told(run: Run, place: str) -> None:
    dialect = "postgres" if "postgresql" in place else "duckdb"
    for fact, declared in (
        ("size", True),
        ("sites / size", True),
        ("rooms / beds", True),
        ("row", True),
        ("size: none", True),
        ("sites", True),
        ("sise", False),
        ("sites / beds", False),
        ("sites / rooms / size", False),
        ("size / 2024", False),
        ("rooms / ", False),
    ):
        Path("m.csv").write_text(f"column,fact\nx,{fact}\n", encoding="utf-8")
        how = ("--mapping", "m.csv", *KEY, *DAY)
        for done in (
            run("evaluate", "p.policy", place, "--from", "providers", *how),
            run("sql", "p.policy", "--dialect", dialect, *how),
        ):
            assert ("E507" in done.stderr and "which is not declared" in done.stderr) is not declared, (
                fact,
                done.stderr,
            )


def test_keys_within_records(run: Run, place: str) -> None:
    Path("m.csv").write_text("column,fact\nn,size\nown / nr,row\n", encoding="utf-8")
    how = ("--mapping", "m.csv", *KEY, *DAY, "--to", "out.csv", "--table", "sites=sites")
    done = run("evaluate", "p.policy", place, "--from", "providers", *how)
    assert done.exit_code == 1 and "2 rows belong to nobody" in done.stderr, done.stderr
    assert verdicts() == [["A", "met", "met", "met", "met"], ["B", "met", "not met", "not met", "not met"]]


def test_rows_of_which_lists_stand_in_a_column_need_a_key(run: Run, place: str) -> None:
    Path("m.csv").write_text("column,fact\nn,size\n", encoding="utf-8")
    how = ("--mapping", "m.csv", *KEY, *DAY, "--table", "sites=sites")
    done = run("evaluate", "p.policy", place, "--from", "providers", *how)
    assert done.exit_code == 1 and "E601" in done.stderr and "table `sites` has no column `row`" in done.stderr
    done = run("evaluate", "p.policy", place, "--from", "providers", *how, "--table", "sites / rooms=rooms")
    assert done.exit_code == 1 and "E601" in done.stderr and "table `sites` has no column `row`" in done.stderr


ARRAYS = """
CREATE TYPE room AS (beds INTEGER);
CREATE TYPE site AS (size INTEGER, rooms room[]);
CREATE TABLE providers (provider TEXT, size INTEGER, sites site[], kinds TEXT[]);
INSERT INTO providers VALUES
    ('flat', 2, ARRAY[ROW(4, ARRAY[ROW(2)::room])::site, ROW(6, '{}')::site], ARRAY['chronic']),
    ('none', 2, '{}', '{}'), ('unknown', 2, NULL, NULL),
    ('deep', 2, ARRAY[[ROW(4, ARRAY[ROW(2)::room])::site], [ROW(6, '{}')::site]], ARRAY['chronic']),
    ('within', 2, ARRAY[ROW(4, ARRAY[[ROW(2)::room], [ROW(2)::room]])::site], ARRAY['chronic']),
    ('set', 2, '{}', ARRAY[['chronic'], ['basic']])
"""


def test_arrays_of_arrays_are_rejected(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("p.policy").write_text(POLICY, encoding="utf-8")
    place = holding(ARRAYS, "postgres", monkeypatch)
    done = run("evaluate", "p.policy", place, "--from", "providers", *DAY, "--to", "out.csv")
    assert done.exit_code == 1
    assert [each[0] for each in verdicts()] == ["flat", "none", "unknown"]
    told = [each.split("`")[1] for each in done.stderr.split("error E607: ")[1:]]
    assert told == ["sites", "kinds", "sites / rooms"]
