"""`meetlat test`"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from attrs import frozen

from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, print_json, read_day
from compiler.cli.paths import paths_argument
from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    from compiler.cli.example_runs import Loaded, Ran
    from compiler.scenarios.cases import ExampleCase
    from compiler.scenarios.coverage.items import Coverage

GROUPS = ("criteria", "boundaries", "tables", "conditions", "all")
NO_EXAMPLES = Words(
    'there are no examples here: write one (`example "…"`), or let `meetlat suggest` write them',
    'er zijn hier geen voorbeelden: schrijf er een (`voorbeeld "…"`), of laat `meetlat suggest` ze schrijven',
)
NOT_RUN = Words(
    "an example that is wrong, or whose policy is, was not run",
    "een voorbeeld met een fout, of bij een beleid met een fout, is niet gedraaid",
)


@frozen
class Asked:
    """The options of one call."""

    paths: tuple[Path, ...]
    part: str | None
    as_of: datetime.date | None
    failed_first: bool
    jobs: int | None
    coverage: bool
    page: Path | None
    least: tuple[tuple[str, int], ...]
    output: Literal["text", "json"]

    @property
    def observes(self) -> bool:
        return self.coverage or self.page is not None or bool(self.least)


def _least(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for value in values:
        group, equals, percent = value.rpartition("=")
        group = group if equals else "all"
        if group not in GROUPS or not percent.isdecimal() or int(percent) > 100:
            names = ", ".join(GROUPS)
            raise click.BadParameter(f"write 95, or criteria=100; the groups are {names}", ctx, param)
        found.append((group, int(percent)))
    return tuple(found)


@click.command("test", cls=ReadableHelp)
@paths_argument
@click.option("-k", "part", metavar="WORDS", help="Only examples with these words in their title.")
@click.option("--as-of", metavar="DATE", callback=read_day, help="Run every example as of this day instead of its own.")
@click.option("--failed-first", is_flag=True, help="First the examples that failed last time, in this folder.")
@click.option(
    "-j", "jobs", type=click.IntRange(0), help="Processes; 0 takes one per processor, as many examples do without it."
)
@click.option(
    "--coverage", is_flag=True, help="Also tell what no example shows of the policies, and how much all show."
)
@click.option(
    "--coverage-html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the policies, coloured by what the examples show, as one HTML page.",
)
@click.option(
    "--fail-under",
    "least",
    metavar="[GROUP=]PERCENT",
    multiple=True,
    callback=_least,
    help="Fail when the coverage is less: `95` of all, or of one group, `criteria=100`. May be repeated.",
)
@click.option("--watch", is_flag=True, help="Stay, and run again what a saved file touches.")
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    part: str | None,
    as_of: datetime.date | None,
    failed_first: bool,
    jobs: int | None,
    coverage: bool,
    page: Path | None,
    least: tuple[tuple[str, int], ...],
    watch: bool,
    output: Literal["text", "json"],
) -> None:
    """Run the examples of policies: those in policy files, and tables of example providers.

    PATHS are files and folders; without any, the folder `policies`. A table is a CSV file, or an Excel workbook, that starts with
    a line `# meetlat policy=NAME as-of=DATE`; its columns `expect` and `expect NAME` say what should come out for each provider.

    Coverage is told in four groups. Criteria: each verdict that a criterion can have, each decision of a policy. Boundaries:
    below, on and above each threshold; the day before, on and after each date. Tables: each row, and the case that no row covers.
    Conditions: each shown to decide alone, as met and as not met (MC/DC).
    """
    asked = Asked(paths, part, as_of, failed_first, jobs, coverage, page, least, output)
    if watch:
        if output == "json" or asked.observes or jobs is not None:
            raise click.UsageError("--watch goes with none of --format json, coverage and -j")
        from compiler.cli.watching import watch as stay

        stay(asked)
        return
    from compiler.cli.example_runs import load

    ctx.exit(_once(asked, load(paths, as_of)))


def _once(asked: Asked, loaded: Loaded) -> int:
    """Run and tell; the exit code."""
    from compiler.cli.example_runs import remember, run
    from compiler.cli.reading import common_language

    cases = chosen(asked, loaded)
    runs, seen = run(loaded.compilation, cases, jobs=asked.jobs, observes=asked.observes)
    remember(runs)
    coverage = None
    if asked.observes:
        from compiler.scenarios.coverage.measure import measure

        coverage = measure(loaded.compilation, seen, dict.fromkeys((each.policy, each.as_of) for each in cases))
    if asked.output == "json":
        _print_data(runs, loaded, coverage)
    else:
        tell(runs, common_language(loaded.compilation))
    if not runs and not loaded.mistakes:
        click.echo(NO_EXAMPLES.said_in(common_language(loaded.compilation)), err=True)
    tell_mistakes(loaded)
    short = False if coverage is None else _tell_coverage(asked, coverage, loaded, common_language(loaded.compilation))
    return 1 if loaded.mistakes or short or not all(each.holds for each in runs) else 0


def chosen(asked: Asked, loaded: Loaded) -> list[ExampleCase]:
    """The examples to run, in order. Raises click.UsageError when none has the words that are asked."""
    from compiler.cli.example_runs import failed_first, named

    cases = list(loaded.cases) if asked.part is None else named(loaded.cases, asked.part)
    if asked.part is not None and not cases and not loaded.mistakes:
        raise click.UsageError(f"no example has `{asked.part}` in its title")
    return failed_first(cases) if asked.failed_first else cases


def tell(runs: list[Ran], language: Language = "en") -> None:
    """What failed, on standard error, and the count."""
    from compiler.report.examples import summary

    for each in runs:
        if not each.holds:
            click.echo(each.text, err=True)
    click.echo(summary([each.holds for each in runs], language))


def tell_mistakes(loaded: Loaded) -> None:
    """What is wrong with policies and tables, on standard error."""
    import sys

    from compiler.cli.reading import common_language, languages, print_diagnostics
    from compiler.report.layout import wants_colour
    from compiler.report.problems import problem_text

    print_diagnostics(loaded.errors, languages(loaded.compilation))
    forms = {str(each.path): each.form.language for each in loaded.tables}
    for problem in loaded.problems:
        said = problem_text(problem, forms.get(problem.place.file, "en"), wants_colour(sys.stderr))
        click.echo(said, err=True)
    if loaded.mistakes:
        click.echo(NOT_RUN.said_in(common_language(loaded.compilation)), err=True)


def _tell_coverage(asked: Asked, coverage: Coverage, loaded: Loaded, language: Language) -> bool:
    """Print the coverage and write the page; whether it falls short of what is asked."""
    import sys

    from compiler.report.coverage import coverage_text, shortfalls
    from compiler.report.layout import wants_colour

    if asked.coverage and asked.output == "text":
        click.echo()
        click.echo(coverage_text(coverage, language, wants_colour(sys.stdout)), nl=False)
    if asked.page is not None:
        from compiler.report.coverage_page import coverage_page

        texts = {each.source.path: each.source for each in loaded.compilation.all_modules}
        try:
            asked.page.parent.mkdir(parents=True, exist_ok=True)
            asked.page.write_text(coverage_page(coverage, texts, language), encoding="utf-8")
        except OSError as error:
            raise click.UsageError(f"`{asked.page}` cannot be written: {error.strerror}") from None
        click.echo(f"wrote {asked.page}", err=True)
    short = shortfalls(coverage, asked.least, language)
    for each in short:
        click.echo(each, err=True)
    return bool(short)


def _print_data(runs: list[Ran], loaded: Loaded, coverage: Coverage | None) -> None:
    from compiler.report.coverage import coverage_data

    passed = sum(each.holds for each in runs)
    data: dict[str, object] = {
        "passed": passed,
        "failed": len(runs) - passed,
        "errors": loaded.mistakes,
        "examples": [each.data for each in runs],
    }
    print_json(data if coverage is None else {**data, "coverage": coverage_data(coverage)})
