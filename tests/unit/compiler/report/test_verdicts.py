"""Reasons in prose and as data. The goldens are read when they change."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from syrupy.assertion import SnapshotAssertion

from compiler.ir.evaluate import evaluate
from compiler.ir.values import NONE
from compiler.report.decisions import counts, line
from compiler.report.table import decision_table
from compiler.report.verdict_data import result_data
from compiler.report.verdicts import reasoning
from dsl.diagnostics import Language
from tests.unit.compiler.policies import policy_of
from tests.unit.compiler.report.samples import BAD, GOOD, OPEN, policy, with_facts

PROVIDERS = {"De Linde": GOOD, "De Eik": BAD, "De Wilg": OPEN, "De Es": with_facts(assessed_positively=None)}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_full_reasoning(provider: str, language: Language, snapshot: SnapshotAssertion) -> None:
    assert reasoning(provider, evaluate(policy(), PROVIDERS[provider]), language) == snapshot


def test_the_margin_is_in_the_unit_of_the_criterion() -> None:
    said = reasoning("De Eik", evaluate(policy(), BAD), "en")
    assert "no, 1.4 fte against 1.45 fte: 0.05 fte short" in said
    assert "no, 75% against 80%: 5 percentage points short" in said
    assert "no, 11.5 hours against 10 hours: 1.5 hours too much" in said
    assert "no, 7 days too late" in said


def test_an_open_verdict_names_what_would_settle_it_and_who_gives_it() -> None:
    said = reasoning("De Wilg", evaluate(policy(), OPEN), "en")
    assert "may settle it: `registered patients` (supplied by the practice); then met or not met" in said
    assert "may settle it: `assessed positively` (to be judged by VGZ purchaser); then met or not met" in said


def test_a_policy_that_allows_says_what_it_does_not_promise() -> None:
    assert "No right can be derived from this policy" in reasoning("De Linde", evaluate(policy(), GOOD), "en")
    said = reasoning("De Eik", evaluate(policy("nl"), BAD), "nl")
    assert "mag op grond van dit beleid afwijzen wie niet voldoet, maar hoeft dat niet" in said
    assert "derived" not in reasoning("De Linde", evaluate(policy(allows=False), GOOD), "en")


def test_a_waived_criterion_and_one_that_does_not_apply() -> None:
    said = reasoning("De Linde", evaluate(policy(), with_facts(mandate=Decimal("0.5"))), "en")
    assert "~ waived: mandate" in said and "unless small region: yes" in said
    assert "– not applicable: opening" in said and "applies when new: no" in said


def test_none_is_told_apart_from_unknown() -> None:
    assert "founded on = none" in reasoning("x", evaluate(policy(), with_facts(founded_on=NONE)), "en")
    assert "founded on = unknown" in reasoning("x", evaluate(policy(), with_facts(founded_on=None)), "en")


def test_control_characters_of_a_provider_do_not_reach_the_terminal() -> None:
    result = evaluate(policy(), GOOD)
    assert "\x1b" not in reasoning("De\x1b[2J Linde", result, "en")
    assert "\x1b" not in decision_table([line("De\x1b[2J Linde", result, "en")], "en")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_table_of_decisions(language: Language, snapshot: SnapshotAssertion) -> None:
    lines = [line(name, evaluate(policy(), facts), language) for name, facts in PROVIDERS.items()]
    assert decision_table(lines, language) == snapshot
    assert counts([each.outcome for each in lines], language) == snapshot


def test_a_narrow_terminal_wraps_and_loses_nothing() -> None:
    lines = [line(name, evaluate(policy(), facts), "en") for name, facts in PROVIDERS.items()]
    shown = decision_table(lines, "en", width=60)
    assert max(map(len, shown.splitlines())) <= 60
    assert "".join(shown.split()).count("short") == "".join(decision_table(lines, "en").split()).count("short")


def test_for_programs(snapshot: SnapshotAssertion) -> None:
    data = json.dumps(result_data("De Eik", evaluate(policy(), BAD), "en"), ensure_ascii=False, indent=1)
    assert data == snapshot
    assert not floats(json.loads(data))


def floats(data: object) -> list[float]:
    match data:
        case float():
            return [data]
        case dict():
            return [each for value in data.values() for each in floats(value)]
        case list():
            return [each for value in data for each in floats(value)]
    return []


def test_nothing_of_the_content_is_lost_for_programs() -> None:
    for facts in PROVIDERS.values():
        result = evaluate(policy(), facts)
        data = result_data("x", result, "en")
        assert data["decision"] == result.outcome.value
        assert [each["id"] for each in data["criteria"]] == [each.id for each in policy().criteria]  # type: ignore[attr-defined]
        for told, found in zip(data["criteria"], result.results, strict=True):  # type: ignore[call-overload]
            assert told["verdict"] == found.verdict.value
            assert len(told["settlements"]) == len(found.settlements)
            assert len(told["rests_on"]) == len(found.rests_on)


def test_a_line_says_what_is_asked_of_the_elements_of_a_list() -> None:
    rules = policy_of(
        "policy P\n    judges Practice\n\nrecord Practice\n    doctors : list of Doctor\n\n"
        "record Doctor\n    responsible : yes/no\n    fixed       : yes/no\n\n"
        "requirement doctor\n    some doctor has\n        all of\n            - responsible\n            - fixed\n"
    )
    result = evaluate(
        rules, {"doctors": ({"responsible": True, "fixed": False}, {"responsible": False, "fixed": True})}
    )
    assert line("De Eik", result, "en").why == "some doctor has all of (responsible; fixed): no"
