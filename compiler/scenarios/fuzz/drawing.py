"""What Hypothesis draws for one thing that always holds: providers of all sorts, and near to those of the examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from compiler.ir.nodes import Effect, Policy, Population
from compiler.ir.places import Path, walk
from compiler.ir.values import Facts, FactValue
from compiler.scenarios.fuzz.holding import Tried
from compiler.scenarios.search.moves import Move
from compiler.scenarios.search.places import Places, conditions, held
from compiler.scenarios.strategies import Providers, near, providers

MOST_OTHERS = 3
Draw = Callable[[st.SearchStrategy[Any]], Any]


def tries(policy: Policy, claim: object, known: Sequence[Facts]) -> st.SearchStrategy[Tried]:
    """Providers, and what is more of them where the claim is about that. `known` are the providers of examples."""
    one = st.one_of(near(policy, known), providers(policy)) if known else providers(policy)
    among = any(isinstance(each, Population) for expr in conditions(policy) for each in walk(expr))
    places, made = Places(policy), Providers(policy)
    others = st.lists(one, max_size=MOST_OTHERS).map(tuple) if among else st.none()

    @st.composite
    def draw_one(draw: Draw) -> Tried:
        facts = draw(one)
        change = _more(draw, claim, facts, places, made) if isinstance(claim, Effect) else None
        return Tried(facts, draw(others), change)

    return draw_one()


def _more(draw: Draw, effect: Effect, facts: Facts, places: Places, made: Providers) -> Move:
    """More of the fact, somewhere where it is known."""
    found = list(_reached(effect.path, facts, ()))
    assume(found)
    path = draw(st.sampled_from(found))
    declared = places.declared(path)
    assert declared is not None
    larger = made.above(declared.kind, str(effect.path[-1]), held(facts, path))
    assume(not larger.is_empty)
    return Move(path, draw(larger))


def _reached(names: tuple[str, ...], value: FactValue, path: Path) -> list[Path]:
    """The places that the names lead to, through every element of a list, and every year at the end of them."""
    if isinstance(value, tuple) and names:
        return [found for at, each in enumerate(value, 1) for found in _reached(names, each, (*path, at))]
    if not names:
        return [(*path, year) for year in value] if isinstance(value, Mapping) else [path]
    if not isinstance(value, Mapping) or names[0] not in value:
        return []
    return _reached(names[1:], value[names[0]], (*path, names[0]))
