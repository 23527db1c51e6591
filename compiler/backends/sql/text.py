"""A statement as text, by the generators of SQLGlot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.spark import Spark
from sqlglot.generator import Generator

if TYPE_CHECKING:
    from compiler.backends.sql.dialects import Dialect


def written(query: exp.Expr, dialect: Dialect, *, pretty: bool = False) -> str:
    """The text of a statement, which is used up."""
    if dialect.name == "spark":
        return _spark(pretty=pretty).generate(query, copy=False)
    return query.sql(dialect=dialect.name, pretty=pretty, copy=False)


def _spark(*, pretty: bool) -> Generator:
    """That of Spark, but for what it looks for in every query and every type to write it otherwise: arrays that are unnested,
    DISTINCT ON, ANY, JSON. Our statements have none of those, and to look for them takes longer than all the rest."""
    found = Spark().generator(pretty=pretty)
    found._dispatch = found._dispatch | {exp.Select: Generator.select_sql, exp.Cast: Generator.cast_sql}
    return found
