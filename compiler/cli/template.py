"""`meetlat template`"""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from compiler.cli.choices import Choice
from compiler.cli.help import ReadableHelp
from compiler.cli.options import read_day, write_file
from compiler.cli.reading import open_policy
from dsl.diagnostics import Language

SUFFIXES = (".xlsx", ".csv", ".json")


@click.command("template", cls=ReadableHelp)
@click.argument("policy")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as-of",
    metavar="DATE",
    callback=read_day,
    help="The day of the decision, whose texts count; without it the first day in force.",
)
@click.option(
    "--lang",
    "--language",
    "language",
    type=Choice(["en", "nl"]),
    help="The language of values; without it that of the policy.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(policy: str, file: Path, as_of: datetime.date | None, language: Language | None, force: bool) -> None:
    """Write an empty FILE of providers for a POLICY to fill in: an Excel workbook with the kinds, units and choices of all facts
    and a mapping from the columns of a register, or a plain .csv or .json file. It has columns for the years that the policy
    reads and for as many elements of a list as it asks for; more may be added (`doctors 4 / fte`)."""
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise click.UsageError(f"a template is written as {', '.join(SUFFIXES)}, not as `{file.name}`")
    if file.exists() and not force:
        raise click.UsageError(f"`{file}` is there already; --force writes over it")
    from compiler.records.form import Form
    from compiler.records.room import Room
    from compiler.records.template import csv_template, json_template

    opened = open_policy(policy, as_of).policy
    said = language or opened.language
    form = Form(language="nl", separator=";", key="aanbieder") if said == "nl" else Form()
    if suffix == ".xlsx":
        from io import BytesIO

        from compiler.records.workbook import INSTALL, NoExcel
        from compiler.records.workbook_template import write_template

        book = BytesIO()
        try:
            write_template(book, opened, form)
        except NoExcel:
            raise click.UsageError(f"for a workbook openpyxl is needed: {INSTALL}") from None
        write_file(file, book.getvalue())
    else:
        write = csv_template if suffix == ".csv" else json_template
        write_file(file, write(opened.records, opened.judges, form, Room.of(opened)).encode())
    click.echo(file, err=True)
