"""What lists in lists come to together, where some of them are none or not known."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.ir.evaluate import decide
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import Verdict
from tests.unit.compiler.policies import policy_of

POLICY = """
policy P
    judges Centre
    in force 2025-01-01 through 2025-12-31

record Centre
    locations : list of Location

record Location
    doctors : list of Doctor, optional

record Doctor
    available : yes/no

requirement everybody
    source d 1
    every doctor of locations has available

requirement somebody
    source d 1
    some doctor of locations has available

requirement enough
    source d 1
    (number of doctors of locations where available) ≥ 1
"""
YES, NO = {"available": True}, {"available": False}
ALL, NONE_, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("doctors", "everybody", "somebody"),
    [
        ([(YES,), (YES, YES)], ALL, ALL),
        ([(YES,), (YES, NO)], NONE_, ALL),
        ([NONE, (YES,)], ALL, ALL),
        ([NONE, (NO,)], NONE_, NONE_),
        ([(), (YES,)], ALL, ALL),
        ([UNKNOWN, (YES,)], OPEN, ALL),
        ([UNKNOWN, (NO,)], NONE_, OPEN),
        ([UNKNOWN, NONE], OPEN, OPEN),
    ],
)
def test_a_list_that_is_none_has_no_elements(doctors: list[Any], everybody: Verdict, somebody: Verdict) -> None:
    policy = policy_of(POLICY)
    found = decide(policy, {"locations": tuple({"doctors": each} for each in doctors)})
    assert [each.verdict for each in found.criteria] == [everybody, somebody, somebody]
