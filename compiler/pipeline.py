"""The compile as a story: every stage runs once, when it is first asked for.

    paths -> modules -> scopes -> models -> a policy as of a day

Nothing is raised for an author's mistake: `diagnostics` holds all of them, each once, ordered by file and place.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.check import lints
from compiler.check.citations import Inventories
from compiler.check.editions import Edition, check_modules, editions, told
from compiler.check.thousands import decimals_like_thousands
from compiler.model import PolicyModel
from compiler.resolve.amendments import in_order
from compiler.resolve.declarations import Scope, build_scopes
from compiler.resolve.findings import Findings, statement
from compiler.resolve.modules import Amending, Graph, Loader, Module, common_folder, policy_files
from dsl import syntax
from dsl.diagnostics import Diagnostic, Language
from dsl.frozen import frozen
from dsl.source import SourceFile

if TYPE_CHECKING:
    from compiler.ir.nodes import Policy
    from compiler.lower.shared import Shared
    from compiler.lower.wording import Wordings
    from compiler.resolve.units import UnitInfo
    from compiler.scenarios.cases import ExampleCase


PolicyKey = tuple[str, datetime.date, "Language | None"]
"""Module, day of decision and language of a policy."""


@frozen(eq=False)
class Lowered:
    """A policy with all that it was made of: `units` are the declarations whose words stand in it beside those of the model."""

    model: PolicyModel
    units: tuple[syntax.Statement, ...]
    policy: Policy


class Compilation:
    """Policy files, and all that can be made of them.

    `paths` are policy files and folders of them. Module names start at the nearest folder named `policies` above a file, else at
    the folder that holds all files; with `root` they start there. `texts` replace what is on disk. `known` are modules of an
    earlier compilation: those whose text is still the same are not parsed again. `folder` holds all files where `paths` are only
    some of them, so that their modules are named as they would be among all. `lowered` are policies of an earlier compilation:
    one that would be made of the same is taken as it is, with the places of the earlier text, for those who do not look at them.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        root: Path | None = None,
        texts: Iterable[SourceFile] = (),
        known: Iterable[Module] = (),
        folder: Path | None = None,
        lowered: Mapping[PolicyKey, Lowered] | None = None,
    ) -> None:
        given, texts = tuple(paths), tuple(texts)
        self.paths = tuple(dict.fromkeys(file for path in given for file in policy_files(path)))
        self._loader = Loader(root or folder or common_folder(given), texts, fixed=root is not None, known=known)
        self._broken: dict[str, bool] = {}
        self._earlier = lowered or {}
        self._alike: dict[tuple[int, int], bool] = {}
        self._units: dict[str, tuple[syntax.Statement, ...]] = {}
        self._lowered: dict[PolicyKey, tuple[Policy | None, tuple[Diagnostic, ...]]] = {}

    @classmethod
    def of_texts(cls, *texts: SourceFile, root: Path | None = None) -> Compilation:
        """A compilation of texts that need not be on disk."""
        return cls([Path(each.path) for each in texts], root, texts)

    def parse_ahead(self) -> None:
        """Parse the paths in several processes, if they are many and were not parsed before. For programs of one thread."""
        self._loader.parse_ahead(self.paths)

    # --- the stages ---------------------------------------------------------------------------------------------------

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The modules of the paths, in their order; those that cannot be read are left out."""
        loaded = [self._loader.load(path) for path in self.paths]
        return tuple(dict.fromkeys(each for each in loaded if each is not None))

    @cached_property
    def _graph(self) -> Graph:
        return Graph(self._loader, self.modules)

    @cached_property
    def all_modules(self) -> tuple[Module, ...]:
        """The modules of the paths and all that they use, each after those it uses."""
        return tuple(self._graph.order)

    @cached_property
    def _resolved(self) -> tuple[dict[Module, Scope], Findings]:
        findings = Findings()
        return build_scopes(self._graph, findings), findings

    @property
    def scopes(self) -> dict[Module, Scope]:
        """The names that each module can use."""
        return self._resolved[0]

    @cached_property
    def _checked(self) -> tuple[dict[str, PolicyModel], Findings]:
        findings = Findings()
        return check_modules(self.scopes, self._inventories, findings), findings

    @cached_property
    def _inventories(self) -> Inventories:
        return Inventories()

    @cached_property
    def _editions(self) -> tuple[Edition, ...]:
        """The texts as amendments make them, one edition for each day on which one takes effect."""
        return editions(self._graph, self.scopes, self._checked[0], self._inventories) if self._graph.amendments else ()

    @cached_property
    def _examples(self) -> tuple[tuple[ExampleCase, ...], Findings]:
        findings = Findings()
        if not any(isinstance(each, syntax.Example) for module in self.modules for each in module.syntax.statements):
            return (), findings
        from compiler.scenarios.cases import read_examples  # many files have none

        return read_examples(self, findings), findings

    @cached_property
    def _advice(self) -> Findings:
        """What only shows once everything else has been read."""
        findings = Findings()
        self._checked, self._examples  # noqa: B018
        for edition in self._editions:
            for module in self.modules:
                if module.name in edition.modules:
                    self.scopes[module].used.update(edition.scopes[edition.modules[module.name]].used)
        for module in self.modules:
            lints.unused_imports(self.scopes[module], findings)
            decimals_like_thousands(module.syntax, findings)
        return findings

    # --- what others ask ----------------------------------------------------------------------------------------------

    @property
    def policies(self) -> tuple[str, ...]:
        """The modules of the paths that hold a policy with a model."""
        return tuple(each.name for each in self.modules if each.name in self._checked[0])

    def model(self, module: str, day: datetime.date | None = None) -> PolicyModel | None:
        """The model of a module's policy, used modules included; None when it has none that could be understood.

        With a day it is that of the text as amendments make it by then, else that of the text as it was written.
        """
        edition = None if day is None else self._edition(module, day)
        return (self._checked[0] if edition is None else edition.models).get(module)

    def models(self, module: str) -> tuple[PolicyModel, ...]:
        """The models of a module's policy: that of the text as it was written, then those that amendments make."""
        later = (each.models.get(module) for each in self._editions if module in each.modules)
        return tuple(each for each in (self.model(module), *later) if each is not None)

    def days_of_change(self, module: str) -> tuple[datetime.date, ...]:
        """The days on which amendments make another text of a module, or of one that it rests on."""
        return tuple(each.first for each in self._editions if module in each.modules)

    def _edition(self, module: str, day: datetime.date) -> Edition | None:
        """The last edition by a day, None where no amendment touches the module by then."""
        found = [each for each in self._editions if each.first <= day and module in each.modules]
        return found[-1] if found else None

    def text(self, module: Module, day: datetime.date) -> syntax.Module:
        """The text of a module as amendments make it by a day."""
        edition = self._edition(module.name, day)
        return module.syntax if edition is None else edition.modules[module.name].syntax

    def amendments(self, module: Module) -> tuple[Amending, ...]:
        """The amendments of a module in the order in which they take effect, whatever the day."""
        return tuple(in_order(self._graph.amendments.get(module, ())))

    def policy(
        self, module: str, as_of: datetime.date, language: Language | None = None
    ) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
        """The policy of a module as of a day, and what stands in the way when it is None. Its conditions are worded in the
        language, without one in that of its text.

        With errors in the texts there is no policy; those are in `diagnostics` and not repeated here.
        """
        key = (module, as_of, language)
        if key not in self._lowered:
            self._lowered[key] = self._lower(module, as_of, language)
        return self._lowered[key]

    def _lower(
        self, module: str, as_of: datetime.date, language: Language | None
    ) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
        from compiler.lower.policies import lower

        model = self.model(module, as_of)
        if model is None or self.is_broken(module):
            return None, ()
        before = self._earlier.get((module, as_of, language))
        if before is not None and self._comes_to(before, model):
            return before.policy, ()
        return lower(model, as_of, language, *self._lowering)

    def _comes_to(self, before: Lowered, model: PolicyModel) -> bool:
        """Whether a policy would be made of the same; of the many days that share a model it is found once."""
        pair = id(before.model), id(model)
        if pair not in self._alike:
            self._alike[pair] = before.model == model and before.units == self._units_of(model.module)
        return self._alike[pair]

    @cached_property
    def _lowering(self) -> tuple[Wordings, Shared]:
        from compiler.lower.shared import Shared
        from compiler.lower.wording import Wordings

        return Wordings(), Shared()

    @property
    def lowered(self) -> dict[PolicyKey, Lowered]:
        """The policies that were asked for so far."""
        found: dict[PolicyKey, Lowered] = {}
        for key, (policy, _) in self._lowered.items():
            model = self.model(key[0], key[1])
            if model is not None and policy is not None:
                found[key] = Lowered(model, self._units_of(key[0]), policy)
        return found

    def _units_of(self, module: str) -> tuple[syntax.Statement, ...]:
        if module not in self._units:
            statements = (statement for each in self.modules_of(module) for statement in each.syntax.statements)
            self._units[module] = tuple(each for each in statements if isinstance(each, syntax.Unit | syntax.Counted))
        return self._units[module]

    def day(self, module: str) -> datetime.date | None:
        """A day on which the policy is in force: its first, else its last; None when it has neither."""
        model = self.model(module)
        return None if model is None else model.first or model.last

    def units(self, module: str) -> dict[str, UnitInfo]:
        """Every form of every unit and counted noun that a module can use."""
        return next((scope.units for each, scope in self.scopes.items() if each.name == module), {})

    @property
    def examples(self) -> tuple[ExampleCase, ...]:
        """The examples of the paths, with their facts."""
        return self._examples[0]

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All mistakes and advice, ordered by file (in the order of the modules) and place. Where a line could not be read it may
        have been the source."""
        found = Findings()
        for module in self.all_modules:
            found.add(*module.parsed.diagnostics)
        for stage in (self._loader.findings, self._resolved[1], self._examples[1], self._advice):
            found.add(*stage.all)
        found.add(*told(self._checked[1], self._editions))
        wrong = (each for module in self.all_modules for each in module.parsed.diagnostics if each.is_error)
        spoilt = {statement(each.span) for each in wrong}
        kept = [each for each in found.all if each.code != "W801" or statement(each.span) not in spoilt]
        rank = {each.source: at for at, each in enumerate(dict.fromkeys((*self.modules, *self.all_modules)))}
        return tuple(sorted(kept, key=lambda each: (rank.get(each.span.source, -1), each.span.start)))

    @property
    def has_errors(self) -> bool:
        return any(each.is_error for each in self.diagnostics)

    def is_broken(self, module: str) -> bool:
        """Whether there is an error in a module or in one that it uses, examples aside."""
        if module not in self._broken:
            self._broken[module] = self._finds_broken(module)
        return self._broken[module]

    def _finds_broken(self, module: str) -> bool:
        sources = {each.source for each in self._reached(module)}
        later = (each.findings for each in self._editions)
        stages = (self._loader.findings, self._resolved[1], self._checked[1], *later)
        found = [*(each for stage in stages for each in stage.all)]
        if any(each.is_error and each.span.source in sources for each in found):
            return True
        return any(each.broken for each in self._reached(module))

    def modules_of(self, module: str) -> tuple[Module, ...]:
        """A module and all that it uses or asks to be met, each after those it uses; those that only amend are left out."""
        reached: set[Module] = set()
        waiting = [each for each in self.all_modules if each.name == module]
        while waiting:
            current = waiting.pop()
            if current not in reached:
                reached.add(current)
                waiting.extend(self._graph.linked(current))
        return tuple(each for each in self.all_modules if each in reached)

    def files_of(self, module: str) -> frozenset[Path]:
        """The files of a module and of all that it uses, and the inventories that their documents have, absolute."""
        reached = self._reached(module)
        return frozenset(each.path for each in reached).union(*map(_inventories, reached))

    def _reached(self, module: str) -> set[Module]:
        reached: set[Module] = set()
        waiting = [each for each in self.all_modules if each.name == module]
        while waiting:
            current = waiting.pop()
            if current not in reached:
                reached.add(current)
                waiting.extend(self._graph.linked(current))
                waiting.extend(each.module for each in self._graph.amendments.get(current, ()))
        return reached


def _inventories(module: Module) -> list[Path]:
    documents = (each for each in module.syntax.statements if isinstance(each, syntax.Document))
    settings = (setting for each in documents for setting in each.settings if isinstance(setting, syntax.Inventory))
    return [module.path.parent / each.path.value for each in settings]
