"""Providers as one table of a database, with each list in a column of it: an array of records, or of values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from compiler.backends.sql.finding import YEARS, element_of, expected, origin, within
from compiler.backends.sql.inside import Database
from compiler.backends.sql.origins import Origin
from compiler.columns.encode import reached
from compiler.columns.layout import JUDGED, Table
from compiler.ir.values import UNKNOWN
from dsl.kinds import RecordKind
from tests.agreement.registers import DECIMALS, NotWritten, Register

UNREAD = "unread"
"""A field of elements of which nothing is read."""


@frozen
class Elements:
    """A type of lists: the type of each value, or of each field of a record."""

    of: str | Elements | Mapping[str, Held]


Held = str | Elements | Mapping[str, "Held"]
"""A type: of a value, of a list, or of a record by its fields."""


class Nested(Register):
    """The table of some providers. No list is complete: an empty one is told from an unknown one by itself."""

    def add(self, name: str | None, provider: Mapping[str, Any]) -> None:
        own = self._record(JUDGED, provider)
        key = int(name) if self.numbered and name is not None else name
        self.written[JUDGED].rows.append((key, *own.values()))

    def _below(self, table: Table) -> list[Table]:
        return [each for each in self.layout.tables if each.above and each.above[-1] == table]

    def _record(self, table: Table, value: object) -> dict[str, Any]:
        self._tells_apart(table, value)
        found = {each.name: self._cell(each, value) for each in self.cells[table]}
        for below in self._below(table):
            path = below.path[len(table.path) :]
            elements = reached(value, path)
            known = [self._element(below, each) for each in elements] if isinstance(elements, tuple) else None
            found[" / ".join(path)] = known
        return found

    def _element(self, table: Table, value: object) -> Any:
        if value is UNKNOWN:
            return None
        if not isinstance(self._kind(table), RecordKind):
            return self._cell(self.cells[table][0], value) if self.cells[table] else 1
        return self._record(table, value) or {UNREAD: 1}

    def _kind(self, table: Table) -> object:
        return element_of(self.policy, self.layout, table)

    def fields(self, table: Table) -> dict[str, Held]:
        found: dict[str, Held] = {each.name: self._type(each) for each in self.cells[table]}
        return found | {" / ".join(each.path[len(table.path) :]): self._elements(each) for each in self._below(table)}

    def _elements(self, table: Table) -> Elements:
        if isinstance(self._kind(table), RecordKind):
            return Elements(self.fields(table) or {UNREAD: "BIGINT"})
        return Elements(self._type(self.cells[table][0]) if self.cells[table] else "BIGINT")

    # --- in a database ------------------------------------------------------------------------------------------------

    def _origins(self, found: Database, names: Mapping[Table, str]) -> dict[Table, Origin]:
        seen = {JUDGED: found.columns(names[JUDGED])}
        own = origin(self.policy, self.layout, JUDGED, names[JUDGED], seen[JUDGED], {}, self.key)
        tables = {JUDGED: own}
        for table in self.layout.tables[1:]:
            above = table.above[-1]
            nested = within(self.policy, self.layout, table, tables[above], seen[above], {})
            assert nested is not None
            tables[table], seen[table] = nested
        return tables

    @property
    def columns(self) -> dict[str, Held]:
        return {self.key: "BIGINT" if self.numbered else "TEXT"} | self.fields(JUDGED)

    def fill(self, connection: Any, names: Mapping[Table, str]) -> None:
        name = names[JUDGED]
        if self.dialect.name == "duckdb":
            kinds = ", ".join(f"{_quoted(each)} {_in_duckdb(kind)}" for each, kind in self.columns.items())
            connection.execute(f"CREATE TABLE {name} ({kinds})")
            for row in self.written[JUDGED].rows:
                connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
            return
        made: list[str] = []
        kinds = ", ".join(
            f"{_quoted(each)} {_in_postgres(kind, f'{name}_{_plain(each)}', made)}"
            for each, kind in self.columns.items()
        )
        for statement in (*made, f"CREATE TABLE {name} ({kinds})"):
            connection.execute(statement)
        for row in self.written[JUDGED].rows:
            cells = zip(row, self.columns.items(), strict=True)
            said = ", ".join(_literal(cell, kind, f"{name}_{_plain(each)}", connection) for cell, (each, kind) in cells)
            connection.execute(f"INSERT INTO {name} VALUES ({said})".replace("%", "%%"))

    def spark_view(self, spark: Any, names: Mapping[Table, str]) -> None:
        schema = _in_spark(self.columns)
        rows = [tuple(map(_as_rows, row)) for row in self.written[JUDGED].rows]
        spark.createDataFrame(rows, schema).createOrReplaceTempView(names[JUDGED])


class Unseen(Nested):
    """Records and series stand in columns of their own, too, and nobody looks at the table before the statement is made."""

    @property
    def years(self) -> tuple[str, ...]:
        return tuple(str(self.policy.as_of.year - back) for back in range(YEARS))

    def add(self, name: str | None, provider: Mapping[str, Any]) -> None:
        if any(each.isdecimal() and each not in self.years for each in _names(provider)):
            raise NotWritten
        super().add(name, provider)

    def _record(self, table: Table, value: object) -> dict[str, Any]:
        return _grouped(super()._record(table, value))

    def fields(self, table: Table) -> dict[str, Held]:
        return _grouped(super().fields(table))

    def _origins(self, found: Database, names: Mapping[Table, str]) -> dict[Table, Origin]:
        told = {
            (f"{table.name} / " if table.above else "") + each.name
            for table in self.cells
            for each in self.cells[table]
        }
        columns = {each: each for each in told if each.endswith(": none")}
        own = {JUDGED: names[JUDGED]}
        return expected(self.policy, self.layout, own, columns, self.key, nested=True)


def _names(value: object) -> set[str]:
    """All names of fields, and years, in a provider."""
    if isinstance(value, Mapping):
        return {*value}.union(*map(_names, value.values()))
    return set().union(*map(_names, value)) if isinstance(value, tuple) else set()


def _grouped(flat: Mapping[str, Any]) -> dict[str, Any]:
    """With the fields of each record together."""
    found: dict[str, Any] = {}
    for name, each in flat.items():
        *way, last = name.split(" / ")
        place = found
        for step in way:
            place = place.setdefault(step, {})
        place[last] = each
    return found


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _in_duckdb(kind: Held) -> str:
    match kind:
        case Elements(of=inner):
            return f"{_in_duckdb(inner)}[]"
        case Mapping():
            return f"STRUCT({', '.join(f'{_quoted(name)} {_in_duckdb(each)}' for name, each in kind.items())})"
    return str(kind)


def _plain(name: str) -> str:
    return "".join(each if each.isalnum() else "_" for each in name)


def _in_postgres(kind: Held, name: str, made: list[str]) -> str:
    """The type; composite ones are made first, each named after the way to it."""
    match kind:
        case Elements(of=inner):
            return f"{_in_postgres(inner, name, made)}[]"
        case Mapping():
            own = [f"{_quoted(each)} {_in_postgres(of, f'{name}_{_plain(each)}', made)}" for each, of in kind.items()]
            made.append(f"CREATE TYPE {name}_of AS ({', '.join(own)})")
            return f"{name}_of"
    return str(kind)


def _literal(value: Any, kind: Any, name: str, connection: Any) -> str:
    from psycopg import sql

    if value is None:
        return "NULL"
    if isinstance(kind, Mapping):
        cells = (_literal(value[own], inner, f"{name}_{_plain(own)}", connection) for own, inner in kind.items())
        return f"ROW({', '.join(cells)})::{name}_of"
    if not isinstance(kind, Elements):
        return sql.Literal(value).as_string(connection)
    if not isinstance(kind.of, Mapping):
        return f"{sql.Literal(value).as_string(connection)}::{kind.of}[]"
    rows = (_literal(each, kind.of, name, connection) for each in value)
    return f"ARRAY[{', '.join(rows)}]::{name}_of[]"


def _in_spark(fields: Mapping[str, Any]) -> Any:
    from pyspark.sql import types

    plain = {"BOOLEAN": types.BooleanType(), "TEXT": types.StringType(), "DATE": types.DateType()}
    plain |= {"TEXT[]": types.ArrayType(types.StringType()), "BIGINT": types.LongType()}
    plain |= {"TIMESTAMP": types.TimestampNTZType(), f"DECIMAL(24, {DECIMALS})": types.DecimalType(24, DECIMALS)}

    def of(kind: Any) -> Any:
        if isinstance(kind, Elements):
            return types.ArrayType(of(kind.of))
        return _in_spark(kind) if isinstance(kind, Mapping) else plain[kind]

    return types.StructType([types.StructField(name, of(kind)) for name, kind in fields.items()])


def _as_rows(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_rows(each) for each in value]
    return tuple(map(_as_rows, value.values())) if isinstance(value, dict) else value
