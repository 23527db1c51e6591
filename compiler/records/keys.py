"""Whether any provider stands twice in a file, without holding all names: by hashes, and names only where those are equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from attrs import define, field

if TYPE_CHECKING:
    import polars as pl

HELD = 20_000_000
"""Of so many names the hashes are held and sorted; of more there are bits, which tell which may stand twice."""
MOST_BITS = 31


class NamesRepeated(Exception):
    """A provider stands twice, which is known only when the whole file was read. To be read again: both are then rejected."""


@define(eq=False)
class Seen:
    """The hashes of the names of `height` rows, added part by part."""

    height: int
    hashes: list[Any] = field(factory=list)
    bits: Any = None

    def __attrs_post_init__(self) -> None:
        import numpy as np

        if self.height > HELD:
            self.bits = np.zeros(2 ** (MOST_BITS - 3), dtype=np.uint8)

    def add(self, names: pl.Series) -> None:
        found = names.drop_nulls().hash().to_numpy()
        self.hashes.append(found if self.bits is None else self._met(found))

    def _met(self, hashes: Any) -> Any:
        """Those of which the bit is set already; set the bits of all."""
        import numpy as np

        hashes = np.sort(hashes)
        places = hashes >> np.uint64(64 - MOST_BITS)
        within = np.zeros(len(places), dtype=bool)
        within[1:] = places[1:] == places[:-1]
        where = (places >> np.uint64(3)).astype(np.int64)
        masks = np.left_shift(1, (places & np.uint64(7)).astype(np.uint8), dtype=np.uint8)
        met = (self.bits[where] & masks) != 0
        np.bitwise_or.at(self.bits, where, masks)
        return hashes[met | within] >> np.uint64(64 - MOST_BITS)

    def candidates(self) -> Any:
        """The hashes, or as much of each as the bits tell, that more than one name may have."""
        import numpy as np

        found = np.concatenate(self.hashes) if self.hashes else np.zeros(0, dtype=np.uint64)
        if self.bits is not None:
            return np.unique(found)
        found.sort()
        return np.unique(found[1:][found[1:] == found[:-1]])

    def repeated(self, names: Iterator[pl.Series]) -> frozenset[str]:
        """The names that stand twice, when all are told again."""
        import numpy as np
        import polars as pl

        candidates = self.candidates()
        if not len(candidates):
            return frozenset()
        kept = []
        for each in names:
            known = each.drop_nulls()
            hashes = known.hash().to_numpy()
            if self.bits is not None:
                hashes = hashes >> np.uint64(64 - MOST_BITS)
            kept.append(known.filter(pl.Series(np.isin(hashes, candidates))))
        return twice(kept)


def twice(names: Iterable[pl.Series]) -> frozenset[str]:
    """The names that stand twice."""
    import polars as pl

    known = pl.concat([pl.Series([], dtype=pl.String), *(each.alias("") for each in names)]).drop_nulls()
    return frozenset(known.filter(known.is_duplicated()).to_list())
