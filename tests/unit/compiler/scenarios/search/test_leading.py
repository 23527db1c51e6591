"""What leads to a condition with the last word within a list, to a judgement that is waited for, and to where an order turns."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from compiler.ir.evaluate import decide
from compiler.ir.nodes import Mark, Policy
from compiler.ir.peers import Peers
from compiler.ir.places import walk
from compiler.ir.verdicts import Outcome
from compiler.pipeline import Compilation
from compiler.scenarios.cases import ExampleCase
from compiler.scenarios.coverage.observe import observe
from compiler.scenarios.coverage.structure import Plan
from compiler.scenarios.run import places as placed
from compiler.scenarios.search.find import Start
from compiler.scenarios.search.judgements import awaiting_decision, without_judgements
from compiler.scenarios.search.moves import moves
from compiler.scenarios.search.places import Places
from compiler.scenarios.search.solver import reached
from compiler.scenarios.search.turning import near_turning
from compiler.scenarios.search.wishes import deciding
from dsl.source import SourceFile

HEAD = """\
policy P
    in force 2025-01-01 through 2025-12-31
    judges Practice

document d "made up"

record Practice
    name     : text
    ready    : yes/no
    large    : yes/no
    patients : whole number, at least 0
    received : date
    start    : date
    subjects : list of Subject

record Subject
    listed  : yes/no
    backed  : yes/no

judgement sound by "the insurer"

"""
DAY = datetime.date(2025, 3, 1)


def policy_of(text: str) -> Policy:
    compilation = Compilation.of_texts(SourceFile("p.policy", HEAD + text))
    assert [each.message.en for each in compilation.diagnostics if each.is_error] == []
    policy, _ = compilation.policy("p", DAY)
    assert policy is not None
    return policy


def test_a_condition_has_the_last_word_within_a_list() -> None:
    policy = policy_of("requirement r\n    source d 1\n    every subject has (listed or backed)\n")
    plan, places = Plan.of(policy), Places(policy)
    start: dict[str, Any] = {"subjects": ({"listed": True, "backed": True},)}
    key = next(
        key
        for key, aspect in observe(plan, {"subjects": ({"listed": True, "backed": False},)}, decide(policy, {}), None)
        if aspect == "decides as met"
    )
    found = [reached(wishes, start, places) for wishes in deciding(plan, key, "decides as met")]
    assert any(
        (key, "decides as met") in observe(plan, facts, decide(policy, facts), None)
        for facts in found
        if facts is not None
    )


def test_a_judgement_alone_is_waited_for() -> None:
    policy = policy_of("requirement r\n    source d 1\n    any of\n        - ready and sound\n        - large\n")
    start = {"ready": False, "large": True, "sound": True}
    facts = reached(awaiting_decision(policy.criteria), start, Places(policy))
    assert facts is not None
    facts = without_judgements(facts, [each.body for each in policy.criteria], Places(policy))
    assert decide(policy, facts).outcome is Outcome.AWAITING


def test_of_a_deadline_that_is_asked_about_only_what_is_asked_is_answered() -> None:
    deadline = "deadline first\n    source d 1\n    applies when sound\n    by 1 July 2025\n    done on : start\n\n"
    (criterion,) = policy_of(f"{deadline}requirement r\n    source d 2\n    deadline first is met\n").criteria
    _, other = awaiting_decision([criterion])
    asked = [each for each in walk(other.expr) if isinstance(each, Mark) and each.deadline is not None]
    assert isinstance(criterion.body, Mark) and len(asked) == 2
    assert all(each.deadline is criterion.body.deadline and each.arg != criterion.body.arg for each in asked)


def test_days_around_the_ends_of_months_are_tried_where_they_matter() -> None:
    dated = policy_of("requirement r\n    source d 1\n    start = first day of the next month after received\n")
    plain = policy_of("requirement r\n    source d 1\n    start ≥ received\n")
    facts = {"received": datetime.date(2025, 2, 11), "start": datetime.date(2025, 3, 1)}
    asked = {
        name: {
            move.value for move in moves([policy.criteria[0].body], facts, Places(policy)) if move.path == ("received",)
        }
        for name, policy in (("dated", dated), ("plain", plain))
    }
    wanted = {
        datetime.date(2025, 1, 31),
        datetime.date(2025, 2, 1),
        datetime.date(2025, 2, 2),
        datetime.date(2025, 3, 11),
    }
    assert wanted <= asked["dated"] and not wanted <= asked["plain"]


@pytest.mark.parametrize(("percent", "patients"), [(24, 601), (26, 600)])  # beside 200 patients of those who come first
def test_an_order_turns_at_a_share_of_the_total(percent: int, patients: int) -> None:
    text = (
        "allocation round\n    source d 1\n    take Practices ordered by received\n"
        "    until patients reach 25% of the total\n    the Practice that crosses the limit is in\n"
    )
    before, after = policy_of(text), policy_of(text.replace("25%", f"{percent}%"))
    peers = Peers.beside([{"patients": 100, "received": datetime.date(2025, 1, number)} for number in (1, 2)])

    def place(policy: Policy, facts: Any) -> object:
        return placed(policy, ExampleCase("", "", "", DAY, facts, (), peers=peers))["round"]

    start = Start(None, {"patients": 100, "received": datetime.date(2025, 2, 1)})
    focus = [each.expr for each in before.allocations[0].keys] + [before.allocations[0].measure]
    found = near_turning(
        lambda facts: place(before, facts) != place(after, facts),
        lambda facts: place(before, facts),
        [start],
        [each for each in focus if each is not None],
        Places(before, peers),
    )
    assert found is not None and found.facts["patients"] == patients
