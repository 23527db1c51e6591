"""Declarations by hand, as the pipeline would make them of a policy about practices."""

from __future__ import annotations

from fractions import Fraction

from compiler.ir.nodes import FieldInfo, RecordInfo
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    Dimension,
    DurationKind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    YesNoKind,
)

PATIENT, FTE, MINUTE, METRE, EUR = (Dimension.of(base) for base in ("patient", "fte", "minute", "metre", "EUR"))
UNITS = {
    "fte": (FTE, Fraction(1)),
    "patient": (PATIENT, Fraction(1)),
    "patients": (PATIENT, Fraction(1)),
    "patiënten": (PATIENT, Fraction(1)),
    "minutes": (MINUTE, Fraction(1)),
    "hour": (MINUTE, Fraction(60)),
    "hours": (MINUTE, Fraction(60)),
    "uur": (MINUTE, Fraction(60)),
    "metres": (METRE, Fraction(1)),
    "km": (METRE, Fraction(1000)),
    "EUR": (EUR, Fraction(1)),
}
PATIENTS = NumberKind("quantity", PATIENT, "patients", Fraction(1), True, Fraction(0))
HOURS = NumberKind("quantity", MINUTE, "hours", Fraction(60))

DOCTOR = RecordInfo(
    "Doctor",
    None,
    (
        FieldInfo("fte", NumberKind("quantity", FTE, "fte", low=Fraction(0), high=Fraction(3, 2))),
        FieldInfo("position", ChoiceKind(("owner", "employed", "locum"))),
        FieldInfo("languages", ListKind(TextKind())),
    ),
)
REGION = RecordInfo(
    "Region",
    None,
    (
        FieldInfo("name", TextKind()),
        FieldInfo("preferred by VGZ", YesNoKind()),
        FieldInfo("offices", ListKind(RecordKind("Office"))),
    ),
)
OFFICE = RecordInfo("Office", None, (FieldInfo("distance", NumberKind("quantity", METRE, "km", Fraction(1000))),))
PRACTICE = RecordInfo(
    "Practice",
    None,
    (
        FieldInfo("AGB code", TextKind("[0-9]{8}"), optional=True),
        FieldInfo("city", TextKind()),
        FieldInfo("certificate", YesNoKind()),
        FieldInfo("registered patients", PATIENTS),
        FieldInfo("visits", NumberKind(whole=True)),
        FieldInfo("score", NumberKind(high=Fraction(10))),
        FieldInfo("mandate", NumberKind("percent")),
        FieldInfo("opening", HOURS),
        FieldInfo("tariff", NumberKind("quantity", EUR, "EUR")),
        FieldInfo("rate", NumberKind("quantity", FTE.per(PATIENT), "fte per patient")),
        FieldInfo("since", DateKind(), optional=True),
        FieldInfo("received", MomentKind()),
        FieldInfo("waiting time", DurationKind()),
        FieldInfo("form", ChoiceKind(("solo", "group practice"))),
        FieldInfo("programmes", SetKind(("DMII", "COPD", "HVZ"))),
        FieldInfo("region", RecordKind("Region"), optional=True),
        FieldInfo("doctors", ListKind(RecordKind("Doctor")), optional=True),
        FieldInfo("codes", ListKind(NumberKind(whole=True))),
        FieldInfo("grid", ListKind(ListKind(NumberKind(whole=True)))),
        FieldInfo("contracted 2023", YesNoKind()),
        FieldInfo("satisfaction", SeriesKind(NumberKind())),
        FieldInfo("assessed", YesNoKind(), judgement=True, judge="purchaser"),
    ),
)
RECORDS = (PRACTICE, REGION, OFFICE, DOCTOR)
