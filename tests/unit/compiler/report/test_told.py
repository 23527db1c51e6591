"""What became of a condition as a tree: each thing once, in the author's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compiler.ir.reasons import explain
from compiler.report.told import Told, told
from tests.unit.compiler.policies import policy_of

POLICY = """policy P
    in force from 2025-01-01
    judges Org

document d "x"

record Org
    label     : text
    fte       : fte
    locations : list of Location

record Location
    open    : yes/no
    doctors : list of Doctor

record Doctor
    fte : fte

parameter on : yes/no
    source d
    from 2025-01-01 : yes

requirement r
    source d
"""


def tree(body: str, **facts: Any) -> Told:
    result = explain(policy_of(POLICY + body), facts)
    return told(result.results[0].body, "en")


def texts(found: Told) -> Iterator[str]:
    yield found.said
    yield from (*found.inline, *found.readings)
    for each in found.parts:
        yield from texts(each)


def test_a_yes_no_parameter_that_is_a_condition_is_told_by_its_verdict_alone() -> None:
    found = tree("    on and fte ≥ 1 fte\n", fte=1)
    assert (found.parts[0].said, found.parts[0].holds) == ("on", True)
    assert "on = yes" not in list(texts(found))


def test_a_name_in_accents_inside_a_text_stays_as_it_is() -> None:
    found = tree('    label = "say \\"`x`\\" now"\n', label="y")
    assert found.said == 'label = "say \\"`x`\\" now"'


def test_what_the_elements_of_an_element_share_is_told_once() -> None:
    doctors = ({"fte": 1}, {"fte": 1})
    found = tree(
        "    at most 0 doctor of locations has open\n",
        locations=({"open": True, "doctors": doctors}, {"open": False, "doctors": doctors}),
    )
    assert [(each.said, each.holds) for each in found.parts] == [
        ("location 1: open", True),
        ("location 2: open", False),
    ]
