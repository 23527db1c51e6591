"""What changes nothing is recognised, and nothing else is."""

from __future__ import annotations

from fractions import Fraction

import pytest

from compiler.ir.nodes import And, Compare, Criterion, Expr, Get, IsState, Lit, Not, Or, Root, Row, Table
from compiler.scenarios.mutation.equivalents import same_criterion, same_outputs, same_truth
from dsl.kinds import ChoiceKind, NumberKind, YesNoKind

NUMBER = NumberKind()
A, B, J = (Get(Root(), name, YesNoKind(), name == "j") for name in "abj")
X, Y = (Get(Root(), name, NUMBER) for name in "xy")


def compare(relation: str, number: int, of: Expr = X) -> Compare:
    return Compare(relation, of, Lit(Fraction(number)), NUMBER)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (And((A, B)), And((B, A))),
        (Not(Or((A, B))), And((Not(A), Not(B)))),
        (And((compare("≥", 3), compare("≥", 2))), compare("≥", 3)),
        (Or((compare(">", 3), compare("=", 3))), compare("≥", 3)),
        (Compare("≤", Lit(Fraction(3)), X, NUMBER), compare("≥", 3)),
    ],
)
def test_the_same(one: Expr, other: Expr) -> None:
    assert same_truth(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (A, B),
        (compare("≥", 3), compare(">", 3)),
        (compare("≥", 3), compare("≥", 4)),
        (Not(compare("<", 3)), compare("≥", 3)),  # when it is none
        (compare("≠", 3), Or((compare("<", 3), compare(">", 3)))),
        (Or((A, Not(A))), Lit(True)),  # while it is unknown
        (IsState("none", X), IsState("unknown", X)),
        (Compare("≥", X, Y, NUMBER), Compare(">", X, Y, NUMBER)),
    ],
)
def test_not_the_same(one: Expr, other: Expr) -> None:
    assert not same_truth(one, other)


def criterion(body: Expr, applies: Expr | None = None, unless: Expr | None = None) -> Criterion:
    return Criterion("r", "requirement", None, (), applies, body, unless)


def test_an_exception_that_the_body_holds_already_still_changes_the_verdict() -> None:
    assert not same_criterion(criterion(Or((A, B))), criterion(A, unless=B))


def test_a_verdict_that_waits_for_something_else_is_another_verdict() -> None:
    assert not same_criterion(criterion(And((A, J))), criterion(And((A, J, B))))
    assert same_criterion(criterion(And((A, J))), criterion(And((J, A, J))))


def test_too_many_regions_are_not_gone_through() -> None:
    many = And(tuple(Get(Root(), f"fact {number}", YesNoKind()) for number in range(10)))
    assert not same_truth(many, And(tuple(reversed(many.args))))


def table(*rows: tuple[Expr, str], hit: str = "first") -> Table:
    made = tuple(Row((test,), (output,)) for test, output in rows)
    return Table("t", None, hit, (), (X,), ("x",), ("way",), (ChoiceKind(("p", "q")),), made)  # type: ignore[arg-type]


def test_rows_that_exclude_each_other_may_change_places() -> None:
    low, high = (compare("<", 3), "p"), (compare("≥", 3), "q")
    assert same_outputs(table(low, high), table(high, low))
    assert not same_outputs(table(low, (Lit(True), "q")), table((Lit(True), "q"), low))


def test_rows_with_one_output_may_overlap() -> None:
    a_row = (compare("≥", 3), "p")
    assert same_outputs(
        table(a_row, (compare("<", 3), "p"), hit="unique"), table(a_row, (compare("≤", 3), "p"), hit="unique")
    )
    assert not same_outputs(
        table(a_row, (compare("<", 3), "q"), hit="unique"), table(a_row, (compare("≤", 3), "q"), hit="unique")
    )
