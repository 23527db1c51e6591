"""What an input of a decision table can be, cut into regions on which every cell of its column is constant.

Thresholds cut the line of numbers or days; options, yes/no and the texts that are named stand each alone; none is a region
where the input may be none, and unknown where a cell asks for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from compiler.check.comparisons import may_be_none
from compiler.check.context import Context
from compiler.check.wording import amount_words
from compiler.ir.ranges import RELATIONS
from compiler.ir.uncovered import points
from compiler.model import CellModel, OptionTarget, Typed
from dsl import syntax
from dsl.diagnostics import Words
from dsl.frozen import frozen
from dsl.kinds import ChoiceKind, DateKind, NumberKind, TextKind, YesNoKind

Truth = bool | None
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
    if may_be_none(tested, context):
        values.append((_NONE, Words("none", "afwezig")))
    if any(isinstance(part, syntax.CellState) and part.state != "none" for cell in cells for part, _ in cell.parts):
        values.append((_UNKNOWN, Words("unknown", "onbekend")))
    if len(values) * len(cells) > MOST_TESTS:
        raise TooLong
    tests = [[(part, [_constant(each) for each in typed]) for part, typed in cell.parts] for cell in cells]
    found: dict[tuple[int, int], Region] = {}
    for point, said in values:
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
    return relation == "≠" if point is _NONE else RELATIONS[relation](point, constants[0])


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
            amounts = points(sorted(set(constants)), kind.low, kind.high, whole=kind.whole)
            return [(each, amount_words(each, kind)) for each in amounts]
        case DateKind():
            days = points(sorted(set(constants)), Fraction(1), Fraction(datetime.date.max.toordinal()), whole=True)
            return [(each, _day_words(each)) for each in days]
        case _:
            return None


def _day_words(ordinal: Fraction) -> Words:
    day = datetime.date.fromordinal(int(ordinal)).isoformat()
    return Words(day, day)
