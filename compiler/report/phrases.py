"""The words of a report in English and in Dutch, and the few rules by which they are put together."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from compiler.ir import text
from compiler.ir.nodes import Compare, Expr, Fold, Mark, Not, Policy
from compiler.ir.verdicts import CriterionResult, Finding, Leaf, Margin, Outcome, Reading, Verdict
from dsl.diagnostics import Language, Words
from dsl.kinds import DateKind, Kind, MomentKind, NumberKind

AS_OF = Words("as of {0}", "peildatum {0}")
PROVIDER = Words("provider", "aanbieder")
DECISION = Words("decision", "besluit")
DECIDING = Words("deciding criterion", "doorslaggevend criterium")
WHY = Words("why", "waarom")
DECIDED_BY = Words("What decides", "Wat de doorslag geeft")
KEPT_OPEN_BY = Words("What keeps it open", "Wat het besluit openhoudt")
OTHER = Words("The other criteria", "De overige criteria")
ALL = Words("All criteria", "Alle criteria")
TABLES = Words("Decision tables", "Beslistabellen")
VALUES = Words("Computed values", "Berekende waarden")
SOURCE = Words("source: {0}", "bron: {0}")
EXCLUSION = Words("exclusion", "uitsluiting")
APPLIES_WHEN = Words("applies when", "geldt als")
UNLESS = Words("unless", "tenzij")
HOLDS = Words("yes", "ja")
FAILS = Words("no", "nee")
OPEN = Words("open", "open")
SETTLES = Words("would settle it:", "zou uitsluitsel geven:")
SETTLES_TOGETHER = Words("would settle it together:", "zouden samen uitsluitsel geven:")
RESTS_ON = Words("rests on:", "hangt af van:")
THEN = Words("then {0}", "dan {0}")
OR = Words(" or ", " of ")
MORE = Words("and {0} more", "en nog {0}")
SUPPLIED_BY = Words("supplied by {0}", "aan te leveren door {0}")
JUDGED_BY = Words("to be judged by {0}", "te beoordelen door {0}")
OTHER_PROVIDERS = Words("who the other providers are (each a `{0}`)", "wie de andere aanbieders zijn (elk een `{0}`)")
JUDGEMENT = Words("a judgement", "een oordeel")
IS_ZERO = Words("is zero, so that nothing can be divided by it", "is nul, zodat er niet door gedeeld kan worden")
IS_NEGATIVE = Words("is negative, which `per` gives no meaning", "is negatief; daar geeft `per` geen betekenis aan")
ROW = Words("row {0}", "rij {0}")
NO_ROW = Words("no row holds", "geen rij geldt")
ROW_OPEN = Words("row still open", "rij nog open")
ROWS_CLASH = Words("several rows hold where one may", "er gelden meerdere rijen waar er één mag gelden")

SHORT = Words("{0} short", "{0} te weinig")
OVER = Words("{0} too much", "{0} te veel")
LATE = Words("{0} too late", "{0} te laat")
EARLY = Words("{0} too early", "{0} te vroeg")
SPARE = Words("{0} to spare", "{0} ruimte")
EXACTLY = Words("exactly on the threshold", "precies op de grens")
AGAINST = Words("{0} against {1}", "{0} tegen {1}")
POINT = Words("percentage point", "procentpunt")
POINTS = Words("percentage points", "procentpunt")
DAY = Words("day", "dag")
DAYS = Words("days", "dagen")

ALL_COUNT = Words("all {0} criteria count as met", "alle {0} criteria tellen als voldaan")
BOTH_COUNT = Words("both criteria count as met", "beide criteria tellen als voldaan")
ONE_COUNTS = Words("the one criterion counts as met", "het ene criterium telt als voldaan")
NARROWEST = Words("{0}; the narrowest is {1}: {2}", "{0}; het krapst is {1}: {2}")
NO_CRITERIA = Words("the policy has no criteria", "het beleid heeft geen criteria")
MISSING = Words("missing: {0}", "ontbreekt: {0}")
TO_JUDGE = Words("to be judged: {0}", "te beoordelen: {0}")

ALLOWS = {
    Outcome.ELIGIBLE: Words(
        "This policy allows and does not oblige: meeting all its rules gives no right, {0} may still decide otherwise.",
        "Dit beleid staat toe en verplicht niet: wie aan alles voldoet heeft daarmee geen recht, {0} kan nog anders besluiten.",
    ),
    Outcome.INELIGIBLE: Words(
        "This policy allows and does not oblige: failing a rule is a ground that {0} may use, not one that it must use.",
        "Dit beleid staat toe en verplicht niet: niet voldoen is een grond die {0} mag gebruiken, niet moet gebruiken.",
    ),
}
THE_INSURER = Words("the insurer", "de verzekeraar")

EXCLUSION_VERDICTS = {
    Verdict.MET: Words("met, excludes", "geldt, sluit uit"),
    Verdict.NOT_MET: Words("not met, does not exclude", "geldt niet, sluit niet uit"),
}


def fill(words: Words, language: Language, *parts: object) -> str:
    """The words with `{0}`, `{1}` replaced; braces in the parts stay as they are."""
    return words.said_in(language).format(*parts)


def heading(policy: Policy, language: Language) -> str:
    """`GP practice agreement "Agreement 2025" (vgz.practice), as of 1 March 2025`"""
    name = " ".join(filter(None, [policy.name, policy.title and f'"{policy.title}"']))
    return f"{name} ({policy.module}), {fill(AS_OF, language, text.day(policy.as_of, language))}"


def promise(outcome: Outcome, policy: Policy, language: Language) -> str | None:
    """What a decided outcome does not promise, for a policy that only allows."""
    words = ALLOWS.get(outcome)
    return fill(words, language, THE_INSURER.said_in(language)) if words and policy.allows else None


def holds(value: bool | None, language: Language) -> str:
    return (OPEN if value is None else HOLDS if value else FAILS).said_in(language)


def verdict(found: CriterionResult, language: Language) -> str:
    """The verdict in words; of an exclusion also what it does, as being met is bad there."""
    special = EXCLUSION_VERDICTS.get(found.verdict) if found.criterion.kind == "exclusion" else None
    return special.said_in(language) if special else text.verdict(found.verdict, language)


def said(mark: Mark) -> str:
    """A condition on one line in the author's words, with what stands on the lines below its heading."""
    if mark.heading:
        items = getattr(mark.arg, "args", (mark.arg,))
        within = "; ".join(said(each) for each in items if isinstance(each, Mark))
        return f"{mark.said} ({within})" if within else mark.said
    inner = mark.arg.of if isinstance(mark.arg, Fold) else None
    if isinstance(inner, Mark) and inner.said not in mark.said:
        return f"{mark.said} {said(inner)}"
    return mark.said


