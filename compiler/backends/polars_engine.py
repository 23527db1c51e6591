"""A columnar program carried out by Polars: each node a column, lists as reductions over their flat tables.

Columns are worked out one after another, each once, and let go of after their last use: a program has many small operations, for
which this costs half of what expressions do, as nothing is planned. What and, or and not make is held as bits, joined by NumPy.
Several parts of a register may be worked out at the same time, each in a thread of its own. Every integer is worked out in a
width that the program has proven wide enough, so that nothing can wrap around. Held to `compiler.ir.evaluate`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, reduce
from operator import add, and_, eq, floordiv, le, mul, or_, sub
from typing import TYPE_CHECKING, Any

from compiler.backends.engine import among, bits
from compiler.columns.layout import JUDGED, Column, Table
from compiler.columns.nodes import Node
from compiler.columns.plan import AMONG
from compiler.columns.program import in_order
from compiler.columns.register import Register
from compiler.ir.operators import matches
from dsl.diagnostics import CompilerFault

if TYPE_CHECKING:
    import polars as pl


def carry_out(outputs: Mapping[str, Node], register: Register) -> pl.DataFrame:
    """The columns of nodes at the table of the judged, under their names, one row per provider in the order of the register."""
    import polars as pl

    run = _Run(register)
    nodes = [*in_order(outputs.values())]
    uses = Counter(arg for each in nodes for arg in each.args) + Counter(outputs.values())
    for node in nodes:
        if node.table is not None:
            run.work_out(node)
        for arg in node.args:
            uses[arg] -= 1
            if not uses[arg]:
                run.let_go(arg)
    return pl.DataFrame([run.series(node, JUDGED).alias(name) for name, node in outputs.items()])


class _Run:
    """What is worked out so far: each node as a column, as bits, or as both when it is asked for both."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.columns: dict[Node, pl.Series] = {}
        self.packed: dict[Node, Any] = {}
        self.seen: dict[Table, bits.Windows | None] = {}
        self.given: dict[Column, Any] = {}

    def work_out(self, node: Node) -> None:
        if node.op in ("value", "given"):
            return  # looked up in the register when it is asked for, as a column or as bits
        if node.op in _JOINED:
            self.packed[node] = _JOINED[node.op]([self.bits(each, node.table) for each in node.args])
        elif node.op == "any" and (windows := self.windows(_below(node))) is not None:
            self.packed[node] = windows.any(self.bits(node.args[0], _below(node)))
        elif node.op in _COMPARED and (found := self.compared(node)) is not None:
            self.packed[node] = found
        else:
            self.columns[node] = _worked_out(self, node)

    def let_go(self, node: Node) -> None:
        self.columns.pop(node, None)
        self.packed.pop(node, None)

    def height(self, table: Table) -> int:
        return self.register.rows[table].frame.height

    def series(self, node: Node, table: Table) -> pl.Series:
        """A node, which may be a constant, as a column of a table."""
        import polars as pl

        if node.table is None:
            return pl.Series([_plain(node)], dtype=_width(node)).new_from_index(0, self.height(table))
        return self.column(node)

    def column(self, node: Node) -> pl.Series:
        """A node that is no constant as a column."""
        if node.op == "value":
            return self.register.value(_column(node))
        if node.op == "given":
            return self.register.known(_column(node))
        if node not in self.columns:
            assert node.table is not None
            self.columns[node] = bits.unpacked(self.packed[node], self.height(node.table))
        return self.columns[node]

    def known(self, column: Column) -> Any:
        """Where it has a value, as bits."""
        if column not in self.given:
            self.given[column] = bits.packed(self.register.known(column))
        return self.given[column]

    def compared(self, node: Node) -> Any:
        """A column that misses some values, compared with a constant, as bits; None where the node is something else. What stands
        there for a missing value, and is compared as well, is put in bit by bit: quicker than to put it in the column first."""
        one, other = node.args
        if one.op != "value" or other.op != "const":
            return None
        column = _column(one)
        stored, limit = self.register.stored(column), _plain(other)
        if not stored.null_count():
            return None
        found, known = bits.packed(_against(stored, limit, node)), self.known(column)
        nothing = type(limit)()
        return found | ~known if _COMPARED[node.op](nothing, limit) else found & known

    def windows(self, table: Table) -> bits.Windows | None:
        """The bits of each list of a table; None where some lists are long."""
        if table not in self.seen:
            rows = self.register.rows[table]
            self.seen[table] = bits.Windows.of(rows.starts) if rows.most <= bits.LONGEST else None
        return self.seen[table]

    def bits(self, node: Node, table: Table | None) -> Any:
        """A yes/no node, which may be a constant, as bits of a table."""
        if node.table is None:
            assert table is not None
            return bits.same(_plain(node) is True, self.height(table))
        if node.op == "given":
            return self.known(_column(node))
        if node not in self.packed:
            self.packed[node] = self.stored(_column(node)) if node.op == "value" else bits.packed(self.columns[node])
        return self.packed[node]

    def stored(self, column: Column) -> Any:
        """A yes/no column as bits; no where it is missing."""
        found = self.register.stored(column)
        return bits.packed(found) & self.known(column) if found.null_count() else bits.packed(found)

    def args(self, node: Node) -> list[pl.Series]:
        assert node.table is not None
        return [self.series(each, node.table) for each in node.args]

    def short(self, node: Node) -> list[pl.Series]:
        """The columns that a node is made of; a constant has one row, which stands for all."""
        return [
            _constant(_plain(each), _width(each)) if each.table is None else self.column(each) for each in node.args
        ]


