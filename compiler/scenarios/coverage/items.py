"""What examples should show, and what they did show: the one computation that numbers, lists and colours are made from.

An `Item` is one place in a policy text with the aspects that are asked of it. Its key is that place, so that a criterion that
another policy takes over, or a policy on another day, asks the same thing and not twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from attrs import field, frozen

from dsl.source import NOWHERE, Span

Notion = Literal["verdict", "outcome", "threshold", "date", "row", "condition"]
Group = Literal["criteria", "boundaries", "tables", "conditions"]

GROUPS: dict[Group, tuple[Notion, ...]] = {
    "criteria": ("verdict", "outcome"),
    "boundaries": ("threshold", "date"),
    "tables": ("row",),
    "conditions": ("condition",),
}
SIDES = ("below", "on", "above")
DAYS = ("the day before", "on the day", "the day after")
MINUTES = ("the minute before", "on the minute", "the minute after")
REACHED = "reached"
DECIDES = {True: "decides as met", False: "decides as not met"}

Key = tuple[str | int, ...]
"""Path of the text, start and end of the place, the notion, and which part of the place."""

Seen = dict[tuple[Key, str], list[str]]
"""Per aspect of an item the examples that show it, each once, in the order in which they ran."""


def key_at(span: Span, notion: Notion, *part: str | int) -> Key:
    return (span.source.path, span.start, span.end, notion, *part)


@frozen
class Item:
    """One place and what is asked of it. `owner` names the criterion, value or table around it, `said` the condition itself, in
    the words of the policy; `detail` tells several items of one condition apart. Aspects stand in a fixed order."""

    key: Key
    notion: Notion
    owner: str
    said: str
    aspects: tuple[str, ...]
    detail: str = ""
    span: Span = field(eq=False, default=NOWHERE, repr=False)

    @property
    def group(self) -> Group:
        return next(group for group, notions in GROUPS.items() if self.notion in notions)


@frozen
class Covered:
    """An item with the examples that show each aspect; an aspect without examples is not covered."""

    item: Item
    examples: Mapping[str, tuple[str, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(each for each in self.item.aspects if not self.examples[each])

    @property
    def asked(self) -> int:
        return len(self.item.aspects)

    @property
    def shown(self) -> int:
        return self.asked - len(self.missing)


@frozen
class Score:
    shown: int
    asked: int

    @property
    def is_full(self) -> bool:
        return self.shown == self.asked

    def at_least(self, percent: int) -> bool:
        """Exactly: 99.9% is not 100%. What asks nothing is full."""
        return 100 * self.shown >= percent * self.asked

    def __str__(self) -> str:
        """Rounded down, so that 100% is said only of everything."""
        return f"{100 * self.shown // self.asked}%" if self.asked else "–"


@frozen
class Coverage:
    """All items in the order of their places, with what was shown."""

    all: tuple[Covered, ...]

    @classmethod
    def of(cls, items: Iterable[Item], seen: Mapping[tuple[Key, str], Iterable[str]]) -> Coverage:
        merged: dict[Key, Item] = {}
        for each in items:
            known = merged.get(each.key)
            merged[each.key] = each if known is None else _joined(known, each)
        placed = sorted(merged.values(), key=lambda each: (str(each.key[0]), *map(_rank, each.key[1:3])))
        return cls(
            tuple(
                Covered(item, {aspect: tuple(seen.get((item.key, aspect), ())) for aspect in item.aspects})
                for item in placed
                if item.aspects
            )
        )

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(each.item.key[0]) for each in self.all))

    def within(self, path: str) -> Coverage:
        """What stands in one file."""
        return Coverage(tuple(each for each in self.all if each.item.key[0] == path))

    def score(self, group: Group | None = None) -> Score:
        """Aspects shown out of those asked, in one group or in all."""
        counted = [each for each in self.all if group in (None, each.item.group)]
        return Score(sum(each.shown for each in counted), sum(each.asked for each in counted))


def _rank(part: str | int) -> int:
    return part if isinstance(part, int) else 0


_ORDER = {each: at for at, each in enumerate((*SIDES, *DAYS, *MINUTES))}


def _joined(one: Item, other: Item) -> Item:
    """The same place in two policies, or on two days: what is possible in either is asked."""
    more = tuple(each for each in other.aspects if each not in one.aspects)
    if not more:
        return one
    aspects = sorted((*one.aspects, *more), key=lambda each: _ORDER.get(each, 0))
    return Item(one.key, one.notion, one.owner, one.said, tuple(aspects), one.detail, one.span)
