"""Parameters: values in ascending periods, and a value on every day on which the policy is in force."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from attrs import evolve

from compiler.check import keys
from compiler.check.context import Context
from compiler.check.expressions import expression
from compiler.check.fitting import fits
from compiler.model import ParameterModel, PeriodModel, Typed
from compiler.resolve.declarations import unknown_unit
from compiler.resolve.findings import Findings, label
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import Kind, NumberKind, UnknownKind


def periods(
    statement: syntax.Parameter | syntax.External, kind: Kind, context: Context, findings: Findings
) -> tuple[PeriodModel, ...]:
    """The periods with their values, in ascending order; reports days out of order and values that do not fit the type."""
    found: list[PeriodModel] = []
    latest: syntax.Period | None = None
    for each in statement.periods:
        value = fixed(each.value, statement, kind, context)
        if latest is not None and each.first.value <= latest.first.value:
            findings.error(
                "E402",
                each.first.span,
                f"the periods ascend: {each.first.value} does not come after {latest.first.value}",
                f"de perioden lopen op: {each.first.value} komt niet na {latest.first.value}",
                labels=[label(latest.first.span, "the period before it", "de periode ervoor")],
            )
            continue
        latest = each
        found.append(PeriodModel(each.first.value, value))
    return tuple(found)


def fixed(value: syntax.Expr, statement: syntax.Parameter | syntax.External, kind: Kind, context: Context) -> Typed:
    """The value that a parameter has, which no fact or other parameter changes: in a rate, what stands under `per` is a unit."""
    under = value.bottom if isinstance(value, syntax.Per) else None
    if isinstance(under, syntax.Ref) and under.name.text not in context.scope.units:
        unknown_unit(under.name, context.scope, context.scope.units, context.findings)
        return Typed(value, UnknownKind())
    if isinstance(under, syntax.Ref):
        one = syntax.Quantity(syntax.Number("1", span=under.span), under.name, span=under.span)
        value = evolve(value, bottom=one)  # type: ignore[arg-type]
    found = expression(value, context, kind)
    fits(found, kind, statement.type, context.findings)
    return found


def hull(kind: Kind, found: Iterable[Typed]) -> Kind:
    """The kind with bounds that hold every value it ever has."""
    values = [each.kind for each in found]
    numbers = [
        each for each in values if isinstance(each, NumberKind) and each.low is not None and each.high is not None
    ]
    if not isinstance(kind, NumberKind) or not numbers or len(numbers) < len(values):
        return kind
    low = min(each.low for each in numbers if each.low is not None)
    high = max(each.high for each in numbers if each.high is not None)
    return evolve(kind, low=low, high=high)


def values_on_every_day(
    parameters: Iterable[ParameterModel], in_force: syntax.InForce | None, findings: Findings
) -> None:
    """Report the parameters that have no value on the first day of the policy."""
    if in_force is None or in_force.first is None:
        return
    first = in_force.first.value
    for each in parameters:
        if each.periods and each.periods[0].first > first:
            no_value(each, first, findings, in_force.first)
        keys.values_on(each, first, findings, in_force.first)


def no_value(parameter: ParameterModel, day: datetime.date, findings: Findings, why: syntax.Date | None = None) -> None:
    name = parameter.key.name
    start = parameter.periods[0].first if parameter.periods else None
    findings.error(
        "E403",
        parameter.span,
        f"parameter `{name}` has no value on {day}",
        f"parameter `{name}` heeft geen waarde op {day}",
        labels=[]
        if why is None
        else [label(why.span, "the policy is in force from this day", "het beleid geldt vanaf deze dag")],
        help=None
        if start is None
        else Words(f"its first value is from {start}", f"de eerste waarde geldt vanaf {start}"),
    )
