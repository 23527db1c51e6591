"""Policies that rest on other policies, and agreements that are held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from compiler.check.collections import nested_record
from compiler.check.naming import UNKNOWN, no_option
from compiler.check.wording import listed
from compiler.ir.nodes import FieldInfo
from compiler.model import (
    DeadlineModel,
    DeadlineTarget,
    FactTarget,
    Key,
    OptionTarget,
    PolicyModel,
    PolicyTarget,
    Typed,
    ValueTarget,
)
from compiler.resolve.findings import quoted, stretch
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import ChoiceKind, RecordKind, SetKind, UnknownKind, YesNoKind

if TYPE_CHECKING:
    from compiler.check.context import Context

Size = tuple[int, int]
"""Number of parts and depth, with values and policies filled in."""


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


# --- sizes ------------------------------------------------------------------------------------------------------------


def size_of(model: PolicyModel) -> Size:
    """How large a policy becomes where another asks that it is met."""
    return _Sizes(model).policy()


class _Sizes:
    def __init__(self, model: PolicyModel) -> None:
        self.model = model
        self._values: dict[Key, Size] = {}
        self._dated: dict[Key, Size] = {}
        self._met: dict[str, Size] = {}

    def policy(self) -> Size:
        parts = [
            each for one in self.model.criteria for each in (one.applies, one.body, one.unless) if each is not None
        ]
        return _sum(self.size(each) for each in parts)

    def size(self, typed: Typed) -> Size:
        sizes = [self.size(each) for each in typed.parts]
        match typed.target:
            case ValueTarget(key=key):
                sizes.append(self._value(key))
            case PolicyTarget(module=module):
                sizes.append(self._policy(module))
            case DeadlineTarget(key=key):
                sizes.append(self._deadline(key))
            case _:
                pass
        return _sum(sizes)

    def _deadline(self, key: Key) -> Size:
        if key not in self._dated:
            self._dated[key] = (1, 1)
            model = self.model.deadline(key)
            self._dated[key] = of_deadline(model, [self.size(each) for each in model.parts])
        return self._dated[key]

    def _value(self, key: Key) -> Size:
        if key not in self._values:
            self._values[key] = (1, 1)  # should it read itself, which is reported elsewhere
            self._values[key] = self.size(self.model.value(key).body)
        return self._values[key]

    def _policy(self, module: str) -> Size:
        if module not in self._met:
            met = next((each for each in self.model.met if each.module == module), None)
            self._met[module] = (1, 1) if met is None else size_of(met)
        return self._met[module]


def of_deadline(model: DeadlineModel | None, parts: list[Size]) -> Size:
    """How large a deadline is where it is asked for: its conditions read its days and its act several times."""
    nodes, depth = _sum(parts)
    years = 1
    if model is not None and model.yearly is not None:
        years += (model.yearly.last.number or 0) - (model.yearly.first.number or 0)
    return nodes * TIMES_READ * max(years, 1), depth + ABOVE_PARTS


TIMES_READ = 12
ABOVE_PARTS = 10


def _sum(sizes: Iterable[Size]) -> Size:
    found = list(sizes)
    return 1 + sum(nodes for nodes, _ in found), 1 + max((depth for _, depth in found), default=0)


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
