"""What a provider can change itself, and what comes of it: told to it in a letter, of it in a report."""

from __future__ import annotations

from attrs import frozen

from compiler.ir import text
from compiler.ir.nodes import Criterion
from compiler.ir.verdicts import Verdict
from compiler.ir.words import fill
from compiler.report.case import Case
from compiler.report.changes import Change, WayOut, clears, verdict_after, ways_out
from compiler.report.prose.lists import enumerated
from dsl.diagnostics import Language, Words

YOU, YOU_DO = Words("you", "u"), Words("you do", "u")
IT, IT_DOES = Words("the provider", "de aanbieder"), Words("the provider does", "de aanbieder")
MEETS = Words("This way {1} meet “{0}”: {2}.", "Zo voldoet {1} wel aan ‘{0}’: {2}.")
NOT_ASKED = Words("This way “{0}” is not asked of {1}: {2}.", "Zo wordt ‘{0}’ niet van {1} gevraagd: {2}.")
EXCUSED = Words(
    "This way an exception to “{0}” holds for {1}: {2}.", "Zo geldt voor {1} een uitzondering op ‘{0}’: {2}."
)
NO_LONGER = Words("This way “{0}” does not apply any more: {2}.", "Zo geldt ‘{0}’ niet meer: {2}.")
CHANGE = Words("“{0}” from {1} to {2}", "‘{0}’ van {1} naar {2}")
OR = Words(", or ", ", of ")
ALL_CLEAR = Words("Then nothing is in the way any more.", "Dan staat er niets meer in de weg.")
OTHERS_STAY = Words("The other points above stay in the way.", "De andere punten hierboven blijven in de weg staan.")
MOST_WAYS = 2
"""So many ways are told of each criterion, those that meet it first."""


@frozen
class Ways:
    """A sentence for each criterion that the provider can do something about (two where that can end in two ways), and what is
    left in the way after all of it; empty where the provider can change nothing."""

    sentences: tuple[str, ...]
    conclusion: str | None


def ways(case: Case, *, to_provider: bool) -> Ways:
    """What a provider that is not eligible can change."""
    found = ways_out(case)
    possible = [each for each in found if each.ways]
    told = tuple(said for each in possible for said in _said(each, case, to_provider=to_provider))
    conclusion = None
    if possible and len(possible) < len(found):
        conclusion = OTHERS_STAY.said_in(case.language)
    elif possible and clears(found, case):
        conclusion = ALL_CLEAR.said_in(case.language)
    return Ways(told, conclusion)


def _said(found: WayOut, case: Case, *, to_provider: bool) -> list[str]:
    criterion, language = found.criterion.criterion, case.language
    ends = [(verdict_after(found, each, case), each) for each in found.ways]
    ends.sort(key=lambda each: each[0] not in (Verdict.MET, Verdict.NOT_MET))
    grouped: dict[Verdict, list[str]] = {}
    for verdict, way in ends[:MOST_WAYS]:
        grouped.setdefault(verdict, []).append(enumerated([_change(each, language) for each in way], language))
    who = YOU if to_provider else IT
    does = YOU_DO if to_provider else IT_DOES
    said = []
    for verdict, told in grouped.items():
        template = _template(criterion, verdict)
        whom = (does if template is MEETS else who).said_in(language)
        said.append(fill(template, language, criterion.title or criterion.id, whom, OR.said_in(language).join(told)))
    return said


def _template(criterion: Criterion, verdict: Verdict) -> Words:
    match verdict:
        case Verdict.WAIVED:
            return EXCUSED
        case _ if criterion.kind == "exclusion":
            return NO_LONGER
        case Verdict.NOT_APPLICABLE:
            return NOT_ASKED
        case _:
            return MEETS


def _change(change: Change, language: Language) -> str:
    now, then = (text.worded(each, change.kind, language) for each in (change.now, change.then))
    return fill(CHANGE, language, text.leaf(change.leaf, language), now, then)
