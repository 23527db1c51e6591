"""Many providers at once for `meetlat evaluate`: over columns, part by part, with a summary."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from attrs import frozen

from compiler.cli.holding import mapping_for
from compiler.cli.options import print_json
from compiler.cli.reading import Opened, on_another_day, open_policy, print_diagnostics, say_day
from compiler.cli.telling import print_notes, print_problems
from dsl.diagnostics import Language

if TYPE_CHECKING:
    from compiler.cli.summary import Page
    from compiler.columns.parts import Parts
    from compiler.columns.register import CarryOut
    from compiler.ir.nodes import Policy
    from compiler.records.bulk import Bulk, Taken
    from compiler.records.problems import Mistakes
    from compiler.report.outputs import Output
    from compiler.report.register import Summary

Engine = Literal["auto", "python", "polars", "duckdb", "postgres", "spark"]
OVER_COLUMNS = ("polars", "duckdb", "postgres", "spark")
MANY = 2_000_000
"""A file of more bytes holds many providers."""
OUTPUTS = (".parquet", ".csv", ".xlsx")
MOST_DECIDING = 10


def over_columns(engine: Engine, providers: Path, to: Path | None, one_by_one: str | None) -> bool:
    """Whether to decide over columns: Polars for many, Python for a few. Raises click.UsageError where that cannot be.

    `one_by_one` is the option that needs each provider on its own, empty where there is none; None where all decisions are to be
    printed, as only Python does: then columns are taken when asked for.
    """
    needs = to is not None
    parquet = providers.suffix.lower() == ".parquet"
    many = parquet or (one_by_one is not None and providers.is_file() and providers.stat().st_size > MANY)
    if one_by_one and needs:
        raise click.UsageError(f"{one_by_one} goes without --to: ask for that in a run of its own")
    if one_by_one and engine in OVER_COLUMNS:
        raise click.UsageError(f"{one_by_one} is worked out one by one, by --engine python")
    if one_by_one:
        return False
    if engine == "python":
        if needs:
            raise click.UsageError(f"--to needs --engine {' or '.join(OVER_COLUMNS)}")
        return False
    if engine == "auto" and not needs and not many:
        return False
    if engine == "auto" and not needs and not parquet and not has_columns():
        return False
    must_have_columns(engine)
    must_be_writable(to)
    return True


def has_columns() -> bool:
    return all(find_spec(each) is not None for each in ("nanoarrow", "numpy", "polars"))


def must_have_columns(engine: Engine = "auto") -> None:
    """Raises click.UsageError without what decides over columns and reads Parquet."""
    if not has_columns():
        extra = "columns" if engine in ("auto", "polars") else engine
        raise click.UsageError(f"for this Polars, NumPy and nanoarrow are needed: pip install 'meetlat[{extra}]'")


def must_be_writable(to: Path | None) -> None:
    """Raises click.UsageError for a file that decisions are not written to."""
    if to is not None and to.suffix.lower() not in OUTPUTS:
        raise click.UsageError(f"decisions are written to {', '.join(OUTPUTS)}, not to `{to.name}`")
    if to is not None and not to.parent.is_dir():
        raise click.UsageError(f"there is no folder `{to.parent}`")


def _carrier(engine: Engine) -> CarryOut:
    from compiler.backends import polars_engine
    from compiler.backends.sql.engines import carrier

    return polars_engine.carry_out if engine in ("auto", "polars") else carrier(engine)


def _parts(bulk: Bulk, among: Parts | None) -> Iterator[Taken]:
    """The providers part by part; those that are judged among one another all come in twice, unless they are one part."""
    found: list[Taken] = []
    if among is not None:
        for taken in bulk.parts():
            found = [*found[-1:], taken]
            if len(taken.names):
                among.add(taken.register)
    yield from found if len(found) == 1 else bulk.parts()


def _twins(bulk: Bulk, mistakes: Mistakes) -> list[tuple[str, str]]:
    """Those of whom two that are decided on have names that are alike."""
    from compiler.records.names import alike_in

    wrong = {each.place.provider for each in mistakes.told}
    return [each for each in alike_in(bulk.names) if wrong.isdisjoint(each)]


@frozen(slots=False)
class Many:
    """What is asked of a file of many providers."""

    policy: str
    providers: Path
    as_of: datetime.date | None
    tables: Mapping[str, Path]
    mapping: Path | None
    to: Path | None
    language: Language | None
    output: Literal["text", "json"]
    page: Path | None = None
    by: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    engine: Engine = "polars"

    def decided(self) -> int | None:
        """Decide all and print what became of them; the exit code, or None when the policy asks for what columns cannot do."""
        from compiler.backends.sql.dialects import Unavailable
        from compiler.columns.nodes import Refused
        from compiler.records.workbook import INSTALL as NEEDS_EXCEL
        from compiler.records.workbook import NoExcel
        from compiler.report.outputs import TooManyRows

        opened = open_policy(self.policy, self.as_of)
        try:
            return self._decided(opened)
        except NoExcel:
            raise click.UsageError(f"for a workbook openpyxl is needed: {NEEDS_EXCEL}") from None
        except TooManyRows as error:
            raise click.UsageError(error.said.said_in(self.language or opened.policy.language)) from None
        except (Refused, Unavailable) as refused:
            print_diagnostics([refused.diagnostic], lambda _: self.language or opened.policy.language)
        return None

    def _decided(self, opened: Opened) -> int:
        from compiler.records.keys import NamesRepeated

        bulk, opened = self._opened(opened)
        language = self.language or opened.policy.language
        found = None
        with suppress(NamesRepeated):
            found = self._run(bulk, opened, language)
        # By then it is known who stands twice, so that both are rejected; what was kept of the first run is gone.
        summary, output, page, mistakes = found or self._run(bulk, opened, language)
        if page is not None:
            page.write_taken(opened, mistakes, summary.rejected, (self.providers, *self.tables.values()), bulk.dated)
        print_problems(mistakes.told, language, mistakes.more)
        print_notes(opened.policy, _twins(bulk, mistakes), summary.records, language)
        print_summary(opened, summary, mistakes, language, self.output)
        if output is not None:
            close(output)
        return 1 if len(mistakes) else 0

    def _opened(self, opened: Opened) -> tuple[Bulk, Opened]:
        from compiler.records.bulk import Bulk

        for path in filter(None, (self.providers, self.mapping, *self.tables.values())):
            if not path.is_file():
                raise click.UsageError(f"there is no file `{path}`")
        mapping = mapping_for(self.providers, self.mapping, self.language or opened.policy.language)
        bulk = Bulk(self.providers, self._read(opened), opened.units, mapping=mapping, tables=self.tables)
        if self.as_of is None and bulk.as_of is not None:
            opened = on_another_day(opened, bulk.as_of)
            bulk = Bulk(self.providers, self._read(opened), opened.units, mapping=mapping, tables=self.tables)
        say_day(opened)
        return bulk, opened

    def _read(self, opened: Opened) -> Policy:
        """The policy that says which facts are read: those to count by in a summary as well."""
        if not self.by:
            return opened.policy
        from compiler.cli.summary import groupings
        from compiler.report.summary.columns import with_groups

        return with_groups(opened.policy, groupings(self.by, opened.policy))

    def _page(self, target: Path, opened: Opened, language: Language) -> Page:
        from compiler.cli.summary import Page

        policy, _ = opened.compilation.policy(opened.policy.module, opened.policy.as_of, language)
        assert policy is not None
        return Page(target, policy, self.by, language, self.asked)

    def _run(
        self, bulk: Bulk, opened: Opened, language: Language
    ) -> tuple[Summary, Output | None, Page | None, Mistakes]:
        import polars as pl

        from compiler.cli.progress import counted
        from compiler.columns.ahead import ahead
        from compiler.columns.layout import judges_among
        from compiler.columns.parts import Parts
        from compiler.records.problems import Mistakes
        from compiler.report.outputs import Output
        from compiler.report.register import Decisions, Summary

        carry_out = _carrier(self.engine)
        summary = Summary()
        output = None if self.to is None else Output(self.to, language)
        page = None if self.page is None else self._page(self.page, opened, language)
        if page is not None:
            page.check_taken(bulk)
        mistakes = Mistakes([] if bulk.problem is None else [bulk.problem])
        among = Parts(opened.policy, carry_out) if judges_among(opened.policy) else None
        if among is not None and page is not None:
            raise click.UsageError("a summary of providers that are judged among one another needs --engine python")
        decisions = Decisions(opened.policy, language, carry_out, output is not None, among)
        asked = ((taken, decisions.ask(taken)) for taken in _parts(bulk, among))
        threads = pl.thread_pool_size() if self.engine in ("auto", "polars") and among is None else 1
        with counted("deciding") as done:
            for taken, part in ahead(asked, lambda each: (each[0], decisions.decided(each[1])), threads):
                mistakes.take(taken.problems, taken.more)
                summary.add(taken, opened.policy, part)
                if output is not None:
                    output.add(part)
                    output.reject(taken.problems, taken.untold)
                if page is not None and len(taken.names):
                    page.take(taken, carry_out)
                done(summary.records, max(summary.records, bulk.records))
        return summary, output, page, mistakes


# --- what is shared with tables in a database --------------------------------------------------------------------------


def close(output: Output) -> None:
    """Write the files, and say where they are and what was changed for Excel."""
    for said in output.close():
        click.echo(said, err=True)
    for path in output.written:
        click.echo(str(path), err=True)


def print_summary(
    opened: Opened,
    summary: Summary,
    mistakes: Mistakes,
    language: Language,
    output: Literal["text", "json"],
) -> None:
    """What became of all providers, for people or for programs."""
    from compiler.ir import text
    from compiler.ir.verdicts import Outcome
    from compiler.report.phrases import heading
    from compiler.report.problems import problem_data
    from compiler.report.register import most_frequent, summary_text
    from compiler.report.verdict_data import policy_data

    if output == "text":
        click.echo(heading(opened.policy, language))
        click.echo()
        click.echo(summary_text(summary, language, MOST_DECIDING), nl=False)
        return
    print_json(
        {
            "policy": policy_data(opened.policy),
            "as_of_from": opened.as_of_from,
            "records": summary.records,
            "rejected": summary.rejected,
            "counts": {
                each.value: count for each in Outcome if (count := summary.outcomes[text.outcome(each, language)])
            },
            "deciding": dict(most_frequent(summary.deciding)),
            "grants": {grant: dict(most_frequent(counted)) for grant, counted in summary.granted.items()},
            "mistakes": len(mistakes),
            "problems": [problem_data(each, language) for each in mistakes.told],
        }
    )
