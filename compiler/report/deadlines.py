"""Deadlines in words and as data: what has become of each, its last day and how that follows, and who must act."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compiler.ir import text
from compiler.ir.calendar_days import dutch_holidays
from compiler.ir.deadline_words import BY, DEADLINES, done_text, due_text
from compiler.ir.nodes import Deadline, Lit, Policy
from compiler.ir.places import walk
from compiler.ir.values import Duration
from compiler.ir.verdicts import DeadlineResult, DeadlineStatus, DueResult, Finding, PolicyResult
from compiler.ir.words import SOURCE, fill
from compiler.report import phrases
from compiler.report.layout import Colour, paint
from dsl.diagnostics import Language, Words

WORKING_DAYS = Words(
    "Working days: Monday to Friday but for the holidays of the {0}, {1} through {2}",
    "Werkdagen: maandag tot en met vrijdag behalve de feestdagen van de {0}, {1} tot en met {2}",
)
SYMBOLS = {
    DeadlineStatus.MET: "✓",
    DeadlineStatus.MISSED: "✗",
    DeadlineStatus.OPEN: "·",
    DeadlineStatus.UNKNOWN: "?",
    DeadlineStatus.AWAITING: "…",
    DeadlineStatus.NOT_APPLICABLE: "–",
    DeadlineStatus.WAIVED: "~",
}
COLOURS: dict[DeadlineStatus, Colour] = {
    DeadlineStatus.MET: "green",
    DeadlineStatus.MISSED: "red",
    DeadlineStatus.OPEN: "cyan",
    DeadlineStatus.UNKNOWN: "yellow",
    DeadlineStatus.AWAITING: "magenta",
    DeadlineStatus.NOT_APPLICABLE: "green",
    DeadlineStatus.WAIVED: "green",
}

Data = dict[str, object]
FindingLines = Callable[[Finding, str, str], Iterator[str]]


def lines(result: PolicyResult, language: Language, colour: bool, finding: FindingLines) -> Iterator[str]:
    """The section on deadlines, where there are any; `finding` words a condition at an indent, after a lead."""
    if not result.deadlines:
        return
    yield ""
    yield paint(DEADLINES.said_in(language), "bold", colour)
    for each in result.deadlines:
        yield from _deadline(each, result.policy, language, colour, finding)


def _deadline(
    found: DeadlineResult, policy: Policy, language: Language, colour: bool, finding: FindingLines
) -> Iterator[str]:
    deadline = found.deadline
    title = f' "{deadline.title}"' if deadline.title else ""
    who = f", {fill(BY, language, deadline.who)}" if deadline.who else ""
    lead = ""
    if found.status is not None:
        verdict = f"{SYMBOLS[found.status]} {text.verdict(found.status, language)}"
        lead = f"{paint(verdict, COLOURS[found.status], colour)}: "
    yield f"  {lead}{deadline.id}{title}{who}"
    if found.applies:
        yield from finding(found.applies, "      ", phrases.APPLIES_WHEN.said_in(language) + " ")
    if found.status is not DeadlineStatus.NOT_APPLICABLE:
        for due in found.dues:
            yield from _due(due, found, language)
        if found.unless and found.status is not DeadlineStatus.MET:
            yield from finding(found.unless, "      ", phrases.UNLESS.said_in(language) + " ")
    for citation in deadline.citations:
        yield paint(f"      {fill(SOURCE, language, citation)}", "dim", colour)
    if found.rests_on:
        named = (phrases.named(each, policy, language) for each in sorted(found.rests_on, key=str))
        yield f"      {phrases.RESTS_ON.said_in(language)} {', '.join(named)}"


def _due(due: DueResult, found: DeadlineResult, language: Language) -> Iterator[str]:
    deadline = found.deadline
    year = "" if due.due.year is None else f"{due.due.year}: "
    told = f"; {done_text(due, deadline, language)}" if deadline.can_be_judged else ""
    several = len(due.terms) > 1
    followed = "" if several else _readings(due, 0, language)
    yield f"      {year}{due_text(due, deadline, language)}{followed}{told}"
    for at, term in enumerate(due.terms) if several else ():
        day = text.worded(term.day, deadline.kind, language)
        yield f"          - {term.said}: {day}{_readings(due, at, language)}"


def _readings(due: DueResult, at: int, language: Language) -> str:
    read = due.terms[at].readings
    return f" ({', '.join(phrases.reading(each, language) for each in read)})" if read else ""


# --- working days -----------------------------------------------------------------------------------------------------


def calendar_text(policy: Policy, language: Language) -> str | None:
    """Which holidays working days were counted with, where a policy counts them."""
    if not counts_working_days(policy):
        return None
    known = dutch_holidays()
    return fill(WORKING_DAYS, language, known.source, known.first.year, known.last.year)


def counts_working_days(policy: Policy) -> bool:
    """Whether anything of a policy is so many working days away."""
    found = [
        *(part for each in policy.criteria for part in (each.applies, each.body, each.unless) if part is not None),
        *(each.expr for each in policy.named),
        *(
            part
            for each in policy.tables
            for part in (*each.inputs, *(test for row in each.rows for test in row.tests))
        ),
        *(due.day for each in policy.deadlines for due in each.dues),
    ]
    shifts = (each.value for expr in found for each in walk(expr) if isinstance(each, Lit))
    return any(isinstance(each, Duration) and each.working_days for each in shifts)


# --- data -------------------------------------------------------------------------------------------------------------


def calendar_data(policy: Policy) -> Data | None:
    if not counts_working_days(policy):
        return None
    known = dutch_holidays()
    return {"holidays": known.source, "first": known.first.isoformat(), "last": known.last.isoformat()}


def deadline_data(found: DeadlineResult, language: Language, shared: Callable[[DeadlineResult], Data]) -> Data:
    """`shared` gives what deadlines have in common with criteria: sources, conditions and missing facts."""
    deadline = found.deadline
    return {
        "id": deadline.id,
        "title": deadline.title,
        "who": deadline.who,
        "status": None if found.status is None else found.status.value,
        "said": deadline.said,
        "whichever": deadline.whichever,
        "dues": [_due_data(each, deadline, language) for each in found.dues],
        **shared(found),
    }


def _due_data(due: DueResult, deadline: Deadline, language: Language) -> Data:
    return {
        "year": due.due.year,
        "day": text.exact(due.day, deadline.kind),
        "terms": [
            {
                "said": each.said,
                "day": text.exact(each.day, deadline.kind),
                "readings": [
                    {
                        "path": list(read.leaf.path),
                        "said": text.leaf(read.leaf, language),
                        "value": text.exact(read.value, read.kind),
                    }
                    for read in each.readings
                ],
            }
            for each in due.terms
        ],
        **({"status": due.status.value} if due.due.done is not None else {}),
        **({"done": text.exact(due.done, deadline.kind), "days": due.days} if due.due.done is not None else {}),
        **({"why": done_text(due, deadline, language)} if due.due.done is not None else {}),
    }
