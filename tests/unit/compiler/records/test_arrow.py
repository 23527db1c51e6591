"""What is read of columns as Arrow holds them is what Polars makes of them."""

from __future__ import annotations

from decimal import Decimal

import hypothesis.strategies as st
import polars as pl
import pytest
from hypothesis import given

from compiler.records.arrow import codes, elements, ends, span
from compiler.records.rows_at import stripped

LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.text(LETTERS, max_size=30)
FILLED = st.text(LETTERS, min_size=1, max_size=30)


@st.composite
def columns(draw: st.DrawFn, cells: st.SearchStrategy, dtype: pl.DataType) -> pl.Series:
    """In one piece or more, from somewhere to somewhere."""
    pieces = draw(st.lists(st.lists(cells, max_size=8), min_size=1, max_size=3))
    series = pl.concat([pl.Series(each, dtype=dtype) for each in pieces], rechunk=False)
    start = draw(st.integers(0, len(series)))
    return series.slice(start, draw(st.integers(0, len(series) - start)))


@given(columns(FILLED, pl.String()))
def test_the_first_and_last_bytes_of_texts(texts: pl.Series) -> None:
    found = ends(texts)
    assert found is not None
    first, last = ([each.encode()[at] for each in texts] for at in (0, -1))
    assert [each.tolist() for each in found] == [first, last]


def test_texts_in_many_buffers_are_left_to_polars() -> None:
    """Each of a quarter of a megabyte, so that each has a buffer of its own."""
    texts = pl.concat([pl.Series([f"{at}" + 250_000 * "a", f"b{at}"]) for at in range(100)], rechunk=False)
    assert ends(texts) is None
    assert stripped(texts).equals(texts)


OPTIONS = [
    "one",
    "two",
    "exactly twelv",
    "a long one of many words",
    "a long one of many letters",
    "exactly12 ch",
    "vijf",
]


def places(texts: pl.Series) -> pl.Series:
    return pl.Series([None if each is None else OPTIONS.index(each) for each in texts], dtype=pl.UInt32)


@given(columns(st.none() | st.sampled_from(OPTIONS), pl.String()), st.booleans())
def test_the_places_of_options(texts: pl.Series, gathered: bool) -> None:
    texts = pl.Series(OPTIONS).gather(places(texts)) if gathered else texts
    found = codes(texts, OPTIONS)
    assert found is not None and found.to_list() == places(texts).to_list()


@pytest.mark.parametrize(
    "strange", ["", "One", "a long one of many word", "a long one of many wordz", "exactly12 cj", "o", "onee"]
)
def test_what_is_no_option_is_seen(strange: str) -> None:
    assert codes(pl.Series([*OPTIONS, None, strange, None]), OPTIONS) is None


ELEMENT = pl.Struct({"number": pl.Int64, "text": pl.String, "share": pl.Decimal(6, 2), "inner": pl.List(pl.String)})
ELEMENTS = st.fixed_dictionaries(
    {
        "number": st.none() | st.integers(-5, 5),
        "text": st.none() | TEXTS,
        "share": st.none() | st.integers(-999, 999).map(lambda each: Decimal(each) / 100),
        "inner": st.none() | st.lists(TEXTS, max_size=3),
    }
)


@given(columns(st.none() | st.lists(ELEMENTS, max_size=4), pl.List(ELEMENT)))
def test_the_elements_of_lists(lists: pl.Series) -> None:
    found, starts = elements(lists)
    assert found.to_list() == [each for some in lists if some is not None for each in some.to_list()]
    assert (starts[1:] - starts[:-1]).tolist() == [0 if each is None else len(each) for each in lists]


def test_elements_of_a_missing_list_are_none() -> None:
    """A list that is missing may still have elements standing in its place."""
    lists = pl.select(pl.when(pl.Series([True, False, True])).then(pl.Series([[1, 2], [3], [4]]))).to_series()
    found, starts = elements(lists)
    assert found.to_list() == [1, 2, 4] and starts.tolist() == [0, 2, 2, 3]


@given(columns(st.none() | st.integers(-(2**63), 2**63 - 1), pl.Int64()))
def test_the_span_of_integers(numbers: pl.Series) -> None:
    if numbers.null_count() < len(numbers):
        found = span(numbers)
        assert found is not None and found[0] <= numbers.min() and numbers.max() <= found[1]  # type: ignore[operator]


@given(columns(st.none() | st.integers(-(10**20), 10**20), pl.Int128()))
def test_the_span_of_decimals(numbers: pl.Series) -> None:
    if numbers.null_count() == len(numbers):
        return
    low, high = numbers.min(), numbers.max()
    found = span((numbers.cast(pl.Decimal(30, 0)) / 1).cast(pl.Decimal(30, 0)))
    fits = low >= -(2**63) and high < 2**63  # type: ignore[operator]
    assert found is None or (fits and found[0] <= low and high <= found[1])  # type: ignore[operator]
    assert found is not None or not fits
