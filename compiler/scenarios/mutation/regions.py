"""What can be known of the facts that some conditions look at, cut into regions.

What is compared with constants is cut into the regions between them; what cannot be cut (a comparison of two facts, a quantifier
over a list) is one condition that holds, does not, or is open. Combinations that no provider has are left out where one
condition says what the facts are and another follows from that: of an RHO that is none nothing else holds. Whatever is known of a
provider, then, its conditions come to what they do in one of the combinations; the other way round no provider may have one.
"""

from __future__ import annotations

import datetime
import itertools
import math
import random
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from attrs import frozen

from compiler.ir.expressions import truth, value
from compiler.ir.nodes import (
    And,
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
)
from compiler.ir.places import Path, Scope, locate, walk
from compiler.ir.ranges import RELATIONS
from compiler.ir.values import NONE, FactValue
from compiler.scenarios.coverage.possible import asks_what_is_known, implied, may_be_none
from dsl.kinds import DateKind, MomentKind, NumberKind, RecordKind

NOTHING: Final[frozenset[int]] = frozenset()
DATA: Final = -1
JUDGEMENT: Final = -2
NOTHING_KNOWN: Final = Scope({})

Truth = bool | None
State = tuple[
    Truth, frozenset[int]
]  # a truth, and what an open one rests on: data, judgements, or an input (by number) of both
Combination = tuple[object, ...]  # the state of each input
Reader = Callable[[Combination], State]
_TURNED: Final = {"=": "=", "≠": "≠", "<": ">", "≤": "≥", ">": "<", "≥": "≤"}


@frozen
class Stretch:
    """The regions from `low` through `high` that a value lies in; open when there are several. Of the constants in order, number
    n is region 2n + 1, and what lies before it 2n. `none`: it may turn out to be none as well; `zeros`: zero per zero as well,
    which is at least and at most every number."""

    low: int
    high: int
    none: bool = False
    zeros: bool = False


ZEROS: Final = Stretch(1, 0, zeros=True)  # known to be zero per zero


