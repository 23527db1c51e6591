"""How large conditions become once the values, deadlines and policies in them are filled in: the whole is kept within bounds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from functools import reduce

from compiler.model import DeadlineModel, DeadlineTarget, Key, PolicyModel, PolicyTarget, Typed, ValueModel, ValueTarget
from compiler.resolve.declarations import Declared
from compiler.resolve.findings import Findings
from dsl import syntax
from dsl.diagnostics import Words
from dsl.source import Span

MOST_NODES = 20_000
DEEPEST = 150  # of the tree that is evaluated: Python bounds how deep functions call each other
ABOVE_DAY = 12  # that the conditions of a deadline put above its day and its act

Size = tuple[int, int]
"""Number of parts and depth, with values, deadlines and policies filled in."""


class _Filled(ABC):
    """The sizes of expressions."""

    def __init__(self) -> None:
        self._days: dict[Key, Size] = {}
        self._statuses: dict[Key, Size] = {}

    @abstractmethod
    def _value(self, key: Key) -> Size: ...

    @abstractmethod
    def _deadline(self, key: Key) -> DeadlineModel | None: ...

    @abstractmethod
    def _policy(self, module: str) -> Size: ...

    def size(self, typed: Typed) -> Size:
        sizes = [self.size(each) for each in typed.parts]
        match typed.target:
            case ValueTarget(key=key):
                sizes.append(self._value(key))
            case PolicyTarget(module=module):
                sizes.append(self._policy(module))
            case DeadlineTarget(key=key) if isinstance(typed.said, syntax.DeadlineDate):
                sizes.append(self._day(key))
            case DeadlineTarget(key=key):
                sizes.append(self._status(key))
            case _:
                pass
        return _sum(sizes)

    def _day(self, key: Key) -> Size:
        """Of the day of a deadline, as `compiler.lower.deadlines` writes it: the first of several reads each three times."""
        if key not in self._days:
            self._days[key] = (1, 1)  # should it rest on itself, which is reported elsewhere
            model = self._deadline(key)
            terms = [] if model is None else [_sum([*map(self.size, each.parts), (1, 1)]) for each in model.terms]
            last = model is not None and model.whichever == "last"
            self._days[key] = (_sum(terms) if last else reduce(_first, terms)) if terms else (1, 1)
        return self._days[key]

    def _status(self, key: Key) -> Size:
        """Of the largest condition on what has become of a deadline, as `compiler.lower.deadlines` writes it."""
        if key not in self._statuses:
            self._statuses[key] = (1, 1)
            model = self._deadline(key)
            self._statuses[key] = (1, 1) if model is None else self._of_status(model)
        return self._statuses[key]

    def _of_status(self, model: DeadlineModel) -> Size:
        start, done = ((0, 0) if each is None else self.size(each) for each in (model.start, model.done))
        around = [self.size(each) for each in (model.applies, model.unless) if each is not None]
        day, years, times = self._day(model.key), 1, 1
        if model.yearly is not None:  # that it is open says of every year that it is not missed, too
            years, times = max((model.yearly.last.number or 0) - (model.yearly.first.number or 0) + 1, 1), 2
        nodes = years * times * (4 * day[0] + 6 * done[0] + start[0] + 22)
        depth = ABOVE_DAY + max(day[1], done[1], start[1])
        return _sum([*around, (nodes + 6, depth)])


def _first(one: Size, other: Size) -> Size:
    """Of the first of two days, either of which may be none."""
    return 3 * (one[0] + other[0]) + 4, max(one[1], other[1]) + 2


class Sizes(_Filled):
    """The sizes of the values of a module, which are checked one after another; `met` and `deadlines` are those so far."""

    def __init__(
        self,
        findings: Findings,
        met: Mapping[str, PolicyModel],
        deadlines: Mapping[Declared, DeadlineModel | None],
    ) -> None:
        super().__init__()
        self.findings = findings
        self._met = met
        self._deadlines = deadlines
        self._values: dict[Key, Size] = {}

    def is_too_large(self, value: ValueModel) -> bool:
        """Values are filled in where they are used: keep the whole within bounds."""
        self._values[value.key] = self.size(value.body)
        if not self._reported(self._values[value.key], value, Words("values", "waarden")):
            return False
        self._values[value.key] = (1, 1)
        return True

    def check_deadline(self, deadline: DeadlineModel) -> None:
        """Report a deadline that becomes too large: it is filled in where it is asked for."""
        if self._reported(self._status(deadline.key), deadline, Words("deadlines and values", "termijnen en waarden")):
            self._days[deadline.key] = self._statuses[deadline.key] = (1, 1)

    def _reported(self, size: Size, of: ValueModel | DeadlineModel, within: Words) -> bool:
        name = of.key.name
        if _is_within_bounds(size):
            return False
        self.findings.error(
            "E325",
            of.span,
            f"`{name}` becomes too large once the {within.en} in it are filled in",
            f"`{name}` wordt te groot als de {within.nl} erin zijn ingevuld",
        )
        return True

    def _value(self, key: Key) -> Size:
        return self._values.get(key, (1, 1))

    def _deadline(self, key: Key) -> DeadlineModel | None:
        return next((each for each in self._deadlines.values() if each is not None and each.key == key), None)

    def _policy(self, module: str) -> Size:
        return size_of(self._met[module]) if module in self._met else (1, 1)

    def check_policy(self, model: PolicyModel, at: Span) -> None:
        """Report a policy that is to be met, asked for at a place, that becomes too large."""
        if not _is_within_bounds(size_of(model)):
            self.findings.error(
                "E325",
                at,
                f"`{model.module}` becomes too large once the policies that it asks to be met are filled in",
                f"`{model.module}` wordt te groot als het beleid waaraan voldaan moet worden erin is ingevuld",
            )


def _is_within_bounds(size: Size) -> bool:
    nodes, depth = size
    return nodes <= MOST_NODES and depth <= DEEPEST


def size_of(model: PolicyModel) -> Size:
    """How large a policy becomes where another asks that it is met."""
    return _Whole(model).policy()


class _Whole(_Filled):
    def __init__(self, model: PolicyModel) -> None:
        super().__init__()
        self.model = model
        self._values: dict[Key, Size] = {}
        self._met: dict[str, Size] = {}

    def policy(self) -> Size:
        parts = [
            each for one in self.model.criteria for each in (one.applies, one.body, one.unless) if each is not None
        ]
        return _sum(self.size(each) for each in parts)

    def _deadline(self, key: Key) -> DeadlineModel:
        return self.model.deadline(key)

    def _value(self, key: Key) -> Size:
        if key not in self._values:
            self._values[key] = (1, 1)  # should it read itself, which is reported elsewhere
            self._values[key] = self.size(self.model.value(key).body)
        return self._values[key]

    def _policy(self, module: str) -> Size:
        if module not in self._met:
            met = next((each for each in self.model.met if each.module == module), None)
            self._met[module] = (1, 1) if met is None else size_of(met)
        return self._met[module]


def _sum(sizes: Iterable[Size]) -> Size:
    found = list(sizes)
    return 1 + sum(nodes for nodes, _ in found), 1 + max((depth for _, depth in found), default=0)
