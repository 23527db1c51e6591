"""The frozen holidays are those of the library."""

from __future__ import annotations

from compiler.ir.calendar_days import dutch_holidays
from tests.upkeep.freeze_holidays import FIRST, FROZEN, LAST, rows


def test_the_frozen_days_are_those_of_the_library() -> None:
    head, columns, *frozen = FROZEN.read_text(encoding="utf-8").splitlines()
    assert frozen == rows(), "run `make holidays`, and read what changes"
    assert columns == "date,name"
    assert head.startswith("# Algemene termijnenwet (holidays ")


def test_the_list_says_which_years_it_knows() -> None:
    known = dutch_holidays()
    assert (known.first.year, known.last.year) == (FIRST, LAST)
    assert known.source.startswith("Algemene termijnenwet (holidays ")
    assert {each.year for each in known.days} == set(range(FIRST, LAST + 1))
