"""Whether a mutant that no example notices can be noticed at all."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Final

from compiler.ir.nodes import Choose, Criterion, Deadline, Expr, Fold, Get, LatestKnown, Lit, Mark, Op, Policy, Table
from compiler.ir.places import walk
from compiler.ir.uncovered import is_constant
from compiler.model import PolicyModel
from compiler.scenarios.mutation.equivalents import same_criterion, same_outputs, same_status, same_truth
from compiler.scenarios.mutation.implied import plainer, plainer_criterion, plainer_deadline, plainer_table
from compiler.scenarios.mutation.judging import Bench, CannotRun, Differences
from compiler.scenarios.mutation.mutants import Mutant
from dsl.kinds import SeriesKind

ONE_DAY: Final = datetime.timedelta(days=1)
NO_DAYS: Final = datetime.timedelta()
SOME_DAY: Final = datetime.date(2000, 1, 1)
"""For a policy that is in force on all days and has neither examples nor anything that changes."""


def is_equivalent(mutant: Mutant, bench: Bench) -> bool:
    """Whether it is shown to give what the policies give, on every day and for every provider."""
    return all(_same_in(mutant, bench, each) for each in bench.compilation.policies)


def _same_in(mutant: Mutant, bench: Bench, module: str) -> bool:
    found = days(mutant, bench, module)
    if not all(_same_on(mutant, bench, module, day) for day in found):
        return False
    turning = [_turning_days(mutant, bench, module, day) for day in found]
    if None in turning:
        return False
    others = {other for some in turning if some is not None for other in some}.difference(found)
    return all(_same_on(mutant, bench, module, day) for day in sorted(others))


def days(mutant: Mutant, bench: Bench, module: str) -> list[datetime.date]:
    """The days that stand for all others on which the policy is in force: those of the examples, one in every period of its
    parameters, its first and last, and those on which the change itself takes hold."""
    model = bench.compilation.model(module)
    if model is None:
        return []
    starts = [first for each in model.parameters for first in each.starts]
    changes = bench.compilation.days_of_change(module)
    found = [*bench.days(module), *starts, *changes, *mutant.days(), *filter(None, (model.first, model.last))]
    return sorted({day for day in found if in_force(model, day)}) or [SOME_DAY]


def in_force(model: PolicyModel, day: datetime.date) -> bool:
    return (model.first is None or model.first <= day) and (model.last is None or day <= model.last)


def _turning_days(mutant: Mutant, bench: Bench, module: str, day: datetime.date) -> set[datetime.date] | None:
    """Where what changes looks at the day of the decision: the days on which that lies otherwise to others it looks at, and one
    in every year beside those of which it asks a value. Where days are worked out from days, those are all on which the policy is
    in force; None where that has no end."""
    model, before = bench.compilation.model(module, day), bench.policy(module, day)
    found = bench.differences(mutant, module, day)
    if model is None or before is None or not isinstance(found, Differences):
        return set()
    parts = [part for policy in (before, found.policy) for expr in _changed(policy, found) for part in walk(expr)]
    dates = {each for part in parts for each in _dates(part)}
    around = {datetime.date(each, 1, 1) for each in _years_around(parts)}
    if not dates.isdisjoint((day, day + ONE_DAY)):
        if any(isinstance(each, Op) and is_constant(each) and any(map(_dates, walk(each))) for each in parts):
            if model.first is None or model.last is None:
                return None
            return {model.first + datetime.timedelta(days=each) for each in range((model.last - model.first).days + 1)}
        around |= {each + step for each in dates for step in (-ONE_DAY, NO_DAYS, ONE_DAY)}
    return {each for each in around if in_force(model, each)}


def _changed(policy: Policy, found: Differences) -> Iterator[Expr]:
    """What the changed parts of a policy look at."""
    for criterion in policy.criteria:
        if criterion.id in found.criteria:
            yield from (each for each in (criterion.applies, criterion.body, criterion.unless) if each is not None)
    for table in policy.tables:
        if table.id in found.tables:
            yield from (test for row in table.rows for test in row.tests)
    for deadline in policy.deadlines:
        if deadline.id in found.deadlines:
            parts = (part for due in deadline.dues for part in (due.met, due.missed, due.open))
            yield from (each for each in (deadline.applies, deadline.unless, *parts) if each is not None)
    yield from (each.expr for each in policy.named if each.id in found.values)


def _dates(part: Expr) -> tuple[datetime.date, ...]:
    if isinstance(part, Lit) and isinstance(part.value, datetime.date):
        return (part.value.date() if isinstance(part.value, datetime.datetime) else part.value,)
    return ()


def _years_around(parts: Sequence[Expr]) -> range:
    """The years of which a value is asked, and those in which other years are the year before or that of the decision."""
    years = [int(part.name) for part in parts if isinstance(part, Get) and _is_series(part.base)]
    years += [part.last for part in parts if isinstance(part, LatestKnown)]
    inside = (max(min(years) - 1, datetime.MINYEAR), min(max(years) + 2, datetime.MAXYEAR)) if years else (1, 0)
    return range(inside[0], inside[1] + 1)


def _is_series(expr: Expr) -> bool:
    return isinstance(expr, Get) and isinstance(expr.kind, SeriesKind)


def _same_on(mutant: Mutant, bench: Bench, module: str, day: datetime.date) -> bool:
    found = bench.differences(mutant, module, day)
    if found is None or isinstance(found, CannotRun):
        return found is None
    before = bench.policy(module, day)
    assert before is not None, "without it there are no differences"
    return not (found.gone or found.orders) and _same(before, found)


def _same(before: Policy, found: Differences) -> bool:
    after = found.policy
    criteria = {each.id: each for each in after.criteria}
    tables = {each.id: each for each in after.tables}
    values = {each.id: each for each in after.named}
    old = {each.id: each for each in before.criteria}
    for name in found.criteria:
        if name not in old or not _same_criterion(old[name], criteria[name]):
            return False
    ended = {each.id: each for each in after.deadlines}
    for deadline in before.deadlines:
        if deadline.id in found.deadlines and not (deadline.id in ended and _same_status(deadline, ended[deadline.id])):
            return False
    if found.deadlines - {each.id for each in before.deadlines}:
        return False
    for table in before.tables:
        if table.id in found.tables and (table.id not in tables or not _same_outputs(table, tables[table.id])):
            return False
    if found.tables - {each.id for each in before.tables} or found.values - {each.id for each in before.named}:
        return False
    for value in before.named:
        changed = values.get(value.id)
        if value.id not in found.values:
            continue
        if changed is None or not isinstance(value.expr, Mark) or not _same_truth(value.expr, changed.expr):
            return False
    return True


# Most changes are told apart, or shown to be none, by the regions of what they look at; what has too many, by what is implied.


def _same_criterion(before: Criterion, after: Criterion) -> bool:
    return plainer_criterion(before) == plainer_criterion(after) or same_criterion(before, after)


def _same_status(before: Deadline, after: Deadline) -> bool:
    return plainer_deadline(before) == plainer_deadline(after) or same_status(before, after)


def _same_outputs(before: Table, after: Table) -> bool:
    return plainer_table(before) == plainer_table(after) or same_outputs(before, after)


def _same_truth(before: Expr, after: Expr) -> bool:
    """Of a named value also what it gives that is neither yes nor no: a fact or a list that is none, where a condition on it is
    no."""
    one, other = _bare(before), _bare(after)
    if one != other and any(isinstance(each, Get | LatestKnown | Choose | Fold) for each in (one, other)):
        return False
    return plainer(before) == plainer(after) or same_truth(before, after)


def _bare(expr: Expr) -> Expr:
    return _bare(expr.arg) if isinstance(expr, Mark) else expr
