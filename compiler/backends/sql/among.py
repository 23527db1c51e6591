"""Rows that match a row, in SQL: grouped by their keys and joined; in an order, as a running total over the rows of both.

Where rows look at rows of their own table, by keys that are the same for both, a window over them gives the same, and the table
is not read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen
from sqlglot import exp

from compiler.backends.sql import tree
from compiler.backends.sql.names import as_column, named
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


def in_window(node: Node, *, everywhere: bool) -> bool:
    """Whether a window gives it. Over all rows without an order only where it is to do so `everywhere`: a cluster brings those
    together in one place, where a grouping adds them up where they are."""
    among = node.data
    if not isinstance(among, Among) or node.table is not among.source or node.op == "distinct among":
        return False
    pairs = matches(node)
    keys = pairs[:-2] if among.ordered else pairs
    same = all(each is this for each, this in zip(keys[::2], keys[1::2], strict=True))
    return same and (_behind(*pairs[-2:]) is not None if among.ordered else everywhere or bool(keys))


def _behind(each: Node, this: Node) -> int | None:
    """By how much a number must be less than that of the row itself; None where it is held against another one."""
    if this is each:
        return 0
    taken = this.args[1].data if this.op == "sub" and this.args[0] is each else None
    return taken if isinstance(taken, int) and taken > 0 else None


def window(node: Node, reduced: exp.Expr, reading: Reading, relation: str) -> exp.Expr:
    """What the rows beside a row, itself included, come to."""
    among, pairs = node.data, matches(node)
    assert isinstance(among, Among)
    keys = [reading.expression(each, relation) for each in pairs[: 2 * among.keys : 2]]
    found = exp.Window(this=reduced, partition_by=keys)
    if among.ordered:
        behind = _behind(*pairs[-2:])
        end = {"end": exp.Literal.number(behind), "end_side": "PRECEDING"} if behind else {"end": "CURRENT ROW"}
        order = reading.cast(reading.expression(pairs[-2], relation), *pairs[-2:])
        found.set("order", exp.Order(expressions=[exp.Ordered(this=order)]))
        found.set("spec", exp.WindowSpec(kind="RANGE", start="UNBOUNDED", start_side="PRECEDING", **end))
    return found


Holding = Callable[[Table, Iterable[Node]], exp.Expr]


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


def joined(query: exp.Select, nodes: Sequence[Node], alias: str, reading: Reading, holding: Holding) -> exp.Select:
    """A query with what its rows find, under the names of the nodes in `alias`; `holding` are the rows of a table with what nodes
    read."""
    among, target = nodes[0].data, nodes[0].table
    assert isinstance(among, Among) and target is not None
    if among.ordered:
        asked = holding(target, matches(nodes[0])[1::2])
        return _running(query, nodes, alias, reading, holding(among.source, _added_up(nodes)), asked)
    return _grouped(query, nodes, alias, reading, holding(among.source, _added_up(nodes)))


def _added_up(nodes: Sequence[Node]) -> list[Node]:
    """What is read of the rows that match."""
    reduced = [arg for each in nodes for arg in each.args[: 1 if each.op == "sum among" else 2]]
    return [*matches(nodes[0])[::2], *reduced]


def _grouped(query: exp.Select, nodes: Sequence[Node], alias: str, reading: Reading, source: exp.Expr) -> exp.Select:
    pairs = matches(nodes[0])
    keys = [reading.expression(each, None) for each in pairs[::2]]
    told = [named(each, f"key {at}") for at, each in enumerate(keys)]
    totals = [named(reading.reduced(each), reading.kept[each]) for each in nodes]
    found = tree.selected(source, *told, *totals)
    if not keys:
        return tree.joined(query, tree.within(found, alias), exp.true())
    differing = [each.copy() for each, node in zip(keys, pairs[::2], strict=True) if node.op != "const"]
    if differing:  # a number on its own would be the place of a column
        tree.grouped(found, *differing)
    asked = [reading.expression(each, "here") for each in pairs[1::2]]
    return tree.joined(query, tree.within(found, alias), _equal(names_of_keys(len(asked)), asked, alias))


def names_of_keys(count: int) -> list[str]:
    return [f"key {at}" for at in range(count)]


def _equal(names: Sequence[str], asked: Sequence[exp.Expr], alias: str) -> exp.Expr:
    return tree.combined(
        exp.And, (tree.equal(as_column(name, alias), each) for name, each in zip(names, asked, strict=True))
    )


def _running(
    query: exp.Select, nodes: Sequence[Node], alias: str, reading: Reading, source: exp.Expr, target: exp.Expr
) -> exp.Select:
    """What is added up and what is asked for, in one order: of equals what is asked comes last. Rows are matched by what they
    ask, not by a key of theirs, which rows of a list need not have."""
    pairs = matches(nodes[0])
    names = [*names_of_keys(len(pairs) // 2 - 1), "order"]

    def told(some: Sequence[Node], relation: str | None) -> list[exp.Expr]:
        *keys, order = (reading.expression(each, relation) for each in some)
        return [*keys, reading.cast(order, *pairs[-2:])]

    def aliased(some: Sequence[Node]) -> list[exp.Expr]:
        return [named(each, name) for each, name in zip(told(some, None), names, strict=True)]

    def side(asks: int, source: exp.Expr, keys: Sequence[exp.Expr], weights: Iterable[exp.Expr]) -> exp.Select:
        cast = (reading.cast(weight, each) for weight, each in zip(weights, nodes, strict=True))
        kept = [named(each, reading.kept[node]) for each, node in zip(cast, nodes, strict=True)]
        return tree.selected(source, *keys, named(exp.Literal.number(asks), "asks"), *kept)

    weights = [reading.expression(each.args[0], None) for each in nodes]
    asked = tree.selected(target, *aliased(pairs[1::2])).distinct(copy=False)
    nothing = [exp.Literal.number(0) for _ in nodes]
    sides = [
        side(0, source, aliased(pairs[::2]), weights),
        side(1, tree.within(asked, "asked"), [as_column(each) for each in names], nothing),
    ]
    rows = exp.union(*sides, distinct=False, copy=False)
    found = []
    for each in nodes:
        window = exp.Window(
            this=exp.Sum(this=as_column(reading.kept[each])),
            partition_by=[as_column(name) for name in names[:-1]],
            order=exp.Order(expressions=[exp.Ordered(this=as_column(name)) for name in ("order", "asks")]),
            spec=exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"),
        )
        found.append(named(reading.cast(window, each), reading.kept[each]))  # a total may have another type
    running = tree.selected(tree.within(rows, "rows"), *map(as_column, [*names, "asks"]), *found)
    answers = tree.selected(tree.within(running, "running"), exp.Star())
    answers.where(tree.equal(as_column("asks"), exp.Literal.number(1)), copy=False)
    return tree.joined(query, tree.within(answers, alias), _equal(names, told(pairs[1::2], "here"), alias))
