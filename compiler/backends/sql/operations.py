"""Operations that databases write differently: whole division, patterns of texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce

from sqlglot import exp

from compiler.backends.sql import tree
from compiler.backends.sql.dialects import DUCKDB, POSTGRES, SPARK, Dialect
from compiler.backends.sql.names import as_identifier, named
from compiler.backends.sql.patterns import translated
from compiler.columns.nodes import Refused
from dsl.diagnostics import Words


def quotient(dialect: Dialect, left: exp.Expr, right: exp.Expr, *, wide: bool) -> exp.Expr:
    """Of whole numbers in one type, the divisor more than 0; rounded to zero."""
    if dialect is POSTGRES and not wide:
        return exp.Div(this=left, expression=right, typed=True, safe=False)
    if dialect is SPARK and wide:  # its whole division has 64 bits; this one has no remainder
        rest = exp.paren(exp.Mod(this=left.copy(), expression=right.copy()))
        return exp.Div(this=exp.paren(exp.Sub(this=left, expression=rest)), expression=right, typed=False, safe=False)
    return exp.IntDiv(this=left, expression=right)


def matches(dialect: Dialect, text: exp.Expr, pattern: str) -> exp.Expr:
    """The whole text matches a pattern of RE2. Raises `Refused` for one that means something else to the database."""
    if dialect.name == "duckdb":  # RE2 itself
        return exp.RegexpFullMatch(this=text, expression=exp.Literal.string(pattern))
    found = translated(pattern, dialect.name)
    if found is None:
        en = f"{dialect.said} may read the pattern `{pattern}` otherwise"
        raise Refused(Words(en, f"{dialect.said} kan het patroon `{pattern}` anders lezen"))
    return exp.RegexpLike(this=text, expression=literal(dialect, found))


def options_in(dialect: Dialect, cell: Callable[[], exp.Expr], options: Sequence[str]) -> exp.Expr:
    """The options that an array of texts holds, a bit each; `NULL` where it is `NULL` or holds anything else."""
    words = [partial(literal, dialect, each) for each in options]
    every = exp.Array(expressions=[each() for each in words])
    only: exp.Expr

    def texts() -> exp.Expr:
        if dialect is SPARK:
            return cell()
        found = tree.cast_to(cell(), "TEXT[]")
        return exp.Collate(this=found, expression=as_identifier("C")) if dialect is POSTGRES else found

    if dialect is POSTGRES:
        known = _called("ARRAYCONTAINED", texts(), tree.cast_to(every, "TEXT[]"))
        deep = exp.Coalesce(this=is_deep(texts()), expressions=[exp.false()])
        only = exp.And(this=known, expression=exp.Not(this=deep))
    elif dialect is SPARK:
        rest = reduce(lambda left, word: _called("ARRAY_REMOVE", left, word()), words, texts())
        only = tree.equal(_called("SIZE", rest), exp.Literal.number(0))
    else:  # an element that is `NULL` is passed over, but for the length
        known = tree.equal(_called("LIST_COUNT", texts()), _called("LEN", texts()))
        only = exp.And(this=_called("LIST_HAS_ALL", every, texts()), expression=known)
    found: exp.Expr = exp.Literal.number(0)
    for at, word in enumerate(words):
        if dialect is POSTGRES:
            holds: exp.Expr = tree.equal(word(), exp.Any(this=exp.Paren(this=texts())))
        else:
            holds = _called("ARRAY_CONTAINS" if dialect is SPARK else "LIST_CONTAINS", texts(), word())
        bit = tree.cases([(holds, exp.Literal.number(1 << at))], exp.Literal.number(0))
        found = exp.Add(this=found, expression=bit)
    return tree.cases([(only, found)])


def elements(dialect: Dialect, cell: exp.Expr, place: str, element: str) -> list[exp.Expr]:
    """The elements of a list, a row each, with the place of each among them."""
    if dialect is SPARK:
        made = exp.Anonymous(this="POSEXPLODE", expressions=[cell])
        return [exp.Aliases(this=made, expressions=[as_identifier(place), as_identifier(element)])]
    places: exp.Expr
    if dialect is DUCKDB:
        places = exp.Anonymous(this="UNNEST", expressions=[_called("RANGE", _called("LEN", cell.copy()))])
    else:
        places = _called("GENERATE_SUBSCRIPTS", cell.copy(), exp.Literal.number(1))
    return [named(places, place), named(_called("UNNEST", cell), element)]


def is_deep(array: exp.Expr) -> exp.Expr:
    """Whether an array of PostgreSQL has rows of its own, which its type does not tell; `NULL` for one without elements."""
    return exp.GT(this=_called("ARRAY_NDIMS", array.copy()), expression=exp.Literal.number(1))


def _called(name: str, *args: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(args))


def days_between(dialect: Dialect, first: exp.Expr, day: exp.Expr) -> exp.Expr:
    """How many days a day is after another."""
    if dialect is SPARK:
        return exp.Anonymous(this="DATEDIFF", expressions=[day.copy(), first])
    return exp.Sub(this=day.copy(), expression=first)


def microseconds(dialect: Dialect, moment: exp.Expr) -> exp.Expr:
    """From 1970, of a moment without a time zone."""
    if dialect is DUCKDB:
        return exp.Anonymous(this="EPOCH_US", expressions=[moment.copy()])
    if dialect is POSTGRES:
        return _times(_part("EPOCH", moment), 1_000_000)
    start = tree.cast_to(exp.Literal.string("1970-01-01"), "DATE")  # Spark counts those with a time zone alone
    days = days_between(dialect, start, tree.cast_to(moment.copy(), "DATE"))
    parts = [(days, 86_400_000_000), (_part("HOUR", moment), 3_600_000_000), (_part("MINUTE", moment), 60_000_000)]
    counted = [_times(tree.cast_to(each, "BIGINT"), of_one) for each, of_one in parts]
    seconds = tree.cast_to(_times(_part("SECOND", moment), 1_000_000), "BIGINT")
    return reduce(lambda one, other: exp.Add(this=one, expression=other), [*counted, seconds])


def _part(name: str, moment: exp.Expr) -> exp.Expr:
    return exp.Extract(this=exp.Var(this=name), expression=moment.copy())


def _times(number: exp.Expr, times: int) -> exp.Expr:
    return exp.Mul(this=number, expression=exp.Literal.number(times))


def date_after(dialect: Dialect, days: exp.Expr) -> exp.Expr:
    """The date so many days after 1 January 1970."""
    start = tree.cast_to(exp.Literal.string("1970-01-01"), "DATE")
    days = tree.cast_to(days, "INT")
    if dialect is SPARK:
        return exp.Anonymous(this="DATE_ADD", expressions=[start, days])
    return exp.Add(this=start, expression=days)


def moment_after(dialect: Dialect, days: exp.Expr, rest: exp.Expr) -> exp.Expr:
    """The moment so many days and microseconds after the start of 1970, without a time zone."""
    start = tree.cast_to(exp.Literal.string("1970-01-01"), "TIMESTAMP_NTZ" if dialect is SPARK else "TIMESTAMP")
    days, rest = tree.cast_to(days, "INT"), tree.cast_to(rest, "BIGINT")
    if dialect is POSTGRES:
        units = ((days, "DAY"), (rest, "MICROSECOND"))
        added: list[exp.Expr] = [exp.Mul(this=each, expression=_one(unit)) for each, unit in units]
    elif dialect is SPARK:
        seconds = exp.Mul(this=tree.cast_to(rest, "DECIMAL(11, 0)"), expression=exp.Literal.number("0.000001"))
        zero = [exp.Literal.number(0), exp.Literal.number(0)]
        added = [exp.Anonymous(this="MAKE_DT_INTERVAL", expressions=[days, *zero, seconds])]
    else:
        added = [
            exp.Anonymous(this="TO_DAYS", expressions=[days]),
            exp.Anonymous(this="TO_MICROSECONDS", expressions=[rest]),
        ]
    return reduce(lambda one, other: exp.Add(this=one, expression=other), added, start)


def _one(unit: str) -> exp.Expr:
    return exp.Interval(this=exp.Literal.string("1"), unit=exp.Var(this=unit))


def literal(dialect: Dialect, text: str) -> exp.Expr:
    """A text as it stands. Raises `Refused` where the database cannot hold it."""
    if "\0" in text and not dialect.holds_nul:
        raise without_nul(dialect)
    if dialect is SPARK and "${" in text:  # it puts the value of a variable there, within quotes as well
        parts = text.split("${")
        ends = [f"{each}$" for each in parts[:-1]] + [parts[-1]]
        starts = [ends[0], *("{" + each for each in ends[1:])]
        return exp.Concat(expressions=[exp.Literal.string(each) for each in starts], safe=False, coalesce=False)
    return exp.Literal.string(text)


def without_nul(dialect: Dialect) -> Refused:
    en = f"{dialect.said} holds no text with a NUL character"
    return Refused(Words(en, f"{dialect.said} bevat geen tekst met een NUL-teken"))
