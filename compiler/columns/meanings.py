"""Expressions that are written alike: a value that a policy names stands, as an expression of its own, wherever it is used."""

from __future__ import annotations

from collections.abc import Hashable
from typing import get_args

from attrs import define, field

from compiler.ir.nodes import Expr, Lit, Mark

EXPRESSIONS = frozenset(get_args(Expr))


@define(eq=False)
class Meanings:
    """Gives expressions that are written alike one number, whatever the marks of the author on them. `known` goes by identity,
    and holds what it knows; `numbers` by class and parts, as a yes is equal to 1 in Python."""

    known: dict[int, tuple[Expr, int]] = field(factory=dict)
    numbers: dict[Hashable, int] = field(factory=dict)

    def of(self, expr: Expr) -> int:
        found = self.known.get(id(expr))
        if found is None:
            number = self.of(expr.arg) if isinstance(expr, Mark) else self._number(expr)
            found = self.known[id(expr)] = (expr, number)
        return found[1]

    def _number(self, expr: Expr) -> int:
        if isinstance(expr, Lit):
            parts: Hashable = expr.value.__class__, expr.value
        else:
            parts = tuple([self._told(getattr(expr, name)) for name in expr.__match_args__])
        return self.numbers.setdefault((expr.__class__, parts), len(self.numbers))

    def _told(self, part: object) -> Hashable:
        if isinstance(part, tuple):
            return tuple(map(self._told, part))
        return self.of(part) if part.__class__ in EXPRESSIONS else part  # type: ignore[arg-type]
