"""What always holds, tried on generated providers: on each of its days until one breaks it, of which the smallest is kept."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from attrs import frozen
from hypothesis import HealthCheck, find, settings
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

from compiler.ir.nodes import Always, Policy
from compiler.ir.values import Facts
from compiler.model import AlwaysModel, PolicyModel
from compiler.scenarios.fuzz.drawing import tries
from compiler.scenarios.fuzz.holding import Trial, Tried
from compiler.scenarios.fuzz.smallest import size, smallest
from compiler.scenarios.search.places import Places
from compiler.scenarios.search.solver import reached
from compiler.scenarios.suggest.providers import eligible_provider, ways_of
from dsl.source import Span

if TYPE_CHECKING:
    from compiler.pipeline import Compilation

MOST_BROKEN = 8  # counterexamples of which the smallest is chosen


@frozen
class Fuzzed:
    """One thing that always holds, on one day: how many providers it was tried on and of how many it says anything, and the
    smallest that breaks it."""

    module: str
    policy: Policy
    always: Always
    tried: int
    meant: int
    broken_by: Tried | None


def trials(compilation: Compilation) -> list[tuple[str, Policy, Always]]:
    """Everything that always holds, on the days on which it is tried: its own, else the first in force and each on which an
    amendment takes effect."""
    found = []
    for module in compilation.policies:
        for day in _days(compilation, module):
            policy, _ = compilation.policy(module, day)
            if policy is not None:
                wanted = [each for each in policy.always if _is_tried(each, day, compilation, module)]
                found += [(module, policy, each) for each in wanted]
    return found


def without_a_day(compilation: Compilation) -> list[tuple[str, PolicyModel, AlwaysModel]]:
    """What always holds and is tried on no day, as its policy is in force on none that is known."""
    tried = {(module, each.span) for module, _, each in trials(compilation)}
    found: dict[tuple[str, Span], tuple[str, PolicyModel, AlwaysModel]] = {}
    for module in compilation.policies:
        for model in compilation.models(module):
            found |= {(module, each.span): (module, model, each) for each in model.always}
    return [each for key, each in found.items() if key not in tried]


def _is_tried(always: Always, day: datetime.date, compilation: Compilation, module: str) -> bool:
    return always.as_of == day or (always.as_of is None and day in _own_days(compilation, module))


def _own_days(compilation: Compilation, module: str) -> list[datetime.date]:
    first = compilation.day(module) or next(
        (each.as_of for each in compilation.examples if each.policy == module), None
    )
    return [*filter(None, [first]), *compilation.days_of_change(module)]


def _days(compilation: Compilation, module: str) -> Iterator[datetime.date]:
    models = compilation.models(module)
    named = (each.as_of for model in models for each in model.always if each.as_of is not None)
    found = sorted({*_own_days(compilation, module), *named})
    last, first = models[0].last, models[0].first
    yield from (day for day in found if (first is None or first <= day) and (last is None or day <= last))


def fuzz(
    compilation: Compilation,
    examples: int = 1000,
    seed: int = 0,
    done: Callable[[int, int], None] | None = None,
) -> list[Fuzzed]:
    """Everything that always holds, each tried on so many providers; the same seed draws the same ones."""
    work = trials(compilation)
    found = []
    known: dict[str, list[Facts]] = {}
    for number, (module, policy, always) in enumerate(work, 1):
        if module not in known:
            known[module] = _known(compilation, module, policy)
        found.append(_fuzz(module, policy, always, known[module], examples, seed))
        if done:
            done(number, len(work))
    return found


def _known(compilation: Compilation, module: str, policy: Policy) -> list[Facts]:
    """The providers of the examples, one who meets everything, and those near it on whom each criterion comes out otherwise."""
    found = [each.facts for each in compilation.examples if each.policy == module]
    eligible = eligible_provider(policy)
    if eligible is None:
        return found
    places = Places(policy)
    ways = (wishes for each in policy.criteria for wishes in ways_of(policy, each.id))
    near = (reached(wishes, eligible, places) for wishes in ways)
    return [*found, eligible, *(each for each in near if each is not None)]


def _fuzz(module: str, policy: Policy, always: Always, known: Sequence[Facts], examples: int, seed: int) -> Fuzzed:
    trial, drawn = Trial(policy, always), tries(policy, always.claim, known)
    tried = meant = 0
    broken: list[Tried] = []

    def watch(each: Tried) -> bool:
        nonlocal tried, meant
        tried += 1
        meant += trial.means(each)
        if len(broken) < MOST_BROKEN and trial.breaks(each):
            broken.append(each)
        return False

    _first(drawn, watch, examples, seed)
    worst = _first(drawn, trial.breaks, examples, seed) if broken else None  # with the values made simpler as well
    found = [smallest(each, trial.breaks) for each in (*filter(None, [worst]), *broken)]
    return Fuzzed(module, policy, always, tried, meant, min(found, key=size, default=None))


def _first(drawn: SearchStrategy[Tried], wanted: Callable[[Tried], bool], examples: int, seed: int) -> Tried | None:
    how = settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    try:
        return find(drawn, wanted, settings=how, random=Random(seed))
    except NoSuchExample:
        return None
