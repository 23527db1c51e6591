"""Starts and ends of periods, and working days."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.ir.calendar_days import calendar_day, dutch_holidays, shift_working_days

DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))
KNOWN = st.dates(datetime.date(2011, 1, 1), datetime.date(2049, 12, 31))


@pytest.mark.parametrize(
    ("day", "which", "period", "wanted"),
    [
        ("2024-02-29", "start", "month", "2024-02-01"),
        ("2024-02-29", "end", "month", "2024-02-29"),
        ("2025-01-01", "next", "month", "2025-02-01"),
        ("2025-12-31", "next", "month", "2026-01-01"),
        ("2025-03-31", "next", "quarter", "2025-04-01"),
        ("2025-04-01", "next", "quarter", "2025-07-01"),
        ("2025-11-15", "start", "quarter", "2025-10-01"),
        ("2025-11-15", "end", "quarter", "2025-12-31"),
        ("2025-11-15", "end", "year", "2025-12-31"),
        ("2025-01-01", "next", "year", "2026-01-01"),
        ("9999-12-31", "next", "year", "9999-12-31"),
    ],
)
def test_days_of_periods(day: str, which: str, period: str, wanted: str) -> None:
    assert calendar_day(datetime.date.fromisoformat(day), which, period) == datetime.date.fromisoformat(wanted)


@given(DATES, st.sampled_from(("month", "quarter", "year")))
def test_a_day_lies_in_its_period_and_before_the_next(day: datetime.date, period: str) -> None:
    start, end, after = (calendar_day(day, which, period) for which in ("start", "end", "next"))
    assert start <= day <= end
    assert after == end + datetime.timedelta(days=1)
    assert calendar_day(after, "start", period) == after


@given(KNOWN, st.integers(-30, 30).filter(bool))
def test_a_number_of_working_days_later_is_that_many_further(day: datetime.date, number: int) -> None:
    found = shift_working_days(day, number)
    assert found is not None
    between = (min(day, found), max(day, found))
    days = [between[0] + datetime.timedelta(days=each) for each in range((between[1] - between[0]).days + 1)]
    working = [each for each in days if dutch_holidays().is_working_day(each) and each != day]
    assert len(working) == abs(number)
    assert dutch_holidays().is_working_day(found)
    assert (found > day) is (number > 0)


@given(KNOWN, KNOWN, st.integers(-30, 30).filter(bool))
def test_a_later_day_never_gives_an_earlier_one(one: datetime.date, other: datetime.date, number: int) -> None:
    first, second = (shift_working_days(each, number) for each in sorted((one, other)))
    assert first is not None
    assert second is not None
    assert first <= second


def test_a_moment_keeps_its_time_and_unknown_years_give_nothing() -> None:
    friday = datetime.datetime(2025, 6, 6, 17, 30)
    assert shift_working_days(friday, 1) == datetime.datetime(2025, 6, 10, 17, 30)  # Monday is Whit Monday
    assert shift_working_days(datetime.date(2009, 12, 31), 1) is None
    assert shift_working_days(datetime.date(2050, 12, 30), 20) is None
