"""Databases with the tables that a test asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import duckdb
import psycopg
import pytest

from compiler.backends.sql.spark import session
from tests.agreement.ways import environment, needs


def holding(tables: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that these statements fill, as the command is told of it; skips the test where there is no server."""
    if engine == "duckdb":
        with duckdb.connect("register.duckdb") as connection:
            connection.execute(tables)
        return "register.duckdb"
    needs(engine)
    for name, value in environment(engine).items():
        monkeypatch.setenv(name, value)
    if engine == "spark":
        with session() as spark:
            for each in _views(tables):
                spark.sql(each).collect()
        return engine
    with psycopg.connect() as connection:
        connection.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
        connection.execute(tables)
    return "postgresql:///postgres"


def _views(tables: str) -> Iterator[str]:
    """For a `CREATE TABLE` and an `INSERT` with a row at a time: Spark makes no table without a warehouse."""
    statements = tables.split(";")
    for created, inserted in zip(statements[::2], statements[1::2], strict=True):
        found = re.fullmatch(r"\s*CREATE TABLE (\w+) \((.*)\)\s*", created, re.DOTALL)
        assert found is not None
        name, columns = found.groups()
        kinds = [re.split(r" (?![^`]*`)", each, maxsplit=1) for each in re.split(r", (?![0-9])", columns)]
        types = {"TEXT": "STRING", "TIMESTAMP": "TIMESTAMP_NTZ", "INTEGER": "INT"}
        cast = ", ".join(f"CAST(c{at} AS {types.get(kind, kind)}) AS {own}" for at, (own, kind) in enumerate(kinds))
        rows, places = inserted.partition("VALUES")[2], ", ".join(f"c{at}" for at in range(len(kinds)))
        yield f"CREATE OR REPLACE TEMPORARY VIEW {name} AS SELECT {cast} FROM VALUES {rows} AS t({places})"


def answers(place: str, statement: str) -> list[tuple[Any, ...]]:
    if place == "register.duckdb":
        with duckdb.connect(place, read_only=True) as connection:
            return connection.execute(statement).fetchall()
    if place == "spark":
        with session() as spark:
            return [tuple(each) for each in spark.sql(statement.rstrip().removesuffix(";")).collect()]
    with psycopg.connect() as server:
        return server.execute(statement).fetchall()  # type: ignore[arg-type]
