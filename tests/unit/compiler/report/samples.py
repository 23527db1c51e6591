"""A policy in the IR that shows every verdict, and providers for it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from compiler.ir.nodes import (
    And,
    Citation,
    Compare,
    Computed,
    Criterion,
    Expr,
    FieldInfo,
    Fold,
    Get,
    Item,
    Lit,
    Mark,
    Policy,
    Ratio,
    RecordInfo,
    Root,
    Row,
    Table,
)
from compiler.ir.values import FactValue, Scalar
from dsl.diagnostics import Language
from dsl.kinds import ChoiceKind, DateKind, Dimension, Kind, ListKind, NumberKind, RecordKind, YesNoKind

FTE = NumberKind("quantity", Dimension.of("fte"), "fte")
PATIENTS = NumberKind("quantity", Dimension.of("patient"), "patients", whole=True, low=Fraction(0))
HOURS = NumberKind("quantity", Dimension.of("minute"), "hours", Fraction(60))
PERCENT = NumberKind("percent")
POSITION = ChoiceKind(("owner", "employed", "locum"))
ROUTE = ChoiceKind(("own agreement", "request to follow"))
DOCTORS = ListKind(RecordKind("Doctor"))

DOCTOR = RecordInfo(
    "Doctor",
    None,
    (
        FieldInfo("fte", FTE, changeable=True),
        FieldInfo("position", POSITION),
        FieldInfo("covers evenings", YesNoKind()),
    ),
)
PRACTICE = RecordInfo(
    "Practice",
    "GP practice",
    (
        FieldInfo("registered patients", PATIENTS, supplied_by="the practice"),
        FieldInfo("doctors", DOCTORS),
        FieldInfo("mandate", PERCENT),
        FieldInfo("opening hours", HOURS),
        FieldInfo("founded on", DateKind(), optional=True),
        FieldInfo("open direction", YesNoKind()),
        FieldInfo("new", YesNoKind()),
        FieldInfo("small region", YesNoKind()),
        FieldInfo("assessed positively", YesNoKind(), judgement=True, judge="VGZ purchaser"),
    ),
)


def fact(name: str, judgement: bool = False) -> Get:
    info = PRACTICE.find(name)
    assert info
    return Get(Root(), name, info.kind, judgement, info.optional)


def of_doctor(name: str) -> Get:
    info = DOCTOR.find(name)
    assert info
    return Get(Item(0), name, info.kind)


def compare(relation: Any, left: Expr, right: Scalar, kind: Kind) -> Compare:
    return Compare(relation, left, Lit(right), kind)


def criterion(
    name: str, body: Expr, kind: Literal["requirement", "exclusion"] = "requirement", **more: Any
) -> Criterion:
    source = Citation("d-2025", (f"{name}.01",), "annex 2, item 9")
    return Criterion(name, kind, more.get("title"), (source,), more.get("applies"), body, more.get("unless"))


STAFFING = Mark(
    compare(
        "≥",
        Ratio(Fold("total", fact("doctors"), 0, None, of_doctor("fte")), fact("registered patients")),
        Fraction(1, 3000),
        NumberKind("quantity", FTE.dimension.per(PATIENTS.dimension)),
    ),
    "total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients",
)
FIXED = Mark(
    Fold(
        "some",
        fact("doctors"),
        0,
        None,
        Mark(
            And(
                (
                    Mark(compare("≠", of_doctor("position"), "locum", POSITION), "position is not locum"),
                    Mark(of_doctor("covers evenings"), "covers evenings"),
                )
            ),
            "all of",
            heading=True,
        ),
    ),
    "some doctor has",
)
MANDATE = Mark(compare("≥", fact("mandate"), Fraction(4, 5), PERCENT), "mandate ≥ 80%")
SMALL = Mark(fact("small region"), "small region")
CRITERIA = (
    criterion("staffing", STAFFING, title="Enough doctors"),
    criterion("fixed doctor", FIXED),
    criterion("assessment", Mark(fact("assessed positively", True), "assessed positively")),
    criterion("mandate", MANDATE, unless=SMALL),
    criterion(
        "opening",
        Mark(compare("≤", fact("opening hours"), Fraction(600), HOURS), "opening hours ≤ 10 hours"),
        applies=Mark(fact("new"), "new"),
    ),
    criterion(
        "age",
        Mark(
            compare("≤", fact("founded on"), datetime.date(2024, 1, 1), DateKind()),
            "founded on on or before 2024-01-01",
        ),
    ),
    criterion("directions", Mark(fact("open direction"), "open direction"), "exclusion"),
)
TABLE = Table(
    "agreement route",
    "Which route",
    "unique",
    (Citation("d-2025", ("route.01",)),),
    (fact("mandate"),),
    ("mandate",),
    ("route", "share"),
    (ROUTE, PERCENT),
    (
        Row((compare("≥", fact("mandate"), Fraction(1, 4), PERCENT),), ("own agreement", Fraction(1, 2))),
        Row((compare("<", fact("mandate"), Fraction(1, 4), PERCENT),), ("request to follow", Fraction(1, 2))),
    ),
)
TOTAL = Computed("fte of all doctors", None, FTE, (), Fold("total", fact("doctors"), 0, None, of_doctor("fte")))


def policy(language: Language = "en", allows: bool = True) -> Policy:
    return Policy(
        "vgz.practice",
        "GP practice agreement",
        "Agreement 2025",
        language,
        datetime.date(2025, 3, 1),
        datetime.date(2025, 1, 1),
        datetime.date(2025, 12, 31),
        allows,
        "Practice",
        (PRACTICE, DOCTOR),
        CRITERIA,
        (TABLE,),
        (TOTAL,),
    )


GOOD: dict[str, FactValue] = {
    "registered patients": 4200,
    "doctors": (
        {"fte": Decimal("0.8"), "position": "owner", "covers evenings": True},
        {"fte": Decimal("0.6"), "position": "locum", "covers evenings": False},
    ),
    "mandate": Decimal("0.85"),
    "opening hours": 540,
    "founded on": datetime.date(2020, 5, 17),
    "open direction": False,
    "new": False,
    "small region": True,
    "assessed positively": True,
}


def with_facts(**changes: FactValue) -> dict[str, FactValue]:
    """The good provider with other facts; `_` stands for a space in a name, None leaves a fact out."""
    facts = {**GOOD, **{name.replace("_", " "): value for name, value in changes.items()}}
    return {name: value for name, value in facts.items() if value is not None}


BAD = with_facts(
    registered_patients=4350, mandate=Decimal("0.75"), new=True, opening_hours=690, founded_on=datetime.date(2024, 1, 8),
    open_direction=True, assessed_positively=None,
)  # fmt: skip
OPEN = with_facts(
    registered_patients=None,
    doctors=({"fte": Decimal("1.4"), "position": "owner"}, {"fte": Decimal("0.6"), "position": "locum"}),
    mandate=None,
    small_region=False,
    assessed_positively=None,
)
