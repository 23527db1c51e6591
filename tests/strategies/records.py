"""The records of generated policies, with a field of every kind, bounded and not, optional and not, nested records and lists two
levels deep. Names and texts hold quotes, braces and line ends, as no text of an author may end up in generated source."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from compiler.ir.nodes import FieldInfo, RecordInfo
from dsl.kinds import (
    ChoiceKind,
    DateKind,
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

YEARS = ("2021", "2022", "2023")
OPTIONS = ("owner", 'it\'s "employed"', "lo\ncum")
PLAIN = NumberKind()
POSITIVE = NumberKind(low=Fraction(0))
COUNT = NumberKind("quantity", whole=True, low=Fraction(0))
SHARE = NumberKind("percent", low=Fraction(0), high=Fraction(1))
WHOLE = NumberKind(whole=True)


def _fields(*fields: tuple[str, Kind] | tuple[str, Kind, str]) -> tuple[FieldInfo, ...]:
    return tuple(
        FieldInfo(name, kind, judgement="judgement" in more, optional="optional" in more)
        for name, kind, *more in fields
    )


RECORDS = (
    RecordInfo(
        "Practice",
        None,
        _fields(
            ("yes", YesNoKind()),
            ("perhaps yes", YesNoKind(), "optional"),
            ("judged", YesNoKind(), "judgement"),
            ("judged too", YesNoKind(), "judgement"),
            ("amount", PLAIN),
            ("bonus", PLAIN, "optional"),
            ("weight", POSITIVE),
            ("patients", COUNT),
            ("share", SHARE),
            ("balance", WHOLE),
            ("position", ChoiceKind(OPTIONS)),
            ("rank'); raise SystemExit('", ChoiceKind(OPTIONS), "optional"),
            ("title", TextKind()),
            ("kinds", SetKind(OPTIONS)),
            ("opened", DateKind()),
            ("closed", DateKind(), "optional"),
            ("sent", MomentKind()),
            ("region", RecordKind("Region")),
            ("group", RecordKind("Region"), "optional"),
            ("doctors", ListKind(RecordKind("Doctor"))),
            ("assistants", ListKind(RecordKind("Doctor")), "optional"),
            ("names", ListKind(TextKind())),
            ("scores", ListKind(PLAIN)),
            ("score", SeriesKind(PLAIN)),
            ("groups", SeriesKind(ChoiceKind(OPTIONS)), "optional"),
            ("counts", SeriesKind(COUNT), "optional"),
            ("shares", SeriesKind(SHARE)),
        ),
    ),
    RecordInfo(
        "Region",
        None,
        _fields(
            ("yes", YesNoKind()),
            ("patients", COUNT),
            ("position", ChoiceKind(OPTIONS)),
            ("closed", DateKind(), "optional"),
        ),
    ),
    RecordInfo(
        "Doctor",
        None,
        _fields(
            ("fte", POSITIVE),
            ("yes", YesNoKind()),
            ("position", ChoiceKind(OPTIONS)),
            ("bonus", PLAIN, "optional"),
            ("share", SHARE),
            ("opened", DateKind()),
            ("region", RecordKind("Region"), "optional"),
            ("places", ListKind(RecordKind("Place"))),
        ),
    ),
    RecordInfo("Place", None, _fields(("minutes", COUNT), ("yes", YesNoKind()), ("amount", PLAIN))),
)
BY_NAME = {each.name: each for each in RECORDS}

DATES = [datetime.date(2024, 1, 31), datetime.date(2024, 2, 29), datetime.date(2025, 1, 1), datetime.date(2025, 3, 1)]
MOMENTS = [datetime.datetime(2024, 12, 20, 12), datetime.datetime(2025, 1, 1)]

Draw = Callable[[st.SearchStrategy[Any]], Any]
