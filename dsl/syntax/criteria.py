"""Requirements, exclusions and decision tables."""

from __future__ import annotations

from typing import Literal

from dsl.frozen import frozen
from dsl.syntax.declarations import Source
from dsl.syntax.expressions import Comparison, Expr
from dsl.syntax.nodes import Name, Node
from dsl.syntax.values import Text


@frozen
class Applies(Node):
    condition: Expr


@frozen
class Unless(Node):
    condition: Expr


@frozen
class Criterion(Node):
    kind: Literal["requirement", "exclusion"]
    name: Name
    title: Text | None
    sources: tuple[Source, ...]
    applies: Applies | None
    body: Expr
    unless: Unless | None


@frozen
class CellTest(Node):
    """`≥ 25%`, `own agreement` (comparison IS)."""

    comparison: Comparison
    value: Expr


@frozen
class CellBetween(Node):
    low: Expr
    high: Expr


@frozen
class CellState(Node):
    state: Literal["none", "known", "unknown"]


CellPart = CellTest | CellBetween | CellState


@frozen
class Cell(Node):
    """What an input must be in a row: one of the alternatives; none at all stands for `-`, whatever it is."""

    alternatives: tuple[CellPart, ...]


@frozen
class Row(Node):
    tests: tuple[Cell, ...]
    outputs: tuple[Expr, ...]


@frozen
class Header(Node):
    inputs: tuple[Expr, ...]
    outputs: tuple[Name, ...]


@frozen
class Decision(Node):
    """A decision table; `hit` is None when not written, which means unique."""

    name: Name
    title: Text | None
    hit: Literal["unique", "first"] | None
    sources: tuple[Source, ...]
    header: Header
    rows: tuple[Row, ...]
