"""Ranges of numbers as columns: `compiler.ir.ranges` for all rows at once.

A bound is an integer times a constant over an integer that is more than 0, so that nothing is divided or rounded. Dates are days
and moments microseconds from 1970.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, gcd
from typing import Literal

from attrs import frozen

from compiler.columns.nodes import Builder, Node

Of = Literal["number", "date", "moment"]
ONE = Fraction(1)


@frozen(eq=False)
class Bound:
    """`scale * top / bottom`; `free` where there is no bound (`top` is then 0)."""

    top: Node
    bottom: Node
    scale: Fraction
    free: Node

    @property
    def exact(self) -> Fraction | None:
        """The value of a bound that is the same in all rows."""
        if self.top.op == self.bottom.op == "const" and self.free.constant is False:
            assert isinstance(self.top.data, int) and isinstance(self.bottom.data, int)
            return self.scale * self.top.data / self.bottom.data
        return None

    @property
    def is_positive_or_zero(self) -> bool:
        """Surely, in all rows."""
        return self.free.constant is False and self.top.low >= 0

    def same_as(self, other: Bound) -> bool:
        return (self.top, self.bottom, self.scale, self.free) == (other.top, other.bottom, other.scale, other.free)


@frozen(eq=False)
class Interval:
    """As `compiler.ir.ranges.Range`: the top between `low` and `high`, the bottom likewise. `of` tells what they are."""

    low: Bound
    high: Bound
    bottom_low: Bound
    bottom_high: Bound
    of: Of = "number"


Ends = tuple[Bound, Bound]


@frozen(eq=False)
class Exact:
    """Arithmetic on bounds and intervals."""

    b: Builder

    # --- bounds -------------------------------------------------------------------------------------------------------

    def constant(self, value: Fraction) -> Bound:
        scale = Fraction(1, value.denominator)
        return Bound(self.b.number(value.numerator), self.b.number(1), scale, self.b.no)

    def free(self) -> Bound:
        return Bound(self.b.number(0), self.b.number(1), ONE, self.b.yes)

    def whole(self, node: Node) -> Bound:
        return Bound(node, self.b.number(1), ONE, self.b.no)

    def alike(self, x: Bound, y: Bound) -> tuple[Node, Node, Node, Node, Fraction]:
        """Both tops in one scale, both bottoms, the scale."""
        if x.scale == y.scale:
            return x.top, y.top, x.bottom, y.bottom, x.scale
        if x.top.constant == 0:
            return x.top, y.top, x.bottom, y.bottom, y.scale
        if y.top.constant == 0:
            return x.top, y.top, x.bottom, y.bottom, x.scale
        a, c = abs(x.scale), abs(y.scale)
        scale = Fraction(gcd(a.numerator * c.denominator, c.numerator * a.denominator), a.denominator * c.denominator)
        return self._scaled(x.top, x.scale / scale), self._scaled(y.top, y.scale / scale), x.bottom, y.bottom, scale

    def _scaled(self, node: Node, factor: Fraction) -> Node:
        assert factor.denominator == 1
        return self.b.times(node, self.b.number(factor.numerator))

    def plus(self, x: Bound, y: Bound) -> Bound:
        b = self.b
        one, other, under, under_other, scale = self.alike(x, y)
        free = b.either(x.free, y.free)
        if under is under_other:
            return self._clean(Bound(b.add(one, other), under, scale, free))
        top = b.add(b.times(one, under_other), b.times(other, under))
        return self._clean(Bound(top, b.times(under, under_other), scale, free))

    def minus(self, x: Bound) -> Bound:
        return Bound(x.top, x.bottom, -x.scale, x.free) if x.top.constant != 0 else x

    def times(self, x: Bound, y: Bound) -> Bound:
        """Of two that are bounds (where one is free the result is for the caller to say)."""
        b = self.b
        return Bound(b.times(x.top, y.top), b.times(x.bottom, y.bottom), x.scale * y.scale, b.no)

    def over(self, x: Bound, y: Bound) -> Bound:
        """Divided by a bound that is more than 0."""
        b = self.b
        if y.scale < 0:
            y = Bound(b.negative(y.top), y.bottom, -y.scale, y.free)
        if y.exact is not None:
            return Bound(x.top, x.bottom, x.scale / y.exact, x.free) if y.exact else x
        return Bound(b.times(x.top, y.bottom), b.times(x.bottom, b.most(y.top, b.number(1))), x.scale / y.scale, x.free)

    def _clean(self, x: Bound) -> Bound:
        """0 where it is free, so that what is worked out further stays small."""
        return x if x.free.constant is False else self.choose(x.free, self.constant(Fraction(0)), x, x.free)

    def choose(self, condition: Node, then: Bound, otherwise: Bound, free: Node | None = None) -> Bound:
        b = self.b
        if condition.op == "const" and free is None:
            return then if condition.data else otherwise
        if then.same_as(otherwise):
            return then
        one, other, under, under_other, scale = self.alike(then, otherwise)
        free = b.choose(condition, then.free, otherwise.free) if free is None else free
        return Bound(b.choose(condition, one, other), b.choose(condition, under, under_other), scale, free)

    def at_most(self, x: Bound, y: Bound) -> Node:
        """x ≤ y, where neither is free."""
        return self._compared(x, y, strictly=False)

    def less(self, x: Bound, y: Bound) -> Node:
        return self._compared(x, y, strictly=True)

    def _compared(self, x: Bound, y: Bound, *, strictly: bool) -> Node:
        b = self.b
        if x.same_as(y):
            return b.flag(not strictly)
        limit, value = (x.exact, y) if x.exact is not None else (y.exact, x)
        if limit is not None and value.bottom.constant == 1 and value.scale:
            return self._against(value, limit, strictly=strictly, from_below=value is x)
        one, other, under, under_other, scale = self.alike(x, y)
        if under is not under_other:
            one, other = b.times(one, under_other), b.times(other, under)
        if scale < 0:
            one, other = other, one
        return b.less(one, other) if strictly else b.at_most(one, other)

    def _against(self, x: Bound, limit: Fraction, *, strictly: bool, from_below: bool) -> Node:
        """x ≤ limit (from below) or limit ≤ x, against a constant: the limit in the scale of x, rounded as far as it makes no
        difference for whole numbers."""
        b = self.b
        in_scale = limit / x.scale
        below = from_below is (x.scale > 0)
        if below:
            return b.at_most(x.top, b.number(ceil(in_scale) - 1 if strictly else floor(in_scale)))
        return b.at_most(b.number(floor(in_scale) + 1 if strictly else ceil(in_scale)), x.top)

    def equal(self, x: Bound, y: Bound) -> Node:
        b = self.b
        if x.same_as(y):
            return b.yes
        limit, value = (x.exact, y) if x.exact is not None else (y.exact, x)
        if limit is not None and value.bottom.constant == 1 and value.scale:
            in_scale = limit / value.scale
            return b.equal(value.top, b.number(in_scale.numerator)) if in_scale.denominator == 1 else b.no
        one, other, under, under_other, _ = self.alike(x, y)
        if under is not under_other:
            one, other = b.times(one, under_other), b.times(other, under)
        return b.equal(one, other)

    def positive(self, x: Bound) -> Node:
        return self.less(self.constant(Fraction(0)), x)

    def negative(self, x: Bound) -> Node:
        return self.less(x, self.constant(Fraction(0)))

    def sign(self, x: Bound) -> Node:
        b = self.b
        return b.subtract(b.as_int(self.positive(x)), b.as_int(self.negative(x)))

    # --- ends ---------------------------------------------------------------------------------------------------------

    def lesser(self, x: Bound, y: Bound, *, free_is_least: bool) -> Bound:
        """The lesser: a free bound is below all, or above all and left out."""
        return self._extreme(x, y, free_is_least, least=True)

    def greater(self, x: Bound, y: Bound, *, free_is_most: bool) -> Bound:
        return self._extreme(x, y, free_is_most, least=False)

    def _extreme(self, x: Bound, y: Bound, free_wins: bool, *, least: bool) -> Bound:
        b = self.b
        if x.same_as(y):
            return x
        for free_one, bounded in ((x, y), (y, x)):
            if free_one.free.constant is True:
                return free_one if free_wins else bounded
        one, other, under, under_other, scale = self.alike(x, y)
        free = (b.either if free_wins else b.both)(x.free, y.free)
        if under is under_other and x.free.constant is False and y.free.constant is False:
            pick = b.least if least is (scale > 0) else b.most
            return Bound(pick(one, other), under, scale, free)
        first = self.at_most(x, y) if least else self.at_most(y, x)
        if free_wins:
            first = b.either(x.free, b.both(b.invert(y.free), first))
        else:
            first = b.both(b.invert(x.free), b.either(y.free, first))
        return self._clean(self.choose(first, x, y, free))

    def is_one(self, ends: Ends) -> bool:
        return ends[0].exact == 1 and ends[1].exact == 1

    def product(self, x: Ends, y: Ends) -> Ends:
        """The range of products; as in `ranges`, zero times anything is zero."""
        if self.is_one(y):
            return x
        if self.is_one(x):
            return y
        if x[0].is_positive_or_zero and y[0].is_positive_or_zero and all(each.scale > 0 for each in (*x, *y)):
            return self.times(x[0], y[0]), self._upper_product(x[1], y[1])
        corners = [
            self._corner(one, s, other, t)
            for one, s in zip(x, (-1, 1), strict=True)
            for other, t in zip(y, (-1, 1), strict=True)
        ]
        unlike = [corners[0]]
        for each in corners[1:]:
            if not any(each[0] is seen and each[1].same_as(other) for seen, other in unlike):
                unlike.append(each)
        low = high = unlike[0]
        for each in unlike[1:]:
            low, high = self._picked(each, low, least=True), self._picked(each, high, least=False)
        b = self.b
        ends = [
            self._clean(Bound(corner.top, corner.bottom, corner.scale, b.invert(b.equal(infinity, b.number(0)))))
            for infinity, corner in (low, high)
        ]
        return ends[0], ends[1]

    def _upper_product(self, x: Bound, y: Bound) -> Bound:
        b = self.b
        free = b.either(
            b.both(x.free, b.either(y.free, self.positive(y))), b.both(y.free, b.either(x.free, self.positive(x)))
        )
        found = self.times(x, y)
        return Bound(found.top, found.bottom, found.scale, free)

    def _corner(self, x: Bound, x_side: int, y: Bound, y_side: int) -> tuple[Node, Bound]:
        b = self.b
        infinite = b.either(x.free, y.free)
        infinity = b.number(0)
        if infinite.constant is not False:
            signs = [b.choose(each.free, b.number(side), self.sign(each)) for each, side in ((x, x_side), (y, y_side))]
            infinity = b.choose(infinite, b.times(*signs), b.number(0))
        return infinity, self.times(x, y)

    def _picked(self, one: tuple[Node, Bound], other: tuple[Node, Bound], *, least: bool) -> tuple[Node, Bound]:
        b = self.b
        first, second = (one, other) if least else (other, one)
        before = b.either(
            b.less(first[0], second[0]), b.both(b.equal(first[0], second[0]), self.less(first[1], second[1]))
        )
        return b.choose(before, one[0], other[0]), self.choose(before, one[1], other[1])

    def sum(self, x: Ends, y: Ends) -> Ends:
        return self.plus(x[0], y[0]), self.plus(x[1], y[1])

    # --- intervals ----------------------------------------------------------------------------------------------------

    def plain(self, low: Bound, high: Bound, of: Of = "number") -> Interval:
        one = self.constant(ONE)
        return Interval(low, high, one, one, of)

    def at(self, value: Bound, of: Of = "number") -> Interval:
        return self.plain(value, value, of)

    def anything(self, of: Of = "number") -> Interval:
        return self.plain(self.free(), self.free(), of)

    def choose_interval(self, condition: Node, then: Interval, otherwise: Interval) -> Interval:
        if condition.op == "const":
            return then if condition.data else otherwise
        ends = [
            self.choose(condition, one, other)
            for one, other in (
                (then.low, otherwise.low),
                (then.high, otherwise.high),
                (then.bottom_low, otherwise.bottom_low),
                (then.bottom_high, otherwise.bottom_high),
            )
        ]
        of = then.of if otherwise.of == "number" else otherwise.of
        return Interval(ends[0], ends[1], ends[2], ends[3], of)

    def _point(self, low: Bound, high: Bound) -> Node:
        b = self.b
        return b.both(b.invert(low.free), b.invert(high.free), self.equal(low, high))

    def settled(self, x: Interval) -> Node:
        """Top and bottom are both known, the bottom perhaps zero."""
        return self.b.both(self._point(x.low, x.high), self._point(x.bottom_low, x.bottom_high))

    def is_point(self, x: Interval) -> Node:
        zero = self.equal(x.bottom_low, self.constant(Fraction(0)))
        return self.b.both(self.settled(x), self.b.invert(zero))

    def is_anything(self, x: Interval) -> Node:
        b = self.b
        one = self.constant(ONE)
        under = b.both(*(b.both(b.invert(each.free), self.equal(each, one)) for each in (x.bottom_low, x.bottom_high)))
        return b.both(x.low.free, x.high.free, under)

    def top(self, x: Interval) -> Ends:
        return x.low, x.high

    def bottom(self, x: Interval) -> Ends:
        return x.bottom_low, x.bottom_high

    def add(self, x: Interval, y: Interval) -> Interval:
        if self.is_one(self.bottom(x)) and self.is_one(self.bottom(y)):
            return self.plain(*self.sum(self.top(x), self.top(y)))
        top = self.sum(self.product(self.top(x), self.bottom(y)), self.product(self.top(y), self.bottom(x)))
        return Interval(*top, *self.product(self.bottom(x), self.bottom(y)))

    def negate(self, x: Interval) -> Interval:
        return Interval(self.minus(x.high), self.minus(x.low), x.bottom_low, x.bottom_high, x.of)

    def subtract(self, x: Interval, y: Interval) -> Interval:
        return self.add(x, self.negate(y))

    def multiply(self, x: Interval, y: Interval) -> Interval:
        return Interval(*self.product(self.top(x), self.top(y)), *self.product(self.bottom(x), self.bottom(y)))

    def divide(self, x: Interval, y: Interval) -> Interval:
        b = self.b
        below = b.both(b.invert(y.high.free), self.negative(y.high))
        if below.constant is not False:
            x, y = (self.choose_interval(below, self.negate(each), each) for each in (x, y))
        return self._or_anything(b.either(y.low.free, b.invert(self.positive(y.low))), x, y)

    def ratio(self, x: Interval, y: Interval) -> Interval:
        return self._or_anything(self.b.either(y.low.free, self.negative(y.low)), x, y)

    def _or_anything(self, lost: Node, x: Interval, y: Interval) -> Interval:
        if lost.constant is True:
            return self.anything()
        found = Interval(*self.product(self.top(x), self.bottom(y)), *self.product(self.bottom(x), self.top(y)))
        return self.choose_interval(lost, self.anything(), found)

    def quotient(self, x: Interval) -> Interval:
        """The same values with bottom 1; anything while the bottom may be zero."""
        b = self.b
        if self.is_one(self.bottom(x)):
            return x
        zero = b.both(b.invert(x.bottom_low.free), self.equal(x.bottom_low, self.constant(Fraction(0))))
        if zero.constant is True:
            return self.anything()
        one = self.constant(ONE)
        nothing = self.constant(Fraction(0))
        most = self.over(one, x.bottom_low)
        if x.bottom_low.same_as(x.bottom_high):
            ends = (self.over(x.low, x.bottom_low), self.over(x.high, x.bottom_low))
        else:
            least = self.choose(x.bottom_high.free, nothing, self.over(one, x.bottom_high))
            ends = self.product(self.top(x), (Bound(least.top, least.bottom, least.scale, b.no), most))
        return self.choose_interval(zero, self.anything(), self.plain(*ends, of=x.of))

    # --- comparisons --------------------------------------------------------------------------------------------------

    def compare(self, relation: str, x: Interval, y: Interval) -> tuple[Node, Node]:
        """Where the relation holds for all values of the intervals, and where for none."""
        left, right = self.product(self.top(x), self.bottom(y)), self.product(self.top(y), self.bottom(x))
        match relation:
            case "≥":
                return self._at_least(left, right)
            case "<":
                return self._at_least(left, right)[::-1]
            case "≤":
                return self._at_least(right, left)
            case ">":
                return self._at_least(right, left)[::-1]
            case "=":
                return self._equal(left, right)
            case _:
                return self._equal(left, right)[::-1]

    def _at_least(self, x: Ends, y: Ends) -> tuple[Node, Node]:
        b = self.b
        yes = b.both(b.invert(x[0].free), b.invert(y[1].free))
        yes = yes if yes.constant is False else b.both(yes, self.at_most(y[1], x[0]))
        no = b.both(b.invert(x[1].free), b.invert(y[0].free))
        no = no if no.constant is False else b.both(no, self.less(x[1], y[0]))
        return yes, no

    def _equal(self, x: Ends, y: Ends) -> tuple[Node, Node]:
        b = self.b
        yes = b.both(self._point(*x), self._point(*y))
        yes = yes if yes.constant is False else b.both(yes, self.equal(x[0], y[0]))
        no = b.either(self._at_least(x, y)[1], self._at_least(y, x)[1])
        return yes, no
