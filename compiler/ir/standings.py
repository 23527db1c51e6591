"""Where providers stand in a preference: each behind all who surely come before it, and perhaps behind others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import field, frozen

from compiler.ir.expressions import NO_LEAVES, Open, Value, conjunction
from compiler.ir.nodes import OrderKey
from compiler.ir.orders import ahead, blocks, equal, given
from compiler.ir.ranges import Range
from compiler.ir.values import NONE, UNKNOWN, FactValue


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


@frozen
class _Before:
    """Who come before a provider: so many `sure`, so many `maybe`, if they are eligible, and one of the `last` of them, who come
    before none of the others."""

    sure: int = 0
    maybe: int = 0
    last: int | None = None


@frozen(eq=False)
class Standings:
    """The places in one preference. `values` are those of each step, `groups` and `eligible` those of each provider."""

    keys: Sequence[OrderKey]
    values: Sequence[Sequence[Value]]
    groups: Sequence[Value]
    eligible: Sequence[bool | None]
    _found: dict[int, Standing] = field(init=False, factory=dict)

    @property
    def everybody(self) -> range:
        return range(len(self.eligible))

    def of(self, place: int) -> Standing:
        """Where one stands, held against each of the others."""
        if place not in self._found:
            self._found[place] = self._behind(place, ((each, 1) for each in self.everybody), _Before())
        return self._found[place]

    def all(self) -> tuple[Standing, ...]:
        """Where each stands. Those of whom all values are known are put in order once; of the others those of whom the same is
        known are held against each together."""
        members = [place for place in self.everybody if self.eligible[place] is not False]
        known = [place for place in members if self._is_known(place)]
        crowds = self._crowds(sorted({*members} - {*known}))
        crowded = [(each[0], len(each)) for each in crowds]
        groups: dict[FactValue, list[int]] = {}
        for place in known:
            groups.setdefault(given(self.groups[place]), []).append(place)
        for alike in groups.values():
            before = _Before()
            for block in blocks(self.keys, self.values, alike):
                for place in block:
                    self._found[place] = self._behind(place, crowded, before)
                sure = sum(self.eligible[place] is True for place in block)
                before = _Before(before.sure + sure, before.maybe + len(block) - sure, block[0])
        single = [(place, 1) for place in known]
        for at, crowd in enumerate(crowds):
            beside = [(crowd[1], len(crowd) - 1)] if len(crowd) > 1 else []
            others = [*single, *crowded[:at], *crowded[at + 1 :], *beside]
            self._found.update(dict.fromkeys(crowd, self._behind(crowd[0], others, _Before())))
        return tuple(map(self.of, self.everybody))

    def _crowds(self, places: Iterable[int]) -> list[list[int]]:
        """Those of whom the same is known, together."""
        found: dict[object, list[int]] = {}
        for place in places:
            worth = tuple(map(_told_apart, (self.groups[place], *(each[place] for each in self.values))))
            found.setdefault((self.eligible[place], worth), []).append(place)
        return [*found.values()]

    def _is_known(self, place: int) -> bool:
        values = [each[place] for each in self.values]
        known = all(
            each is NONE or isinstance(each, str) or (isinstance(each, Range) and each.is_point) for each in values
        )
        return known and not isinstance(self.groups[place], Open)

    def _behind(self, place: int, others: Iterable[tuple[int, int]], known: _Before) -> Standing:
        """Where one stands that is held against some, each with how many it stands for, with those of whom it is known that they
        come before it."""
        own = tuple(given(each[place]) for each in self.values)
        group = given(self.groups[place])
        if self.eligible[place] is False:
            return Standing(None, None, False, own, group)
        sure: list[int] = []
        surely, maybe = known.sure, known.maybe
        for other, count in others:
            if other == place or self.eligible[other] is False:
                continue
            before = conjunction(
                [
                    Open(NO_LEAVES) if self.eligible[other] is None else True,
                    equal(self.groups[other], self.groups[place]),
                    ahead(self.keys, self.values, other, place),
                ]
            )
            if before is True:
                sure.append(other)
                surely += count
            maybe += count if isinstance(before, Open) else 0
        best = surely + 1
        behind, nearest = None, None
        if best > 1 and not maybe:
            nearest = self._nearest(sorted(sure if known.last is None else [*sure, known.last]))
            behind = next(at for at, each in enumerate(self.values) if equal(each[nearest], each[place]) is not True)
        return Standing(best, best + maybe, self.eligible[place], own, group, behind, nearest)

    def _nearest(self, before: Sequence[int]) -> int:
        """The first that comes before none of the others."""
        return next(
            each
            for each in before
            if not any(ahead(self.keys, self.values, each, other) is True for other in before if other != each)
        )


def _told_apart(found: Value) -> object:
    """What there is to tell values apart by; of an open one not on which facts it rests."""
    return (found.range, found.may_be_none) if isinstance(found, Open) else found
