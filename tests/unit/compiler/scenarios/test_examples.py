"""Examples: typed facts, what they take over from each other, and what comes out."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from attrs import evolve

from compiler.ir.evaluate import evaluate
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import Outcome, Verdict
from compiler.pipeline import Compilation
from compiler.report.examples import failure_text
from compiler.scenarios.run import run_example, run_examples
from dsl import syntax
from tests.unit.compiler.policies import codes, compiled

POLICY = """
policy P
    document d
    in force 2025-01-01 through 2025-12-31
    judges Practice

document d

counted patient, patients, patiënten

record Practice
    name                  : text
    region                : Region
    registered patients   : count of patients
    contracted 2023       : yes/no
    mandate               : percent
    travel                : minutes
    doctors               : list of Doctor
    languages             : list of text
    chains                : some of DMII, COPD
    valid until           : date, optional
    sent                  : date and time

record Region
    name             : text
    preferred by VGZ : yes/no

record Doctor
    fte      : fte
    position : one of owner, not yet owner
    shifts   : list of Shift

record Shift
    hours : hours

judgement plan convinces by "VGZ"

value share : fte per patient
    source d
    total fte of doctors per registered patients

requirement size
    source d
    registered patients ≥ 3 000 patients

requirement plan
    source d
    plan convinces

decision route
    source d
    | mandate | => channel    | surcharge |
    | ≥ 80%   | own agreement | 2%        |
    | < 80%   | follow        | none      |
"""

FULL = """
example "full"
    as of 2025-03-01
    name = "De Linde"
    region = name "Midden-Brabant", preferred by VGZ yes
    registered patients = 3 500 patients
    contracted 2023 = yes
    mandate = 82.5%
    travel = 1.5 hours
    doctors =
        - fte 0.8, position owner
            shifts =
                - hours 4
                - unknown
        - fte 1, position not yet owner
            shifts = empty
    languages =
        - "nl"
        - unknown
    chains = DMII, COPD
    valid until = none
    sent = 2024-12-20 11:59
    plan convinces = yes
    expect eligible
    expect size met
    expect channel = own agreement
    expect surcharge = 2%
    expect share = 0.0005142857142857142857142857143 fte per patient
"""


def cases(*examples: str) -> Compilation:
    return compiled(POLICY + "".join(examples))


def test_facts_are_typed_and_in_base_units() -> None:
    facts = cases(FULL).examples[0].facts
    assert facts == {
        "name": "De Linde",
        "region": {"name": "Midden-Brabant", "preferred by VGZ": True},
        "registered patients": 3500,
        "contracted 2023": True,
        "mandate": Decimal("0.825"),
        "travel": 90,
        "doctors": (
            {"fte": Decimal("0.8"), "position": "owner", "shifts": ({"hours": 240}, UNKNOWN)},
            {"fte": 1, "position": "not yet owner", "shifts": ()},
        ),
        "languages": ("nl", UNKNOWN),
        "chains": frozenset({"DMII", "COPD"}),
        "valid until": NONE,
        "sent": datetime.datetime(2024, 12, 20, 11, 59),
        "plan convinces": True,
    }


def test_a_run_tells_what_came_out_beside_what_was_expected() -> None:
    runs = run_examples(cases(FULL))
    assert [each.holds for each in runs[0].checks] == [True, True, True, True, False]
    failed = runs[0].failed[0]
    assert (runs[0].holds, failed.actual) == (False, Fraction(18, 35_000)), "a fraction without end is no decimal"


def test_an_example_takes_over_all_that_it_does_not_give() -> None:
    text = """
example "other day" like "smaller" but
    as of 2025-06-01
    registered patients = unknown
    expect undetermined

example "smaller" like "full" but
    registered patients = 2 999 patients
    region =
        preferred by VGZ = no
    expect ineligible
    expect size not met
