"""A columnar program carried out by DuckDB, in the process itself, over the tables of a register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler.backends.sql.carrying import Carrying, Stream
from compiler.backends.sql.dialects import DUCKDB
from compiler.columns.nodes import Node
from compiler.columns.register import Register

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

    carrying = Carrying.of(outputs, DUCKDB)
    with duckdb.connect(":memory:", config=SETTINGS) as connection:
        for name, frame in carrying.tables(register):
            connection.register(name, Stream(frame))
        return carrying.answer(pl.DataFrame(connection.sql(carrying.query)))
