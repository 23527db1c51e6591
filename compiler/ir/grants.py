"""What a provider is granted: the case that holds, given as soon as no missing fact could change it."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.ir.expressions import NO_LEAVES, Open, Value, leaves_of, plain_value, truth, value
from compiler.ir.nodes import Grant
from compiler.ir.places import Scope
from compiler.ir.ranges import Range
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.ir.verdicts import GrantResult


def award(grant: Grant, scope: Scope) -> GrantResult:
    """The result is decided as soon as all cases that are still possible agree, also while it is open which of them holds."""
    result, case = plain_value(grant.expr, scope), value(grant.case, scope)
    number = int(case.exact) if isinstance(case, Range) and case.is_point else None
    rests_on = leaves_of([result, case]) if number is None or isinstance(result, Open) else NO_LEAVES
    return GrantResult(grant, number, given_back(result), rests_on)


def possible_cases(grant: Grant, scope: Scope) -> list[int]:
    """The cases (from 1; 0: nothing is given) that it can still be, the one that comes first in front."""
    possible: list[int] = []
    for gate in (grant.applies, grant.eligible):
        holds = True if gate is None else truth(gate, scope)
        if holds is not True:
            possible.append(0)
        if holds is False:
            return possible
    for number, each in enumerate(grant.awards, 1):
        holds = True if each.when is None or grant.is_last_resort(number) else truth(each.when, scope)
        if holds is not False:
            possible.append(number)
        if holds is True:
            return possible
    return [*possible, 0]


def of_cases(grant: Grant, possible: Iterable[int], scope: Scope) -> tuple[int | None, FactValue]:
    """The case and what is given, as far as all possible cases agree."""
    cases = dict.fromkeys(possible)
    worths = [plain_value(grant.awards[number - 1].result, scope) if number else NONE for number in cases]
    agreed = len(worths) == 1 or (not isinstance(worths[0], Open) and all(each == worths[0] for each in worths))
    case = next(iter(cases)) if len(cases) == 1 else None
    return case, given_back(worths[0]) if agreed else UNKNOWN


def given_back(found: Value) -> FactValue:
    """A value as a fact: numbers as Fraction in base units, `UNKNOWN` while open."""
    if isinstance(found, Open):
        return UNKNOWN
    return found.exact if isinstance(found, Range) else found
