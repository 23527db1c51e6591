"""Operators and ratios in every row: `compiler.ir.operators` for all rows at once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from attrs import frozen

from compiler.columns.dates import EARLIEST, LATEST, MICROSECONDS, MINUTE, calendar_day, microseconds_of, shifted
from compiler.columns.intervals import Bound, Exact, Interval
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.values import LeafKey, Leaves, Truth, Value, joined, leaf
from compiler.ir.nodes import Expr, Fold, Get, Item, LatestKnown, Lit, Op, Population, Ratio, Root
from compiler.ir.operators import find_operator
from compiler.ir.places import operands
from compiler.ir.values import Duration
from dsl.diagnostics import CompilerFault, Words

if TYPE_CHECKING:
    from compiler.columns.expressions import Expressions
    from compiler.columns.facts import Place, Scope

Read = tuple[tuple[str | int, ...], Node, Node]
"""A fact by its path, where it is looked at, and where it is unknown."""


@frozen(eq=False)
class Operators:
    of: Expressions

    @property
    def b(self) -> Builder:
        return self.of.b

    @property
    def exact(self) -> Exact:
        return self.of.exact

    def value(self, expr: Ratio | Op, scope: Scope) -> Value:
        if isinstance(expr, Ratio):
            parts = [self.of.value(each, scope) for each in (expr.top, expr.bottom)]
            ranges = [self.of.interval(each) for each in parts]
            return self._numeric(parts, self.exact.ratio(*ranges), self._negative(expr.bottom, parts[1], scope))
        operator = find_operator(expr.name, len(expr.args))
        count = len(expr.args) - operator.literals
        constants = [each.value for each in expr.args[count:] if isinstance(each, Lit)]
        if operator.on == "values":
            return self.of.condition(self._question(expr, scope))
        args = [self.of.value(each, scope) for each in expr.args[:count]]
        within = self._applied(expr.name, [self.of.interval(each) for each in args], constants)
        return self._numeric(args, within, self._zeros(expr, args, scope))

    def _numeric(self, args: list[Value], within: Interval, faults: list[tuple[Node, Leaves]]) -> Value:
        """An operator on ranges. `faults` are the known facts that leave it without a result, where they do."""
        b, exact = self.b, self.exact
        none = b.either(*(each.none for each in args))
        nullable = [b.both(each.open, each.may_be_none) for each in args]
        may_be_none = b.either(*nullable)
        at_fault = b.both(b.invert(exact.settled(within)), b.either(*(where for where, _ in faults)))
        if at_fault.constant is False:
            return self.of.made(within, self.of.leaves_of(args), may_be_none, none)
        lost = b.both(at_fault, exact.is_anything(within))
        parts = [
            (b.both(each.open, b.either(b.invert(lost), may)), each.leaves)
            for each, may in zip(args, nullable, strict=True)
        ]
        leaves = joined(b, [*((b.both(at_fault, where), each) for where, each in faults), *parts])
        made = self.of.made(within, leaves, may_be_none, none)
        open_ = b.both(b.invert(none), b.either(made.open, at_fault))
        return Value("number", none, open_, may_be_none, leaves, within)

    # --- known facts without a result ---------------------------------------------------------------------------------

    def _known(self, value: Value) -> Node:
        return self.b.both(self.b.invert(value.open), self.b.invert(value.none))

    def _negative(self, expr: Expr, found: Value, scope: Scope) -> list[tuple[Node, Leaves]]:
        if found.shape != "number":
            return []
        low = found.interval.low
        where = self.b.both(self._known(found), self.b.invert(low.free), self.exact.negative(low))
        return [] if where.constant is False else [(where, self.read_by(expr, "negative", scope))]

    def _zeros(self, op: Op, args: list[Value], scope: Scope) -> list[tuple[Node, Leaves]]:
        """The facts that make a divisor zero, or what stands under a quotient that has to be worked out."""
        b, exact = self.b, self.exact
        faults = []
        for number, (expr, found) in enumerate(zip(op.args, args, strict=False)):
            if found.shape != "number":
                continue
            where = b.no
            if op.name in ("div", "ceil_div") and number == 1:
                where = exact.equal(found.interval.low, exact.constant(Fraction(0)))
            if op.name in ("ceil_div", "round", "min", "max"):
                where = b.either(where, b.invert(exact.is_point(found.interval)))
            where = b.both(self._known(found), where)
            if where.constant is not False:
                faults.append((where, self.read_by(expr, "zero", scope)))
        return faults

    def read_by(self, expr: Expr, why: str, scope: Scope) -> Leaves:
        b = self.b
        found = [(path, where) for path, where, _ in self.reads(expr, scope)]
        found.append(((), b.invert(b.any(where for _, where in found))))
        return joined(b, [(where, leaf(LeafKey(path, why=why), b.yes)) for path, where in found])

    def reads(self, expr: Expr, scope: Scope) -> Iterator[Read]:
        """Every fact that the expression looks at, and where it does (`compiler.ir.places.facts_read`)."""
        facts = self.of.facts
        match expr:
            case Lit() | Root() | Population():
                pass
            case Get() | Item():
                yield self._read(facts.locate(expr, scope), self.b.yes)
            case Fold(collection=Population()):
                from compiler.columns.populations import Populations

                yield from Populations(self.of).reads(expr, scope)
            case Fold():
                yield from self._fold_reads(expr, scope)
            case LatestKnown():
                for where, get in facts.years(expr, scope):
                    yield self._read(facts.locate(get, scope), where)
            case _:
                for each in operands(expr):
                    yield from self.reads(each, scope)

    def _fold_reads(self, fold: Fold, scope: Scope) -> Iterator[Read]:
        b, facts = self.b, self.of.facts
        place = facts.locate(fold.collection, scope)
        inner = [each for each in (fold.where, fold.of) if each is not None]
        if not inner or place.given.constant is False:
            yield self._read(place, b.yes)
            return
        table = place.spot.elements.table
        filled = b.both(place.given, b.some_below(b.yes, table))
        yield self._read(place, b.invert(filled))
        bound = scope.bind(fold.level, facts.element(place))
        for each in inner:
            for path, where, missing in self.reads(each, bound):
                there, lost = (b.some_below(some, table) for some in (where, b.both(where, missing)))
                yield path, b.both(place.given, there), b.both(place.given, lost)

    def _read(self, place: Place, where: Node) -> Read:
        b = self.b
        return place.path, where, b.both(b.invert(place.given), b.invert(place.none))

    # --- questions ----------------------------------------------------------------------------------------------------

    def _question(self, op: Op, scope: Scope) -> Truth:
        b = self.b
        args = [self.of.value(each, scope) for each in op.args if not _is_set(each)]
        none, open_ = b.either(*(each.none for each in args)), b.either(*(each.open for each in args))
        known = b.both(b.invert(none), b.invert(open_))
        answer = self._answer(op, args)
        yes, no = b.both(known, answer), b.either(none, b.both(known, b.invert(answer)))
        return Truth(yes, no, self.of.leaves_of(args), b.both(b.invert(none), open_))

    def _answer(self, op: Op, args: list[Value]) -> Node:
        b = self.b
        match op.name, op.args:
            case "one_of", (_, Lit(frozenset() as options)):
                return b.any(self.of.same(args[0], self.of.literal(each)) for each in sorted(options, key=str))
            case "matches", (_, Lit(str() as pattern)):
                return b.matches(self.of.as_text(args[0]), pattern)
            case "includes_all" | "includes_any", (_, Lit(frozenset() as asked)):
                held = args[0]
                if op.name == "includes_all" and not asked <= set(held.options):
                    return b.no
                mask = sum(1 << held.options.index(each) for each in asked if each in held.options)
                found = b.bits(held.node, mask)
                return (
                    b.equal(found, b.number(mask))
                    if op.name == "includes_all"
                    else b.invert(b.equal(found, b.number(0)))
                )
            case _:
                raise Refused(Words(f"it asks `{op.name}` of two facts", f"het vraagt `{op.name}` van twee gegevens"))

    # --- numbers ------------------------------------------------------------------------------------------------------

    def _applied(self, name: str, args: list[Interval], constants: Sequence[object]) -> Interval:
        exact = self.exact
        match name, constants:
            case "add", _:
                return reduce(exact.add, args)
            case "sub", _:
                return exact.subtract(*args)
            case "mul", _:
                return reduce(exact.multiply, args)
            case "div", _:
                return exact.divide(*args)
            case "neg", _:
                return exact.negate(*args)
            case "ceil_div", _:
                return self._monotone(exact.divide(*args), lambda each: self._rounded(each, "up", Fraction(1)))
            case "round", (str() as direction, Fraction() | int() as step):
                return self._monotone(args[0], lambda each: self._rounded(each, direction, Fraction(step)))
            case "shift", (Duration() as duration,):
                return self._monotone(args[0], lambda each: self._shifted(each, duration, args[0].of))
            case "at", (int() as minutes,):
                low, high = (self._moment(each, minutes) for each in (args[0].low, args[0].high))
                return exact.plain(low, high, "moment")
            case "calendar_day", (str() as which, str() as period):
                return self._monotone(args[0], lambda each: self._calendar_day(each, which, period))
            case "days_between", _:
                first, second = args
                return exact.plain(
                    exact.plus(second.low, exact.minus(first.high)), exact.plus(second.high, exact.minus(first.low))
                )
            case "min" | "max", _:
                plain = [exact.quotient(each) for each in args]
                return reduce(self._least if name == "min" else self._most, plain)
            case _:
                raise CompilerFault(f"unknown operator: {name}")

    def _least(self, x: Interval, y: Interval) -> Interval:
        exact = self.exact
        low = exact.lesser(x.low, y.low, free_is_least=True)
        return exact.plain(low, exact.lesser(x.high, y.high, free_is_least=False), x.of)

    def _most(self, x: Interval, y: Interval) -> Interval:
        exact = self.exact
        low = exact.greater(x.low, y.low, free_is_most=False)
        return exact.plain(low, exact.greater(x.high, y.high, free_is_most=True), x.of)

    def _monotone(self, interval: Interval, change: Callable[[Bound], Bound]) -> Interval:
        plain = self.exact.quotient(interval)
        low = change(plain.low)
        high = low if plain.low.same_as(plain.high) else change(plain.high)
        return self.exact.plain(low, high, plain.of)

    def _rounded(self, x: Bound, direction: str, step: Fraction) -> Bound:
        """To a multiple of the step (`compiler.ir.operators.round_number`)."""
        b = self.b
        ratio = x.scale / step
        top, bottom = b.times(x.top, b.number(ratio.numerator)), b.times(x.bottom, b.number(ratio.denominator))
        match direction:
            case "up":
                steps = b.negative(b.floor_divide(b.negative(top), bottom))
            case "down":
                steps = b.floor_divide(top, bottom)
            case _:
                double, under = b.add(b.times(top, b.number(2)), bottom), b.times(bottom, b.number(2))
                steps = b.floor_divide(double, under)
                if direction == "half even":
                    tie = b.equal(b.times(steps, under), double)
                    odd = b.subtract(steps, b.times(b.floor_divide(steps, b.number(2)), b.number(2)))
                    steps = b.subtract(steps, b.choose(tie, odd, b.number(0)))
        return Bound(b.choose(x.free, b.number(0), steps), b.number(1), step, x.free)

    def _moment(self, x: Bound, minutes: int) -> Bound:
        """So many minutes after the day begins."""
        b = self.b
        moment = b.add(b.times(x.top, b.number(MICROSECONDS)), b.number(minutes * MINUTE))
        return Bound(b.choose(x.free, b.number(0), moment), x.bottom, x.scale, x.free)

    def _calendar_day(self, x: Bound, which: str, period: str) -> Bound:
        day = calendar_day(self.b, x.top, which, period)
        return Bound(self.b.choose(x.free, self.b.number(0), day), x.bottom, x.scale, x.free)

    def _shifted(self, x: Bound, duration: Duration, of: str) -> Bound:
        if duration.working_days:
            raise Refused(Words("it counts working days", "het telt werkdagen"))
        b = self.b
        if of != "moment":
            days, early, late = shifted(b, x.top, duration)
            return self._within_calendar(x, days, early, late, EARLIEST, LATEST)
        day = b.floor_divide(x.top, b.number(MICROSECONDS))
        in_day = b.subtract(x.top, b.times(day, b.number(MICROSECONDS)))
        days, early, late = shifted(b, day, duration)
        moved = b.add(b.times(days, b.number(MICROSECONDS)), in_day)
        ends = microseconds_of(datetime.datetime.min), microseconds_of(datetime.datetime.max)
        return self._within_calendar(x, moved, early, late, *ends)

    def _within_calendar(self, x: Bound, moved: Node, early: Node, late: Node, first: int, last: int) -> Bound:
        b = self.b
        moved = b.choose(early, b.number(first), b.choose(late, b.number(last), moved))
        moved = b.least(b.most(moved, b.number(first)), b.number(last))
        return Bound(b.choose(x.free, b.number(0), moved), x.bottom, x.scale, x.free)


def _is_set(expr: Expr) -> bool:
    return isinstance(expr, Lit) and isinstance(expr.value, frozenset)
