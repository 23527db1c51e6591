"""Suggested examples for everything that no example shows, and for every change of the policy that none notices.

A provider is found near to a known one, held against the policy by `evaluate`, and written as an example with what the policy
says of it now: for the author to accept or correct. One that shows several things is suggested once.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from compiler.ir.evaluate import decide
from compiler.ir.nodes import Policy
from compiler.ir.peers import Peers
from compiler.ir.values import Facts, FactValue
from compiler.ir.verdicts import Outcome
from compiler.scenarios.coverage.measure import Observer, asked_of
from compiler.scenarios.coverage.observe import Observation, observe
from compiler.scenarios.coverage.structure import Plan
from compiler.scenarios.mutation.judging import Baseline, Bench, CannotRun, baseline, notices
from compiler.scenarios.mutation.mutants import Mutant
from compiler.scenarios.mutation.run import run_mutants
from compiler.scenarios.search.find import Start, less_known, near, unlike
from compiler.scenarios.search.judgements import awaiting_decision, without_judgements
from compiler.scenarios.search.places import Places
from compiler.scenarios.search.solver import reached
from compiler.scenarios.suggest.among import looks_at_others, others
from compiler.scenarios.suggest.days import telling_days
from compiler.scenarios.suggest.examples import Author, Draft
from compiler.scenarios.suggest.gaps import Gap, Part, fill, part_of
from compiler.scenarios.suggest.providers import eligible_provider, ways_of
from compiler.scenarios.suggest.survivors import witness
from compiler.scenarios.suggest.writing import CannotWrite

if TYPE_CHECKING:
    from compiler.pipeline import Compilation

MOST_FAR = 2  # days on which providers with two changes are tried
MOST_ELIGIBLE = 20  # providers near to whom another outcome is looked for

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
    workers = [_Worker(module, bench, set(observer.seen)) for module in compilation.policies]
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

    def __init__(self, module: str, bench: Bench, seen: set[Observation]) -> None:
        self.module = module
        self.bench = bench
        self.seen = seen
        self.found: list[Suggestion] = []
        self.open: list[Gap | Mutant] = []
        self.accepted: list[_Accepted] = []
        self.made: list[Made] = []
        self._searched: dict[tuple[str, bool], list[Part]] = {}
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
        """Accept a provider for every gap of the policy for which one is found, on the day of its examples if there is one."""
        compilation = self.bench.compilation
        if self.day is None or self.bench.policy(self.module, self.day) is None:
            return
        days = telling_days(compilation, self.module, self.day)
        asked = asked_of(compilation, self.module, days)
        gaps = {gap.observation: gap for item in asked for gap in (Gap(item, aspect) for aspect in item.aspects)}
        for far in (False, True):
            for day in days[:MOST_FAR] if far else days:
                policy = self.bench.policy(self.module, day)
                waiting = [gap for observation, gap in gaps.items() if observation not in self.seen]
                if policy is not None and (waiting or not self._cases):
                    self._show(policy, day, waiting, far=far)
        self.open += [gap for observation, gap in gaps.items() if observation not in self.seen]

    def _show(self, policy: Policy, day: datetime.date, gaps: Sequence[Gap], *, far: bool) -> None:
        if self.peers is None and looks_at_others(policy):
            self._make_others(policy)
        owners = dict.fromkeys(each.item.owner for each in gaps)
        parts = {owner: part for owner in owners if (part := self._new(policy, owner, far)) is not None}
        if not far:
            self._prepare(policy, day, parts)
        places = Places(policy, self.peers)
        for owner, part in parts.items():
            own = [each for each in gaps if each.item.owner == owner and each.observation not in self.seen]
            for gap, facts in fill(own, part, self.starts(), places, far=far) if own else ():
                if gap.observation not in self.seen:
                    self.accept(facts, day, owner, gap)
        outcomes = [each for each in gaps if each.item.notion == "outcome" and each.observation not in self.seen]
        if outcomes:
            self._outcomes(policy, day, outcomes, places, most=MOST_ELIGIBLE if far else 1)

    def _new(self, policy: Policy, owner: str, far: bool) -> Part | None:
        """A part of the policy, unless a search for it on another day went through the same."""
        part = part_of(policy, owner, self.peers)
        searched = self._searched.setdefault((owner, far), [])
        if part is None or any(map(part.is_like, searched)):
            return None
        searched.append(part)
        return part

    def _make_others(self, policy: Policy) -> None:
        """Others to be judged among, written first."""
        made = self.author.named(policy, others(policy))
        try:
            drafts = [self.author.other(policy, each) for each in made]
        except CannotWrite:
            self.author.others = ()
            return
        self.found += [Suggestion(each, None) for each in drafts]
        self.peers = self.author.peers = Peers.beside(made)
        self.made += made

    def _prepare(self, policy: Policy, day: datetime.date, owners: Iterable[str]) -> None:
        """Providers to start from: an eligible one, and near it one for each way in which what is asked can come out."""
        eligible = next((each for each in self.starts() if self._outcome(policy, each) is Outcome.ELIGIBLE), None)
        if eligible is None:
            eligible = eligible_provider(policy, self.peers)
            if eligible is not None:
                self.accept(eligible, day, None, None)
        places = Places(policy, self.peers)
        start = eligible or places.record(policy.record(policy.judges))
        for owner in owners:
            found = (reached(wishes, start, places) for wishes in ways_of(policy, owner))
            self.made += [each for each in found if each is not None]
        if {} not in self.made:
            self.made.append({})

    def _outcomes(self, policy: Policy, day: datetime.date, gaps: Sequence[Gap], places: Places, *, most: int) -> None:
        """The outcomes of the policy as a whole, near to so many eligible providers."""
        judged = [Start(None, each) for each in self.starts()]
        focus = [part for each in policy.criteria for part in (each.body, each.applies) if part is not None]
        accepted = (each for each in judged if self._outcome(policy, each.facts) is Outcome.ELIGIBLE)
        eligible = unlike(list(itertools.islice(accepted, most)), focus, places)
        for gap in gaps:
            goal = self._comes_out(policy, gap.aspect)
            found = near(goal, judged, (), places) or near(goal, eligible, focus, places)
            found = found or less_known(goal, eligible, focus, places)
            if found is None and gap.aspect == Outcome.AWAITING.value and eligible:
                facts = reached(awaiting_decision(policy.criteria), eligible[0].facts, places)
                found = (
                    None
                    if facts is None
                    else near(goal, [Start(None, without_judgements(facts, focus, places))], (), places)
                )
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
