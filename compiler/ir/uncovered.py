"""When no row of a decision table holds, as a condition that is no as soon as the known facts rule it out.

That no row holds is not known from the rows one by one: where `≥ 25%` and `< 25%` are both open, one of the two will hold. What
the rows look at is cut into regions on which every cell is constant, and the condition names the combinations of regions that no
row takes: none at all, where the rows cover every case. Two values are taken to be independent where they are not, so that there
may be a combination too many, never one too few.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import frozen

from compiler.ir.expressions import Open, value
from compiler.ir.nodes import And, Compare, Expr, Get, IsState, Item, Lit, Mark, Not, Or, Population, Ratio, Root, Row
from compiler.ir.places import Scope, locate, operands, walk
from compiler.ir.ranges import RELATIONS, Range
from compiler.ir.values import NONE
from dsl.kinds import ChoiceKind, DateKind, ListKind, NumberKind, RecordKind, SeriesKind

MOST_TESTS: Final = 300
"""Tests that the condition is made of; of a table that would take more it is known only that no row holds when none does."""
MOST_STEPS: Final = 3_000

NOTHING_KNOWN: Final = Scope({})
YES, NO = Lit(value=True), Lit(value=False)
_ANY_RATIO, _OTHER = object(), object()  # nothing per nothing, which equals every ratio; a text that no test names


class _TooLong(Exception):
    """The condition would take too many tests, or too many steps to find."""


def uncovered(rows: tuple[Row, ...]) -> Expr:
    """The condition that none of the rows holds; a constant no where they cover every case."""
    tests = [[each for each in map(_unmarked, row.tests) if each != YES] for row in rows]
    try:
        return _Search(tests).condition()
    except _TooLong:
        return Not(Or(tuple(And(tuple(each)) for each in tests)))


def _unmarked(expr: Expr) -> Expr:
    return _unmarked(expr.arg) if isinstance(expr, Mark) else expr


# --- the search -------------------------------------------------------------------------------------------------------


class _Search:
    """Goes through the subjects of the tests one by one; rows that a region rules out are left behind."""

    def __init__(self, rows: list[list[Expr]]) -> None:
        by_subject: dict[object, dict[Expr, int]] = {}  # the tests on it, with the rows (one bit each) that ask each
        for number, tests in enumerate(rows):
            for test in tests:
                asked = by_subject.setdefault(_subject(test), {})
                asked[test] = asked.get(test, 0) | 1 << number
        self.columns = [_column(asked) for asked in by_subject.values()]
        self.all = (1 << len(rows)) - 1
        self.found: dict[tuple[int, int], tuple[Expr, int]] = {}

    def condition(self) -> Expr:
        return self._from(0, self.all)[0]

    def _from(self, at: int, left: int) -> tuple[Expr, int]:
        """The condition that the subjects from this one on rule out the rows that are left, and how many tests it takes."""
        if not left:
            return YES, 0
        if at == len(self.columns):
            return NO, 0
        if (at, left) not in self.found:
            if len(self.found) > MOST_STEPS:
                raise _TooLong
            self.found[at, left] = self._split(at, left)
        return self.found[at, left]

    def _split(self, at: int, left: int) -> tuple[Expr, int]:
        asked = {test: rows & left for test, rows in self.columns[at].tests.items() if rows & left}
        ways: dict[int, Expr] = {}
        for truths in self.columns[at].regions:
            kept = left
            for test, rows in asked.items():
                kept &= ~rows if not truths[test] else left
            if kept not in ways:
                ways[kept] = _all(test if truths[test] else Not(test) for test in asked)
        together: dict[Expr, list[Expr]] = {}
        sizes = 0
        for kept, way in ways.items():
            rest, size = self._from(at + 1, kept)
            if rest != NO:
                sizes += 0 if rest in together else size
                together.setdefault(rest, []).append(way)
        found = []
        for rest, taken in together.items():
            every = len(taken) == len(ways)
            sizes += 0 if every else len(taken) * len(asked)
            found.append(rest if every else _all([_any(taken), rest]))
        if sizes > MOST_TESTS:
            raise _TooLong
        return _any(found), sizes


def _all(parts: Iterable[Expr]) -> Expr:
    found = tuple(each for each in parts if each != YES)
    return found[0] if len(found) == 1 else And(found) if found else YES


def _any(parts: list[Expr]) -> Expr:
    return parts[0] if len(parts) == 1 else Or(tuple(parts)) if parts else NO


# --- what a test is about ---------------------------------------------------------------------------------------------


def _subject(test: Expr) -> object:
    """What the test looks at: one value, two that are compared with one another, or else the test itself."""
    subjects = {_subject_of(each) for each in _atoms(test)}
    return subjects.pop() if len(subjects) == 1 else test


def _subject_of(atom: Expr) -> object:
    match atom:
        case Compare(_, left, right):
            return left if is_constant(right) else (left, right)
        case IsState(_, arg):
            return _unmarked(arg)
        case _:
            return atom


def _atoms(test: Expr) -> Iterator[Expr]:
    match test:
        case Mark() | Not() | And() | Or():
            for each in operands(test):
                yield from _atoms(each)
        case Lit():
            pass
        case _:
            yield test


def is_constant(expr: Expr) -> bool:
    """Whether no fact has a say in it."""
    return not any(isinstance(each, Root | Item | Get | Population) for each in walk(expr))


@frozen
class _Column:
    """The tests on one subject with the rows that ask each, and in each of its regions which of them hold."""

    tests: dict[Expr, int]
    regions: tuple[dict[Expr, bool], ...]


def _column(tests: dict[Expr, int]) -> _Column:
    atoms = tuple(dict.fromkeys(atom for test in tests for atom in _atoms(test)))
    if not atoms:
        return _Column(tests, ({test: _holds(test, {}) for test in tests},))
    if len({_subject_of(each) for each in atoms}) > 1:
        return _Column(tests, tuple(dict.fromkeys(tests, holds) for holds in (True, False)))
    regions: dict[tuple[bool, ...], dict[Expr, bool]] = {}
    for known in _regions(atoms):
        truths = {test: _holds(test, known) for test in tests}
        regions.setdefault(tuple(truths.values()), truths)
    return _Column(tests, tuple(regions.values()))


def _holds(test: Expr, atoms: Mapping[Expr, bool]) -> bool:
    match test:
        case Lit(constant):
            return bool(constant)
        case Mark(arg):
            return _holds(arg, atoms)
        case Not(arg):
            return not _holds(arg, atoms)
        case And(args):
            return all(_holds(each, atoms) for each in args)
        case Or(args):
            return any(_holds(each, atoms) for each in args)
        case _:
            return atoms[test]


# --- its regions ------------------------------------------------------------------------------------------------------


def _regions(atoms: tuple[Expr, ...]) -> Iterator[dict[Expr, bool]]:
    """What the atoms of one subject can be together."""
    asks_what_is_known = any(isinstance(each, IsState) and each.state != "none" for each in atoms)
    for point in _points(atoms):
        for known in (True, False) if asks_what_is_known else (True,):
            yield {each: _at(each, point, known=known) for each in atoms}


def _at(atom: Expr, point: object, *, known: bool) -> bool:
    """Whether an atom holds where its subject is worth this, which may be known or not."""
    match atom:
        case IsState("none"):
            return point is NONE
        case IsState(state):
            return known is (state == "known")
        case Compare(relation, _, right):
            if point is NONE:
                return relation == "≠"
            if point is _ANY_RATIO:
                return relation in ("=", "≤", "≥")
            constant = _constant(right) if is_constant(right) else 0
            return relation == "≠" if constant is NONE else RELATIONS[relation](point, constant)
        case _:
            return point is True


def _points(atoms: tuple[Expr, ...]) -> Iterator[object]:
    """What the subject of the atoms can be: a value out of each region, and none where it may be none."""
    compares = [each for each in atoms if isinstance(each, Compare)]
    subject = _subject_of(atoms[0])
    pair = isinstance(subject, tuple)
    worth = [_worth(each) for each in (subject if isinstance(subject, tuple) else (subject,))]
    if any(each is NONE or (isinstance(each, Open) and each.may_be_none) for each in worth):
        yield NONE
    if pair:
        yield from (-1, 0, 1)
    elif compares:
        constants = {constant for each in compares if (constant := _constant(each.right)) is not NONE}
        yield from _cut(compares[0], worth[0], constants)
    else:
        yield from (True, False)
    if any(isinstance(part, Ratio) for each in compares for part in (each.left, each.right)):
        yield _ANY_RATIO


def _worth(expr: Any) -> object:
    """What is known of a value before anything is."""
    if isinstance(expr, Get) and isinstance(expr.kind, RecordKind | ListKind | SeriesKind):
        return Open(frozenset(), may_be_none=locate(expr, NOTHING_KNOWN).may_be_none)
    return value(expr, NOTHING_KNOWN)


def _constant(expr: Expr) -> object:
    """A number, or a day or moment as a number, or whatever else is only equal to itself."""
    return _number(value(expr, NOTHING_KNOWN))


def _number(found: object) -> object:
    match found:
        case Range() if found.is_point:
            return _number(found.exact)
        case Range() | Open():
            raise _TooLong  # a quotient over zero
        case datetime.datetime():
            return Fraction((found - datetime.datetime.min) // datetime.timedelta(microseconds=1))
        case datetime.date():
            return Fraction(found.toordinal())
        case _:
            return found


def _cut(compare: Compare, worth: object, constants: set[Any]) -> Iterator[object]:
    if worth is NONE:
        return
    if not constants:
        yield _OTHER
    elif not isinstance(worth, Open):
        yield _number(worth)
    elif all(isinstance(each, bool) for each in constants):
        yield from (True, False)
    elif all(isinstance(each, Fraction) for each in constants):
        kind = compare.kind
        whole = isinstance(kind, DateKind) or (isinstance(kind, NumberKind) and kind.whole)
        yield from points(sorted(constants), *_ends(worth.range), whole=whole)
    elif isinstance(compare.kind, ChoiceKind):
        yield from compare.kind.options
    else:
        yield from (*constants, _OTHER)


def _ends(within: Range) -> tuple[Fraction | None, Fraction | None]:
    if within.bottom != (1, 1):
        return None, None
    low, high = (None if each is None else _number(each) for each in within.top)
    return low, high  # type: ignore[return-value]


def points(cuts: list[Fraction], low: Fraction | None, high: Fraction | None, *, whole: bool) -> list[Fraction]:
    """One number out of every stretch between the cuts, and each cut, as far as they are possible values."""
    if not cuts:
        return [low if low is not None else high if high is not None else Fraction(0)]
    return [
        each
        for each in _between(cuts, low, high, whole=whole)
        if (low is None or each >= low) and (high is None or each <= high) and not (whole and each.denominator != 1)
    ]


def _between(cuts: list[Fraction], low: Fraction | None, high: Fraction | None, *, whole: bool) -> Iterator[Fraction]:
    below = math.ceil(cuts[0]) - 1 if whole else cuts[0] - 1
    yield low if low is not None and low < cuts[0] else Fraction(below)
    for at, cut in enumerate(cuts):
        yield cut
        if at + 1 < len(cuts):
            following = cuts[at + 1]
            middle = Fraction(math.floor(cut) + 1) if whole else (cut + following) / 2
            if middle < following:
                yield middle
    above = math.floor(cuts[-1]) + 1 if whole else cuts[-1] + 1
    yield high if high is not None and high > cuts[-1] else Fraction(above)
