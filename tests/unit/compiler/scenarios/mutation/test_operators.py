"""A planted mistake of each kind is caught by an example, and goes unnoticed without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.pipeline import Compilation
from compiler.report.mutation import report_text, told
from compiler.scenarios.mutation.run import Held, run_mutants
from dsl.source import SourceFile

HEAD = """
policy P
    document d
    in force 2025-01-01 through 2025-12-31
    judges Practice
    allows

document d "made up"

counted patient, patients

record Practice
    ready    : yes/no
    exempt   : yes/no
    large    : yes/no
    patients : count of patients
    insured  : count of patients
    fte      : fte
    opened   : date
    closed   : date, optional
    moment   : date and time
    waiting  : minute
    kinds    : some of one, two, three
    kind     : one of red, green, blue
    doctors  : list of Doctor

record Doctor
    fte   : fte
    since : date
    fixed : yes/no

judgement good "good" by "somebody"

parameter limit : percent
    source d
    from 2025-01-01 : 4%
    from 2025-07-01 : 5%

"""

# family, rule, words of the change, facts and expectation of the example that notices it
MISTAKES = [
    (
        "comparison",
        "requirement r\n    source d\n    patients ≥ 100 patients",
        "patients > 100 patients",
        "patients = 100",
        "r met",
    ),
    (
        "comparison",
        "requirement r\n    source d\n    opened on or before 2025-01-31",
        "opened before 2025-01-31",
        "opened = 2025-01-31",
        "r met",
    ),
    (
        "comparison",
        "requirement r\n    source d\n    closed is not none",
        "closed is none",
        "closed = none",
        "r not met",
    ),
    (
        "comparison",
        "requirement r\n    source d\n    kind is one of red, blue",
        "kind is not one of",
        "kind = red",
        "r met",
    ),
    (
        "threshold",
        "requirement r\n    source d\n    patients ≥ 80% of insured",
        "`79%`",
        "patients = 79\n    insured = 100",
        "r not met",
    ),
    ("threshold", "requirement r\n    source d\n    fte ≥ 1.3 fte", "`1.2 fte`", "fte = 1.2", "r not met"),
    (
        "threshold",
        "requirement r\n    source d\n    patients < 3000 patients",
        "`3001 patients`",
        "patients = 3000",
        "r not met",
    ),
    (
        "threshold",
        "requirement r\n    source d\n    opened within 6 weeks after 2025-01-01",
        "`7 weeks`",
        "opened = 2025-02-19",
        "r not met",
    ),
    (
        "threshold",
        "requirement r\n    source d\n    patients per insured ≤ limit",
        "`5%` becomes `6%`",
        "patients = 6\n    insured = 100",
        "r not met",
    ),
    (
        "group",
        "requirement r\n    source d\n    all of\n        - ready\n        - large",
        "any of",
        "ready = yes\n    large = no",
        "r not met",
    ),
    (
        "group",
        "requirement r\n    source d\n    at least 2 of\n        - ready\n        - large\n        - exempt",
        "at least 1 of",
        "ready = yes\n    large = no\n    exempt = no",
        "r not met",
    ),
    (
        "group",
        "requirement r\n    source d\n    ready or large",
        "ready and large",
        "ready = yes\n    large = no",
        "r met",
    ),
    (
        "quantifier",
        "requirement r\n    source d\n    every doctor has fixed",
        "some doctor",
        "doctors =\n        - fixed yes\n        - fixed no",
        "r not met",
    ),
    (
        "quantifier",
        "requirement r\n    source d\n    at least 2 doctors have fixed",
        "at least 1",
        "doctors =\n        - fixed yes",
        "r not met",
    ),
    (
        "quantifier",
        "requirement r\n    source d\n    total fte of doctors ≥ 2 fte",
        "highest fte",
        "doctors =\n        - fte 1\n        - fte 1",
        "r met",
    ),
    (
        "quantifier",
        "requirement r\n    source d\n    (number of doctors where fixed) ≥ 1",
        "becomes `number of doctors`",
        "doctors =\n        - fixed no",
        "r not met",
    ),
    (
        "quantifier",
        "requirement r\n    source d\n    latest since of doctors before 2025-01-01",
        "earliest",
        "doctors =\n        - since 2024-01-01\n        - since 2025-01-01",
        "r not met",
    ),
    (
        "condition",
        "requirement r\n    source d\n    all of\n        - ready\n        - large",
        "`large` is left out",
        "ready = yes\n    large = no",
        "r not met",
    ),
    (
        "condition",
        "requirement r\n    source d\n    not ready",
        "`not ready` becomes `ready`",
        "ready = yes",
        "r not met",
    ),
    (
        "exception",
        "requirement r\n    source d\n    applies when large\n    ready",
        "applies when",
        "large = no\n    ready = no",
        "r not applicable",
    ),
    (
        "exception",
        "requirement r\n    source d\n    ready\n    unless exempt",
        "unless",
        "ready = no\n    exempt = yes",
        "r waived",
    ),
    ("criterion", "requirement r\n    source d\n    ready", "left out", "ready = no", "ineligible"),
    ("criterion", "exclusion r\n    source d\n    ready", "requirement r", "ready = yes", "ineligible"),
    (
        "option",
        "requirement r\n    source d\n    kinds includes all of one, two",
        "`two` is left out",
        "kinds = one",
        "r not met",
    ),
    (
        "option",
        "requirement r\n    source d\n    kind is one of red, blue",
        "`blue` is left out",
        "kind = blue",
        "r met",
    ),
    ("unit", "requirement r\n    source d\n    waiting ≤ 2 hours", "2 minutes", "waiting = 60", "r met"),
    (
        "unit",
        "requirement r\n    source d\n    fte per patients ≥ 1 fte per 3000 patients",
        "`patients` becomes `insured`",
        "fte = 1\n    patients = 3000\n    insured = 6000",
        "r met",
    ),
    (
        "started",
        "requirement r\n    source d\n    fte per patients ≥ 1 fte per 3000 patients",
        "per started",
        "fte = 1.5\n    patients = 4500",
        "r met",
    ),
    (
        "started",
        "requirement r\n    source d\n    fte per patients ≥ 1 fte per started 3000 patients",
        "becomes `1 fte per 3000",
        "fte = 1.5\n    patients = 4500",
        "r not met",
    ),
    (
        "date",
        "requirement r\n    source d\n    opened before 1 March 2025",
        "2 March",
        "opened = 2025-03-01",
        "r not met",
    ),
    (
        "date",
        "requirement r\n    source d\n    moment before 1 March 2025 12:00",
        "12:01",
        "moment = 2025-03-01 12:00",
        "r not met",
    ),
    ("judgement", "requirement r\n    source d\n    good", "becomes `yes`", "good = no", "r not met"),
    ("rounding", "value r : fte\n    source d\n    fte rounded up to whole fte", "rounded down", "fte = 1.5", "r = 2"),
    (
        "table",
        "decision t\n    source d\n    | ready | => way |\n    | yes   | a      |\n    | no    | b      |",
        "row 2",
        "ready = no",
        "way = b",
    ),
    (
        "table",
        "decision t first\n    source d\n    | ready | => way |\n    | yes   | a      |\n    | -     | b      |",
        "change places",
        "ready = yes",
        "way = a",
    ),
    (
        "comparison",
        "decision t\n    source d\n    | fte     | => way |\n    | ≥ 1 fte | a      |\n    | < 1 fte | b      |",
        "> 1 fte",
        "fte = 1",
        "way = a",
    ),
    (
        "grant",
        "grant g : percent\n    source d\n    5% when ready\n    2% otherwise",
        "`case 1` is left out",
        "ready = yes",
        "g = 5%",
    ),
    (
        "profile",
        "profile p\n    source d\n    low\n    high when ready",
        "`high` is left out (profile `p`)",
        "ready = yes",
        "p = high",
    ),
    (
        "profile",
        "profile p\n    source d\n    low when ready\n    high when large",
        "low and high change places",
        "ready = no\n    large = yes",
        "p = none",
    ),
]


def held(rule: str, example: str) -> tuple[Held, ...]:
    kept = (
        "\nrequirement kept\n    source d\n    not exempt or exempt\n"
        if not rule.startswith(("requirement", "exclusion"))
        else ""
    )
    source = SourceFile("p.policy", HEAD + rule + kept + example)
    compilation = Compilation.of_texts(source, root=Path())
    assert [each.message.en for each in compilation.diagnostics if each.is_error] == []
    return run_mutants(compilation, jobs=1)


def example(facts: str, expected: str, day: str = "2025-08-01") -> str:
    return f'\n\nexample "it"\n    as of {day}\n    {facts}\n    expect {expected}\n'


@pytest.mark.parametrize(("family", "rule", "words", "facts", "expected"), MISTAKES)
def test_each_mistake_is_noticed_by_the_example_for_it(
    family: str, rule: str, words: str, facts: str, expected: str
) -> None:
    changes = [
        each
        for each in held(rule, example(facts, expected))
        if each.mutant.family == family and words in told(each.mutant)
    ]
    assert changes, "the mistake is made"
    assert all(each.noticed_by == "it" for each in changes)
    without = [each for each in held(rule, "") if each.mutant.family == family and words in told(each.mutant)]
    assert all(each.noticed_by is None for each in without)


def test_a_shifted_period_is_noticed_on_the_day_that_it_moves() -> None:
    rule = "requirement r\n    source d\n    patients per insured ≤ limit"
    facts = "patients = 5\n    insured = 100"
    shown = held(
        rule,
        example(facts, "r not met", "2025-06-30") + example(facts, "r met", "2025-07-01").replace('"it"', '"later"'),
    )
    noticed = {told(each.mutant): each.noticed_by for each in shown if each.mutant.family == "period"}
    assert noticed["if `from 2025-07-01` becomes `from 2025-06-30` (parameter `limit`)"] == "it"
    assert noticed["if `from 2025-07-01` becomes `from 2025-07-02` (parameter `limit`)"] == "later"


def test_a_period_that_starts_before_the_policy_may_start_earlier() -> None:
    shown = held("requirement r\n    source d\n    patients per insured ≤ limit", "")
    same = [told(each.mutant) for each in shown if each.equivalent and each.mutant.family == "period"]
    assert same == ["if `from 2025-01-01` becomes `from 2024-12-31` (parameter `limit`)"]


def test_a_policy_that_is_always_in_force_can_be_changed() -> None:
    text = HEAD.replace("    in force 2025-01-01 through 2025-12-31\n", "")
    rule = "requirement r\n    source d\n    patients ≥ 100 patients\n"
    shown = run_mutants(Compilation.of_texts(SourceFile("p.policy", text + rule), root=Path()))
    assert [each.survives for each in shown if "patients ≥" in told(each.mutant)] == [True] * 3


def test_a_date_that_shows_only_on_days_of_no_example_can_be_noticed() -> None:
    """On the day of the example, and on all earlier ones, everyone meets it."""
    rule = """requirement r
    source d
    any of
        - opened before 2027-01-01
        - opened after date of decision
