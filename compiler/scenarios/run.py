"""Running examples: the policy held against the facts of each, and what came out beside what was expected."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from attrs import frozen

from compiler.ir.values import FactValue
from compiler.ir.verdicts import CriterionResult, PolicyResult
from compiler.scenarios.cases import ExampleCase, Expected, ExpectedValue
from dsl import syntax

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.pipeline import Compilation


@frozen
class Check:
    """One expectation and what came out: an outcome or verdict in words, or a value. `result` is that of the criterion, with its
    reasons."""

    expected: Expected
    wanted: FactValue
    actual: FactValue
    result: CriterionResult | None

    @property
    def holds(self) -> bool:
        return _same(self.wanted, self.actual)


@frozen
class ExampleRun:
    """One example with the decision on it and each of its expectations."""

    case: ExampleCase
    result: PolicyResult
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return all(each.holds for each in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(each for each in self.checks if not each.holds)


def run_examples(compilation: Compilation, cases: Iterable[ExampleCase] | None = None) -> tuple[ExampleRun, ...]:
    """Run examples: by default all of the compilation, in their order. Examples with mistakes are not among them."""
    return tuple(run_example(compilation, each) for each in (compilation.examples if cases is None else cases))


def run_example(compilation: Compilation, case: ExampleCase) -> ExampleRun:
    """Hold the policy of an example against its facts."""
    from compiler.ir.evaluate import evaluate  # slow to load

    policy, _ = compilation.policy(case.policy, case.as_of)
    assert policy is not None, "an example that can be run has a policy"
    result = evaluate(policy, case.facts)
    return ExampleRun(case, result, tuple(_check(each, result) for each in case.expected))


def _check(expected: Expected, result: PolicyResult) -> Check:
    match expected:
        case syntax.ExpectDecision(decision=decision):
            return Check(expected, decision, result.outcome.value, None)
        case syntax.ExpectVerdict(name=name, verdict=verdict):
            found = next(each for each in result.results if each.criterion.id == name.text)
            return Check(expected, verdict, found.verdict.value, found)
        case ExpectedValue(name=name, value=value):
            return Check(expected, value, _value(name, result), None)
        case _:
            assert_never(expected)


def _value(name: str, result: PolicyResult) -> FactValue:
    for table in result.tables:
        if name in table.outputs:
            return table.outputs[name]
    return result.values[name]


def _same(wanted: FactValue, actual: FactValue) -> bool:
    if isinstance(wanted, bool) or isinstance(actual, bool):
        return wanted is actual
    if _is_number(wanted) and _is_number(actual):
        return Fraction(wanted) == Fraction(actual)  # type: ignore[arg-type]
    return wanted == actual


def _is_number(value: FactValue) -> bool:
    from decimal import Decimal

    return isinstance(value, int | Fraction | Decimal)
