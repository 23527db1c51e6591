"""Why a condition came out as it did: which element, by which facts, in words of either language."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from compiler.ir import text
from compiler.ir.evaluate import evaluate
from compiler.ir.peers import Peers
from compiler.ir.values import NONE
from compiler.ir.verdicts import Leaf
from compiler.report.prose.causes import causes
from dsl.diagnostics import Language
from dsl.units import behind_number
from tests.unit.compiler.policies import DAY, compiled

HEAD = """policy P
    document d
    in force from 2025-01-01
    judges Centre

document d "Document"

record Centre
    closed on : date, optional
    care      : one of A, B
    patients  : whole number, at least 0
    turnover  : EUR, at least € 0, supplied by "the insurer"
    locations : list of Location, each location

record Location
    name      : text
    hospitals : list of Hospital, each hospital

record Hospital
    name     : text
    near     : minutes, at least 0 minutes
    signed   : yes/no

parameter most : whole number by care
    source d
    | care | from       | most |
    | A    | 2020-01-01 | 10   |
    | B    | 2020-01-01 | none |

requirement r
    source d
"""


def told(body: str, language: Language = "en", **facts: Any) -> list[str]:
    policy, problems = compiled(HEAD + body).policy("main", DAY, language)
    assert policy is not None, problems
    result = evaluate(policy, facts)
    return [each.said for each in causes(result.results[0].body, language)]


def hospital(name: str, near: int, *, signed: bool = True) -> dict[str, Any]:
    return {"name": name, "near": near, "signed": signed}


NEAR = "    every location has some hospital has (near ≤ 30 minutes and signed)\n"


def test_where_no_element_meets_a_rule_it_is_told_of_each_why() -> None:
    locations = ({"name": "Oss", "hospitals": (hospital("X", 50), hospital("Y", 10, signed=False))},)
    (said,) = told(NEAR, locations=locations)
    assert (
        'where the rule allows at most 30 minutes: 20 minutes too much, for “hospital 1 "X" of location 1 "Oss"”'
        in said
    )
    assert '“signed” was answered with no, for “hospital 2 "Y" of location 1 "Oss"”' in said
    (dutch,) = told(NEAR, "nl", locations=locations)
    assert "‘near’: 50 minuten, waar de regel hoogstens 30 minuten toestaat: 20 minuten te veel" in dutch


def test_of_one_element_that_goes_against_a_rule_the_facts_are_told() -> None:
    (said,) = told("    no location has no hospital has signed\n", locations=({"name": "Oss", "hospitals": ()},))
    assert said.startswith("“location 1") and "Oss" in said
    body = '    no location has (name is "Oss" and some hospital has near > 30 minutes)\n'
    (said,) = told(body, locations=({"name": "Oss", "hospitals": (hospital("X", 50),)},))
    assert '(“name”: "Oss"; “near of hospital 1”: 50 minutes)' in said


def test_what_is_none_is_told_once_and_not_as_a_condition() -> None:
    body = "    not (closed on after 1 May 2024 and closed on before 1 May 2025)\n"
    assert told(body, closed_on=NONE, **{"closed on": NONE}) == ["there is no date for “closed on”"]
    assert told(body, "nl", **{"closed on": NONE}) == ["er is geen datum voor ‘closed on’"]


def test_a_period_in_which_nothing_may_happen_is_told_as_one() -> None:
    body = "    not (closed on after 1 May 2024 and closed on before 1 May 2025)\n"
    (said,) = told(body, **{"closed on": date(2024, 6, 1)})
    assert (
        said
        == "this is the case: closed on after 1 May 2024 and closed on before 1 May 2025 (“closed on”: 1 June 2024)"
    )


def test_a_maximum_that_is_none_is_not_taken_for_the_key_that_it_is_looked_up_by() -> None:
    (said,) = told("    most set for care is none or patients ≤ most set for care\n", care="A", patients=11)
    assert "“care” is there" not in said
    assert "“patients”: 11, where the rule allows at most 10: 1 too much" in said


def test_a_missing_fact_of_another_provider_comes_from_whom_it_is_declared_to() -> None:
    policy, _ = compiled(HEAD + "    (rank of turnover among Centres) ≤ 1\n").policy("main", DAY)
    assert policy is not None
    result = evaluate(policy, {"turnover": 5}, Peers(({"turnover": 5}, {}), 0))
    (leaf,) = result.rests_on
    assert leaf == Leaf(("Centre", 2, "turnover"))
    found = text.declared(policy, leaf)
    assert found is not None and found.supplied_by == "the insurer"


@pytest.mark.parametrize(
    ("word", "number", "language", "wanted"),
    [
        ("weeks", 6, "nl", "weken"),
        ("weken", 1, "en", "week"),
        ("hours", 3, "nl", "uur"),
        ("jaren", 2, "nl", "jaar"),
        ("werkdag", 5, "en", "working days"),
        ("fte", 2, "nl", "fte"),
        ("patients", 2, "nl", "patients"),
    ],
)
def test_units_of_every_policy_are_told_in_the_language_of_the_report(
    word: str, number: int, language: Language, wanted: str
) -> None:
    assert behind_number(word, number, language) == wanted


def test_a_condition_that_only_begins_with_a_denial_keeps_it() -> None:
    said = told("    not care is A or turnover > € 5\n")
    assert said == ["it is open whether the condition holds: not care is A or turnover > € 5"]
    assert told("    not (care is A or turnover > € 5)\n") == [
        "it is open whether this is the case: care is A or turnover > € 5"
    ]


COUNTED = "    at least 2 hospital of locations has signed\n"


@pytest.mark.parametrize("locations", [(), ({"name": "Oss", "hospitals": ()},)])
def test_a_count_over_lists_in_lists_is_of_what_is_asked_and_not_of_the_list_that_was_read(locations: Any) -> None:
    (said,) = told(COUNTED, locations=locations)
    assert said == "0 in “hospitals of locations” with “signed”; needed: at least 2"
    (dutch,) = told(COUNTED, "nl", locations=locations)
    assert dutch == "0 bij ‘hospitals van locations’ met ‘signed’; nodig: minstens 2"


def test_a_count_over_lists_in_lists_is_of_all_of_them() -> None:
    locations = tuple({"name": each, "hospitals": (hospital("X", 1),)} for each in ("Oss", "Ede"))
    (said,) = told("    at least 3 hospital of locations has signed\n", locations=locations)
    assert said == "2 in “hospitals of locations” with “signed”; needed: at least 3"
    (said,) = told("    (number of hospitals of locations) ≥ 3\n", locations=())
    assert said.startswith("“number of hospitals of locations”: 0, where the rule asks at least 3")


def test_where_nothing_is_in_lists_in_lists_they_are_named_by_their_way() -> None:
    (said,) = told("    some hospital of locations has signed\n", locations=())
    assert said.startswith("there is nothing in “hospitals of locations”, and the rule asks for it")
    body = "    every location has at least 1 hospital has signed\n"
    (said,) = told(body, locations=({"name": "Oss", "hospitals": ()},))
    assert "in “hospitals” with" in said
    assert said.endswith('for “location 1 "Oss"”')
