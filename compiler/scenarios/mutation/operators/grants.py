"""A case of a grant left out, or moved behind the next; and a grant given to those who are not eligible, too."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.model import GrantModel
from compiler.scenarios.mutation.mutants import Change, Declaration
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import without


def of_declaration(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    if not isinstance(declaration, GrantModel):
        return
    awards = declaration.awards
    for at, award in enumerate(awards):
        if len(awards) > 1:
            yield Change("grant", evolve(declaration, awards=without(awards, at)), _case(at, setting), None, award.span)
    for at in range(len(awards) - 1):
        if awards[at + 1].condition is not None:
            order = (*awards[:at], awards[at + 1], awards[at], *awards[at + 2 :])
            becomes = _case(at + 1, setting)
            yield Change("grant", evolve(declaration, awards=order), _case(at, setting), becomes, awards[at].span)
    if declaration.only_eligible:
        word = setting.printer.spelling.word("ONLY_ELIGIBLE")
        yield Change("grant", evolve(declaration, only_eligible=False), word, None, declaration.span)


def _case(at: int, setting: Setting) -> str:
    return {"en": f"case {at + 1}", "nl": f"geval {at + 1}"}[setting.language]
