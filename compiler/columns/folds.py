"""Reductions over lists: as reductions over the rows of their tables. Twin of the folds in `compiler.ir.expressions`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from compiler.columns.among import Matching
from compiler.columns.facts import Place, Scope
from compiler.columns.intervals import Bound, Exact, Interval
from compiler.columns.layout import Table
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.values import NO_LEAVES, Found, LeafKey, Leaves, Truth, Value, View, joined, kind_of, leaf, mapped
from compiler.ir.nodes import Fold, Item, Population
from compiler.ir.places import walk
from dsl.diagnostics import CompilerFault, Words

if TYPE_CHECKING:
    from compiler.columns.expressions import Expressions


@frozen(eq=False)
class Part:
    """The elements at their own rows: where one counts, and what is reduced. One whose value is none is left out."""

    counts: Truth
    value: Value


@frozen(eq=False)
class Folds:
    of: Expressions

    @property
    def b(self) -> Builder:
        return self.of.b

    @property
    def exact(self) -> Exact:
        return self.of.exact

    def value(self, fold: Fold, scope: Scope) -> Value:
        if isinstance(fold.collection, Population):
            from compiler.columns.populations import Populations

            return Populations(self.of).value(fold, scope)
        b = self.b
        place = self.of.facts.locate(fold.collection, scope)
        unknown = b.both(b.invert(place.given), b.invert(place.none))
        found: Value | None = None
        if unknown.constant is not False:
            found = self.of_unknown(fold, place, scope)
        if place.none.constant is not False:
            nothing = self.of.nothing()
            found = nothing if found is None else self.of.choose(place.none, nothing, found)
        if place.given.constant is not False:
            known = self._of_known(fold, place, scope)
            found = known if found is None else self.of.choose(place.given, known, found)
        assert found is not None
        return found

    # --- unknown lists ------------------------------------------------------------------------------------------------

    def of_unknown(self, fold: Fold, place: Place, scope: Scope) -> Value:
        b, exact, of = self.b, self.exact, self.of
        inner = scope.bind(fold.level, self.of.facts.supposed(place))
        parts = [of.plain_value(each, inner) for each in (fold.where, fold.of) if each is not None]
        leaves = joined(b, [(b.yes, leaf(LeafKey(place.path), b.yes)), (b.yes, self._outside(parts, place))])
        zero = exact.whole(b.number(0))
        number = Value("number", b.no, b.yes, place.may_be_none, leaves, exact.anything())
        if fold.fold in ("count", "distinct"):
            return evolve(number, content=exact.plain(zero, exact.free()))
        if fold.fold in ("every", "some") or fold.of is None:
            return Value("yesno", b.no, b.yes, b.no, leaves, b.no)
        last = parts[-1]
        within = exact.choose_interval(last.none, exact.anything(), of.interval(last))
        if fold.fold != "total":
            return evolve(number, content=within, may_be_none=b.yes)
        low = b.both(b.invert(within.low.free), b.invert(exact.negative(within.low)))
        high = b.both(b.invert(within.high.free), b.invert(exact.positive(within.high)))
        ends = [exact.choose(each, zero, exact.free()) for each in (low, high)]
        return evolve(number, content=exact.plain(ends[0], ends[1]))

    def _outside(self, parts: list[Value], place: Place) -> Leaves:
        """What is missing outside the list, that its elements would be held against."""
        b = self.b

        def work_out(view: View) -> Found:
            found = self.of.leaves_of(parts).seen("facts")
            kept = {key: node for key, node in found.items() if key.path[: len(place.path)] != place.path}
            if view == "facts":
                return kept
            return {view: b.any(node for key, node in kept.items() if kind_of(key) == view)}

        return Leaves(work_out)

    # --- known lists --------------------------------------------------------------------------------------------------

    def _of_known(self, fold: Fold, place: Place, scope: Scope) -> Value:
        b, of = self.b, self.of
        table = place.spot.elements.table
        bound = scope.bind(fold.level, of.facts.element(place))
        if self._crosses(fold, scope, bound):
            from compiler.columns.matched import Matched
            from compiler.columns.pairs import Pairs

            pairs = Pairs(Matching.in_list(b, table), False, of, fold.level, bound, scope, prefix=())
            return Matched(of, pairs, NO_LEAVES).value(fold)
        counts = Truth(b.yes, b.no, NO_LEAVES) if fold.where is None else of.truth(fold.where, bound)
        if fold.fold == "count":
            return self._count(counts, table)
        if fold.of is None:
            raise CompilerFault(f"{fold.fold} of nothing")
        if fold.fold in ("every", "some"):
            asked = of.truth(fold.of, bound)
            if fold.fold == "every":
                return of.condition(self._every(of.disjunction([_negated(counts), asked]), table))
            found = self._every(_negated(of.conjunction([counts, asked])), table)
            return of.condition(_negated(found))
        part = Part(counts, of.plain_value(fold.of, bound))
        match fold.fold:
            case "total":
                return of.made(self._total(part, table), self._leaves(part, table), b.no)
            case "distinct":
                return of.made(self._distinct(part, table), self._leaves(part, table), b.no)
            case _:
                return self._extreme(fold, part, table)

    def _crosses(self, fold: Fold, scope: Scope, bound: Scope) -> bool:
        """Whether elements are held against those of a list that they do not lie within."""
        parts = [each for each in (fold.where, fold.of) if each is not None]
        levels = {each.level for part in parts for each in walk(part) if isinstance(each, Item)}
        return any(
            at in levels and bound.items[at] is None and item is not None
            for at, item in enumerate(scope.items[: fold.level])
        )

    def _every(self, each: Truth, table: Table) -> Truth:
        b = self.b
        no = b.some_below(each.no, table)
        yes = b.invert(b.some_below(b.invert(each.yes), table))
        return Truth(yes, no, self._up(each.open(b), each.leaves, table))

    def _up(self, where: Node, leaves: Leaves, table: Table) -> Leaves:
        """What the elements rest on, where they do."""
        if where.constant is False or leaves is NO_LEAVES:
            return NO_LEAVES
        b = self.b
        return mapped(leaves, lambda node: b.some_below(b.both(where, node), table))

    def _count(self, counts: Truth, table: Table) -> Value:
        b, exact = self.b, self.exact
        sure = b.sum_below(b.as_int(counts.yes), table)
        open_ = counts.open(b)
        maybe = b.sum_below(b.as_int(open_), table)
        within = exact.plain(exact.whole(sure), exact.whole(b.add(sure, maybe)))
        return self.of.made(within, self._up(open_, counts.leaves, table), b.no)

    def _leaves(self, part: Part, table: Table) -> Leaves:
        """Of all elements that count, or may."""
        b = self.b
        counts, value = part.counts, part.value
        there = b.both(b.invert(counts.no), b.invert(value.none))
        each = joined(b, [(counts.open(b), counts.leaves), (value.open, value.leaves)])
        return self._up(there, each, table)

    def _sure(self, part: Part) -> Node:
        b = self.b
        value = part.value
        nullable = b.both(value.open, value.may_be_none)
        return b.both(part.counts.yes, b.invert(nullable), b.invert(value.none))

    def _there(self, part: Part) -> Node:
        return self.b.both(self.b.invert(part.counts.no), self.b.invert(part.value.none))

    def _total(self, part: Part, table: Table) -> Interval:
        b, exact = self.b, self.exact
        interval = self.of.interval(part.value)
        zero = exact.constant(Fraction(0))
        low = exact.lesser(interval.low, zero, free_is_least=True)
        high = exact.greater(interval.high, zero, free_is_most=True)
        ends = []
        for end, wide in ((interval.low, low), (interval.high, high)):
            of_each = exact.choose(self._sure(part), end, wide)
            of_each = exact.choose(self._there(part), of_each, zero)
            whole_parts(of_each)
            free = b.some_below(of_each.free, table)
            total = Bound(b.sum_below(of_each.top, table), b.number(1), of_each.scale, b.no)
            ends.append(exact.choose(free, exact.free(), total))
        return exact.plain(ends[0], ends[1], interval.of)

    def _distinct(self, part: Part, table: Table) -> Interval:
        b, exact = self.b, self.exact
        value = part.value
        if value.shape == "number":
            whole_parts(value.interval.low)
        node = value.interval.low.top if value.shape == "number" else value.node
        node = b.as_int(node) if node.type == "bool" else node
        closed = b.both(self._there(part), b.invert(value.open))
        sure = b.distinct_below(node, b.both(closed, part.counts.yes), table)
        any_sure = b.as_int(b.some_below(self._sure(part), table))
        different = b.distinct_below(node, closed, table)
        open_ = b.sum_below(b.as_int(b.both(self._there(part), value.open)), table)
        return exact.plain(exact.whole(b.most(sure, any_sure)), exact.whole(b.add(different, open_)))

    def _extreme(self, fold: Fold, part: Part, table: Table) -> Value:
        """The lowest (earliest), highest (latest) or average; none over nothing."""
        b, exact, of = self.b, self.exact, self.of
        there, sure = self._there(part), self._sure(part)
        some, some_sure = b.some_below(there, table), b.some_below(sure, table)
        interval = of.interval(part.value)
        low = self._reduced("lowest", interval.low, there, table, free_wins=True)
        high = self._reduced("highest", interval.high, there, table, free_wins=True)
        if fold.fold in ("lowest", "earliest"):
            high = exact.choose(some_sure, self._reduced("lowest", interval.high, sure, table, free_wins=False), high)
        if fold.fold in ("highest", "latest"):
            low = exact.choose(some_sure, self._reduced("highest", interval.low, sure, table, free_wins=False), low)
        leaves = self._leaves(part, table)
        found = of.made(exact.plain(low, high, interval.of), leaves, b.invert(some_sure), b.invert(some))
        if fold.fold != "average":
            return found
        unsure = b.some_below(b.both(there, b.invert(sure)), table)
        number = exact.whole(b.most(b.sum_below(b.as_int(there), table), b.number(1)))
        average = of.made(exact.divide(self._total(part, table), exact.at(number)), leaves, b.no, b.invert(some))
        return of.choose(b.both(some, b.invert(unsure)), average, found)

    def _reduced(
        self, op: Literal["lowest", "highest"], end: Bound, where: Node, table: Table, *, free_wins: bool
    ) -> Bound:
        """The least or greatest of a bound over those rows where a condition holds."""
        b, exact = self.b, self.exact
        whole_parts(end)
        bounded = b.both(where, b.invert(end.free))
        turned = op if end.scale > 0 else {"lowest": "highest", "highest": "lowest"}[op]
        found = Bound(b.extreme_below(turned, end.top, bounded, table), b.number(1), end.scale, b.no)  # type: ignore[arg-type]
        some_free = b.some_below(b.both(where, end.free), table)
        none_bounded = b.invert(b.some_below(bounded, table))
        free = some_free if free_wins else none_bounded
        return exact.choose(free, exact.free(), found)


def _negated(truth: Truth) -> Truth:
    return Truth(truth.no, truth.yes, truth.leaves, truth.unsure)


def whole_parts(bound: Bound) -> None:
    """Refuse what is over different numbers in different rows: no whole number of equal parts."""
    if bound.bottom.constant != 1:
        raise Refused(
            Words(
                "it adds up or compares quotients of the elements of a list",
                "het telt quotiënten van elementen van een lijst op of vergelijkt ze",
            )
        )
