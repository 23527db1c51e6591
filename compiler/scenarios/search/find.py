"""Providers that do what is asked: near to known ones, or made step by step towards conditions that should or should not hold."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Generic, TypeVar

from attrs import frozen

from compiler.ir.expressions import Open, truth
from compiler.ir.nodes import And, Compare, Expr, Fold, Lit, Mark, Not, Or, Tally
from compiler.ir.places import Path, Scope, elements, locate
from compiler.ir.values import UNKNOWN, Facts, FactValue
from compiler.scenarios.search.moves import Move, applied, moves, read_by
from compiler.scenarios.search.places import Places, held

FAR = 3  # a list or record that is not there
Name = TypeVar("Name")


@frozen
class Start(Generic[Name]):
    """A provider to start from."""

    name: Name
    facts: Facts


Known = TypeVar("Known", Start[Any], dict[str, FactValue])


@frozen
class Near(Generic[Name]):
    """A provider that was found: the one it is like, and what is different."""

    start: Start[Name]
    changes: tuple[Move, ...]
    facts: dict[str, FactValue]


def near(
    goal: Callable[[Facts], bool], starts: Sequence[Start[Name]], focus: Sequence[Expr], places: Places
) -> Near[Name] | None:
    """A provider for whom the goal holds: one that is there, or with one known fact changed.

    The goal must look at nothing but what `focus` looks at: starts that are alike there count once.
    """
    for start in starts:
        if goal(start.facts):
            return Near(start, (), dict(start.facts))
    for start in unlike(starts, focus, places):
        for move in moves(focus, start.facts, places, unknown=False):
            changed = places.put(start.facts, move.path, move.value)
            if goal(changed):
                return Near(start, (move,), changed)
    return None


def less_known(
    goal: Callable[[Facts], bool], starts: Sequence[Start[Name]], focus: Sequence[Expr], places: Places
) -> Near[Name] | None:
    """A provider for whom the goal holds when one fact becomes unknown."""
    for start in unlike(starts, focus, places):
        for path in read_by(focus, places.scope(start.facts)):
            changed = places.put(start.facts, path, UNKNOWN)
            if goal(changed):
                return Near(start, (Move(path, UNKNOWN),), changed)
    return None


def near_by_two(
    goal: Callable[[Facts], bool], starts: Sequence[Start[Name]], focus: Sequence[Expr], places: Places, tries: int
) -> Near[Name] | None:
    """A provider for whom the goal holds with two known facts changed, among the first so many."""
    once = (
        (start, move, places.put(start.facts, move.path, move.value))
        for start in unlike(starts, focus, places)
        for move in moves(focus, start.facts, places, unknown=False)
    )
    twice = ((*each, move) for each in once for move in moves(focus, each[2], places, unknown=False))
    for start, first, facts, move in itertools.islice(twice, tries):
        changed = places.put(facts, move.path, move.value)
        if goal(changed):
            return Near(start, (first, move), changed)
    return None


def unlike(starts: Sequence[Known], focus: Sequence[Expr], places: Places) -> list[Known]:
    """The providers without those that a former one equals in all that is looked at."""
    seen: list[dict[Path, FactValue]] = []
    found = []
    for each in starts:
        facts = each.facts if isinstance(each, Start) else each
        looked_at = {path: held(facts, path) for path in read_by(focus, places.scope(facts))}
        if looked_at not in seen:
            seen.append(looked_at)
            found.append(each)
    return found


# --- step by step -----------------------------------------------------------------------------------------------------


@frozen
class Wish:
    """A condition that should hold, or should not."""

    expr: Expr
    holds: bool


def reach(wishes: Sequence[Wish], facts: Facts, places: Places, most: int = 60) -> dict[str, FactValue] | None:
    """Facts under which all wishes come true, by the changes that bring them nearest; None when none does any more.

    Lists are only made shorter when it cannot be done without: an empty one fulfils many wishes and stands in the way of others.
    """
    for shorter in (False, True):
        found = _descend(wishes, dict(facts), places, most, shorter=shorter)
        if found is not None:
            return found
    return None


def _descend(
    wishes: Sequence[Wish], facts: dict[str, FactValue], places: Places, most: int, *, shorter: bool
) -> dict[str, FactValue] | None:
    far = _far(wishes, facts, places)
    for _ in range(most):
        if far == 0:
            return facts
        best = _best_move(wishes, facts, far, places, shorter=shorter) or _with_another_element(
            wishes, facts, far, places
        )
        if best is None:
            return None
        far, facts = best
    return facts if far == 0 else None


def _unfulfilled(wishes: Sequence[Wish], facts: Facts, places: Places) -> list[Wish]:
    """The first few wishes that have not come true."""
    return [each for each in wishes if distance(each.expr, places.scope(facts), holds=each.holds) > 0][:3]


def _best_move(
    wishes: Sequence[Wish], facts: dict[str, FactValue], far: Fraction, places: Places, *, shorter: bool
) -> tuple[Fraction, dict[str, FactValue]] | None:
    """The change that brings the wishes nearest, among those that matter to the first that can be brought nearer."""
    best: tuple[Fraction, dict[str, FactValue]] | None = None
    for wish in _unfulfilled(wishes, facts, places):
        for move in moves([wish.expr], facts, places, unknown=False):
            before = held(facts, move.path)
            is_shorter = isinstance(before, tuple) and isinstance(move.value, tuple) and len(move.value) < len(before)
            if is_shorter and not shorter:
                continue
            changed = places.put(facts, move.path, move.value)
            left = _far(wishes, changed, places)
            if left < (far if best is None else best[0]):
                best = (left, changed)
        if best is not None:
            break
    return best


def _with_another_element(
    wishes: Sequence[Wish], facts: dict[str, FactValue], far: Fraction, places: Places
) -> tuple[Fraction, dict[str, FactValue]] | None:
    """One more element in a list, and one thing changed in it: apart neither brings the wishes nearer."""
    for wish in _unfulfilled(wishes, facts, places):
        for longer in moves([wish.expr], facts, places, unknown=False):
            before = held(facts, longer.path)
            if not isinstance(longer.value, tuple) or not isinstance(before, tuple) or len(longer.value) <= len(before):
                continue
            more = applied(facts, [longer], places)
            newest = (*longer.path, len(longer.value))
            for move in moves([wish.expr], more, places, unknown=False):
                if move.path[: len(newest)] == newest:
                    changed = applied(more, [move], places)
                    left = _far(wishes, changed, places)
                    if left < far:
                        return left, changed
    return None


def _far(wishes: Iterable[Wish], facts: Facts, places: Places) -> Fraction:
    scope = places.scope(facts)
    return sum((distance(each.expr, scope, holds=each.holds) for each in wishes), Fraction(0))


def distance(expr: Expr, scope: Scope, *, holds: bool) -> Fraction:
    """How many conditions stand between the facts and the wish; 0 exactly when it has come true."""
    now = truth(expr, scope)
    if now is holds:
        return Fraction(0)
    match expr:
        case Mark(arg):
            return distance(arg, scope, holds=holds)
        case Not(arg):
            return distance(arg, scope, holds=not holds)
        case And(args) | Or(args):
            parts = [distance(each, scope, holds=holds) for each in args]
            together = isinstance(expr, And) is holds
            return sum(parts, Fraction(0)) if together else min(parts, default=Fraction(FAR))
        case Fold("every" | "some"):
            return _in_list(expr, scope, holds=holds)
        case Compare(_, (Tally() | Fold("count")) as counted, Lit()):
            return Fraction(1) + _counted(counted, scope)
        case _:
            return Fraction(2 if isinstance(now, Open) else 1)


def _in_list(fold: Fold, scope: Scope, *, holds: bool) -> Fraction:
    found = locate(fold.collection, scope)
    if not isinstance(found.value, tuple) or fold.of is None:
        return Fraction(FAR)
    together = (fold.fold == "every") is holds
    parts = []
    for item in elements(found, scope):
        inner = scope.bind(fold.level, item)
        part = distance(fold.of, inner, holds=holds)
        if fold.where is not None and together:
            part = min(part, distance(fold.where, inner, holds=False))
        elif fold.where is not None:
            part += distance(fold.where, inner, holds=True)
        parts.append(part)
    return sum(parts, Fraction(0)) if together else min(parts, default=Fraction(FAR))


def _counted(counted: Tally | Fold, scope: Scope) -> Fraction:
    """Nearer when more of what is counted is close to counting."""
    if isinstance(counted, Tally):
        parts = [distance(each, scope, holds=True) for each in counted.args]
    else:
        found = locate(counted.collection, scope)
        if not isinstance(found.value, tuple):
            return Fraction(FAR)
        where = counted.where
        if where is None:
            return Fraction(0)
        parts = [distance(where, scope.bind(counted.level, item), holds=True) for item in elements(found, scope)]
    return sum((each / (1 + each) for each in parts), Fraction(0)) / (1 + len(parts))