def named(leaf: Leaf, policy: Policy, language: Language) -> str:
    """A missing fact and who can give it: `questionnaire assessed positively (to be judged by VGZ purchaser)`."""
    if leaf.path == (policy.judges,) and policy.record(policy.judges).find(policy.judges) is None:
        return fill(OTHER_PROVIDERS, language, policy.judges)
    said = f"`{text.leaf(leaf, language)}`"
    if leaf.why == "zero":
        return f"{said} {IS_ZERO.said_in(language)}"
    if leaf.why == "negative":
        return f"{said} {IS_NEGATIVE.said_in(language)}"
    info = text.declared(policy, leaf)
    if info and info.judge:
        return f"{said} ({fill(JUDGED_BY, language, info.judge)})"
    if info and info.supplied_by:
        return f"{said} ({fill(SUPPLIED_BY, language, info.supplied_by)})"
    return f"{said} ({JUDGEMENT.said_in(language)})" if leaf.judgement else said


def reading(value: Reading, language: Language) -> str:
    """`fte of doctors 2 = 0.6 fte`"""
    return f"{text.leaf(value.leaf, language)} = {text.worded(value.value, value.kind, language)}"


# --- margins --------------------------------------------------------------------------------------------------------


def relation_of(mark: Mark) -> str | None:
    """The relation of a condition that is one comparison, None of any other."""
    expr: Expr = mark
    turned = False
    while isinstance(expr, Mark | Not):
        turned ^= isinstance(expr, Not)
        expr = expr.arg
    if not isinstance(expr, Compare):
        return None
    opposite = {"<": "≥", "≥": "<", ">": "≤", "≤": ">", "=": "≠", "≠": "="}
    return opposite[expr.relation] if turned else expr.relation


def margin(value: Margin, relation: str | None, language: Language) -> str | None:
    """`0.05 fte short`, `5 minutes too much`, `2 percentage points to spare`; None where a distance tells nothing."""
    if relation not in ("≥", ">", "≤", "<"):
        return None
    if not value.margin:
        return EXACTLY.said_in(language)
    said = distance(abs(value.margin), value.kind, language)
    if value.margin > 0:
        return fill(SPARE, language, said)
    asks_more = relation in ("≥", ">")
    if isinstance(value.kind, DateKind | MomentKind):
        return fill(EARLY if asks_more else LATE, language, said)
    return fill(SHORT if asks_more else OVER, language, said)


def distance(value: Fraction, kind: Kind, language: Language) -> str:
    """A difference between two values of the kind: of percentages in points, of dates in days."""
    match kind:
        case NumberKind(form="percent"):
            said = text.number(value * 100, language)
            return f"{said} {_form(value * 100, POINT, POINTS, language)}"
        case NumberKind():
            return text.amount(value, kind, language)
        case DateKind() | MomentKind():
            return f"{text.number(value, language)} {_form(value, DAY, DAYS, language)}"
    return text.number(value, language)


def _form(count: Fraction, one: Words, several: Words, language: Language) -> str:
    return (one if count == 1 else several).said_in(language)


def measured(finding: Finding, language: Language) -> str | None:
    """`1.4 fte against 1.45 fte, 0.05 fte short`"""
    value = finding.margin
    if value is None:
        return None
    parts: list[str] = []
    if isinstance(value.kind, NumberKind):
        actual, threshold = (text.amount(each, value.kind, language) for each in (value.actual, value.threshold))
        parts.append(fill(AGAINST, language, actual, threshold))
    return ", ".join([*parts, *filter(None, [margin(value, relation_of(finding.mark), language)])]) or None


def distinct_readings(readings: Iterable[Reading]) -> list[Reading]:
    """Each fact once, in the order in which they were read."""
    return list({each.leaf.path: each for each in readings}.values())
