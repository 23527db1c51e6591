"""The providers that one is judged among: those that ranks, shares and conditions on other providers look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import evolve, field

from compiler.ir.values import Facts
from dsl.frozen import frozen


class Place(int):
    """The number of a provider among others, or of an element in a list, from 1: a step of a path in the facts. With its name
    where the data gives one, and what one of them is called where that is known."""

    name: str | None
    one: str | None

    def __new__(cls, number: int, name: str | None, one: str | None = None) -> Place:
        made = super().__new__(cls, number)
        made.name, made.one = name, one
        return made

    def __getnewargs__(self) -> tuple[int, str | None, str | None]:  # type: ignore[override]
        return int(self), self.name, self.one

    @classmethod
    def named(cls, number: int, name: str | None) -> Place:
        """A step as it is, but with a name."""
        return cls(number, name, number.one if isinstance(number, Place) else None)


@frozen(eq=False)
class Peers:
    """All providers of one set of data, each a record of the kind that the policy judges, and their names where they have them.

    `judged` is the place (from 0) of the provider that is judged, None when it is not among them: then it counts beside them.
    """

    members: tuple[Facts, ...]
    judged: int | None = None
    names: tuple[str, ...] = ()
    known: dict[int, tuple[object, dict[str, Any]]] = field(factory=dict, repr=False)
    """What was worked out of all members for an expression, the same whoever is judged: by the identity of the expression (which
    is kept here, so that it stays its own) and what it is."""

    @classmethod
    def beside(cls, others: Iterable[Facts]) -> Peers:
        """Other providers, the one judged not among them."""
        return cls(tuple(others))

    def remembered(self, expr: object) -> dict[str, Any]:
        """What was worked out for an expression."""
        return self.known.setdefault(id(expr), (expr, {}))[1]

    def place(self, number: int) -> Place:
        """The step of a path that leads to the member of this number (from 0)."""
        return Place(number + 1, self.names[number] if number < len(self.names) else None)

    def seen_by(self, place: int) -> Peers:
        """The same providers when this one of them is judged."""
        return evolve(self, judged=place)
