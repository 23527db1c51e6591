"""Which name is near to what was written in a file of providers."""

from __future__ import annotations

import pytest

from compiler.records.suggest import Suggester


@pytest.mark.parametrize(
    ("written", "name"),
    [("niet actief", "actief"), ("onvoldoende", "voldoende"), ("uncontracted", "contracted"), ("met", "not met")],
)
def test_no_name_is_offered_that_says_the_opposite(written: str, name: str) -> None:
    assert Suggester([name]).closest(written) is None


def test_a_name_that_is_near_is_offered() -> None:
    assert Suggester(["niet actief", "actief"]).closest("niet aktief") == "niet actief"
