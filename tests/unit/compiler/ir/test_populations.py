"""Preferences and allocations over a handful of providers: places, ties, what is missing, rounds and limits."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from compiler.ir.peers import Peers
from compiler.ir.populations import Population
from compiler.ir.values import NONE, UNKNOWN
from compiler.pipeline import Compilation
from dsl.source import SourceFile

HEAD = """policy Intake
    in force from 2023-01-01
    judges Practice

document d "Document"

counted patient, patients

record Practice
    name       : text
    region     : text
    contracted : yes/no
    score      : number, optional
    patients   : count of patients

requirement contracted
    source d
    contracted

"""


def population(order: str, *providers: dict[str, Any]) -> Population:
    compilation = Compilation.of_texts(SourceFile("intake.policy", HEAD + order), root=Path())
    assert [each.message.en for each in compilation.diagnostics] == []
    policy, _ = compilation.policy("intake", datetime.date(2023, 1, 1))
    assert policy is not None
    return Population(policy, Peers(tuple(providers)))


def practice(_name: Any, /, **facts: Any) -> dict[str, Any]:
    given = {"name": _name, "region": "Noord", "contracted": True, "score": 7, "patients": 1000, **facts}
    return {key: value for key, value in given.items() if value is not UNKNOWN}


def places(order: str, *providers: dict[str, Any]) -> list[Any]:
    made = population(f"preference p\n    source d\n{order}", *providers)
    return [each.place for each in made.standings(made.policy.preferences[0])]


def taken(lines: str, *providers: dict[str, Any]) -> list[Any]:
    made = population(f"allocation a\n    source d\n{lines}", *providers)
    return [each.taken for each in made.takings(made.policy.allocations[0])]


BY_SCORE = "    ordered by score highest first\n"


def test_equal_ones_share_a_place_and_the_next_step_tells_apart() -> None:
    three = (practice("A"), practice("B", score=8), practice("C"))
    assert places(BY_SCORE, *three) == [2, 1, 2]
    assert places("    ordered by score highest first, then name\n", *three) == [2, 1, 3]


def test_only_the_eligible_have_a_place_and_none_comes_last() -> None:
    assert places(BY_SCORE, practice("A", score=NONE), practice("B"), practice("C", contracted=False)) == [2, 1, NONE]


def test_a_place_is_open_only_where_a_missing_fact_could_change_it() -> None:
    members = (practice("A", score=9), practice("B", score=UNKNOWN), practice("C", score=1, region="Zuid"))
    assert places(BY_SCORE, *members) == [UNKNOWN, UNKNOWN, UNKNOWN]
    assert places(f"    per region\n{BY_SCORE}", *members) == [UNKNOWN, UNKNOWN, 1]
    made = population(f"preference p\n    source d\n{BY_SCORE}", *members)
    assert [(each.best, each.worst) for each in made.standings(made.policy.preferences[0])] == [(1, 2), (1, 3), (2, 3)]


def test_open_eligibility_leaves_the_places_behind_it_open() -> None:
    members = (practice("A", score=9, contracted=UNKNOWN), practice("B"), practice("C", score=10))
    assert places(BY_SCORE, *members) == [UNKNOWN, UNKNOWN, 1]


def test_a_weighted_score_puts_the_highest_first() -> None:
    order = "    weight 60% : score\n    weight 40% : 10 - score\n"
    assert places(order, practice("A", score=2), practice("B", score=3)) == [2, 1]


BY_NAME = "    take Practices ordered by name\n"


@pytest.mark.parametrize(("rule", "wanted"), [("in", [True, True, False]), ("out", [True, False, False])])
def test_the_one_that_crosses_the_limit(rule: str, wanted: list[bool]) -> None:
    lines = f"{BY_NAME}    until patients reach 1500 patients\n    the Practice that crosses the limit is {rule}\n"
    assert taken(lines, practice("A"), practice("B"), practice("C", patients=1)) == wanted


def test_a_limit_that_is_reached_exactly_ends_it() -> None:
    lines = f"{BY_NAME}    until patients reach 50% of the total\n    the Practice that crosses the limit is in\n"
    assert taken(lines, *(practice(name) for name in "ABCD")) == [True, True, False, False]


def test_all_of_the_group_count_in_the_total_and_only_the_eligible_are_taken() -> None:
    lines = f"{BY_NAME}    until patients reach 50% of the total\n    the Practice that crosses the limit is out\n"
    assert taken(lines, practice("A", contracted=False), practice("B"), practice("C")) == [False, True, False]


def test_a_number_of_agreements_and_a_tie_at_its_border() -> None:
    lines = "    take Practices ordered by score highest first\n    until 2 are taken\n"
    assert taken(lines, practice("A"), practice("B", score=8), practice("C", score=6)) == [True, True, False]
    assert taken(lines, practice("A"), practice("B", score=8), practice("C")) == [UNKNOWN, True, UNKNOWN]
    assert taken(lines, practice("A"), practice("B")) == [True, True]


def test_rounds_go_on_with_who_waits() -> None:
    lines = (
        "    per region\n    each quarter from 2023-07-01 through 2023-12-31\n"
        f"{BY_NAME}    until patients reach 25% of the total\n    the Practice that crosses the limit is in\n"
    )
    july, october = datetime.date(2023, 7, 1), datetime.date(2023, 10, 1)
    members = [practice(name) for name in "ABCDE"]
    assert taken(lines, *members, practice("F", region="Zuid")) == [july, july, october, october, NONE, july]


def test_a_group_waits_for_its_missing_facts_and_others_do_not() -> None:
    lines = f"    per region\n{BY_NAME}    until 1 are taken\n"
    members = (practice("A"), practice(UNKNOWN), practice("C", region="Zuid"))
    assert taken(lines, *members) == [UNKNOWN, UNKNOWN, True]
    assert taken(lines, *members, practice("D", region=UNKNOWN)) == [UNKNOWN] * 4


GROUP = """policy Intake
    in force from 2023-01-01
    judges Care group

