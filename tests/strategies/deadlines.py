"""Well-formed deadlines, over expressions that others make."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from dsl import syntax as s

Made = st.SearchStrategy[Any]
STATUSES: Final = st.sampled_from(("met", "missed", "open"))
PERIODS: Final = st.sampled_from(("month", "quarter", "year"))
_YEARS: Final = st.builds(s.Year, st.integers(1000, 9999))
_TIMES: Final = st.times().map(lambda time: time.replace(second=0, microsecond=0))


def asked(names: Made) -> Made:
    """What expressions ask of a deadline."""
    return st.builds(s.DeadlineTest, names, STATUSES, st.booleans()) | st.builds(s.DeadlineDate, names)


def calendar_days(inner: Made) -> Made:
    return st.builds(s.CalendarDay, st.sampled_from(("next", "start", "end")), PERIODS, inner)


def dues(expressions: Made, durations: Made) -> Made:
    """The line that says by when."""
    terms = st.one_of(
        st.builds(s.DueBy, expressions, st.booleans()),
        st.builds(s.DueBy, expressions, st.just(False), _TIMES),
        st.builds(s.DueWithin, durations, expressions),
    )
    several = st.lists(terms, min_size=2, max_size=3).map(tuple)
    days_in_year = st.dates().map(lambda day: (min(day.day, 28), day.month))
    return st.one_of(
        st.builds(s.Due, terms.map(lambda term: (term,))),
        st.builds(s.Due, several, st.sampled_from(("first", "last"))),
        st.builds(
            lambda day, first, last, after: s.DueYearly(*day, first, last, after),
            days_in_year,
            _YEARS,
            _YEARS,
            st.booleans(),
        ),
    )


def deadlines(names: Made, texts: Made, citations: Made, entries: Made, expressions: Made, durations: Made) -> Made:
    return st.builds(
        s.Deadline,
        names,
        st.none() | texts,
        st.one_of(st.none(), names, texts),
        citations,
        st.none() | st.builds(s.Applies, entries),
        st.none() | st.builds(s.NotBefore, expressions),
        dues(expressions, durations),
        st.none() | st.builds(s.DoneOn, expressions),
        st.none() | st.builds(s.Unless, entries),
    )


def changes(names: Made, citations: Made, expressions: Made, durations: Made) -> Made:
    start = st.none() | st.builds(s.NotBefore, expressions)
    return st.builds(s.ChangeDeadline, names, citations, start, dues(expressions, durations))
