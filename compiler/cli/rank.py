"""`meetlat rank`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.holding import Held, hold, table_option
from compiler.cli.options import Day, as_of_option, format_option, language_option, print_json
from dsl.diagnostics import Language


@click.command("rank", cls=ReadableHelp)
@click.argument("policy")
@click.argument("providers", type=click.Path(path_type=Path))
@as_of_option
@table_option
@language_option
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    policy: str,
    providers: Path,
    as_of: Day,
    tables: dict[str, Path],
    language: Language | None,
    output: Literal["text", "json"],
) -> None:
    """Put the providers in a file in the order of each preference of a POLICY, and work out its allocations."""
    held = hold(policy, providers, as_of, tables, language)
    if not held.policy.preferences and not held.policy.allocations:
        raise click.UsageError(f"`{policy}` holds no preference and no allocation")
    if output == "json":
        _print_data(held)
    else:
        _print_text(held)
    ctx.exit(1 if held.problems else 0)


def _print_text(held: Held) -> None:
    from shutil import get_terminal_size

    from rich.text import Text

    from compiler.report.layout import printable, wants_colour
    from compiler.report.table import laid_out

    colour = wants_colour(sys.stdout)
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(held.heading())
    for each in held.orders.tables():
        rows = [[Text(printable(cell)) for cell in row] for row in each.rows]
        click.echo()
        click.echo(each.title)
        click.echo(laid_out(each.headings, rows, width, colour), nl=False)


def _print_data(held: Held) -> None:
    from compiler.report.problems import problem_data
    from compiler.report.verdict_data import policy_data

    print_json(
        {
            "policy": policy_data(held.policy),
            "as_of_from": held.as_of_from,
            **held.orders.data(),
            "problems": [problem_data(each, held.language) for each in held.problems],
        }
    )
