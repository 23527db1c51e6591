"""Providers on whom a mutant shows: what an example would have to hold for a survivor to be noticed."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from attrs import evolve, frozen

from compiler.ir.deadlines import last_days, status_of
from compiler.ir.evaluate import Judged, computed, decide, judge, look_up, outcome_of
from compiler.ir.nodes import Allocation, Computed, Criterion, Deadline, Expr, Policy, Preference, Table
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.values import NONE, UNKNOWN, Facts, FactValue
from compiler.ir.verdicts import Outcome
from compiler.model import DeadlineModel
from compiler.scenarios.cases import ExampleCase
from compiler.scenarios.mutation.judging import Bench, CannotRun, Differences
from compiler.scenarios.mutation.mutants import Mutant
from compiler.scenarios.mutation.proof import days
from compiler.scenarios.run import places
from compiler.scenarios.search.find import Near, Start, Wish, less_known, near, near_by_two
from compiler.scenarios.search.places import Places
from compiler.scenarios.search.solver import reached
from compiler.scenarios.search.turning import near_turning
from compiler.scenarios.search.wishes import (
    Wishes,
    counting,
    criteria_apart,
    deadlines_apart,
    failing,
    holding,
    tables_apart,
    values_apart,
)
from compiler.scenarios.suggest.days import telling_days

MOST_DAYS = 4  # on which a witness is looked for
MOST_STARTS = 30  # from which a provider is looked for further away
MOST_LED = 2  # providers from which wishes lead
MOST_STEPS = 20  # that they lead
MOST_TURNED = 4  # from which is looked for where an order turns
MOST_TRIES = 1000  # of two changes
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
    where = [(module, day) for module in bench.compilation.policies for day in _ordered(mutant, bench, module)]
    for look, days_ in ((_close, where), (_far, where[:MOST_DAYS]), (_Difference.days, where)):
        for module, day in days_:
            found = bench.differences(mutant, module, day)
            before = bench.policy(module, day)
            if found is None or before is None:
                continue
            known = [*_known(bench, module, day), *(Start(None, each) for each in (more(module) if more else ()))]
            if isinstance(found, CannotRun):
                return Witness(module, day, dict(known[0].facts)) if known else None
            if found.any and known:
                name, others = mutant.declaration.key.name, (among or bench.peers)(module)
                seen = next(look(_Difference(before, name, found, known, others)), None)
                if seen is not None:
                    return Witness(module, day, *seen)
    return None


def _ordered(mutant: Mutant, bench: Bench, module: str) -> list[datetime.date]:
    """Days to look on, those on which the change itself takes hold first, then those of examples; of a deadline, or a date, those
    around its days."""
    own, first = mutant.days(), bench.days(module)
    known = [*days(mutant, bench, module)]
    is_dated = isinstance(mutant.declaration, DeadlineModel) or mutant.family == "date"
    if is_dated and known:
        known += telling_days(bench.compilation, module, known[0])
    found = sorted(dict.fromkeys(known), key=lambda day: (day not in own, day not in first, day))
    return found if own or is_dated else found[:MOST_DAYS]


def _known(bench: Bench, module: str, day: datetime.date) -> Iterator[Start[None]]:
    """The providers of the examples, those of this very day first."""
    cases = [each for each in bench.compilation.examples if each.policy == module]
    for each in sorted(cases, key=lambda case: case.as_of != day):
        yield Start(None, each.facts)


Seen = tuple[dict[str, FactValue], str | None]


@frozen(eq=False)
class _Part:
    """A part of a policy that is not as it was: when a provider shows that, what it looks at, and what may lead there; of an
    order also what comes out, which no condition tells."""

    name: str | None
    goal: Callable[[Facts], bool]
    focus: Sequence[Expr]
    ways: Iterable[Wishes]
    starts: Sequence[Start[None]]
    outcome: Callable[[Facts], object] | None = None


@frozen(eq=False, slots=False)
class _Difference:
    """A policy, what a mutant makes of the declaration `changed` in it, and the providers that are known."""

    before: Policy
    changed: str
    found: Differences
    known: Sequence[Start[None]]
    peers: Peers | None

    @cached_property
    def places(self) -> Places:
        return Places(self.before, self.peers)

    def all(self, *, far: bool) -> Iterator[Seen]:
        """A provider for each part of the policy that is not as it was, where one was found: of the declaration that was changed
        alone, which others only follow, if it is one of the parts."""
        parts = list(self._parts())
        own = [each for each in parts if each.name == self.changed]
        for part in own or parts:
            found = self._further(part) if far else self._close(part)
            if found is not None:
                yield found.facts, part.name

    def days(self) -> Iterator[Seen]:
        """A provider for each deadline that falls on another day, as far as one was found, whatever becomes of it."""
        after = {each.id: each for each in self.found.policy.deadlines}
        for deadline in self.before.deadlines:
            if deadline.id in self.found.deadlines and deadline.id in after:
                other = after[deadline.id]
                focus = [due.day for one in (deadline, other) for due in one.dues]
                found = near(self._days_differ(deadline, other), self.known, focus, self.places)
                if found is not None:
                    yield found.facts, deadline.id

    def _parts(self) -> Iterator[_Part]:
        after = {each.id: each for each in self.found.policy.criteria}
        for each in self.before.criteria:
            if each.id in self.found.criteria:
                other = after[each.id]
                goal = self._verdicts_differ(each, other)
                yield _Part(each.id, goal, [*parts(each), *parts(other)], criteria_apart(each, other), self.known)
            elif each.id in self.found.gone:
                yield _Part(None, self._alone(each), parts(each), self._only(each), self._eligible)
        yield from self._in_deadlines()
        yield from self._in_tables()
        yield from self._in_values()
        yield from self._in_orders()
        yield from self._restored()

    def _restored(self) -> Iterator[_Part]:
        """What the policy does not have on the day, as it is withdrawn by then, and the mutant has: where it gives something."""
        after = self.found.policy
        there = {each.id for each in (*self.before.criteria, *self.before.named, *_orders(self.before))}
        for criterion in after.criteria:
            if criterion.id not in there:
                ways = self._only(criterion)
                yield _Part(None, self._decisions_differ, parts(criterion), ways, self._eligible)
        for value in after.named:
            if value.id not in there:
                alone = evolve(after, values=(value,), grants=())
                yield _Part(value.id, self._gives(alone, value.id), [value.expr], (), self.known)
        tables = {each.id for each in self.before.tables}
        for table in after.tables:
            if table.id not in tables:
                tests = [test for row in table.rows for test in row.tests]
                for name in table.outputs:
                    yield _Part(name, self._puts_out(table, name), tests, (), self.known)
        for order in _orders(after):
            alone_ = isinstance(order, Allocation) and order.over is not None
            if order.id not in there and (alone_ or self.peers is not None):
                yield _Part(order.id, self._is_placed(order.id), order.read, (), self.known)

    def _in_deadlines(self) -> Iterator[_Part]:
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
                goal = self._statuses_differ(deadline, other)
                yield _Part(deadline.id, goal, focus, deadlines_apart(deadline, other), self.known)

    def _in_tables(self) -> Iterator[_Part]:
        after = {each.id: each for each in self.found.policy.tables}
        for table in self.before.tables:
            if table.id in self.found.tables and table.id in after:
                other = after[table.id]
                tests = [test for one in (table, other) for row in one.rows for test in row.tests]
                goal = self._outputs_differ(table, other)
                yield _Part(table.id, goal, tests, tables_apart(table, other), self.known)

    def _in_values(self) -> Iterator[_Part]:
        after = {each.id: each for each in self.found.policy.named}
        for value in self.before.named:
            if value.id in self.found.values and value.id in after:
                other = after[value.id]
                ways = values_apart(value.expr, other.expr)
                goal = self._values_differ(value, other)
                yield _Part(value.id, goal, [value.expr, other.expr], ways, self.known)

    def _in_orders(self) -> Iterator[_Part]:
        after = {each.id: each for each in _orders(self.found.policy)}
        for order in _orders(self.before):
            alone = isinstance(order, Allocation) and order.over is not None
            if order.id in self.found.orders and order.id in after and (alone or self.peers is not None):
                focus = [*order.read, *after[order.id].read]
                yield _Part(order.id, self._places_differ(order.id), focus, (), self.known, self._place(order.id))

    def _close(self, part: _Part) -> Near[None] | None:
        """Near to known providers, else where wishes lead."""
        return near(part.goal, part.starts, part.focus, self.places) or self._led(part)

    def _further(self, part: _Part) -> Near[None] | None:
        known = part.starts[:MOST_STARTS]
        turned = None
        if part.outcome is not None:
            turned = near_turning(part.goal, part.outcome, known[:MOST_TURNED], part.focus, self.places)
        return (
            turned
            or less_known(part.goal, known, part.focus, self.places)
            or near_by_two(part.goal, known, part.focus, self.places, MOST_TRIES)
        )

    def _led(self, part: _Part) -> Near[None] | None:
        for wishes in part.ways:
            for start in part.starts[:MOST_LED]:
                found = reached(wishes, start.facts, self.places, MOST_STEPS)
                if found is not None and part.goal(found):
                    return Near(start, (), found)
        return None

    def _only(self, criterion: Criterion) -> Iterator[Wishes]:
        """The criterion fails and all others count as met."""
        against = Wish(criterion.body, holds=criterion.kind != "requirement")
        others = (counting(each) for each in self.before.criteria if each.id != criterion.id)
        yield (*holding(criterion.applies), against, *failing(criterion.unless), *others)

    # --- goals --------------------------------------------------------------------------------------------------------

    def _scope(self, facts: Facts) -> Scope:
        return Scope(facts, peers=self.peers)

    def _verdicts_differ(self, before: Criterion, after: Criterion) -> Callable[[Facts], bool]:
        return lambda facts: judge(before, self._scope(facts)).verdict is not judge(after, self._scope(facts)).verdict

    def _statuses_differ(self, before: Deadline, after: Deadline) -> Callable[[Facts], bool]:
        return lambda facts: status_of(before, self._scope(facts))[0] is not status_of(after, self._scope(facts))[0]

    def _days_differ(self, before: Deadline, after: Deadline) -> Callable[[Facts], bool]:
        one, other = (evolve(self.before, deadlines=(each,)) for each in (before, after))
        return lambda facts: last_days(one, facts, self.peers) != last_days(other, facts, self.peers)

    def _outputs_differ(self, before: Table, after: Table) -> Callable[[Facts], bool]:
        return lambda facts: look_up(before, self._scope(facts)).outputs != look_up(after, self._scope(facts)).outputs

    def _values_differ(self, before: Computed, after: Computed) -> Callable[[Facts], bool]:
        one, other = (evolve(self.before, values=(each,)) for each in (before, after))
        return lambda facts: computed(one, facts, self.peers) != computed(other, facts, self.peers)

    def _places_differ(self, name: str) -> Callable[[Facts], bool]:
        def differ(facts: Facts) -> bool:
            case = ExampleCase("", "", "", self.before.as_of, facts, (), peers=self.peers)
            one, other = (places(policy, case, {name}) for policy in (self.before, self.found.policy))
            return one != other

        return differ

    def _decisions_differ(self, facts: Facts) -> bool:
        one, other = (decide(policy, facts, self.peers).outcome for policy in (self.before, self.found.policy))
        return one is not other

    def _gives(self, alone: Policy, name: str) -> Callable[[Facts], bool]:
        return lambda facts: computed(alone, facts, self.peers)[name] not in (NONE, UNKNOWN)

    def _puts_out(self, table: Table, name: str) -> Callable[[Facts], bool]:
        return lambda facts: look_up(table, self._scope(facts)).outputs[name] not in (NONE, UNKNOWN)

    def _is_placed(self, name: str) -> Callable[[Facts], bool]:
        def is_placed(facts: Facts) -> bool:
            case = ExampleCase("", "", "", self.before.as_of, facts, (), peers=self.peers)
            return places(self.found.policy, case, {name})[name] not in (NONE, UNKNOWN)

        return is_placed

    def _place(self, name: str) -> Callable[[Facts], object]:
        def place(facts: Facts) -> object:
            case = ExampleCase("", "", "", self.before.as_of, facts, (), peers=self.peers)
            return places(self.before, case, {name}).get(name)

        return place

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


def _close(difference: _Difference) -> Iterator[Seen]:
    return difference.all(far=False)


def _far(difference: _Difference) -> Iterator[Seen]:
    return difference.all(far=True)


def parts(criterion: Criterion) -> list[Expr]:
    """The conditions of a criterion, its body first."""
    return [each for each in (criterion.body, criterion.applies, criterion.unless) if each is not None]


def _orders(policy: Policy) -> tuple[Preference | Allocation, ...]:
    return (*policy.preferences, *policy.allocations)
