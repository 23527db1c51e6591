"""Whether two numbers can meet in a comparison or a sum, and the likely repair when they cannot."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from compiler.check.context import Context
from compiler.check.rates import facts_that_count
from compiler.check.wording import kind_words, number_words
from compiler.model import Typed
from compiler.resolve.findings import label, quoted
from dsl import syntax
from dsl.diagnostics import Fix, Label, Words
from dsl.kinds import PLAIN, NumberKind
from dsl.source import NOWHERE, Span

How = Literal["compare", "add"]
_CANNOT = {
    "compare": Words("cannot be compared", "zijn niet te vergelijken"),
    "add": Words("cannot be added or subtracted", "zijn niet op te tellen of af te trekken"),
}


def numbers_meet(left: Typed, right: Typed, how: How, context: Context) -> bool:
    """Whether two numbers have one dimension and a form in common; reports it when they have not."""
    assert isinstance(left.kind, NumberKind)
    assert isinstance(right.kind, NumberKind)
    if left.kind.dimension != right.kind.dimension:
        _other_dimension(left, right, how, context)
        return False
    if {left.kind.form, right.kind.form} == {"plain", "percent"}:
        _percent_against_plain(left, right, how, context)
        return False
    return True


def _other_dimension(left: Typed, right: Typed, how: How, context: Context) -> None:
    assert isinstance(left.kind, NumberKind)
    assert isinstance(right.kind, NumberKind)
    code = "E303" if context.is_count(left.kind) and context.is_count(right.kind) else "E301"
    said = [kind_words(each.kind) for each in (left, right)]
    cannot = _CANNOT[how]
    help, fix = _repair(left, right, context)
    context.findings.error(
        code,
        left.span.to(right.span),
        f"`{quoted(left.span)}` ({said[0].en}) and `{quoted(right.span)}` ({said[1].en}) {cannot.en}",
        f"`{quoted(left.span)}` ({said[0].nl}) en `{quoted(right.span)}` ({said[1].nl}) {cannot.nl}",
        labels=_sides(left, right),
        help=help,
        fix=fix,
    )


def _sides(left: Typed, right: Typed) -> list[Label]:
    said = [(each, kind_words(each.kind)) for each in (left, right)]
    return [label(each.span, f"this is {words.en}", f"dit is {words.nl}") for each, words in said]


def _repair(left: Typed, right: Typed, context: Context) -> tuple[Words | None, Fix | None]:
    for literal, other in ((right, left), (left, right)):
        if isinstance(literal.said, syntax.Number) and isinstance(other.kind, NumberKind) and other.kind.unit:
            return _with_unit(literal.span, literal.said, other.kind.unit)
    for rate, other in ((right, left), (left, right)):
        if isinstance(rate.said, syntax.Per) and isinstance(rate.said.top, syntax.Number):
            lacking = _unit_between(other, rate, context)
            if lacking is not None:
                return _rate_with_unit(rate.said, rate.said.top, lacking)
    for dividend, quotient in ((left, right), (right, left)):
        found = _per_number(dividend, quotient, context) or _per_fact(dividend, quotient, context)
        if found is not None:
            return found
    assert isinstance(left.kind, NumberKind)
    assert isinstance(right.kind, NumberKind)
    if {str(left.kind.dimension), str(right.kind.dimension)} == {"day", "month"}:
        return Words(
            "a month has no fixed number of days: write both in days or weeks, or both in months or years",
            "een maand heeft geen vast aantal dagen: schrijf beide in dagen of weken, of beide in maanden of jaren",
        ), None
    return None, None


def _with_unit(span: Span, number: syntax.Number, unit: str) -> tuple[Words, Fix]:
    text = f"{number_words(number.value)} {unit}"
    tekst = f"{number_words(number.value, 'nl')} {unit}"
    return (
        Words(f"did you mean `{text}`?", f"bedoelde u `{tekst}`?"),
        Fix(span, f"{span.text} {unit}", Words(f"add the unit `{unit}`", f"voeg de eenheid `{unit}` toe")),
    )


def _rate_with_unit(rate: syntax.Per, number: syntax.Number, unit: str) -> tuple[Words, Fix]:
    """`1.5 per 100 clients` against `fte per client`: `1.5 fte per 100 clients`."""
    under = quoted(rate.bottom.span)
    text = f"{number_words(number.value)} {unit} per {under}"
    tekst = f"{number_words(number.value, 'nl')} {unit} per {under}"
    fix = Fix(
        number.span, f"{number.span.text} {unit}", Words(f"add the unit `{unit}`", f"voeg de eenheid `{unit}` toe")
    )
    return Words(f"did you mean `{text}`?", f"bedoelde u `{tekst}`?"), fix


def _unit_between(number: Typed, other: Typed, context: Context) -> str | None:
    """The unit that one has and another has not: fte, of `1.0 fte` and `1.0`."""
    assert isinstance(number.kind, NumberKind)
    assert isinstance(other.kind, NumberKind)
    missing = number.kind.dimension.per(other.kind.dimension)
    units = (info for info in context.scope.units.values() if info.dimension == missing and info.scale == 1)
    info = next(units, None)
    return None if info is None else info.more(context.language)


def _per_number(dividend: Typed, quotient: Typed, context: Context) -> tuple[Words, Fix | None] | None:
    """`fte per patients` against `1.0 fte`: ask for how many that is; against `1.0 fte per 3000`: add what is counted."""
    many, said = _unit_between(dividend, quotient, context), quoted(dividend.span)
    if many is None:
        return None
    if isinstance(dividend.said, syntax.Per) and isinstance(dividend.said.bottom, syntax.Number):
        return _with_noun(dividend.said.bottom, said, many)
    if not isinstance(dividend.said, syntax.Quantity):
        return None
    return Words(
        f"say per how many it is: `{said} per N {many}`, with a number for N",
        f"zeg per hoeveel het is: `{said} per N {many}`, met een getal voor N",
    ), None


def _with_noun(number: syntax.Number, said: str, many: str) -> tuple[Words, Fix | None]:
    fix = None
    if number.span is not NOWHERE:
        fix = Fix(number.span, f"{number.span.text} {many}", Words(f"add `{many}`", f"voeg `{many}` toe"))
    return Words(f"did you mean `{said} {many}`?", f"bedoelde u `{said} {many}`?"), fix


def _per_fact(dividend: Typed, quotient: Typed, context: Context) -> tuple[Words, Fix | None] | None:
    """`total fte of doctors` against `fte per patient`: offer `per` with a fact in scope that counts patients."""
    assert isinstance(dividend.kind, NumberKind)
    assert isinstance(quotient.kind, NumberKind)
    missing = dividend.kind.dimension.per(quotient.kind.dimension)
    if not missing.powers or any(power < 0 for _, power in missing.powers):
        return None
    facts = facts_that_count(missing, context)
    if not facts or isinstance(dividend.said, syntax.Number | syntax.Quantity | syntax.Per):
        return None
    names = " or ".join(f"`per {each}`" for each in facts[:3])
    namen = " of ".join(f"`per {each}`" for each in facts[:3])
    said = quoted(dividend.span)
    fix = None
    if len(facts) == 1 and dividend.span is not NOWHERE:
        end = Span(dividend.span.source, dividend.span.end, dividend.span.end)
        fix = Fix(end, f" per {facts[0]}", Words(f"divide by `{facts[0]}`", f"deel door `{facts[0]}`"))
    return Words(f"write {names} after `{said}`", f"schrijf {namen} achter `{said}`"), fix


def _percent_against_plain(left: Typed, right: Typed, how: How, context: Context) -> None:
    plain, other = (left, right) if isinstance(left.kind, NumberKind) and left.kind.form == "plain" else (right, left)
    cannot = _CANNOT[how]
    help: Words | None = None
    fix: Fix | None = None
    if isinstance(plain.said, syntax.Number):
        value = plain.said.value
        percent = value * 100 if abs(value) <= 1 else value
        help = Words(f"did you mean `{number_words(percent)}%`?", f"bedoelde u `{number_words(percent, 'nl')}%`?")
        if plain.span is not NOWHERE:
            written = f"{number_words(Fraction(percent), context.language)}%"
            fix = Fix(plain.span, written, Words(f"replace it by `{written}`", f"vervang het door `{written}`"))
    context.findings.error(
        "E302",
        plain.span,
        f"`{quoted(plain.span)}` is a plain number and `{quoted(other.span)}` a percentage: they {cannot.en}",
        f"`{quoted(plain.span)}` is een gewoon getal en `{quoted(other.span)}` een percentage: ze {cannot.nl}",
        labels=[label(other.span, "this is a percentage", "dit is een percentage")],
        help=help,
        fix=fix,
    )


def is_plain(kind: NumberKind) -> bool:
    return kind.dimension == PLAIN
