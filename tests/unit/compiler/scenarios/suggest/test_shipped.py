"""Shipped policies without their examples get examples that show all of them and notice nearly every change."""

from __future__ import annotations

import pytest

from tests.upkeep.suggested import NEARLY, POLICIES, suggested

FAMILIES = {
    "amendments, periods and days of decision": "farmacie_2024/module",
    "deadlines and moments": "huisartsenzorg_2025/planning",
    "ratios and related records": "huisartsenzorg_2025/volgbeleid",
    "tables and numbers": "huisartsenzorg_2025/stoppen_met_roken_vergoeding",
    "lists and judgements": "huisartsenzorg_2025/mtvp",
    "deadlines that an amendment changes before they pass": "huisartsenzorg_2023/praktijk",
    "orders and limits": "huisartsenzorg_2023/mtvp_instroom",
    "one of several ways waits for a judgement": "farmacie_2024/innovatie",
    "a judgement in a policy that each element must meet": "huisartsenzorg_2023/gli_voorwaarden",
}


@pytest.mark.parametrize("name", FAMILIES.values(), ids=FAMILIES)
def test_a_policy_without_its_examples_is_shown_whole_again(name: str) -> None:
    found = suggested(POLICIES / "vgz" / f"{name}.policy")
    assert found.mistakes == ()
    assert found.mutants.reaches(NEARLY), found.left
    assert found.missing == []
    assert found.coverage.score("conditions").at_least(NEARLY)
    assert not found.falls_short
