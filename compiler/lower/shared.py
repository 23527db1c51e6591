"""What of a policy rests on no day: lowered once for all days on which its parameters have the same values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from compiler.lower.place import Day, Place
from compiler.model import PolicyModel

_Model = TypeVar("_Model")
_Node = TypeVar("_Node")
_Kept = dict[int, tuple[Any, Any]]
"""By the identity of a part of a model: the part and its node."""


class Shared:
    """Criteria, tables and the like of the models of one compilation."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, ...], tuple[PolicyModel, _Kept]] = {}

    def of(self, day: Day) -> Parts:
        """Those of all days on which this policy comes to the same. The model is kept, so that no other gets its identity."""
        key = (id(day.model), id(day.wording), *day.settled)
        return Parts(day, self._kept.setdefault(key, (day.model, {}))[1])


class Parts:
    """The parts of a policy on a day."""

    def __init__(self, day: Day, kept: _Kept | None = None) -> None:
        self._place = Place(day)
        self._kept: _Kept = {} if kept is None else kept

    def all(self, models: tuple[_Model, ...], lower: Callable[[_Model, Place], _Node]) -> tuple[_Node, ...]:
        return tuple(self._one(each, lower) for each in models)

    def _one(self, model: _Model, lower: Callable[[_Model, Place], _Node]) -> _Node:
        found = self._kept.get(id(model))
        if found is not None:
            kept: _Node = found[1]
            return kept
        node, reads_day = self._place.day.reads.noted(lambda: lower(model, self._place))
        if not reads_day:
            self._kept[id(model)] = model, node
        return node
