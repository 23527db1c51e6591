"""Where everything stands: the decision at the top, criteria under it in order, conditions beside or under their criterion.

The layout is ours rather than Graphviz's: a policy reads from top to bottom in the order of its text, at the width of a page
whatever the number and depth of its conditions. All in whole points, y downwards from the top.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from compiler.backends.graph.boxes import Box, Picture, Role
from compiler.backends.graph.type_setting import Setting, set_type

PAGE = 660
_INDENT = 22
_GAP = 9
_TRUNK = 10
_CARD = 208
_COLUMN_GAP = 30
_SAMPLE_GAP = 14
_NARROWEST = 160

Point = tuple[int, int]


@frozen
class Placed:
    """A box at its place: `left` and `top` in points."""

    box: Box
    setting: Setting
    left: int
    top: int

    @property
    def right(self) -> int:
        return self.left + self.setting.width

    @property
    def bottom(self) -> int:
        return self.top + self.setting.height

    @property
    def foot(self) -> int:
        """Where a line leaves it downwards: an arrow-shaped gate does not reach down to its bottom."""
        return self.bottom - self.setting.height // 8 if self.box.role is Role.GATE else self.bottom

    @property
    def middle(self) -> int:
        return self.top + self.setting.height // 2


@frozen
class Edge:
    """From a box to one that hangs under it, along straight pieces."""

    start: str
    end: Box
    points: tuple[Point, ...]


@frozen
class Layout:
    boxes: tuple[Placed, ...]
    edges: tuple[Edge, ...]
    legend_title: tuple[str, int]
    legend: tuple[Placed, ...]
    width: int
    height: int


@frozen
class _Part:
    """A laid out piece and how far down it reaches."""

    boxes: tuple[Placed, ...]
    edges: tuple[Edge, ...]
    bottom: int

    def and_then(self, other: _Part) -> _Part:
        return _Part((*self.boxes, *other.boxes), (*self.edges, *other.edges), max(self.bottom, other.bottom))


def lay_out(picture: Picture) -> Layout:
    """Give every box of the picture its place, the legend below them."""
    root = picture.root
    top = Placed(root, set_type(root, PAGE, fill_room=True), 0, 0)
    part = _Part((top,), (), top.bottom)
    for child in root.children:
        if picture.shape == "single":
            part = part.and_then(_outline(child, _INDENT, part.bottom + _GAP, top))
        else:
            part = part.and_then(_section(child, part.bottom + _GAP + 5, top, picture.shape == "cards"))
    legend, bottom = _legend(picture.legend, part.bottom + 40)
    return Layout(part.boxes, part.edges, (picture.legend_title, part.bottom + 20), legend, PAGE, bottom)


def _section(join: Box, top: int, decision: Placed, in_columns: bool) -> _Part:
    """A join with what it joins: criteria with their conditions beside them, or cards in two columns."""
    placed = Placed(join, set_type(join, PAGE - _INDENT), _INDENT, top)
    part = _Part((placed,), (_down(decision, placed),), placed.bottom)
    if in_columns:
        return part.and_then(_columns(join.children, placed))
    for child in join.children:
        if child.role in (Role.REQUIREMENT, Role.EXCLUSION):
            part = part.and_then(_criterion(child, part.bottom + _GAP, placed))
        else:
            part = part.and_then(_outline(child, 2 * _INDENT, part.bottom + _GAP, placed))
    return part


def _columns(cards: tuple[Box, ...], join: Placed) -> _Part:
    """Cards in two columns, read downwards: the first half of them at the left."""
    left = 2 * _INDENT
    width = (PAGE - left - _COLUMN_GAP) // 2
    second = left + width + _COLUMN_GAP
    half = (len(cards) + 1) // 2
    part = _Part((), (), join.bottom)
    for column, shown in ((left, cards[:half]), (second, cards[half:])):
        bottom = join.bottom
        for card in shown:
            placed = Placed(card, set_type(card, width, fill_room=True), column, bottom + _GAP)
            edge = _down(join, placed) if column == left else _across(join, placed)
            part = part.and_then(_Part((placed,), (edge,), placed.bottom))
            bottom = placed.bottom
    return part


def _criterion(criterion: Box, top: int, join: Placed) -> _Part:
    card = Placed(criterion, set_type(criterion, _CARD, fill_room=True), 2 * _INDENT, top)
    part = _Part((card,), (_down(join, card),), card.bottom)
    at = top
    for child in criterion.children:
        conditions = _outline(child, card.right + _COLUMN_GAP, at, card, beside=True)
        part = part.and_then(conditions)
        at = conditions.bottom + _GAP
    return part


def _outline(box: Box, left: int, top: int, parent: Placed, beside: bool = False) -> _Part:
    """A condition with its own conditions indented under it, as far as the page leaves room for their texts."""
    placed = Placed(box, set_type(box, PAGE - left), left, top)
    edge = _beside(parent, placed) if beside else _down(parent, placed)
    part = _Part((placed,), (edge,), placed.bottom)
    for child in box.children:
        deeper = min(left + _INDENT, PAGE - _NARROWEST)
        part = part.and_then(_outline(child, deeper, part.bottom + _GAP - 2, placed))
    return part


def _down(parent: Placed, child: Placed) -> Edge:
    """Out of the bottom of the parent, down along its left side, to the left side of the child."""
    trunk = parent.left + _TRUNK
    return Edge(parent.box.key, child.box, ((trunk, parent.foot), (trunk, child.middle), (child.left, child.middle)))


def _across(parent: Placed, child: Placed) -> Edge:
    """Out of the right side of the parent, to a trunk just left of the child's column."""
    trunk = child.left - _COLUMN_GAP // 2
    return Edge(
        parent.box.key,
        child.box,
        ((parent.right, parent.middle), (trunk, parent.middle), (trunk, child.middle), (child.left, child.middle)),
    )


def _beside(parent: Placed, child: Placed) -> Edge:
    """Out of the right side of the parent: straight where the child stands beside it, else by a trunk between the two."""
    end = (child.left, child.middle)
    if parent.top < child.middle < parent.bottom:
        return Edge(parent.box.key, child.box, ((parent.right, child.middle), end))
    trunk, start = parent.right + _COLUMN_GAP // 2, parent.middle
    return Edge(parent.box.key, child.box, ((parent.right, start), (trunk, start), (trunk, child.middle), end))


def _legend(samples: Iterable[Box], top: int) -> tuple[tuple[Placed, ...], int]:
    """Samples side by side, as many on a line as fit, in the middle of their line."""
    lines: list[list[Placed]] = [[]]
    for sample in samples:
        setting = set_type(sample, PAGE)
        left = lines[-1][-1].right + _SAMPLE_GAP if lines[-1] else 0
        if left and left + setting.width > PAGE:
            lines.append([])
            left = 0
        lines[-1].append(Placed(sample, setting, left, top))
    placed: list[Placed] = []
    for line in lines:
        height = max((each.setting.height for each in line), default=0)
        placed += [evolve(each, top=top + (height - each.setting.height) // 2) for each in line]
        top += height + _GAP
    return tuple(placed), top - _GAP
