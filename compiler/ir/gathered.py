"""The providers that one is judged among, as a reduction over them looks at each: gathered once, whoever is judged.

What is asked of another provider alone (`where contracted`, its region, what it measures) is the same whoever is judged.
Providers of whom all of it is known are gathered by what they must have in common with the one judged, so that a sum, a least or
a place in an order is at hand; of those of whom something is missing, what they come to together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Any, cast

from attrs import evolve, field, frozen

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
    negation,
    plain_value,
    reduced,
    truth,
    value,
    within_of,
)
from compiler.ir.nodes import And, Compare, Expr, Fold, Item, Mark, Population, Root
from compiler.ir.peers import Peers, Place
from compiler.ir.places import Found, Scope, walk
from compiler.ir.ranges import Range
from compiler.ir.values import NONE


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
        known = not any(isinstance(each, Open) or is_loose(each) for each in (*self.keys, self.worth))
        return self.counts is True and known


def is_loose(found: Value) -> bool:
    return isinstance(found, Range) and not found.is_point


@frozen
class Entry:
    """A member that counts for those with some keys, or may."""

    number: int
    counts: Truth
    worth: Value


@frozen(eq=False)
class Crowd:
    """Some members, each with the facts that something about it rests on; `at` is the place of each by its number."""

    leaves: list[Leaves]
    at: dict[int, int]

    @classmethod
    def of(cls, numbers: Iterable[int], leaves: Iterable[Leaves]) -> Crowd:
        return cls(list(leaves), {number: at for at, number in enumerate(numbers)})

    def without(self, numbers: Iterable[int], places: range) -> tuple[int, Leaves]:
        """How many stand in these places, some members left out, and what those rest on."""
        first, last = places.start, places.stop
        out = sorted(at for each in numbers if (at := self.at.get(each)) is not None and first <= at < last)
        starts, ends = [first, *(at + 1 for at in out)], [*out, last]
        pieces = (self.leaves[start:end] for start, end in zip(starts, ends, strict=True))
        return last - first - len(out), frozenset().union(*chain.from_iterable(pieces))


@frozen(eq=False)
class Alike:
    """Entries with the same worth, all of which surely count or none: with the facts on which it rests whether each counts, and
    those with the facts that its worth rests on."""

    are_sure: bool
    worth: Value
    counting: Crowd
    whole: Crowd

    @classmethod
    def of(cls, entries: list[Entry]) -> Alike:
        numbers, worth = [each.number for each in entries], entries[0].worth
        counting = [leaves_of([each.counts]) for each in entries]
        whole = [leaves_of([each.counts, each.worth]) for each in entries]
        worth = evolve(worth, leaves=NO_LEAVES) if isinstance(worth, Open) else worth
        return cls(entries[0].counts is True, worth, Crowd.of(numbers, counting), Crowd.of(numbers, whole))


@frozen(eq=False, slots=False)
class Side:
    """The members that may count for those with some keys: of `worths` all is known (a number, a date, or of a condition yes or
    no), of the entries something is missing."""

    fold: Fold
    worths: dict[int, Any]
    entries: tuple[Entry, ...]

    @cached_property
    def open(self) -> frozenset[int]:
        return frozenset(each.number for each in self.entries)

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
    def perhaps(self) -> tuple[list[Any], Crowd]:
        """The entries of whom only it is open whether they count, by what they measure; who measures nothing does not."""
        known = [(_plain(each.worth), each) for each in self.entries if _is_perhaps(each) and each.worth is not NONE]
        known = sorted(known, key=lambda each: each[0])
        leaves = [leaves_of([each.counts]) for _, each in known]
        return [worth for worth, _ in known], Crowd.of([each.number for _, each in known], leaves)

    @cached_property
    def alike(self) -> tuple[Alike, ...]:
        """The entries of whom something else is missing, those together that are alike in all but the missing facts."""
        found: dict[Any, list[Entry]] = {}
        for each in self.entries:
            if not _is_perhaps(each):
                worth = each.worth
                shape = ("open", worth.range, worth.may_be_none) if isinstance(worth, Open) else worth
                found.setdefault((each.counts is True, shape), []).append(each)
        return tuple(map(Alike.of, found.values()))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The entries as parts of a reduction, as few as mean the same."""
        return _merged(self.fold, [Part(each.counts, each.worth) for each in self.entries if each.worth is not NONE])

    @cached_property
    def decided(self) -> Truth:
        return decided_by(self.fold, [(each.counts, each.worth) for each in self.entries])

    def of(self, numbers: Iterable[int]) -> list[Any]:
        """What some of those of whom all is known measure."""
        return [self.worths[each] for each in numbers if each in self.worths]


def _is_perhaps(entry: Entry) -> bool:
    return isinstance(entry.counts, Open) and not isinstance(entry.worth, Open) and not is_loose(entry.worth)


