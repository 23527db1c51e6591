"""`meetlat evaluate`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from compiler.cli.choices import DATABASES, Choice
from compiler.cli.help import ReadableHelp
from compiler.cli.holding import Held, hold, limit_option, list_option, mapping_option
from compiler.cli.in_database import InDatabase
from compiler.cli.options import Day, as_of_option, format_option, language_option, print_json, write_record
from compiler.cli.register import OVER_COLUMNS, Engine, Many, over_columns
from compiler.cli.tables import FileOrAddress, Tables, database_options, must_not_tell_of_tables
from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    from compiler.backends.sql.origins import Percent

NO_RECORD = Words(
    "no provider was decided on: nothing is recorded", "over geen aanbieder is besloten: er is niets vastgelegd"
)


@click.command("evaluate", cls=ReadableHelp)
@click.argument("policy")
@click.argument("providers", type=FileOrAddress(), required=False)
@as_of_option
@list_option(
    "NAME=FILE",
    "A list of every provider in a file of its own, one row per element (with --from: a table); may be repeated.",
)
@click.option(
    "--engine",
    type=Choice(["auto", "python", *OVER_COLUMNS], DATABASES),
    default="auto",
    show_default=True,
    help="What decides: Python one by one, Polars or a database over columns; auto takes Polars for many providers.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a row per provider that is decided on, with verdicts, margins (in the unit of their heading, less than 0 where "
    "they are against the provider) and missing facts: "
    ".parquet, .csv or .xlsx; those that are rejected stand in a sheet of their own, or in a file beside it (NAME.rejected.csv).",
)
@mapping_option
@database_options(
    "Decide in a database on the providers in this table: PROVIDERS is a file of DuckDB or `postgresql://HOST/DATABASE`, or "
    "--engine says which database the environment names. Lists stand in columns, or in tables of their own: --table NAME=TABLE."
)
@click.option("--reasons", is_flag=True, help="Print the full reasoning on each provider.")
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a record of all decisions to this file, for `meetlat replay` and `meetlat verify`; another record that is there "
    "already is never replaced.",
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write a page on the whole register, with plots and a table, and beside it reports on providers.",
)
@click.option(
    "--by", multiple=True, metavar="FACT", help="In the summary count decisions by this fact; may be repeated."
)
@click.option(
    "--report",
    "asked",
    multiple=True,
    metavar="PROVIDER",
    help="With the summary report on this provider in any case; may be repeated.",
)
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
    engine: Engine,
    to: Path | None,
    mapping: Path | None,
    source: str | None,
    percent: Percent | None,
    complete: bool,
    key: str,
    reasons: bool,
    record: Path | None,
    summary: Path | None,
    by: tuple[str, ...],
    asked: tuple[str, ...],
    limit: int,
    language: Language | None,
    output: Literal["text", "json"],
) -> None:
    """Hold the providers in a file (JSON, JSON Lines, CSV, Excel or Parquet) or in a table of a database against a POLICY, named
    by its file or by its module."""
    if by and summary is None:
        raise click.UsageError("--by is about --summary")
    if asked and summary is None:
        raise click.UsageError("--report is about --summary")
    if record is not None and mapping is not None:
        raise click.UsageError(
            "--record goes without --mapping: a record names the files whose columns are the facts themselves"
        )
    wanting = (("--reasons", reasons), ("--record", record is not None))
    one_by_one = next((name for name, wanted in wanting if wanted), "" if output == "text" else None)
    if source is not None:
        if one_by_one or summary is not None:
            raise click.UsageError(f"{one_by_one or '--summary'} is not made in a database")
        where = Tables(providers, source, tables, engine, mapping, percent, complete, key)
        ctx.exit(InDatabase(where, policy, as_of, to, language, output).decided())
    if not isinstance(providers, Path):
        raise click.UsageError("name a file of providers, or a table in a database with --from")
    must_not_tell_of_tables(percent, complete, key)
    files = {name: Path(place) for name, place in tables.items()}
    if over_columns(engine, providers, to, one_by_one):
        code = Many(
            policy, providers, as_of, files, mapping, to, language, output, summary, by, asked, engine
        ).decided()
        if code is not None or engine in OVER_COLUMNS or to is not None:
            ctx.exit(1 if code is None else code)
    held = hold(policy, providers, as_of, files, language, mapping=mapping)
    if summary is not None:
        from compiler.cli.summary import write_summary

        write_summary(held, summary, by, asked)
    if record is not None:
        _write_record(held, record)
    if output == "json":
        _print_data(held, reasons)
    else:
        _print_text(held, reasons, limit)
    ctx.exit(1 if held.problems else 0)


def _write_record(held: Held, target: Path) -> None:
    """All decisions; where nobody was decided on, because the file is wrong, there is nothing to record."""
    if held.problems and not held.providers:
        click.echo(NO_RECORD.said_in(held.language), err=True)
        return
    write_record(target, b"".join(held.record(held.providers)))


def _print_text(held: Held, reasons: bool, limit: int) -> None:
    from shutil import get_terminal_size

    from compiler.ir.words import fill
    from compiler.report.decisions import counts, line
    from compiler.report.layout import wants_colour
    from compiler.report.phrases import MORE, NO_PROVIDER
    from compiler.report.table import decision_table

    colour = wants_colour(sys.stdout)
    outcomes = held.outcomes()
    shown = held.providers[:limit] if limit else held.providers
    results = held.explained(shown)
    click.echo(held.heading())
    click.echo()
    lines = [line(each.id, result, held.language) for each, result in zip(shown, results, strict=True)]
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    if not lines:
        click.echo(NO_PROVIDER.said_in(held.language))
        return
    click.echo(decision_table(lines, held.language, width, colour), nl=False)
    if len(held.providers) > len(shown):
        click.echo(fill(MORE, held.language, len(held.providers) - len(shown)))
    click.echo()
    click.echo(counts(outcomes, held.language))
    if reasons:
        _print_reasons(held, shown, results, colour)


def _print_reasons(held: Held, shown: Sequence[object], results: Sequence[object], colour: bool) -> None:
    from compiler.report.verdicts import reasoning

    for each, result in zip(shown, results, strict=True):
        click.echo()
        click.echo(reasoning(each.id, result, held.language, colour), nl=False)  # type: ignore[attr-defined,arg-type]


def _print_data(held: Held, reasons: bool) -> None:
    from collections import Counter

    from compiler.report.problems import problem_data
    from compiler.report.verdict_data import policy_data, result_data, verdicts_data

    if reasons:
        results = held.explained(held.providers)
        decisions = [
            result_data(each.id, result, held.language) for each, result in zip(held.providers, results, strict=True)
        ]
    else:
        decisions = [
            verdicts_data(each.id, held.policy, outcome, verdicts)
            for each, (outcome, verdicts) in zip(held.providers, held.verdicts(), strict=True)
        ]
    print_json(
        {
            "policy": policy_data(held.policy),
            "as_of_from": held.as_of_from,
            "records": len(held.providers) + held.rejected,
            "rejected": held.rejected,
            "counts": dict(Counter(str(each["decision"]) for each in decisions)),
            "decisions": decisions,
            "mistakes": len(held.problems),
            "problems": [problem_data(each, held.language) for each in held.problems],
        }
    )