class Regions:
    """The inputs of some conditions, and the states that each can be in."""

    def __init__(self, exprs: Iterable[Expr], closed: frozenset[Expr] = frozenset()) -> None:
        self.closed = closed
        self.cuts: dict[Expr, list[Any]] = {}
        self.whole: dict[Expr, bool] = {}
        self.opaque: dict[Expr, None] = {}
        for each in exprs:
            self._collect(each)
        for cuts in self.cuts.values():
            cuts.sort()
        self.inputs: tuple[Expr, ...] = (*self.cuts, *self.opaque)
        self.states: tuple[tuple[object, ...], ...] = (
            *(tuple(_stretches(held, cuts, whole=self.whole[held])) for held, cuts in self.cuts.items()),
            *((True, False, None) for _ in self.opaque),
        )
        self.combinations = math.prod(len(each) for each in self.states)
        self.rests_on = [frozenset([_weight(each, place)]) for place, each in enumerate(self.inputs)]

    def _collect(self, expr: Expr) -> None:
        match expr:
            case _ if expr in self.closed:
                self.opaque.setdefault(expr)
            case Mark(arg) | Not(arg):
                self._collect(arg)
            case And(args) | Or(args):
                for each in args:
                    self._collect(each)
            case Lit():
                pass
            case Compare() if (cut := _cut(expr)) is not None:
                _, held, constant = cut
                constants = self.cuts.setdefault(held, [])
                self.whole[held] = self.whole.get(held, False) or _is_whole(held, expr)
                if constant not in constants:
                    constants.append(constant)
            case _:
                self.opaque.setdefault(expr)

    def all(self) -> list[Combination]:
        """All combinations, in an order in which a difference soon shows."""
        found = [each for each in itertools.product(*self.states) if self._is_possible(each)]
        random.Random(0).shuffle(found)
        return found

    @cached_property
    def _implications(self) -> list[tuple[int, object, int, object]]:
        """What follows for one input from another that holds, or does not, and so says what the facts are."""
        found: list[tuple[int, object, int, object]] = []
        for at, expr in enumerate(self.inputs):
            for state, facts in self._said(expr):
                scope = NOTHING_KNOWN.suppose(facts)
                for other, follows in enumerate(self.inputs):
                    if other != at and _is_of_the_provider(follows):
                        worth = value(follows, scope) if follows in self.cuts else truth(follows, scope)
                        if worth is NONE or isinstance(worth, bool):
                            found.append((at, state, other, worth))
        return found

    def _said(self, expr: Expr) -> Iterator[tuple[object, Mapping[Path, FactValue]]]:
        """The states of an input that say what facts are: a fact that is yes or no, one that is none, a list without elements."""
        match expr:
            case Get() | IsState("none", Get()) if expr in self.opaque:
                said: list[tuple[object, Mapping[Path, FactValue]]] = [
                    (holds, implied(expr, holds, NOTHING_KNOWN)) for holds in (True, False)
                ]
            case Fold("count", Get() as held, where=None) if self.cuts.get(expr, [0])[0] == 1:
                said = [(Stretch(0, 0), {locate(held, NOTHING_KNOWN).path: ()})]
            case _:
                said = []
        yield from ((state, facts) for state, facts in said if facts and _is_of_the_provider(expr))

    def _is_possible(self, chosen: Combination) -> bool:
        """What follows is so; and while it is open whether something follows from it, nothing else is decided."""
        for at, state, other, worth in self._implications:
            if chosen[at] == state and chosen[other] is not worth:
                return False
            if chosen[at] is None and chosen[other] is not worth and not _is_open(chosen[other]):
                return False
        return True

    def reader(self, expr: Expr) -> Reader:
        """What a condition is in each combination."""
        match expr:
            case _ if expr in self.closed:
                return self._opaque(expr)
            case Mark(arg):
                return self.reader(arg)
            case Not(arg):
                inner = self.reader(arg)
                return lambda chosen: negated(inner(chosen))
            case And(args) | Or(args):
                readers = [self.reader(each) for each in args]
                decisive = isinstance(expr, Or)
                return lambda chosen: joined((each(chosen) for each in readers), decisive=decisive)
            case Lit(value):
                known: State = (bool(value), NOTHING)
                return lambda _: known
            case Compare() if (cut := _cut(expr)) is not None:
                relation, held, constant = cut
                number = self.inputs.index(held)
                rests_on = self.rests_on[number]
                states = dict.fromkeys(self.states[number])
                truths = {each: _compared(relation, each, self.cuts[held].index(constant)) for each in states}
                table: dict[object, State] = {
                    each: (truth, rests_on if truth is None else NOTHING) for each, truth in truths.items()
                }
                return lambda chosen: table[chosen[number]]
            case _:
                return self._opaque(expr)

    def _opaque(self, expr: Expr) -> Reader:
        place = self.inputs.index(expr)
        states: dict[object, State] = {
            True: (True, NOTHING),
            False: (False, NOTHING),
            None: (None, self.rests_on[place]),
        }
        return lambda chosen: states[chosen[place]]


def _is_open(state: object) -> bool:
    return state is None or (isinstance(state, Stretch) and state.none)


def _weight(expr: Expr, place: int) -> int:
    """What an input rests on while it is open. A list rests on data while it is missing, whatever its elements rest on; what is
    worked out can be open for the sake of no fact that is missing."""
    judged = {each.judgement for each in walk(expr) if isinstance(each, Get) and not isinstance(each.kind, RecordKind)}
    for_other = any(isinstance(each, Op | Ratio | LatestKnown | Population) for each in walk(expr))
    return place if len(judged) != 1 or for_other else JUDGEMENT if True in judged else DATA


def _is_of_the_provider(expr: Expr) -> bool:
    """Whether nothing in an expression stands for an element of a list around it, or asks what is known by now."""
    if asks_what_is_known(expr):
        return False
    bound = {each.level for each in walk(expr) if isinstance(each, Fold)}
    return all(each.level in bound for each in walk(expr) if isinstance(each, Item))


