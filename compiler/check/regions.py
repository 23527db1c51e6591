"""What an input of a decision table can be, cut into regions on which every cell of its column is constant.

Thresholds cut the line of numbers or days; options, yes/no and the texts that are named stand each alone; none is a region
where the input may be none, and unknown where a cell asks for it.
"""

from __future__ import annotations

import datetime
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from compiler.check.comparisons import may_be_none
from compiler.check.context import Context
from compiler.check.wording import amount_words
from compiler.model import CellModel, OptionTarget, Typed
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import ChoiceKind, DateKind, NumberKind, TextKind, YesNoKind

Truth = bool | None
_RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "≠": operator.ne,
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}
_NONE, _UNKNOWN = object(), object()


MOST_TESTS = 300_000
"""Cells times points that are worked out for one input."""


class TooLong(Exception):
    """The search would take too many steps."""


@frozen
class Region:
    """One value out of the region in words, and the rows (one bit each) whose cell holds there, surely or perhaps."""

    said: Words
    surely: int
    perhaps: int


def regions(tested: Typed, cells: Sequence[CellModel], context: Context) -> tuple[Region, ...] | None:
    """The regions of a column, those alike taken together; None when a cell compares with something that is not constant.

    Raises TooLong.
    """
    values = _values(tested, cells)
    if values is None:
        return None
    points = list(values)
    if may_be_none(tested, context):
        points.append((_NONE, Words("none", "afwezig")))
    if any(isinstance(part, syntax.CellState) and part.state != "none" for cell in cells for part, _ in cell.parts):
        points.append((_UNKNOWN, Words("unknown", "onbekend")))
    if len(points) * len(cells) > MOST_TESTS:
        raise TooLong
    tests = [[(part, [_constant(each) for each in typed]) for part, typed in cell.parts] for cell in cells]
    found: dict[tuple[int, int], Region] = {}
    for point, said in points:
        surely = perhaps = 0
        for row, parts in enumerate(tests):
            holds = _cell_holds(parts, point)
            surely |= (holds is True) << row
            perhaps |= (holds is not False) << row
        found.setdefault((surely, perhaps), Region(said, surely, perhaps))
    return tuple(found.values())


def _cell_holds(parts: list[tuple[syntax.CellPart, list[Any]]], point: object) -> Truth:
    """Whether a cell holds at a point; None where that depends, as for an unknown value."""
    if not parts:
        return True
    truths = [_part_holds(part, constants, point) for part, constants in parts]
    return True if True in truths else None if None in truths else False


def _part_holds(part: syntax.CellPart, constants: list[Any], point: object) -> Truth:
    if isinstance(part, syntax.CellState):
        return {"none": point is _NONE, "known": point is not _UNKNOWN, "unknown": point is _UNKNOWN}[part.state]
    if point is _UNKNOWN:
        return None
    if isinstance(part, syntax.CellBetween):
        return point is not _NONE and bool(constants[0] <= point <= constants[1])
    relation = part.comparison.relation
    return relation == "≠" if point is _NONE else _RELATIONS[relation](point, constants[0])


def _constant(value: Typed) -> Any:
    """The constant that a cell compares with, as something that has an order; None when it is not constant."""
    match value.said:
        case syntax.YesNo(value=constant) | syntax.Text(value=constant):
            return constant
        case syntax.Date(value=day):
            return Fraction(day.toordinal())
        case _:
            pass
    if isinstance(value.target, OptionTarget):
        return value.target.option
    if isinstance(value.kind, NumberKind) and value.kind.low is not None and value.kind.low == value.kind.high:
        return value.kind.low
    return None


def _values(tested: Typed, cells: Sequence[CellModel]) -> list[tuple[object, Words]] | None:
    constants = [_constant(each) for cell in cells for _, typed in cell.parts for each in typed]
    if None in constants:
        return None
    match tested.kind:
        case YesNoKind():
            return [(True, Words("yes", "ja")), (False, Words("no", "nee"))]
        case ChoiceKind(options=options):
            return [(each, Words(f"`{each}`", f"`{each}`")) for each in options]
        case TextKind():
            named = sorted({each for each in constants if isinstance(each, str)})
            other = ("\0", Words("another text", "een andere tekst"))
            return [*((each, Words(f'"{each}"', f'"{each}"')) for each in named), other]
        case NumberKind() as kind:
            points = _points(sorted(set(constants)), kind.low, kind.high, kind.whole)
            return [(each, amount_words(each, kind)) for each in points]
        case DateKind():
            days = _points(sorted(set(constants)), Fraction(1), Fraction(datetime.date.max.toordinal()), whole=True)
            return [(each, _day_words(each)) for each in days]
        case _:
            return None


def _day_words(ordinal: Fraction) -> Words:
    day = datetime.date.fromordinal(int(ordinal)).isoformat()
    return Words(day, day)


def _points(cuts: list[Fraction], low: Fraction | None, high: Fraction | None, whole: bool) -> list[Fraction]:
    """One number out of every stretch between the cuts, and each cut, as far as they are possible values."""
    if not cuts:
        return [low if low is not None else high if high is not None else Fraction(0)]
    ends = list(_between(cuts, low, high, whole))
    return [
        each
        for each in ends
        if (low is None or each >= low) and (high is None or each <= high) and not (whole and each.denominator != 1)
    ]


def _between(cuts: list[Fraction], low: Fraction | None, high: Fraction | None, whole: bool) -> Iterator[Fraction]:
    below = math.ceil(cuts[0]) - 1 if whole else cuts[0] - 1
    yield low if low is not None and low < cuts[0] else Fraction(below)
    for at, cut in enumerate(cuts):
        yield cut
        if at + 1 < len(cuts):
            following = cuts[at + 1]
            middle = Fraction(math.floor(cut) + 1) if whole else (cut + following) / 2
            if middle < following:
                yield middle
    above = math.floor(cuts[-1]) + 1 if whole else cuts[-1] + 1
    yield high if high is not None and high > cuts[-1] else Fraction(above)
