"""A columnar program carried out by a PostgreSQL server, over temporary tables that hold the register.

libpq's environment says which server (PGHOST, PGDATABASE, PGUSER, PGSERVICE, ...); a password stands in the file of PGPASSFILE.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, LiteralString, cast

from compiler.backends.sql.carrying import Carrying
from compiler.backends.sql.dialects import POSTGRES, Unavailable, failed
from compiler.columns.nodes import Node
from compiler.columns.register import Register
from dsl.diagnostics import Words

if TYPE_CHECKING:
    import polars as pl
    import psycopg

SETTINGS = ("jit = off", "standard_conforming_strings = on", "client_encoding = 'UTF8'")
"""A long statement is not worth translating to machine code; a backslash in a text is one; texts are Unicode."""
WHERE = Words(
    "say which server with PGHOST, PGDATABASE, PGUSER or PGSERVICE; a password stands in the file of PGPASSFILE",
    "zeg welke server met PGHOST, PGDATABASE, PGUSER of PGSERVICE; een wachtwoord staat in het bestand van PGPASSFILE",
)


def carry_out(outputs: Mapping[str, Node], register: Register) -> pl.DataFrame:
    """The columns of nodes at the table of the judged, under their names, one row per provider in the order of the register.

    Raises `Unavailable` where there is no server, or it does not do it.
    """
    carrying = Carrying.of(outputs, POSTGRES)
    with session() as connection:
        for name, frame in carrying.tables(register):
            _put(connection, name, frame)
        return carrying.answer(read(connection, carrying.query))


@contextmanager
def session(address: str = "") -> Iterator[psycopg.Connection[Any]]:
    """One transaction, which leaves nothing behind."""
    import psycopg

    try:
        connection = psycopg.connect(address)
    except psycopg.Error as error:
        raise Unavailable(failed(POSTGRES, str(error), WHERE)) from None
    with connection:
        try:
            for each in SETTINGS:
                connection.execute(_sql(f"SET LOCAL {each}"))
            yield connection
        except psycopg.Error as error:
            raise Unavailable(failed(POSTGRES, str(error))) from None
        finally:
            connection.rollback()


def read(connection: psycopg.Connection[Any], query: str) -> pl.DataFrame:
    """The rows of a query, all as text."""
    import polars as pl

    with connection.cursor().copy(_sql(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER true)")) as copy:
        found = b"".join(copy)
    return pl.read_csv(BytesIO(found), infer_schema=False)


def _put(connection: psycopg.Connection[Any], name: str, frame: pl.DataFrame) -> None:
    import polars as pl
    from psycopg import sql

    types = {pl.Boolean: "BOOLEAN", pl.String: "TEXT"}
    columns = [
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(types.get(dtype, "BIGINT")))  # type: ignore[call-overload]
        for column, dtype in frame.schema.items()
    ]
    table = sql.Identifier(name)
    connection.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({})").format(table, sql.SQL(", ").join(columns)))
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(table)) as copy:
        for part in frame.iter_slices(50_000):
            copy.write(part.write_csv(include_header=False, quote_style="non_numeric").encode())
    connection.execute(sql.SQL("ANALYZE {}").format(table))


def _sql(text: str) -> LiteralString:
    """A statement of ours: names and texts in it were quoted by SQLGlot."""
    return cast(LiteralString, text)  # type: ignore[redundant-cast]
