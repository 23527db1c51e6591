"""Numbers in columns are exact, and nothing ever wraps around."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from compiler.columns.encode import common_scale, encode
from compiler.columns.layout import Layout
from compiler.columns.nodes import Refused
from compiler.columns.program import VERDICTS, lower
from compiler.ir.evaluate import decide
from compiler.ir.nodes import Compare, Criterion, Expr, Fold, Get, Item, Lit, Mark, Op, Policy, Root
from dsl.kinds import ListKind, RecordKind, TextKind
from tests.agreement.ways import ENGINES, needs
from tests.strategies.records import COUNT, PLAIN, RECORDS

AMOUNT = Get(Root(), "amount", PLAIN)
BALANCE = Get(Root(), "balance", PLAIN)
PATIENTS = Get(Root(), "patients", COUNT)


def policy(*conditions: Expr) -> Policy:
    criteria = tuple(
        Criterion(f"c{at}", "requirement", None, (), None, Mark(each, "said"), None)
        for at, each in enumerate(conditions)
    )
    day = datetime.date(2025, 1, 1)
    return Policy("test", "Test", None, "en", day, None, None, True, "Practice", RECORDS, criteria, (), ())


Agree = Callable[[Policy, list[dict[str, Any]]], None]


@pytest.fixture(params=ENGINES)
def agree(request: pytest.FixtureRequest) -> Agree:
    """Whether an engine says of providers what the meaning says; skipped where there is no server for it."""
    needs(request.param)
    carry_out = ENGINES[request.param]

    def agrees(asked: Policy, providers: list[dict[str, Any]]) -> None:
        register = encode(Layout.of(asked), RecordKind("Practice"), providers)
        program = lower(asked, register)
        found = carry_out({each.criterion.id: each.verdict for each in program.judged}, register)
        for each, row in zip(providers, found.iter_rows(), strict=True):
            assert [VERDICTS[code] for code in row] == [judged.verdict for judged in decide(asked, each).criteria]

    return agrees


def test_products_beyond_64_bits_are_exact(agree: Agree) -> None:
    large = 2**52
    square = Op("mul", (PATIENTS, PATIENTS))
    asked = policy(
        Compare("≥", square, Lit(Fraction(large**2)), PLAIN),
        Compare("=", square, Lit(Fraction((large - 1) ** 2)), PLAIN),
    )
    agree(asked, [{"patients": large}, {"patients": large - 1}, {"patients": 0}, {}])


def test_products_beyond_128_bits_are_refused(agree: Agree) -> None:
    asked = policy(Compare("≥", Op("mul", (PATIENTS,) * 4), Lit(Fraction(1)), PLAIN))
    register = encode(Layout.of(asked), RecordKind("Practice"), [{"patients": 2**50}])
    with pytest.raises(Refused) as refused:
        lower(asked, register)
    assert refused.value.diagnostic.code == "E602"
    agree(asked, [{"patients": 10}, {"patients": 0}])


def test_a_sum_is_exact_where_binary_floats_are_not(agree: Agree) -> None:
    fte = Get(Item(0), "fte", PLAIN)
    doctors = Get(Root(), "doctors", ListKind(RecordKind("Doctor")))
    asked = policy(Compare("≥", Fold("total", doctors, 0, None, fte), Lit(Fraction("1.3")), PLAIN))
    agree(asked, [{"doctors": tuple({"fte": Decimal("0.1")} for _ in range(13))}, {"doctors": ()}, {}])


def test_differences_of_large_numbers_are_worked_out_wide_enough(agree: Agree) -> None:
    nearly = Op("sub", (AMOUNT, Lit(Fraction(730_000))))
    asked = policy(Compare("≥", nearly, Lit(Fraction(485)), PLAIN), Compare("<", Lit(Fraction(0)), nearly, PLAIN))
    agree(asked, [{"amount": 730_485}, {"amount": 730_484}, {"amount": 730_486}])


def test_the_same_value_in_all_rows(agree: Agree) -> None:
    asked = policy(Compare("<", Lit(Fraction(0)), Op("min", (AMOUNT, BALANCE)), PLAIN))
    agree(asked, [{"amount": 1, "balance": 1}] * 3)
    agree(asked, [{}] * 3)


def test_a_pattern_over_no_rows(agree: Agree) -> None:
    matching = Op("matches", (Item(0), Lit("[0-9]{2}")))
    asked = policy(Fold("every", Get(Root(), "names", ListKind(TextKind())), 0, None, matching))
    agree(asked, [{"names": ()}, {}])
    agree(asked, [{"names": ("12", "ab")}, {"names": ("12",)}])


def test_a_scale_holds_all_numbers_that_fit() -> None:
    scale, odd = common_scale(map(Fraction, ("0.5", "0.25", "1/3", "3")))
    assert (scale, odd) == (12, set())
    scale, odd = common_scale([Fraction("0.5"), Fraction(1, 10**30)])
    assert (scale, odd) == (2, {Fraction(1, 10**30)})
    scale, odd = common_scale([Fraction("0.01"), Fraction(10**20)])
    assert odd == {Fraction(10**20)} and scale == 100
