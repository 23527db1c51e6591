"""Tables in a database of which names, texts, keys and addresses are not what one hopes for."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars as pl
import psycopg
import pytest

from tests.unit.compiler.cli.conftest import Run
from tests.unit.compiler.cli.databases import answers, holding

DAY = ("--as-of", "2025-03-01")
POLICY = r"""policy Practice "Title */ -- ; DROP TABLE x; \"q\" ${java} \\"
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d "Cases"

record Practice
    `doc"tors --` : list of `D"oc`
    sites : list of Site
    `si"ze ${x} \ %s %(y)s :z {0}` : whole number
    note : one of `a'b`, `c--d`, `*/`, `x`, `X`
    `t'"x` : text
    row : yes/no
    rejected : yes/no

record `D"oc`
    `f"te'` : whole number, at least 0

record Site
    rooms : list of Room

record Room
    beds : whole number

requirement `s"i'ze */ --`
    source d 1
    `si"ze ${x} \ %s %(y)s :z {0}` ≥ 2

requirement rejected
    source d 2
    total `f"te'` of `doc"tors --` ≥ 1

requirement `missing 0`
    source d 3
    note is one of `a'b`, `*/`, `x`

requirement `t'"x`
    source d 4
    `t'"x` is "it's \"; DROP TABLE t --"

requirement `decision`
    source d 5
    row and not rejected

requirement beds
    source d 6
    every site has some room has beds ≥ 2
"""
TABLES = """
CREATE TABLE "Prac;""tice" (provider TEXT, "si""ze ${x} \\ %s %(y)s :z {0}" INTEGER, note TEXT, "t'""x" TEXT,
    row BOOLEAN, rejected BOOLEAN);
INSERT INTO "Prac;""tice" VALUES ('A', 2, 'a''b', 'it''s "; DROP TABLE t --', true, false),
    ('B', NULL, '*/', 'no', NULL, true), ('C', 1, 'X', NULL, true, NULL), ('D', 5, NULL, '', true, false);
