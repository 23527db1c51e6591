"""Reductions over the rows that match a row, by Polars and NumPy: rows with equal keys are grouped or sorted, once for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from compiler.columns.layout import Table
from compiler.columns.nodes import Among, Node

if TYPE_CHECKING:
    import polars as pl

Columns = Callable[[Node, Table], "pl.Series"]
"""The values of a node at the rows of a table."""


def worked_out(node: Node, column: Columns, width: Any) -> pl.Series:
    """The values of a node at its rows; `width` is the type of its column."""
    import polars as pl

    among = node.data
    assert isinstance(among, Among) and node.table is not None
    pairs = node.args[1 if node.op == "sum among" else 2 :]
    each = [column(arg, among.source) for arg in pairs[::2]]
    this = [column(arg, node.table) for arg in pairs[1::2]]
    first = column(node.args[0], among.source)
    height = len(column(node.args[0], node.table)) if not this else len(this[0])
    if node.op == "sum among":
        wide = pl.Int128 if width == pl.Int128 else pl.Int64
        number = first.cast(wide)
        if among.ordered:
            return _running(number, each, this).cast(width)
        value = pl.col("value").sum()
        found = _grouped([number.alias("value")], each, this, value, height)
        return found.fill_null(0).cast(width)
    kept = column(node.args[1], among.source)
    each = [part.filter(kept) for part in each]
    aggregate = {
        "lowest among": pl.col("value").min(),
        "highest among": pl.col("value").max(),
        "distinct among": pl.col("value").n_unique(),
    }[node.op]
    return _grouped([first.filter(kept).alias("value")], each, this, aggregate, height).fill_null(0).cast(width)


def _grouped(
    value: Sequence[pl.Series], each: Sequence[pl.Series], this: Sequence[pl.Series], aggregate: pl.Expr, height: int
) -> pl.Series:
    """A reduction of the rows with the same keys, for each row that asks; null where there are none."""
    import polars as pl

    if not each:
        found = pl.DataFrame(value).select(aggregate).to_series()
        return found.new_from_index(0, height)
    names = [f"key {at}" for at in range(len(each))]
    one, other = zip(*map(_alike, each, this), strict=True)
    frame = pl.DataFrame([*value, *(part.alias(name) for part, name in zip(one, names, strict=True))])
    reduced = frame.group_by(names).agg(aggregate)
    asked = pl.DataFrame([part.alias(name) for part, name in zip(other, names, strict=True)])
    return asked.join(reduced, on=names, how="left", maintain_order="left").get_column("value")


def _alike(one: pl.Series, other: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Two keys in one type."""
    import polars as pl

    if one.dtype == other.dtype or one.dtype == pl.String:
        return one, other
    wide = pl.Int128 if pl.Int128 in (one.dtype, other.dtype) else pl.Int64
    return one.cast(wide), other.cast(wide)


def _running(number: pl.Series, each: Sequence[pl.Series], this: Sequence[pl.Series]) -> pl.Series:
    """The sum over the rows with the same keys of which the last key is at most that of the row that asks: rows are sorted by one
    key made of all, and running totals are looked up in them."""
    import numpy as np
    import polars as pl

    counts = (number != 0).fill_null(False)
    number = number.filter(counts)
    kept = [part.filter(counts) for part in each]
    keys, asked, first = _one_key(kept, this)
    order = np.argsort(keys, kind="stable")
    totals = number.gather(order).cum_sum()
    keys = keys[order]
    upto = np.searchsorted(keys, asked, side="right")
    before = np.searchsorted(keys, first, side="left")
    padded = pl.concat([pl.Series([0], dtype=totals.dtype), totals.rename("")])
    return padded.gather(upto) - padded.gather(before)


def _one_key(each: Sequence[pl.Series], this: Sequence[pl.Series]) -> tuple[Any, Any, Any]:
    """One integer for the keys of each row and of this one, in their order, and the least that this one can have."""
    import numpy as np

    each_code, this_code = (np.zeros(len(part), dtype=np.int64) for part in (each[-1], this[-1]))
    for one, other in zip(each[:-1], this[:-1], strict=True):
        (first, second), size = _ranks(one, other)
        (each_code, this_code), _ = _ranks_of(each_code * size + first, this_code * size + second)
    (first, second), size = _ranks(each[-1], this[-1])
    return each_code * size + first, this_code * size + second, this_code * size


def _ranks(one: pl.Series, other: pl.Series) -> tuple[tuple[Any, Any], int]:
    """Two columns as integers from 0 in the order of their values, and how many there may be."""
    import numpy as np
    import polars as pl

    one, other = _alike(one, other)
    if one.dtype == pl.Int64 or (one.dtype.is_integer() and one.dtype != pl.Int128):
        ends = [each for part in (one, other) if len(part) for each in (int(part.min()), int(part.max()))]  # type: ignore[arg-type]
        low, high = min(ends, default=0), max(ends, default=0)
        if high - low < 2**31:
            return (one.cast(pl.Int64).to_numpy() - low, other.cast(pl.Int64).to_numpy() - low), high - low + 1
    both = pl.concat([one.rename("key"), other.rename("key")])
    values = both.unique().sort()
    codes = both.replace_strict(values, np.arange(len(values)), return_dtype=pl.Int64).to_numpy()
    return (codes[: len(one)], codes[len(one) :]), max(len(values), 1)


def _ranks_of(one: Any, other: Any) -> tuple[tuple[Any, Any], int]:
    import polars as pl

    return _ranks(pl.Series(one), pl.Series(other))
