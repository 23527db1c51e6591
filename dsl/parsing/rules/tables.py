"""Decision tables."""

from __future__ import annotations

from typing import Any

from dsl import syntax as s
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.source import Span


class TableRules(Rules):
    def decision_header(self, span: Span, *cells: Any) -> s.Header:
        outputs = tuple(cell for cell in cells if isinstance(cell, s.Name))
        return s.Header(tuple(heads.bare(cell) for cell in cells if not isinstance(cell, s.Name)), outputs, span=span)

    def decision_row(self, span: Span, *cells: s.Cell) -> heads.RowCells:
        return heads.RowCells(cells, span)

    def any_cell(self, span: Span) -> s.Cell:
        return s.Cell((), span=span)

    def cell(self, span: Span, *alternatives: s.CellPart) -> s.Cell:
        return s.Cell(alternatives, span=span)

    def cell_is(self, span: Span, value: Any) -> s.CellTest:
        return s.CellTest(s.Comparison.IS, heads.bare(value), span=span)

    def cell_test(self, span: Span, comparison: s.Comparison, value: Any) -> s.CellTest:
        return s.CellTest(comparison, heads.bare(value), span=span)

    def cell_between(self, span: Span, low: Any, high: Any) -> s.CellBetween:
        return s.CellBetween(heads.bare(low), heads.bare(high), span=span)

    def cell_none(self, span: Span) -> s.CellState:
        return s.CellState("none", span=span)

    def cell_known(self, span: Span) -> s.CellState:
        return s.CellState("known", span=span)

    def cell_unknown(self, span: Span) -> s.CellState:
        return s.CellState("unknown", span=span)
