"""The policies that are measured, and providers to hold against them.

The policy on GP practices is the shipped one of 2025. The one on regional organisations is built by hand after the shipped one,
which has 42 criteria: fifteen of them, one of each sort.
"""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from compiler.ir.nodes import (
    And,
    Compare,
    Criterion,
    Expr,
    Fold,
    Get,
    IsState,
    Item,
    Lit,
    Mark,
    Not,
    Op,
    Or,
    Policy,
    Root,
)
from compiler.ir.values import NONE, Duration
from compiler.pipeline import Compilation
from dsl.kinds import ChoiceKind, DateKind, Kind, ListKind, NumberKind, RecordKind, SetKind, TextKind, YesNoKind

YES = YesNoKind()
FTE = NumberKind("quantity", unit="fte", low=Fraction(0))
COUNT = NumberKind("quantity", whole=True, low=Fraction(0))
EUR = NumberKind("quantity", unit="EUR")
DATE = DateKind()
AS_OF = datetime.date(2025, 7, 1)
GP_PRACTICE = Path(__file__).parents[2] / "policies" / "vgz" / "huisartsenzorg_2025" / "praktijk.policy"

Record = dict[str, Any]


@frozen
class Case:
    """A policy with complete records (of which all contestants give the same decision) and records with facts missing."""

    name: str
    policy: Policy
    complete: tuple[Record, ...]
    partial: tuple[Record, ...]


def shipped() -> tuple[Case, ...]:
    return gp_practice(), regional_organisation()


def _shipped(path: Path) -> Policy:
    """The criteria of a shipped policy; its tables and values are left out, as the other contestants have none."""
    compilation = Compilation([path])
    (module,) = compilation.policies
    policy, _ = compilation.policy(module, AS_OF)
    assert policy is not None
    return evolve(policy, tables=(), values=())


def _fact(
    name: str, kind: Kind = YES, base: Expr | None = None, *, judgement: bool = False, optional: bool = False
) -> Get:
    return Get(Root() if base is None else base, name, kind, judgement, optional)


def _all(*conditions: Expr) -> Expr:
    return Mark(And(tuple(Mark(each, said="") for each in conditions)), said="", heading=True)


def _requirement(id: str, body: Expr, applies: Expr | None = None, unless: Expr | None = None) -> Criterion:
    return Criterion(id, "requirement", None, (), applies, Mark(body, said=""), unless)


def _policy(name: str, record: str, *criteria: Criterion) -> Policy:
    return Policy("bench", name, None, "en", AS_OF, None, None, True, record, (), criteria, (), ())


def _exists(name: str, kind: Kind, base: Expr | None = None) -> Expr:
    return Not(IsState("none", _fact(name, kind, base, optional=True)))


def _with(record: Record, **changes: Any) -> Record:
    return {**record, **{name.replace("_", " "): value for name, value in changes.items()}}


