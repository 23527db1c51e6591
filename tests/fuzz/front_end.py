"""Hostile input for the front end: random bytes and mutated policies.

`python -m tests.fuzz.front_end --random 100000 --mutated 100000` prints the counts, the slowest input and every input that
broke a promise: it raised, or took more than a second of processor time. Inputs follow from a seed, so each can be had again.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from attrs import frozen

from compiler.pipeline import Compilation
from dsl.parsing.reading import decode
from dsl.printing.formatter import format_source

ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 1.0
_FRAGMENTS = [
    *("requirement ", "eis ", "all of\n        - ", "≥", ">=", "(", ")", '"', "`", "|", "=>", "#", "\t", "\x00"),
    *("\u202e", "ﬁ", "é", " and ", " or ", "not ", " of ", " per ", "80%", "1.0 fte", "1,5", "9" * 60, "2025-02-30"),
    *("\r\n", "\n    ", "\n\n", "-", "− ", "€ ", "every ", " has ", "({[", "\\", '\\"', "\N{GRINNING FACE}"),
    *("\N{COMBINING ACUTE ACCENT}", "number of ", " where ", "between 1 and ", "unless ", "is not one of "),
]


@frozen
class Case:
    kind: str
    seed: int
    size: int
    seconds: float
    failure: str | None


def front_end(data: bytes) -> None:
    """Everything that touches the text of a file: reading, parsing, names, kinds, layout in both languages."""
    source, mistakes = decode("hostile.policy", data)
    if mistakes:
        return
    compilation = Compilation.of_texts(source)
    for each in compilation.diagnostics:
        assert each.message.en
        assert each.message.nl
    for language in (None, "en", "nl"):
        format_source(source, language)


def random_bytes(seed: int) -> bytes:
    rng = random.Random(seed)
    length = rng.randrange(0, 400)
    if seed % 3 == 0:
        return rng.randbytes(length)
    alphabet = "".join(map(chr, range(1, 600)))
    if seed % 3 == 1:
        alphabet = "".join(_FRAGMENTS) + " \n abcdefghijklmnopqrstuvwxyz0123456789.,:;"
    return "".join(rng.choice(alphabet) for _ in range(length)).encode("utf-8", errors="replace")


def statements() -> list[str]:
    """The statements of the shipped policies and the corpus, as text."""
    found_at = [*ROOT.glob("policies/**/*.policy"), *ROOT.glob("tests/corpus/**/*.policy")]
    files = sorted(path for path in found_at if path.is_file())
    found: list[str] = []
    for file in files:
        current: list[str] = []
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if line[:1].strip() and current:
                found.append("\n".join(current))
                current = []
            current.append(line)
        found.append("\n".join(current))
    return [each for each in found if len(each) < 1500]


def mutated(seed: int, pool: list[str]) -> bytes:
    rng = random.Random(seed)
    text = "\n".join(rng.choice(pool) for _ in range(rng.randrange(1, 4)))
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(0, len(text) + 1)
        to = min(len(text), at + rng.randrange(0, 30))
        match rng.randrange(6):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:at] + rng.choice(_FRAGMENTS) + text[at:]
            case 2:
                text = text[:to] + text[at:to] * rng.randrange(1, 5) + text[to:]
            case 3:
                text = text[:at] + rng.choice(_FRAGMENTS) + text[to:]
            case 4:
                words = text.split(" ")
                i, j = rng.randrange(len(words)), rng.randrange(len(words))
                words[i], words[j] = words[j], words[i]
                text = " ".join(words)
            case _:
                text = text[:at] + chr(rng.randrange(1, 0x2FFF)) + text[to:]
    return text.encode("utf-8", errors="replace")


def try_one(kind: str, seed: int, data: bytes) -> Case:
    start = time.process_time()  # other work on the machine is not ours
    failure = None
    try:
        front_end(data)
    except Exception as mistake:  # whatever it is, it is what we look for
        failure = f"{type(mistake).__name__}: {mistake}"[:300]
    seconds = time.process_time() - start
    if failure is None and seconds > LIMIT_SECONDS:
        failure = f"took {seconds:.2f} s"
    return Case(kind, seed, len(data), seconds, failure)


def _batch(kind: str, seeds: range) -> list[Case]:
    front_end(b"beleid A\n")  # the tables of both languages are made before the clock runs
    pool = statements() if kind == "mutated" else []
    make: Callable[[int], bytes] = random_bytes if kind == "random" else (lambda seed: mutated(seed, pool))
    cases = [try_one(kind, seed, make(seed)) for seed in seeds]
    slowest = max(cases, key=lambda case: case.seconds)
    return [slowest, *(case for case in cases if case.failure and case is not slowest)]


def run(kind: str, count: int, workers: int, step: int = 2_000) -> Iterator[Case]:
    batches = [range(start, min(start + step, count)) for start in range(0, count, step)]
    with ProcessPoolExecutor(workers) as pool:
        for cases in pool.map(_batch, [kind] * len(batches), batches):
            yield from cases


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=100_000)
    parser.add_argument("--mutated", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    failed = False
    for kind, count in (("random", arguments.random), ("mutated", arguments.mutated)):
        start = time.perf_counter()
        cases = list(run(kind, count, arguments.workers)) if count else []
        failures = [case for case in cases if case.failure]
        slowest = max(cases, key=lambda case: case.seconds, default=None)
        print(f"{kind}: {count} inputs in {time.perf_counter() - start:.0f} s, {len(failures)} failures", end="")
        print(f", slowest {slowest.seconds:.3f} s (seed {slowest.seed}, {slowest.size} bytes)" if slowest else "")
        for case in failures[:20]:
            print(f"  seed {case.seed}: {case.failure}")
        failed = failed or bool(failures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
