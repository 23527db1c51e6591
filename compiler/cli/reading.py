"""Reading policies for a command, and telling what is wrong with them."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click
from attrs import evolve

from compiler.cli.dutch import speak
from compiler.cli.paths import find_policy
from dsl.diagnostics import Diagnostic, Language, Words
from dsl.frozen import frozen
from dsl.source import SourceFile

if TYPE_CHECKING:
    from compiler.ir.nodes import Policy
    from compiler.pipeline import Compilation
    from compiler.records.quantities import Units
    from compiler.resolve.modules import Module

FIRST_DAY = Words(
    "as of {0}, the first day in force; choose another with --as-of",
    "peildatum {0}, de eerste dag van geldigheid; kies een andere met --as-of",
)
PROVIDERS_DAY = Words(
    "as of {0}, as the file of providers says; choose another with --as-of",
    "peildatum {0}, zoals het bestand van aanbieders zegt; kies een andere met --as-of",
)

LanguageOf = Callable[[SourceFile], Language]


@frozen
class Opened:
    """A policy as of a day, the units that its data may use, and where the day comes from.

    `modules` are the one that holds it and those with parameters that it reads, criteria that it takes over or policies to meet.
    """

    policy: Policy
    modules: tuple[Module, ...]
    units: Units
    as_of_from: Literal["given", "providers", "policy"]
    compilation: Compilation
    language: Language | None = None
    """The language to word conditions in, where it is not that of the policy."""


def read_source(path: Path) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """A policy text; with diagnostics it is not to be parsed. Raises click.UsageError when there is none to read."""
    from dsl.parsing.reading import read

    try:
        return read(path)
    except OSError as error:
        raise click.UsageError(f"`{path}` cannot be read: {error.strerror}") from None


def open_policy(name: str, as_of: datetime.date | None, language: Language | None = None) -> Opened:
    """The policy of a file or module as of a day; without one the first day on which it is in force. Its conditions are worded
    in the language, without one in that of its text.

    Leaves the command with code 1 when the policy has mistakes or is not in force; raises click.UsageError when there is none.
    """
    from compiler.pipeline import Compilation

    compilation = Compilation([find_policy(name)])
    module = next(iter(compilation.modules), None)
    if module is not None:
        speak(module.syntax.language)
    if module is None or compilation.is_broken(module.name):
        leave((each for each in compilation.diagnostics if each.is_error), languages(compilation))
    if compilation.model(module.name) is None:
        raise click.UsageError(f"`{name}` holds declarations and no policy of its own")
    day = as_of or compilation.day(module.name)
    if day is None:
        raise click.UsageError(f"`{name}` does not say when it is in force: give the day of the decision with --as-of")
    units = {form: (unit.dimension, unit.scale) for form, unit in compilation.units(module.name).items()}
    policy = _on(compilation, module.name, day, language)
    day_from: Literal["given", "policy"] = "policy" if as_of is None else "given"
    return Opened(policy, _modules(compilation, module, day), units, day_from, compilation, language)


def on_another_day(opened: Opened, day: datetime.date) -> Opened:
    """The same policy as of the day that a file of providers declares."""
    policy = _on(opened.compilation, opened.policy.module, day, opened.language)
    return evolve(opened, policy=policy, as_of_from="providers")


def say_day(opened: Opened) -> None:
    """Say which day is taken, on standard error, when none was given."""
    policy = opened.policy
    if opened.as_of_from != "given":
        words = FIRST_DAY if opened.as_of_from == "policy" else PROVIDERS_DAY
        click.echo(words.said_in(opened.language or policy.language).format(policy.as_of), err=True)


def _on(compilation: Compilation, module: str, day: datetime.date, language: Language | None) -> Policy:
    policy, diagnostics = compilation.policy(module, day, language)
    if policy is None:
        leave(diagnostics, languages(compilation))
    return policy


def _modules(compilation: Compilation, module: Module, day: datetime.date) -> tuple[Module, ...]:
    model = compilation.model(module.name, day)
    assert model is not None
    names = {each.key.module for each in model.parameters} | {each.module for each in model.met}
    names |= {each.key.module for each in model.criteria}
    return (module, *(each for each in compilation.all_modules if each.name in names and each is not module))


def languages(compilation: Compilation | None = None) -> LanguageOf:
    """The language of each file; one that is not in the compilation is parsed for it."""
    known = {each.source: each.syntax.language for each in compilation.all_modules} if compilation else {}
    return lambda source: known.get(source) or _language_by_parsing(source)


def common_language(compilation: Compilation) -> Language:
    """The language of what is said of all files together: Dutch where all of them are."""
    found = {each.syntax.language for each in compilation.modules}
    return "nl" if found == {"nl"} else "en"


@cache
def _language_by_parsing(source: SourceFile) -> Language:
    from dsl.parsing.parser import parse

    return parse(source).module.language


def print_diagnostics(diagnostics: Iterable[Diagnostic], language_of: LanguageOf) -> None:
    """All diagnostics as text on standard error, each in the language of its file."""
    from compiler.report.diagnostics import diagnostic_text, in_order
    from compiler.report.layout import wants_colour

    colour = wants_colour(sys.stderr)
    for each in in_order(diagnostics):
        click.echo(diagnostic_text(each, language_of(each.span.source), colour), err=True)


def leave(diagnostics: Iterable[Diagnostic], language_of: LanguageOf) -> NoReturn:
    """Print the diagnostics and leave the command: the policy fails."""
    print_diagnostics(diagnostics, language_of)
    raise click.exceptions.Exit(1)
