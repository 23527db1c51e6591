"""Where the rows of a part stand, what their providers are called, and which of them have something wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any

from attrs import define, field

from compiler.records import problems
from compiler.records.door import provider_id
from compiler.records.names import Names, Rising, read_names
from compiler.records.problems import Finding, Heap, Place, Problem, column_of
from compiler.records.sources import Part


@define(eq=False)
class Places:
    """Where the rows of a part stand, and what their providers are called."""

    file: str
    part: Part
    key: str
    frame: Any
    names: Any = field(init=False)
    """Those of the providers, missing where there is none."""
    rising: Rising | None = field(init=False)
    """Known where names rise, so that none of them stands twice."""

    def __attrs_post_init__(self) -> None:
        import polars as pl

        found = self.frame.get_column(self.key) if self.key in self.frame.columns else pl.Series([], dtype=pl.String)
        if isinstance(found.dtype, pl.String | pl.Categorical | pl.Enum) or found.dtype.is_integer():
            named = read_names(found)
        else:
            ids = [provider_id(each, self.key) for each in found]
            named = Names(pl.Series([None if isinstance(each, Finding) else each for each in ids], dtype=pl.String))
        self.names, self.rising = named.texts, named.rising

    def nameless(self, at: int) -> Finding:
        found = provider_id(self.frame.get_column(self.key)[at], self.key)
        assert isinstance(found, Finding)
        return found

    def of(self, at: int) -> Place:
        provider = self.names[at]
        if self.part.lines is None:
            return Place(self.file, None, None, self.part.first + at, provider)
        number, line = self.part.lines[at]
        return Place(self.file, line, None, number, provider)


@define(eq=False)
class Bad:
    """The rows of a part that have something wrong, and what."""

    places: Places
    rows: Counter[int] = field(factory=Counter)
    problems: list[Problem] = field(factory=list)
    told: set[int] = field(factory=set)
    more: Counter[Heap] = field(factory=Counter)
    """How much else is wrong."""
    settled: set[int] = field(factory=set)
    """Rows of which all is told."""

    def add(self, at: int, finding: Finding) -> None:
        if at in self.settled:
            return
        self.rows[at] += 1
        if len(self.problems) < problems.MOST_TOLD:
            self.problems.append(finding.at(self.places.of(at)))
            self.told.add(at)
        else:
            self.more[self.places.file, finding.code, column_of(finding.path) if finding.path else None] += 1

    @property
    def untold(self) -> tuple[Place, ...]:
        """Where the rows are of which nothing is told."""
        return tuple(self.places.of(at) for at in sorted(self.rows.keys() - self.told))
