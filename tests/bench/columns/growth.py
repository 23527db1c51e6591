"""How time and memory grow with the register, from Parquet and out of core: each size in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.columns.registers import REGISTERS, Register, write

MOST_MEMORY = 2**30
MOST_GROWTH = 1.2


def bench(register: Register, sizes: list[int], folder: Path) -> list[str]:
    print(f"\n{register.name}, from Parquet to a file of decisions with a verdict for each criterion")
    print(f"  {'rows':>12} {'file':>9} {'seconds':>9} {'ns a row':>9} {'processor':>10} {'most memory':>12}")
    missed = []
    first = None
    for rows in sizes:
        path = write(register, rows, folder)
        command = [sys.executable, "-m", "tests.bench.columns.growth", register.name, str(path)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        each, worked = found["seconds"] / rows * 1e9, found["worked"] / rows * 1e9
        file, memory = path.stat().st_size / 1e6, found["memory"] / 2**20
        print(
            f"  {rows:12,} {file:6.0f} MB {found['seconds']:9.2f} {each:9.0f} {worked:10.0f} {memory:8.0f} MiB",
            flush=True,
        )
        path.unlink()
        first = first or worked
        if worked > first * MOST_GROWTH:
            missed.append(f"{register.name}: time of a row at {rows:,}")
        if found["memory"] > MOST_MEMORY:
            missed.append(f"{register.name}: memory at {rows:,}")
    for each in missed:
        print(f"    MISSES {each}")
    return missed


def decide(name: str, path: Path) -> None:
    """As the command does it, without the summary on the screen: read, decide, write."""
    import polars as pl

    from compiler.backends.polars_engine import carry_out
    from compiler.columns.ahead import ahead
    from compiler.records.bulk import Bulk
    from compiler.report.outputs import Output
    from compiler.report.register import Decisions, Summary
    from tests.bench.columns.ways import opened

    register = next(each for each in REGISTERS if each.name == name)
    policy, units = opened(register, path.parent)
    started, work = time.perf_counter(), time.process_time()
    deciding, summary = Decisions(policy, "en", carry_out, whole=True), Summary()
    to = path.with_name("decisions.parquet")
    output = Output(to)
    asked = map(deciding.ask, Bulk(path, policy, units).parts())
    for taken, part in ahead(asked, lambda each: (each.taken, deciding.decided(each)), pl.thread_pool_size()):
        summary.add(taken, deciding.policy, part)
        output.add(part)
    output.close()
    found = {"seconds": time.perf_counter() - started, "worked": time.process_time() - work}
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert summary.records == sum(summary.outcomes.values()) and not summary.rejected
    to.unlink()
    print(json.dumps(found))


if __name__ == "__main__":
    decide(sys.argv[1], Path(sys.argv[2]))
