"""`meetlat evaluate --from`: providers in tables of a database, decided where they stand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import psycopg
import pytest

from tests.agreement.ways import environment, needs
from tests.unit.compiler.cli.conftest import Run
from tests.unit.compiler.cli.databases import answers, holding

POLICY = "policies/example/practice.policy"
DAY = ("--as-of", "2025-03-01")
LISTS = ("--table", "doctors=doctors", "--complete")
TABLES = """
CREATE TABLE providers (provider TEXT, "registered patients" INTEGER, "assessed positively" BOOLEAN, note FLOAT);
INSERT INTO providers VALUES ('A', 4200, true, 0), ('B', 900, true, 0), ('C', NULL, true, 0);
CREATE TABLE doctors (provider TEXT, fte DECIMAL(6, 3));
INSERT INTO doctors VALUES ('A', 0.8), ('A', 0.655), ('B', 1), ('C', 1.5);
CREATE TABLE stray (provider TEXT, fte INTEGER);
INSERT INTO stray VALUES ('A', 1), ('Z', 1), (NULL, 1);
CREATE TABLE wrong (provider TEXT, "registered patients" INTEGER, "assessed positively" BOOLEAN);
INSERT INTO wrong VALUES ('A', 1200, NULL), ('B', -5, NULL), ('C', 1200, NULL), ('C', 1200, NULL), (NULL, 7, NULL);
CREATE TABLE floating (provider TEXT, "registered patients" DOUBLE PRECISION);
CREATE TABLE "Mijn register" (agb TEXT, size INTEGER);
INSERT INTO "Mijn register" VALUES ('01', 1200);
CREATE TABLE float_keys (provider DOUBLE PRECISION, "registered patients" INTEGER);
INSERT INTO float_keys VALUES (1e17, 1200);
CREATE TABLE fixed_keys (provider CHAR(8), "registered patients" INTEGER);
INSERT INTO fixed_keys VALUES ('01000', 1200);
CREATE TABLE day_keys (provider DATE, "registered patients" INTEGER);
INSERT INTO day_keys VALUES ('2025-01-01', 1200);
CREATE TABLE uuid_keys (provider UUID, "registered patients" INTEGER);
INSERT INTO uuid_keys VALUES ('00000000-0000-0000-0000-000000000001', 1200);
CREATE TABLE list_keys (provider INTEGER[], "registered patients" INTEGER);
CREATE TABLE two_keys (provider TEXT, agb TEXT, "registered patients" INTEGER);
CREATE TABLE capitals (provider TEXT, "Registered Patients" INTEGER);
INSERT INTO capitals VALUES ('A', 1200), ('B', 1200), ('C', 1200);
CREATE TABLE one_stray (provider TEXT, fte INTEGER);
INSERT INTO one_stray VALUES ('Z', 1)
"""
SIZE, STAFFING = "size: margin (patients)", "staffing: margin (fte)"
DECISIONS = [
    {"provider": "A", "decision": "eligible", "first deciding criterion": None, "size": "met", SIZE: Decimal(3200)}
    | {"staffing": "met", STAFFING: Decimal("0.055"), "assessment": "met", "missing facts": None},
    {
        "provider": "B",
        "decision": "ineligible",
        "first deciding criterion": "size",
        "size": "not met",
        SIZE: Decimal(-100),
    }
    | {"staffing": "met", STAFFING: Decimal("0.7"), "assessment": "met", "missing facts": None},
    {"provider": "C", "decision": "undetermined", "first deciding criterion": "size", "size": "unknown", SIZE: None}
    | {"staffing": "unknown", STAFFING: None, "assessment": "met", "missing facts": "registered patients"},
]


@pytest.fixture(params=["duckdb", "postgres"])
def place(request: pytest.FixtureRequest, run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with the tables: what the command is told of it."""
    return holding(TABLES, request.param, monkeypatch)


