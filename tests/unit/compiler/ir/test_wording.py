"""What the cell of a table is called."""

from __future__ import annotations

import pytest

from compiler.ir.nodes import And, Expr, Mark, Not, Or
from compiler.ir.wording import cell
from tests.unit.compiler.ir.building import yes

PARTS = (yes("affiliated"), yes("contracted"))


@pytest.mark.parametrize("value", [PARTS[0], And(PARTS), Or(PARTS), Not(PARTS[0])], ids=["fact", "and", "or", "not"])
def test_a_yes_no_column_says_yes_and_no_whatever_its_value_is_made_of(value: Expr) -> None:
    column = Mark(value, "affiliated with a contracted organisation")
    assert cell(column, column, "en") == "yes"
    assert cell(column, Not(column), "en") == "no"
    assert cell(column, column, "nl") == "ja"
