"""Where the facts of a policy stand in tables of a database: in the column of their name, or that a mapping gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from compiler.backends.sql.names import ABOVE, KEY
from compiler.backends.sql.origins import Cell, Origin, facts, type_wanted
from compiler.backends.sql.seen import Seen
from compiler.columns.layout import JUDGED, Column, Layout, Table
from compiler.columns.nodes import Refused
from compiler.ir.nodes import Policy
from dsl.diagnostics import Words
from dsl.kinds import Kind, RecordKind

PROVIDER = "provider"
YEARS = 6
"""Of a series so many years are expected, that of the day of decision included."""


def element_of(policy: Policy, layout: Layout, table: Table) -> Kind | None:
    """What a row of a table is; None for a list of which no element is looked at."""
    if table == JUDGED:
        return RecordKind(policy.judges)
    return next((each.kind for each in layout.columns if each.table == table and not each.path), None)


def origin(
    policy: Policy,
    layout: Layout,
    table: Table,
    name: str,
    seen: list[Seen],
    mapping: Mapping[str, str],
    key: str = PROVIDER,
) -> Origin:
    """Which column of a table holds which fact: the one of its name, or that the mapping gives it.

    Raises `Refused` where a column that is read holds something else, or there is none for the provider.
    """
    named = {mapping.get(each.name, each.name): each for each in seen}
    cells = _cells(policy, layout, table, name, seen, mapping)
    keys = {each: _key(named, each, name) for each in ((key,) if len(table.above) < 2 else (KEY, ABOVE))}
    if not table.above:
        return Origin(name, cells, keys[key])
    if len(table.above) == 1:
        own = named.get(KEY)
        return Origin(name, cells, keys[key] if own is None else own.path[0], keys[key])
    return Origin(name, cells, keys[KEY], keys[ABOVE])


def _cells(
    policy: Policy, layout: Layout, table: Table, name: str, seen: Iterable[Seen], mapping: Mapping[str, str]
) -> dict[Column, Cell]:
    named: dict[str, Seen] = {}
    twice: dict[str, Seen] = {}
    for each in seen:
        fact = mapping.get(each.name, each.name)
        (twice if fact in named else named)[fact] = each
    years = tuple(sorted({each[-4:] for each in named if re.fullmatch(r".* / [0-9]{4}", each)}))
    cells = {}
    read = {each.path for each in layout.columns if each.table == table} | {each.path for each in layout.series}
    for column, is_list in facts(policy, table, element_of(policy, layout, table), years):
        found = None if is_list else named.get(column.name)
        if found is None:
            continue
        try:
            if column.name in twice:
                raise _held_twice(found, twice[column.name], column, name)
            _hold(found, column, name)
        except Refused:
            if column.path in read or column.path[:-1] in read:
                raise
        else:
            cells[column] = Cell(found.path, found.decimals)
    return cells


def within(
    policy: Policy, layout: Layout, table: Table, above: Origin, seen: list[Seen], mapping: Mapping[str, str]
) -> tuple[Origin, list[Seen]] | None:
    """Where the elements of a list stand in a column of the table above it, and what is seen in each; None where no column has
    the name of the list, or that the mapping gives it. Raises `Refused` where it holds something else."""
    path = table.path[len(table.above[-1].path) :]
    fact = " / ".join(path)
    found = next((each for each in seen if mapping.get(each.name, each.name) == fact), None)
    if found is None:
        return None
    if found.elements is None:
        raise _holds_something_else(found, above.name, ("a list", "een lijst"))
    name = f"{above.name} / {found.name}"
    cells = _cells(policy, layout, table, name, found.elements, {})
    return Origin(name, cells, KEY, ABOVE, found.path), [*found.elements]


def expected(
    policy: Policy, layout: Layout, names: Mapping[Table, str], columns: Mapping[str, str], key: str
) -> dict[Table, Origin]:
    """Tables that nobody has seen yet: each with the columns that the policy reads, under the names of their facts or as
    `columns` says, which also says what columns there are for facts that may be none; of a series the last years.

    Raises `Refused` for a fact that no table holds.
    """
    years = tuple(str(policy.as_of.year - back) for back in range(YEARS))
    found = {}
    for table, name in names.items():
        read = {each.path for each in layout.columns if each.table == table}
        cells = {}
        for column, is_list in facts(policy, table, element_of(policy, layout, table), years):
            wanted = column.part == "value" or column.name in columns
            if wanted and not is_list and (column.path in read or column.path[:-1] in read):
                type_wanted(column)
                cells[column] = Cell((columns.get(column.name, column.name),))
        if not table.above:
            found[table] = Origin(name, cells, columns.get(key, key))
        elif len(table.above) == 1:
            nested = any(each.above and each.above[-1] == table for each in names)
            found[table] = Origin(name, cells, KEY if nested else columns.get(key, key), columns.get(key, key))
        else:
            found[table] = Origin(name, cells, KEY, ABOVE)
    return found


def _key(named: Mapping[str, Seen], wanted: str, table: str) -> str:
    if wanted not in named:
        en = f"table `{table}` has no column `{wanted}`"
        nl = f"tabel `{table}` heeft geen kolom `{wanted}`"
        help = Words("say with --key what the key is called", "zeg met --key hoe de sleutel heet")
        raise Refused(Words(en, nl), help=help)
    return named[wanted].path[0]


def _hold(seen: Seen, column: Column, table: str) -> None:
    wanted = type_wanted(column)
    if seen.type != wanted:
        said = {
            "number": ("whole or exact decimal numbers", "hele getallen of exacte decimalen"),
            "texts": ("an array of texts", "een rij teksten"),
            "moment": ("a timestamp without time zone", "een tijdstip zonder tijdzone"),
        }.get(wanted, (wanted, {"yes/no": "ja/nee", "text": "tekst", "date": "datum"}.get(wanted, wanted)))
        raise _holds_something_else(seen, table, said)


def _held_twice(one: Seen, other: Seen, column: Column, table: str) -> Refused:
    return Refused(
        Words(
            f"columns `{one.name}` and `{other.name}` of `{table}` both hold `{column.name}`",
            f"kolommen `{one.name}` en `{other.name}` van `{table}` bevatten allebei `{column.name}`",
        ),
        help=Words("map one of them to no fact (`--mapping`)", "wijs aan één ervan geen gegeven toe (`--mapping`)"),
    )


def _holds_something_else(seen: Seen, table: str, wanted: tuple[str, str]) -> Refused:
    return Refused(
        Words(
            f"column `{seen.name}` of `{table}` holds `{seen.type}`, where {wanted[0]} is read",
            f"kolom `{seen.name}` van `{table}` bevat `{seen.type}`, waar {wanted[1]} gelezen wordt",
        ),
        help=Words(
            f"read a view of it that casts `{seen.name}`, or map no fact to it (`--mapping`)",
            f"lees een view erop die `{seen.name}` omzet, of wijs er geen gegeven aan toe (`--mapping`)",
        ),
    )
