"""Which day each thing is of: the day of decision, the period of the policy, parameters and amendments."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.ir import text
from compiler.ir.nodes import Policy
from compiler.ir.words import fill
from compiler.report.basis import Used
from dsl.diagnostics import Language, Words

AS_OF = Words("judged as of {0}", "beoordeeld per {0}")
PARAMETER = Words("{0} = {1}, since {2}", "{0} = {1}, sinds {2}")
PARAMETER_UNTIL = Words("{0} = {1}, from {2} until {3}", "{0} = {1}, van {2} tot {3}")
BY_KEY = Words("{0} as laid down on {1}", "{0} zoals vastgesteld per {1}")
AMENDED = Words("as amended on {0} (“{1}”)", "zoals gewijzigd per {0} (‘{1}’)")


def date_basis(policy: Policy, used: Used, language: Language) -> str:
    """What a verdict holds for: `judged as of 1 March 2025; smallest practice = 1000 patients, since 1 January 2025`."""
    return "; ".join(_dates(policy, used, language))


def _dates(policy: Policy, used: Used, language: Language) -> Iterator[str]:
    yield fill(AS_OF, language, text.day(policy.as_of, language))
    keyed = [each for each in used.parameters if each.keys]
    for name in dict.fromkeys(each.name for each in keyed):
        latest = max(each.since for each in keyed if each.name == name)
        yield fill(BY_KEY, language, name, text.day(latest, language))
    for each in used.parameters:
        if each.keys:
            continue
        value = text.worded(each.value, each.kind, language)
        if each.until is None:
            yield fill(PARAMETER, language, each.name, value, text.day(each.since, language))
        else:
            days = (text.day(day, language) for day in (each.since, each.until))
            yield fill(PARAMETER_UNTIL, language, each.name, value, *days)
    for amendment in used.amendments:
        yield fill(AMENDED, language, text.day(amendment.effective, language), amendment.title)
