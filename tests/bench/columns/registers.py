"""Generated registers of practices, organisations, contractors and treatment centres, written in chunks, and policies on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from attrs import frozen

CHUNK = 250_000
POSITIONS = ["employed", "self-employed", "owner", "locum"]
LEGAL_FORMS = ["foundation", "cooperative", "private company", "partnership"]

HEAD = """policy {name}
    in force 2025-01-01 through 2025-12-31
    judges {record}
    allows

counted patient, patients
counted practice, practices

"""

PRACTICE = (
    HEAD.format(name="practice", record="Practice")
    + """record Practice
    registered patients : count of patients
    doctors             : list of Doctor

record Doctor
    fte      : fte
    position : one of employed, self-employed, owner, locum

judgement questionnaire assessed positively by "VGZ purchaser"

requirement questionnaire
    questionnaire assessed positively

requirement fixed doctor
    some doctor has position is not locum

requirement staffing
    total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients
"""
)

RHO = (
    HEAD.format(name="organisation", record="Organisation")
    + """record Organisation
    legal form       : one of foundation, cooperative, private company, partnership
    founded          : date
    practices        : count of practices
    participating    : count of practices
    patients served  : count of patients
    follows code     : yes/no
    shares data      : yes/no
    audited          : yes/no

requirement legal form
    legal form is one of foundation, cooperative

requirement age
    founded ≤ 2023-12-31

requirement scale
    patients served ≥ 100000 patients

requirement participation
    participating ≥ 80% of practices

requirement code
    follows code

requirement data
    shares data

exclusion unaudited
    not audited
    unless patients served < 150000 patients
"""
)

CONTRACT = (
    HEAD.format(name="contract", record="Contractor").replace("counted practice, practices", "counted nurse, nurses")
    + """record Contractor
    legal form       : one of foundation, cooperative, private company, partnership
    founded          : date
    last inspected   : date
    registered       : yes/no
    publishes report : yes/no
    handles complaints : yes/no
    exchanges data   : yes/no
    under supervision : yes/no
    patients served  : count of patients
    nurses           : count of nurses
    qualified nurses : count of nurses
    hired nurses     : count of nurses
    waiting time     : whole number, at least 0
    patient score    : number, at least 0, at most 10

requirement registration
    registered

requirement legal form
    legal form is one of foundation, cooperative, private company

requirement age
    founded ≤ 2023-12-31

requirement inspection
    last inspected ≥ 2021-01-01

requirement report
    publishes report

requirement complaints
    handles complaints

requirement exchange
    exchanges data
    unless patients served < 50 patients

requirement scale
    patients served ≥ 20 patients

requirement staffing
    nurses per patients served ≥ 1 nurse per 12 patients

requirement qualification
    qualified nurses ≥ 60% of nurses

requirement own staff
    hired nurses ≤ 50% of nurses
    unless nurses < 5 nurses

requirement waiting
    waiting time ≤ 42

requirement satisfaction
    patient score ≥ 6.5

exclusion supervision
    under supervision
"""
)

CENTRE = (
    HEAD.format(name="centre", record="Centre")
    + """record Centre
    certified   : yes/no
    specialists : list of Specialist

record Specialist
    registered : yes/no
    fte        : fte
    treated    : count of patients

requirement certified
    certified

requirement registered
    every specialist has registered

requirement capacity
    (number of specialists where fte ≥ 0.40 fte) ≥ 2

requirement volume
    every specialist has
        treated ≥ 50 patients or fte < 0.20 fte
