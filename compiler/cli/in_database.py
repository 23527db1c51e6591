"""Providers in a table of a database, decided where they stand, for `meetlat evaluate --from`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

import click
from attrs import evolve, frozen

from compiler.cli.reading import Opened, languages, open_policy, print_diagnostics, say_day
from compiler.cli.register import Engine, close, mapping_of, must_be_writable, print_summary
from compiler.cli.telling import print_problems
from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    import polars as pl

    from compiler.backends.sql.inside import Database, Inside
    from compiler.backends.sql.origins import Origin, Percent
    from compiler.backends.sql.seen import Seen
    from compiler.columns.layout import Layout, Table
    from compiler.ir.nodes import Policy
    from compiler.records.problems import Problem

SCHEMES = ("postgresql", "postgres")
DUCKDB_FILES = (".duckdb", ".ddb", ".db")
ENGINES = ("duckdb", "postgres", "spark")
ELSEWHERE = Words(
    "write the tables to a file, and decide that one by one: `--engine python`",
    "schrijf de tabellen naar een bestand, en beslis dat een voor een: `--engine python`",
)


class FileOrAddress(click.Path):
    """A file, or the address of a database as it was written."""

    name = "place"

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:  # type: ignore[override]
        if isinstance(value, str) and value.partition("://")[0].lower() in SCHEMES:
            return value
        return super().convert(value, param, ctx)  # type: ignore[arg-type]


def holds_password(address: str) -> bool:
    """Whether a password stands in an address, also where it has a sign too many for a URL: no message may tell it."""
    place, _, options = address.partition("?")
    user, at, _ = place.partition("://")[2].rpartition("@")
    return (bool(at) and ":" in user) or "password" in unquote(options).casefold()


def lists_named(layout: Layout, tables: Mapping[str, str]) -> dict[Table, str]:
    """Which table holds which list. Raises click.UsageError for a list that the policy does not read."""
    known = {each.name: each for each in layout.tables if each.above}
    for name in tables:
        if name not in known:
            there = ", ".join(f"`{each}`" for each in known) or "none"
            raise click.UsageError(f"--table {name}: the policy reads no such list; it reads {there}")
    return {known[name]: table for name, table in tables.items()}


def tables_within_tables(layout: Layout, names: Mapping[Table, str]) -> None:
    """Raises click.UsageError for the table of a list within one that stands in a column."""
    for table in layout.tables:
        if table in names and any(each not in names for each in table.above):
            raise within_column(table)


def within_column(table: Table) -> click.UsageError:
    outer = table.above[-1].name
    return click.UsageError(f"--table {table.name}: `{outer}` stands in a column, and its elements have no key")


@frozen
class InDatabase:
    """What is asked of a table of many providers. `place` is a file of DuckDB or the address of a server, None where the
    environment says which; `tables` are those of lists."""

    policy: str
    place: Path | str | None
    table: str
    tables: Mapping[str, str]
    as_of: datetime.date | None
    mapping: Path | None
    to: Path | None
    language: Language | None
    output: Literal["text", "json"]
    engine: Engine
    percent: Percent | None
    complete: bool
    key: str

    @property
    def database(self) -> str:
        """The engine: the one that is asked for, else the one that the place is of. Raises click.UsageError."""
        of_place = None
        if isinstance(self.place, str):
            if holds_password(self.place):
                raise click.UsageError(
                    "a password does not stand on the command line: put it in the file that PGPASSFILE names (~/.pgpass)"
                )
            of_place = "postgres"
        elif self.place is not None:
            of_place = "duckdb"
            if not self.place.is_file():
                raise click.UsageError(f"there is no file `{self.place}`")
            if self.place.suffix.lower() not in DUCKDB_FILES:
                raise click.UsageError(f"--from names a table of a database; `{self.place}` is not a file of DuckDB")
        if self.engine == "auto":
            if of_place is None:
                raise click.UsageError("say with --engine which database holds the table, or give its file or address")
            return of_place
        if (
            self.engine not in ENGINES
            or of_place not in (None, self.engine)
            or (self.engine == "duckdb" and not of_place)
        ):
            raise click.UsageError(f"--engine {self.engine} does not decide in {self.place or 'a database'}")
        return self.engine

    def decided(self) -> int:
        from compiler.backends.sql.dialects import Unavailable
        from compiler.backends.sql.engines import carrier
        from compiler.columns.nodes import Refused
        from compiler.records.workbook import INSTALL, NoExcel

        engine = self.database
        must_be_writable(self.to)
        opened = open_policy(self.policy, self.as_of)
        try:
            carrier(engine)  # tells what is not installed
            from compiler.backends.sql.inside import database

            say_day(opened)
            address = self.place if isinstance(self.place, str) else ""
            with database(engine, address, self.place if isinstance(self.place, Path) else None) as found:
                return self._inside(opened, found)
        except NoExcel:
            raise click.UsageError(f"for a workbook openpyxl is needed: {INSTALL}") from None
        except Refused as refused:
            print_diagnostics(
                [evolve(refused, help=refused.help or ELSEWHERE).diagnostic], languages(opened.compilation)
            )
        except Unavailable as error:
            print_diagnostics([error.diagnostic], languages(opened.compilation))
        return 1

    def _inside(self, opened: Opened, found: Database) -> int:
        from compiler.backends.sql.inside import Inside, counted, decided
        from compiler.columns.layout import JUDGED, Layout
        from compiler.records.problems import Mistakes
        from compiler.report.register import Summary, asked, worded

        policy = opened.policy
        language = self.language or policy.language
        layout = Layout.of(policy)
        tables = self._origins(policy, layout, found, mapping_of(self.mapping, language))
        there = counted(tables[JUDGED], found)
        inside = Inside.of(policy, layout, tables, found.dialect, self.percent, complete=self.complete, providers=there)
        whole = self.to is not None
        rejected, names, rows = decided(inside, asked(inside.program, whole=whole), found)
        table = worded(inside.program, names, rows, language, whole=whole)
        summary = Summary(len(names) + len(rejected), len(rejected))
        summary.tell(policy, table)
        problems = [*map(self._misfit, rejected), *self._strays(inside, found)]
        print_problems(problems, language)
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

    def _origins(
        self, policy: Policy, layout: Layout, found: Database, mapping: Mapping[str, str]
    ) -> dict[Table, Origin]:
        from compiler.backends.sql.finding import must_have_keys, origin, within
        from compiler.columns.layout import JUDGED

        names = {JUDGED: self.table} | lists_named(layout, self.tables)
        tables: dict[Table, Origin] = {}
        seen: dict[Table, list[Seen]] = {}
        for table in layout.tables:
            if table in names:
                if any(each not in tables for each in table.above):
                    outer = table.above[-1].name
                    raise click.UsageError(
                        f"--table {table.name}: say with --table {outer}=TABLE where `{outer}` stands"
                    )
                if any(tables[each].nested is not None for each in table.above):
                    raise within_column(table)
                if table.above:
                    must_have_keys(table, tables[table.above[-1]])
                seen[table] = found.columns(names[table])
                tables[table] = origin(policy, layout, table, names[table], seen[table], mapping, self.key)
            elif table.above[-1] in tables:
                above = table.above[-1]
                nested = within(policy, layout, table, tables[above], seen[above], mapping)
                if nested is not None:
                    tables[table], seen[table] = nested
        return tables

    def _misfit(self, rejected: tuple[str | None, str]) -> Problem:
        from compiler.records.problems import Place, object_to, shown

        name, column = rejected
        en = f"`{shown(column)}` does not fit its declaration"
        nl = f"`{shown(column)}` past niet bij zijn declaratie"
        return object_to("E607", en, nl).at(Place(self.table, column=column, provider=name))

    def _strays(self, inside: Inside, found: Database) -> Iterator[Problem]:
        """Lists with rows of nobody."""
        from compiler.records.problems import Place, object_to

        for table, origin in inside.reading.origins.tables.items():
            if table.above and origin.nested is None:
                query = inside.reading.strays(table).sql(dialect=found.dialect.name)
                count = int(found.rows(query).item())
                if count:
                    en = f"{count} rows belong to nobody in the table above"
                    nl = f"{count} rijen horen bij niemand in de tabel erboven"
                    yield object_to("E607", en, nl).at(Place(origin.name))
