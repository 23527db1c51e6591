"""`meetlat site`"""

from __future__ import annotations

from pathlib import Path

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.paths import default_paths, paths_argument


@click.command("site", cls=ReadableHelp)
@paths_argument
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out/site"),
    show_default=True,
    help="The folder of the site; its folders `en` and `nl` are replaced.",
)
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], target: Path) -> None:
    """Build a site of policies, in English and Dutch, to read in any browser without a network.

    PATHS are files and folders; without any the folders `policies` and `examples`. Exits with 1 where anything is amiss.
    """
    try:
        from compiler.handbook.site import build, missing
    except ImportError as error:
        raise click.UsageError(f"a site needs `{error.name}`: pip install 'meetlat[site]'") from None
    from compiler.cli.reading import leave
    from compiler.handbook.shelf import Broken

    lacking = missing()
    if lacking is not None:
        raise click.UsageError(lacking)
    chosen = list(paths) or [*default_paths(), *(each for each in [Path("examples")] if each.is_dir())]
    for each in chosen:
        if not each.exists():
            raise click.UsageError(f"there is no file or folder `{each}`")
    try:
        built = build(chosen, target)
    except Broken as broken:
        from dsl.parsing.parser import parse

        leave(broken.diagnostics, lambda source: parse(source).module.language)
    for said in built.warnings:
        click.echo(said, err=True)
    click.echo(f"{target}: {built.pages} pages")
    ctx.exit(1 if built.warnings else 0)
