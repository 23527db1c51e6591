"""A row of a decision table left out, or, where the first that holds counts, moved behind the next."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.model import TableModel
from compiler.scenarios.mutation.mutants import Change, Declaration
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import without


def of_declaration(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    if not isinstance(declaration, TableModel):
        return
    rows = declaration.rows
    for at, row in enumerate(rows):
        if len(rows) > 1:
            yield Change("table", evolve(declaration, rows=without(rows, at)), _row(at, setting), None, row.span)
    if declaration.hit == "first":
        for at in range(len(rows) - 1):
            order = (*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :])
            becomes = _row(at + 1, setting)
            yield Change("table", evolve(declaration, rows=order), _row(at, setting), becomes, rows[at].span)


def _row(at: int, setting: Setting) -> str:
    return {"en": f"row {at + 1}", "nl": f"rij {at + 1}"}[setting.language]
