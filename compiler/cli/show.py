"""`meetlat show`"""

from __future__ import annotations

from typing import Literal

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.options import Day, as_of_option, format_option, print_json


@click.command("show", cls=ReadableHelp)
@click.argument("policy")
@as_of_option
@format_option
def command(policy: str, as_of: Day, output: Literal["text", "json"]) -> None:
    """Print a POLICY as it holds on a day: in the canonical layout, amendments worked in, each parameter at the value in force.

    Modules that it uses follow when they hold parameters or criteria of it, and policies that it asks to be met.
    """
    from compiler.cli.reading import open_policy, say_day
    from compiler.report.consolidated import consolidated

    opened = open_policy(policy, as_of)
    say_day(opened)
    day = opened.policy.as_of
    compilation = opened.compilation
    texts = {
        each.name: consolidated(
            each.source,
            day,
            compilation.text(each, day),
            [found.statement for found in compilation.amendments(each)],
        )
        for each in opened.modules
    }
    if output == "json":
        print_json(
            {
                "module": opened.policy.module,
                "as_of": day.isoformat(),
                "as_of_from": opened.as_of_from,
                "texts": texts,
            }
        )
        return
    for number, (name, text) in enumerate(texts.items()):
        if number:
            click.echo(f"\n# {name}\n")
        click.echo(text, nl=False)
