"""Preferences and allocations over columns give what the meaning gives: places, what is taken, and what that rests on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, reject
from hypothesis import strategies as st

from compiler.columns.allocations import WHYS, Allocations, TakingColumns
from compiler.columns.encode import encode
from compiler.columns.layout import Layout
from compiler.columns.nodes import Node, Refused
from compiler.columns.orders import Orders
from compiler.columns.program import lower
from compiler.columns.ranking import Asked
from compiler.columns.register import Register
from compiler.ir.nodes import Allocation, Get, Policy, Preference, Root
from compiler.ir.peers import Peers
from compiler.ir.populations import Population
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import Leaf, Taking
from dsl.kinds import ListKind, RecordKind
from tests.agreement.test_columns import any_element
from tests.agreement.ways import ENGINES, fewer, needs
from tests.strategies.ir import policies
from tests.strategies.population import allocations, preferences, registers
from tests.strategies.records import DATES, RECORDS


def encoded(policy: Policy, providers: list[dict[str, Any]]) -> tuple[Register, Orders]:
    register = encode(Layout.of(policy), RecordKind("Practice"), providers)
    return register, Orders.after(lower(policy, register))


@pytest.mark.parametrize("engine", ENGINES)
def test_standings(engine: str) -> None:
    needs(engine)

    @fewer(engine)
    @given(policies(depth=0), preferences(), registers())
    def equals(policy: Policy, preference: Preference, providers: list[dict[str, Any]]) -> None:
        policy = evolve(policy, criteria=policy.criteria[:1], preferences=(preference,))
        try:
            register, orders = encoded(policy, providers)
            columns = orders.standing(preference)
            found = ENGINES[engine]({"best": columns.best, "worst": columns.worst}, register)
        except Refused:
            reject()
        meant = Population(policy, Peers(tuple(providers))).standings(preference)
        assert [*found.iter_rows()] == [(each.best or 0, each.worst or 0) for each in meant]

    equals()


@pytest.mark.parametrize("engine", ENGINES)
def test_takings(engine: str) -> None:
    needs(engine)

    @fewer(engine)
    @given(policies(depth=0), allocations(), registers(complete=True) | registers(), st.booleans())
    def equals(policy: Policy, allocation: Allocation, providers: list[dict[str, Any]], everybody: bool) -> None:
        criteria = () if everybody else policy.criteria[:1]
        policy = evolve(policy, criteria=criteria, allocations=(allocation,))
        try:
            register, orders = encoded(policy, providers)
            columns = Allocations(orders, allocation).takings()
            found = ENGINES[engine](outputs(columns), register)
        except Refused:
            reject()
        meant = Population(policy, Peers(tuple(providers))).takings(allocation)
        for row, each in zip(found.iter_rows(named=True), meant, strict=True):
            agrees(columns, row, each)

    equals()


@pytest.mark.parametrize("engine", ENGINES)
def test_orders_of_what_columns_tell(engine: str) -> None:
    """Of each provider only what the orders ask is read: they come out the same, reasons included."""
    needs(engine)
    together = 0

    @fewer(engine)
    @given(policies(depth=0), preferences(), allocations(), registers(complete=True) | registers(), st.booleans())
    def equals(
        policy: Policy, preference: Preference, allocation: Allocation, providers: list[dict[str, Any]], everybody: bool
    ) -> None:
        nonlocal together
        criteria = () if everybody else policy.criteria[:1]
        policy = evolve(policy, criteria=criteria, preferences=(preference,), allocations=(allocation,))
        register = encode(Layout.of(policy), RecordKind("Practice"), providers)
        try:
            asked = Asked.of(lower(policy, register))
            found = ENGINES[engine](asked.outputs, register)
        except Refused:
            reject()
        told, meant = asked.ordering(found), Population(policy, Peers(tuple(providers)))
        assert told.standings(preference) == meant.standings(preference)
        assert [told.standing(preference, at) for at in range(len(providers))] == [*meant.standings(preference)]
        assert [*map(of_any_element, told.takings(allocation))] == [*map(of_any_element, meant.takings(allocation))]
        together += 1

    equals()
    assert together > 10


def of_any_element(taking: Taking) -> Taking:
    """Which elements of a list a fact is missing of is not told."""
    missing = (
        Leaf(tuple(each for each in leaf.path if isinstance(each, str)), leaf.judgement, leaf.why)
        for leaf in taking.missing
    )
    return evolve(taking, missing=frozenset(missing))


def outputs(columns: TakingColumns) -> dict[str, Node]:
    found = {"why": columns.why, "round": columns.round}
    for name, bound in (("before", columns.before), ("own", columns.own), ("limit", columns.limit)):
        found |= {name: bound.top, f"under {name}": bound.bottom}
    return found | {f"missing {key}": node for key, node in columns.missing.seen("facts").items()}


def agrees(columns: TakingColumns, row: dict[str, Any], meant: Taking) -> None:
    why = WHYS[row["why"]]
    assert why == meant.why
    taken: Any = bool(row["round"])
    if columns.starts:
        taken = columns.starts[row["round"] - 1] if row["round"] else NONE
    assert meant.taken == (UNKNOWN if why in ("equal", "missing") else taken)
    if meant.before is not None:
        bounds = {"before": columns.before, "own": columns.own, "limit": columns.limit}
        told = {name: Fraction(row[name], row[f"under {name}"]) * each.scale for name, each in bounds.items()}
        assert told == {"before": meant.before, "own": meant.own, "limit": meant.limit}
    missing = {key for key in columns.missing.seen("facts") if row[f"missing {key}"]}
    assert missing == set(map(any_element, meant.missing))


def test_an_allocation_over_a_list_is_refused() -> None:
    practices = Get(Root(), "practices", ListKind(RecordKind("Practice")))
    over = Allocation("taken", None, (), None, None, (), 1, None, None, False, False, None, over=practices)
    policy = Policy("p", "P", None, "en", DATES[0], None, None, False, "Practice", RECORDS, (), (), ())
    with pytest.raises(Refused, match="a list of each provider"):
        Allocations(encoded(policy, [{}])[1], over).takings()
