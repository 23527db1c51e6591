"""A columnar program carried out by Polars: columns as expressions, lists as reductions over their flat tables.

Every integer is worked out in a width that the program has proven wide enough, so that nothing can wrap around. Held to
`compiler.ir.evaluate`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from compiler.backends.engine import among
from compiler.columns.layout import JUDGED, Column, Table
from compiler.columns.nodes import Node
from compiler.columns.plan import AMONG, CROSSING, Plan
from compiler.columns.register import Register
from compiler.ir.operators import matches
from dsl.diagnostics import CompilerFault

if TYPE_CHECKING:
    import polars as pl


def carry_out(outputs: Mapping[str, Node], register: Register) -> pl.DataFrame:
    """The columns of nodes at the table of the judged, under their names, one row per provider in the order of the register."""
    return _Run(register).outputs(outputs)


class _Run:
    def __init__(self, register: Register) -> None:
        self.register = register
        self.frames: dict[Table, pl.DataFrame] = {table: rows.frame for table, rows in register.rows.items()}
        self.plan = Plan()

    def outputs(self, outputs: Mapping[str, Node]) -> pl.DataFrame:
        self.plan = Plan.of(outputs.values())
        for nodes in self.plan.rounds:
            crossing = [each for each in nodes if each.op in CROSSING]
            for table in dict.fromkeys(each.table for each in nodes if each.op not in CROSSING):
                assert table is not None
                local = [each for each in nodes if each.table == table and each.op not in CROSSING]
                self._work_out(table, local)
            for each in crossing:
                assert each.table is not None
                series = _CROSS[each.op](self, each).alias(_name(each))
                self.frames[each.table] = self.frames[each.table].with_columns(series)
        import polars as pl

        return pl.DataFrame([self.series(node, JUDGED).alias(name) for name, node in outputs.items()])

    def _work_out(self, table: Table, nodes: Sequence[Node]) -> None:
        made: dict[Node, pl.Expr] = {}
        frame = self.frames[table]
        expressions = [self._expression(each, made, top=each).alias(_name(each)) for each in nodes]
        columns = frame.select(expressions).get_columns()
        self.frames[table] = frame.with_columns(columns)

    def _expression(self, node: Node, made: dict[Node, pl.Expr], top: Node | None = None) -> pl.Expr:
        import polars as pl

        if node is not top and node in self.plan.kept:
            return pl.col(_name(node))
        if node not in made:
            made[node] = _worked_out(self, node, [self._expression(each, made) for each in node.args])
        return made[node]

    # --- columns ------------------------------------------------------------------------------------------------------

    def column(self, column: object) -> pl.Expr:
        import polars as pl

        assert isinstance(column, Column)
        found = pl.col(column.name)
        return found.to_physical() if column.type == "int" else found

    def series(self, node: Node, table: Table) -> pl.Series:
        """A kept node, or a constant, as a column of a table."""
        import polars as pl

        frame = self.frames[table]
        if node.table is None:
            return pl.Series([_plain(node)], dtype=_width(node)).new_from_index(0, frame.height)
        return frame.get_column(_name(node))


def _name(node: Node) -> str:
    return f"\0{node.place}"


def _width(node: Node) -> Any:
    """The type of its column; of an integer the narrowest that its bounds allow."""
    import polars as pl

    if node.type != "int":
        return pl.String if node.type == "text" else pl.Boolean
    most = max(abs(node.low), abs(node.high))
    widths = ((7, pl.Int8), (15, pl.Int16), (31, pl.Int32), (63, pl.Int64))
    return next((width for bits, width in widths if most < 2**bits), pl.Int128)


def _plain(node: Node) -> bool | int | str:
    assert isinstance(node.data, bool | int | str)
    return node.data


def _bits(width: Any) -> int:
    return int(str(width).removeprefix("Int"))


# --- operations on the columns of one table ---------------------------------------------------------------------------


def _worked_out(run: _Run, node: Node, args: list[pl.Expr]) -> pl.Expr:
    import polars as pl

    match node.op:
        case "const":
            return _constant(node)
        case "value":
            return _value(run, node)
        case "given":
            return run.column(node.data).is_not_null()
        case "and":
            return reduce(pl.Expr.and_, args)
        case "or":
            return reduce(pl.Expr.or_, args)
        case "not":
            return ~args[0]
        case "eq" | "lt" | "le":
            if (quick := _bare_compared(run, node)) is not None:
                return quick
            left, right = _alike(node, args)
            if (
                node.args[0].op == "const"
            ):  # a literal before a column whose rows are all equal: Polars takes it for one row
                return {"eq": pl.Expr.eq, "lt": pl.Expr.gt, "le": pl.Expr.ge}[node.op](right, left)
            return {"eq": pl.Expr.eq, "lt": pl.Expr.lt, "le": pl.Expr.le}[node.op](left, right)
        case "add" | "sub" | "mul":
            combine = {"add": pl.Expr.add, "sub": pl.Expr.sub, "mul": pl.Expr.mul}[node.op]
            width = max((_width(each) for each in (*node.args, node)), key=_bits)
            return combine(*(each.cast(width) for each in args)).cast(_width(node))
        case "floordiv":
            return pl.Expr.floordiv(*_alike(node, args)).cast(_width(node))
        case "least" | "most":
            return _extreme_of(node, args)
        case "if":
            return _chosen(node, args)
        case "int":
            return args[0].cast(_width(node))
        case "bits":
            return _masked(node, args[0])
        case "matches":
            return _matching(node, args[0])
        case "row":
            return pl.int_range(pl.len()).cast(_width(node))
    raise CompilerFault(f"not carried out: {node.op}")


def _value(run: _Run, node: Node) -> pl.Expr:
    found = run.column(node.data)
    assert isinstance(node.data, Column)
    if run.register.of(node.data).missing == "none":
        return found
    return found.fill_null({"bool": False, "int": 0, "text": ""}[node.type])


def _bare_compared(run: _Run, node: Node) -> pl.Expr | None:
    """A column that misses values against a constant: compared as it stands, and then filled with what 0 would have given."""
    import polars as pl

    value, constant = node.args if node.args[1].op == "const" else node.args[::-1]
    if value.op != "value" or constant.op != "const" or value.type != "int" or value in run.plan.kept:
        return None
    if run.register.of(value.data).missing == "none":  # type: ignore[arg-type]
        return None
    column, limit = run.column(value.data), constant.data
    assert isinstance(limit, int)
    if node.op == "eq":
        return (column == limit).fill_null(limit == 0)
    if constant is node.args[1]:
        found, of_zero = (column < limit, limit > 0) if node.op == "lt" else (column <= limit, limit >= 0)
    else:
        found, of_zero = (column > limit, limit < 0) if node.op == "lt" else (column >= limit, limit <= 0)
    return found.fill_null(pl.lit(of_zero))


def _alike(node: Node, args: list[pl.Expr]) -> list[pl.Expr]:
    """Both sides in a width that holds either; a constant takes the width of the other side, which it lies within."""
    if node.args[0].type == "text" or (node.type == "bool" and any(each.op == "const" for each in node.args)):
        return args
    width = max((_width(each) for each in (*node.args, node) if each.type == "int"), key=_bits)
    return [each.cast(width) for each in args]


def _extreme_of(node: Node, args: list[pl.Expr]) -> pl.Expr:
    import polars as pl

    args = args[::-1] if node.args[0].op == "const" else args
    a, b = (each.cast(max((_width(each) for each in node.args), key=_bits)) for each in args)
    return pl.when(a >= b if node.op == "most" else a <= b).then(a).otherwise(b)


def _chosen(node: Node, args: list[pl.Expr]) -> pl.Expr:
    import polars as pl

    condition, then, otherwise = args
    if node.type == "int":
        then, otherwise = then.cast(_width(node)), otherwise.cast(_width(node))
    return pl.when(condition).then(then).otherwise(otherwise)


def _masked(node: Node, bits: pl.Expr) -> pl.Expr:
    import polars as pl

    return bits.cast(pl.Int64) & pl.lit(node.data, pl.Int64)


def _matching(node: Node, texts: pl.Expr) -> pl.Expr:
    """Asked once of each different text, of RE2 itself: the expressions of Polars read some patterns otherwise."""
    import polars as pl

    pattern = str(node.data)

    def ask(texts: pl.Series) -> pl.Series:
        if not len(texts):
            return pl.Series([], dtype=pl.Boolean)
        different = texts.unique()
        answers = pl.Series([matches(each, pattern) for each in different], dtype=pl.Boolean)
        return texts.replace_strict(different, answers, return_dtype=pl.Boolean)

    return texts.map_batches(ask, return_dtype=pl.Boolean)


def _constant(node: Node) -> pl.Expr:
    """An integer of no width of its own, where it has one that any column may have."""
    import polars as pl

    wide = node.type == "int" and _bits(_width(node)) == 128
    return pl.lit(node.data, pl.Int128) if wide else pl.lit(node.data)


# --- operations across tables -----------------------------------------------------------------------------------------


def _up(run: _Run, node: Node) -> pl.Series:
    assert node.table is not None
    return run.series(node.args[0], node.table.above[-1]).gather(run.register.rows[node.table].above)


def _below(node: Node) -> Table:
    assert isinstance(node.data, Table)
    return node.data


def _any(run: _Run, node: Node) -> pl.Series:
    """The rows above those where it holds are marked: quicker than to look at each row below."""
    import numpy as np
    import polars as pl

    rows = run.register.rows[_below(node)]
    found = np.zeros(len(rows.starts) - 1, dtype=np.bool_)
    found[rows.above.filter(run.series(node.args[0], _below(node))).to_numpy()] = True
    return pl.Series(found)


def _sum(run: _Run, node: Node) -> pl.Series:
    """The difference of running totals. Those may wrap around; the difference, which fits, is right all the same."""
    import numpy as np
    import polars as pl

    rows = run.register.rows[_below(node)]
    if node.args[0].op == "int" and node.args[0].args[0] in run.plan.kept:
        held = run.series(node.args[0].args[0], _below(node))
        counted = np.bincount(rows.above.filter(held).to_numpy(), minlength=len(rows.starts) - 1)
        return pl.Series(counted).cast(_width(node))
    series = run.series(node.args[0], _below(node))
    if _bits(_width(node)) == 128:
        return _grouped(run, node, series, pl.col("value").sum())
    totals = np.zeros(len(series) + 1, dtype=np.int64)
    np.cumsum(series.to_numpy(), dtype=np.int64, out=totals[1:])
    ends = totals.take(rows.starts)
    return pl.Series(ends[1:] - ends[:-1]).cast(_width(node))


def _grouped(run: _Run, node: Node, series: pl.Series, aggregate: pl.Expr) -> pl.Series:
    """A reduction by groups, for what NumPy has no type for."""
    import numpy as np
    import polars as pl

    rows = run.register.rows[_below(node)]
    found = pl.DataFrame([rows.above.alias("above"), series.alias("value")]).group_by("above").agg(aggregate)
    every = pl.DataFrame([pl.Series("above", np.arange(len(rows.starts) - 1, dtype=np.uint32))])
    joined = every.join(found, on="above", how="left", maintain_order="left")
    return joined.get_column("value").fill_null(0).cast(_width(node))


def _extreme(run: _Run, node: Node) -> pl.Series:
    import numpy as np
    import polars as pl

    table = _below(node)
    series, where = (run.series(each, table) for each in node.args)
    lowest = node.op == "lowest"
    if _bits(_width(node)) == 128:
        kept = pl.select(pl.when(where).then(series.cast(pl.Int128)).otherwise(None)).to_series()
        return _grouped(run, node, kept, pl.col("value").min() if lowest else pl.col("value").max())
    rows = run.register.rows[table]
    above = rows.above.filter(where).to_numpy()
    found = np.zeros(len(rows.starts) - 1, dtype=np.int64)
    if len(above):
        first = np.concatenate([[0], np.flatnonzero(above[1:] != above[:-1]) + 1])
        reduce = np.minimum if lowest else np.maximum
        found[above[first]] = reduce.reduceat(series.filter(where).to_numpy().astype(np.int64), first)
    return pl.Series(found).cast(_width(node))


def _distinct(run: _Run, node: Node) -> pl.Series:
    import numpy as np
    import polars as pl

    table = _below(node)
    series, where = (run.series(each, table) for each in node.args)
    rows = run.register.rows[table]
    pairs = pl.DataFrame([rows.above.alias("above"), series.alias("value")]).filter(where).unique()
    counted = np.bincount(pairs.get_column("above").to_numpy(), minlength=len(rows.starts) - 1)
    return pl.Series(counted).cast(_width(node))


def _among(run: _Run, node: Node) -> pl.Series:
    return among.worked_out(node, run.series, _width(node))


_CROSS: Mapping[str, Callable[[_Run, Node], Any]] = {
    "up": _up,
    "any": _any,
    "sum": _sum,
    "lowest": _extreme,
    "highest": _extreme,
    "distinct": _distinct,
    **dict.fromkeys(AMONG, _among),
}
