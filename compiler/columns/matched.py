"""Reductions over elements that match a row (`pairs`): twin of `compiler.columns.folds` where those are no rows below."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from compiler.columns.expressions import Expressions
from compiler.columns.folds import whole_parts
from compiler.columns.intervals import Bound, Exact, Interval
from compiler.columns.nodes import Builder, Node
from compiler.columns.pairs import Pair, Pairs, Rest
from compiler.columns.terms import Terms
from compiler.columns.values import Leaves, Truth, Value, joined
from compiler.ir.nodes import Fold
from dsl.diagnostics import CompilerFault


@frozen(eq=False)
class Matched:
    """One fold. What the row itself adds to what is missing, where it is an element too, is in `own`."""

    of: Expressions
    pairs: Pairs
    own: Leaves

    @property
    def b(self) -> Builder:
        return self.of.b

    @property
    def exact(self) -> Exact:
        return self.of.exact

    def value(self, fold: Fold) -> Value:
        b, of, pairs = self.b, self.of, self.pairs
        counts = pairs.holds(fold.where)
        if fold.fold == "count":
            low, high = (self.exact.whole(pairs.total(each, b.number(1))) for each in (counts.yes, counts.possible))
            return of.made(self.exact.plain(low, high), self._leaves(counts.rests), b.no)
        if fold.of is None:
            raise CompilerFault(f"{fold.fold} of nothing")
        if fold.fold in ("every", "some"):
            return self._quantified(fold.fold, counts, pairs.holds(fold.of))
        part = pairs.each_value(fold.of)
        there = self._there(part)
        rests = [Rest(each.side, each.leaves, pairs.times(each.where, there)) for each in counts.rests]
        if part.open.constant is not False:
            rests.append(Rest("each", part.leaves, pairs.times(counts.possible, pairs.term(part.open, b.yes))))
        leaves = self._leaves(rests)
        match fold.fold:
            case "total":
                return of.made(self._total(counts, part), leaves, b.no)
            case "distinct":
                return of.made(self._distinct(counts, part), leaves, b.no)
            case _:
                return self._extreme(fold, counts, part, leaves)

    def _leaves(self, rests: tuple[Rest, ...] | list[Rest]) -> Leaves:
        return joined(self.b, [(self.b.yes, self.own), (self.b.yes, self.pairs.leaves(rests))])

    def _there(self, value: Value) -> Terms:
        return self.pairs.term(self.b.invert(value.none), self.b.yes)

    def _sure(self, value: Value) -> Node:
        b = self.b
        return b.both(b.invert(value.none), b.invert(b.both(value.open, value.may_be_none)))

    def _quantified(self, fold: str, counts: Pair, asked: Pair) -> Value:
        b, pairs = self.b, self.pairs
        found = pairs.all_of([counts, pairs.opposite(asked) if fold == "every" else asked])
        yes, possible = pairs.some(found.yes, b.yes), pairs.some(found.possible, b.yes)
        leaves = self._leaves(found.rests)
        some = Truth(yes, b.invert(possible), leaves)
        return self.of.condition(Truth(some.no, some.yes, leaves) if fold == "every" else some)

    def _total(self, counts: Pair, part: Value) -> Interval:
        """Of those that surely count what they measure, of those that may count as far as that takes it from 0."""
        b, exact, pairs = self.b, self.exact, self.pairs
        interval = self.of.interval(part)
        zero = exact.whole(b.number(0))
        there = b.invert(part.none)
        wide = (
            exact.lesser(interval.low, zero, free_is_least=True),
            exact.greater(interval.high, zero, free_is_most=True),
        )
        ends = []
        for end, wider in zip((interval.low, interval.high), wide, strict=True):
            maybe = exact.choose(there, wider, zero)
            surely = exact.choose(self._sure(part), exact.plus(end, exact.minus(wider)), zero)
            for each in (maybe, surely):
                whole_parts(each)
            free = pairs.some(counts.possible, maybe.free)
            total = exact.plus(self._summed(counts.possible, maybe), self._summed(counts.yes, surely))
            ends.append(exact.choose(free, exact.free(), total))
        return exact.plain(ends[0], ends[1], interval.of)

    def _summed(self, terms: Terms, bound: Bound) -> Bound:
        return Bound(self.pairs.total(terms, bound.top), self.b.number(1), bound.scale, self.b.no)

    def _distinct(self, counts: Pair, part: Value) -> Interval:
        b, exact, pairs = self.b, self.exact, self.pairs
        if part.shape == "number":
            whole_parts(part.interval.low)
        node = part.interval.low.top if part.shape == "number" else part.node
        node = b.as_int(node) if node.type == "bool" else node
        closed = b.both(b.invert(part.none), b.invert(part.open))
        sure = pairs.distinct(counts.yes, node, closed)
        any_sure = b.as_int(pairs.some(counts.yes, self._sure(part)))
        different = pairs.distinct(counts.possible, node, closed)
        open_ = pairs.total(counts.possible, b.as_int(part.open))
        return exact.plain(exact.whole(b.most(sure, any_sure)), exact.whole(b.add(different, open_)))

    def _extreme(self, fold: Fold, counts: Pair, part: Value, leaves: Leaves) -> Value:
        """The lowest (earliest), highest (latest) or average; none over nothing."""
        b, exact, of, pairs = self.b, self.exact, self.of, self.pairs
        there, sure = b.invert(part.none), self._sure(part)
        number = pairs.total(counts.possible, b.as_int(there))
        sure_number = pairs.total(counts.yes, b.as_int(sure))
        zero = b.number(0)
        some, some_sure = b.less(zero, number), b.less(zero, sure_number)
        unsure = b.less(sure_number, number)
        interval = of.interval(part)
        found: Value | None = None
        if fold.fold != "average" or unsure.constant is not False:
            low = self._reduced("lowest", interval.low, counts.possible, there, free_wins=True)
            high = self._reduced("highest", interval.high, counts.possible, there, free_wins=True)
            if fold.fold in ("lowest", "earliest"):
                known = self._reduced("lowest", interval.high, counts.yes, sure, free_wins=False)
                high = exact.choose(some_sure, known, high)
            if fold.fold in ("highest", "latest"):
                known = self._reduced("highest", interval.low, counts.yes, sure, free_wins=False)
                low = exact.choose(some_sure, known, low)
            found = of.made(exact.plain(low, high, interval.of), leaves, b.invert(some_sure), b.invert(some))
        if fold.fold != "average":
            assert found is not None
            return found
        under = exact.whole(b.most(number, b.number(1)))
        average = of.made(exact.divide(self._total(counts, part), exact.at(under)), leaves, b.no, b.invert(some))
        return average if found is None else of.choose(b.both(some, b.invert(unsure)), average, found)

    def _reduced(
        self, op: Literal["lowest", "highest"], end: Bound, terms: Terms, where: Node, *, free_wins: bool
    ) -> Bound:
        b, exact, pairs = self.b, self.exact, self.pairs
        whole_parts(end)
        bounded = b.both(where, b.invert(end.free))
        other: Literal["lowest", "highest"] = "highest" if op == "lowest" else "lowest"
        found = pairs.extreme(op if end.scale > 0 else other, terms, end.top, bounded)
        free = pairs.some(terms, b.both(where, end.free)) if free_wins else b.invert(pairs.some(terms, bounded))
        return exact.choose(free, exact.free(), Bound(found, b.number(1), end.scale, b.no))
