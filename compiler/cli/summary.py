"""The summary of a register for `meetlat evaluate --summary`, with reports on providers beside it."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from compiler.cli.options import write_file

if TYPE_CHECKING:
    from compiler.cli.holding import Held
    from compiler.cli.reading import Opened
    from compiler.columns.programs import Programs
    from compiler.columns.register import CarryOut
    from compiler.ir.nodes import Policy
    from compiler.records.bulk import Bulk, Taken
    from compiler.records.problems import Mistakes
    from compiler.records.providers import Provider
    from compiler.report.case import Case
    from compiler.report.summary.tally import Grouping
    from dsl.diagnostics import Language

MOST_REPORTS = 500
"""So many providers of a file get a report beside the summary, besides those nearest to a threshold and those asked for."""
MOST_OF_MANY = 100
"""As many, where they are decided over columns."""
_NUMBERED = re.compile(r"\d{5,}\.html")


class Page:
    """The page while providers come in, from a file that is held or part by part. Raises click.UsageError for a fact to count by
    that providers do not have, and where Matplotlib is missing."""

    def __init__(
        self, target: Path, policy: Policy, by: Iterable[str], language: Language, asked: Collection[str] = ()
    ) -> None:
        from compiler.report.summary.plots import INSTALL
        from compiler.report.summary.tally import Tally

        if find_spec("matplotlib") is None:
            raise click.UsageError(f"a summary needs matplotlib: {INSTALL}")
        self.target, self.policy, self.language = target, policy, language
        self.asked = frozenset(asked)
        self.tally = Tally(policy, groupings(by, policy))
        self.kept: dict[int, Provider] = {}
        self.asked_places: set[int] = set()
        self.programs: Programs | None = None

    @property
    def folder(self) -> Path:
        """Where reports stand: beside the page, under its name."""
        return self.target.with_name(f"{self.target.stem}_reports")

    # --- providers --------------------------------------------------------------------------------------------------

    def hold(self, held: Held) -> None:
        """Count the providers of a file, decided one by one."""
        from compiler.cli.progress import tracked
        from compiler.report.summary.tally import decision

        by = self.tally.groupings
        self.tally.add(
            decision(place, each.id, each.facts, held.peers.seen_by(place), self.policy, by, self.language)
            for place, each in enumerate(tracked(held.providers, "summing up"))
        )
        self.asked_places |= {place for place, each in enumerate(held.providers) if each.id in self.asked}

    def take(self, taken: Taken, carry_out: CarryOut) -> None:
        """Count a part of many providers, and keep the facts of those that may get a report."""
        from compiler.columns.programs import Programs
        from compiler.report.summary.columns import asked, count

        self.programs = self.programs or Programs(self.policy, asked)
        first = self.tally.records
        count(self.tally, self.programs, taken, self.language, carry_out)
        last = self.tally.records
        self.asked_places |= {first + at for at, name in enumerate(taken.names) if name in self.asked}
        for place in sorted(self._reported(MOST_OF_MANY)):
            if first <= place < last:
                self.kept[place] = taken.provider(place - first)
        self.kept = {place: found for place, found in self.kept.items() if place in self._reported(MOST_OF_MANY)}

    def _reported(self, first: int) -> set[int]:
        """The places of providers that get a report."""
        return {*range(min(first, self.tally.records)), *self.tally.near, *self.asked_places}

    # --- files ------------------------------------------------------------------------------------------------------

    def check(self, names: Iterable[Collection[str]]) -> None:
        """Raises click.UsageError for a provider to report on that is not there; `names` are those that are, part by part."""
        lacking = set(self.asked)
        for some in names:
            lacking -= set(some) if lacking else set()
        if lacking:
            raise click.UsageError(f"no provider `{min(lacking)}` to report on, or it was rejected")

    def check_taken(self, bulk: Bulk) -> None:
        """The same before any of many providers is decided on; one that turns out to be rejected is told of at the end."""
        if self.asked:
            self.check(each.to_list() for each in bulk.names())

    def write_held(self, held: Held) -> None:
        """Write the page and the reports on providers of a file."""
        from compiler.records.problems import Mistakes

        cases = ((place, held.case(held.providers[place])) for place in sorted(self._reported(MOST_REPORTS)))
        self._write(cases, Mistakes([*held.problems]), held.rejected, [path for _, path in held.files])

    def write_taken(
        self,
        opened: Opened,
        mistakes: Mistakes,
        rejected: int,
        sources: Sequence[Path],
        dated: datetime.date | None,
    ) -> None:
        """Write the page and the reports on some of many providers."""
        self.check([{each.id for each in self.kept.values()}])
        self._write(self._cases(opened, dated), mistakes, rejected, sources)

    def _cases(self, opened: Opened, dated: datetime.date | None) -> Iterator[tuple[int, Case]]:
        from compiler.ir.evaluate import evaluate
        from compiler.report.basis import basis
        from compiler.report.case import Case

        rests_on = basis(opened.compilation, self.policy.module, self.policy.as_of)
        for place, each in sorted(self.kept.items()):
            result = evaluate(self.policy, each.facts)
            said = str(each.place)
            yield place, Case(each.id, said, each.judgements, result, rests_on, self.language, dated, each.facts)

    def _write(
        self,
        cases: Iterable[tuple[int, Case]],
        mistakes: Mistakes,
        rejected: int,
        sources: Iterable[Path],
    ) -> None:
        from compiler.cli.progress import tracked
        from compiler.report.decision_report import report
        from compiler.report.document.html import html
        from compiler.report.summary.page import summary_page

        reports: dict[int, str] = {}
        for place, case in tracked(list(cases), "reporting"):
            name = _file(place)
            write_file(self.folder / name, html(report(case)).encode())
            reports[place] = f"{quote(self.folder.name)}/{name}"
        self._clear({_file(place) for place in reports})
        source = ", ".join(path.name for path in sources)
        page = summary_page(self.policy, self.tally, mistakes, rejected, self.language, source, reports)
        write_file(self.target, page.encode())
        click.echo(str(self.target), err=True)
        if reports:
            click.echo(f"{self.folder}{os.sep}", err=True)

    def _clear(self, kept: Collection[str]) -> None:
        """Reports of an earlier run that this one does not make go: the page leads to none of them."""
        for each in self.folder.glob("*.html"):
            if _NUMBERED.fullmatch(each.name) and each.name not in kept:
                each.unlink()


def groupings(by: Iterable[str], policy: Policy) -> tuple[Grouping, ...]:
    """The facts to count by. Raises click.UsageError for one that providers do not have, or that tells more than one thing."""
    from compiler.report.summary.tally import Grouping

    found = []
    for name in by:
        grouping = Grouping.of(name, policy)
        if grouping is None:
            raise click.UsageError(
                f"no fact `{name}` to count by: a text, an option, or yes or no, such as `name of region`"
            )
        found.append(grouping)
    return tuple(found)


def write_summary(held: Held, target: Path, by: Iterable[str], asked: Collection[str]) -> None:
    """Write the page, and reports in a folder beside it that has its name. Raises click.UsageError as `Page` does."""
    page = Page(target, held.policy, by, held.language, asked)
    page.check([[each.id for each in held.providers]])
    page.hold(held)
    page.write_held(held)


def _file(place: int) -> str:
    """Numbered, as a name in data is no name of a file."""
    return f"{place + 1:05}.html"
