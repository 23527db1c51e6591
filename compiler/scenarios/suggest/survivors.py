"""Providers on whom a mutant shows: what an example would have to hold for a survivor to be noticed."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from attrs import evolve, frozen

from compiler.ir.deadlines import status_of
from compiler.ir.evaluate import Judged, computed, decide, judge, look_up, outcome_of
from compiler.ir.nodes import And, Computed, Criterion, Deadline, Expr, Not, Or, Policy, Table
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.values import Facts, FactValue
from compiler.ir.verdicts import Outcome
from compiler.scenarios.mutation.judging import Bench, CannotRun, Differences
from compiler.scenarios.mutation.mutants import Mutant
from compiler.scenarios.mutation.proof import days
from compiler.scenarios.search.find import Start, Wish, near
from compiler.scenarios.search.places import Places
from compiler.scenarios.search.solver import solve

MOST_DAYS = 3  # on which a witness is looked for
MOST_SOLVED = 3  # providers from which the solver looks
MOST_ELIGIBLE = 3  # providers from which is looked for one whom a single criterion keeps out


@frozen
class Witness:
    """A provider on whom the policy of a module and the mutant differ, on a day. `part` is the name of the criterion, table or
    value on which they do; None when only the decision differs."""

    module: str
    day: datetime.date
    facts: dict[str, FactValue]
    part: str | None = None


def witness(
    mutant: Mutant,
    bench: Bench,
    more: Callable[[str], Sequence[dict[str, FactValue]]] | None = None,
    among: Callable[[str], Peers | None] | None = None,
) -> Witness | None:
    """A provider near to a known one; None when none was found, which proves nothing. Of a policy `more` gives further known
    ones, and `among` those that they are judged among, where its examples do not say that."""
    for module in bench.compilation.policies:
        for day in _ordered(mutant, bench, module):
            found = bench.differences(mutant, module, day)
            before = bench.policy(module, day)
            if found is None or before is None:
                continue
            known = [*_known(bench, module, day), *(Start(None, each) for each in (more(module) if more else ()))]
            if isinstance(found, CannotRun):
                return Witness(module, day, dict(known[0].facts)) if known else None
            if found.any and known:
                seen = next(_Difference(before, found, known, (among or bench.peers)(module)).all(), None)
                if seen is not None:
                    return Witness(module, day, *seen)
    return None


def _ordered(mutant: Mutant, bench: Bench, module: str) -> list[datetime.date]:
    """The days on which the change itself takes hold, else a few, those of examples first."""
    own, first = mutant.days(), bench.days(module)
    found = sorted(days(mutant, bench, module), key=lambda day: (day not in own, day not in first, day))
    return found if own else found[:MOST_DAYS]


def _known(bench: Bench, module: str, day: datetime.date) -> Iterator[Start[None]]:
    """The providers of the examples, those of this very day first."""
    cases = [each for each in bench.compilation.examples if each.policy == module]
    for each in sorted(cases, key=lambda case: case.as_of != day):
        yield Start(None, each.facts)


Seen = tuple[dict[str, FactValue], str | None]


@frozen(eq=False, slots=False)
class _Difference:
    """A policy, what a mutant changes in it, and the providers that are known."""

    before: Policy
    found: Differences
    known: Sequence[Start[None]]
    peers: Peers | None

    @cached_property
    def places(self) -> Places:
        return Places(self.before, self.peers)

    def all(self) -> Iterator[Seen]:
        """A provider for each part of the policy that is not as it was, where one was found."""
        after = {each.id: each for each in self.found.policy.criteria}
        for each in self.before.criteria:
            if each.id in self.found.criteria:
                other = after[each.id]
                goal = self._verdicts_differ(each, other)
                yield from self._near(goal, [*parts(each), *parts(other)], each.id)
                yield from self._solved(each, other, goal)
            elif each.id in self.found.gone:
                yield from self._near(self._alone(each), parts(each), None, self._eligible)
        yield from self._in_deadlines()
        yield from self._in_tables()
        yield from self._in_values()

    def _in_deadlines(self) -> Iterator[Seen]:
        after = {each.id: each for each in self.found.policy.deadlines}
        for deadline in self.before.deadlines:
            if deadline.id in self.found.deadlines and deadline.id in after and deadline.can_be_judged:
                other = after[deadline.id]
                focus = [
                    part
                    for one in (deadline, other)
                    for part in (one.applies, one.unless, *(due.met for due in one.dues))
                    if part is not None
                ]
                yield from self._near(self._statuses_differ(deadline, other), focus, deadline.id)

    def _in_tables(self) -> Iterator[Seen]:
        after = {each.id: each for each in self.found.policy.tables}
        for table in self.before.tables:
            if table.id in self.found.tables:
                other = after[table.id]
                tests = [test for one in (table, other) for row in one.rows for test in row.tests]
                yield from self._near(self._outputs_differ(table, other), tests, table.id)

    def _in_values(self) -> Iterator[Seen]:
        after = {each.id: each for each in self.found.policy.named}
        for value in self.before.named:
            if value.id in self.found.values and value.id in after:
                other = after[value.id]
                yield from self._near(self._values_differ(value, other), [value.expr, other.expr], value.id)

    def _near(
        self,
        goal: Callable[[Facts], bool],
        focus: Sequence[Expr],
        part: str | None,
        starts: Sequence[Start[None]] | None = None,
    ) -> Iterator[Seen]:
        found = near(goal, self.known if starts is None else starts, focus, self.places)
        if found is not None:
            yield found.facts, part

    def _solved(self, before: Criterion, after: Criterion, goal: Callable[[Facts], bool]) -> Iterator[Seen]:
        """What the solver finds where small steps do not lead to a difference."""
        one, other = before.body, after.body
        wishes = [Wish(Or((And((one, Not(other))), And((Not(one), other)))), holds=True)]
        wishes += [] if before.applies is None else [Wish(before.applies, holds=True)]
        wishes += [] if before.unless is None else [Wish(before.unless, holds=False)]
        for start in self.known[:MOST_SOLVED]:
            found = solve(wishes, start.facts, self.places)
            if found is not None and goal(found):
                yield found, before.id
                return

    # --- goals --------------------------------------------------------------------------------------------------------

    def _scope(self, facts: Facts) -> Scope:
        return Scope(facts, peers=self.peers)

    def _verdicts_differ(self, before: Criterion, after: Criterion) -> Callable[[Facts], bool]:
        return lambda facts: judge(before, self._scope(facts)).verdict is not judge(after, self._scope(facts)).verdict

    def _statuses_differ(self, before: Deadline, after: Deadline) -> Callable[[Facts], bool]:
        return lambda facts: status_of(before, self._scope(facts))[0] is not status_of(after, self._scope(facts))[0]

    def _outputs_differ(self, before: Table, after: Table) -> Callable[[Facts], bool]:
        return lambda facts: look_up(before, self._scope(facts)).outputs != look_up(after, self._scope(facts)).outputs

    def _values_differ(self, before: Computed, after: Computed) -> Callable[[Facts], bool]:
        one, other = (evolve(self.before, values=(each,)) for each in (before, after))
        return lambda facts: computed(one, facts, self.peers) != computed(other, facts, self.peers)

    def _alone(self, criterion: Criterion) -> Callable[[Facts], bool]:
        """Whether the criterion alone makes the provider ineligible, so that the decision shows that it is there."""

        def alone(facts: Facts) -> bool:
            if judge(criterion, self._scope(facts)).counts is not False:
                return False
            others = [each for each in self._decide(facts) if each.criterion.id != criterion.id]
            return all(each.counts is not False for each in others)

        return alone

    def _decide(self, facts: Facts) -> tuple[Judged, ...]:
        return decide(self.before, facts, self.peers).criteria

    @cached_property
    def _eligible(self) -> list[Start[None]]:
        eligible = (each for each in self.known if outcome_of(self._decide(each.facts)) is Outcome.ELIGIBLE)
        return list(itertools.islice(eligible, MOST_ELIGIBLE)) or list(self.known[:1])


def parts(criterion: Criterion) -> list[Expr]:
    """The conditions of a criterion, its body first."""
    return [each for each in (criterion.body, criterion.applies, criterion.unless) if each is not None]
