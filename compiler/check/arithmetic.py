"""Kinds of literals, sums, products, rates and rounding, with the bounds that follow from those of the operands."""

from __future__ import annotations

import math
from fractions import Fraction

from attrs import evolve

from compiler.check.context import Context
from compiler.check.dimensions import numbers_meet
from compiler.check.wording import MOST_BITS, kind_words
from compiler.ir.ranges import Range, add, divide, multiply, negate, quotient, subtract
from compiler.model import ParameterTarget, Typed
from compiler.resolve.declarations import unknown_unit
from compiler.resolve.findings import label, quoted
from compiler.resolve.units import DAY, UnitInfo
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import PLAIN, DateKind, Dimension, Kind, MomentKind, NumberKind, UnknownKind

UNKNOWN = UnknownKind()


def number(expr: syntax.Number) -> Typed:
    value = expr.value
    return Typed(expr, NumberKind(whole=value.denominator == 1, low=value, high=value))


def percent(expr: syntax.Percent) -> Typed:
    value = expr.number.value / 100
    return Typed(expr, NumberKind("percent", low=value, high=value))


def quantity(expr: syntax.Quantity, context: Context) -> Typed:
    info = unit_of(expr.unit, context)
    if info is None:
        return Typed(expr, UNKNOWN)
    value = expr.number.value * info.scale
    whole = info.whole and value.denominator == 1
    return Typed(
        expr,
        NumberKind(
            "quantity", info.dimension, expr.unit.text, info.scale, whole, value, value, info.one(expr.unit.text)
        ),
    )


def unit_of(name: syntax.Name, context: Context) -> UnitInfo | None:
    info = context.scope.units.get(name.text)
    if info is not None:
        context.scope.find("unit", name.text, name.span)
    elif not context.scope.open:
        unknown_unit(name, context.scope, context.scope.units, context.findings)
    return info


def is_number(part: Typed, context: Context) -> bool:
    """Whether a part is a number; reports it when it is something else."""
    if isinstance(part.kind, NumberKind):
        return True
    if not isinstance(part.kind, UnknownKind):
        said = kind_words(part.kind)
        context.findings.error(
            "E306",
            part.span,
            f"`{quoted(part.span)}` is {said.en}, where a number is needed",
            f"`{quoted(part.span)}` is {said.nl}, waar een getal nodig is",
        )
    return False


def _range(kind: NumberKind) -> Range:
    return Range(kind.low, kind.high)


def _bounded(kind: NumberKind, bounds: Range) -> NumberKind:
    plain = quotient(bounds)
    return evolve(kind, low=_kept(plain.low), high=_kept(plain.high))


def _kept(bound: Fraction | None) -> Fraction | None:
    """A bound, unless it is so long that reckoning on with it would take time."""
    if bound is None or max(bound.numerator.bit_length(), bound.denominator.bit_length()) > MOST_BITS:
        return None
    return bound


# --- sums -------------------------------------------------------------------------------------------------------------


def sum_(expr: syntax.Sum, parts: tuple[Typed, ...], context: Context) -> Typed:
    kind: Kind = parts[0].kind
    left = parts[0]
    for step, right in zip(expr.rest, parts[1:], strict=True):
        kind = _step(left, step, right, context)
        left = Typed(left.said if left is parts[0] else expr, kind, left.parts, left.target)
        if isinstance(kind, UnknownKind):
            break
    return Typed(expr, kind, parts)


def _step(left: Typed, step: syntax.Step, right: Typed, context: Context) -> Kind:
    if isinstance(left.kind, UnknownKind) or isinstance(right.kind, UnknownKind):
        return UNKNOWN
    if isinstance(left.kind, DateKind | MomentKind):
        return _from_date(left, step, right, context)
    if isinstance(right.kind, DateKind | MomentKind):
        context.findings.error(
            "E309",
            right.span,
            f"`{quoted(right.span)}` is a date: a duration stands after the date, as in `{quoted(right.span)} + 6 weeks`",
            f"`{quoted(right.span)}` is een datum: een duur staat achter de datum, zoals in `{quoted(right.span)} + 6 weken`",
        )
        return UNKNOWN
    if not (is_number(left, context) & is_number(right, context)) or not numbers_meet(left, right, "add", context):
        return UNKNOWN
    assert isinstance(left.kind, NumberKind)
    assert isinstance(right.kind, NumberKind)
    operation = add if step.operator == "+" else subtract
    whole = left.kind.whole and right.kind.whole
    form = right.kind.form if left.kind.form == "ratio" else left.kind.form
    return _bounded(evolve(left.kind, whole=whole, form=form), operation(_range(left.kind), _range(right.kind)))


