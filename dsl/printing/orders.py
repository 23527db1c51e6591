"""Preferences and allocations: the lines under their heads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from attrs import frozen

from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.lines import Line
from dsl.syntax import (
    Allocation,
    Crossing,
    Expr,
    Number,
    Ordered,
    Percent,
    PercentOf,
    PerGroup,
    Preference,
    Quantity,
    Rounds,
    Standing,
    Take,
    UntilReached,
    UntilTaken,
)

_FIRST: Final = {
    "highest": "HIGHEST_FIRST",
    "lowest": "LOWEST_FIRST",
    "earliest": "EARLIEST_FIRST",
    "latest": "LATEST_FIRST",
}
_EACH: Final = {"month": "EACH_MONTH", "quarter": "EACH_QUARTER", "year": "EACH_YEAR"}


@frozen
class OrderPrinter:
    expressions: ExpressionPrinter

    def preference(self, preference: Preference) -> Iterator[Line]:
        if preference.group is not None:
            yield self._line(preference.group, self._group(preference.group))
        if preference.ordered is not None:
            yield self._line(preference.ordered, self._ordered(preference.ordered))
        for each in preference.weights:
            said = f"{self._word('WEIGHT')} {self.expressions.spelling.percent(each.percent)} :"
            yield self._line(each, f"{said} {self.expressions.operand(each.value)}")

    def allocation(self, allocation: Allocation) -> Iterator[Line]:
        if allocation.group is not None:
            yield self._line(allocation.group, self._group(allocation.group))
        if allocation.rounds is not None:
            yield self._line(allocation.rounds, self._rounds(allocation.rounds))
        yield self._line(allocation.take, self._take(allocation.take))
        yield self._line(allocation.until, self._until(allocation.until))
        if allocation.crossing is not None:
            yield self._line(allocation.crossing, self._crossing(allocation.crossing))

    def _line(self, node: object, text: str) -> Line:
        return Line(1, text, node)  # type: ignore[arg-type]

    def _word(self, terminal: str) -> str:
        return self.expressions.spelling.word(terminal)

    def _group(self, group: PerGroup) -> str:
        return f"{self._word('PER')} {self.expressions.spelling.name(group.field)}"

    def _rounds(self, rounds: Rounds) -> str:
        date = self.expressions.spelling.date
        word = self._word
        return f"{word(_EACH[rounds.period])} {word('FROM')} {date(rounds.first)} {word('THROUGH')} {date(rounds.last)}"

    def _ordered(self, ordered: Ordered) -> str:
        keys = []
        for each in ordered.keys:
            said = self.expressions.operand(each.value)
            keys.append(said if each.first is None else f"{said} {self._word(_FIRST[each.first])}")
        return f"{self._word('ORDERED_BY')} " + f", {self._word('THEN')} ".join(keys)

    def _take(self, take: Take) -> str:
        return f"{self._word('TAKE')} {self.expressions.spelling.name(take.peers)} {self._ordered(take.ordered)}"

    def _until(self, until: UntilReached | UntilTaken) -> str:
        match until:
            case UntilTaken(number=number):
                return f"{self._word('UNTIL')} {number} {self._word('ARE_TAKEN')}"
            case UntilReached(measure=measure, limit=limit, of_total=of_total):
                limit_said = self.expressions.operand(limit)
                if not isinstance(limit, Number | Quantity | Percent) and not _of_all(limit):
                    limit_said = f"({limit_said})"
                said = f"{self._word('UNTIL')} {self.expressions.operand(measure)} {self._word('REACH')} {limit_said}"
                return f"{said} {self._word('OF_TOTAL')}" if of_total else said
            case _:
                assert_never(until)

    def _crossing(self, crossing: Crossing) -> str:
        crosses = self._word("CROSSES_IN" if crossing.is_in else "CROSSES_OUT")
        return f"{self._word('THE')} {self.expressions.spelling.name(crossing.name)} {crosses}"


def _of_all(limit: Expr) -> bool:
    """`25% of registered patients of all Practices`, which nobody takes for `25% of the total`."""
    whole = limit.whole if isinstance(limit, PercentOf) else None
    return isinstance(whole, Standing) and whole.is_of_all and whole.where is None
