"""Reductions over the providers that one is judged among, in time that does not grow with their number.

The providers are gathered once (`compiler.ir.gathered`); of each that is judged only what hangs on it is worked out. The meaning
is that of going through all: `compiler.ir.expressions` does that for what is not of this form.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

from attrs import evolve, frozen

from compiler.ir import ranges
from compiler.ir.expressions import (
    NO_LEAVES,
    Leaves,
    Open,
    Part,
    Truth,
    Value,
    compared,
    conjunction,
    disjunction,
    leaves_of,
    made,
    reduced,
    value,
    within_of,
)
from compiler.ir.gathered import Entry, Gathered, Shape, Side, decided_by, is_loose, looked_at, shares
from compiler.ir.nodes import Fold, Get, Population
from compiler.ir.peers import Peers
from compiler.ir.places import Found, Scope, set_apart
from compiler.ir.ranges import RELATIONS, Range
from compiler.ir.values import NONE, Duration
from dsl.diagnostics import CompilerFault


def among(fold: Fold, scope: Scope) -> Value | None:
    """What a reduction over the others, or over all, is worth; None where it is not of the form that this module takes."""
    people, peers = fold.collection, scope.peers
    if not isinstance(people, Population) or people.which == "who" or peers is None:
        return None
    kept = peers.remembered(fold)
    if "shape" not in kept:
        kept["shape"] = Shape.of(fold)
    if kept["shape"] is None or isinstance(people.who, Get):
        return None
    before = kept.get("last")  # the same is asked time and again of one provider
    items = scope.items[: fold.level]
    if before is not None and before[0] is scope.facts and before[1:4] == (peers.judged, items, scope.supposed):
        return cast("Value | None", before[4])
    found = _among(people, scope, peers, kept)
    kept["last"] = (scope.facts, peers.judged, items, scope.supposed, found)
    return found


def _among(people: Population, scope: Scope, peers: Peers, kept: dict[str, Any]) -> Value | None:
    shape: Shape = kept["shape"]
    keys = tuple(value(right, scope) for _, right in shape.same)
    mine = None if shape.ahead is None else value(shape.ahead.right, scope)
    if any(map(is_loose, keys)) or (isinstance(mine, Open | Range) and not _is_plain(mine)):
        return None
    if "gathered" not in kept:
        kept["gathered"] = Gathered.of(shape, people.record, peers)
    side = kept["gathered"].side(keys)
    found = _Reduction(shape, side, keys, mine, set_apart(people, scope, peers), scope).value()
    return evolve(found, leaves=found.leaves | leaves_of(keys)) if isinstance(found, Open) else found


def _is_plain(found: Open | Range) -> bool:
    within = within_of(found)
    return within.is_point or within.bottom == (1, 1)


@frozen(eq=False, slots=False)
class _Reduction:
    shape: Shape
    side: Side
    keys: tuple[Value, ...]
    mine: Value | None
    apart: dict[int, Found | None]
    scope: Scope

    def value(self) -> Value:
        entries = self._entries()
        match self.shape.fold.fold:
            case "count":
                return self._count(entries)
            case "every" | "some":
                return self._decided(entries)
            case _:
                return self._reduced([Part(each.counts, each.worth) for each in entries if each.worth is not NONE])

    def _entries(self) -> list[Entry]:
        """Those that are looked at here and now: those set apart, and with one of them among the entries all entries."""
        found = [] if self._whole else [each for each in self.side.entries if each.number not in self.apart]
        for number, item in self.apart.items():
            if item is not None:
                each = looked_at(self.shape, number, self.scope.bind(self.shape.fold.level, item))
                counts = each.counts is not False and shares(each.counts, each.keys, self.keys)
                if counts is not False:
                    found.append(Entry(number, counts, each.worth))
        return found

    @cached_property
    def _whole(self) -> bool:
        """Whether what is known of all entries together can be used."""
        return self.side.open.isdisjoint(self.apart)

    # --- counts -------------------------------------------------------------------------------------------------------

    def _count(self, entries: list[Entry]) -> Value:
        sure, maybe, leaves = self._of_known()
        shapes = [*(self.side.shapes if self._whole else ()), *((each.counts, each.worth, 1) for each in entries)]
        for counts, worth, number in shapes:
            stands = self._stands(counts, worth)
            if stands is True:
                sure += number
            elif stands is not False:
                maybe += number
                leaves |= stands.leaves
        return made(Range(Fraction(sure), Fraction(sure + maybe)), leaves)

    def _stands(self, counts: Truth, worth: Value) -> Truth:
        if self.shape.ahead is None or self.mine is None:
            return counts
        return conjunction([counts, compared(self.shape.ahead.relation, worth, self.mine)])

    def _of_known(self) -> tuple[int, int, Leaves]:
        """Of those of whom all is known how many count, how many more may, and on what that rests."""
        worths, out, ahead = self.side.worths, self.side.of(self.apart), self.shape.ahead
        if ahead is None:
            return len(worths) - len(out), 0, NO_LEAVES
        if self.mine is NONE or self.mine is None:
            return 0, 0, NO_LEAVES
        within = within_of(self.mine)
        low, high = (within.exact, within.exact) if within.is_point else within.top
        surely, perhaps = (high, low) if ahead.relation in (">", "≥") else (low, high)
        ordered = self.side.ordered
        sure = 0 if surely is None else _number_that(ahead.relation, ordered, surely, out)
        most = len(worths) - len(out) if perhaps is None else _number_that(ahead.relation, ordered, perhaps, out)
        if isinstance(self.mine, Open) and self.mine.may_be_none:
            sure = 0
        return sure, most - sure, leaves_of([self.mine]) if most > sure else NO_LEAVES

    def _decided(self, entries: list[Entry]) -> Truth:
        decisive = self.shape.fold.fold == "some"
        if self.side.numbers[decisive] > self.side.of(self.apart).count(decisive):
            return decisive
        truths = [decided_by(self.shape.fold, [(each.counts, each.worth) for each in entries])]
        if self._whole:
            truths.append(self.side.decided)
        return disjunction(truths) if decisive else conjunction(truths)

    # --- sums and ends ------------------------------------------------------------------------------------------------

    def _reduced(self, others: list[Part]) -> Value:
        fold, side = self.shape.fold, self.side
        parts = [*(side.parts if self._whole else ()), *others]
        out = side.of(self.apart)
        if len(side.worths) == len(out):
            if fold.fold == "average":
                return self._average(parts, others, Fraction(0), 0)
            return reduced(fold, parts)
        match fold.fold:
            case "average":
                return self._average(parts, others, side.total - sum(out), len(side.worths) - len(out))
            case "total":
                return reduced(fold, [*parts, _part(side.total - sum(out))])
            case "distinct":
                return reduced(fold, [*parts, *map(_part, side.numbers - Counter(out))])
            case _:
                return reduced(fold, [*parts, *map(_part, self._ends(out))])

    def _average(self, parts: list[Part], others: list[Part], total: Fraction, number: int) -> Value:
        """Of those that surely count, worked out from their total; else somewhere between the lowest and the highest."""
        if self._whole:
            others = [*others, *(Part(each.counts, each.worth) for each in self.side.entries if each.worth is not NONE)]
        if all(each.is_sure for each in others):
            if not number + len(others):
                return NONE
            together = reduced(evolve(self.shape.fold, fold="total"), [*others, _part(total)])
            mean = ranges.divide(within_of(together), Range.at(number + len(others)))
            return made(mean, leaves_of(each.value for each in others))
        ends = self._ends(self.side.of(self.apart)) if number else ()
        return reduced(self.shape.fold, [*parts, *map(_part, ends)])

    def _ends(self, out: list[Any]) -> tuple[Any, Any]:
        return _first(self.side.ordered, out), _first(reversed(self.side.ordered), out)


def _part(worth: Any) -> Part:
    """One that surely counts, of whom all is known."""
    return Part(True, worth if isinstance(worth, str | bool | frozenset | Duration) else Range.at(worth))


def _first(ordered: Iterable[Any], out: Iterable[Any]) -> Any:
    """The first that is left when some are taken out."""
    gone = Counter(out)
    for each in ordered:
        if not gone[each]:
            return each
        gone[each] -= 1
    raise CompilerFault("the least of nothing")


def _number_that(relation: str, ordered: list[Any], limit: Any, out: list[Any]) -> int:
    """How many stand so to the limit, without those that are taken out."""
    at = bisect_left(ordered, limit) if relation in ("<", "≥") else bisect_right(ordered, limit)
    number = at if relation in ("<", "≤") else len(ordered) - at
    return number - sum(RELATIONS[relation](each, limit) for each in out)
