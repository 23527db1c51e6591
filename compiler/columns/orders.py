"""Preferences over columns: where each provider stands among the eligible. Twin of the preferences in `compiler.ir.populations`.

Who comes before whom is a condition on pairs (`pairs`): by the first step in which two differ. Of open values those that surely
come before are counted, and those that may: a place is the one, or lies between both.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from compiler.columns.among import Matching
from compiler.columns.expressions import Expressions
from compiler.columns.facts import Facts, Scope
from compiler.columns.intervals import Exact
from compiler.columns.layout import JUDGED, Spot
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.pairs import Pair, Pairs
from compiler.columns.program import OUTCOMES, Program
from compiler.columns.terms import Terms, plus
from compiler.columns.values import ANY, Value
from compiler.ir.nodes import Expr, OrderKey, Preference
from compiler.ir.orders import keys_of
from compiler.ir.verdicts import Outcome
from dsl.diagnostics import Words
from dsl.kinds import RecordKind


@frozen(eq=False)
class StandingColumns:
    """Between the places `best` and `worst` a provider stands; both 0 where it is not eligible."""

    preference: Preference
    best: Node
    worst: Node


@frozen(eq=False)
class Step:
    """A step of an order: what each provider has, the first `descending` or ascending."""

    value: Value
    descending: bool


@frozen(eq=False)
class Orders:
    """The orders of a policy, after its program."""

    program: Program
    of: Expressions

    @classmethod
    def after(cls, program: Program) -> Orders:
        judged = Spot(JUDGED, (), RecordKind(program.policy.judges))
        return cls(program, Expressions(program.b, Facts(program.b, judged)))

    @property
    def b(self) -> Builder:
        return self.of.b

    @property
    def exact(self) -> Exact:
        return self.of.exact

    @property
    def pairs(self) -> Pairs:
        b, scope = self.b, Scope()
        if b.bounds.aside:
            raise Refused(
                Words(
                    "it orders providers of which one has a number with more digits than a column holds",
                    "het ordent aanbieders waarvan er een een getal heeft met meer cijfers dan een kolom bevat",
                )
            )
        matching = Matching(b, JUDGED, JUDGED, b.bounds.most_rows(JUDGED))
        each = Scope((self.of.facts.root,))
        return Pairs(matching, True, self.of, 0, each, scope, prefix=(self.program.policy.judges, ANY))

    def is_outcome(self, outcome: Outcome) -> Node:
        return self.b.equal(self.program.outcome, self.b.number(OUTCOMES.index(outcome)))

    def value(self, expr: Expr | None) -> Value:
        """What each provider has; none of a group where all are in one."""
        return self.of.nothing() if expr is None else self.of.plain_value(expr, Scope())

    def steps(self, keys: Sequence[OrderKey]) -> list[Step]:
        return [Step(self._ordered(self.value(each.expr)), each.descending) for each in keys]

    def _ordered(self, value: Value) -> Value:
        if value.shape not in ("number", "none"):
            raise Refused(
                Words(
                    "it orders by something else than a number, date or moment",
                    "het ordent op iets anders dan een getal, datum of moment",
                )
            )
        return value

    # --- preferences --------------------------------------------------------------------------------------------------

    def standing(self, preference: Preference) -> StandingColumns:
        b, pairs = self.b, self.pairs
        group = self.equal(self.value(preference.group))
        ahead = self.ahead(self.steps(keys_of(preference)))
        ineligible = self.is_outcome(Outcome.INELIGIBLE)
        sure = pairs.times(pairs.term(self.is_outcome(Outcome.ELIGIBLE), b.yes), group.yes, ahead.yes)
        possible = pairs.times(pairs.term(b.invert(ineligible), b.yes), group.possible, ahead.possible)
        best, worst = (b.add(pairs.total(each, b.number(1)), b.number(1)) for each in (sure, possible))
        nowhere = b.number(0)
        return StandingColumns(preference, b.choose(ineligible, nowhere, best), b.choose(ineligible, nowhere, worst))

    # --- who comes first ----------------------------------------------------------------------------------------------

    def ahead(self, steps: Sequence[Step]) -> Pair:
        """That the other comes before one, by the first step in which they differ. It may where it does with the best that it can
        be, held against the worst that the one can be: only who is level so in one step comes to the next."""
        pairs = self.pairs
        yes: Terms = {}
        possible: Terms = {}
        equal, level = pairs.all, pairs.all
        for each in steps:
            before = self._before(each)
            yes = plus(yes, pairs.times(equal, before.yes))
            possible = plus(possible, pairs.times(level, before.possible))
            equal = pairs.times(equal, self.equal(each.value).yes)
            level = pairs.times(level, self._level(each))
        return Pair(yes, possible, ())

    def _maybe(self, value: Value) -> Node:
        return self.b.both(value.open, value.may_be_none)

    def _sure(self, value: Value) -> Node:
        return self.b.both(self.b.invert(value.none), self.b.invert(self._maybe(value)))

    def _before(self, step: Step) -> Pair:
        """In one step. What has none comes last."""
        b, pairs, value = self.b, self.pairs, step.value
        sure, maybe = self._sure(value), self._maybe(value)
        last = pairs.term(sure, value.none)
        if value.shape == "none":
            return Pair({}, pairs.term(maybe, b.yes), ())
        both = pairs.term(sure, sure)
        found = pairs.compared(">" if step.descending else "<", value, value)
        yes = plus(last, pairs.times(both, found.yes))
        possible = plus(pairs.term(maybe, b.yes), last, pairs.term(sure, maybe), pairs.times(both, found.possible))
        return Pair(yes, possible, ())

    def _level(self, step: Step) -> Terms:
        """Where the other surely does not come before and may be equal: with one end of the one at an end of the other."""
        b, pairs, value = self.b, self.pairs, step.value
        nothing = pairs.term(value.none, b.either(value.none, value.open))
        if value.shape == "none":
            return nothing
        (low, high), (other_low, other_high) = pairs.ends(value.interval, value.interval)
        each, this = (high, other_low) if step.descending else (low, other_high)
        sure = self._sure(value)
        level = pairs.term(b.both(sure, b.invert(each.free)), b.both(sure, b.invert(this.free)), [(each.top, this.top)])
        return plus(nothing, level)

    def equal(self, value: Value) -> Pair:
        """That both have the same, or none."""
        b, pairs = self.b, self.pairs
        none = pairs.term(value.none, value.none)
        if value.shape == "none":
            both = pairs.term(b.either(value.none, value.open), b.either(value.none, value.open))
            return Pair(none, both, ())
        there = b.invert(value.none)
        open_none = plus(pairs.term(value.none, value.open), pairs.term(value.open, value.none))
        if value.shape == "number":
            found = self._same_number(value)
            return Pair(plus(none, found.yes), plus(none, open_none, found.possible), ())
        found = pairs.compared("=", value, value)
        possible = pairs.times(pairs.term(there, there), found.possible)
        return Pair(plus(none, found.yes), plus(none, open_none, possible), ())

    def _same_number(self, value: Value) -> Pair:
        """Whether it may turn out to be none has no say here."""
        return self.pairs.compared("=", evolve(value, may_be_none=self.b.no), evolve(value, may_be_none=self.b.no))
