"""Codes in columns as the words that they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from compiler.columns.program import NO_CRITERION

if TYPE_CHECKING:
    import polars as pl


def in_words(codes: pl.Series, words: Sequence[str], name: str) -> pl.Series:
    """Codes as words; what is no code (no criterion) is empty."""
    import polars as pl

    places = codes.cast(pl.Int32)
    known = pl.Series(words, dtype=pl.Enum(list(dict.fromkeys(words))))
    return known.gather(pl.select(pl.when(places != NO_CRITERION).then(places).otherwise(None)).to_series()).alias(name)
