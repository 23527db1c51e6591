"""Columns as Arrow holds them, looked at by NumPy where they stand: what Polars works out cell by cell costs several times that.

The layouts are those of the columnar format of Arrow. A text is a row of four words: its length, and up to twelve bytes the text,
padded with zeros; of a longer one its first four bytes, which buffer holds it, and where it starts there. A list tells where its
elements start and end; those of all rows stand after one another. A decimal is an integer of 128 bits. What stands where a value
is missing means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

INLINE = 12
"""A text of so many bytes stands in its row itself."""
MOST_RUNS = 64
"""Texts stand one after another in so many buffers; where they are all over, NumPy gains nothing."""


def _array(series: pl.Series) -> Any:
    import nanoarrow

    (array,) = nanoarrow.c_array_stream(series.rechunk())
    return array


def _words(array: Any) -> Any:
    """The four words of each text."""
    import numpy as np

    view = array.view()
    words = np.frombuffer(view.buffer(1), dtype=np.uint32).reshape(-1, 4)
    return words[view.offset : view.offset + array.length]


# --- texts ------------------------------------------------------------------------------------------------------------


def ends(texts: pl.Series) -> tuple[Any, Any] | None:
    """The first and the last byte of each text, of which none is missing or empty; None where Polars is as quick."""
    import numpy as np

    array = _array(texts)
    words = _words(array)
    lengths = words[:, 0]
    short = lengths <= INLINE
    first = words[:, 1].astype(np.uint8)
    if not short.any():
        last = _last_bytes(array, words)
        return None if last is None else (first, last)
    last = np.empty(len(words), dtype=np.uint8)
    bytes_ = np.ascontiguousarray(words[short]).view(np.uint8)
    last[short] = np.take_along_axis(bytes_, lengths[short].astype(np.int64)[:, None] + 3, axis=1)[:, 0]
    found = _last_bytes(array, words[~short])
    if found is None:
        return None
    last[~short] = found
    return first, last


def _last_bytes(array: Any, words: Any) -> Any:
    """Of texts that stand in buffers."""
    import numpy as np

    view = array.view()
    buffers = words[:, 2]
    bounds = [0, *(np.flatnonzero(buffers[1:] != buffers[:-1]) + 1).tolist(), len(words)] if len(words) else []
    if len(bounds) > MOST_RUNS:
        return None
    last = np.empty(len(words), dtype=np.uint8)
    places = words[:, 3].astype(np.int64) + words[:, 0] - 1
    for start, end in pairwise(bounds):
        held = np.frombuffer(view.buffer(2 + int(buffers[start])), dtype=np.uint8)
        held.take(places[start:end], out=last[start:end], mode="clip")
    return last


def codes(texts: pl.Series, options: Sequence[str]) -> pl.Series | None:
    """The place of each text among the options, of which none is there twice; None where any is no option."""
    import numpy as np
    import polars as pl

    halves = np.ascontiguousarray(_words(_array(texts))).view(np.uint64)
    low, high = np.ascontiguousarray(halves[:, 0]), np.ascontiguousarray(halves[:, 1])
    found = np.zeros(len(low), dtype=np.uint8)  # one more than the place; 0: no option
    for number, option in enumerate(options, 1):
        where = _equal(low, high, texts, option)
        found += where.view(np.uint8) * np.uint8(number)
    missing = texts.is_null()
    if not found.all() and (pl.Series(found == 0) & ~missing).any():
        return None
    made = pl.Series(found - np.uint8(1))
    return (
        made
        if not texts.null_count()
        else pl.Series([None], dtype=pl.UInt8).new_from_index(0, len(made)).zip_with(missing, made)
    )


def _equal(low: Any, high: Any, texts: pl.Series, option: str) -> Any:
    """Where a text is this one. Long texts that stand in the same place, as those of a dictionary do, are compared once."""
    import numpy as np

    text = option.encode()
    start, rest = np.frombuffer(len(text).to_bytes(4, "little") + text[:INLINE].ljust(INLINE, b"\0"), dtype=np.uint64)
    found = low == start
    if len(text) <= INLINE:
        return np.logical_and(found, high == rest, out=found)
    if not found.any():
        return found
    at = int(found.argmax())
    if texts[at] == option:
        same = found & (high == high[at])
        if np.count_nonzero(same) == np.count_nonzero(found):
            return same
    return (texts == option).fill_null(False).to_numpy()


# --- lists ------------------------------------------------------------------------------------------------------------


def elements(lists: pl.Series) -> tuple[pl.Series, Any]:
    """The elements of all lists, one after another, and where those of each start, with at the end how many there are."""
    import numpy as np

    lengths = _lengths(lists)
    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    held = _held(lists)
    whole = held is not None and len(held) == starts[-1] and not lengths[lists.is_null().to_numpy()].any()
    if held is not None and whole:
        return held, starts
    np.cumsum(lists.list.len().fill_null(0).to_numpy(), out=starts[1:])
    return lists.explode(empty_as_null=False, keep_nulls=False), starts


def _lengths(lists: pl.Series) -> Any:
    """How many elements stand between where a list starts and ends, of a missing one too."""
    import numpy as np

    array = _array(lists)
    view = array.view()
    return np.diff(np.frombuffer(view.buffer(1), dtype=np.int64)[view.offset : view.offset + array.length + 1])


def _held(lists: pl.Series) -> pl.Series | None:
    """The column of elements that Polars keeps within lists, as it shows it to whoever works on all of them at once."""
    import polars as pl

    shown: list[pl.Series] = []

    def keep(elements: pl.Series) -> pl.Series:
        shown.append(elements)
        return elements

    inner = lists.dtype.inner  # type: ignore[attr-defined]
    lists.list.eval(pl.element().map_batches(keep, return_dtype=inner, is_elementwise=True))
    return shown[0] if len(shown) == 1 and shown[0].dtype == inner else None


# --- numbers ----------------------------------------------------------------------------------------------------------


def span(numbers: pl.Series) -> tuple[int, int] | None:
    """Between which bounds all integers of 64 bits lie, or decimals without their point, and what stands where one is missing;
    None where they need more than 64 bits."""
    import numpy as np

    array = _array(numbers)
    view = array.view()
    wide = numbers.dtype.is_decimal()
    held = np.frombuffer(view.buffer(1), dtype=np.int64).reshape(-1, 2 if wide else 1)
    held = held[view.offset : view.offset + array.length]
    if wide and held[:, 1].any() and (held[:, 1] != held[:, 0] >> 63).any():
        return None
    return int(held[:, 0].min()), int(held[:, 0].max())
