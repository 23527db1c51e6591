"""Running mutants: each held against the examples, and those that none notices examined for whether any could."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

from compiler.scenarios.mutation.judging import Bench
from compiler.scenarios.mutation.making import mutants
from compiler.scenarios.mutation.mutants import Mutant
from compiler.scenarios.mutation.proof import is_equivalent

if TYPE_CHECKING:
    from compiler.pipeline import Compilation

ALONE_BELOW: Final = 100  # mutants; for fewer, starting processes takes longer than it saves
CHUNK: Final = 8


@frozen
class Held:
    """A mutant with the title of an example that notices it; `equivalent` when it is shown that none can."""

    mutant: Mutant
    noticed_by: str | None
    equivalent: bool

    @property
    def survives(self) -> bool:
        return self.noticed_by is None and not self.equivalent


@frozen
class MutationScore:
    """Of the mutants that can be noticed, those that are."""

    noticed: int
    equivalent: int
    all: int

    @property
    def counted(self) -> int:
        return self.all - self.equivalent

    @property
    def survivors(self) -> int:
        return self.counted - self.noticed

    def reaches(self, percent: int) -> bool:
        return 100 * self.noticed >= percent * self.counted

    def __str__(self) -> str:
        """Rounded down, so that 100% is said only of everything."""
        return f"{100 * self.noticed // self.counted}%" if self.counted else "–"


def score(held: Sequence[Held]) -> MutationScore:
    return MutationScore(
        sum(each.noticed_by is not None for each in held), sum(each.equivalent for each in held), len(held)
    )


class Work:
    """The mutants of a compilation and the bench they are held on."""

    def __init__(self, compilation: Compilation) -> None:
        self.bench = Bench(compilation)
        self.mutants = mutants(compilation)

    def hold(self, number: int) -> Held:
        mutant = self.mutants[number]
        noticed_by = self.bench.noticed_by(mutant)
        return Held(mutant, noticed_by, noticed_by is None and is_equivalent(mutant, self.bench))


def run_mutants(
    compilation: Compilation,
    jobs: int | None = None,
    done: Callable[[int, int], None] | None = None,
    only: Callable[[Mutant], bool] | None = None,
) -> tuple[Held, ...]:
    """Every mutant with what became of it, in order. `done` is told how many of how many are finished.

    With several jobs the files are read again where processes cannot be forked; what a process leaves undone that is ended
    from outside is done in this one.
    """
    work = Work(compilation)
    numbers = [number for number, each in enumerate(work.mutants) if only is None or only(each)]
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(numbers) < ALONE_BELOW:
        found = []
        for number in numbers:
            found.append(work.hold(number))
            if done:
                done(len(found), len(numbers))
        return tuple(found)
    return tuple(_in_parallel(work, numbers, jobs, done))


_shared: list[Work] = []  # one per process: what a worker works on


def _in_parallel(work: Work, numbers: list[int], jobs: int, done: Callable[[int, int], None] | None) -> list[Held]:
    forks = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forks else None)
    _shared[:] = [work]
    chunks = [numbers[at : at + CHUNK] for at in range(0, len(numbers), CHUNK)]
    found: list[Held] = []
    made = _begin, (type(work.bench.compilation), work.bench.compilation.paths)
    with suppress(BrokenProcessPool), ProcessPoolExecutor(jobs, context, *made) as pool:
        for chunk, results in zip(chunks, pool.map(_hold, chunks), strict=True):
            found += [Held(work.mutants[number], *result) for number, result in zip(chunk, results, strict=True)]
            if done:
                done(len(found), len(numbers))
    _shared.clear()
    return found + [work.hold(number) for number in numbers[len(found) :]]


def _begin(compilation: type[Compilation], paths: tuple[Path, ...]) -> None:
    if not _shared:
        _shared.append(Work(compilation(paths)))


def _hold(numbers: list[int]) -> list[tuple[str | None, bool]]:
    held = [_shared[0].hold(each) for each in numbers]
    return [(each.noticed_by, each.equivalent) for each in held]
