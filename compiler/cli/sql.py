"""`meetlat sql`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli.choices import Choice
from compiler.cli.help import ReadableHelp
from compiler.cli.holding import list_option, mapping_of
from compiler.cli.options import Day, as_of_option, language_option
from compiler.cli.reading import open_policy, print_diagnostics, say_day
from compiler.cli.tables import lists_named, must_declare, tables_within_tables
from dsl.diagnostics import Language

if TYPE_CHECKING:
    from compiler.backends.sql.origins import Percent


@click.command("sql", cls=ReadableHelp)
@click.argument("policy")
@click.option("--dialect", required=True, metavar="NAME", help="duckdb, postgres or spark.")
@as_of_option
@click.option(
    "--from", "source", metavar="TABLE", default="providers", show_default=True, help="The table of the providers."
)
@list_option("NAME=TABLE", "The table of a list of every provider, one row per element; may be repeated.")
@click.option(
    "--nested",
    is_flag=True,
    help="Records, and lists without --table, stand in columns: structs and arrays (composite types in PostgreSQL).",
)
@click.option("--key", default="provider", show_default=True, metavar="COLUMN", help="The key of each provider.")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Which fact stands in which column: a CSV file with the columns `column` and `fact`.",
)
@click.option(
    "--percent",
    type=Choice(["fraction", "points"]),
    help="What a number means for a percentage: 0.8 or 80 is 80%.",
)
@click.option("--complete", is_flag=True, help="Who has no row in the table of a list has an empty list.")
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    policy: str,
    dialect: str,
    as_of: Day,
    source: str,
    tables: dict[str, str],
    nested: bool,
    key: str,
    mapping: Path | None,
    percent: Percent | None,
    complete: bool,
    language: Language | None,
) -> None:
    """Print a POLICY as one SQL statement, to run in a database that holds the providers. A list is read from the table of its
    own name, or from the one that --table NAME=TABLE names; with --nested from the column of its name in the table above it."""
    from compiler.backends.sql.dialects import Unavailable, dialect_named
    from compiler.columns.nodes import Refused

    opened = open_policy(policy, as_of)
    said = language or opened.policy.language
    try:
        to = dialect_named(dialect)
        from compiler.backends.sql.engines import needs_of

        needs_of(to.name, ("sqlglot",))
        from compiler.backends.sql.finding import expected
        from compiler.backends.sql.inside import Inside
        from compiler.backends.sql.names import quoted
        from compiler.columns.layout import JUDGED, Layout
        from compiler.report.database_text import database_text

        say_day(opened)
        layout = Layout.of(opened.policy)
        names = {JUDGED: source} | lists_named(layout, tables)
        if nested:
            tables_within_tables(layout, names)
        else:
            names = {each: quoted(each.name, to) for each in layout.tables} | names
        mapped = mapping_of(mapping, said)
        must_declare(opened.policy, mapped, key, mapping, said)
        facts = {fact: column for column, fact in mapped.items() if fact}
        origins = expected(opened.policy, layout, names, facts, key, nested=nested)
        inside = Inside.of(opened.policy, layout, origins, to, percent, complete=complete)
        click.echo(database_text(opened.policy, inside, said), nl=False)
    except (Refused, Unavailable) as refused:
        print_diagnostics([refused.diagnostic], lambda _: said)
        ctx.exit(1)
