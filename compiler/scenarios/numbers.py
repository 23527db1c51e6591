"""Numbers of examples: in any unit of the right dimension, within the bounds of their declaration, and exact."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn

from compiler.check.wording import amount_words, kind_words, number_words
from compiler.ir.nodes import FieldInfo
from compiler.ir.values import FactValue
from compiler.resolve.declarations import Scope, unknown_unit
from compiler.resolve.findings import Findings, quoted
from compiler.resolve.suggest import replacing
from compiler.scenarios.parts import Parts
from dsl import syntax
from dsl.diagnostics import Fix, Words
from dsl.frozen import frozen
from dsl.kinds import NumberKind
from dsl.source import Span


class Wrong(Exception):
    """A value that is reported and left out."""


def refuse(
    span: Span,
    field: FieldInfo,
    en: str,
    nl: str,
    findings: Findings,
    help: Words | None = None,
    fix: Fix | None = None,
) -> NoReturn:
    """Report that a value is not of the kind of its field; `en` and `nl` say what it is. Raises Wrong."""
    said = kind_words(field.kind)
    findings.error(
        "E702",
        span,
        f"`{field.name}` is {said.en}: it cannot be {en}",
        f"`{field.name}` is {said.nl}: het kan {nl} zijn",
        help=help,
        fix=fix,
    )
    raise Wrong


@frozen(eq=False)
class Numbers:
    """Reads numbers; `scope` has the units that they may be in."""

    scope: Scope
    findings: Findings

    def number(self, parts: Parts, kind: NumberKind, field: FieldInfo, span: Span) -> FactValue:
        """The number that parts say, in the kind's own unit. Raises Wrong after a report."""
        match parts:
            case (syntax.Number() as number,):
                if kind.form == "percent":
                    self._percent_wanted(number, field)
                value = number.value * kind.scale
            case (syntax.Percent(number=number),) if kind.form in ("percent", "ratio"):
                value = number.value / 100
            case (syntax.Quantity(number=number, unit=unit),):
                value = number.value * self._scale(unit, kind, field, span)
            case (syntax.Number() as number, syntax.Phrase() as phrase):
                value = number.value * self._scale(syntax.Name(phrase.text, span=phrase.span), kind, field, span)
            case (syntax.Quantity(number=number, symbol=True), syntax.Phrase() as phrase) if _begins_with_per(phrase):
                value = number.value * self._scale(syntax.Name(f"EUR {phrase.text}", span=span), kind, field, span)
            case (*top, syntax.Number() as counted, syntax.Phrase() as noun) if counted.value > 0 and (
                over := _rate(top)
            ):
                rate = syntax.Name(f"{over} {noun.text}", span=span)
                number = _number_of(top)
                value = number.value / counted.value * self._scale(rate, kind, field, span)
            case _:
                refuse(span, field, f"`{quoted(span)}`", f"niet `{quoted(span)}`", self.findings)
        self._check_bounds(value, kind, field, span)
        return exact(value)

    def _percent_wanted(self, number: syntax.Number, field: FieldInfo) -> None:
        percent = number.value * 100 if abs(number.value) <= 1 else number.value
        language = self.scope.module.syntax.language
        help = Words(f"did you mean `{number_words(percent)}%`?", f"bedoelde u `{number_words(percent, 'nl')}%`?")
        self.findings.error(
            "E702",
            number.span,
            f"`{field.name}` is a percentage: it cannot be the plain number `{quoted(number.span)}`",
            f"`{field.name}` is een percentage: het kan geen gewoon getal `{quoted(number.span)}` zijn",
            help=help,
            fix=replacing(number.span, f"{number_words(percent, language)}%"),
        )
        raise Wrong

    def _scale(self, unit: syntax.Name, kind: NumberKind, field: FieldInfo, span: Span) -> Fraction:
        top, _, bottom = unit.text.partition(" per ")
        for each in (top, bottom):
            self.scope.find("unit", each)
        if unit.text == kind.unit:
            return kind.scale
        infos = [self.scope.units.get(each) for each in (top, bottom) if each]
        if None in infos:
            if not self.scope.open:
                unknown_unit(unit, self.scope, self.scope.units, self.findings)
            raise Wrong
        known = [each for each in infos if each is not None]
        dimension = known[0].dimension.per(known[1].dimension) if bottom else known[0].dimension
        if dimension != kind.dimension:
            refuse(span, field, f"`{quoted(span)}`", f"niet `{quoted(span)}`", self.findings)
        return known[0].scale / known[1].scale if bottom else known[0].scale

    def _check_bounds(self, value: Fraction, kind: NumberKind, field: FieldInfo, span: Span) -> None:
        if kind.whole and value.denominator != 1:
            self.findings.error(
                "E703",
                span,
                f"`{field.name}` is whole: it cannot be `{quoted(span)}`",
                f"`{field.name}` is geheel: het kan niet `{quoted(span)}` zijn",
            )
            raise Wrong
        if kind.low is not None and value < kind.low:
            said = amount_words(kind.low, kind)
            self._beyond(field, span, Words(f"at least {said.en}", f"minstens {said.nl}"))
        if kind.high is not None and value > kind.high:
            said = amount_words(kind.high, kind)
            self._beyond(field, span, Words(f"at most {said.en}", f"hoogstens {said.nl}"))

    def _beyond(self, field: FieldInfo, span: Span, bound: Words) -> None:
        self.findings.error(
            "E703",
            span,
            f"`{field.name}` is {bound.en}: it cannot be `{quoted(span)}`",
            f"`{field.name}` is {bound.nl}: het kan niet `{quoted(span)}` zijn",
        )
        raise Wrong


def exact(value: Fraction) -> int | Decimal | Fraction:
    """The simplest exact form of a number: a count is an int, and a finite decimal a Decimal."""
    if value.denominator == 1:
        return value.numerator
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return value
    digits = Decimal(number_words(value))
    return digits if Fraction(digits) == value else value


def _begins_with_per(phrase: syntax.Phrase) -> bool:
    return phrase.text.startswith("per ")


def _rate(parts: Sequence[syntax.InlinePart]) -> str | None:
    """`fte per` of `1.5 fte per`, `EUR per` of `€ 84 per`: what stands before the number under `per`."""
    match parts:
        case (syntax.Number(), syntax.Phrase(text=text)) if text.endswith(" per"):
            return text
        case (syntax.Quantity(symbol=True), syntax.Phrase(text="per")):
            return "EUR per"
        case _:
            return None


def _number_of(parts: Sequence[syntax.InlinePart]) -> syntax.Number:
    first = parts[0]
    assert isinstance(first, syntax.Number | syntax.Quantity)
    return first if isinstance(first, syntax.Number) else first.number
