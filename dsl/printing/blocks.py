"""Conditions that stand as whole lines: groups, and quantifiers over a group, print as indented blocks.

The form follows from the tree alone: a condition that is a group, or a quantifier that holds one, is a block; anything
else stands on one line.
"""

from __future__ import annotations

from collections.abc import Sequence

from dsl.frozen import frozen
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.lines import Line
from dsl.syntax import Expr, Group, Has, Node, Quantified


def is_block(expr: Expr | None) -> bool:
    """Whether an expression takes more than one line."""
    while isinstance(expr, Quantified | Has):
        expr = expr.condition
    return isinstance(expr, Group)


@frozen
class BlockPrinter:
    expressions: ExpressionPrinter

    def lines(
        self, expr: Expr, level: int, lead: str = "", node: Node | None = None, competing: Sequence[str] = ()
    ) -> list[Line]:
        """The expression as whole lines. The first starts with `lead` (`applies when `, `- `) and belongs to `node`."""
        starts = node or expr
        match expr:
            case Group(items=items):
                first = Line(level, lead + self.expressions.group_heading(expr), starts)
                return [first, *(line for item in items for line in self.lines(item, level + 1, "- "))]
            case Quantified(condition=condition) | Has(condition=condition) if condition and is_block(condition):
                heading = self.expressions.spelling.guard_start(self.expressions.heading(expr), competing)
                return [Line(level, lead + heading, starts), *self.lines(condition, level + 1)]
            case _:
                return [Line(level, lead + self.expressions.text(expr, competing), starts)]
