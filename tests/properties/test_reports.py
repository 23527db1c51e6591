"""Whatever a policy asks and whatever is known of a provider, report, letter and data can be made, and say the decision; what a
provider is told to change is enough."""

from __future__ import annotations

import json
from typing import Any

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir import text
from compiler.ir.evaluate import evaluate, judge
from compiler.ir.nodes import Policy
from compiler.ir.places import Scope
from compiler.report.basis import Basis
from compiler.report.case import Case
from compiler.report.changes import Change, WayOut, changed, ways_out
from compiler.report.decision_report import report
from compiler.report.document.html import html
from compiler.report.document.markdown import markdown
from compiler.report.letter import letter
from compiler.report.report_data import report_data
from dsl.diagnostics import Language
from tests.strategies import ir, providers


def case(policy: Policy, facts: dict[str, Any], language: Language) -> Case:
    return Case("De Linde", "facts", {}, evaluate(policy, facts), Basis({}, (), (), {}), language, None, facts)


@settings(max_examples=40)
@given(policy=ir.policies(), facts=providers.facts(), language=st.sampled_from(["en", "nl"]))
def test_every_decision_can_be_told(policy: Policy, facts: dict[str, Any], language: Language) -> None:
    made = case(policy, facts, language)
    page = html(report(made))
    assert text.outcome(made.result.outcome, language) in page
    assert page == html(report(case(policy, facts, language)))
    assert "De Linde" in markdown(letter(made))
    data = report_data(made)
    assert json.loads(json.dumps(data)) == data and data["decision"] == made.result.outcome.value


@settings(max_examples=40)
@given(policy=ir.policies(), facts=providers.facts())
def test_what_is_open_is_told_once_and_nothing_else_is(policy: Policy, facts: dict[str, Any]) -> None:
    made = case(policy, facts, "en")
    told = [tuple(each["path"]) for each in report_data(made)["open"]]  # type: ignore[attr-defined]
    concerned = made.result.deciding if made.is_open else made.result.results
    resting = {leaf.path for each in concerned if each.verdict.is_open for leaf in each.rests_on}
    assert set(told) == resting and len(told) == len(set(told))


@settings(max_examples=30)
@given(policy=ir.policies(), facts=providers.facts())
def test_what_a_provider_is_told_to_change_is_enough_and_all_of_it_is_needed(
    policy: Policy, facts: dict[str, Any]
) -> None:
    made = case(_all_changeable(policy), facts, "nl")
    for found in ways_out(made):
        for way in found.ways:
            assert _counts(found, facts, way)
            assert not any(_counts(found, facts, tuple(one for one in way if one is not each)) for each in way)
    letter(made)


def _all_changeable(policy: Policy) -> Policy:
    records = (
        evolve(each, fields=tuple(evolve(one, changeable=True) for one in each.fields)) for each in policy.records
    )
    return evolve(policy, records=tuple(records))


def _counts(found: WayOut, facts: dict[str, Any], way: tuple[Change, ...]) -> bool:
    return judge(found.criterion.criterion, Scope(changed(facts, way))).counts is True
