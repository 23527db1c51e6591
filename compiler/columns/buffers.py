"""Integers as Arrow holds them, without telling where they are missing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

BLOCK = 2**15
"""So many rows at a time: what is worked out of them stays near the processor, in memory that is used again."""


def filled(integers: pl.Series) -> pl.Series | None:
    """Integers with 0 where they are missing, without a copy; None where something else stands there."""
    import nanoarrow
    import numpy as np
    import polars as pl

    array = nanoarrow.Array(integers.rechunk().alias(""))  # a name with a NUL in it would end the process
    if array.offset % 8 or not len(integers):
        return None
    start, type = array.offset, str(integers.dtype).lower()
    known = np.frombuffer(array.buffers[0], dtype=np.uint8)[start // 8 :]
    values = np.frombuffer(array.buffers[1], dtype=type)[start : start + len(integers)]
    for at in range(0, len(values), BLOCK):
        more = np.packbits(values[at : at + BLOCK] != 0, bitorder="little")
        if (more & ~known[at // 8 : at // 8 + len(more)]).any():
            return None
    return pl.Series(nanoarrow.c_array_from_buffers(_schema(type), len(values), [None, values], null_count=0))


@cache
def _schema(type: str) -> Any:
    import nanoarrow

    return nanoarrow.c_schema(getattr(nanoarrow, type)())
