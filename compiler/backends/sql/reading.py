"""The rows of tables in a database in the form that a program reads, with those that do not fit told apart.

A cell that does not fit its declaration (an unknown option, too many digits, out of bounds) becomes `NULL`, and its provider is
rejected: `rejected` names the first column, of its own row or of a list, that does not fit, and is `NULL` for all others.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from attrs import field, frozen
from sqlglot import exp

from compiler.backends.sql import tree
from compiler.backends.sql.dialects import POSTGRES, SPARK, Dialect
from compiler.backends.sql.names import ABOVE, KEY, REJECTED, as_column, as_identifier, as_table, named
from compiler.backends.sql.operations import days_between, elements, is_deep, literal, matches, microseconds, options_in
from compiler.backends.sql.origins import MOST_ROWS, Number, Origin, Origins, said, type_wanted
from compiler.backends.sql.statement import Source
from compiler.columns.layout import JUDGED, Column, Path, Spot, Table
from compiler.columns.nodes import Refused
from dsl.diagnostics import CompilerFault, Words
from dsl.kinds import ChoiceKind, DateKind, ListKind, MomentKind, NumberKind, SetKind, TextKind, YesNoKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


ELEMENT, PLACE = "element", "place"
"""An element of a list in a column, and its place among them."""
SHARED = "shared"
"""How many rows have the key of a row."""


@frozen(eq=False, slots=False)
class Reading:
    """Reads the tables of `origins`; `columns` are all that the policy looks at, whether or not a verdict needs them."""

    origins: Origins
    dialect: Dialect
    columns: frozenset[Column]
    known: dict[Table, Mapping[Column, tuple[str, str]]] = field(factory=dict, repr=False)

    def rows(self, table: Table, source: Source, cells: Mapping[Table, str]) -> exp.Select:
        """The rows of a table as a statement has its source, those of the judged with `rejected`. `cells` are the steps of the
        statement that have the cells of lists."""
        encoded = {column: named(self._part(column), name) for column, name in source.columns.items()}
        keys = [named(as_column(KEY), KEY)]
        here = self._here(table, cells)
        if table.above:
            return tree.selected(here, *keys, as_column(ABOVE), *encoded.values())
        query = tree.selected(here, *keys, *encoded.values())
        key = self._text(said(self.origins.tables[table].key))
        cases = [
            (tree.is_null(as_column(KEY, "here")), key),
            *self._misfits(table),
            (_more_than_one(_held_by(KEY)), key),
        ]
        for at, below in enumerate(self._below(JUDGED)):
            name = f"list {at}"
            matched = tree.equal(as_column(ABOVE, name), as_column(KEY, "here"))
            tree.joined(query, tree.within(self._spoilt(below, cells), name), matched)
            cases.append((tree.is_given(as_column(REJECTED, name)), as_column(REJECTED, name)))
        return query.select(named(_cases(cases), REJECTED), copy=False)

    def looked_at(self, table: Table) -> list[Column]:
        """The columns of a table of which each cell must fit."""
        return [*self._cells(table)]

    def strays(self, table: Table) -> exp.Select:
        """How many rows of a list belong to no provider."""
        origin, above = self.origins.tables[table], self.origins.tables[table.above[-1]]
        assert origin.above is not None and origin.nested is None
        known = tree.selected(_table(above.name, self.dialect, "above"), exp.Literal.number(1))
        above_here = self._name(origin, origin.above, "here")
        known = known.where(tree.equal(self._name(above, above.key, "above"), above_here))
        strays = named(exp.Count(this=exp.Star()), "strays")
        query = tree.selected(_table(origin.name, self.dialect, "here"), strays)
        return query.where(exp.Not(this=exp.Exists(this=known)))

    # --- rows that do not fit -----------------------------------------------------------------------------------------

    def _below(self, table: Table) -> list[Table]:
        return [each for each in self.origins.tables if each.above and each.above[-1] == table]

    def _spoilt(self, table: Table, cells: Mapping[Table, str]) -> exp.Select:
        """For each row above, the first column of its list that does not fit; the list itself where it is too long."""
        cases = self._misfits(table)
        here = self._here(table, cells)
        if self._below(table):  # rows below say by its key which row they belong to
            key = self._text(said((table.name, *self.origins.tables[table].key)))
            here = tree.within(tree.selected(here, exp.Star(), named(_held_by(KEY), SHARED)), "here")
            cases += [(tree.is_null(as_column(KEY, "here")), key), (_more_than_one(as_column(SHARED, "here")), key)]
        query = tree.selected(here, as_column(ABOVE, "here"))
        for at, below in enumerate(self._below(table)):
            name = f"list {at}"
            matched = tree.equal(as_column(ABOVE, name), as_column(KEY, "here"))
            tree.joined(query, tree.within(self._spoilt(below, cells), name), matched)
            cases.append((tree.is_given(as_column(REJECTED, name)), as_column(REJECTED, name)))
        most = exp.Literal.number(MOST_ROWS)
        longer = exp.GT(this=exp.Count(this=exp.Star()), expression=most)
        too_many = tree.cases([(longer, self._text(table.name or "rows"))])
        found = exp.Coalesce(this=exp.Min(this=_cases(cases)), expressions=[too_many])
        return tree.grouped(query.select(named(found, REJECTED), copy=False), as_column(ABOVE, "here"))

    def _misfits(self, table: Table) -> list[tuple[exp.Expr, exp.Expr]]:
        """Conditions on which a row of `cells` does not fit, with the column that is told."""
        found: list[tuple[exp.Expr, exp.Expr]] = []
        for column, (plain, encoded) in self._cells(table).items():
            cell = self.origins.cell(column)
            assert cell is not None
            label = f"{table.name} / {cell.name}" if table.above else cell.name
            if encoded != plain:
                lost = exp.And(this=tree.is_given(as_column(plain)), expression=tree.is_null(as_column(encoded)))
                found.append((lost, self._text(label)))
            beside = self._filled(column) if column.part == "none" else []
            if beside:
                none = exp.Coalesce(this=as_column(plain), expressions=[exp.false()])
                both = exp.And(this=none, expression=exp.Paren(this=tree.combined(exp.Or, beside)))
                found.append((both, self._text(label)))
        for below in self._arrays(table):
            deep = exp.Coalesce(this=as_column(f"deep {below.name}", "here"), expressions=[exp.false()])
            found.append((deep, self._text(below.name)))
        return found

    def _arrays(self, table: Table) -> list[Table]:
        """The lists in columns whose type does not tell how deep they are."""
        below = self._below(table) if self.dialect is POSTGRES else []
        return [each for each in below if self.origins.tables[each].nested is not None]

    def _filled(self, none: Column) -> list[exp.Expr]:
        """Where something is said of what there is none of, or of what is in it, in the rows of `cells`."""
        cells, lists = self._cells(none.table), self._lists(none.table)
        found = [
            _is_filled(each, as_column(plain, "here"))
            for each, (plain, _) in cells.items()
            if each.path[: len(none.path)] == none.path and each != none
        ]
        return found + [
            as_column(f"list {at}", "here") for at, each in enumerate(lists) if _within(each, none.table, none.path)
        ]

    def _none(self, column: Column) -> exp.Expr | None:
        """Where it is said that there is none, in the rows of `cells`."""
        cells = self._cells(column.table)
        of_none = Column(column.table, column.path, "none", column.kind)
        if of_none not in cells:
            return None
        return exp.Coalesce(this=as_column(cells[of_none][0], "here"), expressions=[exp.false()])

    # --- cells --------------------------------------------------------------------------------------------------------

    def _cells(self, table: Table) -> Mapping[Column, tuple[str, str]]:
        """What the cells of a table that are looked at are called in `cells`: as they stand, and encoded; the same where those
        do not differ."""
        found = self.known.get(table)
        if found is None:
            given = {each.path for each in self.columns if each.table == table and each.part == "given" and each.path}
            read = [
                each
                for each in self.origins.tables[table].cells
                if each in self.columns or any(each.path[:length] in given for length in range(1, len(each.path) + 1))
            ]
            found = self.known[table] = {
                each: (f"said {at}", f"said {at}" if _as_said(each) else f"held {at}") for at, each in enumerate(read)
            }
        return found

    def _here(self, table: Table, cells: Mapping[Table, str]) -> exp.Expr:
        return as_table(cells[table], "here") if table in cells else tree.within(self.cells(table), "here")

    def cells(self, table: Table) -> exp.Select:
        """The cells of a table that are looked at, as they stand and encoded."""
        origin: Origin = self.origins.tables[table]
        keys = [named(self._key(origin), KEY)]
        if origin.above is not None:
            keys.append(named(self._name(origin, origin.above), ABOVE))
        made: list[exp.Expr] = []
        for column, (plain, held) in self._cells(table).items():
            cell = partial(self._as_it_stands, column, origin)
            made.append(named(cell(), plain))
            if held != plain:
                made.append(named(self._held(column, cell), held))
        if origin.nested is not None:  # an element, too, may be known or not
            made.append(named(_is_there(self._column((ELEMENT,))), ELEMENT))
        for below in self._arrays(table):
            nested = self.origins.tables[below].nested
            assert nested is not None
            made.append(named(is_deep(self._cell(origin, nested)), f"deep {below.name}"))
        query = tree.selected(self._raw(table), *keys, *made)
        for at, below in enumerate(self._lists(table)):
            of_list = self.origins.tables[below]
            if of_list.nested is not None:
                given = tree.is_given(self._cell(origin, of_list.nested))
                query = query.select(named(given, f"list {at}"), copy=False)
                continue
            assert of_list.above is not None
            above = named(self._name(of_list, of_list.above), ABOVE)
            counted = tree.selected(_table(of_list.name, self.dialect, "raw"), above).distinct(copy=False)
            matched = tree.equal(as_column(ABOVE, f"list {at}"), self._key(origin))
            tree.joined(query, tree.within(counted, f"list {at}"), matched)
            found = tree.is_given(as_column(ABOVE, f"list {at}"))
            query = query.select(named(found, f"list {at}"), copy=False)
        return query

    def _raw(self, table: Table) -> exp.Expr:
        """The rows of a table as they stand: those of the database, or the elements of a list in the rows above."""
        origin = self.origins.tables[table]
        if origin.nested is None:
            return _table(origin.name, self.dialect, "raw")
        above = self.origins.tables[table.above[-1]]
        cell = self._cell(above, origin.nested)
        rows = tree.selected(self._raw(table.above[-1]), named(self._key(above), ABOVE))
        return tree.within(rows.select(*elements(self.dialect, cell, PLACE, ELEMENT), copy=False), "raw")

    def _key(self, origin: Origin) -> exp.Expr:
        """Of an element the key of the row that its list stands in, and its place."""
        if origin.nested is None:
            return self._name(origin, origin.key)
        above, place = (tree.cast_to(as_column(each, "raw"), "TEXT") for each in (ABOVE, PLACE))
        return exp.Concat(expressions=[above, exp.Literal.string(" / "), place], safe=False, coalesce=False)

    def _name(self, origin: Origin, key: Path, relation: str = "raw") -> exp.Expr:
        """A key as it tells rows apart: of a text the spaces around it do not count, and one of nothing else is none."""
        if key in origin.no_texts:
            return self._column(key, relation)
        column = self._column(key, relation)
        text = tree.cast_to(column, "TEXT") if self.dialect is SPARK else self._plain(column)
        return exp.Nullif(this=self._stripped(text), expression=exp.Literal.string(""))

    def _cell(self, origin: Origin, path: Path) -> exp.Expr:
        return self._column(path if origin.nested is None else (ELEMENT, *path))

    def _column(self, path: Path, relation: str = "raw") -> exp.Expr:
        """A column, or what it holds."""
        if self.dialect is SPARK and any("${" in name for name in path):  # it puts the value of a variable there
            name = " / ".join(path)
            en, nl = f"Spark cannot be asked for a column `{name}`", f"Spark kent geen kolom `{name}`"
            raise Refused(Words(en, nl))
        found: exp.Expr = as_column(path[0], relation)
        for name in path[1:]:
            of_record = exp.Dot(this=exp.Paren(this=found.copy()), expression=as_identifier(name))
            # Sail gives what lies under a record that is NULL
            found = tree.cases([(tree.is_given(found), of_record)]) if self.dialect is SPARK else of_record
        return found

    def _as_it_stands(self, column: Column, origin: Origin) -> exp.Expr:
        """An empty text is unknown, as it is everywhere; others are told apart by their characters, whatever the collation of
        the column."""
        path = origin.cells[column].path
        if type_wanted(column) != "text":
            return self._cell(origin, path)
        plain = self._plain(self._cell(origin, path))
        empty = tree.equal(self._stripped(plain), exp.Literal.string(""))
        return tree.cases([(exp.Not(this=empty), plain.copy())])

    def _stripped(self, text: exp.Expr) -> exp.Expr:
        """Without spaces, tabs, ends of lines and unbreakable spaces around it: by number, as nobody sees them in a statement."""
        spaces: exp.Expr = exp.Literal.string(" ")
        for number in (9, 10, 13, 160):
            spaces = exp.DPipe(this=spaces, expression=exp.Chr(expressions=[exp.Literal.number(number)]), safe=False)
        return exp.Trim(this=text, expression=spaces)

    def _plain(self, cell: exp.Expr) -> exp.Expr:
        if self.dialect is SPARK:  # there a column with a collation is of another type
            return cell
        plain = tree.cast_to(cell, "TEXT")  # an enumeration, too, is read as its texts
        return exp.Collate(this=plain, expression=as_identifier("C"))

    def _lists(self, table: Table) -> list[Table]:
        """The lists of a table of which is asked whether they are there: all that may be unknown, or be said to be none."""
        none = [each.path for each in self._cells(table) if each.part == "none"]
        return [
            each
            for each in self._below(table)
            if self._may_be_unknown(each) or any(_within(each, table, path) for path in none)
        ]

    def _may_be_unknown(self, table: Table) -> bool:
        return not self.origins.complete or self.origins.tables[table].nested is not None

    def _part(self, column: Column) -> exp.Expr:
        """A column of the program, out of the rows of `cells`."""
        cells = self._cells(column.table)
        if column.part == "value":
            return as_column(cells[column][1], "here")
        if column.part == "none":
            return exp.Coalesce(this=as_column(cells[column][1], "here"), expressions=[exp.false()])
        if isinstance(column.kind, ListKind):
            below = Spot(column.table, column.path, column.kind).elements.table
            given: exp.Expr = exp.true()
            if self._may_be_unknown(below):
                given = as_column(f"list {self._lists(column.table).index(below)}", "here")
            none = self._none(column)
            return given if none is None else exp.And(this=given, expression=exp.Not(this=none))
        if not column.path:  # a row is there
            return exp.true() if self.origins.tables[column.table].nested is None else as_column(ELEMENT, "here")
        under = [(each, as_column(cells[each][0], "here")) for each in self.origins.under(column) if each in cells]
        return tree.combined(exp.Or, (_is_filled(each, cell) for each, cell in under))

    def _held(self, column: Column, cell: Callable[[], exp.Expr]) -> exp.Expr:
        """A cell as the program holds it, `NULL` where it does not fit."""
        match column.kind:
            case TextKind(str(pattern)):
                return tree.cases([(matches(self.dialect, cell(), pattern), cell())])
            case ChoiceKind(options):
                places = enumerate(dict.fromkeys(options))
                return tree.cases([(self._text(option), exp.Literal.number(at)) for at, option in places], of=cell())
            case SetKind(options):
                return options_in(self.dialect, cell, options)
            case NumberKind():
                return self._number(self.origins.number(column), cell)
            case DateKind():
                return self._days(cell())
            case MomentKind():
                return self._microseconds(cell())
        raise CompilerFault(f"not read from a table: {column.kind}")

    def _number(self, number: Number, cell: Callable[[], exp.Expr]) -> exp.Expr:
        most = max(abs(number.low), abs(number.high)) // number.times + 1
        wide = f"DECIMAL({len(str(number.times))}, 0)"

        def parts() -> exp.Expr:
            if number.times == 1:
                return cell()
            return exp.Mul(this=cell(), expression=tree.cast_to(exp.Literal.number(number.times), wide))

        def whole() -> exp.Expr:
            return tree.cast_to(parts(), "BIGINT")

        fits = exp.And(this=tree.equal(whole(), parts()), expression=_between(whole(), number.low, number.high))
        return tree.cases([(_between(cell(), -most, most), tree.cases([(fits, whole())]))])

    def _days(self, cell: exp.Expr) -> exp.Expr:
        first, last, start = (_date(each) for each in ("0001-01-01", "9999-12-31", "1970-01-01"))
        days = tree.cast_to(days_between(self.dialect, start, cell), "INT")
        return tree.cases([(exp.Between(this=cell, low=first, high=last), days)])

    def _microseconds(self, cell: exp.Expr) -> exp.Expr:
        first, last = (
            tree.cast_to(exp.Literal.string(each), "TIMESTAMP_NTZ" if self.dialect is SPARK else "TIMESTAMP")
            for each in ("0001-01-01", "9999-12-31 23:59:59")
        )
        found = microseconds(self.dialect, cell)
        return tree.cases([(exp.Between(this=cell, low=first, high=last), tree.cast_to(found, "BIGINT"))])

    def _text(self, text: str) -> exp.Expr:
        return literal(self.dialect, text)


def _as_said(column: Column) -> bool:
    """Whether every cell is held as it stands."""
    return column.part == "none" or isinstance(column.kind, YesNoKind) or column.kind == TextKind()


def _within(list: Table, table: Table, path: Path) -> bool:
    """Whether a list below a table stands at a path of it, or under that."""
    return list.path[len(table.path) :][: len(path)] == path


def _is_filled(column: Column, cell: exp.Expr) -> exp.Expr:
    """That a fact is not none tells nothing of what it is."""
    return tree.is_given(cell) if column.part != "none" else exp.Coalesce(this=cell, expressions=[exp.false()])


def _is_there(element: exp.Expr) -> exp.Expr:
    """Not `NULL`: a record of which all is `NULL` is not that."""
    return exp.NullSafeNEQ(this=element, expression=exp.Null())


def _held_by(name: str) -> exp.Expr:
    """How many rows have the same in a column."""
    return exp.Window(this=exp.Count(this=exp.Star()), partition_by=[as_column(name, "here")])


def _more_than_one(found: exp.Expr) -> exp.Expr:
    return exp.GT(this=found, expression=exp.Literal.number(1))


def _between(found: exp.Expr, low: int, high: int) -> exp.Expr:
    return exp.Between(this=found, low=exp.Literal.number(low), high=exp.Literal.number(high))


def _date(text: str) -> exp.Expr:
    return tree.cast_to(exp.Literal.string(text), "DATE")


def _cases(cases: list[tuple[exp.Expr, exp.Expr]]) -> exp.Expr:
    return tree.cases(cases) if cases else tree.cast_to(exp.null(), "TEXT")


def table_named(name: str, dialect: Dialect) -> exp.Table:
    """A table by a name that a person wrote: `register`, `purchasing.register`, with or without quotes. Raises `Refused`."""
    return exp.Table(**{role: exp.Identifier(this=each, quoted=quoted) for role, each, quoted in _parts(name, dialect)})


@cache
def _parts(name: str, dialect: Dialect) -> tuple[tuple[str, str, bool], ...]:
    """The parts of the name of a table: the role of each, how it is written, and whether in quotes."""
    from sqlglot.errors import SqlglotError

    try:
        found = exp.to_table(name, dialect=dialect.name)
        given = {role: each for role, each in found.args.items() if each}
    except SqlglotError:
        given = {}
    named = all(isinstance(each, exp.Identifier) and each.name and "${" not in each.name for each in given.values())
    if not named or not {"this"} <= given.keys() <= {"catalog", "db", "this"}:
        raise Refused(Words(f"`{name}` is not the name of a table", f"`{name}` is geen naam van een tabel"))
    return tuple((role, each.name, bool(each.quoted)) for role, each in given.items())


def _table(name: str, dialect: Dialect, alias: str | None = None) -> exp.Expr:
    found = table_named(name, dialect)
    if alias is not None:
        found.set("alias", exp.TableAlias(this=as_identifier(alias)))
    return found
