"""Amendments never reach back: before its first day an amended policy decides as the text without the amendment does."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir.evaluate import decide
from compiler.ir.nodes import Policy
from compiler.ir.values import UNKNOWN
from compiler.pipeline import Compilation
from dsl.source import SourceFile

BASE = """
policy P
    judges Lab

document d "Document"

record Lab
    kind  : one of hospital, centre
    a     : yes/no
    b     : yes/no
    c     : yes/no
    price : number

parameter ceiling : number
    source d
    from 2024-01-01 : 5

requirement first
    source d
    all of
        - a
        - b

requirement second
    source d
    applies when kind is hospital
    price ≤ ceiling
    unless c

exclusion third
    source d
    a and c
"""
CRITERIA = ("requirement first", "requirement second", "exclusion third")
CONDITIONS = st.sampled_from(("a", "b", "not c", "a or b", "price > 3", "kind is centre", "price is known"))
NEW = st.builds("\n        source d\n        {}".format, CONDITIONS)
CHANGES = st.one_of(
    st.builds("withdraw {}".format, st.sampled_from(CRITERIA)),
    st.builds("withdraw {} from requirement first".format, st.sampled_from(("a", "b"))),
    st.just("withdraw a from exclusion third"),
    st.builds("replace {}{}".format, st.sampled_from(CRITERIA), NEW),
    st.builds("add {} new{}".format, st.sampled_from(("requirement", "exclusion")), NEW),
    st.builds("add {} to {}{}".format, st.sampled_from(("alternative", "exception")), st.sampled_from(CRITERIA), NEW),
)
PARAMETER = st.builds(
    "change parameter ceiling\n        from {} : {}".format,
    st.dates(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)),
    st.integers(0, 9),
)
LIMITS = st.none() | CONDITIONS
DAYS = st.dates(datetime.date(2024, 1, 2), datetime.date(2024, 12, 31))
FACTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(("hospital", "centre", UNKNOWN)),
        **{name: st.sampled_from((True, False, UNKNOWN)) for name in "abc"},
        "price": st.integers(0, 9) | st.just(UNKNOWN),
    }
)


def policy_on(text: str, day: datetime.date) -> Policy:
    compilation = Compilation.of_texts(SourceFile("/nowhere/main.policy", text))
    errors = [each for each in compilation.diagnostics if each.is_error]
    assert not errors, errors
    policy, problems = compilation.policy("main", day)
    assert policy is not None, problems
    return policy


def outcome(policy: Policy, facts: dict[str, Any]) -> list[tuple[str, str, bool | None]]:
    return [(each.criterion.id, each.verdict.value, each.counts) for each in decide(policy, facts).criteria]


@settings(max_examples=60, deadline=None)
@given(CHANGES | PARAMETER, LIMITS, DAYS, st.integers(1, 400), st.lists(FACTS, min_size=5, max_size=5))
def test_an_amendment_never_changes_what_is_decided_before_its_first_day(
    change: str, limit: str | None, first: datetime.date, earlier: int, providers: list[dict[str, Any]]
) -> None:
    only = "" if limit is None or change.startswith("change") else f"    for {limit}\n"
    amendment = f'\namendment "A"\n    source d\n    effective {first}\n    amends main\n{only}    {change}\n'
    day = max(datetime.date(2024, 1, 1), first - datetime.timedelta(days=earlier))
    base, amended = policy_on(BASE, day), policy_on(BASE + amendment, day)
    for facts in providers:
        assert outcome(amended, facts) == outcome(base, facts)


@settings(max_examples=60, deadline=None)
@given(CHANGES, CONDITIONS, FACTS)
def test_a_limited_amendment_decides_as_the_new_or_the_old_text_does(
    change: str, limit: str, facts: dict[str, Any]
) -> None:
    """Whoever falls under the condition gets the new text, whoever does not the old one, as far as criteria count."""
    day = datetime.date(2024, 6, 1)
    head = f'\namendment "A"\n    source d\n    effective {day}\n    amends main\n'
    known = {name: False if value is UNKNOWN else value for name, value in facts.items()}
    known |= {
        "kind": "hospital" if facts["kind"] is UNKNOWN else facts["kind"],
        "price": 4 if facts["price"] is UNKNOWN else facts["price"],
    }
    limited = policy_on(BASE + head + f"    for {limit}\n    {change}\n", day)
    only = policy_on(f"{BASE}\nrequirement limit\n    source d\n    {limit}\n", day)
    falls_under = decide(only, known).criteria[-1].counts is True
    meant = policy_on(BASE + head + f"    {change}\n", day) if falls_under else policy_on(BASE, day)
    assert decide(limited, known).outcome is decide(meant, known).outcome
