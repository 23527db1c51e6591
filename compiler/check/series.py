"""Yearly series: which year is read, and what is asked of several years."""

from __future__ import annotations

from attrs import evolve

from compiler.check.collections import nested_record
from compiler.check.context import Context
from compiler.check.naming import UNKNOWN, field_of, reference
from compiler.check.wording import kind_words
from compiler.model import Typed
from compiler.resolve.findings import quoted
from dsl import syntax
from dsl.diagnostics import Words
from dsl.keywords import EXPRESSIONS
from dsl.kinds import DateKind, Kind, MomentKind, NumberKind, SeriesKind, UnknownKind, YesNoKind

_YES_NO = YesNoKind()
_YEAR = NumberKind(whole=True)


def at_hand(typed: Typed, context: Context) -> Typed:
    """A name as it is read in an expression: of a series the year at hand, which only a period of years gives."""
    if not isinstance(typed.kind, SeriesKind):
        return typed
    if context.in_year and isinstance(typed.said, syntax.Ref | syntax.Of):
        return Typed(syntax.InYear(typed.said, None, span=typed.span), typed.kind.element, (typed,))
    said = quoted(typed.span)
    context.findings.error(
        "E471",
        typed.span,
        f"`{said}` has a value for each year, and no year is named",
        f"`{said}` heeft een waarde per jaar, en er is geen jaar genoemd",
        help=Words(f"write `{said} in 2023`", f"schrijf `{said} in 2023`"),
    )
    return Typed(typed.said, UNKNOWN)


def series(expr: syntax.Expr, context: Context) -> Typed:
    """A whole series; its kind is unknown, after a report, where there is none."""
    typed: Typed | None
    match expr:
        case syntax.Ref():
            typed = reference(expr, context)
        case syntax.Of():
            typed = field_of(expr, nested_record(expr.base, context), context)
        case _:
            typed = None
    if typed is not None and isinstance(typed.kind, SeriesKind | UnknownKind):
        return typed
    said = Words("no fact", "geen gegeven") if typed is None else kind_words(typed.kind)
    context.findings.error(
        "E472",
        expr.span,
        f"`{quoted(expr.span)}` is {said.en}, not a value for each year",
        f"`{quoted(expr.span)}` is {said.nl}, niet een waarde per jaar",
        help=Words("declare the fact with `… per year`", "declareer het gegeven met `… per jaar`"),
    )
    return Typed(expr, UNKNOWN)


def _element(typed: Typed) -> Kind:
    return typed.kind.element if isinstance(typed.kind, SeriesKind) else UNKNOWN


def in_year(expr: syntax.InYear, context: Context) -> Typed:
    found = series(expr.series, context)
    return Typed(expr, _element(found), (found,))


def latest_known(expr: syntax.LatestKnown, context: Context) -> Typed:
    found = series(expr.series, context)
    return Typed(expr, _element(found), (found,))


def over_years(expr: syntax.OverYears, context: Context) -> Typed:
    found = series(expr.series, context)
    kind = _element(found)
    dated = expr.function in ("earliest", "latest")
    if isinstance(kind, UnknownKind) or (dated and isinstance(kind, DateKind | MomentKind)):
        return Typed(expr, kind, (found,))
    if dated or not isinstance(kind, NumberKind):
        _does_not_suit(expr.function, expr.series, kind, context)
        return Typed(expr, UNKNOWN, (found,))
    if expr.function == "total":
        low, high = (None if each is None else each * expr.years for each in (kind.low, kind.high))
        kind = evolve(kind, low=low, high=high)
    elif expr.function == "average":
        kind = evolve(kind, whole=False)
    return Typed(expr, kind, (found,))


def year_of(expr: syntax.YearOf, context: Context) -> Typed:
    found = series(expr.series, context)
    kind = _element(found)
    if not isinstance(kind, NumberKind | UnknownKind):
        _does_not_suit(expr.extreme, expr.series, kind, context)
    return Typed(expr, _YEAR, (found,))


def trend(expr: syntax.Trend, context: Context) -> Typed:
    found = series(expr.series, context)
    kind = _element(found)
    if not isinstance(kind, NumberKind | DateKind | MomentKind | UnknownKind):
        _does_not_suit(expr.direction, expr.series, kind, context)
    return Typed(expr, _YES_NO, (found,))


def _does_not_suit(word: str, at: syntax.Expr, kind: Kind, context: Context) -> None:
    said = kind_words(kind)
    nl = EXPRESSIONS[word.upper()].canonical("nl")
    context.findings.error(
        "E473",
        at.span,
        f"`{word}` does not suit `{quoted(at.span)}`, which each year is {said.en}",
        f"`{nl}` past niet bij `{quoted(at.span)}`: dat is elk jaar {said.nl}",
    )


def reads_year(typed: Typed) -> bool:
    """Whether a condition reads a series in the year at hand."""
    return any(isinstance(each.said, syntax.InYear) and each.said.year is None for each in typed.walk())


def check_during(expr: syntax.During, condition: Typed, context: Context) -> None:
    """A period of years has a meaning only for a condition that differs from year to year."""
    if any(isinstance(each.kind, UnknownKind) for each in condition.walk()) or reads_year(condition):
        return
    said = quoted(condition.span)
    context.findings.error(
        "E474",
        expr.span,
        f"`{said}` reads no value for each year, so that it is the same in all of them",
        f"`{said}` leest geen waarde per jaar, zodat het in al die jaren hetzelfde is",
        help=Words(
            "leave out the years, or declare the fact with `… per year`",
            "laat de jaren weg, of declareer het gegeven met `… per jaar`",
        ),
    )
