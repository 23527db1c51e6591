"""Where the rows of a part stand, what their providers are called, and which of them have something wrong."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import define, field

from compiler.records.arrow import ends
from compiler.records.door import provider_id
from compiler.records.problems import Finding, Place, Problem
from compiler.records.sources import Part

if TYPE_CHECKING:
    import polars as pl

MOST_TOLD = 10_000
"""Of so many bad cells the place is told; the others are counted with the rejected."""


@define(eq=False)
class Places:
    """Where the rows of a part stand, and what their providers are called."""

    file: str
    part: Part
    key: str
    frame: Any
    names: Any = field(init=False)
    """Those of the providers, missing where there is none."""

    def __attrs_post_init__(self) -> None:
        import polars as pl

        found = self.frame.get_column(self.key) if self.key in self.frame.columns else pl.Series([], dtype=pl.String)
        if found.dtype == pl.String or found.dtype.is_integer():
            self.names = stripped(found)
        else:
            named = [provider_id(each, self.key) for each in found]
            self.names = pl.Series([None if isinstance(each, Finding) else each for each in named], dtype=pl.String)

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

    def add(self, at: int, finding: Finding) -> None:
        self.rows[at] += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(finding.at(self.places.of(at)))
            self.told.add(at)

    @property
    def untold(self) -> tuple[Place, ...]:
        """Where the rows are of which nothing is told."""
        return tuple(self.places.of(at) for at in sorted(self.rows.keys() - self.told))


def stripped(names: pl.Series) -> pl.Series:
    """Names of providers without spaces around them; missing where nothing is left."""
    import polars as pl

    texts = names.cast(pl.String)
    if _plain_at_both_ends(texts):
        return texts
    texts = texts.str.strip_chars()
    return texts.set(texts == "", None)


def _plain_at_both_ends(texts: pl.Series) -> bool:
    """Whether all texts surely start and end with what is no space: far quicker told by their first and last bytes."""
    found = ends(texts) if len(texts) and not texts.null_count() else None
    return found is not None and all(ord(" ") < each.min() and each.max() < 127 for each in found)
