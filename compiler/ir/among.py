"""Reductions over the providers that one is judged among, in time that does not grow with their number.

What is asked of another provider alone (`where contracted`, its region, what it measures) is the same whoever is judged: it is
worked out once and kept with the `Peers`. Providers of whom all of it is known are gathered by what they must have in common with
the one judged, so that a sum, a least or a place in an order is at hand; those of whom something is missing are gone through one
by one. The meaning is that of going through all: `compiler.ir.expressions` does that for what is not of this form.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

from attrs import evolve, frozen

from compiler.ir import ranges
from compiler.ir.expressions import (
    NO_LEAVES,
    Leaves,
    Open,
    Part,
    Truth,
    Value,
    compared,
    conjunction,
    disjunction,
    leaves_of,
    made,
    negation,
    plain_value,
    reduced,
    truth,
    value,
)
from compiler.ir.nodes import And, Compare, Expr, Fold, Get, Item, Mark, Population, Root
from compiler.ir.peers import Peers
from compiler.ir.places import Found, Scope, set_apart, walk
from compiler.ir.ranges import RELATIONS, Range
from compiler.ir.values import NONE, Duration
from dsl.diagnostics import CompilerFault


@frozen
class Shape:
    """A reduction that this module takes: what is asked of each alone, what each must have in common with the one judged (its
    own on the left, that of the one judged on the right), and (of a count) how it must stand to the one judged."""

    fold: Fold
    alone: tuple[Expr, ...]
    same: tuple[tuple[Expr, Expr], ...]
    ahead: Compare | None

    @classmethod
    def of(cls, fold: Fold) -> Shape | None:
        if fold.of is not None and not is_about(fold.of, fold.level):
            return None
        alone: list[Expr] = []
        same: list[tuple[Expr, Expr]] = []
        ahead: Compare | None = None
        for part in _parts(fold.where):
            match part:
                case _ if is_about(part, fold.level):
                    alone.append(part)
                case Compare("=", left, right) if _apart(left, right, fold.level):
                    same.append((left, right))
                case Compare("<" | "≤" | ">" | "≥", left, right) if (
                    fold.fold == "count" and ahead is None and _apart(left, right, fold.level)
                ):
                    ahead = part
                case _:
                    return None
        return cls(fold, tuple(alone), tuple(same), ahead)


def _parts(where: Expr | None) -> Iterator[Expr]:
    match where:
        case None:
            pass
        case Mark(arg):
            yield from _parts(arg)
        case And(args):
            for each in args:
                yield from _parts(each)
        case _:
            yield where


def is_about(expr: Expr, level: int) -> bool:
    """Whether an expression reads nothing but the element of this level."""
    return not any(
        isinstance(each, Root | Population) or (isinstance(each, Item) and each.level < level) for each in walk(expr)
    )


def _apart(left: Expr, right: Expr, level: int) -> bool:
    """Whether one side is about the element alone, and the other not at all."""
    reads = [each for each in walk(right) if isinstance(each, Population | Item)]
    return is_about(left, level) and not any(isinstance(each, Population) or each.level >= level for each in reads)


# --- the providers ----------------------------------------------------------------------------------------------------


@frozen
class Member:
    """What is known of one provider whoever is judged: whether it counts, what it must have in common, and what it measures."""

    number: int
    counts: Truth
    keys: tuple[Value, ...]
    worth: Value

    @property
    def is_closed(self) -> bool:
        """Nothing that matters is missing."""
        known = not any(isinstance(each, Open) or _is_loose(each) for each in (*self.keys, self.worth))
        return self.counts is True and known


def _is_loose(found: Value) -> bool:
    return isinstance(found, Range) and not found.is_point


@frozen(eq=False, slots=False)
class Group:
    """Members of whom all is known; what they measure is a number, a date, none (left out) or, of a condition, yes or no."""

    worths: dict[int, Any]

    @cached_property
    def total(self) -> Fraction:
        return sum(self.worths.values(), Fraction(0))

    @cached_property
    def ordered(self) -> list[Any]:
        return sorted(self.worths.values())

    @cached_property
    def numbers(self) -> Counter[Any]:
        return Counter(self.worths.values())

    @cached_property
    def yes(self) -> int:
        return sum(each is True for each in self.worths.values())

    def of(self, numbers: Iterable[int]) -> list[Any]:
        """What some of its members measure."""
        return [self.worths[each] for each in numbers if each in self.worths]


@frozen(eq=False)
class Gathered:
    """All members as one shape looks at them."""

    groups: dict[tuple[Any, ...], Group]
    others: tuple[Member, ...]

    @classmethod
    def of(cls, shape: Shape, record: str, peers: Peers) -> Gathered:
        members = [_member(shape, record, number, facts) for number, facts in enumerate(peers.members)]
        counting = [each for each in members if each.counts is not False and NONE not in each.keys]
        groups: dict[tuple[Any, ...], dict[int, Any]] = {}
        others = []
        for each in counting:
            if each.is_closed:
                found = groups.setdefault(tuple(map(_plain, each.keys)), {})
                if each.worth is not NONE:
                    found[each.number] = _plain(each.worth)
            else:
                others.append(each)
        return cls({keys: Group(found) for keys, found in groups.items()}, tuple(others))


def _member(shape: Shape, record: str, number: int, facts: Any) -> Member:
    fold = shape.fold
    scope = Scope({}, tuple(Found(None, ()) for _ in range(fold.level))).bind(
        fold.level, Found(facts, (record, number + 1))
    )
    counts = conjunction(truth(each, scope) for each in shape.alone)
    if counts is False:
        return Member(number, False, (), NONE)
    keys = tuple(value(left, scope) for left, _ in shape.same)
    return Member(number, counts, keys, _worth(shape, scope))


def _worth(shape: Shape, scope: Scope) -> Value:
    of = shape.fold.of
    if shape.ahead is not None:
        return value(shape.ahead.left, scope)
    if of is None:
        return True
    return truth(of, scope) if shape.fold.fold in ("every", "some") else plain_value(of, scope)


def _plain(found: Value) -> Any:
    return found.exact if isinstance(found, Range) else found


# --- the reduction ----------------------------------------------------------------------------------------------------


def among(fold: Fold, scope: Scope) -> Value | None:
    """What a reduction over the others, or over all, is worth; None where it is not of the form that this module takes."""
    people, peers = fold.collection, scope.peers
    if not isinstance(people, Population) or people.which == "who" or peers is None:
        return None
    kept = peers.remembered(fold)
    if "shape" not in kept:
        kept["shape"] = Shape.of(fold)
    shape = kept["shape"]
    if shape is None or isinstance(people.who, Get):
        return None
    keys = tuple(value(right, scope) for _, right in shape.same)
    if any(isinstance(each, Open) or _is_loose(each) for each in keys):
        return None
    mine = None if shape.ahead is None else value(shape.ahead.right, scope)
    if isinstance(mine, Open | Range) and not _is_plain(mine):
        return None
    if "gathered" not in kept:
        kept["gathered"] = Gathered.of(shape, people.record, peers)
    return _Reduction(shape, kept["gathered"], keys, mine, set_apart(people, scope, peers), scope).value()


def _is_plain(found: Open | Range) -> bool:
    within = found.range if isinstance(found, Open) else found
    return within.is_point or within.bottom == (1, 1)


@frozen(eq=False)
class _Reduction:
    shape: Shape
    gathered: Gathered
    keys: tuple[Value, ...]
    mine: Value | None
    aside: dict[int, Found | None]
    scope: Scope

    def value(self) -> Value:
        group = None
        if NONE not in self.keys:
            group = self.gathered.groups.get(tuple(map(_plain, self.keys)))
        members = [each for each in self._one_by_one() if each[0] is not False]
        match self.shape.fold.fold:
            case "count":
                return self._count(group, [counts for counts, _ in members])
            case "every" | "some" as word:
                return self._decided(group, members, every=word == "every")
            case _:
                parts = [Part(counts, worth) for counts, worth in members if worth is not NONE]
                return self._reduced(group, parts)

    def _one_by_one(self) -> Iterator[tuple[Truth, Value]]:
        """Whether each of the members that are not gathered counts, and what it measures."""
        for each in self.gathered.others:
            if each.number not in self.aside:
                yield self._counts(each.counts, each.keys, each.worth), each.worth
        for found in self.aside.values():
            if found is not None:
                inner = self.scope.bind(self.shape.fold.level, found)
                alone = conjunction(truth(part, inner) for part in self.shape.alone)
                keys = tuple(value(left, inner) for left, _ in self.shape.same)
                worth: Value = NONE if alone is False else _worth(self.shape, inner)
                yield self._counts(alone, keys, worth), worth

    def _counts(self, alone: Truth, keys: tuple[Value, ...], worth: Value) -> Truth:
        truths = [alone, *(compared("=", one, other) for one, other in zip(keys, self.keys, strict=True))]
        if self.shape.ahead is not None and self.mine is not None and False not in truths:
            truths.append(compared(self.shape.ahead.relation, worth, self.mine))
        return conjunction(truths)

    # --- counts -------------------------------------------------------------------------------------------------------

    def _count(self, group: Group | None, others: list[Truth]) -> Value:
        sure, maybe, leaves = self._of_group(group)
        sure += sum(each is True for each in others)
        open_ = [each for each in others if isinstance(each, Open)]
        return made(Range(Fraction(sure), Fraction(sure + maybe + len(open_))), leaves | leaves_of(open_))

    def _of_group(self, group: Group | None) -> tuple[int, int, Leaves]:
        """How many of the gathered members count, how many more may, and on what that rests."""
        if group is None:
            return 0, 0, NO_LEAVES
        out = group.of(self.aside)
        ahead = self.shape.ahead
        if ahead is None:
            return len(group.worths) - len(out), 0, NO_LEAVES
        if self.mine is NONE:
            return 0, 0, NO_LEAVES
        within = self.mine.range if isinstance(self.mine, Open) else cast("Range", self.mine)
        low, high = (within.exact, within.exact) if within.is_point else within.top
        surely, perhaps = (high, low) if ahead.relation in (">", "≥") else (low, high)
        sure = 0 if surely is None else _number_that(ahead.relation, group.ordered, surely, out)
        any_ = (
            len(group.worths) - len(out)
            if perhaps is None
            else _number_that(ahead.relation, group.ordered, perhaps, out)
        )
        if isinstance(self.mine, Open) and self.mine.may_be_none:
            sure = 0
        return sure, any_ - sure, leaves_of([self.mine]) if any_ > sure else NO_LEAVES

    def _decided(self, group: Group | None, members: list[tuple[Truth, Value]], *, every: bool) -> Truth:
        if group is not None:
            decisive = group.yes if not every else len(group.worths) - group.yes
            if decisive > sum(each is not every for each in group.of(self.aside)):
                return not every
        truths = [(counts, cast("Truth", worth)) for counts, worth in members]
        if every:
            return conjunction(disjunction([negation(counts), of]) for counts, of in truths)
        return disjunction(conjunction([counts, of]) for counts, of in truths)

    # --- sums and ends ------------------------------------------------------------------------------------------------

    def _reduced(self, group: Group | None, parts: list[Part]) -> Value:
        fold = self.shape.fold
        out = [] if group is None else group.of(self.aside)
        number = 0 if group is None else len(group.worths) - len(out)
        if group is None or not number:
            return reduced(fold, parts)
        match fold.fold:
            case "average" if all(each.is_sure for each in parts):
                total = evolve(fold, fold="total")
                together = reduced(total, [*parts, _part(group.total - sum(out))])
                within = together.range if isinstance(together, Open) else cast("Range", together)
                return made(
                    ranges.divide(within, Range.at(number + len(parts))), leaves_of(each.value for each in parts)
                )
            case "total":
                return reduced(fold, [*parts, _part(group.total - sum(out))])
            case "distinct":
                left = group.numbers - Counter(out)
                return reduced(fold, [*parts, *map(_part, left)])
            case _:
                ends = [_first(group.ordered, out), _first(reversed(group.ordered), out)]
                return reduced(fold, [*parts, *map(_part, ends)])


def _part(worth: Any) -> Part:
    """One that surely counts, of whom all is known."""
    return Part(True, worth if isinstance(worth, str | bool | frozenset | Duration) else Range.at(worth))


def _first(ordered: Iterable[Any], out: Iterable[Any]) -> Any:
    """The first that is left when some are taken out."""
    gone = Counter(out)
    for each in ordered:
        if not gone[each]:
            return each
        gone[each] -= 1
    raise CompilerFault("the least of nothing")


def _number_that(relation: str, ordered: list[Any], limit: Any, out: list[Any]) -> int:
    """How many stand so to the limit, without those that are taken out."""
    at = bisect_left(ordered, limit) if relation in ("<", "≥") else bisect_right(ordered, limit)
    number = at if relation in ("<", "≤") else len(ordered) - at
    return number - sum(RELATIONS[relation](each, limit) for each in out)
