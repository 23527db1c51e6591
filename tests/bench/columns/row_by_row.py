"""Engines that decide one record after another, end to end from Parquet, of providers of whom all is known.

They decide fewer records, as the time of one does not depend on how many there are; what is held against them is Meetlat from a
file of Parquet, too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from compiler.backends.polars_engine import carry_out
from compiler.backends.python_predicate import compile_predicate
from compiler.columns.programs import Programs
from compiler.records.bulk import Bulk
from tests.bench.columns.measuring import measured
from tests.bench.columns.registers import Register, all_known
from tests.bench.columns.ways import opened, outputs
from tests.bench.peers import Contestant, contestants

MANY = 20
"""Meetlat decides so many times as many: for a few its time is that of making a program."""
TRANSLATED = ("practice", "organisation")
"""The registers of which the policies are written in the languages of these engines, too."""
OURS = "meetlat over columns"


def bench(register: Register, records: int, rounds: int, folder: Path) -> list[str]:
    if register.name not in TRANSLATED:
        return []
    policy, units = opened(register, folder)
    known = all_known(register.made(0, records * MANY * 4))
    many, few = known.head(records * MANY), known.head(records)
    paths = {"many": folder / "many.parquet", "few": folder / "few.parquet"}
    many.write_parquet(paths["many"])
    few.write_parquet(paths["few"])

    def ours() -> pl.Series:
        programs = Programs(policy)
        parts = Bulk(paths["many"], policy, units).parts()
        made = [carry_out(outputs(programs.of(each.register), "decisions"), each.register) for each in parts]
        return pl.concat(each.get_column("outcome") for each in made)

    peers, absent = contestants(policy)
    predicate = compile_predicate(policy).decide
    ways: dict[str, Callable[[], Any]] = {OURS: ours}
    ways["meetlat's predicate, one by one"] = lambda: [predicate(each) for each in _records(paths["few"])]
    for peer in peers:
        ways[peer.name] = _one_by_one(peer, paths["few"])
    eligible = (ours() == 0).head(few.height).to_list()
    for peer in peers:
        assert ways[peer.name]() == eligible, f"{peer.name} decides otherwise"
    times = measured(ways, rounds)
    rates = {name: (many if name == OURS else few).height / each.clock for name, each in times.items()}
    print(f"\n  {register.name}, one record after another from Parquet, all known ({few.height:,} records)")
    for name, rate in rates.items():
        print(f"  {name:48} {rate / 1e6:10.4f} million/s {rates[OURS] / rate:10.1f} x slower")
    for name in absent:
        print(f"  {name} is not installed: not measured")
    fastest = max((rates[each.name] for each in peers), default=0.0)
    if not fastest:
        return []
    said = rates[OURS] / fastest
    print(f"    {'meets' if said >= 10 else 'MISSES'} the fastest of them is {said:.1f} times slower, at least 10")
    return [] if said >= 10 else [f"{register.name} against engines that decide one by one"]


def _one_by_one(peer: Contestant, path: Path) -> Callable[[], list[bool]]:
    return lambda: [bool(peer.decide(peer.prepare(each))) for each in _records(path)]


def _records(path: Path) -> list[dict[str, Any]]:
    frame = pl.read_parquet(path)
    return [_facts(each) for each in frame.drop("provider").iter_rows(named=True)]


def _facts(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _facts(each) for name, each in found.items()}
    return tuple(map(_facts, found)) if isinstance(found, list) else found
