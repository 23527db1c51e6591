"""Policies that rest on other policies, for the intermediate representation: their criteria in the place of `meets`."""

from __future__ import annotations

from compiler.ir import nodes as ir
from compiler.lower.expressions import condition, expression
from compiler.lower.place import Place
from compiler.model import CriterionModel, OptionTarget, PolicyTarget, Typed
from dsl import syntax
from dsl.diagnostics import CompilerFault


def meets(typed: Typed, place: Place) -> ir.Expr:
    """Every criterion of the policy counts as met. A record that is none meets nothing."""
    if not isinstance(typed.target, PolicyTarget):
        raise CompilerFault(f"no policy is named: {typed.said!r}")
    base = expression(typed.parts[0], place) if typed.parts else place.bases[typed.target.level]
    criteria = _criteria(Place(place.day.of(typed.target.module), (base,), place.folds))
    if not _may_be_none(base):
        return ir.And(criteria)
    exists = syntax.StateTest(typed.parts[0].said, "none", negated=True)
    there = ir.Mark(ir.Not(ir.IsState("none", base)), place.day.wording.of(exists), typed.span)
    return ir.And((there, *criteria))


def _criteria(place: Place) -> tuple[ir.Expr, ...]:
    """The criteria of a policy that is asked to be met; those of one record once, as many rows of a table may ask."""
    day, asked = place.day, (place.bases[0], place.folds)
    if asked not in day.asked:
        day.asked[asked] = day.reads.noted(lambda: tuple(_criterion(each, place) for each in day.model.criteria))
    criteria, reads_day = day.asked[asked]
    day.reads.day |= reads_day
    return criteria


def eligible(place: Place) -> ir.Expr:
    """Every criterion of the policy itself counts as met."""
    word = place.day.wording.eligible()
    return ir.Mark(ir.And(tuple(_criterion(each, place) for each in place.day.model.criteria)), word, heading=True)


def _may_be_none(base: ir.Expr) -> bool:
    return isinstance(base, ir.Get) and (base.optional or _may_be_none(base.base))


def _criterion(model: CriterionModel, place: Place) -> ir.Mark:
    """Whether a criterion counts as met, under its name."""
    body = condition(model.body, place)
    counts = [body if model.kind == "requirement" else _not(model.body, body, place)]
    if model.applies is not None:
        counts.insert(0, _not_applicable(model.applies, place))
    if model.unless is not None:
        counts.append(condition(model.unless, place))
    whole = counts[0] if len(counts) == 1 else ir.Or(tuple(counts))
    taken = ir.Taken(
        model.key.module, model.key.name, model.kind, model.title, model.citations, int(model.applies is not None)
    )
    return ir.Mark(whole, model.key.name, model.span, heading=True, taken=taken)


def _not_applicable(applies: Typed, place: Place) -> ir.Mark:
    """Worded by the line that the author wrote, as `not not a` reads as nobody would write it."""
    word = place.day.wording.not_applicable(applies.said)
    return ir.Mark(ir.Not(condition(applies, place)), word, applies.span)


def _not(typed: Typed, lowered: ir.Expr, place: Place) -> ir.Expr:
    """The opposite of a condition; of `not a` that is `a`."""
    match lowered:
        case ir.Mark(arg=ir.Not(arg=ir.Mark() as inner)) if isinstance(typed.said, syntax.Not):
            return inner
    return ir.Mark(ir.Not(lowered), place.day.wording.of(syntax.Not(typed.said)), typed.span)


def holds_agreement(typed: Typed, place: Place) -> ir.Expr:
    listing, held = typed.parts
    if not isinstance(held.target, OptionTarget):
        raise CompilerFault(f"no agreement is named: {typed.said!r}")
    return ir.Op("includes_all", (expression(listing, place), ir.Lit(frozenset({held.target.option}))))
