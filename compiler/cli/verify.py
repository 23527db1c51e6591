"""`meetlat verify`"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, language_option, print_json
from dsl.diagnostics import Language


@click.command("verify", cls=ReadableHelp)
@click.argument("record", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--head", metavar="HASH", help="The hash that the record ended with when it was made, kept elsewhere.")
@language_option
@format_option
@click.pass_context
def command(
    ctx: click.Context, record: Path, head: str | None, language: Language | None, output: Literal["text", "json"]
) -> None:
    """Tell whether a RECORD is as it was written: which line was changed, removed, added or moved.

    Who can rewrite the whole file can also make it fit again: keep the hash that this prints elsewhere, and give it with --head.
    """
    from compiler.cli.replay import read_record
    from compiler.report.record.chain import Flaw, read
    from dsl.diagnostics import Words

    lines = read(read_record(record))
    said: Language = language or lines.language
    flaws = list(lines.flaws)
    if head is not None and head != lines.head:
        en, nl = (
            f"the record ends with another hash: {lines.head}",
            f"de vastlegging eindigt met een ander controlegetal: {lines.head}",
        )
        flaws.append(Flaw(len(lines.decisions) + 2, Words(en, nl)))
    if output == "json":
        print_json(
            {
                "decisions": len(lines.decisions),
                "head": lines.head,
                "flaws": [{"line": each.line, "said": each.said.said_in(said)} for each in flaws],
            }
        )
    else:
        for each in flaws:
            click.echo(f"{record}:{each.line}: {each.said.said_in(said)}")
        if not flaws:
            count = len(lines.decisions)
            en = f"{count} decision{'s' if count != 1 else ''}, as written; the record ends with {lines.head}"
            nl = f"{count} besluit{'en' if count != 1 else ''}, zoals geschreven; de vastlegging eindigt met {lines.head}"
            click.echo(Words(en, nl).said_in(said))
    ctx.exit(1 if flaws else 0)
