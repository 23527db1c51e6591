"""Words behind a number that are no unit: `60 procent`, `1,5 miljoen EUR`, `3 jaar geleden`; and what to write for them."""

from __future__ import annotations

import re
from collections.abc import Collection

from dsl import names
from dsl.diagnostics import Fix, Language, Words
from dsl.keywords import KEYWORDS
from dsl.parsing import applying
from dsl.parsing.large import LARGE, NUMBER, times
from dsl.source import Span

_PERCENT = frozenset(
    (*"procent percent pct procenten procentpunt procentpunten".split(), "percentage point", "percentage points")
)
_AGO = re.compile(r"(.+?) +(?:geleden|ago)")
_DAY = {"MORE_THAN": "BEFORE", "AT_LEAST": "ON_OR_BEFORE", "LESS_THAN": "AFTER", "AT_MOST": "ON_OR_AFTER"}
"""Longer ago is earlier: how a day is compared, where how long ago it is was."""


def unit_word(name: str, span: Span, language: Language) -> tuple[Words, Fix | None] | None:
    """What to write for a number and the words behind it; `span` is the place of those words."""
    before = span.source.text[: span.start].rsplit("\n", 1)[-1]
    number = re.search(rf"({NUMBER[language]}) +$", before)
    if number is None or span.text.startswith("`"):
        return None
    whole = Span(span.source, span.start - len(number.group()), span.end)
    digits = number[1].strip()
    if name.casefold() in _PERCENT:
        return _written(whole, f"{digits}%")
    ago = _AGO.fullmatch(name)
    if ago is not None:
        return _ago(whole, f"{digits} {ago[1]}", language)
    word, _, unit = name.partition(" ")
    if word.casefold() not in LARGE:
        return None
    unit = "EUR" if unit.casefold() in ("euro", "euros") else unit
    return _written(whole, f"{times(digits, LARGE[word.casefold()], language)} {unit}".strip())


def beyond_unit(name: str, known: Collection[str], language: Language) -> Words | None:
    """Where a unit and more than it were read as one: `5 fte if contracted`, `5 fte en contracted` in an English policy."""
    found = applying.said_in(name, language)
    if found is not None and name[: found.start()].strip() in known:
        return applying.advice(applying.meant(found))
    other: Language = "nl" if language == "en" else "en"
    for keyword in (KEYWORDS["AND"], KEYWORDS["OR"], KEYWORDS["UNLESS"]):
        said, right = keyword.canonical(other), keyword.canonical(language)
        unit, word, _ = name.partition(f" {said} ")
        if word and unit in known and said not in keyword.phrases(language):
            return Words(
                f"`{said}` is the Dutch for `{right}`: write `{right}`",
                f"`{said}` is Engels voor `{right}`: schrijf `{right}`",
            )
    return None


def _ago(whole: Span, duration: str, language: Language) -> tuple[Words, Fix | None]:
    """The day that `3 years ago` stands for, with what compares it turned; behind other words the author has to choose."""
    said = {each: KEYWORDS[each].canonical(language) for each in (*_DAY, *_DAY.values())}
    day = f"{KEYWORDS['DECISION_DATE'].canonical(language)} − {duration}"
    before = whole.source.text[: whole.start].rsplit("\n", 1)[-1]

    def ends_with(*keywords: str) -> re.Match[str] | None:
        phrases = tuple(phrase for each in keywords for phrase in KEYWORDS[each].phrases(language))
        return re.search(rf"(?<![^ ]){names.alternatives(phrases)} +$", before)

    if ends_with(*_DAY.values()):
        return _written(whole, day)
    for compared, right in _DAY.items():
        found = ends_with(compared)
        if found is not None and before[: found.start()].split()[-1:] not in (["not"], ["no"], ["niet"], ["geen"]):
            return _written(Span(whole.source, whole.start - len(found.group()), whole.end), f"{said[right]} {day}")
    earlier, later = (
        f"`{said[one]}` {{0}} `{said[other]}`" for one, other in (("BEFORE", "ON_OR_BEFORE"), ("AFTER", "ON_OR_AFTER"))
    )
    return Words(
        f"write `{day}`, behind {earlier.format('or')} for longer ago and behind {later.format('or')} for less long ago",
        f"schrijf `{day}`, achter {earlier.format('of')} voor langer geleden en achter {later.format('of')} voor korter geleden",
    ), None


def _written(whole: Span, right: str) -> tuple[Words, Fix]:
    words = Words(f"write `{right}`", f"schrijf `{right}`")
    return words, Fix(whole, right, words)
