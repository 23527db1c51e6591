"""Others to be judged among, made from the declarations: such as move a place, a share or an order."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from compiler.ir.nodes import (
    Allocation,
    And,
    Compare,
    Expr,
    Fold,
    Get,
    Item,
    Lit,
    Mark,
    Not,
    Policy,
    Population,
    Preference,
    Root,
)
from compiler.ir.operators import shift_plainly
from compiler.ir.places import walk
from compiler.ir.values import Duration, FactValue
from compiler.scenarios.numbers import exact
from compiler.scenarios.search.find import Wish
from compiler.scenarios.search.places import Places, conditions
from compiler.scenarios.search.solver import reached
from compiler.scenarios.search.wishes import Wishes, counting
from dsl.kinds import ChoiceKind, NumberKind, TextKind

MOST_PLACES: Final = 4  # others that count, however many places a policy asks for

Made = dict[str, FactValue]


def looks_at_others(policy: Policy) -> bool:
    """Whether more than its own facts decides what a policy says of a provider."""
    return bool(_orders(policy)) or any(
        isinstance(each, Population) for expr in conditions(policy) for each in walk(expr)
    )


def others(policy: Policy) -> tuple[Made, ...]:
    """Providers that count, each measuring more than the one before it, then for every condition on who counts one that fails it
    alone and measures most, and one in another group."""
    places = Places(policy)
    filters = list(dict.fromkeys(_filters(policy)))
    plain = [each for each in policy.criteria if not any(map(_looks, (each.body, each.applies, each.unless)))]
    member: Wishes = tuple(_of_itself(each, each.where) for each in filters if each.where is not None)
    start = places.record(policy.record(policy.judges))
    wanted = (*member, *map(counting, plain))
    base = reached(wanted, start, places) or reached(member, start, places) or start
    measured = _measured(policy)
    found = [_larger(base, measured, times, places) for times in range(1, _places_asked(policy) + 1)]
    for each in filters:
        parts = _conjuncts(each.where)
        for at, part in enumerate(parts):
            rest = (_of_itself(each, other) for place, other in enumerate(parts) if place != at)
            outside = reached((_of_itself(each, Not(part)), *rest), base, places)
            if outside is not None:
                found.append(_larger(outside, measured, len(found) + 1, places))
    for name in dict.fromkeys(_groups(policy)):
        found.append(_larger(_elsewhere(base, name, places), measured, len(found) + 1, places))
    return tuple(found)


def _looks(expr: Expr | None) -> bool:
    return expr is not None and any(isinstance(each, Population) for each in walk(expr))


def _folds(policy: Policy) -> Iterator[Fold]:
    for expr in conditions(policy):
        yield from (each for each in walk(expr) if isinstance(each, Fold) and isinstance(each.collection, Population))


def _filters(policy: Policy) -> Iterator[Fold]:
    """What is asked of a provider itself for it to count."""
    for each in _folds(policy):
        population = each.collection
        assert isinstance(population, Population)
        if (
            population.which == "who"
            and isinstance(population.who, Root)
            and each.level == 0
            and each.where is not None
        ):
            yield Fold("some", population, each.level, None, each.where)


def _of_itself(fold: Fold, condition: Expr | None) -> Wish:
    return Wish(Fold("some", fold.collection, fold.level, None, condition), holds=True)


def _conjuncts(expr: Expr | None) -> list[Expr]:
    match expr:
        case None:
            return []
        case Mark(arg):
            return _conjuncts(arg) if isinstance(arg, And | Mark) else [expr]
        case And(args):
            return [part for each in args for part in _conjuncts(each)]
        case _:
            return [expr]


def _places_asked(policy: Policy) -> int:
    """As many as the highest place that a condition asks for, two at least."""
    compared = (each for expr in conditions(policy) for each in walk(expr) if isinstance(each, Compare))
    asked = (each.right.value for each in compared if isinstance(each.right, Lit) and _looks(each.left))
    places = (int(each) for each in asked if isinstance(each, Fraction))
    return max((2, *(each for each in places if each <= MOST_PLACES)))


def _measured(policy: Policy) -> frozenset[str]:
    """The facts by which providers are held against each other."""
    found = [part for each in _folds(policy) for part in (each.where, each.of) if part is not None]
    found += [key.expr for each in _orders(policy) for key in each.keys]
    found += [weight.expr for each in policy.preferences for weight in each.weights]
    found += [each.measure for each in _allocations(policy) if each.measure is not None]
    return frozenset(each.name for expr in found for each in walk(expr) if isinstance(each, Get))


def _allocations(policy: Policy) -> tuple[Allocation, ...]:
    """Those among providers."""
    return tuple(each for each in policy.allocations if each.over is None)


def _orders(policy: Policy) -> tuple[Preference | Allocation, ...]:
    return (*policy.preferences, *_allocations(policy))


def _groups(policy: Policy) -> Iterator[str]:
    """The facts that must be the same for providers to be held against each other."""
    yield from (each.group.name for each in _orders(policy) if each.group is not None)
    for fold in _folds(policy):
        for each in () if fold.where is None else walk(fold.where):
            match each:
                case Compare("=", Get(Item(), name), Get(Root() | Item(), same)) if name == same:
                    yield name


def _larger(facts: Made, measured: frozenset[str], times: int, places: Places) -> Made:
    """So many times as large in what is measured, as far as its bounds allow; of a day so many days later."""
    found = dict(facts)
    for name in measured & facts.keys():
        declared, value = places.declared((name,)), facts[name]
        match value:
            case bool():
                pass
            case int() | Decimal() | Fraction() if declared is not None and isinstance(declared.kind, NumberKind):
                number, high = Fraction(value) * times, declared.kind.high
                found[name] = value if high is not None and number > high else exact(number)
            case datetime.date() if not isinstance(value, datetime.datetime):
                found[name] = shift_plainly(value, Duration(days=1 - times))
            case _:
                pass
    return found


def _elsewhere(facts: Made, name: str, places: Places) -> Made:
    declared, value = places.declared((name,)), facts.get(name)
    if declared is not None and isinstance(declared.kind, ChoiceKind):
        return {**facts, name: next((each for each in declared.kind.options if each != value), value or "")}
    if declared is not None and isinstance(declared.kind, TextKind) and declared.kind.pattern is None:
        return {**facts, name: f"{value} 2"}
    return facts
