"""What all databases share that carry out a program over the tables of a register: what goes in, and what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlglot import exp

from compiler.backends.sql import tree
from compiler.backends.sql.dialects import Dialect
from compiler.backends.sql.names import ABOVE, KEY, REJECTED, as_column, named
from compiler.backends.sql.operations import without_nul
from compiler.backends.sql.statement import Read, Source, Statement, statement
from compiler.backends.sql.text import written
from compiler.columns.layout import JUDGED, Table
from compiler.columns.nodes import Node
from compiler.columns.register import Register, Rows

if TYPE_CHECKING:
    import polars as pl


@frozen
class Carrying:
    """The outputs of a program as one statement over tables that are put in the database for it.

    Every answer is a text or an integer: booleans as 0 and 1, and those beyond 64 bits as text.
    """

    outputs: Mapping[str, Node]
    dialect: Dialect
    made: Statement
    in_place: bool = False

    @classmethod
    def of(
        cls, outputs: Mapping[str, Node], dialect: Dialect, plainly: str | None = None, read: Read | None = None
    ) -> Carrying:
        """The tables are named as lists are, or plainly: a word and a number. `read`: they stand in the database already."""
        numbers = count()

        def named(table: Table) -> str:
            return f"{plainly}_{next(numbers)}" if plainly else table.name or "judged"

        return cls(outputs, dialect, statement(outputs, dialect, named, read), read is not None)

    @property
    def query(self) -> str:
        """The rows in the order of their keys; first come the key and, of tables in place, `rejected`."""
        key = as_column(KEY)
        told = [_told(self.made.outputs[name], node) for name, node in self.outputs.items()]
        keys = [key, as_column(REJECTED)] if self.in_place else [key]
        query = tree.selected(tree.within(self.made.query, "found"), *keys, *told)
        query.set("order", exp.Order(expressions=[exp.Ordered(this=key.copy())]))
        return written(query, self.dialect)

    def tables(self, register: Register) -> Iterator[tuple[str, pl.DataFrame]]:
        for table, source in self.made.sources.items():
            frame = as_table(register.rows[table], source, top=table == JUDGED)
            if not self.dialect.holds_nul:
                _refuse_nul(frame, self.dialect)
            yield source.name, frame

    def answer(self, found: pl.DataFrame) -> pl.DataFrame:
        """The columns that came back, the key first, under the names of the outputs and in their types."""
        import polars as pl

        columns = []
        for (name, node), series in zip(self.outputs.items(), found.get_columns()[-len(self.outputs) :], strict=True):
            dtype = {"bool": pl.Boolean, "text": pl.String}.get(node.type, pl.Int128 if is_wide(node) else pl.Int64)
            columns.append(series.cast(pl.Int64 if dtype == pl.Boolean else dtype).cast(dtype).alias(name))
        return pl.DataFrame(columns, height=found.height)


def as_table(rows: Rows, source: Source, *, top: bool) -> pl.DataFrame:
    """The rows of a register as a source: with keys, and every value as the integer, boolean or text that stands for it."""
    import polars as pl

    keys = [pl.int_range(rows.frame.height, dtype=pl.Int64).alias(KEY)] if rows.frame.width else []
    columns = [
        (pl.col(column.name).to_physical() if column.type == "int" else pl.col(column.name)).alias(name)
        for column, name in source.columns.items()
    ]
    height = rows.frame.height
    found = rows.frame.select(*keys, *columns) if keys else pl.DataFrame({KEY: range(height)}, schema={KEY: pl.Int64})
    return found if top else found.insert_column(1, rows.above.cast(pl.Int64).alias(ABOVE))


def _refuse_nul(frame: pl.DataFrame, dialect: Dialect) -> None:
    import polars as pl

    texts = frame.select(pl.col(pl.String).str.contains("\0", literal=True).any())
    if texts.width and any(texts.row(0)):
        raise without_nul(dialect)


def _told(name: str, node: Node) -> exp.Expr:
    found: exp.Expr = as_column(name)
    if node.type == "bool":
        found = tree.cases([(found, exp.Literal.number(1))], exp.Literal.number(0))
    elif is_wide(node):  # no driver has integers of 128 bits
        found = tree.cast_to(found, "TEXT")
    return named(found, name)


def is_wide(node: Node) -> bool:
    return node.type == "int" and max(abs(node.low), abs(node.high)) >= 2**63


@frozen(eq=False)
class Stream:
    """A frame behind the stream of Arrow alone, for which no other package is needed."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested: object = None) -> Any:
        return self.frame.__arrow_c_stream__(requested)
