"""Orders over all providers together: who is preferred, and who is taken up to a limit.

Both look at the providers that are eligible. A place is given as soon as no missing fact could change it, and else as the best
and the worst that it can be. How they are worked out stands in `standings.py` and `allocations.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from compiler.ir.allocations import takings, within
from compiler.ir.evaluate import decide
from compiler.ir.expressions import Value, plain_value
from compiler.ir.nodes import Allocation, Expr, Policy, Preference
from compiler.ir.orders import keys_of
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.standings import Standing, Standings
from compiler.ir.values import NONE
from compiler.ir.verdicts import AllocationResult, Outcome, Taking


class Ordering:
    """The orders of a policy over providers of whom is known whether they are eligible (None while that is open) and what each of
    the expressions is worth for them."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._standings: dict[str, Standings] = {}
        self._takings: dict[str, tuple[Taking, ...]] = {}

    @property
    def eligible(self) -> Sequence[bool | None]:
        raise NotImplementedError

    def values(self, expr: Expr) -> Sequence[Value]:
        """What an expression is worth for each provider, in their order."""
        raise NotImplementedError

    # --- preferences --------------------------------------------------------------------------------------------------

    def standings(self, preference: Preference) -> tuple[Standing, ...]:
        """Where each provider stands, in the order of the providers."""
        return self._places(preference).all()

    def standing(self, preference: Preference, place: int) -> Standing:
        """Where one provider stands."""
        return self._places(preference).of(place)

    def _places(self, preference: Preference) -> Standings:
        if preference.id not in self._standings:
            keys = keys_of(preference)
            values = tuple(self.values(each.expr) for each in keys)
            groups = tuple(NONE for _ in self.eligible) if preference.group is None else self.values(preference.group)
            self._standings[preference.id] = Standings(keys, values, groups, self.eligible)
        return self._standings[preference.id]

    # --- allocations --------------------------------------------------------------------------------------------------

    def takings(self, allocation: Allocation) -> tuple[Taking, ...]:
        """What is decided on each provider, in the order of the providers."""
        if allocation.id not in self._takings:
            self._takings[allocation.id] = takings(allocation, self.values, self.eligible)
        return self._takings[allocation.id]

    def within(self, allocation: Allocation) -> tuple[AllocationResult, ...]:
        """What an allocation over a list decides on the elements of each provider, in the order of the providers."""
        raise NotImplementedError


class Population(Ordering):
    """A policy and all the providers that are held against it, with their facts."""

    def __init__(self, policy: Policy, peers: Peers) -> None:
        super().__init__(policy)
        self.peers = peers
        self.scopes = tuple(Scope(facts, peers=peers.seen_by(place)) for place, facts in enumerate(peers.members))

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(decide(self.policy, scope.facts, scope.peers).outcome for scope in self.scopes)

    @cached_property
    def eligible(self) -> tuple[bool | None, ...]:
        return tuple(map(is_eligible, self.outcomes))

    def values(self, expr: Expr) -> tuple[Value, ...]:
        return tuple(plain_value(expr, scope) for scope in self.scopes)

    def within(self, allocation: Allocation) -> tuple[AllocationResult, ...]:
        return tuple(within(allocation, scope) for scope in self.scopes)


def is_eligible(outcome: Outcome) -> bool | None:
    """None while that is open."""
    return {Outcome.ELIGIBLE: True, Outcome.INELIGIBLE: False}.get(outcome)
