"""`make bench-columns`: times, in million providers a second, and ratios; `--rows 1000000` on a quiet machine.

Every way gives the same decisions, which is checked first. Each is run several times, taking turns; medians are shown.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from compiler.backends.polars_engine import carry_out
from compiler.columns.program import Program, lower
from compiler.columns.programs import Programs
from compiler.ir.nodes import Policy
from compiler.pipeline import Compilation
from compiler.records.bulk import Bulk
from tests.bench.columns.by_hand import POLARS, duckdb_query, polars_outcome
from tests.bench.columns.kernel import practice_kernel
from tests.bench.columns.registers import REGISTERS, Register, write

AS_OF = datetime.date(2025, 6, 1)
JUDGEMENT = {"practice": "questionnaire"}
Way = Callable[[], Any]


def opened(register: Register, folder: Path) -> tuple[Policy, Any]:
    path = folder / f"{register.name}.policy"
    path.write_text(register.policy, encoding="utf-8")
    compilation = Compilation([path])
    policy, _ = compilation.policy(register.name, AS_OF)
    assert policy is not None, [each.message.en for each in compilation.diagnostics]
    units = {form: (unit.dimension, unit.scale) for form, unit in compilation.units(register.name).items()}
    return policy, units


def outputs(program: Program, what: str) -> dict[str, Any]:
    found = {"outcome": program.outcome}
    if what != "decisions":
        found |= {f"verdict {at}": each.verdict for at, each in enumerate(program.judged)}
    if what == "all":
        found |= {f"missing {key}": node for key, node in program.missing.items()}
        for at, each in enumerate(program.judged):
            if each.margin is not None:
                found |= {f"margin {at}": each.margin.given, f"distance {at}": each.margin.distance.top}
    return found


def measured(ways: dict[str, Way], rounds: int) -> dict[str, float]:
    """The median time of each, taking turns so that a slow moment of the machine hits all."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(each) for name, each in times.items()}


def bench(register: Register, rows: int, rounds: int, folder: Path) -> None:
    import duckdb

    policy, units = opened(register, folder)
    path = write(register, rows, folder)
    taken = [*Bulk(path, policy, units).parts()]
    programs = [lower(policy, each.register) for each in taken]
    database = duckdb.connect()
    judgement = JUDGEMENT.get(register.name)
    by_hand = POLARS[register.name]()
    source = f"read_parquet('{path}')"

    def columns(what: str) -> pl.Series:
        made = [carry_out(outputs(program, what), each.register) for program, each in zip(programs, taken, strict=True)]
        return pl.concat(each.get_column("outcome") for each in made)

    def from_parquet() -> None:
        programs = Programs(policy)
        for part in Bulk(path, policy, units).parts():
            carry_out(outputs(programs.of(part.register), "verdicts"), part.register)

    def hand(frame: pl.LazyFrame, *, verdicts: bool) -> pl.DataFrame:
        kept = [each.alias(name) for name, each in by_hand.items()] if verdicts else []
        return frame.select(polars_outcome(by_hand, judgement).alias("outcome"), *kept).collect()

    frame = pl.read_parquet(path)
    database.execute(f"CREATE TABLE providers AS SELECT * FROM {source}")
    decisions = columns("decisions").cast(pl.Int8)
    assert decisions.equals(hand(frame.lazy(), verdicts=True)["outcome"]), "Polars by hand decides otherwise"
    asked = duckdb_query(register.name, judgement, "providers", verdicts=False)
    counts = dict(database.sql(f"SELECT outcome, count(*) FROM ({asked}) GROUP BY 1").fetchall())
    assert counts == dict(decisions.value_counts().iter_rows()), "DuckDB by hand decides otherwise"

    def sql(source: str, *, verdicts: bool) -> None:
        query = duckdb_query(register.name, judgement, source, verdicts=verdicts)
        database.execute(f"CREATE OR REPLACE TEMP TABLE answers AS {query}")

    ways: dict[str, Way] = {
        "meetlat, decisions": lambda: columns("decisions"),
        "meetlat, verdicts": lambda: columns("verdicts"),
        "meetlat, verdicts, margins, missing facts": lambda: columns("all"),
        "Polars by hand, decisions": lambda: hand(frame.lazy(), verdicts=False),
        "Polars by hand, verdicts": lambda: hand(frame.lazy(), verdicts=True),
        "DuckDB by hand, decisions": lambda: sql("providers", verdicts=False),
        "DuckDB by hand, verdicts": lambda: sql("providers", verdicts=True),
        "meetlat, verdicts, from Parquet": from_parquet,
        "Polars by hand, verdicts, from Parquet": lambda: hand(pl.scan_parquet(path), verdicts=True),
        "DuckDB by hand, verdicts, from Parquet": lambda: sql(source, verdicts=True),
    }
    if register.name == "practice":
        kernel = practice_kernel(taken)
        assert pl.Series(kernel()).cast(pl.Int8).equals(decisions), "the kernel decides otherwise"
        ways["kernel in Numba, decisions"] = kernel
    times = measured(ways, rounds)
    base = times["meetlat, decisions"]
    print(f"\n{register.name}, {rows:,} rows, {path.stat().st_size / 1e6:.1f} MB of Parquet")
    for name, each in times.items():
        print(f"  {name:45} {each * 1e3:9.1f} ms {rows / each / 1e6:8.2f} million/s {each / base:7.2f} x")
    path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    machine = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    print(f"{machine}, Polars {pl.__version__}, {pl.thread_pool_size()} threads")
    with tempfile.TemporaryDirectory() as folder:
        for register in REGISTERS:
            bench(register, arguments.rows, arguments.rounds, Path(folder))


if __name__ == "__main__":
    main()
