"""What is read of columns as Arrow holds them is what Polars makes of them."""

from __future__ import annotations

from decimal import Decimal

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from compiler.records import arrow
from compiler.records.arrow import codes, digits, elements, span, tails

LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.text(LETTERS, max_size=30)


@st.composite
def columns(draw: st.DrawFn, cells: st.SearchStrategy, dtype: pl.DataType) -> pl.Series:
    """In one piece or more, from somewhere to somewhere."""
    pieces = draw(st.lists(st.lists(cells, max_size=8), min_size=1, max_size=3))
    series = pl.concat([pl.Series(each, dtype=dtype) for each in pieces], rechunk=False)
    start = draw(st.integers(0, len(series)))
    return series.slice(start, draw(st.integers(0, len(series) - start)))


def shown(texts: pl.Series) -> list[tuple[int, int, int]] | None:
    found = [*tails(texts)]
    if None in found:
        return None
    arrays = [np.broadcast_arrays(each.lengths, each.firsts, each.tails) for each in found if each is not None]
    return [row for some in arrays for row in zip(*(each.tolist() for each in some), strict=True)]


def meant(texts: pl.Series) -> list[tuple[int, int, int]]:
    bytes_ = [each.encode() for each in texts]
    return [
        (len(each), (each or b"\0")[0], int.from_bytes(each[max(len(each) - 8, 0) :].ljust(8, b"\0")))
        for each in bytes_
    ]


@pytest.fixture(params=[arrow.BLOCK, 3])
def blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "BLOCK", request.param)


@pytest.fixture(params=[arrow.MOST_STRIDES, 1])
def strides(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In runs, and all over."""
    monkeypatch.setattr(arrow, "MOST_STRIDES", request.param)


fixed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.usefixtures("blocks", "strides")
@given(texts=columns(TEXTS, pl.String()))
@fixed
def test_the_tails_of_texts(texts: pl.Series) -> None:
    assert shown(texts) == meant(texts)


@pytest.mark.usefixtures("blocks", "strides")
@given(st.integers(0, 20), st.integers(0, 12_000), st.integers(1, 12), st.booleans())
@fixed
def test_the_tails_of_numbered_texts(letters: int, first: int, step: int, turned: bool) -> None:
    numbers = range(first, first + 30 * step, step)
    texts = pl.Series([f"{letters * 'a'}{each}" for each in (reversed(numbers) if turned else numbers)])
    assert shown(texts) == meant(texts)
    assert shown(texts.gather([0, 0, 0, 5, 5, 9])) == meant(texts.gather([0, 0, 0, 5, 5, 9]))


def test_texts_in_many_buffers_are_left_to_polars() -> None:
    """Each of a quarter of a megabyte, so that each has a buffer of its own; of another length than the next."""
    texts = pl.concat([pl.Series([f"{at}" + 250_000 * "a", f"b{at}"]) for at in range(140)], rechunk=False)
    assert shown(texts) is None


def test_texts_of_one_length_in_many_buffers() -> None:
    texts = pl.concat([pl.Series([f"{at:03}" + 250_000 * "a" + f"{at:03}"]) for at in range(9)], rechunk=False)
    assert shown(texts) == meant(texts)


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


@pytest.mark.usefixtures("blocks")
@given(texts=columns(st.none() | st.sampled_from(OPTIONS), pl.String()), gathered=st.booleans())
@fixed
def test_the_places_of_options(texts: pl.Series, gathered: bool) -> None:
    texts = pl.Series(OPTIONS).gather(places(texts)) if gathered else texts
    found = codes(texts, OPTIONS)
    assert found is not None and found.to_list() == places(texts).to_list()


@pytest.mark.parametrize(
    "strange", ["", "One", "a long one of many word", "a long one of many wordz", "exactly12 cj", "o", "onee"]
)
@pytest.mark.usefixtures("blocks")
def test_what_is_no_option_is_seen(strange: str) -> None:
    assert codes(pl.Series([*OPTIONS, None, strange, None]), OPTIONS) is None


def test_what_stands_in_place_of_a_missing_option_is_passed_by() -> None:
    texts = pl.Series([*OPTIONS, "strange", *OPTIONS])
    holed = pl.select(pl.when(texts != "strange").then(texts)).to_series()
    found = codes(holed, OPTIONS)
    assert found is not None and found.to_list() == [*range(len(OPTIONS)), None, *range(len(OPTIONS))]


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


@pytest.mark.usefixtures("blocks")
@given(numbers=columns(st.none() | st.integers(-(2**63), 2**63 - 1), pl.Int64()))
@fixed
def test_the_span_of_integers(numbers: pl.Series) -> None:
    if numbers.null_count() < len(numbers):
        found = span(numbers)
        assert found is not None and found[0] <= numbers.min() and numbers.max() <= found[1]  # type: ignore[operator]


@pytest.mark.usefixtures("blocks")
@given(numbers=columns(st.none() | st.integers(-(10**20), 10**20), pl.Int128()))
@fixed
def test_the_span_of_decimals(numbers: pl.Series) -> None:
    if numbers.null_count() == len(numbers):
        return
    low, high = numbers.min(), numbers.max()
    found = span((numbers.cast(pl.Decimal(30, 0)) / 1).cast(pl.Decimal(30, 0)))
    fits = low >= -(2**63) and high < 2**63  # type: ignore[operator]
    assert found is None or (fits and found[0] <= low and high <= found[1])  # type: ignore[operator]
    assert found is not None or not fits


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 2**64 - 1, 2**64, -1, -(2**63), -(2**63) - 1, -(2**64)])
def test_the_span_of_one_decimal_at_the_edge_of_64_bits(number: int) -> None:
    fits = -(2**63) <= number < 2**63
    assert span(pl.Series([Decimal(number)], dtype=pl.Decimal(30, 0))) == ((number, number) if fits else None)


@pytest.mark.usefixtures("blocks")
@given(numbers=columns(st.none() | st.integers(-300, 300) | st.integers(-(10**19), 10**19), pl.Int128()))
@fixed
def test_the_digits_of_decimals(numbers: pl.Series) -> None:
    if numbers.null_count() == len(numbers):
        return
    decimals = numbers.cast(pl.Decimal(30, 2))
    found, bounds = digits(decimals), span(decimals)
    assert (found is None) == (bounds is None)
    if found is not None:
        assert found[0].to_list() == decimals.to_physical().to_list() and found[1] == bounds


@pytest.mark.parametrize(("bits", "dtype"), [(8, pl.Int8), (16, pl.Int16), (32, pl.Int32), (64, pl.Int64)])
def test_digits_take_as_few_bytes_as_hold_them(bits: int, dtype: pl.DataType) -> None:
    for number in (2 ** (bits - 1) - 1, -(2 ** (bits - 1))):
        found = digits(pl.Series([Decimal(0), Decimal(number)], dtype=pl.Decimal(30, 0)))
        assert found is not None and found[0].to_list() == [0, number] and found[0].dtype == dtype