def _merged(fold: Fold, parts: list[Part]) -> tuple[Part, ...]:
    """The surely counting parts as one, the others as another; all in one for a total."""
    if fold.fold in ("count", "distinct", "every", "some") or not parts:
        return tuple(parts)
    leaves = leaves_of(value for each in parts for value in (each.counts, each.value))
    if fold.fold == "total":
        return (Part(True, Open(leaves, within_of(reduced(fold, parts)))),)
    found = []
    sure = [each for each in parts if each.is_sure]
    if sure:
        low, high = {
            "lowest": (ranges.least, ranges.least),
            "earliest": (ranges.least, ranges.least),
            "highest": (ranges.greatest, ranges.greatest),
            "latest": (ranges.greatest, ranges.greatest),
        }.get(fold.fold, (ranges.least, ranges.greatest))
        found.append(Part(True, Open(leaves_of(each.value for each in sure), _between(sure, low, high))))
    others = [each for each in parts if not each.is_sure]
    if others:
        missing = leaves_of(value for each in others for value in (each.counts, each.value))
        found.append(Part(Open(missing), Open(NO_LEAVES, _between(others, ranges.least, ranges.greatest))))
    return tuple(found)


def _between(parts: list[Part], low: Any, high: Any) -> Range:
    within = [within_of(each.value) for each in parts]
    lowest = low((each.low for each in within), unbounded=low is ranges.least)
    return Range(lowest, high((each.high for each in within), unbounded=high is ranges.greatest))


def decided_by(fold: Fold, members: Iterable[tuple[Truth, Value]]) -> Truth:
    truths = [(counts, cast("Truth", worth)) for counts, worth in members]
    if fold.fold == "every":
        return conjunction(disjunction([negation(counts), of]) for counts, of in truths)
    return disjunction(conjunction([counts, of]) for counts, of in truths)


@frozen(eq=False)
class Gathered:
    """All members as one shape looks at them, by what they must have in common."""

    shape: Shape
    members: tuple[Member, ...]
    closed: dict[tuple[Any, ...], dict[int, Any]]
    open: tuple[Member, ...]
    sides: dict[tuple[Any, ...], Side] = field(factory=dict)

    @classmethod
    def of(cls, shape: Shape, record: str, peers: Peers) -> Gathered:
        members = [_member(shape, (record, peers.place(at)), facts) for at, facts in enumerate(peers.members)]
        members = [each for each in members if each.counts is not False and NONE not in each.keys]
        closed: dict[tuple[Any, ...], dict[int, Any]] = {}
        for each in members:
            if each.is_closed:
                closed.setdefault(tuple(map(_plain, each.keys)), {})[each.number] = _plain(each.worth)
        return cls(shape, tuple(members), closed, tuple(each for each in members if not each.is_closed))

    def side(self, keys: tuple[Value, ...]) -> Side:
        """Those that may count for one with these keys; an open key stands without the facts that are missing."""
        plain = tuple(
            ("open", each.range, each.may_be_none) if isinstance(each, Open) else _plain(each) for each in keys
        )
        if plain not in self.sides:
            self.sides[plain] = self._side(keys, plain)
        return self.sides[plain]

    def _side(self, keys: tuple[Value, ...], plain: tuple[Any, ...]) -> Side:
        if NONE in keys:
            return Side(self.shape.fold, {}, ())
        is_open = any(isinstance(each, Open) for each in keys)
        without = tuple(evolve(each, leaves=NO_LEAVES) if isinstance(each, Open) else each for each in keys)
        found = []
        for each in self.members if is_open else self.open:
            counts = shares(each.counts, each.keys, without)
            if counts is not False:
                found.append(Entry(each.number, counts, each.worth))
        worths = {} if is_open else self.closed.get(plain, {})
        return Side(self.shape.fold, {at: each for at, each in worths.items() if each is not NONE}, tuple(found))


def shares(counts: Truth, keys: tuple[Value, ...], asked: tuple[Value, ...]) -> Truth:
    return conjunction([counts, *(compared("=", one, other) for one, other in zip(keys, asked, strict=True))])


def _member(shape: Shape, path: tuple[str, Place], facts: Any) -> Member:
    level = shape.fold.level
    around = Scope({}, tuple(Found(None, ()) for _ in range(level)))
    return looked_at(shape, path[1] - 1, around.bind(level, Found(facts, path)))


def looked_at(shape: Shape, number: int, scope: Scope) -> Member:
    counts = conjunction(truth(each, scope) for each in shape.alone)
    if counts is False:
        return Member(number, False, (), NONE)
    return Member(number, counts, tuple(value(left, scope) for left, _ in shape.same), _worth(shape, scope))


def _worth(shape: Shape, scope: Scope) -> Value:
    of = shape.fold.of
    if shape.ahead is not None:
        return value(shape.ahead.left, scope)
    if of is None:
        return True
    return truth(of, scope) if shape.fold.fold in ("every", "some") else plain_value(of, scope)


def _plain(found: Value) -> Any:
    return found.exact if isinstance(found, Range) else found
