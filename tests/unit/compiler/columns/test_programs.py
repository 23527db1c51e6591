"""A program is made anew only for a part that it does not hold for, and then for all parts so far."""

from __future__ import annotations

from fractions import Fraction

import pytest

from compiler.columns.encode import encode
from compiler.columns.layout import Layout
from compiler.columns.nodes import Known
from compiler.columns.programs import Programs, covers, union
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


def test_another_scale_asks_another_program(programs: Programs) -> None:
    first = programs.of(register(programs, 10, 2000))
    assert programs.of(register(programs, "10.5", 2000)) is not first


def test_bounds_cover_what_lies_within_them() -> None:
    assert covers(Known(0, 9, "some"), Known(2, 5, "none"))
    assert not covers(Known(0, 9, "none"), Known(2, 5, "some"))
    assert not covers(Known(missing="all"), Known(1, 2, "some"))
    assert union(Known(3, 9, "none"), Known(missing="all")) == Known(0, 9, "some")
    assert union(Known(missing="none", only=True), Known(missing="none", only=False)) == Known(missing="none")
