"""Orders over all providers together: who is preferred, and who is taken up to a limit.

Both look at the providers that are eligible. A place is given as soon as no missing fact could change it, and else as the best
and the worst that it can be. How an allocation is worked out stands in `allocations.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from attrs import frozen

from compiler.ir.allocations import takings, within
from compiler.ir.evaluate import decide
from compiler.ir.expressions import NO_LEAVES, Open, Value, conjunction, plain_value
from compiler.ir.nodes import Allocation, Expr, OrderKey, Policy, Preference
from compiler.ir.orders import ahead, equal, given, keys_of
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.ir.verdicts import AllocationResult, Outcome, Taking


@frozen
class Standing:
    """Where a provider stands in a preference: between the places `best` and `worst`, both None when it is not eligible.

    `behind` is the step by which it comes behind the provider before it (`other`), with the values of both; None for the first,
    for one that shares its place with those before it, and while that is open.
    """

    best: int | None
    worst: int | None
    eligible: bool | None
    values: tuple[FactValue, ...]
    group: FactValue = NONE
    behind: int | None = None
    other: int | None = None

    @property
    def place(self) -> FactValue:
        """The place, unknown while open, none for one that is not eligible."""
        if self.eligible is None:
            return UNKNOWN
        return NONE if self.best is None else self.best if self.best == self.worst else UNKNOWN


class Population:
    """A policy and all the providers that are held against it."""

    def __init__(self, policy: Policy, peers: Peers) -> None:
        self.policy = policy
        self.peers = peers
        self._standings: dict[tuple[str, int], Standing] = {}
        self._compared: dict[str, tuple[tuple[OrderKey, ...], tuple[tuple[Value, ...], ...], tuple[Value, ...]]] = {}
        self._takings: dict[str, tuple[Taking, ...]] = {}
        self.scopes = tuple(Scope(facts, peers=peers.seen_by(place)) for place, facts in enumerate(peers.members))

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(decide(self.policy, scope.facts, scope.peers).outcome for scope in self.scopes)

    @cached_property
    def eligible(self) -> tuple[bool | None, ...]:
        """None while that is open."""
        decided = {Outcome.ELIGIBLE: True, Outcome.INELIGIBLE: False}
        return tuple(decided.get(each) for each in self.outcomes)

    def values(self, expr: Expr) -> tuple[Value, ...]:
        return tuple(plain_value(expr, scope) for scope in self.scopes)

    # --- preferences --------------------------------------------------------------------------------------------------

    def standings(self, preference: Preference) -> tuple[Standing, ...]:
        """Where each provider stands, in the order of the providers."""
        return tuple(self.standing(preference, place) for place in range(len(self.scopes)))

    def standing(self, preference: Preference, place: int) -> Standing:
        """Where one provider stands, held against each of the others."""
        if (preference.id, place) not in self._standings:
            if preference.id not in self._compared:
                keys = keys_of(preference)
                values = tuple(self.values(each.expr) for each in keys)
                self._compared[preference.id] = keys, values, self._groups(preference.group)
            self._standings[preference.id, place] = self._standing(place, *self._compared[preference.id])
        return self._standings[preference.id, place]

    def _standing(
        self, place: int, keys: Sequence[OrderKey], values: Sequence[Sequence[Value]], groups: Sequence[Value]
    ) -> Standing:
        own = tuple(given(each[place]) for each in values)
        group = given(groups[place])
        if self.eligible[place] is False:
            return Standing(None, None, False, own, group)
        sure: list[int] = []
        maybe = 0
        for other, eligible in enumerate(self.eligible):
            if other == place or eligible is False:
                continue
            before = conjunction(
                [
                    Open(NO_LEAVES) if eligible is None else True,
                    equal(groups[other], groups[place]),
                    ahead(keys, values, other, place),
                ]
            )
            sure += [other] if before is True else []
            maybe += isinstance(before, Open)
        behind, nearest = None, None
        if sure and not maybe:
            nearest = next(
                each
                for each in sure
                if not any(ahead(keys, values, each, other) is True for other in sure if other != each)
            )
            behind = next(at for at, each in enumerate(values) if equal(each[nearest], each[place]) is not True)
        return Standing(len(sure) + 1, len(sure) + maybe + 1, self.eligible[place], own, group, behind, nearest)

    def _groups(self, group: Expr | None) -> tuple[Value, ...]:
        return tuple(NONE for _ in self.scopes) if group is None else self.values(group)

    # --- allocations --------------------------------------------------------------------------------------------------

    def takings(self, allocation: Allocation) -> tuple[Taking, ...]:
        """What is decided on each provider, in the order of the providers."""
        if allocation.id not in self._takings:
            self._takings[allocation.id] = takings(allocation, self.scopes, self.eligible)
        return self._takings[allocation.id]

    def within(self, allocation: Allocation) -> tuple[AllocationResult, ...]:
        """What an allocation over a list decides on the elements of each provider, in the order of the providers."""
        return tuple(within(allocation, scope) for scope in self.scopes)
