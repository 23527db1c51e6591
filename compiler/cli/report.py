"""`meetlat report`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from compiler.cli.choices import Choice
from compiler.cli.help import ReadableHelp
from compiler.cli.holding import hold, mapping_option, table_option
from compiler.cli.options import Day, as_of_option, language_option, read_day, write_file, write_record
from dsl.diagnostics import Language

if TYPE_CHECKING:
    from compiler.report.case import Case
    from compiler.report.document.nodes import Document

Form = Literal["html", "pdf", "md", "json", "record"]
FORMS: dict[str, Form] = {".html": "html", ".pdf": "pdf", ".md": "md", ".json": "json", ".jsonl": "record"}


@click.command("report", cls=ReadableHelp)
@click.argument("policy")
@click.argument("providers", type=click.Path(path_type=Path))
@click.argument("name", required=False, metavar="[PROVIDER]")
@click.option("--provider", help="The provider to report on, where it is not named last; not needed in a file of one.")
@as_of_option
@table_option
@mapping_option
@click.option(
    "--format",
    "--to",
    "form",
    type=Choice(["html", "pdf", "md", "json", "record"]),
    help="The form; without it by the ending of --output, else HTML.",
)
@click.option("--letter", is_flag=True, help="A letter to the provider, of one page, in the place of the report.")
@click.option(
    "--date",
    metavar="DATE",
    callback=read_day,
    help="With --letter: the date of the letter; without it there is room to fill it in.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; without it the report goes to standard output.",
)
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    policy: str,
    providers: Path,
    name: str | None,
    provider: str | None,
    as_of: Day,
    tables: dict[str, Path],
    mapping: Path | None,
    form: Form | None,
    letter: bool,
    date: Day,
    target: Path | None,
    language: Language | None,
) -> None:
    """Justify the decision on one provider: what decides, by how much, by which article, what is open and who must give it."""
    chosen_form = form or (FORMS.get(target.suffix.lower(), "html") if target else "html")
    if letter and chosen_form in ("json", "record"):
        raise click.UsageError("a letter is written as html, pdf or md")
    if date is not None and not letter:
        raise click.UsageError("--date is about --letter")
    if name is not None and provider is not None:
        raise click.UsageError("name the provider once: last, or with --provider")
    asked = name or provider
    if mapping is not None and chosen_form == "record":
        raise click.UsageError(
            "a record goes without --mapping: it names the files whose columns are the facts themselves"
        )
    held = hold(policy, providers, as_of, tables, language, mapping=mapping)
    if asked is None and (len(held.providers), held.rejected) != (1, 0):
        raise click.UsageError("which provider? name it last: `meetlat report POLICY PROVIDERS PROVIDER`")
    chosen = held.providers[0] if asked is None else held.find(asked)
    if chosen is None:
        ctx.exit(1)
    if chosen_form == "record":
        made = b"".join(held.record([chosen]))
    else:
        made = _made(ctx, held.case(chosen), chosen_form, letter, date, held.language)
    if target is None:
        click.echo(made, nl=False)
    else:
        (write_record if chosen_form == "record" else write_file)(target, made)
        click.echo(target)


def _made(ctx: click.Context, case: Case, form: Form, letter: bool, date: Day, language: Language) -> bytes:
    from compiler.report.decision_report import report
    from compiler.report.letter import letter as written

    if form == "json":
        import json

        from compiler.report.report_data import report_data

        return (json.dumps(report_data(case), ensure_ascii=False, indent=2) + "\n").encode()
    return _rendered(ctx, written(case, date) if letter else report(case), form, language)


def _rendered(ctx: click.Context, document: Document, form: Form, language: Language) -> bytes:
    if form == "pdf":
        from compiler.report.document.pdf import LACKING, NoTypst, pdf

        try:
            return pdf(document)
        except NoTypst:
            click.echo(LACKING.said_in(language), err=True)
            ctx.exit(1)
    if form == "md":
        from compiler.report.document.markdown import markdown

        return markdown(document).encode()
    from compiler.report.document.html import html

    return html(document).encode()
