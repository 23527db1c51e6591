"""Integers are filled as Polars does it."""

from __future__ import annotations

import hypothesis.strategies as st
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from compiler.columns import buffers
from compiler.columns.buffers import filled

TYPES = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)


@st.composite
def columns(draw: st.DrawFn, cells: st.SearchStrategy, dtype: pl.DataType) -> pl.Series:
    """In one piece or more, from somewhere to somewhere."""
    pieces = draw(st.lists(st.lists(cells, max_size=20), min_size=1, max_size=3))
    series = pl.concat([pl.Series(each, dtype=dtype) for each in pieces], rechunk=False)
    start = draw(st.integers(0, len(series)))
    return series.slice(start, draw(st.integers(0, len(series) - start)))


@pytest.mark.parametrize("block", [buffers.BLOCK, 8])
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_where_an_integer_is_missing_it_is_zero(
    block: int, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    monkeypatch.setattr(buffers, "BLOCK", block)
    dtype = data.draw(st.sampled_from(TYPES))
    series = data.draw(columns(st.none() | st.integers(0, 100), dtype()))
    if series.null_count():
        found = filled(series)
        assert found is None or (found.dtype == dtype and found.equals(series.fill_null(0)))


@pytest.mark.parametrize("block", [buffers.BLOCK, 8])
def test_what_stands_in_place_of_a_missing_integer_is_seen(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffers, "BLOCK", block)
    series = pl.Series([*range(20)], dtype=pl.Int16)
    odd, zero = (pl.select(pl.when(series != away).then(series)).to_series() for away in (13, 0))
    assert filled(odd) is None
    found = filled(zero.alias("\0"))
    assert found is not None and found.to_list() == [*range(20)]
