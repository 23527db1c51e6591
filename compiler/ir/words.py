"""Words that everything shown to people shares, in English and Dutch: what became of a criterion, and by how much."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction

from compiler.ir import text
from compiler.ir.nodes import Compare, Criterion, Expr, Grant, Mark, Not, Policy
from compiler.ir.values import Absence
from compiler.ir.verdicts import GrantResult, Margin, TableResult, Verdict
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind, Kind, MomentKind, NumberKind

A_DAY = 86_400_000_000
"""In microseconds."""
AS_OF = Words("as of {0}", "peildatum {0}")
SOURCE = Words("source: {0}", "bron: {0}")
OPEN = Words("open", "open")
TABLES = Words("Decision tables", "Beslistabellen")
VALUES = Words("Computed values", "Berekende waarden")
GRANTS = Words("Grants and profiles", "Toekenningen en profielen")
_GRANTS = {
    (True, False, False): Words("Grant", "Toekenning"),
    (True, False, True): Words("Grants", "Toekenningen"),
    (False, True, False): Words("Profile", "Profiel"),
    (False, True, True): Words("Profiles", "Profielen"),
}
ALLOCATIONS = Words("Allocations", "Toedelingen")
ONLY_ELIGIBLE = Words("only for the eligible", "alleen voor wie in aanmerking komt")
CLASS_HOLDS = Words("the highest class of which all is met", "de hoogste klasse waarvan aan alles is voldaan")
CASE_HOLDS = Words("case {0} holds", "geval {0} geldt")
NO_CASE_HOLDS = Words("no case holds", "geen geval geldt")
CASE_OPEN = Words("case still open", "geval nog open")
NOT_GIVEN = Words("not given, as it does not apply", "niet toegekend, want niet van toepassing")
NOT_TO_INELIGIBLE = Words("not given, as the provider is ineligible", "niet toegekend, want komt niet in aanmerking")

ROW_HOLDS = Words("row {0} holds", "rij {0} geldt")
NO_ROW_HOLDS = Words("no row holds", "geen rij geldt")
ROW_OPEN = Words("row still open", "rij nog open")
ROWS_CLASH = Words("several rows hold where one may", "er gelden meerdere rijen waar er één mag gelden")

EXCLUSION_VERDICTS = {
    Verdict.MET: Words("met, excludes", "geldt, sluit uit"),
    Verdict.NOT_MET: Words("not met, does not exclude", "geldt niet, sluit niet uit"),
}

_THROUGH = Words("{0} through {1}", "{0} tot en met {1}")
_FROM = Words("from {0}", "vanaf {0}")
_UP_TO = Words("through {0}", "tot en met {0}")
_SHORT = Words("{0} short", "{0} te weinig")
_OVER = Words("{0} too much", "{0} te veel")
_LATE = Words("{0} too late", "{0} te laat")
_EARLY = Words("{0} too early", "{0} te vroeg")
_SPARE = Words("{0} to spare", "{0} ruimte")
_EXACTLY = Words("exactly on the threshold", "precies op de grens")
_POINTS = (Words("percentage point", "procentpunt"), Words("percentage points", "procentpunt"))
_DAYS = (Words("day", "dag"), Words("days", "dagen"))
_CLOCK = (
    (Fraction(1), _DAYS),
    (Fraction(1, 24), (Words("hour", "uur"), Words("hours", "uur"))),
    (Fraction(1, 24 * 60), (Words("minute", "minuut"), Words("minutes", "minuten"))),
    (Fraction(1, 24 * 60 * 60), (Words("second", "seconde"), Words("seconds", "seconden"))),
)
_AND = Words(" and ", " en ")
OPPOSITE = {"<": "≥", "≥": "<", ">": "≤", "≤": ">", "=": "≠", "≠": "="}


def fill(words: Words, language: Language, *parts: object) -> str:
    """The words with `{0}`, `{1}` replaced; braces in the parts stay as they are."""
    return words.said_in(language).format(*parts)


def in_force(policy: Policy, language: Language) -> str:
    """The period of a policy; nothing where it has none."""
    first = None if policy.first is None else text.day(policy.first, language)
    last = None if policy.last is None else text.day(policy.last, language)
    if first and last:
        return fill(_THROUGH, language, first, last)
    if first:
        return fill(_FROM, language, first)
    return fill(_UP_TO, language, last) if last else ""


def verdict(value: Verdict, criterion: Criterion, language: Language) -> str:
    """The verdict in words; of an exclusion also what it does, as being met is bad there."""
    special = EXCLUSION_VERDICTS.get(value) if criterion.kind == "exclusion" else None
    return special.said_in(language) if special else text.verdict(value, language)


def row(found: TableResult, language: Language) -> str:
    """Which row of a decision table holds."""
    if found.row is None:
        return (ROW_OPEN if found.rests_on else ROWS_CLASH).said_in(language)
    return fill(ROW_HOLDS, language, found.row) if found.row else NO_ROW_HOLDS.said_in(language)


def grants_heading(grants: Iterable[Grant]) -> Words:
    """The heading of grants and profiles, by which there are and how many."""
    found = [each.is_profile for each in grants]
    return _GRANTS.get((False in found, True in found, len(found) > 1), GRANTS)


def worth(found: GrantResult, language: Language) -> str:
    """What a grant is worth: `5% of tariff`."""
    said = text.worded(found.value, found.grant.kind, language)
    if found.grant.whole and not isinstance(found.value, Absence):
        said += f" {text.word('OF', language)} {found.grant.whole}"
    return said


def case(found: GrantResult, language: Language) -> str:
    """Which case of a grant holds, or why none does."""
    if found.case is None:
        return CASE_OPEN.said_in(language)
    if found.case and found.grant.is_profile:
        return CLASS_HOLDS.said_in(language)
    if found.case:
        return fill(CASE_HOLDS, language, found.case)
    shut = _shut(found)
    said = NO_CASE_HOLDS if shut is None else NOT_TO_INELIGIBLE if shut is found.grant.eligible else NOT_GIVEN
    return said.said_in(language)


def is_withheld(found: GrantResult) -> bool:
    """Whether nothing is given as it does not apply or is only for the eligible, whatever its cases."""
    return found.case == 0 and _shut(found) is not None


def _shut(found: GrantResult) -> Expr | None:
    """The first of the conditions on the whole that does not hold."""
    gates = [each for each in (found.grant.applies, found.grant.eligible) if each is not None]
    return next((gate for gate, each in zip(gates, found.findings, strict=False) if each.holds is False), None)


def relation_of(expr: Expr) -> str | None:
    """The relation of a condition that is one comparison, None of any other."""
    turned = False
    while isinstance(expr, Mark | Not):
        turned ^= isinstance(expr, Not)
        expr = expr.arg
    if not isinstance(expr, Compare):
        return None
    return OPPOSITE[expr.relation] if turned else expr.relation


def margin(value: Margin, relation: str | None, language: Language) -> str | None:
    """`0.05 fte short`, `5 minutes too much`, `2 percentage points to spare`; None where a distance tells nothing."""
    if relation not in ("≥", ">", "≤", "<"):
        return None
    if not value.margin:
        return _EXACTLY.said_in(language)
    said = distance(abs(value.margin), value.kind, language)
    if value.margin > 0:
        return fill(_SPARE, language, said)
    asks_more = relation in ("≥", ">")
    if isinstance(value.kind, DateKind | MomentKind):
        return fill(_EARLY if asks_more else _LATE, language, said)
    return fill(_SHORT if asks_more else _OVER, language, said)


def measures(value: Margin, language: Language) -> tuple[str, str]:
    """What is compared and its threshold, so that a difference shows."""
    if isinstance(value.kind, NumberKind):
        return text.amounts(value.actual, value.threshold, value.kind, language)
    return measure(value.actual, value.kind, language), measure(value.threshold, value.kind, language)


def measure(value: Fraction, kind: Kind, language: Language) -> str:
    """What a margin compares, as a value of its kind: an amount, or a day or moment counted as in `Margin`."""
    match kind:
        case NumberKind():
            return text.amount(value, kind, language)
        case DateKind():
            return text.day(datetime.date.fromordinal(int(value)), language)
        case MomentKind():
            whole = datetime.datetime.fromordinal(int(value))
            within = datetime.timedelta(microseconds=int(value % 1 * A_DAY))
            return text.worded(whole + within, kind, language)
        case _:
            return text.number(value, language)


def distance(value: Fraction, kind: Kind, language: Language) -> str:
    """A difference between two values of the kind: of percentages in points, of dates in days, of moments in days, hours and
    minutes."""
    match kind:
        case NumberKind(form="percent"):
            return f"{text.percentage(value * 100, language)} {_POINTS[value != Fraction(1, 100)].said_in(language)}"
        case NumberKind():
            return text.amount(value, kind, language)
        case DateKind():
            return _counted(value, _DAYS, language)
        case MomentKind():
            return _span(value, language)
        case _:
            return text.number(value, language)


def _span(days: Fraction, language: Language) -> str:
    """`4 days, 21 hours and 30 minutes`; exact, as the last unit takes what is left."""
    parts = []
    for size, unit in _CLOCK:
        number = days / size if size == _CLOCK[-1][0] else Fraction(days // size)
        days -= number * size
        if number:
            parts.append(_counted(number, unit, language))
    *before, last = parts or [_counted(Fraction(0), _DAYS, language)]
    return f"{', '.join(before)}{_AND.said_in(language)}{last}" if before else last


def _counted(number: Fraction, unit: tuple[Words, Words], language: Language) -> str:
    return f"{text.number(number, language)} {unit[number != 1].said_in(language)}"