CREATE TABLE "doc""tors --" (provider TEXT, "f""te'" INTEGER);
INSERT INTO "doc""tors --" VALUES ('A', 1), ('B', NULL), ('D', 0);
CREATE TABLE sites (provider TEXT, "row" INTEGER);
INSERT INTO sites VALUES ('A', 1), ('B', 2), ('D', 3);
CREATE TABLE rooms ("row above" INTEGER, "row" INTEGER, beds INTEGER);
INSERT INTO rooms VALUES (1, 1, 2), (2, 2, NULL), (3, 3, 1);
CREATE TABLE twice (provider TEXT, "row" INTEGER);
INSERT INTO twice VALUES ('A', 1), ('B', 1), ('C', NULL), ('D', 3);
CREATE TABLE nameless AS SELECT * FROM "Prac;""tice";
UPDATE nameless SET provider = ' ' WHERE provider = 'B';
"""
SIZE = 'si"ze ${x} \\ %s %(y)s :z {0}'


def practice(name: str, size: object, note: object, said: object, row: object, rejected: object, fte: object) -> object:
    given = {"provider": name, SIZE: size, "note": note, "t'\"x": said, "row": row, "rejected": rejected}
    lists = {"A": ([{"f\"te'": 1}], 2), "B": ([{"f\"te'": None}], None), "C": ([], None), "D": ([{"f\"te'": 0}], 1)}
    doctors, beds = lists[name]
    return given | {'doc"tors --': doctors, "sites": [{"rooms": [{"beds": beds}]}] if doctors else []}


PRACTICES = [
    practice("A", 2, "a'b", "it's \"; DROP TABLE t --", True, False, 1),
    practice("B", None, "*/", "no", None, True, None),
    practice("C", 1, "X", None, True, None, None),
    practice("D", 5, None, "", True, False, 0),
]
LISTS = (
    "--table",
    'doc"tors --="doc""tors --"',
    "--table",
    "sites=sites",
    "--table",
    "sites / rooms=rooms",
    "--complete",
)


@pytest.fixture(params=["duckdb", "postgres"])
def place(request: pytest.FixtureRequest, run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    Path("h.policy").write_text(POLICY, encoding="utf-8")
    Path("h.json").write_text(json.dumps(PRACTICES), encoding="utf-8")
    return holding(TABLES, request.param, monkeypatch)


def test_names_and_texts_are_only_names_and_texts(run: Run, place: str) -> None:
    done = run("evaluate", "h.policy", "h.json", "--engine", "polars", "--to", "files.parquet", *DAY)
    assert done.exit_code == 0, done.stderr
    done = run("evaluate", "h.policy", place, "--from", '"Prac;""tice"', *LISTS, *DAY, "--to", "tables.parquet")
    assert done.exit_code == 0, done.stderr
    told = pl.read_parquet("tables.parquet")
    assert told.equals(pl.read_parquet("files.parquet").select(told.columns))
    dialect = "postgres" if "postgresql" in place else "duckdb"
    lists = (*LISTS[2:], "--from", '"Prac;""tice"')  # that of doctors has its own name
    printed = run("sql", "h.policy", "--dialect", dialect, *lists, *DAY)
    assert printed.exit_code == 0, printed.stderr
    assert all(
        line.startswith("--") for line in printed.stdout.partition("\nSELECT")[0].partition("\nWITH")[0].splitlines()
    )
    assert '"doc""tors --"' in printed.stdout and printed.stdout.count("key of the provider") == 3
    found = answers(place, printed.stdout)
    assert sorted(row[0] for row in found) == ["A", "B", "C", "D"]
    assert {row[0]: row[1] for row in found} == dict(told.select("provider", "decision").iter_rows())
    assert {row[0]: row[-2] for row in found} == dict(told.select("provider", "missing facts").iter_rows())
    assert {row[-1] for row in found} == {None}


def test_keys_that_stand_twice_or_are_empty_are_rejected(run: Run, place: str) -> None:
    lists = [each.replace("sites=sites", "sites=twice") for each in LISTS]
    done = run("evaluate", "h.policy", place, "--from", '"Prac;""tice"', *lists, *DAY)
    assert done.exit_code == 1 and done.stderr.count("`sites / row`") == 3
    assert ["rejected", "3"] in [line.split() for line in done.stdout.splitlines()]
    done = run("evaluate", "h.policy", place, "--from", "nameless", *LISTS, *DAY)
    assert done.exit_code == 1 and "`provider`" in done.stderr
    unnamed = [each.replace("rooms=rooms", "rooms=sites") for each in LISTS]
    told = run("evaluate", "h.policy", place, "--from", '"Prac;""tice"', *unnamed, *DAY)
    assert told.exit_code == 1 and "say with --mapping which column is the fact `row above`" in told.stderr
    assert ["rejected", "1"] in [line.split() for line in done.stdout.splitlines()]


BLANKS = "".join(map(chr, (9, 10, 13, 32, 160)))


def test_blank_texts_and_spaces_around_keys_are_as_in_a_file(run: Run, place: str) -> None:
    given = [(f"{BLANKS}A ", BLANKS), ("B", "x"), ("C", "y"), ("C\t", "y"), (BLANKS, "x")]
    texts = [f"('{name}', '{note}')" for name, note in given]
    statements = f"""CREATE TABLE spaced (provider TEXT, note TEXT); INSERT INTO spaced VALUES {", ".join(texts)};
        CREATE TABLE listed (provider TEXT, "f""te'" INTEGER);
        INSERT INTO listed VALUES ('A', 1), ('{BLANKS}B', 0), ('Z', 1)"""
    if place == "register.duckdb":
        with duckdb.connect(place) as connection:
            connection.execute(statements)
    else:
        with psycopg.connect() as server:
            server.execute(statements)
    lists = ("--table", 'doc"tors --=listed', "--complete")
    done = run("evaluate", "h.policy", place, "--from", "spaced", *lists, *DAY, "--to", "spaced.parquet")
    assert done.exit_code == 1 and done.stderr.count("E607") == 4 and "1 row belongs" in done.stderr
    rows = pl.read_parquet("spaced.parquet").select("provider", "missing 0", "rejected").sort("provider").rows()
    assert rows == [("A", "unknown", "met"), ("B", "met", "not met")]


def test_a_collation_has_no_say_in_what_a_text_is(run: Run, place: str) -> None:
    if place == "register.duckdb":
        with duckdb.connect(place) as connection:
            connection.execute('ALTER TABLE "Prac;""tice" ALTER note TYPE TEXT COLLATE NOCASE')
    else:
        with psycopg.connect() as server:
            server.execute("CREATE COLLATION plain (provider = icu, locale = 'und-u-ks-level1', deterministic = false)")
            server.execute('ALTER TABLE "Prac;""tice" ALTER note TYPE TEXT COLLATE plain')
    done = run("evaluate", "h.policy", place, "--from", '"Prac;""tice"', *LISTS, *DAY, "--to", "tables.parquet")
    assert done.exit_code == 0, done.stderr
    told = dict(pl.read_parquet("tables.parquet").select("provider", "missing 0").iter_rows())
    assert told == {"A": "met", "B": "met", "C": "not met", "D": "unknown"}


def test_only_the_name_of_a_table_is_one(run: Run, place: str) -> None:
    for name in ("sites s", "sites -- x\n s", '"doc"tors --"', "sites TABLESAMPLE (1 ROWS)", "a.b.c.d", "${x}", ""):
        done = run("evaluate", "h.policy", place, "--from", name, *LISTS, *DAY)
        assert done.exit_code == 1 and ("E601" in done.stderr or "E605" in done.stderr), name
    done = run("sql", "h.policy", "--dialect", "duckdb", "--table", "cars=cars", *DAY)
    assert done.exit_code == 2 and "`sites / rooms`" in done.stderr
    done = run("sql", "h.policy", "--dialect", "duckdb", "--table", "sites", *DAY)
    assert done.exit_code == 2 and "NAME=TABLE" in done.stderr
    done = run("sql", "h.policy", "--dialect", "duckdb", "--table", 'sites="a//b"', *DAY)
    assert done.exit_code == 0 and '"a//b"' in done.stdout
    done = run("sql", "h.policy", "--dialect", "spark", *DAY)
    assert done.exit_code == 1 and "Spark cannot be asked for a column" in done.stderr


def test_what_cannot_be_reached_or_written_is_told_of(run: Run, place: str) -> None:
    for address in ("postgresql://[bad", "postgresql://host:abc/db"):
        done = run("evaluate", "h.policy", address, "--from", "x", *DAY)
        assert done.exit_code == 1 and "E605" in done.stderr
    for address in ("postgresql://me:ge/heim@host/db", "postgres://h/d?pass%77ord=geheim", "POSTGRESQL://me:geheim@[h"):
        done = run("evaluate", "h.policy", address, "--from", "x", *DAY)
        assert done.exit_code == 2 and "heim" not in done.stderr and "PGPASSFILE" in done.stderr
    for target in ("out.txt", "nowhere/out.csv"):
        done = run("evaluate", "h.policy", place, "--from", '"Prac;""tice"', *LISTS, *DAY, "--to", target)
        assert done.exit_code == 2, done.stderr
