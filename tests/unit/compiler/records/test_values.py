"""Good cells of every kind, in either language and every file type."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from fractions import Fraction

import pytest

from compiler.ir.values import NONE, UNKNOWN, Duration
from compiler.records import Form, Judgement, read_provider
from compiler.records.quantities import said_number, simplest
from tests.unit.compiler.records.conftest import Read
from tests.unit.compiler.records.declarations import RECORDS, UNITS

JUNE = datetime.date(2025, 6, 1)
NOON = datetime.datetime(2025, 6, 1, 12, 0)

EN: list[tuple[str, str, object]] = [
    ("certificate", "yes", True),
    ("certificate", "FALSE", False),
    ("score", "7", 7),
    ("score", "-7.25", Decimal("-7.25")),
    ("score", "−1", -1),
    ("visits", "1 250", 1250),
    ("visits", "3.0", 3),
    ("registered patients", "4 200 patients", 4200),
    ("mandate", "80%", Decimal("0.8")),
    ("mandate", "80.5 %", Decimal("0.805")),
    ("opening", "0.5", 30),
    ("opening", "0.5 hours", 30),
    ("opening", "30 minutes", 30),
    ("tariff", "€ 1 250.50", Decimal("1250.5")),
    ("tariff", "12 EUR", 12),
    ("tariff", "12 €", 12),
    ("rate", "0.001", Decimal("0.001")),
    ("rate", "1.0 fte per 3000 patients", Fraction(1, 3000)),
    ("rate", "1 fte per patient", 1),
    ("since", "2025-06-01", JUNE),
    ("since", "1 June 2025", JUNE),
    ("since", "none", NONE),
    ("received", "2025-06-01T12:00", NOON),
    ("received", "1 June 2025 12:00", NOON),
    ("waiting time", "6 weeks", Duration(0, 42)),
    ("form", " group practice ", "group practice"),
    ("programmes", "DMII,COPD", frozenset({"DMII", "COPD"})),
    ("programmes", "empty", frozenset()),
    ("city", " Den Haag", " Den Haag"),
]
NL: list[tuple[str, str, object]] = [
    ("certificate", "Ja", True),
    ("certificate", "nee", False),
    ("score", "-7,25", Decimal("-7.25")),
    ("visits", "1.250", 1250),
    ("mandate", "80,5%", Decimal("0.805")),
    ("opening", "0,5 uur", 30),
    ("tariff", "€ 1.250,50", Decimal("1250.5")),
    ("rate", "1,0 fte per 3.000 patiënten", Fraction(1, 3000)),
    ("since", "1 juni 2025", JUNE),
    ("since", "01-06-2025", JUNE),
    ("since", "2025-06-01", JUNE),
    ("since", "geen", NONE),
    ("since", "Afwezig", NONE),
    ("received", "1-6-2025 12:00", NOON),
    ("waiting time", "6 weken", Duration(0, 42)),
    ("waiting time", "1 jaar", Duration(12)),
    ("programmes", "leeg", frozenset()),
]


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
@pytest.mark.parametrize(
    ("language", "name", "text", "value"), [("en", *each) for each in EN] + [("nl", *each) for each in NL]
)
def test_text_cells(kind: str, language: str, name: str, text: str, value: object, read: Read) -> None:
    record = json.dumps({"provider": "1", name: text})
    form = json.dumps({"language": language})
    content = {
        "csv": f'# meetlat language={language} separator=;\nprovider;{name}\n1;"{text}"\n',
        "json": f'{{"meetlat": {form}, "providers": [{record}]}}',
        "jsonl": f'{{"meetlat": {form}}}\n{record}\n',
    }[kind]
    reading = read(f"a.{kind}", content)
    assert reading.problems == ()
    assert reading.providers[0].facts == {name: value}
    assert not isinstance(reading.providers[0].facts[name], float)


@pytest.mark.parametrize("text", ["", " ", "unknown", "Unknown"])
def test_empty_is_unknown_in_every_column(text: str, read: Read) -> None:
    names = [field.name for field in RECORDS[0].fields if field.name not in ("doctors", "codes", "grid")]
    reading = read("a.csv", ",".join(["provider", *names]) + "\n1" + f",{text}" * len(names) + "\n")
    assert reading.problems == ()
    assert reading.providers[0].facts == {}
    reading = read("a.json", json.dumps([{"provider": "1", **dict.fromkeys(names, text)}]))
    assert reading.problems == ()
    assert reading.providers[0].facts == {}


def test_json_values_and_nesting(read: Read) -> None:
    reading = read(
        "a.json",
        '[{"provider": 7, "score": 1e1, "opening": 0.1, "programmes": [], "region": {"offices": [{"distance": 1.5}, null]},'
        ' "doctors": [], "codes": [1, null, "3"], "grid": [[1], []], "city": null, "contracted 2023": true}]',
    )
    assert reading.problems == ()
    assert reading.providers[0].id == "7"
    assert reading.providers[0].facts == {
        "score": 10,
        "opening": 6,
        "programmes": frozenset(),
        "region": {"offices": ({"distance": 1500}, UNKNOWN)},
        "doctors": (),
        "codes": (1, UNKNOWN, 3),
        "grid": ((1,), ()),
        "contracted 2023": True,
    }


def test_nested_columns(read: Read) -> None:
    reading = read(
        "a.csv",
        "provider,region / preferred by VGZ,region / offices / number,region / offices 1 / distance,doctors / number,"
        "doctors 1 / fte,doctors 2 / fte,doctors 2 / languages / number,doctors 2 / languages 1,codes / number,codes 1,"
        "grid / number,grid 1 / number,grid 1 / 1,contracted 2023\n"
        "1,yes,1,300 metres,2,0.8,,1,Frysk,1,,1,1,5,no\n"
        "2,,,,0,,,,,,,,,,\n"
        "3,,,,none,,,,,,,,,,\n",
    )
    assert reading.problems == ()
    assert [each.facts for each in reading.providers] == [
        {
            "region": {"preferred by VGZ": True, "offices": ({"distance": 300},)},
            "doctors": ({"fte": Decimal("0.8")}, {"languages": ("Frysk",)}),
            "codes": (UNKNOWN,),
            "grid": ((5,),),
            "contracted 2023": False,
        },
        {"doctors": ()},
        {"doctors": NONE},
    ]


def test_percentages_as_declared(read: Read) -> None:
    for percent, text in (("points", "80"), ("fraction", "0.8"), ("points", "80%"), ("fraction", "80 %")):
        reading = read("a.csv", f"# meetlat percent={percent}\nprovider,mandate\n1,{text}\n")
        assert reading.providers[0].facts == {"mandate": Decimal("0.8")}, (percent, text)
    reading = read("a.json", '[{"provider": "1", "mandate": 80}]', settings={"percent": "points"})
    assert reading.providers[0].facts == {"mandate": Decimal("0.8")}


def test_judgements(read: Read) -> None:
    reading = read(
        "a.json",
        '[{"provider": "1", "assessed": {"value": "yes", "by": "Jansen", "on": "2025-06-01", "why": "seen"}},'
        ' {"provider": "2", "assessed": false}, {"provider": "3", "assessed": null}, {"provider": "4", "assessed": {}}]',
    )
    assert reading.problems == ()
    assert [each.facts for each in reading.providers] == [{"assessed": True}, {"assessed": False}, {}, {}]
    assert reading.providers[0].judgements == {"assessed": Judgement(True, "Jansen", JUNE, "seen")}
    assert reading.providers[1].judgements == {"assessed": Judgement(False)}
    assert reading.providers[2].judgements == {}
    table = read("a.csv", "provider,assessed,assessed / by,assessed / on\n1,yes,Jansen,1 June 2025\n2,,,\n")
    assert table.providers[0].judgements == {"assessed": Judgement(True, "Jansen", JUNE)}
    assert table.providers[1].facts == {}


def test_one_object() -> None:
    provider, problems = read_provider({"provider": "1", "score": Decimal("1.5")}, RECORDS, "Practice", units=UNITS)
    assert problems == () and provider is not None and provider.facts == {"score": Decimal("1.5")}
    for bad in (1.5, float("nan"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), 10**5000, Decimal("1e41")):
        provider, problems = read_provider({"provider": "1", "score": bad}, RECORDS, "Practice", units=UNITS)
        assert provider is None and [each.code for each in problems] == ["E513"], bad
    provider, problems = read_provider(
        {"provider": "1", "score": "1,5"}, RECORDS, "Practice", units=UNITS, form=Form("nl")
    )
    assert provider is not None and provider.facts == {"score": Decimal("1.5")}


def test_records_that_hold_themselves_end() -> None:
    from compiler.ir.nodes import FieldInfo, RecordInfo
    from dsl.kinds import ListKind, RecordKind

    tree = RecordInfo("Tree", None, (FieldInfo("parts", ListKind(RecordKind("Tree"))),))
    raw: dict[str, object] = {}
    for _ in range(100_000):
        raw = {"parts": [raw]}
    provider, problems = read_provider({"provider": "1", **raw}, (tree,), "Tree", units={})
    assert provider is None and [each.code for each in problems] == ["E503"]
    provider, problems = read_provider({"provider": "1", "parts": [{"parts": []}]}, (tree,), "Tree", units={})
    assert provider is not None and provider.facts == {"parts": ({"parts": ()},)}
    while raw:
        raw = raw["parts"][0]  # type: ignore[index]


def test_numbers_are_said_as_the_language_writes_them() -> None:
    assert said_number(Decimal("1234567.50"), "en") == "1 234 567.5"
    assert said_number(Decimal("1234567.50"), "nl") == "1.234.567,5"
    assert said_number(Fraction(1, 3), "nl") == "1/3"
    assert said_number(10**30 + 1, "en") == "1 000 000 000 000 000 000 000 000 000 001"
    assert simplest(Fraction(1, 80)) == Decimal("0.0125")
    assert simplest(Fraction(10**170 + 1, 8)) == Fraction(10**170 + 1, 8)
