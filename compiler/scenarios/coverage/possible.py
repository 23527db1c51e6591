"""Which aspects an item can have at all.

An aspect is left out only where the policy itself rules it out, whatever the facts are; what cannot be proved here is asked. The
proofs are: a verdict that nothing in the criterion leads to; a boundary that the declared bounds, the number of listed conditions
or the period in force keep a value from; and a condition that can never decide, as its own truth decides another beside it (a
guard such as `RHO is not none and RHO has ...`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from compiler.ir import ranges
from compiler.ir.evaluate import judge
from compiler.ir.expressions import NO_LEAVES, Open, Truth, truth, value
from compiler.ir.nodes import (
    And,
    Compare,
    Criterion,
    Deadline,
    Expr,
    Fold,
    Get,
    IsState,
    LatestKnown,
    Lit,
    Mark,
    Not,
    Or,
    Policy,
)
from compiler.ir.places import Found, Path, Scope, locate, operands, walk
from compiler.ir.ranges import Range
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.ir.verdicts import DeadlineStatus, Outcome, Verdict
from compiler.scenarios.coverage.items import DAYS, DECIDES, MINUTES, REACHED, SIDES, Item, key_at
from compiler.scenarios.coverage.observe import outcome_key, side_of
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
from dsl.diagnostics import Diagnostic
from dsl.kinds import ChoiceKind, ListKind, MomentKind, NumberKind, RecordKind
from dsl.source import Span

NOTHING = Scope({})


@frozen
class Tables:
    """What the checks know of decision tables, by place: those that may have gaps, and rows that are never reached."""

    gaps: frozenset[Span] = frozenset()
    never: frozenset[Span] = frozenset()

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic]) -> Tables:
        found = tuple(diagnostics)
        return cls(
            frozenset(each.span for each in found if each.code in ("W806", "W807")),
            frozenset(each.span for each in found if each.code == "W808"),
        )


def decisions(policy: Policy) -> Iterator[Item]:
    """The decisions that examples should show; none where a policy has no criteria, and everyone is eligible."""
    if policy.criteria:
        yield Item(outcome_key(policy), "outcome", policy.name, "", tuple(_outcomes(policy)), span=policy.span)


def items(plan: Plan, tables: Tables) -> Iterator[Item]:
    """Everything that the examples of a policy should show, as of the day of the plan."""
    yield from decisions(plan.policy)
    yield from parts(plan, tables)


def parts(plan: Plan, tables: Tables, lapses: Mapping[str, datetime.date] | None = None) -> Iterator[Item]:
    """Of criteria, values, tables and deadlines. `lapses`: the last day of those that a later text changes."""
    policy = plan.policy
    for each in policy.criteria:
        yield Item(key_at(each.span, "verdict"), "verdict", each.id, "", tuple(_verdicts(each)), span=each.span)
    yield from _rows(policy, tables)
    yield from _cases(policy, tables)
    for grant in plan.grants:
        yield from _grant(grant, policy)
    for criterion in plan.criteria:
        yield from _criterion(criterion, policy)
    for named in plan.named:
        walk = _Walk(policy, named.owner, ())
        if named.node is not None:
            yield from walk.node(named.node, NOTHING)
        yield from walk.filters(named.filters, NOTHING)
    for cell in plan.cells:
        found = _Walk(policy, cell.owner, ()).node(cell.node, NOTHING)
        yield from (each for each in found if each.notion != "condition")
    for deadline in plan.deadlines:
        yield from _deadline(deadline, policy, (lapses or {}).get(deadline.deadline.id, policy.last))


# --- criteria, outcomes and rows --------------------------------------------------------------------------------------


def _parts(criterion: Criterion) -> list[Expr]:
    return [each for each in (criterion.applies, criterion.body, criterion.unless) if each is not None]


def _verdicts(criterion: Criterion) -> Iterator[str]:
    applies = True if criterion.applies is None else _truth(criterion.applies, NOTHING)
    body = _truth(criterion.body, NOTHING)
    unless = False if criterion.unless is None else _truth(criterion.unless, NOTHING)
    required = criterion.kind == "requirement"
    may_apply = applies is not False
    may_be_for, may_be_against = body is not (not required), body is not required
    for_it, against = (Verdict.MET, Verdict.NOT_MET) if required else (Verdict.NOT_MET, Verdict.MET)
    possible = {
        for_it: may_apply and may_be_for,
        against: may_apply and may_be_against and unless is not True,
        Verdict.UNKNOWN: any(_reads(each, judgements=False) for each in _parts(criterion)),
        Verdict.AWAITING: any(_reads(each, judgements=True) for each in _parts(criterion)),
        Verdict.NOT_APPLICABLE: criterion.applies is not None and applies is not True,
        Verdict.WAIVED: criterion.unless is not None and may_apply and may_be_against and unless is not False,
    }
    yield from (each.value for each in Verdict if possible[each])


def _deadline(plan: DeadlinePlan, policy: Policy, last: datetime.date | None) -> Iterator[Item]:
    deadline = plan.deadline
    aspects = tuple(_statuses(deadline, policy.first, last))
    yield Item(key_at(deadline.span, "verdict"), "verdict", deadline.id, "", aspects, span=deadline.span)
    walked = _Walk(policy, deadline.id, ())
    for each in (plan.applies, plan.unless):
        if each is not None:
            yield from walked.node(each, NOTHING)
    for each in plan.in_time:
        yield from (item for item in walked.node(each, NOTHING) if item.notion != "condition")


def _statuses(deadline: Deadline, first: datetime.date | None, last: datetime.date | None) -> Iterator[str]:
    """Missed and open lie on the two sides of a day: the period in which it stands may hold only one of them."""
    applies = True if deadline.applies is None else _truth(deadline.applies, NOTHING)
    unless = False if deadline.unless is None else _truth(deadline.unless, NOTHING)
    conditions = [each for each in (deadline.applies, deadline.unless) if each is not None]
    read = [*conditions, *(part for each in deadline.dues for part in (each.day, each.done) if part is not None)]
    possible = {
        DeadlineStatus.MET: applies is not False,
        DeadlineStatus.MISSED: applies is not False and unless is not True and _can_be_over(deadline, last),
        DeadlineStatus.OPEN: applies is not False and unless is not True and _can_lie_ahead(deadline, first),
        DeadlineStatus.UNKNOWN: any(_reads(each, judgements=False) for each in read),
        DeadlineStatus.AWAITING: any(_reads(each, judgements=True) for each in read),
        DeadlineStatus.NOT_APPLICABLE: deadline.applies is not None and applies is not True,
        DeadlineStatus.WAIVED: deadline.unless is not None and unless is not False,
    }
    yield from (each.value for each in DeadlineStatus if possible[each])


def fixed_days(deadline: Deadline) -> list[datetime.date | None]:
    """The last days that no fact has a say in; None for one that a fact decides."""
    found = (value(each.day, NOTHING) for each in deadline.dues)
    days = (each.exact if isinstance(each, Range) and each.is_point else None for each in found)
    return [each.date() if isinstance(each, datetime.datetime) else each for each in days]


def _can_be_over(deadline: Deadline, last: datetime.date | None) -> bool:
    timed = isinstance(deadline.kind, MomentKind)  # then it can be missed on its last day
    days = fixed_days(deadline)
    return last is None or any(day is None or day < last or (timed and day == last) for day in days)


def _can_lie_ahead(deadline: Deadline, first: datetime.date | None) -> bool:
    return first is None or any(day is None or day >= first for day in fixed_days(deadline))


def _truth(expr: Expr, scope: Scope) -> Truth:
    """Whether a condition holds whatever the missing facts are. One that asks what is known now is open: facts turn it round."""
    return Open(NO_LEAVES) if asks_what_is_known(expr) else truth(expr, scope)


def asks_what_is_known(expr: Expr) -> bool:
    """Whether the answer may turn when a fact is learnt."""
    return any(
        isinstance(each, LatestKnown) or (isinstance(each, IsState) and each.state != "none") for each in walk(expr)
    )


def _reads(expr: Expr, *, judgements: bool) -> bool:
    """Whether the expression looks at a fact (or a judgement) so that its absence can leave it open."""
    match expr:
        case IsState("known" | "unknown"):
            return False
        case Get(judgement=judgement) if judgement:
            return judgements
        case Get():
            return not judgements or _reads(expr.base, judgements=judgements)
        case _:
            return any(_reads(each, judgements=judgements) for each in operands(expr))


def _outcomes(policy: Policy) -> Iterator[str]:
    parts = [part for each in policy.criteria for part in _parts(each)]
    counts = [
        None if any(map(asks_what_is_known, _parts(each))) else judge(each, NOTHING).counts for each in policy.criteria
    ]
    never_fails = all(each is True for each in counts)
    always_fails = False in counts
    possible = {
        Outcome.ELIGIBLE: not always_fails,
        Outcome.INELIGIBLE: not never_fails,
        Outcome.UNDETERMINED: any(_reads(each, judgements=False) for each in parts) and not always_fails,
        Outcome.AWAITING: any(_reads(each, judgements=True) for each in parts) and not always_fails,
    }
    yield from (each.value for each in Outcome if possible[each])


def _rows(policy: Policy, tables: Tables) -> Iterator[Item]:
    for table in policy.tables:
        for number, row in enumerate(table.rows, 1):
            aspects = () if row.span in tables.never else (REACHED,)
            yield Item(key_at(row.span, "row"), "row", table.id, f"row {number}", aspects, span=row.span)
        aspects = (REACHED,) if table.span in tables.gaps else ()
        yield Item(key_at(table.span, "row"), "row", table.id, "no row", aspects, span=table.span)


def _cases(policy: Policy, tables: Tables) -> Iterator[Item]:
    """The cases of grants, and that no case holds."""
    for grant in policy.grants:
        for number, award in enumerate(grant.awards, 1):
            aspects = () if award.span in tables.never else (REACHED,)
            yield Item(key_at(award.span, "row"), "row", grant.id, f"case {number}", aspects, span=award.span)
        aspects = (REACHED,) if grant.span in tables.gaps else ()
        yield Item(key_at(grant.span, "row"), "row", grant.id, "no case", aspects, span=grant.span)


# --- conditions -------------------------------------------------------------------------------------------------------


@frozen
class _Guard:
    """A condition beside the one looked at: while it has this truth, the other cannot decide."""

    expr: Expr
    blocks: bool
    scope: Scope


def _grant(plan: GrantPlan, policy: Policy) -> Iterator[Item]:
    grant = plan.grant
    guards: tuple[_Guard, ...] = ()
    if plan.applies is not None and grant.applies is not None:
        yield from _Walk(policy, grant.id, ()).node(plan.applies, NOTHING)
        guards = (_Guard(grant.applies, False, NOTHING),)
    for node in plan.cases:
        if node is not None:
            yield from _Walk(policy, grant.id, guards).node(node, NOTHING)
            guards = (*guards, _Guard(node.expr, True, NOTHING))


def _criterion(plan: CriterionPlan, policy: Policy) -> Iterator[Item]:
    criterion = plan.criterion
    applies = () if criterion.applies is None else (_Guard(criterion.applies, False, NOTHING),)
    if plan.applies is not None:
        yield from _Walk(policy, criterion.id, ()).node(plan.applies, NOTHING)
    yield from _Walk(policy, criterion.id, applies).node(plan.body, NOTHING)
    if plan.unless is not None:
        holds = _Guard(criterion.body, criterion.kind == "requirement", NOTHING)
        yield from _Walk(policy, criterion.id, (*applies, holds)).node(plan.unless, NOTHING)


@frozen
class _Walk:
    policy: Policy
    owner: str
    guards: tuple[_Guard, ...]

    def node(self, node: Node, scope: Scope) -> Iterator[Item]:
        match node:
            case Condition():
                yield self._condition(node, scope)
                if node.limit is not None:
                    yield self._limit(node.limit, node, scope)
                yield from self.filters(node.filters, scope)
            case Gate(word, _, parts):
                for at, part in enumerate(parts):
                    others = [each for other, each in enumerate(parts) if other != at]
                    beside = tuple(_Guard(each.expr, word == "or", scope) for each in others)
                    yield from _Walk(self.policy, self.owner, (*self.guards, *beside)).node(part, scope)
            case Quantifier(fold, of, filters):
                yield from self.filters(filters, scope)
                yield from self.node(of, _element(fold, scope))
            case Counted(_, parts, fold, limit):
                yield self._limit(limit, node, scope)
                inner = scope if fold is None else _element(fold, scope)
                for part in parts:
                    yield from self.node(part, inner)
            case _:
                assert_never(node)

    def filters(self, filters: tuple[Filter, ...], scope: Scope) -> Iterator[Item]:
        for each in filters:
            inner = _element(each.fold, scope)
            if each.where is not None:
                yield from _Walk(self.policy, self.owner, ()).node(each.where, inner)
            yield from self.filters(each.inner, inner)

    def _condition(self, node: Condition, scope: Scope) -> Item:
        aspects = tuple(said for holds, said in DECIDES.items() if self._may_decide(node.expr, holds, scope))
        return Item(node.key, "condition", self.owner, node.said, aspects, node.detail, node.span)

    def _may_decide(self, expr: Expr, holds: bool, scope: Scope) -> bool:
        facts = implied(expr, holds, scope)
        if _truth(expr, scope.suppose(facts)) is (not holds):
            return False
        return all(_truth(each.expr, each.scope.suppose(facts)) is not each.blocks for each in self.guards)

    def _limit(self, limit: Limit, node: Condition | Counted, scope: Scope) -> Item:
        aspects = tuple(_aspects(limit, scope, self.policy))
        return Item(limit.key, limit.notion, self.owner, node.said, aspects, node.detail, node.span)


def _element(fold: Fold, scope: Scope) -> Scope:
    """Any element of the list."""
    return scope.bind(fold.level, Found(UNKNOWN, (*locate(fold.collection, scope).path, 1)))


def may_be_none(place: Expr) -> bool:
    """Whether a fact, or a record around it, may be none: then a condition on it does not hold either."""
    return isinstance(place, Get) and (place.optional or may_be_none(place.base))


def implied(expr: Expr, holds: bool, scope: Scope) -> Mapping[Path, FactValue]:
    """What the facts must be when the condition holds, or does not; as far as it says so."""
    match expr:
        case Mark(arg):
            return implied(arg, holds, scope)
        case Not(arg):
            return implied(arg, not holds, scope)
        case Get() if holds or not may_be_none(expr):
            return {locate(expr, scope).path: holds}
        case IsState("none", Get() as place) if holds:
            return {locate(place, scope).path: NONE}
        case Compare("≥", Fold("count", Get() as list_, where=None), Lit(1)) if not holds and not may_be_none(list_):
            return {locate(list_, scope).path: ()}
        case Compare("=" | "≠", Get(kind=kind) as place, Lit(constant)) if holds is (expr.relation == "="):
            if isinstance(kind, NumberKind | RecordKind | ListKind) or constant in (NONE, UNKNOWN):
                return {}
            return {locate(place, scope).path: constant}
        case Compare("=" | "≠", Get(kind=ChoiceKind(options=(one, two))) as place, Lit(constant)) if not may_be_none(
            place
        ):
            return {locate(place, scope).path: two if constant == one else one}  # of two options the other
        case And(args) | Or(args) if holds is isinstance(expr, And):
            return {path: fact for each in args for path, fact in implied(each, holds, scope).items()}
        case _:
            return {}


# --- boundaries -------------------------------------------------------------------------------------------------------


def _aspects(limit: Limit, scope: Scope, policy: Policy) -> Iterator[str]:
    left, right = value(limit.compare.left, scope), value(limit.compare.right, scope)
    a, b = _range(left), _range(right)
    if a is None or b is None:
        return
    if a.is_settled and b.is_settled:
        yield from _without_facts(limit, a, b, policy)
        return
    relations: tuple[ranges.Relation, ...] = ("<", "=", ">")
    for name, relation in zip(_names(limit), relations, strict=True):
        if ranges.compare(relation, a, b) is not False and not (relation == "=" and _never_equal(limit.compare)):
            yield name


def _names(limit: Limit) -> tuple[str, str, str]:
    if limit.notion == "threshold":
        return SIDES
    return MINUTES if isinstance(limit.compare.kind, MomentKind) else DAYS


def _without_facts(limit: Limit, left: Range, right: Range, policy: Policy) -> Iterator[str]:
    """No fact has a say, only the day of the decision, which lies in the period in force. Where that day is also what it is
    compared with nobody can tell here which side moves: the plan of another day does."""
    moves = [any(isinstance(each, Lit) and each.value == policy.as_of for each in walk(side)) for side in _both(limit)]
    if limit.notion == "threshold" or moves[0] is moves[1] or isinstance(limit.compare.kind, MomentKind):
        side = side_of(limit, left, right)
        yield from () if side is None else (side,)
        return
    gap = (left.exact - right.exact).days
    back = None if policy.first is None else (policy.as_of - policy.first).days
    ahead = None if policy.last is None else (policy.last - policy.as_of).days
    if moves[1]:
        back, ahead = ahead, back
    for name, wanted in zip(DAYS, (-1, 0, 1), strict=True):
        if (back is None or wanted >= gap - back) and (ahead is None or wanted <= gap + ahead):
            yield name


def _both(limit: Limit) -> tuple[Expr, Expr]:
    return limit.compare.left, limit.compare.right


def _range(found: object) -> Range | None:
    return found.range if isinstance(found, Open) else found if isinstance(found, Range) else None


def _never_equal(compare: Compare) -> bool:
    """A whole number is never on a threshold that is not whole."""
    match compare:
        case Compare(_, _, Lit(Fraction() as threshold), NumberKind(whole=True)):
            return threshold.denominator != 1
        case _:
            return False
