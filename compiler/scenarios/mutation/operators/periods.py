"""The start of a period of a parameter one day earlier and later."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from attrs import evolve

from compiler.model import ParameterModel
from compiler.scenarios.mutation.mutants import Change, Declaration
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import swapped


def of_declaration(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    if not isinstance(declaration, ParameterModel):
        return
    for at, row in enumerate(declaration.rows):
        beside = [each.first for each in declaration.rows if each.said == row.said]
        for days in (-1, 1):
            first = row.first + datetime.timedelta(days=days)
            if first not in beside:
                moved = evolve(declaration, rows=swapped(declaration.rows, at, evolve(row, first=first)))
                yield Change("period", moved, *_said(row.first, first, setting), row.span)
    periods = declaration.periods
    for at, period in enumerate(periods):
        for days in (-1, 1):
            first = period.first + datetime.timedelta(days=days)
            neighbours = [each.first for each in periods if each is not period]
            if first in neighbours:
                continue
            shifted = evolve(declaration, periods=swapped(periods, at, evolve(period, first=first)))
            yield Change("period", shifted, *_said(period.first, first, setting), period.value.span)


def _said(was: datetime.date, becomes: datetime.date, setting: Setting) -> tuple[str, str]:
    spelling = setting.printer.spelling
    first, other = (f"{spelling.word('FROM')} {spelling.day(each, words=False)}" for each in (was, becomes))
    return first, other
