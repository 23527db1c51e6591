"""The summary of a register for `meetlat evaluate --summary`, with a report on each provider beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli.options import write_file

if TYPE_CHECKING:
    from compiler.cli.holding import Held
    from compiler.ir.nodes import Policy
    from compiler.ir.peers import Peers
    from compiler.ir.values import Facts
    from compiler.records.problems import Problem
    from dsl.diagnostics import Language

MOST_REPORTS = 500
"""So many providers get a report beside the summary, where they are decided one by one."""


class Page:
    """The page while providers come in, from a file that is held or part by part. Raises click.UsageError for a fact to count by
    that providers do not have, and where Matplotlib is missing."""

    def __init__(self, target: Path, policy: Policy, by: Iterable[str], language: Language) -> None:
        from compiler.report.summary.plots import INSTALL
        from compiler.report.summary.tally import Grouping, Tally

        if find_spec("matplotlib") is None:
            raise click.UsageError(f"a summary needs matplotlib: {INSTALL}")
        self.target, self.policy, self.language = target, policy, language
        groupings = []
        for name in by:
            found = Grouping.of(name, policy)
            if found is None:
                raise click.UsageError(
                    f"no fact `{name}` to count by: a text, an option, or yes or no, such as `name of region`"
                )
            groupings.append(found)
        self.tally = Tally(groupings)

    def add(self, providers: Iterable[tuple[str, Facts, Peers | None, str | None]]) -> None:
        """Providers with their facts, those that they are judged among, and the address of a report."""
        from compiler.report.summary.tally import decision

        groupings = self.tally.groupings
        self.tally.add(
            decision(name, facts, peers, self.policy, groupings, self.language, report)
            for name, facts, peers, report in providers
        )

    def write(self, problems: Sequence[Problem], rejected: int, sources: Iterable[Path]) -> None:
        from compiler.report.summary.page import summary_page

        source = ", ".join(path.name for path in sources)
        page = summary_page(self.policy, self.tally, problems, rejected, self.language, source)
        write_file(self.target, page.encode())
        click.echo(str(self.target), err=True)


def write_summary(held: Held, target: Path, by: Iterable[str]) -> None:
    """Write the page, and reports in a folder beside it that has its name. Raises click.UsageError as `Page` does."""
    folder = target.with_name(f"{target.stem}_reports")
    page = Page(target, held.policy, by, held.language)
    page.add(_providers(held, folder.name))
    _write_reports(held, folder)
    page.write(held.problems, held.rejected, [path for _, path in held.files])


def _providers(held: Held, folder: str) -> Iterator[tuple[str, Facts, Peers, str | None]]:
    from compiler.cli.progress import tracked

    for place, each in enumerate(tracked(held.providers, "summing up")):
        report = f"{folder}/{_file(place)}" if place < MOST_REPORTS else None
        yield each.id, each.facts, held.peers.seen_by(place), report


def _write_reports(held: Held, folder: Path) -> None:
    from compiler.report.decision_report import report
    from compiler.report.document.html import html

    for place, each in enumerate(islice(held.providers, MOST_REPORTS)):
        write_file(folder / _file(place), html(report(held.case(each))).encode())


def _file(place: int) -> str:
    """Numbered, as a name in data is no name of a file."""
    return f"{place + 1:05}.html"
