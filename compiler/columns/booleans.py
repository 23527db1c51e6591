"""Conditions in a short form: what follows from the rest of a conjunction is left out of it.

A conjunction is a set of literals and of clauses (disjunctions); a disjunction is the opposite of a conjunction of opposites.
That a condition is open is `not yes and not no`, of parts that have most in common: here such are reduced to what differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from compiler.columns.nodes import Builder, Node

MOST_PARTS = 4
"""What has more parts is left as it is, to be worked out once wherever it stands."""
MOST_CLAUSES = 40
"""Of more clauses no pairs are looked at."""

_place = attrgetter("place")
Clause = frozenset["Node"]
NOTHING: Clause = frozenset()


def opposite(b: Builder, nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(map(b.invert, nodes))


def ordered(nodes: Iterable[Node]) -> list[Node]:
    """By their places: what is made on the way then does not hang on the order of a set."""
    return sorted(nodes, key=_place)


def conjuncts(b: Builder, node: Node) -> tuple[Node, ...]:
    """The parts that hold together where the node holds; none where it is no conjunction."""
    if node.op == "and":
        return node.args
    if node.op != "not" or node.args[0].op != "or":
        return ()
    found = b.parts.get(node)
    if found is None:
        found = b.parts[node] = opposite(b, node.args[0].args)
    return found


def alternatives(b: Builder, node: Node) -> Clause:
    """The parts of which one holds where the node holds; none where it is no disjunction."""
    if node.op not in ("or", "not"):
        return NOTHING
    found = b.clauses.get(node)
    if found is None:
        turned = node.op == "not" and node.args[0].op == "and"
        parts = opposite(b, node.args[0].args) if turned else node.args if node.op == "or" else ()
        found = b.clauses[node] = frozenset(parts)
        if found:
            b.told[found] = node
    return found


def implied(b: Builder, literal: Node) -> Node | None:
    """A yes is given; what is not given is no yes."""
    if literal.op not in ("value", "not"):
        return None
    if literal not in b.implied:
        found: Node | None = None
        given = literal.args[0] if literal.op == "not" else None
        if given is None:
            found = b.given(literal.data)  # type: ignore[arg-type]
        elif given.op == "given" and given.data.type == "bool":  # type: ignore[attr-defined]
            found = b.invert(b.value(given.data))  # type: ignore[arg-type]
        b.implied[literal] = found
    return b.implied[literal]


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
            op = each.args[0].op if each.op == "not" else each.op
            if op == "const":
                if not each.data:
                    return False
            elif op not in ("and", "or"):
                if self.b.inverted.get(each) in self.literals:
                    return False
                self.literals[each] = None
            elif (parts := conjuncts(self.b, each)) and len(parts) <= MOST_PARTS:
                waiting.extend(parts[::-1])
            elif (some := alternatives(self.b, each)) and len(some) <= MOST_PARTS:
                self.clauses.append(some)
            elif self.b.invert(each) in self.literals:
                return False
            else:
                self.literals[each] = None
        return True

    def reduced(self) -> bool:
        """Leave out what follows; False where it holds nowhere."""
        while True:
            before = [*self.clauses]
            if not (self._clauses() and self._known_values() and self._comparisons()):
                return False
            if 1 < len(self.clauses) <= MOST_CLAUSES:
                self._pairs()
            if not self.clauses or before == self.clauses:
                return True

    def _known_values(self) -> bool:
        """Drop what is implied by another."""
        for each in [*self.literals]:
            if each.op not in ("value", "not"):
                continue
            other = implied(self.b, each)
            if other is not None:
                if self.b.invert(other) in self.literals:
                    return False
                self.literals.pop(other, None)
        return True

    def _clauses(self) -> bool:
        if not self.clauses:
            return True
        known = {*self.literals}
        for each in self.literals:
            if each.op in ("value", "not") and (other := implied(self.b, each)) is not None:
                known.add(other)
        waiting, self.clauses = self.clauses, []
        told = {*waiting}
        for clause in waiting:
            left = self._left_of(clause, known, told)
            if left is None:
                continue
            if len(left) > 1:
                self.clauses.append(left)
                told.add(left)
            elif not left or not self.take(left):
                return False
        return True

    def _left_of(self, clause: Clause, known: set[Node], told: set[Clause]) -> Clause | None:
        """The alternatives that are still possible; None where one of them holds already."""
        b = self.b
        in_order, turned, simple = b.opposites(clause)
        if not (clause.isdisjoint(known) and clause.isdisjoint(turned)):
            return None
        if simple and turned.isdisjoint(known):
            return clause
        left: dict[Node, Node] = {}
        for each in in_order:
            other = b.invert(each)
            if other in known or ((some := alternatives(b, other)) and some in told):
                continue
            parts = conjuncts(b, each)
            if parts:
                if not known.isdisjoint(opposite(b, parts)):
                    continue
                open_ = [part for part in parts if part not in known]
                if not open_:
                    return None
                if len(open_) < len(parts):
                    each = b.all(open_)
                    other = b.invert(each)
            left[each] = other
        for each, other in [*left.items()]:
            if each in left and (wider := implied(b, other)) is not None:
                left.pop(b.invert(wider), None)
        return frozenset(left)

    def _comparisons(self) -> bool:
        """A number that is chosen by a condition which holds here is that one."""
        b = self.b
        for each in [*self.literals]:
            turned = each.op == "not"
            compared = each.args[0] if turned else each
            if compared.op not in ("le", "eq"):
                continue
            if all(arg.op != "if" for arg in compared.args):
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
        parts = conjuncts(self.b, condition) or (condition,)
        return all(each in self.literals or alternatives(self.b, each) in self.clauses for each in parts)

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
        for each in self.clauses:
            if each not in b.told:
                b.told[each] = b.invert(b.together(opposite(b, ordered(each))))
        return [*self.literals, *(b.told[each] for each in self.clauses)]
