"""A columnar program carried out by DuckDB, in the process itself, over the tables of a register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from compiler.backends.sql.dialects import DUCKDB
from compiler.backends.sql.statement import ABOVE, KEY, Source, statement
from compiler.columns.layout import JUDGED
from compiler.columns.nodes import Node
from compiler.columns.register import Register, Rows

if TYPE_CHECKING:
    import polars as pl

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
"""A statement reads the tables that it is given, and nothing else."""


def carry_out(outputs: Mapping[str, Node], register: Register) -> pl.DataFrame:
    """The columns of nodes at the table of the judged, under their names, one row per provider in the order of the register."""
    import duckdb
    import polars as pl
    from sqlglot import exp

    made = statement(outputs, DUCKDB, "judged")
    told = [_told(made.outputs[name], node) for name, node in outputs.items()]
    query = exp.select(*told).from_(made.query.subquery("found")).order_by(exp.column(KEY, quoted=True))
    with duckdb.connect(":memory:", config=SETTINGS) as connection:
        for table, source in made.sources.items():
            connection.register(source.name, _Stream(as_table(register.rows[table], source, top=table == JUDGED)))
        found = pl.DataFrame(connection.sql(query.sql(dialect=DUCKDB.name)))
    wide = [pl.col(made.outputs[name]).cast(pl.Int128) for name, node in outputs.items() if _is_wide(node)]
    return found.with_columns(wide).rename({made.outputs[name]: name for name in outputs})


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


@frozen(eq=False)
class _Stream:
    """A frame behind the stream of Arrow alone, for which no other package is needed."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested: object = None) -> Any:
        return self.frame.__arrow_c_stream__(requested)


def _told(name: str, node: Node) -> Any:
    """128 bits are told as text: Arrow has decimals of 38 digits."""
    from sqlglot import exp

    found = exp.column(exp.to_identifier(name, quoted=True))
    return exp.alias_(exp.cast(found, "TEXT"), name, quoted=True) if _is_wide(node) else found


def _is_wide(node: Node) -> bool:
    return node.type == "int" and max(abs(node.low), abs(node.high)) >= 2**63
