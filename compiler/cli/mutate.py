"""`meetlat mutate`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, print_json
from compiler.cli.paths import paths_argument, policy_files


@click.command("mutate", cls=ReadableHelp)
@paths_argument
@click.option(
    "-k", "part", metavar="WORDS", help="Only changes of criteria and the like with these words in their name."
)
@click.option(
    "--fail-under", type=click.IntRange(0, 100), metavar="PERCENT", help="Fail when fewer changes are noticed."
)
@click.option("--equivalent", is_flag=True, help="Show the changes that are shown to change nothing as well.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="NUMBER", help="Processes; without it one per core.")
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    part: str | None,
    fail_under: int | None,
    equivalent: bool,
    jobs: int | None,
    output: Literal["text", "json"],
) -> None:
    """Change policies in small ways, and tell which changes no example notices.

    PATHS are files and folders; without any, the folder `policies`. Examples that fail are left out of account.
    A change that is shown to change nothing does not count.
    """
    from compiler.cli.progress import counted
    from compiler.cli.reading import common_language, languages, print_diagnostics
    from compiler.pipeline import Compilation
    from compiler.report.layout import wants_colour
    from compiler.report.mutation import report_data, report_text
    from compiler.scenarios.mutation.run import run_mutants, score

    compilation = Compilation(policy_files(paths))
    errors = [each for each in compilation.diagnostics if each.is_error]
    print_diagnostics(errors, languages(compilation))
    if errors:
        ctx.exit(1)
    wanted = None if part is None else part.casefold()
    with counted("changes") as done:
        held = run_mutants(
            compilation, jobs, done, lambda each: wanted is None or wanted in each.declaration.key.name.casefold()
        )
    if output == "json":
        print_json(report_data(held))
    else:
        click.echo(report_text(held, common_language(compilation), wants_colour(sys.stdout), equivalent), nl=False)
    ctx.exit(0 if score(held).reaches(fail_under or 0) else 1)
