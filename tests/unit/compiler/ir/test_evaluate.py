"""The meaning, by cases that a reader can check by hand."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from compiler.ir.evaluate import decide, evaluate, judge
from compiler.ir.expressions import Open, truth, value
from compiler.ir.nodes import And, Compare, Expr, Fold, IsState, Not, Op, Or, Ratio, Tally
from compiler.ir.places import Scope
from compiler.ir.ranges import Range
from compiler.ir.values import NONE, UNKNOWN, Duration
from compiler.ir.verdicts import Leaf, Outcome, Verdict
from dsl.diagnostics import CompilerFault
from tests.unit.compiler.ir.building import (
    DATE,
    DOCTORS,
    FTE,
    PATIENTS,
    PLAIN,
    exclusion,
    fact,
    number,
    own,
    policy,
    requirement,
    table,
    total,
    yes,
)


def holds(expr: Expr, **facts: Any) -> bool | None:
    found = truth(expr, Scope(facts))
    return None if isinstance(found, Open) else found


def rests_on(expr: Expr, **facts: Any) -> set[str]:
    found = truth(expr, Scope(facts))
    return {str(leaf) for leaf in found.leaves} if isinstance(found, Open) else set()


def at_least(left: Expr, right: Expr) -> Compare:
    return Compare("≥", left, right, PLAIN)


STAFFING = at_least(Ratio(total(own("fte")), fact("patients", PATIENTS)), Ratio(number(1), number(3000)))


def doctors(*ftes: Any) -> tuple[Any, ...]:
    return tuple(UNKNOWN if fte is UNKNOWN else {} if fte is None else {"fte": fte} for fte in ftes)


def test_a_ratio_is_exact_on_its_boundary() -> None:
    both = doctors(Decimal("0.8"), Decimal("0.6"))
    assert holds(STAFFING, doctors=both, patients=4200) is True
    assert holds(STAFFING, doctors=both, patients=4201) is False
    assert holds(STAFFING, doctors=(), patients=0) is True


def test_a_total_decides_as_soon_as_its_known_part_suffices() -> None:
    assert holds(STAFFING, doctors=doctors(Decimal("1.4"), None), patients=4200) is True
    assert holds(STAFFING, doctors=doctors(Decimal("1.3"), UNKNOWN), patients=4200) is None
    assert rests_on(STAFFING, doctors=doctors(Decimal("1.3"), UNKNOWN), patients=4200) == {"fte of doctors 2"}
    assert rests_on(STAFFING, patients=4200) == {"doctors"}
    assert holds(STAFFING, patients=0) is True


def test_counts_decide_early() -> None:
    two_of_three = at_least(Tally((yes("a"), yes("b"), yes("c"))), number(2))
    assert holds(two_of_three, a=True, b=True) is True
    assert holds(two_of_three, a=False, b=False) is False
    assert rests_on(two_of_three, a=True, b=False) == {"c"}
    one_large = Fold("count", DOCTORS, 0, at_least(own("fte"), number("0.5")), None)
    assert holds(at_least(one_large, number(1)), doctors=doctors(1, None)) is True
    assert holds(at_least(one_large, number(3)), doctors=doctors(1, None)) is False
    assert holds(at_least(one_large, number(0))) is True


def test_quantifiers_over_nothing_unknown_and_none() -> None:
    large = at_least(own("fte"), number("0.5"))
    every, some = (Fold(word, DOCTORS, 0, None, large) for word in ("every", "some"))
    assert holds(every, doctors=()) is True
    assert holds(some, doctors=()) is False
    assert holds(every) is holds(some) is None
    assert holds(every, doctors=doctors(None, Decimal("0.4"))) is False
    assert holds(some, doctors=doctors(None, Decimal("0.5"))) is True


def test_the_lowest_of_nothing_is_none_and_what_is_none_is_left_out() -> None:
    lowest = Fold("lowest", DOCTORS, 0, None, own("bonus", PLAIN, optional=True))
    assert value(lowest, Scope({"doctors": ()})) is NONE
    assert value(lowest, Scope({"doctors": ({"bonus": NONE}, {"bonus": 3})})) == Range.at(3)
    assert holds(at_least(lowest, number(0)), doctors=()) is False


def test_none_is_not_met_and_never_unknown() -> None:
    bonus = fact("bonus", optional=True)
    for relation, expected in (("=", False), ("≥", False), ("<", False), ("≠", True)):
        assert holds(Compare(relation, bonus, number(1), PLAIN), bonus=NONE) is expected
    assert holds(Compare("≠", bonus, fact("other", optional=True), PLAIN), bonus=NONE, other=NONE) is False
    assert holds(at_least(Op("add", (bonus, fact("missing"))), number(0)), bonus=NONE) is False


def test_whether_a_thing_exists_is_open_while_it_is_unknown() -> None:
    licence = yes("licence", optional=True)
    assert holds(IsState("none", licence)) is None
    assert holds(IsState("none", licence), licence=NONE) is True
    assert holds(IsState("known", licence)) is False
    assert holds(IsState("known", licence), licence=NONE) is True
    assert holds(IsState("unknown", licence), licence=UNKNOWN) is True
    assert holds(IsState("none", yes("sure"))) is False


def test_division_by_a_known_zero_is_open_for_that_reason() -> None:
    share = at_least(Op("div", (fact("a"), fact("b"))), number(1))
    found = truth(share, Scope({"a": 1, "b": 0}))
    assert isinstance(found, Open)
    assert found.leaves == {Leaf(("b",), why="zero")}
    assert holds(share, a=-3, b=-2) is True


def test_a_negative_under_per_is_open_for_that_reason() -> None:
    found = truth(at_least(Ratio(fact("a"), fact("b")), number(1)), Scope({"a": 1, "b": -1}))
    assert isinstance(found, Open)
    assert found.leaves == {Leaf(("b",), why="negative")}


def test_started_units_round_up() -> None:
    needed = at_least(fact("fte", FTE), Op("ceil_div", (fact("patients", PATIENTS), number(3000))))
    assert holds(needed, fte=2, patients=3001) is True
    assert holds(needed, fte=Decimal("1.99"), patients=3001) is False
    assert holds(needed, fte=1, patients=3000) is True


def test_dates_shift_and_compare() -> None:
    due = Op("shift", (fact("end", DATE), number(0).__class__(Duration(1))))
    after = Compare(">", fact("date", DATE), due, DATE)
    assert holds(after, date=datetime.date(2025, 2, 28), end=datetime.date(2025, 1, 31)) is False
    assert holds(after, date=datetime.date(2025, 3, 1), end=datetime.date(2025, 1, 31)) is True
    assert holds(after, date=datetime.date(2025, 3, 1)) is None


@pytest.mark.parametrize("bad", [0.5, float("nan"), Decimal("NaN"), Decimal("Infinity"), "1", True])
def test_a_wrong_type_of_fact_is_our_fault(bad: Any) -> None:
    with pytest.raises(CompilerFault):
        truth(at_least(fact("a"), number(1)), Scope({"a": bad}))


def test_none_for_a_fact_that_is_not_optional_is_our_fault() -> None:
    with pytest.raises(CompilerFault):
        truth(yes("a"), Scope({"a": NONE}))


@pytest.mark.parametrize(
    ("applies", "body", "unless", "verdict", "counts", "left"),
    [
        (False, None, None, Verdict.NOT_APPLICABLE, True, set()),
        (True, True, None, Verdict.MET, True, set()),
        (True, False, True, Verdict.WAIVED, True, set()),
        (True, False, False, Verdict.NOT_MET, False, set()),
        (True, False, None, Verdict.UNKNOWN, None, {"u"}),
        (True, None, True, Verdict.UNKNOWN, True, {"b"}),
        (None, True, None, Verdict.UNKNOWN, True, {"a"}),
        (None, False, False, Verdict.UNKNOWN, None, {"a"}),
        (None, None, None, Verdict.UNKNOWN, None, {"a", "b", "u"}),
    ],
)
def test_verdicts_of_a_requirement(
    applies: bool | None, body: bool | None, unless: bool | None, verdict: Verdict, counts: bool | None, left: set[str]
) -> None:
    facts = {name: known for name, known in (("a", applies), ("b", body), ("u", unless)) if known is not None}
    judged = judge(requirement(yes("b"), yes("a"), yes("u")), Scope(facts))
    assert (judged.verdict, judged.counts, {str(leaf) for leaf in judged.rests_on}) == (verdict, counts, left)


@pytest.mark.parametrize(
    ("applies", "body", "unless", "verdict", "counts"),
    [
        (False, None, None, Verdict.NOT_APPLICABLE, True),
        (True, True, False, Verdict.MET, False),
        (True, True, True, Verdict.WAIVED, True),
        (True, False, None, Verdict.NOT_MET, True),
        (True, True, None, Verdict.UNKNOWN, None),
        (None, False, None, Verdict.UNKNOWN, True),
    ],
)
def test_verdicts_of_an_exclusion(
    applies: bool | None, body: bool | None, unless: bool | None, verdict: Verdict, counts: bool | None
) -> None:
    facts = {name: known for name, known in (("a", applies), ("b", body), ("u", unless)) if known is not None}
    judged = judge(exclusion(yes("b"), yes("a"), yes("u")), Scope(facts))
    assert (judged.verdict, judged.counts) == (verdict, counts)


def test_outcomes() -> None:
    both = policy(requirement(yes("data")), requirement(yes("judged", judgement=True), id="j"))
    assert decide(both, {"data": True, "judged": True}).outcome is Outcome.ELIGIBLE
    assert decide(both, {"data": True}).outcome is Outcome.AWAITING
    assert decide(both, {"judged": True}).outcome is Outcome.UNDETERMINED
    assert decide(both, {}).outcome is Outcome.UNDETERMINED
    assert decide(both, {"data": False}).outcome is Outcome.INELIGIBLE  # whatever the judgement


def test_only_what_is_another_object_than_what_is_known_is_decided_again() -> None:
    kept, other = requirement(yes("kept")), requirement(yes("other"), id="o")
    known = decide(policy(kept, other), {"kept": True, "other": False})
    again = decide(policy(kept, evolve(other, body=Not(yes("other")))), {"kept": True, "other": False}, known=known)
    assert again.criteria[0] is known.criteria[0]
    assert again == decide(policy(kept, evolve(other, body=Not(yes("other")))), {"kept": True, "other": False})
    assert (known.outcome, again.outcome) == (Outcome.INELIGIBLE, Outcome.ELIGIBLE)


def test_mixed_conditions_await_only_when_all_that_is_missing_is_judgement() -> None:
    mixed = requirement(And((yes("data"), yes("judged", judgement=True))))
    assert judge(mixed, Scope({"data": True})).verdict is Verdict.AWAITING
    assert judge(mixed, Scope({})).verdict is Verdict.UNKNOWN
    assert (
        judge(requirement(Or((yes("data"), Not(yes("judged", judgement=True))))), Scope({"data": False})).verdict
        is Verdict.AWAITING
    )


SHARE = fact("share")
ROWS = (
    ((at_least(SHARE, number("0.25")), yes("any")), ("own", True)),
    ((Compare("<", SHARE, number("0.25"), PLAIN), yes("contracted")), ("own", False)),
    ((Compare("<", SHARE, number("0.25"), PLAIN), Not(yes("contracted"))), ("follow", False)),
)


def test_a_table_gives_its_row_or_none() -> None:
    found = decide(
        policy(tables=(table("unique", *ROWS),)), {"share": Decimal("0.1"), "contracted": False, "any": False}
    ).tables[0]
    assert (found.row, found.outputs) == (3, {"route": "follow", "open": False})
    none = decide(policy(tables=(table("unique", *ROWS),)), {"share": 1, "contracted": False, "any": False}).tables[0]
    assert (none.row, none.outputs) == (0, {"route": NONE, "open": NONE})


def test_outputs_on_which_the_possible_rows_agree_are_decided() -> None:
    rows = (ROWS[1], ROWS[2], ((Compare("<", SHARE, number("0.25"), PLAIN),), ("follow", False)))
    found = decide(policy(tables=(table("first", *rows),)), {"share": 0}).tables[0]
    assert (found.row, found.outputs) == (None, {"route": UNKNOWN, "open": False})
    assert {str(leaf) for leaf in found.rests_on} == {"contracted"}


def test_several_rows_of_a_unique_table_leave_it_open_on_nothing() -> None:
    rows = (((yes("a"),), ("own", True)), ((yes("b"),), ("follow", True)))
    found = decide(policy(tables=(table("unique", *rows),)), {"a": True, "b": True}).tables[0]
    assert (found.row, found.outputs, found.rests_on) == (None, {"route": UNKNOWN, "open": True}, frozenset())


def test_evaluate_gives_all() -> None:
    result = evaluate(policy(requirement(STAFFING)), {"doctors": doctors(Decimal("1.4")), "patients": 4201})
    assert result.outcome is Outcome.INELIGIBLE
    margin = result.deciding[0].body.margin
    assert margin is not None
    assert (margin.actual, margin.threshold, margin.margin) == (
        Fraction(7, 5),
        Fraction(4201, 3000),
        Fraction(-1, 3000),
    )
    assert margin.kind == FTE


def test_a_zero_is_a_reason_only_where_it_leaves_no_result() -> None:
    plus = at_least(Op("add", (fact("x"), fact("zero"))), number(1))
    assert rests_on(plus, zero=0) == {"x"}
    found = truth(
        at_least(Op("min", (Ratio(fact("a"), fact("zero")), fact("x"))), number(1)), Scope({"a": 1, "zero": 0, "x": 2})
    )
    assert isinstance(found, Open)
    assert found.leaves == {Leaf(("a",), why="zero"), Leaf(("zero",), why="zero")}
