"""Who is taken, in an order and up to a limit: providers, or the elements of a list of one.

An allocation is worked out for a group when nothing that it rests on is missing there: who comes first decides over all behind.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Literal

from compiler.ir.expressions import Open, Value, plain_value
from compiler.ir.nodes import Allocation, Expr
from compiler.ir.orders import blocks, given
from compiler.ir.places import Scope, elements, locate, name_of
from compiler.ir.ranges import Range
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.ir.verdicts import AllocationResult, Leaf, Taking, Why
from dsl.diagnostics import CompilerFault


def takings(
    allocation: Allocation, values: Callable[[Expr], Sequence[Value]], eligible: Sequence[bool | None]
) -> tuple[Taking, ...]:
    """What is decided on each of those who may be taken, in their order; `eligible` is None while that is open, `values` are what
    an expression is worth for each, which is asked once, whatever the number of groups."""
    known: dict[int, Sequence[Value]] = {}

    def once(expr: Expr) -> Sequence[Value]:
        if id(expr) not in known:
            known[id(expr)] = values(expr)
        return known[id(expr)]

    groups = [NONE] * len(eligible) if allocation.group is None else values(allocation.group)
    lost = [each for each in groups if isinstance(each, Open)]
    if lost:  # whoever has no group may belong to any
        missing = frozenset().union(*(each.leaves for each in lost))
        return tuple(Taking(UNKNOWN, "missing", group=given(each), missing=missing) for each in groups)
    members: dict[FactValue, list[int]] = {}
    for place, each in enumerate(groups):
        members.setdefault(given(each), []).append(place)
    found: dict[int, Taking] = {}
    for group, places in members.items():
        found |= _Group(allocation, once, eligible, places, group).takings()
    return tuple(found[place] for place in range(len(groups)))


def within(allocation: Allocation, scope: Scope) -> AllocationResult:
    """An allocation over a list of the provider with these facts. All elements may be taken; a list that is none has none."""
    over = allocation.over
    if over is None:
        raise CompilerFault("an allocation among providers has no list")
    found = locate(over, scope)
    if found.value is UNKNOWN:
        return AllocationResult(allocation, None, (), frozenset({Leaf(found.path)}))
    each = [] if found.value is NONE else elements(found, scope)
    scopes = [scope.bind(0, one) for one in each]

    def values(expr: Expr) -> list[Value]:
        return [plain_value(expr, one) for one in scopes]

    return AllocationResult(allocation, takings(allocation, values, [True] * len(scopes)), tuple(map(name_of, each)))


class _Group:
    """One group of an allocation; `members` are the places of those in it."""

    def __init__(
        self,
        allocation: Allocation,
        values: Callable[[Expr], Sequence[Value]],
        eligible: Sequence[bool | None],
        members: Sequence[int],
        group: FactValue,
    ) -> None:
        self.allocation = allocation
        self.values = values
        self.eligible = eligible
        self.members = members
        self.group = group

    def takings(self) -> dict[int, Taking]:
        eligible = self.eligible
        candidates = [place for place in self.members if eligible[place]]
        keys = [self.values(key.expr) for key in self.allocation.keys]
        sizes = self._sizes()
        limit = self._limit(sizes)
        asked: list[Value] = [limit, *(size for place, size in sizes.items() if eligible[place])]
        asked += [each[place] for each in keys for place in candidates]
        missing = frozenset().union(*(each.leaves for each in asked if isinstance(each, Open)))
        if (
            missing
            or any(eligible[place] is None for place in self.members)
            or any(isinstance(each, Open) for each in asked)
        ):
            return {place: Taking(UNKNOWN, "missing", group=self.group, missing=missing) for place in self.members}
        found = {
            place: Taking(self._never, "not eligible", group=self.group)
            for place in self.members
            if not eligible[place]
        }
        if limit is NONE:
            return found | {place: Taking(UNKNOWN, "no limit", group=self.group) for place in candidates}
        amounts = {place: _exact(sizes[place]) for place in candidates}
        return found | self._rounds(blocks(self.allocation.keys, keys, candidates), amounts, _exact(limit))

    @property
    def _never(self) -> FactValue:
        return False if self.allocation.rounds is None else NONE

    def _sizes(self) -> dict[int, Value]:
        if self.allocation.measure is None:
            return dict.fromkeys(self.members, Range.at(1))
        found = self.values(self.allocation.measure)
        return {place: _zero_for_none(found[place]) for place in self.members}

    def _limit(self, sizes: dict[int, Value]) -> Value:
        allocation = self.allocation
        if allocation.number is not None:
            return Range.at(allocation.number)
        if allocation.limit is None:
            raise CompilerFault("an allocation without a limit")
        share = self.values(allocation.limit)[self.members[0]]
        if not allocation.of_total or share is NONE or isinstance(share, Open):
            return share
        still_open = [each for each in sizes.values() if isinstance(each, Open)]
        if still_open:
            return Open(frozenset().union(*(each.leaves for each in still_open)))
        return Range.at(_exact(share) * sum((_exact(each) for each in sizes.values()), Fraction(0)))

    def _rounds(self, waiting: list[list[int]], amounts: dict[int, Fraction], limit: Fraction) -> dict[int, Taking]:
        found: dict[int, Taking] = {}
        starts: list[FactValue] = [True] if self.allocation.rounds is None else list(starts_of(self.allocation.rounds))
        at = 0
        for start in starts:
            total = Fraction(0)
            while at < len(waiting) and total < limit:
                block = waiting[at]
                together = sum((amounts[each] for each in block), Fraction(0))
                if len(block) > 1 and total + together > limit:
                    return found | self._all(waiting[at:], "equal", UNKNOWN, limit)
                for each in block:
                    why, taken = self._one(total, amounts[each], limit, start)
                    found[each] = Taking(taken, why, total, amounts[each], limit, self.group)
                    total += amounts[each]
                if found[block[-1]].why == "crosses, out":
                    break
                at += 1
        beyond = [each for each in waiting[at:] if each[0] not in found]
        return found | self._all(beyond, "limit reached", self._never, limit)

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


def _exact(found: Value) -> Fraction:
    if not isinstance(found, Range) or not found.is_point:
        raise CompilerFault(f"not a known number: {found!r}")
    exact: Fraction = found.exact
    return exact


def _zero_for_none(found: Value) -> Value:
    return Range.at(0) if found is NONE else found
