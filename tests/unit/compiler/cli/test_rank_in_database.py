"""`meetlat rank --from`: orders over the providers in a table, as those over the same providers in a file come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.compiler.cli.conftest import Run
from tests.unit.compiler.cli.databases import holding

DAY = ("--as-of", "2023-07-01")
POLICY = """policy Intake
    document d
    in force 2023-01-01 through 2023-12-31
    judges Practice
    obliges

document d "Made up"

counted patient, patients

record Practice
    region              : text, optional
    kind                : one of small, large
    score               : number
    service             : number, optional
    price               : EUR
    contracted          : yes/no
    registered patients : count of patients
    registered on       : date
    called              : date and time
    doctors             : list of Doctor

record Doctor
    fte : number, at least 0

requirement contracted
    source d
    contracted

preference admission
    source d
    ordered by score highest first, then price, then registered on earliest first, then called earliest first

preference weighed
    source d
    per region
    weight 60% : score
    weight 40% : service

preference staffed
    source d
    per kind
    ordered by total fte of doctors highest first, then rank of registered patients among Practices

allocation quarterly intake
    source d
    per region
    each quarter from 2023-07-01 through 2023-12-31
    take Practices ordered by registered on, then region
    until registered patients reach 40% of the total
    the practice that crosses the limit is in

allocation two
    source d
    take Practices ordered by price, then registered on
    until 2 are taken
