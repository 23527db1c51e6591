"""What is said of the days of a deadline, in English and Dutch: its last day, when it was done, and how far apart they are."""

from __future__ import annotations

from fractions import Fraction

from compiler.ir import text
from compiler.ir.nodes import Deadline, Policy
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import DeadlineStatus, DueResult
from compiler.ir.words import distance, fill
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind

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
TOO_LATE_THAT_DAY = Words("too late on the last day itself", "te laat op de laatste dag zelf")
TOO_EARLY = Words("too early: it starts on {0}", "te vroeg: het begint op {0}")
LEFT = Words("{0} left", "nog {0}")
LEFT_TODAY = Words("this is the last day", "dit is de laatste dag")
PAST = Words("{0} past the last day", "{0} na de laatste dag")
LATER = Words("that is after this day", "dat is na deze dag")


def day_text(due: DueResult, deadline: Deadline, language: Language) -> str:
    """The last day, or why there is none."""
    if due.day is NONE:
        return NO_DAY_YET.said_in(language)
    if due.day is UNKNOWN:
        return NO_DAY_KNOWN.said_in(language)
    return text.worded(due.day, deadline.kind, language)


def done_text(due: DueResult, deadline: Deadline, policy: Policy, language: Language) -> str:
    """When it was done, and how long before or after the last day; or how long there is."""
    if due.done is UNKNOWN:
        return NOT_SAID.said_in(language)
    if due.done is NONE:
        return ", ".join(filter(None, [NOT_DONE.said_in(language), _ahead(due, language)]))
    said = fill(DONE, language, text.worded(due.done, deadline.kind, language))
    return ", ".join(filter(None, [said, _apart(due, policy, language)]))


def _ahead(due: DueResult, language: Language) -> str | None:
    if due.days is None:
        return None
    if due.days == 0:
        return LEFT_TODAY.said_in(language)
    return fill(LEFT if due.days > 0 else PAST, language, _days(due.days, language))


def _apart(due: DueResult, policy: Policy, language: Language) -> str | None:
    if str(due.done)[:10] > policy.as_of.isoformat():
        return ", ".join(filter(None, [LATER.said_in(language), _ahead(due, language)]))
    if due.days is None:
        return None
    if due.days < 0:
        return fill(LATE, language, _days(due.days, language))
    if due.status is DeadlineStatus.MISSED and due.days == 0:
        return TOO_LATE_THAT_DAY.said_in(language)
    if due.days == 0:
        return ON_THE_DAY.said_in(language)
    return fill(BEFORE, language, _days(due.days, language))


def _days(number: int, language: Language) -> str:
    return distance(Fraction(abs(number)), DateKind(), language)
