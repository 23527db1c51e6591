"""What the builder hands to the assembly of statements: heads, bodies and rows that are not nodes of the tree."""

from __future__ import annotations

from typing import Any, Literal

from dsl import syntax as s
from dsl.frozen import frozen
from dsl.source import Span


@frozen
class Parenthesised:
    """An expression in parentheses; they matter only to the expression that holds it."""

    inner: s.Expr
    span: Span


@frozen
class Body:
    expr: s.Expr


@frozen
class Widening:
    """A further alternative or exception: the members of its block, still to be put in order."""

    word: Literal["alternative", "exception"]
    target: s.Target
    members: tuple[Any, ...]
    span: Span


@frozen
class RowCells:
    """The cells of a table row; how many are outputs is known with the header."""

    cells: tuple[s.Cell, ...]
    span: Span


@frozen
class KeyedCells:
    """A line of a table of keys: None where its cell is `-`, the word `from` where it stands."""

    cells: tuple[Any, ...]
    span: Span


@frozen
class Yearly:
    """The last option of a choice that has a value for each year."""

    name: s.Name
    span: Span


@frozen
class Head:
    """The head of a statement; `kind` is the name of its keyword's terminal."""

    kind: str
    span: Span
    name: s.Name | None = None
    title: s.Text | None = None
    key: str | None = None
    names: tuple[s.Name, ...] = ()
    size: s.Quantity | None = None
    text: s.Text | None = None
    type: s.TypeExpr | None = None
    modules: tuple[str, ...] = ()


Typed = tuple[s.TypeExpr, tuple[s.Attribute, ...]]
Listed = tuple[tuple[s.Name, ...], tuple[s.Attribute, ...], bool]
"""The options, the attributes, and whether there is a value for each year."""


def bare(expr: Any) -> Any:
    return expr.inner if isinstance(expr, Parenthesised) else expr


def open_end(expr: Any) -> s.Expr | None:
    """The part of an expression whose inline condition runs to its right end, unless that end is a parenthesis."""
    match expr:
        case s.Compare(right=last) | s.Not(operand=last):
            return open_end(last) if _ends_with(expr, last) else None
        case s.Quantified(condition=last) | s.Has(condition=last):
            return expr if last is not None and _ends_with(expr, last) else None
        case s.Count(where=last) | s.Aggregate(where=last) | s.Standing(where=last):
            return expr if last is not None and _ends_with(expr, last) else None
        case _:
            return None


def _ends_with(whole: s.Expr, last: s.Expr) -> bool:
    """Whether a part ends where the whole ends; it does not when it stands in parentheses."""
    return whole.span.end == last.span.end