"""
AMONG = ", then rank of registered patients among Practices"
COLUMNS = (
    "provider TEXT, region TEXT, `region: none` BOOLEAN, kind TEXT, score DECIMAL(6, 2), service INTEGER, "
    "`service: none` BOOLEAN, price DECIMAL(8, 2), contracted BOOLEAN, `registered patients` INTEGER, `registered on` DATE, "
    "called TIMESTAMP"
)
PRACTICES: list[dict[str, Any]] = [
    {"provider": "A", "region": "Noord", "kind": "small", "score": 7, "service": 5, "price": 10.5, "contracted": True}
    | {"registered patients": 1000, "registered on": "2023-01-01", "called": "2023-01-01T12:00:00"},
    {"provider": "B", "region": "Noord", "kind": "small", "score": 7, "service": 6, "price": 10.5, "contracted": True}
    | {"registered patients": 3000, "registered on": "2023-01-01", "called": "2023-01-01T11:59:00"},
    {
        "provider": "C",
        "region": "Zuid",
        "kind": "large",
        "score": 7.5,
        "service": "none",
        "price": 12,
        "contracted": None,
    }
    | {"registered patients": 900, "registered on": "2023-02-01", "called": None},
    {"provider": "D", "region": "none", "kind": "large", "score": None, "service": 2, "price": 9.25, "contracted": True}
    | {"registered patients": 900, "registered on": "2023-03-01", "called": "2023-01-01T11:59:00"},
    {"provider": "E", "region": "Zuid", "kind": "large", "score": 9, "service": 9, "price": 1, "contracted": False}
    | {"registered patients": 500, "registered on": "2022-02-01", "called": "2023-01-01T11:59:00"},
    {"provider": "F", "region": "none", "kind": "small", "score": 7, "service": 5, "price": 11, "contracted": True}
    | {"registered patients": 10, "registered on": "2023-05-01", "called": "2023-01-01T11:59:00"},
]
DOCTORS = {"A": [1, 0.5], "B": [1.5], "C": [2], "D": [None], "F": []}
REJECTED = {**PRACTICES[0], "provider": "Z", "registered patients": -1}


def cell(practice: dict[str, Any], name: str) -> str:
    fact, _, none = name.partition(": ")
    found = practice[fact]
    if none:
        return str(found == "none").lower()
    if found is None or found == "none":
        return "NULL"
    said = str(found).replace("T", " ") if fact == "called" else str(found)
    kind = {"registered on": "DATE ", "called": "TIMESTAMP_NTZ "}.get(fact, "")
    return said.lower() if isinstance(found, bool) else f"{kind}'{said}'" if isinstance(found, str) else said


def statements(practices: list[dict[str, Any]], engine: str) -> str:
    names = [
        each.strip().rpartition(" ")[0].strip("`")
        for each in COLUMNS.replace("(6, 2)", "").replace("(8, 2)", "").split(", ")
    ]
    rows = ", ".join(f"({', '.join(cell(each, name) for name in names)})" for each in practices)
    doctors = ", ".join(f"('{name}', {'NULL' if fte is None else fte})" for name, own in DOCTORS.items() for fte in own)
    made = (
        f"CREATE TABLE practices ({COLUMNS}); INSERT INTO practices VALUES {rows};"
        f"CREATE TABLE doctors (provider TEXT, fte DECIMAL(6, 2)); INSERT INTO doctors VALUES {doctors}"
    )
    return made if engine == "spark" else made.replace("`", '"').replace("TIMESTAMP_NTZ '", "TIMESTAMP '")


def given(practice: dict[str, Any]) -> dict[str, Any]:
    own = {name: each for name, each in practice.items() if each is not None}
    own["price"] = f"€ {practice['price']}"
    return own | {"doctors": [{} if fte is None else {"fte": fte} for fte in DOCTORS.get(practice["provider"], [])]}


@pytest.fixture(params=["duckdb", "postgres", "spark"])
def engine(request: pytest.FixtureRequest, run: Run) -> str:
    Path("p.policy").write_text(POLICY, encoding="utf-8")
    return str(request.param)


@pytest.mark.parametrize("spoilt", [False, True])
def test_a_table_comes_out_as_a_file_does(run: Run, engine: str, monkeypatch: pytest.MonkeyPatch, spoilt: bool) -> None:
    practices = [*PRACTICES, *[REJECTED] * spoilt]
    place = holding(statements(practices, engine), engine, monkeypatch)
    Path("p.json").write_text(json.dumps([*map(given, practices)]), encoding="utf-8")
    if spoilt:  # in a table one is judged among those that are not rejected
        Path("p.policy").write_text(POLICY.replace(AMONG, ""), encoding="utf-8")
    where = ("--engine", "spark") if engine == "spark" else (place,)
    tables = (*where, "--from", "practices", "--table", "doctors=doctors", "--complete", *DAY)
    for form in (("--format", "json"), ("--language", "nl")):
        of_file = run("rank", "p.policy", "p.json", *DAY, *form)
        of_table = run("rank", "p.policy", *tables, *form)
        assert of_table.exit_code == of_file.exit_code == int(spoilt), of_table.stderr + of_file.stderr
        if form[0] == "--language":
            assert of_table.stdout == of_file.stdout
            continue
        told, meant = json.loads(of_table.stdout), json.loads(of_file.stdout)
        assert [each["code"] for each in told.pop("problems")] == ["E607"] * spoilt
        assert len(meant.pop("problems")) == spoilt
        assert told == meant


def test_of_a_rejected_provider_nothing_is_taken_to_be_known(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("p.policy").write_text(POLICY, encoding="utf-8")
    place = holding(statements([*PRACTICES[:2], REJECTED], "duckdb"), "duckdb", monkeypatch)
    tables = (place, "--from", "practices", "--table", "doctors=doctors", "--complete", *DAY)
    done = run("rank", "p.policy", *tables, "--format", "json")
    assert done.exit_code == 1 and "E607" in done.stderr
    found = json.loads(done.stdout)
    staffed = next(each for each in found["preferences"] if each["id"] == "staffed")["providers"]
    assert [(each["provider"], each["best"], each["worst"], each["eligible"]) for each in staffed] == [
        ("A", 2, 3, True),
        ("B", 1, 2, True),
        ("(1)", 1, 3, None),
    ]
    assert {each["because"] for order in found["allocations"] for each in order["providers"]} == {"missing"}


def test_names_that_are_alike_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("p.policy").write_text(POLICY, encoding="utf-8")
    practices = [PRACTICES[0], PRACTICES[1] | {"provider": PRACTICES[0]["provider"].lower()}]
    place = holding(statements(practices, "duckdb"), "duckdb", monkeypatch)
    done = run("rank", "p.policy", place, "--from", "practices", "--table", "doctors=doctors", "--complete", *DAY)
    assert "providers `A` and `a` differ only in capitals or spaces" in done.stderr


def test_what_is_asked_of_a_table_and_of_a_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("p.policy").write_text(POLICY, encoding="utf-8")
    Path("p.json").write_text(json.dumps([given(PRACTICES[0])]), encoding="utf-8")
    place = holding(statements(PRACTICES, "duckdb"), "duckdb", monkeypatch)
    for asked in (
        (),
        ("p.json", "--complete"),
        ("p.json", "--engine", "duckdb"),
        ("p.json", "--mapping", "m.csv"),
    ):
        assert run("rank", "p.policy", *asked, *DAY).exit_code == 2, asked
    tables = (place, "--from", "practices", "--table", "doctors=doctors", "--complete", *DAY)
    few, every = (run("rank", "p.policy", *tables, "--limit", limit).stdout for limit in ("2", "0"))
    assert (
        few.count("and 4 more") == 5 and "more" not in every and len(every.splitlines()) == len(few.splitlines()) + 15
    )
    done = run("rank", "policies/example/practice.policy", place, "--from", "practices")
    assert done.exit_code == 2 and "holds no preference and no allocation" in done.stderr
    within = POLICY.replace("take Practices ordered by price, then registered on", "take doctors ordered by fte")
    Path("w.policy").write_text(within, encoding="utf-8")
    done = run("rank", "w.policy", place, "--from", "practices", "--table", "doctors=doctors", *DAY)
    assert done.exit_code == 1 and "E601" in done.stderr and "a list of each provider" in done.stderr, done.stderr
