"""What suggested examples show of shipped policies that are stripped of theirs: `make suggested`, or of some of them
`make suggested ARGS=policies/vgz/huisartsenzorg_2025/rho.policy`. Prints a row for each and fails when one falls short."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from compiler.cli.reading import languages
from compiler.ir.evaluate import decide
from compiler.pipeline import Compilation
from compiler.report.suggestions import appended, open_text
from compiler.resolve.modules import Module
from compiler.scenarios.coverage.items import Coverage
from compiler.scenarios.coverage.measure import Observer, measure
from compiler.scenarios.mutation.run import MutationScore, run_mutants, score
from compiler.scenarios.run import run_examples
from compiler.scenarios.suggest.run import suggest
from dsl import syntax
from dsl.processes import in_forks, processors
from dsl.source import SourceFile

POLICIES = Path(__file__).parents[2] / "policies"
WHOLE = ("criteria", "boundaries", "tables")  # of which all must be shown; of conditions and changes
NEARLY = 95  # percent


@frozen
class Suggested:
    """A policy with the examples that were suggested for it, what they show, and what was left open."""

    texts: tuple[SourceFile, ...]
    mistakes: tuple[str, ...]
    coverage: Coverage
    mutants: MutationScore
    left: tuple[str, ...]

    @property
    def missing(self) -> list[tuple[str, tuple[str, ...]]]:
        """What no example shows, conditions aside."""
        return [
            (each.item.said or each.item.owner, each.missing)
            for each in self.coverage.all
            if each.missing and each.item.group != "conditions"
        ]

    @property
    def falls_short(self) -> bool:
        conditions = self.coverage.score("conditions").at_least(NEARLY)
        return bool(self.mistakes or self.missing) or not conditions or not self.mutants.reaches(NEARLY)


def suggested(path: Path) -> Suggested:
    """The policy of a file without its examples and with those that are suggested then. Those in other files do not count."""
    shipped = Compilation([path])
    (module,) = shipped.modules
    modules = [module, *dict.fromkeys(each.module for each in shipped.amendments(module))]
    stripped = [without_examples(each) for each in modules]
    paths = [Path(each.path) for each in stripped]
    found = suggest(Compilation(paths, texts=stripped, known=shipped.all_modules), jobs=1)
    home = {each.source.path: each.name for each in modules}
    written = tuple(
        SourceFile(each.path, appended(each.text, [one for one in found.found if one.draft.module == home[each.path]]))
        for each in stripped
    )
    again = Compilation(paths, texts=written, known=shipped.all_modules)
    mistakes = [each.message.en for each in again.diagnostics if each.is_error]
    mistakes += [f"{each.case.name} does not hold" for each in run_examples(again) if not each.holds]
    observer = Observer()
    for case in again.examples:
        policy, _ = again.policy(case.policy, case.as_of)
        assert policy is not None
        observer.watch(case.name, policy, case.facts, decide(policy, case.facts, case.peers), case.peers)
    shown = measure(again, observer.seen, [(each.policy, each.as_of) for each in again.examples])
    return Suggested(
        written,
        tuple(mistakes),
        shown.within(str(path)),
        score(run_mutants(again, jobs=1)),
        tuple(open_text(each, languages(again)) for each in found.open),
    )


def without_examples(module: Module) -> SourceFile:
    """The text of a module up to each example and from the statement after it."""
    text, found = module.source.text, []
    starts = [each.span.start for each in module.syntax.statements] + [len(text)]
    at = 0
    for each, after in zip(module.syntax.statements, starts[1:], strict=True):
        if isinstance(each, syntax.Example):
            found.append(text[at : each.span.start])
            at = after
    return SourceFile(module.source.path, "".join([*found, text[at:]]).rstrip() + "\n")


def policies(paths: list[str]) -> Iterator[Path]:
    """The policy files in these, or all that are shipped."""
    for path in map(Path, paths or [str(POLICIES)]):
        for each in sorted(path.rglob("*.policy")) if path.is_dir() else [path]:
            if Compilation([each]).policies:
                yield each


def _told(path: Path) -> tuple[bool, str]:
    started = time.monotonic()
    found = suggested(path)
    shown = [str(found.coverage.score(group)) for group in (*WHOLE, "conditions")]
    row = [str(found.mutants), *shown, f"{time.monotonic() - started:.0f} s"]
    place = path.relative_to(POLICIES) if path.is_relative_to(POLICIES) else path
    said = [f"{'short' if found.falls_short else 'ok':<5}  {place!s:<60}" + "".join(f"{each:>12}" for each in row)]
    said += [f"       {each}" for each in (*found.mistakes, *found.left)] if found.falls_short else []
    return found.falls_short, "\n".join(said)


def main() -> int:
    asked = [each.absolute() for each in policies(sys.argv[1:])]
    print(f"{'':5}  {'policy':<60}" + "".join(f"{each:>12}" for each in ("mutation", *WHOLE, "conditions", "")))
    short = False
    for is_short, said in in_forks(_told, asked, processors()):
        print(said, flush=True)
        short = short or is_short
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
