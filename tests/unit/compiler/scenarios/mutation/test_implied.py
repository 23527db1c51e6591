"""A part of a conjunction is left out only where the others say all that it says, open facts included."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir.evaluate import judge
from compiler.ir.nodes import And, Compare, Criterion, Expr, Fold, Get, IsState, Item, Lit, Mark, Not, Or, Root
from compiler.ir.places import Scope
from compiler.scenarios.mutation.implied import plainer, plainer_criterion
from dsl.kinds import ListKind, NumberKind, RecordKind, YesNoKind
from tests.strategies import ir, providers

A, B = (Get(Root(), name, YesNoKind()) for name in "ab")
J = Get(Root(), "j", YesNoKind(), judgement=True)
RHO = Get(Root(), "RHO", RecordKind("RHO"), optional=True)
THERE = Not(IsState("none", RHO))
OF_RHO, JUDGED = Get(RHO, "mandated", YesNoKind()), Get(RHO, "assessed", YesNoKind(), judgement=True)
CHAINS = Get(Root(), "chains", ListKind(RecordKind("Chain")))
TOLD = Get(Item(0), "agreement", RecordKind("Agreement"), optional=True)
SIGNED = Get(TOLD, "signed", YesNoKind())


def at_least(number: int, held: Get = CHAINS) -> Expr:
    return Compare("≥", Fold("count", held, 0), Lit(Fraction(number)), NumberKind(whole=True))


def of_chains(fold: Any, of: Expr, held: Get = CHAINS) -> Expr:
    return Fold(fold, held, 0, None, of)


EVERY, SOME = (of_chains(each, Not(IsState("none", TOLD))) for each in ("every", "some"))
ALL_SIGNED, ONE_SIGNED = (of_chains(each, SIGNED) for each in ("every", "some"))


@pytest.mark.parametrize(
    ("whole", "plain"),
    [
        (And((THERE, OF_RHO)), OF_RHO),
        (And((THERE, And((B, Mark(OF_RHO, "mandated"))))), And((B, OF_RHO))),
        (Not(And((THERE, OF_RHO))), Not(OF_RHO)),
        (And((A, And((A, B)))), And((A, B))),
        (And((at_least(0), A)), A),
        (And((at_least(1), ONE_SIGNED)), ONE_SIGNED),
        (And((EVERY, ALL_SIGNED)), ALL_SIGNED),
        (And((SOME, ALL_SIGNED, ONE_SIGNED)), And((ALL_SIGNED, ONE_SIGNED))),
    ],
)
def test_what_says_nothing(whole: Expr, plain: Expr) -> None:
    assert plainer(whole) == plain


OPTIONAL = evolve(CHAINS, optional=True)


@pytest.mark.parametrize(
    "whole",
    [
        And((A, B)),
        Or((THERE, OF_RHO)),
        And((THERE, JUDGED)),  # while RHO is unknown the one waits for data, the other for a judgement
        And((THERE, IsState("known", OF_RHO))),
        And((J, Or((J, A)))),
        And((at_least(1), ALL_SIGNED)),
        And((at_least(2), ONE_SIGNED)),
        And((EVERY, ONE_SIGNED)),
        And((SOME, ALL_SIGNED)),  # without any chain
        And((at_least(1, OPTIONAL), of_chains("some", SIGNED, evolve(OPTIONAL, name="others")))),
    ],
)
def test_what_says_something(whole: Expr) -> None:
    assert plainer(whole) == whole


def guards(body: Expr) -> Iterator[Expr]:
    """Conditions that may say nothing beside a condition: about the records, lists and facts of the judged one."""
    for get in (*ir._gets(RecordKind, ()), *ir._gets(YesNoKind, ())):
        yield Not(IsState("none", get))
        if isinstance(get.kind, YesNoKind):
            yield get
    for held, element in ir._lists(()):
        yield at_least(1, held)
        yield at_least(0, held)
        if element == "Doctor":
            for fold in ("every", "some"):
                yield of_chains(
                    fold, Not(IsState("none", Get(Item(0), "region", RecordKind("Region"), optional=True))), held
                )
                yield of_chains(fold, Get(Item(0), "yes", YesNoKind()), held)
    yield body


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_what_is_left_out_changes_no_verdict(data: st.DataObject) -> None:
    drawn: Criterion = data.draw(ir.criteria(depth=2))
    parts = data.draw(st.lists(st.sampled_from([*guards(drawn.body)]), min_size=1, max_size=4))
    whole = evolve(drawn, body=And((*parts, drawn.body)))
    plain = plainer_criterion(whole)
    for _ in range(3):
        facts = data.draw(providers.facts())
        one, other = (judge(each, Scope(facts)) for each in (whole, plain))
        assert (one.verdict, one.counts) == (other.verdict, other.counts)
