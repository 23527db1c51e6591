"""A statement as text, by the generators of SQLGlot."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Written
from sqlglot.generator import Generator

if TYPE_CHECKING:
    from compiler.backends.sql.dialects import Dialect

Told = Callable[[Generator, Any], str]


def written(query: exp.Expr, dialect: Dialect, *, pretty: bool = False) -> str:
    """The text of a statement, which is used up.

    The generator of a dialect, but for what it looks for in every query and every type to write it otherwise: `CONNECT BY`,
    `QUALIFY`, semi-joins, arrays that are unnested, `DISTINCT ON`, JSON, texts and times of a length. Our statements have none of
    those, and to look for them takes a third of the time, in Spark most of it.
    """
    found = Written.get_or_raise(dialect.name).generator(pretty=pretty, comments=False)
    found._dispatch = _plainly(dialect.name)
    return found.generate(query, copy=False)


@cache
def _plainly(dialect: str) -> dict[type[exp.Expr], Told]:
    """How a dialect writes each kind of node."""
    usual: dict[type[exp.Expr], Told] = Written.get_or_raise(dialect).generator()._dispatch
    types: dict[object, str] = {}
    type_sql = usual[exp.DataType]

    def plain(generator: Generator, found: exp.Expr) -> str:
        if found.expressions:
            return type_sql(generator, found)
        if found.this not in types:
            types[found.this] = type_sql(generator, found)
        return types[found.this]

    plainly = usual | {exp.Select: Generator.select_sql, exp.DataType: plain}
    return plainly | {exp.Cast: Generator.cast_sql} if dialect == "spark" else plainly
