"""Days and moments of a table before the year 1 or after 9999, which Python cannot hold: they are refused as mistakes."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

EPOCH = datetime.date(1970, 1, 1).toordinal()
FIRST, LAST = datetime.date.min.toordinal() - EPOCH, datetime.date.max.toordinal() - EPOCH
PER_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def named_days(frame: pl.DataFrame) -> pl.DataFrame:
    """The table, where a column has such a day with its days as text, and that day as a number; nested ones all as numbers."""
    outside = [each for each in frame if _lies_outside(each)]
    return frame.with_columns([_told(each) for each in outside]) if outside else frame


def _told(series: pl.Series) -> pl.Series:
    import polars as pl

    if series.dtype.is_nested():
        return series.cast(_as_numbers(series.dtype))
    first, last = _bounds(series.dtype)
    numbers = series.to_physical().cast(pl.Int64)
    days = numbers.clip(first, last).cast(series.to_physical().dtype).cast(series.dtype).cast(pl.String)
    return days.str.replace(r"\.0+$", "").zip_with(numbers.is_between(first, last), numbers.cast(pl.String))


def _bounds(dtype: pl.DataType) -> tuple[int, int]:
    """The first and the last number of a column that stands for a day, or moment."""
    import polars as pl

    if not isinstance(dtype, pl.Datetime):
        return FIRST, LAST
    per_day = PER_DAY[dtype.time_unit]
    return max(FIRST * per_day, -(2**63)), min((LAST + 1) * per_day, 2**63) - 1


def _lies_outside(series: pl.Series) -> bool:
    """Whether there is such a day in a column, or in what is nested in it."""
    import polars as pl

    match series.dtype:
        case pl.Date() | pl.Datetime():
            numbers, (first, last) = series.to_physical(), _bounds(series.dtype)
            ends = [each for each in (numbers.min(), numbers.max()) if isinstance(each, int)]
            return not all(first <= each <= last for each in ends)
        case pl.List() if _has_days(series.dtype):
            return _lies_outside(series.explode(empty_as_null=False, keep_nulls=False))
        case pl.Struct() if _has_days(series.dtype):
            return any(map(_lies_outside, series.struct.unnest()))
    return False


def _has_days(dtype: pl.DataType) -> bool:
    import polars as pl

    match dtype:
        case pl.List(inner=inner):
            return _has_days(inner)  # type: ignore[arg-type]
        case pl.Struct(fields=fields):
            return any(_has_days(each.dtype) for each in fields)  # type: ignore[arg-type]
    return isinstance(dtype, pl.Date | pl.Datetime)


def _as_numbers(dtype: pl.DataType) -> pl.DataType:
    import polars as pl

    match dtype:
        case pl.List(inner=inner):
            return pl.List(_as_numbers(inner))  # type: ignore[arg-type]
        case pl.Struct(fields=fields):
            return pl.Struct([pl.Field(each.name, _as_numbers(each.dtype)) for each in fields])  # type: ignore[arg-type]
        case pl.Date() | pl.Datetime():
            return pl.Int64()
    return dtype
