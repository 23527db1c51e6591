"""The meaning of a policy: verdicts, tables and the decision. Every backend is held to it.

What an expression is worth is in `compiler.ir.expressions`. A verdict, a row, an output and a decision are given as soon as no
missing fact could change them, and rest on the missing facts that can.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from compiler.ir.expressions import (
    NO_LEAVES,
    Leaves,
    Open,
    Truth,
    conjunction,
    disjunction,
    leaves_of,
    negation,
    plain_value,
    truth,
)
from compiler.ir.grants import award, given_back
from compiler.ir.nodes import Criterion, Policy, Table
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.values import NONE, UNKNOWN, Facts, FactValue
from compiler.ir.verdicts import GrantResult, Outcome, PolicyResult, TableResult, Verdict


@frozen
class Judged:
    """One criterion without its reasons. See `CriterionResult`."""

    criterion: Criterion
    verdict: Verdict
    counts: bool | None
    rests_on: Leaves


@frozen
class Decided:
    """One policy without its reasons: what every backend must agree with."""

    outcome: Outcome
    criteria: tuple[Judged, ...]
    tables: tuple[TableResult, ...]
    grants: tuple[GrantResult, ...] = ()


def judge(criterion: Criterion, scope: Scope) -> Judged:
    """The verdict on one criterion: given as soon as no missing fact could change it."""
    applies = True if criterion.applies is None else truth(criterion.applies, scope)
    body = truth(criterion.body, scope)
    unless = False if criterion.unless is None else truth(criterion.unless, scope)
    required = criterion.kind == "requirement"
    counts = disjunction([negation(applies), body if required else negation(body), unless])
    exception_matters = body is not required  # else the requirement is met, or the exclusion is not, without it
    rests_on = leaves_of([applies, body, unless if exception_matters else None])
    verdict = _verdict(required, applies, body, unless)
    if verdict is None:
        return Judged(criterion, open_verdict(rests_on), _decided(counts), rests_on)
    return Judged(criterion, verdict, _decided(counts), NO_LEAVES)


def _verdict(required: bool, applies: Truth, body: Truth, unless: Truth) -> Verdict | None:
    if applies is False:
        return Verdict.NOT_APPLICABLE
    if isinstance(applies, Open) or isinstance(body, Open):
        return None
    if body is required:
        return Verdict.MET if required else Verdict.NOT_MET
    if isinstance(unless, Open):
        return None
    if unless:
        return Verdict.WAIVED
    return Verdict.NOT_MET if required else Verdict.MET


def open_verdict(leaves: Leaves) -> Verdict:
    """How a verdict or decision that rests on these is called."""
    return Verdict.AWAITING if leaves and all(each.judgement for each in leaves) else Verdict.UNKNOWN


def _decided(counts: Truth) -> bool | None:
    return None if isinstance(counts, Open) else counts


def outcome_of(criteria: Iterable[Judged]) -> Outcome:
    """The decision that the criteria lead to."""
    judged = list(criteria)
    if any(each.counts is False for each in judged):
        return Outcome.INELIGIBLE
    undecided = [each for each in judged if each.counts is None]
    if not undecided:
        return Outcome.ELIGIBLE
    leaves: Leaves = frozenset().union(*(each.rests_on for each in undecided))
    return Outcome.AWAITING if open_verdict(leaves) is Verdict.AWAITING else Outcome.UNDETERMINED


def look_up(table: Table, scope: Scope) -> TableResult:
    """The row of a table. With several rows that hold in a `unique` table (a mistake that the analysis finds) the row stays open,
    resting on nothing, and only outputs on which those rows agree are decided."""
    possible, rests_on = possible_rows(table, scope)
    row = possible[0] if len(possible) == 1 else None
    return TableResult(table, row, outputs_of(table, possible), NO_LEAVES if row is not None else rests_on)


def possible_rows(table: Table, scope: Scope) -> tuple[list[int], Leaves]:
    """The rows (from 1; 0: none of them) that it can still be, and what those that are open rest on."""
    holding = [conjunction(truth(each, scope) for each in row.tests) for row in table.rows]
    possible = [number for number, holds in enumerate(holding, 1) if holds is not False]
    sure = [number for number, holds in enumerate(holding, 1) if holds is True]
    if sure and table.hit == "first":
        possible = [number for number in possible if number <= sure[0]]
    rests_on = leaves_of(holding[number - 1] for number in possible)
    covered = sure or (possible and truth(table.uncovered, scope) is False)
    return (possible if covered else [0, *possible]), rests_on


def outputs_of(table: Table, possible: Iterable[int]) -> dict[str, FactValue]:
    """Each output on which all possible rows agree (row 0: no row, every output is none), else unknown."""
    rows = [(NONE,) * len(table.outputs) if number == 0 else table.rows[number - 1].outputs for number in possible]
    return {
        name: rows[0][at] if all(row[at] == rows[0][at] for row in rows) else UNKNOWN
        for at, name in enumerate(table.outputs)
    }


def decide(policy: Policy, facts: Facts, peers: Peers | None = None, known: Decided | None = None) -> Decided:
    """Verdicts, outcome and tables without reasons. `peers` are the providers that it is judged among. `known` is what was
    decided on the same facts and peers: a criterion, table or grant that is the very object which stands in it is not decided
    again."""
    scope = Scope(facts, peers=peers)
    judged = {} if known is None else {id(each.criterion): each for each in known.criteria}
    found = {} if known is None else {id(each.table): each for each in known.tables}
    given = {} if known is None else {id(each.grant): each for each in known.grants}
    criteria = tuple(judged.get(id(each)) or judge(each, scope) for each in policy.criteria)
    tables = tuple(found.get(id(each)) or look_up(each, scope) for each in policy.tables)
    grants = tuple(given.get(id(each)) or award(each, scope) for each in policy.grants)
    return Decided(outcome_of(criteria), criteria, tables, grants)


def computed(policy: Policy, facts: Facts, peers: Peers | None = None) -> dict[str, FactValue]:
    """The named values and the grants by id: numbers as Fraction in base units, `UNKNOWN` while open."""
    scope = Scope(facts, peers=peers)
    return {each.id: given_back(plain_value(each.expr, scope)) for each in policy.named}


def evaluate(policy: Policy, facts: Facts, peers: Peers | None = None) -> PolicyResult:
    """The decision on one provider with all verdicts and their reasons. `facts` is the record that the policy judges, `peers` are
    the providers that it is judged among: without them what asks for those stays open.

    Raises CompilerFault when a fact has the wrong type: the readers of records reject those before.
    """
    from compiler.ir import reasons  # it stands on this module

    return reasons.explain(policy, facts, peers)
