"""Options that several commands share, and how they print."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from compiler.cli.choices import Choice

Command = TypeVar("Command", bound=Callable[..., object])


def format_option(command: Command) -> Command:
    """`--format text|json`, as the argument `output`."""
    choice = Choice(["text", "json"])
    return click.option(
        "--format", "output", type=choice, default="text", show_default=True, help="For people or for programs."
    )(command)


def language_option(command: Command) -> Command:
    """`--lang en|nl`, as the argument `language`."""
    return click.option(
        "--lang",
        "--language",
        "language",
        type=Choice(["en", "nl"]),
        help="The language of the report; without it that of the policy. Names stay as they were written.",
    )(command)


Day = datetime.date | None


def read_day(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime.date | None:
    """A day in figures, `2025-03-01`."""
    try:
        return None if value is None else datetime.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"`{value}` is no day; write it as 2025-03-01", ctx, param) from None


def as_of_option(command: Command) -> Command:
    return click.option(
        "--as-of",
        metavar="DATE",
        callback=read_day,
        help="The day of the decision; without it the day that the provider file declares, else the first day in force.",
    )(command)


def write_file(target: Path, content: bytes) -> None:
    """Write a file, its folders included. Raises click.UsageError where that cannot be done."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise click.UsageError(f"`{target}` cannot be written: {error.strerror}") from None


def write_record(target: Path, content: bytes) -> None:
    """Write a record, all of it or nothing. Raises click.UsageError where that cannot be done, where another record is there
    already and where another run writes it: what was decided before is never lost."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.touch(exist_ok=False)  # of several runs at once only one gets through here
        except FileExistsError:
            raise click.UsageError(
                f"`{unfinished}` is there: another run writes this record now, or was broken off; remove it if none does"
            ) from None
        try:
            if target.exists() and target.read_bytes() != content:
                raise click.UsageError(
                    f"`{target}` is there already and holds something else; a record is kept: name another file, or remove it"
                )
            unfinished.write_bytes(content)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise click.UsageError(f"`{target}` cannot be written: {error.strerror}") from None


def print_json(data: object) -> None:
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
