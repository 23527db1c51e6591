"""Places among other providers -> counts and totals over the population."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Literal

from compiler.ir import nodes as ir
from dsl.frozen import frozen
from dsl.kinds import Kind

Who = ir.Root | ir.Item | ir.Get
Reader = Callable[[Who, int], ir.Expr]
"""What an expression is for the provider that stands here, in the names that are its own, with so many folds around it."""


@frozen
class Counted:
    """Who counts: those for whom `where` holds and who have the same value of a field as the one that asks."""

    record: str
    where: Reader | None = None
    same: ir.FieldInfo | None = None

    def over(self, who: Who, which: Literal["all", "others", "who"]) -> ir.Population:
        return ir.Population(self.record, who, which)

    def condition(self, each: Who, folds: int, who: Who) -> list[ir.Expr]:
        """What must hold of each for it to count for the one that asks."""
        conditions: list[ir.Expr] = []
        if self.same is not None:
            conditions.append(ir.Compare("=", field(each, self.same), field(who, self.same), self.same.kind))
        if self.where is not None:
            conditions.append(self.where(each, folds))
        return conditions


def field(base: ir.Expr, info: ir.FieldInfo) -> ir.Get:
    return ir.Get(base, info.name, info.kind, info.judgement, info.optional)


def together(conditions: list[ir.Expr]) -> ir.Expr | None:
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else ir.And(tuple(conditions))


def rank(
    counted: Counted, measure: Reader, kind: Kind, who: Who, folds: int, *, lowest: bool, strictly: bool
) -> ir.Expr:
    """One more than the number of others that measure more (less, from the lowest). Equal ones share a place, or with `strictly`
    each takes the place behind the others. Who does not count itself, or has no measure, has no place: none."""
    relation: Literal["<", "≤", ">", "≥"] = ("≤" if lowest else "≥") if strictly else ("<" if lowest else ">")

    def place(me: Who, level: int) -> ir.Expr:
        other = ir.Item(level)
        ahead = ir.Compare(relation, measure(other, level + 1), measure(me, level), kind)
        where = together([*counted.condition(other, level + 1, me), ahead])
        number = ir.Fold("count", counted.over(me, "others"), level, where)
        return ir.Op("add", (number, ir.Lit(Fraction(1))))

    return _of_who_counts(counted, measure, who, folds, place)


def share(counted: Counted, measure: Reader, who: Who, folds: int) -> ir.Expr:
    """What one measures as a part of what all that count measure together, itself included."""

    def part(me: Who, level: int) -> ir.Expr:
        other = ir.Item(level)
        where = together(counted.condition(other, level + 1, me))
        rest = ir.Fold("total", counted.over(me, "others"), level, where, measure(other, level + 1))
        mine = measure(me, level)
        return ir.Ratio(mine, ir.Op("add", (mine, rest)))

    return _of_who_counts(counted, measure, who, folds, part)


def _of_who_counts(
    counted: Counted, measure: Reader, who: Who, folds: int, worked_out: Callable[[Who, int], ir.Expr]
) -> ir.Expr:
    """The value for one that counts itself, else none: the lowest over itself alone, if it counts."""
    conditions: list[ir.Expr] = []
    if counted.where is not None:
        conditions.append(counted.where(ir.Item(folds), folds + 1))
    mine = measure(ir.Item(folds), folds + 1)
    if may_be_none(mine):
        conditions.append(ir.Not(ir.IsState("none", mine)))
    if not conditions:
        return worked_out(who, folds)
    return ir.Fold(
        "lowest", counted.over(who, "who"), folds, together(conditions), worked_out(ir.Item(folds), folds + 1)
    )


def may_be_none(expr: ir.Expr) -> bool:
    """Whether a value can turn out to be none."""
    match expr:
        case ir.Get(base, optional=optional):
            return optional or may_be_none(base)
        case ir.Mark(arg):
            return may_be_none(arg)
        case ir.Op(_, args):
            return any(map(may_be_none, args))
        case ir.Ratio(top, bottom):
            return may_be_none(top) or may_be_none(bottom)
        case ir.Fold("lowest" | "highest" | "average" | "earliest" | "latest"):
            return True
        case ir.Fold(collection=collection):
            return may_be_none(collection)
        case _:
            return False
