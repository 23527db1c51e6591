"""Whole columns of cells into the tables of a register, with every bad cell at its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from compiler.columns.layout import JUDGED, Column, Layout, Spot, Table, columns_at
from compiler.columns.register import Register, Rows
from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.records.arrow import elements
from compiler.records.cells import convert_cells
from compiler.records.columns import CellPlan, JudgementPlan, Plan, RecordPlan, SeriesPlan
from compiler.records.door import Door
from compiler.records.rows_at import Bad
from dsl.diagnostics import CompilerFault
from dsl.kinds import ListKind, RecordKind, SeriesKind, YesNoKind

if TYPE_CHECKING:
    import polars as pl


def is_plain(plan: RecordPlan) -> bool:
    """Whether each column is one fact, so that columns can be read as a whole."""
    for each in plan.fields.values():
        match each:
            case CellPlan():
                continue
            case JudgementPlan(details=details) if not details:
                continue
            case RecordPlan(own=None) if is_plain(each):
                continue
            case SeriesPlan(own=None):
                continue
        return False
    return True


def tree_of(frame: pl.DataFrame, plan: RecordPlan) -> dict[str, Any]:
    columns = frame.get_columns()
    flat = [each for each in columns if not each.dtype.is_nested()]

    def of(plan: Plan) -> Any:
        match plan:
            case CellPlan(column):
                return flat[column]
            case JudgementPlan(value):
                return None if value is None else flat[value]
            case RecordPlan():
                return {name: of(each) for name, each in plan.fields.items()}
            case SeriesPlan():
                return {year: of(each) for year, each in plan.years.items()}
        raise CompilerFault("a list in columns of its own")

    return {name: of(each) for name, each in plan.fields.items()}


@frozen(eq=False)
class Origin:
    """The rows of a table: how many, and of each (None: itself) to which provider it belongs and its place in the list."""

    height: int
    judged: Callable[[int], int] | None = None
    steps: Callable[[int], tuple[str | int, ...]] | None = None

    def provider(self, row: int) -> int:
        return row if self.judged is None else self.judged(row)

    def path(self, row: int) -> tuple[str | int, ...]:
        return () if self.steps is None else self.steps(row)


class Encoder:
    """Fills the tables of a register from whole columns."""

    def __init__(self, layout: Layout, infos: Mapping[str, RecordInfo], door: Door, bad: Bad) -> None:
        self.layout = layout
        self.infos = infos
        self.door = door
        self.bad = bad
        self.wanted = set(layout.columns)
        self.series = {(each.table, each.path) for each in layout.series}
        self.columns: dict[Table, dict[str, Any]] = {table: {} for table in layout.tables}
        self.starts: dict[Table, Any] = {}
        self.heights: dict[Table, int] = {}
        self.scales: dict[Column, int] = {}
        self.spans: dict[Column, tuple[int, int]] = {}
        self.odd: set[int] = set()

    def register(self, height: int) -> Register:
        import numpy as np
        import polars as pl

        rows = {}
        self.heights[JUDGED] = height
        for table in self.layout.tables:
            columns = self.columns[table]
            if table.above and table not in self.starts:
                self.starts[table] = np.zeros(self.heights[table.above[-1]] + 1, dtype=np.int64)
                self.heights[table] = 0
            frame = pl.DataFrame([*columns.values()]) if columns else pl.DataFrame(height=self.heights[table])
            rows[table] = Rows(frame, self.starts.get(table))
        return Register(rows, self.scales, tuple(sorted(self.odd)), self.spans)

    def record(
        self,
        info: RecordInfo,
        tree: Mapping[str, Any],
        table: Table,
        path: tuple[str, ...],
        said: tuple[str, ...],
        origin: Origin,
        *,
        asked: bool = False,
    ) -> Any:
        """The facts of records, one per row of a table; gives, if asked, where any cell of them is filled."""
        filled = None
        for each in info.fields:
            found = tree.get(each.name)
            if found is not None:
                some = self.fact(each, found, table, (*path, each.name), (*said, each.name), origin, asked)
                filled = some if filled is None or not asked else filled | some
        return filled

    def fact(
        self,
        info: FieldInfo,
        found: Any,
        table: Table,
        path: tuple[str, ...],
        said: tuple[str, ...],
        origin: Origin,
        asked: bool,
    ) -> Any:
        kind = info.kind
        match kind:
            case RecordKind():
                tree, given = self._parts(found)
                filled = self.record(self.infos[kind.name], tree, table, path, said, origin, asked=given is None)
                given = filled if given is None else given
                return self._keep_given(Spot(table, path, kind), info.optional, given, origin)
            case SeriesKind():
                tree, given = self._parts(found)
                filled = None
                for year, cells in tree.items():
                    inner = FieldInfo(year, kind.element, optional=info.optional)
                    some = self.fact(inner, cells, table, (*path, year), (*said, year), origin, given is None)
                    filled = some if filled is None or given is not None else filled | some
                return self._keep_given(
                    Spot(table, path, kind), info.optional, filled if given is None else given, origin
                )
            case ListKind():
                return self._list(info, kind, found, table, path, said, origin)
            case _:
                plain = YesNoKind() if info.judgement else kind
                return self._scalar(Spot(table, path, plain), info.optional, found, said, origin, asked=asked)

    def _parts(self, found: Any) -> tuple[Mapping[str, Any], Any]:
        """The parts of a record: of columns by their headings, or of one nested column, which tells itself where it is given."""
        if isinstance(found, dict):
            return found, None
        return {each.name: each for each in found.struct.unnest().get_columns()}, found.is_not_null()

    def _keep_given(self, spot: Spot, optional: bool, given: Any, origin: Origin) -> Any:
        import polars as pl

        given = pl.repeat(False, origin.height, dtype=pl.Boolean, eager=True) if given is None else given
        for column in columns_at(spot, optional):
            if column in self.wanted:
                kept = (
                    given if column.part == "given" else pl.repeat(False, origin.height, dtype=pl.Boolean, eager=True)
                )
                self.columns[spot.table][column.name] = kept.alias(column.name)
        return given

    def _scalar(
        self, spot: Spot, optional: bool, cells: Any, said: tuple[str, ...], origin: Origin, *, asked: bool = False
    ) -> Any:
        import polars as pl

        column = spot.column("value")
        convert = self.door.converter(spot.kind, optional=optional)
        found = convert_cells(cells, column, convert)
        for row, refusal in found.refused.items():
            path = (*origin.path(row), *said)
            for each in refusal.findings:
                self.bad.add(origin.provider(row), evolve(each, path=(*path, *each.path)))
        year_of = (spot.table, spot.path[:-1])
        if column in self.wanted or year_of in self.series:
            self.odd.update(map(origin.provider, found.odd))
            self.columns[spot.table][column.name] = found.value.alias(column.name)
            if found.scale != 1:
                self.scales[column] = found.scale
            if found.span is not None:
                self.spans[column] = found.span
            if optional:
                none = spot.column("none")
                nowhere = (
                    pl.repeat(False, origin.height, dtype=pl.Boolean, eager=True) if found.none is None else found.none
                )
                self.columns[spot.table][none.name] = nowhere.alias(none.name)
        return found.filled if asked else None

    def _list(
        self,
        info: FieldInfo,
        kind: ListKind,
        found: Any,
        table: Table,
        path: tuple[str, ...],
        said: tuple[str, ...],
        origin: Origin,
    ) -> Any:
        import numpy as np

        given = found.is_not_null()
        spot = Spot(table, path, kind)
        inner = spot.elements
        within, starts = elements(found)

        def steps(row: int) -> tuple[str | int, ...]:
            parent = origin_of(row)
            return (*origin.path(parent), *said, row - int(starts[parent]))

        def origin_of(row: int) -> int:
            return int(np.searchsorted(starts, row, side="right")) - 1

        below = Origin(len(within), lambda row: origin.provider(origin_of(row)), steps)
        if inner.table in self.columns:
            self.starts[inner.table] = starts
            self.heights[inner.table] = len(within)
        else:  # no criterion reads it; its cells are looked at all the same
            self.columns[inner.table] = {}
        if isinstance(kind.element, RecordKind):
            tree, each_given = self._parts(within)
            self.record(self.infos[kind.element.name], tree, inner.table, (), (), below)
            self._keep_given(inner, optional=False, given=each_given, origin=below)
        else:
            self._scalar(inner, optional=False, cells=within, said=(), origin=below)
        return self._keep_given(spot, info.optional, given, origin)