def test_a_table_is_decided_where_it_stands(run: Run, place: str) -> None:
    done = run("evaluate", POLICY, place, "--from", "providers", *LISTS, *DAY, "--to", "out.parquet")
    assert done.exit_code == 0, done.stderr
    assert pl.read_parquet("out.parquet").rows(named=True) == DECISIONS
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["together", "3"] in lines and ["rejected", "0"] in lines


def test_rows_that_do_not_fit_are_told_of_and_counted(run: Run, place: str) -> None:
    done = run("evaluate", POLICY, place, "--from", "wrong", *LISTS, *DAY, "--to", "wrong.parquet")
    assert done.exit_code == 1 and done.stderr.count("E607") == 4
    assert "`registered patients`" in done.stderr and run("explain", "E607").exit_code == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["together", "5"] in lines and ["rejected", "4"] in lines
    decided, rejected = pl.read_parquet("wrong.parquet"), pl.read_parquet("wrong.rejected.parquet")
    assert (decided.height, rejected.height) == (1, 4) and rejected["code"].unique().to_list() == ["E607"]


def test_rows_of_nobody_are_told_of(run: Run, place: str) -> None:
    done = run("evaluate", POLICY, place, "--from", "providers", "--table", "doctors=stray", *DAY)
    assert done.exit_code == 1 and "stray" in done.stderr and "2 rows belong to nobody" in done.stderr
    assert ["together", "3"] in [line.split() for line in done.stdout.splitlines()]
    one = ("--from", "providers", "--table", "doctors=one_stray", *DAY)
    assert "1 row belongs to nobody" in run("evaluate", POLICY, place, *one).stderr
    assert "1 rij hoort bij niemand" in run("evaluate", POLICY, place, *one, "--language", "nl").stderr


def test_a_key_tells_rows_apart_by_its_type(run: Run, place: str) -> None:
    for table in ("float_keys", "list_keys"):
        done = run("evaluate", POLICY, place, "--from", table, *DAY)
        assert done.exit_code == 1 and "E601" in done.stderr and "where a key: text" in done.stderr, done.stderr
    for table, key in (
        ("fixed_keys", "01000"),
        ("day_keys", "2025-01-01"),
        ("uuid_keys", "00000000-0000-0000-0000-000000000001"),
    ):
        done = run("evaluate", POLICY, place, "--from", table, *DAY, "--to", "keys.parquet")
        assert done.exit_code == 0, done.stderr
        assert pl.read_parquet("keys.parquet")["provider"].to_list() == [key]


def test_two_columns_of_one_key_are_told(run: Run, place: str) -> None:
    Path("m.csv").write_text("column,fact\nagb,provider\n", encoding="utf-8")
    done = run("evaluate", POLICY, place, "--from", "two_keys", "--mapping", "m.csv", *DAY)
    assert done.exit_code == 1 and "columns `provider` and `agb` of `two_keys` both hold `provider`" in done.stderr


def test_a_mapping_and_a_key(run: Run, place: str) -> None:
    Path("m.csv").write_text("column,fact\nsize,registered patients\n", encoding="utf-8")
    mapped = ("--mapping", "m.csv", "--key", "agb", "--to", "out.csv")
    done = run("evaluate", POLICY, place, "--from", '"Mijn register"', *mapped, *DAY)
    assert done.exit_code == 0 and Path("out.csv").read_text(encoding="utf-8").splitlines()[1].startswith('"01",')
    done = run("evaluate", POLICY, place, "--from", "floating", *DAY)
    assert done.exit_code == 1 and "E601" in done.stderr and "exact decimal" in done.stderr


