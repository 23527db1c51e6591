"""What days share of a policy: on each day the policy is as if it was lowered for that day alone."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest

from compiler.ir.nodes import Policy
from compiler.lower.policies import lower
from compiler.pipeline import Compilation
from tests.unit.compiler.policies import codes, compiled

POLICIES = Path(__file__).parents[4] / "policies"
RULES = """
policy Rules
    judges Centre

record Centre
    beds   : number
    opened : date

parameter fewest : number
    source d 1
    from 2025-01-01 : 10
    from 2025-03-01 : 20

requirement size
    source d 2
    beds ≥ fewest

requirement old enough
    source d 3
    opened ≤ date of decision
"""
MAIN = """
policy Main
    judges Centre

use rules (Centre)

requirement rules
    source d 4
    meets rules

requirement rules again
    source d 4
    meets rules

requirement beds
    source d 5
    beds ≥ 1
"""


@pytest.mark.parametrize("folder", ["vgz/farmacie_2024", "vgz/msz_2024", "zorg_en_zekerheid/farmacie_2026"])
def test_each_day_has_the_policy_of_that_day(folder: str) -> None:
    compilation = Compilation([POLICIES / folder], POLICIES)
    days = sorted({(each.policy, each.as_of) for each in compilation.examples})
    random.Random(folder).shuffle(days)  # so that a day comes before some and after others
    for module, day in days:
        assert on(compilation, module, day) == alone(compilation, module, day)


def test_only_what_reads_no_day_and_no_other_value_of_a_parameter_is_shared() -> None:
    compilation = compiled(MAIN, rules=RULES)
    assert not [each for each in codes(compilation) if each.startswith("E")], codes(compilation)
    days = [datetime.date(2025, *each) for each in ((1, 1), (1, 2), (3, 1), (3, 2))]
    for module in ("main", "rules"):
        for day in days:
            assert on(compilation, module, day) == alone(compilation, module, day)
    found = [on(compilation, "main", day).criteria for day in days]
    assert len({id(each[0]) for each in found}) == len({id(each[1]) for each in found}) == 4
    assert len({id(each[2]) for each in found}) == 2, "one for each value of what the other policy asks"
    sizes = [on(compilation, "rules", day).criteria[0] for day in days]
    assert sizes[0] is sizes[1] != sizes[2] is sizes[3]


def on(compilation: Compilation, module: str, day: datetime.date) -> Policy:
    policy, problems = compilation.policy(module, day)
    assert policy is not None, problems
    return policy


def alone(compilation: Compilation, module: str, day: datetime.date) -> Policy | None:
    model = compilation.model(module, day)
    assert model is not None
    return lower(model, day)[0]
