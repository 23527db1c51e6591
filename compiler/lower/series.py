"""Yearly series: every year by itself, so that early years decide though later ones are missing."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Literal

from attrs import evolve

from compiler.ir import nodes as ir
from compiler.ir.values import NONE
from compiler.model import FactTarget, FieldTarget, Typed
from dsl import syntax, traverse
from dsl.diagnostics import CompilerFault
from dsl.kinds import Kind, SeriesKind

if TYPE_CHECKING:
    from compiler.lower.place import Place

Relation = Literal["<", "≤", ">", "≥"]
Lower = Callable[[Typed, "Place"], ir.Expr]

_OPERATORS = {
    "total": "add",
    "average": "add",
    "lowest": "min",
    "highest": "max",
    "earliest": "min",
    "latest": "max",
}


def year_of(year: syntax.Year | None, place: Place) -> int:
    """The year that an expression names; the one at hand where it names none."""
    if year is None:
        if place.year is None:
            raise CompilerFault("no year at hand")
        return place.year
    if year.number is not None:
        return year.number
    return place.day.as_of.year - year.before


def _years(count: int, last: syntax.Year, place: Place) -> range:
    final = year_of(last, place)
    return range(final - count + 1, final + 1)


def _kind(series: Typed) -> Kind:
    if not isinstance(series.kind, SeriesKind):
        raise CompilerFault("not a yearly series")
    return series.kind.element


def _optional(series: Typed) -> bool:
    return isinstance(series.target, FactTarget | FieldTarget) and series.target.field.optional


def value_in(series: Typed, year: int, place: Place, lower: Lower) -> ir.Get:
    return ir.Get(lower(series, place), f"{year:04}", _kind(series), optional=_optional(series))


def in_year(said: syntax.InYear, typed: Typed, place: Place, lower: Lower) -> ir.Expr:
    return value_in(typed.parts[0], year_of(said.year, place), place, lower)


def latest_known(said: syntax.LatestKnown, typed: Typed, place: Place, lower: Lower) -> ir.Expr:
    series = typed.parts[0]
    return ir.LatestKnown(lower(series, place), year_of(said.last, place), _kind(series), _optional(series))


def over_years(said: syntax.OverYears, typed: Typed, place: Place, lower: Lower) -> ir.Expr:
    series = typed.parts[0]
    values = tuple(value_in(series, year, place, lower) for year in _years(said.years, said.last, place))
    found: ir.Expr = values[0] if len(values) == 1 else ir.Op(_OPERATORS[said.function], values)
    return ir.Op("div", (found, ir.Lit(Fraction(len(values))))) if said.function == "average" else found


def during(said: syntax.During, typed: Typed, place: Place, lower: Lower) -> ir.Expr:
    """The condition in each of the years, told with that year."""
    (inner,) = typed.parts
    names = {
        each.said.series for each in inner.walk() if isinstance(each.said, syntax.InYear) and each.said.year is None
    }
    parts = []
    for year in _years(said.years, said.last, place):
        wording, condition = place.day.wording, _in_words(said.condition, names, year)
        subject = wording.subject(condition)
        parts.append(
            ir.Mark(lower(inner, evolve(place, year=year)), wording.of(condition), inner.span, subject=subject)
        )
    return ir.And(tuple(parts))


def _in_words(condition: syntax.Expr, names: set[syntax.Collection], year: int) -> syntax.Expr:
    """The condition with the year behind each series."""

    def change(node: syntax.Node) -> syntax.Node:
        if isinstance(node, syntax.InYear) and isinstance(node.series, syntax.InYear):
            return evolve(node, series=node.series.series)
        if isinstance(node, syntax.Ref | syntax.Of) and node in names:
            return syntax.InYear(node, syntax.Year(year))
        return node

    return traverse.rewrite(condition, change)


def trend(said: syntax.Trend, typed: Typed, place: Place, lower: Lower) -> ir.Expr:
    """Each year against the one before. Years further apart follow from these, and decide while one between is missing."""
    (series,) = typed.parts
    falling = said.direction == "falling"
    relation: Relation = ("≥" if falling else "≤") if said.negated else ("<" if falling else ">")
    years = _years(said.years, said.last, place)

    def step(earlier: int, later: int) -> ir.Expr:
        left, right = (value_in(series, year, place, lower) for year in (later, earlier))
        return ir.Compare(relation, left, right, _kind(series))

    name = place.day.wording.of(said.series)
    beside = tuple(
        ir.Mark(step(a, b), f"{name} in {b} {relation} {name} in {a}", typed.span, subject=f"{name} in {b}")
        for a, b in pairwise(years)
    )
    return ir.And((*beside, *(step(a, b) for a, b in combinations(years, 2) if b - a > 1)))


def extreme_year(said: syntax.YearOf, typed: Typed, place: Place, lower: Lower) -> ir.Expr:
    """The year whose value no other beats; of equal ones the first, or the last."""
    (series,) = typed.parts
    years = list(_years(said.years, said.last, place))
    beats: Relation = "≥" if said.extreme == "highest" else "≤"
    ordered = years if said.which == "first" else years[::-1]

    def wins(year: int) -> ir.Expr:
        mine = value_in(series, year, place, lower)
        others = (value_in(series, each, place, lower) for each in years if each != year)
        return ir.And(tuple(ir.Compare(beats, mine, other, _kind(series)) for other in others))

    return ir.Choose(tuple((wins(each), ir.Lit(Fraction(each))) for each in ordered), ir.Lit(NONE))
