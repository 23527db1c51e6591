"""Mistakes that are seen without a parse: lines and statements that cannot stand where they do."""

from __future__ import annotations

import re

from dsl import names
from dsl.diagnostics import Diagnostic, Fix, Language, Words
from dsl.keywords import KEYWORDS, STATEMENTS
from dsl.parsing.expected import close_to
from dsl.parsing.layout import one_space_further
from dsl.parsing.mistakes import MEMBER_WORDS, control_character, foreign
from dsl.source import SourceFile, Span

_SYNONYMS = {
    "REQUIREMENT": "condition criterion rule require voorwaarde criterium regel verplichting".split(),
    "EXCLUSION": "ground uitsluitingsgrond weigeringsgrond".split(),
    "RECORD": "type entity object class entiteit klasse".split(),
    "PARAMETER": "constant constante".split(),
    "VALUE": "formula calculation formule berekening".split(),
    "DECISION": "table tabel".split(),
    "EXAMPLE": "test case casus".split(),
    "AMENDMENT": "change amendement".split(),
    "COUNTED": "telwoord".split(),
    "USE": "import importeer".split(),
}
"""Words of elsewhere for the words that a statement starts with."""


def unknown_statement(span: Span, text: str, language: Language) -> Diagnostic:
    """A line in the first column that starts with no keyword of a statement."""
    word = re.match(r"[^\W_][\w'’-]*", text)
    seen = word.group() if word else text[:20]
    other: Language = "nl" if language == "en" else "en"
    place = Span(span.source, span.start, span.start + len(seen))
    if not seen[:1].isprintable():
        return control_character(place, seen) or _no_statement(place, seen, language)
    keyword = next((k for k in STATEMENTS.values() if seen in k.phrases(other)), None)
    if keyword:
        return foreign(place, seen, keyword.canonical(language))
    member = next(
        (k for group in MEMBER_WORDS.values() for k in group if seen == KEYWORDS[k].canonical(language).split()[0]),
        None,
    )
    if member:
        return Diagnostic(
            "E102",
            place,
            Words(f"`{seen}` belongs under a statement", f"`{seen}` hoort onder een andere regel"),
            help=Words("indent it with four spaces", "spring in met vier spaties"),
        )
    return _no_statement(place, seen, language)


def _no_statement(place: Span, seen: str, language: Language) -> Diagnostic:
    line = place.source.text[place.start :].split("\n", 1)[0]
    if re.match(r"[^\W\d_][\w'’ -]* +: +\S", line):
        return Diagnostic(
            "E102",
            place,
            Words(f"`{seen}` starts no statement", f"`{seen}` begint geen regel die de taal kent"),
            help=Words(
                "a fact of a record is indented with four spaces under its `record`",
                "een gegeven staat met vier spaties ingesprongen onder `gegevens`",
            ),
        )
    words = [phrase for keyword in STATEMENTS.values() for phrase in keyword.phrases(language)]
    capital = next((name for name, each in STATEMENTS.items() if seen.casefold() in each.phrases(language)), None)
    meant = capital or next((name for name, others in _SYNONYMS.items() if seen.casefold() in others), None)
    close = (
        close_to(seen, words)
        if meant is None
        else [seen.casefold() if capital else STATEMENTS[meant].canonical(language)]
    )
    starts = [keyword.canonical(language) for name, keyword in STATEMENTS.items() if name != "LANGUAGE"]
    return Diagnostic(
        "E102",
        place,
        Words(f"`{seen}` starts no statement", f"`{seen}` begint geen regel die de taal kent"),
        help=Words(f"did you mean `{close[0]}`?", f"bedoelde u `{close[0]}`?")
        if close
        else Words(f"expected one of {', '.join(starts)}", f"verwacht een van {', '.join(starts)}"),
        fix=Fix(place, close[0], Words(f"write `{close[0]}`", f"schrijf `{close[0]}`")) if close else None,
    )


def foreign_start(span: Span, language: Language) -> Diagnostic | None:
    """For a line of a criterion that was read as a condition, but starts as such a line does in the other language."""
    other: Language = "nl" if language == "en" else "en"
    for name in MEMBER_WORDS["criterion_member"]:
        for phrase in KEYWORDS[name].phrases(other):
            if re.match(rf"{re.escape(phrase)}{names.END}", span.text):
                return foreign(
                    Span(span.source, span.start, span.start + len(phrase)), phrase, KEYWORDS[name].canonical(language)
                )
    return None


def late_language(span: Span) -> Diagnostic:
    return Diagnostic(
        "E121",
        span,
        Words("the language is named in the first line or not at all", "de taal staat op de eerste regel of nergens"),
        help=Words("move this line to the top of the file", "zet deze regel bovenaan het bestand"),
    )


def uneven_indentation(source: SourceFile, text: str, offset: int) -> Diagnostic:
    """The first line that goes back to an indentation that no line above it has."""
    levels: list[int] = [0]
    at = 0
    for number, line in enumerate(text.split("\n")):
        indent = len(line) - len(line.lstrip(" "))
        if number and line.strip():
            while levels and levels[-1] > indent:
                levels.pop()
            if (
                levels
                and levels[-1] < indent
                and number > 1
                and indent not in levels
                and _went_back(text, number, indent)
            ):
                break
            levels.append(indent)
        at += len(line) + 1
    else:
        at = indent = 0
        line = text.split("\n", 1)[0]
    return Diagnostic(
        "E104",
        Span(source, offset + at + indent, offset + at + len(line.rstrip())),
        Words(
            "this line is indented less than the one above it, but fits no line before that",
            "deze regel springt minder in dan die erboven, maar past bij geen eerdere regel",
        ),
        help=Words("align it with the line that it belongs with", "lijn hem uit met de regel waar hij bij hoort"),
    )


def one_space_off(source: SourceFile, text: str, offset: int, at: int) -> Diagnostic | None:
    """A line that stands one space further than the line above it, which opens no block; `at`: where the parse stopped."""
    start = ended = 0
    above = offset - (source.text.rfind("\n", 0, offset) + 1)  # where the first line stands
    for number, line in enumerate(text.split("\n")):
        indent = len(line) - len(line.lstrip(" "))
        if number and line.strip():
            if indent == above + 1 and ended <= at <= start + indent:
                first, last = start + indent, start + len(line.rstrip())
                return one_space_further(Span(source, offset + first, offset + last))
            above = indent
        if line.strip():
            ended = start + len(line.rstrip())
        start += len(line) + 1
    return None


def _went_back(text: str, number: int, indent: int) -> bool:
    above = next(line for line in reversed(text.split("\n")[:number]) if line.strip())
    return len(above) - len(above.lstrip(" ")) > indent


def too_deep(span: Span, limit: int) -> Diagnostic:
    return Diagnostic(
        "E111",
        span,
        Words(f"this is nested more than {limit} levels deep", f"dit is meer dan {limit} niveaus diep genest"),
        help=Words("give the inner parts a name with `value`", "geef de binnenste delen een naam met `waarde`"),
    )


def not_amendable(span: Span) -> Diagnostic:
    return Diagnostic(
        "E128",
        span,
        Words(
            "an amendment cannot add or replace a statement of this kind",
            "een wijziging kan een regel van deze soort niet toevoegen of vervangen",
        ),
        help=Words(
            "it adds and replaces criteria, decisions, values, judgements, parameters, grants, profiles, preferences, "
            "allocations and deadlines",
            "zij voegt criteria, beslissingen, waarden, oordelen, parameters, toekenningen, profielen, voorkeuren, toedelingen "
            "en termijnen toe, of vervangt ze",
        ),
    )
