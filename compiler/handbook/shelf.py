"""Policies with all that documentation tells of them: each thing is worked out once, when it is first asked for."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from attrs import frozen

from compiler.ir.nodes import Policy
from compiler.pipeline import Compilation
from compiler.report.consolidated import consolidated, without
from compiler.resolve.modules import Amending, Module
from compiler.scenarios.coverage.items import Coverage
from compiler.scenarios.coverage.measure import Observer, measure
from compiler.scenarios.run import ExampleRun, run_examples
from compiler.scenarios.trace import DocumentTrace, trace
from dsl import syntax
from dsl.diagnostics import Diagnostic, Language
from dsl.printing.formatter import format_source
from dsl.source import SourceFile


@frozen
class Change:
    """What became another text on a day. `lines` are those of a unified comparison, without its heading; `modules` are the
    amended texts, by name."""

    day: datetime.date
    amendments: tuple[Amending, ...]
    lines: tuple[str, ...]


class Broken(Exception):
    """The policies have mistakes: there is nothing to document."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(f"{len(self.diagnostics)} mistakes in the policies")


class Shelf:
    """The policies in some files and folders. Raises Broken where they have mistakes."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.compilation = Compilation(paths)
        self._texts: dict[tuple[str, datetime.date, Language], str] = {}
        errors = [each for each in self.compilation.diagnostics if each.is_error]
        if errors:
            raise Broken(errors)

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """The modules with a policy that is in force on some day."""
        return tuple(each for each in self.compilation.policies if self.day(each) is not None)

    @cached_property
    def modules(self) -> dict[str, Module]:
        return {each.name: each for each in self.compilation.all_modules}

    def of_file(self, path: Path) -> str | None:
        """The module of a policy file."""
        wanted = path.resolve()
        return next((each.name for each in self.compilation.modules if each.path.resolve() == wanted), None)

    def day(self, module: str) -> datetime.date | None:
        """The day that a page is about: that of the last change of the text, else the first day in force."""
        days = (*reversed(self.compilation.days_of_change(module)), self.compilation.day(module))
        return next((day for day in days if day and self.compilation.policy(module, day)[0] is not None), None)

    def policy(self, module: str, day: datetime.date | None = None, language: Language | None = None) -> Policy:
        """The policy as of a day, else that of its page. Raises KeyError where there is none."""
        chosen = day or self.day(module)
        found = None if chosen is None else self.compilation.policy(module, chosen, language)[0]
        if found is None:
            raise KeyError(module)
        return found

    # --- examples -----------------------------------------------------------------------------------------------------

    @cached_property
    def _runs(self) -> dict[str, list[ExampleRun]]:
        found: dict[str, list[ExampleRun]] = {}
        for each in run_examples(self.compilation):
            found.setdefault(each.case.policy, []).append(each)
        return found

    def runs(self, module: str) -> tuple[ExampleRun, ...]:
        """The examples of a policy, wherever they stand, with what came out."""
        return tuple(self._runs.get(module, ()))

    @cached_property
    def _coverage(self) -> Coverage:
        observer = Observer()
        runs = [each for runs in self._runs.values() for each in runs]
        for each in runs:
            observer.watch(each.case.name, each.policy, each.case.facts, each.decided, each.case.peers)
        return measure(self.compilation, observer.seen, {(each.case.policy, each.case.as_of) for each in runs})

    def coverage(self, module: str) -> Coverage:
        """What the examples show of the text of a policy."""
        return self._coverage.within(self.modules[module].source.path)

    # --- sources ------------------------------------------------------------------------------------------------------

    @cached_property
    def traces(self) -> tuple[DocumentTrace, ...]:
        return trace(self.compilation, runs=[each for runs in self._runs.values() for each in runs])

    @cached_property
    def traced(self) -> frozenset[tuple[str, str]]:
        """The documents and keys that have a row in an inventory."""
        return frozenset((each.document, row.key) for each in self.traces for row in each.rows)

    @cached_property
    def documents(self) -> dict[str, syntax.Document]:
        """The documents that are declared, by their keys."""
        statements = (each for module in self.compilation.all_modules for each in module.syntax.statements)
        return {each.key: each for each in statements if isinstance(each, syntax.Document)}

    # --- texts --------------------------------------------------------------------------------------------------------

    def text(self, module: str, day: datetime.date, language: Language) -> str:
        """The text of a policy as amendments make it by a day, without its examples, with the words of a language."""
        key = (module, day, language)
        if key not in self._texts:
            self._texts[key] = self._text(module, day, language)
        return self._texts[key]

    def _text(self, module: str, day: datetime.date, language: Language) -> str:
        held = self.modules[module]
        compilation = self.compilation
        amendments = [each.statement for each in compilation.amendments(held)]
        said = consolidated(held.source, day, compilation.text(held, day), amendments, every_period=True)
        plain = without(said, held.source.path, syntax.Example)
        if held.syntax.language == language:
            return plain
        other, _ = format_source(SourceFile(held.source.path, plain), language)
        return other or plain

    def changes(self, module: str, language: Language) -> tuple[Change, ...]:
        """How amendments change the text of a policy and of what it rests on, in the order of their days: what they bring about
        and not their own text, which is no part of it once they are worked in."""
        compilation = self.compilation
        reached = compilation.modules_of(module)
        amended = [(one, each) for one in reached for each in compilation.amendments(one)]
        found = []
        for day in sorted({each.first for _, each in amended}):
            effective = tuple(each for _, each in amended if each.first == day)
            lines: list[str] = []
            for one in dict.fromkeys(one for one, each in amended if each.first == day):
                before, after = (
                    without(self.text(one.name, each, language), str(one.source.path), syntax.Amendment)
                    for each in (day - datetime.timedelta(1), day)
                )
                compared = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]
                lines += [f"@@ {one.name} @@", *compared] if one.name != module else compared
            found.append(Change(day, effective, tuple(lines)))
        return tuple(found)
