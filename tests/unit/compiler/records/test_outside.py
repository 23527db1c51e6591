"""Days and moments that Python cannot hold: the provider that has one is rejected, at its cell, and nobody else."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from compiler.ir.nodes import Policy
from compiler.pipeline import Compilation
from compiler.records.bulk import Bulk, Taken
from compiler.records.outside import OddDay, set_apart
from compiler.records.problems import Problem

POLICY = """policy GP practice
    in force 2025-01-01 through 2025-12-31
    judges Practice
    allows

record Practice
    opened   : date
    received : date and time
    guild    : text, optional
    visits   : list of Visit

record Visit
    on      : date
    started : date and time

requirement opened
    opened > 2020-01-01

requirement received
    received > 2020-01-01 12:00

requirement no guild
    guild is none or guild is "LHV"

requirement visited
    some visit has on > 2020-01-01

requirement started
    some visit has started > 2020-01-01 12:00
"""
LONG_AGO, ONCE, FAR = -1_000_000, 20_000, 2**31 - 1
LIST = pl.List(pl.Struct({"on": pl.Date, "started": pl.Datetime("us")}))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Policy, Any]:
    path = tmp_path_factory.mktemp("policy") / "practice.policy"
    path.write_text(POLICY, encoding="utf-8")
    compilation = Compilation([path])
    assert not [each.message.en for each in compilation.diagnostics if each.is_error]
    policy, _ = compilation.policy("practice", compilation.day("practice"))
    assert policy is not None
    return policy, {}


def days(*numbers: int | None) -> pl.Series:
    return pl.Series(numbers, dtype=pl.Int32).cast(pl.Date)


def taken(opened: tuple[Policy, Any], folder: Path, columns: dict[str, object], **more: Any) -> Taken:
    pl.DataFrame(columns).write_parquet(folder / "practices.parquet")
    (found,) = Bulk(folder / "practices.parquet", *opened, **more).parts()
    return found


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(each.code, each.place.provider, each.place.column, each.seen) for each in problems]


def test_in_a_list_the_others_stay(opened: tuple[Policy, Any], tmp_path: Path) -> None:
    visits = [[{"on": ONCE, "started": 1}], [{"on": ONCE, "started": 0}, {"on": FAR, "started": None}], None, []]
    frame = pl.DataFrame({"visits": visits}).select(pl.col("visits").cast(LIST))
    found = taken(opened, tmp_path, {"provider": list("ABCD"), "visits": frame["visits"]})
    assert told(found.problems) == [("E518", "B", "visits 2 / on", "5881580-07-11")]
    assert found.names.to_list() == ["A", "C", "D"]
    assert found.row(0)["visits"][0]["on"] == datetime.date(2024, 10, 4)  # type: ignore[index, call-overload]


def test_beside_another_mistake_each_is_told_once(opened: tuple[Policy, Any], tmp_path: Path) -> None:
    columns = {"provider": ["A", "B"], "opened": days(LONG_AGO, ONCE), "guild": ["LHV", "#N/A"], "received": ["x", ""]}
    found = taken(opened, tmp_path, columns)
    assert told(found.problems) == [
        ("E518", "A", "opened", "-0768-02-04"),
        ("E518", "A", "received", "x"),
        ("E525", "B", "guild", "#N/A"),
    ]


def test_a_column_of_days_is_no_text(opened: tuple[Policy, Any], tmp_path: Path) -> None:
    found = taken(opened, tmp_path, {"provider": list("ABC"), "guild": days(FAR, ONCE, None)})
    assert sorted(told(found.problems)) == [
        ("E519", "A", "guild", "5881580-07-11"),
        ("E519", "B", "guild", "2024-10-04"),
    ]


def test_of_a_column_that_is_passed_by_nothing_is_told(opened: tuple[Policy, Any], tmp_path: Path) -> None:
    columns = {"provider": ["A", "B"], "since": days(ONCE, FAR), "shut": days(FAR, ONCE)}
    found = taken(opened, tmp_path, columns, mapping={"since": "opened", "shut": ""})
    assert told(found.problems) == [("E518", "B", "opened", "5881580-07-11")]
    assert found.names.to_list() == ["A"]


def test_what_is_finer_than_a_microsecond_is_not_dropped(opened: tuple[Policy, Any], tmp_path: Path) -> None:
    received = pl.Series([1_600_000_000_000_001_000, 1_600_000_000_000_000_001], dtype=pl.Int64)
    found = taken(opened, tmp_path, {"provider": ["A", "B"], "received": received.cast(pl.Datetime("ns"))})
    assert told(found.problems) == [("E518", "B", "received", "2020-09-13 12:26:40.000000001")]
    assert found.row(0)["received"] == datetime.datetime(2020, 9, 13, 12, 26, 40, 1)
    (problem,) = found.problems
    assert problem.help is not None and "six decimals of a second" in problem.help.en


def test_one_provider_is_told_where_it_stands(opened: tuple[Policy, Any], tmp_path: Path) -> None:
    columns = {"provider": list("ABCBD"), "opened": days(ONCE, ONCE, FAR, ONCE, ONCE)}
    pl.DataFrame(columns).write_parquet(tmp_path / "practices.parquet")
    bulk = Bulk(tmp_path / "practices.parquet", *opened)
    assert [(each.code, each.place.record) for each in bulk.only("B").problems] == [("E510", 2), ("E510", 4)]
    assert [(each.code, each.place.record) for each in bulk.only("C").problems] == [("E518", 3)]
    assert [each.place.record for each in bulk.only("D").providers] == [5]


def test_days_are_those_of_one_calendar() -> None:
    every = pl.DataFrame({"on": days(-719_163, -719_162, 2_932_896, 2_932_897, -719_529)})
    kept, apart = set_apart(every)
    assert [str(each["on"]) for each in apart.values()] == ["0000-12-31", "10000-01-01", "-0001-12-31"]
    assert kept["on"].to_list() == [None, datetime.date.min, datetime.date.max, None, None]
    assert all(isinstance(each["on"], OddDay) for each in apart.values())
    assert set_apart(kept)[1] == {}
