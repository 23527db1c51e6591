"""The providers that one is judged among: those that ranks, shares and conditions on other providers look at."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from compiler.ir.values import Facts


@frozen(eq=False)
class Peers:
    """All providers of one set of data, each a record of the kind that the policy judges.

    `judged` is the place (from 0) of the provider that is judged, None when it is not among them: then it counts beside them.
    """

    members: tuple[Facts, ...]
    judged: int | None = None

    @classmethod
    def beside(cls, others: Iterable[Facts]) -> Peers:
        """Other providers, the one judged not among them."""
        return cls(tuple(others))

    def seen_by(self, place: int) -> Peers:
        """The same providers when this one of them is judged."""
        return evolve(self, judged=place)
