"""A program is made anew only for a part that it does not hold for, and then for all parts so far."""

from __future__ import annotations

from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

from compiler.backends.polars_engine import carry_out
from compiler.columns.encode import encode
from compiler.columns.layout import Layout
from compiler.columns.nodes import Known, Refused
from compiler.columns.program import Program
from compiler.columns.programs import Programs, covers, round_bounds, union
from compiler.columns.register import Register
from compiler.ir.values import UNKNOWN
from compiler.pipeline import Compilation
from dsl.kinds import RecordKind
from dsl.source import SourceFile

POLICY = """policy practice
    in force 2025-01-01 through 2025-12-31
    judges Practice
    allows

counted patient, patients

record Practice
    registered patients : count of patients

requirement size
    registered patients ≥ 1000 patients
"""


@pytest.fixture
def programs() -> Programs:
    compilation = Compilation.of_texts(SourceFile("practice.policy", POLICY))
    policy, _ = compilation.policy("practice", compilation.day("practice"))
    assert policy is not None
    return Programs(policy)


def register(programs: Programs, *patients: object) -> Register:
    facts = [{"registered patients": each if each is UNKNOWN else Fraction(str(each))} for each in patients]
    return encode(Layout.of(programs.policy), RecordKind("Practice"), facts)  # type: ignore[arg-type]


def test_a_program_serves_the_parts_that_it_holds_for(programs: Programs) -> None:
    first = programs.of(register(programs, 10, 2000))
    assert programs.of(register(programs, 500, 1500)) is first
    wider = programs.of(register(programs, UNKNOWN, 3000))
    assert wider is not first
    assert programs.of(register(programs, 10, 2000)) is wider


@pytest.mark.parametrize("patients", [16, 100, 1000])
def test_a_part_may_have_much_smaller_numbers(programs: Programs, patients: int) -> None:
    """Its columns are narrower than what the program compares them with."""
    first = programs.of(register(programs, 10, 2000))
    part = register(programs, patients)
    assert programs.of(part) is first
    assert carry_out({"outcome": first.outcome}, part)["outcome"].to_list() == [int(patients < 1000)]


def test_a_program_serves_parts_with_somewhat_larger_numbers(programs: Programs) -> None:
    first = programs.of(register(programs, 10, 1900))
    assert programs.of(register(programs, 9, 2000)) is first
    assert programs.of(register(programs, 10, 2048)) is not first


def test_what_only_close_bounds_allow_is_not_refused(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds of an integer are doubled, and beyond 128 bits a program is refused."""
    monkeypatch.setattr("compiler.columns.nodes.WIDEST", 2000)
    made = programs.of(register(programs, 10, 2000))
    assert programs.of(register(programs, 10, 2000)) is made
    for _ in range(2):
        with pytest.raises(Refused):
            programs.of(register(programs, 10, 2001))


def test_neither_are_margins(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are worked out when they are asked for: a difference of 3000 lies within close bounds of 4000, not within 4095."""
    close = register(programs, 10, 4000)
    seen: list[bool] = []

    def margins(program: Program) -> None:
        (judged,) = program.judged
        assert judged.margin is not None
        seen.append(program.b.times(judged.margin.distance.top, program.b.number(1000)) is not None)

    programs.asked = margins
    monkeypatch.setattr("compiler.columns.nodes.WIDEST", 3_000_000)
    made = programs.of(close)
    assert seen == [True] and programs.of(close) is made
    with pytest.raises(Refused):
        programs.of(register(programs, 10, 4001))


@given(st.integers(-(2**60), 2**60), st.integers(0, 2**60))
def test_rounded_bounds_are_wider(low: int, more: int) -> None:
    known = Known(low, low + more, "none")
    found = round_bounds(known)
    assert covers(found, known) and max(-found.low, found.high) <= 2 * max(abs(low), abs(low + more))


def test_another_scale_asks_another_program(programs: Programs) -> None:
    first = programs.of(register(programs, 10, 2000))
    assert programs.of(register(programs, "10.5", 2000)) is not first


def test_bounds_cover_what_lies_within_them() -> None:
    assert covers(Known(0, 9, "some"), Known(2, 5, "none"))
    assert not covers(Known(0, 9, "none"), Known(2, 5, "some"))
    assert not covers(Known(missing="all"), Known(1, 2, "some"))
    assert union(Known(3, 9, "none"), Known(missing="all")) == Known(0, 9, "some")
    assert union(Known(missing="none", only=True), Known(missing="none", only=False)) == Known(missing="none")


def test_a_part_without_providers_has_the_years_of_none() -> None:
    text = POLICY.replace("    registered patients", "    score : number per year\n    registered patients", 1)
    text += "\nrequirement score\n    latest known score up to 2024 ≥ 5\n"
    compilation = Compilation.of_texts(SourceFile("practice.policy", text))
    policy, _ = compilation.policy("practice", compilation.day("practice"))
    assert policy is not None
    programs = Programs(policy)
    for facts in ([{"score": {"2023": 6, "2024": UNKNOWN}}], []):
        part = encode(Layout.of(policy), RecordKind("Practice"), facts)
        found = carry_out({"outcome": programs.of(part).outcome}, part)
        assert found.height == len(facts)
