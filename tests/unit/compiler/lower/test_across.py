"""What it means that one policy rests on another, that an agreement is held, and that one module goes before another."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from compiler.backends.python_predicate import OUTCOMES, compile_predicate
from compiler.ir.evaluate import evaluate
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import Outcome, Verdict
from tests.unit.compiler.policies import DAY, codes, compiled, policy_of

RECORDS = """
record RHO
    contracted : yes/no
    system     : System, optional
    practices  : list of Practice
    agreements : some of basic care, urgent care, lists agreements

record System
    supports OPEN : yes/no
    closed        : yes/no
    old           : yes/no
    replaced      : yes/no

record Practice
    fte : fte
"""
SYSTEM = """
use records

policy System rules
    in force 2025-01-01 through 2025-12-31
    judges System

judgement serves well by "purchaser"

requirement standards
    supports OPEN

requirement renewal
    applies when old
    replaced

exclusion closed system
    closed
    unless serves well
"""
PRACTICE = """
use records

policy Practice rules
    judges Practice

value enough : fte
    1.0 fte

requirement staffing
    fte ≥ enough
"""
MAIN = """
use records

policy RHO rules
    judges RHO

requirement information system
    meets system for system

requirement practices
    every practice has meets practice

requirement basic agreement
    holds agreement "basic care"