"""
    compilation = cases(FULL, text)
    _, other, smaller = compilation.examples
    assert smaller.facts["region"] == {"name": "Midden-Brabant", "preferred by VGZ": False}
    assert smaller.facts["mandate"] == Decimal("0.825")
    assert (other.as_of, other.facts["region"]) == (datetime.date(2025, 6, 1), smaller.facts["region"])
    assert [each.holds for each in run_examples(compilation)[1:]] == [True, True]


def test_an_example_with_a_mistake_is_reported_once_and_does_not_run() -> None:
    text = """
example "like a wrong one" like "wrong" but
    mandate = 79%
    expect eligible

example "wrong" like "full" but
    registered patients = 12.5
    expect eligible
"""
    compilation = cases(FULL, text)
    assert codes(compilation).count("E703") == 1
    assert [each.name for each in compilation.examples] == ["full"]


def test_examples_of_a_policy_with_mistakes_do_not_run() -> None:
    compilation = cases("\nrequirement wrong\n    source d\n    nothing\n", FULL)
    assert codes(compilation) == ["E201"]
    assert compilation.examples == ()
    assert run_examples(compilation) == ()


def test_a_module_of_examples_is_held_against_the_one_policy_that_it_uses() -> None:
    compilation = compiled(f"use practice\n{FULL}", practice=POLICY)
    assert [(each.module, each.policy) for each in compilation.examples] == [("main", "practice")]


def test_open_verdicts_are_expected_by_their_word() -> None:
    text = """
example "no judgement yet" like "full" but
    plan convinces = unknown
    expect awaiting judgement
    expect plan awaiting judgement
"""
    assert all(each.holds for each in run_examples(cases(FULL, text))[1:])


def test_what_an_example_does_not_speak_of_has_no_say_in_it() -> None:
    lessons = Compilation(sorted((Path(__file__).parents[4] / "examples").glob("*.policy")))
    assert len(lessons.examples) > 50
    for case in lessons.examples:
        whole, asked = run_example(lessons, case), run_example(lessons, case, whole=False)
        assert (asked.checks, asked.decided.outcome, asked.result) == (
            whole.checks,
            whole.decided.outcome,
            whole.result,
        )


def test_what_failed_is_told_with_the_reasons_of_the_whole_decision_and_no_others_are_worked_out() -> None:
    lessons = Compilation(sorted((Path(__file__).parents[4] / "examples").glob("*.policy")))
    for case in lessons.examples:
        policy, _ = lessons.policy(case.policy, case.as_of)
        assert policy is not None
        full = evaluate(policy, case.facts, case.peers)
        wrong = [syntax.ExpectDecision("ineligible" if full.outcome is Outcome.ELIGIBLE else "eligible")]
        verdicts = [
            syntax.ExpectVerdict(syntax.Name(each.criterion.id), "waived" if each.verdict is Verdict.MET else "met")
            for each in full.results
        ]
        run = run_example(lessons, evolve(case, expected=(*wrong, *verdicts)), whole=False)
        assert [run.reasons(each) for each in run.failed] == [None, *full.results]
        run = run_example(lessons, evolve(case, expected=tuple(wrong)), whole=False)
        assert run.result.outcome is full.outcome
        if full.outcome is not Outcome.ELIGIBLE:
            assert run.result.deciding == full.deciding
        against = False if full.outcome is Outcome.INELIGIBLE else None
        assert len(run.result.results) == sum(each.counts is against for each in full.results)
        assert not (run.result.tables or run.result.deadlines or run.result.values)


RANKED = """
policy P
    document d
    in force 2025-01-01 through 2025-12-31
    judges Practice

document d

record Practice
    score   : number
    branches : whole number
    signed  : whole number

value share : number
    source d
    signed / branches

grant bonus : percent
    source d
    1.5% when rank of score among Practices ≤ 3
    none otherwise

example "alone"
    as of 2025-03-01
    score = 8
    branches = 12
    expect bonus = 1.5%
    expect share = 1
"""


def test_of_a_value_that_is_unknown_it_is_told_what_is_missing() -> None:
    (run,) = run_examples(compiled(RANKED))
    said = failure_text(run)
    assert "because missing: who the other providers are (each a `Practice`); `population` names them" in said
    assert "because missing: `signed`\n" in said
