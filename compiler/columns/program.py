"""A policy as a columnar program: the decision, verdicts, margins and missing facts of every provider in a table.

The meaning is that of `compiler.ir.evaluate`; every engine that carries out a program is held to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TypeVar

from attrs import evolve, field, frozen

from compiler.columns.expressions import Expressions
from compiler.columns.facts import Facts, Scope
from compiler.columns.grants import GrantedColumns, granted
from compiler.columns.layout import JUDGED, Column, Spot
from compiler.columns.margins import MarginColumns, margin
from compiler.columns.nodes import Bounds, Builder, Node, Refused
from compiler.columns.values import NO_LEAVES, LeafKey, Leaves, Truth, joined, mapped
from compiler.ir.nodes import Criterion, Expr, Grant, Policy
from compiler.ir.nodes import Table as DecisionTable
from compiler.ir.verdicts import Outcome, Verdict
from dsl.kinds import RecordKind

OUTCOMES = (Outcome.ELIGIBLE, Outcome.INELIGIBLE, Outcome.UNDETERMINED, Outcome.AWAITING)
VERDICTS = (
    Verdict.MET,
    Verdict.NOT_MET,
    Verdict.UNKNOWN,
    Verdict.AWAITING,
    Verdict.NOT_APPLICABLE,
    Verdict.WAIVED,
)
NO_CRITERION = -1
Missing = Mapping[LeafKey, Node]
Part = TypeVar("Part", Criterion, DecisionTable, Grant)
Made = TypeVar("Made")


@frozen(eq=False)
class JudgedColumns:
    """One criterion: `verdict` is a place in `VERDICTS`; `counts` and `counts_against` tell whether it is decided in favour of
    the provider or against it, `awaits` whether it is open for judgements alone; `missing` are the facts that an open verdict
    rests on, with where each is missing."""

    criterion: Criterion
    verdict: Node
    counts: Node
    counts_against: Node
    awaits: Node
    rests_on: Leaves
    measured: Callable[[Criterion], MarginColumns | None] = field(repr=False)

    @property
    def missing(self) -> Missing:
        return self.rests_on.seen("facts")

    @cached_property
    def margin(self) -> MarginColumns | None:
        """Worked out when asked for, as no decision needs it. Raises `Refused` as `lower` does."""
        return _placed(self.measured, self.criterion)


@frozen(eq=False)
class Program:
    """All outputs stand at the table of the judged.

    `outcome` is a place in `OUTCOMES`. `deciding` is the place of the first criterion, in the order of the policy, that counts
    against an ineligible provider or keeps an open decision open, else `NO_CRITERION`. `missing` are the facts that an open
    decision rests on. `rows` has for each decision table the rows that are possible, as bits (bit 0: no row).
    """

    policy: Policy
    b: Builder
    outcome: Node
    judged: tuple[JudgedColumns, ...]
    rests_on: Leaves
    work_out_deciding: Callable[[], Node] = field(repr=False)
    work_out_rows: Callable[[], tuple[Node, ...]] = field(repr=False)
    work_out_grants: Callable[[], tuple[GrantedColumns, ...]] = field(repr=False)

    @cached_property
    def deciding(self) -> Node:
        """Worked out when asked for."""
        return self.work_out_deciding()

    @cached_property
    def rows(self) -> tuple[Node, ...]:
        """Worked out when asked for: no decision needs them. Raises `Refused` as `lower` does."""
        return self.work_out_rows()

    @cached_property
    def grants(self) -> tuple[GrantedColumns, ...]:
        """What is granted, worked out when asked for. Raises `Refused` as `lower` does."""
        return self.work_out_grants()

    @property
    def missing(self) -> Missing:
        return self.rests_on.seen("facts")


def lower(policy: Policy, bounds: Bounds) -> Program:
    """The program of a policy for data of which the bounds are known.

    Raises `Refused` for what no columnar program does, and where a number could outgrow every integer column.
    """
    return Lowering(policy, bounds).program()


class Lowering:
    def __init__(self, policy: Policy, bounds: Bounds) -> None:
        self.policy = policy
        self.b = Builder(bounds)
        self.of = Expressions(self.b, Facts(self.b, Spot(JUDGED, (), RecordKind(policy.judges))))

    def program(self) -> Program:
        judged = tuple(_placed(self._judged, each) for each in self.policy.criteria)
        outcome, rests_on = self._outcome(judged)
        deciding = partial(self._deciding, judged)
        return Program(self.policy, self.b, outcome, judged, rests_on, deciding, self._rows, self._grants)

    def _rows(self) -> tuple[Node, ...]:
        return tuple(_placed(self._possible_rows, each) for each in self.policy.tables)

    def _grants(self) -> tuple[GrantedColumns, ...]:
        return tuple(_placed(lambda grant: granted(grant, self.of), each) for each in self.policy.grants)

    def _truth(self, expr: Expr | None, otherwise: bool) -> Truth:
        b = self.b
        if expr is None:
            return Truth(b.flag(otherwise), b.flag(not otherwise), NO_LEAVES)
        return self.of.truth(expr, Scope())

    def _judged(self, criterion: Criterion) -> JudgedColumns:
        b = self.b
        required = criterion.kind == "requirement"
        applies = self._truth(criterion.applies, otherwise=True)
        body = self._truth(criterion.body, otherwise=True)
        unless = self._truth(criterion.unless, otherwise=False)
        good, bad = (body.yes, body.no) if required else (body.no, body.yes)
        may_apply = b.invert(applies.no)
        undecided = b.either(applies.open(b), body.open(b))
        open_ = b.both(may_apply, b.either(undecided, b.both(bad, unless.open(b))))
        leaves = joined(
            b,
            [
                (applies.open(b), applies.leaves),
                (b.both(may_apply, body.open(b)), body.leaves),
                (b.both(may_apply, b.invert(good), unless.open(b)), unless.leaves),
            ],
        )
        awaits = self._awaits(leaves)
        verdict = self._codes(
            [
                (applies.no, Verdict.NOT_APPLICABLE),
                (awaits, Verdict.AWAITING),
                (open_, Verdict.UNKNOWN),
                (good, Verdict.MET if required else Verdict.NOT_MET),
                (unless.yes, Verdict.WAIVED),
            ],
            Verdict.NOT_MET if required else Verdict.MET,
        )
        counts = b.either(applies.no, good, unless.yes)
        against = b.both(applies.yes, bad, unless.no)
        return JudgedColumns(criterion, verdict, counts, against, awaits, leaves, self._margin)

    def _margin(self, criterion: Criterion) -> MarginColumns | None:
        return margin(criterion.body, self.of, Scope())

    def _codes(self, cases: Iterable[tuple[Node, Verdict]], otherwise: Verdict) -> Node:
        b = self.b
        found = b.number(VERDICTS.index(otherwise))
        for condition, verdict in reversed([*cases]):
            found = b.choose(condition, b.number(VERDICTS.index(verdict)), found)
        return found

    def _awaits(self, leaves: Leaves) -> Node:
        """Where it is open, as it rests on judgements alone. What is open rests on something."""
        b = self.b
        judgements = leaves.seen("judgements").get("judgements", b.no)
        return b.no if judgements is b.no else b.both(judgements, b.invert(leaves.seen("data").get("data", b.no)))

    def _outcome(self, judged: tuple[JudgedColumns, ...]) -> tuple[Node, Leaves]:
        b = self.b
        against = b.any(each.counts_against for each in judged)
        met = b.all(each.counts for each in judged)
        undecided = b.both(b.invert(against), b.invert(met))
        leaves = joined(b, [(self._is_open(each), each.rests_on) for each in judged])
        codes = [Outcome.AWAITING, Outcome.UNDETERMINED]
        awaits = b.any([each.awaits for each in judged])
        if awaits.constant is not False:
            awaits = b.both(awaits, *(b.either(b.invert(self._is_open(each)), each.awaits) for each in judged))
        open_ = b.choose(awaits, *(b.number(OUTCOMES.index(each)) for each in codes))
        decided = b.choose(met, b.number(OUTCOMES.index(Outcome.ELIGIBLE)), open_)
        outcome = b.choose(against, b.number(OUTCOMES.index(Outcome.INELIGIBLE)), decided)
        return outcome, mapped(leaves, lambda node: b.both(undecided, node))

    def _is_open(self, judged: JudgedColumns) -> Node:
        return self.b.both(self.b.invert(judged.counts), self.b.invert(judged.counts_against))

    def _deciding(self, judged: tuple[JudgedColumns, ...]) -> Node:
        b = self.b
        ineligible = b.any(each.counts_against for each in judged)
        first = b.number(NO_CRITERION)
        for number, each in reversed([*enumerate(judged)]):
            decides = b.either(each.counts_against, b.both(b.invert(ineligible), self._is_open(each)))
            first = b.choose(decides, b.number(number), first)
        return first

    def _possible_rows(self, table: DecisionTable) -> Node:
        b = self.b
        holding = [self.of.conjunction([self.of.truth(each, Scope()) for each in row.tests]) for row in table.rows]
        before, found, any_row = b.no, b.number(0), b.no
        for number, holds in enumerate(holding, 1):
            possible = b.invert(holds.no)
            if table.hit == "first":
                possible = b.both(possible, b.invert(before))
            before = b.either(before, holds.yes)
            any_row = b.either(any_row, possible)
            found = b.add(found, b.times(b.as_int(possible), b.number(1 << number)))
        covered = b.either(before, b.both(any_row, self.of.truth(table.uncovered, Scope()).no))
        return b.add(found, b.as_int(b.invert(covered)))


def _placed(lowered: Callable[[Part], Made], part: Part) -> Made:
    """The columns of a criterion, table or grant; what is refused in it is told at its place."""
    try:
        return lowered(part)
    except Refused as refused:
        raise evolve(refused, span=part.span) from None


def columns_used(nodes: Iterable[Node]) -> frozenset[Column]:
    """The columns that nodes read."""
    return frozenset(each.data for each in in_order(nodes) if isinstance(each.data, Column))


def in_order(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes and all that they are worked out from, each once and after its arguments."""
    seen: set[Node] = set()
    for root in nodes:
        waiting = [root]
        while waiting:
            each = waiting[-1]
            later = [arg for arg in each.args if arg not in seen]
            if each in seen or not later:
                waiting.pop()
                if each not in seen:
                    seen.add(each)
                    yield each
            else:
                waiting.extend(later)