def _from_date(left: Typed, step: syntax.Step, right: Typed, context: Context) -> Kind:
    if isinstance(right.kind, DateKind | MomentKind):
        if step.operator == "-" and isinstance(left.kind, DateKind) and isinstance(right.kind, DateKind):
            return NumberKind("quantity", DAY, "days", whole=True, one="day")
        return _two_dates(left, step, right, context)
    return left.kind if is_duration(right, context) else UNKNOWN


def _two_dates(left: Typed, step: syntax.Step, right: Typed, context: Context) -> Kind:
    adding = step.operator == "+"
    why = Words("dates cannot be added", "data zijn niet op te tellen")
    if not adding:
        why = Words(
            "only dates without a time can be subtracted", "alleen data zonder tijdstip zijn van elkaar af te trekken"
        )
    context.findings.error(
        "E309",
        left.span.to(right.span),
        f"{why.en}: `{quoted(left.span)}` and `{quoted(right.span)}`",
        f"{why.nl}: `{quoted(left.span)}` en `{quoted(right.span)}`",
        help=Words("write `… within 6 weeks after …`", "schrijf `… binnen 6 weken na …`"),
    )
    return UNKNOWN


def is_duration(part: Typed, context: Context) -> bool:
    """Whether a part can be added to a date: a fixed whole number of days, weeks, months or years."""
    if isinstance(part.kind, UnknownKind):
        return False
    if not isinstance(part.kind, NumberKind) or not _is_calendar(part.kind.dimension):
        said = kind_words(part.kind)
        context.findings.error(
            "E408",
            part.span,
            f"`{quoted(part.span)}` is {said.en}: a date moves by days, weeks, months or years",
            f"`{quoted(part.span)}` is {said.nl}: een datum verschuift met dagen, weken, maanden of jaren",
        )
        return False
    fixed = isinstance(part.said, syntax.Quantity) or isinstance(part.target, ParameterTarget)
    if not fixed:
        context.findings.error(
            "E410",
            part.span,
            f"`{quoted(part.span)}` is not fixed: a date moves by a duration that is written out or a parameter",
            f"`{quoted(part.span)}` ligt niet vast: een datum verschuift met een duur die er staat of een parameter is",
        )
        return False
    if part.kind.low is not None and part.kind.low.denominator != 1:
        context.findings.error(
            "E408",
            part.span,
            f"`{quoted(part.span)}` is not a whole number of days or months",
            f"`{quoted(part.span)}` is geen heel aantal dagen of maanden",
        )
        return False
    return True


def _is_calendar(dimension: Dimension) -> bool:
    return UnitInfo(dimension).is_calendar


# --- products and rates -----------------------------------------------------------------------------------------------


def product(expr: syntax.Product, parts: tuple[Typed, ...], context: Context) -> Typed:
    numbers = [is_number(each, context) for each in parts]
    if not all(numbers):
        return Typed(expr, UNKNOWN, parts)
    kinds = [each.kind for each in parts if isinstance(each.kind, NumberKind)]
    kind = kinds[0]
    for step, part, right in zip(expr.rest, parts[1:], kinds[1:], strict=True):
        if step.operator == "/" and right.low == right.high == 0:
            _by_zero(part, context)
            return Typed(expr, UNKNOWN, parts)
        kind = _times(kind, right) if step.operator == "*" else _over(kind, right)
    return Typed(expr, kind, parts)


def _by_zero(part: Typed, context: Context) -> None:
    context.findings.error("E312", part.span, "nothing can be divided by zero", "delen door nul kan niet")


def _times(left: NumberKind, right: NumberKind) -> NumberKind:
    dimension = left.dimension.times(right.dimension)
    shown = left if right.dimension == PLAIN else right if left.dimension == PLAIN else None
    unit, scale, one = (None, Fraction(1), None) if shown is None else (shown.unit, shown.scale, shown.one)
    forms = {left.form, right.form}
    whole = left.whole and right.whole
    if dimension.powers:
        kind = NumberKind("quantity", dimension, unit, scale, whole, one=one)
    else:
        alike = forms in ({"plain"}, {"percent"})
        kind = NumberKind(left.form if alike else "ratio", dimension, whole=whole)
    return _bounded(kind, multiply(_range(left), _range(right)))


