"""Where providers stand of whom little is known."""

from __future__ import annotations

from fractions import Fraction

import pytest

from compiler.ir import standings
from compiler.ir.expressions import Open, Value
from compiler.ir.nodes import Lit, OrderKey
from compiler.ir.orders import ahead
from compiler.ir.ranges import Range
from compiler.ir.standings import Standings
from compiler.ir.values import NONE
from compiler.ir.verdicts import Leaf
from dsl.kinds import NumberKind

KIND = NumberKind(low=Fraction(0))
KEYS = [OrderKey(Lit(Fraction(0)), "score", KIND, descending=True), OrderKey(Lit(Fraction(0)), "distance", KIND)]


def missing(place: int) -> Open:
    return Open(frozenset({Leaf((str(place), "fact"))}), Range(Fraction(0)))


@pytest.mark.parametrize("step", [0, 1])
def test_those_of_whom_the_same_is_known_are_held_against_others_once(
    step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 120
    values: list[list[Value]] = [[Range.at(place * 7 % 5) for place in range(count)] for _ in KEYS]
    values[step] = [missing(place) if place % 2 else each for place, each in enumerate(values[step])]
    eligible = [None if place % 11 == 0 else True for place in range(count)]
    held: list[int] = []

    def counted(*asked: object) -> object:
        held.append(1)
        return ahead(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(standings, "ahead", counted)
    found = Standings(KEYS, values, [NONE] * count, eligible).all()
    assert len(held) < count * 30
    one_by_one = Standings(KEYS, values, [NONE] * count, eligible)
    assert found == tuple(map(one_by_one.of, range(count)))
