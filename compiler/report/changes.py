"""What a provider can change itself, and how little of it is enough.

Facts that the policy calls changeable are moved only as far as they must be for a criterion not to be in the way any more. Each
way out is held against the criterion before it is told.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache, partial
from math import ceil, floor

from attrs import evolve, frozen

from compiler.ir import text
from compiler.ir.evaluate import decide, judge
from compiler.ir.nodes import Policy
from compiler.ir.places import Scope, is_of_other
from compiler.ir.reasons import find
from compiler.ir.values import Absence, Facts, FactValue
from compiler.ir.verdicts import CriterionResult, Leaf, Outcome, Verdict
from compiler.report.case import Case, readings_of
from compiler.report.prose.causes import decisive
from dsl.kinds import ChoiceKind, DateKind, Kind, NumberKind, YesNoKind

PARTS = 100
"""Numbers that are not whole move in hundredths of the unit that they are shown in."""
FARTHEST = 2**36
MOST_FACTS, MOST_TOGETHER = 40, 3


@frozen
class Change:
    """One fact, as it is and as it would have to be."""

    leaf: Leaf
    kind: Kind
    now: FactValue
    then: FactValue


@frozen
class WayOut:
    """A criterion that is in the way; each of the `ways` is enough, and all changes of a way are needed for it. `ways` is empty
    where the provider cannot change it."""

    criterion: CriterionResult
    ways: tuple[tuple[Change, ...], ...]


def ways_out(case: Case) -> tuple[WayOut, ...]:
    """For each criterion that decides against the provider what it can do about it."""
    if case.result.outcome is not Outcome.INELIGIBLE:
        return ()
    return tuple(WayOut(each, _ways(each, case)) for each in case.result.deciding)


def clears(ways: tuple[WayOut, ...], case: Case) -> bool:
    """Whether the first way out of each criterion together leaves nothing in the way."""
    first = [change for each in ways for change in (each.ways[0] if each.ways else ())]
    return decide(case.policy, changed(case.facts_given, first)).outcome is Outcome.ELIGIBLE


def verdict_after(found: WayOut, way: Iterable[Change], case: Case) -> Verdict:
    """What becomes of the criterion on this way: met, or something else that counts as met."""
    return judge(found.criterion.criterion, Scope(changed(case.facts_given, way))).verdict


def changed(facts: Facts, changes: Iterable[Change]) -> Facts:
    """The facts after some changes."""
    for each in changes:
        facts = _with(facts, each.leaf.path, each.then)
    return facts


def _ways(result: CriterionResult, case: Case) -> tuple[tuple[Change, ...], ...]:
    against = _against(result, case.facts_given)
    if not against:  # what depends on other providers is not the provider's to change
        return ()
    facts = list(_changeable(result, case.policy))[:MOST_FACTS]
    single = [(each,) for each in _changes(facts, result, case.facts_given, 0)]
    return tuple(single) or tuple(_together(facts, result, case.facts_given, against))


def _changeable(result: CriterionResult, policy: Policy) -> Iterator[Change]:
    """The facts that a criterion read and the provider can change, as they are."""
    seen = set()
    for reading in readings_of(result):
        info = text.declared(policy, reading.leaf)
        known = not isinstance(reading.value, Absence)
        own = not is_of_other(reading.leaf.path, (policy.judges,))
        if own and info is not None and info.changeable and known and reading.leaf.path not in seen:
            seen.add(reading.leaf.path)
            yield Change(reading.leaf, reading.kind, reading.value, reading.value)


def _changes(facts: list[Change], result: CriterionResult, given: Facts, most: int) -> Iterator[Change]:
    """Of each fact the smallest change, on its own, that leaves at most so many conditions against the provider."""

    def fits(path: tuple[str | int, ...], value: FactValue) -> bool:
        against = _against(result, _with(given, path, value))
        return against is not None and against <= most

    for each in facts:
        then = _nearest(each.then, each.kind, partial(fits, each.leaf.path))
        if then is not None:
            yield evolve(each, then=then)


def _together(facts: list[Change], result: CriterionResult, given: Facts, against: int) -> Iterator[tuple[Change, ...]]:
    """The changes, one after the other, each of which takes away a condition; nothing where some are left after all."""
    made: dict[Leaf, Change] = {}
    for _ in range(MOST_TOGETHER):
        now = changed(given, made.values())
        found = next(_changes([made.get(each.leaf, each) for each in facts], result, now, against - 1), None)
        if found is None:
            return
        made[found.leaf] = found
        against = _against(result, changed(given, made.values())) or 0
        if not against:
            yield _needed(tuple(made.values()), result, given)
            return


def _needed(changes: tuple[Change, ...], result: CriterionResult, given: Facts) -> tuple[Change, ...]:
    """Without those that later ones made needless."""
    for each in changes:
        rest = tuple(one for one in changes if one is not each)
        if _against(result, changed(given, rest)) == 0:
            return _needed(rest, result, given)
    return changes


def _against(result: CriterionResult, facts: Facts) -> int | None:
    """How many conditions of a criterion speak against the provider, 0 where it counts as met, None where it is open."""
    scope = Scope(facts)
    counts = judge(result.criterion, scope).counts
    if counts is None:
        return None
    exclusion = result.criterion.kind == "exclusion"
    return 0 if counts else max(1, sum(1 for _ in decisive(find(result.criterion.body, scope), turned=exclusion)))


def _with(facts: Facts, path: tuple[str | int, ...], value: FactValue) -> Facts:
    """The facts with another value at a path."""
    found = _replaced(facts, path, value)
    assert isinstance(found, Mapping)
    return found


def _replaced(found: FactValue, path: tuple[str | int, ...], value: FactValue) -> FactValue:
    if not path:
        return value
    step, *rest = path
    if isinstance(step, int) and isinstance(found, tuple):
        return (*found[: step - 1], _replaced(found[step - 1], tuple(rest), value), *found[step:])
    assert isinstance(found, Mapping)
    key = next(each for each in found if each == step or str(each) == str(step))
    return {**found, key: _replaced(found[key], tuple(rest), value)}


# --- the nearest value ------------------------------------------------------------------------------------------------


def _nearest(value: FactValue, kind: Kind, fits: Callable[[FactValue], bool]) -> FactValue | None:
    match kind:
        case YesNoKind() if isinstance(value, bool):
            return (not value) if fits(not value) else None
        case ChoiceKind(options=options):
            return next((each for each in options if each != value and fits(each)), None)
        case DateKind() if isinstance(value, datetime.date):
            return _stepped(lambda by: _day(value, by), fits)
        case NumberKind():
            return _stepped(lambda by: _moved(Fraction(value), kind, by), fits)  # type: ignore[arg-type]
    return None


def _moved(value: Fraction, kind: NumberKind, by: int) -> Fraction | None:
    """So many steps on, on a multiple of the step; None outside the bounds of the kind."""
    scale = Fraction(1, 100) if kind.form == "percent" else kind.scale
    step = scale if kind.whole else scale / PARTS
    moved = (floor(value / step) + by if by > 0 else ceil(value / step) + by) * step
    low = min(value, Fraction(0)) if kind.low is None else kind.low
    return None if moved < low or (kind.high is not None and moved > kind.high) else moved


def _day(value: datetime.date, by: int) -> datetime.date | None:
    try:
        return value + datetime.timedelta(by)
    except OverflowError:
        return None


def _stepped(moved: Callable[[int], FactValue | None], fits: Callable[[FactValue], bool]) -> FactValue | None:
    """The value the fewest steps away that fits; where it comes to fit and stops again within one doubling it is not found."""

    @cache
    def good(by: int) -> bool:
        found = moved(by)
        return found is not None and fits(found)

    reached = [by for sign in (1, -1) if (by := _first(good, lambda by: moved(by) is not None, sign))]
    return moved(min(reached, key=abs)) if reached else None


def _first(good: Callable[[int], bool], exists: Callable[[int], bool], sign: int) -> int:
    """The fewest steps in a direction that are enough, 0 where none are."""
    low, high = 0, 1
    while not good(sign * high):
        low = high
        high *= 2
        if high > FARTHEST or not exists(sign * low):
            return 0
        if not exists(sign * high):  # the bound itself may be enough
            high = _last(exists, sign, low, high)
            if not good(sign * high):
                return 0
            break
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if good(sign * middle) else (middle, high)
    return sign * high


def _last(exists: Callable[[int], bool], sign: int, low: int, high: int) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if exists(sign * middle) else (low, middle)
    return low
