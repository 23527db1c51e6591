"""Policy to SQL: how long it takes, warm, for the largest shipped policies. `python -m tests.bench.columns.to_sql`"""

from __future__ import annotations

import gc
import statistics
import time
from pathlib import Path

from compiler.backends.sql.dialects import DIALECTS
from compiler.backends.sql.finding import expected
from compiler.backends.sql.inside import Inside
from compiler.columns.layout import JUDGED, Layout, judges_among
from compiler.columns.nodes import Refused
from compiler.ir.nodes import Policy
from compiler.pipeline import Compilation

ROOT = Path(__file__).parents[3]
ROUNDS = 5
TARGET = 50
"""Milliseconds, of the processor: what else the machine does has no say."""


def largest(most: int) -> list[Policy]:
    """The shipped policies with most criteria, on their first day."""
    compilation = Compilation([ROOT / "policies", ROOT / "examples"])  # examples of the policies are in both
    names = {(each.policy, each.as_of) for each in compilation.examples}
    found = {}
    for name, day in sorted(names, key=lambda each: str(each[1])):
        if name not in found:
            policy, _ = compilation.policy(name, day)
            if policy is not None and not judges_among(policy):
                found[name] = policy
    gc.collect()
    gc.freeze()  # so many policies are in no one's memory that is asked for the statement of one
    return sorted(found.values(), key=lambda each: -len(each.criteria))[:most]


def made(policy: Policy, dialect: str) -> str:
    layout = Layout.of(policy)
    names = {each: f"t{at}" for at, each in enumerate(layout.tables)} | {JUDGED: "providers"}
    to = DIALECTS[dialect]
    origins = expected(policy, layout, names, {}, "key")
    inside = Inside.of(policy, layout, origins, to, "points", complete=True)
    outputs = {"decision": inside.program.outcome} | {
        f"v{at}": each.verdict for at, each in enumerate(inside.program.judged)
    }
    return inside.carrying(outputs).query


def main() -> None:
    print(f"{'policy':<55} {'criteria':>8} {'dialect':>9} {'median ms':>10} {'bytes':>8}")
    for policy in largest(20):
        for dialect in DIALECTS:
            times = []
            try:
                for _ in range(ROUNDS):
                    started = time.process_time()
                    text = made(policy, dialect)
                    times.append(1000 * (time.process_time() - started))
            except Refused as refused:
                print(f"{policy.module:<55} {len(policy.criteria):>8} {dialect:>9} {refused.code:>10}")
                continue
            median = statistics.median(times)
            over = "" if median <= TARGET else f"   over {TARGET} ms"
            print(f"{policy.module:<55} {len(policy.criteria):>8} {dialect:>9} {median:>10.1f} {len(text):>8}{over}")


if __name__ == "__main__":
    main()