"""
GOOD = {"supports OPEN": True, "old": False, "closed": False}


def verdict(criterion: str, **facts: Any) -> str:
    policy = policy_of(MAIN, records=RECORDS, system=SYSTEM, practice=PRACTICE)
    given = {name.replace("_", " "): value for name, value in facts.items()}
    result = evaluate(policy, given)
    assert OUTCOMES[compile_predicate(policy).decide(given)] is result.outcome
    return next(each.verdict.value for each in result.results if each.criterion.id == criterion)


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        (GOOD, "met"),
        ({**GOOD, "supports OPEN": False}, "not met"),
        ({**GOOD, "supports OPEN": False, "closed": UNKNOWN, "old": UNKNOWN}, "not met"),
        ({**GOOD, "supports OPEN": UNKNOWN}, "unknown"),
        ({**GOOD, "old": True, "replaced": False}, "not met"),
        ({**GOOD, "old": True, "replaced": True}, "met"),
        ({**GOOD, "old": UNKNOWN, "replaced": True}, "met"),
        ({**GOOD, "closed": True, "serves well": True}, "met"),
        ({**GOOD, "closed": True, "serves well": False}, "not met"),
        ({**GOOD, "closed": True}, "awaiting judgement"),
        ({**GOOD, "closed": UNKNOWN, "serves well": True}, "met"),
        (NONE, "not met"),
        (UNKNOWN, "unknown"),
    ],
)
def test_meets_for_a_nested_record(system: Any, expected: str) -> None:
    assert verdict("information system", system=system) == expected


@pytest.mark.parametrize(
    ("practices", "expected"),
    [
        (({"fte": 1}, {"fte": 2}), "met"),
        (({"fte": 1}, {"fte": 0}), "not met"),
        (({"fte": 0}, {"fte": UNKNOWN}), "not met"),
        (({"fte": 1}, {}), "unknown"),
        ((), "met"),
    ],
)
def test_meets_in_a_list_holds_each_element_against_the_policy(practices: Any, expected: str) -> None:
    assert verdict("practices", practices=practices) == expected


@pytest.mark.parametrize(
    ("agreements", "expected"),
    [({"basic care"}, "met"), ({"urgent care"}, "not met"), (set(), "not met"), (None, "unknown")],
)
def test_holds_agreement(agreements: set[str] | None, expected: str) -> None:
    assert (
        verdict("basic agreement", **({} if agreements is None else {"agreements": frozenset(agreements)})) == expected
    )


def test_a_policy_meets_another_on_the_same_record_and_through_others() -> None:
    main = "use records\n\npolicy P\n    judges RHO\n\nrequirement base\n    meets middle\n"
    middle = (
        "use records\n\npolicy M\n    judges RHO\n\nrequirement contracted\n    contracted\n\n"
        "requirement system\n    meets system for system\n"
    )
    policy = policy_of(main, records=RECORDS, middle=middle, system=SYSTEM)
    assert evaluate(policy, {"contracted": True, "system": GOOD}).outcome is Outcome.ELIGIBLE
    assert evaluate(policy, {"contracted": False}).outcome is Outcome.INELIGIBLE
    assert evaluate(policy, {"contracted": True, "system": {**GOOD, "closed": True}}).outcome is Outcome.AWAITING


def test_the_explanation_names_the_criteria_of_the_other_policy() -> None:
    policy = policy_of(MAIN, records=RECORDS, system=SYSTEM, practice=PRACTICE)
    result = evaluate(policy, {"system": {**GOOD, "supports OPEN": False}}).results[0]
    assert result.body.mark.said == "meets system for system"
    assert [(each.mark.said, each.holds) for each in result.body.parts] == [
        ("system is not none", True),
        ("standards", False),
        ("renewal", True),
        ("closed system", True),
    ]
    assert [each.mark.said for each in result.body.parts[1].parts] == ["supports OPEN"]


def test_the_judgements_of_the_other_policy_are_asked_of_the_record_that_it_judges() -> None:
    policy = policy_of(MAIN, records=RECORDS, system=SYSTEM, practice=PRACTICE)
    judgement = policy.record("System").find("serves well")
    assert judgement is not None and judgement.judgement and judgement.judge == "purchaser"


def test_the_other_policy_has_to_be_in_force_on_the_day() -> None:
    compilation = compiled(MAIN, records=RECORDS, system=SYSTEM, practice=PRACTICE)
    policy, problems = compilation.policy("main", datetime.date(2026, 1, 1))
    assert policy is None
    assert {each.code for each in problems} == {"E409"}


def test_a_mistake_in_the_other_policy_leaves_no_policy() -> None:
    compilation = compiled(MAIN, records=RECORDS, system=SYSTEM.replace("closed\n", "close\n"), practice=PRACTICE)
    assert "E201" in codes(compilation)
    assert compilation.policy("main", DAY) == (None, ())


def test_dutch_keywords() -> None:
    main = "gebruik records\n\nbeleid P\n    beoordeelt RHO\n\n"
    main += 'eis systeem\n    voldoet aan system voor system\n\neis basis\n    heeft overeenkomst "basic care"\n'
    policy = policy_of(main, records=RECORDS, system=SYSTEM)
    result = evaluate(policy, {"system": GOOD, "agreements": frozenset({"basic care"})})
    assert [each.verdict for each in result.results] == [Verdict.MET, Verdict.MET]
    assert result.results[0].body.mark.said == "voldoet aan system voor system"


# --- precedence -------------------------------------------------------------------------------------------------------

WEBSITE = "use records\n\nparameter term : number\n    from 2025-01-01 : 6\n\nrequirement answers\n    contracted\n"
GENERAL = "use records\n\nparameter term : number\n    from 2025-01-01 : 4\n\nrequirement answers\n    not contracted\n"
RANKED = (
    "use records\nuse general\nuse website\n\n{precedence}policy P\n    judges RHO\n\nvalue weeks : number\n    term\n"
)


@pytest.mark.parametrize(
    ("order", "weeks", "outcome"),
    [("main, general, website", 4, Outcome.INELIGIBLE), ("main, website, general", 6, Outcome.ELIGIBLE)],
)
def test_the_first_module_of_the_order_wins(order: str, weeks: int, outcome: Outcome) -> None:
    text = RANKED.format(precedence=f"precedence {order}\n\n")
    policy = policy_of(text, records=RECORDS, general=GENERAL, website=WEBSITE)
    result = evaluate(policy, {"contracted": True})
    assert result.outcome is outcome
    assert result.values["weeks"] == weeks
    assert [each.criterion.id for each in result.results] == ["answers"]


@pytest.mark.parametrize("precedence", ["", "precedence main, general\n\n"])
def test_a_conflict_that_nobody_settles_is_an_error(precedence: str) -> None:
    compilation = compiled(RANKED.format(precedence=precedence), records=RECORDS, general=GENERAL, website=WEBSITE)
    assert codes(compilation).count("E207") == 2


@pytest.mark.parametrize(("order", "expected"), [("main, general", "not met"), ("general, main", "met")])
def test_an_own_declaration_can_win_or_give_way(order: str, expected: str) -> None:
    main = f"use records\nuse general\n\nprecedence {order}\n\npolicy P\n    judges RHO\n\nrequirement answers\n    contracted\n"
    policy = policy_of(main, records=RECORDS, general=GENERAL)
    assert evaluate(policy, {"contracted": False}).results[0].verdict.value == expected


def test_what_does_not_apply_is_told_as_its_author_wrote_it() -> None:
    system = SYSTEM.replace("applies when old", "applies when not old").replace("    closed\n", "    not closed\n")
    policy = policy_of(MAIN, records=RECORDS, system=system, practice=PRACTICE)
    result = evaluate(policy, {"system": {**GOOD, "closed": True, "replaced": True}})
    met = next(each.body for each in result.results if each.criterion.id == "information system")
    _, _, renewal, closed = met.parts
    assert [(each.mark.said, each.holds) for each in renewal.parts] == [
        ("not applicable (applies when not old)", False),
        ("replaced", True),
    ]
    assert (closed.mark.said, closed.parts[0].mark.said, closed.parts[0].holds) == ("closed system", "closed", True)
    assert met.holds
