"""All operators, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from compiler.scenarios.mutation.mutants import Change, Declaration
from compiler.scenarios.mutation.operators import (
    comparisons,
    conditions,
    criteria,
    dates,
    deadlines,
    exceptions,
    grants,
    groups,
    judgements,
    options,
    orders,
    periods,
    quantifiers,
    rates,
    roundings,
    standings,
    tables,
    thresholds,
    units,
    years,
)
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site, sites

ON_EXPRESSIONS: Final[tuple[Callable[[Site, Setting], Iterator[Change]], ...]] = (
    comparisons.changes,
    thresholds.changes,
    dates.changes,
    groups.changes,
    conditions.changes,
    quantifiers.changes,
    options.changes,
    units.changes,
    rates.changes,
    roundings.changes,
    standings.changes,
    judgements.changes,
    years.changes,
)
ON_DECLARATIONS: Final[tuple[Callable[[Declaration, Setting], Iterator[Change]], ...]] = (
    criteria.of_declaration,
    exceptions.of_declaration,
    comparisons.of_declaration,
    tables.of_declaration,
    grants.of_declaration,
    periods.of_declaration,
    orders.of_declaration,
    deadlines.of_declaration,
)


def changes(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    """Every change of a declaration; none leaves it as it was."""
    for of_declaration in ON_DECLARATIONS:
        yield from of_declaration(declaration, setting)
    for site in sites(declaration):
        for on_expression in ON_EXPRESSIONS:
            yield from on_expression(site, setting)