def _cut(compare: Compare) -> tuple[str, Expr, Any] | None:
    """The relation, what is compared and the constant, when one side is a constant that can be put in order with others."""
    if isinstance(compare.right, Lit) and not isinstance(compare.left, Lit):
        relation, held, constant = compare.relation, compare.left, compare.right.value
    elif isinstance(compare.left, Lit) and not isinstance(compare.right, Lit):
        relation, held, constant = _TURNED[compare.relation], compare.right, compare.left.value  # type: ignore[assignment]
    else:
        return None
    ordered = isinstance(compare.kind, NumberKind | DateKind | MomentKind)
    if not (ordered or isinstance(constant, str)) or isinstance(constant, bool):
        return None
    return relation, held, constant


def _is_whole(held: Expr, compare: Compare) -> bool:
    """Whether a value is a whole number of days or of what it counts. The kind of a comparison is that of its left side."""
    kind = held.kind if isinstance(held, Get) else compare.kind
    if isinstance(kind, NumberKind):
        return kind.whole and kind.scale.denominator == 1 and (isinstance(held, Get) or held is compare.left)
    return isinstance(kind, DateKind)


def _stretches(held: Expr, cuts: list[Any], *, whole: bool) -> Iterator[object]:
    """What may be known of a value: that it is none, its region, or between which regions it lies. Of a fact that is missing its
    declared bounds are known, and no more. Between two whole numbers or days next to each other there is no region."""
    yield NONE
    last = 2 * len(cuts)
    empty = {2 * at for at in range(1, len(cuts)) if whole and _after(cuts[at - 1]) >= cuts[at]}
    regions = [each for each in range(last + 1) if each not in empty]
    yield from (Stretch(each, each) for each in regions)
    lows, highs, divides, nullable = _reach(held, cuts, regions)
    if divides:
        yield ZEROS
    for low, high in itertools.product(lows, highs):
        for none, zeros in itertools.product(
            (False, True) if nullable else (False,), (False, True) if divides else (False,)
        ):
            if low < high or (low == high and (none or zeros)):
                yield Stretch(low, high, none, zeros)


def _reach(held: Expr, cuts: list[Any], regions: list[int]) -> tuple[list[int], list[int], bool, bool]:
    """Of a value that is open: the regions in which it may begin and end, whether it may be zero per zero, and none."""
    match held:
        case Get(kind=kind):
            low, high = (kind.low, kind.high) if isinstance(kind, NumberKind) else (None, None)
            return [_region(low, cuts, 0)], [_region(high, cuts, 2 * len(cuts))], False, may_be_none(held)
        case _:
            return regions, regions, any(_divides(each) for each in walk(held)), True


def _region(value: Any, cuts: list[Any], unbounded: int) -> int:
    if value is None:
        return unbounded
    return 2 * bisect_left(cuts, value) + (value in cuts)


def _divides(expr: Expr) -> bool:
    match expr:
        case Ratio() | Fold("average"):
            return True
        case Op(name):
            return name in ("div", "ceil_div")
        case _:
            return False


def _after(cut: Any) -> Any:
    return cut + datetime.timedelta(days=1) if isinstance(cut, datetime.date) else math.floor(cut) + 1


def _compared(relation: str, held: object, constant: int) -> Truth:
    if held is NONE:
        return relation == "≠"
    assert isinstance(held, Stretch)
    found = {RELATIONS[relation](each, 2 * constant + 1) for each in range(held.low, held.high + 1)}
    if held.none:
        found.add(relation == "≠")
    if held.zeros:
        found.add(relation in ("=", "≤", "≥"))
    return found.pop() if len(found) == 1 else None


# --- gates ------------------------------------------------------------------------------------------------------------


def joined(states: Iterable[State], *, decisive: bool) -> State:
    rests_on = NOTHING
    is_open = False
    for holds, on in states:
        if holds is decisive:
            return decisive, NOTHING
        if holds is None:
            is_open, rests_on = True, rests_on | on
    return (None, rests_on) if is_open else (not decisive, NOTHING)


def negated(state: State) -> State:
    return (None if state[0] is None else not state[0]), state[1]
