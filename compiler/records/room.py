"""What a file of providers needs room for: the years of each series, and as many elements of each list as a policy asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Self

from attrs import field, frozen

from compiler.columns.layout import expressions
from compiler.ir.nodes import Compare, Expr, Fold, Get, Item, LatestKnown, Lit, Mark, Policy
from compiler.ir.places import operands
from dsl.kinds import ListKind, SeriesKind

Path = tuple[str, ...]
"""The names from the judged record to a series or a list, through records and lists."""

FEWEST, MOST = 2, 6  # elements of a list
YEARS = 3


@frozen
class Room:
    """`read` holds the years that are read of each series, `asked` the number of elements that is asked of each list. A series
    that is not read has the years up to `last`."""

    last: int
    read: Mapping[Path, frozenset[int]] = field(factory=dict)
    asked: Mapping[Path, int] = field(factory=dict)

    @classmethod
    def of(cls, policy: Policy) -> Self:
        read: dict[Path, frozenset[int]] = {}
        asked: dict[Path, int] = {}
        for expr in _expressions(policy):
            for path, found in _wanted(expr, {}):
                if isinstance(found, frozenset):
                    read[path] = read.get(path, frozenset()) | found
                else:
                    asked[path] = max(asked.get(path, 0), found)
        return cls(policy.as_of.year, read, asked)

    def years(self, path: Path) -> tuple[int, ...]:
        return tuple(sorted(self.read.get(path) or _up_to(self.last)))

    def elements(self, path: Path) -> int:
        return min(max(self.asked.get(path, 0), FEWEST), MOST)


def _expressions(policy: Policy) -> Iterator[Expr]:
    yield from expressions(policy)
    for deadline in policy.deadlines:
        for due in deadline.dues:
            found = (due.day, due.start, due.done, *(each.day for each in due.terms))
            yield from (each for each in (deadline.applies, deadline.unless, *found) if each is not None)


def _up_to(last: int) -> frozenset[int]:
    return frozenset(range(last - YEARS + 1, last + 1))


def _wanted(expr: Expr, items: Mapping[int, Path]) -> Iterator[tuple[Path, frozenset[int] | int]]:
    match expr:
        case Get(Get(kind=SeriesKind()) | Item() as series, name) if name.isdecimal():
            yield _path(series, items), frozenset([int(name)])
        case LatestKnown(series, last):
            yield _path(series, items), _up_to(last)
        case Compare(relation, left, right):
            for side, other, above in ((left, right, ">"), (right, left, "<")):
                counted, number = _bare(side), _bare(other)
                match counted, number:
                    case Fold("count" | "distinct", Get(kind=ListKind()) as collection), Lit(Fraction() as many):
                        yield _path(collection, items), int(many) + (relation == above)
    if isinstance(expr, Fold):
        items = {**items, expr.level: _path(expr.collection, items)}
    for each in operands(expr):
        yield from _wanted(each, items)


def _bare(expr: Expr) -> Expr:
    return _bare(expr.arg) if isinstance(expr, Mark) else expr


def _path(expr: Expr, items: Mapping[int, Path]) -> Path:
    match expr:
        case Get(base, name):
            return (*_path(base, items), name)
        case Item(level):
            return items[level]
    return ()
