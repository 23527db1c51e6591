"""Deadlines: their lines, and what expressions say of them and of the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from dsl import keywords
from dsl.frozen import frozen
from dsl.printing.blocks import BlockPrinter
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.lines import Line
from dsl.syntax import Deadline, Due, DueBy, DueWithin, DueYearly, Name, NotBefore, Text


@frozen
class DeadlinePrinter:
    expressions: ExpressionPrinter

    def who(self, who: Name | Text | None) -> str:
        """` by VGZ`, as it ends the head of a deadline."""
        if who is None:
            return ""
        spelling = self.expressions.spelling
        said = spelling.head(who) if isinstance(who, Name) else spelling.text(who)
        return f" {self._word('BY')} {said}"

    def lines(self, deadline: Deadline) -> Iterator[Line]:
        """All that stands under the sources."""
        blocks = BlockPrinter(self.expressions)
        if deadline.applies is not None:
            lead = f"{self._word('APPLIES_WHEN')} "
            yield from blocks.lines(deadline.applies.condition, 1, lead, deadline.applies)
        yield from self.when(deadline.start, deadline.due, 1)
        if deadline.done is not None:
            said = f"{self._word('DONE_ON')} : {self.expressions.operand(deadline.done.act)}"
            yield Line(1, said, deadline.done)
        if deadline.unless is not None:
            yield from blocks.lines(deadline.unless.condition, 1, f"{self._word('UNLESS')} ", deadline.unless)

    def when(self, start: NotBefore | None, due: Due | DueYearly, level: int) -> Iterator[Line]:
        if start is not None:
            yield Line(level, f"{self._word('FROM')} {self.expressions.operand(start.day)}", start)
        yield Line(level, self.due(due), due)

    def due(self, due: Due | DueYearly) -> str:
        """`by 15 October 2023, within 1 month after final agreement, whichever comes first`"""
        if isinstance(due, DueYearly):
            return self._yearly(due)
        parts = [self.term(each) for each in due.terms]
        if due.whichever is not None:
            parts.append(self._word(f"WHICHEVER_{due.whichever.upper()}"))
        return ", ".join(parts)

    def term(self, term: DueBy | DueWithin) -> str:
        operand = self.expressions.operand
        match term:
            case DueWithin(duration=duration, event=event):
                length = self.expressions.spelling.quantity(duration)
                return f"{self._word('WITHIN')} {length} {self._word('AFTER')} {operand(event)}"
            case DueBy(day=day, strictly=True):
                return f"{self._word('BEFORE')} {operand(day)}"
            case DueBy(day=day, time=time):
                said = f"{self._word('DUE_BY')} {operand(day)}"
                return said if time is None else f"{said} {self._word('BEFORE')} {time:%H:%M}"
            case _:
                assert_never(term)

    def _yearly(self, due: DueYearly) -> str:
        spelling = self.expressions.spelling
        day = f"{self._word('DUE_BY')} {due.day} {keywords.MONTHS[spelling.language][due.month - 1]}"
        each = self._word("EACH_YEAR")
        lead = f"{day} {self._word('AFTER')} {each}" if due.after else f"{each} {day}"
        first, last = self.expressions.year(due.first), self.expressions.year(due.last)
        return f"{lead} {self._word('FROM')} {first} {self._word('THROUGH')} {last}"

    def _word(self, terminal: str) -> str:
        return self.expressions.spelling.word(terminal)
