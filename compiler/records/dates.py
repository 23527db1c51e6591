"""Dates, moments and durations as provider files write them."""

from __future__ import annotations

import datetime
import re

from compiler.ir.values import Duration
from dsl.diagnostics import Language

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPELLED = re.compile(r"([0-9]{1,2}) +([a-z]+) +([0-9]{4})", re.IGNORECASE)
_DAY_FIRST = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_MOMENT = re.compile(r"(.{8,20}?)(?:T| +)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?")
_LOOSE = re.compile(
    r"(.{8,20}?)(?:T|,? +(?:(?:om|at) +)?)([0-9]{1,2})(?:[.:]([0-9]{2}))? *(?:uur|u|hrs|hours|h)?\.?", re.IGNORECASE
)
_SERIAL = re.compile(r"[1-9][0-9]{4}")
_SPREADSHEETS_COUNT_FROM = datetime.date(1899, 12, 30)
_DURATION = re.compile(r"(0|[1-9][0-9]{0,4}) +([a-z]+)", re.IGNORECASE)

_MONTHS: dict[Language, list[str]] = {
    "en": "january february march april may june july august september october november december".split(),
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
}
_DURATIONS: dict[Language, dict[str, Duration]] = {
    "en": {"day": Duration(0, 1), "week": Duration(0, 7), "month": Duration(1), "year": Duration(12)},
    "nl": {"dag": Duration(0, 1), "week": Duration(0, 7), "maand": Duration(1), "jaar": Duration(12)},
}
_PLURALS = {"days": "day", "weeks": "week", "months": "month", "years": "year"} | {
    "dagen": "dag",
    "weken": "week",
    "maanden": "maand",
    "jaren": "jaar",
}


def date_in(text: str, language: Language) -> datetime.date | None:
    """`2025-06-01`, `1 June 2025`; in Dutch `1 juni 2025` and, day first, `01-06-2025`. None when it is no date."""
    if _ISO.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return None
    match = _SPELLED.fullmatch(text)
    if match is not None:
        month = match[2].lower()
        months = _MONTHS[language]
        return _date(match[3], months.index(month) + 1, match[1]) if month in months else None
    match = _DAY_FIRST.fullmatch(text) if language == "nl" else None
    return None if match is None else _date(match[3], match[2], match[1])


def is_no_day(text: str, language: Language) -> bool:
    """Whether a text is written as a date, but of a day that does not exist: `31-09-2026`."""
    if date_in(text, language) is not None:
        return False
    match = _SPELLED.fullmatch(text)
    if match is not None:
        return match[2].lower() in _MONTHS[language]
    return _ISO.fullmatch(text) is not None or (language == "nl" and _DAY_FIRST.fullmatch(text) is not None)


def spreadsheet_day(text: str) -> datetime.date | None:
    """The day that a spreadsheet keeps as five digits, the days since 30 December 1899; None for other texts."""
    return _SPREADSHEETS_COUNT_FROM + datetime.timedelta(days=int(text)) if _SERIAL.fullmatch(text) else None


def moment_in(text: str, language: Language) -> datetime.datetime | None:
    """A date and a Dutch local time, `2025-06-01T12:00` or `1 June 2025 12:00`; None when it is no such thing."""
    match = _MOMENT.fullmatch(text)
    day = None if match is None else date_in(match[1], language)
    if match is None or day is None:
        return None
    try:
        fraction = int((match[5] or "").ljust(6, "0"))
        return datetime.datetime(
            day.year, day.month, day.day, int(match[2]), int(match[3]), int(match[4] or 0), fraction
        )
    except ValueError:
        return None


def loose_moment(text: str, language: Language) -> str | None:
    """How a date and time in another form are written: `1 oktober 2026 12:00` for `1 oktober 2026 12.00 uur`. None otherwise."""
    match = _LOOSE.fullmatch(text)
    if match is None or int(match[2]) > 23 or int(match[3] or 0) > 59 or date_in(match[1], language) is None:
        return None
    return f"{match[1]} {int(match[2]):02}:{match[3] or '00'}"


def duration_in(text: str, language: Language) -> Duration | None:
    """`6 weeks`, `1 maand`. None when it is no duration."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    noun = match[2].lower()
    one = _DURATIONS[language].get(_PLURALS.get(noun, noun))
    number = int(match[1])
    return None if one is None else Duration(one.months * number, one.days * number)


def _date(year: str, month: str | int, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
