"""`meetlat fuzz`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, print_json
from compiler.cli.paths import paths_argument, policy_files

INSTALL = "pip install 'meetlat[fuzz]'"


@click.command("fuzz", cls=ReadableHelp)
@paths_argument
@click.option(
    "--examples", type=click.IntRange(min=1), default=500, show_default=True, help="Providers to try each `always` on."
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same number draws the same providers.")
@format_option
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[Path, ...], examples: int, seed: int, output: Literal["text", "json"]
) -> None:
    """Try what policies say always holds (`always`) on generated providers.

    PATHS are files and folders; without any, the folder `policies`. Providers are drawn from the declarations, and near to those
    of the examples: with missing facts, values on a threshold and beside it, equal ones and empty lists. The smallest provider
    that breaks an `always` is printed as an example. That none was found proves nothing. One that no provider bears on, as none
    meets its `when`, counts as not tried: more `--examples` may find some.
    """
    from compiler.cli.progress import counted
    from compiler.cli.reading import common_language, languages, print_diagnostics
    from compiler.pipeline import Compilation

    try:
        from compiler.scenarios.fuzz.run import fuzz, without_a_day
    except ImportError as missing:
        if (missing.name or "").partition(".")[0] != "hypothesis":
            raise
        raise click.UsageError(f"generated providers need Hypothesis: {INSTALL}") from None
    from compiler.report.fuzz import fuzz_data, fuzz_text, summary, without_a_day_data, without_a_day_text
    from compiler.report.layout import wants_colour

    compilation = Compilation(policy_files(paths))
    errors = [each for each in compilation.diagnostics if each.is_error]
    print_diagnostics(errors, languages(compilation))
    if errors:
        ctx.exit(1)
    with counted("what always holds") as done:
        found = fuzz(compilation, examples, seed, done)
    idle = without_a_day(compilation)
    if output == "json":
        left = [without_a_day_data(module, always) for module, _, always in idle]
        print_json([*(fuzz_data(each) for each in found), *left])
    else:
        for each in found:
            click.echo(fuzz_text(each, wants_colour(sys.stdout)), nl=False)
        for _, model, always in idle:
            click.echo(without_a_day_text(always, model.language, wants_colour(sys.stdout)), nl=False)
        click.echo(summary(found, len(idle), common_language(compilation)))
    ctx.exit(1 if any(each.broken_by is not None for each in found) else 0)