def test_a_column_that_almost_has_the_name_of_a_fact_is_told(run: Run, place: str) -> None:
    asked = ("evaluate", POLICY, place, "--from", "capitals", *LISTS, *DAY)
    done = run(*asked)
    assert done.exit_code == 1 and "E507" in done.stderr and "did you mean `registered patients`?" in done.stderr
    Path("m.csv").write_text("column,fact\nRegistered Patients,\n", encoding="utf-8")
    assert run(*asked, "--mapping", "m.csv").exit_code == 0
    Path("m.csv").write_text("column,fact\nRegistered Patients,\nnope,registered patients\n", encoding="utf-8")
    done = run(*asked, "--mapping", "m.csv")
    assert done.exit_code == 1 and "E507" in done.stderr and "no column `nope`" in done.stderr
    Path("m.csv").write_text("column,fact\nRegistered Patients,registered patients\n", encoding="utf-8")
    done = run(*asked, "--mapping", "m.csv", "--to", "capitals.parquet")
    assert done.exit_code == 0, done.stderr
    assert pl.read_parquet("capitals.parquet")["size"].to_list() == ["met", "met", "met"]


def test_two_columns_of_one_fact_are_told(run: Run, place: str) -> None:
    Path("m.csv").write_text("column,fact\nnote,registered patients\n", encoding="utf-8")
    done = run("evaluate", POLICY, place, "--from", "providers", "--mapping", "m.csv", *LISTS, *DAY)
    assert done.exit_code == 1 and "E601" in done.stderr, done.stderr
    assert "columns `registered patients` and `note` of `providers` both hold `registered patients`" in done.stderr


def test_what_is_not_there_is_told_of(run: Run, place: str) -> None:
    done = run("evaluate", POLICY, place, "--from", "nowhere", *DAY)
    assert done.exit_code == 1 and "E605" in done.stderr and "nowhere" in done.stderr
    for name in ("read_csv('/etc/passwd')", "providers; DROP TABLE providers", "(SELECT 1)"):
        done = run("evaluate", POLICY, place, "--from", name, *DAY)
        assert done.exit_code == 1 and "E60" in done.stderr
    done = run("evaluate", POLICY, place, "--from", "providers", "--table", "cars=cars", *DAY)
    assert done.exit_code == 2 and "doctors" in done.stderr


def test_a_printed_statement_decides_likewise(run: Run, place: str) -> None:
    dialect = "postgres" if "postgresql" in place else "duckdb"
    done = run("sql", POLICY, "--dialect", dialect, "--from", "providers", *LISTS, *DAY)
    assert done.exit_code == 0, done.stderr
    header = [line for line in done.stdout.splitlines() if line.startswith("--")]
    assert "as of 1 March 2025" in header[0] and any("registered patients" in line for line in header)
    rows = answers(place, done.stdout)
    assert sorted(row[:2] for row in rows) == [("A", "eligible"), ("B", "ineligible"), ("C", "undetermined")]
    assert [row[-2:] for row in sorted(rows)] == [(None, None), (None, None), ("registered patients", None)]
    assert [row[3:8] for row in sorted(rows)] == [tuple(each.values())[3:8] for each in DECISIONS]
    wrong = answers(place, run("sql", POLICY, "--dialect", dialect, "--from", "wrong", *LISTS, *DAY).stdout)
    assert sorted(str(row[-1]) for row in wrong) == ["None", "provider", "provider", "provider", "registered patients"]


