"""What a whole file gives: places, all problems at once, child tables, odd but honest files."""

from __future__ import annotations

import csv
import datetime
import io
import json
from decimal import Decimal

import polars as pl
import pytest

from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.ir.values import UNKNOWN
from compiler.records import Form, Place, Reading
from compiler.records.columns import plan_columns
from compiler.records.room import Room
from compiler.records.template import csv_template, json_template
from dsl.diagnostics import CompilerFault
from dsl.kinds import NumberKind, TextKind
from tests.unit.compiler.records.conftest import Read
from tests.unit.compiler.records.declarations import RECORDS


def codes(reading: Reading) -> list[tuple[str, int | None, str | None]]:
    return [(each.code, each.place.line, each.place.column) for each in reading.problems]


def test_all_problems_of_a_file_and_the_good_records(read: Read) -> None:
    reading = read(
        "a.csv",
        "provider,score,city,doctors / number,doctors 1 / fte\n1,x,#REF!,1,9\n2,7,Ede,1,0.5\n\n,,,,\n3,y,Epe,,\n",
    )
    assert codes(reading) == [
        ("E512", 2, "score"),
        ("E525", 2, "city"),
        ("E517", 2, "doctors 1 / fte"),
        ("E512", 6, "score"),
    ]
    assert [each.id for each in reading.providers] == ["2"]
    assert (reading.records, reading.rejected) == (3, 2)
    assert reading.problems[0].place == Place(reading.problems[0].place.file, 2, None, 1, "1", "score")
    assert reading.problems[0].message.en == "`score`: expected a number such as `1.5`, not `x`"
    assert reading.problems[2].message.nl == "`doctors 1 / fte`: verwacht: hoogstens 1,5 fte, niet `9`"


def test_places_in_json(read: Read) -> None:
    text = """{
  "meetlat": {"language": "nl"},
  "providers": [
    {"provider": "1", "score": 7},
    {"provider": "2",
     "doctors": [
        {"fte": 1},
        {"fte": "1.5", "languages": ["nl", 7]}
     ],
     "score": [1]}
  ]
}"""
    reading = read("a.json", text)
    assert codes(reading) == [
        ("E512", 8, "doctors 2 / fte"),
        ("E519", 8, "doctors 2 / languages 2"),
        ("E512", 10, "score"),
    ]
    assert [each.place.character for each in reading.problems] == [17, 44, 15]
    assert [each.id for each in reading.providers] == ["1"]
    assert str(reading.problems[0].place).endswith("a.json:8:17")
    lines = read("a.jsonl", '{"provider": "1"}\n\n{"provider": "2", "score": []}\n')
    assert codes(lines) == [("E512", 3, "score")]
    assert lines.problems[0].place.character == 28


def test_both_records_of_one_provider_are_rejected(read: Read) -> None:
    reading = read("a.json", '[{"provider": "1", "score": 1}, {"provider": "2"}, {"provider": " 1", "score": 2}]')
    assert [(each.code, each.place.record) for each in reading.problems] == [("E510", 1), ("E510", 3)]
    assert [each.id for each in reading.providers] == ["2"]
    assert (reading.records, reading.rejected) == (3, 2)


def test_a_bad_header_rejects_all_records_and_still_reports_cells(read: Read) -> None:
    reading = read("a.csv", "provider,scor,visits\n1,7,x\n2,7,3\n")
    assert codes(reading) == [("E507", 1, None), ("E512", 2, "visits")]
    assert (len(reading.providers), reading.records, reading.rejected) == (0, 2, 2)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_byte_order_mark_line_endings_and_quoted_newlines(ending: str, mark: str, read: Read) -> None:
    rows = ["provider,city,score", '1,"two', 'lines, ""quoted""",7', "2,Ede,x"]
    reading = read("a.csv", mark + ending.join(rows) + ending)
    assert codes(reading) == [("E512", 4, "score")]
    assert reading.providers[0].facts == {"city": f'two{ending}lines, "quoted"', "score": 7}
    assert reading.providers[0].place.line == 2


def test_declarations_that_a_spreadsheet_saved_again(read: Read) -> None:
    for first in (
        "# meetlat language=nl separator=;",
        "#meetlat language=nl separator=;;;;",
        "# meetlat separator=; language=nl;;;",
        '"# meetlat language=nl separator=;";;',
        "# meetlat language=nl",
        '# meetlat language=nl separator=;" key=""provider""";',
    ):
        reading = read("a.csv", f"\ufeff{first}\r\nprovider;score;\r\n1;7,5;\r\n")
        assert reading.problems == (), first
        assert reading.providers[0].facts == {"score": Decimal("7.5")}
    reading = read("a.csv", '# meetlat separator=tab key="AGB code"\nAGB code\tscore\n01234567\t7\n')
    assert reading.providers[0].id == "01234567"
    assert reading.providers[0].facts == {"AGB code": "01234567", "score": 7}


