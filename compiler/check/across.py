"""Policies that rest on other policies, and agreements that are held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler.check.collections import nested_record
from compiler.check.naming import UNKNOWN, no_option
from compiler.check.wording import listed
from compiler.ir.nodes import FieldInfo
from compiler.model import (
    FactTarget,
    OptionTarget,
    PolicyModel,
    PolicyTarget,
    Typed,
)
from compiler.resolve.findings import quoted, stretch
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import ChoiceKind, RecordKind, SetKind, UnknownKind, YesNoKind

if TYPE_CHECKING:
    from compiler.check.context import Context

# --- meets ------------------------------------------------------------------------------------------------------------


def meets(expr: syntax.Meets, context: Context) -> Typed:
    """The policy of another module, held against the record of `for`, else the innermost one that it judges."""
    parts = () if expr.record is None else (nested_record(expr.record, context),)
    if context.scope.met.get(expr.module) is None:
        return Typed(expr, UNKNOWN, parts)  # there is no such module, or a circle
    model = context.declarations.policy_of(expr.module)
    if model is None:
        _no_policy(expr, context)
        return Typed(expr, UNKNOWN, parts)
    target = _target(expr, model, parts, context)
    if target is None:
        return Typed(expr, UNKNOWN, parts)
    context.declarations.rests_on(model, expr.span)
    return Typed(expr, YesNoKind(), parts, target)


def _no_policy(expr: syntax.Meets, context: Context) -> None:
    met = context.scope.met[expr.module]
    if met is None or met.policy is not None:
        return  # its mistakes are reported there
    context.findings.error(
        "E231",
        stretch(expr.span, expr.module),
        f"`{expr.module}` holds no policy, so that nobody can meet it",
        f"`{expr.module}` bevat geen beleid en daaraan kan dus niemand voldoen",
        help=Words("name a module with a `policy`", "noem een module met een `beleid`"),
    )


def _target(expr: syntax.Meets, model: PolicyModel, parts: tuple[Typed, ...], context: Context) -> PolicyTarget | None:
    if parts:
        kind = parts[0].kind
        if isinstance(kind, UnknownKind):
            return None
        if isinstance(kind, RecordKind) and kind.name == model.judges:
            return PolicyTarget(model.module)
        name = f"`{quoted(parts[0].span)}` is `{kind.name}`" if isinstance(kind, RecordKind) else ""
        _judges_another(expr, model, name, name, context)
        return None
    for level in range(len(context.levels) - 1, -1, -1):
        record = context.levels[level]
        if record is not None and record.name == model.judges:
            return PolicyTarget(model.module, level)
    innermost = context.levels[-1]
    if innermost is not None and not context.is_open:
        name = innermost.name
        _judges_another(expr, model, f"here stands `{name}`", f"hier staat `{name}`", context)
    return None


def _judges_another(expr: syntax.Meets, model: PolicyModel, en: str, nl: str, context: Context) -> None:
    fields = [each.name for each in context.facts() if each.kind == RecordKind(model.judges)]
    context.findings.error(
        "E232",
        expr.span,
        f"`{model.module}` judges `{model.judges}`, and {en}",
        f"`{model.module}` beoordeelt `{model.judges}`, en {nl}",
        help=Words(
            f"write `meets {expr.module} for {fields[0]}`", f"schrijf `voldoet aan {expr.module} voor {fields[0]}`"
        )
        if fields
        else Words(
            f"write `for` with the name of a fact of type `{model.judges}`",
            f"schrijf `voor` met de naam van een gegeven van het type `{model.judges}`",
        ),
    )


def judgements(model: PolicyModel) -> Mapping[str, tuple[FieldInfo, ...]]:
    """The judgements and external inputs that a policy rests on, by the record that they are asked of."""
    return {
        each.name: tuple(field for field in each.fields if field.judgement or field.external) for each in model.records
    }


# --- holds agreement --------------------------------------------------------------------------------------------------


def holds_agreement(expr: syntax.HoldsAgreement, context: Context) -> Typed:
    """Whether the set fact that lists agreements, of the innermost record that has one, holds this agreement."""
    found = _listing(context)
    if len(found) != 1:
        _no_listing(expr, found, context)
        return Typed(expr, YesNoKind() if context.is_open else UNKNOWN)
    name = syntax.Name(expr.agreement.value, span=expr.agreement.span)
    listing = Typed(syntax.Ref(name, span=expr.span), found[0].field.kind, target=found[0])
    kind = found[0].field.kind
    if not isinstance(kind, SetKind):
        return Typed(expr, UNKNOWN)
    if name.text not in kind.options:
        no_option(syntax.Ref(name, span=name.span), kind, context)
        return Typed(expr, UNKNOWN)
    held = Typed(syntax.Ref(name, span=name.span), ChoiceKind(kind.options), target=OptionTarget(name.text))
    return Typed(expr, YesNoKind(), (listing, held))


def _listing(context: Context) -> list[FactTarget]:
    for level in range(len(context.levels) - 1, -1, -1):
        record = context.levels[level]
        found = [] if record is None else [each for each in record.fields if each.lists_agreements]
        if found:
            return [FactTarget(each, level) for each in found]
    return []


def _no_listing(expr: syntax.HoldsAgreement, found: list[FactTarget], context: Context) -> None:
    if found:
        names = listed(tuple(each.field.name for each in found))
        en, nl = f"several facts list agreements: {names}", f"meer gegevens noemen overeenkomsten: {names}"
    elif context.is_open:
        return
    else:
        en, nl = "no fact here lists agreements", "geen gegeven noemt hier overeenkomsten"
    context.findings.error(
        "E233",
        expr.span,
        en,
        nl,
        help=Words(
            "declare one fact `some of` the agreements with `lists agreements`",
            "declareer één gegeven `enkele van` de overeenkomsten met `noemt overeenkomsten`",
        ),
    )
