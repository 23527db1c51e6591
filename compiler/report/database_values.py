"""Margins and what is granted as a printed statement gives them: numbers, dates, moments and options, out of the whole numbers
that the database works out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from attrs import frozen
from sqlglot import exp

from compiler.backends.sql import tree
from compiler.backends.sql.dialects import Dialect
from compiler.backends.sql.operations import date_after, literal, moment_after
from compiler.columns.grants import GrantedColumns
from compiler.columns.intervals import Bound
from compiler.columns.margins import MICROSECONDS, MarginColumns
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.program import Program, in_order
from compiler.report.distances import counted, margin_of
from compiler.report.granted import is_known, measured, options_of
from dsl.diagnostics import Language
from dsl.kinds import DateKind, MomentKind

WIDEST = 36
"""Digits: two fewer than a decimal has, for a sum."""


@frozen(eq=False)
class Told:
    """What stands in a column where `given`: made of `nodes` by what each is in a row."""

    given: Node
    nodes: Mapping[str, Node]
    told: Callable[[Mapping[str, exp.Expr]], exp.Expr]

    def fits(self, dialect: Dialect) -> bool:
        """Whether no number that it is worked out from can outgrow what the database counts with."""
        nodes = [node for node in in_order(self.nodes.values()) if node.type == "int"]
        divided = {arg for node in nodes if node.op == "floordiv" for arg in node.args}
        return all(
            max(abs(each.low), abs(each.high)) <= (dialect.most_divided if each in divided else dialect.most)
            for each in nodes
        )


def margins(program: Program, dialect: Dialect) -> dict[int, Told]:
    """The margins of criteria by their places, where no number can outgrow what the database counts with."""
    found = {}
    for at, each in enumerate(program.judged):
        margin = margin_of(each)
        told = None if margin is None else _number(margin, program.b)
        if told is not None and told.fits(dialect):
            found[at] = told
    return found


def grants(program: Program, dialect: Dialect, language: Language) -> dict[int, Told]:
    """The values of grants by their places, likewise."""
    found = {}
    for at, each in enumerate(program.grants):
        told = _granted(each, program.b, dialect, language)
        if told is not None and told.fits(dialect):
            found[at] = told
    return found


def _granted(found: GrantedColumns, b: Builder, dialect: Dialect, language: Language) -> Told | None:
    given = is_known(found, b)
    if isinstance(found.worth, Node):
        place = b.as_int(found.worth) if found.worth.type == "bool" else found.worth
        options = [literal(dialect, each) for each in options_of(found.grant, language)]
        codes = [(exp.Literal.number(at), each) for at, each in enumerate(options)]
        return Told(given, {"place": place}, lambda of: tree.cases(codes, of=of["place"]))
    match found.grant.kind:
        case DateKind():
            days = _whole(found.worth, Fraction(1), b)
            return None if days is None else Told(given, {"days": days}, lambda of: date_after(dialect, of["days"]))
        case MomentKind():
            return _moment(given, found.worth, b, dialect)
    return _number(measured(found, b), b)


def _whole(worth: Bound, times: Fraction, b: Builder) -> Node | None:
    """So many whole units, of which there are `times` in a day."""
    scale = worth.scale * times
    try:
        return b.floor_divide(
            b.times(worth.top, b.number(scale.numerator)), b.times(worth.bottom, b.number(scale.denominator))
        )
    except Refused:
        return None


def _moment(given: Node, worth: Bound, b: Builder, dialect: Dialect) -> Told | None:
    whole = _whole(worth, Fraction(MICROSECONDS), b)
    if whole is None:
        return None
    days = b.floor_divide(whole, b.number(MICROSECONDS))
    rest = b.subtract(whole, b.times(days, b.number(MICROSECONDS)))
    return Told(given, {"days": days, "rest": rest}, lambda of: moment_after(dialect, of["days"], of["rest"]))


def _number(margin: MarginColumns, b: Builder) -> Told | None:
    """As a decimal, without any division."""
    number = counted(margin, b)
    if number is None or max(abs(number.whole.low), abs(number.whole.high)) >= 10 ** (WIDEST - number.decimals):
        return None
    decimals = number.decimals

    def told(of: Mapping[str, exp.Expr]) -> exp.Expr:
        whole = tree.cast_to(of["whole"], f"DECIMAL({WIDEST}, {decimals})")
        if not decimals:
            return whole
        rest = tree.cast_to(of["rest"], f"DECIMAL({decimals + 1}, 0)")
        part = exp.Literal.number("0." + "1".zfill(decimals))
        small = exp.Mul(this=rest, expression=tree.cast_to(part, f"DECIMAL({decimals + 1}, {decimals})"))
        return exp.Add(this=whole, expression=small)

    nodes = {"whole": number.whole, "rest": number.rest} if decimals else {"whole": number.whole}
    return Told(margin.given, nodes, told)
