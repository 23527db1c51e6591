"""Providers in a table of a database: where that is, what is read of it, and what is told of rows that do not fit."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote

import click
from attrs import evolve, frozen

from compiler.cli.choices import Choice
from compiler.cli.holding import mapping_of
from compiler.cli.reading import Opened, open_policy, print_diagnostics, say_day
from compiler.cli.register import Engine
from compiler.cli.telling import print_problems
from dsl.diagnostics import Language, Words
from dsl.source import SourceFile

if TYPE_CHECKING:
    from compiler.backends.sql.inside import Database, Inside
    from compiler.backends.sql.origins import Origin, Percent
    from compiler.backends.sql.seen import Seen
    from compiler.columns.layout import Layout, Table
    from compiler.columns.nodes import Node
    from compiler.columns.program import Program
    from compiler.ir.nodes import Policy
    from compiler.records.problems import Problem

Command = TypeVar("Command", bound=Callable[..., object])
SCHEMES = ("postgresql", "postgres")
DUCKDB_FILES = (".duckdb", ".ddb", ".db")
ENGINES = ("duckdb", "postgres", "spark")
KEY = "provider"
"""What the key of each provider is called, unless it is said."""
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
    user = address.partition("://")[2].rpartition("@")[0]
    return ":" in user or "password" in unquote(address.partition("?")[2]).casefold()


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


def database_options(help: str) -> Callable[[Command], Command]:
    """`--from`, as the argument `source`, and how its tables are read; `help` is about `--from`."""

    def added(command: Command) -> Command:
        for option in reversed(
            (
                click.option("--from", "source", metavar="TABLE", help=help),
                click.option(
                    "--percent",
                    type=Choice(["fraction", "points"]),
                    help="With --from: what a number means for a percentage: 0.8 or 80 is 80%.",
                ),
                click.option(
                    "--key",
                    default=KEY,
                    show_default=True,
                    metavar="COLUMN",
                    help="With --from: the key of each provider.",
                ),
                click.option(
                    "--complete",
                    is_flag=True,
                    help="With --from: who has no row in the table of a list has an empty list.",
                ),
            )
        ):
            command = option(command)
        return command

    return added


def must_not_tell_of_tables(percent: object, complete: bool, key: str) -> None:
    """Raises click.UsageError where a file of providers is told how the tables of a database are read."""
    if percent is not None or complete or key != KEY:
        raise click.UsageError("--percent, --complete and --key are about --from; a file says so itself")


def must_declare(policy: Policy, mapping: Mapping[str, str], key: str, file: Path | None, language: Language) -> None:
    """Tells of what a mapping takes for a fact and nobody declared, which would leave a fact unknown, and ends the command."""
    from compiler.backends.sql.finding import is_declared
    from compiler.records.problems import Place, object_to, shown

    wrong = []
    for column, fact in mapping.items():
        if fact and fact != key and not is_declared(policy, fact):
            en = f"column `{shown(column)}` is given the fact `{shown(fact)}`, which is not declared"
            nl = f"kolom `{shown(column)}` krijgt het gegeven `{shown(fact)}`, dat niet bestaat"
            wrong.append(object_to("E507", en, nl, seen=fact).at(Place(str(file), column=column)))
    if wrong:
        print_problems(wrong, language)
        raise click.exceptions.Exit(1)


@frozen
class Tables:
    """Where many providers stand. `place` is a file of DuckDB or the address of a server, None where the environment says which;
    `tables` are those of lists."""

    place: Path | str | None
    table: str
    tables: Mapping[str, str]
    engine: Engine
    mapping: Path | None
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

    def worked(
        self,
        policy: str,
        as_of: datetime.date | None,
        work: Callable[[Opened, Database], int],
        language: Language | None = None,
    ) -> int:
        """Do some work in the database, with a policy of which conditions are worded in this language; 1 where that cannot be,
        and why is told."""
        from compiler.backends.sql.dialects import Unavailable
        from compiler.backends.sql.engines import carrier
        from compiler.columns.nodes import Refused
        from compiler.records.workbook import INSTALL, NoExcel

        engine = self.database
        opened = open_policy(policy, as_of, language)

        def spoken(_: SourceFile) -> Language:
            return language or opened.policy.language

        try:
            carrier(engine)  # tells what is not installed
            from compiler.backends.sql.inside import database

            say_day(opened)
            address = self.place if isinstance(self.place, str) else ""
            with database(engine, address, self.place if isinstance(self.place, Path) else None) as found:
                return work(opened, found)
        except NoExcel:
            raise click.UsageError(f"for a workbook openpyxl is needed: {INSTALL}") from None
        except Refused as refused:
            print_diagnostics([evolve(refused, help=refused.help or ELSEWHERE).diagnostic], spoken)
        except Unavailable as error:
            print_diagnostics([error.diagnostic], spoken)
        return 1

    def inside(
        self,
        policy: Policy,
        found: Database,
        language: Language,
        also: Callable[[Program], Iterable[Node]] = lambda _: (),
    ) -> Inside:
        """The policy over these tables; `also` are nodes that are worked out besides its decisions. Raises `Refused`."""
        from compiler.backends.sql.inside import Inside, counted
        from compiler.columns.layout import JUDGED, Layout

        layout = Layout.of(policy)
        mapping = mapping_of(self.mapping, language)
        must_declare(policy, mapping, self.key, self.mapping, language)
        tables = self._origins(policy, layout, found, mapping)
        there = counted(tables[JUDGED], found)
        return Inside.of(
            policy, layout, tables, found.dialect, self.percent, complete=self.complete, providers=there, also=also
        )

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

    def problems(
        self, rejected: Iterable[tuple[str | None, str]], inside: Inside, found: Database
    ) -> Iterator[Problem]:
        """The rows that do not fit, each with the column that tells, and lists with rows of nobody."""
        from compiler.records.problems import Place, object_to, shown

        for name, column in rejected:
            en = f"`{shown(column)}` does not fit its declaration"
            nl = f"`{shown(column)}` past niet bij zijn declaratie"
            yield object_to("E607", en, nl).at(Place(self.table, column=column, provider=name))
        for table, origin in inside.reading.origins.tables.items():
            if table.above and origin.nested is None:
                query = inside.reading.strays(table).sql(dialect=found.dialect.name)
                count = int(found.rows(query).item())
                if count:
                    rows, rijen = ("row belongs", "rij hoort") if count == 1 else ("rows belong", "rijen horen")
                    en = f"{count} {rows} to nobody in the table above"
                    nl = f"{count} {rijen} bij niemand in de tabel erboven"
                    yield object_to("E607", en, nl).at(Place(origin.name))
