"""Databases with the tables that a test asks for."""

from __future__ import annotations

from typing import Any

import duckdb
import psycopg
import pytest

from tests.agreement.ways import environment, needs


def holding(tables: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that these statements fill, as the command is told of it; skips the test where there is no server."""
    if engine == "duckdb":
        with duckdb.connect("register.duckdb") as connection:
            connection.execute(tables)
        return "register.duckdb"
    needs("postgres")
    for name, value in environment("postgres").items():
        monkeypatch.setenv(name, value)
    with psycopg.connect() as connection:
        connection.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
        connection.execute(tables)
    return "postgresql:///postgres"


def answers(place: str, statement: str) -> list[tuple[Any, ...]]:
    if place == "register.duckdb":
        with duckdb.connect(place, read_only=True) as connection:
            return connection.execute(statement).fetchall()
    with psycopg.connect() as server:
        return server.execute(statement).fetchall()  # type: ignore[arg-type]
