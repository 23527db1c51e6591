"""What could stand where a text does not parse, as the author would write it."""

from __future__ import annotations

from collections.abc import Iterable

from lark.exceptions import UnexpectedInput, UnexpectedToken

from dsl.diagnostics import Diagnostic, Fix, Language, Words
from dsl.keywords import KEYWORDS
from dsl.source import Span

_PLAIN = {
    "NAME": Words("a name", "een naam"),
    "FREE_NAME": Words("a name", "een naam"),
    "DEADLINE_NAME": Words("a name", "een naam"),
    "DAY_IN_YEAR": Words("a day in a year", "een dag in een jaar"),
    "TIME": Words("a time", "een tijdstip"),
    "CITED_UNIT": Words("a unit", "een eenheid"),
    "EXPECT_NAME": Words("a name", "een naam"),
    "EXPECT_VALUE": Words("a name", "een naam"),
    "PHRASE": Words("a value", "een waarde"),
    "NUMBER": Words("a number", "een getal"),
    "TEXT": Words("a text in quotes", "een tekst tussen aanhalingstekens"),
    "KEY": Words("a key", "een sleutel"),
    "MODULE": Words("a module", "een module"),
    "DATE": Words("a date", "een datum"),
    "DATE_IN_WORDS": Words("a date", "een datum"),
    "_NL": Words("the end of the line", "het einde van de regel"),
    "_INDENT": Words("an indented line", "een ingesprongen regel"),
    "LPAR": Words("`(`", "`(`"),
    "RPAR": Words("`)`", "`)`"),
    "COMMA": Words("`,`", "`,`"),
    "COLON": Words("`:`", "`:`"),
    "VBAR": Words("`|`", "`|`"),
    "PERCENT": Words("`%`", "`%`"),
    "EQ": Words("`=`", "`=`"),
    "MINUS": Words("`-`", "`-`"),
}
COMPARISON_TERMINALS = frozenset(
    "IS IS_NOT EQ NE LT LE GT GE AT_LEAST AT_MOST MORE_THAN LESS_THAN BEFORE AFTER ON_OR_BEFORE ON_OR_AFTER BETWEEN WITHIN "
    "INCLUDES_ALL INCLUDES_ANY MATCHES".split()
)
_ARITHMETIC_TERMINALS = frozenset(
    "PLUS MINUS STAR SLASH PER PER_STARTED OF ROUNDED_UP ROUNDED_DOWN ROUNDED_HALF_UP ROUNDED_HALF_EVEN".split()
)
_VALUE_TERMINALS = frozenset("NAME NUMBER YES NO".split())
_COMPARISON = Words("a comparison", "een vergelijking")
_ARITHMETIC = Words("arithmetic", "een bewerking")
_VALUE = Words("a value or condition", "een waarde of voorwaarde")


def unexpected(place: Span, mistake: UnexpectedInput, seen: str, language: Language) -> Diagnostic:
    wanted = _described(could_stand(mistake), language)
    if seen:
        message = Words(f"`{seen}` is not expected here", f"`{seen}` wordt hier niet verwacht")
    else:
        message = Words("the line ends too early", "de regel houdt te vroeg op")
        place = Span(place.source, place.start, place.start)
    possible = [words.said_in(language).strip("`") for words in wanted if words.en.startswith("`")]
    close = close_to(seen, possible)
    if close:
        fix = Fix(place, close[0], Words(f"write `{close[0]}`", f"schrijf `{close[0]}`"))
        return Diagnostic(
            "E101", place, message, help=Words(f"did you mean `{close[0]}`?", f"bedoelde u `{close[0]}`?"), fix=fix
        )
    help_ = Words(f"expected {_listed(wanted, 'en')}", f"verwacht: {_listed(wanted, 'nl')}") if wanted else None
    return Diagnostic("E101", place, message, help=help_)


def could_stand(mistake: UnexpectedInput) -> set[str]:
    """The terminals that the grammar allows at the mistake."""
    if isinstance(mistake, UnexpectedToken):
        return set(mistake.accepts or mistake.expected)
    return set(getattr(mistake, "allowed", None) or ())


def _described(expected: Iterable[str], language: Language) -> list[Words]:
    """What could stand there, most telling first: families of terminals under one word, keywords as they are written."""
    terminals = set(expected)
    found: list[Words] = []
    if len(terminals & COMPARISON_TERMINALS) > 3:
        found.append(_COMPARISON)
        terminals -= COMPARISON_TERMINALS
    if len(terminals & _ARITHMETIC_TERMINALS) > 3:
        found.append(_ARITHMETIC)
        terminals -= _ARITHMETIC_TERMINALS
    if terminals.issuperset(_VALUE_TERMINALS):
        found.append(_VALUE)
        terminals = terminals & {"_NL"}
    for name in sorted(terminals):
        if name in KEYWORDS:
            phrase = KEYWORDS[name].canonical(language)
            found.append(Words(f"`{phrase}`", f"`{phrase}`"))
        elif name in _PLAIN and _PLAIN[name] not in found:
            found.append(_PLAIN[name])
    return found


def _listed(wanted: list[Words], language: Language, most: int = 6) -> str:
    texts = [words.said_in(language) for words in wanted]
    if len(texts) > most:
        texts = [*texts[:most], "..."]
    last = " or " if language == "en" else " of "
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + last + texts[-1]


def close_to(word: str, possible: Iterable[str]) -> list[str]:
    """The nearest of them, if one is near."""
    from difflib import get_close_matches  # only needed once something is wrong

    return get_close_matches(word, list(possible), 1, 0.7)
