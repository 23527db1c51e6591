"""A case of a grant or a class of a profile left out or moved behind the next, and a grant given to who is not eligible, too."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.model import AwardModel, GrantModel
from compiler.scenarios.mutation.mutants import Change, Declaration, Family
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import without


def of_declaration(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    if not isinstance(declaration, GrantModel):
        return
    family: Family = "profile" if declaration.is_profile else "grant"
    awards = declaration.awards
    named = [_class(each, setting) if declaration.is_profile else _case(at, setting) for at, each in enumerate(awards)]
    for at, award in enumerate(awards):
        if len(awards) > 1:
            yield Change(family, evolve(declaration, awards=without(awards, at)), named[at], None, award.span)
    for at in range(len(awards) - 1):
        if awards[at + 1].condition is not None:
            order = (*awards[:at], awards[at + 1], awards[at], *awards[at + 2 :])
            yield Change(family, evolve(declaration, awards=order), named[at], named[at + 1], awards[at].span)
    if declaration.only_eligible:
        word = setting.printer.spelling.word("ONLY_ELIGIBLE")
        yield Change(family, evolve(declaration, only_eligible=False), word, None, declaration.span)


def _case(at: int, setting: Setting) -> str:
    return {"en": f"case {at + 1}", "nl": f"geval {at + 1}"}[setting.language]


def _class(award: AwardModel, setting: Setting) -> str:
    return setting.printer.spelling.word("NONE") if award.result is None else setting.said(award.result.said)
