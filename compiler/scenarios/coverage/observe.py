"""What one example shows of a policy.

* A verdict, an outcome, a row: it came out.
* A boundary: both sides of the comparison are known, in an element of a list too, and one is below, on or above the other.
* A condition *decides alone* (masking MC/DC, by single examples): it is known, and were it the other way round with all else as
  it is, the decision that it stands in would be the other way round. The decision of a condition in `applies when`, in a body and
  in `unless` is the verdict on the criterion: `unless` has no say while the body holds, the body none where it does not
  apply. To be shown, a condition must decide as met in one example and as not met in another; the two may differ in more, as what
  differs besides is masked in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from compiler.ir import ranges
from compiler.ir.deadlines import status_of
from compiler.ir.evaluate import Decided
from compiler.ir.expressions import Value, truth, value
from compiler.ir.nodes import Fold, Policy
from compiler.ir.peers import Peers
from compiler.ir.places import Scope, elements, locate
from compiler.ir.ranges import Range
from compiler.ir.values import Facts
from compiler.ir.verdicts import DeadlineStatus
from compiler.scenarios.coverage.items import DAYS, DECIDES, MINUTES, REACHED, SIDES, Key, key_at
from compiler.scenarios.coverage.structure import (
    Condition,
    Counted,
    CriterionPlan,
    DeadlinePlan,
    Filter,
    Gate,
    GrantPlan,
    Limit,
    Node,
    Plan,
    Quantifier,
)
from dsl.kinds import MomentKind

Observation = tuple[Key, str]


def observe(plan: Plan, facts: Facts, decided: Decided, peers: Peers | None = None) -> frozenset[Observation]:
    """Every aspect of every item that an example with these facts shows; `decided` is what the policy says of it, `peers` the
    providers that it is judged among."""
    return frozenset(_observed(plan, Scope(facts, peers=peers), decided))


def _observed(plan: Plan, scope: Scope, decided: Decided) -> Iterator[Observation]:
    if plan.policy.criteria:
        yield outcome_key(plan.policy), decided.outcome.value
    for judged in decided.criteria:
        yield key_at(judged.criterion.span, "verdict"), judged.verdict.value
    for found in decided.tables:
        if found.row is not None:
            place = found.table.rows[found.row - 1].span if found.row else found.table.span
            yield key_at(place, "row"), REACHED
    for granted in decided.grants:
        grant = granted.grant
        gates = [each for each in (grant.applies, grant.eligible) if each is not None]
        if granted.case or (granted.case == 0 and all(truth(each, scope) is True for each in gates)):
            yield key_at(grant.awards[granted.case - 1].span if granted.case else grant.span, "row"), REACHED
    for one in plan.grants:
        yield from _grant(one, scope)
    for criterion in plan.criteria:
        yield from _criterion(criterion, scope)
    for named in plan.named:
        if named.node is not None:
            yield from _node(named.node, scope, decisive=True)
        yield from _filters(named.filters, scope)
    for cell in plan.cells:
        yield from _node(cell.node, scope, decisive=False)  # of a cell only its boundaries are asked
    for deadline in plan.deadlines:
        yield from _deadline(deadline, scope)


def outcome_key(policy: Policy) -> Key:
    """The decision stands where the policy does, so that it is asked once, whichever criteria it has on a day."""
    return key_at(policy.span, "outcome", policy.module)


def _criterion(plan: CriterionPlan, scope: Scope) -> Iterator[Observation]:
    applies = True if plan.applies is None else truth(plan.applies.expr, scope)
    body = truth(plan.body.expr, scope)
    if plan.applies is not None:
        yield from _node(plan.applies, scope, decisive=True)
    yield from _node(plan.body, scope, decisive=applies is True)
    if plan.unless is not None:
        against = body is (plan.criterion.kind != "requirement")
        yield from _node(plan.unless, scope, decisive=applies is True and against)


def _deadline(plan: DeadlinePlan, scope: Scope) -> Iterator[Observation]:
    """Whether it applies always has a say; an exception only while the deadline is not met without it."""
    status, _ = status_of(plan.deadline, scope)
    yield key_at(plan.deadline.span, "verdict"), status.value
    if plan.applies is not None:
        yield from _node(plan.applies, scope, decisive=True)
    if plan.unless is not None:
        yield from _node(plan.unless, scope, decisive=status in _WITHOUT)
    for each in plan.in_time:
        yield from _node(each, scope, decisive=False)


_WITHOUT = (DeadlineStatus.MISSED, DeadlineStatus.OPEN, DeadlineStatus.WAIVED)


def _grant(plan: GrantPlan, scope: Scope) -> Iterator[Observation]:
    """A case has a say while the grant applies and no earlier case takes the provider."""
    gates = [each for each in (plan.grant.applies, plan.grant.eligible) if each is not None]
    if plan.applies is not None:
        yield from _node(plan.applies, scope, decisive=True)
    decisive = all(truth(each, scope) is True for each in gates)
    for node in plan.cases:
        if node is not None:
            yield from _node(node, scope, decisive=decisive)
            decisive = decisive and truth(node.expr, scope) is False


# --- conditions -------------------------------------------------------------------------------------------------------


def _node(node: Node, scope: Scope, *, decisive: bool) -> Iterator[Observation]:
    match node:
        case Condition(expr, key, limit=limit, filters=filters):
            holds = truth(expr, scope)
            if decisive and isinstance(holds, bool):
                yield key, DECIDES[holds]
            if limit is not None:
                yield from _sides(limit, scope)
            yield from _filters(filters, scope)
        case Gate(word, _, parts):
            passes = _passing(word, [truth(each.expr, scope) for each in parts])
            for part, alone in zip(parts, passes, strict=True):
                yield from _node(part, scope, decisive=decisive and alone)
        case Quantifier():
            yield from _quantifier(node, scope, decisive)
        case Counted():
            yield from _counted(node, scope, decisive)
        case _:
            assert_never(node)


def _passing(word: str, holds: Sequence[object]) -> list[bool]:
    """For each part whether the gate turns with it: all others of an `and` hold, none of the others of an `or` does."""
    idle = word != "or"
    against = [at for at, each in enumerate(holds) if each is not idle]
    return [word == "not" or not against or against == [at] for at in range(len(holds))]


def _quantifier(node: Quantifier, scope: Scope, decisive: bool) -> Iterator[Observation]:
    yield from _filters(node.filters, scope)
    inner = list(_members(node.fold, scope))
    passes = _passing("and" if node.fold.fold == "every" else "or", [truth(node.of.expr, each) for each in inner])
    for each, alone in zip(inner, passes, strict=True):
        yield from _node(node.of, each, decisive=decisive and alone)


def _counted(node: Counted, scope: Scope, decisive: bool) -> Iterator[Observation]:
    yield from _sides(node.limit, scope)
    if node.fold is None:
        places = [(part, scope) for part in node.parts]
    else:
        places = [(node.parts[0], each) for each in _all(node.fold, scope)]
    holds = [truth(part.expr, each) for part, each in places]
    limit = value(node.expr.right, scope)
    known = isinstance(limit, Range) and all(isinstance(each, bool) for each in holds)
    number = sum(each is True for each in holds)
    for (part, each), holding in zip(places, holds, strict=True):
        alone = known and _turns(node, number, number + (-1 if holding is True else 1), limit)
        yield from _node(part, each, decisive=decisive and alone)


def _turns(node: Counted, number: int, other: int, limit: Value) -> bool:
    if not isinstance(limit, Range):
        return False
    one, two = (ranges.compare(node.expr.relation, Range.at(Fraction(each)), limit) for each in (number, other))
    return one is not None and two is not None and one is not two


# --- lists ------------------------------------------------------------------------------------------------------------


def _all(fold: Fold, scope: Scope) -> Iterator[Scope]:
    """The scope of each element of a known list."""
    found = locate(fold.collection, scope)
    if isinstance(found.value, tuple):
        yield from (scope.bind(fold.level, item) for item in elements(found, scope))


def _members(fold: Fold, scope: Scope) -> Iterator[Scope]:
    """Of each element that counts for sure."""
    for each in _all(fold, scope):
        if fold.where is None or truth(fold.where, each) is True:
            yield each


def _filters(filters: Iterable[Filter], scope: Scope) -> Iterator[Observation]:
    for each in filters:
        if each.where is not None:
            for inner in _all(each.fold, scope):
                yield from _node(each.where, inner, decisive=True)
        if each.inner:
            for inner in _members(each.fold, scope):
                yield from _filters(each.inner, inner)


# --- boundaries -------------------------------------------------------------------------------------------------------


def _sides(limit: Limit, scope: Scope) -> Iterator[Observation]:
    left, right = value(limit.compare.left, scope), value(limit.compare.right, scope)
    if isinstance(left, Range) and isinstance(right, Range):
        side = side_of(limit, left, right)
        if side is not None:
            yield limit.key, side


def side_of(limit: Limit, left: Range, right: Range) -> str | None:
    """On which side of its boundary a known value lies; of dates, the days next to it alone."""
    if limit.notion == "threshold":
        relations: tuple[ranges.Relation, ...] = ("<", "=", ">")
        return next(
            (side for side, each in zip(SIDES, relations, strict=True) if ranges.compare(each, left, right)), None
        )
    if not left.is_point or not right.is_point:
        return None
    gap = left.exact - right.exact
    if isinstance(limit.compare.kind, MomentKind):
        seconds = gap.total_seconds()
        return MINUTES[(seconds > 0) - (seconds < 0) + 1] if -60 <= seconds <= 60 else None
    return DAYS[gap.days + 1] if -1 <= gap.days <= 1 else None
