"""What small steps do not reach the solver does: with the fewest changes, then the smallest, and true by the meaning."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from compiler.ir.evaluate import decide
from compiler.ir.nodes import Policy
from compiler.ir.verdicts import Outcome
from compiler.pipeline import Compilation
from compiler.scenarios.search import solver
from compiler.scenarios.search.find import Wish, reach
from compiler.scenarios.search.places import Places
from compiler.scenarios.suggest.run import suggest
from dsl.source import SourceFile

HEAD = """\
policy P
    in force 2025-01-01 through 2025-12-31
    judges Practice

document d "made up"

record Practice
    first    : whole number, at least 0
    second   : whole number, at least 0
    fte      : fte, at least 0 fte
    share    : percent
    ready    : yes/no
    kind     : one of red, green, blue
    region   : text
    kinds    : some of one, two, three
    since    : date
    closed   : date, optional
    moment   : date and time
    doctors  : list of Doctor

record Doctor
    fte   : fte, at least 0 fte
    ready : yes/no

requirement r
    source d 1
    """
TOGETHER = "first + second = 10 and first - second = 4"


def policy_of(condition: str) -> Policy:
    compilation = Compilation.of_texts(SourceFile("p.policy", HEAD + condition + "\n"))
    assert [each.message.en for each in compilation.diagnostics if each.is_error] == []
    policy, _ = compilation.policy("p", datetime.date(2025, 3, 1))
    assert policy is not None
    return policy


def solved(condition: str, facts: dict[str, Any]) -> dict[str, Any] | None:
    policy = policy_of(condition)
    found = solver.solve([Wish(policy.criteria[0].body, holds=True)], facts, Places(policy))
    if found is not None:
        assert decide(policy, found).outcome is Outcome.ELIGIBLE
    return found


DOCTORS = {"doctors": ({"fte": 1, "ready": True}, {"fte": 1, "ready": False})}


@pytest.mark.parametrize(
    ("condition", "facts", "changed"),
    [
        ("first > second", {"first": 3, "second": 7}, {"first": 8, "second": 7}),
        ("fte ≥ 1.3 fte", {"fte": 1}, {"fte": Decimal("1.3")}),
        ("fte per first ≥ 1 fte per 3000", {"fte": 1, "first": 3001}, {"fte": Decimal("1.01"), "first": 3001}),
        ("share ≥ 80%", {"share": 0}, {"share": Decimal("0.8")}),
        ("kind is blue and ready", {"kind": "red", "ready": False}, {"kind": "blue", "ready": True}),
        ('region is "North"', {"region": "South"}, {"region": "North"}),
        ("kinds includes all of one, three", {"kinds": frozenset()}, {"kinds": frozenset(["one", "three"])}),
        ("since before 1 March 2025", {"since": datetime.date(2025, 3, 1)}, {"since": datetime.date(2025, 2, 28)}),
        ("closed is none", {"closed": datetime.date(2025, 3, 1)}, None),
        ("every doctor has ready", DOCTORS, {"doctors": ({"fte": 1, "ready": True}, {"fte": 1, "ready": True})}),
    ],
)
def test_the_fewest_and_smallest_changes(condition: str, facts: dict[str, Any], changed: dict[str, Any] | None) -> None:
    found = solved(condition, facts)
    assert found is not None
    assert changed is None or found == changed


def test_lists_are_added_up() -> None:
    found = solved("total fte of doctors ≥ 2.5 fte and (number of doctors where ready) = 2", DOCTORS)
    assert found is not None


def test_it_finds_what_small_steps_do_not_reach() -> None:
    policy = policy_of(TOGETHER)
    wishes, places = [Wish(policy.criteria[0].body, holds=True)], Places(policy)
    start = places.record(policy.record("Practice"))
    assert reach(wishes, dict(start), places) is None
    found = solver.reached(wishes, start, places)
    assert found is not None
    assert (found["first"], found["second"]) == (7, 3)


def test_what_cannot_be_is_not_found() -> None:
    assert solved("first > second and second > first", {"first": 1, "second": 1}) is None


def test_suggestions_without_it_are_those_of_the_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    compilation = Compilation.of_texts(SourceFile("p.policy", HEAD + TOGETHER + "\n"))
    whole = suggest(compilation, jobs=1)
    monkeypatch.setattr(solver, "is_there", lambda: False)
    less = suggest(compilation, jobs=1)
    assert len(whole.open) < len(less.open)
