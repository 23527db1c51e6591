"""A sample of the hostile input; `make fuzz` runs a hundred thousand of each kind."""

from __future__ import annotations

import pytest

from tests.fuzz.front_end import front_end, mutated, random_bytes, statements


def test_random_bytes_never_crash_the_front_end() -> None:
    for seed in range(500):
        front_end(random_bytes(seed))


@pytest.fixture(scope="module")
def pool() -> list[str]:
    return statements()


@pytest.mark.parametrize("start", range(0, 600, 100))
def test_mutated_policies_never_crash_the_front_end(start: int, pool: list[str]) -> None:
    for seed in range(start, start + 100):
        front_end(mutated(seed, pool))
