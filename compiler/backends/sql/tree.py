"""Parts of a statement as nodes of SQLGlot, put together as they stand: the builders of SQLGlot copy what they are given, and
parse words such as `left`, which takes most of the time that a long statement costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def selected(source: exp.Expr, *columns: exp.Expr) -> exp.Select:
    """`SELECT columns FROM source`"""
    from sqlglot import exp

    return exp.Select(expressions=list(columns), from_=exp.From(this=source))


def joined(query: exp.Select, other: exp.Expr, on: exp.Expr, side: str | None = "LEFT") -> exp.Select:
    """With a join, of which the rows without a match are kept unless `side` is None."""
    from sqlglot import exp

    query.append("joins", exp.Join(this=other, on=on, **({} if side is None else {"side": side})))
    return query


def grouped(query: exp.Select, *keys: exp.Expr) -> exp.Select:
    from sqlglot import exp

    query.set("group", exp.Group(expressions=list(keys)))
    return query


def within(query: exp.Query, name: str) -> exp.Subquery:
    """A query in parentheses, under a name."""
    from sqlglot import exp

    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.Identifier(this=name, quoted=True)))


def read_by(query: exp.Expr) -> Iterator[str]:
    """The names of the tables that a query reads, as often as it reads them."""
    from sqlglot import exp

    match query:
        case exp.Table():
            yield query.name
        case exp.Subquery():
            yield from read_by(query.this)
        case exp.SetOperation():
            yield from read_by(query.this)
            yield from read_by(query.expression)
        case exp.Select():
            for each in (query.args["from_"], *(query.args.get("joins") or ())):
                yield from read_by(each.this)


# --- expressions ------------------------------------------------------------------------------------------------------


def equal(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    return exp.EQ(this=one, expression=other)


def is_null(found: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    return exp.Is(this=found, expression=exp.Null())


def is_given(found: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    return exp.Not(this=is_null(found))


def cases(
    pairs: Iterable[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None = None, of: exp.Expr | None = None
) -> exp.Case:
    """The first of the values of which the condition holds (of which `of` is equal to the other, where that is given)."""
    from sqlglot import exp

    found = exp.Case(ifs=[exp.If(this=condition, true=told) for condition, told in pairs])
    if of is not None:
        found.set("this", of)
    if otherwise is not None:
        found.set("default", otherwise)
    return found


def cast_to(found: exp.Expr, name: str) -> exp.Expr:
    """In a type by its name."""
    from sqlglot import exp

    return exp.Cast(this=found, to=_type(name).copy())


@cache
def _type(name: str) -> exp.DataType:
    from sqlglot import exp

    return exp.DataType.build(name)
