"""Running examples: the policy held against the facts of each, and what came out beside what was expected.

An example is decided without reasons; those are worked out when somebody asks, which is when it fails.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, assert_never

from attrs import evolve, frozen

from compiler.ir.values import NONE, FactValue
from compiler.ir.verdicts import CriterionResult, Leaf, Outcome, PolicyResult
from compiler.scenarios.cases import ExampleCase, Expected, ExpectedValue
from dsl import syntax

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Set

    from compiler.ir.evaluate import Decided
    from compiler.ir.nodes import Policy
    from compiler.pipeline import Compilation


@frozen
class Check:
    """One expectation and what came out: an outcome or verdict in words, or a value."""

    expected: Expected
    wanted: FactValue
    actual: FactValue

    @property
    def holds(self) -> bool:
        return _same(self.wanted, self.actual)


@frozen(slots=False)
class ExampleRun:
    """One example with the decision on it, each of its expectations, and what has become of each deadline (by its name)."""

    case: ExampleCase
    policy: Policy
    decided: Decided
    checks: tuple[Check, ...]
    statuses: Mapping[str, str]

    @property
    def holds(self) -> bool:
        return all(each.holds for each in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(each for each in self.checks if not each.holds)

    @cached_property
    def result(self) -> PolicyResult:
        """The decision with the reasons for what failed: the criteria that the decision hangs on where it is not eligible, those
        that were expected to come out otherwise, and nothing else."""
        from compiler.ir.evaluate import evaluate

        wrong = {each.expected.name.text for each in self.failed if isinstance(each.expected, syntax.ExpectVerdict)}
        against = False if self.decided.outcome is Outcome.INELIGIBLE else None
        told = (
            each.criterion for each in self.decided.criteria if each.counts is against or each.criterion.id in wrong
        )
        asked = evolve(_only(self.policy, frozenset(), frozenset()), criteria=tuple(told))
        return evaluate(asked, self.case.facts, self.case.peers)

    def reasons(self, check: Check) -> CriterionResult | None:
        """The criterion that an expectation is about, with its reasons."""
        if not isinstance(check.expected, syntax.ExpectVerdict):
            return None
        name = check.expected.name.text
        return next((each for each in self.result.results if each.criterion.id == name), None)

    def rests_on(self, check: Check) -> frozenset[Leaf]:
        """The missing facts for want of which a value came out as unknown; empty for what did not."""
        from compiler.ir.expressions import leaves_of, plain_value
        from compiler.ir.places import Scope
        from compiler.ir.values import UNKNOWN

        if not isinstance(check.expected, ExpectedValue) or check.actual is not UNKNOWN:
            return frozenset()
        name, policy = check.expected.name, self.policy
        for table in self.decided.tables:
            if name in table.outputs:
                return table.rests_on
        for each in policy.named:
            if each.id == name:
                return leaves_of([plain_value(each.expr, Scope(self.case.facts, peers=self.case.peers))])
        orders = {*(each.id for each in policy.preferences), *(each.id for each in policy.allocations)}
        return frozenset({Leaf((policy.judges,))}) if name in orders and self.case.peers is None else frozenset()


def run_examples(compilation: Compilation, cases: Iterable[ExampleCase] | None = None) -> tuple[ExampleRun, ...]:
    """Run examples: by default all of the compilation, in their order. Examples with mistakes are not among them."""
    return tuple(run_example(compilation, each) for each in (compilation.examples if cases is None else cases))


def run_example(
    compilation: Compilation, case: ExampleCase, *, whole: bool = True, known: Decided | None = None
) -> ExampleRun:
    """Hold the policy of an example against its facts; without `whole` only as far as the example expects something, so that
    `decided` lacks the other tables and grants, and `statuses` the other deadlines. `known` is what was decided on the same facts
    and peers before: see `evaluate.decide`."""
    from compiler.ir.deadlines import last_days, statuses  # slow to load
    from compiler.ir.evaluate import computed, decide

    policy, _ = compilation.policy(case.policy, case.as_of)
    assert policy is not None, "an example that can be run has a policy"
    asked = policy if whole else _asked(policy, case)
    decided = decide(asked, case.facts, case.peers, known)
    values: dict[str, FactValue] = {}
    if any(isinstance(each, ExpectedValue) for each in case.expected):
        values = computed(asked, case.facts, case.peers) | places(asked, case)
        values |= last_days(asked, case.facts, case.peers)
    found = {each: status.value for each, status in statuses(asked, case.facts, case.peers).items()}
    checks = tuple(_check(each, decided, found, values) for each in case.expected)
    return ExampleRun(case, policy, decided, checks, found)


def _asked(policy: Policy, case: ExampleCase) -> Policy:
    """The policy with all its criteria, on which the decision rests, and of the rest only what the example speaks of."""
    names = {each.name for each in case.expected if isinstance(each, ExpectedValue)}
    judged = names | {each.name.text for each in case.expected if isinstance(each, syntax.ExpectVerdict)}
    return _only(policy, names, judged)


def _only(policy: Policy, names: Set[str], judged: Set[str]) -> Policy:
    """The policy with all its criteria, and of the rest only what has one of these names; of the deadlines one of `judged`."""
    return evolve(
        policy,
        tables=tuple(each for each in policy.tables if not names.isdisjoint(each.outputs)),
        values=tuple(each for each in policy.values if each.id in names),
        grants=tuple(each for each in policy.grants if each.id in names),
        deadlines=tuple(each for each in policy.deadlines if each.id in judged),
        preferences=tuple(each for each in policy.preferences if each.id in names),
        allocations=tuple(each for each in policy.allocations if each.id in names),
    )


def places(policy: Policy, case: ExampleCase, asked: Container[str] | None = None) -> dict[str, FactValue]:
    """The place in each preference and what each allocation decides, of those asked for; among providers unknown when no others
    are given."""
    from compiler.ir.allocations import within
    from compiler.ir.peers import Peers
    from compiler.ir.places import Scope
    from compiler.ir.populations import Population
    from compiler.ir.values import UNKNOWN

    preferences = [each for each in policy.preferences if asked is None or each.id in asked]
    allocations = [each for each in policy.allocations if asked is None or each.id in asked]
    scope = Scope(case.facts, peers=case.peers)
    found = {each.id: within(each, scope).taken for each in allocations if each.over is not None}
    allocations = [each for each in allocations if each.over is None]
    ids = [*(each.id for each in preferences), *(each.id for each in allocations)]
    if not ids or case.peers is None:
        return found | dict.fromkeys(ids, UNKNOWN)
    population = Population(policy, Peers((case.facts, *case.peers.members), 0))
    found |= {each.id: population.standing(each, 0).place for each in preferences}
    return found | {each.id: population.takings(each)[0].taken for each in allocations}


def _check(expected: Expected, decided: Decided, statuses: Mapping[str, str], values: Mapping[str, FactValue]) -> Check:
    match expected:
        case syntax.ExpectDecision(decision=decision):
            return Check(expected, decision, decided.outcome.value)
        case syntax.ExpectVerdict(name=name, verdict=verdict):
            found = next((each for each in decided.criteria if each.criterion.id == name.text), None)
            if found is not None:
                return Check(expected, verdict, found.verdict.value)
            return Check(expected, verdict, statuses.get(name.text, NONE))  # NONE: it is not there on this day
        case ExpectedValue(name=name, value=value):
            return Check(expected, value, _value(name, decided, values))
        case _:
            assert_never(expected)


def _value(name: str, decided: Decided, values: Mapping[str, FactValue]) -> FactValue:
    for table in decided.tables:
        if name in table.outputs:
            return table.outputs[name]
    return values.get(name, NONE)  # what is withdrawn by then gives nothing


def _same(wanted: FactValue, actual: FactValue) -> bool:
    if isinstance(wanted, bool) or isinstance(actual, bool):
        return wanted is actual
    if _is_number(wanted) and _is_number(actual):
        return Fraction(wanted) == Fraction(actual)  # type: ignore[arg-type]
    return wanted == actual


def _is_number(value: FactValue) -> bool:
    from decimal import Decimal

    return isinstance(value, int | Fraction | Decimal)
