"""What an expression is worth in every row: `compiler.ir.expressions` for all rows at once."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from attrs import evolve, field, frozen

from compiler.columns.dates import days_of, microseconds_of
from compiler.columns.facts import Facts, Scope
from compiler.columns.folds import Folds
from compiler.columns.intervals import Bound, Exact, Interval
from compiler.columns.layout import NESTED, duration_code
from compiler.columns.meanings import Meanings
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.operators import Operators
from compiler.columns.values import NO_LEAVES, LeafKey, Leaves, Truth, Value, joined, leaf, resting
from compiler.ir.nodes import (
    And,
    Choose,
    Compare,
    Expr,
    Fold,
    Get,
    IsState,
    Item,
    LatestKnown,
    Lit,
    Mark,
    Not,
    Op,
    Or,
    Population,
    Ratio,
    Root,
    Tally,
)
from compiler.ir.values import Absence, Duration
from dsl.diagnostics import CompilerFault, Words


@frozen(eq=False)
class Expressions:
    """Lowers expressions. `values` and `truths` remember what each was worth at which elements."""

    b: Builder
    facts: Facts
    meanings: Meanings = field(factory=Meanings)
    values: dict[Hashable, tuple[Scope, Value]] = field(factory=dict)
    truths: dict[Hashable, tuple[Scope, Truth]] = field(factory=dict)

    @property
    def exact(self) -> Exact:
        return Exact(self.b)

    # --- making values ------------------------------------------------------------------------------------------------

    def nothing(self) -> Value:
        """None, in all rows."""
        return Value("none", self.b.yes, self.b.no, self.b.no, NO_LEAVES, None)

    def closed(self, value: Value) -> Value:
        """One without leaves where it is never open."""
        return evolve(value, leaves=NO_LEAVES) if value.open.constant is False else value

    def condition(self, truth: Truth) -> Value:
        b = self.b
        return self.closed(Value("yesno", b.no, truth.open(b), b.no, truth.leaves, truth.yes, condition=truth))

    def made(self, within: Interval, leaves: Leaves, may_be_none: Node, none: Node | None = None) -> Value:
        """A number or date: known as soon as its range leaves one value, whatever the missing facts are."""
        b = self.b
        none = b.no if none is None else none
        open_ = b.both(b.invert(none), b.either(b.invert(self.exact.settled(within)), may_be_none))
        return self.closed(Value("number", none, open_, may_be_none, leaves, within))

    def interval(self, value: Value) -> Interval:
        """The range of a number or date; anything for what never is one."""
        return value.interval if isinstance(value.content, Interval) else self.exact.anything()

    def plain(self, value: Value) -> Value:
        """With bottom 1."""
        return evolve(value, content=self.exact.quotient(value.interval)) if value.shape == "number" else value

    def as_text(self, value: Value) -> Node:
        if value.shape != "choice":
            return value.node
        b = self.b
        text = b.text("")
        for code, option in enumerate(value.options):
            text = b.choose(b.equal(value.node, b.number(code)), b.text(option), text)
        return text

    def choose(self, condition: Node, then: Value, otherwise: Value) -> Value:
        b = self.b
        if condition.op == "const":
            return then if condition.data else otherwise
        shape, options = (then.shape, then.options) if then.shape != "none" else (otherwise.shape, otherwise.options)
        none, open_, may_be_none = (
            b.choose(condition, one, other)
            for one, other in (
                (then.none, otherwise.none),
                (then.open, otherwise.open),
                (then.may_be_none, otherwise.may_be_none),
            )
        )
        leaves = joined(b, [(condition, then.leaves), (b.invert(condition), otherwise.leaves)])
        content: Interval | Node | None = None
        if shape == "number":
            one, other = (
                None if each.shape == "none" and each.open.constant is False else self.interval(each)
                for each in (then, otherwise)
            )
            both = one is not None and other is not None
            content = self.exact.choose_interval(condition, one, other) if both else one or other  # type: ignore[arg-type]
        elif shape != "none":
            if {then.shape, otherwise.shape} == {"text", "choice"} or then.options != otherwise.options:
                then, otherwise = self.textual(then), self.textual(otherwise)
                shape, options = (then.shape, ()) if then.shape != "none" else (otherwise.shape, ())
            contents = [each.content for each in (then, otherwise)]
            known = [each for each in contents if isinstance(each, Node)]
            first, second = (each if isinstance(each, Node) else known[0] for each in contents)
            content = b.choose(condition, first, second)
        return self.closed(Value(shape, none, open_, may_be_none, leaves, content, options))

    def textual(self, value: Value) -> Value:
        if value.shape != "choice":
            return value
        return evolve(value, shape="text", content=self.as_text(value), options=())

    # --- expressions --------------------------------------------------------------------------------------------------

    def value(self, expr: Expr, scope: Scope) -> Value:
        key = self._key(expr, scope)
        found = self.values.get(key)
        if found is None:
            found = self.values[key] = scope, self._value(expr, scope)
        return found[1]

    def _key(self, expr: Expr, scope: Scope) -> Hashable:
        return (self.meanings.of(expr), *map(id, scope.items))

    def _value(self, expr: Expr, scope: Scope) -> Value:
        match expr:
            case Lit(constant):
                return self.literal(constant)
            case Get() | Item():
                judgement = isinstance(expr, Get) and expr.judgement
                return self.closed(self.facts.value_at(self.facts.locate(expr, scope), judgement))
            case Mark(arg):
                return self.value(arg, scope)
            case Not() | And() | Or() | Compare() | IsState():
                return self.condition(self.truth(expr, scope))
            case Tally(args):
                return self.count([self.truth(each, scope) for each in args])
            case Ratio() | Op():
                return Operators(self).value(expr, scope)
            case LatestKnown():
                return self._latest_known(expr, scope)
            case Choose():
                return self._choose(expr, scope)
            case Fold():
                return Folds(self).value(expr, scope)
            case Root() | Population():
                raise CompilerFault("a record is not a value")
            case _:
                assert_never(expr)

    def plain_value(self, expr: Expr, scope: Scope) -> Value:
        """A value with bottom 1; open where a known zero stands under it."""
        b, exact = self.b, self.exact
        found = self.value(expr, scope)
        if found.shape != "number" or exact.is_one(exact.bottom(found.interval)):
            return found
        known = b.both(b.invert(found.open), b.invert(found.none))
        zero = b.both(known, b.invert(exact.is_point(found.interval)))
        content = exact.choose_interval(zero, exact.anything(), exact.quotient(found.interval))
        leaves = joined(b, [(found.open, found.leaves), (zero, Operators(self).read_by(expr, "zero", scope))])
        may_be_none = b.both(found.open, found.may_be_none)
        return self.closed(Value("number", found.none, b.either(found.open, zero), may_be_none, leaves, content))

    def literal(self, constant: object) -> Value:
        b, exact = self.b, self.exact
        shape, content = self._constant(constant)
        if constant is Absence.NONE:
            return self.nothing()
        open_ = b.flag(constant is Absence.UNKNOWN)
        if shape == "number" and isinstance(content, Bound):
            of = "moment" if isinstance(constant, datetime.datetime) else "number"
            of = "date" if isinstance(constant, datetime.date) and of == "number" else of
            return Value("number", b.no, open_, b.no, NO_LEAVES, exact.at(content, of))  # type: ignore[arg-type]
        return Value(shape, b.no, open_, b.no, NO_LEAVES, content)  # type: ignore[arg-type]

    def _constant(self, constant: object) -> tuple[str, Bound | Node | None]:
        b, exact = self.b, self.exact
        match constant:
            case bool():
                return "yesno", b.flag(constant)
            case int() | Fraction() | Decimal():
                return "number", exact.constant(Fraction(constant))
            case str():
                return "text", b.text(constant)
            case datetime.datetime():
                return "number", exact.whole(b.number(microseconds_of(constant)))
            case datetime.date():
                return "number", exact.whole(b.number(days_of(constant)))
            case Duration(months, days):
                return "duration", b.number(duration_code(months, days))
            case Absence():
                return "none", None
            case _:
                raise Refused(
                    Words("a set stands where a value is asked", "er staat een verzameling waar een waarde moet staan")
                )

    def truth(self, expr: Expr, scope: Scope) -> Truth:
        """Whether a condition holds. One that is none is not met."""
        while isinstance(expr, Mark):
            expr = expr.arg
        key = self._key(expr, scope)
        found = self.truths.get(key)
        if found is None:
            found = self.truths[key] = scope, self._truth(expr, scope)
        return found[1]

    def _truth(self, expr: Expr, scope: Scope) -> Truth:
        b = self.b
        match expr:
            case Not(arg):
                found = self.truth(arg, scope)
                return Truth(found.no, found.yes, found.leaves, found.unsure)
            case And(args):
                return self.conjunction([self.truth(each, scope) for each in args])
            case Or(args):
                return self.disjunction([self.truth(each, scope) for each in args])
            case Compare(relation, left, right):
                return self.compare(relation, self.value(left, scope), self.value(right, scope))
            case IsState(state, arg):
                return self._is_state(state, arg, scope)
        found_value = self.value(expr, scope)
        if found_value.shape == "none":
            return Truth(b.no, found_value.none, found_value.leaves)
        if found_value.shape != "yesno":
            raise CompilerFault(f"not a yes/no: {type(expr).__name__}")
        if found_value.condition is not None:
            return Truth(found_value.condition.yes, found_value.condition.no, found_value.leaves, found_value.open)
        known = b.both(b.invert(found_value.open), b.invert(found_value.none))
        yes = b.both(known, found_value.node)
        no = b.either(found_value.none, b.both(known, b.invert(found_value.node)))
        return Truth(yes, no, found_value.leaves, found_value.open)

    def conjunction(self, args: Iterable[Truth]) -> Truth:
        b = self.b
        parts = list(args)
        return Truth(b.all(each.yes for each in parts), b.any(each.no for each in parts), resting(b, parts))

    def disjunction(self, args: Iterable[Truth]) -> Truth:
        b = self.b
        parts = list(args)
        return Truth(b.any(each.yes for each in parts), b.all(each.no for each in parts), resting(b, parts))

    def leaves_of(self, values: Iterable[Value]) -> Leaves:
        return joined(self.b, [(each.open, each.leaves) for each in values])

    def count(self, conditions: list[Truth]) -> Value:
        b, exact = self.b, self.exact
        sure, most = b.number(0), b.number(0)
        for each in conditions:
            sure = b.add(sure, b.as_int(each.yes))
            most = b.add(most, b.as_int(b.invert(each.no)))
        leaves = resting(b, conditions)
        return self.made(exact.plain(exact.whole(sure), exact.whole(most)), leaves, b.no)

    # --- comparisons --------------------------------------------------------------------------------------------------

    def compare(self, relation: str, left: Value, right: Value) -> Truth:
        b = self.b
        unequal = relation == "≠"
        none = b.either(left.none, right.none)
        yes, no = self._compared(relation, left, right)
        unsure = b.either(*(b.both(each.open, each.may_be_none) for each in (left, right)))
        sure = b.invert(unsure)
        there = b.invert(none)
        leaves = self.leaves_of([left, right])
        if unequal:
            both_none = b.both(left.none, right.none)
            of_one = b.both(none, b.invert(both_none), sure)
            return Truth(b.either(b.both(there, yes), of_one), b.either(b.both(there, no, sure), both_none), leaves)
        return Truth(b.both(there, yes, sure), b.either(b.both(there, no), none), leaves)

    def _compared(self, relation: str, left: Value, right: Value) -> tuple[Node, Node]:
        """Where neither is none: where it holds and where it does not, whatever the open ones are."""
        b = self.b
        if "none" in (left.shape, right.shape):
            return b.no, b.no
        if left.shape == right.shape == "number":
            return self.exact.compare(relation, left.interval, right.interval)
        known = b.both(b.invert(left.open), b.invert(right.open))
        equal = self.same(left, right)
        yes, no = b.both(known, equal), b.both(known, b.invert(equal))
        return (yes, no) if relation == "=" else (no, yes)

    def same(self, left: Value, right: Value) -> Node:
        """Where two known values of one shape are equal."""
        b = self.b
        if left.shape == "number":
            return self.exact.equal(left.interval.low, right.interval.low)
        for one, other in ((left, right), (right, left)):
            if one.shape == "choice" and other.shape == "text" and other.node.op == "const":
                said = str(other.node.data)
                return b.equal(one.node, b.number(one.options.index(said))) if said in one.options else b.no
        if {left.shape, right.shape} <= {"choice", "text"} and (
            left.shape != right.shape or left.options != right.options
        ):
            return b.equal(self.as_text(left), self.as_text(right))
        if left.options != right.options:
            raise Refused(
                Words("it compares sets of different options", "het vergelijkt verzamelingen van andere opties")
            )
        return b.equal(left.node, right.node)

    def _is_state(self, state: str, arg: Expr, scope: Scope) -> Truth:
        b = self.b
        if isinstance(arg, Get) and isinstance(arg.kind, NESTED):
            place = self.facts.locate(arg, scope)
            unknown = b.both(b.invert(place.given), b.invert(place.none))
            none, may_be_none, leaves = place.none, place.may_be_none, leaf(LeafKey(place.path), b.yes)
        else:
            worth = self.value(arg, scope)
            unknown, none, may_be_none, leaves = worth.open, worth.none, worth.may_be_none, worth.leaves
        if state == "none":
            return Truth(none, b.both(b.invert(none), b.invert(b.both(unknown, may_be_none))), leaves)
        known = b.invert(unknown)
        return Truth(known, unknown, NO_LEAVES) if state == "known" else Truth(unknown, known, NO_LEAVES)

    # --- choices ------------------------------------------------------------------------------------------------------

    def _latest_known(self, expr: LatestKnown, scope: Scope) -> Value:
        found: Value | None = None
        for where, get in reversed([*self.facts.years(expr, scope)]):
            each = self.value(get, scope)
            found = each if found is None else self.choose(where, each, found)
        assert found is not None
        return found

    def _choose(self, expr: Choose, scope: Scope) -> Value:
        """The value of the first case that holds; open while the cases that may come first have different values."""
        b = self.b
        waiting = b.yes
        conditions: list[tuple[Node, Leaves]] = []
        possible: list[tuple[Node, Value]] = []
        for condition, found in (*expr.cases, (Lit(value=True), expr.otherwise)):
            holds = self.truth(condition, scope)
            may = b.both(waiting, b.invert(holds.no))
            if may.constant is not False:
                possible.append((may, self.plain_value(found, scope)))
                conditions.append((b.both(waiting, holds.open(b)), holds.leaves))
            waiting = b.both(waiting, b.invert(holds.yes))
        first = possible[-1][1]
        for may, each in reversed(possible[:-1]):
            first = self.choose(may, each, first)
        alone = self._at_most_one([may for may, _ in possible])
        if alone.constant is True:
            return first
        agree = b.both(
            b.invert(first.open), *(b.either(b.invert(may), self._equals(each, first)) for may, each in possible)
        )
        leaves = joined(b, [*conditions, *((b.both(may, each.open), each.leaves) for may, each in possible)])
        none = b.either(
            *(b.both(may, b.either(each.none, b.both(each.open, each.may_be_none))) for may, each in possible)
        )
        content: Interval | Node | None = first.content
        if first.shape == "number":
            content = self._hull(possible)
        still_open = Value(first.shape, b.no, b.yes, none, leaves, content, first.options)
        return self.choose(b.either(alone, agree), first, still_open)

    def _at_most_one(self, where: list[Node]) -> Node:
        b = self.b
        total = b.number(0)
        for each in where:
            total = b.add(total, b.as_int(each))
        return b.at_most(total, b.number(1))

    def _equals(self, one: Value, other: Value) -> Node:
        """Where both are known or none, and the same."""
        b = self.b
        known = b.both(*(b.invert(each) for value in (one, other) for each in (value.open, value.none)))
        same = b.no if "none" in (one.shape, other.shape) else self.same(one, other)
        return b.either(b.both(one.none, other.none), b.both(known, same))

    def _hull(self, possible: list[tuple[Node, Value]]) -> Interval:
        exact, b = self.exact, self.b
        low, high = None, None
        for may, each in possible:
            counts = b.both(may, b.invert(each.none))
            interval = self.interval(each)
            if low is None or high is None:
                low, high, some = interval.low, interval.high, counts
                continue
            wider = (
                exact.lesser(low, interval.low, free_is_least=True),
                exact.greater(high, interval.high, free_is_most=True),
            )
            ends = []
            for before, own, both in zip((low, high), (interval.low, interval.high), wider, strict=True):
                ends.append(exact.choose(some, exact.choose(counts, both, before), own))
            low, high, some = ends[0], ends[1], b.either(some, counts)
        assert low is not None and high is not None
        return exact.plain(low, high)
