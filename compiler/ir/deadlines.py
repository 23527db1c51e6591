"""What has become of a deadline as of the day of decision.

Its conditions are ordinary ones (`compiler.lower.deadlines` writes them), so that what a criterion reads of a deadline and what
is told of it are the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from compiler.ir.expressions import NO_LEAVES, Leaves, Open, Truth, Value, leaves_of, plain_value, truth
from compiler.ir.peers import Peers
from compiler.ir.places import Scope, facts_read
from compiler.ir.ranges import Range
from compiler.ir.values import NONE, UNKNOWN, Facts, FactValue
from compiler.ir.verdicts import DeadlineResult, DeadlineStatus, DueResult, Leaf, Reading, TermResult
from dsl.diagnostics import CompilerFault

if TYPE_CHECKING:
    from compiler.ir.nodes import Deadline, Due, DueTerm, Expr, Policy


def standing(deadline: Deadline, scope: Scope) -> DeadlineResult:
    """The deadline with all that is told of it."""
    from compiler.ir.reasons import find  # it stands on this module

    status, rests_on = status_of(deadline, scope)
    return DeadlineResult(
        deadline,
        status if deadline.can_be_judged else None,
        None if deadline.applies is None else find(deadline.applies, scope),
        None if deadline.unless is None else find(deadline.unless, scope),
        tuple(_due(each, deadline.as_of, scope) for each in deadline.dues),
        rests_on,
    )


def statuses(policy: Policy, facts: Facts, peers: Peers | None = None) -> dict[str, DeadlineStatus]:
    """What has become of each deadline that can be judged, by its id."""
    scope = Scope(facts, peers=peers)
    return {each.id: status_of(each, scope)[0] for each in policy.deadlines if each.can_be_judged}


def last_days(policy: Policy, facts: Facts, peers: Peers | None = None) -> dict[str, FactValue]:
    """The last day, or moment, of each deadline that falls once, by its id; unknown while it is open, none while nothing makes
    it run."""
    scope = Scope(facts, peers=peers)
    single = [each for each in policy.deadlines if len(each.dues) == 1 and each.dues[0].year is None]
    return {each.id: given_back(plain_value(each.dues[0].day, scope)) for each in single}


def status_of(deadline: Deadline, scope: Scope) -> tuple[DeadlineStatus, Leaves]:
    """The status of the whole, and the missing facts that it rests on while it is open what it is."""
    applies = True if deadline.applies is None else truth(deadline.applies, scope)
    unless = False if deadline.unless is None else truth(deadline.unless, scope)
    if applies is False:
        return DeadlineStatus.NOT_APPLICABLE, NO_LEAVES
    found, leaves = _together([_status(each, scope) for each in deadline.dues])
    excused = NO_LEAVES if found is DeadlineStatus.MET else leaves_of([unless])
    if isinstance(applies, Open):
        return _missing([applies.leaves, leaves, excused])
    if found is DeadlineStatus.MET or unless is False:
        return found, leaves
    if isinstance(unless, Open):
        return _missing([leaves, excused])
    return (DeadlineStatus.WAIVED, NO_LEAVES) if found in _DECIDED else (found, leaves)


_DECIDED = (DeadlineStatus.MISSED, DeadlineStatus.OPEN)


def _together(single: list[tuple[DeadlineStatus, Leaves]]) -> tuple[DeadlineStatus, Leaves]:
    """Of every year: missed once is missed; open while one of them is; met when all are."""
    statuses = [status for status, _ in single]
    if DeadlineStatus.MISSED in statuses:
        return DeadlineStatus.MISSED, NO_LEAVES
    leaves = [leaves for _, leaves in single if leaves]
    if leaves or any(status in _UNDECIDED for status in statuses):
        return _missing(leaves)
    return (DeadlineStatus.OPEN if DeadlineStatus.OPEN in statuses else DeadlineStatus.MET), NO_LEAVES


_UNDECIDED = (DeadlineStatus.UNKNOWN, DeadlineStatus.AWAITING)


def _missing(leaves: Iterable[Leaves]) -> tuple[DeadlineStatus, Leaves]:
    found: Leaves = frozenset().union(*leaves)
    judged = bool(found) and all(each.judgement for each in found)
    return (DeadlineStatus.AWAITING if judged else DeadlineStatus.UNKNOWN), found


def _status(due: Due, scope: Scope) -> tuple[DeadlineStatus, Leaves]:
    asked: list[tuple[DeadlineStatus, Truth]] = []
    for status, condition in (
        (DeadlineStatus.MET, due.met),
        (DeadlineStatus.MISSED, due.missed),
        (DeadlineStatus.OPEN, due.open),
    ):
        asked.append((status, False if condition is None else truth(condition, scope)))
    sure = [status for status, holds in asked if holds is True]
    if len(sure) > 1:
        raise CompilerFault("a deadline is met, missed or open, never two of them")
    if sure:
        return sure[0], NO_LEAVES
    return _missing([leaves_of(holds for _, holds in asked)])


def _due(due: Due, as_of: datetime.date, scope: Scope) -> DueResult:
    day = given_back(plain_value(due.day, scope))
    done = UNKNOWN if due.done is None else given_back(plain_value(due.done, scope))
    start = NONE if due.start is None else given_back(plain_value(due.start, scope))
    status, _ = _status(due, scope)
    return DueResult(
        due, status, start, day, tuple(_term(each, scope) for each in due.terms), done, _days(day, done, as_of)
    )


def _term(term: DueTerm, scope: Scope) -> TermResult:
    return TermResult(term.said, given_back(plain_value(term.day, scope)), readings(term.day, scope))


def readings(expr: Expr, scope: Scope) -> tuple[Reading, ...]:
    """The facts that a day follows from."""
    found = {}
    for fact, place in facts_read(expr, scope):
        kind = getattr(place, "kind", None)
        if kind is not None:
            found[fact.path] = Reading(Leaf(fact.path), fact.value, kind)
    return tuple(found.values())


def _days(day: FactValue, done: FactValue, as_of: datetime.date) -> int | None:
    if not isinstance(day, datetime.date) or done is UNKNOWN:
        return None
    last = day.date() if isinstance(day, datetime.datetime) else day
    acted = done.date() if isinstance(done, datetime.datetime) else done
    return (last - (acted if isinstance(acted, datetime.date) and acted <= as_of else as_of)).days


def given_back(found: Value) -> FactValue:
    """A value as a result: unknown while it is open."""
    if isinstance(found, Open):
        return UNKNOWN
    return found.exact if isinstance(found, Range) else NONE if found is NONE else found
