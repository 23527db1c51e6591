"""Reading policies for a command, and telling what is wrong with them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import click

from dsl.diagnostics import Diagnostic, Language
from dsl.source import SourceFile


def read_source(path: Path) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """A policy text; with diagnostics it is not to be parsed. Raises click.UsageError when there is none to read."""
    from dsl.parsing.reading import read

    try:
        return read(path)
    except OSError as error:
        raise click.UsageError(f"`{path}` cannot be read: {error.strerror}") from None


@cache
def language_of(source: SourceFile) -> Language:
    """The language that a file is written in, also when it has mistakes."""
    from dsl.parsing.parser import parse

    return parse(source).module.language


def print_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """All diagnostics as text on standard error, each in the language of its file."""
    from compiler.report.diagnostics import diagnostic_text, in_order
    from compiler.report.layout import wants_colour

    colour = wants_colour(sys.stderr)
    for each in in_order(diagnostics):
        click.echo(diagnostic_text(each, language_of(each.span.source), colour), err=True)
