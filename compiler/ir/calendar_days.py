"""Days of the calendar: starts and ends of periods, and working days in the Netherlands.

Working days are Monday to Friday, but for the days that the Algemene termijnenwet (article 3) counts as holidays: Good Friday and
5 May of every year among them. The holidays are data, frozen in `dutch_holidays.csv` for a number of whole years; outside those
years nothing is known of working days.
"""

from __future__ import annotations

import csv
import datetime
from functools import cache
from importlib.resources import files
from typing import Final

from dsl.frozen import frozen

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_DAY: Final = datetime.timedelta(days=1)
_SATURDAY: Final = 5


def calendar_day(day: datetime.date, which: str, period: str) -> datetime.date:
    """The `start` or `end` of the period (`month`, `quarter`, `year`) that a day lies in, or the first day of the `next` one;
    clamped to the last day that the calendar can name."""
    months = _MONTHS[period]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    if which == "start":
        return first
    year, month = divmod(first.month - 1 + months, 12)
    if first.year + year > datetime.MAXYEAR:
        return datetime.date.max
    after = first.replace(year=first.year + year, month=month + 1)
    return after if which == "next" else after - _DAY


@frozen
class Holidays:
    """The days on which nobody works, from `first` through `last`, and where the list comes from."""

    source: str
    first: datetime.date
    last: datetime.date
    days: frozenset[datetime.date]

    def is_working_day(self, day: datetime.date) -> bool:
        return day.weekday() < _SATURDAY and day not in self.days


@cache
def dutch_holidays() -> Holidays:
    """The frozen list. Its first line names the source and the years."""
    text = files("compiler.ir").joinpath("dutch_holidays.csv").read_text(encoding="utf-8")
    head, _, rows = text.partition("\n")
    said, _, years = head.removeprefix("# ").rpartition(", ")
    first, last = (int(each) for each in years.split("-"))
    days = frozenset(datetime.date.fromisoformat(row["date"]) for row in csv.DictReader(rows.splitlines()))
    return Holidays(said, datetime.date(first, 1, 1), datetime.date(last, 12, 31), days)


@cache
def _working_days() -> tuple[datetime.date, ...]:
    """All working days, in order."""
    known = dutch_holidays()
    days = (known.first + _DAY * number for number in range((known.last - known.first).days + 1))
    return tuple(day for day in days if known.is_working_day(day))


def shift_working_days(day: datetime.date, number: int) -> datetime.date | None:
    """The working day that lies so many later (or earlier): the day itself does not count. A moment keeps its time. None where
    that, or the day itself, lies outside the known years."""
    from bisect import bisect_left, bisect_right

    plain = day.date() if isinstance(day, datetime.datetime) else day
    known = dutch_holidays()
    if not known.first <= plain <= known.last:
        return None
    days = _working_days()
    at = bisect_right(days, plain) - 1 + number if number > 0 else bisect_left(days, plain) + number
    if not 0 <= at < len(days):
        return None
    return day + (days[at] - plain)
