"""What many providers are granted, counted: how many each case goes for, and which values there are."""

from __future__ import annotations

import datetime
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from compiler.columns.dates import days_of, microseconds_of
from compiler.columns.grants import GrantedColumns
from compiler.columns.intervals import Bound
from compiler.columns.margins import MICROSECONDS
from compiler.columns.nodes import Node
from compiler.columns.program import Program
from compiler.ir import text
from compiler.ir.nodes import Grant
from compiler.ir.values import Absence, FactValue
from compiler.ir.verdicts import GrantResult
from compiler.report.distances import half_even
from compiler.report.granted import asked, place_of, whole
from dsl.kinds import ChoiceKind, DateKind, MomentKind, NumberKind

if TYPE_CHECKING:
    import polars as pl

PARTS = 1_000_000
"""Numbers are counted in millionths of the unit that they are shown in, rounded half even: as a file of decisions has them."""
_DAY, _MOMENT = datetime.date(1970, 1, 1), datetime.datetime(1970, 1, 1)


@frozen
class Given:
    """What one provider is granted: the place of the case in `cases_said`, and the value as `code` has it, None unless known."""

    case: int
    code: int | None

    @classmethod
    def of(cls, found: GrantResult) -> Given:
        return cls(place_of(found), None if isinstance(found.value, Absence) else code(found.grant, found.value))


def code(grant: Grant, value: FactValue) -> int:
    """A known value as a whole number: a number in `PARTS`, a day or microsecond from 1970, the place of an option, 1 for yes."""
    match value:
        case bool():
            return int(value)
        case str():
            assert isinstance(grant.kind, ChoiceKind)
            return grant.kind.options.index(value)
        case datetime.datetime():
            return microseconds_of(value)
        case datetime.date():
            return days_of(value)
    return round(Fraction(value) / text.shown_scale(grant.kind) * PARTS)  # type: ignore[arg-type]


@define(eq=False)
class Granted:
    """`cases` and, of options and of yes and no, `options` count providers by their places. Of numbers, dates and moments there
    are the `known`, the `lowest` and `highest` of them, and their `total`, all as `code` has them."""

    grant: Grant
    cases: Counter[int] = field(factory=Counter)
    options: Counter[int] = field(factory=Counter)
    known: int = 0
    lowest: int | None = None
    highest: int | None = None
    total: int = 0

    @property
    def is_measured(self) -> bool:
        return isinstance(self.grant.kind, NumberKind | DateKind | MomentKind)

    @property
    def adds_up(self) -> bool:
        """Whether a total means something: of amounts and counts, not of percentages, rates and scores."""
        kind = self.grant.kind
        return isinstance(kind, NumberKind) and kind.form == "quantity" and not kind.dimension.is_rate

    def value(self, code: int) -> FactValue:
        match self.grant.kind:
            case DateKind():
                return _DAY + datetime.timedelta(code)
            case MomentKind():
                return _MOMENT + datetime.timedelta(microseconds=code)
        return Fraction(code, PARTS) * text.shown_scale(self.grant.kind)

    def add(self, found: Given) -> None:
        self.cases[found.case] += 1
        if found.code is None:
            return
        self.known += 1
        if self.is_measured:
            self._measure(found.code, found.code, found.code)
        else:
            self.options[found.code] += 1

    def add_columns(self, cases: pl.Series, codes: pl.Series) -> None:
        """The case of each provider, and the values that are known."""
        import polars as pl

        for case, number in cases.value_counts().iter_rows():
            self.cases[case] += number
        self.known += len(codes)
        if not self.is_measured:
            for place, number in codes.value_counts().iter_rows():
                self.options[place] += number
        elif len(codes):
            low, high = int(codes.min()), int(codes.max())  # type: ignore[arg-type]
            wide = max(abs(low), abs(high)) * len(codes) >= 2**126
            self._measure(low, high, sum(codes.to_list()) if wide else int(codes.cast(pl.Int128).sum()))

    def _measure(self, low: int, high: int, total: int) -> None:
        self.lowest = low if self.lowest is None else min(low, self.lowest)
        self.highest = high if self.highest is None else max(high, self.highest)
        self.total += total


def outputs(program: Program) -> dict[str, Node]:
    """What is asked of a program to count what it grants. Raises `Refused` as `lower` does."""
    return asked(program, whole=True)


def count(granted: list[Granted], program: Program, found: pl.DataFrame) -> None:
    """Count the rows of a part, with `outputs`."""
    for at, (each, tally) in enumerate(zip(program.grants, granted, strict=True)):
        known = found.filter(found[f"granted {at}"])
        tally.add_columns(found[f"case {at}"], _codes(each, known, at))


def _codes(each: GrantedColumns, known: pl.DataFrame, at: int) -> pl.Series:
    import polars as pl

    worth = known[f"worth {at}"]
    if not isinstance(each.worth, Bound):
        return worth.cast(pl.Int64)
    bottom = known[f"under {at}"]
    match each.grant.kind:
        case DateKind():
            return whole(worth, bottom, each.worth.scale)
        case MomentKind():
            return whole(worth, bottom, each.worth.scale * MICROSECONDS)
    return half_even(worth, bottom, each.worth.scale / text.shown_scale(each.grant.kind) * PARTS)
