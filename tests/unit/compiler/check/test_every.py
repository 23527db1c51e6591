"""`every` over a list: whether another condition asks for one in that very list."""

from __future__ import annotations

import pytest

from tests.unit.compiler.policies import codes, compiled

POLICY = """policy P
    in force from 2025-01-01
    judges Org

document d "x"

record Org
    locations : list of Location
    doctors   : list of Doctor
    region    : Region

record Region
    offices : list of Location

record Location
    doctors : list of Doctor

record Doctor
    fte : fte

requirement a
    source d
    every doctor of locations has fte ≥ 1 fte

requirement b
    source d
    {asked}
"""


@pytest.mark.parametrize(
    ("asked", "warned"),
    [
        ("some doctor of offices of region has fte ≥ 1 fte", True),
        ("some doctor has fte ≥ 1 fte", True),
        ("some doctor of locations has fte ≥ 1 fte", False),
        ("some location has at least 1 doctor", False),
    ],
)
def test_it_is_asked_of_the_list_and_not_of_another_of_that_name(asked: str, warned: bool) -> None:
    found = codes(compiled(POLICY.format(asked=asked)))
    assert ("W802" in found) is warned, found
    assert not [each for each in found if each.startswith("E")]
