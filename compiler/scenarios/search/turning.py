"""Where what comes out turns while one number grows: by halving, for what no single comparison tells, as a share of a total."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from compiler.ir.nodes import Expr
from compiler.ir.places import Path
from compiler.ir.values import Facts
from compiler.scenarios.numbers import exact
from compiler.scenarios.search.boundaries import fits, step_of
from compiler.scenarios.search.find import Near, Start
from compiler.scenarios.search.moves import Move, moves, read_by
from compiler.scenarios.search.places import Places, held
from dsl.kinds import NumberKind

TIMES: Final = (Fraction(1, 100), Fraction(1, 10), 1, 10, 100)  # the number, between which it is looked for


def near_turning(
    goal: Callable[[Facts], bool],
    outcome: Callable[[Facts], object],
    starts: Sequence[Start[None]],
    focus: Sequence[Expr],
    places: Places,
) -> Near[None] | None:
    """A provider for whom the goal holds, with a number at which the outcome turns, and at most one other fact changed."""
    for start in starts:
        for before in (None, *moves(focus, start.facts, places, unknown=False)):
            facts = dict(start.facts) if before is None else places.put(start.facts, before.path, before.value)
            for path in read_by(focus, places.scope(facts)):
                for move in _turns(outcome, facts, path, places):
                    changed = places.put(facts, move.path, move.value)
                    if goal(changed):
                        return Near(start, (move,) if before is None else (before, move), changed)
    return None


def _turns(outcome: Callable[[Facts], object], facts: Facts, path: Path, places: Places) -> Iterator[Move]:
    """The values of a number on both sides of where the outcome turns."""
    declared, now = places.declared(path), held(facts, path)
    if declared is None or not isinstance(declared.kind, NumberKind) or not isinstance(now, int | Decimal | Fraction):
        return
    kind, number = declared.kind, Fraction(now)
    step = step_of(kind, number)

    def steps(times: Fraction | int) -> int:
        return int(number * times / step)

    def comes_out(at: int) -> object:
        return outcome(places.put(facts, path, exact(at * step)))

    numbers = sorted({steps(times) for times in TIMES if fits(steps(times) * step, kind)})
    found = [(each, comes_out(each)) for each in numbers]
    for (low, before), (high, after) in pairwise(found):
        while before != after and high - low > 1:
            middle = (low + high) // 2
            if comes_out(middle) == before:
                low = middle
            else:
                high = middle
        if before != after:
            yield from (Move(path, exact(each * step)) for each in (low, high))
