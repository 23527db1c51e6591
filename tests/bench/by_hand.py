"""What a careful programmer would write by hand for the measured policies: exact, three-valued, facts as the door gives them.

Codes are those of the generated functions: outcomes 0 eligible, 1 ineligible, 2 undetermined, 3 awaiting judgement; verdicts 0
met, 1 not met, 2 unknown, 3 awaiting judgement, 4 not applicable, 5 waived. `None` and UNKNOWN are unknown.
"""

from __future__ import annotations

import datetime
import decimal
from functools import lru_cache
from typing import Any

from compiler.ir.operators import shift_date
from compiler.ir.values import NONE, UNKNOWN, Duration
from tests.bench.policies import AS_OF

Record = dict[str, Any]

EXACT = decimal.Context(prec=1000, traps=[decimal.Inexact, decimal.InvalidOperation])
ADD, MULTIPLY = EXACT.add, EXACT.multiply
THREE_THOUSAND = decimal.Decimal(3000)
FIXED = frozenset({"employed", "self-employed", "owner"})
CHAINS = frozenset({"DMII", "COPD", "HVZ", "VVR"})
REPORT = frozenset({"auditor's statement", "balance sheet", "profit-and-loss account"})
FIVE_MONTHS_AND_A_DAY = Duration(5, 1)


@lru_cache(maxsize=4096)
def _due(end: datetime.date) -> datetime.date:
    return shift_date(end, FIVE_MONTHS_AND_A_DAY)


# --- GP practice --------------------------------------------------------------------------------------------------------


def _fixed_doctor(doctors: Any) -> bool | None:
    if doctors is None or doctors is UNKNOWN:
        return None
    result: bool | None = False
    for doctor in doctors:
        if doctor is UNKNOWN:
            result = None
            continue
        get = doctor.get
        responsible = get("finally responsible")
        if responsible is False:
            continue
        accountable = get("medically accountable")
        if accountable is False:
            continue
        anw = get("responsible for ANW care")
        if anw is False:
            continue
        contact = get("regional contact")
        if contact is False:
            continue
        position = get("position")
        if position in FIXED:
            if responsible is True and accountable is True and anw is True and contact is True:
                return True
            result = None
        elif position is None or position is UNKNOWN:
            result = None
    return result


def _staffed(doctors: Any, patients: Any) -> bool | None:
    if doctors is None or doctors is UNKNOWN:
        return True if patients == 0 else None
    total: Any = 0
    sure = True
    for doctor in doctors:
        fte = None if doctor is UNKNOWN else doctor.get("fte")
        if fte is None or fte is UNKNOWN:
            sure = False
        else:
            total = ADD(total, fte)
    if patients is None or patients is UNKNOWN:
        return None
    if MULTIPLY(total, THREE_THOUSAND) >= patients:
        return True
    return False if sure else None


def gp_decide(record: Record) -> int:
    get = record.get
    outcome = 0
    for name in ("VECOZO certificate", "follows NZa rules", "keeps accessibility guideline", "questionnaire completed"):
        value = get(name)
        if value is not True:
            if value is False:
                return 1
            outcome = 2
    starts = get("starts giving care")
    if starts is not True:
        contracted = get("already contracted")
        if contracted is not False:
            if contracted is True and starts is False:
                return 1
            outcome = 2
    region = get("region")
    preferred = None if region is None or region is UNKNOWN else region.get("VGZ as preferred insurer")
    if preferred is not True:
        if preferred is False:
            return 1
        outcome = 2
    code = get("AGB code")
    if code is NONE:
        return 1
    if code is None or code is UNKNOWN:
        outcome = 2
    for name in ("questionnaire assessed positively", "works largely with fixed staff"):
        value = get(name)
        if value is not True:
            if value is False:
                return 1
            if outcome == 0:
                outcome = 3
    doctors = get("doctors")
    fixed = _fixed_doctor(doctors)
    if fixed is False:
        return 1
    staffed = _staffed(doctors, get("registered patients"))
    if staffed is False:
        return 1
    if fixed is None or staffed is None:
        return 2
    return outcome


