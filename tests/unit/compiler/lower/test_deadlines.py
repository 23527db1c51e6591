"""Deadlines as conditions: beyond the known holidays, in other policies, and after an amendment."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from compiler.ir import reasons
from compiler.ir.deadlines import last_days, standing, status_of, statuses
from compiler.ir.evaluate import evaluate
from compiler.ir.places import Scope
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import DeadlineStatus, Leaf, Verdict
from compiler.lower import deadlines
from tests.unit.compiler.policies import codes, compiled, policy_of

DAY = datetime.date(2025, 3, 10)
BASE = """
policy P
    judges Company

document d "Document"

record Company
    applied on  : date
    answered on : date, optional

deadline answer by VGZ
    source d
    within 5 working days after applied on
    done on : answered on

requirement answered
    source d
    deadline answer is not missed
"""


def facts(applied: datetime.date, answered: Any = NONE) -> dict[str, Any]:
    return {"applied on": applied, "answered on": answered}


def test_working_days_pass_over_weekends_and_holidays() -> None:
    found = last_days(policy_of(BASE, DAY), facts(datetime.date(2025, 4, 17)))
    assert found == {"answer": datetime.date(2025, 4, 28)}  # Good Friday, Easter Monday, two weekends


def test_outside_the_known_holidays_a_day_stays_open_with_that_reason() -> None:
    policy = policy_of(BASE, DAY)
    late = facts(datetime.date(2060, 1, 1))
    assert last_days(policy, late) == {"answer": UNKNOWN}
    status, leaves = status_of(policy.deadlines[0], Scope(late))
    assert status is DeadlineStatus.UNKNOWN
    assert leaves == frozenset({Leaf(("applied on",), why="calendar")})


def test_a_requirement_reads_what_is_told_of_the_deadline() -> None:
    policy = policy_of(BASE, DAY)
    on_time, late = facts(datetime.date(2025, 3, 3), DAY), facts(datetime.date(2025, 2, 28), DAY)
    for given, status, verdict in (
        (on_time, DeadlineStatus.MET, Verdict.MET),
        (late, DeadlineStatus.MISSED, Verdict.NOT_MET),
    ):
        found = evaluate(policy, given)
        assert (found.deadlines[0].status, found.results[0].verdict) == (status, verdict)


def test_a_deadline_of_another_module_is_taken_over_by_name() -> None:
    planning = BASE.replace("policy P\n    judges Company\n", "")
    main = """
policy Q
    judges Company

use planning (Company, answer)
use planning (d)

requirement answered soon
    source d
    deadline answer is met
"""
    policy = policy_of(main, DAY, planning=planning)
    assert [each.id for each in policy.deadlines] == ["answer"]
    assert statuses(policy, facts(datetime.date(2025, 3, 3), DAY)) == {"answer": DeadlineStatus.MET}


def test_a_policy_that_is_to_be_met_brings_its_own_deadlines() -> None:
    main = """
policy Q
    judges Company

use planning (Company, d)

requirement kept
    source d
    meets planning
"""
    policy = policy_of(main, DAY, planning=BASE)
    late = facts(datetime.date(2025, 2, 28))
    assert evaluate(policy, late).results[0].verdict is Verdict.NOT_MET


def test_an_amendment_moves_a_deadline_and_keeps_the_rest() -> None:
    text = (
        BASE
        + """
amendment "More time"
    source d
    effective 2025-03-01
    change deadline answer
        within 1 month after applied on
"""
    )
    compilation = compiled(text)
    assert codes(compilation) == []
    applied = facts(datetime.date(2025, 2, 3))
    days = {}
    for day in (datetime.date(2025, 2, 28), datetime.date(2025, 3, 1)):
        policy, _ = compilation.policy("main", day)
        assert policy is not None
        assert policy.deadlines[0].who == "VGZ"
        days[day.month] = last_days(policy, applied)["answer"]
    assert days == {2: datetime.date(2025, 2, 10), 3: datetime.date(2025, 3, 3)}


def test_an_amendment_for_some_cannot_move_a_deadline_and_an_unknown_one_is_told() -> None:
    text = (
        BASE
        + """
amendment "More time"
    source d
    effective 2025-03-01
    for applied on is known
    change deadline answer
        within 1 month after applied on

amendment "Another"
    source d
    effective 2025-03-01
    withdraw deadline question
"""
    )
    assert sorted(codes(compiled(text))) == ["E430", "E433"]


def test_deadlines_that_follow_each_other_are_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first asks about none, the second about the first, and so on: 1 + 2 + ... + 8 in all."""
    steps = [f"deadline step {at}\n    source d\n    by 1 July 2025\n    done on : answered on\n" for at in range(8)]
    for at in range(1, 8):
        applies = f"    applies when deadline step {at - 1} is met\n"
        steps[at] = steps[at].replace("    by", f"{applies}    by")
    text = "\n".join([BASE.partition("deadline")[0], *steps])
    gone_through: list[str] = []

    def counted(made: Any, what: str) -> Any:
        def run(*given: Any) -> Any:
            gone_through.append(what)
            return made(*given)

        return run

    monkeypatch.setattr(deadlines, "deadline", counted(deadlines.deadline, "lowered"))
    monkeypatch.setattr(reasons, "standing", counted(standing, "told"))
    result = evaluate(policy_of(text, DAY), facts(DAY))
    assert (gone_through.count("lowered"), gone_through.count("told")) == (36, 36)
    (asked,) = [each.applies for each in result.deadlines if each.deadline.id == "step 7"]
    for at in range(6, -1, -1):
        assert asked is not None and asked.deadline is not None and asked.deadline.deadline.id == f"step {at}"
        assert (asked.parts[0] if at else None) is asked.deadline.applies
        asked = asked.deadline.applies
