"""How large conditions become once the values, deadlines and policies in them are filled in: the whole is kept within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compiler.model import DeadlineModel, DeadlineTarget, Key, PolicyModel, PolicyTarget, Typed, ValueModel, ValueTarget
from compiler.resolve.declarations import Declared
from compiler.resolve.findings import Findings
from dsl.source import Span

MOST_NODES = 20_000
DEEPEST = 150  # of the tree that is evaluated: Python bounds how deep functions call each other
TIMES_READ = 12  # by the conditions of a deadline
ABOVE_PARTS = 10  # that stand in those conditions

Size = tuple[int, int]
"""Number of parts and depth, with values and policies filled in."""


class Sizes:
    """The sizes of the values of a module, which are checked one after another; `met` and `deadlines` are those so far."""

    def __init__(
        self,
        findings: Findings,
        met: Mapping[str, PolicyModel],
        deadlines: Mapping[Declared, DeadlineModel | None],
    ) -> None:
        self.findings = findings
        self._met = met
        self._deadlines = deadlines
        self._values: dict[Key, Size] = {}

    def is_too_large(self, value: ValueModel) -> bool:
        """Values are filled in where they are used: keep the whole within bounds."""
        key, name = value.key, value.key.name
        nodes, depth = self._size(value.body)
        self._values[key] = (nodes, depth)
        if nodes <= MOST_NODES and depth <= DEEPEST:
            return False
        self._values[key] = (1, 1)
        self.findings.error(
            "E325",
            value.span,
            f"`{name}` becomes too large once the values in it are filled in",
            f"`{name}` wordt te groot als de waarden erin zijn ingevuld",
        )
        return True

    def _size(self, typed: Typed) -> Size:
        """Number of parts and depth, with values filled in."""
        sizes = [self._size(each) for each in typed.parts]
        if isinstance(typed.target, ValueTarget):
            sizes.append(self._values.get(typed.target.key, (1, 1)))
        if isinstance(typed.target, DeadlineTarget):
            sizes.append(self._size_of_deadline(typed.target.key))
        if isinstance(typed.target, PolicyTarget) and typed.target.module in self._met:
            sizes.append(size_of(self._met[typed.target.module]))
        return _sum(sizes)

    def _size_of_deadline(self, key: Key) -> Size:
        model = next((each for each in self._deadlines.values() if each is not None and each.key == key), None)
        sizes = [] if model is None else [self._size(each) for each in model.parts]
        return of_deadline(model, sizes)

    def check_policy(self, model: PolicyModel, at: Span) -> None:
        """Report a policy that is to be met, asked for at a place, that becomes too large."""
        nodes, depth = size_of(model)
        if nodes > MOST_NODES or depth > DEEPEST:
            self.findings.error(
                "E325",
                at,
                f"`{model.module}` becomes too large once the policies that it asks to be met are filled in",
                f"`{model.module}` wordt te groot als het beleid waaraan voldaan moet worden erin is ingevuld",
            )


def size_of(model: PolicyModel) -> Size:
    """How large a policy becomes where another asks that it is met."""
    return _Whole(model).policy()


class _Whole:
    def __init__(self, model: PolicyModel) -> None:
        self.model = model
        self._values: dict[Key, Size] = {}
        self._dated: dict[Key, Size] = {}
        self._met: dict[str, Size] = {}

    def policy(self) -> Size:
        parts = [
            each for one in self.model.criteria for each in (one.applies, one.body, one.unless) if each is not None
        ]
        return _sum(self.size(each) for each in parts)

    def size(self, typed: Typed) -> Size:
        sizes = [self.size(each) for each in typed.parts]
        match typed.target:
            case ValueTarget(key=key):
                sizes.append(self._value(key))
            case PolicyTarget(module=module):
                sizes.append(self._policy(module))
            case DeadlineTarget(key=key):
                sizes.append(self._deadline(key))
            case _:
                pass
        return _sum(sizes)

    def _deadline(self, key: Key) -> Size:
        if key not in self._dated:
            self._dated[key] = (1, 1)
            model = self.model.deadline(key)
            self._dated[key] = of_deadline(model, [self.size(each) for each in model.parts])
        return self._dated[key]

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


def of_deadline(model: DeadlineModel | None, parts: list[Size]) -> Size:
    """How large a deadline is where it is asked for: its conditions read its days and its act several times."""
    nodes, depth = _sum(parts)
    years = 1
    if model is not None and model.yearly is not None:
        years += (model.yearly.last.number or 0) - (model.yearly.first.number or 0)
    return nodes * TIMES_READ * max(years, 1), depth + ABOVE_PARTS


def _sum(sizes: Iterable[Size]) -> Size:
    found = list(sizes)
    return 1 + sum(nodes for nodes, _ in found), 1 + max((depth for _, depth in found), default=0)
