"""Which tables and columns a policy reads: the judged records in one table, and each list in a table of its own below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from attrs import define, field, frozen

from compiler.ir.nodes import Expr, Fold, Get, Item, LatestKnown, Policy, Population, Root
from compiler.ir.places import operands, walk
from dsl.diagnostics import CompilerFault
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    DurationKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    YesNoKind,
)

Path = tuple[str, ...]

NESTED = (RecordKind, ListKind, SeriesKind)


@frozen(eq=False)
class Table:
    """`path` are the names from the judged record to the list, through records and lists; () is the table of the judged records.
    `above` are the tables that it lies within, outermost first. There is one of each, which goes by its identity: `JUDGED`, and
    what lies below another."""

    path: Path = ()
    above: tuple[Table, ...] = field(default=(), repr=False)
    lists: dict[Path, Table] = field(factory=dict, repr=False)

    def below(self, path: Path) -> Table:
        """The table of a list in the rows of this one."""
        found = self.lists.get(path)
        if found is None:
            found = self.lists.setdefault(path, Table((*self.path, *path), (*self.above, self)))
        return found

    @property
    def name(self) -> str:
        return " / ".join(self.path)


SPACES: Final = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What Python takes off around a text; of themselves Polars and databases leave some of it."""
JUDGED = Table()


@frozen(cache_hash=True)
class Column:
    """A column of a table. `path` are the names from the row to the fact, through records; () is an element that is a value.

    `value`: what a fact is, missing where it is unknown or none. `given`: yes where a record, list or series is known. `none`:
    yes where the fact, record, list or series is known not to exist, told of itself and not of what is in it; there is such a
    column only for what is declared optional. A year of a series stands under its four digits. How values are held: `type_of`.
    """

    table: Table
    path: Path
    part: Literal["value", "given", "none"]
    kind: Kind = field(eq=False)

    @property
    def name(self) -> str:
        said = " / ".join(self.path) or "value"
        return said if self.part == "value" else f"{said}: {self.part}"

    @property
    def type(self) -> Literal["bool", "int", "text"]:
        return "bool" if self.part != "value" else type_of(self.kind)


def type_of(kind: Kind) -> Literal["bool", "int", "text"]:
    """How a value is held: a number as so many parts of one (`Bounds.scale`), a choice as the place of its option (from 0), a set
    as the bits of its options, a date as days and a moment as microseconds from 1970, a duration as `duration_code`."""
    match kind:
        case YesNoKind():
            return "bool"
        case TextKind():
            return "text"
        case NumberKind() | ChoiceKind() | SetKind() | DateKind() | MomentKind() | DurationKind():
            return "int"
    raise CompilerFault(f"not held in a column: {kind}")


def duration_code(months: int, days: int) -> int:
    return months * 2**32 + days


@frozen
class Spot:
    """Where a fact stands in the tables: `path` from a row of `table`. `kind` is that of what stands there."""

    table: Table
    path: Path
    kind: Kind

    def at(self, get: Get) -> Spot:
        return Spot(self.table, (*self.path, get.name), get.kind)

    @property
    def elements(self) -> Spot:
        """The elements of the list that stands here."""
        if not isinstance(self.kind, ListKind):
            raise CompilerFault(f"not a list: {' / '.join(self.path)}")
        return Spot(self.table.below(self.path or ("elements",)), (), self.kind.element)

    def column(self, part: Literal["value", "given", "none"]) -> Column:
        return Column(self.table, self.path, part, self.kind)


