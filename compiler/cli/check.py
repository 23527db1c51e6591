"""`meetlat check`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from compiler.cli.choices import Choice
from compiler.cli.help import ReadableHelp
from compiler.cli.paths import paths_argument, policy_files
from dsl.diagnostics import Diagnostic, Language, Words

if TYPE_CHECKING:
    from compiler.cli.reading import LanguageOf

FILES = (Words("file", "bestand"), Words("files", "bestanden"))
NO_MISTAKES = Words("no mistakes", "geen fouten")


@click.command("check", cls=ReadableHelp)
@paths_argument
@click.option(
    "--format",
    "output",
    type=Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or as annotations of a pull request.",
)
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], output: Literal["text", "json", "github"]) -> None:
    """Look for mistakes in policies. PATHS are files and folders; without any the folder `policies`, else this one."""
    from compiler.cli.reading import common_language, languages
    from compiler.pipeline import Compilation

    files = policy_files(paths)
    compilation = Compilation(files)
    compilation.parse_ahead()
    found = list(compilation.diagnostics)
    language_of = languages(compilation)
    match output:
        case "json":
            _print_data(len(files), found, language_of)
        case "github":
            from compiler.report.diagnostics import github_annotation

            for each in found:
                click.echo(github_annotation(each, language_of(each.span.source)), nl=False)
        case "text":
            _print_text(len(files), found, language_of, common_language(compilation))
    ctx.exit(1 if any(each.is_error for each in found) else 0)


def _print_text(files: int, found: list[Diagnostic], language_of: LanguageOf, language: Language) -> None:
    count = f"{files} {FILES[files != 1].said_in(language)}"
    if not found:
        click.echo(f"{count}: {NO_MISTAKES.said_in(language)}")
        return
    from compiler.cli.reading import print_diagnostics
    from compiler.report.diagnostics import summary

    print_diagnostics(found, language_of)
    click.echo(f"{count}: {summary(found, language)}")


def _print_data(files: int, found: list[Diagnostic], language_of: LanguageOf) -> None:
    from compiler.cli.options import print_json
    from compiler.report.diagnostics import diagnostic_data

    errors = sum(each.is_error for each in found)
    diagnostics = [diagnostic_data(each, language_of(each.span.source)) for each in found]
    print_json({"files": files, "errors": errors, "warnings": len(found) - errors, "diagnostics": diagnostics})