def _without_one(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """Each record with one fact left out, another one each time, and some with a fact of an element left out."""
    names = itertools.cycle(sorted(records[0]))
    flat = [
        {name: value for name, value in record.items() if name != left_out}
        for record, left_out in zip(records * 2, names, strict=False)
    ]
    nested = []
    for record in records[:4]:
        key = next(name for name, value in sorted(record.items()) if isinstance(value, tuple) and value)
        first, *others = record[key]
        nested.append({**record, key: (dict(list(first.items())[1:]), *others)})
    return (*flat, *nested)


def gp_practice() -> Case:
    locum = {
        "fte": Decimal("0.25"),
        "position": "locum",
        "finally responsible": False,
        "medically accountable": True,
        "responsible for ANW care": True,
        "regional contact": False,
    }
    owner = {
        **locum,
        "fte": Decimal("0.75"),
        "position": "owner",
        "finally responsible": True,
        "regional contact": True,
    }
    good: Record = {
        "starts giving care": True,
        "already contracted": False,
        "region": {"name": "Midden-Brabant", "VGZ as preferred insurer": True},
        "AGB code": "01054321",
        "VECOZO certificate": True,
        "questionnaire completed": True,
        "questionnaire assessed positively": True,
        "follows NZa rules": True,
        "works largely with fixed staff": True,
        "keeps accessibility guideline": True,
        "registered patients": 4500,
        "doctors": (locum, owner, {**owner, "fte": Decimal("0.5")}),
    }
    complete = (
        good,
        _with(good, registered_patients=3000),
        _with(good, starts_giving_care=False),
        _with(good, doctors=(owner, locum, locum, owner)),
        _with(good, registered_patients=4501),
        _with(good, doctors=(locum, locum, locum, {**locum, "fte": Decimal(1)})),
        _with(good, AGB_code=NONE),
        _with(good, questionnaire_assessed_positively=False),
    )
    return Case("GP practice, the 10 criteria as shipped", _shipped(GP_PRACTICE), complete, _without_one(complete))


def regional_organisation() -> Case:
    item = Item(0)
    kinds = ("DMII", "COPD", "HVZ", "VVR")
    regions = _fact("regions", ListKind(RecordKind("Region")))
    practices = _fact("affiliated practices", ListKind(RecordKind("Affiliated practice")))
    chains = _fact("contracted chains", ListKind(RecordKind("Chain")))
    directors = _fact("directors", ListKind(RecordKind("Director")))
    patients = Fold("total", practices, 0, None, _fact("registered patients", COUNT, item))
    excepted = And((_fact("contracted 2023"), _fact("exception granted", judgement=True)))
    report_due = Op("shift", (_fact("last contract year end", DATE, optional=True), Lit(Duration(5, 1))))
    report_parts = frozenset({"auditor's statement", "balance sheet", "profit-and-loss account"})
    one = Lit(Fraction(1))

    def some(collection: Get) -> Expr:
        return Compare("≥", Fold("count", collection, 0, None, None), one, COUNT)

    policy = _policy(
        "RHO",
        "RHO",
        _requirement("new provider", Or((_fact("starts giving care"), Not(_fact("already contracted"))))),
        _requirement("legal person", _all(_fact("legal person"), _exists("KVK number", TextKind()))),
        _requirement("governance", _fact("keeps Governancecode Zorg 2022")),
        _requirement("preferred region", Fold("some", regions, 0, None, _fact("VGZ as preferred insurer", base=item))),
        _requirement(
            "scale",
            _all(
                Compare("≥", patients, Lit(Fraction(100_000)), COUNT),
                _fact("contiguous logical region", judgement=True),
            ),
            unless=excepted,
        ),
        _requirement(
            "mandate",
            Compare(
                "≥",
                _fact("mandating GPs", COUNT),
                Op("mul", (Lit(Fraction(4, 5)), _fact("GPs in region", COUNT))),
                COUNT,
            ),
            unless=excepted,
        ),
        _requirement("single affiliation", Not(Fold("some", practices, 0, None, _fact("bound elsewhere", base=item)))),
        _requirement(
            "standard chains", Op("includes_all", (_fact("delivered chains", SetKind(kinds)), Lit(frozenset(kinds))))
        ),
        _requirement("full participation", _fact("aims at full participation")),
        _requirement(
            "kaderarts",
            _all(some(chains), Fold("every", chains, 0, None, _exists("kaderarts", ChoiceKind(("recognised",)), item))),
        ),
        _requirement("information system", _exists("information system", TextKind())),
        _requirement("NZa rules", _fact("follows NZa rules")),
        _requirement(
            "pay",
            _all(
                some(directors),
                Fold(
                    "every",
                    directors,
                    0,
                    None,
                    Compare("≤", _fact("pay", EUR, item), _fact("pay ceiling", EUR, item), EUR),
                ),
                _fact("pay shown in annual accounts"),
            ),
        ),
        _requirement(
            "talks",
            _all(_fact("took part in talks"), _fact("improvement agreements made")),
            applies=_fact("cause for talks", judgement=True),
        ),
        _requirement(
            "financial report",
            _all(
                Compare("≤", _fact("financial report date", DATE, optional=True), report_due, DATE),
                Op("includes_all", (_fact("financial report parts", SetKind(tuple(report_parts))), Lit(report_parts))),
            ),
            applies=Compare(">", Lit(AS_OF), report_due, DATE),
        ),
    )
    director = {"pay": Decimal("178250.50"), "pay ceiling": Decimal(210_000)}
    good: Record = {
        "starts giving care": False,
        "already contracted": False,
        "contracted 2023": False,
        "exception granted": False,
        "legal person": True,
        "KVK number": "12345678",
        "keeps Governancecode Zorg 2022": True,
        "regions": ({"VGZ as preferred insurer": False}, {"VGZ as preferred insurer": True}),
        "affiliated practices": tuple({"registered patients": 12_500, "bound elsewhere": False} for _ in range(8)),
        "contiguous logical region": True,
        "GPs in region": 250,
        "mandating GPs": 200,
        "delivered chains": frozenset(kinds),
        "aims at full participation": True,
        "contracted chains": tuple({"kaderarts": "recognised"} for _ in kinds),
        "information system": "system",
        "follows NZa rules": True,
        "directors": (director, {**director, "pay": Decimal(190_000)}),
        "pay shown in annual accounts": True,
        "cause for talks": True,
        "took part in talks": True,
        "improvement agreements made": True,
        "last contract year end": datetime.date(2024, 12, 31),
        "financial report date": datetime.date(2025, 5, 20),
        "financial report parts": report_parts,
    }
    complete = (
        good,
        _with(good, cause_for_talks=False),
        _with(good, mandating_GPs=199, contracted_2023=True, exception_granted=True),
        _with(good, last_contract_year_end=NONE, financial_report_date=NONE),
        _with(good, mandating_GPs=199),
        _with(good, directors=(director, {**director, "pay": Decimal(210_001)})),
        _with(good, contracted_chains=({"kaderarts": "recognised"}, {"kaderarts": NONE})),
        _with(good, financial_report_date=datetime.date(2025, 6, 2)),
    )
    return Case("regional organisation, 15 criteria", policy, complete, _without_one(complete))
