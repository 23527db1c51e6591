"""The operator table."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from compiler.ir.operators import find_operator, matches, round_number, shift_date
from compiler.ir.ranges import ANYTHING, Range, compare, divide, multiply, ratio
from compiler.ir.values import Duration
from dsl.diagnostics import CompilerFault


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        ("2024-01-31", Duration(1), "2024-02-29"),
        ("2025-01-31", Duration(1), "2025-02-28"),
        ("2025-01-31", Duration(1, 1), "2025-03-01"),  # months first, then days
        ("2025-03-31", Duration(-1), "2025-02-28"),
        ("2025-03-01", Duration(0, -1), "2025-02-28"),
        ("2024-02-29", Duration(12), "2025-02-28"),
        ("2024-11-15", Duration(2), "2025-01-15"),
        ("9999-12-31", Duration(0, 1), "9999-12-31"),
    ],
)
def test_shift_takes_months_first_and_clamps(day: str, duration: Duration, expected: str) -> None:
    assert shift_date(datetime.date.fromisoformat(day), duration) == datetime.date.fromisoformat(expected)


def test_shift_keeps_the_time_of_day() -> None:
    noon = datetime.datetime(2024, 12, 31, 12)
    assert shift_date(noon, Duration(2)) == datetime.datetime(2025, 2, 28, 12)


@pytest.mark.parametrize(
    ("value", "direction", "step", "expected"),
    [
        ("1.01", "up", "1", "2"),
        ("-1.01", "up", "1", "-1"),
        ("1.99", "down", "1", "1"),
        ("0.125", "half up", "0.01", "0.13"),
        ("0.125", "half even", "0.01", "0.12"),
        ("-2.5", "half up", "1", "-2"),
        ("61", "up", "60", "120"),
    ],
)
def test_rounding(value: str, direction: Any, step: str, expected: str) -> None:
    assert round_number(Fraction(value), direction, Fraction(step)) == Fraction(expected)


def test_matches_takes_the_whole_text_in_linear_time() -> None:
    assert matches("01054321", "[0-9]{8}")
    assert not matches("010543210", "[0-9]{8}")
    assert not matches("a" * 5000 + "!", "(a+)+")


def test_unknown_operators_and_wrong_counts_are_our_fault() -> None:
    for name, count in (("power", 2), ("div", 3), ("add", 1)):
        with pytest.raises(CompilerFault):
            find_operator(name, count)


def test_ranges_are_never_divided_by_what_may_be_zero() -> None:
    one = Range.at(1)
    assert divide(one, Range(Fraction(0), Fraction(2))) == ANYTHING
    assert compare("≥", divide(one, Range(Fraction(1), Fraction(2))), Range.at(Fraction(1, 2))) is True
    assert compare("<", ratio(Range.at(0), Range.at(0)), ratio(one, Range.at(3000))) is False  # 0 patients need 0 fte
    assert ratio(one, Range(Fraction(-1), None)) == ANYTHING


def test_zero_times_anything_is_zero() -> None:
    assert multiply(Range.at(0), ANYTHING) == Range.at(0)
    assert multiply(Range.at(-1), Range(Fraction(0))) == Range(None, Fraction(0))


def test_dates_compare_with_dates_only() -> None:
    with pytest.raises(CompilerFault):
        compare("<", Range.at(datetime.date(2025, 1, 1)), Range.at(datetime.datetime(2025, 1, 1)))


@pytest.mark.parametrize("value", [1.5, float("nan"), True, "1"])
def test_only_exact_numbers_and_dates_are_ranges(value: object) -> None:
    with pytest.raises(CompilerFault):
        Range.at(value)
