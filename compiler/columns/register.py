"""A register of providers as typed tables of integers, booleans and texts, encoded once at the door.

A fact is held in the smallest form that keeps it exactly: yes/no as Boolean, a choice as Enum, a set as the bits of its options,
a number as an integer of so many parts of one (`Register.scale`), dates and moments as themselves, text as text. A missing value
is unknown, or none where the column `...: none` says so. Needs Polars and NumPy, and nanoarrow to
read files (`pip install 'meetlat[columns]'`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from compiler.columns.layout import JUDGED, Column, Path, Table
from compiler.columns.nodes import Bounds, Known, Node

if TYPE_CHECKING:
    import polars as pl


@frozen(eq=False, slots=False)
class Rows:
    """The rows of one table. `frame` has a column for each `Column`, by its name. Of a list `starts` has, for each row of the
    table above, the place of its first row here, and at the end the number of rows: rows stand in the order of those above."""

    frame: pl.DataFrame
    starts: Any = None

    @cached_property
    def known(self) -> pl.DataFrame:
        """For each column where it has a value: of all at once, as asking Polars for one takes longer than to find it."""
        import polars as pl

        return self.frame.select_seq(pl.all().is_not_null())

    @cached_property
    def most(self) -> int:
        """The most rows below one row."""
        return int((self.starts[1:] - self.starts[:-1]).max(initial=0))

    @cached_property
    def above(self) -> pl.Series:
        """For each row the place of the row above it."""
        import numpy as np
        import polars as pl

        places = np.arange(len(self.starts) - 1, dtype=np.uint32)
        return pl.Series(np.repeat(places, np.diff(self.starts)))


@frozen(eq=False)
class Register(Bounds):
    """`scales` tells of each number in how many parts of one it is counted, for columns that have more than whole ones. `aside`
    are the places of providers with a number that fits in no column (dozens of digits): they are decided one by one. `spans` has
    bounds of integers that are known already.

    As bounds it tells what the data itself says, so that a program is made without what cannot occur in it.
    """

    rows: Mapping[Table, Rows]
    scales: Mapping[Column, int]
    aside: tuple[int, ...] = ()
    spans: Mapping[Column, tuple[int, int]] = field(factory=dict)
    measured: dict[Column, Known] = field(factory=dict, repr=False)
    filled: dict[Column, pl.Series] = field(factory=dict, repr=False)

    @property
    def height(self) -> int:
        return self.rows[JUDGED].frame.height

    def has(self, column: Column) -> bool:
        return column.table in self.rows and column.name in self.rows[column.table].frame.columns

    def of(self, column: Column) -> Known:
        if column not in self.measured:
            self.measured[column] = (
                self._measure(column) if self.has(column) else Known(missing="all", only=_no(column))
            )
        return self.measured[column]

    def stored(self, column: Column) -> pl.Series:
        """As it is held: integers, booleans or texts, some missing."""
        found = self.rows[column.table].frame.get_column(column.name)
        return found.to_physical() if column.type == "int" and not found.dtype.is_integer() else found

    def known(self, column: Column) -> pl.Series:
        """Where it has a value."""
        return self.rows[column.table].known.get_column(column.name)

    def value(self, column: Column) -> pl.Series:
        """0, no or an empty text where it is missing; made once."""
        if column not in self.filled:
            found = self.stored(column)
            self.filled[column] = self._filled(found, column) if found.null_count() else found
        return self.filled[column]

    def _filled(self, found: pl.Series, column: Column) -> pl.Series:
        """Joined with where it has a value, or chosen: both quicker than to fill what is missing."""
        import polars as pl

        known = self.known(column)
        if column.type == "bool":
            return found & known
        return found.zip_with(known, pl.Series([0 if column.type == "int" else ""], dtype=found.dtype))

    def _measure(self, column: Column) -> Known:
        series = self.stored(column)
        if not len(series):
            return Known(missing="none", only=_no(column))
        gaps = series.null_count()
        missing: Literal["none", "some", "all"] = "none" if gaps == 0 else "all" if gaps == len(series) else "some"
        if column.type == "bool":
            lowest, highest = (False, False) if missing == "all" else (series.all(), series.any())
            only = None if lowest is not highest or (missing == "some" and lowest) else lowest
            return Known(missing=missing, only=only)
        if column.type == "text" or missing == "all":
            return Known(missing=missing)
        low, high = self.spans.get(column) or (int(series.min()), int(series.max()))  # type: ignore[arg-type]
        return Known(low, high, missing) if missing == "none" else Known(min(low, 0), max(high, 0), missing)

    def scale(self, column: Column) -> int:
        return self.scales.get(column, 1)

    def most_rows(self, table: Table) -> int:
        if table.above:
            return self.rows[table].most if table in self.rows else 0
        return self.height

    def years(self, table: Table, path: Path) -> tuple[str, ...]:
        found = self.rows[table].frame.columns if table in self.rows else []
        start = " / ".join(path) + " / "
        rest = (each[len(start) :] for each in found if each.startswith(start))
        return tuple(sorted({each for each in rest if len(each) == 4 and each.isdecimal()}))


CarryOut = Callable[[Mapping[str, Node], Register], "pl.DataFrame"]
"""What an engine does: the columns of nodes at the table of the judged, under their names, a row per provider in the order of
the register, without nulls."""


def _no(column: Column) -> bool | None:
    return False if column.type == "bool" else None
