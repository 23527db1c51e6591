"""What yearly series mean, from their text to the verdict on a provider."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.ir.evaluate import decide, evaluate
from compiler.ir.values import NONE, UNKNOWN
from tests.unit.compiler.policies import policy_of

HEAD = """
policy P
    judges Company

record Company
    score    : number per year
    costs    : EUR per year, optional
    visited  : date per year
    group    : one of low, middle, high per year
    loyal    : yes/no per year
    pledge   : EUR
    unit     : Unit
    branches : list of Unit, each branch

record Unit
    score : number per year

requirement r
"""
FACTS: dict[str, Any] = {"score": {"2021": 7, "2022": 8, "2023": 6}}


def verdict(body: str, **facts: Any) -> str:
    return decide(policy_of(f"{HEAD}    {body}\n"), facts).criteria[0].verdict.value


@pytest.mark.parametrize(
    ("body", "score", "expected"),
    [
        ("score in 2023 ≥ 7", {"2022": 8}, "unknown"),
        ("score in 2022 ≥ 7", {"2022": 8}, "met"),
        ("score in year of decision ≥ 7", {"2025": 7}, "met"),
        ("score in year before decision ≥ 7", {"2024": 6}, "not met"),
        ("score ≥ 7 for 3 consecutive years up to 2023", {"2021": 7, "2022": 8, "2023": 7}, "met"),
        ("score ≥ 7 for 3 consecutive years up to 2023", {"2022": 6}, "not met"),
        ("score ≥ 7 for 3 consecutive years up to 2023", {"2021": 7, "2023": 7}, "unknown"),
        ("score between 6 and 7 for 2 consecutive years up to 2023", {"2022": 6, "2023": 7}, "met"),
        ("(score ≥ 7 or score ≤ 1) for 2 consecutive years up to 2023", {"2022": 1, "2023": 7}, "met"),
        ("score is falling over 3 years up to 2023", {"2021": 3, "2022": 2, "2023": 1}, "met"),
        ("score is falling over 3 years up to 2023", {"2021": 3, "2022": 2, "2023": 2}, "not met"),
        ("score is falling over 3 years up to 2023", {"2021": 3, "2023": 3}, "not met"),  # whatever 2022 was
        ("score is falling over 3 years up to 2023", {"2021": 3, "2023": 1}, "unknown"),
        ("score is rising over 2 years up to 2023", {"2022": 1, "2023": 2}, "met"),
        ("score is not rising over 3 years up to 2023", {"2021": 3, "2022": 3, "2023": 3}, "met"),
        ("score is not rising over 3 years up to 2023", {"2021": 3, "2022": 4, "2023": 3}, "not met"),
        ("highest of score over 3 years up to 2023 ≥ 8", {"2022": 8}, "met"),
        ("highest of score over 3 years up to 2023 ≥ 8", {"2022": 7}, "unknown"),
        ("lowest of score over 3 years up to 2023 ≥ 6", FACTS["score"], "met"),
        ("average of score over 3 years up to 2023 = 7", FACTS["score"], "met"),
        ("total of score over 3 years up to 2023 = 21", FACTS["score"], "met"),
        ("latest known score up to 2024 = 6", FACTS["score"], "met"),
        ("latest known score up to 2022 = 8", FACTS["score"], "met"),
        ("latest known score up to 2022 = 8", {"2023": 8}, "unknown"),
        ("latest known score up to 2022 = 8", UNKNOWN, "unknown"),
        ("first year of the highest score over 3 years up to 2023 is 2022", FACTS["score"], "met"),
        ("first year of the lowest score over 3 years up to 2023 is 2023", FACTS["score"], "met"),
        ("first year of the highest score over 3 years up to 2023 is 2021", {"2021": 5, "2022": 5, "2023": 1}, "met"),
        ("last year of the highest score over 3 years up to 2023 is 2022", {"2021": 5, "2022": 5, "2023": 1}, "met"),
        ("last year of the highest score over 3 years up to 2023 is 2022", {"2021": 5, "2022": 5}, "unknown"),
    ],
)
def test_numbers(body: str, score: Any, expected: str) -> None:
    assert verdict(body, score=score) == expected


def test_choices_and_yes_no() -> None:
    low = {"2022": "low", "2023": "low"}
    assert verdict("group is low for 2 consecutive years up to 2023", group=low) == "met"
    assert verdict("group is one of middle, high for 2 consecutive years up to 2023", group=low) == "not met"
    assert verdict("loyal for 2 consecutive years up to 2023", loyal={"2022": False}) == "not met"


def test_nested_records_and_elements() -> None:
    assert verdict("score of unit in 2023 ≥ 2", unit={"score": {"2023": 2}}) == "met"
    falling = {"score": {"2022": 2, "2023": 1}}
    assert verdict("some branch has score is falling over 2 years up to 2023", branches=(falling, {})) == "met"
    assert verdict("every branch has score is falling over 2 years up to 2023", branches=(falling, {})) == "unknown"


def test_a_year_that_does_not_exist_is_not_met() -> None:
    assert verdict("costs in 2023 ≤ 100 EUR", costs={"2023": NONE}) == "not met"
    assert verdict("costs in 2023 ≤ 100 EUR", costs=NONE) == "not met"
    assert verdict("latest known costs up to 2023 ≤ 100 EUR", costs={"2023": NONE, "2022": 90}) == "met"


def test_limits_follow_from_other_facts() -> None:
    body = "costs in 2023 ≤ highest of costs over 2 years up to 2022 + 10% of pledge"
    assert verdict(body, costs={"2021": 90, "2022": 100, "2023": 101}, pledge=10) == "met"
    assert verdict(body, costs={"2021": 90, "2022": 100, "2023": 102}, pledge=10) == "not met"


def test_each_year_is_told_by_itself() -> None:
    policy = policy_of(f"{HEAD}    score ≥ 7 for 2 consecutive years up to 2023\n")
    (result,) = evaluate(policy, {"score": {"2022": 7}}).results
    assert [part.mark.said for part in result.body.parts] == ["score in 2022 ≥ 7", "score in 2023 ≥ 7"]
    assert [str(leaf) for leaf in result.rests_on] == ["score in 2023"]
