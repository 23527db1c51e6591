"""The words of a report in English and in Dutch, and the few rules by which they are put together."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.ir import deadline_words, text, words
from compiler.ir.nodes import Compare, Fold, Mark, Policy
from compiler.ir.verdicts import Finding, Leaf, Outcome, Reading, Verdict
from compiler.ir.words import fill
from dsl.diagnostics import Language, Words
from dsl.kinds import NumberKind

PROVIDER = Words("provider", "aanbieder")
DECISION = Words("decision", "besluit")
NO_PROVIDER = Words("there is no provider to decide on", "er is geen aanbieder om over te besluiten")
DECIDING = Words("deciding criterion", "doorslaggevend criterium")
WHY = Words("why", "waarom")
DECIDED_BY = Words("What decides", "Wat de doorslag geeft")
KEPT_OPEN_BY = Words("What keeps it open", "Wat het besluit openhoudt")
OTHER = Words("The other criteria", "De overige criteria")
ALL = Words("All criteria", "Alle criteria")
RESERVATION = Words("Reservation", "Voorbehoud")
OPEN_ASIDE = Words("Also open, without effect on this decision", "Ook nog open, zonder gevolg voor dit besluit")
EXCLUSION = Words("exclusion", "uitsluiting")
APPLIES_WHEN = Words("applies when", "geldt als")
UNLESS = Words("unless", "tenzij")
HOLDS = Words("yes", "ja")
FAILS = Words("no", "nee")
SETTLES = Words("may settle it:", "kan uitsluitsel geven:")
SETTLES_TOGETHER = Words("may settle it together:", "kunnen samen uitsluitsel geven:")
RESTS_ON = Words("rests on:", "hangt af van:")
THEN = Words("then {0}", "dan {0}")
OR = Words(" or ", " of ")
EXCLUDES_THEN = {
    Verdict.MET: Words("it excludes", "sluit het uit"),
    Verdict.NOT_MET: Words("it does not exclude", "sluit het niet uit"),
}
MORE = Words("and {0} more", "en nog {0}")
SUPPLIED_BY = Words("supplied by {0}", "aan te leveren door: {0}")
JUDGED_BY = Words("to be judged by {0}", "te beoordelen door: {0}")
OTHER_PROVIDERS = Words("who the other providers are (each a `{0}`)", "wie de andere aanbieders zijn (elk een `{0}`)")
JUDGEMENT = Words("a judgement", "een oordeel")
IS_ZERO = Words("is zero, so that nothing can be divided by it", "is nul, zodat er niet door gedeeld kan worden")
IS_NEGATIVE = Words("is negative, which `per` gives no meaning", "is negatief; daar geeft `per` geen betekenis aan")
OUTSIDE_CALENDAR = Words(
    "lies outside the years of which the working days are known",
    "ligt buiten de jaren waarvan de werkdagen bekend zijn",
)

AGAINST = Words("{0} against {1}", "{0} tegen {1}")

ALL_COUNT = Words("all {0} criteria count as met", "alle {0} criteria gelden als voldaan")
BOTH_COUNT = Words("both criteria count as met", "beide criteria gelden als voldaan")
ONE_COUNTS = Words("the only criterion counts as met", "het enige criterium geldt als voldaan")
NARROWEST = Words("{0}; the narrowest is {1}: {2}", "{0}; het krapst is {1}: {2}")
NO_CRITERIA = Words("the policy has no criteria", "het beleid heeft geen criteria")
MISSING = Words("missing: {0}", "ontbreekt: {0}")
TO_JUDGE = Words("to be judged: {0}", "te beoordelen: {0}")

ALLOWS = {
    Outcome.ELIGIBLE: Words(
        "No right can be derived from this policy: even a provider that meets all its rules may be rejected.",
        "Aan dit beleid is geen recht te ontlenen: ook wie aan alles voldoet, kan worden afgewezen.",
    ),
    Outcome.INELIGIBLE: Words(
        "{0} may reject a provider that does not meet a rule of this policy, but does not have to.",
        "{0} mag op grond van dit beleid afwijzen wie niet voldoet, maar hoeft dat niet te doen.",
    ),
}
ALLOWS_EXCLUSION = {
    Outcome.ELIGIBLE: Words(
        "No right can be derived from this policy: even a provider that is not excluded may be rejected.",
        "Aan dit beleid is geen recht te ontlenen: ook wie niet is uitgesloten, kan worden afgewezen.",
    ),
    Outcome.INELIGIBLE: Words(
        "{0} may exclude a provider on an exclusion ground of this policy, but does not have to.",
        "{0} mag op een uitsluitingsgrond van dit beleid uitsluiten, maar hoeft dat niet te doen.",
    ),
}
THE_INSURER = Words("the insurer", "de verzekeraar")


def heading(policy: Policy, language: Language) -> str:
    """`GP practice agreement "Agreement 2025" (vgz.practice), as of 1 March 2025`"""
    name = " ".join(filter(None, [policy.name, policy.title and f'"{policy.title}"']))
    return f"{name} ({policy.module}), {fill(words.AS_OF, language, text.day(policy.as_of, language))}"


def promise(outcome: Outcome, policy: Policy, language: Language) -> str | None:
    """What a decided outcome does not promise, for a policy that only allows."""
    excludes = bool(policy.criteria) and all(each.kind == "exclusion" for each in policy.criteria)
    allowed = (ALLOWS_EXCLUSION if excludes else ALLOWS).get(outcome)
    if allowed is None or not policy.allows:
        return None
    said = fill(allowed, language, policy.issuer or THE_INSURER.said_in(language))
    return f"{said[0].upper()}{said[1:]}"


def holds(value: bool | None, language: Language) -> str:
    return (words.OPEN if value is None else HOLDS if value else FAILS).said_in(language)


def said(mark: Mark) -> str:
    """A condition on one line in the author's words, with what stands on the lines below its heading."""
    inner = mark.arg.innermost.of if isinstance(mark.arg, Fold) else None
    if isinstance(inner, Mark) and inner.said not in mark.said:
        return f"{mark.said} {said(inner)}"
    if mark.heading:
        tallied = mark.arg.left if isinstance(mark.arg, Compare) else mark.arg
        items = getattr(tallied, "args", (tallied,))
        within = "; ".join(said(each) for each in items if isinstance(each, Mark))
        return f"{mark.said} ({within})" if within else mark.said
    return mark.said


