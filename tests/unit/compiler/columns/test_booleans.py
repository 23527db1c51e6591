"""Conditions in their short form hold where the long form does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compiler.columns.layout import JUDGED, Column
from compiler.columns.nodes import Bounds, Builder, Known, Node
from dsl.kinds import NumberKind, YesNoKind

FLAGS = tuple(Column(JUDGED, (name,), "value", YesNoKind()) for name in "ab")
NUMBERS = tuple(Column(JUDGED, (name,), "value", NumberKind()) for name in "xy")
ROWS = [
    dict(zip((*FLAGS, *NUMBERS), values, strict=True))
    for values in product((None, False, True), (None, False, True), (None, 0, 1, 2), (None, 0, 1, 2))
]


class Free(Bounds):
    def of(self, column: Column) -> Known:
        return Known(0, 2)

    def scale(self, column: Column) -> int:
        return 1

    def most_rows(self, table: object) -> int:
        return 1

    def years(self, table: object, path: object) -> tuple[str, ...]:
        return ()


Row = Mapping[Column, Any]
Meant = tuple[Callable[[Builder], Node], Callable[[Row], Any]]


def _leaf(column: Column, part: str) -> Meant:
    if part == "given":
        return lambda b: b.given(column), lambda row: row[column] is not None
    return lambda b: b.value(column), lambda row: row[column] or (0 if column in NUMBERS else False)


def _junction(parts: list[Meant], *, every: bool) -> Meant:
    def made(b: Builder) -> Node:
        nodes = [build(b) for build, _ in parts]
        return b.all(nodes) if every else b.any(nodes)

    return made, lambda row: (all if every else any)(holds(row) for _, holds in parts)


def _chosen(condition: Meant, then: Meant, otherwise: Meant) -> Meant:
    return (
        lambda b: b.choose(condition[0](b), then[0](b), otherwise[0](b)),
        lambda row: then[1](row) if condition[1](row) else otherwise[1](row),
    )


def _compared(a: Meant, b: Meant, relation: str) -> Meant:
    def made(builder: Builder) -> Node:
        make = {"less": builder.less, "at most": builder.at_most, "equal": builder.equal}[relation]
        return make(a[0](builder), b[0](builder))

    def holds(row: Row) -> bool:
        left, right = a[1](row), b[1](row)
        return {"less": left < right, "at most": left <= right, "equal": left == right}[relation]

    return made, holds


def _constant(value: int) -> Meant:
    return lambda b: b.number(value), lambda _: value


conditions: st.SearchStrategy[Meant] = st.deferred(
    lambda: st.one_of(
        st.builds(_leaf, st.sampled_from(FLAGS), st.sampled_from(("given", "value"))),
        st.builds(_leaf, st.sampled_from(NUMBERS), st.just("given")),
        conditions.map(lambda each: (lambda b: b.invert(each[0](b)), lambda row: not each[1](row))),
        st.builds(_junction, st.lists(conditions, max_size=4), every=st.booleans()),
        st.builds(_compared, numbers, numbers, st.sampled_from(("less", "at most", "equal"))),
        st.builds(_chosen, conditions, conditions, conditions),
    )
)
numbers: st.SearchStrategy[Meant] = st.deferred(
    lambda: st.one_of(
        st.builds(_leaf, st.sampled_from(NUMBERS), st.just("value")),
        st.integers(-1, 3).map(_constant),
        st.builds(_chosen, conditions, numbers, numbers),
        conditions.map(lambda each: (lambda b: b.as_int(each[0](b)), lambda row: int(each[1](row)))),
    )
)


def worth(node: Node, row: Row) -> Any:
    args = [worth(each, row) for each in node.args]
    match node.op:
        case "const":
            return node.data
        case "value":
            found = row[node.data]  # type: ignore[index]
            return (0 if node.type == "int" else False) if found is None else found
        case "given":
            return row[node.data] is not None  # type: ignore[index]
        case "and":
            return all(args)
        case "or":
            return any(args)
        case "not":
            return not args[0]
        case "le":
            return args[0] <= args[1]
        case "eq":
            return args[0] == args[1]
        case "if":
            return args[1] if args[0] else args[2]
        case "int":
            return int(args[0])
    raise AssertionError(node.op)


@given(conditions)
def test_short_conditions_hold_where_they_did(condition: Meant) -> None:
    build, holds = condition
    node = build(Builder(Free()))
    assert all(worth(node, row) is holds(row) for row in ROWS)


@given(numbers)
def test_short_choices_are_worth_what_they_were(number: Meant) -> None:
    build, meant = number
    node = build(Builder(Free()))
    assert all(worth(node, row) == meant(row) for row in ROWS)


def test_open_is_what_is_not_given() -> None:
    """Neither yes nor no of a comparison with a fact that may be missing is that the fact is missing."""
    b = Builder(Free())
    column = NUMBERS[0]
    holds = b.at_most(b.value(column), b.number(1))
    yes, no = b.both(b.given(column), holds), b.both(b.given(column), b.invert(holds))
    assert b.both(b.invert(yes), b.invert(no)) is b.invert(b.given(column))


def test_less_and_at_most_are_one_comparison() -> None:
    b = Builder(Free())
    x, y = map(b.value, NUMBERS)
    assert b.less(x, y) is b.invert(b.at_most(y, x))
    assert b.at_most(b.number(1), x) is b.invert(b.at_most(x, b.number(0)))


def test_numbers_chosen_by_many_conditions_are_compared_once_each() -> None:
    """Two chains of 15 choices have some hundreds of pairs, but 150 million paths to them."""
    b = Builder(Free())
    chains = []
    for side in "pq":
        chosen = b.value(NUMBERS[0])
        for step in range(15):
            flag = Column(JUDGED, (f"{side}{step}",), "value", YesNoKind())
            number = Column(JUDGED, (f"{side}{step} number",), "value", NumberKind())
            chosen = b.choose(b.value(flag), b.value(number), chosen)
        chains.append(chosen)
    for compare in (b.equal, b.at_most):
        compare(*chains)
    assert len(b.compared) < 4000
