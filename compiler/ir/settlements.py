"""What would settle an open verdict: smallest sets of missing facts with the verdicts they can lead to.

The search composes values for the missing facts over the expression and then checks each by judging with them, so that every
settlement is true; it may miss some. Its limits: values are taken from the constants of the criterion and the points around
them, from the declared options and bounds and from the root of a linear comparison; no record around a fact is tried as none;
unknown lists are tried with few elements; in one comparison single facts and pairs, then all at once; at each step `KEPT` ways
are kept; `SHOWN` settlements are given.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice, product
from math import floor
from typing import Any

from attrs import frozen

from compiler.ir import ranges
from compiler.ir.evaluate import Judged, judge
from compiler.ir.expressions import Open, Value, truth, value
from compiler.ir.nodes import And, Compare, Criterion, Expr, Fold, Get, Lit, Mark, Not, Op, Or, Tally
from compiler.ir.places import Path, Scope, elements, facts_read, locate, walk
from compiler.ir.ranges import Range
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.ir.verdicts import Leaf, Settlement, Verdict
from dsl.kinds import ChoiceKind, DateKind, Kind, ListKind, MomentKind, NumberKind, SetKind, TextKind, YesNoKind

KEPT = 24
SHOWN = 12
TRIED = 64
PAIRED = 10
LONGEST = 6

Way = Mapping[Path, FactValue]
"""Values for missing facts under which a condition is decided as wished. Elements of an unknown list stand beside the list."""


def settlements(judged: Judged, scope: Scope) -> tuple[Settlement, ...]:
    """Smallest sets of the leaves of an open verdict that can settle it on their own, smallest first.

    For each verdict that can be reached no smaller part of a set reaches it. A set's verdicts are all that it can lead to.
    """
    reached: dict[frozenset[Leaf], set[Verdict]] = {}
    for way in ways_to_settle(judged, scope):
        verdict = judge(judged.criterion, scope.suppose(way)).verdict
        leaves = frozenset(leaf for leaf in judged.rests_on if any(path[: len(leaf.path)] == leaf.path for path in way))
        if not verdict.is_open and leaves:
            reached.setdefault(leaves, set()).add(verdict)
    minimal = [
        leaves
        for leaves, verdicts in reached.items()
        if any(all(verdict not in reached[other] for other in reached if other < leaves) for verdict in verdicts)
    ]
    found = [
        Settlement(leaves, frozenset().union(*(reached[other] for other in reached if other <= leaves)))
        for leaves in minimal
    ]
    return tuple(sorted(found, key=lambda each: (len(each.leaves), sorted(map(_order, each.leaves))))[:SHOWN])


def _order(leaf: Leaf) -> tuple[str, ...]:
    return tuple(f"{step:06}" if isinstance(step, int) else step for step in leaf.path)


def ways_to_settle(judged: Judged, scope: Scope) -> Iterator[Way]:
    """Values to try for missing facts; not yet checked."""
    criterion = judged.criterion
    parts = [each for each in (criterion.applies, criterion.body, criterion.unless) if each is not None]
    lists = [leaf.path for leaf in judged.rests_on if _is_list(leaf, parts, scope)]
    for size in (None, *_sizes(parts)) if lists else (None,):
        shape: Way = {} if size is None else dict.fromkeys(lists, (UNKNOWN,) * size)
        search = _Search.of(parts, scope.suppose(shape))
        for wished in _wished(criterion):
            for way in _all_ways([search.ways(part, holds, search.scope) for part, holds in wished]):
                yield {**shape, **way}


def _wished(criterion: Criterion) -> Iterator[list[tuple[Expr, bool]]]:
    """The ways in which the parts of a criterion give a verdict."""
    applies = [] if criterion.applies is None else [(criterion.applies, True)]
    if criterion.applies is not None:
        yield [(criterion.applies, False)]
    required = criterion.kind == "requirement"
    yield [*applies, (criterion.body, required)]
    if criterion.unless is None:
        yield [*applies, (criterion.body, not required)]
    else:
        yield [*applies, (criterion.body, not required), (criterion.unless, True)]
        yield [*applies, (criterion.body, not required), (criterion.unless, False)]


def _is_list(leaf: Leaf, parts: Iterable[Expr], scope: Scope) -> bool:
    return any(
        found.path == leaf.path and isinstance(place, Get) and isinstance(place.kind, ListKind)
        for part in parts
        for found, place in facts_read(part, scope)
    )


def _sizes(parts: Iterable[Expr]) -> list[int]:
    numbers = [each.value for part in parts for each in walk(part) if isinstance(each, Lit)]
    small = {
        int(each) + more
        for each in numbers
        if isinstance(each, int | Fraction) and each == int(each)
        for more in (0, 1)
    }
    return sorted({0, 1, 2} | {each for each in small if 0 <= each <= LONGEST})


# --- values to try ----------------------------------------------------------------------------------------------------


@frozen
class _Search:
    """The missing facts of one criterion and the values to try for each."""

    scope: Scope
    candidates: Mapping[Path, Sequence[FactValue]]
    numeric: Mapping[Path, NumberKind]

    @classmethod
    def of(cls, parts: Sequence[Expr], scope: Scope) -> _Search:
        nodes = [each for part in parts for each in walk(part)]
        constants = [each.value for each in nodes if isinstance(each, Lit)]
        constants += [parameter for each in nodes if isinstance(each, Op) for parameter in _hints(each)]
        inner = {
            each.name: each.kind.element for each in nodes if isinstance(each, Get) and isinstance(each.kind, ListKind)
        }
        candidates: dict[Path, Sequence[FactValue]] = {}
        numeric: dict[Path, NumberKind] = {}
        for part in parts:
            for found, place in facts_read(part, scope):
                kind = place.kind if isinstance(place, Get) else inner.get(str(found.path[-2]))
                if found.value is UNKNOWN and found.path not in candidates and kind is not None:
                    none: list[FactValue] = [NONE] if isinstance(place, Get) and place.optional else []
                    candidates[found.path] = [*_candidates(kind, constants), *none]
                    if isinstance(kind, NumberKind):
                        numeric[found.path] = kind
        return cls(scope, candidates, numeric)

    def ways(self, expr: Expr, wished: bool, scope: Scope) -> list[Way]:
        """Ways to decide a condition as wished."""
        holds = truth(expr, scope)
        if not isinstance(holds, Open):
            return [{}] if holds is wished else []
        match expr:
            case Mark(arg):
                return self.ways(arg, wished, scope)
            case Not(arg):
                return self.ways(arg, not wished, scope)
            case And(args) | Or(args):
                ways = [self.ways(each, wished, scope) for each in args]
                return _all_ways(ways) if isinstance(expr, And) is wished else _any_way(ways)
            case Fold(fold="every" | "some", of=of) if of is not None:
                return self._quantified(expr, of, wished, scope)
            case Compare(relation, left, right):
                counted = self._counted(left, scope)
                limit = value(right, scope)
                if counted is not None and isinstance(limit, Range):
                    return self._enough(counted, relation, limit, wished)
        return self._tried(expr, wished, scope, holds)

    def _quantified(self, fold: Fold, of: Expr, wished: bool, scope: Scope) -> list[Way]:
        found = locate(fold.collection, scope)
        if not isinstance(found.value, tuple):
            return []
        every = fold.fold == "every"
        elementwise: list[list[Way]] = []
        for item in elements(found, scope):
            inner = scope.bind(fold.level, item)
            asked = self.ways(of, wished, inner)
            if fold.where is not None:
                counts = self.ways(fold.where, wished is not every, inner)  # yes to decide by it, no to leave it out
                asked = _any_way([counts, asked]) if wished is every else _all_ways([counts, asked])
            elementwise.append(asked)
        return _all_ways(elementwise) if wished is every else _any_way(elementwise)

    def _counted(self, expr: Expr, scope: Scope) -> list[tuple[Expr, Scope]] | None:
        """The conditions that a number counts, each with the scope to read it in."""
        match expr:
            case Mark(arg):
                return self._counted(arg, scope)
            case Tally(args):
                return [(each, scope) for each in args]
            case Fold("count", collection, level, where, _) if where is not None:
                found = locate(collection, scope)
                if isinstance(found.value, tuple):
                    return [(where, scope.bind(level, item)) for item in elements(found, scope)]
        return None

    def _enough(
        self, counted: list[tuple[Expr, Scope]], relation: ranges.Relation, limit: Range, wished: bool
    ) -> list[Way]:
        """Ways in which so many of the open conditions hold, and so many do not, that a count is decided."""
        state = [truth(each, scope) for each, scope in counted]
        sure = sum(each is True for each in state)
        still_open = [each for each, holds in zip(counted, state, strict=True) if isinstance(holds, Open)]
        enough: list[tuple[int, int]] = []
        for yes, no in sorted(product(range(len(still_open) + 1), repeat=2), key=sum):
            if yes + no > len(still_open) or any(y <= yes and n <= no for y, n in enough):
                continue
            count = Range(Fraction(sure + yes), Fraction(sure + len(still_open) - no))
            if ranges.compare(relation, count, limit) is wished:
                enough.append((yes, no))
        result: list[list[Way]] = []
        for yes, no in enough:
            for chosen in islice(combinations(still_open, yes + no), KEPT):
                for holding in islice(combinations(range(yes + no), yes), KEPT):
                    parts = [self.ways(each, at in holding, scope) for at, (each, scope) in enumerate(chosen)]
                    result.append(_all_ways(parts))
        return _any_way(result)

    def _tried(self, expr: Expr, wished: bool, scope: Scope, holds: Open) -> list[Way]:
        """Ways found by trying values for single facts, pairs of them, and all at once."""
        paths = sorted((each.path for each in holds.leaves if self.candidates.get(each.path)), key=str)
        found: list[Way] = []
        for size in (1, 2):
            for chosen in combinations(paths if size == 1 else paths[:PAIRED], size):
                if any(set(way) < set(chosen) for way in found):
                    continue
                values = [self._values(expr, path, scope) for path in chosen]
                found += self._settling(expr, wished, scope, chosen, islice(product(*values), TRIED))
        if not found and len(paths) > 2:
            longest = max(len(self.candidates[path]) for path in paths)
            together = (
                [self.candidates[path][at % len(self.candidates[path])] for path in paths] for at in range(longest)
            )
            found += self._settling(expr, wished, scope, paths, together)
        return _kept(found)

    def _settling(
        self, expr: Expr, wished: bool, scope: Scope, paths: Sequence[Path], tried: Iterable[Sequence[FactValue]]
    ) -> list[Way]:
        ways = (dict(zip(paths, values, strict=True)) for values in tried)
        return [way for way in ways if truth(expr, scope.suppose(way)) is wished]

    def _values(self, expr: Expr, path: Path, scope: Scope) -> Sequence[FactValue]:
        root = self._root(expr, path, scope)
        return [*self.candidates[path], *root]

    def _root(self, expr: Expr, path: Path, scope: Scope) -> list[FactValue]:
        """Where both sides of a comparison of numbers are equal, if they are linear in this fact."""
        kind = self.numeric.get(path)
        if kind is None or not isinstance(expr, Compare):
            return []
        gaps = []
        for at in (0, 1):
            supposed = scope.suppose({path: at})
            gap = _gap(value(expr.left, supposed), value(expr.right, supposed))
            if gap is None:
                return []
            gaps.append(gap)
        if gaps[0] == gaps[1]:
            return []
        root = gaps[0] / (gaps[0] - gaps[1])
        return _within(kind, [root, root - 1, root + 1])


def _gap(left: Value, right: Value) -> Fraction | None:
    """Left minus right, cross-multiplied."""
    if not isinstance(left, Range) or not isinstance(right, Range) or isinstance(left.low, datetime.date):
        return None
    gap: Fraction = left.low * right.bottom_low - right.low * left.bottom_low
    return gap


def _hints(op: Op) -> list[Any]:
    """Texts that a pattern may match."""
    if op.name != "matches":
        return []
    return [letter * length for letter in "0aA" for length in range(1, 13)]


def _candidates(kind: Kind, constants: list[Any]) -> list[FactValue]:
    match kind:
        case YesNoKind():
            return [True, False]
        case ChoiceKind(options):
            mentioned = [
                each
                for each in options
                if any(each == c or (isinstance(c, frozenset) and each in c) for c in constants)
            ]
            others = [each for each in options if each not in mentioned]
            return [*mentioned, *others[:2]]
        case TextKind():
            texts = [each for each in constants if isinstance(each, str)]
            texts += [each for group in constants if isinstance(group, frozenset) for each in sorted(group)]
            return list(dict.fromkeys([*texts, "", "?"]))
        case SetKind(options):
            sets = [each for each in constants if isinstance(each, frozenset)]
            return list(
                dict.fromkeys([frozenset(), frozenset(options), *sets, *(frozenset([each]) for each in options[:4])])
            )
        case NumberKind():
            numbers = [
                Fraction(each) for each in constants if isinstance(each, int | Fraction) and not isinstance(each, bool)
            ]
            around = [each + step for each in numbers for step in (0, -1, 1)]
            return _within(kind, [Fraction(0), Fraction(1), *around, Fraction(-(10**9)), Fraction(10**9)])
        case DateKind() | MomentKind():
            return _days(isinstance(kind, MomentKind), constants)
        case _:
            return []


def _within(kind: NumberKind, numbers: Iterable[Fraction]) -> list[FactValue]:
    """The numbers as the kind allows: whole, and not beyond its bounds."""
    allowed: list[FactValue] = []
    for each in numbers:
        number = Fraction(floor(each)) if kind.whole else each
        number = number if kind.low is None else max(number, kind.low)
        number = number if kind.high is None else min(number, kind.high)
        if number not in allowed:
            allowed.append(number)
    return allowed


def _days(moments: bool, constants: list[Any]) -> list[FactValue]:
    dates = [each for each in constants if isinstance(each, datetime.date)]
    dates = [each for each in dates if isinstance(each, datetime.datetime) is moments]
    ends = [datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)]
    if moments:
        ends = [datetime.datetime.combine(each, datetime.time()) for each in ends]
    day = datetime.timedelta(days=1)
    around = [each + step for each in dates if 1800 < each.year < 9000 for step in (0 * day, -day, day)]
    return list(dict.fromkeys([*around, *ends]))


# --- composing --------------------------------------------------------------------------------------------------------


def _any_way(choices: Iterable[list[Way]]) -> list[Way]:
    return _kept([way for ways in choices for way in ways])


def _all_ways(needed: Iterable[list[Way]]) -> list[Way]:
    result: list[Way] = [{}]
    for ways in needed:
        joined: list[Way] = [{**way, **more} for way in result for more in ways if _agree(way, more)]
        result = _kept(joined)
    return result


def _agree(one: Way, other: Way) -> bool:
    return all(one[path] == found for path, found in other.items() if path in one)


def _kept(ways: list[Way]) -> list[Way]:
    """The smallest ways; at most four with the same facts while there are others, so that other facts are not crowded out."""
    by_facts: dict[frozenset[Path], list[Way]] = {}
    for way in ways:
        same = by_facts.setdefault(frozenset(way), [])
        if way not in same:
            same.append(way)
    ordered = sorted(by_facts.values(), key=lambda same: len(same[0]))
    share = max(2, KEPT // max(1, len(ordered)))
    return [way for same in ordered for way in same[:share]][: 4 * KEPT]
