"""What each construct means, from its text to the verdict on a provider."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from compiler.backends.decision_graph import whole
from compiler.ir.evaluate import evaluate
from compiler.ir.values import NONE, UNKNOWN
from compiler.report import phrases
from compiler.report.told import told
from tests.unit.compiler.policies import policy_of

HEAD = """
policy P
    judges Practice

counted patient, patients
counted GP, GPs

record Practice
    name                : text
    region              : Region
    registered patients : count of patients
    GPs                 : count of GPs
    mandate             : percent
    doctors             : list of Doctor
    valid until         : date, optional
    applied             : date
    sent                : date and time
    travel              : minutes
    turnover            : EUR, at least 0 EUR
    costs               : EUR per month
    chains              : some of DMII, COPD, HVZ
    kind                : one of city, country
    languages           : list of text
    contracted          : yes/no
    notice              : days

record Region
    preferred by VGZ : yes/no
    hospitals        : list of Hospital

record Hospital
    distance : km

record Doctor
    fte      : fte
    position : one of owner, locum
    since    : date
    patients : count of patients

judgement plan convinces by "purchaser"

parameter least : percent
    from 2020-01-01 : 80%
    from 2025-07-01 : 90%

parameter term : weeks
    from 2020-01-01 : 2 weeks

value total fte : fte
    total fte of doctors

value large practice : yes/no
    registered patients > 5000 patients

value doubled
    total fte * 2

requirement r
    {body}
"""

FACTS: dict[str, Any] = {
    "name": "De Linde",
    "region": {"preferred by VGZ": True, "hospitals": ({"distance": 44_999}, {"distance": 60_000})},
    "registered patients": 4200,
    "GPs": 10,
    "mandate": Decimal("0.85"),
    "doctors": (
        {"fte": Decimal("0.8"), "position": "owner", "since": datetime.date(2020, 1, 31), "patients": 2000},
        {"fte": Decimal("0.6"), "position": "locum", "since": datetime.date(2024, 5, 1), "patients": 2200},
    ),
    "valid until": datetime.date(2025, 2, 28),
    "applied": datetime.date(2025, 1, 31),
    "sent": datetime.datetime(2024, 12, 20, 11, 59),
    "travel": 90,
    "turnover": 0,
    "costs": Decimal(100),
    "chains": frozenset({"DMII", "COPD"}),
    "kind": "city",
    "languages": ("nl", "en"),
    "contracted": False,
    "notice": 28,
    "plan convinces": True,
}


def verdict(body: str, day: datetime.date = datetime.date(2025, 3, 1), **changes: Any) -> str:
    policy = policy_of(HEAD.format(body=body), day)
    facts = {name: value for name, value in (FACTS | changes).items() if value is not UNKNOWN}
    return evaluate(policy, facts).results[0].verdict.value


@pytest.mark.parametrize(
    "body",
    [
        "contracted is no",
        "not contracted",
        "contracted or plan convinces",
        "plan convinces and registered patients ≥ 4200 patients",
        "region is preferred by VGZ",
        "preferred by VGZ of region",
        "region has preferred by VGZ",
        "region has some hospital has distance ≤ 45 km",
        "some hospital of region has distance < 45 km",
        "1 = number of hospitals of region where distance > 50 km",
        "at least 2 doctors",
        "exactly 1 doctor has position is owner",
        "at most 1 doctor has fte ≥ 0.7 fte",
        "no doctor has fte < 0.6 fte",
        "every doctor has (fte ≥ 0.6 fte and patients ≤ 2200 patients)",
        "every doctor has fte < registered patients / 1 patients * 1 fte",
        "total fte of doctors = 1.4 fte",
        "0.6 fte = total fte of doctors where position is locum",
        "total fte = 1.4 fte",
        "doubled = 2.8 fte",
        "not large practice",
        "average fte of doctors = 0.7 fte",
        "lowest fte of doctors < highest fte of doctors",
        "(lowest fte of doctors where fte > 5 fte) is none",
        "earliest since of doctors before 1 January 2021",
        "latest since of doctors on or after 2024-05-01",
        "number of distinct position of doctors = 2",
        "2 = number of doctors where position is one of owner, locum",
        "number of languages = 2",
        "total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients",
        "total fte of doctors per registered patients ≥ 0.7 fte per started 3000 patients",
        "not total fte of doctors per registered patients ≥ 0.71 fte per started 3000 patients",
        "0.7 fte per started 3000 patients ≤ total fte of doctors per registered patients",
        "GPs per registered patients ≥ 1 GPs per 420 patients",
        "80% of registered patients = 3360 patients",
        "mandate ≥ 80%",
        "mandate ≥ least",
        "mandate between 85% and 90%",
        "registered patients / registered patients = 100%",
        "turnover per turnover ≥ 5",
        "costs ≥ 1200 EUR per year and costs ≤ 100 EUR per month",
        "travel = 1.5 hours",
        "travel rounded up to whole hours = 2 hours",
        "travel rounded down to whole hours = 1 hour",
        "mandate rounded half up to 0 decimals = 85%",
        "mandate * 3 rounded half even to 1 decimals = 2.6",
        "−travel < 0 minutes",
        "registered patients − 200 patients = 4000 patients",
        "applied + 1 month = 2025-02-28",
        "applied + 1 month + 1 day = 1 March 2025",
        "applied + term = 14 February 2025",
        "applied − 1 week = 2025-01-24",
        "valid until − applied = notice",
        "valid until − applied < 5 weeks",
        "valid until within 4 weeks after applied",
        "applied within 1 month before valid until",
        "not valid until within 27 days after applied",
        "date of decision = 2025-03-01",
        "date of decision after valid until",
        "sent < 20 December 2024 12:00",
        "chains includes all of DMII, COPD",
        "chains includes any of HVZ, COPD",
        "not chains includes all of DMII, HVZ",
        "kind is city",
        "kind is not country",
        "kind is one of city, country",
        "kind is not one of country",
        'name = "De Linde"',
        'name matches "De .*"',
        "valid until is not none",
        "valid until is known",
        "plan convinces is known",
    ],
)
def test_holds_for_the_practice(body: str) -> None:
    assert verdict(body) == "met"
    assert verdict(f"not ({body})") == "not met"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["all of", "- contracted", "- plan convinces"], "not met"),
        (["any of", "- contracted", "- plan convinces"], "met"),
        (["none of", "- contracted", "- large practice"], "met"),
        (["at least 2 of", "- contracted", "- plan convinces", "- kind is city"], "met"),
        (["at most 1 of", "- contracted", "- plan convinces", "- kind is city"], "not met"),
        (["exactly 2 of", "- contracted", "- plan convinces", "- kind is city"], "met"),
    ],
)
def test_groups(lines: list[str], expected: str) -> None:
    assert verdict("\n        ".join(lines)) == expected


@pytest.mark.parametrize(
    ("body", "changes", "expected"),
    [
        ("valid until ≥ 2020-01-01", {"valid until": NONE}, "not met"),
        ("valid until is none", {"valid until": NONE}, "met"),
        ("valid until is known", {"valid until": NONE}, "met"),
        ("valid until is unknown", {"valid until": UNKNOWN}, "met"),
        ("valid until ≥ 2020-01-01", {"valid until": UNKNOWN}, "unknown"),
        ("plan convinces", {"plan convinces": UNKNOWN}, "awaiting judgement"),
        ("every doctor has fte ≥ 1 fte", {"doctors": ()}, "met"),
        ("some doctor has fte ≥ 1 fte", {"doctors": ()}, "not met"),
        ("total fte of doctors per registered patients ≥ 1 fte per 3000 patients", {"registered patients": 0}, "met"),
        ("registered patients / GPs ≥ 1 patients / 1 GPs", {"GPs": 0}, "unknown"),
        ("at least 1 doctor has fte ≥ 0.5 fte", {"doctors": ({"fte": 1}, UNKNOWN)}, "met"),
        (
            "contracted or registered patients ≥ 0 patients",
            {"contracted": UNKNOWN, "registered patients": UNKNOWN},
            "met",
        ),
    ],
)
def test_absence(body: str, changes: dict[str, Any], expected: str) -> None:
    assert verdict(body, **changes) == expected


def test_parameters_have_the_value_of_the_day() -> None:
    assert verdict("mandate ≥ least", datetime.date(2025, 6, 30)) == "met"
    assert verdict("mandate ≥ least", datetime.date(2025, 7, 1)) == "not met"


SHARE = """
policy P
    judges Practice

