"""Tables in a database as what a policy reads: which column holds which fact, in which form, and within which bounds.

A `NULL` is unknown. That a fact is none says a boolean column `FACT: none`. A record is known where any of its columns is filled.
A list has a table of its own, with the key of the provider in each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from attrs import evolve, field, frozen

from compiler.columns.encode import MOST_PARTS, stored_as
from compiler.columns.layout import Column, Path, Spot, Table
from compiler.columns.nodes import Bounds, Known, Refused
from compiler.ir.nodes import Policy, RecordInfo
from dsl.diagnostics import CompilerFault, Words
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    YesNoKind,
)

Type = Literal["number", "yes/no", "text", "texts", "date", "moment"]
Percent = Literal["fraction", "points"]
"""What a bare number for a percentage means."""
DECIMALS = 4
"""So many digits after the point are read where a column does not say how many it has; a number with more is rejected."""
MOST_ROWS = 2**16
"""A list has at most so many elements; a longer one is rejected."""
MOST_JUDGED = 2**31
TOLD_APART = 2
"""Providers: one alone is still told apart from rows of nobody."""
BITS = 53
"""A number, counted in its parts, has at most so many; a larger one is rejected."""
DAYS = (-719_162, 2_932_896)
"""From the year 1 through 9999, counted from 1970."""
MICROSECONDS = 86_400_000_000


@frozen
class Cell:
    """A column of a table, or what a column holds: the names that lead to it, and the digits after the point of its numbers, None
    where it does not say."""

    path: Path
    decimals: int | None = None

    @property
    def name(self) -> str:
        return said(self.path) or "value"


def said(path: Path) -> str:
    return " / ".join(path)


@frozen
class Origin:
    """A table of the database: its name as SQL has it, its columns by what they hold, and the names that lead to the key of each
    row and to that of the row above it, of which those in `no_texts` are known to hold none. `nested`: its rows are the elements
    of a list in that column of the table above; `at` are the names that lead there from a table of its own."""

    name: str
    cells: Mapping[Column, Cell]
    key: Path
    above: Path | None = None
    nested: Path | None = None
    at: Path = ()
    no_texts: frozenset[Path] = frozenset()


@frozen
class Number:
    """How the numbers of a column are counted: a cell times `times` is a whole number of parts, `scale` parts are one base unit,
    and `low` through `high` parts are allowed."""

    times: int
    scale: int
    low: int
    high: int


@frozen(eq=False)
class Origins(Bounds):
    """Where the facts of a policy stand, as bounds: what was declared of them."""

    tables: Mapping[Table, Origin]
    percent: Percent | None = None
    bits: int = BITS
    complete: bool = False
    providers: int = MOST_JUDGED
    known: dict[Column, Known] = field(factory=dict, repr=False)

    def cell(self, column: Column) -> Cell | None:
        origin = self.tables.get(column.table)
        return None if origin is None else origin.cells.get(column)

    def under(self, column: Column) -> list[Column]:
        """The columns of a record or series: where any is filled, it is given."""
        found = self.tables[column.table].cells if column.table in self.tables else {}
        return [each for each in found if each.path[: len(column.path)] == column.path and each.path != column.path]

    def holds(self, column: Column) -> bool:
        if column.part == "given":
            if isinstance(column.kind, ListKind):
                return Spot(column.table, column.path, column.kind).elements.table in self.tables
            return column.table in self.tables and (bool(self.under(column)) or not column.path)
        return self.cell(column) is not None

    def of(self, column: Column) -> Known:
        if column not in self.known:
            self.known[column] = self._of(column)
        return self.known[column]

    def _of(self, column: Column) -> Known:
        if not self.holds(column):
            return Known(missing="all", only=False if column.type == "bool" else None)
        if column.part != "value":
            return Known(missing="none", only=True if self._always(column) else None)
        match column.kind:
            case NumberKind():
                number = self.number(column)
                return Known(min(number.low, 0), max(number.high, 0))
            case ChoiceKind(options):
                return Known(0, len(options))
            case SetKind(options):
                return Known(0, 2 ** len(options) - 1)
            case DateKind():
                return Known(*DAYS)
            case MomentKind():
                return Known(DAYS[0] * MICROSECONDS, (DAYS[1] + 1) * MICROSECONDS)
        return Known()

    def _always(self, column: Column) -> bool:
        """Whether a list, record or element is known in every row."""
        if column.part != "given":
            return False
        if isinstance(column.kind, ListKind):
            below = Spot(column.table, column.path, column.kind).elements.table
            told = self.tables[below].nested is not None or self.cell(evolve(column, part="none")) is not None
            return self.complete and not told
        return not column.path and self.tables[column.table].nested is None

    def number(self, column: Column) -> Number:
        """Raises `Refused` for a percentage of which nobody said how it is written."""
        kind = column.kind
        assert isinstance(kind, NumberKind)
        factor = kind.scale if kind.form == "quantity" else Fraction(1)
        if kind.form == "percent":
            if self.percent is None:
                raise Refused(
                    Words(
                        f"`{column.name}` is a percentage: say with --percent whether 80 or 0.8 is 80%",
                        f"`{column.name}` is een percentage: zeg met --percent of 80 of 0,8 80% is",
                    )
                )
            factor = Fraction(1, 100) if self.percent == "points" else factor
        cell = self.cell(column)
        decimals = DECIMALS if cell is None or cell.decimals is None else cell.decimals
        if kind.whole and factor.denominator == 1:
            scale, times = 1, factor.numerator
        else:
            parts = min(10**decimals, MOST_PARTS // 1000)
            scale, times = parts * factor.denominator, parts * factor.numerator
        largest = 2**self.bits
        lowest = max(Fraction(0), kind.low or Fraction(0)) if kind.whole and kind.form == "quantity" else kind.low
        low = -largest if lowest is None else max(ceil(lowest * scale), -largest)
        high = largest if kind.high is None else min(floor(kind.high * scale), largest)
        return Number(times, scale, low, high)

    def scale(self, column: Column) -> int:
        return self.number(column).scale if isinstance(column.kind, NumberKind) and self.holds(column) else 1

    def most_rows(self, table: Table) -> int:
        return (MOST_ROWS if table in self.tables else 0) if table.above else max(self.providers, TOLD_APART)

    def years(self, table: Table, path: Path) -> tuple[str, ...]:
        cells = self.tables[table].cells if table in self.tables else {}
        found = {each.path[-1] for each in cells if each.path[:-1] == path and each.part == "value"}
        return tuple(sorted(each for each in found if len(each) == 4 and each.isdecimal()))


def facts(policy: Policy, table: Table, element: Kind | None, years: tuple[str, ...]) -> Iterator[tuple[Column, bool]]:
    """The columns that a row of a table may have for its facts, those of records in it too, with whether a fact is a list (and
    then has a table of its own)."""
    infos = {each.name: each for each in policy.records}
    if isinstance(element, RecordKind):
        yield from _facts(infos, table, infos[element.name], (), years)
    elif element is not None:
        yield Column(table, (), "value", element), False


def _facts(
    infos: Mapping[str, RecordInfo], table: Table, info: RecordInfo, path: Path, years: tuple[str, ...]
) -> Iterator[tuple[Column, bool]]:
    for each in info.fields:
        kind = YesNoKind() if each.judgement else each.kind
        here = (*path, each.name)
        if each.optional:
            yield Column(table, here, "none", kind), False
        match kind:
            case RecordKind(name):
                yield from _facts(infos, table, infos[name], here, years)
            case SeriesKind(inner):
                for year in years:
                    yield Column(table, (*here, year), "value", inner), False
                    if each.optional:
                        yield Column(table, (*here, year), "none", inner), False
            case ListKind():
                yield Column(table, here, "given", kind), True
            case _:
                yield Column(table, here, "value", kind), False


def type_wanted(column: Column) -> Type:
    """What a column must hold. Raises `Refused` for a set of too many options."""
    if column.part == "none":
        return "yes/no"
    match column.kind:
        case YesNoKind():
            return "yes/no"
        case NumberKind():
            return "number"
        case TextKind() | ChoiceKind():
            return "text"
        case DateKind():
            return "date"
        case MomentKind():
            return "moment"
        case SetKind():
            stored_as(column)  # refuses too many options
            return "texts"
    raise CompilerFault(f"no fact that is declared: {column.kind}")
