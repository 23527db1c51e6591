"""Words for the units that every policy has: for one and for several, in English and in Dutch."""

from __future__ import annotations

from typing import Final

from dsl.diagnostics import Language

Forms = tuple[str, str, str, str]

WORDS: Final[tuple[Forms, ...]] = (
    ("minute", "minutes", "minuut", "minuten"),
    ("hour", "hours", "uur", "uren"),
    ("metre", "metres", "meter", "meters"),
    ("day", "days", "dag", "dagen"),
    ("week", "weeks", "week", "weken"),
    ("month", "months", "maand", "maanden"),
    ("year", "years", "jaar", "jaren"),
    ("working day", "working days", "werkdag", "werkdagen"),
)
_SINGULAR_IN_DUTCH: Final = ("uur", "jaar", "meter")  # behind a number
_OF: Final = {word: forms for forms in WORDS for word in forms}


def forms(word: str) -> Forms:
    """All words of a unit that has words of its own in both languages. Raises KeyError for another."""
    return _OF[word]


def behind_number(word: str, number: object, language: Language) -> str:
    """A unit in the words of a language, behind a number: `1 week`, `6 weken`, `3 uur`; any other unit as it is."""
    if word not in _OF:
        return word
    one, several = _OF[word][:2] if language == "en" else _OF[word][2:]
    return one if number == 1 or one in _SINGULAR_IN_DUTCH else several