def test_tables_and_a_printed_statement_in_spark(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("spark")
    for name, value in environment("spark").items():
        monkeypatch.setenv(name, value)
    from compiler.backends.sql.spark import session

    with session() as spark:
        columns = "provider, CAST(patients AS INT) AS `registered patients`, ok AS `assessed positively`"
        rows = "VALUES ('A', 4200, true), ('B', 900, true), ('C', NULL, true) AS t(provider, patients, ok)"
        spark.sql(f"SELECT {columns} FROM {rows}").createOrReplaceTempView("providers")
        rows = "VALUES ('A', 0.8), ('A', 0.655), ('B', 1), ('C', 1.5) AS t(provider, fte)"
        spark.sql(f"SELECT provider, CAST(fte AS DECIMAL(6, 3)) AS fte FROM {rows}").createOrReplaceTempView("doctors")
        where = ("--from", "providers", *LISTS, *DAY)
        done = run("evaluate", POLICY, *where, "--engine", "spark", "--to", "out.parquet")
        assert done.exit_code == 0, done.stderr
        assert pl.read_parquet("out.parquet").rows(named=True) == DECISIONS
        printed = run("sql", POLICY, "--dialect", "spark", *where).stdout
        found = [tuple(row) for row in spark.sql(printed.rstrip().removesuffix(";")).collect()]
        assert sorted(row[:2] for row in found) == [("A", "eligible"), ("B", "ineligible"), ("C", "undetermined")]
        assert [row[3:8] for row in sorted(found)] == [tuple(each.values())[3:8] for each in DECISIONS]


def test_no_statement_for_a_database_that_no_suite_runs(run: Run) -> None:
    done = run("sql", POLICY, "--dialect", "mysql")
    assert done.exit_code == 1 and "E604" in done.stderr and "`postgres`" in done.stderr
    done = run("sql", POLICY, "--dialect", "postgrsql")
    assert done.exit_code == 1 and "did you mean `postgres`?" in done.stderr
    meant = run("sql", POLICY, "--dialect", "postgres", *DAY)
    assert meant.exit_code == 0 and run("sql", POLICY, "--dialect", "PostgreSQL", *DAY).stdout == meant.stdout
    assert run("explain", "E604").exit_code == 0


def test_a_password_is_not_taken(run: Run) -> None:
    for address in (
        "postgresql://me:geheim@host/db",
        "postgresql://host/db?password=geheim",
        "postgresql://me:geheim?cr%zzet@localhost:1/db",
        "postgresql://me:#geheim/?a=@b@localhost:1/db",
    ):
        done = run("evaluate", POLICY, address, "--from", "providers", *DAY)
        assert done.exit_code == 2 and "PGPASSFILE" in done.stderr and "geheim" not in done.stderr


def test_a_list_has_one_table(run: Run) -> None:
    twice = ("--table", "doctors=one", "--table", " doctors =two")
    done = run("evaluate", POLICY, "postgresql:///db", "--from", "providers", *twice, *DAY)
    assert done.exit_code == 2 and "list `doctors` is given twice" in done.stderr
    done = run("sql", POLICY, "--dialect", "duckdb", *twice, *DAY, "--language", "nl")
    assert done.exit_code == 2 and "lijst `doctors` is twee keer gegeven" in done.stderr


def test_a_table_needs_a_database(run: Run) -> None:
    asked = (
        ("practices.json", "--from", "providers"),
        ("--from", "providers"),
        ("--from", "providers", "--engine", "polars"),
        ("postgresql:///db", "--from", "providers", "--engine", "duckdb"),
        ("postgresql:///db",),
        (),
        ("practices.json", "--complete"),
        ("postgresql:///db", "--from", "providers", "--reasons"),
    )
    for each in asked:
        done = run("evaluate", POLICY, *each, *DAY)
        assert done.exit_code == 2, each


SETS = """policy Sets
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d "Cases"

record Practice
    segments : some of basic, chronic, urgent

requirement urgent
    source d 1
    segments includes all of urgent
"""
SETS_TABLE = """
CREATE TABLE sets (provider TEXT, segments TEXT[]);
INSERT INTO sets VALUES ('A', ARRAY['urgent', 'basic', 'urgent']), ('B', ARRAY[]::TEXT[]), ('C', NULL),
    ('D', ARRAY['urgent', 'surgery']), ('E', ARRAY['urgent', NULL]), ('F', ARRAY['Urgent']);
CREATE TABLE counted (provider TEXT, segments INTEGER[])
"""


def test_a_set_is_an_array_of_options(run: Run, place: str) -> None:
    Path("s.policy").write_text(SETS, encoding="utf-8")
    if place == "register.duckdb":
        with duckdb.connect(place) as connection:
            connection.execute(SETS_TABLE)
    else:
        with psycopg.connect() as server:
            server.execute(SETS_TABLE)
    done = run("evaluate", "s.policy", place, "--from", "sets", *DAY, "--to", "out.parquet")
    assert done.exit_code == 1 and done.stderr.count("E607") == 3 and done.stderr.count("`segments`") == 3
    told = dict(pl.read_parquet("out.parquet").select("provider", "urgent").iter_rows())
    assert told == {"A": "met", "B": "not met", "C": "unknown"}
    dialect = "postgres" if "postgresql" in place else "duckdb"
    printed = run("sql", "s.policy", "--dialect", dialect, "--from", "sets", *DAY).stdout
    assert "array of texts: basic, chronic, urgent" in printed
    assert {row[0]: row[1] for row in answers(place, printed)} == dict.fromkeys("DEF") | {
        "A": "eligible",
        "B": "ineligible",
        "C": "undetermined",
    }
    done = run("evaluate", "s.policy", place, "--from", "counted", *DAY)
    assert done.exit_code == 1 and "an array of texts is read" in done.stderr


ENUMERATED = """
CREATE TYPE segment AS ENUM ('urgent', 'basic', 'surgery');
CREATE TABLE enumerated (provider TEXT, segments segment[], size segment);
INSERT INTO enumerated VALUES ('A', ARRAY['urgent']::segment[], 'basic'), ('B', ARRAY[]::segment[], 'basic'),
    ('C', NULL, NULL), ('D', ARRAY['urgent', 'surgery']::segment[], 'basic'), ('E', ARRAY['urgent', NULL]::segment[], NULL),
    ('F', ARRAY['urgent']::segment[], 'surgery')
"""


def test_a_choice_may_be_of_an_enumeration(run: Run, place: str) -> None:
    sized = SETS.replace("urgent\n\nreq", "urgent\n    size : one of basic, urgent\n\nreq")
    Path("s.policy").write_text(f"{sized}\nrequirement size\n    source d 2\n    size is basic\n", encoding="utf-8")
    if place == "register.duckdb":
        with duckdb.connect(place) as connection:
            connection.execute(ENUMERATED)
    else:
        with psycopg.connect() as server:
            server.execute(ENUMERATED)
    done = run("evaluate", "s.policy", place, "--from", "enumerated", *DAY, "--to", "out.parquet")
    assert done.exit_code == 1 and done.stderr.count("`segments`") == 2 and done.stderr.count("`size`") == 1, (
        done.stderr
    )
    told = pl.read_parquet("out.parquet").select("provider", "urgent", "size").rows()
    assert sorted(told) == [("A", "met", "met"), ("B", "not met", "met"), ("C", "unknown", "unknown")]


def test_a_list_within_a_list_that_stands_nowhere_is_told_of(run: Run, place: str) -> None:
    sites = SETS.replace("    segments :", "    sites : list of Site\n    segments :").replace(
        "requirement urgent",
        "record Site\n    rooms : list of Room\n\nrecord Room\n    beds : whole number\n\nrequirement urgent",
    )
    asked = "\nrequirement beds\n    source d 2\n    every site has some room has beds ≥ 2\n"
    Path("s.policy").write_text(sites + asked, encoding="utf-8")
    rooms = 'CREATE TABLE rooms ("row above" INTEGER, "row" INTEGER, beds INTEGER)'
    if place == "register.duckdb":
        with duckdb.connect(place) as connection:
            connection.execute(rooms)
    else:
        with psycopg.connect() as server:
            server.execute(rooms)
    done = run("evaluate", "s.policy", place, "--from", "providers", "--table", "sites / rooms=rooms", *DAY)
    assert done.exit_code == 2 and "--table sites=" in done.stderr, done.stderr


def test_names_that_are_alike_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    two = """CREATE TABLE providers (provider TEXT, "registered patients" INTEGER, "assessed positively" BOOLEAN);
INSERT INTO providers VALUES ('Zon', 4200, true), ('ZON', 900, true)"""
    place = holding(two, "duckdb", monkeypatch)
    done = run("evaluate", POLICY, place, "--from", "providers", *DAY)
    assert "providers `ZON` and `Zon` differ only in capitals or spaces" in done.stderr
