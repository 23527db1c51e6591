"""Every way of running a policy passes the cases, agrees on every example of ours, and agrees on generated policies."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from compiler.ir.nodes import Policy
from compiler.pipeline import Compilation
from compiler.scenarios.cases import ExampleCase, ExpectedValue
from dsl import syntax
from tests.agreement.ways import WAYS, Said
from tests.strategies.ir import facts, policies

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = sorted((HERE / "cases").glob("*.policy"))


@functools.cache
def opened(*paths: Path) -> Compilation:
    compilation = Compilation(paths)
    assert [f"{each.span}: {each.message.en}" for each in compilation.diagnostics if each.is_error] == []
    return compilation


def run(way: str, compilation: Compilation, case: ExampleCase, made: dict[Any, Any]) -> tuple[Policy, Said]:
    policy, _ = compilation.policy(case.policy, case.as_of)
    assert policy is not None
    key = (case.policy, case.as_of)
    if key not in made:
        made[key] = WAYS[way](policy)
    return policy, made[key](case.facts, case.peers)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_way_gives_what_the_cases_expect(way: str, path: Path) -> None:
    compilation, made = opened(path), {}
    assert compilation.examples
    for case in compilation.examples:
        policy, said = run(way, compilation, case, made)
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
            return name not in outputs or outputs[name] == value
        case _:
            raise AssertionError(expected)


@pytest.mark.parametrize("way", [each for each in WAYS if each != "meaning"])
def test_every_way_agrees_on_every_example_of_ours(way: str) -> None:
    compilation = opened(ROOT / "policies", ROOT / "examples")
    made: dict[str, dict[Any, Any]] = {"meaning": {}, way: {}}
    for case in compilation.examples:
        assert run(way, compilation, case, made[way])[1] == run("meaning", compilation, case, made["meaning"])[1], (
            case.name
        )


@pytest.mark.parametrize("way", [each for each in WAYS if each != "meaning"])
def test_every_way_agrees_on_generated_policies(way: str) -> None:
    @given(policies(), facts(), facts(complete=True))
    def agrees(policy: Policy, one: dict[str, Any], whole: dict[str, Any]) -> None:
        meant, found = WAYS["meaning"](policy), WAYS[way](policy)
        for each in (one, whole):
            assert found(each, None) == meant(each, None)

    agrees()
