"""Decision tables, their cells in columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final, assert_never

from attrs import frozen

from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.lines import Line, column
from dsl.syntax import (
    Cell,
    CellBetween,
    CellPart,
    CellState,
    CellTest,
    Comparison,
    Expr,
    Header,
    Ref,
    Row,
)

_ANYTHING: Final = "-"
_STATES: Final = {"none": "NONE", "known": "KNOWN", "unknown": "UNKNOWN"}
_ABSENT: Final = "none"  # the name under which the tree keeps an output that is none


@frozen
class TablePrinter:
    expressions: ExpressionPrinter

    def table(self, header: Header, rows: Sequence[Row], level: int) -> list[Line]:
        """`| input | => output |` and a line for each row."""
        spelling = self.expressions.spelling
        outputs = [spelling.name(name) for name in header.outputs]
        outputs[0] = f"=> {outputs[0]}"
        texts = [[*map(self.expressions.operand, header.inputs), *outputs]]
        texts += [[*map(self._cell, row.tests), *map(self._output, row.outputs)] for row in rows]
        columns = [column(cells) for cells in zip_longest(*texts, fillvalue="")]
        nodes = [header, *rows]
        return [
            Line(level, f"| {' | '.join(cells)} |", node)
            for node, cells in zip(nodes, zip(*columns, strict=True), strict=True)
        ]

    def _cell(self, cell: Cell) -> str:
        return ", ".join(map(self._alternative, cell.alternatives)) or _ANYTHING

    def _alternative(self, part: CellPart) -> str:
        expressions = self.expressions
        match part:
            case CellTest(comparison=Comparison.IS, value=value):
                return expressions.option(value)
            case CellTest(comparison=comparison, value=value):
                return f"{expressions.spelling.comparison(comparison)} {expressions.option(value)}"
            case CellBetween(low=low, high=high):
                between, and_ = expressions.spelling.word("BETWEEN"), expressions.spelling.word("AND")
                return f"{between} {expressions.operand(low)} {and_} {expressions.operand(high)}"
            case CellState(state=state):
                return expressions.spelling.word(_STATES[state])
            case _:
                assert_never(part)

    def _output(self, output: Expr) -> str:
        if isinstance(output, Ref) and output.name.text == _ABSENT:
            return self.expressions.spelling.word("NONE")
        return self.expressions.option(output)
