"""What an expression is worth: exact, three-valued, decided as early as the known facts allow.

A value is known (a yes/no, text, set, duration, a `Range` that is one point, or none) or `Open`: then it is known within which
range it lies, whether it may turn out to be none, and on which missing facts it rests. Absence keeps its three forms:

* unknown: the result is open, unless the rest decides it;
* none: a comparison or a question is not met (`≠`: met unless both are none), arithmetic gives none;
* zero and empty are values: `every` over nothing holds, a total over nothing is 0, the lowest of nothing is none.

A condition that is itself none (a yes/no fact known not to exist, a quantifier over a list that is none) is not met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, assert_never, cast

from attrs import frozen

from compiler.ir import ranges
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
from compiler.ir.operators import find_operator
from compiler.ir.places import Found, Scope, elements, facts_read, is_of_kind, latest_year, locate, said
from compiler.ir.ranges import ANYTHING, Range
from compiler.ir.values import NONE, UNKNOWN, Absence, Duration
from compiler.ir.verdicts import Leaf
from dsl.diagnostics import CompilerFault
from dsl.kinds import Kind, ListKind, NumberKind, RecordKind, SeriesKind

Leaves = frozenset[Leaf]
NO_LEAVES: Leaves = frozenset()


@frozen
class Open:
    """Not decided by the known facts. It rests on `leaves`: those of the parts that are still open, no others."""

    leaves: Leaves
    range: Range = ANYTHING
    may_be_none: bool = False


Value = bool | Range | str | Duration | frozenset[str] | Absence | Open
Truth = bool | Open


def _value_at(expr: Get | Item, scope: Scope) -> Value:
    found = locate(expr, scope)
    if found.value is UNKNOWN:
        judgement = isinstance(expr, Get) and expr.judgement
        low_high = _declared(expr.kind) if isinstance(expr, Get) else ANYTHING
        return Open(frozenset({Leaf(found.path, judgement)}), low_high, found.may_be_none)
    if found.value is NONE:
        return Absence.NONE
    if isinstance(expr, Get) and not is_of_kind(found.value, expr.kind):
        raise CompilerFault(f"wrong type of value for {said(found.path)}: {found.value!r}")
    return _known(found.value)


def _known(value: Any) -> Value:
    match value:
        case bool() | str() | Duration() | frozenset() | Absence.NONE:
            return cast("Value", value)
        case Absence.UNKNOWN:
            return Open(NO_LEAVES)
        case _:
            return Range.at(value)


def _declared(kind: Kind) -> Range:
    return Range(kind.low, kind.high) if isinstance(kind, NumberKind) else ANYTHING


# --- expressions ------------------------------------------------------------------------------------------------------


def value(expr: Expr, scope: Scope) -> Value:
    """What the expression is worth; raises CompilerFault when a fact has the wrong type or the expression is ill-formed."""
    match expr:
        case Lit(constant):
            return _known(constant)
        case Get() | Item():
            return _value_at(expr, scope)
        case Mark(arg):
            return value(arg, scope)
        case Not(arg):
            return negation(truth(arg, scope))
        case And(args):
            return conjunction(truth(each, scope) for each in args)
        case Or(args):
            return disjunction(truth(each, scope) for each in args)
        case Tally(args):
            return _count([truth(each, scope) for each in args])
        case Compare(relation, left, right):
            return compared(relation, value(left, scope), value(right, scope))
        case Ratio(top, bottom):
            pair = [value(top, scope), value(bottom, scope)]
            return _numeric(pair, ranges.ratio, lambda: _negative(bottom, scope))
        case Op():
            return _operate(expr, scope)
        case IsState(state, arg):
            return _is_state(state, arg, scope)
        case LatestKnown():
            return _value_at(latest_year(expr, scope), scope)
        case Choose():
            return _choose(expr, scope)
        case Fold():
            return _fold(expr, scope)
        case Root() | Population():
            raise CompilerFault("a record is not a value")
        case _:
            assert_never(expr)


def truth(expr: Expr, scope: Scope) -> Truth:
    """Whether a condition holds. One that is none is not met."""
    found = value(expr, scope)
    if found is NONE:
        return False
    if not isinstance(found, bool | Open):
        raise CompilerFault(f"not a yes/no: {type(expr).__name__}")
    return found


def negation(arg: Truth) -> Truth:
    return Open(arg.leaves) if isinstance(arg, Open) else not arg


def conjunction(args: Iterable[Truth]) -> Truth:
    return _unless_decided(args, decisive=False)


def disjunction(args: Iterable[Truth]) -> Truth:
    return _unless_decided(args, decisive=True)


def _unless_decided(args: Iterable[Truth], *, decisive: bool) -> Truth:
    """One decisive argument decides, whatever the others are."""
    leaves: Leaves = NO_LEAVES
    still_open = False
    for each in args:
        if each is decisive:
            return decisive
        if isinstance(each, Open):
            still_open = True
            leaves |= each.leaves
    return Open(leaves) if still_open else not decisive


def made(within: Range, leaves: Leaves, may_be_none: bool = False) -> Value:
    """A number or date: known as soon as its range leaves one value, whatever the missing facts are."""
    return within if within.is_settled and not may_be_none else Open(leaves, within, may_be_none)


def leaves_of(args: Iterable[Value | None]) -> Leaves:
    return frozenset().union(*(each.leaves for each in args if isinstance(each, Open)))


def _numeric(args: list[Value], apply: Any, undefined: Callable[[], Leaves]) -> Value:
    """An operator on ranges. `undefined` gives the known facts that leave it without a result, as a zero under a division does:
    then missing facts matter only where they may turn out to be none."""
    if NONE in args:
        return Absence.NONE
    within = apply(*(within_of(each) for each in args))
    nullable = [each for each in args if isinstance(each, Open) and each.may_be_none]
    if not within.is_settled and (faults := undefined()):
        return Open(faults | leaves_of(nullable if within == ANYTHING else args), within, bool(nullable))
    return made(within, leaves_of(args), bool(nullable))


def within_of(found: Value) -> Range:
    if isinstance(found, Open):
        return found.range
    if not isinstance(found, Range):
        raise CompilerFault(f"not a number or date: {found!r}")
    return found


def _negative(expr: Expr, scope: Scope) -> Leaves:
    """The facts that make what stands under `per` negative, if known ones do."""
    found = value(expr, scope)
    return _read_by(expr, "negative", scope) if isinstance(found, Range) and found.low < 0 else NO_LEAVES


def _zeros(op: Op, scope: Scope) -> Leaves:
    """The facts that make a divisor zero, or what stands under a quotient that has to be worked out, if known ones do; and those
    that lie outside the years of which the holidays are known."""
    faults = NO_LEAVES
    for number, expr in enumerate(op.args[: len(op.args) - find_operator(op.name, len(op.args)).literals]):
        found = value(expr, scope)
        if isinstance(found, Range) and (
            (op.name in ("div", "ceil_div") and number == 1 and found.low == 0)
            or (op.name in ("ceil_div", "round", "min", "max") and not found.is_point)
        ):
            faults |= _read_by(expr, "zero", scope)
        elif op.name == "shift" and isinstance(found, Range) and found.is_point:
            faults |= _read_by(expr, "calendar", scope)  # asked only where a known day has no result
    return faults


def _read_by(expr: Expr, why: str, scope: Scope) -> Leaves:
    return frozenset(Leaf(each.path, why=why) for each, _ in facts_read(expr, scope)) or frozenset({Leaf((), why=why)})


def _operate(op: Op, scope: Scope) -> Value:
    operator = find_operator(op.name, len(op.args))
    count = len(op.args) - operator.literals
    constants = [each.value for each in op.args[count:] if isinstance(each, Lit)]
    args = [value(each, scope) for each in op.args[:count]]
    if operator.on == "ranges":
        return _numeric(args, lambda *found: operator.apply(*found, *constants), lambda: _zeros(op, scope))
    if NONE in args:
        return False
    if any(isinstance(each, Open) for each in args):
        return Open(leaves_of(args))
    return bool(operator.apply(*args))


def compared(relation: ranges.Relation, left: Value, right: Value) -> Truth:
    decided: bool | None
    if left is NONE or right is NONE:
        return _compare_none(relation, right if left is NONE else left)
    if isinstance(left, Open | Range) and isinstance(right, Open | Range):
        decided = ranges.compare(relation, within_of(left), within_of(right))
    elif isinstance(left, Open) or isinstance(right, Open):
        decided = None
    elif type(left) is not type(right) or relation not in ("=", "≠"):
        raise CompilerFault(f"cannot compare {left!r} {relation} {right!r}")
    else:
        decided = (left == right) is (relation == "=")  # texts, choices, sets, durations, yes/no
    may_be_none = any(isinstance(each, Open) and each.may_be_none for each in (left, right))
    if decided is None or (may_be_none and decided is not (relation == "≠")):
        return Open(leaves_of([left, right]))
    return decided


def _compare_none(relation: ranges.Relation, other: Value) -> Truth:
    if relation != "≠":
        return False
    return Open(other.leaves) if isinstance(other, Open) and other.may_be_none else other is not NONE


def _choose(expr: Choose, scope: Scope) -> Value:
    """The value of the first case that holds; open while the cases that may come first have different values."""
    leaves: Leaves = NO_LEAVES
    possible: list[Value] = []
    for condition, found in (*expr.cases, (Lit(value=True), expr.otherwise)):
        holds = truth(condition, scope)
        if holds is False:
            continue
        possible.append(plain_value(found, scope))
        if holds is True:
            break
        leaves |= holds.leaves
    first = possible[0]
    if len(possible) == 1 or (not isinstance(first, Open) and all(each == first for each in possible)):
        return first
    none = any(each is NONE or (isinstance(each, Open) and each.may_be_none) for each in possible)
    return Open(leaves | leaves_of(possible), _hull(possible), none)


def _hull(values: list[Value]) -> Range:
    """The range of all values; anything where one has none."""
    found = [each.range if isinstance(each, Open) else each for each in values if each is not NONE]
    known = [each for each in found if isinstance(each, Range)]
    if not known or len(known) < len(found):
        return ANYTHING
    low = ranges.least((each.low for each in known), unbounded=True)
    return Range(low, ranges.greatest((each.high for each in known), unbounded=True))


def _is_state(state: str, arg: Expr, scope: Scope) -> Truth:
    place = isinstance(arg, Get) and isinstance(arg.kind, RecordKind | ListKind | SeriesKind)
    if place:
        found = locate(arg, scope)
        unknown, none, may_be_none = found.value is UNKNOWN, bool(found.value is NONE), found.may_be_none
        leaves = frozenset({Leaf(found.path)})
    else:
        worth = value(arg, scope)
        unknown, none = isinstance(worth, Open), worth is NONE
        may_be_none, leaves = (worth.may_be_none, worth.leaves) if isinstance(worth, Open) else (False, NO_LEAVES)
    if state == "none":
        return Open(leaves) if unknown and may_be_none else none
    return unknown == (state == "unknown")


# --- lists ------------------------------------------------------------------------------------------------------------


def _fold(fold: Fold, scope: Scope) -> Value:
    if isinstance(fold.collection, Population) and scope.peers is not None:
        from compiler.ir.among import among  # it stands on this module

        quickly = among(fold, scope)
        if quickly is not None:
            return quickly
    found = locate(fold.collection, scope)
    if found.value is NONE:
        return Absence.NONE
    if found.value is UNKNOWN:
        return _fold_unknown(fold, found, scope)
    inner = [scope.bind(fold.level, item) for item in elements(found, scope)]
    members = [(True if fold.where is None else truth(fold.where, each), each) for each in inner]
    members = [(counts, each) for counts, each in members if counts is not False]
    if fold.fold == "count":
        return _count([counts for counts, _ in members])
    if fold.of is None:
        raise CompilerFault(f"{fold.fold} of nothing")
    if fold.fold == "every":
        return conjunction(disjunction([negation(counts), truth(fold.of, each)]) for counts, each in members)
    if fold.fold == "some":
        return disjunction(conjunction([counts, truth(fold.of, each)]) for counts, each in members)
    parts = [Part(counts, plain_value(fold.of, each)) for counts, each in members]
    return reduced(fold, [each for each in parts if each.value is not NONE])


def _fold_unknown(fold: Fold, found: Found, scope: Scope) -> Value:
    """An unknown list has any number of elements, so that only the sign of each can bound the result. It rests on the list, and
    on what is missing outside it that its elements would be held against."""
    inner = scope.bind(fold.level, Found(UNKNOWN, (*found.path, 1)))
    parts = [plain_value(each, inner) for each in (fold.where, fold.of) if each is not None]
    around = (leaf for leaf in leaves_of(parts) if leaf.path[: len(found.path)] != found.path)
    leaves = frozenset({Leaf(found.path), *around})
    if fold.fold in ("count", "distinct"):
        return Open(leaves, Range(Fraction(0)), found.may_be_none)
    if fold.fold in ("every", "some") or fold.of is None:
        return Open(leaves)
    within = ANYTHING if parts[-1] is NONE else within_of(parts[-1])
    if fold.fold != "total":
        return Open(leaves, within, may_be_none=True)
    low = within.low is not None and within.low >= 0
    high = within.high is not None and within.high <= 0
    return Open(leaves, Range(Fraction(0) if low else None, Fraction(0) if high else None), found.may_be_none)


@frozen
class Part:
    """An element that counts (or may): `value` is what is reduced. One whose value is none is left out, as if not there."""

    counts: Truth
    value: Value

    @property
    def is_sure(self) -> bool:
        return self.counts is True and not (isinstance(self.value, Open) and self.value.may_be_none)

    @property
    def leaves(self) -> Leaves:
        return leaves_of([self.counts, self.value])


def plain_value(expr: Expr, scope: Scope) -> Value:
    """A value with bottom 1; open where a known zero stands under it."""
    found = value(expr, scope)
    if isinstance(found, Open):
        return Open(found.leaves, ranges.quotient(found.range), found.may_be_none)
    if not isinstance(found, Range):
        return found
    if not found.is_point:
        return Open(_read_by(expr, "zero", scope))
    return ranges.quotient(found)


def _count(conditions: list[Truth]) -> Value:
    sure = sum(each is True for each in conditions)
    maybe = sum(isinstance(each, Open) for each in conditions)
    return made(Range(Fraction(sure), Fraction(sure + maybe)), leaves_of(conditions))


def reduced(fold: Fold, parts: list[Part]) -> Value:
    leaves: Leaves = frozenset().union(*(each.leaves for each in parts))
    match fold.fold:
        case "total":
            return made(_total(parts), leaves)
        case "distinct":
            return made(_distinct(parts), leaves)
        case "average" if parts and all(each.is_sure for each in parts):
            return made(ranges.divide(_total(parts), Range.at(len(parts))), leaves)
        case "lowest" | "earliest" | "highest" | "latest" | "average":
            return _extreme(fold.fold, parts, leaves)
        case _:
            raise CompilerFault(f"unknown reduction: {fold.fold}")


def _total(parts: list[Part]) -> Range:
    result = Range.at(0)
    for each in parts:
        within = within_of(each.value)
        result = ranges.add(result, within if each.is_sure else within.hull(Fraction(0)))
    return result


def _distinct(parts: list[Part]) -> Range:
    def values(some: list[Part]) -> set[Any]:
        return {each.value.low if isinstance(each.value, Range) else each.value for each in some}

    closed = [each for each in parts if not isinstance(each.value, Open)]
    sure = values([each for each in closed if each.counts is True])
    low = max(len(sure), int(any(each.is_sure for each in parts)))
    return Range(Fraction(low), Fraction(len(values(closed)) + len(parts) - len(closed)))


def _extreme(fold: str, parts: list[Part], leaves: Leaves) -> Value:
    """The lowest (earliest), highest (latest) or average; none over nothing. While it is open which elements count, the average
    lies somewhere between the lowest and the highest."""
    if not parts:
        return Absence.NONE
    every = [within_of(each.value) for each in parts]
    sure = [within_of(each.value) for each in parts if each.is_sure]
    low = ranges.least((each.low for each in every), unbounded=True)
    high = ranges.greatest((each.high for each in every), unbounded=True)
    if sure and fold in ("lowest", "earliest"):
        high = ranges.least((each.high for each in sure), unbounded=False)
    if sure and fold in ("highest", "latest"):
        low = ranges.greatest((each.low for each in sure), unbounded=False)
    return made(Range(low, high), leaves, may_be_none=not sure)
