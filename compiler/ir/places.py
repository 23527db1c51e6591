"""Places in the facts: where a fact stands, what stands there, and which facts an expression reads."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, assert_never

from attrs import field, frozen

from compiler.ir.nodes import (
    And,
    Choose,
    Compare,
    Expr,
    Fold,
    Get,
    IsState,
    Item,
    LatestKnown,
    Lit,
    Mark,
    Not,
    Op,
    Or,
    Population,
    Ratio,
    Root,
    Tally,
)
from compiler.ir.peers import Peers, Place
from compiler.ir.values import NONE, UNKNOWN, Duration, Facts, FactValue
from compiler.ir.verdicts import Leaf
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
    UnknownKind,
    YesNoKind,
)

Path = tuple[str | int, ...]
BESIDE = -1


@frozen
class Found:
    """What stands at a place in the facts. `may_be_none`: if unknown, it or a record around it may turn out to be none.

    Of a population `members` are its elements; of any other list they are worked out, and `one` of them is called so.
    """

    value: Any
    path: Path
    may_be_none: bool = False
    members: tuple[Found, ...] | None = field(default=None, eq=False, repr=False)
    one: str | None = field(default=None, eq=False, repr=False)


@frozen
class Scope:
    """Facts, the elements bound by the enclosing folds, facts that are supposed on top (for reasons), and the providers that the
    one with these facts is judged among (None: not given)."""

    facts: Facts
    items: tuple[Found, ...] = ()
    supposed: Mapping[Path, FactValue] = field(factory=dict)
    peers: Peers | None = None

    def bind(self, level: int, item: Found) -> Scope:
        return Scope(self.facts, (*self.items[:level], item), self.supposed, self.peers)

    def suppose(self, facts: Mapping[Path, FactValue]) -> Scope:
        return Scope(self.facts, self.items, {**self.supposed, **facts}, self.peers)


def locate(expr: Expr, scope: Scope) -> Found:
    """The place in the facts that Root, Item, Get and Population name."""
    match expr:
        case Root():
            return Found(scope.facts, ())
        case Item(level):
            return scope.items[level]
        case Get(base, name):
            return _locate_field(expr, locate(base, scope), name, scope)
        case Population():
            return _locate_population(expr, scope)
        case _:
            raise CompilerFault(f"not a place in the facts: {type(expr).__name__}")


def _locate_field(get: Get, record: Found, name: str, scope: Scope) -> Found:
    path = (*record.path, name)
    if path in scope.supposed:
        return Found(scope.supposed[path], path, get.optional, one=_one(get))
    if record.value is UNKNOWN:
        return Found(UNKNOWN, path, get.optional or record.may_be_none)
    if record.value is NONE:
        return Found(NONE, path)
    if not isinstance(record.value, Mapping):
        raise CompilerFault(f"not a record: {said(record.path)}")
    found = record.value.get(name, UNKNOWN)
    if found is NONE and not get.optional:
        raise CompilerFault(f"none for a fact that is not optional: {said(path)}")
    return Found(found, path, get.optional, one=_one(get))


def _one(get: Get) -> str | None:
    return get.kind.one if isinstance(get.kind, ListKind) else None


def _locate_population(population: Population, scope: Scope) -> Found:
    """Other providers stand under the name of their record and their number, the judged one at the root as ever."""
    who = locate(population.who, scope)
    path: Path = (population.record,)
    if population.which == "who":
        return Found((who.value,), path, members=(who,))
    if scope.peers is None or isinstance(population.who, Get):
        return Found(UNKNOWN, path)
    judged = scope.peers.judged
    members = [
        Found(scope.facts, ()) if number == judged else Found(facts, (*path, scope.peers.place(number)))
        for number, facts in enumerate(scope.peers.members)
    ]
    if judged is None:
        members.insert(0, Found(scope.facts, ()))
    if population.which == "others":
        members = [each for each in members if each.path != who.path]
    return Found(tuple(each.value for each in members), path, members=tuple(members))


def set_apart(population: Population, scope: Scope, peers: Peers) -> dict[int, Found | None]:
    """The members of a population that are not the same whoever is judged, by number (from 0; `BESIDE`: not one of them): the
    judged one, those of whom something is supposed, and (None) the one that is left out of the others."""
    found: dict[int, Found | None] = {}
    for path in scope.supposed:
        if len(path) > 1 and path[0] == population.record and isinstance(path[1], int):
            found[path[1] - 1] = Found(peers.members[path[1] - 1], path[:2])
    judged = BESIDE if peers.judged is None else peers.judged
    found[judged] = Found(scope.facts, ())
    if population.which == "others":
        who = locate(population.who, scope).path
        found[int(who[1]) - 1 if who else judged] = None
    return found


def latest_year(expr: LatestKnown, scope: Scope) -> Get:
    """The year that counts as the latest known; where no value is known the last one that may have one."""
    series = locate(expr.series, scope)
    years = set(series.value) if isinstance(series.value, Mapping) else set()
    depth = len(series.path)
    years |= {str(path[depth]) for path in scope.supposed if path[:depth] == series.path and len(path) == depth + 1}
    in_reach = sorted((year for year in years if int(year) <= expr.last), reverse=True)
    gets = [Get(expr.series, year, expr.kind, optional=expr.optional) for year in in_reach]
    for get in gets:
        if locate(get, scope).value not in (UNKNOWN, NONE):
            return get
    without = {get.name for get in gets if locate(get, scope).value is NONE}
    missing = next(year for year in range(expr.last, -1, -1) if f"{year:04}" not in without)
    return Get(expr.series, f"{missing:04}", expr.kind, optional=expr.optional)


def elements(found: Found, scope: Scope) -> list[Found]:
    """The elements of a known list."""
    if found.members is not None:
        return list(found.members)
    if not isinstance(found.value, tuple):
        raise CompilerFault(f"not a list: {said(found.path)}")
    if NONE in found.value:
        raise CompilerFault(f"none in a list: {said(found.path)}")
    places = range(1, len(found.value) + 1)
    numbers = places if found.one is None else [Place(each, None, found.one) for each in places]
    placed = (((*found.path, number), each) for number, each in zip(numbers, found.value, strict=True))
    return [Found(scope.supposed.get(path, each), path) for path, each in placed]


NAMING: Final = ("name", "naam")
"""The facts that name a record."""


def name_of(element: Found) -> str | None:
    """The name of an element of a list, where its record has a fact of that name."""
    if not isinstance(element.value, Mapping):
        return None
    named = (element.value.get(each) for each in NAMING)
    return next((each for each in named if isinstance(each, str)), None)


def facts_read(expr: Expr, scope: Scope, *, into_marks: bool = True) -> Iterator[tuple[Found, Get | Item]]:
    """Every fact that the expression looks at, in order; of a list its elements, or itself when it has none that are read.
    Without `into_marks` the conditions that the author would recognise inside it are passed by."""
    match expr:
        case Lit() | Root():
            pass
        case Get() | Item():
            yield locate(expr, scope), expr
        case Mark() if not into_marks:
            pass
        case Fold():
            yield from _fold_facts(expr, scope, into_marks)
        case LatestKnown():
            year = latest_year(expr, scope)
            yield locate(year, scope), year
        case _:
            for each in operands(expr):
                yield from facts_read(each, scope, into_marks=into_marks)


def _fold_facts(fold: Fold, scope: Scope, into_marks: bool) -> Iterator[tuple[Found, Get | Item]]:
    people = fold.collection
    if isinstance(people, Population) and people.which != "who" and not isinstance(people.who, Get):
        if scope.peers is not None:
            yield from _facts_among(fold, people, scope, scope.peers, into_marks)
        return
    found = locate(fold.collection, scope)
    if not isinstance(found.value, tuple) or not found.value or (fold.where is None and fold.of is None):
        if isinstance(fold.collection, Get | Item):
            yield found, fold.collection
        return
    for item in elements(found, scope):
        read = _element_facts(fold, item, scope, into_marks)
        yield from read if found.members is None else _without_others(read, found.path)


def _element_facts(fold: Fold, item: Found, scope: Scope, into_marks: bool) -> Iterator[tuple[Found, Get | Item]]:
    for part in (fold.where, fold.of):
        if part is not None:
            yield from facts_read(part, scope.bind(fold.level, item), into_marks=into_marks)


def _facts_among(
    fold: Fold, people: Population, scope: Scope, peers: Peers, into_marks: bool
) -> Iterator[tuple[Found, Get | Item]]:
    """The facts of the judged one, and of the many facts of other providers those that are missing: these are looked for once."""
    population: Path = (people.record,)
    apart = set_apart(people, scope, peers)
    for found in apart.values():
        if found is not None:
            yield from _without_others(_element_facts(fold, found, scope, into_marks), population)
    others = (number for number in range(len(peers.members)) if number not in apart)
    another = next(others, None)
    if another is None:
        return
    item = Found(peers.members[another], (*population, another + 1))
    read = _element_facts(fold, item, scope, into_marks)
    yield from (each for each in read if not is_of_other(each[0].path, population))
    for number, missing in _missing_among(fold, people, scope, peers, into_marks):
        if number not in apart:
            yield from missing


def _missing_among(
    fold: Fold, people: Population, scope: Scope, peers: Peers, into_marks: bool
) -> list[tuple[int, tuple[tuple[Found, Get | Item], ...]]]:
    """The members with the facts that are missing of each, where there are any."""
    kept, asked = peers.remembered(fold), f"missing {into_marks}"
    nested = any(
        isinstance(each, Population) for part in (fold.where, fold.of) if part is not None for each in walk(part)
    )
    if asked not in kept or nested:  # what a population within it reads hangs on who is judged
        population: Path = (people.record,)
        kept[asked] = []
        for number, facts in enumerate(peers.members):
            item = Found(facts, (*population, peers.place(number)))
            read = _element_facts(fold, item, Scope(scope.facts, scope.items, peers=peers), into_marks)
            missing = tuple(each for each in read if each[0].value is UNKNOWN and is_of_other(each[0].path, population))
            if missing:
                kept[asked].append((number, missing))
    return kept[asked]  # type: ignore[no-any-return]


def _without_others(read: Iterable[tuple[Found, Get | Item]], population: Path) -> Iterator[tuple[Found, Get | Item]]:
    """Of the many facts of other providers only those that are missing."""
    for found, place in read:
        if found.value is UNKNOWN or not is_of_other(found.path, population):
            yield found, place


def is_of_other(path: Path, population: Path) -> bool:
    """Whether a fact is one of another provider of a population."""
    return path[: len(population)] == population and isinstance((*path, "")[len(population)], int)


def operands(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside another."""
    match expr:
        case Get(base):
            return (base,)
        case Mark(arg) | Not(arg) | IsState(_, arg):
            return (arg,)
        case Lit() | Root() | Item():
            return ()
        case Compare(_, left, right) | Ratio(left, right):
            return (left, right)
        case And(args) | Or(args) | Op(_, args) | Tally(args):
            return args
        case Population(who=who):
            return (who,)
        case LatestKnown(series):
            return (series,)
        case Choose(cases, otherwise):
            return (*(part for case in cases for part in case), otherwise)
        case Fold():
            return (expr.collection, *(each for each in (expr.where, expr.of) if each is not None))
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and all within it, outermost first."""
    waiting = [expr]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(operands(each)))


def is_of_kind(value: FactValue, kind: Kind) -> bool:
    """Whether a known value has the Python type of its kind (see `values.py`); elements and bounds are not looked at."""
    match kind:
        case YesNoKind():
            return isinstance(value, bool)
        case NumberKind():
            return isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool)
        case TextKind() | ChoiceKind():
            return isinstance(value, str)
        case DateKind():
            return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
        case MomentKind():
            return isinstance(value, datetime.datetime)
        case DurationKind():
            return isinstance(value, Duration)
        case SetKind():
            return isinstance(value, frozenset)
        case RecordKind():
            return isinstance(value, Mapping)
        case ListKind():
            return isinstance(value, tuple)
        case SeriesKind():
            return isinstance(value, Mapping)
        case UnknownKind():
            return True
        case _:
            assert_never(kind)


def said(path: Path) -> str:
    """A place as a person would say it, for messages."""
    return repr(str(Leaf(path)))
