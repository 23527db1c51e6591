"""What must come true for a condition to have the last word, or for two versions of one to differ: wishes that lead a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from compiler.ir.nodes import And, Choose, Compare, Criterion, Deadline, Expr, Lit, Mark, Not, Or, Row, Table, Tally
from compiler.ir.ranges import Relation
from compiler.scenarios.coverage.items import DAYS, DECIDES, MINUTES, SIDES, Key
from compiler.scenarios.coverage.structure import Condition, Counted, Gate, Node, Plan, Quantifier
from compiler.scenarios.search.find import Wish

Wishes = tuple[Wish, ...]
_RELATIONS: Final[dict[str, Relation]] = dict(zip(SIDES, ("<", "=", ">"), strict=True))


def holding(expr: Expr | None) -> Wishes:
    return () if expr is None else (Wish(expr, holds=True),)


def failing(*exprs: Expr | None) -> Wishes:
    return tuple(Wish(each, holds=False) for each in exprs if each is not None)


def counting(criterion: Criterion) -> Wish:
    """That a criterion counts as met, in whatever way."""
    ways: list[Expr] = [criterion.body if criterion.kind == "requirement" else Not(criterion.body)]
    if criterion.applies is not None:
        ways.append(Not(criterion.applies))
    if criterion.unless is not None:
        ways.append(criterion.unless)
    return Wish(Or(tuple(ways)), holds=True)


# --- two versions -----------------------------------------------------------------------------------------------------


def apart(one: Expr | None, other: Expr | None) -> Wishes:
    """When two versions of a condition differ: what both have in common leaves it to the rest, and the rest differs. A version
    that is left out holds."""
    if one is None or other is None:
        return failing(one, other)
    found: Wishes | None = None
    match one, other:
        case Mark(arg), _:
            return apart(arg, other)
        case _, Mark(arg):
            return apart(one, arg)
        case Not(before), Not(after):
            return apart(before, after)
        case (And(), _) | (_, And()) if not isinstance(one, Or) and not isinstance(other, Or):
            found = _joined_apart(_args(one, And), _args(other, And), holds=True)
        case (Or(), _) | (_, Or()) if not isinstance(one, And) and not isinstance(other, And):
            found = _joined_apart(_args(one, Or), _args(other, Or), holds=False)
    return found or (Wish(Or((And((one, Not(other))), And((Not(one), other)))), holds=True),)


def _args(expr: Expr, gate: type[And] | type[Or]) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, gate) else (expr,)


def _joined_apart(one: Sequence[Expr], other: Sequence[Expr], *, holds: bool) -> Wishes | None:
    plain = [[_plain(each) for each in args] for args in (one, other)]
    shared = [each for each in plain[0] if each in plain[1]]
    left, right = ([each for each in args if each not in shared] for args in plain)
    idle = tuple(Wish(each, holds=holds) for each in shared)
    if len(left) == len(right) == 1 and shared:
        return (*idle, *apart(left[0], right[0]))
    rest = left or right
    if (left and right) or not rest:
        return None
    all_of_them = rest[0] if len(rest) == 1 else And(tuple(rest)) if holds else Or(tuple(rest))
    return (*idle, Wish(all_of_them, holds=not holds))


def _plain(expr: Expr) -> Expr:
    return _plain(expr.arg) if isinstance(expr, Mark) else expr


def criteria_apart(before: Criterion, after: Criterion) -> Iterator[Wishes]:
    """Ways in which two versions of a criterion come out differently."""
    against = before.kind != "requirement"
    excused = failing(before.unless)
    if before.body != after.body:
        yield (*holding(before.applies), *excused, *apart(before.body, after.body))
        yield (*holding(before.applies), *apart(before.body, after.body))
    if before.applies != after.applies:
        yield (*apart(before.applies, after.applies), Wish(before.body, holds=against), *excused)
    if before.unless != after.unless:
        never = Lit(value=False)
        versions = (never if each is None else each for each in (before.unless, after.unless))
        yield (*holding(before.applies), Wish(before.body, holds=against), *apart(*versions))


def deadlines_apart(before: Deadline, after: Deadline) -> Iterator[Wishes]:
    if before.applies != after.applies:
        yield apart(before.applies, after.applies)
    for one, other in zip(before.dues, after.dues, strict=False):
        for was, becomes in ((one.met, other.met), (one.missed, other.missed)):
            if was is not None and becomes is not None and was != becomes:
                yield (*holding(before.applies), *failing(before.unless), *apart(was, becomes))
    if before.unless != after.unless:
        for due in before.dues:
            excuse = apart(
                Lit(value=False) if before.unless is None else before.unless, after.unless or Lit(value=False)
            )
            yield (*holding(before.applies), *holding(due.missed), *excuse)


def tables_apart(before: Table, after: Table) -> Iterator[Wishes]:
    """A row that is no longer there, that came up, or whose cells ask something else; earlier rows do not hold where they come
    first."""
    rows = [each.tests for each in before.rows]
    others = [each.tests for each in after.rows]
    if len(rows) == len(others) and sorted(map(id, rows)) != sorted(map(id, others)):
        for at, (one, other) in enumerate(zip(rows, others, strict=True)):
            if one != other:
                first = _earlier(before.rows, at) if before.hit == "first" else ()
                yield (*first, *apart(And(one), And(other)))
                yield (*first, *(Wish(each, holds=True) for each in one))
                yield (*first, *(Wish(each, holds=True) for each in other))
    for at, row in enumerate(before.rows):
        if row not in after.rows or (at < len(after.rows) and after.rows[at] != row):
            yield (*_earlier(before.rows, at), *(Wish(each, holds=True) for each in row.tests))
            if at + 1 < len(rows) and before.hit == "first":
                both = (*row.tests, *before.rows[at + 1].tests)
                yield (*_earlier(before.rows, at), *(Wish(each, holds=True) for each in both))


def _earlier(rows: Sequence[Row], at: int) -> Wishes:
    return tuple(Wish(And(each.tests), holds=False) for each in rows[:at])


def values_apart(one: Expr, other: Expr) -> Iterator[Wishes]:
    """Of a yes/no value its truth; of a choice between cases the case that differs; of anything else that it differs, which leads
    nowhere by itself."""
    match one, other:
        case Mark(), Mark():
            yield apart(one, other)
        case Choose(cases, otherwise), Choose(instead, otherwise_instead):
            earlier: Wishes = ()
            for (when, then), (when_instead, then_instead) in zip(cases, instead, strict=False):
                if when != when_instead:
                    yield (*earlier, *apart(when, when_instead))
                    yield (*earlier, *holding(when), *holding(when_instead))
                elif then != then_instead:
                    yield (*earlier, *holding(when))
                earlier = (*earlier, *failing(when))
            if len(cases) > len(instead):
                yield (*earlier, *holding(cases[len(instead)][0]))
            if otherwise != otherwise_instead:
                yield earlier
        case _:
            return


# --- the last word ----------------------------------------------------------------------------------------------------


def deciding(plan: Plan, key: Key, aspect: str) -> Iterator[Wishes]:
    """Ways in which an item of a policy shows an aspect: a condition decides alone, or a comparison has a side."""
    for each in plan.criteria:
        criterion = each.criterion
        against = Wish(criterion.body, holds=criterion.kind != "requirement")
        if each.applies is not None:
            yield from _within(each.applies, key, aspect, (against, *failing(criterion.unless)))
        yield from _within(each.body, key, aspect, (*holding(criterion.applies), *failing(criterion.unless)))
        if each.unless is not None:
            yield from _within(each.unless, key, aspect, (*holding(criterion.applies), against))
    for named in plan.named:
        if named.node is not None:
            yield from _within(named.node, key, aspect, ())
    for cell in plan.cells:
        yield from _within(cell.node, key, aspect, ())
    for dated in plan.deadlines:
        if dated.applies is not None:
            yield from _within(dated.applies, key, aspect, ())
        for node in dated.in_time:
            yield from _within(node, key, aspect, holding(dated.deadline.applies))
        if dated.unless is not None:
            for due in dated.deadline.dues:
                missed = (*holding(dated.deadline.applies), *holding(due.missed))
                yield from _within(dated.unless, key, aspect, missed)
    for granted in plan.grants:
        if granted.applies is not None:
            yield from _within(granted.applies, key, aspect, ())
        earlier: Wishes = (*holding(granted.grant.applies), *holding(granted.grant.eligible))
        for case in granted.cases:
            if case is not None:
                yield from _within(case, key, aspect, earlier)
                earlier = (*earlier, Wish(case.expr, holds=False))


def _within(node: Node, key: Key, aspect: str, around: Wishes) -> Iterator[Wishes]:
    match node:
        case Condition():
            if node.key == key and aspect in DECIDES.values():
                yield (Wish(node.expr, holds=aspect == DECIDES[True]), *around)
            if node.limit is not None and node.limit.key == key:
                yield from _on_side(node.limit.compare, aspect)
        case Gate(word, _, parts):
            for part in parts:
                beside = tuple(Wish(each.expr, holds=word == "and") for each in parts if each is not part)
                yield from _within(part, key, aspect, around if word == "not" else (*around, *beside))
        case Quantifier(fold, of):
            for inner in _within(of, key, aspect, ()):
                element = And(tuple(each.expr if each.holds else Not(each.expr) for each in inner))
                there = Wish(evolve(fold, fold="some", of=element), holds=True)
                yield (there, Wish(fold, holds=fold.fold == "every"), *around)  # no other element has a say
                yield (there, *around)
        case Counted(_, parts, None, limit):
            if limit.key == key:
                yield from _on_side(limit.compare, aspect)
            for part in parts:
                beside_it = Tally(tuple(each.expr for each in parts if each is not part))
                for others in range(len(parts)):
                    turns = Compare("=", beside_it, Lit(others), limit.compare.kind)
                    yield from _within(part, key, aspect, (*around, Wish(turns, holds=True)))
        case Counted(limit=limit):
            if limit.key == key:
                yield from _on_side(limit.compare, aspect)


def _on_side(compare: Compare, aspect: str) -> Iterator[Wishes]:
    if aspect in SIDES:
        yield (Wish(evolve(compare, relation=_RELATIONS[aspect]), holds=True),)
    elif aspect in (DAYS[1], MINUTES[1]):
        yield (Wish(evolve(compare, relation="="), holds=True),)


# --- statuses and cases -----------------------------------------------------------------------------------------------


def in_every_status(deadline: Deadline) -> Iterator[Wishes]:
    """Met, missed and still open, without and with its exception, and not applying."""
    for due in deadline.dues:
        for condition in (due.met, due.missed, due.open):
            if condition is not None:
                yield (*holding(deadline.applies), *failing(deadline.unless), *holding(condition))
        if deadline.unless is not None:
            yield (*holding(deadline.applies), *holding(deadline.unless), *holding(due.missed))
    if deadline.applies is not None:
        yield failing(deadline.applies)


def in_every_case(choice: Expr) -> Iterator[Wishes]:
    """Each case of a choice, and none of them."""
    if isinstance(choice, Choose):
        earlier: Wishes = ()
        for when, _ in choice.cases:
            yield (*earlier, *holding(when))
            earlier = (*earlier, *failing(when))
        yield earlier
