"""What is asked of the providers that one is judged among: all those of the register.

What is asked of another alone is worked out once for each provider, as if that one were judged, and so are its missing facts;
what holds two providers against each other is a sum over pairs (`pairs`). Twin of the folds over populations in
`compiler.ir.expressions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from compiler.columns.among import Matching
from compiler.columns.facts import Place, Scope
from compiler.columns.layout import JUDGED, Spot
from compiler.columns.matched import Matched
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.pairs import Pairs
from compiler.columns.values import ANY, NO_LEAVES, Leaves, Truth, Value, joined
from compiler.ir.nodes import Expr, Fold, Get, Population
from compiler.ir.places import operands
from dsl.diagnostics import CompilerFault, Words
from dsl.kinds import ListKind, RecordKind

if TYPE_CHECKING:
    from compiler.columns.expressions import Expressions
    from compiler.columns.operators import Read


@frozen(eq=False)
class Populations:
    of: Expressions

    @property
    def b(self) -> Builder:
        return self.of.b

    def value(self, fold: Fold, scope: Scope) -> Value:
        population = self._population(fold)
        if isinstance(population.who, Get):
            from compiler.columns.folds import Folds

            return Folds(self.of).of_unknown(fold, self._not_given(population), scope)
        if population.which == "who":
            return self._of_one(fold, self._with(fold, scope))
        own = NO_LEAVES if population.which == "others" else self._own_leaves(fold, scope)
        return Matched(self.of, self.pairs(fold, scope), own).value(fold)

    def _population(self, fold: Fold) -> Population:
        if not isinstance(fold.collection, Population):
            raise CompilerFault("not a population")
        return fold.collection

    def pairs(self, fold: Fold, scope: Scope) -> Pairs:
        if self.b.bounds.aside:
            raise Refused(
                Words(
                    "it judges among providers of which one has a number with more digits than a column holds",
                    "het oordeelt te midden van aanbieders waarvan er een een getal heeft met meer cijfers dan een kolom bevat",
                )
            )
        population = self._population(fold)
        each = Scope((*(None,) * fold.level, self.of.facts.root))
        matching = Matching(self.b, JUDGED, JUDGED, self.b.bounds.most_rows(JUDGED))
        return Pairs(matching, population.which == "others", self.of, fold.level, each, scope, (population.record, ANY))

    def _with(self, fold: Fold, scope: Scope) -> Scope:
        """The element is the judged provider itself."""
        return Scope((*scope.items[: fold.level], self.of.facts.root))

    def _not_given(self, population: Population) -> Place:
        """A nested record is judged among nobody that is known."""
        b = self.b
        spot = Spot(JUDGED, (population.record,), ListKind(RecordKind(population.record)))
        return Place(spot, (population.record,), b.no, b.no, b.no, absent=True)

    # --- the provider itself ------------------------------------------------------------------------------------------

    def _counts(self, fold: Fold, inner: Scope) -> Truth:
        b = self.b
        return Truth(b.yes, b.no, NO_LEAVES) if fold.where is None else self.of.truth(fold.where, inner)

    def _of_one(self, fold: Fold, inner: Scope) -> Value:
        """A fold over one provider, worked out in its own row."""
        b, exact, of = self.b, self.of.exact, self.of
        counts = self._counts(fold, inner)
        if fold.fold == "count":
            return of.count([counts])
        if fold.of is None:
            raise CompilerFault(f"{fold.fold} of nothing")
        if fold.fold in ("every", "some"):
            asked = of.truth(fold.of, inner)
            opposite = Truth(counts.no, counts.yes, counts.leaves)
            return of.condition(
                of.disjunction([opposite, asked]) if fold.fold == "every" else of.conjunction([counts, asked])
            )
        part = of.plain_value(fold.of, inner)
        there = b.both(b.invert(counts.no), b.invert(part.none))
        sure = b.both(there, counts.yes, b.invert(b.both(part.open, part.may_be_none)))
        leaves = joined(b, [(b.both(there, counts.open(b)), counts.leaves), (b.both(there, part.open), part.leaves)])
        if fold.fold == "distinct":
            low, high = (exact.whole(b.as_int(each)) for each in (sure, there))
            return of.made(exact.plain(low, high), leaves, b.no)
        within = of.interval(part)
        if fold.fold != "total":
            return of.made(within, leaves, b.both(there, b.invert(sure)), b.invert(there))
        zero = exact.constant(Fraction(0))
        wide = (
            exact.lesser(within.low, zero, free_is_least=True),
            exact.greater(within.high, zero, free_is_most=True),
        )
        ends = [
            exact.choose(sure, end, exact.choose(there, wider, zero))
            for end, wider in zip((within.low, within.high), wide, strict=True)
        ]
        return of.made(exact.plain(ends[0], ends[1], within.of), leaves, b.no)

    def _own_leaves(self, fold: Fold, scope: Scope) -> Leaves:
        """What a fold over all rests on in the facts of the judged provider itself."""
        b, of = self.b, self.of
        inner = self._with(fold, scope)
        counts = self._counts(fold, inner)
        if fold.fold in ("every", "some"):
            found = self._of_one(fold, inner)
            return joined(b, [(found.open, found.leaves)])
        if fold.of is None:
            return joined(b, [(counts.open(b), counts.leaves)])
        part = of.plain_value(fold.of, inner)
        there = b.both(b.invert(counts.no), b.invert(part.none))
        return joined(b, [(b.both(there, counts.open(b)), counts.leaves), (b.both(there, part.open), part.leaves)])

    # --- what is read -------------------------------------------------------------------------------------------------

    def reads(self, fold: Fold, scope: Scope) -> Iterator[Read]:
        """The facts that a fold looks at (`compiler.ir.places.facts_read`): of others only those that are missing."""
        population = self._population(fold)
        parts = [each for each in (fold.where, fold.of) if each is not None]
        if isinstance(population.who, Get):
            return
        inner = self._with(fold, scope)
        for each in parts:
            if population.which != "others":
                yield from self._read(each, inner)
            if population.which != "who":
                yield from self._read_of_others(each, self.pairs(fold, scope))

    def _read(self, expr: Expr, scope: Scope) -> Iterator[Read]:
        from compiler.columns.operators import Operators

        yield from Operators(self.of).reads(expr, scope)

    def _read_of_others(self, expr: Expr, pairs: Pairs) -> Iterator[Read]:
        b = self.b
        of_each, of_this = pairs.reads(expr)
        if of_each and of_this:
            if isinstance(expr, Fold):
                raise Refused(
                    Words(
                        "it divides by what is worked out over other providers",
                        "het deelt door wat over andere aanbieders is berekend",
                    )
                )
            for each in operands(expr):
                yield from self._read_of_others(each, pairs)
        elif of_each:
            for path, where, missing in self._read(expr, pairs.each):
                where = self._of_another(b.both(where, missing))
                yield (*pairs.prefix, *path), where, where
        else:
            for path, where, missing in self._read(expr, pairs.this):
                yield path, b.both(where, self._of_another(b.yes)), missing

    def _of_another(self, where: Node) -> Node:
        """Where it holds of some other provider."""
        b = self.b
        matching = Matching(b, JUDGED, JUDGED, b.bounds.most_rows(JUDGED))
        others = b.subtract(matching.sum(b.as_int(where), ()), b.as_int(where))
        return b.less(b.number(0), others)
