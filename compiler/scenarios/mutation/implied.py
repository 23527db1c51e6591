"""Conditions without the parts that say nothing beside the others: `a` in `a and b` where `b` cannot hold without `a`.

A part is left out of a conjunction when, with what its being no says of the facts and nothing else known, another part is no as
well. For every provider, then: where the part is no the conjunction is no without it; and where the part is open the other is no
or open, because an answer that no missing fact can change never turns. So the conjunction comes to the same, open facts
included: what the other part waits for are facts too, for it holds no judgement and does not ask what is known by now.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from compiler.ir.expressions import truth
from compiler.ir.nodes import (
    And,
    Compare,
    Criterion,
    Deadline,
    Expr,
    Fold,
    Get,
    IsState,
    Lit,
    Mark,
    Not,
    Or,
    Table,
)
from compiler.ir.places import Found, Scope, locate, walk
from compiler.scenarios.coverage.possible import asks_what_is_known, implied, may_be_none

NOTHING_KNOWN = Scope({})


def plainer_criterion(criterion: Criterion) -> Criterion:
    body = plainer(criterion.body)
    return evolve(criterion, applies=_maybe(criterion.applies), body=body, unless=_maybe(criterion.unless))


def plainer_deadline(deadline: Deadline) -> Deadline:
    return evolve(deadline, applies=_maybe(deadline.applies), unless=_maybe(deadline.unless))


def plainer_table(table: Table) -> Table:
    rows = tuple(evolve(each, tests=tuple(map(plainer, each.tests))) for each in table.rows)
    return evolve(table, inputs=tuple(map(plainer, table.inputs)), rows=rows)


def _maybe(expr: Expr | None) -> Expr | None:
    return None if expr is None else plainer(expr)


def plainer(expr: Expr) -> Expr:
    """The condition without the parts that say nothing; what is in lists and comparisons stays as it is."""
    match expr:
        case Mark(arg):
            return plainer(arg)
        case Not(arg):
            return Not(plainer(arg))
        case And() | Or():
            args = _flat(expr, type(expr))
            if isinstance(expr, And):
                args = _needed(args)
            return args[0] if len(args) == 1 else type(expr)(tuple(args))
        case _:
            return expr


def _flat(expr: Expr, gate: type[And] | type[Or]) -> list[Expr]:
    """The parts of a gate, those of the same gates within it among them."""
    parts = [plainer(each) for each in expr.args] if isinstance(expr, gate) else [expr]
    return [inner for each in parts for inner in (each.args if isinstance(each, gate) else (each,))]


def _needed(args: Sequence[Expr]) -> list[Expr]:
    kept = list(args)
    at = 0
    while at < len(kept):
        rest = [*kept[:at], *kept[at + 1 :]]
        if rest and (_always_holds(kept[at]) or _says_nothing(kept[at], rest)):
            kept = rest
        else:
            at += 1
    return kept


def _always_holds(expr: Expr) -> bool:
    return not asks_what_is_known(expr) and truth(expr, NOTHING_KNOWN) is True


def _says_nothing(part: Expr, rest: Sequence[Expr]) -> bool:
    """Whether the rest cannot hold while the part does not."""
    plain = [each for each in rest if _waits_for_facts(each)]
    match part:
        case Fold("every" | "some", Get() as held, where=None, of=of) if of is not None:
            asked = [each for each in plain if isinstance(each, Fold) and _is_like(each, part)]
            if not any(_fails_with(of, part.level, each) for each in asked):
                return False
            empty = NOTHING_KNOWN.suppose({locate(held, NOTHING_KNOWN).path: ()})
            return part.fold == "every" or (not may_be_none(held) and _fails(plain, empty))
        case _ if _is_of_one_fact(part):
            facts = implied(part, False, NOTHING_KNOWN)
            return bool(facts) and _fails(plain, NOTHING_KNOWN.suppose(facts))
        case _:
            return False


def _is_like(fold: Fold, other: Fold) -> bool:
    """Whether every element of the same list is asked something."""
    return (fold.fold, fold.collection, fold.where) == ("every", other.collection, None) and fold.of is not None


def _fails_with(part: Expr, level: int, asked: Fold) -> bool:
    """Whether what is asked of every element is no for one of which the part is no."""
    of = _bare(part)
    assert asked.of is not None
    if not _is_of_one_fact(of):
        return False
    element = Found({}, (*locate(asked.collection, NOTHING_KNOWN).path, 1))
    facts = implied(of, False, NOTHING_KNOWN.bind(level, element))
    return bool(facts) and truth(asked.of, NOTHING_KNOWN.bind(asked.level, element).suppose(facts)) is False


def _fails(exprs: Sequence[Expr], scope: Scope) -> bool:
    return any(truth(each, scope) is False for each in exprs)


def _bare(expr: Expr) -> Expr:
    return _bare(expr.arg) if isinstance(expr, Mark) else expr


def _is_of_one_fact(expr: Expr) -> bool:
    """Whether the condition is no exactly when one fact has one value, which it may have whatever else is known."""
    match expr:
        case Get():
            return not expr.judgement and not may_be_none(expr)
        case Not(IsState("none", Get() as held)):
            return not held.judgement
        case Compare("≥", Fold("count", Get() as held, where=None), Lit(1)):
            return not may_be_none(held)
        case _:
            return False


def _waits_for_facts(expr: Expr) -> bool:
    return not asks_what_is_known(expr) and not _asks_a_judgement(expr)


def _asks_a_judgement(expr: Expr) -> bool:
    return any(isinstance(each, Get) and each.judgement for each in walk(expr))
