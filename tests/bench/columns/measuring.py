"""Times of several ways to do the same, taking turns so that a slow moment of the machine hits all, and in another order each
time: whoever comes after one that works likewise finds memory that is free."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from random import Random
from statistics import median
from typing import Any

from attrs import frozen

Way = Callable[[], Any]


@frozen
class Measured:
    """Seconds: on the clock, and that processors worked for it."""

    clock: float
    worked: float


def measured(ways: Mapping[str, Way], rounds: int) -> dict[str, Measured]:
    """The medians of each; the first run of each is not counted."""
    for way in ways.values():
        way()
    gc.collect()
    gc.freeze()  # what all of them brought with them is not gone through for each
    clock: dict[str, list[float]] = {name: [] for name in ways}
    worked: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds):
        for name in Random(turn).sample([*ways], len(ways)):
            way = ways[name]
            gc.collect()
            started, work = time.perf_counter(), time.process_time()
            way()
            clock[name].append(time.perf_counter() - started)
            worked[name].append(time.process_time() - work)
    return {name: Measured(median(clock[name]), median(worked[name])) for name in ways}
