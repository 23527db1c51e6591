"""Mutants that change nothing: shown by going through all regions of what the changed parts look at.

What is compared with constants is cut into the regions between them; what cannot be cut (a comparison of two facts, a quantifier
over a list) is one condition that holds, does not, or is open. Combinations that no provider has are left out where one
condition says what the facts are and another follows from that: of an RHO that is none nothing else holds. When the policy and
the mutant agree in every other combination, open ones included, they agree on every provider. The other way round proves
nothing, since no provider may have that combination: such a mutant stays a survivor.
"""

from __future__ import annotations

import datetime
import itertools
import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from attrs import frozen

from compiler.ir.evaluate import outputs_of
from compiler.ir.expressions import truth, value
from compiler.ir.nodes import (
    And,
    Compare,
    Criterion,
    Deadline,
    Expr,
    Fold,
    Get,
    IsState,
    Item,
    Lit,
    Mark,
    Not,
    Op,
    Or,
    Ratio,
    Table,
)
from compiler.ir.places import Path, Scope, locate, walk
from compiler.ir.ranges import RELATIONS
from compiler.ir.values import NONE, FactValue
from compiler.scenarios.coverage.possible import implied
from dsl.kinds import DateKind, ListKind, MomentKind, NumberKind, RecordKind

MOST_COMBINATIONS: Final = 20_000
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


def _plain(expr: Expr) -> Expr:
    return _plain(expr.arg) if isinstance(expr, Mark | Not) else expr


def same_truth(before: Expr, after: Expr) -> bool:
    """Whether two conditions hold for the same providers."""
    return _agree([before, after], lambda compiled: _worth(compiled(before)), lambda compiled: _worth(compiled(after)))


def _worth(read: Reader) -> Judge:
    return lambda chosen: read(chosen)[0]


def same_status(before: Deadline, after: Deadline) -> bool:
    """Whether two versions of a deadline that fall on the same days come to the same for every provider."""
    if len(before.dues) != len(after.dues):
        return False
    pairs = [*zip(before.dues, after.dues, strict=True)]
    if any((one.day, one.done, one.year) != (other.day, other.done, other.year) for one, other in pairs):
        return False
    conditions = [part for each in (before, after) for part in _conditions(each)]
    return _agree(conditions, lambda compiled: _stand(before, compiled), lambda compiled: _stand(after, compiled))


def same_outputs(before: Table, after: Table) -> bool:
    """Whether two versions of a table give the same outputs for every provider."""
    tests = [test for table in (before, after) for row in table.rows for test in row.tests]
    tests += [before.uncovered, after.uncovered]
    versions = [{_plain(each) for row in table.rows for each in row.tests} for table in (before, after)]
    closed = frozenset(each for each in versions[0] & versions[1] if not isinstance(each, Compare | Lit))
    if _agree(tests, lambda compiled: _look_up(before, compiled), lambda compiled: _look_up(after, compiled), closed):
        return True
    return _agree(tests, lambda compiled: _look_up(before, compiled), lambda compiled: _look_up(after, compiled))


def _agree(
    exprs: Iterable[Expr],
    before: Callable[[Compiler], Judge],
    after: Callable[[Compiler], Judge],
    closed: frozenset[Expr] = frozenset(),
) -> bool:
    """Whether both come to the same in every combination; of what is in `closed` no more is asked than whether it holds."""
    regions = _Regions(exprs, closed)
    if regions.combinations > MOST_COMBINATIONS:
        return False
    one, other = before(regions.reader), after(regions.reader)
    return all(one(chosen) == other(chosen) for chosen in regions.all())


# --- regions ----------------------------------------------------------------------------------------------------------


class _Regions:
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
                self.whole[held] = isinstance(expr.kind, DateKind) or (
                    isinstance(expr.kind, NumberKind) and expr.kind.whole
                )
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
    """What an input rests on while it is open."""
    judged = {
        each.judgement
        for each in walk(expr)
        if isinstance(each, Get) and not isinstance(each.kind, RecordKind | ListKind)
    }
    divided = any(
        isinstance(each, Op) and each.name == "div" for each in walk(expr)
    )  # it can be open for no fact's sake
    return place if len(judged) != 1 or divided else JUDGEMENT if True in judged else DATA


def _heavier(rests_on: frozenset[int]) -> frozenset[int]:
    """With data among it, nothing else matters for the verdict."""
    return frozenset([DATA]) if DATA in rests_on else rests_on


def _is_of_the_provider(expr: Expr) -> bool:
    """Whether nothing in an expression stands for an element of a list around it, or asks what is known by now."""
    if any(isinstance(each, IsState) and each.state != "none" for each in walk(expr)):
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


def _stretches(held: Expr, cuts: list[Any], *, whole: bool) -> Iterator[object]:
    """What may be known of a value: that it is none, its region, or between which regions it lies. Of a fact, or of one fact per
    another, that is missing nothing is known: only sums and lists have bounds while they are open. Between two whole numbers
    or days next to each other there is no region."""
    yield NONE
    last = 2 * len(cuts)
    empty = {2 * at for at in range(1, len(cuts)) if whole and _after(cuts[at - 1]) >= cuts[at]}
    plain = isinstance(held, Get) or (
        isinstance(held, Ratio) and isinstance(held.top, Get) and isinstance(held.bottom, Get)
    )
    for low in (each for each in range(last + 1) if each not in empty):
        for high in (each for each in range(low, last + 1) if each not in empty):
            if high == low or not plain or (low, high) == (0, last):
                yield Stretch(low, high)
                if high > low:
                    yield Stretch(low, high, none=True)


def _after(cut: Any) -> Any:
    return cut + datetime.timedelta(days=1) if isinstance(cut, datetime.date) else math.floor(cut) + 1


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
    for holds, on in states:
        if holds is decisive:
            return decisive, NOTHING
        if holds is None:
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
        return counts, _heavier(applies[1] | body[1] | (unless[1] if exception_matters else NOTHING))

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


def _conditions(deadline: Deadline) -> list[Expr]:
    found = [deadline.applies, deadline.unless]
    found += [part for due in deadline.dues for part in (due.met, due.missed, due.open)]
    return [each for each in found if each is not None]


def _stand(deadline: Deadline, compiled: Compiler) -> Judge:
    """All that the status is made of, as `compiler.ir.deadlines.status_of` makes it; nothing of it where it does not apply."""
    read_applies = compiled(Lit(value=True) if deadline.applies is None else deadline.applies)
    read_unless = compiled(Lit(value=False) if deadline.unless is None else deadline.unless)
    parts = [
        [compiled(Lit(value=False) if each is None else each) for each in (due.met, due.missed, due.open)]
        for due in deadline.dues
    ]

    def stand(chosen: Combination) -> object:
        applies = read_applies(chosen)
        if applies[0] is False:
            return "not applicable"
        states = [applies, read_unless(chosen), *(each(chosen) for due in parts for each in due)]
        return [(holds, _heavier(rests_on)) for holds, rests_on in states]

    return stand