def _all(columns: Sequence[Any]) -> Any:
    return reduce(and_, columns)


def _any_of(columns: Sequence[Any]) -> Any:
    return reduce(or_, columns)


def _opposite(columns: Sequence[Any]) -> Any:
    (column,) = columns
    return ~column


_JOINED: Mapping[str, Callable[[Sequence[Any]], Any]] = {"and": _all, "or": _any_of, "not": _opposite}
"""Operations on bits."""
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {"eq": eq, "le": le}


def _width(node: Node) -> Any:
    """The type of its column; of an integer the narrowest that its bounds allow."""
    import polars as pl

    if node.type != "int":
        return pl.String if node.type == "text" else pl.Boolean
    return _wide_enough(max(abs(node.low), abs(node.high)).bit_length())


@cache
def _wide_enough(bits: int) -> Any:
    import polars as pl

    widths = ((7, pl.Int8), (15, pl.Int16), (31, pl.Int32), (63, pl.Int64))
    return next((width for most, width in widths if bits <= most), pl.Int128)


@lru_cache(maxsize=4096)
def _constant(value: bool | int | str, width: Any) -> pl.Series:
    """A column of one row."""
    import polars as pl

    return pl.Series([value], dtype=width)


def _plain(node: Node) -> bool | int | str:
    assert isinstance(node.data, bool | int | str)
    return node.data


def _column(node: Node) -> Column:
    assert isinstance(node.data, Column)
    return node.data


def _bits(width: Any) -> int:
    return int(str(width).removeprefix("Int"))


def _cast(series: pl.Series, width: Any) -> pl.Series:
    return series if series.dtype == width else series.cast(width)


# --- operations on the columns of one table ---------------------------------------------------------------------------


def _worked_out(run: _Run, node: Node) -> pl.Series:
    import polars as pl

    match node.op:
        case "eq" | "le":
            return _compared(run, node)
        case "add" | "sub" | "mul" | "floordiv":
            width = max((_width(each) for each in (*node.args, node)), key=_bits)
            combine = {"add": add, "sub": sub, "mul": mul, "floordiv": floordiv}[node.op]
            return _cast(combine(*(_cast(each, width) for each in run.short(node))), _width(node))
        case "least" | "most":
            width = max((_width(each) for each in node.args), key=_bits)
            a, b = (_cast(each, width) for each in run.args(node))
            return _cast(a.zip_with(a >= b if node.op == "most" else a <= b, b), _width(node))
        case "if":
            condition, then, otherwise = run.short(node)
            return _cast(then, _width(node)).zip_with(condition, _cast(otherwise, _width(node)))
        case "int":
            return _one_or_zero(run.args(node)[0])
        case "bits":
            return _masked(node, run.args(node)[0])
        case "row":
            assert node.table is not None
            return pl.int_range(run.register.rows[node.table].frame.height, eager=True).cast(_width(node))
        case "matches":
            return _matching(node, run.args(node)[0])
    if node.op in _CROSS:
        found: pl.Series = _CROSS[node.op](run, node)
        return found
    raise CompilerFault(f"not carried out: {node.op}")


