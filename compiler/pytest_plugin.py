"""A pytest plugin: the examples in `.policy` files are test items.

pytest imports this module wherever Meetlat is installed, so that it imports nothing of Meetlat itself: the compiler is loaded
when the first policy file with examples is collected. Items work with `-k`, xdist and JUnit reports as any test does. The
setting `policy_files` names the files, as patterns from the root folder; by default all that end in `.policy`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from compiler.pipeline import Compilation
    from compiler.scenarios.cases import ExampleCase
    from compiler.scenarios.run import ExampleRun

SUFFIX = ".policy"
_EXAMPLE = re.compile(r"^(?:example|voorbeeld)\b", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("policy_files", "policy files whose examples are tests", type="args", default=[f"*{SUFFIX}"])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix != SUFFIX or not _is_asked(file_path, parent.config):
        return None
    if not _EXAMPLE.search(file_path.read_text(encoding="utf-8-sig", errors="replace")):
        return None
    return PolicyFile.from_parent(parent, path=file_path)


def _is_asked(path: Path, config: pytest.Config) -> bool:
    """Named on the command line, or by a pattern of the setting."""
    if any(Path(config.invocation_params.dir, each.partition("::")[0]) == path for each in config.args):
        return True
    root = config.rootpath
    relative = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
    return any(fnmatch(relative, each) for each in config.getini("policy_files"))


class PolicyFile(pytest.File):
    """The examples of one policy file."""

    def collect(self) -> Iterator[ExampleItem]:
        from compiler.pipeline import Compilation

        compilation = Compilation([self.path])
        errors = [each for each in compilation.diagnostics if each.is_error]
        if errors:
            raise self.CollectError("".join(_said(each, compilation) for each in errors))
        for case in compilation.examples:
            yield ExampleItem.from_parent(self, name=case.name, case=case, compilation=compilation)


def _said(diagnostic: Any, compilation: Compilation) -> str:
    from compiler.report.diagnostics import diagnostic_text

    known = {each.source: each.syntax.language for each in compilation.all_modules}
    return diagnostic_text(diagnostic, known.get(diagnostic.span.source, "en"))


class ExampleFails(Exception):
    """An example does not come out as expected."""

    def __init__(self, run: ExampleRun) -> None:
        super().__init__(run.case.name)
        self.run = run


class ExampleItem(pytest.Item):
    """One example."""

    def __init__(self, *, case: ExampleCase, compilation: Compilation, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case
        self.compilation = compilation

    def runtest(self) -> None:
        from compiler.scenarios.run import run_example

        done = run_example(self.compilation, self.case)
        if not done.holds:
            raise ExampleFails(done)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, ExampleFails):
            from compiler.report.examples import failure_text

            return failure_text(excinfo.value.run).rstrip()
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.span.line - 1, self.name
