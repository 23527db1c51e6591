"""Conditions in a short form: what follows from the rest of a conjunction is left out of it.

A conjunction is a set of literals and of clauses (disjunctions); a disjunction is the opposite of a conjunction of opposites. That
a condition is open is `not yes and not no`, of parts that have most in common: here such are reduced to what differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from compiler.columns.nodes import Builder, Node

MOST_CLAUSES = 40
"""Of more clauses no pairs are looked at."""

Clause = frozenset["Node"]


def opposite(b: Builder, nodes: Iterable[Node]) -> list[Node]:
    return [b.invert(each) for each in nodes]


def conjuncts(b: Builder, node: Node) -> list[Node] | None:
    """The parts that hold together where the node holds."""
    if node.op == "and":
        return [*node.args]
    return opposite(b, node.args[0].args) if node.op == "not" and node.args[0].op == "or" else None


def alternatives(b: Builder, node: Node) -> list[Node] | None:
    """The parts of which one holds where the node holds."""
    if node.op == "or":
        return [*node.args]
    return opposite(b, node.args[0].args) if node.op == "not" and node.args[0].op == "and" else None


def conjunction(b: Builder, args: Iterable[Node]) -> list[Node] | None:
    """Parts that hold together where all the arguments do, none of which follows from the others; None where that is nowhere."""
    found = _Conjunction(b)
    return None if not (found.take(args) and found.reduced()) else found.parts()


@define(eq=False)
class _Conjunction:
    b: Builder
    literals: dict[Node, None] = field(factory=dict)
    clauses: list[Clause] = field(factory=list)

    def take(self, args: Iterable[Node]) -> bool:
        """False where it holds nowhere."""
        waiting = [*args][::-1]
        while waiting:
            each = waiting.pop()
            if each.op == "const":
                if not each.data:
                    return False
            elif (parts := conjuncts(self.b, each)) is not None:
                waiting.extend(parts[::-1])
            elif (some := alternatives(self.b, each)) is not None:
                self.clauses.append(frozenset(some))
            elif self.b.invert(each) in self.literals:
                return False
            else:
                self.literals[each] = None
        return True

    def reduced(self) -> bool:
        """Leave out what follows; False where it holds nowhere."""
        while True:
            before = (len(self.literals), [*self.clauses])
            if not (self._known_values() and self._clauses() and self._comparisons()):
                return False
            if len(self.clauses) <= MOST_CLAUSES:
                self._pairs()
            if before == (len(self.literals), self.clauses):
                return True

    def _known_values(self) -> bool:
        """A yes is given; what is not given is no yes."""
        for each in [*self.literals]:
            for other in self._implied(each):
                if self.b.invert(other) in self.literals:
                    return False
                self.literals.pop(other, None)
        return True

    def _implied(self, literal: Node) -> list[Node]:
        b = self.b
        if literal.op == "value":
            return [b.given(literal.data)]  # type: ignore[arg-type]
        if literal.op == "not" and literal.args[0].op == "given" and literal.args[0].data.type == "bool":  # type: ignore[attr-defined]
            return [b.invert(b.value(literal.args[0].data))]  # type: ignore[arg-type]
        return []

    def _clauses(self) -> bool:
        known = {*self.literals}
        known.update(other for each in self.literals for other in self._implied(each))
        waiting, self.clauses = self.clauses, []
        for clause in waiting:
            left = self._left_of(clause, known, {*waiting, *self.clauses})
            if left is None:
                continue
            if len(left) > 1:
                self.clauses.append(left)
            elif not left or not self.take(left):
                return False
        return True

    def _left_of(self, clause: Clause, known: set[Node], told: set[Clause]) -> Clause | None:
        """The alternatives that are still possible; None where one of them holds already."""
        b = self.b
        left = set()
        for each in clause:
            if each in known or b.invert(each) in clause:
                return None
            turned = b.invert(each)
            if turned in known or frozenset(alternatives(b, turned) or ()) in told:
                continue
            parts = conjuncts(b, each)
            if parts is not None:
                if any(b.invert(part) in known for part in parts):
                    continue
                open_ = [part for part in parts if part not in known]
                if not open_:
                    return None
                each = b.all(open_) if len(open_) < len(parts) else each
            left.add(each)
        dropped = {other for each in left for other in self._implied(b.invert(each))}
        return frozenset(each for each in left if b.invert(each) not in dropped)

    def _comparisons(self) -> bool:
        """A number that is chosen by a condition which holds here is that one."""
        b = self.b
        for each in [*self.literals]:
            turned = each.op == "not"
            compared = each.args[0] if turned else each
            if compared.op not in ("le", "eq"):
                continue
            args = [self._chosen(arg) for arg in compared.args]
            if args != [*compared.args]:
                made = b.at_most(*args) if compared.op == "le" else b.equal(*args)
                del self.literals[each]
                if not self.take([b.invert(made) if turned else made]):
                    return False
        return True

    def _chosen(self, number: Node) -> Node:
        while number.op == "if":
            condition = number.args[0]
            if self._holds(condition):
                number = number.args[1]
            elif self._holds(self.b.invert(condition)):
                number = number.args[2]
            else:
                break
        return number

    def _holds(self, condition: Node) -> bool:
        parts = conjuncts(self.b, condition) or [condition]
        return all(
            each in self.literals or frozenset(alternatives(self.b, each) or ()) in self.clauses for each in parts
        )

    def _pairs(self) -> None:
        """Of two clauses the wider is left out; of two that differ in one opposite, the wider loses it."""
        b = self.b
        clauses = [*dict.fromkeys(self.clauses)]
        for at, one in enumerate(clauses):
            for number, other in enumerate(clauses):
                if at == number or not one or not other:
                    continue
                if one <= other:
                    clauses[number] = frozenset()
                    continue
                over = one - other
                if len(over) == 1 and (turned := b.invert(next(iter(over)))) in other:
                    clauses[number] = other - {turned}
        self.clauses = [each for each in clauses if each]

    def parts(self) -> list[Node]:
        b = self.b
        return [*self.literals, *(b.invert(b.joined(opposite(b, each))) for each in self.clauses)]
