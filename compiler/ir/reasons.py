"""Reasons: what became of every condition that the author would recognise, by how much, and what would settle what is open."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import evolve

from compiler.ir.allocations import within
from compiler.ir.deadlines import standing
from compiler.ir.evaluate import Judged, computed, judge, look_up, outcome_of
from compiler.ir.expressions import Open, plain_value, truth, value
from compiler.ir.grants import award
from compiler.ir.nodes import And, Compare, Expr, Fold, Get, Grant, Mark, Not, Op, Policy, Population, Ratio
from compiler.ir.peers import Peers
from compiler.ir.places import Scope, elements, facts_read, locate, name_of, operands
from compiler.ir.ranges import Range
from compiler.ir.settlements import settlements
from compiler.ir.values import Facts
from compiler.ir.verdicts import CriterionResult, Finding, GrantResult, Leaf, Margin, Outcome, PolicyResult, Reading
from dsl.kinds import DateKind, Dimension, Kind, MomentKind, NumberKind, UnknownKind


def explain(policy: Policy, facts: Facts, peers: Peers | None = None) -> PolicyResult:
    """The full result on one provider. Verdicts are those of `evaluate.decide`; use that where no reasons are needed."""
    scope = Scope(facts, peers=peers)
    judged = [judge(each, scope) for each in policy.criteria]
    outcome = outcome_of(judged)
    results = tuple(_with_reasons(each, scope) for each in judged)
    undecided = [each for each in results if each.counts is None]
    open_outcome = outcome in (Outcome.UNDETERMINED, Outcome.AWAITING)
    return PolicyResult(
        policy,
        outcome,
        deciding(outcome, results),
        results,
        tuple(look_up(each, scope) for each in policy.tables),
        computed(policy, facts, peers),
        frozenset().union(*(each.rests_on for each in undecided)) if open_outcome else frozenset(),
        tuple(standing(each, scope) for each in policy.deadlines),
        tuple(_granted(each, scope) for each in policy.grants),
        tuple(within(each, scope) for each in policy.allocations if each.over is not None),
    )


def _with_reasons(judged: Judged, scope: Scope) -> CriterionResult:
    criterion = judged.criterion
    return CriterionResult(
        criterion,
        judged.verdict,
        judged.counts,
        None if criterion.applies is None else find(criterion.applies, scope),
        find(criterion.body, scope),
        None if criterion.unless is None else find(criterion.unless, scope),
        judged.rests_on,
        settlements(judged, scope) if judged.verdict.is_open else (),
    )


def _granted(grant: Grant, scope: Scope) -> GrantResult:
    """The result with what became of the conditions as far as the first case that holds for sure."""
    found: list[Finding] = []
    if grant.applies is not None:
        found.append(find(grant.applies, scope))
    if grant.eligible is not None:
        found.append(
            evolve(find(grant.eligible, scope), readings=(), parts=())
        )  # the criteria have reasons of their own
    if all(each.holds is not False for each in found):
        for each in grant.awards:
            if each.when is None:
                break
            found.append(find(each.when, scope))
            if found[-1].holds:
                break
    return evolve(award(grant, scope), findings=tuple(found))


def deciding(outcome: Outcome, results: tuple[CriterionResult, ...]) -> tuple[CriterionResult, ...]:
    """The criteria that the outcome hangs on. Ineligible: all that count against, in the order of the policy, as shortfalls in
    different units do not compare. Open: the undecided ones, those that need the fewest facts first. Eligible: all, first those
    that are met by the smallest margin relative to their threshold."""
    match outcome:
        case Outcome.INELIGIBLE:
            return tuple(each for each in results if each.counts is False)
        case Outcome.ELIGIBLE:
            return tuple(sorted(results, key=_slack))
        case _:
            return tuple(sorted((each for each in results if each.counts is None), key=_needed))


def _needed(result: CriterionResult) -> tuple[int, int]:
    smallest = min((len(each.leaves) for each in result.settlements), default=len(result.rests_on))
    return smallest, len(result.rests_on)


def _slack(result: CriterionResult) -> tuple[bool, Fraction]:
    """Criteria with margins first, by the tightest."""
    margins = [each.margin for each in _all_findings(result.body) if each.margin is not None and each.holds]
    if not margins:
        return True, Fraction(0)
    return False, min(_relative(each) for each in margins)


def _relative(margin: Margin) -> Fraction:
    if not isinstance(margin.kind, NumberKind):
        return margin.margin / 365
    return margin.margin / abs(margin.threshold) if margin.threshold else margin.margin


def _all_findings(finding: Finding) -> Iterator[Finding]:
    yield finding
    for each in finding.parts:
        yield from _all_findings(each)


# --- findings ---------------------------------------------------------------------------------------------------------


def find(expr: Expr, scope: Scope) -> Finding:
    """What became of a condition: its own readings, and a finding for each Mark within it; within a list, for each element."""
    mark = expr if isinstance(expr, Mark) else Mark(expr, said="")
    holds = truth(mark.arg, scope)
    dated = None if mark.deadline is None else standing(mark.deadline, scope)
    gates = () if dated is None else (dated.applies, dated.unless)  # not found again: they may ask about deadlines, too
    known = {id(each.mark): each for each in gates if each is not None}
    return Finding(
        mark,
        None if isinstance(holds, Open) else holds,
        tuple(_readings(mark.arg, scope)),
        margin(mark.arg, scope),
        tuple(_parts(mark.arg, scope, known)),
        deadline=dated,
    )


def _readings(expr: Expr, scope: Scope) -> Iterator[Reading]:
    seen = set()
    for found, place in facts_read(expr, scope, into_marks=False):
        if found.path not in seen:
            seen.add(found.path)
            get = place if isinstance(place, Get) else None
            leaf = Leaf(found.path, get is not None and get.judgement)
            yield Reading(leaf, found.value, UnknownKind() if get is None else get.kind)


def _parts(expr: Expr, scope: Scope, known: Mapping[int, Finding]) -> Iterator[Finding]:
    """The findings on the Marks in it; `known` has those that were found before, by the identity of the Mark."""
    match expr:
        case Mark():
            yield known.get(id(expr)) or find(expr, scope)
        case Fold(collection=Population()):
            return  # of a population nobody reads what became of each
        case Fold(_, collection, level, where, of):
            found = locate(collection, scope)
            if isinstance(found.value, tuple):
                for item in elements(found, scope):
                    for part in (where, of):
                        if part is not None:
                            found_parts = _parts(part, scope.bind(level, item), {})
                            name = None if isinstance(part, Fold) else name_of(item)  # it goes over lists in each
                            yield from (evolve(each, about=each.about or name) for each in found_parts)
        case _:
            for each in operands(expr):
                yield from _parts(each, scope, known)


# --- margins ----------------------------------------------------------------------------------------------------------


def margin(expr: Expr, scope: Scope) -> Margin | None:
    """How far a comparison is from its threshold; of several joined by `and`, the one that is furthest short or nearest.

    `a per b` against a threshold `t` compares `a` with `t · b`, so that the margin has the unit of `a`; with `t` a quotient over
    zero there is none. Dates and moments are in days, counted as `datetime.date.toordinal` does.
    """
    match expr:
        case Not(arg):
            inner = margin(arg, scope)
            return None if inner is None else Margin(inner.actual, inner.threshold, -inner.margin, inner.kind)
        case And(args) if args and all(isinstance(each, Compare) for each in args):
            found = [each for each in (margin(arg, scope) for arg in args) if each is not None]
            return min(found, key=lambda each: each.margin, default=None)
        case Compare(_, _, _, NumberKind() | DateKind() | MomentKind()):
            return _margin(expr, scope)
        case _:
            return None


def _margin(compare: Compare, scope: Scope) -> Margin | None:
    left, right = value(compare.left, scope), value(compare.right, scope)
    if not isinstance(left, Range) or not isinstance(right, Range) or not right.is_point:
        return None
    actual, threshold, kind = left, right.exact, compare.kind
    if isinstance(compare.left, Ratio):
        top, bottom = plain_value(compare.left.top, scope), plain_value(compare.left.bottom, scope)
        if not isinstance(top, Range) or not isinstance(bottom, Range):
            return None
        actual, threshold, kind = top, threshold * bottom.exact, kind_of_top(compare)
    if not actual.is_point:
        return None
    reached, needed = _number(actual.exact), _number(threshold)
    return Margin(reached, needed, _distance(compare.relation, reached - needed), kind)


def _distance(relation: str, ahead: Fraction) -> Fraction:
    match relation:
        case "≥" | ">":
            return ahead
        case "≤" | "<":
            return -ahead
        case "=":
            return -abs(ahead)
        case _:
            return abs(ahead)


def _number(found: Fraction | datetime.date) -> Fraction:
    match found:
        case datetime.datetime():
            in_day = found - datetime.datetime.combine(found.date(), datetime.time())
            return found.toordinal() + Fraction(in_day // datetime.timedelta(microseconds=1), 86_400_000_000)
        case datetime.date():
            return Fraction(found.toordinal())
        case _:
            return found


def kind_of_top(compare: Compare) -> Kind:
    """The kind of `a` in `a per b`: as declared, else its dimension by what the ratio has above the line."""
    assert isinstance(compare.left, Ratio)
    declared = kind_of(compare.left.top)
    if declared is not None:
        return declared
    powers = compare.kind.dimension.powers if isinstance(compare.kind, NumberKind) else ()
    return NumberKind("quantity", Dimension(tuple((base, power) for base, power in powers if power > 0)))


def kind_of(expr: Expr) -> Kind | None:
    """The kind of a sum, total or extreme of declared facts; None where it has to be worked out."""
    match expr:
        case Get(_, _, kind):
            return kind
        case Mark(arg):
            return kind_of(arg)
        case Fold("total" | "average" | "lowest" | "highest" | "earliest" | "latest", _, _, _, of) if of is not None:
            return kind_of(of)
        case Op("add" | "sub" | "neg" | "round" | "min" | "max" | "shift", args):
            return kind_of(args[0])
        case _:
            return None
