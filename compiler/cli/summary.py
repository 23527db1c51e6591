"""The summary of a register for `meetlat evaluate --summary`, with a report on each provider beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli.holding import Held
from compiler.cli.options import write_file

if TYPE_CHECKING:
    from compiler.report.summary.tally import Decision, Grouping

MOST_REPORTS = 500
"""So many providers get a report beside the summary."""


def write_summary(held: Held, target: Path, by: Iterable[str]) -> None:
    """Write the page, and reports in a folder beside it that has its name. Raises click.UsageError for a fact to count by that
    providers do not have, and where Matplotlib is missing."""
    from compiler.report.summary.plots import INSTALL
    from compiler.report.summary.tally import Grouping, Tally

    if find_spec("matplotlib") is None:
        raise click.UsageError(f"a summary needs matplotlib: {INSTALL}")
    groupings = []
    for name in by:
        found = Grouping.of(name, held.policy)
        if found is None:
            raise click.UsageError(
                f"no fact `{name}` to count by: it must be a text, an option, or yes or no, such as `name of region`"
            )
        groupings.append(found)
    folder = target.with_name(f"{target.stem}_reports")
    tally = Tally(groupings)
    tally.add(_decisions(held, groupings, folder.name))
    _write_reports(held, folder)
    from compiler.report.summary.page import summary_page

    source = ", ".join(path.name for _, path in held.files)
    page = summary_page(held.policy, tally, held.problems, held.rejected, held.language, source)
    write_file(target, page.encode())
    click.echo(str(target), err=True)


def _decisions(held: Held, groupings: list[Grouping], folder: str) -> Iterator[Decision]:
    from compiler.cli.progress import tracked
    from compiler.report.summary.tally import decision

    for place, each in enumerate(tracked(held.providers, "summing up")):
        report = f"{folder}/{_page(place)}" if place < MOST_REPORTS else None
        peers = held.peers.seen_by(place)
        yield decision(each.id, each.facts, peers, held.policy, groupings, held.language, report)


def _write_reports(held: Held, folder: Path) -> None:
    from compiler.report.decision_report import report
    from compiler.report.document.html import html

    for place, each in enumerate(islice(held.providers, MOST_REPORTS)):
        write_file(folder / _page(place), html(report(held.case(each))).encode())


def _page(place: int) -> str:
    """Numbered, as a name in data is no name of a file."""
    return f"{place + 1:05}.html"
