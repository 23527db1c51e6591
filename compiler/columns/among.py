"""Reductions over the rows of a table that match a row: the nodes of populations and of lists held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Literal

from attrs import frozen

from compiler.columns.layout import Table
from compiler.columns.nodes import Among, Builder, Node

Match = tuple[Node, Node]
"""What each row of the source has, and what this row has."""


@frozen(eq=False)
class Matching:
    """The rows of `source` that match a row of `base`, or of a table below it where what it has stands there. `most` is an upper
    bound for how many those are, `always` are keys that all must share."""

    b: Builder
    source: Table
    base: Table
    most: int
    always: tuple[Match, ...] = ()

    @classmethod
    def in_list(cls, b: Builder, elements: Table) -> Matching:
        """The elements of a list, for a row within the one that the list stands in."""
        parent = elements.above[-1]
        place = row(b, parent, prod(b.bounds.most_rows(each) for each in (*parent.above, parent)))
        return cls(b, elements, parent, b.bounds.most_rows(elements), ((place, place),))

    def sum(self, number: Node, keys: Sequence[Match], order: Match | None = None) -> Node:
        if number.constant == 0:
            return number
        low, high = min(0, number.low) * self.most, max(0, number.high) * self.most
        return self._node("sum among", [number], keys, order, low, high)

    def extreme(self, op: Literal["lowest", "highest"], number: Node, where: Node, keys: Sequence[Match]) -> Node:
        if where.constant is False:
            return self.b.number(0)
        low, high = min(0, number.low), max(0, number.high)
        return self._node(f"{op} among", [number, where], keys, None, low, high)

    def distinct(self, value: Node, where: Node, keys: Sequence[Match]) -> Node:
        if where.constant is False:
            return self.b.number(0)
        return self._node("distinct among", [value, where], keys, None, 0, self.most)

    def _node(
        self, op: str, first: Sequence[Node], keys: Sequence[Match], order: Match | None, low: int, high: int
    ) -> Node:
        b = self.b
        keys = [*self.always, *keys]
        pairs = [*keys, *([] if order is None else [order])]
        target = self.base
        for _, this in pairs:
            if this.table is not None and len(this.table.above) > len(target.above):
                target = this.table
        args = [self._at(each, self.source) for each in first]
        for each, this in pairs:
            args += [self._at(each, self.source), self._at(this, target)]
        data = Among(self.source, len(keys), order is not None)
        return b.node(op, tuple(args), "int", low, high, data, target)

    def _at(self, node: Node, table: Table) -> Node:
        return node if node.table is None else self.b.down(node, table)


def row(b: Builder, table: Table, rows: int) -> Node:
    """The number of each row."""
    return b.node("row", (), "int", 0, max(rows - 1, 0), table, table)
