"""`meetlat replay`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, language_option, print_json
from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    from compiler.pipeline import Compilation
    from compiler.report.record.chain import Lines

NO_POLICY = Words(
    "no policy `{0}` here; name it with --policy", "er is hier geen beleid `{0}`; geef het op met --policy"
)


@click.command("replay", cls=ReadableHelp)
@click.argument("record", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--policy", help="The policy as it is now; without it the module that the record names.")
@click.option("--provider", help="Decide again on this provider alone.")
@language_option
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    record: Path,
    policy: str | None,
    provider: str | None,
    language: Language | None,
    output: Literal["text", "json"],
) -> None:
    """Decide again what a RECORD tells, by its own texts and by the policy as it is now, and say exactly what differs."""
    from compiler.report.record.replay import replay, told

    lines = open_record(ctx, record, language)
    if provider is not None and all(each["provider"] != provider for each in lines.decisions):
        raise click.UsageError(f"the record has no decision on `{provider}`")
    said = language or lines.language
    found = replay(lines, _now(policy, str(lines.context["policy"]["module"]), said), provider)
    if output == "json":
        print_json(
            {
                "policy_found": found.policy_found,
                "notes": [each.said_in(said) for each in found.notes],
                "decisions": [
                    {
                        "provider": each.provider,
                        "decision": each.decision,
                        "same": each.same,
                        "by_record": [one.said_in(said) for one in each.by_record],
                        "by_policy": None if each.by_policy is None else [one.said_in(said) for one in each.by_policy],
                    }
                    for each in found.decisions
                ],
            }
        )
    else:
        for line in told(found, said):
            click.echo(line)
    ctx.exit(0 if found.same else 1)


def open_record(ctx: click.Context, path: Path, language: Language | None) -> Lines:
    """A record that is as it was written, and that this version reads; leaves the command with code 1, after saying what is
    wrong, with any other."""
    from compiler.report.record.chain import read
    from compiler.report.record.shape import not_readable

    lines = read(read_record(path))
    flaws = lines.flaws or not_readable(lines)
    for flaw in flaws:
        click.echo(f"{path}:{flaw.line}: {flaw.said.said_in(language or lines.language)}", err=True)
    if flaws:
        ctx.exit(1)
    return lines


def read_record(path: Path) -> str:
    """The text of a record. Raises click.UsageError when there is none to read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"`{path}` cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"`{path}` is no record: it is not text in UTF-8") from None


def _now(policy: str | None, module: str, language: Language) -> Compilation | None:
    """The policy as it is now; None, after saying so, where there is none of the name that the record has."""
    from compiler.cli.paths import find_policy
    from compiler.pipeline import Compilation

    if policy is not None:
        return Compilation([find_policy(policy)])
    try:
        return Compilation([find_policy(module)])
    except click.UsageError:
        click.echo(NO_POLICY.said_in(language).format(module), err=True)
        return None
