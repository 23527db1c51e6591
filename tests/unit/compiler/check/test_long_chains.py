"""Values and deadlines that rest on each other, hundreds on end, each written before the one it rests on."""

from __future__ import annotations

import pytest

from compiler.pipeline import Compilation
from dsl.source import SourceFile

POLICY = """\
policy P
    in force 2025-01-01 through 2025-12-31
    judges Company

document d "made up"

record Company
    announced on : date, optional

"""
DEADLINE = """\
deadline d{0}
    source d
    within 1 day after {1}

"""
VALUE = """\
value v{0}
    source d
    date of deadline d{0}

"""


def found(*declared: str) -> list[tuple[str, str]]:
    compilation = Compilation.of_texts(SourceFile("policies/p.policy", POLICY + "".join(declared)))
    return [(each.code, each.message.en) for each in compilation.diagnostics if each.is_error]


def deadlines(number: int, first: str) -> list[str]:
    return [DEADLINE.format(at, f"date of deadline d{at - 1}" if at else first) for at in reversed(range(number))]


@pytest.mark.parametrize("number", [60, 300, 1000])
def test_deadlines_on_deadlines(number: int) -> None:
    told = found(*deadlines(number, "announced on"))
    assert {code for code, _ in told} <= {"E325"} and bool(told) is (number > 60)


def test_deadlines_on_values_on_deadlines() -> None:
    declared = []
    for at in reversed(range(300)):
        declared += [VALUE.format(at), DEADLINE.format(at, f"v{at - 1}" if at else "announced on")]
    assert {code for code, _ in found(*declared)} == {"E325"}


def test_a_long_circle_of_deadlines_is_told() -> None:
    codes = [code for code, _ in found(*deadlines(300, "date of deadline d299"))]
    assert codes.count("E220") == 1 and {*codes} == {"E220", "E325"}
