"""Tables in a database that say of a fact that there is none, beside what it is."""

from __future__ import annotations

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
    size     : whole number, optional
    region   : Region, optional
    fees     : whole number per year, optional
    doctors  : list of Doctor, optional
    sites    : list of whole number, optional
    board    : Board, optional

record Region
    open : yes/no
    head : text, optional

record Doctor
    fte   : number, at least 0
    leave : Leave, optional

record Leave
    days : whole number

record Board
    members : list of whole number

requirement size
    source d 1
    size is none

requirement open
    source d 1
    region is none or open of region

requirement cheap
    source d 1
    fees in 2024 is none

requirement staffed
    source d 1
    doctors is none or some doctor has days of leave ≥ 1

requirement sites
    source d 1
    sites is none or number of sites ≥ 1

requirement board
    source d 1
    board is none or board has number of members ≥ 1
"""
NONE = ("size", "region", "fees", "doctors", "sites", "board")
TABLES = f"""
CREATE TABLE providers (provider TEXT, size INTEGER, "region / open" BOOLEAN, "region / head: none" BOOLEAN,
    "fees / 2024" INTEGER, sites INTEGER[], {", ".join(f'"{each}: none" BOOLEAN' for each in NONE)});
INSERT INTO providers (provider, size, "region / open", "region / head: none", "fees / 2024", sites) VALUES
    ('all none', NULL, NULL, false, NULL, NULL), ('size', 0, NULL, NULL, NULL, NULL), ('open', NULL, false, NULL, NULL, NULL),
    ('head', NULL, NULL, true, NULL, NULL), ('fees', NULL, NULL, NULL, 0, NULL), ('sites', NULL, NULL, NULL, NULL, ARRAY[1]),
    ('no sites', NULL, NULL, NULL, NULL, ARRAY[]::INTEGER[]), ('doctors', NULL, NULL, NULL, NULL, NULL),
    ('members', NULL, NULL, NULL, NULL, NULL);
UPDATE providers SET {", ".join(f'"{each}: none" = true' for each in NONE)};
INSERT INTO providers VALUES ('nothing', 0, false, true, 0, ARRAY[1], NULL, false, false, false, false, NULL),
    ('leave', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE doctors (provider TEXT, fte INTEGER, "leave / days" INTEGER, "leave: none" BOOLEAN);
INSERT INTO doctors VALUES ('doctors', NULL, NULL, NULL), ('leave', 1, 3, true), ('nothing', 1, 3, false);
CREATE TABLE members (provider TEXT, "value" INTEGER);
INSERT INTO members VALUES ('members', 3), ('nothing', 3)
"""
REJECTED = {
    "size": "size: none",
    "open": "region: none",
    "head": "region: none",
    "fees": "fees: none",
    "sites": "sites: none",
    "no sites": "sites: none",
    "doctors": "doctors: none",
    "members": "board: none",
    "leave": "doctors / leave: none",
}


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
@pytest.mark.parametrize("complete", [(), ("--complete",)])
def test_what_is_said_to_be_none_and_is_there_is_rejected(
    run: Run, monkeypatch: pytest.MonkeyPatch, engine: str, complete: tuple[str, ...]
) -> None:
    place = holding(TABLES, engine, monkeypatch)
    Path("p.policy").write_text(POLICY, encoding="utf-8")
    lists = ("--table", "doctors=doctors", "--table", "board / members=members", *complete)
    done = run("evaluate", "p.policy", place, "--from", "providers", *lists, *DAY, "--to", "out.csv")
    assert done.exit_code == 1, done.stderr
    decided = [line.split(",")[0].strip('"') for line in Path("out.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert decided == ["all none", "nothing"]
    told = done.stderr.split("error E607: ")[1:]
    found = {each.split("provider: ")[1].split("\n")[0]: each.split("`")[1] for each in told}
    assert found == REJECTED
