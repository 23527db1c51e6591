"""`meetlat graph`"""

from __future__ import annotations

from pathlib import Path

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.holding import hold, table_option
from compiler.cli.options import Day, as_of_option, language_option
from compiler.cli.reading import open_policy, say_day
from dsl.diagnostics import Language


@click.command("graph", cls=ReadableHelp)
@click.argument("policy")
@click.option("--providers", type=click.Path(path_type=Path), help="A file of providers, with --provider.")
@click.option("--provider", help="Draw the verdicts on this provider into the graph.")
@as_of_option
@table_option
@click.option("--overview", is_flag=True, help="The decision and the criteria, without their conditions.")
@click.option("--criterion", help="This criterion alone, with its conditions.")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, by its ending .svg, .gv or .dot; without it SVG goes to standard output.",
)
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    policy: str,
    providers: Path | None,
    provider: str | None,
    as_of: Day,
    tables: dict[str, Path],
    overview: bool,
    criterion: str | None,
    target: Path | None,
    language: Language | None,
) -> None:
    """Draw a POLICY: the decision at the top, what it rests on below, and the verdicts on one provider if asked."""
    if (providers is None) is not (provider is None):
        raise click.UsageError("--providers and --provider go together")
    if overview and criterion:
        raise click.UsageError("--overview and --criterion exclude each other")
    from compiler.backends import decision_graph as draw

    if target is not None and target.suffix.lower() not in draw.ENDINGS:
        raise click.UsageError(f"a graph is written as {', '.join(draw.ENDINGS)}, not as `{target.name}`")
    if providers is not None and provider is not None:
        held = hold(policy, providers, as_of, tables, language)
        chosen = held.find(provider)
        if chosen is None:
            ctx.exit(1)
        opened, (result,), named = held.opened, held.explained([chosen]), chosen.id
    else:
        opened, result, named = open_policy(policy, as_of, language), None, None
        say_day(opened)
    if criterion is not None and all(each.id != criterion for each in opened.policy.criteria):
        there = ", ".join(f"`{each.id}`" for each in opened.policy.criteria)
        raise click.UsageError(f"no criterion `{criterion}`; there are {there}")
    if overview:
        graph = draw.overview(opened.policy, result, language, provider=named)
    elif criterion is not None:
        graph = draw.detail(opened.policy, criterion, result, language, named)
    else:
        graph = draw.whole(opened.policy, result, language, named)
    _write(ctx, graph, target, language or opened.policy.language)


def _write(ctx: click.Context, graph: object, target: Path | None, language: Language) -> None:
    from compiler.backends.decision_graph import DecisionGraph, NoGraphviz, write

    assert isinstance(graph, DecisionGraph)
    if target is None:
        try:
            click.echo(graph.svg())
        except NoGraphviz as lacking:
            click.echo(str(lacking), err=True)
            ctx.exit(1)
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        written = write(graph, target)
    except OSError as error:
        raise click.UsageError(f"`{target}` cannot be written: {error.strerror}") from None
    click.echo(written.path)
    if written.lacking is not None:
        click.echo(written.lacking.said_in(language), err=True)
        ctx.exit(1)
