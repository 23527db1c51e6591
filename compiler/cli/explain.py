"""`meetlat explain CODE`"""

from __future__ import annotations

import click

from compiler.cli.choices import Choice
from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, print_json
from dsl.diagnostics import Language


@click.command("explain", cls=ReadableHelp)
@click.argument("code", required=False)
@click.option(
    "--lang",
    "--language",
    "language",
    type=Choice(["en", "nl"]),
    default="en",
    show_default=True,
    help="The language of the page.",
)
@format_option
def command(code: str | None, language: Language, output: str) -> None:
    """Print the page of a diagnostic, such as E201; without a code, list them all."""
    from compiler.report.code_pages import codes, page, title

    if code is None:
        _list({each: title(page(each, language)) for each in codes()}, output)
        return
    if code.upper() not in codes():
        raise click.UsageError(f"no diagnostic `{code}`; `meetlat explain` lists them all")
    text = page(code.upper(), language)
    if output == "json":
        print_json({"code": code.upper(), "title": title(text), "page": text})
    else:
        click.echo(text, nl=not text.endswith("\n"))


def _list(titles: dict[str, str], output: str) -> None:
    if output == "json":
        print_json([{"code": code, "title": title} for code, title in titles.items()])
        return
    for code, title in titles.items():
        click.echo(f"{code}  {title}")
