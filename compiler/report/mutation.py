"""What became of the mutants of a policy, as text and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from compiler.ir.words import fill
from compiler.model import (
    AllocationModel,
    CriterionModel,
    DeadlineModel,
    GrantModel,
    ParameterModel,
    PreferenceModel,
    TableModel,
    ValueModel,
)
from compiler.report.layout import paint, printable
from compiler.scenarios.mutation.mutants import AmendmentModel, Declaration, Family, Mutant
from compiler.scenarios.mutation.run import Held, score
from dsl.diagnostics import Language, Words

BECOMES = Words("if `{0}` becomes `{1}`", "als `{0}` verandert in `{1}`")
LEFT_OUT = Words("if `{0}` is left out", "als `{0}` wordt weggelaten")
PLACES = Words("if {0} and {1} change places", "als {0} en {1} van plaats wisselen")
NOT_TAKEN_OVER = Words("if this policy does not take over `{0}`", "als dit beleid `{0}` niet overneemt")
IN_CONDITION = Words(" in `{0}`", " in `{0}`")
IN_DECLARATION = Words(" ({0} `{1}`)", " ({0} `{1}`)")
UNNOTICED = Words("no example notices {0}", "geen voorbeeld merkt het {0}")
WOULD_NOTICE = Words(
    "; one in which it alone decides, and that expects the decision (`expect ineligible`), would",
    "; dat doet er een waarin alleen dit de doorslag geeft en dat het besluit verwacht (`verwacht komt niet in aanmerking`)",
)
SAME = Words("nothing changes {0}", "er verandert niets {0}")
KINDS: dict[type[Declaration], Words] = {
    CriterionModel: Words("criterion", "criterium"),
    ValueModel: Words("value", "waarde"),
    ParameterModel: Words("parameter", "parameter"),
    TableModel: Words("decision", "beslissing"),
    PreferenceModel: Words("preference", "voorkeur"),
    AllocationModel: Words("allocation", "toedeling"),
    DeadlineModel: Words("deadline", "termijn"),
    AmendmentModel: Words("amendment", "wijziging"),
    GrantModel: Words("grant", "toekenning"),
}
PROFILE = Words("profile", "profiel")
HEADINGS = (
    Words("change", "wijziging"),
    Words("mutants", "aantal"),
    Words("noticed", "gemerkt"),
    Words("survive", "niet gemerkt"),
    Words("equivalent", "zonder gevolg"),
    Words("score", "score"),
)
ALL = Words("all", "alles")
FAMILIES: Mapping[Family, Words] = {
    "comparison": Words("comparison", "vergelijking"),
    "threshold": Words("threshold", "grens"),
    "group": Words("group", "groep"),
    "quantifier": Words("quantifier", "elke of geen"),
    "condition": Words("condition", "voorwaarde"),
    "exception": Words("exception", "uitzondering"),
    "criterion": Words("criterion", "criterium"),
    "option": Words("option", "optie"),
    "unit": Words("unit", "eenheid"),
    "started": Words("started", "begonnen"),
    "date": Words("date", "datum"),
    "deadline": Words("deadline", "termijn"),
    "period": Words("period", "periode"),
    "table": Words("table", "beslistabel"),
    "grant": Words("grant", "toekenning"),
    "profile": Words("profile", "profiel"),
    "tie": Words("tie", "gelijke stand"),
    "judgement": Words("judgement", "oordeel"),
    "rounding": Words("rounding", "afronding"),
    "year": Words("year", "jaar"),
    "order": Words("order", "volgorde"),
    "limit": Words("limit", "limiet"),
    "amendment": Words("amendment", "wijziging"),
}


def told(mutant: Mutant) -> str:
    """The change in words: ``if `80%` becomes `79%` in `mandating GPs ≥ 80% of GPs in region` (criterion `mandate`)``."""
    change, language = mutant.change, mutant.language
    if mutant.module is not None:
        return fill(NOT_TAKEN_OVER, language, change.was)
    if change.becomes is None:
        said = fill(LEFT_OUT, language, change.was)
    elif change.family in ("table", "grant", "profile"):
        said = fill(PLACES, language, change.was, change.becomes)
    else:
        said = fill(BECOMES, language, change.was, change.becomes)
    if change.within is not None:
        said += fill(IN_CONDITION, language, change.within)
    is_profile = isinstance(mutant.declaration, GrantModel) and mutant.declaration.is_profile
    kind = (PROFILE if is_profile else KINDS[type(mutant.declaration)]).said_in(language)
    return printable(said + fill(IN_DECLARATION, language, kind, mutant.declaration.key.name))


def report_text(held: Sequence[Held], language: Language, colour: bool = False, equivalents: bool = False) -> str:
    """Survivors with their places, those that cannot be noticed on request, and the scores; ending in a newline."""
    return "\n".join(_report(held, language, colour, equivalents)) + "\n"


def _report(held: Sequence[Held], language: Language, colour: bool, equivalents: bool) -> Iterator[str]:
    for each in held:
        said = told(each.mutant)
        if each.survives:
            unnoticed = paint(fill(UNNOTICED, each.mutant.language, said), "red", colour)
            yield f"{each.mutant.span}: {unnoticed}{_would_notice(each.mutant)}"
        elif each.equivalent and equivalents:
            yield f"{each.mutant.span}: {fill(SAME, each.mutant.language, said)}"
    yield from score_lines(held, language)


def _would_notice(mutant: Mutant) -> str:
    """Of a criterion that is left out: that an example expects its verdict tells nothing once it is gone."""
    left_out = mutant.family == "criterion" and mutant.change.becomes is None
    return WOULD_NOTICE.said_in(mutant.language) if left_out else ""


def score_lines(held: Sequence[Held], language: Language) -> list[str]:
    """A line per family and one for all: mutants, noticed, equivalent, score."""
    families = list(dict.fromkeys(each.mutant.family for each in held))
    rows = [
        (FAMILIES[family].said_in(language), score([each for each in held if each.mutant.family == family]))
        for family in sorted(families)
    ]
    headings = [each.said_in(language) for each in HEADINGS]
    first = max(len(each) for each in (headings[0], *(said for said, _ in rows)))
    wide = [max(len(each), 7) for each in headings[1:]]
    lines = [
        "  ".join(
            [f"{headings[0]:<{first}}", *(f"{said:>{size}}" for said, size in zip(headings[1:], wide, strict=True))]
        )
    ]
    for name, found in (*rows, (ALL.said_in(language), score(held))):
        numbers = (found.all, found.noticed, found.survivors, found.equivalent, str(found))
        lines.append(
            "  ".join([f"{name:<{first}}", *(f"{each:>{size}}" for each, size in zip(numbers, wide, strict=True))])
        )
    return lines


def report_data(held: Sequence[Held]) -> dict[str, object]:
    """The same as plain data for JSON."""
    found = score(held)
    return {
        "mutants": found.all,
        "noticed": found.noticed,
        "survivors": found.survivors,
        "equivalent": found.equivalent,
        "changes": [
            {
                "place": str(each.mutant.span),
                "declaration": each.mutant.declaration.key.name,
                "family": each.mutant.family,
                "change": told(each.mutant),
                "noticed_by": each.noticed_by,
                "equivalent": each.equivalent,
            }
            for each in held
        ],
    }
