"""Typed facts written in either language and read back are the same; no bytes crash the door."""

from __future__ import annotations

import csv
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.ir.nodes import RecordInfo
from compiler.ir.values import NONE, UNKNOWN, Duration, FactValue
from compiler.records import Reading, read_providers
from compiler.records.converters import SPREADSHEET_ERRORS
from compiler.records.quantities import said_number
from dsl.diagnostics import Language
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    DurationKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    YesNoKind,
)
from tests.unit.compiler.records.declarations import RECORDS, UNITS

INFOS = {each.name: each for each in RECORDS}
MONTHS = {"en": "January June December", "nl": "januari juni december"}
ABSENT = {"unknown", "none", "onbekend", "geen", "afwezig", *SPREADSHEET_ERRORS}


def texts() -> st.SearchStrategy[str]:
    plain = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
    return plain.filter(lambda text: bool(text.strip()) and text.strip().casefold() not in ABSENT)


def numbers(kind: NumberKind) -> st.SearchStrategy[FactValue]:
    low = 0 if kind.low is None else int(kind.low)
    high = 10**12 if kind.high is None else int(kind.high)
    if kind.whole:
        return st.integers(low, high)
    unit = int(kind.scale)
    return st.decimals(low, high, places=4).map(lambda value: value * unit)


def values(kind: Kind, optional: bool = False) -> st.SearchStrategy[FactValue]:
    found: st.SearchStrategy[FactValue]
    match kind:
        case YesNoKind():
            found = st.booleans()
        case TextKind():
            found = texts() if kind.pattern is None else st.text("0123456789", min_size=8, max_size=8)
        case NumberKind():
            found = numbers(kind)
        case DateKind():
            found = st.dates()
        case MomentKind():
            found = st.datetimes()
        case DurationKind():
            found = st.builds(Duration, st.integers(1, 50)) | st.builds(Duration, st.just(0), st.integers(1, 50))
        case ChoiceKind():
            found = st.sampled_from(kind.options)
        case SetKind():
            found = st.frozensets(st.sampled_from(kind.options))
        case RecordKind():
            found = facts(INFOS[kind.name])
        case SeriesKind():
            found = st.dictionaries(st.sampled_from(("2021", "2022", "2023")), values(kind.element), min_size=1)
        case ListKind():
            element = values(kind.element)
            plain = isinstance(kind.element, RecordKind | ListKind)
            found = st.lists(element if plain else element | st.just(UNKNOWN), max_size=3).map(tuple)
        case _:
            raise AssertionError(kind)
    return found | st.just(NONE) if optional else found


def facts(info: RecordInfo) -> st.SearchStrategy[dict[str, FactValue]]:
    fields = {each.name: values(each.kind, each.optional) for each in info.fields}
    return st.fixed_dictionaries({}, optional=fields)


def written(value: FactValue, kind: Kind, language: Language, spelled: bool) -> object:
    """A value as the author of a file would write it; `spelled` picks the long form where there are two."""
    if value is NONE:
        return "geen" if language == "nl" else "none"
    if value is UNKNOWN:
        return None
    match kind, value:
        case YesNoKind(), bool():
            return {"en": ("no", "yes"), "nl": ("nee", "ja")}[language][value]
        case NumberKind(), int() | Decimal():
            return written_number(value, kind, language, spelled)
        case MomentKind(), datetime.datetime():
            return value.isoformat(" " if spelled else "T")
        case DateKind(), datetime.date():
            if spelled and language == "nl":
                return f"{value.day:02}-{value.month:02}-{value.year:04}"
            return value.isoformat()
        case DurationKind(), Duration():
            noun = ("months", "days") if language == "en" else ("maanden", "dagen")
            return f"{value.months} {noun[0]}" if value.months else f"{value.days} {noun[1]}"
        case SetKind(), frozenset():
            return ", ".join(sorted(value)) or ("leeg" if language == "nl" else "empty")
        case RecordKind(), dict():
            return written_record(value, INFOS[kind.name], language, spelled)
        case SeriesKind(), dict():
            return {year: written(each, kind.element, language, spelled) for year, each in value.items()}
        case ListKind(), tuple():
            return [written(each, kind.element, language, spelled) for each in value]
    return value


def written_number(value: int | Decimal, kind: NumberKind, language: Language, spelled: bool) -> str:
    text = said_number(value * 100 if kind.form == "percent" else value / Decimal(int(kind.scale)), language)
    if not spelled:
        text = text.replace(" " if language == "en" else ".", "")
    if kind.form == "percent":
        return f"{text} %" if spelled else f"{text}%"
    return f"{text} {kind.unit}" if spelled and kind.unit else text


def written_record(
    value: dict[str, FactValue], info: RecordInfo, language: Language, spelled: bool
) -> dict[str, object]:
    return {
        name: written(each, field.kind, language, spelled)
        for name, each in value.items()
        if (field := info.find(name)) is not None
    }


