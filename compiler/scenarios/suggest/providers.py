"""Providers made from the declarations alone, for policies whose examples show too little to start from."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.ir.nodes import And, Criterion, Mark, Policy, Table
from compiler.ir.peers import Peers
from compiler.ir.values import FactValue
from compiler.scenarios.search.find import Wish, reach
from compiler.scenarios.search.places import Places
from compiler.scenarios.search.solver import reached
from compiler.scenarios.search.wishes import Wishes, counting, failing, holding, in_every_case, in_every_status


def eligible_provider(policy: Policy, peers: Peers | None = None) -> dict[str, FactValue] | None:
    """A provider who meets every criterion, without an exception where that can be; None when the search finds none."""
    places = Places(policy, peers)
    wanted = [counting(each) for each in policy.criteria]
    facts = reached(wanted, places.record(policy.record(policy.judges)), places, most=200)
    if facts is None:
        return None
    for criterion in policy.criteria:
        plain = [] if criterion.unless is None else [Wish(criterion.unless, holds=False)]
        for wishes in ([*_met(criterion), *plain], _met(criterion)):
            better = reach([*wishes, *wanted], facts, places, most=20)
            if better is not None:
                facts = better
                break
    return facts


def _met(criterion: Criterion) -> list[Wish]:
    applies = [] if criterion.applies is None else [Wish(criterion.applies, holds=True)]
    return [*applies, Wish(criterion.body, holds=criterion.kind == "requirement")]


def ways_of(policy: Policy, owner: str) -> Iterator[Wishes]:
    """What would make a criterion, table, deadline or grant come out in each of its ways, and a condition hold and not."""
    for criterion in (each for each in policy.criteria if each.id == owner):
        yield from _ways_of_criterion(criterion)
    for table in (each for each in policy.tables if each.id == owner):
        yield from _ways_of_table(table)
    for deadline in (each for each in policy.deadlines if each.id == owner and each.can_be_judged):
        yield from in_every_status(deadline)
    for grant in (each for each in policy.grants if each.id == owner):
        given = (*holding(grant.applies), *holding(grant.eligible))
        yield from ((*given, *each) for each in in_every_case(grant.case))
    for value in (each for each in policy.values if each.id == owner and isinstance(each.expr, Mark)):
        yield from ((Wish(value.expr, holds=holds),) for holds in (True, False))


def _ways_of_criterion(criterion: Criterion) -> Iterator[Wishes]:
    against = Wish(criterion.body, holds=criterion.kind != "requirement")
    applies = holding(criterion.applies)
    yield tuple(_met(criterion))
    yield (*applies, against, *failing(criterion.unless))
    if criterion.unless is not None:
        yield (*applies, against, *holding(criterion.unless))
    if criterion.applies is not None:
        yield failing(criterion.applies)


def _ways_of_table(table: Table) -> Iterator[Wishes]:
    for at, row in enumerate(table.rows):
        earlier = failing(*(And(each.tests) for each in table.rows[:at])) if table.hit == "first" else ()
        yield (*(Wish(each, holds=True) for each in row.tests), *earlier)
