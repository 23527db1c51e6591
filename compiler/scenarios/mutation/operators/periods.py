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
    periods = declaration.periods
    for at, period in enumerate(periods):
        for days in (-1, 1):
            first = period.first + datetime.timedelta(days=days)
            neighbours = [each.first for each in periods if each is not period]
            if first in neighbours:
                continue
            was, becomes = (
                f"{setting.printer.spelling.word('FROM')} {setting.printer.spelling.day(each, words=False)}"
                for each in (period.first, first)
            )
            shifted = evolve(declaration, periods=swapped(periods, at, evolve(period, first=first)))
            yield Change("period", shifted, was, becomes, period.value.span)
