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
            self._found[place] = self._behind(place, self.everybody, _Before())
        return self._found[place]

    def all(self) -> tuple[Standing, ...]:
        """Where each stands. Those of whom all values are known are put in order once; only the others are held against each."""
        members = [place for place in self.everybody if self.eligible[place] is not False]
        known = [place for place in members if self._is_known(place)]
        open_ = sorted({*members} - {*known})
        groups: dict[FactValue, list[int]] = {}
        for place in known:
            groups.setdefault(given(self.groups[place]), []).append(place)
        for alike in groups.values():
            before = _Before()
            for block in blocks(self.keys, self.values, alike):
                for place in block:
                    self._found[place] = self._behind(place, open_, before)
                sure = sum(self.eligible[place] is True for place in block)
                before = _Before(before.sure + sure, before.maybe + len(block) - sure, block[0])
        return tuple(map(self.of, self.everybody))

    def _is_known(self, place: int) -> bool:
        values = [each[place] for each in self.values]
        known = all(
            each is NONE or isinstance(each, str) or (isinstance(each, Range) and each.is_point) for each in values
        )
        return known and not isinstance(self.groups[place], Open)

    def _behind(self, place: int, others: Iterable[int], known: _Before) -> Standing:
        """Where one stands that is held against some, with those of whom it is known that they come before it."""
        own = tuple(given(each[place]) for each in self.values)
        group = given(self.groups[place])
        if self.eligible[place] is False:
            return Standing(None, None, False, own, group)
        sure: list[int] = []
        maybe = known.maybe
        for other in others:
            if other == place or self.eligible[other] is False:
                continue
            before = conjunction(
                [
                    Open(NO_LEAVES) if self.eligible[other] is None else True,
                    equal(self.groups[other], self.groups[place]),
                    ahead(self.keys, self.values, other, place),
                ]
            )
            sure += [other] if before is True else []
            maybe += isinstance(before, Open)
        best = known.sure + len(sure) + 1
        behind, nearest = None, None
        if best > 1 and not maybe:
            nearest = self._nearest(sure if known.last is None else sorted([*sure, known.last]))
            behind = next(at for at, each in enumerate(self.values) if equal(each[nearest], each[place]) is not True)
        return Standing(best, best + maybe, self.eligible[place], own, group, behind, nearest)

    def _nearest(self, before: Sequence[int]) -> int:
        """The first that comes before none of the others."""
        return next(
            each
            for each in before
            if not any(ahead(self.keys, self.values, each, other) is True for other in before if other != each)
        )
