"""Work shared out among processes, each a fork of this one: nothing has to be read or sent again."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class ProcessLost(Exception):
    """A process was ended from outside before its work was done, by a person or for want of memory."""


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def can_fork() -> bool:
    from multiprocessing import get_all_start_methods

    return "fork" in get_all_start_methods()


def in_forks(work: Callable[[Item], Result], items: Sequence[Item], processes: int) -> Generator[Result, None, None]:
    """What comes of each item, in their order. For programs of one thread, where processes can be forked.

    Raises ProcessLost where the rest will not come, and what `work` raises. What was not begun is dropped when it is closed.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(min(processes, len(items)), get_context("fork"))
    try:
        yield from pool.map(work, items)
    except BrokenProcessPool:
        raise ProcessLost("a process was ended before its work was done") from None
    finally:
        pool.shutdown(cancel_futures=True)
