"""Names of providers: what stands around them, and which of them stand twice in a file, however it is ordered."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings

from compiler.columns.layout import JUDGED
from compiler.ir.nodes import Policy
from compiler.pipeline import Compilation
from compiler.records import arrow, keys, sources
from compiler.records.bulk import Bulk, Taken
from compiler.records.keys import NamesRepeated, Seen
from compiler.records.names import all_differ, read_names, stripped
from dsl.source import SourceFile

POLICY = """policy practice
    in force 2025-01-01 through 2025-12-31
    judges Practice
    allows

counted patient, patients

record Practice
    registered patients : count of patients

requirement size
    registered patients ≥ 50 patients
"""


@pytest.fixture(scope="module")
def opened() -> tuple[Policy, Any]:
    compilation = Compilation.of_texts(SourceFile("practice.policy", POLICY))
    policy, _ = compilation.policy("practice", compilation.day("practice"))
    assert policy is not None
    return policy, compilation.units("practice")


SPACES = ["", " ", "\t", "\x1f", "\u00a0", "\u2003"]
LETTERS = st.sampled_from(["a", "b", "0", "1", "9", "é", "~", "\x1f", "\u00a0", "a long name of 31 letters, with "])
NAMES = st.lists(LETTERS, max_size=5).map("".join)
fixed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=[arrow.BLOCK, 3])
def blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "BLOCK", request.param)


def meant(name: str | None) -> str | None:
    return None if name is None else name.strip() or None


@given(st.lists(st.none() | st.tuples(st.sampled_from(SPACES), NAMES, st.sampled_from(SPACES)).map("".join)))
@example(["a", "b", "   "])
@example(["a", None, "b "])
@example(["", "a"])
@example(["one of more than twelve", "another of more than twelve "])
def test_names_have_no_spaces_around_them(names: list[str | None]) -> None:
    assert stripped(pl.Series(names, dtype=pl.String)).to_list() == [*map(meant, names)]


def test_texts_in_many_buffers_are_names_too() -> None:
    texts = pl.concat([pl.Series([f"{at}" + 250_000 * "a", f"b{at} "]) for at in range(140)], rechunk=False)
    assert stripped(texts).equals(texts.str.strip_chars())


# --- which rise -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("blocks")
@given(names=st.lists(st.none() | NAMES, max_size=12))
@fixed
def test_names_that_rise_all_differ(names: list[str | None]) -> None:
    found = read_names(pl.Series(names, dtype=pl.String))
    known = [each for each in found.texts if each is not None]
    if found.rising is not None:
        assert len(known) == len(set(known))
        if found.rising.by == "letters":
            assert (found.rising.first, found.rising.last) == (min(known), max(known))
    if known and known == sorted(set(known)):
        assert found.rising is not None


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize(
    "names", [range(200), [f"practice {at}" for at in range(200)], [f"{at:08}" for at in range(200)]]
)
def test_numbered_names_rise(names: Any) -> None:
    whole = pl.Series(names)
    found = read_names(whole).rising
    assert found is not None and found.by == "tails"
    parts = [read_names(whole.slice(at, 40)).rising for at in range(0, 200, 40)]
    assert all_differ(parts)  # type: ignore[arg-type]
    assert not all_differ([*parts, parts[0]])  # type: ignore[list-item]
    for twice in (3, 198):
        again = read_names(pl.concat([whole, whole.slice(twice, 1)]))
        assert again.rising is None


def test_names_with_the_same_last_letters_rise_by_all() -> None:
    names = pl.Series([f"{at:03}, general practice" for at in range(200)])
    found = read_names(names).rising
    assert found is not None and (found.by, found.last) == ("letters", "199, general practice")
    assert read_names(pl.Series([*names, names[-1]])).rising is None


# --- which stand twice ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [keys.HELD, 0])
@given(data=st.data())
@fixed
def test_the_names_that_stand_twice(held: int, monkeypatch: pytest.MonkeyPatch, data: st.DataObject) -> None:
    """Parts of which all, none or some rise, in the order in which threads are done with them."""
    monkeypatch.setattr(keys, "HELD", held)
    monkeypatch.setattr(keys, "MOST_BITS", 12)
    number = st.integers(0, 300)
    rise = st.lists(number, max_size=6, unique=True).map(sorted)
    given = data.draw(st.lists(rise | st.lists(number, max_size=6), max_size=4))
    parts = [pl.Series([f"practice {each}" for each in some], dtype=pl.String) for some in given]
    seen = Seen(sum(map(len, parts)))
    for at in data.draw(st.permutations(range(len(parts)))):
        found = read_names(parts[at])
        seen.add(found.texts, sum(map(len, parts[:at])) + 1, found.rising)
    counts = Counter(each for some in parts for each in some)
    assert seen.repeated(lambda: parts) == {name for name, count in counts.items() if count > 1}


def test_parts_that_rise_are_not_read_again() -> None:
    parts = [
        pl.Series(["a", "b"]),
        pl.Series([None], dtype=pl.String),
        pl.Series([], dtype=pl.String),
        pl.Series(["c"]),
    ]
    seen = Seen(4)
    for at, each in enumerate(parts):
        seen.add(each, at, read_names(each).rising)
    assert seen.repeated(lambda: pytest.fail("read again")) == frozenset()


def read(path: Path, opened: Any) -> list[Taken]:
    bulk = Bulk(path, *opened)
    try:
        return [*bulk.parts()]
    except NamesRepeated:
        return [*bulk.parts()]


NUMBERED = [f"practice {at}" for at in range(100)]


@pytest.mark.parametrize(
    ("names", "good", "codes"),
    [
        (NUMBERED, 100, {}),
        (sorted(NUMBERED), 100, {}),
        (NUMBERED[::-1], 100, {}),
        ([*NUMBERED[:40], *NUMBERED[:39:-1]], 100, {}),
        ([*NUMBERED, NUMBERED[-1]], 99, {"E510": 2}),
        ([NUMBERED[0], *NUMBERED], 99, {"E510": 2}),
        ([*NUMBERED, NUMBERED[3]], 99, {"E510": 2}),
        ([*NUMBERED[:70], f" {NUMBERED[2]} ", *NUMBERED[70:]], 99, {"E510": 2}),
        ([*NUMBERED[:35], None, *NUMBERED[35:]], 100, {"E509": 1}),
        ([*NUMBERED[:35], "", " ", *NUMBERED[35:], NUMBERED[9]], 99, {"E509": 2, "E510": 2}),
        ([*NUMBERED[:35], "\u00a0", *(f"{each}\u00a0" for each in NUMBERED[35:])], 100, {"E509": 1}),
        ([*range(100)], 100, {}),
        ([*range(100), 99, 3], 98, {"E510": 4}),
        ([None, *range(100)], 100, {"E509": 1}),
    ],
)
def test_who_stands_twice_in_a_file_is_told(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[Any], good: int, codes: dict[str, int]
) -> None:
    monkeypatch.setattr(sources, "ROWS", 30)
    file = tmp_path / "practices.parquet"
    pl.DataFrame({"provider": names, "registered patients": range(len(names))}).write_parquet(file, row_group_size=30)
    parts = read(file, opened)
    assert len(parts) > 3
    kept = [name for each in parts for name in each.names]
    assert len(kept) == good and len(names) == good + sum(each.rejected for each in parts)
    assert Counter(problem.code for each in parts for problem in each.problems) == codes
    meaning = [None if each is None else str(each).strip() or None for each in names]
    assert kept == [each for each in meaning if each is not None and meaning.count(each) == 1]
    patients = [each for some in parts for each in some.register.rows[JUDGED].frame["registered patients"]]
    assert patients == [at for at, each in enumerate(meaning) if each is not None and meaning.count(each) == 1]