def gp_all(record: Record) -> tuple[int, ...]:
    get = record.get
    starts, contracted = get("starts giving care"), get("already contracted")
    new = 0 if starts is True or contracted is False else 1 if starts is False and contracted is True else 2
    region = get("region")
    preferred = _code(None if region is None or region is UNKNOWN else region.get("VGZ as preferred insurer"))
    code = get("AGB code")
    agb = 1 if code is NONE else 2 if code is None or code is UNKNOWN else 0
    completed, assessed = get("questionnaire completed"), get("questionnaire assessed positively")
    if completed is True and assessed is True:
        questionnaire = 0
    elif completed is False or assessed is False:
        questionnaire = 1
    else:
        questionnaire = 3 if completed is True else 2
    staff = get("works largely with fixed staff")
    doctors = get("doctors")
    return (
        new,
        preferred,
        agb,
        _code(get("VECOZO certificate")),
        questionnaire,
        _code(get("follows NZa rules")),
        0 if staff is True else 1 if staff is False else 3,
        _code(get("keeps accessibility guideline")),
        _code(_fixed_doctor(doctors)),
        _code(_staffed(doctors, get("registered patients"))),
    )


def _code(value: Any) -> int:
    return 0 if value is True else 1 if value is False else 2


# --- regional organisation ------------------------------------------------------------------------------------------------


def _all_of(values: Any) -> bool | None:
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is not True:
            result = None
    return result


def _exists(value: Any) -> bool | None:
    return False if value is NONE else None if value is None or value is UNKNOWN else True


def _some_region(regions: Any) -> bool | None:
    if regions is None or regions is UNKNOWN:
        return None
    result: bool | None = False
    for region in regions:
        preferred = None if region is UNKNOWN else region.get("VGZ as preferred insurer")
        if preferred is True:
            return True
        if preferred is not False:
            result = None
    return result


def _none_bound(practices: Any) -> bool | None:
    if practices is None or practices is UNKNOWN:
        return None
    result: bool | None = True
    for practice in practices:
        bound = None if practice is UNKNOWN else practice.get("bound elsewhere")
        if bound is True:
            return False
        if bound is not False:
            result = None
    return result


def _large(practices: Any) -> bool | None:
    if practices is None or practices is UNKNOWN:
        return None
    total, sure = 0, True
    for practice in practices:
        patients = None if practice is UNKNOWN else practice.get("registered patients")
        if patients is None or patients is UNKNOWN:
            sure = False
        else:
            total += patients
    return True if total >= 100_000 else False if sure else None


def _includes(held: Any, asked: frozenset[str]) -> bool | None:
    return None if held is None or held is UNKNOWN else asked <= held


def _mandated(mandating: Any, everyone: Any) -> bool | None:
    if mandating is None or mandating is UNKNOWN or everyone is None or everyone is UNKNOWN:
        return True if everyone == 0 else None
    return mandating * 5 >= everyone * 4  # type: ignore[no-any-return]


def _kaderarts(chains: Any) -> bool | None:
    if chains is None or chains is UNKNOWN:
        return None
    if not chains:
        return False
    result: bool | None = True
    for chain in chains:
        found = None if chain is UNKNOWN else chain.get("kaderarts")
        if found is NONE:
            return False
        if found is None or found is UNKNOWN:
            result = None
    return result


def _pay(directors: Any, shown: Any) -> bool | None:
    if shown is False:
        return False
    if directors is None or directors is UNKNOWN:
        return None
    if not directors:
        return False
    result: bool | None = True if shown is True else None
    for director in directors:
        if director is UNKNOWN:
            result = None
            continue
        pay, ceiling = director.get("pay"), director.get("pay ceiling")
        if pay is None or pay is UNKNOWN or ceiling is None or ceiling is UNKNOWN:
            result = None
        elif pay > ceiling:
            return False
    return result


def _report(get: Any) -> tuple[bool | None, bool | None]:
    """Whether the duty applies, and whether it is fulfilled."""
    end = get("last contract year end")
    date, parts = get("financial report date"), _includes(get("financial report parts"), REPORT)
    if end is NONE:
        return False, False
    if end is None or end is UNKNOWN:
        return None, False if date is NONE else _all_of((None, parts))
    due = _due(end)
    in_time = False if date is NONE else None if date is None or date is UNKNOWN else date <= due
    return due < AS_OF, _all_of((in_time, parts))


