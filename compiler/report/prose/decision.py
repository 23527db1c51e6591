"""The decision itself in one sentence, and what it does not promise."""

from __future__ import annotations

from compiler.ir.nodes import Policy
from compiler.ir.verdicts import Outcome, PolicyResult, Verdict
from compiler.ir.words import fill
from compiler.report import phrases
from dsl.diagnostics import Language, Words

ELIGIBLE = Words("{0} qualifies: {1}.", "{0} komt in aanmerking: {1}.")
NOT_EXCLUDED = (
    Words(
        "{0} is not excluded: the only exclusion ground does not apply.",
        "{0} wordt niet uitgesloten: de enige uitsluitingsgrond geldt niet.",
    ),
    Words(
        "{0} is not excluded: none of the {1} exclusion grounds applies.",
        "{0} wordt niet uitgesloten: geen van de {1} uitsluitingsgronden geldt.",
    ),
)
NO_CRITERIA = Words(
    "The policy has no criteria, so that nothing stands in the way of {0}.",
    "Het beleid heeft geen criteria, zodat niets {0} in de weg staat.",
)
EXCLUDED = (
    Words(
        "{0} is excluded: one of the {2} exclusion grounds applies.",
        "{0} wordt uitgesloten: een van de {2} uitsluitingsgronden geldt.",
    ),
    Words(
        "{0} is excluded: {1} of the {2} exclusion grounds apply.",
        "{0} wordt uitgesloten: {1} van de {2} uitsluitingsgronden gelden.",
    ),
)
EXCLUDED_BY_THE_ONE = Words(
    "{0} is excluded: the only exclusion ground applies.", "{0} wordt uitgesloten: de enige uitsluitingsgrond geldt."
)
EXCLUDABLE = (
    Words(
        "{0} can be excluded: one of the {2} exclusion grounds applies.",
        "{0} kan worden uitgesloten: een van de {2} uitsluitingsgronden geldt.",
    ),
    Words(
        "{0} can be excluded: {1} of the {2} exclusion grounds apply.",
        "{0} kan worden uitgesloten: {1} van de {2} uitsluitingsgronden gelden.",
    ),
)
"""Of a policy that allows: an exclusion ground may be used, and need not."""
EXCLUDABLE_BY_THE_ONE = Words(
    "{0} can be excluded: the only exclusion ground applies.",
    "{0} kan worden uitgesloten: de enige uitsluitingsgrond geldt.",
)
INELIGIBLE = (
    Words(
        "{0} does not qualify: one of the {2} criteria is in the way.",
        "{0} komt niet in aanmerking: een van de {2} criteria staat in de weg.",
    ),
    Words(
        "{0} does not qualify: {1} of the {2} criteria are in the way.",
        "{0} komt niet in aanmerking: {1} van de {2} criteria staan in de weg.",
    ),
)
INELIGIBLE_BY_THE_ONE = Words(
    "{0} does not qualify: the only criterion is in the way.",
    "{0} komt niet in aanmerking: het enige criterium staat in de weg.",
)
UNDETERMINED = (
    Words(
        "It cannot be decided yet whether {0} qualifies: facts are missing for one of the {2} criteria.",
        "Of {0} in aanmerking komt, kan nog niet worden besloten: voor een van de {2} criteria ontbreken gegevens.",
    ),
    Words(
        "It cannot be decided yet whether {0} qualifies: facts are missing for {1} of the {2} criteria.",
        "Of {0} in aanmerking komt, kan nog niet worden besloten: voor {1} van de {2} criteria ontbreken gegevens.",
    ),
)
UNDETERMINED_AND_AWAITING = (
    (
        Words(
            "It cannot be decided yet whether {0} qualifies: facts are missing for one of the {2} criteria, and one waits for"
            " a judgement.",
            "Of {0} in aanmerking komt, kan nog niet worden besloten: voor een van de {2} criteria ontbreken gegevens en over"
            " één moet nog worden geoordeeld.",
        ),
        Words(
            "It cannot be decided yet whether {0} qualifies: facts are missing for one of the {2} criteria, and {3} wait for a"
            " judgement.",
            "Of {0} in aanmerking komt, kan nog niet worden besloten: voor een van de {2} criteria ontbreken gegevens en over"
            " {3} moet nog worden geoordeeld.",
        ),
    ),
    (
        Words(
            "It cannot be decided yet whether {0} qualifies: facts are missing for {1} of the {2} criteria, and one waits for"
            " a judgement.",
            "Of {0} in aanmerking komt, kan nog niet worden besloten: voor {1} van de {2} criteria ontbreken gegevens en over"
            " één moet nog worden geoordeeld.",
        ),
        Words(
            "It cannot be decided yet whether {0} qualifies: facts are missing for {1} of the {2} criteria, and {3} wait for a"
            " judgement.",
            "Of {0} in aanmerking komt, kan nog niet worden besloten: voor {1} van de {2} criteria ontbreken gegevens en over"
            " {3} moet nog worden geoordeeld.",
        ),
    ),
)
AWAITING = (
    Words(
        "The decision on {0} awaits a judgement on one of the {2} criteria.",
        "Of {0} in aanmerking komt, wacht op een oordeel over een van de {2} criteria.",
    ),
    Words(
        "The decision on {0} awaits judgements on {1} of the {2} criteria.",
        "Of {0} in aanmerking komt, wacht op oordelen over {1} van de {2} criteria.",
    ),
)


