"""One program for many parts of a register: made anew only for a part with values that the program was not made for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from attrs import define, evolve, field, frozen

from compiler.columns.layout import Column, Path, Table
from compiler.columns.nodes import Bounds, Known, Refused
from compiler.columns.program import Program, lower
from compiler.columns.register import Register
from compiler.ir.nodes import Policy


@define(eq=False)
class Programs:
    """The programs of a policy. `of` a register raises `Refused` as `lower` does, and as `asked` does: what is asked of each
    program besides decisions, so that it is tried with close bounds before it is refused."""

    policy: Policy
    asked: Callable[[Program], object] = lambda _: None
    made: Program | None = None
    bounds: Wider | None = None

    def of(self, register: Register) -> Program:
        if (
            self.made is not None
            and self.bounds is not None
            and not register.height
            and self.bounds.stands_in(register)
        ):
            return self.made
        if self.made is None or self.bounds is None or not self.bounds.holds(register):
            before = {} if self.bounds is None else self.bounds.known
            try:
                self.made = self._lowered(Wider(register, before, register.aside, round_bounds))
            except Refused:
                self.made = self._lowered(Wider(register, before, register.aside))
        return self.made

    def _lowered(self, bounds: Wider) -> Program:
        made = lower(self.policy, bounds)
        self.asked(made)
        self.bounds = bounds
        return made


@frozen(eq=False)
class Wider(Bounds):
    """What a register tells, widened to what was known of parts before it and then by `widened`. Remembers what was asked."""

    register: Register
    before: dict[Column, Known]
    aside: tuple[int, ...] = ()
    widened: Callable[[Known], Known] = lambda known: known
    known: dict[Column, Known] = field(factory=dict)
    most: dict[Table, int] = field(factory=dict)
    spans: dict[tuple[Table, Path], tuple[str, ...]] = field(factory=dict)

    def of(self, column: Column) -> Known:
        if column not in self.known:
            found = self.register.of(column)
            seen = column in self.before and self.register.has(column)
            self.known[column] = self.widened(union(self.before[column], found) if seen else found)
        return self.known[column]

    def scale(self, column: Column) -> int:
        return self.register.scale(column)

    def most_rows(self, table: Table) -> int:
        self.most[table] = self.register.most_rows(table)
        return self.most[table]

    def years(self, table: Table, path: Path) -> tuple[str, ...]:
        self.spans[(table, path)] = self.register.years(table, path)
        return self.spans[(table, path)]

    def holds(self, register: Register) -> bool:
        """Whether a program for these bounds is one for a register."""
        return (
            not register.aside
            and not self.aside
            and all(register.scale(column) == self.scale(column) for column in self.known)
            and all(covers(known, register.of(column)) for column, known in self.known.items())
            and all(register.most_rows(table) <= most for table, most in self.most.items())
            and self.stands_in(register)
        )

    def stands_in(self, register: Register) -> bool:
        """Whether a register has the columns that a program for these bounds reads."""
        has_all = all(known.missing == "all" or register.has(column) for column, known in self.known.items())
        return has_all and all(register.years(*place) == years for place, years in self.spans.items())


def round_bounds(known: Known) -> Known:
    """Out to powers of two, as the numbers of the next part will lie about where those of this one do."""
    return evolve(known, low=-_outwards(-known.low), high=_outwards(known.high))


def _outwards(bound: int) -> int:
    return (1 << bound.bit_length()) - 1 if bound >= 0 else -(1 << (bound.bit_length() - 1))


def union(one: Known, other: Known) -> Known:
    missing: Literal["none", "some", "all"] = one.missing if one.missing == other.missing else "some"
    only = one.only if one.only is other.only else None
    low, high = min(one.low, other.low), max(one.high, other.high)
    if missing != "none":
        low, high = min(low, 0), max(high, 0)
    return Known(low, high, missing, only)


def covers(known: Known, other: Known) -> bool:
    return union(known, other) == known
