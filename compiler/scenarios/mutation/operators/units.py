"""Another unit of the same dimension, and another fact of the same kind to take a rate or a percentage of."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.ir.nodes import FieldInfo
from compiler.model import FactTarget, FieldTarget, Typed
from compiler.scenarios.mutation.mutants import Change
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import Site
from dsl import syntax
from dsl.kinds import NumberKind


def changes(site: Site, setting: Setting) -> Iterator[Change]:
    new = (
        _other_unit(site.typed, setting) if isinstance(site.typed.said, syntax.Quantity) else _other_base(site, setting)
    )
    if new is not None:
        yield setting.change("unit", site, new)


def _other_unit(typed: Typed, setting: Setting) -> Typed | None:
    said, kind = typed.said, typed.kind
    assert isinstance(said, syntax.Quantity)
    assert isinstance(kind, NumberKind)
    written = setting.units.get(said.unit.text)
    if written is None:
        return None
    for name, unit in setting.units.items():
        if unit.dimension == written.dimension and unit.scale != written.scale and _alike(name, said, setting):
            value = said.number.value * unit.scale
            other = evolve(said, unit=evolve(said.unit, text=name), symbol=False)
            return evolve(typed, said=other, kind=evolve(kind, low=value, high=value, unit=name, scale=unit.scale))
    return None


def _alike(name: str, said: syntax.Quantity, setting: Setting) -> bool:
    """Of the forms of a unit the one in the language: one and several, English and Dutch stand one after another."""
    names = list(setting.units)
    of_one = [each for each in names if setting.units[each] == setting.units[name]]
    of_said = [each for each in names if setting.units[each] == setting.units[said.unit.text]]
    at = of_said.index(said.unit.text)
    return name == of_one[min(at, len(of_one) - 1)]


def _other_base(site: Site, setting: Setting) -> Typed | None:
    """The fact under `per` or behind `% of` for one beside it of the same kind."""
    around = site.parents[0] if site.parents else None
    if (
        around is None
        or around.parts[-1] is not site.typed
        or not isinstance(around.said, syntax.Per | syntax.PercentOf)
    ):
        return None
    target = site.typed.target
    if not isinstance(target, FactTarget | FieldTarget):
        return None
    field = _beside(target.field, setting)
    if field is None:
        return None
    said = site.typed.said
    if isinstance(said, syntax.Ref):
        said = evolve(said, name=evolve(said.name, text=field.name))
    elif isinstance(said, syntax.Of):
        said = evolve(said, field=evolve(said.field, text=field.name))
    return evolve(site.typed, said=said, target=evolve(target, field=field))


def _beside(field: FieldInfo, setting: Setting) -> FieldInfo | None:
    record = next((each for each in setting.records if each.find(field.name) == field), None)
    if record is None:
        return None
    return next((each for each in record.fields if each.kind == field.kind and each.name != field.name), None)
