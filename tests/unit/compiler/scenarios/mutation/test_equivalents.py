"""What changes nothing is recognised, and nothing else is."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from attrs import evolve

from compiler.ir.nodes import (
    And,
    Compare,
    Criterion,
    Deadline,
    Due,
    Expr,
    Fold,
    Get,
    IsState,
    Item,
    LatestKnown,
    Lit,
    Mark,
    Not,
    Or,
    Ratio,
    Root,
    Row,
    Table,
)
from compiler.scenarios.mutation.equivalents import same_criterion, same_outputs, same_status, same_truth
from compiler.scenarios.mutation.proof import _same_truth
from dsl.kinds import ChoiceKind, DateKind, ListKind, NumberKind, RecordKind, SeriesKind, YesNoKind

NUMBER = NumberKind()
A, B, J = (Get(Root(), name, YesNoKind(), name == "j") for name in "abj")
MAYBE = Get(Root(), "maybe", YesNoKind(), optional=True)
X, Y = (Get(Root(), name, NUMBER) for name in "xy")
Z = Get(Root(), "z", NumberKind(low=Fraction(0)))
X_PER_Z = Ratio(X, Z)
WHOLE = NumberKind(whole=True)
SERIES = Get(Root(), "series", SeriesKind(YesNoKind()))
IN_2023, LATEST = Get(SERIES, "2023", YesNoKind()), LatestKnown(SERIES, 2024, YesNoKind())
DOCTORS = Get(Root(), "doctors", ListKind(RecordKind("Doctor")))
ONE_JUDGED = Fold("some", DOCTORS, 0, None, Get(Item(0), "judged", YesNoKind(), judgement=True))


def compare(relation: str, number: int, of: Expr = X) -> Compare:
    return Compare(relation, of, Lit(Fraction(number)), NUMBER)  # type: ignore[arg-type]


def turned(relation: str, number: int) -> Compare:
    return Compare(relation, Lit(Fraction(number)), X, WHOLE)  # type: ignore[arg-type]


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
        (Or((MAYBE, IsState("none", MAYBE))), MAYBE),  # when it is none it is not `no` either
        (
            Or((compare("≥", 0, Z), compare("<", 0, Z))),
            Or((compare("≥", 1, Z), compare("<", 1, Z))),
        ),  # unknown, not negative
        (
            And((compare("≥", 2, X_PER_Z), compare("<", 1, X_PER_Z))),
            And((compare("≥", 2, X_PER_Z), compare("≤", 1, X_PER_Z))),
        ),
        (
            Or((turned("≥", 3), turned("≤", 4))),  # of 3.5
            Or((turned("≥", 3), turned("<", 3))),
        ),
        (And((IN_2023, LATEST)), IN_2023),  # when a later year is known
    ],
)
def test_not_the_same(one: Expr, other: Expr) -> None:
    assert not same_truth(one, other)


RECORD = Get(Root(), "RHO", RecordKind("RHO"), optional=True)
OF_RECORD = Get(RECORD, "mandated", YesNoKind())
COUNT = Get(Root(), "count", WHOLE)
DAY = Get(Root(), "day", DateKind())


def whole(relation: str, number: int) -> Compare:
    return Compare(relation, COUNT, Lit(Fraction(number)), WHOLE)  # type: ignore[arg-type]


def on(relation: str, day: int) -> Compare:
    return Compare(relation, DAY, Lit(datetime.date(2025, 1, day)), DateKind())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (And((Not(IsState("none", RECORD)), OF_RECORD)), OF_RECORD),
        (And((whole("≥", 1), Not(whole("≤", 0)))), whole("≥", 1)),
        (And((on(">", 1), on("≥", 2))), on(">", 1)),
    ],
)
def test_what_no_provider_has_is_left_out(one: Expr, other: Expr) -> None:
    assert same_truth(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Or((IsState("none", RECORD), OF_RECORD)), OF_RECORD),
        (And((Not(IsState("none", RECORD)), A)), A),
        (And((whole("≥", 1), Not(whole("≤", 1)))), whole("≥", 1)),
        (And((on(">", 1), on("≥", 3))), on(">", 1)),
        (And((compare(">", 1), compare("≥", 2))), compare(">", 1)),
    ],
)
def test_only_what_no_provider_has_is_left_out(one: Expr, other: Expr) -> None:
    assert not same_truth(one, other)


def test_a_deadline_that_applies_where_it_runs_anyway() -> None:
    due = Due(None, (), DAY, None, DAY, And((OF_RECORD, A)), And((OF_RECORD, B)), None)
    plain = Deadline(
        "d", None, "who", (), OF_RECORD, None, DateKind(), False, "", None, (due,), datetime.date(2025, 1, 1)
    )
    guarded = evolve(plain, applies=And((Not(IsState("none", RECORD)), OF_RECORD)))
    assert same_status(plain, guarded)
    assert not same_status(plain, evolve(plain, applies=A))
    assert not same_status(plain, evolve(plain, dues=(evolve(due, met=A),)))


def criterion(body: Expr, applies: Expr | None = None, unless: Expr | None = None) -> Criterion:
    return Criterion("r", "requirement", None, (), applies, body, unless)


def test_an_exception_that_the_body_holds_already_still_changes_the_verdict() -> None:
    assert not same_criterion(criterion(Or((A, B))), criterion(A, unless=B))


def test_a_verdict_that_waits_for_something_else_is_another_verdict() -> None:
    assert not same_criterion(criterion(And((A, J))), criterion(And((A, J, B))))
    assert same_criterion(criterion(And((A, J))), criterion(And((J, A, J))))
    assert not same_criterion(criterion(Or((And((J, ONE_JUDGED)), J))), criterion(J))  # while no doctors are known


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


def test_a_value_that_is_none_is_not_one_that_is_no() -> None:
    both = Mark(And((MAYBE, MAYBE)), "maybe and maybe")
    assert same_truth(both, MAYBE)
    assert not _same_truth(both, Mark(MAYBE, "maybe"))
    assert _same_truth(both, Mark(Or((MAYBE, MAYBE)), "maybe or maybe"))
    assert _same_truth(Mark(MAYBE, "maybe"), Mark(MAYBE, "perhaps"))


def test_a_value_of_a_list_that_is_none_is_not_one_that_is_no() -> None:
    maybe = Get(Root(), "doctors", DOCTORS.kind, optional=True)
    every = Fold("every", maybe, 0, None, Get(Item(0), "a", YesNoKind()))
    both = Mark(And((every, every)), "every and every")
    assert same_truth(both, every)
    assert not _same_truth(both, Mark(every, "every"))
