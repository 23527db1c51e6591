"""What must hold of conditions on other providers: every backend says the same, learning more never turns a verdict, ranks are
what a sorted list says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from unittest.mock import patch

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.backends.python_predicate import OUTCOMES, VERDICTS, compile_predicate
from compiler.ir.allocations import within
from compiler.ir.evaluate import decide, evaluate, judge
from compiler.ir.expressions import truth, value
from compiler.ir.nodes import Allocation, Criterion, Expr, Policy, Preference, Root
from compiler.ir.peers import Peers
from compiler.ir.places import Scope
from compiler.ir.populations import Population
from compiler.ir.ranges import Range
from compiler.lower import peers
from tests.strategies import ir, providers
from tests.strategies.population import (
    allocations,
    criteria,
    over_a_list,
    populations,
    preferences,
    registers,
    standings,
)
from tests.strategies.records import DATES, RECORDS, Draw

POLICY = Policy("p", "P", None, "en", DATES[0], None, None, False, "Practice", RECORDS, (), (), ())
PATIENTS = RECORDS[0].find("patients")
assert PATIENTS is not None


@given(criteria(), populations())
def test_predicate_and_reasons_say_what_the_meaning_says(
    criterion: Criterion, population: tuple[dict[str, Any], Peers | None]
) -> None:
    facts, among = population
    policy = evolve(POLICY, criteria=(criterion,))
    meant = decide(policy, facts, among)
    predicate = compile_predicate(policy)
    assert OUTCOMES[predicate.decide(facts, among)] is meant.outcome
    assert VERDICTS[predicate.verdicts(facts, among)[0]] is meant.criteria[0].verdict
    explained = evaluate(policy, facts, among)
    assert explained.results[0].verdict is meant.criteria[0].verdict
    assert explained.results[0].rests_on == meant.criteria[0].rests_on


@settings(max_examples=300)
@given(st.lists(standings(), min_size=1, max_size=2), st.lists(providers.facts(), min_size=1, max_size=6), st.data())
def test_what_is_gathered_says_what_going_through_all_says(
    asked: list[Expr], members: list[dict[str, Any]], data: st.DataObject
) -> None:
    """For each member in turn and one beside them, with facts supposed too: the same truth, ranges and missing facts."""
    gathered = Peers(tuple(members))
    supposed = data.draw(supposals(len(members)))
    for place in (*range(len(members)), None):
        facts = {} if place is None else members[place]
        for expr in asked:
            for peers_ in (gathered, Peers(tuple(members))):
                scope = Scope(facts, peers=evolve(peers_, judged=place), supposed=supposed)
                with patch("compiler.ir.among.among", return_value=None):
                    one_by_one = truth(expr, scope)
                assert truth(expr, scope) == one_by_one


@settings(max_examples=300)
@given(preferences(), registers(), st.sampled_from([None, "yes", "perhaps yes"]))
def test_places_in_an_order_made_once_are_those_of_each_held_against_each(
    preference: Preference, members: list[dict[str, Any]], required: str | None
) -> None:
    fact = None if required is None else RECORDS[0].find(required)
    criteria_ = (
        () if fact is None else (Criterion("c", "requirement", None, (), None, peers.field(Root(), fact), None),)
    )
    policy = evolve(POLICY, criteria=criteria_, preferences=(preference,))
    at_once, apart = (Population(policy, Peers(tuple(members))) for _ in range(2))
    found = at_once.standings(preference)
    assert found == tuple(apart.standing(preference, place) for place in range(len(members)))
    assert found == at_once.standings(preference)


@st.composite
def supposals(draw: Draw, members: int) -> dict[Any, Any]:
    """Facts that are supposed of some members."""
    found: dict[Any, Any] = {}
    for number in draw(st.sets(st.integers(1, members), max_size=2)):
        name = draw(st.sampled_from(["patients", "weight", "position"]))
        found["Practice", number, name] = draw(providers.values_of((name,)))
    return found


@given(criteria(), st.lists(providers.facts_learnt(), min_size=1, max_size=3))
def test_learning_a_fact_of_anyone_never_turns_a_verdict(
    criterion: Criterion, records: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    if ir.asks_what_is_known(criterion):
        return
    before, after = (
        judge(criterion, Scope(members[0], peers=Peers(members).seen_by(0))) for members in zip(*records, strict=True)
    )
    unknown = judge(criterion, Scope(records[0][0]))
    for less, more in ((before, after), (unknown, before)):
        assert less.verdict.is_open or more.verdict is less.verdict
        assert less.counts is None or more.counts is less.counts


@given(st.lists(st.integers(0, 4), min_size=1, max_size=7), st.booleans(), st.booleans())
def test_a_rank_is_the_place_in_a_sorted_list(counts: list[int], lowest: bool, strictly: bool) -> None:
    members = tuple({"patients": each} for each in counts)
    assert PATIENTS is not None
    rank = peers.rank(
        peers.Counted("Practice"),
        lambda who, folds: peers.field(who, PATIENTS),
        PATIENTS.kind,
        Root(),
        0,
        lowest=lowest,
        strictly=strictly,
    )
    for place, mine in enumerate(counts):
        others = [*counts[:place], *counts[place + 1 :]]
        ahead = [each for each in others if (each < mine if lowest else each > mine) or (strictly and each == mine)]
        found = value(rank, Scope(members[place], peers=Peers(members).seen_by(place)))
        assert found == Range.at(Fraction(1 + len(ahead)))


@given(allocations(), registers() | registers(complete=True))
def test_an_allocation_over_a_list_takes_as_one_among_those_providers_does(
    allocation: Allocation, providers: list[dict[str, Any]]
) -> None:
    among = Population(POLICY, Peers(tuple(providers))).takings(allocation)
    found = within(over_a_list(allocation), Scope({"practices": tuple(providers)})).elements
    assert found is not None
    for one, each in zip(among, found, strict=True):
        assert evolve(each, missing=one.missing) == one
        assert {leaf.path[0] for leaf in each.missing} <= {"practices"}
        assert {leaf.path[2:] for leaf in each.missing} == {leaf.path for leaf in one.missing}
