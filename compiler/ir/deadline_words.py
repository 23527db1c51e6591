"""What is said of the days of a deadline, in English and Dutch: its last day, when it was done, and how far apart they are."""

from __future__ import annotations

import datetime
from fractions import Fraction

from compiler.ir import text
from compiler.ir.nodes import Deadline
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import DeadlineResult, DeadlineStatus, DueResult
from compiler.ir.words import distance, fill
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind, MomentKind

DEADLINES = Words("Deadlines", "Termijnen")
BY = Words("by {0}", "door {0}")
NO_DAY_YET = Words("nothing makes it run yet", "de termijn loopt nog niet")
NO_DAY_KNOWN = Words("the last day is not known", "de laatste dag is niet bekend")
DONE = Words("done on {0}", "gedaan op {0}")
NOT_DONE = Words("not done", "niet gedaan")
NOT_SAID = Words("not said when it was done", "niet gezegd wanneer het gedaan is")
BEFORE = Words("{0} before the last day", "{0} voor de laatste dag")
ON_THE_DAY = Words("on the last day", "op de laatste dag")
LATE = Words("{0} too late", "{0} te laat")
LATE_THAT_DAY = Words("on the last day, but after {0}", "op de laatste dag, maar na {0}")
AT_THE_END = Words("on the last day, but not before {0}", "op de laatste dag, maar niet vóór {0}")
TOO_EARLY = Words("too early: it starts on {0}", "te vroeg: het begint op {0}")
LEFT = Words("{0} left", "nog {0}")
LEFT_TODAY = Words("this is the last day", "dit is de laatste dag")
PAST = Words("{0} past the last day", "{0} na de laatste dag")
LATER = Words("after the day of the decision", "na de peildatum")
IS = Words("the deadline “{0}” is {1}", "de termijn ‘{0}’ is {1}")
MET = Words("met ({0})", "gehaald ({0})")
MISSED = Words("missed: {0}", "gemist: {0}")
NOT_YET = Words("not met yet: {0}", "nog niet gehaald: {0}")
THERE_WAS_TIME = (
    Words("there was time through {0} ({1})", "er was tijd tot en met {0} ({1})"),
    Words("there was time until {0} ({1})", "er was tijd tot {0} ({1})"),
)
THERE_IS_TIME = (
    Words("there is time through {0} ({1})", "er is tijd tot en met {0} ({1})"),
    Words("there is time until {0} ({1})", "er is tijd tot {0} ({1})"),
)
"""Through a day, until a moment."""


def is_told(found: DeadlineResult) -> bool:
    """Whether it is known what has become of it."""
    return found.status not in (None, DeadlineStatus.UNKNOWN, DeadlineStatus.AWAITING)


def standing_text(found: DeadlineResult, language: Language) -> str | None:
    """What has become of a deadline, behind `the deadline is`: `not met yet: there is time through 1 July 2025 (not done, 92 days
    left)`; None where that is not known."""
    if not is_told(found):
        return None
    if found.status in (DeadlineStatus.NOT_APPLICABLE, DeadlineStatus.WAIVED):
        return text.verdict(found.status, language)
    told = [(each, done_text(each, found.deadline, language)) for each in found.dues if each.status is found.status]
    moment = isinstance(found.deadline.kind, MomentKind)
    match found.status:
        case DeadlineStatus.MET:
            return fill(MET, language, "; ".join(done for _, done in told))
        case DeadlineStatus.MISSED:
            times, said = THERE_WAS_TIME, MISSED
        case _:
            times, said = THERE_IS_TIME, NOT_YET
    days = [
        fill(times[moment], language, day, done) if isinstance(each.day, datetime.date) else day
        for each, done in told
        for day in [day_text(each, found.deadline, language)]
    ]
    return fill(said, language, "; ".join(days))


def day_text(due: DueResult, deadline: Deadline, language: Language) -> str:
    """The last day, or why there is none."""
    if due.day is NONE:
        return NO_DAY_YET.said_in(language)
    if due.day is UNKNOWN:
        return NO_DAY_KNOWN.said_in(language)
    return text.worded(due.day, deadline.kind, language)


def due_text(due: DueResult, deadline: Deadline, language: Language) -> str:
    """The author's words and the day that follows from them, once where they name that day."""
    day = day_text(due, deadline, language)
    return deadline.said if deadline.said.endswith(f" {day}") else f"{deadline.said}: {day}"


def done_text(due: DueResult, deadline: Deadline, language: Language) -> str:
    """When it was done, and how long before or after the last day; or how long there is."""
    if due.done is UNKNOWN:
        return NOT_SAID.said_in(language)
    if due.done is NONE:
        return ", ".join(filter(None, [NOT_DONE.said_in(language), _ahead(due, language)]))
    said = fill(DONE, language, text.worded(due.done, deadline.kind, language))
    return ", ".join(filter(None, [said, _apart(due, deadline, language)]))


def _ahead(due: DueResult, language: Language) -> str | None:
    if due.days is None:
        return None
    if due.days == 0:
        return LEFT_TODAY.said_in(language)
    return fill(LEFT if due.days > 0 else PAST, language, _days(due.days, language))


def _apart(due: DueResult, deadline: Deadline, language: Language) -> str | None:
    if str(due.done)[:10] > deadline.as_of.isoformat():
        return "; ".join(filter(None, [LATER.said_in(language), _ahead(due, language)]))
    if due.is_too_early:
        return fill(TOO_EARLY, language, text.worded(due.start, deadline.kind, language))
    if due.days is None:
        return None
    if due.days < 0:
        return fill(LATE, language, _days(due.days, language))
    if due.status is DeadlineStatus.MISSED and due.days == 0 and isinstance(due.day, datetime.datetime):
        return fill(AT_THE_END if deadline.strictly else LATE_THAT_DAY, language, f"{due.day:%H:%M}")
    if due.days == 0:
        return ON_THE_DAY.said_in(language)
    return fill(BEFORE, language, _days(due.days, language))


def _days(number: int, language: Language) -> str:
    return distance(Fraction(abs(number)), DateKind(), language)
