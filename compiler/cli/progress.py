"""Progress on standard error, on a terminal, for work that takes over a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 1.0  # seconds


def tracked(items: Sequence[T], what: str) -> Iterator[T]:
    """The items one by one; a bar appears when they take long."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = monotonic()
    for done, item in enumerate(items):
        if monotonic() - started > PATIENCE:
            yield from _with_bar(items, done, what)
            return
        yield item


def _with_bar(items: Sequence[T], done: int, what: str) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=len(items), completed=done)
        for item in items[done:]:
            yield item
            bar.advance(task)


@contextmanager
def counted(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for work that reports itself how many of how many are done; it appears when that takes long."""
    from rich.console import Console
    from rich.progress import Progress

    started = monotonic()
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, visible=False)

        def done(now: int, all_: int) -> None:
            bar.update(task, completed=now, total=all_, visible=monotonic() - started > PATIENCE)

        yield done