def cells(raw: object, kind: Kind, name: str, joint: str = " ") -> dict[str, str]:
    """The columns of a table that say what the nested object says."""
    match kind, raw:
        case RecordKind(), dict():
            found: dict[str, str] = {}
            for each, inner in raw.items():
                info = INFOS[kind.name].find(each)
                assert info is not None
                found |= cells(inner, info.kind, f"{name} / {each}" if name else each)
            return found
        case SeriesKind(), dict():
            return {f"{name} / {year}": str(each) for year, each in raw.items()}
        case ListKind(), list():
            found = {f"{name} / number": str(len(raw))}
            for index in range(3):
                found |= (
                    {f"{name}{joint}{index + 1}": ""} if not isinstance(kind.element, RecordKind | ListKind) else {}
                )
            if isinstance(kind.element, RecordKind):
                first = INFOS[kind.element.name].fields[0].name
                found |= {f"{name}{joint}{index + 1} / {first}": "" for index in range(3)}
            if isinstance(kind.element, ListKind):
                found |= {f"{name}{joint}{index + 1} / number": "" for index in range(3)}
            for index, each in enumerate(raw):
                found |= cells(each, kind.element, f"{name}{joint}{index + 1}", " / ")
            return found
        case ListKind(), str():
            return {f"{name} / number": raw}
    return {name: "" if raw is None else str(raw)}


def without_empty(value: FactValue, *, element: bool = False) -> FactValue:
    """As a table can say it: a record with nothing known is unknown, except as an element."""
    if isinstance(value, dict):
        kept = {name: without_empty(each) for name, each in value.items()}
        kept = {name: each for name, each in kept.items() if each is not UNKNOWN}
        return kept if kept or element else UNKNOWN
    if isinstance(value, tuple):
        return tuple(without_empty(each, element=True) for each in value)
    return value


SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_text(folder: Path, name: str, text: str | bytes) -> Reading:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_providers(path, RECORDS, "Practice", units=UNITS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("records")


@SETTINGS
@given(facts=facts(RECORDS[0]), language=st.sampled_from(["en", "nl"]), spelled=st.booleans())
def test_json_round_trip(folder: Path, facts: dict[str, FactValue], language: Language, spelled: bool) -> None:
    record = {"provider": "p", **written_record(facts, RECORDS[0], language, spelled)}
    text = json.dumps({"meetlat": {"language": language}, "providers": [record]})
    reading = read_text(folder, "a.json", text)
    assert reading.problems == ()
    assert reading.providers[0].facts == facts
    lines = json.dumps({"meetlat": {"language": language}}) + "\n" + json.dumps(record, ensure_ascii=False)
    assert read_text(folder, "a.jsonl", lines).providers[0].facts == facts


@SETTINGS
@given(
    facts=facts(RECORDS[0]),
    language=st.sampled_from(["en", "nl"]),
    spelled=st.booleans(),
    separator=st.sampled_from([",", ";", "\t"]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_csv_round_trip(
    folder: Path, facts: dict[str, FactValue], language: Language, spelled: bool, separator: str, ending: str
) -> None:
    raw = written_record(facts, RECORDS[0], language, spelled)
    row = {"provider": "p", **cells(raw, RecordKind("Practice"), "")}
    out = io.StringIO(newline="")
    out.write(f"# meetlat language={language} separator={'tab' if separator == chr(9) else separator}{ending}")
    writer = csv.writer(out, delimiter=separator, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerow(row.keys())
    writer.writerow(row.values())
    reading = read_text(folder, "a.csv", out.getvalue())
    assert reading.problems == ()
    expected = without_empty(facts)
    assert reading.providers[0].facts == ({} if expected is UNKNOWN else expected)


FRAGMENTS = st.sampled_from(
    '{ } [ ] , : "provider" "1" "score" 7.5 1e9 NaN null true "x" "doctors" "fte" \n \r\n ; " # meetlat \ufeff \x00 '
    "language=nl separator=; percent=points provider doctors / number fte assessed codes 1 % € é \\ud800 -".split(" ")
)


@settings(max_examples=600, deadline=None)
@given(
    data=st.binary(max_size=200) | st.lists(FRAGMENTS, max_size=40).map(lambda parts: "".join(parts).encode("utf-8")),
    suffix=st.sampled_from(["json", "jsonl", "csv"]),
)
def test_no_bytes_crash_the_door(folder: Path, data: bytes, suffix: str) -> None:
    reading = read_text(folder, f"b.{suffix}", data)
    assert reading.records == len(reading.providers) + reading.rejected
    for problem in reading.problems:
        assert problem.message.en.isprintable() and problem.message.nl.isprintable()
        json.dumps(problem.as_data("en")).encode()


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["fte", "x", "value", "by"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(record=st.dictionaries(st.sampled_from([*(each.name for each in RECORDS[0].fields), "provider"]), JSON_VALUES))
def test_any_parsed_object_ends_in_a_provider_or_problems(record: dict[str, object]) -> None:
    from compiler.records import read_provider

    provider, problems = read_provider(record, RECORDS, "Practice", units=UNITS)
    assert (provider is None) == bool(problems)
