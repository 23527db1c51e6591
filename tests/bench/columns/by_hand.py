"""The decisions of the measured policies, as a careful programmer would write them for the same files: exact and three-valued.

Codes: 0 eligible, 1 ineligible, 2 undetermined, 3 awaiting judgement. A verdict is a nullable yes/no per criterion.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.bench.columns.registers import LEGAL_FORMS, POSITIONS

Verdicts = dict[str, pl.Expr]


def _element(field: str) -> pl.Expr:
    return pl.element().struct.field(field)


def _every(holds: pl.Expr) -> pl.Expr:
    """Null where open: `list.all` passes over nulls."""
    open_ = holds.is_null() | holds.list.eval(pl.element().is_null()).list.any()
    return pl.when(~holds.list.all()).then(False).when(open_).then(None).otherwise(True)


def polars_practice() -> Verdicts:
    doctors = pl.col("doctors")
    fixed = ~_every(doctors.list.eval(_element("position") == "locum"))
    hundredths = doctors.list.eval((_element("fte") * 100).cast(pl.Int64))
    whole = doctors.is_not_null() & ~hundredths.list.eval(pl.element().is_null()).list.any()
    enough = hundredths.list.sum() * 3000 >= pl.col("registered patients") * 100
    return {
        "questionnaire": pl.col("questionnaire assessed positively"),
        "fixed doctor": fixed,
        "staffing": pl.when(whole).then(enough),
    }


def polars_organisation() -> Verdicts:
    served, form = pl.col("patients served"), pl.col("legal form")
    return {
        "legal form": (form == "foundation") | (form == "cooperative"),
        "age": pl.col("founded") <= pl.date(2023, 12, 31),
        "scale": served >= 100_000,
        "participation": pl.col("participating") * 100 >= pl.col("practices") * 80,
        "code": pl.col("follows code"),
        "data": pl.col("shares data"),
        "unaudited": pl.col("audited") | (served < 150_000),
    }


def polars_contract() -> Verdicts:
    served, nurses, form = pl.col("patients served"), pl.col("nurses"), pl.col("legal form")
    return {
        "registration": pl.col("registered"),
        "legal form": (form == "foundation") | (form == "cooperative") | (form == "private company"),
        "age": pl.col("founded") <= pl.date(2023, 12, 31),
        "inspection": pl.col("last inspected") >= pl.date(2021, 1, 1),
        "report": pl.col("publishes report"),
        "complaints": pl.col("handles complaints"),
        "exchange": pl.col("exchanges data") | (served < 50),
        "scale": served >= 20,
        "staffing": nurses * 12 >= served,
        "qualification": pl.col("qualified nurses") * 100 >= nurses * 60,
        "own staff": (pl.col("hired nurses") * 100 <= nurses * 50) | (nurses < 5),
        "waiting": pl.col("waiting time") <= 42,
        "satisfaction": (pl.col("patient score") * 10).cast(pl.Int64) >= 65,
        "supervision": ~pl.col("under supervision"),
    }


def polars_centre() -> Verdicts:
    specialists = pl.col("specialists")
    able = specialists.list.eval((_element("fte") * 100).cast(pl.Int64) >= 40)
    sure = able.list.sum()
    most = able.list.eval(pl.element().fill_null(True)).list.sum()
    busy = specialists.list.eval((_element("treated") >= 50) | ((_element("fte") * 100).cast(pl.Int64) < 20))
    return {
        "certified": pl.col("certified"),
        "registered": _every(specialists.list.eval(_element("registered"))),
        "capacity": pl.when(sure >= 2).then(True).when(most < 2).then(False),
        "volume": _every(busy),
    }


def polars_fits(register: str) -> pl.Expr:
    """Whether all providers have names of their own, and all cells fit what was declared of them."""
    names = pl.col("provider").str.strip_chars()
    whole = [(names != "").all(), names.null_count() == 0, names.n_unique() == pl.len()]
    match register:
        case "practice":
            positions = pl.col("doctors").list.eval(_element("position").is_in(POSITIONS)).list.all()
            return pl.all_horizontal(*whole, positions.all(), (pl.col("registered patients") >= 0).all())
        case "organisation":
            counts = [pl.col(each) for each in ("practices", "participating", "patients served")]
            options = pl.col("legal form").is_in(LEGAL_FORMS).all()
            return pl.all_horizontal(*whole, options, *((each >= 0).all() for each in counts))
        case "contract":
            names = ["patients served", "nurses", "qualified nurses", "hired nurses", "waiting time"]
            counts = [pl.col(each) >= 0 for each in names]
            fits = [*counts, pl.col("patient score").is_between(0, 10), pl.col("legal form").is_in(LEGAL_FORMS)]
            return pl.all_horizontal(*whole, *(each.all() for each in fits))
    treated = pl.col("specialists").list.eval(_element("treated") >= 0).list.all()
    return pl.all_horizontal(*whole, treated.all())


POLARS: dict[str, Any] = {
    "practice": polars_practice,
    "organisation": polars_organisation,
    "contract": polars_contract,
    "centre": polars_centre,
}


def polars_outcome(verdicts: Verdicts, judgement: str | None) -> pl.Expr:
    every = list(verdicts.values())
    against = pl.any_horizontal((~each).fill_null(False) for each in every)
    met = pl.all_horizontal(each.fill_null(False) for each in every)
    awaiting = pl.lit(False)
    if judgement is not None:
        awaiting = pl.all_horizontal(each.is_not_null() for name, each in verdicts.items() if name != judgement)
    return pl.when(against).then(1).when(met).then(0).when(awaiting).then(3).otherwise(2).cast(pl.Int8)


DUCKDB = {
    "practice": {
        "questionnaire": '"questionnaire assessed positively"',
        "fixed doctor": """CASE WHEN doctors IS NULL THEN NULL
            WHEN len(list_filter(doctors, lambda d: d.position <> 'locum')) > 0 THEN true
            WHEN len(list_filter(doctors, lambda d: d.position IS NULL)) > 0 THEN NULL ELSE false END""",
        "staffing": """CASE WHEN doctors IS NULL OR len(list_filter(doctors, lambda d: d.fte IS NULL)) > 0 THEN NULL
            ELSE coalesce(list_sum(list_transform(doctors, lambda d: CAST(d.fte * 100 AS BIGINT))), 0) * 3000
                >= "registered patients" * 100 END""",
    },
    "organisation": {
        "legal form": "\"legal form\" = 'foundation' OR \"legal form\" = 'cooperative'",
        "age": "founded <= DATE '2023-12-31'",
        "scale": '"patients served" >= 100000',
        "participation": "participating * 100 >= practices * 80",
        "code": '"follows code"',
        "data": '"shares data"',
        "unaudited": 'audited OR "patients served" < 150000',
    },
    "contract": {
        "registration": "registered",
        "legal form": "\"legal form\" = 'foundation' OR \"legal form\" = 'cooperative' OR \"legal form\" = 'private company'",
        "age": "founded <= DATE '2023-12-31'",
        "inspection": "\"last inspected\" >= DATE '2021-01-01'",
        "report": '"publishes report"',
        "complaints": '"handles complaints"',
        "exchange": '"exchanges data" OR "patients served" < 50',
        "scale": '"patients served" >= 20',
        "staffing": 'nurses * 12 >= "patients served"',
        "qualification": '"qualified nurses" * 100 >= nurses * 60',
        "own staff": '"hired nurses" * 100 <= nurses * 50 OR nurses < 5',
        "waiting": '"waiting time" <= 42',
        "satisfaction": '"patient score" >= 6.5',
        "supervision": 'NOT "under supervision"',
    },
    "centre": {
        "certified": "certified",
        "registered": """CASE WHEN specialists IS NULL THEN NULL
            WHEN len(list_filter(specialists, lambda s: NOT s.registered)) > 0 THEN false
            WHEN len(list_filter(specialists, lambda s: s.registered IS NULL)) > 0 THEN NULL ELSE true END""",
        "capacity": """CASE WHEN specialists IS NULL THEN NULL
            WHEN len(list_filter(specialists, lambda s: s.fte >= 0.40)) >= 2 THEN true
            WHEN len(list_filter(specialists, lambda s: s.fte IS NULL OR s.fte >= 0.40)) < 2 THEN false END""",
        "volume": """CASE WHEN specialists IS NULL THEN NULL
            WHEN len(list_filter(specialists, lambda s: NOT (s.treated >= 50 OR s.fte < 0.20))) > 0 THEN false
            WHEN len(list_filter(specialists, lambda s: (s.treated >= 50 OR s.fte < 0.20) IS NULL)) > 0 THEN NULL
            ELSE true END""",
    },
}


def duckdb_query(name: str, judgement: str | None, source: str, *, verdicts: bool, kept: tuple[str, ...] = ()) -> str:
    parts = DUCKDB[name]
    columns = ", ".join(f'({text}) AS "v {at}"' for at, text in enumerate(parts.values()))
    names = [f'"v {at}"' for at in range(len(parts))]
    against = " OR ".join(f"{each} IS FALSE" for each in names)
    met = " AND ".join(f"{each} IS TRUE" for each in names)
    others = [each for each, key in zip(names, parts, strict=True) if key != judgement]
    awaiting = " AND ".join(f"{each} IS NOT NULL" for each in others) if judgement else "false"
    outcome = f"CASE WHEN {against} THEN 1 WHEN {met} THEN 0 WHEN {awaiting} THEN 3 ELSE 2 END::TINYINT AS outcome"
    taken = ", ".join([*kept, outcome, *(names if verdicts else [])])
    carried = "".join(f", {each}" for each in kept)
    return f"SELECT {taken} FROM (SELECT {columns}{carried} FROM {source})"
