"""What generated code knows of a condition: the variable with its truth, and what it rests on while it is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from attrs import frozen

Basis = Literal["never", "data", "judgement", "either"]
"""What a condition rests on while it is open: always data is missing, always judgements alone, or it depends on the facts; then
a variable tells (None or `...`). `never`: it is never open."""


@frozen
class Result:
    """A variable: True or False, or when open None or `...`. With `loose` it may be anything else when open."""

    code: str
    basis: Basis
    loose: bool = False


Hit = Callable[[], None]
Opened = Callable[[Result], None]


@frozen
class Sink:
    """A variable that gathers conditions: it starts as one value and is set to another by the first decisive condition, or else
    by an open one. `data` beats `judgement`."""

    variable: str
    start: str
    data: str
    judgement: str

    @property
    def at_start(self) -> str:
        return f"{self.variable} {'is' if self.start in ('True', 'False') else '=='} {self.start}"


def both(parts: Iterable[Basis]) -> Basis:
    found = {each for each in parts if each != "never"}
    if not found:
        return "never"
    return found.pop() if len(found) == 1 else "either"
