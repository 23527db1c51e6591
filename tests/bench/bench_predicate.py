"""How fast a decision is: `python -m tests.bench.bench_predicate [rounds]`.

One run, all contestants in turn within each round, as a machine drifts; medians over the rounds of the mean time of one record.
It is the time of the processor, so that what else runs on the machine has little say.
All are checked to give the same decisions before anything is measured.
"""

from __future__ import annotations

import gc
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from attrs import frozen

from compiler.backends.python_predicate import OUTCOMES, VERDICTS, compile_predicate
from compiler.ir.evaluate import decide
from tests.bench import by_hand
from tests.bench.peers import contestants
from tests.bench.policies import Case, Record, shipped

BY_HAND: dict[str, tuple[Callable[[Record], int], Callable[[Record], tuple[int, ...]]]] = {
    "GP practice agreement": (by_hand.gp_decide, by_hand.gp_all),
    "RHO": (by_hand.rho_decide, by_hand.rho_all),
}
OURS, ALL_OURS, HAND, ALL_HAND = (
    "Meetlat, decision",
    "Meetlat, all verdicts",
    "by hand, decision",
    "by hand, all verdicts",
)


@frozen
class Timed:
    name: str
    run: Callable[[Any], Any]
    records: Sequence[Any]


def measure(timed: Sequence[Timed], rounds: int) -> dict[str, list[float]]:
    """Microseconds for one record, in each round."""
    times: dict[str, list[float]] = {each.name: [] for each in timed}
    repeats = {each.name: max(1, int(0.01 / max(1e-7, _once(each, 3)) / len(each.records))) for each in timed}
    gc.disable()
    for number in range(rounds):
        turn = number % len(timed)
        for each in (*timed[turn:], *timed[:turn]):
            times[each.name].append(_once(each, repeats[each.name]) * 1e6)
    gc.enable()
    return times


def _once(timed: Timed, repeats: int) -> float:
    run, records = timed.run, timed.records
    start = time.process_time()
    for _ in range(repeats):
        for record in records:
            run(record)
    return (time.process_time() - start) / repeats / len(records)


def check(case: Case) -> None:
    """Everyone agrees with the meaning, on records with facts missing too where they can."""
    predicate = compile_predicate(case.policy)
    decide_by_hand, all_by_hand = BY_HAND[case.policy.name]
    for record in (*case.complete, *case.partial):
        meant = decide(case.policy, record)
        outcome, verdicts = (
            OUTCOMES.index(meant.outcome),
            tuple(VERDICTS.index(each.verdict) for each in meant.criteria),
        )
        assert predicate.decide(record) == decide_by_hand(record) == outcome
        assert predicate.verdicts(record) == all_by_hand(record) == verdicts
    for peer in contestants(case.policy)[0]:
        for record in case.complete:
            assert bool(peer.decide(peer.prepare(record))) is (predicate.decide(record) == 0), peer.name


def show(title: str, times: dict[str, list[float]], against: str) -> None:
    """A line for each contestant: median, and the median of the ratios to one of them in the same round."""
    print(f"\n{title}")
    for name, found in times.items():
        ratio = median(mine / other for mine, other in zip(found, times[against], strict=True))
        print(f"  {name:<34} {median(found):>8.2f} us   {ratio:>6.2f} x {against}")


def run(case: Case, rounds: int) -> None:
    check(case)
    predicate = compile_predicate(case.policy)
    decide_by_hand, all_by_hand = BY_HAND[case.policy.name]
    peers, absent = contestants(case.policy)
    complete = [
        Timed(OURS, predicate.decide, case.complete),
        Timed(ALL_OURS, predicate.verdicts, case.complete),
        Timed(HAND, decide_by_hand, case.complete),
        Timed(ALL_HAND, all_by_hand, case.complete),
    ]
    for peer in peers:
        prepared = [peer.prepare(record) for record in case.complete]
        complete.append(Timed(f"{peer.name}, decision", peer.decide, prepared))
        complete.append(Timed(f"{peer.name}, every criterion", peer.every, prepared))
    show(f"{case.name}: {len(case.complete)} complete records, half of them eligible", measure(complete, rounds), OURS)
    partial = [Timed(each.name, each.run, case.partial) for each in complete[:4]]
    show(f"{case.name}: {len(case.partial)} records with a fact missing", measure(partial, rounds), OURS)
    targets(complete, rounds)
    for name in absent:
        print(f"  {name} is not installed: not measured")


def targets(timed: Sequence[Timed], rounds: int) -> None:
    """What the project asks of itself, on the records that meet every criterion: nothing stops early."""
    times = measure([Timed(each.name, each.run, each.records[: len(each.records) // 2]) for each in timed], rounds)

    def ratio(mine: str, other: str) -> float:
        return median(a / b for a, b in zip(times[mine], times[other], strict=True))

    show("  the eligible providers alone", times, OURS)
    _target("decision over by hand", ratio(OURS, HAND), 1.3)
    _target("all verdicts over the decision", ratio(ALL_OURS, OURS), 4)
    for each in timed[4:]:
        if each.name.endswith("decision"):
            _target(f"decision over {each.name}", ratio(OURS, each.name), 1)
        else:
            _target(f"all verdicts over {each.name}", ratio(ALL_OURS, each.name), 1 / 1.8)


def _target(name: str, found: float, most: float) -> None:
    print(f"    {'meets' if found <= most else 'MISSES'} {name}: {found:.2f}, at most {most:.2f}")


def _machine() -> str:
    model = "unknown processor"
    path = Path("/proc/cpuinfo")
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    return f"{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}, {model}"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 31
    print(_machine())
    for case in shipped():
        run(case, rounds)


if __name__ == "__main__":
    main()
