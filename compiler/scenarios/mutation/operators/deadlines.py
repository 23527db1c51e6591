"""The last day of a deadline in time or too late, one of its days left out, the first for the last of them, no first day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Literal

from attrs import evolve

from compiler.model import DeadlineModel
from compiler.scenarios.mutation.mutants import Change, Declaration
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import swapped, without
from dsl import syntax
from dsl.printing.deadlines import DeadlinePrinter


def of_declaration(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    if not isinstance(declaration, DeadlineModel):
        return
    printer = DeadlinePrinter(setting.printer)
    was, span = printer.due(declaration.due), declaration.due.span
    if declaration.start is not None:
        start = f"{setting.printer.spelling.word('FROM')} {setting.said(declaration.start.said)}"
        yield Change("deadline", evolve(declaration, start=None), start, None, declaration.start.span)
    if declaration.yearly is not None:
        for yearly in _other_days(declaration.yearly):
            yield Change("deadline", evolve(declaration, yearly=yearly), was, printer.due(yearly), span)
    if declaration.whichever is not None:
        other_word: Literal["first", "last"] = "last" if declaration.whichever == "first" else "first"
        word, instead = (
            setting.printer.spelling.word(f"WHICHEVER_{each.upper()}") for each in (declaration.whichever, other_word)
        )
        yield Change("deadline", evolve(declaration, whichever=other_word), word, instead, span)
    for at, term in enumerate(declaration.terms):
        said = term.said
        if isinstance(said, syntax.DueBy):
            for other in _others(said):
                changed = swapped(declaration.terms, at, evolve(term, said=other))
                yield Change(
                    "deadline", evolve(declaration, terms=changed), printer.term(said), printer.term(other), said.span
                )
        if len(declaration.terms) > 1:
            left = without(declaration.terms, at)
            whichever_left = declaration.whichever if len(left) > 1 else None
            fewer = evolve(declaration, terms=left, whichever=whichever_left)
            yield Change("deadline", fewer, printer.term(said), None, said.span, was)


def _others(said: syntax.DueBy) -> Iterator[syntax.DueBy]:
    """The day itself too late, or in time; of a time a minute earlier and later."""
    if said.time is None:
        yield evolve(said, strictly=not said.strictly)
        return
    moment = datetime.datetime.combine(datetime.date.min, said.time)
    for minutes in (-1, 1):
        day = moment.replace(year=2000) + datetime.timedelta(minutes=minutes)
        yield evolve(said, time=day.time())


def _other_days(yearly: syntax.DueYearly) -> Iterator[syntax.DueYearly]:
    """A day earlier and a day later, in a year that is no leap year."""
    for days in (-1, 1):
        day = datetime.date(2023, yearly.month, yearly.day) + datetime.timedelta(days=days)
        if day.year == 2023:
            yield evolve(yearly, day=day.day, month=day.month)
