"""`meetlat fmt`"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Literal

import click

from compiler.cli.choices import Choice
from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, print_json
from compiler.cli.paths import paths_argument, policy_files
from dsl.diagnostics import Diagnostic, Language, Words
from dsl.source import SourceFile

CHANGED = (Words("changed: {0}", "gewijzigd: {0}"), Words("would change: {0}", "zou wijzigen: {0}"))
COUNTED = (Words("{0} changed", "{0} gewijzigd"), Words("{0} to change", "{0} te wijzigen"))
FILES = (Words("{0} file", "{0} bestand"), Words("{0} files", "{0} bestanden"))


@click.command("fmt", cls=ReadableHelp)
@paths_argument
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 when a file would change.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
@click.option("--to", type=Choice(["en", "nl"]), help="Turn keywords and numbers into this language.")
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    check: bool,
    diff: bool,
    to: Language | None,
    output: Literal["text", "json"],
) -> None:
    """Lay policies out in the canonical way. PATHS are files and folders; `-` reads a policy from standard input."""
    if paths == (Path("-"),):
        ctx.exit(_standard_input(to))
    from compiler.cli.reading import read_source
    from dsl.parsing.parser import language_of

    files = policy_files(paths)
    changed: list[str] = []
    spoken: set[Language] = set()
    failed: list[Diagnostic] = []
    for source, unreadable in map(read_source, files):
        text, diagnostics = (None, list(unreadable)) if unreadable else _formatted(source, to)
        failed += diagnostics
        spoken.add(to or language_of(source))
        if text is None or text == source.text:
            continue
        changed.append(source.path)
        if diff:
            _print_diff(source, text)
        elif not check:
            _replace(Path(source.path), text)
    language: Language = "nl" if spoken == {"nl"} else "en"
    _report(len(files), changed, failed, output, language, dry=check or diff)
    ctx.exit(1 if failed or (changed and (check or diff)) else 0)


def _formatted(source: SourceFile, to: Language | None) -> tuple[str | None, list[Diagnostic]]:
    """The canonical text; with errors there is none, as the formatter changes nothing that it does not understand."""
    from dsl.printing.formatter import format_source

    text, diagnostics = format_source(source, to)
    return text, [each for each in diagnostics if each.is_error]


def _standard_input(to: Language | None) -> int:
    from dsl.parsing.reading import decode

    source, unreadable = decode("<standard input>", sys.stdin.buffer.read())
    text, diagnostics = (None, list(unreadable)) if unreadable else _formatted(source, to)
    if text is None:
        _print_diagnostics(diagnostics)
        return 1
    click.echo(text, nl=False)
    return 0


def _print_diff(source: SourceFile, text: str) -> None:
    from difflib import unified_diff

    before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    for line in unified_diff(before, after, source.path, source.path):
        click.echo(line, nl=not line.endswith("\n"))


def _replace(path: Path, text: str) -> None:
    """Write beside the file and move: a formatter that is stopped half-way loses nothing. Raises click.UsageError where that
    cannot be done."""
    target = path.resolve()
    try:
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            Path(beside).chmod(target.stat().st_mode)
            Path(beside).replace(target)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise click.UsageError(f"`{path}` cannot be written: {error.strerror}") from None


def _report(
    files: int, changed: list[str], failed: list[Diagnostic], output: str, language: Language, *, dry: bool
) -> None:
    if output == "json":
        from compiler.cli.reading import languages
        from compiler.report.diagnostics import diagnostic_data

        language_of = languages()
        diagnostics = [diagnostic_data(each, language_of(each.span.source)) for each in failed]
        print_json({"files": files, "changed": changed, "written": not dry, "diagnostics": diagnostics})
        return
    _print_diagnostics(failed)
    for path in changed:
        click.echo(CHANGED[dry].said_in(language).format(path), err=dry)
    count = FILES[files != 1].said_in(language).format(files)
    click.echo(f"{count}, {COUNTED[dry].said_in(language).format(len(changed))}", err=True)


def _print_diagnostics(diagnostics: list[Diagnostic]) -> None:
    from compiler.cli.reading import languages, print_diagnostics

    print_diagnostics(diagnostics, languages())
