"""Providers that show what no example shows yet: aspects of verdicts, boundaries, rows and conditions."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from compiler.ir.evaluate import decide
from compiler.ir.nodes import Expr, Policy
from compiler.ir.peers import Peers
from compiler.ir.values import UNKNOWN, Facts, FactValue
from compiler.ir.verdicts import Verdict
from compiler.scenarios.coverage.items import Item
from compiler.scenarios.coverage.observe import Observation, observe
from compiler.scenarios.coverage.structure import Plan
from compiler.scenarios.search.find import unlike
from compiler.scenarios.search.judgements import awaiting, without_judgements
from compiler.scenarios.search.moves import moves, read_by
from compiler.scenarios.search.places import Places
from compiler.scenarios.search.solver import reached
from compiler.scenarios.search.wishes import deciding

MOST_TRIES = 1000  # providers held against one criterion, table or value, of two changes
MOST_STARTS = 30  # providers that one fact is changed of
MOST_LED = 2  # providers from which wishes lead
MOST_STEPS = 20  # that they lead


@frozen
class Gap:
    """An aspect of an item that no example shows."""

    item: Item
    aspect: str

    @property
    def observation(self) -> Observation:
        return self.item.key, self.aspect


@frozen(eq=False)
class Part:
    """One criterion, table or value of a policy on its own, and the conditions that it looks at."""

    plan: Plan
    focus: tuple[Expr, ...]
    peers: Peers | None

    def is_like(self, other: Part) -> bool:
        """Whether both look at the same in the same way: on another day nothing about the part is different."""
        return self._said == other._said

    @property
    def _said(self) -> tuple[object, ...]:
        policy = self.plan.policy
        return policy.criteria, policy.values, policy.tables, policy.deadlines, policy.grants

    def shows(self, facts: dict[str, FactValue]) -> frozenset[Observation]:
        return show(self.plan, facts, self.peers)


def show(plan: Plan, facts: Facts, peers: Peers | None) -> frozenset[Observation]:
    """What a provider shows of a policy."""
    return observe(plan, facts, decide(plan.policy, facts, peers), peers)


def part_of(policy: Policy, owner: str, peers: Peers | None) -> Part | None:
    """The part of a policy that an item belongs to."""
    criteria = tuple(each for each in policy.criteria if each.id == owner)
    values = tuple(each for each in policy.values if each.id == owner)
    tables = tuple(each for each in policy.tables if each.id == owner)
    deadlines = tuple(each for each in policy.deadlines if each.id == owner)
    grants = tuple(each for each in policy.grants if each.id == owner)
    if not (criteria or values or tables or deadlines or grants):
        return None
    focus: list[Expr] = [
        part for each in criteria for part in (each.body, each.applies, each.unless) if part is not None
    ]
    focus += [each.expr for each in values]
    focus += [each.expr for each in grants]
    focus += [part for each in tables for part in (*each.inputs, *(test for row in each.rows for test in row.tests))]
    for each in deadlines:
        focus += [part for due in each.dues for part in (due.met, each.applies, each.unless) if part is not None]
    narrow = evolve(policy, criteria=criteria, values=values, tables=tables, deadlines=deadlines, grants=grants)
    return Part(Plan.of(narrow), tuple(focus), peers)


def fill(
    gaps: Iterable[Gap], part: Part, starts: Sequence[dict[str, FactValue]], places: Places, *, far: bool
) -> Iterator[tuple[Gap, dict[str, FactValue]]]:
    """A provider for each gap of one part, those that were found: near ones first, known facts before unknown ones; with `far`
    those of two changes instead, and what near ones were found since with a fact less."""
    waiting = {each.observation: each for each in gaps}
    alone = unlike(starts, part.focus, places)[:MOST_STARTS]
    less, led = _less_known(part, alone, places), alone[:MOST_LED]
    close = (_near(part, alone, places), _led(waiting, part, led, places), less, _judged(waiting, part, led, places))
    for facts in itertools.chain(starts, *((less, _by_two(part, alone, places)) if far else close)):
        shown = part.shows(facts)
        for each in [gap for gap in waiting if gap in shown]:
            yield waiting.pop(each), facts
        if not waiting:
            return


Starts = Sequence[dict[str, FactValue]]


def _near(part: Part, starts: Starts, places: Places) -> Iterator[dict[str, FactValue]]:
    for start in starts:
        for move in moves(part.focus, start, places, unknown=False):
            yield places.put(start, move.path, move.value)


def _led(waiting: dict[Observation, Gap], part: Part, starts: Starts, places: Places) -> Iterator[dict[str, FactValue]]:
    """Where the wishes for each gap that is still waiting lead."""
    for key, aspect in list(waiting):
        for wishes in deciding(part.plan, key, aspect):
            for start in starts:
                found = reached(wishes, start, places, MOST_STEPS) if (key, aspect) in waiting else None
                if found is not None:
                    yield found


def _less_known(part: Part, starts: Starts, places: Places) -> Iterator[dict[str, FactValue]]:
    for start in starts:
        for path in read_by(part.focus, places.scope(start)):
            yield places.put(start, path, UNKNOWN)


def _judged(
    waiting: dict[Observation, Gap], part: Part, starts: Starts, places: Places
) -> Iterator[dict[str, FactValue]]:
    """Where only a judgement is waited for, by a criterion that still has to."""
    for criterion in part.plan.policy.criteria:
        for wishes in awaiting(criterion):
            for start in starts:
                if any(aspect == Verdict.AWAITING.value for _, aspect in waiting):
                    found = reached(wishes, start, places, MOST_STEPS)
                    if found is not None:
                        yield without_judgements(found, part.focus, places)


def _by_two(part: Part, starts: Starts, places: Places) -> Iterator[dict[str, FactValue]]:
    once = _near(part, starts, places)
    twice = ((facts, move) for facts in once for move in moves(part.focus, facts, places, unknown=False))
    for facts, move in itertools.islice(twice, MOST_TRIES):
        yield places.put(facts, move.path, move.value)