def test_arguments_override_the_file(read: Read) -> None:
    text = "# meetlat language=nl separator=,\nprovider,score\n1,7.5\n"
    assert [each.code for each in read("a.csv", text).problems] == ["E512"]
    assert read("a.csv", text, settings={"language": "en"}).providers[0].facts == {"score": Decimal("7.5")}


def test_child_tables(read: Read) -> None:
    main = "provider,score\n1,7\n2,8\n3,9\n"
    doctors = (
        "# meetlat language=nl{complete}\nprovider;fte;languages / number;languages 1\n1;0,5;1;Frysk\n3;1;;\n1;0,75;;\n"
    )
    offices = "provider,distance\n2,3\n"
    tables = {"doctors": doctors.format(complete=""), "region / offices": offices}
    reading = read("a.csv", main, tables=tables)
    assert reading.problems == ()
    assert [each.facts for each in reading.providers] == [
        {"score": 7, "doctors": ({"fte": Decimal("0.5"), "languages": ("Frysk",)}, {"fte": Decimal("0.75")})},
        {"score": 8, "region": {"offices": ({"distance": 3000},)}},
        {"score": 9, "doctors": ({"fte": 1},)},
    ]
    reading = read(
        "a.json",
        '[{"provider": "2"}, {"provider": "1"}, {"provider": "3"}]',
        tables={"doctors": doctors.format(complete=" complete")},
    )
    assert reading.providers[0].facts["doctors"] == ()
    scalars = read("a.csv", main, tables={"codes": "provider,value\n1,7\n1,\n"})
    assert [each.facts.get("codes", UNKNOWN) for each in scalars.providers] == [(7, UNKNOWN), UNKNOWN, UNKNOWN]


def test_bad_rows_of_child_tables(read: Read) -> None:
    main = "provider,score\n1,7\n2,8\n"
    reading = read("a.csv", main, tables={"doctors": "provider,fte\n1,x\n1,0.5\n2,1\n"})
    assert codes(reading) == [("E512", 2, "fte")]
    assert reading.problems[0].place.file.endswith("table0.csv")
    assert [each.id for each in reading.providers] == ["2"]
    reading = read("a.csv", main, tables={"doctors": "provider,ftee\n1,1\n"})
    assert codes(reading) == [("E507", 1, None)]
    assert (len(reading.providers), reading.rejected) == (0, 2)
    reading = read("a.csv", main, tables={"doctors": "provider,fte\n,1\n"})
    assert codes(reading) == [("E509", 2, "provider")]
    assert reading.providers == ()


def test_templates_read_back(read: Read) -> None:
    for language in ("en", "nl"):
        form = Form(language, ";", "points")
        header = csv_template(RECORDS, "Practice", form, Room(2025))
        reading = read("a.csv", header + "1" + ";" * header.split("\n")[1].count(";") + "\n")
        assert reading.problems == ()
        assert reading.providers[0].facts == {}
        skeleton = json_template(RECORDS, "Practice", form, Room(2025)).replace('"provider": ""', '"provider": "1"')
        reading = read("a.json", skeleton)
        assert reading.problems == ()
        assert reading.providers[0].facts["doctors"] == ({"languages": (UNKNOWN,)},)


def test_what_came_in_is_good_or_rejected() -> None:
    with pytest.raises(CompilerFault):
        Reading((), (), 1, 0)
    with pytest.raises(CompilerFault):
        Reading((), (), 1, 1)


def test_a_pattern_that_would_backtrack_is_linear(read: Read) -> None:
    from fractions import Fraction

    from compiler.records import read_provider

    record = RecordInfo("R", None, (FieldInfo("code", TextKind("(a+)+b")), FieldInfo("n", NumberKind(low=Fraction(0)))))
    _, problems = read_provider({"provider": "1", "code": "a" * 1_000_000}, (record,), "R", units={})
    assert [each.code for each in problems] == ["E519"]
    _, problems = read_provider({"provider": "1", "n": "1 000" * 1_000_000}, (record,), "R", units={})
    assert [each.code for each in problems] == ["E512"]


def test_many_different_mistakes_stay_fast_to_refuse(read: Read) -> None:
    reading = read("a.json", json.dumps([{"provider": str(number), f"fact {number}": 1} for number in range(20_000)]))
    assert len(reading.problems) == 20_000
    reading = read("a.json", json.dumps([{"provider": "1", **{f"fact {number}": 1 for number in range(20_000)}}]))
    assert len(reading.problems) == 20_000
    reading = read("a.csv", "provider," + ",".join(f"fact {number}" for number in range(20_000)))
    assert len(reading.problems) == 20_000


