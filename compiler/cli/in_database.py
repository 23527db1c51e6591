"""Providers in a table of a database, decided where they stand, for `meetlat evaluate --from`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from attrs import frozen

from compiler.cli.reading import Opened
from compiler.cli.register import close, must_be_writable, print_summary
from compiler.cli.tables import Tables
from compiler.cli.telling import print_notes, print_problems
from dsl.diagnostics import Language

if TYPE_CHECKING:
    import polars as pl

    from compiler.backends.sql.inside import Database
    from compiler.records.problems import Problem


@frozen
class InDatabase:
    """What is asked of a table of many providers."""

    where: Tables
    policy: str
    as_of: datetime.date | None
    to: Path | None
    language: Language | None
    output: Literal["text", "json"]

    def decided(self) -> int:
        must_be_writable(self.to)
        return self.where.worked(self.policy, self.as_of, self._inside, self.language)

    def _inside(self, opened: Opened, found: Database) -> int:
        from compiler.backends.sql.inside import decided
        from compiler.records.names import alike
        from compiler.records.problems import Mistakes
        from compiler.report.register import Summary, asked, worded

        policy = opened.policy
        language = self.language or policy.language
        inside = self.where.inside(policy, found, language)
        whole = self.to is not None
        rejected, names, rows = decided(inside, asked(inside.program, whole=whole), found)
        table = worded(inside.program, names, rows, language, whole=whole)
        summary = Summary(len(names) + len(rejected), len(rejected))
        summary.tell(policy, table)
        problems = [*self.where.problems(rejected, inside, found)]
        print_problems(problems, language)
        print_notes(policy, alike(sorted(names)), summary.records, language)
        print_summary(opened, summary, Mistakes(problems), language, self.output)
        if self.to is not None:
            self._write(table, problems, language)
        return 1 if problems else 0

    def _write(self, table: pl.DataFrame, problems: list[Problem], language: Language) -> None:
        from compiler.report.outputs import Output, TooManyRows

        assert self.to is not None
        output = Output(self.to, language)
        try:
            output.add(table)
            output.reject(problems)
        except TooManyRows as error:
            raise click.UsageError(error.said.said_in(language)) from None
        close(output)
