"""What was read and by how much it falls short, on one line each. Values are worded by `compiler.ir.text`."""

from __future__ import annotations

from fractions import Fraction

from compiler.backends.graph import words
from compiler.backends.graph.words import fill
from compiler.ir import text
from compiler.ir.nodes import Compare, Expr, Mark, Not
from compiler.ir.verdicts import Margin, Reading
from dsl.diagnostics import Language
from dsl.kinds import DateKind, Kind, MomentKind, NumberKind

_OPPOSITE = {"<": "≥", "≥": "<", ">": "≤", "≤": ">", "=": "≠", "≠": "="}


def reading_text(reading: Reading, language: Language) -> str:
    """`fte of doctors 2: 0.6 fte`"""
    return f"{text.leaf(reading.leaf, language)}: {text.worded(reading.value, reading.kind, language)}"


def margin_text(margin: Margin, relation: str | None, language: Language) -> str | None:
    """How far from the threshold: `0.05 fte short`. None where distance says nothing (`=`, `≠`, no single comparison)."""
    if relation not in ("≥", ">", "≤", "<"):
        return None
    if not margin.margin:
        return words.ON_THRESHOLD.said_in(language)
    amount = _distance(abs(margin.margin), margin.kind, language)
    if margin.margin > 0:
        return fill(words.SPARE, language, amount)
    asks_more = relation in ("≥", ">")
    if isinstance(margin.kind, DateKind | MomentKind):
        return fill(words.EARLY if asks_more else words.LATE, language, amount)
    return fill(words.SHORT if asks_more else words.OVER, language, amount)


def relation_of(expr: Expr) -> str | None:
    """The relation of a condition that is one comparison; None for any other."""
    turned = False
    while isinstance(expr, Mark | Not):
        turned ^= isinstance(expr, Not)
        expr = expr.arg
    if not isinstance(expr, Compare):
        return None
    return _OPPOSITE[expr.relation] if turned else expr.relation


def _distance(amount: Fraction, kind: Kind, language: Language) -> str:
    match kind:
        case NumberKind(form="percent"):
            return f"{text.number(amount * 100, language)} {words.POINTS[amount != Fraction(1, 100)].said_in(language)}"
        case NumberKind():
            return text.amount(amount, kind, language)
        case DateKind() | MomentKind():
            return f"{text.number(amount, language)} {words.DAYS[amount != 1].said_in(language)}"
        case _:
            return text.number(amount, language)
