"""Which nodes of a program an engine keeps as columns, and in which order it works them out."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from compiler.columns.nodes import Node
from compiler.columns.program import in_order

AMONG = frozenset({"sum among", "lowest among", "highest among", "distinct among"})
"""Operations that take rows that match."""
CROSSING = frozenset({"up", "any", "sum", "lowest", "highest", "distinct", *AMONG})
"""Operations that take rows of another table, or other rows of the same."""
FREE = frozenset({"const", "value", "given", "row"})
"""Operations that cost less than keeping their result."""


@define(eq=False)
class Plan:
    """`nodes` are all that are needed, each after its arguments. `kept` are those that are kept as columns, each with its round:
    after the rounds of all that it needs."""

    nodes: tuple[Node, ...]
    kept: dict[Node, int] = field(factory=dict)

    @classmethod
    def of(cls, roots: Iterable[Node], deepest: int | None = None) -> Plan:
        """`deepest` is how many operations may stand within one another before a result is kept."""
        roots = list(roots)
        nodes = tuple(in_order(roots))
        plan = cls(nodes)
        uses: dict[Node, int] = dict.fromkeys(nodes, 0)
        needed: set[Node] = set(roots)
        for each in nodes:
            for arg in each.args:
                uses[arg] += 1
                if each.op in CROSSING:
                    needed.add(arg.args[0] if each.op == "sum" and arg.op == "int" else arg)
        rounds: dict[Node, int] = {}
        depths: dict[Node, int] = {}
        for each in nodes:
            depth, before = 1, 0
            for arg in each.args:
                depth, before = max(depth, depths[arg] + 1), max(before, rounds[arg])
            keep = each.op in CROSSING or each in needed or (uses[each] > 1 and each.op not in FREE)
            keep = keep or (deepest is not None and depth > deepest)
            rounds[each] = before + 1 if keep and each.op != "const" else before
            depths[each] = 0 if keep else depth
            if keep and each.table is not None:
                plan.kept[each] = rounds[each]
        return plan

    @property
    def rounds(self) -> list[list[Node]]:
        """The kept nodes of each round."""
        found: dict[int, list[Node]] = {}
        for node, number in self.kept.items():
            found.setdefault(number, []).append(node)
        return [nodes for _, nodes in sorted(found.items())]
