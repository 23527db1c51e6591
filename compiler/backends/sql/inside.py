"""Databases with tables of providers: what stands in them, and the decisions on their rows, made by the database itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen
from sqlglot import exp

from compiler.backends.sql import postgres, spark, tree
from compiler.backends.sql.carrying import Carrying
from compiler.backends.sql.dialects import DUCKDB, POSTGRES, SPARK, Dialect, Unavailable, failed, grown
from compiler.backends.sql.names import named
from compiler.backends.sql.origins import MOST_JUDGED, Origin, Origins, Percent
from compiler.backends.sql.reading import Reading, table_named
from compiler.backends.sql.seen import Fields, Many, Seen, Shape, seen
from compiler.backends.sql.statement import Statement
from compiler.columns.layout import Layout, Table
from compiler.columns.nodes import Node, Refused, too_wide
from compiler.columns.program import Program, in_order, lower
from compiler.ir.nodes import Policy

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

NARROWER = (53, 46, 40, 34)
"""How many bits a number may take: fewer where the products and sums of a policy would outgrow every column."""


class Database(Protocol):
    @property
    def dialect(self) -> Dialect: ...

    def columns(self, table: str) -> list[Seen]:
        """Those of a table, by its name as SQL has it."""

    def rows(self, query: str) -> pl.DataFrame: ...


# --- databases --------------------------------------------------------------------------------------------------------


@frozen
class _Postgres:
    connection: Any
    dialect: Dialect = POSTGRES

    def columns(self, table: str) -> list[Seen]:
        name = table_named(table, POSTGRES).sql(dialect=POSTGRES.name)
        (relation,) = self.connection.execute("SELECT %s::regclass::oid", (name,)).fetchone()
        return [*seen(self._fields(relation), "timestamp without time zone")]

    def _fields(self, relation: int) -> Fields:
        asked = (
            "SELECT attname, atttypid, atttypmod FROM pg_attribute"
            " WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        )
        found = self.connection.execute(asked, (relation,)).fetchall()
        return Fields(tuple((name, self._shape(type, more)) for name, type, more in found))

    def _shape(self, type: int, more: int) -> Shape:
        asked = "SELECT format_type(oid, %s), typcategory, typelem, typtype, typrelid FROM pg_type WHERE oid = %s"
        said, category, element, form, relation = self.connection.execute(asked, (more, type)).fetchone()
        if category == "A" and element:  # a domain over an array has no elements of its own
            return Many(self._shape(element, more), said)
        return self._fields(relation) if form == "c" else "text" if form == "e" else str(said)

    def rows(self, query: str) -> pl.DataFrame:
        return postgres.read(self.connection, query)


@frozen
class _DuckDb:
    connection: Any
    dialect: Dialect = DUCKDB

    def columns(self, table: str) -> list[Seen]:
        name = table_named(table, DUCKDB).sql(dialect=DUCKDB.name)
        found = self.connection.sql(f"SELECT * FROM {name} LIMIT 0")
        named = zip(found.columns, map(self._shape, found.types), strict=True)
        return [*seen(Fields(tuple(named)), "timestamp")]

    def _shape(self, type: Any) -> Shape:
        if type.id in ("list", "array"):
            return Many(self._shape(type.children[0][1]), str(type))
        if type.id == "struct":
            return Fields(tuple((name, self._shape(each)) for name, each in type.children))
        return "text" if type.id == "enum" else str(type)

    def rows(self, query: str) -> pl.DataFrame:
        import polars as pl

        return pl.DataFrame(self.connection.sql(query))


@frozen
class _Spark:
    spark: Any
    dialect: Dialect = SPARK

    def columns(self, table: str) -> list[Seen]:
        name = table_named(table, SPARK).sql(dialect=SPARK.name)
        return [*seen(self._fields(self.spark.table(name).schema), "timestamp_ntz")]

    def _fields(self, type: Any) -> Fields:
        return Fields(tuple((each.name, self._shape(each.dataType)) for each in type.fields))

    def _shape(self, type: Any) -> Shape:
        if type.typeName() == "array":
            return Many(self._shape(type.elementType), type.simpleString())
        return self._fields(type) if type.typeName() == "struct" else str(type.simpleString())

    def rows(self, query: str) -> pl.DataFrame:
        import polars as pl

        return pl.DataFrame(self.spark.sql(query).toArrow())


@contextmanager
def database(engine: str, address: str = "", file: Path | None = None) -> Iterator[Database]:
    """PostgreSQL at an address (without one libpq's environment says where), a file of DuckDB, or the session of Spark.

    Raises `Unavailable` where there is none, or it does not do what it is asked.
    """
    if engine == POSTGRES.name:
        with postgres.session(address) as connection:
            connection.execute("SET TRANSACTION READ ONLY")
            yield _Postgres(connection)
    elif engine == SPARK.name:
        with spark.session() as session:
            yield _Spark(session)
    else:
        import duckdb

        try:
            with duckdb.connect(str(file), read_only=True) as connection:
                connection.execute("SET enable_external_access = false")
                yield _DuckDb(connection)
        except duckdb.Error as error:
            raise Unavailable(failed(DUCKDB, str(error))) from None


# --- decisions --------------------------------------------------------------------------------------------------------


@frozen(eq=False)
class Inside:
    """A policy over tables in a database: the program, how they are read, and the columns that are looked at."""

    program: Program
    reading: Reading

    @classmethod
    def of(
        cls,
        policy: Policy,
        layout: Layout,
        tables: Mapping[Table, Origin],
        dialect: Dialect,
        percent: Percent | None,
        *,
        complete: bool,
        providers: int = MOST_JUDGED,
        also: Callable[[Program], Iterable[Node]] = lambda _: (),
    ) -> Inside:
        """`providers` is how many there are at most, `also` what is worked out besides the decisions. Raises `Refused` as `lower`
        does; numbers are held to fewer bits before they are too wide."""
        for bits in NARROWER:
            origins = Origins(tables, percent, bits, complete, providers)
            try:
                found = cls(lower(policy, origins), Reading(origins, dialect, layout.columns))
                more = tuple(also(found.program))
            except Refused as refused:
                if bits == NARROWER[-1] or refused.code != too_wide().code:
                    raise
            else:
                if bits == NARROWER[-1] or found.fits(dialect.most, more):
                    return found
        raise AssertionError

    def fits(self, most: int, more: Iterable[Node] = ()) -> bool:
        """Whether no number that can come up in a verdict, or in what is more, is larger. That goes without saying where no node
        that was made holds one."""

        def all_of(nodes: Iterable[Node]) -> bool:
            return all(-most <= each.low and each.high <= most for each in nodes)

        decided = [self.program.outcome, *(each.verdict for each in self.program.judged), *more]
        return all_of(self.program.b.made.values()) or all_of(in_order(decided))

    def made(self, outputs: Mapping[str, Node]) -> Statement:
        return self.carrying(outputs).made

    def carrying(self, outputs: Mapping[str, Node]) -> Carrying:
        return Carrying.of(outputs, self.reading.dialect, read=self.reading)


def counted(table: Origin, found: Database) -> int:
    """How many rows a table has. Raises `Refused`."""
    counts = tree.selected(table_named(table.name, found.dialect), named(exp.Count(this=exp.Star()), "rows"))
    return int(found.rows(counts.sql(dialect=found.dialect.name)).item())


def decided(
    inside: Inside, outputs: Mapping[str, Node], found: Database
) -> tuple[list[tuple[str | None, str]], list[str], pl.DataFrame]:
    """The rows that were rejected, each with the column that does not fit; the names of all others, and what came out.

    Raises `Unavailable` where there were more than it was made for."""
    import polars as pl

    carrying = inside.carrying(outputs)
    rows = found.rows(carrying.query)
    if rows.height > inside.reading.origins.providers:
        raise Unavailable(grown(found.dialect))
    wrong = rows.filter(pl.col("rejected").is_not_null())
    good = rows.filter(pl.col("rejected").is_null())
    told = wrong.select("row", "rejected").iter_rows()
    rejected = [(name if name is None else str(name), str(column)) for name, column in told]
    return rejected, good["row"].cast(pl.String).to_list(), carrying.answer(good)
