"""Providers as tables of a database, as people keep them: a column per fact, a table per list, `NULL` for what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from attrs import define, field

from compiler.backends.sql.dialects import DIALECTS
from compiler.backends.sql.finding import element_of, origin
from compiler.backends.sql.inside import Database, database
from compiler.backends.sql.origins import Origin, facts, type_wanted
from compiler.columns.encode import reached
from compiler.columns.layout import JUDGED, Column, Layout, Table
from compiler.ir.nodes import Policy
from compiler.ir.values import NONE, UNKNOWN
from compiler.records.quantities import simplest
from dsl.kinds import ChoiceKind, Kind, ListKind, NumberKind, RecordKind, SeriesKind, SetKind, TextKind

DECIMALS = 4


class NotWritten(Exception):
    """A provider that cannot be written as rows of tables: more digits than a column has, or a difference that no row shows."""


@define
class Written:
    """`columns` of a table by name, with the type of each; `rows` in the order of the columns."""

    columns: dict[str, str]
    rows: list[tuple[Any, ...]] = field(factory=list)


TYPES = {
    "yes/no": "BOOLEAN",
    "text": "TEXT",
    "texts": "TEXT[]",
    "date": "DATE",
    "moment": "TIMESTAMP",
    "duration": "TEXT",
}


class Register:
    """The tables of some providers, for databases of a dialect. `complete`: no row of a list means an empty one. `numbered`: the
    key of a provider is a number."""

    def __init__(self, policy: Policy, dialect: str, *, complete: bool, numbered: bool = False) -> None:
        self.policy = policy
        self.numbered = numbered
        self.layout = Layout.of(policy)
        self.complete = complete
        self.dialect = DIALECTS[dialect]
        self.written: dict[Table, Written] = {}
        self.cells: dict[Table, list[Column]] = {}
        self.key = "provider"
        years = self.years
        for table in self.layout.tables:
            read = {each.path for each in self.layout.columns if each.table == table}
            found = facts(policy, table, element_of(policy, self.layout, table), years)
            self.cells[table] = [
                each for each, is_list in found if not is_list and (each.path in read or each.path[:-1] in read)
            ]
            if any(each.name == "provider" for each in self.cells[table]):
                self.key = "key"
            keys = {self.key: "BIGINT" if numbered else "TEXT"} if len(table.above) < 2 else {"row above": "BIGINT"}
            keys |= {"row": "BIGINT"} if table.above else {}
            self.written[table] = Written(keys | {each.name: self._type(each) for each in self.cells[table]})

    @property
    def years(self) -> tuple[str, ...]:
        """Those of which a series has a column."""
        return tuple(str(each) for each in range(2018, 2028))

    def _type(self, column: Column) -> str:
        wanted = type_wanted(column)
        if wanted != "number":
            return TYPES[wanted]
        assert isinstance(column.kind, NumberKind)
        return "BIGINT" if column.kind.whole and column.kind.scale == 1 else f"DECIMAL(24, {DECIMALS})"

    def add(self, name: str | None, provider: Mapping[str, Any]) -> None:
        """Raises `NotWritten`, and then adds nothing. Without a name its row has no key, and those of its lists are of nobody."""
        rows: dict[Table, list[tuple[Any, ...]]] = {table: [] for table in self.written}
        self._row(JUDGED, provider, int(name) if self.numbered and name is not None else name, None, rows)
        for table, some in rows.items():
            self.written[table].rows += some

    def _row(
        self, table: Table, value: object, name: str | int | None, above: int | None, rows: dict[Table, list[Any]]
    ) -> None:
        if value is UNKNOWN:
            raise NotWritten
        key = len(rows[table]) + len(self.written[table].rows)
        keys = (name,) if not table.above else (name, key) if len(table.above) == 1 else (above, key)
        rows[table].append((*keys, *(self._cell(each, value) for each in self.cells[table])))
        self._tells_apart(table, value)
        for below in self.layout.tables:
            if below.above and below.above[-1] == table:
                found = reached(value, below.path[len(table.path) :])
                if found is UNKNOWN if self.complete else found == ():
                    raise NotWritten
                for each in found if isinstance(found, tuple) else ():
                    self._row(below, each, name, key, rows)

    def _tells_apart(self, table: Table, value: object) -> None:
        for column in self.layout.columns:
            if column.table == table and column.part == "given" and column.path:
                found = reached(value, column.path)
                if isinstance(found, Mapping) and not any(map(partial(self._filled, value), self._under(column))):
                    raise NotWritten  # known, but nothing in it

    def _filled(self, value: object, column: Column) -> bool:
        cell = self._cell(column, value)
        return bool(cell) if column.part == "none" else cell is not None

    def _under(self, column: Column) -> list[Column]:
        return [each for each in self.cells[column.table] if each.path[: len(column.path)] == column.path]

    def _cell(self, column: Column, row: object) -> object:
        found = reached(row, column.path)
        if column.part == "none":
            return found is NONE
        if found is UNKNOWN or found is NONE:
            return None
        if isinstance(column.kind, ChoiceKind):
            return str(found)
        if isinstance(column.kind, SetKind):
            assert isinstance(found, frozenset)
            return sorted(found)
        if not isinstance(column.kind, NumberKind):
            if isinstance(found, str) and not found.strip(" "):
                raise NotWritten  # unknown, in a table
            return found
        assert isinstance(found, int | Decimal | Fraction)
        number = Fraction(found) / (column.kind.scale if column.kind.form == "quantity" else 1)
        number *= 100 if column.kind.form == "percent" else 1
        plain = simplest(number)
        if isinstance(plain, Fraction) or (number * 10**DECIMALS).denominator != 1 or abs(number) > 10**9:
            raise NotWritten
        return int(number) if self._type(column) == "BIGINT" else Decimal(plain)

    # --- in a database ------------------------------------------------------------------------------------------------

    @contextmanager
    def put(self, folder: Path) -> Iterator[tuple[Database, dict[Table, Origin]]]:
        """The tables in a database of their own, and where the facts stand in them."""
        names = {table: f"r{uuid4().hex[:8]}_{at}" for at, table in enumerate(self.written)}
        if self.dialect.name == "spark":
            with database("spark") as found:
                self.spark_view(found.spark, names)  # type: ignore[attr-defined]
                yield found, self._origins(found, names)
            return
        file = folder / "register.duckdb"
        self._fill(file, names)
        with database(self.dialect.name, file=file) as found:
            yield found, self._origins(found, names)
        if self.dialect.name == "postgres":
            self._drop(names)
        file.unlink(missing_ok=True)

    def _origins(self, found: Database, names: Mapping[Table, str]) -> dict[Table, Origin]:
        return {
            table: origin(self.policy, self.layout, table, name, found.columns(name), {}, self.key)
            for table, name in names.items()
        }

    def _drop(self, names: Mapping[Table, str]) -> None:
        import psycopg

        with psycopg.connect() as connection:
            for each in names.values():
                connection.execute(f"DROP TABLE IF EXISTS {each}")  # type: ignore[arg-type]

    def spark_view(self, spark: Any, names: Mapping[Table, str]) -> None:
        for table, written in self.written.items():
            _spark_view(spark, names[table], written)

    def _fill(self, file: Path, names: Mapping[Table, str]) -> None:
        import duckdb
        import psycopg

        connection: Any = duckdb.connect(str(file)) if self.dialect.name == "duckdb" else psycopg.connect()
        self.fill(connection, names)
        connection.commit()
        connection.close()

    def fill(self, connection: Any, names: Mapping[Table, str]) -> None:
        mark = "?" if self.dialect.name == "duckdb" else "%s"
        cursor = connection.cursor()
        for table, written in self.written.items():
            columns = ", ".join(
                '"{}" {}'.format(name.replace('"', '""'), kind) for name, kind in written.columns.items()
            )
            cursor.execute(f"CREATE TABLE {names[table]} ({columns.replace('%', '%%')})")
            if written.rows:
                marks = ", ".join([mark] * len(written.columns))
                cursor.executemany(f"INSERT INTO {names[table]} VALUES ({marks})", written.rows)


def _spark_view(spark: Any, name: str, written: Written) -> None:
    from pyspark.sql import types

    kinds = {"BOOLEAN": types.BooleanType(), "TEXT": types.StringType(), "DATE": types.DateType()}
    kinds |= {
        "TEXT[]": types.ArrayType(types.StringType()),
        "BIGINT": types.LongType(),
        "TIMESTAMP": types.TimestampNTZType(),
        f"DECIMAL(24, {DECIMALS})": types.DecimalType(24, DECIMALS),
    }
    schema = types.StructType([types.StructField(each, kinds[kind]) for each, kind in written.columns.items()])
    spark.createDataFrame(written.rows, schema).createOrReplaceTempView(name)


def written(
    policy: Policy,
    dialect: str,
    providers: Sequence[Mapping[str, Any]],
    *,
    complete: bool,
    numbered: bool = False,
    way: type[Register] = Register,
) -> tuple[Register, list[int]]:
    """The providers that can be written, with their places. Raises `Refused` for a fact that no table holds."""
    register = way(policy, dialect, complete=complete, numbered=numbered)
    kept = []
    for at, each in enumerate(providers):
        try:
            register.add(f"{at:04}", each)
        except NotWritten:
            continue
        kept.append(at)
    return register, kept


def storable(policy: Policy, kind: Kind, value: Any, *, complete: bool | None) -> Any:
    """A provider, or a value of one, as near as tables can hold it: with four digits, without elements and texts that nobody
    knows, and, where it is `complete`, with a list of nothing for one that is unknown, else the other way round; None: lists
    stand in columns, which tell all of those apart."""
    match kind, value:
        case ListKind(), _ if value is not NONE:
            if complete is None:
                own = () if value is UNKNOWN else value
                return (
                    UNKNOWN
                    if value is UNKNOWN
                    else tuple(storable(policy, kind.element, each, complete=None) for each in own)
                )
            found = () if value is UNKNOWN else value
            elements = [storable(policy, kind.element, each, complete=complete) for each in found]
            kept = tuple(each for each in elements if each is not UNKNOWN)
            return kept if kept or complete else UNKNOWN
        case RecordKind(name), Mapping():
            info = next(each for each in policy.records if each.name == name)
            cells = [
                (each.name, storable(policy, each.kind, value.get(each.name, UNKNOWN), complete=complete))
                for each in info.fields
            ]
            return {name: each for name, each in cells if each is not UNKNOWN} or UNKNOWN
        case SeriesKind(element), Mapping():
            years = [(year, storable(policy, element, each, complete=complete)) for year, each in value.items()]
            return {year: each for year, each in years if each is not UNKNOWN} or UNKNOWN
        case NumberKind(), Decimal():
            return round(value, DECIMALS - 2 if kind.form == "percent" else DECIMALS)
        case TextKind(), str():
            return value if value.strip(" ") else UNKNOWN
    return value
