"""Rows that match a row, in SQL: grouped by their keys and joined; in an order, as a running total over the rows of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen
from sqlglot import exp

from compiler.backends.sql import tree
from compiler.backends.sql.names import KEY, as_column, as_table, named
from compiler.columns.layout import Table
from compiler.columns.nodes import Among, Node
from compiler.columns.plan import AMONG


@frozen(eq=False)
class Reading:
    """How a statement reads a node in a relation, what it calls the nodes that it keeps, how it reduces rows to a node, and how
    it casts to a type that holds some nodes."""

    expression: Callable[[Node, str | None], exp.Expr]
    kept: Mapping[Node, str]
    reduced: Callable[[Node], exp.Expr]
    cast: Callable[..., exp.Expr]


def groups(nodes: Iterable[Node]) -> list[list[Node]]:
    """The nodes that look at the same rows, together."""
    found: dict[object, list[Node]] = {}
    for each in nodes:
        if each.op in AMONG:
            found.setdefault((each.data, matches(each)), []).append(each)
    return list(found.values())


def matches(node: Node) -> tuple[Node, ...]:
    """The pairs of keys, one after another."""
    return node.args[1 if node.op == "sum among" else 2 :]


def joined(
    query: exp.Select, nodes: Sequence[Node], alias: str, reading: Reading, before: Mapping[Table, str]
) -> exp.Select:
    """A query with what its rows find, under the names of the nodes in `alias`."""
    among, target = nodes[0].data, nodes[0].table
    assert isinstance(among, Among) and target is not None
    if among.ordered:
        found = _running(nodes, among, reading, before[among.source], before[target])
        return tree.joined(query, tree.within(found, alias), tree.equal(as_column(KEY, alias), as_column(KEY, "here")))
    return _grouped(query, nodes, alias, reading, before[among.source])


def _grouped(query: exp.Select, nodes: Sequence[Node], alias: str, reading: Reading, source: str) -> exp.Select:
    pairs = matches(nodes[0])
    keys = [reading.expression(each, None) for each in pairs[::2]]
    told = [named(each, f"key {at}") for at, each in enumerate(keys)]
    totals = [named(reading.reduced(each), reading.kept[each]) for each in nodes]
    found = tree.selected(as_table(source), *told, *totals)
    if not keys:
        return tree.joined(query, tree.within(found, alias), exp.true())
    differing = [each.copy() for each, node in zip(keys, pairs[::2], strict=True) if node.op != "const"]
    if differing:  # a number on its own would be the place of a column
        tree.grouped(found, *differing)
    asked = [reading.expression(each, "here") for each in pairs[1::2]]
    on = tree.combined(exp.And, (tree.equal(as_column(f"key {at}", alias), each) for at, each in enumerate(asked)))
    return tree.joined(query, tree.within(found, alias), on)


def _running(nodes: Sequence[Node], among: Among, reading: Reading, source: str, target: str) -> exp.Select:
    """Rows that are added up and rows that ask, in one order: of equal ones those that ask come last."""
    pairs = matches(nodes[0])
    names = [f"key {at}" for at in range(among.keys)]
    sides: list[exp.Select] = []
    for asks, some, relation in ((0, pairs[::2], source), (1, pairs[1::2], target)):
        row = as_column(KEY) if asks else tree.cast_to(exp.null(), "BIGINT")
        order = reading.cast(reading.expression(some[-1], None), *pairs[-2:])
        told = [named(reading.expression(each, None), name) for each, name in zip(some, names, strict=False)]
        weights = [
            named(
                reading.cast(exp.Literal.number(0) if asks else reading.expression(each.args[0], None), each),
                reading.kept[each],
            )
            for each in nodes
        ]
        number = named(exp.Literal.number(asks), "asks")
        sides.append(tree.selected(as_table(relation), named(row, KEY), *told, named(order, "order"), number, *weights))
    rows = exp.union(*sides, distinct=False, copy=False)
    found = []
    for each in nodes:
        window = exp.Window(
            this=exp.Sum(this=as_column(reading.kept[each])),
            partition_by=[as_column(name) for name in names],
            order=exp.Order(expressions=[exp.Ordered(this=as_column(name)) for name in ("order", "asks")]),
            spec=exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"),
        )
        found.append(named(window, reading.kept[each]))
    return tree.selected(tree.within(rows, "rows"), as_column(KEY), *found)
