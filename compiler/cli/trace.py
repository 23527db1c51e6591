"""`meetlat trace`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from compiler.cli.choices import Choice
from compiler.cli.help import ReadableHelp
from compiler.cli.options import print_json
from compiler.cli.paths import paths_argument, policy_files
from dsl.diagnostics import Words

NO_INVENTORY = Words(
    'no document has an inventory here: give a `document` a line `inventory "FILE.csv"`, of a CSV file with the columns `id` and'
    " `decision` and a row for each rule of the document",
    'geen document heeft hier een inventaris: geef een `document` een regel `inventaris "BESTAND.csv"`, van een CSV-bestand met'
    " de kolommen `id` en `decision` en een rij voor elke regel van het document",
)


@click.command("trace", cls=ReadableHelp)
@paths_argument
@click.option("--document", "documents", multiple=True, metavar="KEY", help="Only this document; may be repeated.")
@click.option("--format", "output", type=Choice(["text", "json", "html"]), default="text", help="How to report.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    documents: tuple[str, ...],
    output: Literal["text", "json", "html"],
) -> None:
    """Tell for each row of the documents' inventories what encodes it, and whether examples show it.

    PATHS are files and folders; without any, the folder `policies`. Give the folder of the examples as well.
    Exits with 1 while a row is neither encoded nor listed with a reason, or a decision is not shown each way.
    """
    from compiler.cli.reading import common_language, languages, print_diagnostics
    from compiler.pipeline import Compilation
    from compiler.report.layout import wants_colour
    from compiler.report.trace import trace_data, trace_page, trace_text
    from compiler.scenarios.trace import inventories, trace

    compilation = Compilation(policy_files(paths))
    errors = [each for each in compilation.diagnostics if each.is_error]
    print_diagnostics(errors, languages(compilation))
    if errors:
        ctx.exit(1)
    unknown = sorted(set(documents) - set(inventories(compilation)))
    if unknown:
        known = ", ".join(sorted(inventories(compilation))) or "none"
        raise click.UsageError(f"no document `{unknown[0]}` with an inventory; there is {known}", ctx)
    found = trace(compilation, documents)
    if not found:
        click.echo(NO_INVENTORY.said_in(common_language(compilation)), err=True)
    if output == "json":
        print_json(trace_data(found))
    elif output == "html":
        click.echo(trace_page(found), nl=False)
    else:
        click.echo(trace_text(found, colour=wants_colour(sys.stdout)), nl=False)
    if not all(each.accounted for each in found):
        ctx.exit(1)