"""
)


@frozen
class Register:
    """A policy and how to make so many rows of its register."""

    name: str
    policy: str
    made: Callable[[int, int], pl.DataFrame]


def with_gaps(series: pl.Series, rng: np.random.Generator, share: float = 0.05) -> pl.Series:
    gaps = pl.Series(rng.random(len(series)) < share)
    return pl.select(pl.when(gaps).then(None).otherwise(series).alias(series.name)).to_series()


def _lists(elements: pl.DataFrame, counts: Any, name: str, rng: np.random.Generator) -> pl.Series:
    """Rows gathered into lists; one list in twenty is unknown."""
    above = pl.Series("above", np.repeat(np.arange(len(counts), dtype=np.uint32), counts))
    packed = pl.DataFrame([above, elements.to_struct("element")]).group_by("above", maintain_order=True).agg("element")
    every = pl.DataFrame({"above": np.arange(len(counts), dtype=np.uint32)})
    joined = every.join(packed, on="above", how="left", maintain_order="left").get_column("element")
    gaps = pl.Series(rng.random(len(counts)) < 0.05)
    return pl.select(pl.when(gaps).then(None).otherwise(joined.fill_null([])).alias(name)).to_series()


def _hundredths(values: Any) -> pl.Series:
    """Exact decimals of so many hundredths."""
    return (
        pl.Series([f"{each // 100}.{each % 100:02}" for each in range(101)])
        .cast(pl.Decimal(6, 2))
        .gather(pl.Series(values))
    )


def practices(first: int, number: int) -> pl.DataFrame:
    rng = np.random.default_rng(first)
    counts = rng.integers(0, 6, number)
    total = int(counts.sum())
    positions = pl.Series(POSITIONS).gather(pl.Series(rng.integers(0, 4, total)))
    doctors = pl.DataFrame(
        {
            "fte": with_gaps(_hundredths(rng.integers(0, 101, total)), rng),
            "position": with_gaps(positions, rng),
        }
    )
    return pl.DataFrame(
        [
            pl.Series("provider", [f"practice {at}" for at in range(first, first + number)]),
            with_gaps(pl.Series("registered patients", rng.integers(500, 6000, number)), rng),
            with_gaps(pl.Series("questionnaire assessed positively", rng.random(number) < 0.8), rng),
            _lists(doctors, counts, "doctors", rng),
        ]
    )


def organisations(first: int, number: int) -> pl.DataFrame:
    rng = np.random.default_rng(first)
    practices = rng.integers(1, 200, number)
    days = pl.Series("founded", rng.integers(16000, 20000, number).astype(np.int32)).cast(pl.Date)
    flags = [
        with_gaps(pl.Series(name, rng.random(number) < 0.9), rng) for name in ("follows code", "shares data", "audited")
    ]
    return pl.DataFrame(
        [
            pl.Series("provider", [f"organisation {at}" for at in range(first, first + number)]),
            with_gaps(pl.Series(LEGAL_FORMS).gather(pl.Series(rng.integers(0, 4, number))).alias("legal form"), rng),
            with_gaps(days, rng),
            with_gaps(pl.Series("practices", practices), rng),
            with_gaps(pl.Series("participating", (practices * rng.uniform(0.6, 1, number)).astype(np.int64)), rng),
            with_gaps(pl.Series("patients served", rng.integers(50_000, 300_000, number)), rng),
            *flags,
        ]
    )


def contractors(first: int, number: int) -> pl.DataFrame:
    rng = np.random.default_rng(first)
    patients = rng.integers(10, 2000, number)
    nurses = 1 + (patients / rng.uniform(3, 13, number)).astype(np.int64)
    scores = pl.Series([f"{each // 10}.{each % 10}" for each in range(101)]).cast(pl.Decimal(4, 1))

    def days(name: str, low: int, high: int) -> pl.Series:
        return pl.Series(name, rng.integers(low, high, number).astype(np.int32)).cast(pl.Date)

    def flags(*names: str, share: float) -> list[pl.Series]:
        return [with_gaps(pl.Series(name, rng.random(number) < share), rng) for name in names]

    return pl.DataFrame(
        [
            pl.Series("provider", [f"contractor {at}" for at in range(first, first + number)]),
            with_gaps(pl.Series(LEGAL_FORMS).gather(pl.Series(rng.integers(0, 4, number))).alias("legal form"), rng),
            with_gaps(days("founded", 12000, 19900), rng),
            with_gaps(days("last inspected", 18400, 20200), rng),
            *flags("registered", "publishes report", "handles complaints", "exchanges data", share=0.95),
            *flags("under supervision", share=0.03),
            with_gaps(pl.Series("patients served", patients), rng),
            with_gaps(pl.Series("nurses", nurses), rng),
            with_gaps(pl.Series("qualified nurses", (nurses * rng.uniform(0.5, 1, number)).astype(np.int64)), rng),
            with_gaps(pl.Series("hired nurses", (nurses * rng.uniform(0, 0.55, number)).astype(np.int64)), rng),
            with_gaps(pl.Series("waiting time", rng.integers(0, 45, number)), rng),
            with_gaps(scores.gather(pl.Series(rng.integers(60, 101, number))).alias("patient score"), rng),
        ]
    )


def centres(first: int, number: int) -> pl.DataFrame:
    rng = np.random.default_rng(first)
    counts = rng.integers(0, 6, number)
    total = int(counts.sum())
    specialists = pl.DataFrame(
        {
            "registered": with_gaps(pl.Series(rng.random(total) < 0.97), rng, 0.02),
            "fte": with_gaps(_hundredths(rng.integers(0, 101, total)), rng),
            "treated": with_gaps(pl.Series(rng.integers(20, 400, total)), rng),
        }
    )
    return pl.DataFrame(
        [
            pl.Series("provider", [f"centre {at}" for at in range(first, first + number)]),
            with_gaps(pl.Series("certified", rng.random(number) < 0.9), rng),
            _lists(specialists, counts, "specialists", rng),
        ]
    )


REGISTERS = (
    Register("practice", PRACTICE, practices),
    Register("organisation", RHO, organisations),
    Register("contract", CONTRACT, contractors),
    Register("centre", CENTRE, centres),
)


def all_known(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in which nothing is missing and no list is empty."""
    kept = frame.drop_nulls()
    for name, dtype in kept.schema.items():
        if isinstance(dtype, pl.List):
            counts = kept.get_column(name).list.len().to_numpy()
            elements = kept.get_column(name).explode(empty_as_null=False, keep_nulls=False).struct.unnest()
            gaps = elements.select(pl.any_horizontal(pl.all().is_null())).to_series().to_numpy()
            whole = counts > 0
            whole[np.repeat(np.arange(kept.height), counts)[gaps]] = False
            kept = kept.filter(pl.Series(whole))
    return kept


def write(register: Register, rows: int, folder: Path) -> Path:
    """The register as one Parquet file, made chunk by chunk."""
    import pyarrow.parquet as parquet

    path = folder / f"{register.name}.parquet"
    writer = None
    for first in range(0, rows, CHUNK):
        chunk = register.made(first, min(CHUNK, rows - first)).to_arrow()
        writer = writer or parquet.ParquetWriter(path, chunk.schema)
        writer.write_table(chunk)
    assert writer is not None
    writer.close()
    return path
