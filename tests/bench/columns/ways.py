"""The ways in which a register is decided: by Meetlat's engines, by hand, by a kernel and by OpenFisca."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
from attrs import evolve

from compiler.backends import polars_engine
from compiler.backends.sql import duckdb as duckdb_engine
from compiler.columns.ahead import ahead
from compiler.columns.program import Program
from compiler.columns.programs import Programs
from compiler.columns.register import CarryOut
from compiler.columns.register import Register as Encoded
from compiler.ir.nodes import Policy
from compiler.pipeline import Compilation
from compiler.records.bulk import Bulk, Taken
from compiler.records.sources import ROWS, Part
from tests.bench.columns.by_hand import POLARS, duckdb_query, polars_fits, polars_outcome
from tests.bench.columns.measuring import Way
from tests.bench.columns.openfisca import OPENFISCA, System
from tests.bench.columns.registers import Register, all_known

AS_OF = datetime.date(2025, 6, 1)
JUDGEMENT = {"practice": "questionnaire"}
Asked = tuple[dict[str, Any], Encoded]
CHECKED = "Polars by hand, checks and verdicts, from Parquet"
ENCODED, HELD = "meetlat, all known, from encoded columns", "OpenFisca, all known, inputs held in a simulation"
FRAMED, SIMULATED = "meetlat, all known, from a data frame", "OpenFisca, all known, from a data frame"
"""What is compared with OpenFisca, decisions only. Of the first two each has its data in its own form already, and only decides.
The last two have a data frame of texts, dates and decimals in memory: Meetlat looks at each name and cell, encodes them and makes
its program; OpenFisca makes its arrays and a simulation."""


def opened(register: Register, folder: Path) -> tuple[Policy, Any]:
    path = folder / f"{register.name}.policy"
    path.write_text(register.policy, encoding="utf-8")
    compilation = Compilation([path])
    policy, _ = compilation.policy(register.name, AS_OF)
    assert policy is not None, [each.message.en for each in compilation.diagnostics]
    return policy, compilation.units(register.name)


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


class Ways:
    def __init__(self, register: Register, path: Path, folder: Path) -> None:
        import duckdb

        self.register = register
        self.path = path
        self.folder = folder
        self.policy, self.units = opened(register, folder)
        self.taken = self.read(path)
        self.by_hand = POLARS[register.name]()
        self.frame = pl.read_parquet(path)
        self.database = duckdb.connect()
        self.database.execute(f"CREATE TABLE providers AS SELECT * FROM {self.source}")

    @property
    def judgement(self) -> str | None:
        return JUDGEMENT.get(self.register.name)

    @property
    def source(self) -> str:
        return f"read_parquet('{self.path}')"

    @property
    def held(self) -> int:
        """Bytes of the encoded columns."""
        return sum(int(rows.frame.estimated_size()) for each in self.taken for rows in each.register.rows.values())

    def read(self, path: Path) -> list[Taken]:
        return [*Bulk(path, self.policy, self.units).parts()]

    def decided(self, taken: Iterable[Taken], what: str, carry_out: CarryOut = polars_engine.carry_out) -> pl.Series:
        made = self.carried_out(self.asked(taken, what), carry_out)
        return pl.concat(each.get_column("outcome") for each in made)

    def in_memory(
        self, what: str, taken: list[Taken] | None = None, carry_out: CarryOut = polars_engine.carry_out
    ) -> Way:
        """Decide what is read already, by programs that are made already."""
        asked = [*self.asked(self.taken if taken is None else taken, what)]
        return lambda: self.carried_out(asked, carry_out)

    def asked(self, taken: Iterable[Taken], what: str) -> Iterator[Asked]:
        programs = Programs(self.policy)
        yield from ((outputs(programs.of(each.register), what), each.register) for each in taken)

    def carried_out(self, asked: Iterable[Asked], carry_out: CarryOut) -> list[pl.DataFrame]:
        """As the command does it: with Polars the parts in threads."""
        threads = pl.thread_pool_size() if carry_out is polars_engine.carry_out else 1
        return [*ahead(asked, lambda each: carry_out(*each), threads)]

    def from_parquet(self) -> pl.Series:
        return self.decided(Bulk(self.path, self.policy, self.units).parts(), "verdicts")

    def hand(self, frame: pl.LazyFrame, *kept: str, verdicts: bool, checks: bool = False) -> pl.DataFrame:
        if checks:
            fits = frame.select(polars_fits(self.register.name))
            assert fits.collect().item(), "a cell does not fit"
        every = [each.alias(name) for name, each in self.by_hand.items()] if verdicts else []
        return frame.select(*kept, polars_outcome(self.by_hand, self.judgement).alias("outcome"), *every).collect()

    def sql(self, source: str, *kept: str, verdicts: bool) -> None:
        query = duckdb_query(self.register.name, self.judgement, source, verdicts=verdicts, kept=kept)
        self.database.execute(f"CREATE OR REPLACE TEMP TABLE answers AS {query}")

    def check(self) -> None:
        """All ways decide alike."""
        decisions = self.decided(self.taken, "decisions").cast(pl.Int8)
        assert decisions.equals(self.decided(self.taken, "all", duckdb_engine.carry_out).cast(pl.Int8))
        assert decisions.equals(self.hand(self.frame.lazy(), verdicts=True)["outcome"]), (
            "Polars by hand decides otherwise"
        )
        asked = duckdb_query(self.register.name, self.judgement, "providers", verdicts=False)
        counts = dict(self.database.sql(f"SELECT outcome, count(*) FROM ({asked}) GROUP BY 1").fetchall())
        assert counts == dict(decisions.value_counts().iter_rows()), "DuckDB by hand decides otherwise"
        if self.kernel is not None:
            assert pl.Series(self.kernel()).cast(pl.Int8).equals(decisions), "the kernel decides otherwise"
        if self.openfisca is not None:
            eligible = self.decided(self.known, "decisions") == 0
            assert (self.from_frame() == 0).equals(eligible)
            for simulation in (self.simulation, self.openfisca.simulated(self.known_frame)):
                wrong = int((pl.Series(self.openfisca.decided(simulation)) != eligible).sum())
                assert wrong < len(eligible) / 50, "OpenFisca decides otherwise"
            if wrong:
                print(f"in float32 OpenFisca decides {wrong:,} of {len(eligible):,} otherwise, on the threshold")

    @cached_property
    def kernel(self) -> Way | None:
        from tests.bench.columns.kernel import practice_kernel

        return practice_kernel(self.taken) if self.register.name == "practice" else None

    @cached_property
    def known_path(self) -> Path:
        path = self.folder / f"{self.register.name} known.parquet"
        self.known_frame.write_parquet(path)
        return path

    @cached_property
    def known_frame(self) -> pl.DataFrame:
        """Those of whom all is known."""
        return all_known(self.frame).rechunk()

    @cached_property
    def known(self) -> list[Taken]:
        return self.read(self.known_path)

    def from_frame(self) -> pl.Series:
        """As from Parquet, but for the reading of the file."""
        frame, bulk = self.known_frame, Bulk(self.known_path, self.policy, self.units)
        assert bulk.source is not None
        starts = range(0, frame.height, ROWS)
        bulk.source = evolve(
            bulk.source,
            parts=lambda: (Part(frame.slice(at, ROWS), at + 1) for at in starts),
            names=lambda: iter([frame["provider"]]),
        )
        return self.decided(bulk.parts(), "decisions")

    @cached_property
    def openfisca(self) -> System | None:
        model = OPENFISCA.get(self.register.name)
        return None if model is None else System(model)

    @cached_property
    def simulation(self) -> Any:
        assert self.openfisca is not None
        return self.openfisca.simulated(self.known_frame)

    def every(self) -> dict[str, Way]:
        lazy, scanned = self.frame.lazy(), pl.scan_parquet(self.path)
        ways: dict[str, Way] = {
            "meetlat, decisions": self.in_memory("decisions"),
            "meetlat, verdicts": self.in_memory("verdicts"),
            "meetlat, verdicts, margins, missing facts": self.in_memory("all"),
            "meetlat on DuckDB, verdicts": self.in_memory("verdicts", carry_out=duckdb_engine.carry_out),
            "Polars by hand, decisions": lambda: self.hand(lazy, verdicts=False),
            "Polars by hand, verdicts": lambda: self.hand(lazy, verdicts=True),
            "DuckDB by hand, decisions": lambda: self.sql("providers", verdicts=False),
            "DuckDB by hand, verdicts": lambda: self.sql("providers", verdicts=True),
            "meetlat, verdicts, from Parquet": self.from_parquet,
            "Polars by hand, verdicts, from Parquet": lambda: self.hand(scanned, "provider", verdicts=True),
            CHECKED: lambda: self.hand(scanned, "provider", verdicts=True, checks=True),
            "DuckDB by hand, verdicts, from Parquet": lambda: self.sql(self.source, "provider", verdicts=True),
        }
        if self.kernel is not None:
            ways["kernel in Numba, decisions"] = self.kernel
        if (system := self.openfisca) is not None:
            ways[ENCODED] = self.in_memory("decisions", self.known)
            ways[HELD] = lambda: system.decided(self.simulation)
            ways[FRAMED] = self.from_frame
            ways[SIMULATED] = lambda: system.decided(system.simulated(self.known_frame))
        return ways

    def peers(self) -> list[tuple[str, str, float]]:
        """Ours, those that are to be so much slower, and the most that a decision may take of their time."""
        return [(ENCODED, HELD, 1 / 10), (FRAMED, SIMULATED, 1 / 10)] if self.openfisca is not None else []
