"""Words of elsewhere for when a criterion applies and for its exceptions: `if`, `except when`, `provided that`."""

from __future__ import annotations

import re
from functools import cache

from dsl import names
from dsl.diagnostics import Diagnostic, Fix, Language, Words
from dsl.keywords import KEYWORDS
from dsl.source import Span

_SAID: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": {
        "UNLESS": (
            "except when",
            "except if",
            "except where",
            "except",
            "not if",
            "not when",
            "but not if",
            "but not when",
        ),
        "BOTH": (
            *("provided that", "provided", "on condition that", "only when", "only if", "only where"),
            *("but only when", "but only if", "but only where"),
        ),
        "APPLIES_WHEN": (
            *("applies if", "applies only when", "applies only if", "applicable when", "applicable if"),
            *("if", "when"),
        ),
    },
    "nl": {
        "UNLESS": (
            *("behalve als", "behalve indien", "behalve wanneer", "behalve", "uitgezonderd als", "uitgezonderd"),
            *("niet als", "niet indien", "niet wanneer", "maar niet als", "maar niet indien"),
        ),
        "BOTH": (
            *("mits", "op voorwaarde dat", "onder voorwaarde dat", "alleen als", "alleen indien", "alleen wanneer"),
            *("maar alleen als", "maar alleen indien", "maar alleen wanneer"),
        ),
        "APPLIES_WHEN": (
            *("geldt indien", "geldt wanneer", "geldt alleen als", "geldt alleen indien", "van toepassing als"),
            *("als", "indien", "wanneer"),
        ),
    },
}
_ADVICE = {
    "APPLIES_WHEN": Words(
        "write when it applies on a line before the condition, as `applies when …`",
        "schrijf wanneer het geldt op een regel vóór de voorwaarde, als `geldt als …`",
    ),
    "UNLESS": Words(
        "write an exception on a line behind the condition, as `unless …`",
        "schrijf een uitzondering op een regel achter de voorwaarde, als `tenzij …`",
    ),
    "BOTH": Words(
        "join two conditions that must both hold with `and`; what only tells when a criterion counts stands before it, as "
        "`applies when …`",
        "verbind twee voorwaarden die allebei moeten gelden met `en`; wat alleen zegt wanneer een criterium telt, staat ervóór, "
        "als `geldt als …`",
    ),
}


_IN_A_VALUE = Words(
    "a value has no line for that: write `applies when …` or `unless …` in the criterion that reads it",
    "een waarde heeft daar geen regel voor: schrijf `geldt als …` of `tenzij …` in het criterium dat haar leest",
)


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    groups = []
    for meant, said in _SAID[language].items():
        longest = tuple(sorted(said, key=len, reverse=True))
        groups.append(f"(?P<{meant}>{names.alternatives(longest)})")
    return re.compile(rf"(?<![^ ])(?:{'|'.join(groups)})")


def said_in(text: str, language: Language) -> re.Match[str] | None:
    """The first such words in a text, whole words only."""
    return _pattern(language).search(text)


def meant(found: re.Match[str]) -> str:
    """What the words stand for: the keyword APPLIES_WHEN or UNLESS, or BOTH where two conditions are joined."""
    return str(found.lastgroup)


def advice(meant: str) -> Words:
    return _ADVICE[meant]


def line_of_criterion(span: Span, language: Language, *, of_value: bool = False) -> Diagnostic | None:
    """For a line that was read as a condition, but tells when a criterion applies, or an exception; a value has no such line."""
    found = _pattern(language).match(span.text)
    if found is None:
        return None
    place = Span(span.source, span.start, span.start + found.end())
    stands_for, fix = meant(found), None
    help = _ADVICE[stands_for]
    if of_value and stands_for in KEYWORDS:
        help = _IN_A_VALUE
    elif stands_for in KEYWORDS:
        right = KEYWORDS[stands_for].canonical(language)
        fix = Fix(place, right, Words(f"write `{right}`", f"schrijf `{right}`"))
    said = " ".join(found.group().split())
    return Diagnostic(
        "E101",
        place,
        Words(f"`{said}` is not written so here", f"`{said}` wordt hier niet zo geschreven"),
        help=help if fix is None else fix.words,
        fix=fix,
    )
