"""Findings, margins and what would settle an open verdict."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from compiler.ir.evaluate import evaluate, judge
from compiler.ir.nodes import And, Compare, Criterion, Expr, Fold, IsState, Lit, Mark, Not, Op, Or, Ratio, Tally
from compiler.ir.places import Scope
from compiler.ir.reasons import find, margin
from compiler.ir.settlements import settlements
from compiler.ir.verdicts import Verdict
from dsl.kinds import RecordKind, TextKind
from tests.unit.compiler.ir.building import (
    DATE,
    DOCTORS,
    FTE,
    PATIENTS,
    PLAIN,
    fact,
    number,
    own,
    policy,
    requirement,
    total,
    yes,
)


def settled_by(criterion: Criterion, **facts: Any) -> dict[frozenset[str], set[Verdict]]:
    scope = Scope(facts)
    found = settlements(judge(criterion, scope), scope)
    return {frozenset(map(str, each.leaves)): set(each.verdicts) for each in found}


BOTH = {Verdict.MET, Verdict.NOT_MET}


def test_one_part_of_a_conjunction_can_only_refuse() -> None:
    assert settled_by(requirement(And((yes("a"), yes("b"))))) == {
        frozenset({"a"}): {Verdict.NOT_MET},
        frozenset({"b"}): {Verdict.NOT_MET},
        frozenset({"a", "b"}): BOTH,
    }


def test_exceptions_and_conditions_of_application_settle_too() -> None:
    found = settled_by(requirement(yes("b"), yes("a"), yes("u")), b=False)
    assert found[frozenset({"a"})] == {Verdict.NOT_APPLICABLE}
    assert found[frozenset({"a", "u"})] == {Verdict.NOT_APPLICABLE, Verdict.WAIVED, Verdict.NOT_MET}


def test_the_same_fact_cannot_be_two_things() -> None:
    assert settled_by(requirement(And((yes("a"), Not(yes("a")))))) == {frozenset({"a"}): {Verdict.NOT_MET}}


def test_one_element_suffices_to_pass_and_all_are_needed_to_fail() -> None:
    body = Compare("≥", total(own("fte")), number("1.3"), FTE)
    found = settled_by(requirement(body), doctors=({"fte": 1}, {}, {}))
    assert found[frozenset({"fte of doctors 2"})] == {Verdict.MET}
    assert found[frozenset({"fte of doctors 2", "fte of doctors 3"})] == BOTH


def test_counts_need_as_many_as_they_need() -> None:
    body = Compare("≥", Tally(tuple(yes(name) for name in "abcd")), number(3), PLAIN)
    found = settled_by(requirement(body), a=True)
    assert {len(each) for each, verdicts in found.items() if verdicts == {Verdict.NOT_MET}} == set()
    assert all(len(each) == 2 and verdicts == BOTH for each, verdicts in found.items())


def test_a_sharp_equality_is_found() -> None:
    body = Compare("=", Op("add", (fact("a"), number(2))), number("5.25"), PLAIN)
    assert settled_by(requirement(body)) == {frozenset({"a"}): BOTH}


def test_an_unknown_list_can_settle_by_its_elements() -> None:
    fixed = And((Get_yes("responsible"), Not(Get_yes("locum"))))
    body = Fold("some", DOCTORS, 0, None, Mark(fixed, said=""))
    assert settled_by(requirement(body)) == {frozenset({"doctors"}): BOTH}


def Get_yes(name: str) -> Expr:  # noqa: N802
    from dsl.kinds import YesNoKind

    return own(name, YesNoKind())


def test_dates_and_patterns_settle() -> None:
    due = Compare("≤", fact("date", DATE), Lit(datetime.date(2025, 6, 1)), DATE)
    assert settled_by(requirement(due)) == {frozenset({"date"}): BOTH}
    code = Op("matches", (fact("code", TextKind()), Lit("[0-9]{8}")))
    assert settled_by(requirement(code)) == {frozenset({"code"}): BOTH}


def test_a_known_zero_settles_by_nothing() -> None:
    share = Compare("≥", Op("div", (fact("a"), fact("b"))), number(1), PLAIN)
    assert settled_by(requirement(share), a=1, b=0) == {}


@pytest.mark.parametrize(
    ("relation", "left", "expected"),
    [("≥", "1.25", "-0.05"), ("≤", "1.25", "0.05"), ("=", "1.25", "-0.05"), ("≠", "1.25", "0.05"), ("≥", "1.3", "0")],
)
def test_margins_are_negative_when_short(relation: Any, left: str, expected: str) -> None:
    found = margin(Compare(relation, fact("fte", FTE), number("1.3"), FTE), Scope({"fte": Decimal(left)}))
    assert found is not None
    assert found.margin == Fraction(expected)


def test_margins_of_ratios_dates_and_negations() -> None:
    ratio = Compare("≥", Ratio(fact("fte", FTE), fact("patients", PATIENTS)), Ratio(number(1), number(3000)), PLAIN)
    found = margin(ratio, Scope({"fte": Decimal("1.35"), "patients": 4200}))
    assert found is not None
    assert (found.margin, found.kind) == (Fraction("-0.05"), FTE)
    late = Compare("≤", fact("date", DATE), Lit(datetime.date(2025, 6, 1)), DATE)
    days = margin(late, Scope({"date": datetime.date(2025, 6, 4)}))
    turned = margin(Not(late), Scope({"date": datetime.date(2025, 6, 4)}))
    assert days is not None
    assert turned is not None
    assert (days.margin, turned.margin) == (-3, 3)
    assert margin(ratio, Scope({"fte": 1})) is None


def test_findings_follow_the_marks_into_lists() -> None:
    large = Mark(Compare("≥", own("fte"), number("0.3"), FTE), said="fte ≥ 0.3 fte")
    body = Mark(Fold("every", DOCTORS, 0, None, large), said="every doctor has")
    found = find(body, Scope({"doctors": ({"fte": Decimal("0.5")}, {}, {"fte": Decimal("0.2")})}))
    assert found.holds is False
    assert [part.holds for part in found.parts] == [True, None, False]
    assert [str(part.readings[0].leaf) for part in found.parts] == [
        "fte of doctors 1",
        "fte of doctors 2",
        "fte of doctors 3",
    ]
    assert found.readings == ()
    unknown = find(body, Scope({}))
    assert [str(each.leaf) for each in unknown.readings] == ["doctors"]


def test_deciding_criteria_come_first() -> None:
    rules = policy(
        requirement(Compare("≥", fact("a"), number(10), PLAIN), id="wide"),
        requirement(yes("b"), id="plain"),
        requirement(Compare("≥", fact("c"), number(10), PLAIN), id="tight"),
        requirement(Or((yes("d"), And((yes("e"), yes("f"))))), id="two"),
    )
    good = {"a": 20, "b": True, "c": 11, "d": True}
    assert [each.criterion.id for each in evaluate(rules, good).deciding] == ["tight", "wide", "plain", "two"]
    assert [each.criterion.id for each in evaluate(rules, {**good, "a": 1, "b": False}).deciding] == ["wide", "plain"]
    open_result = evaluate(rules, {"a": 20, "c": 11, "d": False})
    assert [each.criterion.id for each in open_result.deciding] == ["plain", "two"]
    assert {str(leaf) for leaf in open_result.rests_on} == {"b", "e", "f"}


def test_a_record_that_may_not_exist_has_no_values_to_try() -> None:
    plan = fact("plan", RecordKind("Plan"), optional=True)
    other = Compare("≥", fact("b", PLAIN), number(1), PLAIN)
    body = Or((IsState("none", plan), other))
    assert settled_by(requirement(body)) == {frozenset({"b"}): {Verdict.MET}, frozenset({"plan"}): {Verdict.MET}}
