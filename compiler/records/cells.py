"""A column of cells into a typed column: each different cell is converted once, by the converter that reads single providers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from compiler.columns.encode import LARGEST, MOST_PARTS, common_scale, integers, stored, stored_as
from compiler.columns.layout import Column
from compiler.ir.values import NONE, UNKNOWN
from compiler.records.converters import Converter
from compiler.records.problems import Refusal
from dsl.kinds import DateKind, NumberKind, YesNoKind

if TYPE_CHECKING:
    import polars as pl


@frozen(eq=False)
class Cells:
    """`value` misses what is unknown, none, refused or (`odd`) fits in no column. `refused` gives the places of bad cells and
    what is wrong with each; `filled` where anything stands."""

    value: pl.Series
    none: pl.Series
    filled: pl.Series
    refused: Mapping[int, Refusal]
    odd: frozenset[int]
    scale: int


def convert_cells(series: pl.Series, column: Column, convert: Converter) -> Cells:
    import polars as pl

    typed = _typed(series, column)
    if typed is not None:
        return typed
    cells = _plain(series)
    firsts = cells.to_frame("cell").with_row_index("at").unique("cell", keep="first", maintain_order=True)
    different = firsts.get_column("cell")
    known = [_converted(each, convert) for each in series.gather(firsts.get_column("at"))] if len(series) else []
    places = pl.Series(range(len(known)), dtype=pl.UInt32)
    index = cells.replace_strict(different, places, return_dtype=pl.UInt32) if known else places
    kept = [
        None if each is UNKNOWN or each is NONE or isinstance(each, Refusal) else stored(column, each) for each in known
    ]
    scale = 1
    odd_values: set[Fraction] = set()
    if isinstance(column.kind, NumberKind):
        scale, odd_values = common_scale(each for each in kept if each is not None)
        whole = [None if each is None or each in odd_values else int(each * scale) for each in kept]
        values = integers(pl.Series(whole, dtype=pl.Int64))
    else:
        values = pl.Series(kept, dtype=stored_as(column))
    filled = pl.Series([each is not None and not _blank(each) for each in different], dtype=pl.Boolean)
    refused = _places(index, [at for at, each in enumerate(known) if isinstance(each, Refusal)])
    odd = _places(index, [at for at, each in enumerate(kept) if each in odd_values])
    return Cells(
        values.gather(index),
        pl.Series([each is NONE for each in known], dtype=pl.Boolean).gather(index),
        filled.gather(index),
        {at: known[which] for at, which in refused.items()},
        frozenset(odd),
        scale,
    )


def _typed(series: pl.Series, column: Column) -> Cells | None:
    """A column that already has the type of its facts and no cell out of bounds, as it stands."""
    import polars as pl

    kind, dtype = column.kind, series.dtype
    scale = 1
    match kind:
        case YesNoKind() if dtype == pl.Boolean:
            value = series
        case DateKind() if dtype == pl.Date:
            value = series
        case NumberKind() if kind.form != "percent" and (dtype.is_integer() or (dtype.is_decimal() and not kind.whole)):
            scale = 10**dtype.scale if isinstance(dtype, pl.Decimal) else 1
            counted = _counted(series.to_physical(), kind, scale)
            if counted is None:
                return None
            value = counted
        case _:
            return None
    height = len(series)
    nowhere = pl.Series([False], dtype=pl.Boolean).new_from_index(0, height)
    return Cells(value, nowhere, value.is_not_null(), {}, frozenset(), scale)


def _counted(parts: pl.Series, kind: NumberKind, scale: int) -> pl.Series | None:
    """So many parts of one base unit; None where a number is out of bounds or large."""
    low, high = parts.min(), parts.max()
    if low is None or high is None:
        return integers(parts)
    least, most = int(low) * kind.scale, int(high) * kind.scale  # type: ignore[arg-type]
    lowest = max(Fraction(0), kind.low or Fraction(0)) if kind.whole and kind.form == "quantity" else kind.low
    if (lowest is not None and least < lowest * scale) or (kind.high is not None and most > kind.high * scale):
        return None
    if kind.scale.denominator != 1 or max(abs(least), abs(most)) > LARGEST or scale > MOST_PARTS:
        return None
    import polars as pl

    return integers(parts.cast(pl.Int64) * kind.scale.numerator)


def _places(index: pl.Series, wanted: list[int]) -> dict[int, int]:
    """Where one of these stands: place -> which."""
    if not wanted:
        return {}
    places = index.is_in(wanted).arg_true()
    return dict(zip(places.to_list(), index.gather(places).to_list(), strict=True))


def _plain(series: pl.Series) -> pl.Series:
    """Options as their texts, the options of a set as one text; numbers, dates and texts as they are."""
    import polars as pl

    if isinstance(series.dtype, pl.List):
        marked = series.cast(pl.List(pl.String)).list.eval(pl.element().fill_null("\x1e"))
        return marked.list.join("\x1f") + pl.select(series.list.len().cast(pl.String)).to_series()
    return series.cast(pl.String) if isinstance(series.dtype, pl.Enum | pl.Categorical) else series


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def _converted(cell: Any, convert: Converter) -> Any:
    """An empty cell says nothing, as in a file that is read row by row."""
    if _blank(cell):
        return UNKNOWN
    return convert(cell.to_list() if hasattr(cell, "to_list") else cell)
