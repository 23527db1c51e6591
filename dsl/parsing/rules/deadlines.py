"""The rules of deadlines and of days of the calendar."""

from __future__ import annotations

import datetime
from typing import Any, Final, Literal

from lark import Token

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Words
from dsl.frozen import frozen
from dsl.keywords import MONTHS
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.source import Span

_STATUSES: Final[dict[str, Literal["met", "missed", "open"]]] = {
    "IN_TIME": "met",
    "MISSED": "missed",
    "STILL_OPEN": "open",
}
_NO_LEAP_YEAR: Final = 2023


@frozen
class DeadlineChange:
    """Another day for a deadline: the members of its block, still to be put in order."""

    name: s.Name
    members: tuple[Any, ...]
    span: Span


class DeadlineRules(Rules):
    def deadline_head(self, span: Span, name: s.Name, title: s.Text | None, *who: Any) -> heads.Head:
        acts = next((each for each in who if each is not None), None)
        named = (acts,) if isinstance(acts, s.Name) else ()
        return heads.Head(
            "DEADLINE", span, name=name, title=title, names=named, text=acts if isinstance(acts, s.Text) else None
        )

    def who(self, span: Span, who: s.Name | s.Text) -> s.Name | s.Text:
        return who

    # --- by when ------------------------------------------------------------------------------------------------------

    def not_before(self, span: Span, day: Any) -> s.NotBefore:
        return s.NotBefore(heads.bare(day), span=span)

    def done_on(self, span: Span, act: Any) -> s.DoneOn:
        return s.DoneOn(heads.bare(act), span=span)

    def due(self, span: Span, *parts: Any) -> s.Due:
        """Of several days without a word the first counts, and the printer writes that word."""
        terms = tuple(each for each in parts if isinstance(each, s.DueBy | s.DueWithin))
        word = next((each for each in parts if isinstance(each, Token)), None)
        if len(terms) > 1:
            return s.Due(terms, "last" if word is not None and word.type == "WHICHEVER_LAST" else "first", span=span)
        if word is not None:
            self.found.append(
                Diagnostic(
                    "E134",
                    span,
                    Words(
                        "there is one day here, and no other to choose from",
                        "hier staat één dag, en geen andere om uit te kiezen",
                    ),
                    help=Words("leave the last part out", "laat het laatste deel weg"),
                )
            )
        return s.Due(terms, span=span)

    def whichever(self, span: Span, token: Token) -> Token:
        return token

    def due_by(self, span: Span, day: Any) -> s.DueBy:
        return s.DueBy(heads.bare(day), span=span)

    def due_by_time(self, span: Span, day: Any, token: Token) -> s.DueBy:
        return s.DueBy(heads.bare(day), time=self._time(token, span), span=span)

    def _time(self, token: Token, span: Span) -> datetime.time:
        hour, minute = map(int, token.split(":"))
        if hour < 24 and minute < 60:
            return datetime.time(hour, minute)
        self._no_day(str(token), span)
        return datetime.time()

    def _no_day(self, written: str, span: Span) -> None:
        self.found.append(
            Diagnostic(
                "E114",
                span,
                Words(f"`{written}` is not a day or time that exists", f"`{written}` is geen bestaande dag of tijd"),
            )
        )

    def due_before(self, span: Span, day: Any) -> s.DueBy:
        return s.DueBy(heads.bare(day), strictly=True, span=span)

    def due_within(self, span: Span, duration: s.Quantity, event: Any) -> s.DueWithin:
        return s.DueWithin(duration, heads.bare(event), span=span)

    def due_each_year(self, span: Span, day: Token, years: tuple[s.Year, s.Year]) -> s.DueYearly:
        return s.DueYearly(*self._day_in_year(day, span), *years, span=span)

    def due_after_year(self, span: Span, day: Token, years: tuple[s.Year, s.Year]) -> s.DueYearly:
        return s.DueYearly(*self._day_in_year(day, span), *years, after=True, span=span)

    def calendar_years(self, span: Span, first: s.Year, last: s.Year) -> tuple[s.Year, s.Year]:
        return first, last

    def _day_in_year(self, token: Token, span: Span) -> tuple[int, int]:
        """A day and month that every year has."""
        written, month = token.split()
        number = MONTHS[self.language].index(month) + 1
        try:
            datetime.date(_NO_LEAP_YEAR, number, int(written))
        except ValueError:
            self._no_day(" ".join(token.split()), span)
            return 1, number
        return int(written), number

    def change_deadline(self, span: Span, name: s.Name, *members: Any) -> DeadlineChange:
        return DeadlineChange(name, members, span)

    # --- in expressions -----------------------------------------------------------------------------------------------

    def deadline_test(self, span: Span, _word: Token, name: s.Name, is_: Token, status: Any) -> s.DeadlineTest:
        return s.DeadlineTest(name, status, negated=is_.type == "IS_NOT", span=span)

    def deadline_status(self, span: Span, token: Token) -> str:
        return _STATUSES[token.type]

    def deadline_date(self, span: Span, name: s.Name) -> s.DeadlineDate:
        return s.DeadlineDate(name, span=span)

    def calendar_word(self, span: Span, token: Token) -> tuple[str, str]:
        which, period = token.type.lower().split("_")
        return which, period

    def calendar_day(self, span: Span, word: Any, day: Any) -> s.CalendarDay:
        which, period = word
        return s.CalendarDay(which, period, heads.bare(day), span=span)


# --- assembly ---------------------------------------------------------------------------------------------------------


def deadline(head: heads.Head, members: list[Any]) -> s.Deadline:
    """The statement, from members that say by when."""
    assert head.name is not None
    return s.Deadline(
        head.name,
        head.title,
        head.names[0] if head.names else head.text,
        tuple(each for each in members if isinstance(each, s.Source)),
        _first(members, s.Applies),
        _first(members, s.NotBefore),
        _first(members, s.Due | s.DueYearly),
        _first(members, s.DoneOn),
        _first(members, s.Unless),
        span=head.span,
    )


def change_deadline(change: DeadlineChange) -> s.ChangeDeadline:
    members = list(change.members)
    sources = tuple(each for each in members if isinstance(each, s.Source))
    start, due = _first(members, s.NotBefore), _first(members, s.Due | s.DueYearly)
    return s.ChangeDeadline(change.name, sources, start, due, span=change.span)


def _first(members: list[Any], kind: Any) -> Any:
    return next((each for each in members if isinstance(each, kind)), None)
