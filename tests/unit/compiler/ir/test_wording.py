"""What the cell of a table and what is measured are called."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from compiler.ir import text, words
from compiler.ir.nodes import And, Expr, Mark, Not, Or
from compiler.ir.wording import cell
from dsl.kinds import MomentKind
from tests.unit.compiler.ir.building import yes

PARTS = (yes("affiliated"), yes("contracted"))


@pytest.mark.parametrize("value", [PARTS[0], And(PARTS), Or(PARTS), Not(PARTS[0])], ids=["fact", "and", "or", "not"])
def test_a_yes_no_column_says_yes_and_no_whatever_its_value_is_made_of(value: Expr) -> None:
    column = Mark(value, "affiliated with a contracted organisation")
    assert cell(column, column, "en") == "yes"
    assert cell(column, Not(column), "en") == "no"
    assert cell(column, column, "nl") == "ja"


@pytest.mark.parametrize(
    "moment", [datetime.datetime.max, datetime.datetime.min, datetime.datetime(2025, 6, 1, 12, 29, 59, 700_000)]
)
def test_a_moment_that_is_measured_is_called_as_it_is_elsewhere(moment: datetime.datetime) -> None:
    within = moment - datetime.datetime.combine(moment.date(), datetime.time())
    counted = moment.toordinal() + Fraction(within // datetime.timedelta(microseconds=1), 86_400_000_000)
    assert words.measure(counted, MomentKind(), "en") == text.worded(moment, MomentKind(), "en")