def _compared(run: _Run, node: Node) -> pl.Series:
    """A constant stands last, and lies within the bounds of the other side."""
    one, other = node.args
    if other.op == "const" and (one.type != "int" or _bits(_width(one)) < 128):
        return _against(run.column(one), _plain(other), node)
    left, right = run.args(node)
    if one.type == "int":
        width = max((_width(each) for each in node.args), key=_bits)
        left, right = _cast(left, width), _cast(right, width)
    compared: pl.Series = _COMPARED[node.op](left, right)
    return compared


def _against(left: pl.Series, limit: bool | int | str, node: Node) -> pl.Series:
    if isinstance(limit, int) and not _holds(left.dtype, limit):  # a part with smaller numbers than the program allows
        left = left.cast(_width(node.args[0]))
    found: pl.Series = _COMPARED[node.op](left, limit)
    return found


def _holds(width: Any, number: int) -> bool:
    """Whether a column of integers can have this number; of another type every constant is one of its own."""
    name = str(width)
    if not name.removeprefix("U").startswith("Int"):
        return True
    bits = int(name.removeprefix("U").removeprefix("Int"))
    signed = not name.startswith("U")
    return 0 <= number + (1 << (bits - 1)) * signed < 1 << bits


def _one_or_zero(condition: pl.Series) -> pl.Series:
    """Chosen from two constants: quicker than a cast of booleans."""
    import polars as pl

    return _constant(1, pl.Int8).zip_with(condition, _constant(0, pl.Int8))


def _masked(node: Node, options: pl.Series) -> pl.Series:
    import polars as pl

    return _cast(_cast(options, pl.Int64) & pl.Series([node.data], dtype=pl.Int64), _width(node))


def _matching(node: Node, texts: pl.Series) -> pl.Series:
    """Asked once of each different text, of RE2 itself: the expressions of Polars read some patterns otherwise."""
    import polars as pl

    if not len(texts):
        return pl.Series([], dtype=pl.Boolean)
    different = texts.unique()
    answers = pl.Series([matches(each, str(node.data)) for each in different], dtype=pl.Boolean)
    return texts.replace_strict(different, answers, return_dtype=pl.Boolean)


# --- operations across tables -----------------------------------------------------------------------------------------


def _up(run: _Run, node: Node) -> pl.Series:
    assert node.table is not None
    return run.series(node.args[0], node.table.above[-1]).gather(run.register.rows[node.table].above)


def _below(node: Node) -> Table:
    assert isinstance(node.data, Table)
    return node.data


def _any(run: _Run, node: Node) -> pl.Series:
    """In long lists the rows above those where it holds are marked: quicker than to look at each row below."""
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
    series = run.series(node.args[0], _below(node))
    if node.args[0].op == "int":
        windows, ones = run.windows(_below(node)), series == 1
        if windows is not None:
            return _cast(pl.Series(windows.count(bits.packed(ones))), _width(node))
        counted = np.bincount(rows.above.filter(ones).to_numpy(), minlength=len(rows.starts) - 1)
        return _cast(pl.Series(counted), _width(node))
    wide = _bits(_width(node))
    if wide == 128:
        return _grouped(run, node, series, pl.col("value").sum())
    held = np.int32 if wide <= 32 else np.int64
    totals = np.zeros(len(series) + 1, dtype=held)
    np.cumsum(series.to_numpy(), dtype=held, out=totals[1:])
    ends = totals.take(rows.starts)
    return _cast(pl.Series(ends[1:] - ends[:-1]), _width(node))


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
