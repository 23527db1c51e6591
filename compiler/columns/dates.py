"""Calendar arithmetic on days from 1970, as operations on integers: `shift_date` for all rows at once.

The days of a date are counted in eras of 400 years that start on 1 March, so that the leap day is the last of a year
(Howard Hinnant, chrono-compatible low-level date algorithms, public domain).
"""

from __future__ import annotations

import datetime

from compiler.columns.nodes import Builder, Node
from compiler.ir.values import Duration

FIRST_DAY = 719_163  # the ordinal of 1970-01-01
SINCE_MARCH_0000 = 719_468
MICROSECONDS = 86_400_000_000
MINUTE = 60_000_000  # in microseconds

EARLIEST = datetime.date.min.toordinal() - FIRST_DAY
LATEST = datetime.date.max.toordinal() - FIRST_DAY


def days_of(day: datetime.date) -> int:
    return day.toordinal() - FIRST_DAY


def microseconds_of(moment: datetime.datetime) -> int:
    in_day = moment - datetime.datetime.combine(moment.date(), datetime.time())
    return days_of(moment.date()) * MICROSECONDS + in_day // datetime.timedelta(microseconds=1)


def shifted(b: Builder, days: Node, duration: Duration) -> tuple[Node, Node, Node]:
    """The days so much later, and where that is before the first and after the last day that the calendar can name."""
    early, late = b.no, b.no
    if duration.months:
        days, early, late = _months_later(b, days, duration.months)
    if duration.days:
        days = b.add(days, b.number(duration.days))
        early = b.either(early, b.both(b.invert(late), b.less(days, b.number(EARLIEST))))
        late = b.either(late, b.both(b.invert(early), b.less(b.number(LATEST), days)))
    return days, early, late


def _div(b: Builder, a: Node, by: int) -> Node:
    return b.floor_divide(a, b.number(by))


def _mul(b: Builder, a: Node, by: int) -> Node:
    return b.times(a, b.number(by))


def _plus(b: Builder, *parts: Node | int) -> Node:
    total = b.number(0)
    for each in parts:
        total = b.add(total, b.number(each) if isinstance(each, int) else each)
    return total


def _clamp(b: Builder, a: Node, low: int, high: int) -> Node:
    return b.least(b.most(a, b.number(low)), b.number(high))


def calendar_day(b: Builder, days: Node, which: str, period: str) -> Node:
    """The `start` or `end` of the month, quarter or year of a day, or the first day of the `next` one: `calendar_day` of
    `compiler.ir.calendar_days` for all rows at once."""
    index, _ = _index_and_day(b, days)
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    index = _mul(b, _div(b, index, months), months)
    if which == "start":
        return _from_index(b, index, b.number(1))
    after = b.add(index, b.number(months))
    last = 9999 * 12 + 11
    first = _from_index(b, _clamp(b, after, 12, last), b.number(1))
    late = b.less(b.number(last), after)
    return b.choose(late, b.number(LATEST), first if which == "next" else _plus(b, first, -1))


def _months_later(b: Builder, days: Node, months: int) -> tuple[Node, Node, Node]:
    index, day = _index_and_day(b, days)
    index = _plus(b, index, months)
    first, last = b.number(12), b.number(9999 * 12 + 11)
    early, late = b.less(index, first), b.less(last, index)
    return _from_index(b, _clamp(b, index, 12, 9999 * 12 + 11), day), early, late


def _index_and_day(b: Builder, days: Node) -> tuple[Node, Node]:
    """12 times the year and the month from 0, and the day of the month."""
    z = b.most(b.add(days, b.number(SINCE_MARCH_0000)), b.number(0))
    era = _div(b, z, 146_097)
    in_era = _clamp(b, b.subtract(z, _mul(b, era, 146_097)), 0, 146_096)
    years = _plus(
        b, in_era, _mul(b, _div(b, in_era, 1_460), -1), _div(b, in_era, 36_524), _mul(b, _div(b, in_era, 146_096), -1)
    )
    year_of_era = _clamp(b, _div(b, years, 365), 0, 399)
    in_year = _clamp(b, b.subtract(in_era, _days_before(b, year_of_era)), 0, 365)
    march_month = _clamp(b, _div(b, _plus(b, _mul(b, in_year, 5), 2), 153), 0, 11)
    day = _clamp(b, _plus(b, in_year, _mul(b, _div(b, _plus(b, _mul(b, march_month, 153), 2), 5), -1), 1), 1, 31)
    month = b.choose(b.less(march_month, b.number(10)), _plus(b, march_month, 3), _plus(b, march_month, -9))
    year = _plus(b, year_of_era, _mul(b, era, 400), b.as_int(b.at_most(month, b.number(2))))
    return _plus(b, _mul(b, year, 12), month, -1), day


def _days_before(b: Builder, year_of_era: Node) -> Node:
    leaps = _plus(b, _div(b, year_of_era, 4), _mul(b, _div(b, year_of_era, 100), -1))
    return _plus(b, _mul(b, year_of_era, 365), leaps)


def _from_index(b: Builder, index: Node, day: Node) -> Node:
    """The days of a day of the month, at most its last; `index` is 12 times the year and the month from 0."""
    year = _div(b, index, 12)
    month = _plus(b, index, _mul(b, year, -12), 1)
    month = _clamp(b, month, 1, 12)
    early = b.at_most(month, b.number(2))
    leap = b.both(
        b.equal(_plus(b, year, _mul(b, _div(b, year, 4), -4)), b.number(0)),
        b.either(
            b.invert(b.equal(_plus(b, year, _mul(b, _div(b, year, 100), -100)), b.number(0))),
            b.equal(_plus(b, year, _mul(b, _div(b, year, 400), -400)), b.number(0)),
        ),
    )
    short = b.either(*(b.equal(month, b.number(each)) for each in (4, 6, 9, 11)))
    february = _plus(b, 28, b.as_int(leap))
    length = b.choose(b.equal(month, b.number(2)), february, b.choose(short, b.number(30), b.number(31)))
    day = b.least(day, length)
    march_year = b.subtract(year, b.as_int(early))
    era = _div(b, march_year, 400)
    year_of_era = _clamp(b, b.subtract(march_year, _mul(b, era, 400)), 0, 399)
    march_month = b.choose(early, _plus(b, month, 9), _plus(b, month, -3))
    in_year = _plus(b, _div(b, _plus(b, _mul(b, march_month, 153), 2), 5), day, -1)
    return _plus(b, _mul(b, era, 146_097), _days_before(b, year_of_era), in_year, -SINCE_MARCH_0000)
