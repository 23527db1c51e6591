"""`meetlat rank`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from attrs import frozen

from compiler.cli.choices import DATABASES, Choice
from compiler.cli.help import ReadableHelp
from compiler.cli.holding import hold, limit_option, list_option, mapping_option
from compiler.cli.options import Day, as_of_option, format_option, language_option, print_json
from compiler.cli.register import Engine
from compiler.cli.tables import ENGINES, FileOrAddress, Tables, database_options, must_not_tell_of_tables
from dsl.diagnostics import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compiler.backends.sql.inside import Database
    from compiler.backends.sql.origins import Percent
    from compiler.cli.reading import Opened
    from compiler.ir.nodes import Policy
    from compiler.records.problems import Problem
    from compiler.report.orders import Orders


@frozen
class Ranked:
    """The orders of a policy over providers, and what is told of those that were rejected."""

    opened: Opened
    orders: Orders
    problems: Sequence[Problem]
    language: Language


@click.command("rank", cls=ReadableHelp)
@click.argument("policy")
@click.argument("providers", type=FileOrAddress(), required=False)
@as_of_option
@list_option(
    "NAME=FILE",
    "A list of every provider in a file of its own, one row per element (with --from: a table); may be repeated.",
)
@database_options(
    "Put the providers in this table of a database in order, which works out there what decides on their places: PROVIDERS is a "
    "file of DuckDB or `postgresql://HOST/DATABASE`, or --engine says which database the environment names. Lists stand in "
    "columns, or in tables of their own: --table NAME=TABLE."
)
@click.option(
    "--engine", type=Choice(["auto", *ENGINES], DATABASES), default="auto", help="With --from: which database."
)
@mapping_option
@limit_option
@language_option
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    policy: str,
    providers: Path | str | None,
    as_of: Day,
    tables: dict[str, str],
    source: str | None,
    percent: Percent | None,
    key: str,
    complete: bool,
    engine: Engine,
    mapping: Path | None,
    limit: int,
    language: Language | None,
    output: Literal["text", "json"],
) -> None:
    """Put the providers in a file, or in a table of a database, in the order of each preference of a POLICY, and work out its
    allocations."""
    if source is not None:
        where = Tables(providers, source, tables, engine, mapping, percent, complete, key)

        def work(opened: Opened, found: Database) -> int:
            _must_order(policy, opened.policy)
            return _told(_in_database(where, opened, found, language), limit, output)

        ctx.exit(where.worked(policy, as_of, work, language))
    if not isinstance(providers, Path):
        raise click.UsageError("name a file of providers, or a table in a database with --from")
    must_not_tell_of_tables(percent, complete, key)
    if engine != "auto":
        raise click.UsageError("--engine is about --from")
    files = {name: Path(place) for name, place in tables.items()}
    held = hold(policy, providers, as_of, files, language, mapping=mapping)
    _must_order(policy, held.policy)
    ctx.exit(_told(Ranked(held.opened, held.orders, held.problems, held.language), limit, output))


def _must_order(said: str, policy: Policy) -> None:
    if not policy.preferences and not policy.allocations:
        raise click.UsageError(f"`{said}` holds no preference and no allocation")


def _in_database(where: Tables, opened: Opened, found: Database, language: Language | None) -> Ranked:
    """The database works out what the orders ask of each provider; of those rejected it is only known that they are there."""
    from compiler.backends.sql.inside import decided
    from compiler.cli.telling import print_notes, print_problems
    from compiler.columns.ranking import Asked
    from compiler.records.names import alike
    from compiler.report.orders import Orders

    policy = opened.policy
    said = language or policy.language
    inside = where.inside(policy, found, said, also=lambda program: Asked.of(program).outputs.values())
    asked = Asked.of(inside.program)
    rejected, names, rows = decided(inside, asked.outputs, found)
    problems = [*where.problems(rejected, inside, found)]
    print_problems(problems, said)
    print_notes(policy, alike(sorted(names)), len(names) + len(rejected), said)
    unnamed = (f"({number})" for number in range(1, len(rejected) + 1))
    return Ranked(opened, Orders(asked.ordering(rows, len(rejected)), (*names, *unnamed), said), problems, said)


def _told(ranked: Ranked, limit: int, output: Literal["text", "json"]) -> int:
    if output == "json":
        _print_data(ranked)
    else:
        _print_text(ranked, limit)
    return 1 if ranked.problems else 0


def _print_text(ranked: Ranked, limit: int) -> None:
    """Of each table so many rows (0: all)."""
    from shutil import get_terminal_size

    from rich.text import Text

    from compiler.ir.words import fill
    from compiler.report.layout import printable, wants_colour
    from compiler.report.phrases import MORE, heading
    from compiler.report.table import laid_out

    colour = wants_colour(sys.stdout)
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(heading(ranked.opened.policy, ranked.language))
    for each in ranked.orders.tables():
        shown = each.rows[:limit] if limit else each.rows
        rows = [[Text(printable(cell)) for cell in row] for row in shown]
        click.echo()
        click.echo(each.title)
        click.echo(laid_out(each.headings, rows, width, colour), nl=False)
        if len(each.rows) > len(shown):
            click.echo(fill(MORE, ranked.language, len(each.rows) - len(shown)))


def _print_data(ranked: Ranked) -> None:
    from compiler.report.problems import problem_data
    from compiler.report.verdict_data import policy_data

    print_json(
        {
            "policy": policy_data(ranked.opened.policy),
            "as_of_from": ranked.opened.as_of_from,
            **ranked.orders.data(),
            "problems": [problem_data(each, ranked.language) for each in ranked.problems],
        }
    )
