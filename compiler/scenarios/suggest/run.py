"""Suggested examples for everything that no example shows, and for every change of the policy that none notices.

A provider is found near to a known one, held against the policy by `evaluate`, and written as an example with what the policy
says of it now: for the author to accept or correct. One that shows several things is suggested once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from compiler.ir.evaluate import decide
from compiler.ir.nodes import Policy, Population
from compiler.ir.peers import Peers
from compiler.ir.places import walk
from compiler.ir.values import Facts, FactValue
from compiler.ir.verdicts import Outcome
from compiler.scenarios.coverage.measure import Observer
from compiler.scenarios.coverage.observe import Observation, observe
from compiler.scenarios.coverage.possible import Tables, items
from compiler.scenarios.coverage.structure import Plan
from compiler.scenarios.mutation.judging import Baseline, Bench, CannotRun, baseline, notices
from compiler.scenarios.mutation.mutants import Mutant
from compiler.scenarios.mutation.run import run_mutants
from compiler.scenarios.search.find import Start, near
from compiler.scenarios.search.places import Declared, Places, conditions, plain_number
from compiler.scenarios.suggest.examples import Author, Draft
from compiler.scenarios.suggest.gaps import Gap, fill, part_of
from compiler.scenarios.suggest.providers import eligible_provider, in_every_row, in_every_way
from compiler.scenarios.suggest.survivors import witness
from compiler.scenarios.suggest.writing import CannotWrite
from dsl.kinds import NumberKind

if TYPE_CHECKING:
    from compiler.pipeline import Compilation

Made = dict[str, FactValue]


@frozen
class Suggestion:
    """An example that is missing, and why: the gap that it fills or the change that it notices; None for the provider that
    others are like."""

    draft: Draft
    reason: Gap | Mutant | None


@frozen
class Suggestions:
    """What was found, in the order in which it should be written, and what no provider was found for."""

    found: tuple[Suggestion, ...]
    open: tuple[Gap | Mutant, ...]


def suggest(
    compilation: Compilation,
    jobs: int | None = None,
    done: Callable[[int, int], None] | None = None,
) -> Suggestions:
    """Examples that are missing from the policies of a compilation."""
    survivors = [each.mutant for each in run_mutants(compilation, jobs) if each.survives]
    bench = Bench(compilation)
    observer = Observer()
    for case in compilation.examples:
        policy = bench.policy(case.policy, case.as_of)
        if policy is not None:
            decided = decide(policy, case.facts, case.peers)
            observer.watch(case.name, policy, case.facts, decided, case.peers)
    tables = Tables.of(compilation.diagnostics)
    workers = [_Worker(module, bench, set(observer.seen), tables) for module in compilation.policies]
    seen: set[Observation] = set(observer.seen)
    work = len(workers) + len(survivors)
    for number, worker in enumerate(workers, 1):
        worker.seen = seen  # what one policy shows of a criterion that another takes over is shown
        worker.show()
        if done:
            done(number, work)
    for number, mutant in enumerate(survivors, len(workers) + 1):
        _notice(mutant, workers, bench)
        if done:
            done(number, work)
    found = tuple(each for worker in workers for each in worker.found)
    return Suggestions(found, tuple(each for worker in workers for each in worker.open))


def _notice(mutant: Mutant, workers: Sequence[_Worker], bench: Bench) -> None:
    if any(worker.notices(mutant) for worker in workers):
        return
    by_module = {each.module: each for each in workers}

    def more(module: str) -> list[Made]:
        return by_module[module].extra() if module in by_module else []

    def among(module: str) -> Peers | None:
        return by_module[module].peers if module in by_module else bench.peers(module)

    found = witness(mutant, bench, more, among)
    if found is not None:
        name = found.part or mutant.declaration.key.name
        if by_module[found.module].accept(found.facts, found.day, name, mutant):
            return
    owner = next((each for each in workers if mutant.module in (None, each.module)), workers[0])
    owner.open.append(mutant)


@frozen(eq=False)
class _Accepted:
    facts: Made
    baseline: Baseline


class _Worker:
    """Suggestions for one policy."""

    def __init__(self, module: str, bench: Bench, seen: set[Observation], tables: Tables) -> None:
        self.module = module
        self.bench = bench
        self.seen = seen
        self.tables = tables
        self.found: list[Suggestion] = []
        self.open: list[Gap | Mutant] = []
        self.accepted: list[_Accepted] = []
        self.made: list[Made] = []
        self.peers = bench.peers(module)
        self.author = Author(bench.compilation, module, self.peers)
        self._cases = [each for each in bench.compilation.examples if each.policy == module]

    @property
    def day(self) -> datetime.date | None:
        return self._cases[0].as_of if self._cases else self.bench.compilation.day(self.module)

    def extra(self) -> list[Made]:
        """Providers to look from that are no examples yet: the accepted ones, and those made for it."""
        return [*(each.facts for each in self.accepted), *self.made]

    def starts(self) -> list[Made]:
        return [*(dict(each.facts) for each in self._cases), *self.extra()]

    # --- gaps ---------------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Accept a provider for every gap of the policy for which one is found."""
        day = self.day
        policy = None if day is None else self.bench.policy(self.module, day)
        if day is None or policy is None:
            return
        gaps = list(self._gaps(policy))
        if gaps or not self._cases:
            if self.peers is None and _looks_at_others(policy):
                self._make_others(policy)
            self._prepare(policy, day)
        places = Places(policy, self.peers)
        for owner in dict.fromkeys(each.item.owner for each in gaps):
            own = [each for each in gaps if each.item.owner == owner and each.observation not in self.seen]
            part = part_of(policy, owner, self.peers)
            if part is not None and own:
                for gap, facts in fill(own, part, self.starts(), places):
                    if gap.observation not in self.seen:
                        self.accept(facts, day, owner, gap)
        self._outcomes(policy, day, [each for each in gaps if each.item.notion == "outcome"], places)
        self.open += [each for each in gaps if each.observation not in self.seen]

    def _make_others(self, policy: Policy) -> None:
        """Two providers to be judged among: a typical one, and one that measures twice as much."""
        places = Places(policy)
        one = places.record(policy.record(policy.judges))
        two = {name: _twice(value, places.declared((name,))) for name, value in one.items()}
        try:
            drafts = [self.author.other(policy, each) for each in (one, two)]
        except CannotWrite:
            self.author.others = ()
            return
        self.found += [Suggestion(each, None) for each in drafts]
        self.peers = self.author.peers = Peers.beside((one, two))

    def _prepare(self, policy: Policy, day: datetime.date) -> None:
        """Providers to start from: an eligible one, and near it one for each way in which a criterion can come out."""
        eligible = next((each for each in self.starts() if self._outcome(policy, each) is Outcome.ELIGIBLE), None)
        if eligible is None:
            eligible = eligible_provider(policy, self.peers)
            if eligible is not None:
                self.accept(eligible, day, None, None)
        places = Places(policy, self.peers)
        if eligible is not None:
            for criterion in policy.criteria:
                self.made += in_every_way(criterion, eligible, places)
            for table in policy.tables:
                self.made += in_every_row(table, eligible, places)
        self.made.append({})

    def _gaps(self, policy: Policy) -> Iterator[Gap]:
        for item in items(Plan.of(policy), self.tables):
            for aspect in item.aspects:
                if (item.key, aspect) not in self.seen:
                    yield Gap(item, aspect)

    def _outcomes(self, policy: Policy, day: datetime.date, gaps: Sequence[Gap], places: Places) -> None:
        """The outcomes of the policy as a whole."""
        judged = [Start(None, each) for each in self.starts()]
        eligible = [each for each in judged if self._outcome(policy, each.facts) is Outcome.ELIGIBLE][:1]
        focus = [part for each in policy.criteria for part in (each.body, each.applies) if part is not None]
        for gap in gaps:
            if gap.observation in self.seen:
                continue
            goal = self._comes_out(policy, gap.aspect)
            found = near(goal, judged, (), places) or near(goal, eligible, focus, places, tries=0)
            if found is not None:
                self.accept(found.facts, day, None, gap)

    def _outcome(self, policy: Policy, facts: Facts) -> Outcome:
        return decide(policy, facts, self.peers).outcome

    def _comes_out(self, policy: Policy, outcome: str) -> Callable[[Facts], bool]:
        return lambda facts: self._outcome(policy, facts).value == outcome

    # --- accepting ----------------------------------------------------------------------------------------------------

    def accept(self, facts: Made, day: datetime.date, owner: str | None, reason: Gap | Mutant | None) -> bool:
        """Suggest a provider; False when it cannot be written."""
        policy = self.bench.policy(self.module, day)
        assert policy is not None, "it was judged before"
        try:
            draft = self.author.draft(policy, facts, owner)
        except CannotWrite:
            return False
        decided = decide(policy, facts, self.peers)
        self.found.append(Suggestion(draft, reason))
        self.accepted.append(_Accepted(facts, baseline(draft.case, policy, decided)))
        self.seen |= observe(Plan.of(policy), facts, decided, self.peers)
        return True

    def notices(self, mutant: Mutant) -> bool:
        """Whether an accepted provider notices a mutant."""
        for day in dict.fromkeys(each.baseline.case.as_of for each in self.accepted):
            found = self.bench.differences(mutant, self.module, day)
            if isinstance(found, CannotRun):
                return True
            if found is None or not found.any:
                continue
            if any(notices(each.baseline, found) for each in self.accepted if each.baseline.case.as_of == day):
                return True
        return False


def _looks_at_others(policy: Policy) -> bool:
    return any(isinstance(each, Population) for expr in conditions(policy) for each in walk(expr))


def _twice(value: FactValue, declared: Declared | None) -> FactValue:
    """Twice a number, as far as its bounds allow that."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction) or declared is None:
        return value
    kind = declared.kind
    assert isinstance(kind, NumberKind)
    doubled = Fraction(value) * 2
    return value if kind.high is not None and doubled > kind.high else plain_number(doubled)
