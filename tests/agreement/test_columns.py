"""Columns give what the meaning gives: besides verdicts also margins, missing facts and the criterion that decides."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, reject
from hypothesis import strategies as st

from compiler.backends.engine import bits
from compiler.columns.encode import encode
from compiler.columns.layout import Layout
from compiler.columns.nodes import Node, Refused
from compiler.columns.parts import Parts
from compiler.columns.program import NO_CRITERION, OUTCOMES, VERDICTS, Program, lower
from compiler.columns.values import ANY, LeafKey
from compiler.ir import text
from compiler.ir.evaluate import Decided, decide
from compiler.ir.nodes import Criterion, Policy
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.reasons import find
from compiler.ir.verdicts import Leaf, Outcome
from dsl.kinds import RecordKind
from tests.agreement.ways import ENGINES, ON_ALL, fewer, grants_asked, grants_said, needs
from tests.strategies import crossing
from tests.strategies.ir import policies
from tests.strategies.population import criteria, registers
from tests.strategies.providers import facts


@pytest.mark.parametrize("engine", ON_ALL)
def test_columns_equal_evaluate(engine: str) -> None:
    needs(engine)

    @fewer(engine)
    @given(policies(), st.lists(facts(), min_size=1, max_size=5))
    def equals(policy: Policy, providers: list[dict[str, Any]]) -> None:
        try:
            register = encode(Layout.of(policy), RecordKind("Practice"), providers)
            program = lower(policy, register)
            found = ON_ALL[engine](every_output(program), register)
        except Refused:
            reject()
        assert found.height == len(providers)
        assert found.null_count().sum_horizontal().item() == 0
        for number, (each, row) in enumerate(zip(providers, found.iter_rows(named=True), strict=True)):
            if number not in register.aside:
                agrees(program, each, row)

    equals()


def test_columns_equal_evaluate_in_long_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of long lists bits are not looked at eight bytes at a time."""
    monkeypatch.setattr(bits, "LONGEST", 0)
    test_columns_equal_evaluate("polars")


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_equal_evaluate_across_lists(engine: str) -> None:
    needs(engine)

    @fewer(engine)
    @given(policies(depth=0), crossing.criteria(), st.lists(facts(), min_size=1, max_size=5))
    def equals(policy: Policy, across: Criterion, providers: list[dict[str, Any]]) -> None:
        policy = evolve(policy, criteria=(across,))
        try:
            register = encode(Layout.of(policy), RecordKind("Practice"), providers)
            program = lower(policy, register)
            found = ENGINES[engine](every_output(program), register)
        except Refused:
            reject()
        for number, (each, row) in enumerate(zip(providers, found.iter_rows(named=True), strict=True)):
            if number not in register.aside:
                agrees(program, each, row)

    equals()


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_equal_evaluate_among_others(engine: str) -> None:
    needs(engine)

    @fewer(engine)
    @given(policies(depth=1), st.lists(criteria(), min_size=1, max_size=2), registers())
    def equals(policy: Policy, among: list[Criterion], providers: list[dict[str, Any]]) -> None:
        both = evolve(policy, criteria=(*policy.criteria[:1], *among))
        try:
            register = encode(Layout.of(both), RecordKind("Practice"), providers)
            program = lower(both, register)
            found = ENGINES[engine](every_output(program), register)
        except Refused:
            reject()
        assert found.null_count().sum_horizontal().item() == 0
        peers = Peers(tuple(providers))
        for number, (each, row) in enumerate(zip(providers, found.iter_rows(named=True), strict=True)):
            agrees(program, each, row, peers.seen_by(number))

    equals()


@given(policies(depth=1), criteria(), registers(), st.integers(0, 5))
def test_parts_are_judged_among_all(
    policy: Policy, among: Criterion, providers: list[dict[str, Any]], first: int
) -> None:
    both = evolve(policy, criteria=(*policy.criteria[:1], among))
    carry_out = ENGINES["polars"]
    registers = [
        encode(Layout.of(both), RecordKind("Practice"), some) for some in (providers[:first], providers[first:]) if some
    ]
    parts = Parts(both, carry_out)
    try:
        for each in registers:
            parts.add(each)
        outputs = every_output(parts.program)
    except Refused:
        reject()
    found = pl.concat([parts.carried_out(outputs, each) for each in registers])
    peers = Peers(tuple(providers))
    for number, (each, row) in enumerate(zip(providers, found.iter_rows(named=True), strict=True)):
        agrees(parts.program, each, row, peers.seen_by(number))


def every_output(program: Program) -> dict[str, Node]:
    outputs = {"outcome": program.outcome, "deciding": program.deciding}
    outputs |= {f"missing {key}": node for key, node in program.missing.items()}
    for at, each in enumerate(program.judged):
        outputs[f"verdict {at}"] = each.verdict
        outputs |= {f"missing {at} {key}": node for key, node in each.missing.items()}
        if each.margin is not None:
            outputs[f"margin {at}"] = each.margin.given
            outputs[f"top {at}"] = each.margin.distance.top
            outputs[f"bottom {at}"] = each.margin.distance.bottom
    return outputs | grants_asked(program)


def agrees(program: Program, provider: dict[str, Any], row: dict[str, Any], peers: Peers | None = None) -> None:
    meant = decide(program.policy, provider, peers)
    assert OUTCOMES[row["outcome"]] is meant.outcome
    assert row["deciding"] == first_deciding(meant)
    open_outcome = meant.outcome in (Outcome.UNDETERMINED, Outcome.AWAITING)
    kept = [leaf for each in meant.criteria if each.counts is None for leaf in each.rests_on] if open_outcome else []
    assert {key for key in program.missing if row[f"missing {key}"]} == set(map(any_element, kept))
    assert grants_said(program, row) == tuple((each.case, each.value) for each in meant.grants)
    for at, (each, judged) in enumerate(zip(program.judged, meant.criteria, strict=True)):
        assert VERDICTS[row[f"verdict {at}"]] is judged.verdict
        assert {key for key in each.missing if row[f"missing {at} {key}"]} == set(map(any_element, judged.rests_on))
        margin = find(judged.criterion.body, Scope(provider, peers=peers)).margin
        if each.margin is None or not row[f"margin {at}"]:
            assert margin is None
        else:
            assert margin is not None
            found = Fraction(row[f"top {at}"], row[f"bottom {at}"]) * each.margin.distance.scale
            assert found == margin.margin
            assert each.margin.kind is None or text.unit(each.margin.kind) == text.unit(margin.kind)


def first_deciding(meant: Decided) -> int:
    wanted = False if meant.outcome is Outcome.INELIGIBLE else None
    return next((at for at, each in enumerate(meant.criteria) if each.counts is wanted), NO_CRITERION)


def any_element(leaf: Leaf) -> LeafKey:
    return LeafKey(tuple(ANY if isinstance(each, int) else each for each in leaf.path), leaf.judgement, leaf.why)
