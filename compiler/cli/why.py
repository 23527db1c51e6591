"""`meetlat why`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.holding import hold, mapping_option, table_option
from compiler.cli.options import Day, as_of_option, format_option, language_option, print_json
from dsl.diagnostics import Language


@click.command("why", cls=ReadableHelp)
@click.argument("names", nargs=-1, metavar="[POLICY PROVIDERS] PROVIDER")
@click.option(
    "--policy", envvar="MEETLAT_POLICY", show_envvar=True, help="The policy, where it is not named before the provider."
)
@click.option(
    "--providers",
    envvar="MEETLAT_PROVIDERS",
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="The file of providers, where it is not named before the provider.",
)
@as_of_option
@table_option
@mapping_option
@language_option
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    policy: str | None,
    providers: Path | None,
    as_of: Day,
    tables: dict[str, Path],
    mapping: Path | None,
    language: Language | None,
    output: Literal["text", "json"],
) -> None:
    """Explain the decision on one PROVIDER: each verdict, what was read, the margin, the source and what may settle it.

    Name the policy and the file of providers first, `meetlat why POLICY PROVIDERS PROVIDER`, or give them as options.
    """
    match names:
        case (named_policy, file, provider):
            policy, providers = named_policy, Path(file)
        case (provider,):
            pass
        case _:
            raise click.UsageError("name one provider, or a policy, a file of providers and one provider")
    if policy is None or providers is None:
        raise click.UsageError("which policy, and which file of providers? name both before the provider or as options")
    held = hold(policy, providers, as_of, tables, language, only=provider, mapping=mapping)
    chosen = held.find(provider)
    if chosen is None:
        ctx.exit(1)
    (result,) = held.explained([chosen])
    if output == "json":
        from compiler.report.orders import place_data
        from compiler.report.verdict_data import result_data

        among = place_data(held.places(chosen)[0])
        print_json({**result_data(chosen.id, result, held.language), **among, "as_of_from": held.as_of_from})
        return
    from compiler.report.layout import wants_colour
    from compiler.report.verdicts import reasoning

    said = reasoning(chosen.id, result, held.language, wants_colour(sys.stdout), *held.places(chosen))
    click.echo(said, nl=False)