def _over(left: NumberKind, right: NumberKind) -> NumberKind:
    dimension = left.dimension.per(right.dimension)
    unit: str | None = None
    scale = Fraction(1)
    if right.dimension == PLAIN and left.dimension.powers:
        unit, scale = left.unit, left.scale
    elif dimension.powers and left.unit and right.unit:
        scale = left.scale / right.scale
        unit = str(dimension) if scale == 1 else f"{left.unit} per {right.unit}"
    kind = NumberKind("quantity" if dimension.powers else "ratio", dimension, unit, scale)
    return _bounded(kind, divide(_range(left), _range(right)))


def negative(expr: syntax.Negative, part: Typed, context: Context) -> Typed:
    if not is_number(part, context):
        return Typed(expr, UNKNOWN, (part,))
    assert isinstance(part.kind, NumberKind)
    return Typed(expr, _bounded(part.kind, negate(_range(part.kind))), (part,))


def per(expr: syntax.Per, top: Typed, bottom: Typed, context: Context) -> Typed:
    """A rate. Its bottom can never be negative, so that comparing it by cross-multiplication keeps its sense."""
    parts = (top, bottom)
    if not (is_number(top, context) & is_number(bottom, context)):
        return Typed(expr, UNKNOWN, parts)
    assert isinstance(top.kind, NumberKind)
    assert isinstance(bottom.kind, NumberKind)
    if bottom.kind.low == bottom.kind.high == 0:
        _by_zero(bottom, context)
        return Typed(expr, UNKNOWN, parts)
    if bottom.kind.low is None or bottom.kind.low < 0:
        context.findings.error(
            "E312",
            bottom.span,
            f"`{quoted(bottom.span)}` stands under `per` and could be negative",
            f"`{quoted(bottom.span)}` staat onder `per` en zou negatief kunnen zijn",
            help=Words(
                "declare the fact with `at least 0` and its unit",
                "declareer het gegeven met `minstens 0` en de eenheid",
            ),
        )
        return Typed(expr, UNKNOWN, parts)
    return Typed(expr, _over(top.kind, bottom.kind), parts)


def percent_of(expr: syntax.PercentOf, whole: Typed, context: Context) -> Typed:
    share = percent(expr.percent)
    parts = (share, whole)
    if not is_number(whole, context):
        return Typed(expr, UNKNOWN, parts)
    assert isinstance(whole.kind, NumberKind)
    assert isinstance(share.kind, NumberKind)
    kind = evolve(whole.kind, whole=False)
    return Typed(expr, _bounded(kind, multiply(_range(share.kind), _range(whole.kind))), parts)


def rounded(expr: syntax.Rounded, value: Typed, context: Context) -> Typed:
    if not is_number(value, context):
        return Typed(expr, UNKNOWN, (value,))
    assert isinstance(value.kind, NumberKind)
    kind = value.kind
    if expr.unit is not None:
        info = unit_of(expr.unit, context)
        if info is None:
            return Typed(expr, UNKNOWN, (value,))
        if info.dimension != kind.dimension:
            said = kind_words(kind)
            context.findings.error(
                "E320",
                expr.unit.span,
                f"`{quoted(value.span)}` is {said.en} and cannot be rounded to whole `{expr.unit.text}`",
                f"`{quoted(value.span)}` is {said.nl} en kan niet worden afgerond op hele `{expr.unit.text}`",
                labels=[label(value.span, f"this is {said.en}", f"dit is {said.nl}")],
            )
            return Typed(expr, UNKNOWN, (value,))
        kind = evolve(kind, unit=expr.unit.text, scale=info.scale)
    step = rounding_step(expr, kind)
    low = None if kind.low is None else math.floor(kind.low / step) * step
    high = None if kind.high is None else math.ceil(kind.high / step) * step
    return Typed(expr, evolve(kind, low=low, high=high, whole=step.denominator == 1), (value,))


def rounding_step(expr: syntax.Rounded, kind: NumberKind) -> Fraction:
    """The step to which is rounded, in base units; decimals are those of the number as it is shown."""
    shown = kind.scale / 100 if kind.form == "percent" else kind.scale
    return shown / Fraction(10) ** expr.decimals
