"""Days and moments of a table that Python cannot hold: before the year 1, after 9999, or finer than a microsecond. They are
refused as mistakes, each at its place."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from compiler.records.arrow import span
from dsl.diagnostics import Words

if TYPE_CHECKING:
    import polars as pl

EPOCH = datetime.date(1970, 1, 1).toordinal()
FIRST, LAST = datetime.date.min.toordinal() - EPOCH, datetime.date.max.toordinal() - EPOCH
PER_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
ERA_YEARS, ERA_DAYS = 400, 146_097
"""The calendar is the same again after so long."""
NANOSECONDS = 1_000
"""In a microsecond."""
YEARS = Words("years are those from 1 to 9999", "jaartallen lopen van 1 tot en met 9999")
FINE = Words(
    "a moment has at most six decimals of a second", "een tijdstip heeft hoogstens zes decimalen van een seconde"
)

Apart = Mapping[int, Mapping[str, Any]]
"""Place of a row -> its cells, by column, in which such a day stands."""


@frozen
class OddDay:
    """What stands in a cell in the place of such a day. No fact takes it; `text` is the day as one would write it."""

    text: str
    help: Words

    def __str__(self) -> str:
        return self.text


def set_apart(frame: pl.DataFrame) -> tuple[pl.DataFrame, Apart]:
    """The table without the cells that hold such a day, and those cells, in lists and records an `OddDay` in its place."""
    import polars as pl

    apart: dict[int, dict[str, Any]] = {}
    kept = []
    for each in frame.get_columns():
        rows = _odd_rows(each) if _may_be_odd(each) else []
        if len(rows):
            cells = each.gather(rows).cast(_as_numbers(each.dtype))
            for row, cell in zip(rows, cells, strict=True):
                apart.setdefault(row, {})[each.name] = _cell(_plain(cell), each.dtype)
            each = each.zip_with(~pl.int_range(len(each), eager=True).is_in(rows), each.clear(len(each)))
        kept.append(each)
    return (frame.with_columns(kept) if apart else frame), apart


def _bounds(dtype: pl.DataType) -> tuple[int, int]:
    """The first and the last number of a column that stands for a day, or moment."""
    import polars as pl

    if not isinstance(dtype, pl.Datetime):
        return FIRST, LAST
    per_day = PER_DAY[dtype.time_unit]
    return max(FIRST * per_day, -(2**63)), min((LAST + 1) * per_day, 2**63) - 1


def _may_be_odd(series: pl.Series) -> bool:
    """Whether there is such a day in a column, or in what is nested in it."""
    import polars as pl

    match series.dtype:
        case pl.Date() | pl.Datetime():
            numbers, (first, last) = series.to_physical(), _bounds(series.dtype)
            found = span(numbers) if len(numbers) else None
            if not _is_fine(series.dtype) and found is not None and first <= found[0] and found[1] <= last:
                return False
            ends = [each for each in (numbers.min(), numbers.max()) if isinstance(each, int)]
            return not all(first <= each <= last for each in ends) or bool(_odd(series).any())
        case pl.List() if _has_days(series.dtype):
            return _may_be_odd(series.explode(empty_as_null=False, keep_nulls=False))
        case pl.Struct() if _has_days(series.dtype):
            return any(map(_may_be_odd, series.struct.unnest()))
    return False


def _odd_rows(series: pl.Series) -> list[int]:
    """In which rows there is such a day, rising."""
    import polars as pl

    match series.dtype:
        case pl.Date() | pl.Datetime():
            return _odd(series).arg_true().to_list()
        case pl.List() if _has_days(series.dtype):
            parents = pl.int_range(len(series), eager=True).repeat_by(series.list.len().fill_null(0))
            above = parents.explode(empty_as_null=False, keep_nulls=False)
            within = _odd_rows(series.explode(empty_as_null=False, keep_nulls=False))
            return above.gather(within).unique().sort().to_list()
        case pl.Struct() if _has_days(series.dtype):
            return sorted({row for each in series.struct.unnest() for row in _odd_rows(each)})
    return []


def _is_fine(dtype: pl.DataType) -> bool:
    """Whether its moments may be finer than a microsecond."""
    import polars as pl

    return isinstance(dtype, pl.Datetime) and dtype.time_unit == "ns"


def _odd(days: pl.Series) -> pl.Series:

    numbers = days.to_physical()
    odd = ~numbers.is_between(*_bounds(days.dtype))
    if _is_fine(days.dtype):
        odd |= numbers % NANOSECONDS != 0
    return odd.fill_null(False)


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


def _plain(cell: Any) -> Any:
    return cell.to_list() if hasattr(cell, "to_list") else cell


def _cell(cell: Any, dtype: pl.DataType) -> Any:
    """A cell of numbers with the days that those stand for."""
    import polars as pl

    match dtype:
        case _ if cell is None:
            return None
        case pl.List(inner=inner):
            return [_cell(each, inner) for each in cell]  # type: ignore[arg-type]
        case pl.Struct(fields=fields):
            return {each.name: _cell(cell[each.name], each.dtype) for each in fields}  # type: ignore[arg-type]
        case pl.Date():
            return datetime.date.fromordinal(cell + EPOCH) if FIRST <= cell <= LAST else OddDay(_day(cell), YEARS)
        case pl.Datetime(time_unit=unit):
            return _moment(cell, unit)
    return cell


def _moment(number: int, unit: str) -> datetime.datetime | OddDay:
    day, rest = divmod(number, PER_DAY[unit])
    in_day, finer = divmod(rest * (PER_DAY["ns"] // PER_DAY[unit]), NANOSECONDS)
    time = datetime.timedelta(microseconds=in_day)
    if FIRST <= day <= LAST and not finer:
        return datetime.datetime.combine(datetime.date.fromordinal(day + EPOCH), datetime.time()) + time
    clock = (datetime.datetime.min + time).time().isoformat("microseconds" if finer else "auto")
    return OddDay(f"{_day(day)} {clock}{f'{finer:03}' if finer else ''}", FINE if FIRST <= day <= LAST else YEARS)


def _day(number: int) -> str:
    """Days from 1970 as a date, of any year: `12025-03-01`, `-0044-03-15`."""
    era, day = divmod(number + EPOCH - 1, ERA_DAYS)
    within = datetime.date.fromordinal(day + 1)
    year = within.year + ERA_YEARS * era
    return f"{'-' if year < 0 else ''}{abs(year):04}-{within:%m-%d}"
