"""What a policy grants, and its profiles."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from attrs import field

from compiler.ir.nodes.criteria import Citation, Row
from compiler.ir.nodes.expressions import Choose, Expr, Lit, Not
from compiler.ir.values import NONE
from dsl.frozen import frozen
from dsl.kinds import Kind
from dsl.source import NOWHERE, Span


@frozen
class Award:
    """A case of a grant: `when` is None in the last one where that takes every other case. `said` is the result in words."""

    when: Expr | None
    result: Expr
    said: str
    span: Span = field(eq=False, default=NOWHERE, repr=False)


@frozen
class Grant:
    """What the first case that holds gives. Nothing (none) where it does not apply, to who is not `eligible`, and where no case
    holds. `whole` says of what the result is a part. Of a profile the cases are its classes from high to low."""

    id: str
    title: str | None
    kind: Kind
    whole: str | None
    citations: tuple[Citation, ...]
    applies: Expr | None
    eligible: Expr | None
    awards: tuple[Award, ...]
    span: Span = field(eq=False, default=NOWHERE, repr=False)
    is_profile: bool = field(eq=False, default=False)

    @property
    def expr(self) -> Expr:
        """What it is worth."""
        return self._first([each.result for each in self.awards], Lit(NONE))

    @property
    def case(self) -> Expr:
        """The number of the case that holds, from 1; 0 where there is none."""
        return self._first([Lit(Fraction(number)) for number in range(1, len(self.awards) + 1)], Lit(Fraction(0)))

    @cached_property
    def covers_every_case(self) -> bool:
        """Whether always one of the cases holds."""
        from compiler.ir.uncovered import NO, uncovered  # it stands on this module

        whens = [each.when for each in self.awards if each.when is not None]
        return len(whens) < len(self.awards) or uncovered(tuple(Row((each,), ()) for each in whens)) == NO

    def is_last_resort(self, number: int) -> bool:
        """Whether this case (from 1) takes every other one: nothing is left when none before it holds."""
        return self.awards[number - 1].when is None or (number == len(self.awards) and self.covers_every_case)

    def _first(self, results: list[Expr], nothing: Expr) -> Expr:
        cases: list[tuple[Expr, Expr]] = [
            (Not(each), nothing) for each in (self.applies, self.eligible) if each is not None
        ]
        for number, (award, result) in enumerate(zip(self.awards, results, strict=True), 1):
            if award.when is None or self.is_last_resort(number):
                return Choose(tuple(cases), result) if cases else result
            cases.append((award.when, result))
        return Choose(tuple(cases), nothing)
