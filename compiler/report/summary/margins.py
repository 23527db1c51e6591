"""Distances of many providers to one threshold: how many are on which side, who is nearest to it, and counts between edges."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from compiler.ir import text
from dsl.kinds import Kind

if TYPE_CHECKING:
    import numpy as np

PARTS = 1_000_000
"""Distances are counted in millionths of the unit that they are shown in, rounded down, or up where the threshold itself is
missed; what is farther than fits is held at the end, in the outermost bar. Sides and nearest providers are told from the exact
distances."""
MOST_NEAR, BINS = 5, 16
_FARTHEST = 2**62


@frozen
class Near:
    """A provider by its place (from 0) among those that were decided, and its exact distance in base units."""

    by: Fraction
    place: int
    provider: str


@define(eq=False)
class Margins:
    """Of one criterion. `strict`: the threshold itself is missed. `sides` are how many are short of it, on it and beyond it;
    `below` and `above` who is nearest among those that missed it and those that kept it."""

    kind: Kind
    strict: bool
    parts: list[Any] = field(factory=list)
    sides: list[int] = field(factory=lambda: [0, 0, 0])
    below: list[Near] = field(factory=list)
    above: list[Near] = field(factory=list)

    @property
    def missed(self) -> int:
        return self.sides[0] + (self.sides[1] if self.strict else 0)

    @property
    def kept(self) -> int:
        return self.sides[2] + (0 if self.strict else self.sides[1])

    def add(self, found: Iterable[Near]) -> None:
        import numpy as np

        near = list(found)
        rounded = ceil if self.strict else floor
        keys = [
            max(-_FARTHEST, min(_FARTHEST, rounded(each.by / text.shown_scale(self.kind) * PARTS))) for each in near
        ]
        self.parts.append(np.array(keys, dtype=np.int64))
        for each in near:
            self.sides[(each.by > 0) - (each.by < 0) + 1] += 1
        self.keep(near)

    def keep(self, found: Iterable[Near]) -> None:
        """Keep the nearest on each side."""
        missed, kept = list(self.below), list(self.above)
        for each in found:
            (missed if each.by < 0 or (self.strict and not each.by) else kept).append(each)
        self.below = sorted(missed, key=lambda each: (-each.by, each.place))[:MOST_NEAR]
        self.above = sorted(kept, key=lambda each: (each.by, each.place))[:MOST_NEAR]

    def binned(self) -> Binned:
        import numpy as np

        found = np.concatenate(self.parts)
        if not self.strict:
            return binned(np.sort(found))
        return binned(np.sort(-found)).turned()


@frozen
class Binned:
    """Edges, the counts between them, the place of zero among the edges, and whether the ends hold more than their own. What lies
    on an edge belongs to its right, but to its left where the threshold itself is missed: zero parts those that missed it from
    those that kept it."""

    edges: tuple[Fraction, ...]
    counts: tuple[int, ...]
    zero: int
    cut: bool

    def turned(self) -> Binned:
        """The same seen from the other side."""
        edges = tuple(-each for each in reversed(self.edges))
        return Binned(edges, self.counts[::-1], len(self.counts) - self.zero, self.cut)


def binned(found: np.ndarray[Any, np.dtype[np.int64]]) -> Binned:
    """Sorted distances in `PARTS`, at least one, between edges that are round numbers. The outermost twentieth on each side
    does not widen them, and is held at the end; what lies on either side of zero stays there."""
    import numpy as np

    last = len(found) - 1
    low, high = min(int(found[last // 20]), 0), max(int(found[last - last // 20]), 0)
    width = _round_up(max(ceil(Fraction(high - low, BINS)), 1)) if high > low else PARTS
    first, end = min(low // width, -1 if found[0] < 0 else 0), max(-(-high // width), 1)
    if high and high == end * width:
        end += 1
    places = np.clip(np.floor_divide(found, width) - first, 0, end - first - 1)
    counts = np.bincount(places, minlength=end - first)
    cut = bool(found[0] < first * width or found[-1] >= end * width)
    edges = tuple(Fraction(width * place, PARTS) for place in range(first, end + 1))
    return Binned(edges, tuple(map(int, counts)), -first, cut)


def _round_up(width: int) -> int:
    """The next of 1, 2 and 5 times a power of ten."""
    power: int = 10 ** (len(str(width)) - 1)
    return next(power * each for each in (1, 2, 5, 10) if power * each >= width)
