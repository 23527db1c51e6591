"""Generated providers are of the declared types, and reach boundaries, absences and empty lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from compiler.ir.evaluate import decide
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import Outcome
from compiler.pipeline import Compilation
from compiler.scenarios.strategies import providers

EXAMPLES = Path(__file__).parents[4] / "examples"
CALM = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def policy_of(stem: str) -> Any:
    compilation = Compilation([EXAMPLES / f"{stem}.policy"])
    (name,) = compilation.policies
    day = compilation.day(name)
    assert day is not None
    return compilation.policy(name, day)[0]


@pytest.mark.parametrize(
    "stem", ["01_a_requirement", "02_three_kinds_of_absence", "04_lists_in_lists", "05_tables_and_dates"]
)
def test_every_provider_can_be_judged(stem: str) -> None:
    policy = policy_of(stem)

    @CALM
    @given(providers(policy))
    def judged(facts: dict[str, Any]) -> None:
        decide(policy, facts)  # raises for a fact of the wrong type

    judged()


def test_without_missing_facts_every_verdict_is_given() -> None:
    policy = policy_of("04_lists_in_lists")

    @CALM
    @given(providers(policy, missing=False))
    def judged(facts: dict[str, Any]) -> None:
        assert decide(policy, facts).outcome in (Outcome.ELIGIBLE, Outcome.INELIGIBLE)

    judged()


@pytest.mark.parametrize("outcome", [Outcome.ELIGIBLE, Outcome.INELIGIBLE, Outcome.UNDETERMINED])
def test_outcomes_are_reached(outcome: Outcome) -> None:
    policy = policy_of("02_three_kinds_of_absence")
    find(
        providers(policy),
        lambda facts: decide(policy, facts).outcome is outcome,
        settings=settings(database=None, max_examples=3000),
    )


def test_absences_ties_and_empty_lists_are_reached() -> None:
    policy = policy_of("02_three_kinds_of_absence")
    quiet = settings(database=None, max_examples=3000)
    find(providers(policy), lambda facts: facts.get("certificate number") is NONE, settings=quiet)
    find(providers(policy), lambda facts: facts.get("certificate number") is UNKNOWN, settings=quiet)
    find(providers(policy), lambda facts: "certificate number" not in facts, settings=quiet)
    find(providers(policy), lambda facts: facts.get("locations") == (), settings=quiet)
    on_the_threshold = ({"registered patients": 10_000},)
    assert find(providers(policy), lambda facts: facts.get("locations") == on_the_threshold, settings=quiet)


def test_more_doctors_never_make_it_worse() -> None:
    """What an author may hold a policy to."""
    policy = policy_of("01_a_requirement")

    @CALM
    @given(providers(policy, missing=False), st.sampled_from([0, 1]))
    def holds(facts: dict[str, Any], fte: int) -> None:
        more = {**facts, "doctors": (*facts["doctors"], {"fte": fte})}
        if decide(policy, facts).outcome is Outcome.ELIGIBLE:
            assert decide(policy, more).outcome is Outcome.ELIGIBLE

    holds()
