"""Decisions on the example providers by shipped policies, for goldens."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

from compiler.cli.holding import Held, hold
from compiler.report.case import Case
from dsl.diagnostics import Language

ROOT = Path(__file__).parents[4]
POLICIES = {
    "practice": ("huisartsenzorg_2025/praktijk", "practices.json", datetime.date(2025, 3, 1)),
    "rho": ("huisartsenzorg_2025/rho", "rhos.csv", datetime.date(2025, 3, 1)),
    "zbc": ("msz_2024/zbc_nieuw", "treatment_centres.json", datetime.date(2023, 10, 2)),
    "pharmacy": ("farmacie_2024/uitsluiting", "pharmacies.json", datetime.date(2023, 9, 15)),
}
CASES = [
    ("practice", "Huisartsen Berkendonk"),
    ("practice", "Huisartsenpraktijk Udenhof"),
    ("rho", "Eerste Lijn De Peel"),
    ("rho", "Huisartsenkring Veluwerand"),
    ("zbc", "Handcentrum Delta"),
    ("zbc", "Kniekliniek Twente"),
    ("zbc", "Oogkliniek Zuid"),
    ("pharmacy", "Apotheek De Vijzel"),
    ("pharmacy", "Apotheek Kruidentuin"),
]


@cache
def held(name: str, language: Language) -> Held:
    policy, providers, day = POLICIES[name]
    path = ROOT / "policies" / "vgz" / f"{policy}.policy"
    return hold(str(path), ROOT / "examples" / "providers" / providers, day, {}, language)


def case(name: str, provider: str, language: Language) -> Case:
    found = held(name, language).find(provider)
    assert found is not None
    made = held(name, language).case(found)
    return _without_folder(made)


def _without_folder(made: Case) -> Case:
    from attrs import evolve

    return evolve(made, source=made.source.removeprefix(f"{ROOT}/"))
