"""The author's conditions as text, for the marks that reasons are told by."""

from __future__ import annotations

from dsl import syntax
from dsl.diagnostics import Language
from dsl.printing.deadlines import DeadlinePrinter
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.spelling import Spelling


class Wording:
    """Canonical text of conditions in one language."""

    def __init__(self, language: Language) -> None:
        self._printer = ExpressionPrinter(Spelling(language))

    def of(self, expr: syntax.Expr) -> str:
        """One line: for a condition that others stand under only its heading, `all of` or `every doctor has`."""
        match expr:
            case syntax.Group():
                return self._printer.group_heading(expr)
            case syntax.Quantified() | syntax.Has() if self.is_heading(expr):
                return self._printer.heading(expr)
            case _:
                return self._printer.text(expr)

    def subject(self, expr: syntax.Expr) -> str:
        """What a comparison is about: its left side, of a ratio the top; nothing for other conditions."""
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

    def due(self, due: syntax.Due | syntax.DueYearly | syntax.DueBy | syntax.DueWithin) -> str:
        """By when: a whole line of a deadline, or one of its days."""
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
