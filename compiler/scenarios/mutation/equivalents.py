"""Mutants that change nothing: shown by going through all regions of what the changed parts look at.

What is compared with constants is cut into the regions between them; what cannot be cut (a comparison of two facts, a quantifier
over a list) is one condition that holds, does not, or is open. When the policy and the mutant agree in every combination, open
ones included, they agree on every provider. The other way round proves nothing, since no provider may have that combination: such
a mutant stays a survivor.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from compiler.ir.evaluate import outputs_of
from compiler.ir.nodes import And, Compare, Criterion, Expr, Get, Lit, Mark, Not, Or, Ratio, Table
from compiler.ir.values import NONE
from dsl.kinds import DateKind, MomentKind, NumberKind

MOST_COMBINATIONS: Final = 20_000

Truth = bool | None
State = tuple[Truth, frozenset[Expr]]  # a truth, and the inputs that an open one rests on
Judge = Callable[[Callable[[Expr], State]], object]
_RELATIONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "≠": operator.ne,
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}
_TURNED: Final = {"=": "=", "≠": "≠", "<": ">", "≤": "≥", ">": "<", "≥": "≤"}


@frozen
class Stretch:
    """The regions from `low` through `high` that a value lies in; open when there are several. Of the constants in order, number
    n is region 2n + 1, and what lies before it 2n. `none`: it may turn out to be none as well."""

    low: int
    high: int
    none: bool = False


def same_criterion(before: Criterion, after: Criterion) -> bool:
    """Whether two versions of a criterion give the same verdict on every provider."""
    parts = [part for each in (before, after) for part in (each.applies, each.body, each.unless) if part is not None]
    return _agree(parts, _judge(before), _judge(after))


def same_truth(before: Expr, after: Expr) -> bool:
    """Whether two conditions hold for the same providers."""
    return _agree([before, after], lambda state: state(before), lambda state: state(after))


def same_outputs(before: Table, after: Table) -> bool:
    """Whether two versions of a table give the same outputs for every provider."""
    tests = [test for table in (before, after) for row in table.rows for test in row.tests]
    return _agree(tests, _look_up(before), _look_up(after))


def _agree(exprs: Iterable[Expr], before: Judge, after: Judge) -> bool:
    regions = _Regions(exprs)
    if regions.combinations > MOST_COMBINATIONS:
        return False
    for chosen in regions.all():
        state = regions.under(chosen)
        if before(state) != after(state):
            return False
    return True


# --- regions ----------------------------------------------------------------------------------------------------------


class _Regions:
    """The inputs of some conditions, and the states that each can be in."""

    def __init__(self, exprs: Iterable[Expr]) -> None:
        self.cuts: dict[Expr, list[Any]] = {}
        self.opaque: dict[Expr, None] = {}
        for each in exprs:
            self._collect(each)
        for cuts in self.cuts.values():
            cuts.sort()
        self.inputs: tuple[Expr, ...] = (*self.cuts, *self.opaque)
        self.states: tuple[tuple[object, ...], ...] = (
            *(tuple(_stretches(held, len(cuts))) for held, cuts in self.cuts.items()),
            *((True, False, None) for _ in self.opaque),
        )
        self.combinations = math.prod(len(each) for each in self.states)

    def _collect(self, expr: Expr) -> None:
        match expr:
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
                if constant not in constants:
                    constants.append(constant)
            case _:
                self.opaque.setdefault(expr)

    def all(self) -> Iterator[tuple[object, ...]]:
        return itertools.product(*self.states)

    def under(self, chosen: tuple[object, ...]) -> Callable[[Expr], State]:
        states = dict(zip(self.inputs, chosen, strict=True))
        return lambda expr: self._state(expr, states)

    def _state(self, expr: Expr, states: Mapping[Expr, object]) -> State:
        match expr:
            case Mark(arg):
                return self._state(arg, states)
            case Not(arg):
                found, rests_on = self._state(arg, states)
                return (None if found is None else not found), rests_on
            case And(args) | Or(args):
                return _joined((self._state(each, states) for each in args), decisive=isinstance(expr, Or))
            case Lit(value):
                return bool(value), frozenset()
            case Compare() if (cut := _cut(expr)) is not None:
                relation, held, constant = cut
                truth = _compared(relation, states[held], self.cuts[held].index(constant))
                return truth, frozenset([held]) if truth is None else frozenset()
            case _:
                known = states[expr]
                assert known is None or isinstance(known, bool)
                return known, frozenset([expr]) if known is None else frozenset()


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


def _stretches(held: Expr, cuts: int) -> Iterator[object]:
    """What may be known of a value: that it is none, its region, or between which regions it lies. Of a fact, or of one fact per
    another, that is missing nothing is known: only sums and lists have bounds while they are open."""
    yield NONE
    last = 2 * cuts
    plain = isinstance(held, Get) or (
        isinstance(held, Ratio) and isinstance(held.top, Get) and isinstance(held.bottom, Get)
    )
    for low in range(last + 1):
        for high in range(low, last + 1):
            if high == low or not plain or (low, high) == (0, last):
                yield Stretch(low, high)
                if high > low:
                    yield Stretch(low, high, none=True)


def _compared(relation: str, held: object, constant: int) -> Truth:
    if held is NONE:
        return relation == "≠"
    assert isinstance(held, Stretch)
    found = {_RELATIONS[relation](each, 2 * constant + 1) for each in range(held.low, held.high + 1)}
    if held.none:
        found.add(relation == "≠")
    return found.pop() if len(found) == 1 else None


# --- what is made of them ---------------------------------------------------------------------------------------------


def _joined(states: Iterable[State], *, decisive: bool) -> State:
    rests_on: frozenset[Expr] = frozenset()
    is_open = False
    for truth, on in states:
        if truth is decisive:
            return decisive, frozenset()
        if truth is None:
            is_open, rests_on = True, rests_on | on
    return (None, rests_on) if is_open else (not decisive, frozenset())


def _judge(criterion: Criterion) -> Judge:
    """Verdict and weight, as `compiler.ir.evaluate.judge` gives them."""
    yes: State = (True, frozenset())

    def judge(state: Callable[[Expr], State]) -> object:
        required = criterion.kind == "requirement"
        applies = yes if criterion.applies is None else state(criterion.applies)
        body = state(criterion.body)
        unless = (False, frozenset[Expr]()) if criterion.unless is None else state(criterion.unless)
        against = _negated(applies), (body if required else _negated(body)), unless
        counts = _joined(against, decisive=True)[0]
        if applies[0] is False:
            return counts, "not applicable"
        matters = [applies, body] + ([unless] if body[0] is not required else [])
        decided = applies[0] is not None and body[0] is not None
        if decided and (body[0] is required or unless[0] is not None):
            return counts, body[0], bool(unless[0]) and body[0] is not required
        return counts, frozenset().union(*(on for _, on in matters))

    return judge


def _negated(state: State) -> State:
    return (None if state[0] is None else not state[0]), state[1]


def _look_up(table: Table) -> Judge:
    def look_up(state: Callable[[Expr], State]) -> object:
        holding = [_joined((state(each) for each in row.tests), decisive=False) for row in table.rows]
        possible = [number for number, (holds, _) in enumerate(holding, 1) if holds is not False]
        sure = [number for number, (holds, _) in enumerate(holding, 1) if holds is True]
        if sure and table.hit == "first":
            possible = [number for number in possible if number <= sure[0]]
        return sorted(outputs_of(table, possible if sure else [0, *possible]).items())

    return look_up
