"""Decisions on many providers: one line each, with the criterion that decides and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from compiler.ir import text
from compiler.ir.verdicts import CriterionResult, Finding, Outcome, PolicyResult, Verdict
from compiler.report import phrases
from compiler.report.phrases import fill
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
        count = len(result.results)
        said = fill(phrases.ALL_COUNT, language, count) if count else phrases.NO_CRITERIA.said_in(language)
        return Line(provider, result.outcome, "", said)
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
    finding = telling(found.body, found.criterion.kind == "exclusion")
    said = f"{finding.mark.said}: {phrases.holds(finding.holds, language)}"
    measured = phrases.measured(finding, language)
    return f"{said}, {measured}" if measured else said


def telling(finding: Finding, holds: bool) -> Finding:
    """The first innermost condition that went the way of the whole."""
    for each in finding.parts:
        if each.holds is holds:
            return telling(each, holds)
    return finding


def counts(outcomes: Iterable[Outcome], language: Language) -> str:
    """`3 eligible, 2 ineligible, 1 undetermined`"""
    found = Counter(outcomes)
    return ", ".join(f"{found[each]} {text.outcome(each, language)}" for each in Outcome if found[each])
