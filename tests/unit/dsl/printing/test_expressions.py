"""Expressions in their canonical form: the fewest parentheses, in both languages."""

from __future__ import annotations

import pytest

from dsl import syntax as s
from dsl.parsing.parser import parse
from dsl.printing.printer import print_expression
from dsl.source import SourceFile


def condition(text: str) -> s.Expr:
    parsed = parse(SourceFile("a.policy", f"requirement x\n    {text}\n"))
    assert parsed.diagnostics == ()
    (criterion,) = parsed.module.statements
    assert isinstance(criterion, s.Criterion)
    return criterion.body


CASES = [
    ("(a) and ((b))", "a and b", "a en b"),
    ("a and (b or c)", "a and (b or c)", "a en (b of c)"),
    ("(a and b) and c", "(a and b) and c", "(a en b) en c"),
    ("not (a and b)", "not (a and b)", "niet (a en b)"),
    ("not (not a)", "not not a", "niet niet a"),
    ("(a + b) >= (c * 2)", "a + b ≥ c * 2", "a + b ≥ c * 2"),
    ("(a + b) * c - -d <= 1.5", "(a + b) * c − −d ≤ 1.5", "(a + b) * c − −d ≤ 1,5"),
    ("a - (b - c) != 0", "a − (b − c) ≠ 0", "a − (b − c) ≠ 0"),
    ("(a / b) per c > 80% of (d + e)", "(a / b) per c > 80% of (d + e)", "(a / b) per c > 80% van (d + e)"),
    ("a per started 3000 patients < b", "a per started 3000 patients < b", "a per begonnen 3000 patients < b"),
    ("a is not one of b, c", "a is not one of b, c", "a is niet een van b, c"),
    ("a is known or b is not none", "a is known or b is not none", "a is bekend of b is niet afwezig"),
    ("a between 1 and 2 and b", "a between 1 and 2 and b", "a tussen 1 en 2 en b"),
    ("s includes any of a, b", "s includes any of a, b", "s bevat een van a, b"),
    ('t matches "[0-9]{8}"', 't matches "[0-9]{8}"', 't past op "[0-9]{8}"'),
    ("a within 6 weeks after b", "a within 6 weeks after b", "a binnen 6 weeks na b"),
    ("a rounded up to whole fte ≥ b", "a rounded up to whole fte ≥ b", "a naar boven afgerond op hele fte ≥ b"),
    ("a rounded down to 1 decimal = b", "a rounded down to 1 decimal = b", "a naar beneden afgerond op 1 decimaal = b"),
    ("every d has (fte > 1 fte)", "every d has fte > 1 fte", "elke d heeft fte > 1 fte"),
    ("every d has (a and b)", "every d has (a and b)", "elke d heeft (a en b)"),
    ("a and (every d has b)", "a and every d has b", "a en elke d heeft b"),
    ("(every d has b) and a", "(every d has b) and a", "(elke d heeft b) en a"),
    ("at least 2 d have a", "at least 2 d have a", "minstens 2 d hebben a"),
    ("at least 1 d has a", "at least 1 d has a", "minstens 1 d heeft a"),
    ("at most 3 specialists", "at most 3 specialists", "hoogstens 3 specialists"),
    ("(number of d where a) >= 2", "(number of d where a) ≥ 2", "(aantal d waarbij a) ≥ 2"),
    ("2 <= (number of d where a)", "2 ≤ number of d where a", "2 ≤ aantal d waarbij a"),
    ("1 < (number of d where a) and b", "(1 < number of d where a) and b", "(1 < aantal d waarbij a) en b"),
    ("(total fte of d) > x", "total fte of d > x", "totaal fte van d > x"),
    ("number of distinct r of d = 2", "number of distinct r of d = 2", "aantal verschillende r van d = 2"),
    ("`lowest price` of d > 1", "`lowest price` of d > 1", "lowest price van d > 1"),
    ("`lowest price` > x of y", "lowest price > x of y", "lowest price > x van y"),
    (
        "latest known among us of p up to 2025 > 1",
        "latest known among us of p up to 2025 > 1",
        "laatst bekende among us van p tot en met 2025 > 1",
    ),
    (
        "average (start of the year of total a of d) among P > 1",
        "average (start of the year of total a of d) among P > 1",
        "gemiddelde (begin van het jaar van totaal a van d) onder alle P > 1",
    ),
    ("date of decision on or before a", "date of decision on or before a", "datum van beslissing op of vóór a"),
]


@pytest.mark.parametrize(("written", "english", "dutch"), CASES)
def test_an_expression_in_both_languages(written: str, english: str, dutch: str) -> None:
    expr = condition(written)
    assert print_expression(expr, "en") == english
    assert print_expression(expr, "nl") == dutch


def test_a_group_is_shown_on_one_line_in_messages() -> None:
    expr = condition(
        "at least 1 of\n        - a\n        - every d has\n            any of\n                - b\n                - c"
    )
    assert print_expression(expr, "en") == "at least 1 of (a; every d has any of (b; c))"