UNDETERMINED_BY_THE_ONE = Words(
    "It cannot be decided yet whether {0} qualifies: facts are missing for the only criterion.",
    "Of {0} in aanmerking komt, kan nog niet worden besloten: voor het enige criterium ontbreken gegevens.",
)
AWAITING_THE_ONE = Words(
    "The decision on {0} awaits a judgement.",
    "Of {0} in aanmerking komt, wacht op een oordeel.",
)
OPEN_EXCLUSION = {
    Outcome.UNDETERMINED: Words(
        "It cannot be decided yet whether {0} is excluded: facts are missing.",
        "Of {0} wordt uitgesloten, kan nog niet worden besloten: er ontbreken gegevens.",
    ),
    Outcome.AWAITING: Words(
        "Whether {0} is excluded awaits a judgement.",
        "Of {0} wordt uitgesloten, wacht op een oordeel.",
    ),
}
OPEN_WHETHER_EXCLUDABLE = {
    Outcome.UNDETERMINED: Words(
        "It cannot be decided yet whether {0} can be excluded: facts are missing.",
        "Of {0} kan worden uitgesloten, is nog niet te zeggen: er ontbreken gegevens.",
    ),
    Outcome.AWAITING: Words(
        "Whether {0} can be excluded awaits a judgement.",
        "Of {0} kan worden uitgesloten, wacht op een oordeel.",
    ),
}


def excludes_only(policy: Policy) -> bool:
    """Whether the policy has exclusions and nothing else, so that it says who is out and not who is in."""
    return bool(policy.criteria) and all(each.kind == "exclusion" for each in policy.criteria)


def decision(provider: str, result: PolicyResult, language: Language) -> str:
    """The decision with how many criteria it hangs on. `provider` is how the provider is named in the sentence."""
    total, deciding = len(result.results), len(result.deciding)
    awaiting = sum(each.verdict is Verdict.AWAITING for each in result.deciding)
    excludes, allows = excludes_only(result.policy), result.policy.allows
    match result.outcome:
        case Outcome.ELIGIBLE if not total:
            words = NO_CRITERIA
        case Outcome.ELIGIBLE if excludes:
            return fill(NOT_EXCLUDED[total > 1], language, provider, total)
        case Outcome.ELIGIBLE:
            return fill(ELIGIBLE, language, provider, counted(total, language))
        case Outcome.INELIGIBLE if excludes and total == 1:
            words = EXCLUDABLE_BY_THE_ONE if allows else EXCLUDED_BY_THE_ONE
        case Outcome.INELIGIBLE if excludes:
            words = (EXCLUDABLE if allows else EXCLUDED)[deciding > 1]
        case Outcome.INELIGIBLE:
            words = INELIGIBLE_BY_THE_ONE if total == 1 else INELIGIBLE[deciding > 1]
        case Outcome.UNDETERMINED | Outcome.AWAITING if excludes:
            words = (OPEN_WHETHER_EXCLUDABLE if allows else OPEN_EXCLUSION)[result.outcome]
        case Outcome.UNDETERMINED if awaiting:
            deciding -= awaiting
            words = UNDETERMINED_AND_AWAITING[deciding > 1][awaiting > 1]
        case Outcome.UNDETERMINED:
            words = UNDETERMINED_BY_THE_ONE if total == 1 else UNDETERMINED[deciding > 1]
        case Outcome.AWAITING:
            words = AWAITING_THE_ONE if total == 1 else AWAITING[deciding > 1]
    return fill(words, language, provider, deciding, total, awaiting)


def counted(total: int, language: Language) -> str:
    """That all criteria count as met."""
    one_or_two = {1: phrases.ONE_COUNTS, 2: phrases.BOTH_COUNT}
    return fill(one_or_two.get(total, phrases.ALL_COUNT), language, total)


def promise(outcome: Outcome, policy: Policy, language: Language) -> str | None:
    """What the decision does not promise; of an open one what a favourable one would not."""
    return phrases.promise(Outcome.INELIGIBLE if outcome is Outcome.INELIGIBLE else Outcome.ELIGIBLE, policy, language)
