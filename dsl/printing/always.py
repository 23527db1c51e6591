"""What always holds: the lines under its head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from attrs import frozen

from dsl.printing.blocks import BlockPrinter
from dsl.printing.examples import ExamplePrinter
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.lines import Line
from dsl.syntax import Always, Claim, Effect, ExpectDecision, ExpectVerdict, Holds, Promised, When, WhenComesOut

_OUTCOMES: Final = ("ELIGIBLE", "INELIGIBLE", "UNDETERMINED", "AWAITING")
_WHEN: Final = ("REQUIREMENT", "EXCLUSION", *_OUTCOMES)
_MEMBER_WORDS: Final = ("SOURCE", "AS_OF", "WHEN", "EXPECT", "EXPECT_NEVER", "MORE", "LATER")


@frozen
class AlwaysPrinter:
    expressions: ExpressionPrinter

    def lines(self, always: Always) -> Iterator[Line]:
        if always.as_of is not None:
            yield Line(1, f"{self._word('AS_OF')} {self.expressions.spelling.date(always.as_of.date)}", always.as_of)
        for each in always.when:
            yield from self._when(each)
        yield from self._claim(always.claim)

    def _word(self, terminal: str) -> str:
        return self.expressions.spelling.word(terminal)

    def _when(self, when: When | WhenComesOut) -> list[Line]:
        lead = f"{self._word('WHEN')} "
        if isinstance(when, When):
            return BlockPrinter(self.expressions).lines(when.condition, 1, lead, when, competing=_WHEN)
        lead += f"{self._word(when.kind.upper())} " if when.kind else ""
        return [Line(1, lead + self._expected(when.expected), when)]

    def _expected(self, expected: ExpectDecision | ExpectVerdict) -> str:
        return ExamplePrinter(self.expressions).expected(expected)

    def _claim(self, claim: Claim) -> list[Line]:
        match claim:
            case Promised(expected=expected, never=never):
                return [
                    Line(1, f"{self._word('EXPECT_NEVER' if never else 'EXPECT')} {self._expected(expected)}", claim)
                ]
            case Effect():
                return [Line(1, self._effect(claim), claim)]
            case Holds(condition=condition):
                return BlockPrinter(self.expressions).lines(condition, 1, node=claim, competing=_MEMBER_WORDS)
            case _:
                assert_never(claim)

    def _effect(self, effect: Effect) -> str:
        fact = self.expressions.collection(effect.fact, competing=() if effect.direction else _MEMBER_WORDS)
        lead = f"{self._word(effect.direction.upper())} " if effect.direction else ""
        said = f"{lead}{fact} {self._word(f'NEVER_{effect.never.upper()}')}"
        if effect.criterion is None:
            return said
        name = self.expressions.spelling.head(effect.criterion.name)
        return f"{said} {self._word('FOR')} {self._word(effect.criterion.kind.upper())} {name}"
