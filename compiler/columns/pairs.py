"""Conditions that hold two rows against each other, such as `it treats more patients than the practice`, as sums.

`yes` counts the pairs for which a condition holds, `possible` those for which it holds or is open, both as sums of terms
(`compiler.columns.terms`). Twin of what `compiler.ir.expressions` asks of each element.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from compiler.columns.among import Match
from compiler.columns.intervals import Bound, Exact, Interval
from compiler.columns.nodes import Node, Refused
from compiler.columns.terms import Sums, Terms, plus
from compiler.columns.values import Found, LeafKey, Leaves, Truth, Value, View, joined
from compiler.ir.nodes import And, Compare, Expr, Get, Item, Mark, Not, Or, Population, Root
from compiler.ir.places import walk
from dsl.diagnostics import Words

if TYPE_CHECKING:
    from compiler.columns.expressions import Expressions
    from compiler.columns.facts import Scope

FLIPPED = {"<": ">", "≤": "≥", ">": "<", "≥": "≤", "=": "=", "≠": "≠"}
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


@frozen(eq=False)
class Pairs(Sums):
    """Conditions on those pairs, as sums. `level` is that of the element, `prefix` where its facts stand, seen from the row."""

    of: Expressions
    level: int
    each: Scope
    this: Scope
    prefix: tuple[str | int, ...]

    @property
    def exact(self) -> Exact:
        return self.of.exact

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

    # --- what it rests on ---------------------------------------------------------------------------------------------

    def leaves(self, rests: Iterable[Rest]) -> Leaves:
        """What the pairs with others rest on; what a row that is an element itself adds is told apart."""
        b = self.b
        kept = list(rests)
        others = evolve(self, apart=bool(self.prefix))

        def work_out(view: View) -> Found:
            found: dict[LeafKey | View, list[Node]] = {}
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
