"""Columns as Arrow holds them, looked at by NumPy where they stand: what Polars works out cell by cell costs several times that.

The layouts are those of the columnar format of Arrow. A text is a row of four words: its length, and up to twelve bytes the text,
padded with zeros; of a longer one its first four bytes, which buffer holds it, and where it starts there. A list tells where its
elements start and end; those of all rows stand after one another. A decimal is an integer of 128 bits. What stands where a value
is missing means nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    import polars as pl

INLINE = 12
"""A text of so many bytes stands in its row itself."""
EIGHT = 8
BLOCK = 2**15
"""So many rows at a time: what is worked out of them stays near the processor, in memory that is used again."""
MOST_STRIDES = 256
"""Texts of one length after another, as names that are numbered, stand in so many runs."""
MOST_RUNS = 64
"""Texts stand one after another in so many buffers; where they are all over, NumPy gains nothing."""


def _array(series: pl.Series) -> Any:
    import nanoarrow

    (array,) = nanoarrow.c_array_stream(series.rechunk().alias(""))  # a name with a NUL in it would end the process
    return array


def _words(array: Any) -> Any:
    """The four words of each text."""
    import numpy as np

    view = array.view()
    words = np.frombuffer(view.buffer(1), dtype=np.uint32).reshape(-1, 4)
    return words[view.offset : view.offset + array.length]


# --- texts ------------------------------------------------------------------------------------------------------------


@frozen(eq=False)
class Tails:
    """The number of bytes of each text, its first byte, and its last eight as one number, the last of them the least: of texts as
    long as one another it rises as their last letters do. Of a shorter text zeros stand after it. Where all are as long and start
    alike, there is one number of bytes and one first byte."""

    lengths: Any
    firsts: Any
    tails: Any

    def head(self, rows: int) -> Tails:
        """The first of them."""
        return Tails(self.lengths[:rows], self.firsts[:rows], self.tails[:rows])


def tails(texts: pl.Series) -> Iterator[Tails | None]:
    """Of texts of which none is missing, block by block; None where Polars is as quick."""
    array = _array(texts)
    words, view = _words(array), array.view()
    for start in range(0, len(words), BLOCK):
        yield _Rows(view, words[start : start + BLOCK]).tails()


@frozen(eq=False)
class _Rows:
    """Some texts: the words of each, and the buffers of the long ones."""

    view: Any
    words: Any

    def tails(self) -> Tails | None:
        import numpy as np

        held = self.words.view(np.uint64)[:, 0]
        alike = bool((held == held[0]).all())
        low = held[:1].copy() if alike else held.copy()
        lengths, firsts = low.astype(np.uint32), (low >> np.uint64(32)).astype(np.uint8)
        found = np.empty(len(held), dtype=np.uint64) if alike else low  # written over
        if not self.in_runs(lengths, found) and not self.all_over(lengths, found):
            return None
        return Tails(lengths, firsts, found.byteswap(inplace=True))

    def in_runs(self, lengths: Any, out: Any) -> bool:
        """The last eight bytes of each text, where those stand as many bytes apart as long as texts are of one length."""
        import numpy as np

        steps = np.diff(self.words.view(np.uint64)[:, 1])  # from buffer to buffer and from place to place
        turns = np.zeros(len(steps), dtype=np.bool_)
        if len(lengths) > 1:
            np.not_equal(lengths[1:], lengths[:-1], out=turns)
            turns[1:] |= (steps[1:] != steps[:-1]) & (lengths[2:] > INLINE)
        elif lengths[0] > INLINE:
            np.not_equal(steps[1:], steps[:-1], out=turns[1:])
        runs = _bounds(turns, MOST_STRIDES)
        for start, end in pairwise(runs or ()):
            length, _, buffer, first = self.words[start].tolist()
            last = self.words[end - 1].tolist()
            if length <= INLINE:
                out[start:end] = _eights(self.rows, 16 * start + 4 + max(length - EIGHT, 0), end - start, 16)
            elif buffer == last[2]:
                stride = (last[3] - first) // max(end - start - 1, 1)
                out[start:end] = _eights(self.buffer(buffer), first + length - EIGHT, end - start, stride)
            else:
                return False
        return runs is not None

    def all_over(self, lengths: Any, out: Any) -> bool:
        """The same of texts of all sorts."""
        import numpy as np

        long = np.broadcast_to(lengths > INLINE, len(self.words))
        short = (~long).nonzero()[0]
        if len(short):
            out[short] = _gathered(self.rows, 16 * short + np.maximum(self.words[short, 0], EIGHT) - 4)
        words = self.words[long] if len(short) else self.words
        runs = _bounds(words[1:, 2] != words[:-1, 2], MOST_RUNS) if len(words) else [0]
        if runs is None:
            return False
        places = words[:, 3].astype(np.int64) + words[:, 0] - EIGHT
        found = [_gathered(self.buffer(int(words[start, 2])), places[start:end]) for start, end in pairwise(runs)]
        if found:
            out[long] = np.concatenate(found)
        return True

    @property
    def rows(self) -> Any:
        import numpy as np

        return self.words.view(np.uint8).reshape(-1)

    def buffer(self, number: int) -> Any:
        import numpy as np

        return np.frombuffer(self.view.buffer(2 + number), dtype=np.uint8)


def _bounds(turns: Any, most: int) -> list[int] | None:
    """Where runs start, and at the end how many rows there are; None where there are more than so many."""
    found = turns.nonzero()[0] + 1
    return [0, *found.tolist(), len(turns) + 1] if len(found) < most else None


def _eights(held: Any, first: int, number: int, stride: int) -> Any:
    """Eight bytes from a place on, and so on at each stride from there."""
    import numpy as np

    return np.ndarray(number, dtype=np.uint64, buffer=held, offset=first, strides=(stride,))


def _gathered(held: Any, places: Any) -> Any:
    """Eight bytes from each place on."""
    import numpy as np

    return np.ndarray(held.size - EIGHT + 1, dtype=np.uint64, buffer=held, strides=(1,))[places]


def codes(texts: pl.Series, options: Sequence[str]) -> pl.Series | None:
    """The place of each text among the options, of which none is there twice; None where any is no option."""
    import numpy as np
    import polars as pl

    array = _array(texts)
    words, present = _words(array).view(np.uint64), _present(array)
    found = np.empty(len(words), dtype=np.uint8)
    halves = np.empty((2, min(BLOCK, len(words))), dtype=np.uint64)  # used again for each block
    for start in range(0, len(words), BLOCK):
        block = words[start : start + BLOCK]
        low, high = halves[:, : len(block)]
        low[:], high[:] = block[:, 0], block[:, 1]
        places = _places(low, high, texts.slice(start, BLOCK), options)
        unknown = places == 0
        if unknown.any() and (unknown if present is None else unknown & present[start : start + BLOCK]).any():
            return None
        np.subtract(places, 1, out=found[start : start + BLOCK])
    return _where_present(pl.Series(found), texts)


def _places(low: Any, high: Any, texts: pl.Series, options: Sequence[str]) -> Any:
    """One more than the place of each text; 0 where it is no option, and anything where it is missing."""
    import numpy as np

    found = np.zeros(len(low), dtype=np.uint8)
    for number, option in enumerate(options, 1):
        found += _equal(low, high, texts, option).view(np.uint8) * np.uint8(number)
    return found


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
        if np.array_equal(same, found):
            return same
    return (texts == option).fill_null(False).to_numpy()


def _present(array: Any) -> Any:
    """Where a value is not missing; None where none is."""
    import numpy as np

    view = array.view()
    if not view.null_count:
        return None
    bits = np.frombuffer(view.buffer(0), dtype=np.uint8)
    return np.unpackbits(bits, count=view.offset + array.length, bitorder="little")[view.offset :].view(bool)


# --- lists ------------------------------------------------------------------------------------------------------------


def elements(lists: pl.Series) -> tuple[pl.Series, Any]:
    """The elements of all lists, one after another, and where those of each start, with at the end how many there are."""
    import numpy as np

    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    if not len(lists):
        return lists.explode(empty_as_null=False, keep_nulls=False), starts
    array = _array(lists)
    view, present = array.view(), _present(array)
    offsets = np.frombuffer(view.buffer(1), dtype=np.int64)[view.offset : view.offset + array.length + 1]
    np.subtract(offsets, offsets[0], out=starts)
    held = _held(lists)
    missing = np.flatnonzero(~present) if present is not None else np.empty(0, dtype=np.int64)
    astray = (offsets.take(missing + 1) != offsets.take(missing)).any()  # elements of a list that is missing
    if held is not None and len(held) == starts[-1] and not astray:
        return held, starts
    np.cumsum(lists.list.len().fill_null(0).to_numpy(), out=starts[1:])
    return lists.explode(empty_as_null=False, keep_nulls=False), starts


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
    """Between which bounds all integers lie, or decimals without their point, and what stands where one is missing; None where
    they need more than 64 bits."""
    bounds: list[int] = []
    for block in _blocks(numbers):
        if block is None:
            return None
        bounds += [int(block.min()), int(block.max())]
    return min(bounds), max(bounds)


def digits(decimals: pl.Series) -> tuple[pl.Series, tuple[int, int]] | None:
    """Decimals without their point, in the fewest bytes that hold them, and their bounds: see `span`."""
    import numpy as np
    import polars as pl

    found = np.empty(len(decimals), dtype=np.int8)
    bounds: list[int] = []
    for start, block in zip(range(0, len(decimals), BLOCK), _blocks(decimals), strict=True):
        if block is None:
            return None
        bounds += [int(block.min()), int(block.max())]
        if not _holds(found.dtype, *bounds[-2:]):
            found = found.astype(
                next(each for each in ("i2", "i4", "i8") if _holds(np.dtype(each), min(bounds), max(bounds)))
            )
        found[start : start + len(block)] = block
    return _where_present(pl.Series(found), decimals), (min(bounds), max(bounds))


def _blocks(numbers: pl.Series) -> Iterator[Any]:
    """Integers, or decimals without their point, block by block; None for a block that needs more than 64 bits."""
    import numpy as np

    array = _array(numbers)
    view = array.view()
    wide = numbers.dtype.is_decimal()
    size = EIGHT if wide else int(str(numbers.dtype).removeprefix("Int")) // 8
    held = np.frombuffer(view.buffer(1), dtype=f"i{size}").reshape(-1, 2 if wide else 1)
    held = held[view.offset : view.offset + array.length]
    for start in range(0, len(held), BLOCK):
        block = held[start : start + BLOCK]
        low = block[:, 0].copy() if wide else block[:, 0]
        fits = not wide or (low.min() >= 0 and not block[:, 1].any()) or np.array_equal(block[:, 1], low >> 63)
        yield low if fits else None


def _holds(width: Any, low: int, high: int) -> bool:
    """Whether integers of a width can be these."""
    most = 1 << (8 * width.itemsize - 1)
    return bool(-most <= low and high < most)


def _where_present(made: pl.Series, of: pl.Series) -> pl.Series:
    """What was made of a column, missing where that misses a value."""
    import polars as pl

    if not of.null_count():
        return made
    return made.zip_with(of.is_not_null(), pl.Series([None], dtype=made.dtype))
