"""Yes and no for each row as bits, which NumPy joins in a tenth of the time that Polars takes.

As the columnar format of Arrow holds them: of each byte the lowest bit first. Bits after those of the last row mean nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self

from attrs import frozen

if TYPE_CHECKING:
    import polars as pl

LONGEST: Final = 57
"""The bits of so many rows lie within eight bytes, wherever in a byte they start."""


def packed(series: pl.Series) -> Any:
    """The bits of a Boolean series, of missing values any: where they stand, when they start at a byte."""
    import nanoarrow
    import numpy as np

    (array,) = nanoarrow.c_array_stream(series.rechunk().alias(""))  # a name with a NUL in it would end the process
    if not array.length:
        return np.empty(0, dtype=np.uint8)
    first, odd = divmod(array.offset, 8)
    whole = np.frombuffer(array.view().buffer(1), dtype=np.uint8)[first : first - (-(odd + array.length) // 8)]
    if odd:
        return np.packbits(np.unpackbits(whole, bitorder="little")[odd : odd + array.length], bitorder="little")
    return whole


def unpacked(bits: Any, height: int) -> pl.Series:
    """A Boolean series of so many rows, which holds these bits."""
    import nanoarrow
    import polars as pl

    return pl.Series(nanoarrow.c_array_from_buffers(_schema(), height, [None, bits], null_count=0))


@cache
def _schema() -> Any:
    """That of yes and no: to make it takes as long as to make a series."""
    import nanoarrow

    return nanoarrow.c_schema(nanoarrow.bool_())


def same(value: bool, height: int) -> Any:
    """The bits of a constant."""
    import numpy as np

    return np.full(-(-height // 8), 255 if value else 0, dtype=np.uint8)


@frozen(eq=False)
class Windows:
    """The bits of the rows of each list, which are one number: in which byte they start, and which of its bits and those after it
    they are."""

    first: Any
    mask: Any

    @classmethod
    def of(cls, starts: Any) -> Self:
        """Of lists of at most `LONGEST` rows; `starts` tells where those of each start, and at the end how many there are."""
        import numpy as np

        one, start = np.uint64(1), starts[:-1]
        mask = one << (starts[1:] - start).view(
            np.uint64
        )  # in place from here on: memory that is new costs more than the work
        mask -= one
        mask <<= (start & 7).view(np.uint64)
        return cls(start >> 3, mask)

    def any(self, bits: Any) -> Any:
        """The bits of lists: whether that of any of its rows is set."""
        import numpy as np

        return np.packbits(self._seen(bits) != 0, bitorder="little")

    def count(self, bits: Any) -> Any:
        """Of each list how many of its rows have their bit set."""
        import numpy as np

        return np.bitwise_count(self._seen(bits))

    def _seen(self, bits: Any) -> Any:
        import numpy as np

        held = np.concatenate([bits, np.zeros(8, dtype=np.uint8)])
        every = np.ndarray(len(bits) + 1, dtype="<u8", buffer=held, strides=(1,))
        return every.take(self.first) & self.mask
