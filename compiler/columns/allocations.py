"""Allocations over columns: who is taken up to a limit. Twin of the allocations in `compiler.ir.populations`.

What those before a provider measure together is a sum over rows that match. Whoever is in a group with an open fact that matters
is not decided, so that all else here is known. Rounds are worked out one after another, each with those that still wait.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from compiler.columns.among import row
from compiler.columns.folds import whole_parts
from compiler.columns.intervals import Bound, Exact
from compiler.columns.layout import JUDGED
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.orders import Orders, Step
from compiler.columns.terms import Terms
from compiler.columns.values import Leaves, Value, joined, mapped
from compiler.ir.allocations import starts_of
from compiler.ir.nodes import Allocation, Item, Lit, Root
from compiler.ir.places import walk
from compiler.ir.verdicts import Outcome, Why
from dsl.diagnostics import CompilerFault, Words

WHYS: tuple[Why, ...] = (
    "taken",
    "reaches",
    "crosses, in",
    "crosses, out",
    "limit reached",
    "not eligible",
    "equal",
    "missing",
)
MOST_ROUNDS = 36


@frozen(eq=False)
class TakingColumns:
    """`why` is a place in `WHYS`; `round` the number (from 1) of the round in which a provider is taken, 0 where it is in none or
    that is open (`equal`, `missing`); `starts` are the first days of the rounds, empty without rounds. `before`, `own` and
    `limit` hold where a provider is taken or crosses. `missing` are the facts that rows without a decision rest on."""

    allocation: Allocation
    why: Node
    round: Node
    starts: tuple[datetime.date, ...]
    before: Bound
    own: Bound
    limit: Bound
    missing: Leaves


@frozen(eq=False)
class _Round:
    """What is known of everybody after some rounds."""

    why: Node
    number: Node
    before: Bound
    waiting: Node
    stopped: Node


@frozen(eq=False)
class Allocations:
    orders: Orders
    allocation: Allocation

    @property
    def b(self) -> Builder:
        return self.orders.b

    @property
    def exact(self) -> Exact:
        return self.orders.exact

    def takings(self) -> TakingColumns:
        b, exact, allocation = self.b, self.exact, self.allocation
        if allocation.over is not None:
            raise Refused(
                Words("it allocates over a list of each provider", "het verdeelt over een lijst van elke aanbieder")
            )
        size = self._size()
        steps = self.orders.steps(allocation.keys)
        eligible = self.orders.is_outcome(Outcome.ELIGIBLE)
        undecided = b.both(b.invert(eligible), b.invert(self.orders.is_outcome(Outcome.INELIGIBLE)))
        asked = [(b.both(eligible, each.open), each.leaves) for each in (size, *(step.value for step in steps))]
        if allocation.of_total:
            asked.append((size.open, size.leaves))
        leaves = joined(b, asked)
        lost = self._of_anybody(self._group.open)
        missing = b.either(lost, self._in_group(b.either(undecided, *(where for where, _ in asked))))
        of_groups = joined(b, [(self._group.open, self._group.leaves)])
        rests_on = joined(
            b,
            [
                (lost, mapped(of_groups, self._of_anybody)),
                (b.both(b.invert(lost), missing), mapped(leaves, self._in_group)),
            ],
        )
        amount = exact.choose(size.none, exact.constant(Fraction(0)), size.interval.low)
        whole_parts(amount)
        if amount.top.low < 0 < amount.scale or amount.scale < 0 < amount.top.high:
            raise Refused(
                Words(
                    "what an allocation measures may be less than zero: declare it as at least 0",
                    "wat een toedeling meet kan minder dan nul zijn: declareer het als minstens 0",
                )
            )
        amount = Bound(amount.top, amount.bottom, amount.scale, b.no)
        limit = self._limit(amount)
        nobody = self._code("not eligible")
        state = _Round(nobody, b.number(0), exact.constant(Fraction(0)), b.both(eligible, b.invert(missing)), b.no)
        starts = () if allocation.rounds is None else tuple(starts_of(allocation.rounds))
        if len(starts) > MOST_ROUNDS:
            raise Refused(Words(f"it has more than {MOST_ROUNDS} rounds", f"het heeft meer dan {MOST_ROUNDS} rondes"))
        for number in range(1, max(len(starts), 1) + 1):
            state = self._after(state, number, steps, amount, limit)
        never_reached = b.both(state.waiting, b.equal(state.why, nobody))
        why = b.choose(never_reached, self._code("limit reached"), state.why)
        why = b.choose(missing, self._code("missing"), why)
        return TakingColumns(allocation, why, state.number, starts, state.before, amount, limit, rests_on)

    def _code(self, why: Why) -> Node:
        return self.b.number(WHYS.index(why))

    # --- groups -------------------------------------------------------------------------------------------------------

    @property
    def _group(self) -> Value:
        return self.orders.value(self.allocation.group)

    @property
    def _same(self) -> Terms:
        """Of one group, where no group is open."""
        return self.orders.equal(self._group).yes

    def _in_group(self, where: Node) -> Node:
        """Where it holds of somebody of the group."""
        return self._all_pairs(self._same, where)

    def _of_anybody(self, where: Node) -> Node:
        return self._all_pairs(self.orders.pairs.all, where)

    def _all_pairs(self, terms: Terms, where: Node) -> Node:
        b = self.b
        if where.constant is False:
            return where
        return b.either(where, self.orders.pairs.some(terms, where))

    # --- amounts ------------------------------------------------------------------------------------------------------

    def _size(self) -> Value:
        measure = self.allocation.measure
        if measure is None:
            measure = Lit(Fraction(1))
        return self.orders.value(measure)

    def _limit(self, amount: Bound) -> Bound:
        """An amount, or a part of what all of the group measure, whether eligible or not."""
        b, exact, allocation = self.b, self.exact, self.allocation
        if allocation.number is not None:
            return exact.constant(Fraction(allocation.number))
        if allocation.limit is None:
            raise CompilerFault("an allocation without a limit")
        share = self.orders.value(allocation.limit)
        reads = any(isinstance(each, Root | Item) for each in walk(allocation.limit))
        fixed = share.open.constant is False and share.none.constant is False
        if reads or share.shape != "number" or share.interval.low.exact is None or not fixed:
            raise Refused(
                Words(
                    "the limit of an allocation is a fact of the providers; write it as a number or a parameter",
                    "de grens van een toedeling is een gegeven van de aanbieders; schrijf haar als getal of als parameter",
                )
            )
        if not allocation.of_total:
            return share.interval.low
        total = b.add(amount.top, self.orders.pairs.total(self._same, amount.top))
        return exact.times(Bound(total, amount.bottom, amount.scale, b.no), share.interval.low)

    # --- rounds -------------------------------------------------------------------------------------------------------

    def _after(self, state: _Round, number: int, steps: Sequence[Step], amount: Bound, limit: Bound) -> _Round:
        """What is known after one round more. Equal ones are taken together, in the order of the register, or the order does not
        tell who comes first: then nothing is decided on them and all behind them."""
        b, exact, pairs = self.b, self.exact, self.orders.pairs
        still = pairs.times(pairs.term(state.waiting, b.yes), self._same)
        ahead = pairs.times(still, self.orders.ahead(steps).yes)
        level = pairs.times(still, *(self.orders.equal(step.value).yes for step in steps))
        first = pairs.times(level, self._earlier_row())
        before, beside, earlier = (
            Bound(pairs.total(terms, amount.top), b.number(1), amount.scale, b.no) for terms in (ahead, level, first)
        )
        block = exact.plus(exact.plus(before, beside), amount)
        own_start = exact.plus(before, earlier)
        reached = b.both(state.waiting, b.invert(state.stopped), exact.less(before, limit))
        stuck = b.both(reached, pairs.some(level, b.yes), exact.less(limit, block))
        stopped = b.either(state.stopped, self._in_group(stuck))
        taken_up = b.both(reached, b.invert(stuck))
        upto = exact.plus(own_start, amount)
        over, just = exact.less(limit, upto), exact.equal(upto, limit)
        crossing = self._code("crosses, in" if self.allocation.crossing_is_in else "crosses, out")
        found = b.choose(over, crossing, b.choose(just, self._code("reaches"), self._code("taken")))
        out = b.both(taken_up, over) if not self.allocation.crossing_is_in else b.no
        why = b.choose(taken_up, found, state.why)
        undecided = b.both(state.waiting, stopped, b.invert(taken_up))
        why = b.choose(undecided, self._code("equal"), why)
        taken = b.both(taken_up, b.invert(out))
        return _Round(
            why,
            b.choose(taken, b.number(number), state.number),
            exact.choose(taken_up, own_start, state.before),
            b.both(state.waiting, b.invert(taken)),
            stopped,
        )

    def _earlier_row(self) -> Terms:
        b = self.b
        place = row(b, JUDGED, b.bounds.most_rows(JUDGED))
        return self.orders.pairs.term(b.yes, b.yes, order=(place, b.subtract(place, b.number(1))))
