"""Suggested examples as policy text, each with the reason why it is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from compiler.ir.words import fill
from compiler.report.layout import printable
from compiler.report.mutation import UNNOTICED, told
from compiler.scenarios.mutation.mutants import Mutant
from compiler.scenarios.suggest.gaps import Gap
from compiler.scenarios.suggest.run import Suggestion
from dsl.diagnostics import Language, Words
from dsl.source import SourceFile

REVIEW = Words("# review: {0}", "# nakijken: {0}")
BASE = Words(
    "a provider to start from; in each example below something is different",
    "een aanbieder om mee te beginnen; in elk voorbeeld hieronder is er iets anders",
)
AMONG = Words(
    "one of the others that examples are judged among", "een van de anderen waaronder voorbeelden worden beoordeeld"
)
UNSHOWN = Words("no example shows `{0}`: {1}", "geen voorbeeld laat `{0}` zien: {1}")
NOT_FOUND = Words("no provider was found for it", "daar is geen aanbieder bij gevonden")
ASPECTS = {
    "below": "onder de grens",
    "on": "op de grens",
    "above": "boven de grens",
    "the day before": "de dag ervoor",
    "on the day": "op de dag zelf",
    "the day after": "de dag erna",
    "the minute before": "de minuut ervoor",
    "on the minute": "op de minuut zelf",
    "the minute after": "de minuut erna",
    "reached": "bereikt",
    "decides as met": "geeft de doorslag als voldaan",
    "decides as not met": "geeft de doorslag als niet voldaan",
    "met": "voldaan",
    "not met": "niet voldaan",
    "unknown": "onbekend",
    "awaiting judgement": "wacht op oordeel",
    "not applicable": "niet van toepassing",
    "waived": "vrijgesteld",
    "eligible": "komt in aanmerking",
    "ineligible": "komt niet in aanmerking",
    "undetermined": "onbeslist",
}
DETAILS = {
    "from the first day": "vanaf de eerste dag",
    "until the last day": "tot en met de laatste dag",
    "from the lowest": "vanaf de laagste",
    "until the highest": "tot en met de hoogste",
}


def reason(why: Gap | Mutant | None, language: Language) -> str:
    """Why an example is suggested, on one line."""
    if why is None:
        return BASE.said_in(language)
    if isinstance(why, Mutant):
        return fill(UNNOTICED, language, told(why))
    aspect, detail = why.aspect, why.item.detail
    if language == "nl":
        aspect, detail = ASPECTS.get(aspect, aspect), DETAILS.get(detail, detail)
    said = why.item.said or why.item.owner
    said += f" ({detail})" if detail else ""
    return printable(fill(UNSHOWN, language, said, aspect))


def reason_of(suggestion: Suggestion) -> str:
    """Why an example is suggested; of one that others are judged among it says that."""
    draft = suggestion.draft
    if suggestion.reason is None and draft.example.population is not None and not draft.example.population.examples:
        return AMONG.said_in(draft.language)
    return reason(suggestion.reason, draft.language)


def suggestion_text(suggestion: Suggestion) -> str:
    """The example under its reason, marked for review; ending in a newline."""
    language = suggestion.draft.language
    return fill(REVIEW, language, reason_of(suggestion)) + "\n" + suggestion.draft.text


def open_text(why: Gap | Mutant, language_of: Callable[[SourceFile], Language]) -> str:
    """What no provider was found for, in the language of the policy that it is about."""
    span = why.span if isinstance(why, Mutant) else why.item.span
    language = why.language if isinstance(why, Mutant) else language_of(span.source)
    return f"{span}: {reason(why, language)}; {NOT_FOUND.said_in(language)}"


def appended(text: str, suggestions: Sequence[Suggestion]) -> str:
    """A policy text with the suggestions behind it."""
    return "\n".join([text.rstrip("\n") + "\n", *map(suggestion_text, suggestions)])
