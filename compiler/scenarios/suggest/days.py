"""The days on which a policy may say different things: in its periods, before and after its own days."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from compiler.ir.expressions import value
from compiler.ir.nodes import Compare, Expr, Item, Lit
from compiler.ir.places import Scope, walk
from compiler.ir.ranges import Range
from compiler.scenarios.coverage.possible import fixed_days
from compiler.scenarios.mutation.proof import in_force
from compiler.scenarios.search.places import conditions
from dsl.kinds import DateKind

if TYPE_CHECKING:
    from compiler.pipeline import Compilation

NOTHING = Scope({})
ONE = datetime.timedelta(days=1)


def telling_days(compilation: Compilation, module: str, first: datetime.date) -> tuple[datetime.date, ...]:
    """Days in force, `first` before all others: the ends, those on which a parameter or the text changes, those around days
    that the day of decision is compared with, and the last days of deadlines with those after them."""
    model = compilation.model(module)
    if model is None:
        return ()
    starts = [start for each in model.parameters for start in each.starts]
    found = [first, *filter(None, (model.last, model.first)), *starts, *compilation.days_of_change(module)]
    policy, _ = compilation.policy(module, first)
    if policy is not None:
        for expr in conditions(policy):
            found += _around(expr, policy.as_of)
        for deadline in policy.deadlines:
            days = [day for day in fixed_days(deadline) if day is not None]
            found += [each for day in days for each in (day, day + ONE)]
    return tuple(dict.fromkeys(day for day in found if in_force(model, day)))


def _around(expr: Expr, as_of: datetime.date) -> Iterator[datetime.date]:
    """The days next to those at which a comparison with the day of decision turns, where no fact has a say in it."""
    for each in walk(expr):
        if isinstance(each, Compare) and isinstance(each.kind, DateKind) and _is_of_the_day(each, as_of):
            left, right = value(each.left, NOTHING), value(each.right, NOTHING)
            if isinstance(left, Range) and isinstance(right, Range) and left.is_point and right.is_point:
                gap = abs(left.exact - right.exact)
                yield from (as_of + sign * gap + step for sign in (-1, 1) for step in (-ONE, 0 * ONE, ONE))


def _is_of_the_day(compare: Compare, as_of: datetime.date) -> bool:
    within = [*walk(compare)]
    return any(isinstance(each, Lit) and each.value == as_of for each in within) and not any(
        isinstance(each, Item) for each in within
    )
