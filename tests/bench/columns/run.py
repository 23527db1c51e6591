"""`make bench-columns`: whole registers, in million providers a second, and ratios; `ARGS="--rows 1000000"` on a quiet machine.

All ways give the same decisions, which is checked first. Each is run several times, taking turns; medians are shown, of the time
on the clock and of the time that processors worked, which other work on the machine disturbs less. `--growth 1000000 10000000`
measures how time and memory grow instead.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from attrs import define, field

from tests.bench.columns import growth, machine, row_by_row
from tests.bench.columns.measuring import Measured, measured
from tests.bench.columns.registers import REGISTERS, Register, write
from tests.bench.columns.ways import CHECKED, Ways

NESTED = ("practice", "centre")
MOST = {"verdicts": 1.5, "all": 3.0, "hand": 1.25, "kernel": 3.0}


@define
class Report:
    """What was measured of one register, and the ratios that the project asks of itself."""

    times: dict[str, Measured]
    missed: list[str] = field(factory=list)

    def ratio(self, ours: str, theirs: str) -> float:
        return self.times[ours].clock / self.times[theirs].clock

    def target(self, ours: str, theirs: str, most: float) -> None:
        found, worked = self.ratio(ours, theirs), self.times[ours].worked / self.times[theirs].worked
        said = "meets" if found <= most else "MISSES"
        print(f"    {said:6} {ours} over {theirs}: {found:.2f} ({worked:.2f} of processor time), at most {most:.2f}")
        if found > most:
            self.missed.append(f"{ours} over {theirs}")

    def fastest(self, names: list[str]) -> str:
        return min(names, key=lambda name: self.times[name].clock)


def bench(register: Register, rows: int, rounds: int, folder: Path, speeds: machine.Speeds) -> list[str]:
    path = write(register, rows, folder)
    ways = Ways(register, path, folder)
    ways.check()
    times = measured(ways.every(), rounds)
    report = Report(times)
    base = times["meetlat, decisions"].clock
    print(f"\n{register.name}, {rows:,} rows, {path.stat().st_size / 1e6:.1f} MB of Parquet")
    print(f"  {'':52} {'ms':>9} {'processor':>10} {'million/s':>10} {'x decisions':>12}")
    for name, each in times.items():
        rate = rows / each.clock / 1e6
        print(f"  {name:52} {each.clock * 1e3:9.1f} {each.worked * 1e3:10.1f} {rate:10.2f} {each.clock / base:12.2f}")
    report.target("meetlat, verdicts", "meetlat, decisions", MOST["verdicts"])
    report.target("meetlat, verdicts, margins, missing facts", "meetlat, decisions", MOST["all"])
    for what in ("decisions", "verdicts"):
        hand = report.fastest([f"Polars by hand, {what}", f"DuckDB by hand, {what}"])
        report.target(f"meetlat, {what}", hand, MOST["hand"])
    hand = report.fastest([f"{each} by hand, verdicts, from Parquet" for each in ("Polars", "DuckDB")])
    report.target("meetlat, verdicts, from Parquet", hand, MOST["hand"])
    print(
        f"           and {report.ratio('meetlat, verdicts, from Parquet', CHECKED):.2f} of Polars by hand with checks"
    )
    if register.name in NESTED:
        report.target("meetlat, verdicts, from Parquet", "Polars by hand, verdicts, from Parquet", 1 / 3)
    if "kernel in Numba, decisions" in times:
        report.target("meetlat, decisions", "kernel in Numba, decisions", MOST["kernel"])
    for ours, theirs, most in ways.peers():
        report.target(ours, theirs, most)
    share = ways.held / base / speeds.memory
    print(f"    {share:.0%} of what memory gives: {ways.held / 1e6:.1f} MB of columns, decisions in memory")
    whole = times["meetlat, verdicts, from Parquet"].clock
    print(f"    {path.stat().st_size / whole / speeds.disk:.0%} of what the disk gives, from Parquet")
    path.unlink()
    return report.missed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--records", type=int, default=5_000, help="so many for engines that decide one by one")
    parser.add_argument("--register", choices=[each.name for each in REGISTERS])
    parser.add_argument("--growth", type=int, nargs="+", metavar="ROWS")
    arguments = parser.parse_args()
    print(machine.described())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speeds = machine.speeds(folder)
        print(f"memory {speeds.memory / 1e9:.1f} GB/s by one thread, disk {speeds.disk / 1e9:.2f} GB/s")
        chosen = [each for each in REGISTERS if arguments.register in (None, each.name)]
        missed = []
        for register in chosen:
            if arguments.growth:
                missed += growth.bench(register, arguments.growth, folder)
                continue
            missed += bench(register, arguments.rows, arguments.rounds, folder, speeds)
            missed += row_by_row.bench(register, arguments.records, arguments.rounds, folder)
    print(f"\n{len(missed)} of the targets are missed" if missed else "\nall targets are met")


if __name__ == "__main__":
    main()
