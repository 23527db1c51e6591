"""Progress on standard error, on a terminal, for work that takes over a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
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
