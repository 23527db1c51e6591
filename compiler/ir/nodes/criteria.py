"""Criteria, decision tables and named values, with what they cite."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from attrs import field

from compiler.ir.nodes.expressions import Expr
from compiler.ir.values import Scalar
from dsl.frozen import frozen
from dsl.kinds import Kind
from dsl.source import NOWHERE, Span


@frozen
class Citation:
    document: str
    keys: tuple[str, ...]
    place: str | None = None

    def __str__(self) -> str:
        return ", ".join([f"{self.document} {', '.join(self.keys)}".rstrip(), *filter(None, [self.place])])


@frozen
class Criterion:
    """`applies` and `unless` are None where not written. Ids are unique within a policy."""

    id: str
    kind: Literal["requirement", "exclusion"]
    title: str | None
    citations: tuple[Citation, ...]
    applies: Expr | None
    body: Expr
    unless: Expr | None
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class Row:
    """`test` is one condition per input (a Lit(True) where any value does)."""

    tests: tuple[Expr, ...]
    outputs: tuple[Scalar, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class Table:
    """A decision table. `unique`: at most one row can hold; `first`: the first row that holds."""

    id: str
    title: str | None
    hit: Literal["unique", "first"]
    citations: tuple[Citation, ...]
    inputs: tuple[Expr, ...]
    inputs_said: tuple[str, ...]
    outputs: tuple[str, ...]
    output_kinds: tuple[Kind, ...]
    rows: tuple[Row, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)

    @cached_property
    def uncovered(self) -> Expr:
        """That no row holds: no as soon as the known facts rule it out."""
        from compiler.ir.uncovered import uncovered  # it stands on this module

        return uncovered(self.rows)


@frozen
class Computed:
    """A named value, for examples and explanations; criteria hold its expression in their own."""

    id: str
    title: str | None
    kind: Kind
    citations: tuple[Citation, ...]
    expr: Expr
