"""Whether any provider stands twice in a file, without holding all names. Where those rise all along none does; else hashes are
compared, and names only where those are equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any

from attrs import define, field

from compiler.records.names import Rising, all_differ

if TYPE_CHECKING:
    import polars as pl

HELD = 20_000_000
"""Of so many names the hashes are held and sorted; of more there are bits, which tell which may stand twice."""
MOST_BITS = 30


class NamesRepeated(Exception):
    """A provider stands twice, which is known only when the whole file was read. To be read again: both are then rejected."""


@define(eq=False)
class Seen:
    """What is known of the names of `height` rows, added part by part: that those of a part rise, else their hashes."""

    height: int
    rising: dict[int, Rising] = field(factory=dict)
    hashes: list[Any] = field(factory=list)
    bits: Any = None
    lock: Lock = field(factory=Lock)

    def __attrs_post_init__(self) -> None:
        import numpy as np

        if self.height > HELD:
            self.bits = np.zeros(2 ** (MOST_BITS - 3), dtype=np.uint8)

    def add(self, names: pl.Series, first: int = 0, rising: Rising | None = None) -> None:
        """The names of a part, of which the first stands in row `first`; parts may come in any order."""
        if rising is not None:
            self.rising[first] = rising
        elif names.null_count() < len(names):
            self._hash(names)

    def _hash(self, names: pl.Series) -> None:
        found = names.drop_nulls().hash().to_numpy()
        self.hashes.append(found if self.bits is None else self._met(found))

    def _met(self, hashes: Any) -> Any:
        """Those of which the bit is set already; set the bits of all."""
        import numpy as np

        hashes = np.sort(hashes)
        places = hashes >> np.uint64(64 - MOST_BITS)
        within = np.zeros(len(places), dtype=bool)
        within[1:] = places[1:] == places[:-1]
        where, masks = _places(places)
        with self.lock:  # parts come in from several threads
            met = (self.bits[where] & masks) != 0
            np.bitwise_or.at(self.bits, where, masks)
        return places[met | within]

    def repeated(self, names: Callable[[], Iterable[pl.Series]]) -> frozenset[str]:
        """The names that stand twice; `names` tells all of them again, each time that it is called."""
        import numpy as np
        import polars as pl

        if self.rising and not self.hashes and all_differ([self.rising[each] for each in sorted(self.rising)]):
            return frozenset()
        if self.rising:  # somewhere else they do not
            self._start_anew(names())
        doubtful = _twice(self.hashes) if self.bits is None else _twice(self._of_marked(names()))
        if not len(doubtful):
            return frozenset()
        known = (each.drop_nulls() for each in names())
        return twice(each.filter(pl.Series(np.isin(each.hash().to_numpy(), doubtful))) for each in known)

    def _start_anew(self, names: Iterable[pl.Series]) -> None:
        self.rising.clear()
        self.hashes.clear()
        if self.bits is not None:
            self.bits.fill(0)
        for each in names:
            self._hash(each)

    def _of_marked(self, names: Iterable[pl.Series]) -> list[Any]:
        """The whole hashes of the names of which the bits were met twice."""
        import numpy as np

        met = np.unique(np.concatenate(self.hashes)) if self.hashes else np.zeros(0, dtype=np.uint64)
        self.hashes.clear()
        self.bits.fill(0)
        np.bitwise_or.at(self.bits, *_places(met))
        found = []
        for each in names:
            hashes = each.drop_nulls().hash().to_numpy()
            where, masks = _places(hashes >> np.uint64(64 - MOST_BITS))
            found.append(hashes[(self.bits[where] & masks) != 0])
        return found


def _places(prefixes: Any) -> tuple[Any, Any]:
    """The byte of each, and its bit in it."""
    import numpy as np

    masks = np.left_shift(1, (prefixes & np.uint64(7)).astype(np.uint8), dtype=np.uint8)
    return (prefixes >> np.uint64(3)).astype(np.int64), masks


def _twice(hashes: list[Any]) -> Any:
    """Those that are there more than once. They are let go of: together they may be much of the memory."""
    import numpy as np

    found = np.concatenate(hashes) if hashes else np.zeros(0, dtype=np.uint64)
    hashes.clear()
    found.sort()
    return np.unique(found[1:][found[1:] == found[:-1]])


def twice(names: Iterable[pl.Series]) -> frozenset[str]:
    """The names that stand twice."""
    import polars as pl

    known = pl.concat([pl.Series([], dtype=pl.String), *(each.alias("") for each in names)]).drop_nulls()
    return frozenset(known.filter(known.is_duplicated()).to_list())
