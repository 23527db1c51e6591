"""The content of a report as plain data for JSON. Numbers are integers or exact texts, never binary floats.

Words of the language (verdicts, decisions) are in English whatever the language of the policy, so that programs read one set.
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.ir import text, words
from compiler.ir.nodes import Citation, Policy
from compiler.ir.values import FactValue
from compiler.ir.verdicts import (
    CriterionResult,
    DeadlineResult,
    Finding,
    GrantResult,
    Leaf,
    Margin,
    Outcome,
    PolicyResult,
    Reading,
    TableResult,
    Verdict,
)
from compiler.report import phrases
from compiler.report.deadlines import calendar_data, counts_working_days, deadline_data
from compiler.report.takings import elements_data
from dsl.diagnostics import Language
from dsl.kinds import DateKind, Kind, MomentKind

Data = dict[str, object]


def decision_data(provider: str, result: PolicyResult) -> Data:
    """The decision and the criteria that decide it."""
    return {
        "provider": provider,
        "decision": result.outcome.value,
        "deciding": [
            {
                "id": each.criterion.id,
                "kind": each.criterion.kind,
                "verdict": each.verdict.value,
                "counts": each.counts,
            }
            for each in result.deciding
        ],
    }


def result_data(provider: str, result: PolicyResult, language: Language) -> Data:
    """The decision with the full reasoning."""
    policy = result.policy
    return {
        **decision_data(provider, result),
        "policy": policy_data(policy),
        "does_not_promise": phrases.promise(result.outcome, policy, language),
        "criteria": [_criterion(each, result, language) for each in result.results],
        "tables": [_table(each, result, language) for each in result.tables],
        "grants": [_grant(each, result, language) for each in result.grants],
        **_allocations(result, language),
        "values": {each.id: _quantity(result.values[each.id], each.kind) for each in policy.values},
        "rests_on": _leaves(result.rests_on, result, language),
        **_deadlines(result, language),
    }


def _allocations(result: PolicyResult, language: Language) -> Data:
    """Of a policy that takes from a list of the provider."""
    told = [
        {
            "id": each.allocation.id,
            "title": each.allocation.title,
            "sources": _citations(each.allocation.citations),
            "list": each.allocation.over and each.allocation.over.name,
            "taken": text.exact(each.taken, each.allocation.result),
            "elements": elements_data(each, language),
            "missing": _leaves(each.missing, result, language),
        }
        for each in result.allocations
    ]
    return {"allocations": told} if told else {}


def _deadlines(result: PolicyResult, language: Language) -> Data:
    """Of a policy that has any; and the holidays that working days were counted with."""
    if not result.deadlines and not counts_working_days(result.policy):
        return {}

    def shared(found: DeadlineResult) -> Data:
        return {
            "applies": found.applies and _finding(found.applies, language),
            "unless": found.unless and _finding(found.unless, language),
            "sources": _citations(found.deadline.citations),
            "rests_on": _leaves(found.rests_on, result, language),
        }

    calendar = calendar_data(result.policy)
    told = [deadline_data(each, language, shared) for each in result.deadlines]
    return {"deadlines": told, **({"working_days": calendar} if calendar else {})}


def verdicts_data(provider: str, policy: Policy, outcome: Outcome, verdicts: Iterable[Verdict]) -> Data:
    """The decision with the bare verdicts, for many providers; of an exclusion with what it does, as to be met is bad there."""
    criteria = zip(policy.criteria, verdicts, strict=True)
    return {
        "provider": provider,
        "decision": outcome.value,
        "criteria": {each.id: words.verdict(verdict, each, "en") for each, verdict in criteria},
    }


def policy_data(policy: Policy) -> Data:
    return {
        "module": policy.module,
        "name": policy.name,
        "title": policy.title,
        "language": policy.language,
        "as_of": policy.as_of.isoformat(),
        "binding": "allows" if policy.allows else "obliges",
    }


def _criterion(found: CriterionResult, result: PolicyResult, language: Language) -> Data:
    criterion = found.criterion
    return {
        "id": criterion.id,
        "kind": criterion.kind,
        "title": criterion.title,
        "verdict": found.verdict.value,
        "counts": found.counts,
        "sources": _citations(criterion.citations),
        "applies": found.applies and _finding(found.applies, language),
        "body": _finding(found.body, language),
        "unless": found.unless and _finding(found.unless, language),
        "rests_on": _leaves(found.rests_on, result, language),
        "settlements": [
            {
                "facts": _leaves(each.leaves, result, language),
                "verdicts": sorted(verdict.value for verdict in each.verdicts),
            }
            for each in found.settlements
        ],
    }


def _citations(citations: Iterable[Citation]) -> list[Data]:
    return [{"document": each.document, "keys": list(each.keys), "place": each.place} for each in citations]


def _finding(finding: Finding, language: Language) -> Data:
    return {
        "said": finding.mark.said,
        "holds": finding.holds,
        "margin": finding.margin and _margin(finding.margin, finding, language),
        "readings": [_reading(each, language) for each in phrases.distinct_readings(finding.readings)],
        "parts": [_finding(each, language) for each in finding.parts],
        **({"about": finding.about} if finding.about else {}),
    }


def _margin(margin: Margin, finding: Finding, language: Language) -> Data:
    kind = margin.kind
    if isinstance(kind, DateKind | MomentKind):
        return {"margin": text.exact_number(margin.margin), "unit": "days", "said": phrases.measured(finding, language)}
    return {
        "actual": text.exact(margin.actual, kind),
        "threshold": text.exact(margin.threshold, kind),
        "margin": text.exact(margin.margin, kind),
        "unit": text.unit(kind),
        "said": phrases.measured(finding, language),
    }


def _reading(reading: Reading, language: Language) -> Data:
    return {
        "path": list(reading.leaf.path),
        "said": text.leaf(reading.leaf, language),
        **_quantity(reading.value, reading.kind),
    }


def _quantity(value: FactValue, kind: Kind) -> Data:
    unit = text.unit(kind)
    return {"value": text.exact(value, kind), **({"unit": unit} if unit else {})}


def _table(found: TableResult, result: PolicyResult, language: Language) -> Data:
    table = found.table
    return {
        "id": table.id,
        "title": table.title,
        "row": found.row,
        "outputs": {
            name: _quantity(found.outputs[name], kind)
            for name, kind in zip(table.outputs, table.output_kinds, strict=True)
        },
        "sources": _citations(table.citations),
        "rests_on": _leaves(found.rests_on, result, language),
    }


def _grant(found: GrantResult, result: PolicyResult, language: Language) -> Data:
    """`case` is the number of the case that holds (from 1), 0 where nothing is given, null while open."""
    grant = found.grant
    return {
        "id": grant.id,
        "title": grant.title,
        "of": grant.whole,
        **_quantity(found.value, grant.kind),
        "case": found.case,
        "only_eligible": grant.eligible is not None,
        "conditions": [_finding(each, language) for each in found.findings],
        "sources": _citations(grant.citations),
        "rests_on": _leaves(found.rests_on, result, language),
    }


def _leaves(leaves: Iterable[Leaf], result: PolicyResult, language: Language) -> list[Data]:
    return [_leaf(each, result, language) for each in sorted(leaves, key=str)]


def _leaf(leaf: Leaf, result: PolicyResult, language: Language) -> Data:
    info = text.declared(result.policy, leaf)
    return {
        "path": list(leaf.path),
        "said": text.leaf(leaf, language),
        "judgement": leaf.judgement,
        "why": leaf.why,
        "judge": info and info.judge,
        "supplied_by": info and info.supplied_by,
    }
