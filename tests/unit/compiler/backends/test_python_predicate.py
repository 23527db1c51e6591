"""The generated source, and what it does where it does not go its fast way."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from compiler.backends.python_predicate import OUTCOMES, VERDICTS, compile_predicate
from compiler.ir.evaluate import decide
from compiler.ir.nodes import And, Compare, Expr, Fold, Not, Op, Or, Ratio
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import Outcome, Verdict
from dsl.diagnostics import CompilerFault
from tests.unit.compiler.ir.building import (
    DOCTORS,
    FTE,
    PATIENTS,
    PLAIN,
    fact,
    number,
    own,
    policy,
    requirement,
    table,
    total,
    yes,
)

HOSTILE = "x'); raise SystemExit(\"\n"


def test_no_text_of_the_author_is_in_the_source() -> None:
    predicate = compile_predicate(
        policy(
            requirement(And((yes(HOSTILE), Op("matches", (fact(HOSTILE), fact(HOSTILE)))))),
        )
    )
    assert "SystemExit" not in predicate.source
    assert OUTCOMES[predicate.decide({HOSTILE: False})] is Outcome.INELIGIBLE


def same(body: Expr, record: dict[str, Any]) -> Verdict:
    rules = policy(requirement(body))
    predicate = compile_predicate(rules)
    meant = decide(rules, record)
    assert OUTCOMES[predicate.decide(record)] is meant.outcome
    found = VERDICTS[predicate.verdicts(record)[0]]
    assert found is meant.criteria[0].verdict
    return found


STAFFING = Compare("≥", Ratio(total(own("fte")), fact("patients", PATIENTS)), Ratio(number(1), number(3000)), FTE)


@pytest.mark.parametrize("patients", [0, 4200, 4201, None, UNKNOWN])
@pytest.mark.parametrize(
    "doctors",
    [
        (),
        ({"fte": Decimal("0.8")}, {"fte": Decimal("0.6")}),
        ({"fte": Decimal("1.4")}, {}),
        ({"fte": Decimal("1.4")}, UNKNOWN),
        ({"fte": UNKNOWN}, {"fte": 1}),
        ({"fte": UNKNOWN}, {"fte": Decimal("1.4")}),
        ({}, {"fte": Decimal("0.8")}, {"fte": Decimal("0.6")}),
        (UNKNOWN, {"fte": Decimal("1.5")}),
        ({"fte": UNKNOWN}, UNKNOWN),
        None,
        UNKNOWN,
    ],
)
def test_open_numbers_mean_the_same(patients: Any, doctors: Any) -> None:
    record = {"patients": patients, "doctors": doctors}
    same(STAFFING, {name: value for name, value in record.items() if value is not None})


@pytest.mark.parametrize("relation", ["=", "≠", "<", "≤", ">", "≥"])
@pytest.mark.parametrize(
    "record", [{}, {"a": 1}, {"a": 1, "b": NONE}, {"a": 1, "b": Decimal("0.5")}, {"a": 2, "b": Decimal("0.5")}]
)
def test_differences_mean_the_same(relation: Any, record: dict[str, Any]) -> None:
    half = Op("mul", (number("1/2"), fact("a")))
    same(Compare(relation, half, Op("sub", (number(1), fact("b", optional=True))), PLAIN), record)
    same(Compare(relation, Op("neg", (half,)), Op("add", (fact("c", FTE), number(-1))), PLAIN), record)


def test_declared_bounds_decide_open_differences() -> None:
    body = Compare("<", Op("neg", (fact("fte", FTE),)), Op("add", (fact("patients", PATIENTS), number(1))), PLAIN)
    assert same(body, {}) is Verdict.MET
    assert same(Not(body), {"fte": 1}) is Verdict.NOT_MET


def test_facts_of_another_numeric_type_take_the_slow_path() -> None:
    assert same(STAFFING, {"patients": 1000, "doctors": ({"fte": Fraction(1, 3)},)}) is Verdict.MET


def test_a_wrong_type_is_our_fault_here_too() -> None:
    predicate = compile_predicate(policy(requirement(STAFFING)))
    with pytest.raises(CompilerFault):
        predicate.decide({"patients": 1000, "doctors": ({"fte": "much"},)})


def test_deep_nesting_compiles() -> None:
    body: Expr = yes("a")
    for depth in range(120):
        body = (And if depth % 2 else Or)((body, yes("b")))
    assert same(body, {"a": True, "b": False}) in (Verdict.MET, Verdict.NOT_MET)
    assert same(body, {}) is Verdict.UNKNOWN
    lists: Expr = yes("a")
    for _ in range(25):
        lists = Fold("every", DOCTORS, 0, Compare("≥", total(own("fte")), number(1), FTE), lists)
    same(Fold("some", DOCTORS, 0, None, lists), {"a": True, "doctors": ({"fte": 1},)})


def test_rows_of_tables_are_bits() -> None:
    rules = policy(tables=(table("first", ((yes("a"),), ("own", True)), ((yes("b"),), ("follow", True))),))
    predicate = compile_predicate(rules)
    (rows,) = predicate.verdicts({"b": True})
    assert rows == 0b110
    assert predicate.look_up(0, rows) == (None, {"route": UNKNOWN, "open": True})
    assert predicate.look_up(0, predicate.verdicts({"a": False, "b": False})[0]) == (0, {"route": NONE, "open": NONE})
