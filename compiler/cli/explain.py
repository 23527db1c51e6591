"""`meetlat explain CODE`"""

from __future__ import annotations

import re
from importlib.resources import files

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, print_json

PAGES = files("dsl") / "pages"


@click.command("explain", cls=ReadableHelp)
@click.argument("code", required=False)
@format_option
def command(code: str | None, output: str) -> None:
    """Print the page of a diagnostic, such as E201; without a code, list them all."""
    if code is None:
        _list(output)
        return
    text = _page(code.upper())
    if text is None:
        raise click.UsageError(f"no diagnostic `{code}`; `meetlat explain` lists them all")
    if output == "json":
        print_json({"code": code.upper(), "title": _title(text), "page": text})
    else:
        click.echo(text, nl=not text.endswith("\n"))


def codes() -> list[str]:
    """All codes that have a page."""
    found = (re.fullmatch(r"([EW]\d{3})\.md", page.name) for page in PAGES.iterdir())
    return sorted(match.group(1) for match in found if match)


def _list(output: str) -> None:
    titles = {code: _title(_page(code) or "") for code in codes()}
    if output == "json":
        print_json([{"code": code, "title": title} for code, title in titles.items()])
        return
    for code, title in titles.items():
        click.echo(f"{code}  {title}")


def _page(code: str) -> str | None:
    return (PAGES / f"{code}.md").read_text(encoding="utf-8") if code in codes() else None


def _title(page: str) -> str:
    return page.partition("\n")[0].removeprefix("# ").partition(": ")[2]
