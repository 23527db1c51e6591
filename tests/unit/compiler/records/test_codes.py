"""Each code fires, at the right place, and every code has a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.records import Reading
from tests.unit.compiler.records.conftest import Read

ROOT = Path(__file__).parents[4]
GOOD = {"provider": "1"}

# code, file, text, settings, tables, (line, column of the table heading or fact), part of the English message or help
CASES: list[tuple[str, str, str | bytes, dict[str, dict[str, str]], tuple[int | None, str | None], str]] = [
    ("E501", "a.ods", "", {}, (None, None), "`.csv`"),
    ("E502", "a.csv", b"provider,city\n1,Cura\xe7ao\n", {}, (2, None), "0xe7"),
    ("E503", "a.json", "[" * 100_000, {}, (1, None), "nested"),
    ("E504", "a.json", '[{"provider": "1",}]', {}, (1, None), "not JSON"),
    ("E504", "a.json", "", {}, (1, None), "not JSON"),
    ("E504", "a.jsonl", '{"provider": "1"}\n{"provider": "2"\n', {}, (2, None), "not JSON"),
    ("E504", "a.csv", 'provider,city\n1,"a"b\n', {}, (2, None), "not CSV"),
    ("E505", "a.json", '{"provider": "1"}', {}, (1, None), "list of providers"),
    ("E505", "a.json", "7", {}, (1, None), "list of providers"),
    ("E505", "a.csv", "", {}, (1, None), "no header"),
    ("E505", "a.csv", "provider,city\n1\n", {}, (2, None), "1 cells and the header 2"),
    ("E506", "a.csv", "# meetlat language=de\nprovider\n", {}, (1, None), "`en` or `nl`"),
    ("E506", "a.csv", "# meetlat langage=nl\nprovider\n", {}, (1, None), "did you mean `language`"),
    ("E506", "a.json", '{"meetlat": {"separator": ";"}, "providers": []}', {}, (1, None), "means nothing"),
    ("E506", "a.json", "[]", {"settings": {"percent": "many"}}, (1, None), "`fraction` or `points`"),
    ("E507", "a.json", '[{"provider": "1",\n "citty": "Ede"}]', {}, (2, "citty"), "did you mean `city`"),
    ("E507", "a.json", '[{"provider": "1",\n "doctors": [{}, {"FTE": 1}]}]', {}, (2, "doctors 2 / FTE"), "mean `fte`"),
    ("E527", "a.json", '[{"provider": "1",\n "satisfaction": {"23": 7}}]', {}, (2, "satisfaction / 23"), "not a year"),
    ("E507", "a.csv", "provider,satisfaction / 23\n", {}, (1, None), "names no declared fact"),
    (
        "E508",
        "a.json",
        '[{"provider": "1",\n "satisfaction": {"2023": 7, "2023": 8}}]',
        {},
        (2, "satisfaction / 2023"),
        "twice",
    ),
    ("E507", "a.json", '{"providers": [], "provders": []}', {}, (1, None), "did you mean `providers`"),
    ("E507", "a.csv", "provider,registered_patients\n", {}, (1, None), "did you mean `registered patients`"),
    ("E507", "a.csv", "provider,doctors / number,docters 1 / fte\n", {}, (1, None), "did you mean `doctors 1 / fte`"),
    ("E507", "a.csv", "provider,region/name\n", {}, (1, None), "did you mean `region / name`"),
    ("E507", "a.csv", "provider,assessed / bye\n", {}, (1, None), "did you mean `assessed / by`"),
    ("E507", "a.csv", "practice;city\n", {}, (1, None), "`# meetlat language=nl key=practice` when"),
    (
        "E507",
        "a.csv",
        "practice;city\n1;Ede,Epe,Est\n",
        {},
        (1, None),
        "`# meetlat language=en separator=; key=practice`",
    ),
    ("E507", "a.csv", "provider\tcity\n", {}, (1, None), "`# meetlat language=en separator=tab` when"),
    ("E507", "a.csv", "sep=;\nprovider;city\n1;Ede\n", {}, (1, None), "in place of this line"),
    ("E507", "a.csv", "provider,\n1,x\n", {}, (2, None), "column 2 has no heading"),
    ("E508", "a.json", '[{"provider": "1", "city": "Ede", "city": "Epe"}]', {}, (1, "city"), "twice"),
    (
        "E508",
        "a.csv",
        "# meetlat language=en language=nl\nprovider\n",
        {},
        (1, None),
        "setting `language` stands twice",
    ),
    ("E508", "a.jsonl", '{"meetlat": {"language": "en", "language": "nl"}}', {}, (1, None), "stands twice"),
    ("E508", "a.csv", "provider,city,city\n", {}, (1, None), "twice"),
    ("E509", "a.json", '[{"city": "Ede"}]', {}, (1, "provider"), "no provider is named"),
    ("E509", "a.json", '[{"provider": true}]', {}, (1, "provider"), "cannot name"),
    ("E509", "a.csv", "city\nEde\n", {}, (1, None), "no column `provider`"),
    ("E509", "a.csv", "provider,city\n ,Ede\n", {}, (2, "provider"), "no provider is named"),
    ("E510", "a.jsonl", '{"provider": "1"}\n{"provider": "1"}', {}, (2, None), "a.jsonl:1"),
    ("E511", "a.json", '[{"provider": "1", "certificate": 1}]', {}, (1, "certificate"), "`yes` or `no`"),
    ("E511", "a.csv", "provider,certificate\n1,y\n", {}, (2, "certificate"), "write `yes`"),
    ("E511", "a.csv", "provider,certificate\n1,J\n", {}, (2, "certificate"), "language=nl separator=,`"),
    ("E511", "a.csv", "provider,certificate\n1,n.v.t.\n", {}, (2, "certificate"), "leave the cell empty"),
    ("E511", "a.csv", "provider,certificate\n1,ja\n", {}, (2, "certificate"), "not `ja`"),
    ("E512", "a.csv", "provider,score\n1,seven\n", {}, (2, "score"), "not `seven`"),
    ("E512", "a.csv", 'provider,score\n1,"7,5"\n', {}, (2, "score"), "`# meetlat language=nl separator=,`"),
    ("E512", "a.csv", "provider,score\n1,-\n", {}, (2, "score"), "leave the cell empty"),
    ("E512", "a.csv", "provider,score\n1,onbekend\n", {}, (2, "score"), "if it is in Dutch"),
    ("E512", "a.csv", 'provider,score\n1,"4,200.5"\n', {}, (2, "score"), "write `4200.5`"),
    ("E512", "a.csv", "# meetlat language=nl\nprovider;score\n1;4 200\n", {}, (3, "score"), "write `4200`"),
    ("E512", "a.csv", "provider,score\n1,1e2\n", {}, (2, "score"), "not `1e2`"),
    ("E512", "a.csv", "provider,score\n1,1 2500\n", {}, (2, "score"), "not `1 2500`"),
    ("E512", "a.json", '[{"provider": "1", "score": true}]', {}, (1, "score"), "not `true`"),
    ("E513", "a.json", '[{"provider": "1", "score": NaN}]', {}, (1, "score"), "`NaN` is not a finite"),
    ("E513", "a.json", '[{"provider": "1", "score": -Infinity}]', {}, (1, "score"), "`-Infinity`"),
    ("E513", "a.json", '[{"provider": "1", "score": 1e400}]', {}, (1, "score"), "at most 40 digits"),
    ("E513", "a.json", '[{"provider": "1", "score": 1e99999999999999999999}]', {}, (1, "score"), "at most 40"),
    ("E513", "a.json", f'[{{"provider": "1", "score": {"1" * 10_000}}}]', {}, (1, "score"), "at most 40 digits"),
    ("E513", "a.json", f'[{{"provider": "1", "score": 0.{"1" * 41}}}]', {}, (1, "score"), "at most 40 digits"),
    ("E513", "a.csv", "provider,score\n1,NaN\n", {}, (2, "score"), "`NaN`"),
    ("E514", "a.json", '[{"provider": "1", "mandate": 80}]', {}, (1, "mandate"), "write `80%`"),
    ("E514", "a.csv", "provider,mandate\n1,0.8\n", {}, (2, "mandate"), "write `80%` or `0.8%`, whichever is meant"),
    ("E514", "a.csv", "provider,score\n1,80%\n", {}, (2, "score"), "a number"),
    ("E515", "a.csv", "provider,opening\n1,3 fte\n", {}, (2, "opening"), "a quantity in hours"),
    ("E515", "a.csv", "provider,opening\n1,3 hourz\n", {}, (2, "opening"), "did you mean `hour`"),
    ("E515", "a.csv", "provider,score\n1,3 fte\n", {}, (2, "score"), "without unit"),
    ("E516", "a.json", '[{"provider": "1", "registered patients": 2.5}]', {}, (1, "registered patients"), "whole"),
    ("E516", "a.csv", "provider,visits\n1,2.5\n", {}, (2, "visits"), "a whole number"),
    ("E517", "a.json", '[{"provider": "1", "registered patients": -1}]', {}, (1, "registered patients"), "least 0"),
    ("E517", "a.json", '[{"provider": "1", "score": 10.01}]', {}, (1, "score"), "at most 10"),
    ("E518", "a.csv", "provider,since\n1,01-06-2025\n", {}, (2, "since"), "if it is in Dutch"),
    ("E518", "a.csv", "provider,since\n1,2025-06-01 00:00:00\n", {}, (2, "since"), "without the time: `2025-06-01`"),
    ("E518", "a.csv", "provider,since\n1,2025-02-30\n", {}, (2, "since"), "not `2025-02-30`"),
    ("E518", "a.csv", "provider,since\n1,45292\n", {}, (2, "since"), "a spreadsheet keeps 2024-01-01 as this number"),
    ("E518", "a.csv", "provider,received\n1,2025-02-03\n", {}, (2, "received"), "a date and time"),
    (
        "E518",
        "a.csv",
        "# meetlat language=nl\nprovider;received\n1;1 oktober 2026 12.00 uur\n",
        {},
        (3, "received"),
        "write `1 oktober 2026 12:00`",
    ),
    (
        "E518",
        "a.csv",
        "# meetlat language=nl\nprovider;received\n1;01-10-2026, om 9.30\n",
        {},
        (3, "received"),
        "write `01-10-2026 09:30`",
    ),
    (
        "E518",
        "a.csv",
        "# meetlat language=nl\nprovider;received\n1;01-10-2026\n",
        {},
        (3, "received"),
        "write the time behind the day",
    ),
    (
        "E518",
        "a.csv",
        "# meetlat language=nl\nprovider;received\n1;31-09-2026 12:00\n",
        {},
        (3, "received"),
        "no such day",
    ),
    ("E518", "a.csv", "# meetlat language=nl\nprovider;since\n1;31-09-2026\n", {}, (3, "since"), "no such day"),
    ("E518", "a.csv", "provider,received\n1,2025-02-03T12:00Z\n", {}, (2, "received"), "without offset"),
    ("E518", "a.csv", "provider,waiting time\n1,six weeks\n", {}, (2, "waiting time"), "a duration"),
    ("E519", "a.json", '[{"provider": "1", "AGB code": "123"}]', {}, (1, "AGB code"), "matches `[0-9]{8}`"),
    ("E519", "a.json", '[{"provider": "1", "city": 7}]', {}, (1, "city"), "expected text"),
    ("E519", "a.json", r'[{"provider": "1", "city": "\ud800"}]', {}, (1, "city"), r"not `\ud800`"),
    ("E520", "a.csv", "provider,form\n1,Solo\n", {}, (2, "form"), "did you mean `solo`"),
    ("E520", "a.csv", 'provider,programmes\n1,"DMII, dmii"\n', {}, (2, "programmes"), "did you mean `DMII`"),
    ("E521", "a.csv", "provider,score\n1,none\n", {}, (2, "score"), "not optional"),
    ("E522", "a.csv", "provider,codes 1\n1,7\n", {}, (1, "codes / number"), "how many"),
    ("E522", "a.csv", "provider,codes\n1,7\n", {}, (1, None), "is a list"),
    ("E522", "a.csv", "provider,codes / number,codes 1\n1,x,7\n", {}, (2, "codes / number"), "not `x`"),
    ("E522", "a.csv", "provider,codes / number,codes 1\n1,0,7\n", {}, (2, "codes 1"), "has 0 elements"),
    ("E522", "a.csv", "provider,codes / number,codes 1\n1,,7\n", {}, (2, "codes 1"), "not how many elements"),
    ("E522", "a.csv", "provider,codes / number,codes 1\n1,2,7\n", {}, (2, "codes / number"), "columns for 1"),
    ("E523", "a.csv", "provider\n1\n", {"tables": {"city": "provider\n"}}, (None, None), "not a list"),
    ("E523", "a.csv", "provider\n01\n", {"tables": {"codes": "provider,value\n1,7\n"}}, (2, None), "mean `01`"),
    (
        "E523",
        "a.csv",
        "provider,codes / number\n",
        {"tables": {"codes": "provider,value\n"}},
        (1, None),
        "file of its own",
    ),
    (
        *("E523", "a.json", '[{"provider": "1", "codes": [8]}]', {"tables": {"codes": "provider,value\n1,7\n"}}),
        *((2, "codes"), "both"),
    ),
    ("E524", "a.csv", "provider,assessed,assessed / by\n1,,Jansen\n", {}, (2, "assessed"), "but not yes or no"),
    ("E525", "a.csv", "provider,city\n1,#N/A\n", {}, (2, "city"), "error of the spreadsheet"),
    ("E526", "a.json", '[{"provider": "1", "doctors": {"fte": 1}}]', {}, (1, "doctors"), "a list"),
    ("E526", "a.json", '[{"provider": "1", "region": [1]}]', {}, (1, "region"), "an object"),
    ("E526", "a.json", "[7]", {}, (1, None), "an object"),
    ("E526", "a.csv", "provider,region,region / name\n1,none,Utrecht\n", {}, (2, "region"), "stands where"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{str(case[2])[:40]!r}")
def test_code_fires_once_at_its_place(case: tuple[object, ...], read: Read) -> None:
    code, name, text, options, (line, column), part = case  # type: ignore[misc]
    reading: Reading = read(name, text, **options)  # type: ignore[arg-type]
    assert [each.code for each in reading.problems] == [code] * (2 if code == "E510" else 1)  # of two each is told
    problem = reading.problems[-1]
    assert (problem.place.line, problem.place.column) == (line, column)
    assert part in problem.message.en + (problem.help.en if problem.help else "")
    assert not reading.providers or name.endswith("jsonl")
    assert problem.message.nl != problem.message.en
    for words in (problem.message.en, problem.message.nl):
        assert "\n" not in words and not words.endswith(".")
    assert problem.as_data("nl")["code"] == code


def test_a_missing_file_is_a_problem(read: Read, tmp_path: Path) -> None:
    from compiler.records import read_providers
    from tests.unit.compiler.records.declarations import RECORDS, UNITS

    reading = read_providers(tmp_path / "no.csv", RECORDS, "Practice", units=UNITS)
    assert [each.code for each in reading.problems] == ["E501"]
    (tmp_path / "dir.csv").mkdir()
    reading = read_providers(tmp_path / "dir.csv", RECORDS, "Practice", units=UNITS)
    assert [each.code for each in reading.problems] == ["E501"]
    (tmp_path / "large.csv").write_text("provider\n1\n")
    reading = read_providers(tmp_path / "large.csv", RECORDS, "Practice", units=UNITS, most_bytes=5)
    assert [each.code for each in reading.problems] == ["E503"]


def test_every_code_in_the_code_is_tried_and_has_a_page() -> None:
    used = set()
    for file in (ROOT / "compiler" / "records").glob("*.py"):
        used |= set(re.findall(r'"(E5\d\d)"', file.read_text(encoding="utf-8")))
    assert used == {case[0] for case in CASES}
    assert used == {page.stem for page in (ROOT / "dsl" / "pages").glob("E5*.md")}


@pytest.mark.parametrize(
    ("name", "text", "advised"),
    [
        ("a.csv", "practice,city\n1,Ede\n", "`# meetlat key=practice`"),
        ("a.csv", "practice code,city\n1,Ede\n", '`# meetlat key="practice code"`'),
        ("a.json", '[{"practice": "1", "city": "Ede"}]', '`{"meetlat": {"key": "practice"}, "providers": […]}`'),
    ],
)
def test_what_may_name_the_provider_is_asked_about(read: Read, name: str, text: str, advised: str) -> None:
    unknown, nameless = read(name, text).problems
    assert (unknown.code, nameless.code) == ("E507", "E509")
    assert nameless.help is not None and advised in nameless.help.en and advised in nameless.help.nl


def test_advice_keeps_the_key_that_a_file_declares_and_shows_no_heading_that_does_not_print(read: Read) -> None:
    first, *_ = read("a.csv", "# meetlat key=practice\npractice;city\n").problems
    assert first.help is not None and "`# meetlat language=nl key=practice`" in first.help.en
    for text in ("\x1b[31mred;city\n1;Ede\n", "\x1b[31mred,city\n1,Ede\n"):
        for problem in read("a.csv", text).problems:
            said = problem.message.en + ("" if problem.help is None else problem.help.en)
            assert said.isprintable(), said
