"""Mutants that change nothing: shown by going through all regions of what the changed parts look at.

What is compared with constants is cut into the regions between them; what cannot be cut (a comparison of two facts, a quantifier
over a list) is one condition that holds, does not, or is open. When the policy and the mutant agree in every combination, open
ones included, they agree on every provider. The other way round proves nothing, since no provider may have that combination: such
a mutant stays a survivor.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from attrs import frozen

from compiler.ir.evaluate import outputs_of
from compiler.ir.nodes import And, Compare, Criterion, Expr, Get, Lit, Mark, Not, Or, Ratio, Table
from compiler.ir.ranges import RELATIONS
from compiler.ir.values import NONE
from dsl.kinds import DateKind, MomentKind, NumberKind

MOST_COMBINATIONS: Final = 20_000
NOTHING: Final[frozenset[int]] = frozenset()

Truth = bool | None
State = tuple[Truth, frozenset[int]]  # a truth, and the inputs (by number) that an open one rests on
Combination = tuple[object, ...]  # the state of each input
Reader = Callable[[Combination], State]
Judge = Callable[[Combination], object]
Compiler = Callable[[Expr], Reader]
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
    return _agree(parts, lambda compiled: _judge(before, compiled), lambda compiled: _judge(after, compiled))


def same_truth(before: Expr, after: Expr) -> bool:
    """Whether two conditions hold for the same providers."""
    return _agree([before, after], lambda compiled: compiled(before), lambda compiled: compiled(after))


def same_outputs(before: Table, after: Table) -> bool:
    """Whether two versions of a table give the same outputs for every provider."""
    tests = [test for table in (before, after) for row in table.rows for test in row.tests]
    tests += [before.uncovered, after.uncovered]
    return _agree(tests, lambda compiled: _look_up(before, compiled), lambda compiled: _look_up(after, compiled))


def _agree(exprs: Iterable[Expr], before: Callable[[Compiler], Judge], after: Callable[[Compiler], Judge]) -> bool:
    regions = _Regions(exprs)
    if regions.combinations > MOST_COMBINATIONS:
        return False
    one, other = before(regions.reader), after(regions.reader)
    return all(one(chosen) == other(chosen) for chosen in regions.all())


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

    def all(self) -> list[Combination]:
        """All combinations, in an order in which a difference soon shows."""
        found = list(itertools.product(*self.states))
        random.Random(0).shuffle(found)
        return found

    def reader(self, expr: Expr) -> Reader:
        """What a condition is in each combination."""
        match expr:
            case Mark(arg):
                return self.reader(arg)
            case Not(arg):
                inner = self.reader(arg)
                return lambda chosen: _negated(inner(chosen))
            case And(args) | Or(args):
                readers = [self.reader(each) for each in args]
                decisive = isinstance(expr, Or)
                return lambda chosen: _joined((each(chosen) for each in readers), decisive=decisive)
            case Lit(value):
                known: State = (bool(value), NOTHING)
                return lambda _: known
            case Compare() if (cut := _cut(expr)) is not None:
                relation, held, constant = cut
                number = self.inputs.index(held)
                rests_on = frozenset([number])
                states = dict.fromkeys(self.states[number])
                truths = {each: _compared(relation, each, self.cuts[held].index(constant)) for each in states}
                table: dict[object, State] = {
                    each: (truth, rests_on if truth is None else NOTHING) for each, truth in truths.items()
                }
                return lambda chosen: table[chosen[number]]
            case _:
                place = self.inputs.index(expr)
                opaque: dict[object, State] = {
                    True: (True, NOTHING),
                    False: (False, NOTHING),
                    None: (None, frozenset([place])),
                }
                return lambda chosen: opaque[chosen[place]]


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
    found = {RELATIONS[relation](each, 2 * constant + 1) for each in range(held.low, held.high + 1)}
    if held.none:
        found.add(relation == "≠")
    return found.pop() if len(found) == 1 else None


# --- what is made of them ---------------------------------------------------------------------------------------------


def _joined(states: Iterable[State], *, decisive: bool) -> State:
    rests_on = NOTHING
    is_open = False
    for truth, on in states:
        if truth is decisive:
            return decisive, NOTHING
        if truth is None:
            is_open, rests_on = True, rests_on | on
    return (None, rests_on) if is_open else (not decisive, NOTHING)


def _negated(state: State) -> State:
    return (None if state[0] is None else not state[0]), state[1]


def _judge(criterion: Criterion, compiled: Compiler) -> Judge:
    """Verdict and weight, as `compiler.ir.evaluate.judge` gives them."""
    required = criterion.kind == "requirement"
    read_body = compiled(criterion.body)
    read_applies = compiled(Lit(value=True) if criterion.applies is None else criterion.applies)
    read_unless = compiled(Lit(value=False) if criterion.unless is None else criterion.unless)

    def judge(chosen: Combination) -> object:
        applies, body, unless = read_applies(chosen), read_body(chosen), read_unless(chosen)
        counts = _joined((_negated(applies), body if required else _negated(body), unless), decisive=True)[0]
        if applies[0] is False:
            return counts, "not applicable"
        exception_matters = body[0] is not required
        decided = applies[0] is not None and body[0] is not None
        if decided and (not exception_matters or unless[0] is not None):
            return counts, body[0], exception_matters and unless[0] is True
        return counts, applies[1] | body[1] | (unless[1] if exception_matters else NOTHING)

    return judge


def _look_up(table: Table, compiled: Compiler) -> Judge:
    rows = [[compiled(each) for each in row.tests] for row in table.rows]
    uncovered = compiled(table.uncovered)
    outputs: dict[tuple[int, ...], object] = {}

    def look_up(chosen: Combination) -> object:
        holding = [_joined((each(chosen) for each in tests), decisive=False)[0] for tests in rows]
        possible = [number for number, holds in enumerate(holding, 1) if holds is not False]
        sure = [number for number, holds in enumerate(holding, 1) if holds is True]
        if sure and table.hit == "first":
            possible = [number for number in possible if number <= sure[0]]
        covered = sure or (possible and uncovered(chosen)[0] is False)
        key = tuple(possible if covered else [0, *possible])
        if key not in outputs:
            outputs[key] = sorted(outputs_of(table, key).items())
        return outputs[key]

    return look_up
