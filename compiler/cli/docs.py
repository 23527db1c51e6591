"""`meetlat docs`"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.options import write_file
from compiler.cli.paths import default_paths, is_hidden, paths_argument


@click.command("docs", cls=ReadableHelp)
@paths_argument
@click.option("--check", is_flag=True, help="Write nothing; tell what is stale, and exit with 1 where anything is.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], check: bool) -> None:
    """Make what Markdown pages show of policies: graphs as SVG beside the page, tables of criteria and of examples.

    PATHS are pages and folders; without any the folder `policies`. A page shows a policy between two comments, of which the first
    says what: `<!-- meetlat: graph FILE [OPTION=VALUE ...] -->`, or `criteria` or `examples` instead of `graph`, and the second
    is `<!-- meetlat: end -->`.
    """
    from compiler.backends.decision_graph import NoGraphviz
    from compiler.handbook.markdown import Wrong, made

    stale = wrong = 0
    for page in _pages(paths or default_paths()):
        try:
            found = made(page)
        except (Wrong, NoGraphviz) as error:
            click.echo(str(error), err=True)
            wrong += 1
            continue
        for each in found:
            if each.is_stale:
                stale += 1
                click.echo(f"{each.path} is stale" if check else each.path)
                if not check:
                    write_file(each.path, each.text.encode())
    ctx.exit(1 if wrong or (check and stale) else 0)


def _pages(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*.md") if not is_hidden(each, path))
        elif path.is_file():
            yield path
        else:
            raise click.UsageError(f"there is no file or folder `{path}`")
