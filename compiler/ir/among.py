"""Reductions over the providers that one is judged among, in time that does not grow with their number.

The providers are gathered once (`compiler.ir.gathered`); of each that is judged only what hangs on it is worked out. The meaning
is that of going through all: `compiler.ir.expressions` does that for what is not of this form.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
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
from compiler.ir.ranges import Range
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
        match self.shape.fold.fold:
            case "count":
                return self._count()
            case "every" | "some":
                return self._decided(self._entries())
            case _:
                parts = [Part(each.counts, each.worth) for each in self._entries() if each.worth is not NONE]
                return self._reduced(parts)

    def _entries(self) -> list[Entry]:
        """Those that are looked at here and now: those set apart, and with one of them among the entries all entries."""
        found = [] if self._whole else [each for each in self.side.entries if each.number not in self.apart]
        return [*found, *self._set_apart()]

    def _set_apart(self) -> Iterator[Entry]:
        for number, item in self.apart.items():
            if item is not None:
                each = looked_at(self.shape, number, self.scope.bind(self.shape.fold.level, item))
                counts = each.counts is not False and shares(each.counts, each.keys, self.keys)
                if counts is not False:
                    yield Entry(number, counts, each.worth)

    @cached_property
    def _whole(self) -> bool:
        """Whether what is known of all entries together can be used."""
        return self.side.open.isdisjoint(self.apart)

    # --- counts -------------------------------------------------------------------------------------------------------

    def _count(self) -> Value:
        sure, most, leaves = 0, 0, NO_LEAVES
        for surely, possibly, on in (self._of_known(), self._of_perhaps(), *self._of_alike(), *self._of_set_apart()):
            sure, most, leaves = sure + surely, most + possibly, leaves | on
        return made(Range(Fraction(sure), Fraction(most)), leaves)

    def _stands(self, worth: Value) -> Truth:
        if self.shape.ahead is None or self.mine is None:
            return True
        return compared(self.shape.ahead.relation, worth, self.mine)

    # Each tells how many of some surely stand so to the one judged, how many may, and on what that rests.

    def _of_known(self) -> tuple[int, int, Leaves]:
        """Of those of whom all is known."""
        surely, possibly = self._places(self.side.ordered)
        out = [self._places([each]) for each in self.side.of(self.apart)]
        sure = len(surely) - sum(len(each) for each, _ in out)
        most = len(possibly) - sum(len(each) for _, each in out)
        return sure, most, self._own_leaves if most > sure else NO_LEAVES

    def _of_perhaps(self) -> tuple[int, int, Leaves]:
        """Of those of whom only it is open whether they count."""
        worths, crowd = self.side.perhaps
        surely, possibly = self._places(worths)
        most, leaves = crowd.without(self.apart, possibly)
        sure, _ = crowd.without(self.apart, surely)
        return 0, most, leaves | self._own_leaves if most > sure else leaves

    def _of_alike(self) -> Iterator[tuple[int, int, Leaves]]:
        for each in self.side.alike:
            stands = self._stands(each.worth)
            if stands is not False:
                crowd = each.counting if stands is True else each.whole
                number, leaves = crowd.without(self.apart, range(len(crowd.leaves)))
                own = stands.leaves if isinstance(stands, Open) and number else NO_LEAVES
                yield number if each.are_sure and stands is True else 0, number, leaves | own

    def _of_set_apart(self) -> Iterator[tuple[int, int, Leaves]]:
        for each in self._set_apart():
            stands = conjunction([each.counts, self._stands(each.worth)])
            if stands is not False:
                yield (0, 1, stands.leaves) if isinstance(stands, Open) else (1, 1, NO_LEAVES)

    @property
    def _own_leaves(self) -> Leaves:
        return leaves_of([self.mine])

    @cached_property
    def _limits(self) -> tuple[Any, Any]:
        """What others are held against, so that they surely stand so to the one judged, and so that they may: None where there is
        no limit."""
        assert self.shape.ahead is not None and self.mine is not None
        within = within_of(self.mine)
        low, high = (within.exact, within.exact) if within.is_point else within.top
        return (high, low) if self.shape.ahead.relation in (">", "≥") else (low, high)

    def _places(self, ordered: list[Any]) -> tuple[range, range]:
        """Which of those in ascending order surely stand so to the one judged, and which may."""
        everybody, nobody = range(len(ordered)), range(0)
        if self.shape.ahead is None:
            return everybody, everybody
        if self.mine is NONE or self.mine is None:
            return nobody, nobody
        surely, possibly = self._limits
        may_be_none = isinstance(self.mine, Open) and self.mine.may_be_none
        relation = self.shape.ahead.relation
        sure = nobody if surely is None or may_be_none else _that(relation, ordered, surely)
        return sure, everybody if possibly is None else _that(relation, ordered, possibly)

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


def _that(relation: str, ordered: list[Any], limit: Any) -> range:
    """Which of those in ascending order stand so to the limit."""
    at = bisect_left(ordered, limit) if relation in ("<", "≥") else bisect_right(ordered, limit)
    return range(at) if relation in ("<", "≤") else range(at, len(ordered))