"""
    text = (
        HEAD.replace("force 2025-01-01 through 2025-12-31", "force from 2025-01-01")
        + rule
        + example("ready = yes", "r met")
    )
    shown = run_mutants(Compilation.of_texts(SourceFile("p.policy", text), root=Path()))
    found = [each for each in shown if "2027" in told(each.mutant)]
    assert found and not any(each.equivalent for each in found)


def test_a_value_that_two_criteria_read_is_changed_once() -> None:
    rules = """
value many : yes/no
    source d
    patients ≥ 100 patients

requirement first
    source d
    many

requirement second
    source d
    many or ready
"""
    changes = [
        each
        for each in held(rules, "")
        if each.mutant.declaration.key.name == "many" and each.mutant.family == "comparison"
    ]
    assert len(changes) == 1


def test_an_example_that_fails_counts_for_nothing() -> None:
    rule = "requirement r\n    source d\n    patients ≥ 100 patients"
    assert all(each.noticed_by is None for each in held(rule, example("patients = 100", "r not met")))


def test_only_the_decision_notices_that_a_criterion_is_left_out() -> None:
    rule = "requirement r\n    source d\n    ready"
    by_verdict = [each for each in held(rule, example("ready = no", "r not met")) if "left out" in told(each.mutant)]
    assert [each.noticed_by for each in by_verdict] == [None]
    assert "alone decides, and that expects the decision (`expect ineligible`)" in report_text(by_verdict, "en")
    found = held(rule, example("ready = no", "ineligible"))
    assert [each.noticed_by for each in found if "left out" in told(each.mutant)] == ["it"]


def test_one_is_told_in_the_word_for_one() -> None:
    text = """
