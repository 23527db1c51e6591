"""Parts of a statement as nodes of SQLGlot, put together as they stand: the builders of SQLGlot copy what they are given, and
parse words such as `left`, which takes most of the time that a long statement costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial, reduce

from sqlglot import exp


def selected(source: exp.Expr, *columns: exp.Expr) -> exp.Select:
    """`SELECT columns FROM source`"""
    return exp.Select(expressions=list(columns), from_=exp.From(this=source))


def joined(query: exp.Select, other: exp.Expr, on: exp.Expr, side: str | None = "LEFT") -> exp.Select:
    """With a join, of which the rows without a match are kept unless `side` is None."""
    query.append("joins", exp.Join(this=other, on=on, **({} if side is None else {"side": side})))
    return query


def grouped(query: exp.Select, *keys: exp.Expr) -> exp.Select:
    query.set("group", exp.Group(expressions=list(keys)))
    return query


def step(name: str, query: exp.Query, *, kept: bool) -> exp.CTE:
    """`name AS (query)`: worked out once, however often it is read, where it is `kept`."""
    alias = exp.TableAlias(this=exp.Identifier(this=name, quoted=True))
    return exp.CTE(this=query, alias=alias, materialized=True if kept else None)


def within(query: exp.Query, name: str) -> exp.Subquery:
    """A query in parentheses, under a name."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.Identifier(this=name, quoted=True)))


def read_by(query: exp.Expr) -> Iterator[str]:
    """The names of the tables that a query reads, as often as it reads them."""
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


def times_read(steps: Iterable[tuple[str, exp.Expr]], query: exp.Expr) -> int:
    """How often tables are read where no step is kept: each is worked out wherever it is read, the whole of those that it rests
    on."""
    times: dict[str, int] = {}
    for name, each in steps:
        times[name] = sum(times.get(read, 1) for read in read_by(each))
    return sum(times.get(read, 1) for read in read_by(query))


# --- expressions ------------------------------------------------------------------------------------------------------


def combined(kind: type[exp.And] | type[exp.Or], parts: Iterable[exp.Expr]) -> exp.Expr:
    """All or any of one or more conditions."""
    found = [*parts]
    if len(found) > 1:
        found = [inside(each, exp.Connector) for each in found]
    return reduce(lambda one, other: kind(this=one, expression=other), found)


def inside(found: exp.Expr, *kinds: type[exp.Expr]) -> exp.Expr:
    """In parentheses, where it is one of the kinds."""
    return exp.Paren(this=found) if isinstance(found, kinds) else found


def negated(found: exp.Expr) -> exp.Expr:
    """The opposite of a condition that is never `NULL`."""
    if isinstance(found, exp.Not):
        return found.this  # type: ignore[no-any-return]
    return exp.Not(this=inside(found, exp.Connector))


def equal(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    return exp.EQ(this=one, expression=other)


def is_null(found: exp.Expr) -> exp.Expr:
    return exp.Is(this=found, expression=exp.Null())


def is_given(found: exp.Expr) -> exp.Expr:
    return exp.Not(this=is_null(found))


def cases(
    pairs: Iterable[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None = None, of: exp.Expr | None = None
) -> exp.Case:
    """The first of the values of which the condition holds (of which `of` is equal to the other, where that is given)."""
    found = exp.Case(ifs=[exp.If(this=condition, true=told) for condition, told in pairs])
    if of is not None:
        found.set("this", of)
    if otherwise is not None:
        found.set("default", otherwise)
    return found


def cast_to(found: exp.Expr, name: str) -> exp.Expr:
    """In a type by its name."""
    return exp.Cast(this=found, to=_type(name)())


@cache
def _type(name: str) -> Callable[[], exp.Expr]:
    """What makes the type: a number with a count of digits, or one without more, is made faster than copied."""
    found = exp.DataType.build(name)
    if not found.expressions:
        return partial(exp.DataType, this=found.this)
    if found.this == exp.DataType.Type.DECIMAL:
        digits = [each.name for each in found.expressions]
        return lambda: exp.DataType(
            this=found.this, expressions=[exp.DataTypeParam(this=exp.Literal.number(each)) for each in digits]
        )
    return found.copy
