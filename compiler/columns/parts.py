"""A register that comes in parts, of which each provider is judged among all.

Two passes. The first tells what is known of all parts together, so that one program serves them all, and keeps the columns that
conditions on others read. With those each number that a provider has among the others is worked out once, for all. In the second
pass it is one more column of a part, and the parts are decided as ever. What stays in memory: the columns that are kept, encoded,
and one column of integers for each such number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import lcm
from typing import TYPE_CHECKING, Any, Literal

from attrs import define, evolve, field

from compiler.columns.encode import LARGEST, MOST_PARTS, integers, stored_as
from compiler.columns.layout import JUDGED, Column, Layout, Path, Spot, Table, columns_at
from compiler.columns.nodes import Among, Bounds, Known, Node, Refused
from compiler.columns.plan import AMONG
from compiler.columns.program import Program, columns_used, in_order, lower
from compiler.columns.register import CarryOut, Register, Rows
from compiler.ir.nodes import Policy
from dsl.diagnostics import Words
from dsl.kinds import NumberKind, SeriesKind

if TYPE_CHECKING:
    import polars as pl

WHOLE = NumberKind(whole=True)


@define(eq=False, slots=False)
class Parts(Bounds):
    """All parts of a register: `add` each in the first pass, `carried_out` each in the second, in the same order."""

    policy: Policy
    carry_out: CarryOut
    known: dict[Column, Known] = field(factory=dict)
    scales: dict[Column, int] = field(factory=dict)
    heights: dict[Table, int] = field(factory=dict)
    in_series: dict[tuple[Table, Path], set[str]] = field(factory=dict)
    kept: list[Register] = field(factory=list)
    aside: tuple[int, ...] = ()
    among: dict[Node, str] = field(factory=dict)
    worked_out: Any = None
    decided: int = 0
    made: Program | None = None

    def __attrs_post_init__(self) -> None:
        self.layout = Layout.of(self.policy)
        self.others = Layout.among(self.policy)

    # --- the first pass -----------------------------------------------------------------------------------------------

    def add(self, register: Register) -> None:
        before = self.heights.get(JUDGED, 0)
        self.aside += tuple(before + each for each in register.aside)
        for column in {*_columns(self.layout, register), *self.known}:
            self._learn(column, register, before)
        for spot in self.layout.series:
            years = self.in_series.setdefault((spot.table, spot.path), set())
            years.update(register.years(spot.table, spot.path))
        for table in register.rows:
            rows = register.height if table == JUDGED else register.most_rows(table)
            self.heights[table] = before + rows if table == JUDGED else max(self.heights.get(table, 0), rows)
        self.kept.append(_narrowed(register, self.others))

    def _learn(self, column: Column, register: Register, before: int) -> None:
        found, scale = register.of(column), register.scale(column)
        known = self.known.get(column)
        if known is None:
            known = found if not before else Known(missing="all", only=False if column.type == "bool" else None)
        wider = lcm(scale, self.scales.get(column, 1))
        known, found = (
            evolve(each, low=each.low * (wider // own), high=each.high * (wider // own))
            for each, own in ((known, self.scales.get(column, 1)), (found, scale))
        )
        self.scales[column] = wider
        self.known[column] = _together(known, found)
        if wider > MOST_PARTS or max(-known.low, known.high, -found.low, found.high) > LARGEST:
            raise Refused(
                Words(
                    f"the numbers of `{column.name}` have more digits together than a column holds",
                    f"de getallen van `{column.name}` hebben samen meer cijfers dan een kolom bevat",
                )
            )

    # --- what is known ------------------------------------------------------------------------------------------------

    def of(self, column: Column) -> Known:
        return self.known.get(column, Known(missing="all", only=False if column.type == "bool" else None))

    def scale(self, column: Column) -> int:
        return self.scales.get(column, 1)

    def most_rows(self, table: Table) -> int:
        return self.heights.get(table, 0)

    def years(self, table: Table, path: Path) -> tuple[str, ...]:
        return tuple(sorted(self.in_series.get((table, path), ())))

    # --- the second pass ----------------------------------------------------------------------------------------------

    @property
    def program(self) -> Program:
        """The program for all parts. Raises `Refused` as `lower` does."""
        if self.made is None:
            self.made = lower(self.policy, self)
        return self.made

    def carried_out(self, outputs: Mapping[str, Node], register: Register) -> pl.DataFrame:
        """The outputs, of a program of these parts, for the next part."""
        if self.worked_out is None:
            self._work_out(outputs.values())
        columns = {name: Column(JUDGED, ("\0among", name), "value", WHOLE) for name in self.among.values()}
        put = _Replaced({node: _column_for(node, columns[name]) for node, name in self.among.items()})
        part = self._alike(register, columns_used(outputs.values()))
        judged = part.rows[JUDGED]
        more = self.worked_out.slice(self.decided, register.height)
        frame = judged.frame.with_columns(more.get_column(name).alias(each.name) for name, each in columns.items())
        self.decided += register.height
        rows = {**part.rows, JUDGED: Rows(frame)}
        return self.carry_out({name: put(node) for name, node in outputs.items()}, Register(rows, self.scales))

    def _work_out(self, outputs: Iterable[Node]) -> None:
        """The numbers among others, for all providers."""
        found = [each for each in in_order(outputs) if each.op in AMONG]
        wanted = [each for each in found if isinstance(each.data, Among) and each.data.source == JUDGED]
        if any(each.table != JUDGED for each in wanted):
            raise Refused(
                Words(
                    "it holds elements of a list against other providers, who come in parts",
                    "het houdt elementen van een lijst tegen andere aanbieders, die in delen komen",
                )
            )
        self.among = {each: f"among {at}" for at, each in enumerate(wanted)}
        whole = self._whole(columns_used(wanted))
        self.worked_out = self.carry_out({name: node for node, name in self.among.items()}, whole)
        self.kept.clear()

    def _whole(self, columns: Iterable[Column]) -> Register:
        """The columns of all parts, one after another."""
        import numpy as np
        import polars as pl

        wanted = list(columns)
        parts = [self._alike(each, wanted) for each in self.kept]
        rows = {}
        for table in parts[0].rows:
            frame = pl.concat([each.rows[table].frame for each in parts], how="vertical_relaxed")
            if not table.above:
                rows[table] = Rows(frame)
                continue
            starts = [np.zeros(1, dtype=np.int64)]
            for each in parts:
                starts.append(each.rows[table].starts[1:] + starts[-1][-1])
            rows[table] = Rows(frame, np.concatenate(starts))
        return Register(rows, self.scales)

    def _alike(self, register: Register, columns: Iterable[Column]) -> Register:
        """A part in the scales of all, with every column that is read."""
        import polars as pl

        by_table: dict[Table, list[Column]] = {}
        for column in columns:
            by_table.setdefault(column.table, []).append(column)
        rows = {}
        for table, some in register.rows.items():
            changed = []
            for column in by_table.get(table, ()):
                if not register.has(column):
                    height = some.frame.height
                    changed.append(pl.Series(column.name, [None], dtype=stored_as(column)).new_from_index(0, height))
                elif (factor := self.scale(column) // register.scale(column)) != 1:
                    series = some.frame.get_column(column.name)
                    changed.append(integers(series.cast(pl.Int64) * factor))
            rows[table] = Rows(some.frame.with_columns(changed), some.starts)
        return Register(rows, self.scales)


def _columns(layout: Layout, register: Register) -> set[Column]:
    """The columns of a layout, with those for the years that the register has."""
    found = set(layout.columns)
    for spot in layout.series:
        assert isinstance(spot.kind, SeriesKind)
        for year in register.years(spot.table, spot.path):
            found.update(columns_at(Spot(spot.table, (*spot.path, year), spot.kind.element), optional=True))
    return found


def _together(one: Known, other: Known) -> Known:
    missing: Literal["none", "some", "all"] = one.missing if one.missing == other.missing else "some"
    low, high = min(one.low, other.low), max(one.high, other.high)
    if missing == "some":
        low, high = min(low, 0), max(high, 0)
    return Known(low, high, missing, one.only if one.only is other.only else None)


def _narrowed(register: Register, layout: Layout) -> Register:
    """A register with no more than the columns of a layout."""
    import polars as pl

    columns = _columns(layout, register)
    rows = {}
    for table in layout.tables:
        some = register.rows[table]
        names = [column.name for column in columns if column.table == table and register.has(column)]
        frame = some.frame.select(names) if names else pl.DataFrame(height=some.frame.height)
        rows[table] = Rows(frame, some.starts)
    return Register(rows, register.scales)


def _column_for(node: Node, column: Column) -> Node:
    """A number among others as a column of its own."""
    return Node("value", (), column, "int", JUDGED, node.low, node.high, node.place)


@define(eq=False)
class _Replaced:
    """Makes nodes anew, with others in the place of some."""

    made: dict[Node, Node]

    def __call__(self, node: Node) -> Node:
        for each in in_order([node]):
            if each not in self.made:
                args = tuple(self.made[arg] for arg in each.args)
                same = all(one is other for one, other in zip(args, each.args, strict=True))
                self.made[each] = each if same else evolve(each, args=args)
        return self.made[node]
