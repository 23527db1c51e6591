"""Places in the facts as columns: `compiler.ir.places` for all rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import field, frozen

from compiler.columns.intervals import Bound, Exact, Interval, Of
from compiler.columns.layout import NESTED, Spot
from compiler.columns.nodes import Bounds, Builder, Node, out_of_reach
from compiler.columns.values import ANY, NO_LEAVES, LeafKey, Shape, Value, leaf
from compiler.ir.nodes import Expr, Get, Item, LatestKnown, Root
from dsl.diagnostics import CompilerFault
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    DurationKind,
    Kind,
    MomentKind,
    NumberKind,
    RecordKind,
    SetKind,
    TextKind,
    YesNoKind,
)


@frozen(eq=False)
class Place:
    """What stands at a place: where it is known (`given`), where it is none, and where, if neither, it may turn out to be none.
    `path` is that of a leaf. Of an element that is merely supposed (`absent`) no column is read: nothing in it is known."""

    spot: Spot
    path: tuple[str | int, ...]
    given: Node
    none: Node
    may_be_none: Node
    absent: bool = False


@frozen(eq=False)
class Scope:
    """The elements bound by the enclosing folds; None for one that the rows at hand do not lie within."""

    items: tuple[Place | None, ...] = ()

    def bind(self, level: int, item: Place) -> Scope:
        if item.absent:
            return Scope((*self.items[:level], item))
        above = item.spot.table.above
        kept = (each if each is not None and each.spot.table in above else None for each in self.items[:level])
        return Scope((*kept, item))


@frozen(eq=False)
class Facts:
    """Reads the facts of the records that a policy judges. `fields` and `elements` remember where those of a record
    or list stand."""

    b: Builder
    judges: Spot
    fields: dict[tuple[Place, str, bool], Place] = field(factory=dict, repr=False)
    elements: dict[Place, Place] = field(factory=dict, repr=False)
    root: Place = field(init=False)

    @root.default
    def _judged(self) -> Place:
        return Place(self.judges, (), self.b.yes, self.b.no, self.b.no)

    @property
    def exact(self) -> Exact:
        return Exact(self.b)

    @property
    def bounds(self) -> Bounds:
        return self.b.bounds

    def locate(self, expr: Expr, scope: Scope) -> Place:
        match expr:
            case Root():
                return self.root
            case Item(level):
                found = scope.items[level]
                if found is None:
                    raise out_of_reach()
                return found
            case Get(base):
                record = self.locate(base, scope)
                key = (record, expr.name, expr.optional)
                if key not in self.fields:
                    self.fields[key] = self._field(expr, record)
                return self.fields[key]
            case _:
                raise CompilerFault(f"not a place in the facts: {type(expr).__name__}")

    def _field(self, get: Get, record: Place) -> Place:
        b = self.b
        spot = record.spot.at(get)
        path = (*record.path, get.name)
        unknown = b.both(b.invert(record.given), b.invert(record.none))
        may_be_none = b.yes if get.optional else b.both(unknown, record.may_be_none)
        if record.absent:
            return Place(spot, path, b.no, record.none, may_be_none, absent=True)
        own_none = b.value(spot.column("none")) if get.optional else b.no
        return Place(spot, path, self._given(spot), b.either(record.none, own_none), may_be_none)

    def _given(self, spot: Spot) -> Node:
        if isinstance(spot.kind, NESTED):
            return self.b.value(spot.column("given"))
        return self.b.given(spot.column("value"))

    def element(self, found: Place) -> Place:
        """Any element of a list, at the rows of its table."""
        if found not in self.elements:
            spot = found.spot.elements
            self.elements[found] = Place(spot, (*found.path, ANY), self._given(spot), self.b.no, self.b.no)
        return self.elements[found]

    def supposed(self, found: Place) -> Place:
        """An element of which nothing is known, at the rows that the list stands in."""
        b = self.b
        return Place(found.spot.elements, (*found.path, ANY), b.no, b.no, b.no, absent=True)

    # --- values -------------------------------------------------------------------------------------------------------

    def value_at(self, place: Place, judgement: bool = False) -> Value:
        b = self.b
        unknown = b.both(b.invert(place.given), b.invert(place.none))
        leaves = leaf(LeafKey(place.path, judgement), b.yes) if unknown.constant is not False else NO_LEAVES
        shape, options = shape_of(place.spot.kind)
        if shape == "number":
            return Value(shape, place.none, unknown, place.may_be_none, leaves, self._interval(place))
        column = place.spot.column("value")
        content = b.nothing(column.type) if place.absent else b.value(column)
        return Value(shape, place.none, unknown, place.may_be_none, leaves, content, options)

    def _interval(self, place: Place) -> Interval:
        b, exact, kind = self.b, self.exact, place.spot.kind
        low = kind.low if isinstance(kind, NumberKind) else None
        high = kind.high if isinstance(kind, NumberKind) else None
        of: Of = "date" if isinstance(kind, DateKind) else "moment" if isinstance(kind, MomentKind) else "number"
        ends = [exact.free() if each is None else exact.constant(each) for each in (low, high)]
        if not place.absent:
            column = place.spot.column("value")
            scale = Fraction(1, self.bounds.scale(column))
            value = Bound(b.value(column), b.number(1), scale, b.no)
            ends = [exact.choose(place.given, value, each) for each in ends]
        return exact.plain(ends[0], ends[1], of)

    def years(self, expr: LatestKnown, scope: Scope) -> Iterator[tuple[Node, Get]]:
        """The year that counts as the latest known: each that may, with where it does."""
        b = self.b
        series = self.locate(expr.series, scope)
        last = self._year(expr, expr.last)
        if series.given.constant is False:
            yield b.yes, last
            return
        found = () if series.absent else self.bounds.years(series.spot.table, series.spot.path)
        gets = [self._year(expr, int(year)) for year in sorted(found, reverse=True) if int(year) <= expr.last]
        places = [(get, self.locate(get, scope)) for get in gets]
        waiting = series.given
        for get, place in places:
            yield b.both(waiting, place.given), get
            waiting = b.both(waiting, b.invert(place.given))
        none_in = {get.name: place.none for get, place in places}
        year = expr.last
        while waiting.constant is not False:
            none = none_in.get(f"{year:04}", b.no)
            yield b.both(waiting, b.invert(none)), self._year(expr, year)
            waiting = b.both(waiting, none)
            year -= 1
        yield b.invert(series.given), last

    def _year(self, expr: LatestKnown, year: int) -> Get:
        return Get(expr.series, f"{year:04}", expr.kind, optional=expr.optional)


def shape_of(kind: Kind) -> tuple[Shape, tuple[str, ...]]:
    match kind:
        case YesNoKind():
            return "yesno", ()
        case NumberKind() | DateKind() | MomentKind():
            return "number", ()
        case ChoiceKind(options):
            return "choice", options
        case SetKind(options):
            return "set", options
        case TextKind():
            return "text", ()
        case DurationKind():
            return "duration", ()
        case RecordKind():
            raise CompilerFault("a record is not a value")
        case _:
            raise CompilerFault(f"not a value: {kind}")
