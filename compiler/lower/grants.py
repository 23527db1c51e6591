"""Grants, and the values of parameters that have keys, for the intermediate representation."""

from __future__ import annotations

from compiler.ir import nodes as ir
from compiler.ir.values import NONE
from compiler.lower import across
from compiler.lower.constants import constant
from compiler.lower.expressions import TRUE, compared, condition, expression
from compiler.lower.place import Place
from compiler.model import AwardModel, GrantModel, KeyedRowModel, ParameterTarget, Typed
from dsl.diagnostics import CompilerFault
from dsl.kinds import YesNoKind


def grant(model: GrantModel, place: Place) -> ir.Grant:
    return ir.Grant(
        model.key.name,
        model.title,
        model.kind,
        model.whole,
        model.citations,
        None if model.applies is None else condition(model.applies, place),
        across.eligible(place) if model.only_eligible else None,
        tuple(_award(each, model, place) for each in model.cases),
        model.span,
        model.is_profile,
    )


def _award(award: AwardModel, grant: GrantModel, place: Place) -> ir.Award:
    wording = place.day.wording
    when = None if award.condition is None else condition(award.condition, place)
    if award.result is None:
        return ir.Award(when, ir.Lit(NONE), wording.none(), award.span)
    lower = condition if isinstance(grant.kind, YesNoKind) else expression
    return ir.Award(when, lower(award.result, place), wording.of(award.result.said), award.span)


def keyed(typed: Typed, place: Place) -> ir.Expr:
    """The value of the row for these keys. The last row takes what the others leave: the checks know that one always holds."""
    if not isinstance(typed.target, ParameterTarget):
        raise CompilerFault(f"no parameter is named: {typed.said!r}")
    model = place.day.model.parameter(typed.target.key)
    cases: list[tuple[ir.Expr, ir.Expr]] = []
    for row in model.rows_on(place.day.as_of):
        when = _same(typed, row, place)
        if when is not None:
            cases.append((when, ir.Lit(NONE if row.value is None else constant(row.value))))
        if when == TRUE:
            break
    *first, (_, last) = cases
    return ir.Choose(tuple(first), last) if first else last


def _same(typed: Typed, row: KeyedRowModel, place: Place) -> ir.Expr | None:
    """Whether the keys are those of a row; None where constant ones are others."""
    tests: list[ir.Expr] = []
    for asked, key in zip(typed.parts, row.keys, strict=True):
        if key is None or asked.said == key.said:
            continue
        test = compared(asked, "=", key, place)
        assert isinstance(test, ir.Compare)
        if isinstance(test.left, ir.Lit) and isinstance(test.right, ir.Lit):
            if test.left.value != test.right.value:
                return None
            continue
        tests.append(test)
    if not tests:
        return TRUE
    return tests[0] if len(tests) == 1 else ir.And(tuple(tests))
