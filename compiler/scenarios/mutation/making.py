"""All mutants of the policies of a compilation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compiler.model import CriterionModel, PolicyModel
from compiler.scenarios.mutation.mutants import Change, Declaration, Mutant
from compiler.scenarios.mutation.operators.families import changes
from compiler.scenarios.mutation.operators.setting import Setting

if TYPE_CHECKING:
    from compiler.pipeline import Compilation


def mutants(compilation: Compilation) -> tuple[Mutant, ...]:
    """Every mutant of what the modules of the paths declare, in the order of the policies; each declaration once.

    Declarations that no policy of the compilation rests on are left out: nothing could notice their change.
    """
    own = {each.name for each in compilation.modules}
    found: list[Mutant] = []
    seen: dict[tuple[type, object], list[Declaration]] = {}
    for name in compilation.policies:
        models = () if compilation.is_broken(name) else compilation.models(name)
        for model in models:  # as it was written, then as amendments make it
            for declaration in declarations(model):
                alike = seen.setdefault((type(declaration), declaration.key), [])
                if declaration.key.module in own and declaration not in alike:
                    alike.append(declaration)
                    found.extend(_of(declaration, model, compilation))
                taken_over = declaration.key.module != name and model is models[0]
                if isinstance(declaration, CriterionModel) and taken_over:
                    found.append(_not_taken_over(declaration, model))
    return tuple(found)


def declarations(model: PolicyModel) -> Iterator[Declaration]:
    yield from model.parameters
    yield from model.values
    yield from model.criteria
    yield from model.tables
    yield from model.deadlines


def _of(declaration: Declaration, model: PolicyModel, compilation: Compilation) -> Iterator[Mutant]:
    module = declaration.key.module
    language = next((each.syntax.language for each in compilation.modules if each.name == module), model.language)
    setting = Setting(language, compilation.units(module), model.records)
    for each in changes(declaration, setting):
        yield Mutant(declaration, each, language)


def _not_taken_over(criterion: CriterionModel, model: PolicyModel) -> Mutant:
    """A policy that takes a criterion over from another, without it."""
    change = Change("criterion", None, criterion.key.name, None, model.span)
    return Mutant(criterion, change, model.language, model.module)
