"""External inputs and norms: named, sourced and dated, and never made up."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from compiler.ir.evaluate import evaluate
from tests.unit.compiler.policies import codes, compiled, policy_of

TEXT = """
policy P
    judges Pharmacy

document d "Document"

norm governance-code "Governance code" edition "2022"
    source d

norm rules edition in force
    source d

record Pharmacy
    score : number

external lowest score : number
    source d
    from 2024-01-01 : 6
    from 2025-01-01 : 7

external profile level : one of basic, plus "described elsewhere"
    source d

requirement score
    source governance-code "article 2"
    score ≥ lowest score

requirement level
    source rules
    profile level is plus
"""


def verdicts(day: str, **facts: Any) -> list[str]:
    policy = policy_of(TEXT, datetime.date.fromisoformat(day))
    given = {name.replace("_", " "): value for name, value in facts.items()}
    return [each.verdict.value for each in evaluate(policy, given).results]


@pytest.mark.parametrize(("day", "expected"), [("2024-12-31", "met"), ("2025-01-01", "not met")])
def test_values_of_an_external_input_hold_by_day(day: str, expected: str) -> None:
    assert verdicts(day, score=6)[0] == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [({}, "unknown"), ({"profile_level": "plus"}, "met"), ({"profile_level": "basic"}, "not met")],
)
def test_an_external_input_without_values_is_asked_of_the_data(facts: dict[str, str], expected: str) -> None:
    assert verdicts("2025-03-01", **facts)[1] == expected


def test_it_is_no_judgement_so_that_it_is_missing_data() -> None:
    policy = policy_of(TEXT)
    field = policy.record("Pharmacy").find("profile level")
    assert field is not None and field.external and not field.judgement


def test_before_its_first_value_there_is_no_policy() -> None:
    policy, problems = compiled(TEXT).policy("main", datetime.date(2023, 1, 1))
    assert policy is None
    assert [each.code for each in problems] == ["E403"]


def test_citations_of_a_norm_say_which_edition() -> None:
    policy = policy_of(TEXT)
    assert [str(each) for criterion in policy.criteria for each in criterion.citations] == [
        "governance-code, edition 2022, article 2",
        "rules, edition in force",
    ]


def test_a_policy_that_asks_another_to_be_met_asks_its_external_inputs() -> None:
    outer = "use main (Pharmacy)\n\npolicy Outer\n    judges Group\n\n"
    outer += "record Group\n    pharmacies : list of Pharmacy\n\nrequirement base\n    every pharmacy has meets main\n"
    compilation = compiled(TEXT, outer=outer)
    policy, _ = compilation.policy("outer", datetime.date(2025, 3, 1))
    assert policy is not None, codes(compilation)
    known = {"score": 7, "profile level": "plus"}
    assert evaluate(policy, {"pharmacies": (known,)}).results[0].verdict.value == "met"
    assert evaluate(policy, {"pharmacies": ({"score": 7},)}).results[0].verdict.value == "unknown"


def test_dutch_keywords() -> None:
    text = 'beleid P\n    beoordeelt A\n\ndocument d "D"\n\n'
    text += 'norm n "N" geldende editie\n    bron d\n\ngegevens A\n    x : ja/nee\n\n'
    text += "extern niveau : een van basis, plus\n    bron d\n\neis goed\n    bron n\n    niveau is plus\n"
    policy = policy_of(text)
    assert evaluate(policy, {"niveau": "plus"}).results[0].verdict.value == "met"
    assert str(policy.criteria[0].citations[0]) == "n, geldende editie"