policy P
    judges Practice

counted doctor, doctors

record Practice
    doctors : list of Doctor

record Doctor
    fixed : yes/no

requirement r
    at least 2 doctors
"""
    compilation = Compilation.of_texts(SourceFile("p.policy", text), root=Path())
    said = " ".join(told(each.mutant) for each in run_mutants(compilation, jobs=1))
    assert "becomes `at least 1 doctor`" in said and "becomes `at least 3 doctors`" in said


def test_survivors_are_told_in_the_language_of_the_policy() -> None:
    text = """taal nl

beleid P
    document d
    geldig 2025-01-01 tot en met 2025-12-31
    beoordeelt Praktijk
    staat toe

document d "verzonnen"

geteld patiënt, patiënten

gegevens Praktijk
    patiënten : aantal patiënten

eis r
    bron d
    patiënten ≥ 100 patiënten
"""
    source = SourceFile("p.policy", text)
    compilation = Compilation.of_texts(source, root=Path())
    said = [told(each.mutant) for each in run_mutants(compilation, jobs=1)]
    assert "als `patiënten ≥ 100 patiënten` verandert in `patiënten > 100 patiënten` (criterium `r`)" in said


def test_the_numbers_of_a_rate_that_a_parameter_holds_are_changed() -> None:
    rule = """parameter norm : fte per patient
    source d
    from 2025-01-01 : 1.0 fte per 1 patient

requirement r
    source d
    fte per patients ≥ norm"""
    found = held(rule, example("fte = 3 fte\n    patients = 3", "r met"))
    said = {told(each.mutant): each.noticed_by for each in found if each.mutant.declaration.key.name == "norm"}
    assert {change for change in said if "`1.0 fte`" in change or "`1 patient`" in change} == {
        "if `1.0 fte` becomes `0.9 fte` (parameter `norm`)",
        "if `1.0 fte` becomes `1.1 fte` (parameter `norm`)",
        "if `1 patient` becomes `2 patient` (parameter `norm`)",
    }
    assert said["if `1.0 fte` becomes `1.1 fte` (parameter `norm`)"] == "it"
