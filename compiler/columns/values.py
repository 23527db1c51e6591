"""Values of expressions as columns: none, open or known, with what an open one rests on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Literal

from attrs import define, field, frozen

from compiler.columns.intervals import Interval
from compiler.columns.nodes import Builder, Node

ANY = 0
"""The step of a leaf's path that stands for any element of a list: its positions are told for single rows, on demand."""


@frozen
class LeafKey:
    """A missing fact as `compiler.ir.verdicts.Leaf`, of all elements of a list together."""

    path: tuple[str | int, ...]
    judgement: bool = False
    why: str = "unknown"


View = Literal["facts", "judgements", "data"]
"""Facts apart, or whether there is any that is a judgement, or is none."""

Found = Mapping[Any, Node]
"""By `LeafKey` or, for a kind of facts, by its view."""


@define(eq=False)
class Leaves:
    """What an open value rests on, worked out when asked for: for each fact (or kind) where it is among them."""

    work_out: Callable[[View], Found]
    known: dict[View, Found] = field(factory=dict)

    def seen(self, view: View) -> Found:
        if view not in self.known:
            self.known[view] = {key: each for key, each in self.work_out(view).items() if each.constant is not False}
        return self.known[view]


NO_LEAVES = Leaves(lambda _: {})


def leaf(key: LeafKey, where: Node) -> Leaves:
    kind = kind_of(key)
    return Leaves(lambda view: {key: where} if view == "facts" else {kind: where} if view == kind else {})


def kind_of(key: LeafKey) -> View:
    return "judgements" if key.judgement else "data"


def joined(b: Builder, parts: Iterable[tuple[Node, Leaves]]) -> Leaves:
    """The leaves of those that are open (or whatever is asked of each)."""
    kept = [(where, each) for where, each in parts if where.constant is not False and each is not NO_LEAVES]

    def work_out(view: View) -> Found:
        found: dict[Hashable, list[Node]] = {}
        for where, leaves in kept:
            for key, node in leaves.seen(view).items():
                found.setdefault(key, []).append(b.both(where, node))
        return {key: b.any(nodes) for key, nodes in found.items()}

    return Leaves(work_out) if kept else NO_LEAVES


def resting(b: Builder, conditions: Iterable[Truth]) -> Leaves:
    """The leaves of those conditions that are open: where that is, is worked out for what is asked alone."""
    kept = [each for each in conditions if each.leaves is not NO_LEAVES]

    def work_out(view: View) -> Found:
        asked = [each for each in kept if each.leaves.seen(view)]
        return joined(b, [(each.open(b), each.leaves) for each in asked]).seen(view)

    return Leaves(work_out) if kept else NO_LEAVES


def mapped(leaves: Leaves, change: Callable[[Node], Node]) -> Leaves:
    return Leaves(lambda view: {key: change(node) for key, node in leaves.seen(view).items()})


@frozen
class Truth:
    """Where a condition holds and where it does not; open elsewhere, which `unsure` says where that is known already."""

    yes: Node
    no: Node
    leaves: Leaves
    unsure: Node | None = None

    def open(self, b: Builder) -> Node:
        if self.unsure is not None:
            return self.unsure
        if b.inverted.get(self.yes) is self.no:
            return b.no
        return b.both(b.invert(self.yes), b.invert(self.no))


Shape = Literal["yesno", "number", "choice", "text", "set", "duration", "none"]


@frozen
class Value:
    """What an expression is worth in each row: none where `none`, not decided where `open` (and then it may turn out to be none
    where `may_be_none`), else as `content` says: an interval for numbers, dates and moments, a node for all others.

    The interval also says within which range an open number lies. `options` are those of a choice or set. `condition` is what a
    yes or no is the outcome of, where it is that of a condition.
    """

    shape: Shape
    none: Node
    open: Node
    may_be_none: Node
    leaves: Leaves
    content: Interval | Node | None
    options: tuple[str, ...] = ()
    condition: Truth | None = None

    @property
    def interval(self) -> Interval:
        assert isinstance(self.content, Interval), self.shape
        return self.content

    @property
    def node(self) -> Node:
        assert isinstance(self.content, Node), self.shape
        return self.content
