"""Sums of terms over pairs of two rows, worked out as reductions among rows, however many pairs there are.

A term is 1 for the pairs where one condition holds of the row that is looked at (`each`), another of the row that looks (`this`),
some keys of both are equal, and a number of the one is at most a number of the other. Each is one reduction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Literal

from attrs import frozen

from compiler.columns.among import Match, Matching
from compiler.columns.nodes import Builder, Node, Refused
from dsl.diagnostics import Words


@frozen
class Term:
    each: Node
    this: Node
    keys: tuple[Match, ...] = ()
    order: Match | None = None


Terms = Mapping[Term, int]
"""How often each term counts; less than 0 where its pairs are taken off."""


def two_numbers() -> Refused:
    return Refused(
        Words(
            "it holds others against one by two numbers at once, such as more patients and fewer doctors; ask for them apart, or "
            "for one of them as a fact of each",
            "het houdt anderen tegen één aan met twee getallen tegelijk, zoals meer patiënten en minder artsen; vraag ze los van "
            "elkaar, of een ervan als gegeven van elk",
        )
    )


def plus(*sums: Terms, minus: Sequence[Terms] = ()) -> Terms:
    found: dict[Term, int] = {}
    for sign, some in ((1, sums), (-1, minus)):
        for terms in some:
            for term, times in terms.items():
                found[term] = found.get(term, 0) + sign * times
    return {term: times for term, times in found.items() if times}


@frozen(eq=False)
class Sums:
    """Sums over pairs of an element of `matching.source` and a row that looks at it. `apart`: a row is no element for itself."""

    matching: Matching
    apart: bool

    @property
    def b(self) -> Builder:
        return self.matching.b

    def term(self, each: Node, this: Node, keys: Iterable[Match] = (), order: Match | None = None) -> Terms:
        """A sum of one term, without what holds of all pairs and of none."""
        kept: dict[Match, None] = {}
        for one, other in keys:
            if one.op == other.op == "const":
                if one.data != other.data:
                    return {}
            elif one.type == "int" and (one.high < other.low or other.high < one.low):
                return {}
            else:
                kept[one, other] = None
        if order is not None and order[0].high <= order[1].low:
            order = None
        if order is not None and order[0].low > order[1].high:
            return {}
        if each.constant is False or this.constant is False:
            return {}
        return {Term(each, this, tuple(kept), order): 1}

    @property
    def all(self) -> Terms:
        return self.term(self.b.yes, self.b.yes)

    def invert(self, terms: Terms) -> Terms:
        return plus(self.all, minus=[terms])

    def times(self, *sums: Terms) -> Terms:
        return reduce(self._product, sums, self.all)

    def _product(self, one: Terms, other: Terms) -> Terms:
        found: list[dict[Term, int]] = []
        for x, often in one.items():
            for y, as_often in other.items():
                if x.order is not None and y.order is not None and x.order != y.order:
                    raise two_numbers()
                each, this = self.b.both(x.each, y.each), self.b.both(x.this, y.this)
                made = self.term(each, this, (*x.keys, *y.keys), y.order if x.order is None else x.order)
                found.append(dict.fromkeys(made, often * as_often))
        return plus(*found)

    # --- reductions ---------------------------------------------------------------------------------------------------

    def total(self, terms: Terms, number: Node) -> Node:
        """The sum of a number of the elements, over the pairs of each row."""
        b = self.b
        found = b.number(0)
        for term, times in terms.items():
            weight = b.choose(term.each, number, b.number(0))
            part = self.matching.sum(weight, term.keys, term.order)
            if self.apart:
                part = b.subtract(part, b.choose(self._own(term), number, b.number(0)))
            part = b.times(b.choose(term.this, part, b.number(0)), b.number(times))
            found = b.add(found, part)
        most = self.matching.most
        return self._within(found, min(0, number.low) * most, max(0, number.high) * most)

    def _within(self, node: Node, low: int, high: int) -> Node:
        """A number that is known to lie between others."""
        b = self.b
        node = b.most(node, b.number(low)) if node.low < low else node
        return b.least(node, b.number(high)) if node.high > high else node

    def _own(self, term: Term) -> Node:
        """Where the row itself is one of those that it looks at, if it were an element."""
        b = self.b
        equal = [b.equal(one, other) for one, other in term.keys]
        order = b.yes if term.order is None else b.at_most(*term.order)
        return b.both(term.each, *equal, order)

    def some(self, terms: Terms, where: Node) -> Node:
        b = self.b
        return b.less(b.number(0), self.total(terms, b.as_int(where)))

    def extreme(self, op: Literal["lowest", "highest"], terms: Terms, number: Node, where: Node) -> Node:
        """The least or greatest of a number of the elements where a condition holds; 0 over nothing."""
        b = self.b
        found, so_far = b.number(0), b.no
        for term, times in terms.items():
            if term.order is not None or times != 1:
                raise Refused(
                    Words(
                        "it asks for the lowest or highest of those who are above or below one, or who are not the same",
                        "het vraagt het laagste of hoogste van wie boven of onder één staat, of niet gelijk is",
                    )
                )
            counts = b.both(term.each, where)
            part = self._extreme_of(op, term, number, counts)
            some = b.both(term.this, self.some({term: 1}, where))
            better = b.less(part, found) if op == "lowest" else b.less(found, part)
            found = b.choose(b.both(some, b.either(b.invert(so_far), better)), part, found)
            so_far = b.either(so_far, some)
        return found

    def _extreme_of(self, op: Literal["lowest", "highest"], term: Term, number: Node, counts: Node) -> Node:
        """Of others than the row itself: the next one where it is the only one with the least itself."""
        b = self.b
        first = self.matching.extreme(op, number, counts, term.keys)
        if not self.apart:
            return first
        own = b.both(self._own(term), counts)
        as_good = self.matching.sum(b.as_int(counts), [*term.keys, (number, number)])
        alone = b.both(own, b.equal(number, first), b.equal(as_good, b.number(1)))
        if alone.constant is False:
            return first
        mine = self.matching.extreme(op, number, counts, [(one, one) for one, _ in term.keys])
        rest = b.both(counts, b.invert(b.equal(number, mine)))
        return b.choose(alone, self.matching.extreme(op, number, rest, term.keys), first)

    def distinct(self, terms: Terms, value: Node, where: Node) -> Node:
        """The number of different values of the elements where a condition holds."""
        b = self.b
        if not terms:
            return b.number(0)
        if len(terms) > 1 or any(term.order is not None for term in terms):
            raise Refused(
                Words(
                    "it counts different values of those who are above or below one, or of whom it is open whether they count",
                    "het telt verschillende waarden van wie boven of onder één staat, of van wie open is of ze meetellen",
                )
            )
        term = next(iter(terms))
        counts = b.both(term.each, where)
        found = self.matching.distinct(value, counts, term.keys)
        if self.apart:
            as_good = self.matching.sum(b.as_int(counts), [*term.keys, (value, value)])
            alone = b.both(self._own(term), counts, b.equal(as_good, b.number(1)))
            found = self._within(b.subtract(found, b.as_int(alone)), 0, found.high)
        return b.choose(term.this, found, b.number(0))
