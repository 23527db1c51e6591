"""The author's conditions as text, for the marks that reasons are told by."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from attrs import evolve

from dsl import syntax
from dsl.diagnostics import Language
from dsl.printing.deadlines import DeadlinePrinter
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.spelling import Spelling
from dsl.units import behind_number

_NAME_OR_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|`(?P<name>[^`]*)`')
_Node = TypeVar("_Node")
_Kept = dict[int, tuple[_Node, str]]
_Due = syntax.Due | syntax.DueYearly | syntax.DueBy | syntax.DueWithin


class _Told(Spelling):
    """As a policy is spelled, with the units that every policy has in the language that it is told in: `6 weken`."""

    def quantity(self, quantity: syntax.Quantity, *, then: str = "") -> str:
        word = behind_number(quantity.unit.text, quantity.number.value, self.language)
        return super().quantity(evolve(quantity, unit=syntax.Name(word, span=quantity.unit.span)), then=then)


class Wording:
    """Canonical text of conditions in one language. What was worded is kept, by the identity of the node: a policy is lowered for
    many days, and with one change after another."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._printer = ExpressionPrinter(_Told(language))
        self._said: _Kept[syntax.Expr] = {}
        self._subjects: _Kept[syntax.Expr] = {}
        self._dues: _Kept[_Due] = {}

    def of(self, expr: syntax.Expr) -> str:
        """One line: for a condition that others stand under only its heading, `all of` or `every doctor has`."""
        return _kept(self._said, expr, self._worded)

    def _worded(self, expr: syntax.Expr) -> str:
        match expr:
            case syntax.Group():
                return self._printer.group_heading(expr)
            case syntax.Quantified() | syntax.Has() if self.is_heading(expr):
                return self._printer.heading(expr)
            case _:
                return self._printer.text(expr)

    def subject(self, expr: syntax.Expr) -> str:
        """What a comparison is about: its left side, of a ratio the top; nothing for other conditions."""
        return _kept(self._subjects, expr, self._subject)

    def _subject(self, expr: syntax.Expr) -> str:
        match expr:
            case syntax.Compare(left=syntax.Per(top=top)):
                return self._printer.text(top)
            case syntax.Compare(left=left):
                return self._printer.text(left)
            case (
                syntax.Between(value=value)
                | syntax.OneOf(value=value)
                | syntax.StateTest(value=value)
                | syntax.Includes(value=value)
                | syntax.Matches(value=value)
                | syntax.Within(value=value)
            ):
                return self._printer.text(value)
            case _:
                return ""

    def due(self, due: _Due) -> str:
        """By when: a whole line of a deadline, or one of its days."""
        return _kept(self._dues, due, self._due)

    def _due(self, due: _Due) -> str:
        printer = DeadlinePrinter(self._printer)
        return printer.term(due) if isinstance(due, syntax.DueBy | syntax.DueWithin) else printer.due(due)

    def none(self) -> str:
        return self._printer.spelling.word("NONE")

    def eligible(self) -> str:
        return self._printer.spelling.word("ELIGIBLE")

    def not_applicable(self, applies: syntax.Expr) -> str:
        """`not applicable (applies when a)`"""
        word = self._printer.spelling.word
        return f"{word('NOT_APPLICABLE')} ({word('APPLIES_WHEN')} {self.of(applies)})"

    def is_heading(self, expr: syntax.Expr) -> bool:
        """Whether the condition is written as a heading with others under it."""
        match expr:
            case syntax.Group() | syntax.Meets():
                return True
            case syntax.Quantified(condition=inner) | syntax.Has(condition=inner):
                return isinstance(inner, syntax.Group) or (
                    isinstance(inner, syntax.Quantified | syntax.Has) and self.is_heading(inner)
                )
            case _:
                return False


class Wordings:
    """The wording in each language, made when it is asked for."""

    def __init__(self) -> None:
        self._made: dict[Language, Wording] = {}

    def of(self, language: Language) -> Wording:
        if language not in self._made:
            self._made[language] = Wording(language)
        return self._made[language]


def _kept(kept: _Kept[_Node], node: _Node, worded: Callable[[_Node], str]) -> str:
    found = kept.get(id(node))
    if found is None:
        said = _unquoted(worded(node))
        found = kept[id(node)] = node, said  # the node is kept, too, so that no other gets its identity
    return found[1]


def _unquoted(said: str) -> str:
    """Without the accents around names, which only a policy needs; texts stay as they are."""
    return _NAME_OR_TEXT.sub(lambda found: found["name"] or found[0], said)
