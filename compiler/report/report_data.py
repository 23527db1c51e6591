"""A decision report as plain data: its sentences, and the whole reasoning as `meetlat why --format json` gives it."""

from __future__ import annotations

from compiler.ir import text
from compiler.ir.verdicts import CriterionResult
from compiler.report.basis import AmendmentBasis, ParameterBasis
from compiler.report.case import Case, version_of_meetlat
from compiler.report.orders import place_data
from compiler.report.prose import decision as prose
from compiler.report.prose.causes import causes
from compiler.report.prose.lists import sentence
from compiler.report.prose.missing import points
from compiler.report.verdict_data import result_data

Data = dict[str, object]


def report_data(case: Case) -> Data:
    """What a report says, and on what."""
    concerned = case.result.deciding if case.is_open else case.result.results
    return {
        "meetlat": version_of_meetlat(),
        "language": case.language,
        "summary": prose.decision(case.provider, case.result, case.language),
        **result_data(case.provider, case.result, case.language),
        **place_data(case.places),
        "because": [_because(each, case) for each in case.result.deciding],
        "open": [
            {
                "said": each.said,
                "path": list(each.leaf.path),
                "from": each.who,
                "judgement": each.judgement,
                "may_settle": list(each.settles),
                "concerns": list(each.touches),
            }
            for each in points(concerned, case.policy, case.language)
        ],
        "facts_from": case.source,
        "facts_dated": case.dated and case.dated.isoformat(),
        "judgements": {
            name: {"value": each.value, "by": each.by, "on": each.on and each.on.isoformat(), "why": each.why}
            for name, each in case.judgements.items()
        },
    }


def _because(result: CriterionResult, case: Case) -> Data:
    used = case.uses(result.criterion.id)
    exclusion = result.criterion.kind == "exclusion"
    said = () if result.verdict.is_open else causes(result.body, case.language, turned=exclusion)
    return {
        "id": result.criterion.id,
        "sentences": [sentence(each.said) for each in said],
        "sources": [str(each) for each in result.criterion.citations],
        "parameters": [parameter_data(each) for each in used.parameters],
        "amendments": [amendment_data(each) for each in used.amendments],
    }


def parameter_data(found: ParameterBasis) -> Data:
    """A dated parameter with the value in force."""
    return {
        "module": found.module,
        "name": found.name,
        **({"keys": list(found.keys)} if found.keys else {}),
        "value": text.exact(found.value, found.kind),
        "unit": text.unit(found.kind),
        "since": found.since.isoformat(),
        "until": found.until and found.until.isoformat(),
        "sources": [str(each) for each in found.citations],
    }


def amendment_data(found: AmendmentBasis) -> Data:
    """An amendment in force."""
    return {
        "module": found.module,
        "amends": found.amends,
        "title": found.title,
        "published": found.published and found.published.isoformat(),
        "effective": found.effective.isoformat(),
    }
