"""Walking over syntax trees: the parts of a node, every node under it, and a tree with parts replaced.

All three work over the attrs fields of the nodes, so that a new construct needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

import attrs

from dsl.syntax import Node

N = TypeVar("N", bound=Node)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly under a node, in the order in which they are written in the tree."""
    for part in attrs.fields(type(node)):
        content = getattr(node, part.name)
        if isinstance(content, Node):
            yield content
        elif isinstance(content, tuple):
            yield from (element for element in content if isinstance(element, Node))


def walk(node: Node) -> Iterator[Node]:
    """The node and every node under it, each before its own parts, from first to last."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(list(children(current))))


def rewrite(node: N, change: Callable[[Node], Node]) -> N:
    """The tree with `change` applied to every node, parts before the whole.

    `change` returns the node itself where nothing changes, and otherwise a node that may stand in its place: the type of
    what it returns is not checked. A subtree without changes is returned as the same object. The depth is that of the
    tree, which the parser bounds.
    """
    changes: dict[str, Any] = {}
    for part in attrs.fields(type(node)):
        before = getattr(node, part.name)
        after = _rewritten(before, change)
        if after is not before:
            changes[part.name] = after
    return cast(N, change(attrs.evolve(node, **changes) if changes else node))


def _rewritten(content: object, change: Callable[[Node], Node]) -> object:
    """The content of one field; the same object when nothing in it changes."""
    if isinstance(content, Node):
        return rewrite(content, change)
    if isinstance(content, tuple):
        after = tuple(_rewritten(element, change) for element in content)
        return content if all(new is old for new, old in zip(after, content, strict=True)) else after
    return content
