"""The terminals of the grammar that differ between English and Dutch, made from the keyword table."""

from __future__ import annotations

from dsl import keywords, names
from dsl.diagnostics import Language

_SPACE = "[ \u00a0\u202f]"
NUMBERS: dict[Language, str] = {
    "en": rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?",
    "nl": r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?",
}
_TIME = r"(?: +\d{1,2}:\d{2})?"


def terminals(language: Language) -> str:
    """Definitions of the keyword, name, number and date terminals, as grammar text."""
    lines = [_keyword(name, keyword.phrases(language), language) for name, keyword in keywords.KEYWORDS.items()]
    months = "|".join(keywords.MONTHS[language])
    lines += [
        _define("NAME", names.name_pattern(language), 0),
        _define("NEGATIVE_NAME", names.negative_pattern(language), 0),
        _define("CITED_UNIT", names.cited_unit_pattern(language), 0),
        _define("AWARDED_NAME", names.awarded_pattern(language), 0),
        _define("KEYED_UNIT", names.keyed_unit_pattern(language), 2),
        _define("FREE_NAME", names.free_pattern(language), 0),
        _define("DEADLINE_NAME", names.deadline_pattern(language), 0),
        _define("DAY_IN_YEAR", rf"\d{{1,2}} +(?:{months})(?![\w-]| +\d)", 31),
        _define("PHRASE", names.phrase_pattern(language), 0),
        _define("EXPECT_NAME", names.expected_pattern(language), 40),
        _define("EXPECT_VALUE", names.expected_value_pattern(), 40),
        _define("NUMBER", NUMBERS[language], 1),
        _define("DATE", rf"\d{{4}}-\d{{2}}-\d{{2}}{_TIME}(?![\w-])", 30),
        _define("DATE_IN_WORDS", rf"\d{{1,2}} +(?:{months}) +\d{{4}}{_TIME}(?![\w-])", 30),
    ]
    return "\n".join(lines) + "\n"


def _define(name: str, pattern: str, priority: int) -> str:
    escaped = pattern.replace("/", r"\/")
    return f"{name}.{priority}: /{escaped}/"


def _keyword(name: str, phrases: tuple[str, ...], language: Language) -> str:
    """Longer keywords win: `is not` before `is`. What only starts something when more follows comes first."""
    words = max(len(phrase.split()) for phrase in phrases)
    if name in keywords.AGGREGATES:
        return _define(name, names.aggregate_pattern(phrases, language), 20)
    if name == "LATEST_KNOWN":  # before the aggregate of `latest … of`, and a place by `latest … among`
        return _define(name, names.alternatives(phrases), 26)
    if name in keywords.TRENDS:
        over = names.alternatives(keywords.phrases(("OVER",), language))
        return _define(name, rf"{names.alternatives(phrases)}(?= +{over} +\d)", 20)
    if name == "POPULATION":  # a fact may be called `population density`
        empty = names.alternatives(keywords.phrases(("EMPTY",), language))
        return _define(name, rf'{names.alternatives(phrases)}(?= *(?:"|{empty} *(?:\n|$)))', 20)
    if name in keywords.STANDINGS:
        return _define(name, names.standing_pattern(name, language), 25)
    if name == "DEADLINE_OF":
        return _define(name, names.deadline_test_pattern(language), 25)
    if name == "OUT_OF":
        return _define(name, names.out_of_pattern(language), 20)
    pattern = names.alternatives(tuple(sorted(phrases, key=len, reverse=True)))
    if name == "NO_ELEMENT":
        infix = names.alternatives(keywords.infix(language)) + "|" + names.soft_pattern(language)
        return _define(name, rf"{pattern}(?= +(?!{infix})(?:{names.LETTER}|`))", 20)
    if name.endswith(("_YEAR_OF_HIGHEST", "_YEAR_OF_LOWEST")):  # in Dutch an aggregate's word starts them
        return _define(name, pattern, 25)
    return _define(name, pattern, 10 + words)