def test_huge_cells_end_in_problems(read: Read) -> None:
    huge = "9" * 10_000_000
    assert [each.code for each in read("a.csv", f"provider,score\n1,{huge}\n").problems] == ["E504"]
    assert [each.code for each in read("a.json", f'[{{"provider": "1", "score": {huge}}}]').problems] == ["E513"]
    assert [each.code for each in read("a.json", f'[{{"provider": "1", "score": "{huge}"}}]').problems] == ["E513"]
    assert [each.code for each in read("a.json", f'[{{"provider": "1", "since": "{huge}"}}]').problems] == ["E518"]


def test_a_fact_that_a_spreadsheet_would_take_for_a_formula_is_a_heading() -> None:
    names = ('=HYPERLINK("http://x")', "@sum", "-a", "+a", "'=a", "fine")
    records = (RecordInfo("Practice", None, tuple(FieldInfo(each, NumberKind()) for each in names)),)
    template = csv_template(records, "Practice", Form(), Room(2025))
    (headings,) = csv.reader(template.splitlines()[1:])
    assert [each[0] for each in headings[1:]] == ["'", "'", "'", "'", "'", "f"]
    plan, findings = plan_columns(headings, records[0], {"Practice": records[0]}, Form())
    assert findings == ()
    assert [*plan.fields] == ["provider", *names]
    assert [*plan_columns(["provider", *names], records[0], {}, Form())[0].fields] == ["provider", *names]


def test_a_child_table_that_declares_nothing_is_written_as_the_file_of_providers(read: Read) -> None:
    main = "# meetlat language=nl key=AGB\nAGB;score\n1;7,5\n"
    doctors = "AGB;fte\n1;1,25\n"
    reading = read("a.csv", main, tables={"doctors": doctors})
    assert reading.problems == ()
    assert reading.providers[0].facts["doctors"] == ({"fte": Decimal("1.25")},)
    own = read("a.csv", main, tables={"doctors": "# meetlat language=en\nprovider,fte\n1,1.25\n"})
    assert own.providers[0].facts["doctors"] == ({"fte": Decimal("1.25")},)
    data = '{"meetlat": {"language": "nl", "key": "AGB"}, "providers": [{"AGB": "1"}]}'
    assert read("a.json", data, tables={"doctors": doctors}).problems == ()


def test_a_heading_that_is_wrong_says_it_once(read: Read) -> None:
    reading = read("a.csv", "provider,score\n1,7\n", tables={"doctors": "provider;fte\n1;1,5\n1;0,5\n"})
    assert codes(reading) == [("E507", 1, None)]


def test_what_is_no_list_says_which_are_and_where_inner_lists_go(read: Read) -> None:
    for name in ("languages", "doctors / languages", "doctors/languages"):
        (problem,) = read("a.csv", "provider\n1\n", tables={name: "provider\n"}).problems
        assert problem.help is not None
        assert problem.help.nl.startswith("`languages` is een lijst van elk van `doctors`: geef haar in kolommen")
    (problem,) = read("a.csv", "provider\n1\n", tables={"docters": "provider\n"}).problems
    assert problem.help is not None and "`doctors`" in problem.help.en and "`region / offices`" in problem.help.en


def test_json_is_told_how_json_says_its_language(read: Read) -> None:
    (problem,) = read("a.json", '[{"provider": "1", "score": "7,5"}]').problems
    assert problem.help is not None
    assert '`"meetlat": {"language": "nl"}`' in problem.help.en and "# meetlat" not in problem.help.en
    (problem,) = read("a.csv", 'provider,score\n1,"7,5"\n').problems
    assert problem.help is not None and "# meetlat language=nl" in problem.help.en


def test_days_that_no_calendar_names_are_told(read: Read) -> None:
    held = io.BytesIO()
    days = pl.Series([-1_000_000, 20_000, 2**31 - 1], dtype=pl.Int32).cast(pl.Date)
    moments = pl.Series([10**9, None, -(10**17)], dtype=pl.Int64).cast(pl.Datetime("us"))
    pl.DataFrame({"provider": ["1", "2", "3"], "since": days, "received": moments}).write_parquet(held)
    reading = read("a.parquet", held.getvalue())
    assert [(each.code, each.place.provider, each.place.column) for each in reading.problems] == [
        ("E518", "1", "since"),
        ("E518", "3", "since"),
        ("E518", "3", "received"),
    ]
    assert [each.facts for each in reading.providers] == [{"since": datetime.date(2024, 10, 4)}]
