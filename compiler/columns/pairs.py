"""Conditions that hold two rows against each other, such as `it treats more patients than the practice`, as sums.

`yes` counts the pairs for which a condition holds, `possible` those for which it holds or is open, both as sums of terms: a term
is 1 for the pairs where one condition holds of the row that is looked at (`each`), another of the row that looks (`this`), some
keys of both are equal, and a number of the one is at most a number of the other. Such a term is one reduction among rows, however
many pairs there are. Twin of what `compiler.ir.expressions` asks of each element.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from compiler.columns.among import Match, Matching
from compiler.columns.intervals import Bound, Exact, Interval
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.values import Found, LeafKey, Leaves, Truth, Value, View, joined
from compiler.ir.nodes import And, Compare, Expr, Get, Item, Mark, Not, Or, Population, Root
from compiler.ir.places import walk
from dsl.diagnostics import Words

if TYPE_CHECKING:
    from compiler.columns.expressions import Expressions
    from compiler.columns.facts import Scope

FLIPPED = {"<": ">", "≤": "≥", ">": "<", "≥": "≤", "=": "=", "≠": "≠"}


@frozen
class Term:
    each: Node
    this: Node
    keys: tuple[Match, ...] = ()
    order: Match | None = None


Terms = Mapping[Term, int]
"""How often each term counts; less than 0 where its pairs are taken off."""

Side = Literal["each", "this"]


@frozen(eq=False)
class Rest:
    """What one of the two rows rests on, for the pairs that are open because of it."""

    side: Side
    leaves: Leaves
    where: Terms


@frozen(eq=False)
class Pair:
    yes: Terms
    possible: Terms
    rests: tuple[Rest, ...]


def two_numbers() -> Refused:
    return Refused(
        Words(
            "it holds others against one by two numbers at once, such as more patients and fewer doctors; ask for them apart, or "
            "for one of them as a fact of each",
            "het houdt anderen tegen één aan met twee getallen tegelijk, zoals meer patiënten en minder artsen; vraag ze los van "
            "elkaar, of een ervan als gegeven van elk",
        )
    )


def entangled() -> Refused:
    return Refused(
        Words(
            "what it asks of others is worked out from both together; ask it as a comparison of one with the other",
            "wat het van anderen vraagt is uit beide samen berekend; vraag het als een vergelijking van de een met de ander",
        )
    )


def _by_zero() -> Refused:
    return Refused(
        Words(
            "it holds others against one by a quotient of which what stands under it can be zero; leave those out with `where`",
            "het houdt anderen tegen één aan met een quotiënt waarvan de noemer nul kan zijn; laat die weg met `waarbij`",
        )
    )


# --- sums of terms ----------------------------------------------------------------------------------------------------


def plus(*sums: Terms, minus: Sequence[Terms] = ()) -> Terms:
    found: dict[Term, int] = {}
    for sign, some in ((1, sums), (-1, minus)):
        for terms in some:
            for term, times in terms.items():
                found[term] = found.get(term, 0) + sign * times
    return {term: times for term, times in found.items() if times}


@frozen(eq=False)
class Pairs:
    """Pairs of an element of `matching.source` and a row that looks at it. `level` is that of the element. `apart`: a row is no
    element for itself. `prefix` is where the facts of an element stand, seen from the row."""

    of: Expressions
    level: int
    each: Scope
    this: Scope
    matching: Matching
    apart: bool
    prefix: tuple[str | int, ...]

    @property
    def b(self) -> Builder:
        return self.of.b

    @property
    def exact(self) -> Exact:
        return self.of.exact

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

    # --- conditions ---------------------------------------------------------------------------------------------------

    def reads(self, expr: Expr) -> tuple[bool, bool]:
        """Whether it reads the element, and whether what only the row knows."""
        items = [each.level for each in walk(expr) if isinstance(each, Item)]
        own = bool(self.prefix) and any(isinstance(each, Root) for each in walk(expr))
        own = own or any(level < self.level and self.each.items[level] is None for level in items)
        return self.level in items, own

    def holds(self, expr: Expr | None) -> Pair:
        if expr is None:
            return Pair(self.all, self.all, ())
        of_each, of_this = self.reads(expr)
        if not of_this:
            return self._alone(self.each_truth(expr), "each")
        if not of_each:
            return self._alone(self.of.truth(expr, self.this), "this")
        match expr:
            case Mark(arg):
                return self.holds(arg)
            case Not(arg):
                return self.opposite(self.holds(arg))
            case And(args):
                return self.all_of([self.holds(each) for each in args])
            case Or(args):
                return self.opposite(self.all_of([self.opposite(self.holds(each)) for each in args]))
            case Compare(relation, left, right):
                return self._compared(relation, left, right)
        raise entangled()

    def opposite(self, pair: Pair) -> Pair:
        return Pair(self.invert(pair.possible), self.invert(pair.yes), pair.rests)

    def all_of(self, pairs: Sequence[Pair]) -> Pair:
        rests = []
        for at, pair in enumerate(pairs):
            others = [each.possible for number, each in enumerate(pairs) if number != at]
            rests += [Rest(each.side, each.leaves, self.times(each.where, *others)) for each in pair.rests]
        yes = self.times(*(each.yes for each in pairs))
        return Pair(yes, self.times(*(each.possible for each in pairs)), tuple(rests))

    def each_truth(self, expr: Expr) -> Truth:
        found = self.of.truth(expr, self.each)
        self._whole(expr, found.open(self.b))
        return found

    def each_value(self, expr: Expr) -> Value:
        """What an element is worth by itself."""
        if self.reads(expr)[1]:
            raise entangled()
        found = self.of.plain_value(expr, self.each)
        self._whole(expr, found.open)
        return found

    def _whole(self, expr: Expr, open_: Node) -> None:
        """Of what another is worth among others only the value is known here, not on whose missing facts it rests."""
        among = self.prefix and any(isinstance(each, Population) and each.which != "who" for each in walk(expr))
        if among and open_.constant is not False:
            raise Refused(
                Words(
                    "it asks how other providers stand among others, while facts that this rests on are missing",
                    "het vraagt hoe andere aanbieders zich tot anderen verhouden, terwijl gegevens daarvoor ontbreken",
                )
            )

    def _alone(self, truth: Truth, side: Side) -> Pair:
        b = self.b

        def of(node: Node) -> Terms:
            return self.term(node, b.yes) if side == "each" else self.term(b.yes, node)

        open_ = truth.open(b)
        rests = () if open_.constant is False else (Rest(side, truth.leaves, of(open_)),)
        return Pair(of(truth.yes), of(b.invert(truth.no)), rests)

    # --- comparisons of one with the other ----------------------------------------------------------------------------

    def _compared(self, relation: str, left: Expr, right: Expr) -> Pair:
        if self.reads(left) == self.reads(right) or (True, True) in (self.reads(left), self.reads(right)):
            raise entangled()
        if self.reads(left)[1]:
            left, right, relation = right, left, FLIPPED[relation]
        each, this = self.of.value(left, self.each), self.of.value(right, self.this)
        self._whole(left, each.open)
        pair = self.compared(relation, each, this, alike=_of_one_kind(left, right))
        b = self.b
        where = plus(pair.possible, minus=[pair.yes])
        sides: tuple[tuple[Side, Value], ...] = (("each", each), ("this", this))
        rests = [
            Rest(side, joined(b, [(value.open, value.leaves)]), self.times(where, self._on(side, value.open)))
            for side, value in sides
        ]
        return Pair(pair.yes, pair.possible, tuple(each for each in rests if each.where))

    def _on(self, side: Side, node: Node) -> Terms:
        return self.term(node, self.b.yes) if side == "each" else self.term(self.b.yes, node)

    def compared(self, relation: str, each: Value, this: Value, *, alike: bool = False) -> Pair:
        """A comparison of values. `alike`: open ones can be equal to any known one."""
        b = self.b
        if relation == "≠":
            equal = self.compared("=", each, this, alike=alike)
            there = self._there(each, this)
            yes = plus(
                there,
                self.term(each.none, self._sure(this)),
                self.term(self._sure(each), this.none),
                minus=[equal.possible],
            )
            none = self.term(each.none, this.none)
            return Pair(yes, plus(self.all, minus=[equal.yes, none]), ())
        if relation != "=":
            return self._ordered(relation, each, this)
        numbers = each.shape == this.shape == "number"
        known = self.term(self._known(each), self._known(this), self._keys(each, this))
        if each.open.constant is False and this.open.constant is False:
            return Pair(known, known, ())
        if numbers and not alike:
            return self._same_number(each, this)
        possible = plus(self.term(b.invert(each.none), this.open), self.term(each.open, self._known(this)), known)
        return Pair(known, possible, ())

    def _there(self, each: Value, this: Value) -> Terms:
        return self.term(self.b.invert(each.none), self.b.invert(this.none))

    def _known(self, value: Value) -> Node:
        return self.b.both(self.b.invert(value.open), self.b.invert(value.none))

    def _sure(self, value: Value) -> Node:
        """Surely not none."""
        b = self.b
        return b.both(b.invert(value.none), b.invert(b.both(value.open, value.may_be_none)))

    def _keys(self, each: Value, this: Value) -> list[Match]:
        """What is equal where two known values are."""
        b = self.b
        if "none" in (each.shape, this.shape):
            return [(b.number(0), b.number(1))]
        if each.shape == this.shape == "number":
            (low, _), (other, _) = self.ends(each.interval, this.interval)
            return [(low.top, other.top)]
        if each.shape != this.shape or each.options != this.options:
            if not {each.shape, this.shape} <= {"choice", "text"}:
                raise entangled()
            return [(self.of.as_text(each), self.of.as_text(this))]
        nodes = [b.as_int(node) if node.type == "bool" else node for node in (each.node, this.node)]
        return [(nodes[0], nodes[1])]

    def _same_number(self, each: Value, this: Value) -> Pair:
        b, exact = self.b, self.exact
        (low, high), (other_low, other_high) = self.ends(each.interval, this.interval)
        settled = [
            b.both(self._sure(value), b.invert(ends[0].free), b.invert(ends[1].free), exact.equal(*ends))
            for value, ends in ((each, (low, high)), (this, (other_low, other_high)))
        ]
        yes = self.term(settled[0], settled[1], [(low.top, other_low.top)])
        below, above = self._at_most(high, other_low, strictly=True), self._at_least(low, other_high, strictly=True)
        there = self._there(each, this)
        apart = [self.times(there, terms) for terms in (below, above)]
        return Pair(yes, plus(there, minus=apart), ())

    def _ordered(self, relation: str, each: Value, this: Value) -> Pair:
        if "none" in (each.shape, this.shape):
            return Pair({}, {}, ())
        ends, other = self.ends(each.interval, this.interval)
        strictly = relation in ("<", ">")
        if relation in ("≥", ">"):
            surely = self._at_least(ends[0], other[1], strictly=strictly)
            never = self._at_most(ends[1], other[0], strictly=not strictly)
        else:
            surely = self._at_most(ends[1], other[0], strictly=strictly)
            never = self._at_least(ends[0], other[1], strictly=not strictly)
        sure = self.term(self._sure(each), self._sure(this))
        there = self._there(each, this)
        possible = plus(there, minus=[self.times(there, never)])
        yes = self.times(sure, surely)
        known = each.open.constant is False and this.open.constant is False
        return Pair(yes, yes if known else possible, ())

    def _at_most(self, each: Bound, this: Bound, *, strictly: bool) -> Terms:
        """Pairs of which both are bounded and the one is at most (less than) the other."""
        b = self.b
        limit = b.subtract(this.top, b.number(1)) if strictly else this.top
        return self.term(b.invert(each.free), b.invert(this.free), order=(each.top, limit))

    def _at_least(self, each: Bound, this: Bound, *, strictly: bool) -> Terms:
        return self._at_most(self._turned(each), self._turned(this), strictly=strictly)

    def _turned(self, bound: Bound) -> Bound:
        return Bound(self.b.negative(bound.top), bound.bottom, bound.scale, bound.free)

    def ends(self, each: Interval, this: Interval) -> tuple[tuple[Bound, Bound], tuple[Bound, Bound]]:
        """The ends of two intervals as whole numbers that stand in the order of the values, equal where those are. A quotient is
        rounded down in parts so small that no two different ones fall together."""
        bounds: list[Bound] = []
        for interval in (each, this):
            under = interval.bottom_low
            if not self.exact.is_one(self.exact.bottom(interval)) and not (
                under.free.constant is False and under.scale > 0 and under.top.low > 0
            ):
                raise _by_zero()
            plain = self.exact.quotient(interval)
            bounds += [plain.low, plain.high]
        scales = [abs(bound.scale) for bound in bounds if bound.top.constant != 0] or [Fraction(1)]
        scale = reduce(_common, scales)
        parts = 1
        if any(bound.bottom.constant != 1 for bound in bounds):
            parts = max(bound.bottom.high for bound in bounds[:2]) * max(bound.bottom.high for bound in bounds[2:])
        keys = [self._counted(bound, scale, parts) for bound in bounds]
        return (keys[0], keys[1]), (keys[2], keys[3])

    def _counted(self, bound: Bound, scale: Fraction, parts: int) -> Bound:
        b = self.b
        factor = 0 if bound.top.constant == 0 else (bound.scale / scale).numerator
        top = b.times(bound.top, b.number(factor * parts))
        return Bound(b.floor_divide(top, bound.bottom), b.number(1), Fraction(1), bound.free)

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

    # --- what it rests on ---------------------------------------------------------------------------------------------

    def leaves(self, rests: Iterable[Rest]) -> Leaves:
        """What the pairs with others rest on; what a row that is an element itself adds is told apart."""
        b = self.b
        kept = list(rests)
        others = evolve(self, apart=bool(self.prefix))

        def work_out(view: View) -> Found:
            found: dict[LeafKey | bool, list[Node]] = {}
            for rest in kept:
                for key, node in rest.leaves.seen(view).items():
                    if rest.side == "each":
                        told = LeafKey((*self.prefix, *key.path), key.judgement, key.why) if view == "facts" else key
                        found.setdefault(told, []).append(others.some(rest.where, node))
                    else:
                        found.setdefault(key, []).append(b.both(node, others.some(rest.where, b.yes)))
            return {key: b.any(nodes) for key, nodes in found.items()}

        return Leaves(work_out) if kept else joined(b, [])


def _of_one_kind(left: Expr, right: Expr) -> bool:
    """Whether both are facts with the same declared bounds, so that an unknown one can be equal to any known one."""
    kinds = [each.kind for each in (left, right) if isinstance(each, Get)]
    bounds = [getattr(each, "low", None) == getattr(each, "high", None) for each in kinds]
    return len(kinds) == 2 and kinds[0] == kinds[1] and (not any(bounds) or getattr(kinds[0], "low", None) is None)


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The largest part of which both are a multiple."""
    return Fraction(
        gcd(one.numerator * other.denominator, other.numerator * one.denominator), one.denominator * other.denominator
    )
