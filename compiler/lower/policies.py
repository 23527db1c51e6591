"""A policy as of one day."""

from __future__ import annotations

import datetime
from typing import assert_never

from compiler.check import keys
from compiler.check.periods import no_value
from compiler.ir import nodes as ir
from compiler.lower import deadlines, grants, orders
from compiler.lower.always import always
from compiler.lower.constants import output
from compiler.lower.expressions import TRUE, compared, condition, expression
from compiler.lower.place import Day, Place
from compiler.lower.shared import Parts, Shared
from compiler.lower.wording import Wordings
from compiler.model import CellModel, CriterionModel, PolicyModel, TableModel, Typed, ValueModel
from compiler.resolve.findings import Findings
from dsl import syntax
from dsl.diagnostics import Diagnostic, Language
from dsl.kinds import YesNoKind


def lower(
    model: PolicyModel,
    as_of: datetime.date,
    language: Language | None = None,
    wordings: Wordings | None = None,
    shared: Shared | None = None,
) -> tuple[ir.Policy | None, tuple[Diagnostic, ...]]:
    """The policy as of a day on which it is in force; None when it is not, or a parameter has no value then.

    Conditions are worded in the language, without one in that of the policy; `wordings` keep what was worded for other days, and
    `shared` what was lowered for them. The model must come from texts without errors.
    """
    findings = Findings()
    _check_day(model, as_of, findings)
    if findings.all:
        return None, findings.all
    wording = (Wordings() if wordings is None else wordings).of(language or model.language)
    day = Day(model, as_of, wording)
    parts = Parts(day) if shared is None else shared.of(day)
    return (
        ir.Policy(
            model.module,
            model.name,
            model.title,
            model.language,
            as_of,
            model.first,
            model.last,
            model.allows,
            model.judges,
            model.records,
            parts.all(model.criteria, _criterion),
            parts.all(model.tables, _table),
            parts.all(model.values, _computed),
            parts.all(model.preferences, orders.preference),
            parts.all(model.allocations, orders.allocation),
            parts.all(model.deadlines, deadlines.deadline),
            parts.all(model.grants, grants.grant),
            issuer=model.issuer,
            always=parts.all(model.always, always),
            span=model.span,
        ),
        (),
    )


def _check_day(model: PolicyModel, as_of: datetime.date, findings: Findings) -> None:
    """The policy, and those that it asks to be met, are in force and their parameters have a value."""
    _check_in_force(model, as_of, findings)
    for each in model.parameters:
        if each.keys:
            keys.values_on(each, as_of, findings)
        elif each.on(as_of) is None:
            no_value(each, as_of, findings)
    for met in model.met:
        _check_day(met, as_of, findings)


def _check_in_force(model: PolicyModel, as_of: datetime.date, findings: Findings) -> None:
    if (model.first is not None and as_of < model.first) or (model.last is not None and as_of > model.last):
        from_, through = model.first or "…", model.last or "…"
        findings.error(
            "E409",
            model.span,
            f"policy `{model.name}` is not in force on {as_of}, only from {from_} through {through}",
            f"beleid `{model.name}` geldt niet op {as_of}, alleen van {from_} tot en met {through}",
        )


def _criterion(model: CriterionModel, place: Place) -> ir.Criterion:
    return ir.Criterion(
        model.key.name,
        model.kind,
        model.title,
        model.citations,
        None if model.applies is None else condition(model.applies, place),
        condition(model.body, place),
        None if model.unless is None else condition(model.unless, place),
        model.span,
    )


def _computed(value: ValueModel, place: Place) -> ir.Computed:
    lower_ = condition if isinstance(value.kind, YesNoKind) else expression
    return ir.Computed(
        place.day.model.value_id(value.key), value.title, value.kind, value.citations, lower_(value.body, place)
    )


# --- decision tables --------------------------------------------------------------------------------------------------


def _table(model: TableModel, place: Place) -> ir.Table:
    return ir.Table(
        model.key.name,
        model.title,
        model.hit,
        model.citations,
        tuple(expression(each, place) for each in model.inputs),
        tuple(place.day.wording.of(each.said) for each in model.inputs),
        model.outputs,
        model.output_kinds,
        tuple(
            ir.Row(
                tuple(_test(tested, cell, place) for tested, cell in zip(model.inputs, row.cells, strict=True)),
                tuple(output(each) for each in row.outputs),
                row.span,
            )
            for row in model.rows
        ),
        model.span,
    )


def _test(tested: Typed, cell: CellModel, place: Place) -> ir.Expr:
    if not cell.parts:
        return TRUE
    tests = tuple(_part(tested, part, values, place) for part, values in cell.parts)
    return tests[0] if len(tests) == 1 else ir.Or(tests)


def _part(tested: Typed, part: syntax.CellPart, values: tuple[Typed, ...], place: Place) -> ir.Expr:
    match part:
        case syntax.CellTest(comparison=comparison):
            value = values[0]
            if isinstance(value.said, syntax.YesNo) and comparison.relation in ("=", "≠"):
                holds = expression(tested, place)
                return holds if value.said.value == (comparison.relation == "=") else ir.Not(holds)
            return compared(tested, comparison.relation, value, place)
        case syntax.CellBetween():
            return ir.And((compared(tested, "≥", values[0], place), compared(tested, "≤", values[1], place)))
        case syntax.CellState(state=state):
            return ir.IsState(state, expression(tested, place))
        case _:
            assert_never(part)
