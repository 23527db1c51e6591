"""A comparison off by its boundary, or turned round."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.model import TableModel
from compiler.scenarios.mutation.mutants import Change, Declaration
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site, with_part
from dsl import syntax

_BESIDE = {
    syntax.Comparison.GE: syntax.Comparison.GT,
    syntax.Comparison.LE: syntax.Comparison.LT,
    syntax.Comparison.AT_LEAST: syntax.Comparison.MORE_THAN,
    syntax.Comparison.AT_MOST: syntax.Comparison.LESS_THAN,
    syntax.Comparison.ON_OR_BEFORE: syntax.Comparison.BEFORE,
    syntax.Comparison.ON_OR_AFTER: syntax.Comparison.AFTER,
    syntax.Comparison.IS: syntax.Comparison.IS_NOT,
    syntax.Comparison.EQ: syntax.Comparison.NE,
}
OTHER = _BESIDE | {after: before for before, after in _BESIDE.items()}


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    said = site.typed.said
    match said:
        case syntax.Compare(comparison=comparison):
            new = evolve(site.typed, said=evolve(said, comparison=OTHER[comparison]))
        case syntax.StateTest(negated=negated) | syntax.OneOf(negated=negated):
            new = evolve(site.typed, said=evolve(said, negated=not negated))
        case _:
            return
    yield setting.change("comparison", site, new)


def of_declaration(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    """Comparisons in the cells of a table. A cell that only names a value is left to the rows."""
    if not isinstance(declaration, TableModel):
        return
    for at, row in enumerate(declaration.rows):
        for place, cell in enumerate(row.cells):
            for number, (part, values) in enumerate(cell.parts):
                if isinstance(part, syntax.CellTest) and part.comparison is not syntax.Comparison.IS:
                    other = evolve(part, comparison=OTHER[part.comparison])
                    word, instead = (setting.printer.spelling.comparison(each.comparison) for each in (part, other))
                    value = setting.said(part.value)
                    yield Change(
                        "comparison",
                        with_part(declaration, at, row, place, cell, number, (other, values)),
                        f"{word} {value}",
                        f"{instead} {value}",
                        part.span,
                    )