def rho_decide(record: Record) -> int:
    get = record.get
    outcome = 0
    for name in (
        "keeps Governancecode Zorg 2022",
        "aims at full participation",
        "follows NZa rules",
        "legal person",
    ):
        value = get(name)
        if value is not True:
            if value is False:
                return 1
            outcome = 2
    starts = get("starts giving care")
    if starts is not True:
        contracted = get("already contracted")
        if contracted is not False:
            if contracted is True and starts is False:
                return 1
            outcome = 2
    for name in ("KVK number", "information system"):
        value = get(name)
        if value is NONE:
            return 1
        if value is None or value is UNKNOWN:
            outcome = 2
    chains = get("delivered chains")
    if chains is None or chains is UNKNOWN:
        outcome = 2
    elif not chains >= CHAINS:
        return 1
    contracted_2023, granted = get("contracted 2023"), get("exception granted")
    excepted = _all_of((contracted_2023, granted))
    if excepted is not True:
        mandated = _mandated(get("mandating GPs"), get("GPs in region"))
        if mandated is not True:
            if mandated is False and excepted is False:
                return 1
            outcome = _worse(outcome, mandated is None or (excepted is None and contracted_2023 is not True))
        large, logical = _large(get("affiliated practices")), get("contiguous logical region")
        scale = _all_of((large, logical))
        if scale is not True:
            if scale is False and excepted is False:
                return 1
            data = scale is None and large is None
            outcome = _worse(outcome, data or (excepted is None and contracted_2023 is not True))
    applies = get("cause for talks")
    if applies is not False:
        talks = _all_of((get("took part in talks"), get("improvement agreements made")))
        if talks is not True:
            if talks is False and applies is True:
                return 1
            outcome = _worse(outcome, talks is None)
    applies, report = _report(get)
    if applies is not False and report is not True:
        if report is False and applies is True:
            return 1
        outcome = 2
    for found in (
        _some_region(get("regions")),
        _none_bound(get("affiliated practices")),
        _kaderarts(get("contracted chains")),
        _pay(get("directors"), get("pay shown in annual accounts")),
    ):
        if found is not True:
            if found is False:
                return 1
            outcome = 2
    return outcome


def _worse(outcome: int, data: bool) -> int:
    return 2 if data else outcome or 3


def rho_all(record: Record) -> tuple[int, ...]:
    get = record.get
    starts, contracted = get("starts giving care"), get("already contracted")
    practices = get("affiliated practices")
    contracted_2023, granted = get("contracted 2023"), get("exception granted")
    excepted = _all_of((contracted_2023, granted))
    exception_data = contracted_2023 is not True
    large, logical = _large(practices), get("contiguous logical region")
    applies, report = get("cause for talks"), _report(get)
    talks = _all_of((get("took part in talks"), get("improvement agreements made")))
    return (
        0 if starts is True or contracted is False else 1 if starts is False and contracted is True else 2,
        _code(_all_of((get("legal person"), _exists(get("KVK number"))))),
        _code(get("keeps Governancecode Zorg 2022")),
        _code(_some_region(get("regions"))),
        _unless(_all_of((large, logical)), large is None, excepted, exception_data),
        _unless(_mandated(get("mandating GPs"), get("GPs in region")), True, excepted, exception_data),
        _code(_none_bound(practices)),
        _code(_includes(get("delivered chains"), CHAINS)),
        _code(get("aims at full participation")),
        _code(_kaderarts(get("contracted chains"))),
        _code(_exists(get("information system"))),
        _code(get("follows NZa rules")),
        _code(_pay(get("directors"), get("pay shown in annual accounts"))),
        4 if applies is False else (_code(talks) if applies is True else 2 if talks is None else 3),
        4 if report[0] is False else _code(report[1]) if report[0] is True else 2,
    )


def _unless(body: Any, body_data: bool, excepted: Any, exception_data: bool) -> int:
    if body is True:
        return 0
    if body is False:
        if excepted is None:
            return 2 if exception_data else 3
        return 5 if excepted else 1
    return 2 if body_data or (excepted is None and exception_data) else 3
