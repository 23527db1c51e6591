"""A template has room for what its policy reads, and is read back."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from compiler.records import read_providers
from compiler.records.form import Form
from compiler.records.room import Room
from compiler.records.template import csv_template
from compiler.records.workbook_template import write_template
from tests.unit.compiler.policies import policy_of

TEXT = """
policy P
    judges Practice

counted doctor, doctors

record Practice
    doctors      : list of Doctor
    clerks       : list of Clerk
    satisfaction : number per year, at least 0, at most 10
    audited      : yes/no per year
    unread       : number per year
    consulted on : date, optional

record Doctor
    score   : number per year
    trained : yes/no

record Clerk
    certified : yes/no

requirement satisfied
    all of
        - average of satisfaction over 3 years up to year before decision ≥ 8
        - latest known audited up to 2023
        - consulted on is none

requirement staffed
    all of
        - number of doctors > 3
        - at least 20 clerks has certified
        - every doctor has score in 2020 ≥ 7
"""
NAMES = ("satisfaction", "audited", "unread")


def test_the_years_and_elements_that_are_read() -> None:
    room = Room.of(policy_of(TEXT))
    assert [room.years((name,)) for name in NAMES] == [(2022, 2023, 2024), (2021, 2022, 2023), (2023, 2024, 2025)]
    assert room.years(("doctors", "score")) == (2020,)
    assert (room.elements(("doctors",)), room.elements(("clerks",)), room.elements(("other",))) == (4, 6, 2)
    later = Room.of(policy_of(TEXT, datetime.date(2027, 1, 1)))
    assert later.years(("satisfaction",)) == (2024, 2025, 2026)


def test_a_workbook_tells_how_its_columns_go_on(tmp_path: Path) -> None:
    policy = policy_of(TEXT)
    write_template(tmp_path / "t.xlsx", policy, Form("nl", ";", key="aanbieder"))
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    facts, sheet = book["gegevens"], book["aanbieders"]
    assert (facts.freeze_panes, sheet.freeze_panes) == ("A2", "B3")
    told = {row[0].value: row[4].value for row in facts.iter_rows()}
    assert told["consulted on"] == "schrijf `geen`" and told["satisfaction"] is None
    assert any("`doctors 5 / score / 2020`, `doctors 5 / trained`" in each for each in told)
    assert any("`satisfaction / 2021`" in each for each in told)
    headings = [cell.value for cell in sheet[2]]
    offered = next(each for each in sheet.data_validations.dataValidation if each.formula1 == '"ja,nee"')
    assert (
        sheet.cell(3, headings.index("audited / 2021") + 1).coordinate in offered.sqref
        or len(offered.sqref.ranges) == 1
    )


def test_what_an_author_wrote_is_no_formula_in_a_workbook(tmp_path: Path) -> None:
    text = """policy P
    judges Practice

record Practice
    `=1+1` : text "=HYPERLINK()"
    kind   : one of `=A1`, other

requirement r
    kind is other
"""
    write_template(tmp_path / "t.xlsx", policy_of(text), Form())
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"=1+1", "=HYPERLINK()", "=A1, other"} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize(
    ("filled", "code", "column", "said"),
    [
        ({"satisfaction / 2024": "95"}, "E517", "satisfaction / 2024", "at most 10"),
        ({"satisfaction / 2022": "-1"}, "E517", "satisfaction / 2022", "at least 0"),
        ({"doctors / number": "5"}, "E522", "doctors / number", "begin with `doctors 5`, like those of `doctors 4`"),
    ],
)
def test_what_does_not_fit_a_template(
    tmp_path: Path, filled: dict[str, str], code: str, column: str, said: str
) -> None:
    policy = policy_of(TEXT)
    first, header = csv_template(policy.records, policy.judges, Form(), Room.of(policy)).splitlines()
    row = [{"provider": "A", **filled}.get(each, "") for each in header.split(",")]
    (tmp_path / "t.csv").write_text("\n".join([first, header, ",".join(row), ""]), encoding="utf-8")
    reading = read_providers(tmp_path / "t.csv", policy.records, policy.judges, units=())
    (problem,) = reading.problems
    assert (problem.code, problem.place.column) == (code, column)
    assert said in problem.message.en + (problem.help.en if problem.help else "")
