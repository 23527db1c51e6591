"""A column of cells into a typed column.

One of the type of its facts is looked at as a whole. Only where that shows something amiss (a number out of bounds, a text that
is no option), each different cell is converted once, by the converter that reads single providers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from compiler.columns.encode import LARGEST, MOST_PARTS, common_scale, integers, narrowest, stored, stored_as
from compiler.columns.layout import Column
from compiler.ir.values import NONE, UNKNOWN
from compiler.records.arrow import codes, digits, span
from compiler.records.converters import Converter
from compiler.records.problems import Refusal
from dsl.kinds import ChoiceKind, DateKind, NumberKind, YesNoKind

if TYPE_CHECKING:
    import polars as pl

MOST_COMPARED = 16
"""A text is compared with so many options; where there are more it is looked up."""


@frozen(eq=False)
class Cells:
    """`value` misses what is unknown, none, refused or (`odd`) fits in no column. `refused` gives the places of bad cells and
    what is wrong with each; `none` tells where there surely is none (None: nowhere), `said` where anything stands (None: where
    there is a value). `span` are bounds of integers, where they are known."""

    value: pl.Series
    none: pl.Series | None = None
    refused: Mapping[int, Refusal] = field(factory=dict)
    odd: frozenset[int] = frozenset()
    scale: int = 1
    said: pl.Series | None = None
    span: tuple[int, int] | None = None

    @property
    def filled(self) -> pl.Series:
        """Where anything stands."""
        return self.value.is_not_null() if self.said is None else self.said


def convert_cells(series: pl.Series, column: Column, convert: Converter) -> Cells:
    import polars as pl

    typed = _typed(series, column, convert)
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
    none = pl.Series([each is NONE for each in known], dtype=pl.Boolean)
    refused = _places(index, [at for at, each in enumerate(known) if isinstance(each, Refusal)])
    odd = _places(index, [at for at, each in enumerate(kept) if each in odd_values])
    return Cells(
        values.gather(index),
        none.gather(index) if none.any() else None,
        {at: known[which] for at, which in refused.items()},
        frozenset(odd),
        scale,
        filled.gather(index),
    )


def _typed(series: pl.Series, column: Column, convert: Converter) -> Cells | None:
    """A column that already has the type of its facts and no cell out of bounds, as it stands."""
    import polars as pl

    kind, dtype = column.kind, series.dtype
    match kind:
        case YesNoKind() if dtype == pl.Boolean:
            return Cells(series)
        case DateKind() if dtype == pl.Date:
            return Cells(series, span=span(series.to_physical()) if len(series) else None)
        case NumberKind() if kind.form != "percent" and (dtype.is_integer() or (dtype.is_decimal() and not kind.whole)):
            scale = 10**dtype.scale if isinstance(dtype, pl.Decimal) else 1
            return _counted(series, kind, scale)
        case ChoiceKind(options) if isinstance(dtype, pl.String | pl.Enum | pl.Categorical):
            found = _codes(series, options)
            certain = found is not None and all(convert(each) == each for each in options)
            return Cells(found, span=(0, len(options) - 1)) if certain and found is not None else None
    return None


def _codes(texts: pl.Series, options: Sequence[str]) -> pl.Series | None:
    """The place of each option; None where any text is no option."""
    import polars as pl

    different = [*dict.fromkeys(options)]
    if isinstance(texts.dtype, pl.Enum):  # the options of the file are looked up, not the cells
        found = texts.dtype.categories.cast(pl.Enum(different), strict=False).gather(texts.to_physical())
    else:
        texts = texts.cast(pl.String)
        if len(different) == len(options) <= MOST_COMPARED:
            return codes(texts, options)
        found = texts.cast(pl.Enum(different), strict=False)
    return found if found.null_count() == texts.null_count() else None


def _counted(numbers: pl.Series, kind: NumberKind, scale: int) -> Cells | None:
    """Integers or decimals as so many parts of one base unit; None where a number is out of bounds or large."""
    import polars as pl

    if numbers.null_count() == len(numbers):
        return Cells(numbers.to_physical().cast(pl.Int8), scale=scale)
    decimal = numbers.dtype.is_decimal()
    if decimal and kind.scale == 1 and (found := digits(numbers)) is not None and _within(found[1], kind, scale):
        return Cells(found[0], scale=scale, span=found[1])
    whole = numbers.to_physical() if decimal else numbers.cast(pl.Int64, strict=False)
    if whole.null_count() != numbers.null_count():
        return None
    bounds = span(numbers if decimal else whole)
    if bounds is None or not _within(bounds, kind, scale):
        bounds = int(whole.min()), int(whole.max())  # type: ignore[arg-type]
        if not _within(bounds, kind, scale):
            return None
    least, most = (each * kind.scale.numerator for each in bounds)
    base = whole if kind.scale == 1 else whole.cast(pl.Int64) * kind.scale.numerator
    narrow = base.cast(narrowest(least, most), wrap_numerical=True)  # it fits: nothing is looked at again
    return Cells(narrow, scale=scale, span=(least, most))


def _within(bounds: tuple[int, int], kind: NumberKind, scale: int) -> bool:
    """Whether numbers of so many parts of one lie within what is declared, and in a column."""
    lowest = max(Fraction(0), kind.low or Fraction(0)) if kind.whole and kind.form == "quantity" else kind.low
    least, most = (each * kind.scale for each in bounds)
    if (lowest is not None and least < lowest * scale) or (kind.high is not None and most > kind.high * scale):
        return False
    return kind.scale.denominator == 1 and max(abs(least), abs(most)) <= LARGEST and scale <= MOST_PARTS


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
