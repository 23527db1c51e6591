"""The command `meetlat`. Commands are loaded when they are called, so that each pays only for what it uses."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from compiler.cli.dutch import ARGUMENTS, WrongUse, speaks_dutch
from compiler.cli.help import ReadableHelp

COMMANDS = {
    "check": "compiler.cli.check",
    "fmt": "compiler.cli.fmt",
    "evaluate": "compiler.cli.evaluate",
    "why": "compiler.cli.why",
    "rank": "compiler.cli.rank",
    "report": "compiler.cli.report",
    "replay": "compiler.cli.replay",
    "verify": "compiler.cli.verify",
    "sql": "compiler.cli.sql",
    "template": "compiler.cli.template",
    "graph": "compiler.cli.graph",
    "docs": "compiler.cli.docs",
    "site": "compiler.cli.site",
    "test": "compiler.cli.examples",
    "mutate": "compiler.cli.mutate",
    "suggest": "compiler.cli.suggest",
    "fuzz": "compiler.cli.fuzz",
    "trace": "compiler.cli.trace",
    "show": "compiler.cli.show",
    "explain": "compiler.cli.explain",
}


class Commands(ReadableHelp, click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f"; did you mean `{near[0]}`?" if near else f"; there are {', '.join(COMMANDS)}"
            raise click.UsageError(f"no command `{args[0]}`{hint}", ctx)
        return super().resolve_command(ctx, args)

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> click.Context:
        given = tuple(args)
        with until_closed(), _in_its_language(None, given):
            ctx = super().make_context(info_name, args, *more, **extra)
        ctx.meta[ARGUMENTS] = given
        return ctx

    def invoke(self, ctx: click.Context) -> object:
        with until_closed(), _in_its_language(ctx):
            return self._invoked(ctx)

    def _invoked(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError, KeyboardInterrupt):
            raise
        except Exception as fault:
            _apologise(fault, bool(ctx.meta.get(DEBUG)))
            raise click.exceptions.Exit(3) from fault


CLOSED = 141
"""What a shell makes of a command whose reader stopped reading (`| head`): 128 and the number of the signal for it."""


@contextmanager
def until_closed() -> Iterator[None]:
    """Stop without a word as soon as nobody reads on."""
    try:
        yield
    except BrokenPipeError:
        raise click.exceptions.Exit(CLOSED) from None


@contextmanager
def _in_its_language(ctx: click.Context | None, arguments: tuple[str, ...] = ()) -> Iterator[None]:
    """Tell wrong use in the language that the command speaks."""
    try:
        yield
    except click.UsageError as error:
        if not speaks_dutch(ctx, arguments):
            raise
        raise WrongUse(error) from None


DEBUG = "meetlat.debug"


def _apologise(fault: Exception, debug: bool) -> None:
    """The fault is ours: say so, and how to tell us; the traceback only on request."""
    if debug:
        import traceback

        click.echo("".join(traceback.format_exception(fault)), err=True, nl=False)
    said = f"{type(fault).__name__}: {fault}".strip().rstrip(":")
    click.echo(
        f"meetlat has made a mistake, and it is not yours: {said[:500]}\n"
        "please report it with the command, the policy and what it prints as `meetlat --debug ...`",
        err=True,
    )


@click.command(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, help="Print the version and stop.")
@click.option("--debug", is_flag=True, help="Print a traceback when the fault is ours.")
@click.pass_context
def meetlat(ctx: click.Context, version: bool, debug: bool) -> None:
    """Hold care providers against the criteria of a policy.

    Answers go to standard output, diagnostics to standard error.
    Exit codes: 0 fine, 1 the policy or an expectation fails, 2 wrong use, 3 our fault.
    """
    ctx.meta[DEBUG] = debug
    if version:
        from importlib.metadata import version as version_of

        click.echo(f"meetlat {version_of('meetlat')}")
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """The entry point of the distribution."""
    gc.set_threshold(
        200_000, 30, 30
    )  # what is read lives to the end: looking for cycles in it took a fifth of the time
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # a terminal without UTF-8 shows `?`, and nothing breaks
    try:
        meetlat(prog_name="meetlat")
    finally:
        _flush()


def _flush() -> None:
    """What is left to write goes nowhere once nobody reads on: Python would tell of it at the end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