@frozen
class Layout:
    """The columns that are read, and the series of which all years up to one are."""

    columns: frozenset[Column]
    series: frozenset[Spot]

    @classmethod
    def of(cls, policy: Policy) -> Layout:
        """All that the verdicts, tables, values, preferences and allocations of a policy read."""
        found = _Gathered(Spot(JUDGED, (), RecordKind(policy.judges)))
        for each in expressions(policy):
            found.gather(each, ())
        return cls(frozenset(found.columns), frozenset(found.series))

    @classmethod
    def among(cls, policy: Policy) -> Layout:
        """All that is read of the providers that one is judged among."""
        found = _Gathered(Spot(JUDGED, (), RecordKind(policy.judges)))
        for each in expressions(policy):
            found.gather_among(each, ())
        return cls(frozenset(found.columns), frozenset(found.series))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, each after those that it lies within."""
        found = {each.table for each in self.columns} | {above for each in self.columns for above in each.table.above}
        found |= {each.elements.table for each in map(_spot_of, self.columns) if isinstance(each.kind, ListKind)}
        return tuple(sorted({JUDGED, *found}, key=lambda each: (len(each.above), each.path)))


def _spot_of(column: Column) -> Spot:
    return Spot(column.table, column.path, column.kind)


def expressions(policy: Policy) -> Iterator[Expr]:
    """Every expression of a policy."""
    for criterion in policy.criteria:
        yield from (each for each in (criterion.applies, criterion.body, criterion.unless) if each is not None)
    for table in policy.tables:
        yield from (test for row in table.rows for test in row.tests)
    yield from (each.expr for each in policy.named)
    for preference in policy.preferences:
        yield from preference.read
    for allocation in policy.allocations:
        yield from allocation.read


def judges_among(policy: Policy) -> bool:
    """Whether a decision looks at other providers."""
    return any(isinstance(each, Population) for expr in expressions(policy) for each in walk(expr))


def spot_of(expr: Expr, judged: Spot, items: tuple[Spot | None, ...]) -> Spot:
    """Where a place of the facts stands in the tables."""
    match expr:
        case Root():
            return judged
        case Item(level):
            found = items[level]
            if found is None:
                raise CompilerFault("an element that is out of reach")
            return found
        case Get(base):
            return spot_of(base, judged, items).at(expr)
        case Population():
            return judged
        case _:
            raise CompilerFault(f"not a place in the facts: {type(expr).__name__}")


def columns_at(spot: Spot, optional: bool) -> Iterable[Column]:
    """The columns of one place."""
    if isinstance(spot.kind, NESTED):
        if spot.path or spot.table.above:  # a judged record is always there
            yield spot.column("given")
    else:
        yield spot.column("value")
    if optional:
        yield spot.column("none")


Items = tuple[Spot, ...]
"""Where the elements stand that are within reach, by their levels."""


@define(eq=False)
class _Gathered:
    """What is read. Each place is made once, so that those below it are known by its identity."""

    judged: Spot
    columns: set[Column] = field(factory=set)
    series: set[Spot] = field(factory=set)
    places: dict[tuple[int, str, bool], Spot] = field(factory=dict)
    elements: dict[int, tuple[Spot, Spot]] = field(factory=dict)

    def gather(self, expr: Expr, items: Items) -> None:
        waiting = [expr]
        while waiting:
            match waiting.pop():
                case Get() | Item() | Population() as place:
                    self._place(place, items)
                case LatestKnown(inner):
                    self.series.add(self._place(inner, items))
                case Fold() as fold:
                    among = isinstance(fold.collection, Population)
                    above = self._place(fold.collection, items)
                    element = self.judged if among else self._elements(above)
                    for each in (fold.where, fold.of):
                        if each is not None:
                            self.gather(each, (*items[: fold.level], element))
                case other:
                    waiting.extend(operands(other))

    def gather_among(self, expr: Expr, items: Items) -> None:
        match expr:
            case Fold(collection=Population()):
                self.gather(expr, items)
            case Fold():
                element = self._elements(spot_of(expr.collection, self.judged, items))
                for each in (expr.where, expr.of):
                    if each is not None:
                        self.gather_among(each, (*items[: expr.level], element))
            case _:
                for each in operands(expr):
                    self.gather_among(each, items)

    def _place(self, expr: Expr, items: Items) -> Spot:
        match expr:
            case Get(base, optional=optional):
                above = self._place(base, items)
                key = (id(above), expr.name, optional)
                found = self.places.get(key)
                if found is None:
                    found = self.places[key] = above.at(expr)
                    self.columns.update(columns_at(found, optional))
                return found
            case Item(level):
                self.columns.update(columns_at(items[level], optional=False))
                return items[level]
            case Population():
                self._place(expr.who, items)
        return spot_of(expr, self.judged, items)

    def _elements(self, place: Spot) -> Spot:
        if id(place) not in self.elements:
            self.elements[id(place)] = place, place.elements
        return self.elements[id(place)][1]
