"""What a provider is granted: the case that holds, given as soon as no missing fact could change it."""

from __future__ import annotations

from compiler.ir.expressions import NO_LEAVES, Open, Value, leaves_of, plain_value, value
from compiler.ir.nodes import Grant
from compiler.ir.places import Scope
from compiler.ir.ranges import Range
from compiler.ir.values import UNKNOWN, FactValue
from compiler.ir.verdicts import GrantResult


def award(grant: Grant, scope: Scope) -> GrantResult:
    """The result is decided as soon as all cases that are still possible agree, also while it is open which of them holds."""
    result, case = plain_value(grant.expr, scope), value(grant.case, scope)
    number = int(case.exact) if isinstance(case, Range) and case.is_point else None
    rests_on = leaves_of([result, case]) if number is None or isinstance(result, Open) else NO_LEAVES
    return GrantResult(grant, number, given_back(result), rests_on)


def given_back(found: Value) -> FactValue:
    """A value as a fact: numbers as Fraction in base units, `UNKNOWN` while open."""
    if isinstance(found, Open):
        return UNKNOWN
    return found.exact if isinstance(found, Range) else found
