"""Yes and no as bits: what is packed reads back as it was, wherever it starts."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.backends.engine.bits import LONGEST, Windows, packed, same, unpacked

COLUMNS = st.lists(st.booleans(), max_size=70)


@given(COLUMNS, st.integers(0, 70))
def test_what_is_packed_reads_back(values: list[bool], start: int) -> None:
    series = pl.Series(values, dtype=pl.Boolean).slice(start)
    assert unpacked(packed(series), len(series)).equals(series)


@given(st.lists(st.none() | st.booleans(), max_size=70), st.integers(0, 70))
def test_what_is_known_reads_back_beside_what_is_missing(values: list[bool | None], start: int) -> None:
    series = pl.Series(values, dtype=pl.Boolean).slice(start)
    found = unpacked(packed(series), len(series))
    assert [
        each for each, known in zip(found, series.is_not_null(), strict=True) if known
    ] == series.drop_nulls().to_list()


@given(COLUMNS, COLUMNS)
def test_bits_of_several_chunks_read_back(one: list[bool], other: list[bool]) -> None:
    series = pl.Series(one, dtype=pl.Boolean).append(pl.Series(other, dtype=pl.Boolean))
    assert unpacked(packed(series), len(series)).to_list() == one + other


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=70))
def test_bits_are_joined_as_columns_are(pairs: list[tuple[bool, bool]]) -> None:
    one, other = (pl.Series([each[at] for each in pairs], dtype=pl.Boolean) for at in (0, 1))
    a, b, height = packed(one), packed(other), len(pairs)
    assert unpacked(a & b, height).equals(one & other)
    assert unpacked(a | b, height).equals(one | other)
    assert unpacked(~a, height).equals(~one)


@pytest.mark.parametrize("height", [0, 1, 7, 8, 9, 250])
@pytest.mark.parametrize("value", [True, False])
def test_a_constant_is_the_same_in_every_row(value: bool, height: int) -> None:
    assert unpacked(same(value, height), height).to_list() == [value] * height


def test_the_name_of_a_column_is_anything() -> None:
    assert unpacked(packed(pl.Series("\0name", [True, False])), 2).to_list() == [True, False]


@given(st.lists(st.one_of(st.lists(st.booleans(), max_size=5), st.lists(st.booleans(), max_size=LONGEST)), max_size=12))
def test_the_bits_of_lists(lists: list[list[bool]]) -> None:
    bits = packed(pl.Series([each for some in lists for each in some], dtype=pl.Boolean))
    windows = Windows.of(np.cumsum([0, *map(len, lists)]).astype(np.int64))
    assert unpacked(windows.any(bits), len(lists)).to_list() == [any(each) for each in lists]
    assert windows.count(bits).tolist() == [sum(each) for each in lists]
