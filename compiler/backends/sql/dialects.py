"""The databases that a statement is written for. Only those that the conformance suite runs are here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from dsl.diagnostics import Diagnostic, Words
from dsl.source import NOWHERE


@frozen
class Dialect:
    """`name` is that of SQLGlot. `widest` is the type for integers beyond 64 bits and `most` the largest that it holds;
    `most_divided` is the largest that is divided exactly. `longest_name` is how many bytes of an identifier count, and
    `holds_nul` tells whether a text may hold a NUL character. `materializes`: a statement can keep a step that is read more than
    once; `substitutes`: a step that is read once is written out at each use of a column, unless it has an offset; `tests_both`: a
    CASE has no ELSE, as the planner of Sail is at odds with itself over whether one can be NULL. `extra` is what to install,
    `meetlat[extra]`, with the modules `needs`."""

    name: str
    said: str
    widest: str
    most: int
    most_divided: int
    longest_name: int
    holds_nul: bool
    materializes: bool
    substitutes: bool
    tests_both: bool
    extra: str
    needs: tuple[str, ...]


DUCKDB = Dialect(
    "duckdb",
    "DuckDB",
    widest="INT128",
    most=2**127 - 1,
    most_divided=2**127 - 1,
    longest_name=255,
    holds_nul=True,
    materializes=True,
    substitutes=False,
    tests_both=False,
    extra="duckdb",
    needs=("duckdb", "sqlglot"),
)
POSTGRES = Dialect(
    "postgres",
    "PostgreSQL",
    widest="DECIMAL(39, 0)",
    most=2**127 - 1,
    most_divided=2**127 - 1,
    longest_name=63,
    holds_nul=False,
    materializes=True,
    substitutes=True,
    tests_both=False,
    extra="postgres",
    needs=("psycopg", "sqlglot"),
)
SPARK = Dialect(
    "spark",
    "Spark",
    widest="DECIMAL(38, 0)",
    most=10**38 - 1,
    most_divided=10**32 - 1,  # a quotient of decimals keeps six digits after the point
    longest_name=255,
    holds_nul=True,
    materializes=False,
    substitutes=False,
    tests_both=True,
    extra="spark",
    needs=("pyspark", "pyarrow", "sqlglot"),
)

DIALECTS: Mapping[str, Dialect] = {each.name: each for each in (DUCKDB, POSTGRES, SPARK)}


@frozen
class Unavailable(Exception):
    """A database that cannot be used, or did not do what it was asked."""

    diagnostic: Diagnostic


def not_installed(dialect: Dialect, packages: Sequence[str]) -> Diagnostic:
    """E603"""
    lacking = ", ".join(f"`{each}`" for each in packages)
    en = f"{dialect.said} cannot be used without {lacking}"
    nl = f"{dialect.said} kan niet gebruikt worden zonder {lacking}"
    install = f"pip install 'meetlat[{dialect.extra}]'"
    help = Words(f"install what is needed: `{install}`", f"installeer wat nodig is: `{install}`")
    return Diagnostic("E603", NOWHERE, Words(en, nl), help=help)


def dialect_named(name: str) -> Dialect:
    """By its name, or that of its database: `postgres`, `PostgreSQL`. Raises `Unavailable`."""
    for each in DIALECTS.values():
        if name.casefold() in (each.name, each.said.casefold()):
            return each
    raise Unavailable(unproven(name))


def unproven(name: str) -> Diagnostic:
    """E604"""
    from compiler.resolve.suggest import closest, did_you_mean

    proven = ", ".join(f"`{each}`" for each in DIALECTS)
    en = f"no statement is written for `{name}`: no test shows that it decides the same"
    nl = f"voor `{name}` wordt niets geschreven: geen test laat zien dat het hetzelfde beslist"
    help = did_you_mean(closest(name, DIALECTS)) or Words(f"take one of {proven}", f"neem een van {proven}")
    return Diagnostic("E604", NOWHERE, Words(en, nl), help=help)


def failed(dialect: Dialect, said: str, help: Words | None = None) -> Diagnostic:
    """E605: `said` are the words of the database, of which the first line is told."""
    first = next(iter(said.strip().splitlines()), "")
    en = f"{dialect.said} answers: {first}"
    return Diagnostic("E605", NOWHERE, Words(en, f"{dialect.said} antwoordt: {first}"), help=help)


def grown(dialect: Dialect) -> Diagnostic:
    """E605"""
    en = f"{dialect.said} gives more providers than there were: the table was written to meanwhile"
    nl = f"{dialect.said} geeft meer aanbieders dan er waren: in de tabel is intussen geschreven"
    return Diagnostic("E605", NOWHERE, Words(en, nl), help=Words("decide again", "beslis opnieuw"))


def without_ansi() -> Diagnostic:
    """E606"""
    en = "Spark is not in ANSI mode, in which an overflow is an error"
    nl = "Spark staat niet in ANSI-modus, waarin een te groot getal een fout is"
    set = "`spark.sql.ansi.enabled=true`"
    return Diagnostic("E606", NOWHERE, Words(en, nl), help=Words(f"set {set}", f"stel {set} in"))
