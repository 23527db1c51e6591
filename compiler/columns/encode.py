"""Typed facts of providers, as the door gives them, into a register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from attrs import define, field

from compiler.columns.layout import JUDGED, Column, Layout, Spot, Table, columns_at, duration_code
from compiler.columns.nodes import Refused
from compiler.columns.register import Register, Rows
from compiler.ir.values import NONE, UNKNOWN, Duration, Facts
from dsl.diagnostics import CompilerFault, Words
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    DurationKind,
    Kind,
    MomentKind,
    NumberKind,
    SeriesKind,
    SetKind,
    TextKind,
    YesNoKind,
)

if TYPE_CHECKING:
    import polars as pl

MOST_PARTS = 10**9
"""A number is counted in at most so many parts of one."""
LARGEST = 2**53
"""No number in a column is larger, counted in its parts; sums and products of two still fit in 128 bits."""
MOST_OPTIONS = 63


@define(eq=False)
class _Gathered:
    """One table while it is filled. `judged` tells for each row to which provider it belongs."""

    judged: list[int] = field(factory=list)
    counts: list[int] = field(factory=list)
    values: dict[Column, list[Any]] = field(factory=dict)


def encode(layout: Layout, judges: Kind, providers: Sequence[Facts]) -> Register:
    """The columns of a layout from the facts of providers, in their order. `judges` is the kind of their record."""
    filler = _Filler(layout, providers)
    judged = Spot(JUDGED, (), judges)
    for number, facts in enumerate(providers):
        filler.row(judged, facts, number)
    return filler.register()


class _Filler:
    def __init__(self, layout: Layout, providers: Sequence[Facts]) -> None:
        self.tables = {table: _Gathered() for table in layout.tables}
        self.columns: dict[Table, list[Column]] = {table: [] for table in layout.tables}
        for column in sorted(with_years(layout, providers), key=lambda each: (each.table.path, each.path, each.part)):
            self.columns[column.table].append(column)
            self.tables[column.table].values[column] = []
        self.below: dict[Table, list[Table]] = {}
        for table in layout.tables:
            if table.above:
                self.below.setdefault(table.above[-1], []).append(table)

    def row(self, spot: Spot, value: object, judged: int) -> None:
        """One row of a table: a record, or an element that is a value itself."""
        gathered = self.tables[spot.table]
        gathered.judged.append(judged)
        for column in self.columns[spot.table]:
            gathered.values[column].append(_cell(column, reached(value, column.path)))
        for table in self.below.get(spot.table, ()):
            path = table.path[len(spot.table.path) :]
            found = reached(value, path)
            elements = found if isinstance(found, tuple) else ()
            self.tables[table].counts.append(len(elements))
            kind = next((each.kind for each in self.columns[table] if not each.path), None)
            for element in elements:
                self.row(Spot(table, (), kind), element, judged)  # type: ignore[arg-type]

    def register(self) -> Register:
        import numpy as np
        import polars as pl

        rows: dict[Table, Rows] = {}
        scales: dict[Column, int] = {}
        aside: set[int] = set()
        for table, gathered in self.tables.items():
            made = []
            for column, values in gathered.values.items():
                if column.part == "value" and isinstance(column.kind, NumberKind):
                    scale, odd = common_scale(each for each in values if each is not None)
                    if scale != 1:
                        scales[column] = scale
                    aside.update(gathered.judged[at] for at, each in enumerate(values) if each in odd)
                    counted = [None if each is None or each in odd else int(each * scale) for each in values]
                    made.append(integers(pl.Series(column.name, counted, dtype=pl.Int64)))
                else:
                    made.append(pl.Series(column.name, values, dtype=stored_as(column), strict=True))
            height = len(gathered.judged)
            frame = pl.DataFrame(made) if made else pl.DataFrame(height=height)
            starts = np.concatenate([[0], np.cumsum(gathered.counts)]).astype(np.int64) if table.above else None
            rows[table] = Rows(frame, starts)
        return Register(rows, scales, tuple(sorted(aside)))


def with_years(layout: Layout, providers: Iterable[Facts]) -> set[Column]:
    """The columns of a layout, with one for every year that a series has in the data where any may be read."""
    columns = set(layout.columns)
    for spot in layout.series:
        if spot.table.above or not isinstance(spot.kind, SeriesKind):
            raise Refused(
                Words(
                    "it asks for the latest known year of a series in a list",
                    "het vraagt het laatst bekende jaar van een reeks in een lijst",
                )
            )
        for facts in providers:
            years = reached(facts, spot.path)
            if isinstance(years, Mapping):
                for year in years:
                    place = Spot(spot.table, (*spot.path, year), spot.kind.element)
                    columns.update(columns_at(place, optional=True))
    return columns


def reached(value: object, path: Iterable[str]) -> object:
    """What stands at the end of a path through records: unknown below an unknown one, and also below one that is none."""
    for step in path:
        if not isinstance(value, Mapping):
            return UNKNOWN
        value = value.get(step, UNKNOWN)
    return value


def _cell(column: Column, found: object) -> object:
    if column.part == "none":
        return found is NONE
    if column.part == "given":
        return found is not UNKNOWN and found is not NONE
    return None if found is UNKNOWN or found is NONE else stored(column, found)


def stored(column: Column, found: object) -> Any:
    """A known value as its column holds it; a number still as a fraction."""
    match column.kind:
        case NumberKind():
            assert isinstance(found, int | Decimal | Fraction)
            return Fraction(found)
        case SetKind(options):
            assert isinstance(found, frozenset)
            return sum(1 << options.index(each) for each in found)
        case DurationKind():
            assert isinstance(found, Duration)
            return duration_code(found.months, found.days)
        case _:
            return found


def common_scale(values: Iterable[Fraction]) -> tuple[int, set[Fraction]]:
    """In how many parts of one numbers are whole, and those left out: they would take too many parts or grow too large."""
    largest: dict[int, Fraction] = {}
    different = set(values)
    for each in different:
        largest[each.denominator] = max(largest.get(each.denominator, Fraction(0)), abs(each))
    scale = 1
    most = Fraction(0)
    for denominator, value in sorted(largest.items()):
        wider = lcm(scale, denominator)
        if wider <= MOST_PARTS and max(most, value) * wider <= LARGEST:
            scale, most = wider, max(most, value)
    odd = {each for each in different if scale % each.denominator or abs(each) * scale > LARGEST}
    return scale, odd


def integers(series: pl.Series) -> pl.Series:
    """In the narrowest integers that hold them."""
    low, high = series.min(), series.max()
    return series.cast(narrowest(low or 0, high or 0))  # type: ignore[arg-type]


def narrowest(low: int, high: int) -> Any:
    """The narrowest type that holds the integers from `low` through `high`."""
    import polars as pl

    for dtype, bits in ((pl.Int8, 8), (pl.Int16, 16), (pl.Int32, 32)):
        if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1):
            return dtype
    return pl.Int64


def stored_as(column: Column) -> Any:
    """The type of the column in a frame."""
    import polars as pl

    if column.part != "value":
        return pl.Boolean
    match column.kind:
        case YesNoKind():
            return pl.Boolean
        case TextKind():
            return pl.String
        case ChoiceKind(options):
            return pl.Enum(list(dict.fromkeys(options)))
        case SetKind(options):
            if len(options) > MOST_OPTIONS:
                raise Refused(
                    Words(
                        f"it reads a set of {len(options)} options; a column holds {MOST_OPTIONS}",
                        f"het leest een verzameling van {len(options)} opties; een kolom bevat er {MOST_OPTIONS}",
                    )
                )
            return pl.Int64
        case DateKind():
            return pl.Date
        case MomentKind():
            return pl.Datetime("us")
        case NumberKind() | DurationKind():
            return pl.Int64
    raise CompilerFault(f"not held in a column: {column.kind}")
