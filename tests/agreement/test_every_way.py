"""Every way of running a policy passes the cases, agrees on every example of ours, and agrees on generated policies."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, reject

from compiler.columns.layout import judges_among
from compiler.columns.nodes import Refused
from compiler.ir.nodes import Criterion, Policy
from compiler.pipeline import Compilation
from compiler.scenarios.cases import ExampleCase, ExpectedValue
from dsl import syntax
from tests.agreement.ways import JAVA, SLOW, TOGETHER, WAYS, Said, fewer, needs
from tests.strategies.ir import policies
from tests.strategies.population import criteria, populations
from tests.strategies.providers import facts

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = sorted((HERE / "cases").glob("*.policy"))


@functools.cache
def opened(*paths: Path) -> Compilation:
    compilation = Compilation(paths)
    assert [f"{each.span}: {each.message.en}" for each in compilation.diagnostics if each.is_error] == []
    return compilation


def run(way: str, compilation: Compilation) -> Iterator[tuple[ExampleCase, Policy, Said]]:
    """What a way says of every example, those on one policy and day at once."""
    together: dict[Any, list[ExampleCase]] = {}
    for case in compilation.examples:
        together.setdefault((case.policy, case.as_of), []).append(case)
    if way in SLOW:  # each policy on one day
        latest = dict(sorted(together, key=lambda each: str(each[1])))
        together = {each: cases for each, cases in together.items() if latest[each[0]] == each[1]}
    for (name, day), cases in together.items():
        policy, _ = compilation.policy(name, day)
        assert policy is not None
        alone = [each for each in cases if each.peers is None]
        runs = [alone, *([each] for each in cases if each.peers is not None)]
        if way in TOGETHER and judges_among(policy):
            runs = runs[1:]
        for some in runs:
            said = WAYS[way](policy)([(each.facts, each.peers) for each in some])
            yield from ((each, policy, found) for each, found in zip(some, said, strict=True))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_way_gives_what_the_cases_expect(way: str, path: Path) -> None:
    needs(way)
    compilation = opened(path)
    assert compilation.examples
    for case, policy, said in run(way, compilation):
        for expected in case.expected:
            assert meets(expected, policy, said), f"{case.name}: {expected}"


def meets(expected: object, policy: Policy, said: Said) -> bool:
    """Whether an expectation comes out; named values, which a way need not give, are held by the tests of examples."""
    match expected:
        case syntax.ExpectDecision(decision=decision):
            return said.outcome.value == decision
        case syntax.ExpectVerdict(name=name, verdict=verdict):
            names = [each.id for each in policy.criteria]
            return said.verdicts[names.index(name.text)].value == verdict
        case ExpectedValue(name=name, value=value):
            outputs = {name: found for _, each in said.tables for name, found in each.items()}
            outputs |= {each.id: found for each, (_, found) in zip(policy.grants, said.grants, strict=True)}
            return name not in outputs or outputs[name] == value
        case _:
            raise AssertionError(expected)


@pytest.mark.parametrize("way", [each for each in WAYS if each not in ("meaning", JAVA)])
def test_every_way_agrees_on_every_example_of_ours(way: str) -> None:
    needs(way)
    compilation = opened(ROOT / "policies", ROOT / "examples")
    meant = {id(case): said for case, _, said in run("meaning", compilation)}
    assert meant
    for case, _, said in run(way, compilation):
        assert said == meant[id(case)], case.name


@pytest.mark.parametrize("way", [each for each in WAYS if each != "meaning"])
def test_every_way_agrees_on_generated_policies(way: str) -> None:
    needs(way)

    @fewer(way)
    @given(policies(), facts(), facts(complete=True))
    def agrees(policy: Policy, one: dict[str, Any], whole: dict[str, Any]) -> None:
        cases = [(one, None), (whole, None)]
        try:
            found = WAYS[way](policy)(cases)
        except Refused:
            reject()
        assert found == WAYS["meaning"](policy)(cases)

    agrees()


@pytest.mark.parametrize("way", [each for each in WAYS if each != "meaning"])
def test_every_way_agrees_on_generated_populations(way: str) -> None:
    needs(way)

    @fewer(way)
    @given(policies(), criteria(), populations())
    def agrees(policy: Policy, among: Criterion, population: Any) -> None:
        assume(way not in TOGETHER or population[1] is not None)
        both = evolve(policy, criteria=(*policy.criteria, among))
        try:
            found = WAYS[way](both)([population])
        except Refused:
            reject()
        assert found == WAYS["meaning"](both)([population])

    agrees()
