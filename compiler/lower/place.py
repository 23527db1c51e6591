"""Where an expression stands: the policy on its day, and the record that names are read from."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TypeVar

from attrs import define, evolve

from compiler.ir import nodes as ir
from compiler.lower.wording import Wording
from compiler.model import Key, PolicyModel, Typed
from dsl.frozen import frozen

_Made = TypeVar("_Made")


class Day:
    """What every expression of a policy shares on one decision date: parameters as typed literals. `reads` notes whether the date
    itself was asked for, by this policy or by one that it asks to be met. `asked` are the criteria of this one where others ask
    them to be met, by the record that they are asked of and the folds around it, and whether those read the date."""

    def __init__(self, model: PolicyModel, as_of: datetime.date, wording: Wording, reads: Reads | None = None) -> None:
        self.model = model
        self.wording = wording
        self.reads = Reads() if reads is None else reads
        self._as_of = as_of
        self.parameters: dict[Key, Typed] = {}
        for each in model.parameters:
            value = each.on(as_of)
            if value is not None:
                self.parameters[each.key] = value
        self._values = {each.key: each for each in model.values}
        self._met: dict[str, Day] = {}
        self.asked: dict[tuple[ir.Expr, int], tuple[tuple[ir.Expr, ...], bool]] = {}

    @property
    def as_of(self) -> datetime.date:
        self.reads.day = True
        return self._as_of

    @property
    def settled(self) -> tuple[int, ...]:
        """The identity of the value that each parameter without keys has, those of policies that are asked to be met included."""
        own = (id(each) for each in self.parameters.values())
        return (*own, *(each for met in self.model.met for each in self.of(met.module).settled))

    def of(self, module: str) -> Day:
        """The same day for a policy that this one asks to be met."""
        if module not in self._met:
            model = next(each for each in self.model.met if each.module == module)
            self._met[module] = Day(model, self._as_of, self.wording, self.reads)
        return self._met[module]

    def value(self, key: Key) -> Typed:
        return self._values[key].body


@define
class Reads:
    """What was asked for so far."""

    day: bool = False

    def noted(self, make: Callable[[], _Made]) -> tuple[_Made, bool]:
        """What is made, and whether that asked for the day."""
        before, self.day = self.day, False
        made = make()
        own, self.day = self.day, before or self.day
        return made, own


@frozen
class Place:
    """Where an expression stands: the record at each level of scope, and the number of folds around it."""

    day: Day
    bases: tuple[ir.Expr, ...] = (ir.Root(),)
    folds: int = 0
    year: int | None = None  # that a series is read in, within `for 3 consecutive years`

    def inside(self, base: ir.Expr) -> Place:
        return evolve(self, bases=(*self.bases, base))

    def at(self, provider: ir.Item) -> Place:
        """At another provider, one fold further in: everything is read as if that one was judged."""
        return Place(self.day, (provider,), self.folds + 1, self.year)

    def element(self) -> Place:
        return evolve(self, bases=(*self.bases, ir.Item(self.folds)), folds=self.folds + 1)
