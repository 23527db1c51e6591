"""All mutants of the policies of a compilation."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from compiler.model import CriterionModel, Key, PolicyModel
from compiler.resolve.modules import Amending, Module
from compiler.scenarios.mutation.mutants import AmendmentModel, Change, Declaration, Mutant
from compiler.scenarios.mutation.operators.families import changes
from compiler.scenarios.mutation.operators.setting import Setting
from dsl.printing.spelling import Spelling
from dsl.source import SourceFile

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
    found += [each for module in compilation.modules for each in _amendments_left_out(module, compilation)]
    return tuple(found)


def declarations(model: PolicyModel) -> Iterator[Declaration]:
    yield from model.parameters
    yield from model.values
    yield from model.criteria
    yield from model.tables
    yield from model.preferences
    yield from model.allocations
    yield from model.deadlines
    yield from model.grants


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


def _amendments_left_out(module: Module, compilation: Compilation) -> Iterator[Mutant]:
    for each in compilation.amendments(module):
        if each.module.name not in {one.name for one in compilation.modules}:
            continue
        said = each.statement
        key = Key(module.name, said.title.value)
        declaration = AmendmentModel(key, each.first, _Without(compilation, each), said.title.span)
        language = each.module.syntax.language
        word = Spelling(language).word("AMENDMENT")
        change = Change("amendment", None, f'{word} "{said.title.value}"', None, said.title.span)
        yield Mutant(declaration, change, language)


class _Without:
    """The policies of a compilation without one of its amendments, compiled when first asked for."""

    def __init__(self, compilation: Compilation, amending: Amending) -> None:
        self.compilation = compilation
        self.amending = amending

    def __call__(self, module: str, day: datetime.date) -> PolicyModel | None:
        return self._compiled.model(module, day)

    @cached_property
    def _compiled(self) -> Compilation:
        """The same texts; where the amendment stands are empty lines, so that all places stay what they are."""
        source = self.amending.module.source
        lines = source.text.split("\n")
        first = self.amending.statement.span.line
        last = next((at for at in range(first, len(lines)) if lines[at][:1].strip(" #\t\r")), len(lines))
        text = "\n".join([*lines[: first - 1], *[""] * (last - first + 1), *lines[last:]])
        texts = [SourceFile(source.path, text)]
        return type(self.compilation)(self.compilation.paths, texts=texts, known=self.compilation.all_modules)
