"""Operations that databases write differently: whole division, patterns of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.backends.sql.dialects import POSTGRES, SPARK, Dialect
from compiler.backends.sql.patterns import translated
from compiler.columns.nodes import Refused
from dsl.diagnostics import Words

if TYPE_CHECKING:
    from sqlglot import exp


def quotient(dialect: Dialect, left: exp.Expr, right: exp.Expr, *, wide: bool) -> exp.Expr:
    """Of whole numbers in one type, the divisor more than 0; rounded to zero."""
    from sqlglot import exp

    if dialect is POSTGRES and not wide:
        return exp.Div(this=left, expression=right, typed=True, safe=False)
    if dialect is SPARK and wide:  # its whole division has 64 bits; this one has no remainder
        rest = exp.paren(exp.Mod(this=left.copy(), expression=right.copy()))
        return exp.Div(this=exp.paren(exp.Sub(this=left, expression=rest)), expression=right, typed=False, safe=False)
    return exp.IntDiv(this=left, expression=right)


def matches(dialect: Dialect, text: exp.Expr, pattern: str) -> exp.Expr:
    """The whole text matches a pattern of RE2. Raises `Refused` for one that means something else to the database."""
    from sqlglot import exp

    if dialect.name == "duckdb":  # RE2 itself
        return exp.RegexpFullMatch(this=text, expression=exp.Literal.string(pattern))
    found = translated(pattern, dialect.name)
    if found is None:
        en = f"{dialect.said} may read the pattern `{pattern}` otherwise"
        raise Refused(Words(en, f"{dialect.said} kan het patroon `{pattern}` anders lezen"))
    return exp.RegexpLike(this=text, expression=literal(dialect, found))


def literal(dialect: Dialect, text: str) -> exp.Expr:
    """A text as it stands. Raises `Refused` where the database cannot hold it."""
    from sqlglot import exp

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
