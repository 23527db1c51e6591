"""A year earlier or later, a year more or fewer, a trend turned round, another reduction over the years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from attrs import evolve

from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.quantifiers import REDUCED
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax

_TURNED: Final[dict[str, Literal["falling", "rising"]]] = {"falling": "rising", "rising": "falling"}


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    for said in _others(site.typed.said):
        yield setting.change("year", site, evolve(site.typed, said=said))


def _others(said: syntax.Expr) -> Iterator[syntax.Expr]:
    match said:
        case syntax.Trend():
            yield evolve(said, direction=_TURNED[said.direction])
            yield evolve(said, negated=not said.negated)
            yield from _spans(said, 2)
        case syntax.During():
            yield from _spans(said, 1)
        case syntax.OverYears():
            yield evolve(said, function=REDUCED[said.function])
            yield from _spans(said, 1)
        case syntax.YearOf():
            yield evolve(said, which="last" if said.which == "first" else "first")
            yield evolve(said, extreme="lowest" if said.extreme == "highest" else "highest")
            yield from _spans(said, 1)
        case syntax.InYear(year=syntax.Year() as year):
            yield from (evolve(said, year=each) for each in _beside(year))
        case syntax.LatestKnown(last=last):
            yield from (evolve(said, last=each) for each in _beside(last))
        case _:
            return


def _spans(said: syntax.Trend | syntax.During | syntax.OverYears | syntax.YearOf, fewest: int) -> Iterator[syntax.Expr]:
    for years in (said.years - 1, said.years + 1):
        if years >= fewest:
            yield evolve(said, years=years)
    yield from (evolve(said, last=each) for each in _beside(said.last))


def _beside(year: syntax.Year) -> Iterator[syntax.Year]:
    if year.number is None:
        yield evolve(year, before=not year.before)
    else:
        yield from (evolve(year, number=year.number + by) for by in (-1, 1))