def is_about_others(leaf: Leaf, policy: Policy) -> bool:
    """Whether it is open who the other providers are, rather than a fact of this one."""
    return leaf.path == (policy.judges,) and policy.record(policy.judges).find(policy.judges) is None


def named(leaf: Leaf, policy: Policy, language: Language, quotes: tuple[str, str] = ("`", "`")) -> str:
    """A missing fact and who can give it: `questionnaire assessed positively` (to be judged by VGZ purchaser)."""
    if is_about_others(leaf, policy):
        return fill(OTHER_PROVIDERS, language, policy.judges)
    said = f"{quotes[0]}{text.leaf(leaf, language)}{quotes[1]}"
    if leaf.why == "zero":
        return f"{said} {IS_ZERO.said_in(language)}"
    if leaf.why == "calendar":
        return f"{said} {OUTSIDE_CALENDAR.said_in(language)}"
    if leaf.why == "negative":
        return f"{said} {IS_NEGATIVE.said_in(language)}"
    info = text.declared(policy, leaf)
    if info and info.judge:
        return f"{said} ({fill(JUDGED_BY, language, info.judge)})"
    if info and info.supplied_by:
        return f"{said} ({fill(SUPPLIED_BY, language, info.supplied_by)})"
    return f"{said} ({JUDGEMENT.said_in(language)})" if leaf.judgement else said


def reading(value: Reading, language: Language) -> str:
    """`fte of doctor 2 = 0.6 fte`"""
    return text.equals(text.leaf(value.leaf, language), text.named(value.value, value.kind, language))


def measured(finding: Finding, language: Language) -> str | None:
    """`1.4 fte against 1.45 fte: 0.05 fte short`; of a deadline what has become of it."""
    if finding.deadline is not None:
        return deadline_words.standing_text(finding.deadline, language)
    value = finding.margin
    if value is None:
        return None
    parts: list[str] = []
    if isinstance(value.kind, NumberKind):
        parts.append(fill(AGAINST, language, *words.measures(value, language)))
    beside = ", " if value.margin == 0 else ": "  # a number would run together with the one before a comma
    return (
        beside.join([*parts, *filter(None, [words.margin(value, words.relation_of(finding.mark), language)])]) or None
    )


def distinct_readings(readings: Iterable[Reading]) -> list[Reading]:
    """Each fact once, in the order in which they were read."""
    return list({each.leaf.path: each for each in readings}.values())
