"""What always holds of one policy, for one day."""

from __future__ import annotations

from typing import assert_never

from compiler.ir import nodes as ir
from compiler.lower.expressions import condition
from compiler.lower.place import Place
from compiler.model import AlwaysModel, EffectModel, Typed
from dsl import syntax


def always(model: AlwaysModel, place: Place) -> ir.Always:
    when = tuple(
        condition(each, place) if isinstance(each, Typed) else _comes_out(each.expected) for each in model.when
    )
    return ir.Always(model.title, model.citations, model.as_of, when, _claim(model.claim, place), model.span)


def _claim(claim: Typed | syntax.Promised | EffectModel, place: Place) -> ir.Expr | ir.Promise | ir.Effect:
    match claim:
        case Typed():
            return condition(claim, place)
        case syntax.Promised(expected=expected, never=never):
            return ir.Promise(_comes_out(expected), never)
        case EffectModel(path=path, kind=kind, never=never, criterion=criterion):
            return ir.Effect(path, kind, never, criterion)
        case _:
            assert_never(claim)


def _comes_out(expected: syntax.ExpectDecision | syntax.ExpectVerdict) -> ir.ComesOut:
    if isinstance(expected, syntax.ExpectDecision):
        return ir.ComesOut(None, expected.decision)
    return ir.ComesOut(expected.name.text, expected.verdict)
