"""What the machine is, and how fast its memory and its disk are, measured in the same run."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl
from attrs import frozen

MEMORY = 256 * 2**20
CHUNK = 16 * 2**20


@frozen
class Speeds:
    """Bytes a second: read from memory by one thread, and read from the disk where the bench keeps its files."""

    memory: float
    disk: float


def described() -> str:
    model, memory = "unknown processor", ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    if hasattr(os, "sysconf"):
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    polars = f"Polars {pl.__version__} with {pl.thread_pool_size()} threads"
    return (
        f"{platform.system()} {platform.machine()}, {model}, {os.cpu_count()} threads{memory}{load}\n"
        f"Python {platform.python_version()}, {polars}, NumPy {np.__version__}"
    )


def speeds(folder: Path) -> Speeds:
    values = np.ones(MEMORY // 8, dtype=np.int64)
    memory = median(_taken(lambda: int(values.sum())) for _ in range(3))
    path = folder / "speed"
    with path.open("wb") as file:
        for _ in range(MEMORY // CHUNK):
            file.write(os.urandom(CHUNK))
        file.flush()
        os.fsync(file.fileno())
    disk = median(_taken(lambda: _read(path)) for _ in range(3))
    path.unlink()
    return Speeds(MEMORY / memory, MEMORY / disk)


def _taken(work: object) -> float:
    started = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - started


def _read(path: Path) -> None:
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(CHUNK):
            pass
