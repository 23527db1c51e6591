"""Constants of the model as values of the intermediate representation."""

from __future__ import annotations

from fractions import Fraction

from compiler.ir.values import NONE, Duration, Scalar
from compiler.model import OptionTarget, Typed
from compiler.resolve.units import DAY, WORKING_DAY
from dsl import syntax
from dsl.diagnostics import CompilerFault
from dsl.kinds import NumberKind


def constant(typed: Typed) -> Scalar:
    """The value of a literal or phrase: numbers as Fraction in base units. Raises CompilerFault for anything else."""
    if isinstance(typed.target, OptionTarget):
        return typed.target.option
    match typed.said:
        case (
            syntax.YesNo(value=value) | syntax.Text(value=value) | syntax.Date(value=value) | syntax.Moment(value=value)
        ):
            return value
        case _:
            pass
    if isinstance(typed.kind, NumberKind) and typed.kind.low is not None and typed.kind.low == typed.kind.high:
        return typed.kind.low
    raise CompilerFault(f"not a constant: {typed.said!r}")


def output(typed: Typed) -> Scalar:
    """A cell in an output column; the phrase `none` is the absence."""
    if isinstance(typed.target, OptionTarget) and typed.target.option == "none":
        return NONE
    return constant(typed)


def duration(typed: Typed, sign: int = 1) -> Duration:
    """A whole number of days, working days or months as a calendar duration."""
    value = constant(typed)
    if not isinstance(value, Fraction) or not isinstance(typed.kind, NumberKind):
        raise CompilerFault(f"not a duration: {typed.said!r}")
    amount = sign * int(value)
    if typed.kind.dimension == WORKING_DAY:
        return Duration(working_days=amount)
    return Duration(days=amount) if typed.kind.dimension == DAY else Duration(months=amount)
