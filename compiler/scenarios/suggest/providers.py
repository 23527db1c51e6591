"""Providers made from the declarations alone, for policies whose examples show too little to start from."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.ir.nodes import Criterion, Expr, Not, Or, Policy, Table
from compiler.ir.peers import Peers
from compiler.ir.values import FactValue
from compiler.scenarios.search.find import Wish, reach
from compiler.scenarios.search.places import Places
from compiler.scenarios.search.solver import reached


def eligible_provider(policy: Policy, peers: Peers | None = None) -> dict[str, FactValue] | None:
    """A provider who meets every criterion, without an exception where that can be; None when the search finds none."""
    places = Places(policy, peers)
    counting = [_counts(each) for each in policy.criteria]
    facts = reached(counting, places.record(policy.record(policy.judges)), places, most=200)
    if facts is None:
        return None
    for criterion in policy.criteria:
        plain = [] if criterion.unless is None else [Wish(criterion.unless, holds=False)]
        for wishes in ([*_met(criterion), *plain], _met(criterion)):
            better = reach([*wishes, *counting], facts, places, most=20)
            if better is not None:
                facts = better
                break
    return facts


def _counts(criterion: Criterion) -> Wish:
    ways: list[Expr] = [criterion.body if criterion.kind == "requirement" else Not(criterion.body)]
    if criterion.applies is not None:
        ways.append(Not(criterion.applies))
    if criterion.unless is not None:
        ways.append(criterion.unless)
    return Wish(Or(tuple(ways)), holds=True)


def _met(criterion: Criterion) -> list[Wish]:
    applies = [] if criterion.applies is None else [Wish(criterion.applies, holds=True)]
    return [*applies, Wish(criterion.body, holds=criterion.kind == "requirement")]


def in_every_way(criterion: Criterion, facts: dict[str, FactValue], places: Places) -> Iterator[dict[str, FactValue]]:
    """Providers near to a given one for whom the criterion comes out in each of its ways, those that were found."""
    against = Wish(criterion.body, holds=criterion.kind != "requirement")
    applies = [] if criterion.applies is None else [Wish(criterion.applies, holds=True)]
    ways = [[*applies, Wish(criterion.body, holds=criterion.kind == "requirement")]]
    if criterion.unless is None:
        ways.append([*applies, against])
    else:
        ways += [[*applies, against, Wish(criterion.unless, holds=each)] for each in (False, True)]
    if criterion.applies is not None:
        ways.append([Wish(criterion.applies, holds=False)])
    for wishes in ways:
        found = reached(wishes, facts, places)
        if found is not None:
            yield found


def in_every_row(table: Table, facts: dict[str, FactValue], places: Places) -> Iterator[dict[str, FactValue]]:
    """Providers near to a given one for whom each row of a table holds, those that were found."""
    for row in table.rows:
        found = reached([Wish(each, holds=True) for each in row.tests], facts, places)
        if found is not None:
            yield found
