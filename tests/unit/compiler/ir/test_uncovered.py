"""That no row of a table holds: ruled out by what is known of the inputs, for tables that cover every case and for others."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from compiler.ir.evaluate import look_up
from compiler.ir.expressions import conjunction, truth
from compiler.ir.nodes import And, Compare, Expr, IsState, Lit, Not, Or, Ratio, Row, Table
from compiler.ir.places import Scope
from compiler.ir.uncovered import NO, uncovered
from compiler.ir.values import NONE, UNKNOWN
from dsl.kinds import ChoiceKind, DateKind, Kind, NumberKind, TextKind, YesNoKind
from tests.strategies.ir import covering_tables
from tests.strategies.providers import facts
from tests.unit.compiler.ir.building import fact

SHARE = NumberKind("percent")
WHOLE = NumberKind(whole=True, low=Fraction(0))
REGION = ChoiceKind(("north", "south", "east"))


def held(place: Expr, relation: Any, constant: Any, kind: Kind) -> Expr:
    return Compare(relation, place, Lit(constant), kind)


SMALL, LARGE = (held(fact("share", SHARE), each, Fraction(1, 4), SHARE) for each in ("<", "≥"))
KEPT = fact("kept", YesNoKind())
NORTH, SOUTH, EAST = (held(fact("region", REGION), "=", each, REGION) for each in REGION.options)
OPENED = fact("opened", DateKind())
CLOSED = fact("closed", DateKind(), optional=True)
COUNT = fact("count", WHOLE)


def rows(*tests: list[Expr]) -> tuple[Row, ...]:
    return tuple(Row(tuple(each), (f"row {number}",)) for number, each in enumerate(tests, 1))


def table(*tests: list[Expr], outputs: str = "") -> Table:
    found = tuple(Row(tuple(each), (out,)) for each, out in zip(tests, outputs or "x" * len(tests), strict=True))
    return Table("route", None, "unique", (), (), (), ("way",), (TextKind(),), found)


COVERING = {
    "a threshold": [[SMALL], [LARGE]],
    "a threshold and a yes or no": [[LARGE], [SMALL, KEPT], [SMALL, Not(KEPT)]],
    "every option": [[NORTH], [Or((SOUTH, EAST))]],
    "whole numbers": [[held(COUNT, "≤", Fraction(2), WHOLE)], [held(COUNT, "≥", Fraction(3), WHOLE)]],
    "from the least number on": [[held(COUNT, "≥", Fraction(0), WHOLE)]],
    "days": [
        [held(OPENED, "≤", datetime.date(2025, 1, 1), DateKind())],
        [held(OPENED, "≥", datetime.date(2025, 1, 2), DateKind())],
    ],
    "none as well": [
        [IsState("none", CLOSED)],
        [held(CLOSED, "<", datetime.date(2025, 1, 1), DateKind())],
        [held(CLOSED, "≥", datetime.date(2025, 1, 1), DateKind())],
    ],
    "a text": [
        [held(fact("name", TextKind()), "=", "a", TextKind())],
        [held(fact("name", TextKind()), "≠", "a", TextKind())],
    ],
    "two facts": [
        [Compare("<", COUNT, fact("other", WHOLE), WHOLE)],
        [Compare("≥", COUNT, fact("other", WHOLE), WHOLE)],
    ],
    "one fact in two columns": [[SMALL, SMALL], [LARGE, LARGE]],
    "nothing per nothing": [
        [held(Ratio(COUNT, fact("other", WHOLE)), "<", Fraction(1), SHARE)],
        [held(Ratio(COUNT, fact("other", WHOLE)), "≥", Fraction(1), SHARE)],
    ],
    "unknown or not": [[IsState("unknown", KEPT)], [IsState("known", KEPT), KEPT], [IsState("known", KEPT), Not(KEPT)]],
    "whatever it is": [[SMALL, KEPT], []],
}
LEAVING = {
    "on the threshold": [[SMALL], [held(fact("share", SHARE), ">", Fraction(1, 4), SHARE)]],
    "an option": [[NORTH], [SOUTH]],
    "numbers that are not whole": [
        [held(fact("share", SHARE), "≤", Fraction(2), SHARE)],
        [held(fact("share", SHARE), "≥", Fraction(3), SHARE)],
    ],
    "none": [
        [held(CLOSED, "<", datetime.date(2025, 1, 1), DateKind())],
        [held(CLOSED, "≥", datetime.date(2025, 1, 1), DateKind())],
    ],
    "a combination": [[LARGE], [SMALL, KEPT]],
    "nothing per nothing": [
        [held(Ratio(COUNT, fact("other", WHOLE)), "<", Fraction(1), SHARE)],
        [held(Ratio(COUNT, fact("other", WHOLE)), ">", Fraction(1), SHARE)],
    ],
    "while unknown": [[IsState("known", KEPT), KEPT], [IsState("known", KEPT), Not(KEPT)]],
}


@pytest.mark.parametrize("tests", COVERING.values(), ids=COVERING)
def test_rows_that_cover_every_case_leave_nothing(tests: list[list[Expr]]) -> None:
    assert uncovered(rows(*tests)) == NO


@pytest.mark.parametrize("tests", LEAVING.values(), ids=LEAVING)
def test_a_case_that_no_row_covers_stays_possible(tests: list[list[Expr]]) -> None:
    assert truth(uncovered(rows(*tests)), Scope({})) is not False


def test_what_is_known_can_rule_out_the_gap() -> None:
    """Only a small practice in the south falls through; of a practice in the north it does not matter which it is."""
    found = table([NORTH, SMALL], [NORTH, LARGE], [SOUTH, LARGE], [EAST], outputs="aabc")
    north, south = (look_up(found, Scope({"region": each})) for each in ("north", "south"))
    assert (north.row, north.outputs) == (None, {"way": "a"})
    assert (south.row, south.outputs) == (None, {"way": UNKNOWN})
    assert look_up(found, Scope({"region": "south", "share": Decimal("0.1")})).outputs == {"way": NONE}


def test_the_only_row_that_can_hold_does() -> None:
    found = table([SMALL, KEPT], [LARGE, KEPT], [Not(KEPT)], outputs="aab")
    assert look_up(found, Scope({"kept": False})).row == 3
    assert look_up(found, Scope({"kept": True})).outputs == {"way": "a"}
    one_of_two = look_up(table([NORTH], [SOUTH], [EAST], outputs="aab"), Scope({}))
    assert (one_of_two.row, one_of_two.outputs) == (None, {"way": UNKNOWN})


def test_of_a_table_that_takes_too_long_a_gap_stays_possible() -> None:
    names = [held(fact(f"share {number}", SHARE), "≥", Fraction(number), SHARE) for number in range(40)]
    tests = [[names[number], Not(names[(number * 7 + 3) % 40]), names[(number * 11 + 5) % 40]] for number in range(40)]
    found = look_up(table(*tests), Scope({}))
    assert found.outputs == {"way": UNKNOWN}
    assert isinstance(uncovered(rows(*tests)), Not)


@given(covering_tables(), facts(complete=True), facts())
def test_it_says_whether_a_row_holds(found: Table, whole: dict[str, Any], some: dict[str, Any]) -> None:
    for record in (whole, some):
        scope = Scope(record)
        holding = [conjunction(truth(each, scope) for each in row.tests) for row in found.rows]
        nothing = truth(found.uncovered, scope)
        if True in holding:
            assert nothing is False
        elif all(each is False for each in holding):
            assert nothing is not False


def test_and_is_one_test() -> None:
    between = And((held(COUNT, "≥", Fraction(3), WHOLE), held(COUNT, "≤", Fraction(5), WHOLE)))
    below, above = held(COUNT, "<", Fraction(3), WHOLE), held(COUNT, ">", Fraction(5), WHOLE)
    assert uncovered(rows([below], [between], [above])) == NO
