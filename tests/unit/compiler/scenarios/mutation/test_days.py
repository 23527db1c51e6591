"""A change that shows on some days only is not called a change of nothing."""

from __future__ import annotations

import pytest

from compiler.pipeline import Compilation
from compiler.scenarios.mutation.run import Held, run_mutants
from dsl.source import SourceFile

POLICY = """\
policy Days
    {in force}
    judges Practice

document d "made up"

record Practice
    ok    : yes/no
    score : number per year

requirement some days
    source d 1
    {condition}
"""
ONE_YEAR = "in force 2025-01-01 through 2025-12-31"
FROM = "in force from 2025-01-01"


def left_out(period: str, condition: str) -> dict[str, Held]:
    """The mutants that leave a condition out."""
    text = POLICY.replace("{in force}", period).replace("{condition}", condition)
    compilation = Compilation.of_texts(SourceFile("policies/days.policy", text))
    assert not [each for each in compilation.diagnostics if each.is_error]
    held = run_mutants(compilation, jobs=1)
    return {each.mutant.change.was: each for each in held if each.mutant.change.becomes is None}


@pytest.mark.parametrize("period", [ONE_YEAR, FROM])
@pytest.mark.parametrize(
    "window",
    [
        "date of decision + 1 month between 10 June 2025 and 12 June 2025",
        "date of decision between 10 June 2025 + 1 month and 12 June 2025 + 1 month",
    ],
)
def test_a_few_days_that_are_worked_out(period: str, window: str) -> None:
    assert left_out(period, f"not ({window} and ok)")["ok"].survives


def test_days_that_are_worked_out_may_change_nothing_all_the_same() -> None:
    assert left_out(ONE_YEAR, "date of decision + 1 month ≥ 1 June 2025 and (ok and ok)")["ok"].equivalent


@pytest.mark.parametrize("period", [FROM, "in force 2025-01-01 through 2027-12-31"])
def test_a_year_that_is_the_year_before_in_one_year_only(period: str) -> None:
    held = left_out(
        period,
        "all of\n        - score in year before decision ≥ 7\n        - score in 2024 ≥ 7\n        - score in 2026 ≥ 7",
    )
    assert held["score in year before decision ≥ 7"].survives
