"""Running examples for the command line: which ones, in what order, in how many processes, and what came of each."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve, field, frozen

from compiler.cli.paths import SUFFIX, default_paths, find_policy, is_hidden, policy_files

if TYPE_CHECKING:
    from compiler.pipeline import Compilation
    from compiler.records.problems import Problem
    from compiler.scenarios.cases import ExampleCase
    from compiler.scenarios.coverage.items import Seen
    from compiler.scenarios.coverage.observe import Observation
    from compiler.scenarios.tables import ExampleTable
    from dsl.diagnostics import Diagnostic

REMEMBERED = Path(".meetlat") / "failed.json"
MANY = 800  # examples that take longer to run than processes take to start


@frozen
class Ran:
    """What came of one example, ready to be told: `text` says what failed, `data` is the example for programs where they ask."""

    id: str
    holds: bool
    text: str
    data: dict[str, object] = field(factory=dict)


@frozen(slots=False)
class Loaded:
    """The examples of some paths. `asked` are the policy files named, `compilation` may hold more."""

    compilation: Compilation
    asked: tuple[Path, ...]
    tables: tuple[ExampleTable, ...]
    cases: tuple[ExampleCase, ...]
    errors: tuple[Diagnostic, ...]
    problems: tuple[Problem, ...]

    @property
    def mistakes(self) -> int:
        return len(self.errors) + len(self.problems)


# --- loading ----------------------------------------------------------------------------------------------------------


def load(
    paths: Sequence[Path],
    as_of: datetime.date | None,
    written: Sequence[Path] | None = None,
    compiled: Callable[[Sequence[Path]], Compilation] | None = None,
) -> Loaded:
    """All examples in policy files and tables. With a day every example is taken as of that day. `written` are the paths that the
    user wrote, where others are read; `compiled` makes the compilation of files.

    Raises click.UsageError for paths that are not there, and when there is nothing to do.
    """
    from compiler.pipeline import Compilation
    from compiler.scenarios.tables import cases_of

    paths = paths or default_paths()
    tables, problems = _tables(paths, paths if written is None else written)
    asked = _asked(paths, [each.path for each in tables])
    more = [path for each in tables if (path := _policy_of(each)) not in asked]
    compilation = (compiled or Compilation)([*asked, *dict.fromkeys(more)])
    compilation.parse_ahead()
    own = {str(path) for path in asked}
    cases = [each for each in compilation.examples if each.span.source.path in own]
    for table in tables:
        found, wrong = cases_of(table, compilation)
        cases.extend(found)
        problems.extend(wrong)
    errors = [each for each in compilation.diagnostics if each.is_error]
    if as_of is not None:
        cases, late = _on(compilation, cases, as_of)
        errors.extend(late)
    return Loaded(compilation, tuple(asked), tuple(tables), tuple(cases), tuple(errors), tuple(problems))


def table_paths(paths: Sequence[Path]) -> list[Path]:
    """The files that may be tables of examples: those named, and those in the folders named."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if _is_table(each) and not is_hidden(each, path))
            found |= dict.fromkeys(inside)
        elif _is_table(path):
            found[path] = None
    return list(found)


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in (".csv", ".xlsx") and path.is_file() and not path.name.startswith("~$")


def _tables(paths: Sequence[Path], written: Sequence[Path]) -> tuple[list[ExampleTable], list[Problem]]:
    from compiler.records.problems import Problem
    from compiler.records.workbook import INSTALL, NoExcel
    from compiler.scenarios.tables import read_example_table

    tables: list[ExampleTable] = []
    problems: list[Problem] = []
    for path in table_paths(paths):
        try:
            found = read_example_table(path)
        except NoExcel:
            needs = f"`{path}` is an Excel workbook, and reading those needs openpyxl: {INSTALL}"
            if path in written:
                raise click.UsageError(needs) from None
            click.echo(f"left out: {needs}", err=True)
            continue
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            tables.append(found)
        elif path in written:
            raise click.UsageError(f"`{path}` does not start with a line `# meetlat policy=...`")
    return tables, problems


def _asked(paths: Sequence[Path], tables: Sequence[Path]) -> list[Path]:
    rest = [each for each in paths if not _is_table(each)]
    if not rest and paths:
        return []
    try:
        return policy_files(rest)
    except click.UsageError:
        if tables and all(each.exists() for each in rest):
            return []
        raise


def _policy_of(table: ExampleTable) -> Path:
    """The file of the policy that a table names: near the table, else as every command finds it."""
    module = Path(*table.policy.split(".")).with_suffix(SUFFIX)
    near = (root / module for parent in table.path.absolute().parents for root in (parent / "policies", parent))
    for path in near:
        if path.is_file():
            here = Path.cwd()
            return path.relative_to(here) if path.is_relative_to(here) else path
    try:
        return find_policy(table.policy)
    except click.UsageError as error:
        raise click.UsageError(f"`{table.path}`: {error.message}") from None


