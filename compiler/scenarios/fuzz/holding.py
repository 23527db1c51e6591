"""Whether a provider breaks what always holds: what is open breaks nothing that a missing fact could still make good."""

from __future__ import annotations

from functools import cached_property

from attrs import frozen

from compiler.ir.deadlines import status_of
from compiler.ir.evaluate import Decided, decide
from compiler.ir.expressions import truth
from compiler.ir.nodes import Always, ComesOut, Effect, Policy, Promise
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.values import Facts
from compiler.ir.verdicts import Outcome
from compiler.scenarios.search.moves import Move
from compiler.scenarios.search.places import Places


@frozen
class Tried:
    """A provider, the others beside it (None: nobody said who they are), and for an effect the fact that becomes more."""

    facts: Facts
    others: tuple[Facts, ...] | None = None
    change: Move | None = None


@frozen(eq=False, slots=False)
class Trial:
    """A policy on one day with one thing that always holds."""

    policy: Policy
    always: Always

    def means(self, tried: Tried) -> bool:
        """Whether the provider says something: each `when` holds, before and after the change, and what never helps could."""
        claim = self.always.claim
        if isinstance(claim, Effect) and self._standing(claim, tried.facts, tried.others) is not (
            claim.never == "hurts"
        ):
            return False
        return all(self._when(facts, tried.others) for facts in self.stages(tried))

    def breaks(self, tried: Tried) -> bool:
        if not self.means(tried):
            return False
        claim = self.always.claim
        match claim:
            case Effect():
                return self._standing(claim, self.stages(tried)[1], tried.others) is (claim.never == "helps")
            case Promise(comes_out=comes_out, never=never):
                decided = self.decided(tried.facts, tried.others)
                return self._came_out(comes_out, decided, tried.facts, tried.others) is never
            case _:
                return truth(claim, _scope(tried.facts, tried.others)) is False

    def stages(self, tried: Tried) -> list[Facts]:
        """The facts, and of an effect those after the change."""
        if not isinstance(self.always.claim, Effect):
            return [tried.facts]
        assert tried.change is not None
        return [tried.facts, self._put(tried.facts, tried.change)]

    def decided(self, facts: Facts, others: tuple[Facts, ...] | None) -> Decided:
        return decide(self.policy, facts, _peers(others))

    @cached_property
    def _places(self) -> Places:
        return Places(self.policy)

    def _put(self, facts: Facts, change: Move) -> Facts:
        return self._places.put(facts, change.path, change.value)

    def _when(self, facts: Facts, others: tuple[Facts, ...] | None) -> bool:
        scope = _scope(facts, others)
        if not all(truth(each, scope) is True for each in self.always.when if not isinstance(each, ComesOut)):
            return False
        outcomes = [each for each in self.always.when if isinstance(each, ComesOut)]
        if not outcomes:
            return True
        decided = self.decided(facts, others)
        return all(self._came_out(each, decided, facts, others) for each in outcomes)

    def _came_out(self, comes_out: ComesOut, decided: Decided, facts: Facts, others: tuple[Facts, ...] | None) -> bool:
        if comes_out.criterion is None:
            return decided.outcome.value == comes_out.word
        judged = next((each for each in decided.criteria if each.criterion.id == comes_out.criterion), None)
        if judged is not None:
            return judged.verdict.value == comes_out.word
        deadline = next(each for each in self.policy.deadlines if each.id == comes_out.criterion)
        return status_of(deadline, _scope(facts, others))[0].value == comes_out.word

    def _standing(self, effect: Effect, facts: Facts, others: tuple[Facts, ...] | None) -> bool | None:
        """In favour or against; None while it is open."""
        decided = self.decided(facts, others)
        if effect.criterion is not None:
            return next(each.counts for each in decided.criteria if each.criterion.id == effect.criterion)
        return {Outcome.ELIGIBLE: True, Outcome.INELIGIBLE: False}.get(decided.outcome)


def _peers(others: tuple[Facts, ...] | None) -> Peers | None:
    return None if others is None else Peers.beside(others)


def _scope(facts: Facts, others: tuple[Facts, ...] | None) -> Scope:
    return Scope(facts, peers=_peers(others))
