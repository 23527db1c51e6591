"""The databases that a statement is written for. Only those that the conformance suite runs are here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from dsl.diagnostics import Diagnostic, Words
from dsl.source import NOWHERE


@frozen
class Dialect:
    """`name` is that of SQLGlot, `widest` the type that holds 128 bits, `longest_name` how many bytes of an identifier count;
    `extra` is what to install: `meetlat[extra]`."""

    name: str
    said: str
    widest: str
    longest_name: int
    extra: str


DUCKDB = Dialect("duckdb", "DuckDB", widest="INT128", longest_name=255, extra="duckdb")

DIALECTS: Mapping[str, Dialect] = {each.name: each for each in (DUCKDB,)}


def not_installed(dialect: Dialect, packages: Sequence[str]) -> Diagnostic:
    """E603"""
    lacking = ", ".join(f"`{each}`" for each in packages)
    en = f"{dialect.said} cannot be used without {lacking}"
    nl = f"{dialect.said} kan niet gebruikt worden zonder {lacking}"
    install = f"pip install 'meetlat[{dialect.extra}]'"
    help = Words(f"install what is needed: `{install}`", f"installeer wat nodig is: `{install}`")
    return Diagnostic("E603", NOWHERE, Words(en, nl), help=help)
