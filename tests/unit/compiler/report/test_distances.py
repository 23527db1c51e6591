"""Margins of a register as numbers, against the margin of each provider on its own."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.columns.intervals import Bound
from compiler.columns.margins import MarginColumns
from compiler.columns.nodes import Bounds, Builder, Refused
from compiler.pipeline import Compilation
from compiler.records.bulk import Bulk
from compiler.report.distances import MOST_DECIMALS, ROUNDED, distances, one_by_one
from compiler.report.register import Decisions
from dsl.kinds import DateKind, NumberKind

POLICY = """policy Measures
    in force 2025-01-01 through 2025-12-31
    judges Practice
    obliges

document d "Cases"

counted patient, patients

record Practice
    patients : count of patients
    fte      : fte
    waiting  : hour
    share    : percent
    fee      : EUR
    founded  : date
    opened   : date and time

requirement size
    source d 1
    patients ≥ 1000 patients

requirement staffing
    source d 2
    fte per patients ≥ 1.0 fte per 3000 patients

requirement waiting
    source d 3
    waiting ≤ 1.5 hour

requirement share
    source d 4
    share ≥ 80%

requirement fee
    source d 5
    fee < 12.50 EUR

requirement `age`
    source d 6
    founded ≤ 2024-12-31

requirement `opened`
    source d 7
    opened ≥ 2025-01-01 12:00

requirement `size: margin (patients)`
    source d 8
    patients ≥ 1 patient

exclusion small
    source d 9
    fte < 0.5 fte
"""
ROWS = """provider,patients,fte,waiting,share,fee,founded,opened
A,1000,0.3333,1.5,80%,12.50,2025-01-02,2025-01-01 18:00
B,1,2,0.25,0.5%,-3,2024-12-31,2025-01-03 11:59
C,,,,,,,
D,3001,1,2,100%,100.015,2020-02-29,2024-12-31 12:00
"""


def test_each_margin_is_a_number_in_the_unit_of_its_heading(tmp_path: Path) -> None:
    (tmp_path / "m.policy").write_text(POLICY, encoding="utf-8")
    (tmp_path / "m.csv").write_text(ROWS, encoding="utf-8")
    compilation = Compilation([tmp_path / "m.policy"])
    policy, found = compilation.policy("m", compilation.day("m"))
    assert policy is not None, [each.message.en for each in (*compilation.diagnostics, *found)]
    units = {form: (unit.dimension, unit.scale) for form, unit in compilation.units("m").items()}
    from compiler.backends import polars_engine

    decisions = Decisions(policy, "en", polars_engine.carry_out, whole=True)
    (taken,) = Bulk(tmp_path / "m.csv", policy, units).parts()
    assert not taken.problems, taken.problems
    table = decisions.decided(decisions.ask(taken))
    measured = {
        each: table[each].to_list() for each in table.columns if "margin" in each and table[each].dtype.is_decimal()
    }
    assert measured == {
        "size: margin (patients) 2": [Decimal(0), Decimal(-999), None, Decimal(2001)],
        "staffing: margin (fte)": [Decimal("-0.000033"), Decimal("1.999667"), None, Decimal("-0.000333")],
        "waiting: margin (hour)": [Decimal(0), Decimal("1.25"), None, Decimal("-0.5")],
        "share: margin (%)": [Decimal(0), Decimal("-79.5"), None, Decimal(20)],
        "fee: margin (EUR)": [Decimal(0), Decimal("15.5"), None, Decimal("-87.515")],
        "age: margin (days)": [Decimal(-2), Decimal(0), None, Decimal(1767)],
        "opened: margin (days)": [Decimal("0.25"), Decimal("1.999306"), None, Decimal(-1)],
        "size: margin (patients): margin (patients)": [Decimal(999), Decimal(0), None, Decimal(3000)],
        "small: margin (fte)": [Decimal("-0.1667"), Decimal("1.5"), None, Decimal("0.5")],
    }


parts = st.integers(-(10**12), 10**12)
rows = st.lists(st.tuples(st.booleans(), parts, st.integers(1, 10**6)), min_size=1, max_size=8)
factors = st.builds(Fraction, st.integers(-(10**6), 10**6), st.sampled_from([1, 3, 7, 8, 60, 1000, 2**13, 10**12]))


@given(rows, factors, st.booleans(), st.sampled_from([NumberKind(), NumberKind("percent"), DateKind(), None]))
def test_margins_are_exact_or_rounded_half_even(
    found: list[tuple[bool, int, int]], factor: Fraction, divided: bool, kind: NumberKind | DateKind | None
) -> None:
    b = Builder(Bounds())
    bottom = b.number(2 if divided else 1)  # where it is not 1 each row has its own
    margin = MarginColumns(b.yes, Bound(b.number(0), bottom, factor, b.no), kind)
    unders = [under if divided else 1 for _, _, under in found]
    given_, tops = [each for each, _, _ in found], [top for _, top, _ in found]
    made = distances(pl.Series(given_), pl.Series(tops, dtype=pl.Int64), pl.Series(unders, dtype=pl.Int64), margin)
    meant = [
        Fraction(top, under) * factor if known else None for known, top, under in zip(given_, tops, unders, strict=True)
    ]
    unit = margin.unit
    for seen, exact in zip(made, meant, strict=True):
        if exact is None:
            assert seen is None
            continue
        shown = exact / unit
        assert Fraction(seen) in (shown, round(shown * 10**ROUNDED) / Fraction(10**ROUNDED))
        if not divided and 10**MOST_DECIMALS % (factor / unit).denominator == 0:
            assert Fraction(seen) == shown
    for seen, exact in zip(one_by_one(meant, margin), meant, strict=True):
        assert (seen is None) == (exact is None)
        if exact is not None:
            shown = exact / unit
            assert 2 * abs(Fraction(seen) - shown) * 10**ROUNDED <= 1
            assert 10**MOST_DECIMALS % shown.denominator or Fraction(seen) == shown


def test_what_has_more_digits_than_a_column_holds_is_refused() -> None:
    b = Builder(Bounds())
    margin = MarginColumns(b.yes, Bound(b.number(0), b.number(1), Fraction(10**30), b.no), None)
    with pytest.raises(Refused):
        distances(pl.Series([True]), pl.Series([10**10]), pl.Series([1]), margin)
