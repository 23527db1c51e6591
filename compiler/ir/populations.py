"""Orders over all providers together: who is preferred, and who is taken up to a limit.

Both look at the providers that are eligible. A place is given as soon as no missing fact could change it, and else as the best
and the worst that it can be. An allocation is worked out for a group when nothing that it rests on is missing there: who comes
first decides over all behind.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Literal

from attrs import frozen

from compiler.ir import ranges
from compiler.ir.evaluate import decide
from compiler.ir.expressions import NO_LEAVES, Leaves, Open, Truth, Value, conjunction, disjunction, plain_value
from compiler.ir.nodes import Allocation, Expr, Op, OrderKey, Policy, Preference
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.ranges import Range
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.ir.verdicts import Outcome
from dsl.diagnostics import CompilerFault
from dsl.kinds import NumberKind


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


Why = Literal["taken", "reaches", "crosses, in", "crosses, out", "limit reached", "not eligible", "equal", "missing"]


@frozen
class Taking:
    """What an allocation decides on a provider. `taken` is yes or no, or with rounds the first day of the round (none: in no
    round); unknown with `why` `missing` (a fact that the group rests on) or `equal` (the order does not tell who comes first).

    `before` is what was taken in the round before it, `own` what it adds, `limit` the limit of its group.
    """

    taken: FactValue
    why: Why
    before: Fraction | None = None
    own: Fraction | None = None
    limit: Fraction | None = None
    group: FactValue = NONE
    missing: Leaves = NO_LEAVES


class Population:
    """A policy and all the providers that are held against it."""

    def __init__(self, policy: Policy, peers: Peers) -> None:
        self.policy = policy
        self.peers = peers
        self._standings: dict[str, tuple[Standing, ...]] = {}
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
        if preference.id not in self._standings:
            self._standings[preference.id] = self._stand(preference)
        return self._standings[preference.id]

    def _stand(self, preference: Preference) -> tuple[Standing, ...]:
        keys = keys_of(preference)
        values = [self.values(each.expr) for each in keys]
        groups = self._groups(preference.group)
        return tuple(self._standing(place, keys, values, groups) for place in range(len(self.scopes)))

    def _standing(
        self, place: int, keys: Sequence[OrderKey], values: Sequence[Sequence[Value]], groups: Sequence[Value]
    ) -> Standing:
        own = tuple(_given(each[place]) for each in values)
        group = _given(groups[place])
        if self.eligible[place] is False:
            return Standing(None, None, False, own, group)
        sure: list[int] = []
        maybe = 0
        for other, eligible in enumerate(self.eligible):
            if other == place or eligible is False:
                continue
            ahead = conjunction(
                [
                    Open(NO_LEAVES) if eligible is None else True,
                    _same(groups[other], groups[place]),
                    _ahead(keys, values, other, place),
                ]
            )
            sure += [other] if ahead is True else []
            maybe += isinstance(ahead, Open)
        behind, nearest = None, None
        if sure and not maybe:
            nearest = next(
                each
                for each in sure
                if not any(_ahead(keys, values, each, other) is True for other in sure if other != each)
            )
            behind = next(at for at, each in enumerate(values) if _equal(each[nearest], each[place]) is not True)
        return Standing(len(sure) + 1, len(sure) + maybe + 1, self.eligible[place], own, group, behind, nearest)

    def _groups(self, group: Expr | None) -> tuple[Value, ...]:
        return tuple(NONE for _ in self.scopes) if group is None else self.values(group)

    # --- allocations --------------------------------------------------------------------------------------------------

    def takings(self, allocation: Allocation) -> tuple[Taking, ...]:
        """What is decided on each provider, in the order of the providers."""
        groups = self._groups(allocation.group)
        lost = [each for each in groups if isinstance(each, Open)]
        if lost:  # whoever has no group may belong to any
            missing = frozenset().union(*(each.leaves for each in lost))
            return tuple(Taking(UNKNOWN, "missing", missing=missing) for _ in groups)
        found: dict[int, Taking] = {}
        for group in dict.fromkeys(map(_given, groups)):
            members = [place for place, each in enumerate(groups) if _given(each) == group]
            found |= _Group(self, allocation, members, group).takings()
        return tuple(found[place] for place in range(len(groups)))


class _Group:
    """One group of an allocation; `members` are the places of its providers."""

    def __init__(
        self, population: Population, allocation: Allocation, members: Sequence[int], group: FactValue
    ) -> None:
        self.population = population
        self.allocation = allocation
        self.members = members
        self.group = group

    def takings(self) -> dict[int, Taking]:
        eligible = self.population.eligible
        candidates = [place for place in self.members if eligible[place]]
        keys = [
            [plain_value(key.expr, self.population.scopes[place]) for key in self.allocation.keys]
            for place in self.members
        ]
        by_place = dict(zip(self.members, keys, strict=True))
        sizes = {place: self._size(place) for place in self.members}
        limit = self._limit(sizes)
        asked: list[Value] = [limit, *(size for place, size in sizes.items() if place in candidates)]
        asked += [value for place in candidates for value in by_place[place]]
        missing = frozenset().union(*(each.leaves for each in asked if isinstance(each, Open)))
        if (
            missing
            or any(eligible[place] is None for place in self.members)
            or any(isinstance(each, Open) for each in asked)
        ):
            return {place: Taking(UNKNOWN, "missing", group=self.group, missing=missing) for place in self.members}
        amounts = {place: _exact(sizes[place]) for place in candidates}
        ordered = self._ordered(candidates, by_place)
        found = {
            place: Taking(self._never, "not eligible", group=self.group)
            for place in self.members
            if place not in candidates
        }
        return found | self._rounds(ordered, amounts, _exact(limit))

    @property
    def _never(self) -> FactValue:
        return False if self.allocation.rounds is None else NONE

    def _size(self, place: int) -> Value:
        if self.allocation.measure is None:
            return Range.at(1)
        return _zero_for_none(plain_value(self.allocation.measure, self.population.scopes[place]))

    def _limit(self, sizes: dict[int, Value]) -> Value:
        allocation = self.allocation
        if allocation.number is not None:
            return Range.at(allocation.number)
        if allocation.limit is None:
            raise CompilerFault("an allocation without a limit")
        share = plain_value(allocation.limit, self.population.scopes[self.members[0]])
        if not allocation.of_total or isinstance(share, Open):
            return share
        still_open = [each for each in sizes.values() if isinstance(each, Open)]
        if still_open:
            return Open(frozenset().union(*(each.leaves for each in still_open)))
        return Range.at(_exact(share) * sum((_exact(each) for each in sizes.values()), Fraction(0)))

    def _ordered(self, candidates: Sequence[int], keys: dict[int, list[Value]]) -> list[list[int]]:
        """The candidates in their order; those that are equal in it together."""
        steps = self.allocation.keys
        values = [{place: keys[place][at] for place in candidates} for at in range(len(steps))]
        ordered: list[list[int]] = []
        for place in candidates:
            at = 0
            while at < len(ordered) and _ahead(steps, values, ordered[at][0], place) is True:
                at += 1
            if at < len(ordered) and _ahead(steps, values, place, ordered[at][0]) is not True:
                ordered[at].append(place)
            else:
                ordered.insert(at, [place])
        return ordered

    def _rounds(self, waiting: list[list[int]], amounts: dict[int, Fraction], limit: Fraction) -> dict[int, Taking]:
        found: dict[int, Taking] = {}
        starts: list[FactValue] = [True] if self.allocation.rounds is None else list(starts_of(self.allocation.rounds))
        for start in starts:
            total = Fraction(0)
            while waiting and total < limit:
                block = waiting[0]
                together = sum((amounts[each] for each in block), Fraction(0))
                if len(block) > 1 and total + together > limit:
                    return found | self._all(waiting, "equal", UNKNOWN, limit)
                for each in block:
                    why, taken = self._one(total, amounts[each], limit, start)
                    found[each] = Taking(taken, why, total, amounts[each], limit, self.group)
                    total += amounts[each]
                if found[block[-1]].why == "crosses, out":
                    break
                waiting = waiting[1:]
        return (
            self._all([each for each in waiting if each[0] not in found], "limit reached", self._never, limit) | found
        )

    def _one(self, total: Fraction, own: Fraction, limit: Fraction, start: FactValue) -> tuple[Why, FactValue]:
        if total + own <= limit:
            return ("reaches" if total + own == limit else "taken"), start
        if self.allocation.crossing_is_in:
            return "crosses, in", start
        return "crosses, out", self._never

    def _all(self, blocks: Iterable[Sequence[int]], why: Why, taken: FactValue, limit: Fraction) -> dict[int, Taking]:
        return {place: Taking(taken, why, limit=limit, group=self.group) for block in blocks for place in block}


def starts_of(
    rounds: tuple[Literal["month", "quarter", "year"], datetime.date, datetime.date],
) -> Iterable[datetime.date]:
    """The first day of each round, the first of all on the day that is written."""
    period, first, last = rounds
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    day = first
    while day <= last:
        yield day
        index = (day.year * 12 + day.month - 1) // months * months + months
        day = datetime.date(index // 12, index % 12 + 1, 1)


# --- orders -----------------------------------------------------------------------------------------------------------


def keys_of(preference: Preference) -> tuple[OrderKey, ...]:
    """The steps of a preference; a weighted one has one step, its score."""
    if not preference.weights:
        return preference.keys
    from compiler.ir.nodes import Lit

    parts = tuple(Op("mul", (Lit(each.share), each.expr)) for each in preference.weights)
    score = parts[0] if len(parts) == 1 else Op("add", parts)
    said = " + ".join(f"{_percent(each.share)} × {each.said}" for each in preference.weights)
    return (OrderKey(score, said, NumberKind(), descending=True),)


def _percent(share: Fraction) -> str:
    whole = share * 100
    return f"{whole}%" if whole.denominator == 1 else f"{share}"


def _ahead(
    keys: Sequence[OrderKey], values: Sequence[Sequence[Value] | dict[int, Value]], one: int, other: int
) -> Truth:
    """Whether one comes before the other: by the first step in which they differ."""
    ways: list[Truth] = []
    equal: list[Truth] = []
    for key, each in zip(keys, values, strict=True):
        ways.append(conjunction([*equal, _before(key, each[one], each[other])]))
        equal.append(_equal(each[one], each[other]))
    return disjunction(ways)


def _before(key: OrderKey, one: Value, other: Value) -> Truth:
    """Whether a value comes first in one step. What has none comes last."""
    if one is NONE or (isinstance(one, Open) and one.may_be_none):
        return False if one is NONE else Open(NO_LEAVES)
    if other is NONE:
        return True
    if isinstance(other, Open) and other.may_be_none:
        return Open(NO_LEAVES)
    if isinstance(one, str) and isinstance(other, str):
        first, second = (one.casefold(), one), (other.casefold(), other)
        return first > second if key.descending else first < second
    a, b = _range(one), _range(other)
    if a is None or b is None:
        return Open(NO_LEAVES)
    decided = ranges.compare(">" if key.descending else "<", a, b)
    return Open(NO_LEAVES) if decided is None else decided


def _equal(one: Value, other: Value) -> Truth:
    if one is NONE and other is NONE:
        return True
    if isinstance(one, Open | Range) and isinstance(other, Open | Range):
        a, b = _range(one), _range(other)
        decided = None if a is None or b is None else ranges.compare("=", a, b)
        return Open(NO_LEAVES) if decided is None else decided
    if isinstance(one, Open) or isinstance(other, Open):
        return Open(NO_LEAVES)
    return one == other


def _same(one: Value, other: Value) -> Truth:
    return _equal(one, other)


def _range(found: Value) -> Range | None:
    return found if isinstance(found, Range) else found.range if isinstance(found, Open) else None


def _exact(found: Value) -> Fraction:
    if not isinstance(found, Range) or not found.is_point:
        raise CompilerFault(f"not a known number: {found!r}")
    exact: Fraction = found.exact
    return exact


def _zero_for_none(found: Value) -> Value:
    return Range.at(0) if found is NONE else found


def _given(found: Value) -> FactValue:
    if isinstance(found, Open):
        return UNKNOWN
    if isinstance(found, Range):
        given: FactValue = found.exact
        return given
    return found
