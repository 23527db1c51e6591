"""Decisions on many providers: one line each, with the criterion that decides and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from compiler.ir import text
from compiler.ir.nodes import And, Fold, Mark, Or
from compiler.ir.verdicts import CriterionResult, Finding, Leaf, Outcome, PolicyResult, Verdict
from compiler.ir.words import fill
from compiler.report import phrases
from compiler.report.elements import NOWHERE_WITHIN, Within, plain_fact
from dsl.diagnostics import Language


@frozen
class Line:
    """One provider in the table of decisions; `deciding` and `why` are worded."""

    provider: str
    outcome: Outcome
    deciding: str
    why: str


def line(provider: str, result: PolicyResult, language: Language) -> Line:
    if not result.deciding or result.outcome is Outcome.ELIGIBLE:
        return Line(provider, result.outcome, "", why_eligible(result, language))
    first, *others = result.deciding
    more = f" (+{len(others)})" if others else ""
    return Line(provider, result.outcome, first.criterion.id + more, why(first, language))


def why(found: CriterionResult, language: Language) -> str:
    """The reason for a verdict in a few words."""
    if found.verdict.is_open:
        leaves = min((each.leaves for each in found.settlements), key=len, default=found.rests_on)
        judged = found.verdict is Verdict.AWAITING
        named = ", ".join(sorted(text.leaf(each, language) for each in leaves))
        return fill(phrases.TO_JUDGE if judged else phrases.MISSING, language, named)
    finding, within = telling(found.body)
    plain = plain_fact(finding)
    element = f"{text.leaf(Leaf(within.innermost), language)}: " if within.innermost and not plain else ""
    said = text.leaf(plain.leaf, language) if plain else phrases.said(finding.mark)
    measured = phrases.measured(finding, language)
    return f"{element}{said}: {', '.join(filter(None, [phrases.holds(finding.holds, language), measured]))}"


def why_eligible(result: PolicyResult, language: Language) -> str:
    """That all criteria count, and which of them is met by the smallest margin."""
    count = len(result.results)
    if not count:
        return phrases.NO_CRITERIA.said_in(language)
    said = fill({1: phrases.ONE_COUNTS, 2: phrases.BOTH_COUNT}.get(count, phrases.ALL_COUNT), language, count)
    narrowest = result.deciding[0]
    measured = phrases.measured(telling(narrowest.body)[0], language)
    return fill(phrases.NARROWEST, language, said, narrowest.criterion.id, measured) if measured else said


def telling(finding: Finding, within: Within = NOWHERE_WITHIN) -> tuple[Finding, Within]:
    """The innermost condition that decided the whole on its own (one `no` under `all of`, one `yes` under `any of`), and the
    element that it is about."""
    match finding.mark.arg:
        case And() | Fold(fold="every"):
            decisive = finding.holds is False
        case Or() | Fold(fold="some"):
            decisive = finding.holds is True
        case arg:
            decisive = isinstance(arg, Mark)
    if decisive:
        for each in finding.parts:
            if each.holds is finding.holds:
                return telling(each, within.bound_by(finding, each))
    return finding, within


def counts(outcomes: Iterable[Outcome], language: Language) -> str:
    """`3 eligible, 2 ineligible, 1 undetermined`, in Dutch `3 komen in aanmerking`."""
    found = Counter(outcomes)
    return ", ".join(f"{found[each]} {text.outcome(each, language, found[each])}" for each in Outcome if found[each])
