"""The trace from the rows of an inventory to policies and examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from compiler.cli.main import meetlat
from compiler.pipeline import Compilation
from compiler.report.trace import trace_data, trace_page, trace_text
from compiler.scenarios.trace import DocumentTrace, trace

POLICY = """\
policy P
    in force 2025-01-01 through 2025-12-31
    judges Practice

document d-1 "A <document>"
    inventory "d-1.csv"

record Practice
    reachable : yes/no
    patients  : whole number

requirement reach
    source d-1 a.01 "page 1"
    reachable

requirement size
    source d-1 a.02
    patients ≥ 10

example "good"
    as of 2025-02-01
    reachable = yes
    patients = 10
    expect eligible

example "bad" like "good" but
    reachable = no
    expect ineligible
"""
ROWS = "id,decision,listed\na.01,access,\na.02,size,\na.03,access,{listed}\n"


def traced(folder: Path, listed: str) -> DocumentTrace:
    (folder / "p.policy").write_text(POLICY, encoding="utf-8")
    (folder / "d-1.csv").write_text(ROWS.format(listed=listed), encoding="utf-8")
    (found,) = trace(Compilation([folder / "p.policy"]))
    return found


def test_rows_are_encoded_listed_or_missing(tmp_path: Path) -> None:
    found = traced(tmp_path, "")
    assert [(row.key, row.status) for row in found.rows] == [
        ("a.01", "encoded"),
        ("a.03", "missing"),
        ("a.02", "encoded"),
    ]
    assert not found.accounted
    assert traced(tmp_path, "process step").count("listed") == 1


def test_a_norm_has_no_rows_of_its_own(tmp_path: Path) -> None:
    norm = 'norm code "Code" edition "2022"\n    source d-1 a.02\n'
    (tmp_path / "p.policy").write_text(f"{POLICY}\n{norm}", encoding="utf-8")
    (tmp_path / "d-1.csv").write_text(ROWS.format(listed=""), encoding="utf-8")
    (found,) = trace(Compilation([tmp_path / "p.policy"]))
    assert found.count("encoded") == 2


def test_a_decision_is_shown_each_way_when_examples_differ(tmp_path: Path) -> None:
    access, size = traced(tmp_path, "").decisions
    assert access.shown == {"reach: for", "reach: against"}
    assert access.shown_each_way
    assert not size.shown_each_way


@pytest.mark.parametrize(
    ("listed", "problem"), [("too hard", "a.03: `too hard` is no reason of the closed set"), ("process step", None)]
)
def test_reasons_come_from_a_closed_set(tmp_path: Path, listed: str, problem: str | None) -> None:
    assert traced(tmp_path, listed).problems == ((problem,) if problem else ())


def test_a_row_cannot_be_listed_and_cited(tmp_path: Path) -> None:
    traced(tmp_path, "")
    (tmp_path / "d-1.csv").write_text("id,decision,listed\na.01,access,process step\na.02,size,\n", encoding="utf-8")
    (found,) = trace(Compilation([tmp_path / "p.policy"]))
    assert found.problems == ("a.01: listed as process step, yet cited by p: reach",)
    assert not found.accounted


def test_a_row_without_an_id_is_told_and_an_empty_one_is_not(tmp_path: Path) -> None:
    traced(tmp_path, "")
    rows = "id,decision,listed\na.01,access,\n,,\n  ,  ,\n ,size,\na.02,size,\n"
    (tmp_path / "d-1.csv").write_text(rows, encoding="utf-8")
    compilation = Compilation([tmp_path / "p.policy"])
    (found,) = trace(compilation)
    assert found.problems == ("line 5: a row without an id",)
    assert not found.accounted
    assert "line 5: a row without an id" in trace_text([found])


def test_the_report_names_what_is_missing_and_escapes_what_it_shows(tmp_path: Path) -> None:
    found = traced(tmp_path, "")
    assert "missing in access: a.03" in trace_text([found])
    assert "2 of 3 rows accounted for: 2 encoded (66%), 0 listed, 1 missing" in trace_text([found])
    assert "<h2>d-1</h2>" in trace_page([found])
    json.dumps(trace_data([found]))


def test_the_command_fails_while_a_row_is_missing(tmp_path: Path) -> None:
    traced(tmp_path, "")
    done = CliRunner().invoke(meetlat, ["trace", str(tmp_path), "--format", "json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)[0]["missing"] == 1
    wrong = CliRunner().invoke(meetlat, ["trace", str(tmp_path), "--document", "d-2"])
    assert wrong.exit_code == 2
    assert "no document `d-2`" in wrong.output


def test_an_inventory_needs_no_more_than_ids(tmp_path: Path) -> None:
    traced(tmp_path, "")
    (tmp_path / "d-1.csv").write_text("id,statement\na.01,Can be reached\na.02,Is large enough\n,\n", encoding="utf-8")
    (found,) = trace(Compilation([tmp_path / "p.policy"]))
    (rows,) = found.decisions
    assert (rows.name, rows.shown_each_way, rows.keys("encoded")) == (None, None, ("a.01", "a.02"))
    assert found.accounted
    assert "2 of the rows name no decision: whether each decision is shown each way is not known" in trace_text([found])
    assert "2 of the rows name no decision" in trace_page([found])
    assert trace_data([found])[0]["decisions"][0]["shown each way"] is None
    done = CliRunner().invoke(meetlat, ["trace", str(tmp_path)])
    assert (done.exit_code, "made a mistake" in done.output) == (0, False)
