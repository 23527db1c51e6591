"""`meetlat test`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, print_json
from compiler.cli.paths import paths_argument, policy_files

if TYPE_CHECKING:
    from compiler.scenarios.run import ExampleRun


@click.command("test", cls=ReadableHelp)
@paths_argument
@click.option("-k", "part", metavar="WORDS", help="Only examples with these words in their title.")
@format_option
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], part: str | None, output: Literal["text", "json"]) -> None:
    """Run the examples in policies. PATHS are files and folders; without any, the folder `policies`."""
    from compiler.cli.progress import tracked
    from compiler.cli.reading import languages, print_diagnostics
    from compiler.pipeline import Compilation
    from compiler.scenarios.run import run_example

    compilation = Compilation(policy_files(paths))
    cases = [each for each in compilation.examples if part is None or part.casefold() in each.name.casefold()]
    errors = [each for each in compilation.diagnostics if each.is_error]
    if part is not None and not cases and not errors:
        raise click.UsageError(f"no example has `{part}` in its title")
    runs = [run_example(compilation, each) for each in tracked(cases, "examples")]
    if output == "json":
        _print_data(runs, len(errors))
    else:
        _print_text(runs)
    print_diagnostics(errors, languages(compilation))
    ctx.exit(1 if errors or not all(each.holds for each in runs) else 0)


def _print_text(runs: list[ExampleRun]) -> None:
    from compiler.report.examples import failure_text, summary
    from compiler.report.layout import wants_colour

    for each in runs:
        if not each.holds:
            click.echo(failure_text(each, wants_colour(sys.stderr)), err=True)
    click.echo(summary(runs))


def _print_data(runs: list[ExampleRun], errors: int) -> None:
    from compiler.report.examples import run_data, tally

    passed, failed = tally(runs)
    print_json({"passed": passed, "failed": failed, "errors": errors, "examples": [run_data(each) for each in runs]})