document d "Document"

counted patient, patients

record Care group
    practices : list of Practice, optional, each practice
    room      : count of patients

record Practice
    name     : text
    region   : text
    patients : count of patients

value half the room
    source d
    50% of room

allocation a
    source d
"""


def within(lines: str, *members: Any, **facts: Any) -> Any:
    compilation = Compilation.of_texts(SourceFile("intake.policy", GROUP + lines), root=Path())
    assert [each.message.en for each in compilation.diagnostics if each.is_error] == []
    policy, _ = compilation.policy("intake", datetime.date(2023, 1, 1))
    assert policy is not None
    made = Population(policy, Peers(({"practices": members, **facts},)))
    return made.within(policy.allocations[0])[0].taken


def part(_name: Any, /, patients: Any = 1000, region: Any = "Noord") -> dict[str, Any]:
    given = {"name": _name, "region": region, "patients": patients}
    return {key: value for key, value in given.items() if value is not UNKNOWN}


OF_LIST = "    take practices ordered by name\n"
CROSSES = "    the practice that crosses the limit is in\n"
IN_REGION = (
    f"    per region\n{OF_LIST}    until patients reach 25% of patients of all practices in the same region\n{CROSSES}"
)


def test_elements_of_a_list_are_taken_in_the_order_in_which_they_stand() -> None:
    assert within(f"{OF_LIST}    until 2 are taken\n", part("C"), part("A"), part("B")) == (False, True, True)
    assert within(f"{OF_LIST}    until 2 are taken\n") == ()
    assert within(f"{OF_LIST}    until 2 are taken\n", practices=NONE) == ()
    assert within(f"{OF_LIST}    until 2 are taken\n", practices=UNKNOWN) is UNKNOWN


def test_what_all_elements_have_in_the_same_group_is_its_total() -> None:
    practices = (part("C"), part("A"), part("D", region="Zuid"), part("E", 9000, region="Zuid"), part("B", 3000))
    wanted = (False, True, True, True, True)  # 1250 in Noord, of which A has 1000; 2500 in Zuid, of which D has 1000
    assert within(IN_REGION, *practices) == wanted
    assert within(IN_REGION.replace("patients of all practices in the same region", "the total"), *practices) == wanted


def test_a_limit_may_be_a_fact_of_the_provider_or_made_of_one() -> None:
    for limit in ("room", "2 * half the room", "20% of total patients of practices"):
        lines = f"{OF_LIST}    until patients reach ({limit})\n{CROSSES}"
        assert within(lines, *map(part, "EDCBA"), room=1000) == (False, False, False, False, True)


def test_a_missing_fact_of_one_element_leaves_its_group_open_alone() -> None:
    open_, south = part("B", patients=UNKNOWN), part("D", region="Zuid")
    assert within(IN_REGION, part("A"), open_, south) == (UNKNOWN, UNKNOWN, True)
    assert within(IN_REGION, part("A"), part("B", region=UNKNOWN), south) is UNKNOWN
    assert within(IN_REGION, part("A"), UNKNOWN) is UNKNOWN


def test_who_has_no_known_group_is_not_told_to_have_none() -> None:
    lines = "    per region\n    take Practices ordered by name\n    until 1 are taken\n"
    made = population(f"allocation a\n    source d\n{lines}", practice("A"), practice("B", region=UNKNOWN))
    assert [each.group for each in made.takings(made.policy.allocations[0])] == ["Noord", UNKNOWN]


def test_a_limit_that_does_not_exist_leaves_open_who_is_taken() -> None:
    lines = "take Practices ordered by name\n    until one reach (average score among Practices)"
    made = population(
        "value one\n    source d\n    1\n\nallocation a\n    source d\n"
        f"    {lines}\n    the Practice that crosses the limit is in\n",
        practice("A", score=NONE),
        practice("B", score=NONE, contracted=False),
    )
    found = made.takings(made.policy.allocations[0])
    assert [(each.taken, each.why) for each in found] == [(UNKNOWN, "no limit"), (False, "not eligible")]