record Practice
    branches : whole number
    signed   : whole number
    `all of` : yes/no

document d

requirement signed
    source d
    signed / branches ≥ 60%

requirement all
    source d
    `all of`
"""


def test_a_share_against_a_percentage_reads_in_percent() -> None:
    result = evaluate(policy_of(SHARE), {"branches": 12, "signed": 7, "all of": True})
    said = phrases.measured(result.results[0].body, "nl")
    assert said == "≈ 58,33% tegen 60%: ≈ 1,67 procentpunt te weinig"


def test_names_are_told_without_the_accents_that_a_policy_needs() -> None:
    result = evaluate(policy_of(SHARE), {"branches": 12, "signed": 7, "all of": True})
    assert result.results[1].body.mark.said == "all of"


BOUNDED = """
policy P
    judges Practice

record Practice
    hours : hours

document d

parameter most hours : hours
    source d
    from 2025-01-01 : 14 hours
    from 2025-07-01 : 14.5 hours

requirement modest
    source d
    hours ≤ most hours
"""


def test_a_condition_tells_what_the_parameters_that_it_names_are_on_the_day() -> None:
    for day, most in ((datetime.date(2025, 3, 1), "14"), (datetime.date(2025, 8, 1), "14.5")):
        policy = policy_of(BOUNDED, day)
        found = told(evaluate(policy, {}).results[0].body, "en")
        assert found.verdict("en") == f"open (hours = unknown, most hours = {most} hours)"
        assert f"most hours = {most} hours" in whole(policy).dot.replace("&#160;", " ")
