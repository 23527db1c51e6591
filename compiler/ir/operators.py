"""The one operator table: what `Op` nodes may name, and what each means on ranges or on known values.

Operators on numbers and dates are functions of ranges, so that they mean the same for a known value as for one that is still
open. Operators that ask a yes/no question look at known values only. With an argument that is none, a number or date is none
and a question is answered no.
"""

from __future__ import annotations

import calendar
import datetime
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from compiler.ir.calendar_days import calendar_day, shift_working_days
from compiler.ir.ranges import (
    Range,
    add,
    divide,
    greater,
    lesser,
    monotone,
    multiply,
    negate,
    subtract,
)
from compiler.ir.values import Duration
from dsl.diagnostics import CompilerFault
from dsl.frozen import frozen

Rounding = Literal["up", "down", "half up", "half even"]


@frozen
class Operator:
    """`on` tells whether `apply` takes ranges or known values; `literals` is the number of last arguments that are constants
    and handed over as they are. `arity` is None for two or more."""

    name: str
    on: Literal["ranges", "values"]
    arity: int | None
    apply: Callable[..., Any]
    literals: int = 0


def round_number(value: Fraction, direction: Rounding, step: Fraction) -> Fraction:
    """To a multiple of `step`. `up` and `down` are towards plus and minus infinity; of two nearest, `half up` takes the upper and
    `half even` the even multiple."""
    steps = value / step
    match direction:
        case "up":
            return math.ceil(steps) * step
        case "down":
            return math.floor(steps) * step
        case "half up":
            return math.floor(steps + Fraction(1, 2)) * step
        case "half even":
            return round(steps) * step
        case _:
            raise CompilerFault(f"unknown rounding: {direction!r}")


def shift_date(value: datetime.date, duration: Duration) -> datetime.date | None:
    """A date or moment so much later. Months first, clamped to the end of the month (31 January + 1 month is the last day of
    February), then days, then working days. Clamped to the first and last day that the calendar can name; None where the working
    days lie outside the years of which the holidays are known."""
    shifted = shift_plainly(value, duration)
    return shift_working_days(shifted, duration.working_days) if duration.working_days else shifted


def shift_plainly(value: datetime.date, duration: Duration) -> datetime.date:
    """The same for a duration without working days."""
    year, month = divmod(value.year * 12 + value.month - 1 + duration.months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return type(value).max if year > 0 else type(value).min
    day = value.day if value.day <= 28 else min(value.day, calendar.monthrange(year, month + 1)[1])
    shifted = value.replace(year=year, month=month + 1, day=day)
    try:
        return shifted + datetime.timedelta(days=duration.days) if duration.days else shifted
    except OverflowError:
        return type(value).max if duration.days > 0 else type(value).min


def matches(text: str, pattern: str) -> bool:
    """The whole text matches; the syntax of google-re2, which takes linear time."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    import re2  # slow to load, and few policies need it

    return re2.compile(pattern)


def _ceil_div(a: Range, b: Range) -> Range:
    return monotone(lambda value: Fraction(math.ceil(value)), divide(a, b))


def _round(a: Range, direction: Rounding, step: Fraction) -> Range:
    return monotone(lambda value: round_number(value, direction, Fraction(step)), a)


def _shift(a: Range, duration: Duration) -> Range:
    return monotone(lambda value: shift_date(value, duration), a)


def _at(a: Range, minutes: int) -> Range:
    return monotone(
        lambda day: datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(minutes=minutes), a
    )


def _calendar_day(a: Range, which: str, period: str) -> Range:
    return monotone(lambda day: calendar_day(day, which, period), a)


def _days_between(a: Range, b: Range) -> Range:
    return Range(_days(a.high, b.low), _days(a.low, b.high))


def _days(first: datetime.date | None, second: datetime.date | None) -> Fraction | None:
    if first is None or second is None:
        return None
    if isinstance(first, datetime.datetime) or isinstance(second, datetime.datetime):
        raise CompilerFault("days_between takes dates, not moments")
    return Fraction((second - first).days)


_ALL = (
    Operator("add", "ranges", None, lambda *args: _folded(add, args)),
    Operator("sub", "ranges", 2, subtract),
    Operator("mul", "ranges", None, lambda *args: _folded(multiply, args)),
    # over zero it has no value: open for ever, with that reason
    Operator("div", "ranges", 2, divide),
    Operator("neg", "ranges", 1, negate),
    # `per started`: the number of units begun, rounded up
    Operator("ceil_div", "ranges", 2, _ceil_div),
    # round(number, direction, step): a multiple of the step, which is 1/100 for two decimals, 60 for whole hours in minutes
    Operator("round", "ranges", 3, _round, literals=2),
    # shift(date or moment, Duration)
    Operator("shift", "ranges", 2, _shift, literals=1),
    # at(date, minutes): the moment on that day, so many minutes after midnight
    Operator("at", "ranges", 2, _at, literals=1),
    # calendar_day(date, which, period): see `compiler.ir.calendar_days`
    Operator("calendar_day", "ranges", 3, _calendar_day, literals=2),
    # days_between(first, second): second - first, dates only
    Operator("days_between", "ranges", 2, _days_between),
    Operator("min", "ranges", None, lesser),
    Operator("max", "ranges", None, greater),
    Operator("one_of", "values", 2, lambda value, options: value in options),
    Operator("includes_all", "values", 2, lambda held, asked: asked <= held),
    Operator("includes_any", "values", 2, lambda held, asked: not asked.isdisjoint(held)),
    Operator("matches", "values", 2, matches),
)

OPERATORS: Mapping[str, Operator] = MappingProxyType({each.name: each for each in _ALL})


def _folded(step: Callable[[Range, Range], Range], args: tuple[Range, ...]) -> Range:
    result = args[0]
    for each in args[1:]:
        result = step(result, each)
    return result


def find_operator(name: str, count: int) -> Operator:
    """The operator of this name; raises CompilerFault when there is none that takes so many arguments."""
    operator = OPERATORS.get(name)
    if operator is None:
        raise CompilerFault(f"no operator {name!r}")
    if count != operator.arity if operator.arity is not None else count < 2:
        raise CompilerFault(f"operator {name!r} does not take {count} arguments")
    return operator