def _on(
    compilation: Compilation, cases: Iterable[ExampleCase], day: datetime.date
) -> tuple[list[ExampleCase], list[Diagnostic]]:
    """The examples as of another day; those of policies that are not in force then are left out, with the reason."""
    found: list[ExampleCase] = []
    wrong: dict[str, tuple[Diagnostic, ...]] = {}
    for each in cases:
        policy, problems = compilation.policy(each.policy, day)
        if policy is None:
            wrong[each.policy] = problems
        else:
            found.append(evolve(each, as_of=day))
    return found, [each for problems in wrong.values() for each in problems]


# --- order ------------------------------------------------------------------------------------------------------------


def named(cases: Iterable[ExampleCase], part: str) -> list[ExampleCase]:
    return [each for each in cases if part.casefold() in each.name.casefold()]


def case_id(case: ExampleCase) -> str:
    return f"{case.span.source.path}::{case.name}"


def failed_first(cases: Iterable[ExampleCase]) -> list[ExampleCase]:
    """Those that failed the last time they ran in this folder before all others."""
    failed = _remembered()
    return sorted(cases, key=lambda each: case_id(each) not in failed)


def remember(runs: Iterable[Ran]) -> None:
    """Note which examples failed; those that did not run keep what is known of them."""
    before = _remembered()
    ran = {each.id: each.holds for each in runs}
    failed = sorted({each for each in before if each not in ran} | {each for each, holds in ran.items() if not holds})
    if not failed and not REMEMBERED.exists():
        return
    try:
        REMEMBERED.parent.mkdir(exist_ok=True)
        REMEMBERED.write_text(json.dumps(failed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        click.echo(f"`{REMEMBERED}` cannot be written: {error.strerror}; --failed-first will not know", err=True)


def _remembered() -> frozenset[str]:
    try:
        found = json.loads(REMEMBERED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return frozenset(each for each in found if isinstance(each, str)) if isinstance(found, list) else frozenset()


# --- running ----------------------------------------------------------------------------------------------------------


@frozen(eq=False)
class _Job:
    compilation: Compilation
    cases: Sequence[ExampleCase]
    observes: bool
    colour: bool


_job: _Job | None = None
"""What forked processes work on: they inherit it, so that nothing has to be compiled or sent again."""

_Done = tuple[Ran, "frozenset[Observation]"]


def run(
    compilation: Compilation, cases: Sequence[ExampleCase], *, jobs: int | None = None, observes: bool = False
) -> tuple[list[Ran], Seen]:
    """Run examples in so many processes: 0 is one per processor, and None that too for so many examples that it pays. With
    `observes` also what they show of the policies. In how many processes they ran cannot be seen from what comes out."""
    from compiler.report.layout import wants_colour
    from compiler.scenarios.coverage.measure import Observer
    from dsl.processes import can_fork

    global _job
    _job = _Job(compilation, cases, observes, wants_colour(sys.stderr))
    for each in cases:
        compilation.policy(each.policy, each.as_of)  # made once, before any fork
    if jobs is None:
        jobs = 0 if len(cases) >= MANY and sys.platform == "linux" else 1
    processes = min(jobs or _processors(), len(cases))
    if processes > 1 and not can_fork():
        click.echo("this system cannot fork processes: the examples run one by one", err=True)
        processes = 1
    done = _run_here(len(cases)) if processes <= 1 else _run_apart(len(cases), processes)
    observer = Observer()
    for case, (_, shown) in zip(cases, done, strict=True):
        observer.add(case.name, shown)
    return [ran for ran, _ in done], observer.seen


def _processors() -> int:
    from dsl.processes import processors

    return processors()


def _run_here(count: int) -> list[_Done]:
    from compiler.cli.progress import tracked

    return _work(tracked(range(count), "examples"))


def _run_apart(count: int, processes: int) -> list[_Done]:
    from compiler.cli.progress import tracked
    from dsl.processes import ProcessLost, in_forks

    pieces = min(count, processes * 16)  # so that one with more work is waited for but shortly
    shares = [range(at, count, pieces) for at in range(pieces)]
    placed: dict[int, _Done] = {}
    done = in_forks(_work, shares, processes)
    try:
        for share in tracked(shares, "examples"):
            placed.update(zip(share, next(done), strict=True))
    except ProcessLost:
        click.echo("a process was ended before it was done: the examples run again, one by one", err=True)
        return _run_here(count)
    finally:
        done.close()
    return [placed[number] for number in range(count)]


def _work(numbers: Iterable[int]) -> list[_Done]:
    from compiler.report.examples import failure_text, run_data
    from compiler.scenarios.coverage.measure import Observer
    from compiler.scenarios.run import run_example

    assert _job is not None
    observer = Observer()
    found: list[_Done] = []
    for number in numbers:
        case = _job.cases[number]
        done = run_example(_job.compilation, case, whole=_job.observes)
        shown = observer.shown(done.policy, case.facts, done.decided, case.peers) if _job.observes else frozenset()
        text = "" if done.holds else failure_text(done, _job.colour)
        found.append((Ran(case_id(case), done.holds, text, run_data(done)), shown))
    return found
