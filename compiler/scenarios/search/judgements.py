"""What waits for a judgement alone: nothing else is open, and given one way or the other it would come out differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import attrs
from attrs import evolve

from compiler.ir import nodes
from compiler.ir.nodes import And, Criterion, Expr, Get, Lit, Mark
from compiler.ir.places import facts_read
from compiler.ir.values import UNKNOWN, FactValue
from compiler.scenarios.search.find import Wish
from compiler.scenarios.search.places import Places
from compiler.scenarios.search.wishes import Wishes, counting, failing, holding

Part = TypeVar("Part")


def awaiting(criterion: Criterion) -> Iterator[Wishes]:
    """Ways in which the verdict on a criterion comes to hang on its judgements."""
    against = criterion.kind != "requirement"
    yield (*holding(criterion.applies), *_turning(criterion.body), *failing(criterion.unless))
    if criterion.applies is not None:
        yield (*_turning(criterion.applies), Wish(criterion.body, holds=against), *failing(criterion.unless))
    if criterion.unless is not None:
        yield (*holding(criterion.applies), Wish(criterion.body, holds=against), *_turning(criterion.unless))


def awaiting_decision(criteria: Iterable[Criterion]) -> Wishes:
    """That the decision comes to hang on judgements: with each answered one way all criteria count as met, the other way not."""
    ways = [And(tuple(counting(_answered(each, holds=holds)).expr for each in criteria)) for holds in (True, False)]
    return (Wish(nodes.Or(tuple(ways)), holds=True), Wish(And(tuple(ways)), holds=False))


def _turning(expr: Expr) -> Wishes:
    ways = [_answered(expr, holds=holds) for holds in (True, False)]
    return (Wish(nodes.Or(tuple(ways)), holds=True), Wish(And(tuple(ways)), holds=False))


def _answered(part: Part, *, holds: bool) -> Part:
    """A part of a policy with every judgement in it answered so."""
    match part:
        case Get(judgement=True):
            return Lit(value=holds)  # type: ignore[return-value]
        case Mark(arg=arg):  # what it asks about a deadline stands in it
            answered = _answered(arg, holds=holds)
            return part if answered is arg else evolve(part, arg=answered)
        case tuple():
            return tuple(_answered(each, holds=holds) for each in part)  # type: ignore[return-value]
        case _ if attrs.has(type(part)) and type(part).__module__.startswith(f"{nodes.__name__}."):
            fields: tuple[Any, ...] = attrs.fields(type(part))  # type: ignore[arg-type]
            now = {each.name: getattr(part, each.name) for each in fields}
            then = {name: _answered(value, holds=holds) for name, value in now.items()}
            changed = {name: value for name, value in then.items() if value is not now[name] and value != now[name]}
            return evolve(part, **changed) if changed else part  # type: ignore[misc]
        case _:
            return part


def without_judgements(facts: dict[str, FactValue], exprs: Iterable[Expr], places: Places) -> dict[str, FactValue]:
    """The same provider before anything that these conditions look at was judged."""
    scope = places.scope(facts)
    read = {
        fact.path
        for expr in exprs
        for fact, place in facts_read(expr, scope)
        if isinstance(place, Get) and place.judgement
    }
    for path in read:
        facts = places.put(facts, path, UNKNOWN)
    return facts
