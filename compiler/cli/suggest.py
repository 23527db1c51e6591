"""`meetlat suggest`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from compiler.cli.help import ReadableHelp
from compiler.cli.options import format_option, print_json, write_file
from compiler.cli.paths import paths_argument, policy_files
from dsl.diagnostics import Words

WRITTEN = (
    Words("{0} examples written to {1} file", "{0} voorbeelden geschreven in {1} bestand"),
    Words("{0} examples written to {1} files", "{0} voorbeelden geschreven in {1} bestanden"),
)
SOLVER = Words("a solver may find more of these: {0}", "met een solver worden er misschien meer van gevonden: {0}")
if TYPE_CHECKING:
    from compiler.pipeline import Compilation
    from compiler.scenarios.suggest.run import Suggestion


@click.command("suggest", cls=ReadableHelp)
@paths_argument
@click.option("--write", is_flag=True, help="Append the examples to the policy files, marked for review.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="NUMBER", help="Processes; without it one per core.")
@format_option
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[Path, ...], write: bool, jobs: int | None, output: Literal["text", "json"]
) -> None:
    """Suggest the examples that are missing from policies, with what each policy says of them now.

    PATHS are files and folders; without any, the folder `policies`. An example is suggested for what no example shows, and for
    each change of a policy that none notices (`meetlat test --coverage` and
    `meetlat mutate` list them). Whether the policy is right is for its author to say.
    """
    from compiler.cli.progress import counted
    from compiler.cli.reading import common_language, languages, print_diagnostics
    from compiler.pipeline import Compilation
    from compiler.report.suggestions import open_text, reason_of, suggestion_text
    from compiler.scenarios.search.solver import INSTALL, is_there
    from compiler.scenarios.suggest.run import suggest

    compilation = Compilation(policy_files(paths))
    errors = [each for each in compilation.diagnostics if each.is_error]
    print_diagnostics(errors, languages(compilation))
    if errors:
        ctx.exit(1)
    with counted("looking for examples") as done:
        suggestions = suggest(compilation, jobs, done)
    _verify(compilation, suggestions.found)
    if output == "json":
        print_json(
            [
                {
                    "module": each.draft.module,
                    "reason": reason_of(each),
                    "text": each.draft.text,
                }
                for each in suggestions.found
            ]
        )
    elif write:
        _append(compilation, suggestions.found)
    else:
        for number, each in enumerate(suggestions.found):
            click.echo("\n" * bool(number) + suggestion_text(each), nl=False)
    for left in suggestions.open:
        click.echo(open_text(left, languages(compilation)), err=True)
    if suggestions.open and not is_there():
        click.echo(SOLVER.said_in(common_language(compilation)).format(INSTALL), err=True)


def _texts(compilation: Compilation, suggestions: tuple[Suggestion, ...]) -> dict[Path, str]:
    """The policy texts with their suggestions, by path."""
    from compiler.report.suggestions import appended

    sources = {each.name: each.source for each in compilation.modules}
    texts = {}
    for module in dict.fromkeys(each.draft.module for each in suggestions):
        own = [each for each in suggestions if each.draft.module == module]
        texts[Path(sources[module].path)] = appended(sources[module].text, own)
    return texts


def _verify(compilation: Compilation, suggestions: tuple[Suggestion, ...]) -> None:
    """Read the suggestions back and run them: each must say what the policy says. The fault is ours when one does not."""
    from compiler.pipeline import Compilation as Again
    from compiler.scenarios.run import run_example
    from dsl.diagnostics import CompilerFault
    from dsl.source import SourceFile

    texts = [SourceFile(str(path), text) for path, text in _texts(compilation, suggestions).items()]
    again = Again(compilation.paths, texts=texts)
    for each in again.diagnostics:
        if each.is_error:
            raise CompilerFault(f"a suggested example cannot be read: {each.message.en} at {each.span}")
    titles = {each.draft.case.name for each in suggestions}
    for case in again.examples:
        if case.name in titles and not run_example(again, case).holds:
            raise CompilerFault(f"a suggested example does not say what the policy says: {case.name}")


def _append(compilation: Compilation, suggestions: tuple[Suggestion, ...]) -> None:
    for path, text in _texts(compilation, suggestions).items():
        write_file(path, text.encode())
    from compiler.cli.reading import common_language

    files = len({each.draft.module for each in suggestions})
    said = WRITTEN[files != 1].said_in(common_language(compilation))
    click.echo(said.format(len(suggestions), files))
