"""Where the facts of a policy stand in tables of a database: in the column of their name, or that a mapping gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from compiler.backends.sql.names import ABOVE, KEY
from compiler.backends.sql.origins import Cell, Origin, facts, said, type_wanted
from compiler.backends.sql.seen import Seen
from compiler.columns.layout import JUDGED, Column, Layout, Path, Table
from compiler.columns.nodes import Refused
from compiler.ir.nodes import Policy
from compiler.resolve.suggest import closest
from dsl.diagnostics import Words
from dsl.kinds import Kind, ListKind, RecordKind, SeriesKind

PROVIDER = "provider"
CORRECT = Words("correct the column in the mapping", "verbeter de kolom in de koppeling")
OF_ELEMENTS = ((KEY,), (ABOVE,))
"""The keys of the elements of a list in a column, which are those of the row that it stands in and the place in it."""
YEARS = 6
"""Of a series so many years are expected, that of the day of decision included."""


def element_of(policy: Policy, layout: Layout, table: Table) -> Kind | None:
    """What a row of a table is; None for a list of which no element is looked at."""
    if table == JUDGED:
        return RecordKind(policy.judges)
    return next((each.kind for each in layout.columns if each.table == table and not each.path), None)


def is_declared(policy: Policy, fact: str) -> bool:
    """Whether there is a fact of this name, of the judged or of an element of any list, or a key that is read."""
    infos = {each.name: each for each in policy.records}
    plain = fact.removesuffix(": none")

    def leads(kind: Kind, steps: tuple[str, ...]) -> bool:
        match kind:
            case RecordKind(name) if steps:
                found = infos[name].find(steps[0])
                return found is not None and leads(found.kind, steps[1:])
            case SeriesKind(element) if steps:
                return re.fullmatch("[0-9]{4}", steps[0]) is not None and leads(element, steps[1:])
            case ListKind(element) if steps:
                return leads(element, steps) if isinstance(element, RecordKind) else steps == ("value",)
        return not steps

    starts = [RecordKind(policy.judges), *(each.kind for info in policy.records for each in info.fields)]
    return fact in (KEY, ABOVE) or any(
        leads(each, tuple(plain.split(" / "))) for each in starts if isinstance(each, RecordKind | ListKind)
    )


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
    wanted = (key,) if len(table.above) < 2 else (KEY, ABOVE)
    own = _named(policy, layout, table, seen, mapping, others=(*wanted, KEY))
    cells = _cells(policy, layout, table, name, own)
    _must_have_no_near(policy, layout, table, name, own, mapping, (*wanted, KEY, ABOVE, ""))
    if len(table.above) == 1 and KEY in own and any(each.above[-1:] == (table,) for each in layout.tables):
        wanted = (key, KEY)
    keys = {each: _key(own, each, name, by_option=each == key) for each in wanted}
    no_texts = frozenset(each.path for each in keys.values() if not _is_text(each))
    if not table.above:
        return Origin(name, cells, keys[key].path, no_texts=no_texts)
    above = keys[key if len(table.above) == 1 else ABOVE].path
    return Origin(name, cells, keys[KEY].path if KEY in keys else above, above, no_texts=no_texts)


def within(
    policy: Policy, layout: Layout, table: Table, above: Origin, seen: list[Seen], mapping: Mapping[str, str]
) -> tuple[Origin, list[Seen]] | None:
    """Where the elements of a list stand in a column of the table above it, and what is seen in each; None where no column has
    the name of the list, or that the mapping gives it. Raises `Refused` where it holds something else, or its rows could not be
    told apart."""
    path = table.path[len(table.above[-1].path) :]
    named = _named(policy, layout, table.above[-1], seen, mapping, above.at)
    columns = named.get(" / ".join(path), ())
    if not columns:
        return None
    found = _only(columns, " / ".join(path), above.name)
    if found.elements is None:
        raise _holds_something_else(found, above.name, ("a list", "een lijst"))
    must_have_keys(table, above)
    name, at = f"{above.name} / {found.name}", (*above.at, *found.path)
    own = _named(policy, layout, table, found.elements, mapping, at)
    _must_have_no_near(policy, layout, table, name, own, mapping, ("",))
    cells = _cells(policy, layout, table, name, own)
    return Origin(name, cells, *OF_ELEMENTS, found.path, at, frozenset(OF_ELEMENTS)), [*found.elements]


def must_have_keys(table: Table, above: Origin) -> None:
    """Raises `Refused` where the rows of a list lie within rows that have no key of their own."""
    if above.nested is None and above.above == above.key:
        outer = table.above[-1].name
        raise Refused(
            Words(
                f"`{table.name}` stands within `{outer}`, and table `{above.name}` has no column `{KEY}`",
                f"`{table.name}` staat binnen `{outer}`, en tabel `{above.name}` heeft geen kolom `{KEY}`",
            ),
            help=Words(
                f"give each row of `{above.name}` a key of its own in a column `{KEY}`",
                f"geef elke rij van `{above.name}` een eigen sleutel in een kolom `{KEY}`",
            ),
        )


def _named(
    policy: Policy,
    layout: Layout,
    table: Table,
    seen: Sequence[Seen],
    mapping: Mapping[str, str],
    at: Path = (),
    others: Iterable[str] = (),
) -> dict[str, list[Seen]]:
    """The columns of a table by what they hold, which is a fact or one of `others`. The mapping calls a column by its name, that
    of a field of elements after the columns that lead to them (`at`) or on its own, and a fact of a list with or without that;
    what it says of another table is not meant for this one."""
    years = _years(each for some in ((each.name for each in seen), mapping.values()) for each in some)
    known = {*others, ""}
    for column, is_list in facts(policy, table, element_of(policy, layout, table), years):
        known.add(" / ".join(column.path) if is_list else column.name)
    found: dict[str, list[Seen]] = {}
    for each in seen:
        said = [mapping.get(" / ".join((*at, each.name))), mapping.get(each.name) if each.path else None]
        meant = (each.removeprefix(f"{table.name} / ") if table.above else each for each in said if each is not None)
        found.setdefault(next((each for each in meant if each in known), each.name), []).append(each)
    return found


def _must_have_no_near(
    policy: Policy,
    layout: Layout,
    table: Table,
    name: str,
    named: Mapping[str, Sequence[Seen]],
    mapping: Mapping[str, str],
    others: Iterable[str],
) -> None:
    """Raises `Refused` where a fact that is read stands in no column, and a column of no fact has almost its name, or the mapping
    has a column for it that is not there: it would be unknown of everybody."""
    known = [*facts(policy, table, element_of(policy, layout, table), _years(named))]
    names = {" / ".join(each.path) if is_list else each.name for each, is_list in known}
    unknown = [each for each in named if each not in names and each not in others]
    read = {each.path for each in layout.columns if each.table == table}
    told = {fact: column for column, fact in mapping.items()}
    for column, is_list in known:
        if is_list or column.part != "value" or column.path not in read or column.name in named:
            continue
        lost = told.get(f"{table.name} / {column.name}" if table.above else column.name)
        near = closest(column.name, unknown)
        if lost is not None:
            en = f"`{name}` has no column `{lost}`, of which the mapping says that it holds `{column.name}`"
            nl = f"`{name}` heeft geen kolom `{lost}`, waarvan de koppeling zegt dat die `{column.name}` bevat"
            raise Refused(Words(en, nl), "E507", help=CORRECT)
        if near is not None:
            en = f"column `{near}` of `{name}` names no declared fact"
            nl = f"kolom `{near}` van `{name}` noemt geen gegeven dat bestaat"
            help = Words(
                f"did you mean `{column.name}`? if not, map it to no fact (`--mapping`)",
                f"bedoelde u `{column.name}`? zo niet, wijs er geen gegeven aan toe (`--mapping`)",
            )
            raise Refused(Words(en, nl), "E507", help=help)


def _years(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({each[-4:] for each in names if re.fullmatch(r".* / [0-9]{4}", each)}))


def _cells(
    policy: Policy, layout: Layout, table: Table, name: str, named: Mapping[str, Sequence[Seen]]
) -> dict[Column, Cell]:
    cells = {}
    read = {each.path for each in layout.columns if each.table == table} | {each.path for each in layout.series}
    for column, is_list in facts(policy, table, element_of(policy, layout, table), _years(named)):
        found = () if is_list else named.get(column.name, ())
        if not found:
            continue
        try:
            _hold(_only(found, column.name, name), column, name)
        except Refused:
            if column.path in read or column.path[:-1] in read:
                raise
        else:
            cells[column] = Cell(found[0].path, found[0].decimals)
    return cells


def expected(
    policy: Policy,
    layout: Layout,
    names: Mapping[Table, str],
    columns: Mapping[str, str],
    key: str,
    *,
    nested: bool = False,
) -> dict[Table, Origin]:
    """Tables that nobody has seen yet: each with the columns that the policy reads, under the names of their facts or as
    `columns` says, which also says what columns there are for facts that may be none; of a series the last years.

    `names` are those of all tables. `nested`: records, series and all lists without a table stand in columns, and what leads to a
    column is written as the names of those, with ` / ` between them.

    Raises `Refused` for a fact that no table holds.
    """
    own = _way(columns.get(key, key), nested=nested)
    found: dict[Table, Origin] = {}
    tables = layout.tables
    above = {each for table in tables for each in table.above[-1:]}
    for table in tables:
        if table in names:
            cells = _expected_cells(policy, layout, table, columns, (), nested=nested)
            keys = _expected_keys(table, own, has_lists=table in above)
            found[table] = Origin(names[table], cells, *keys)
            continue
        outer = found[table.above[-1]]
        path = table.path[len(table.above[-1].path) :]
        told = _told(table.above[-1], said(path), columns)
        inner = path if told is None else _way(_after(outer.at, told), nested=True)
        at = (*outer.at, *inner)
        cells = _expected_cells(policy, layout, table, columns, at, nested=True)
        name = f"{outer.name} / {said(inner)}"
        found[table] = Origin(name, cells, *OF_ELEMENTS, inner, at, frozenset(OF_ELEMENTS))
    return found


def _expected_keys(table: Table, own: Path, *, has_lists: bool) -> tuple[Path, Path | None]:
    """The keys of the rows of a table and of those above them; `own` is that of the judged."""
    if not table.above:
        return own, None
    if len(table.above) == 1:
        return (KEY,) if has_lists else own, own
    return (KEY,), (ABOVE,)


def _expected_cells(
    policy: Policy, layout: Layout, table: Table, columns: Mapping[str, str], at: Path, *, nested: bool
) -> dict[Column, Cell]:
    years = tuple(str(policy.as_of.year - back) for back in range(YEARS))
    read = {each.path for each in layout.columns if each.table == table}
    cells = {}
    for column, is_list in facts(policy, table, element_of(policy, layout, table), years):
        told = _told(table, column.name, columns)
        wanted = column.part == "value" or told is not None
        if wanted and not is_list and (column.path in read or column.path[:-1] in read):
            type_wanted(column)
            if told is not None:
                cells[column] = Cell(_way(_after(at, told), nested=nested))
            elif nested and (at or column.path):  # an element that is a value stands in no column of its own
                cells[column] = Cell(column.path)
            else:
                cells[column] = Cell((column.name,))
    return cells


def _told(table: Table, fact: str, columns: Mapping[str, str]) -> str | None:
    """The column that a mapping gives a fact of a table, which it calls with or without the list before it."""
    found = columns.get(f"{table.name} / {fact}") if table.above else None
    return columns.get(fact) if found is None else found


def _after(at: Path, column: str) -> str:
    """The name of a field, which may stand after the columns that lead to its elements."""
    return column.removeprefix(f"{said(at)} / ") if at else column


def _way(name: str, *, nested: bool) -> Path:
    return tuple(name.split(" / ")) if nested else (name,)


def _key(named: Mapping[str, Sequence[Seen]], wanted: str, table: str, *, by_option: bool) -> Seen:
    """The column that tells the rows of a table apart; `by_option` where --key says what it is called."""
    if wanted not in named:
        en = f"table `{table}` has no column `{wanted}`"
        nl = f"tabel `{table}` heeft geen kolom `{wanted}`"
        help = Words(
            f"say with --mapping which column is the fact `{wanted}`",
            f"zeg met --mapping welke kolom het gegeven `{wanted}` is",
        )
        if by_option:
            help = Words("say with --key what the key is called", "zeg met --key hoe de sleutel heet")
        raise Refused(Words(en, nl), help=help)
    found = _only(named[wanted], wanted, table)
    whole = found.type == "number" and found.decimals == 0
    if not (_is_text(found) or whole or found.type.casefold() in ("date", "uuid")):
        wanted_types = (
            "a key: text, whole numbers, dates or uuid",
            "een sleutel: tekst, hele getallen, datums of uuid",
        )
        raise _holds_something_else(found, table, wanted_types)
    return found


def _is_text(key: Seen) -> bool:
    """Also of a fixed length, which no fact is."""
    return key.type == "text" or re.fullmatch(r"(?:bp)?char(?:acter)?(?:\([0-9]+\))?", key.type) is not None


def _only(found: Sequence[Seen], held: str, table: str) -> Seen:
    """Raises `Refused` where several columns hold the same."""
    if len(found) > 1:
        raise _held_twice(found[0], found[1], held, table)
    return found[0]


def _hold(seen: Seen, column: Column, table: str) -> None:
    wanted = type_wanted(column)
    if seen.type != wanted:
        said = {
            "number": ("whole or exact decimal numbers", "hele getallen of exacte decimalen"),
            "texts": ("an array of texts", "een rij teksten"),
            "moment": ("a timestamp without time zone", "een tijdstip zonder tijdzone"),
        }.get(wanted, (wanted, {"yes/no": "ja/nee", "text": "tekst", "date": "datum"}.get(wanted, wanted)))
        raise _holds_something_else(seen, table, said)


def _held_twice(one: Seen, other: Seen, held: str, table: str) -> Refused:
    return Refused(
        Words(
            f"columns `{one.name}` and `{other.name}` of `{table}` both hold `{held}`",
            f"kolommen `{one.name}` en `{other.name}` van `{table}` bevatten allebei `{held}`",
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
