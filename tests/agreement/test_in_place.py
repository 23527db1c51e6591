"""Tables in a database give what the meaning gives of the same providers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from compiler.backends.sql.dialects import DIALECTS
from compiler.backends.sql.inside import Inside, counted, decided
from compiler.columns.layout import JUDGED, Layout, judges_among
from compiler.columns.nodes import Refused
from compiler.ir.nodes import Criterion, Policy
from compiler.ir.peers import Peers
from compiler.ir.values import UNKNOWN
from compiler.pipeline import Compilation
from dsl.kinds import RecordKind
from tests.agreement.nested import Nested, Unseen
from tests.agreement.registers import NotWritten, Register, storable, written
from tests.agreement.test_columns import agrees, every_output
from tests.agreement.test_every_way import CASES, ROOT, opened
from tests.agreement.ways import environment, fewer, needs
from tests.strategies import crossing
from tests.strategies.ir import policies
from tests.strategies.population import criteria, registers
from tests.strategies.providers import facts


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_tables_give_what_the_meaning_gives(dialect: str, path: Path, tmp_path: Path) -> None:
    needs(dialect)
    compilation = opened(path)
    for name in {each.policy for each in compilation.examples}:
        assert compared(compilation, name, dialect, tmp_path) > 0


@pytest.mark.parametrize("dialect", [each for each in DIALECTS if each != "spark"])
def test_tables_of_our_examples_give_what_the_meaning_gives(dialect: str, tmp_path: Path) -> None:
    needs(dialect)
    compilation = opened(ROOT / "policies", ROOT / "examples")
    names = sorted({each.policy for each in compilation.examples})[::8]
    together = [compared(compilation, name, dialect, tmp_path) for name in names]
    assert sum(each > 0 for each in together) > len(together) / 2, together


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_record_of_which_is_only_said_what_is_not_none_is_unknown(dialect: str, tmp_path: Path) -> None:
    needs(dialect)
    compilation = opened(ROOT / "policies", ROOT / "examples")
    assert compared(compilation, "vgz.huisartsenzorg_2025.addenda_rho", dialect, tmp_path) > 0


@pytest.mark.parametrize("dialect", DIALECTS)
def test_tables_of_generated_providers_give_what_the_meaning_gives(dialect: str, tmp_path: Path) -> None:
    needs(dialect)
    together = 0

    @fewer("postgres")
    @given(policies(), st.lists(facts(), min_size=1, max_size=5), st.booleans(), st.booleans())
    def agree(policy: Policy, providers: list[dict[str, Any]], complete: bool, numbered: bool) -> None:
        nonlocal together
        together += held(policy, providers, dialect, tmp_path, complete=complete, numbered=numbered)

    agree()
    assert together > 10


@pytest.mark.parametrize("dialect", DIALECTS)
def test_rows_of_lists_are_held_against_each_other(dialect: str, tmp_path: Path) -> None:
    needs(dialect)
    together = 0

    @fewer("postgres")
    @given(
        policies(depth=0), crossing.criteria(), st.lists(facts(complete=True), min_size=1, max_size=5), st.booleans()
    )
    def agree(policy: Policy, across: Criterion, providers: list[dict[str, Any]], complete: bool) -> None:
        nonlocal together
        together += held(evolve(policy, criteria=(across,)), providers, dialect, tmp_path, complete=complete)

    agree()
    assert together > 10


@pytest.mark.parametrize("dialect", DIALECTS)
def test_providers_are_judged_among_those_that_fit(dialect: str, tmp_path: Path) -> None:
    needs(dialect)
    together = 0

    @fewer("postgres")
    @given(
        policies(depth=1),
        st.lists(criteria(), min_size=1, max_size=2),
        st.one_of(registers(), registers(complete=True)),
        st.lists(st.tuples(st.sampled_from(["nameless", "twice"]), facts(complete=True)), max_size=2),
        st.booleans(),
    )
    def agree(
        policy: Policy,
        among: list[Criterion],
        providers: list[dict[str, Any]],
        spoilt: list[tuple[str, dict[str, Any]]],
        complete: bool,
    ) -> None:
        nonlocal together
        both = evolve(policy, criteria=(*policy.criteria[:1], *among))
        together += held(both, providers, dialect, tmp_path, spoilt, complete=complete)

    agree()
    assert together > 10


@pytest.mark.parametrize("dialect", DIALECTS)
def test_lists_in_columns_give_what_the_meaning_gives(dialect: str, tmp_path: Path) -> None:
    needs(dialect)
    together = 0
    settled = st.tuples(st.sampled_from([Nested, Unseen]), st.booleans(), st.booleans())

    @fewer("postgres")
    @given(policies(), crossing.criteria(), st.lists(facts(), min_size=1, max_size=5), settled)
    def agree(
        policy: Policy, across: Criterion, providers: list[dict[str, Any]], settled: tuple[type[Register], bool, bool]
    ) -> None:
        nonlocal together
        way, complete, numbered = settled
        for each in (policy, evolve(policy, criteria=(across,))):
            how = {"complete": complete, "numbered": numbered}
            together += held(each, providers, dialect, tmp_path, way=way, **how)

    agree()
    assert together > 10


def compared(compilation: Compilation, name: str, dialect: str, folder: Path) -> int:
    """Hold the providers of all examples of a policy, on the last of their days, against tables of them: how many were."""
    cases = [each for each in compilation.examples if each.policy == name]
    policy, _ = compilation.policy(name, max(each.as_of for each in cases))
    assert policy is not None
    providers = [dict(each.facts) for each in cases]
    return sum(held(policy, providers, dialect, folder, complete=complete) for complete in (False, True))


def held(
    policy: Policy,
    providers: Sequence[dict[str, Any]],
    dialect: str,
    folder: Path,
    spoilt: Sequence[tuple[str, dict[str, Any]]] = (),
    way: type[Register] = Register,
    **how: bool,
) -> int:
    """Hold providers against tables of them, as far as they can be written: how many were, none where the policy is refused. Of
    those that are spoilt the key is lacking, or stands twice: all of those are rejected, and nobody is judged among them."""
    judged, complete = RecordKind(policy.judges), how["complete"]
    kept_apart = None if issubclass(way, Nested) else complete
    stored = [storable(policy, judged, each, complete=kept_apart) for each in providers]
    providers = [{} if each is UNKNOWN else each for each in stored]
    with mock.patch.dict(os.environ, environment(dialect)):
        try:
            register, kept = written(policy, dialect, providers, way=way, **how)
            count = 0
            for at, (why, each) in enumerate(spoilt):
                try:
                    for _ in range(1 if why == "nameless" else 2):
                        own = storable(policy, judged, each, complete=kept_apart)
                        register.add(None if why == "nameless" else f"{9000 + at}", own)
                        count += 1
                except NotWritten:
                    continue
            with register.put(folder) as (found, tables):
                there = counted(tables[JUDGED], found)
                assert there == len(kept) + count
                layout = Layout.of(policy)
                inside = Inside.of(policy, layout, tables, found.dialect, "points", complete=complete, providers=there)
                rejected, names, rows = decided(inside, every_output(inside.program), found)
        except Refused as refused:
            assert refused.code in ("E601", "E602")
            return 0
    assert [column for _, column in rejected] == [register.key] * count
    assert [int(each) for each in names] == kept
    members = [providers[at] for at in kept]
    peers = Peers(tuple(members)) if judges_among(policy) else None
    for at, row in enumerate(rows.iter_rows(named=True)):
        agrees(inside.program, members[at], row, None if peers is None else peers.seen_by(at))
    return len(kept)
