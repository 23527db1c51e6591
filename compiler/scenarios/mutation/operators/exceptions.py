"""`applies when` and `unless` left out."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.model import CriterionModel, DeadlineModel
from compiler.scenarios.mutation.mutants import Change, Declaration
from compiler.scenarios.mutation.operators.setting import Setting


def of_declaration(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    if not isinstance(declaration, CriterionModel | DeadlineModel):
        return
    word = setting.printer.spelling.word
    if (applies := declaration.applies) is not None:
        was = f"{word('APPLIES_WHEN')} {setting.said(applies.said)}"
        yield Change("exception", evolve(declaration, applies=None), was, None, applies.span)
    if (unless := declaration.unless) is not None:
        was = f"{word('UNLESS')} {setting.said(unless.said)}"
        yield Change("exception", evolve(declaration, unless=None), was, None, unless.span)
