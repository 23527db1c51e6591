"""A criterion left out, and an exclusion read as a requirement."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.model import CriterionModel
from compiler.scenarios.mutation.mutants import Change, Declaration
from compiler.scenarios.mutation.operators.setting import Setting


def of_declaration(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    if not isinstance(declaration, CriterionModel):
        return
    word, name = setting.printer.spelling.word, declaration.key.name
    heads = {kind: f"{word(kind.upper())} {name}" for kind in ("requirement", "exclusion")}
    yield Change("criterion", None, heads[declaration.kind], None, declaration.span)
    if declaration.kind == "exclusion":
        turned = evolve(declaration, kind="requirement")
        yield Change("criterion", turned, heads["exclusion"], heads["requirement"], declaration.span)
