"""Ways of writing that come from elsewhere, such as programs and spreadsheets, and what stands in their place here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from attrs import frozen

from dsl.diagnostics import Diagnostic, Fix, Language, Words
from dsl.keywords import KEYWORDS, OPPOSITE
from dsl.parsing.large import LARGE, NUMBER, times
from dsl.source import Span

_NAME = r"[^\W\d_][\w'’ -]*"
_COMPARE = ("AT_LEAST", "AT_MOST", "MORE_THAN", "LESS_THAN")

_SYNONYMS: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        ("(?:greater|larger|higher|more) than or equal(?: to)?|minimally|minimum", "AT_LEAST"),
        ("(?:smaller|less|lower|fewer) than or equal(?: to)?|maximally|maximum", "AT_MOST"),
        (r"(?:greater|larger|higher) than|above(?= +[\d€])", "MORE_THAN"),
        (r"(?:smaller|lower|fewer) than|below(?= +[\d€])", "LESS_THAN"),
    ),
    "nl": (
        ("(?:groter|hoger|meer) dan of gelijk(?: aan)?|minimaal|minimum|op zijn minst|tenminste", "AT_LEAST"),
        ("(?:kleiner|lager|minder) dan of gelijk(?: aan)?|maximaal|maximum|tenhoogste|hooguit", "AT_MOST"),
        (r"(?:groter|hoger) dan|boven(?= +[\d€])", "MORE_THAN"),
        (r"(?:kleiner|lager) dan|beneden(?= +[\d€])", "LESS_THAN"),
    ),
}
"""The longest first: `less than or equal to` begins as `less than`."""
_NOT: dict[Language, str] = {"en": "not|no", "nl": "niet|geen"}
_EQUAL: dict[Language, str] = {
    "en": "(?:(?:is|does) +)?(?P<not>not +)?(?:(?P<un>un)?equal +to|equals|(?<=not )equal)",
    "nl": "(?:is +)?(?P<not>niet +)?(?P<un>on)?gelijk +aan",
}
_BEFORE_A_TEXT = {"en": "by", "nl": "door"}

_WRITE = Words("write `{0}`", "schrijf `{0}`")


@frozen
class Habit:
    """`pattern` is looked for in the line of a mistake; `right` is what to write for it, None where only the author can tell;
    `said` is the advice, `{0}` what to write. `starts`: the parts of a file where it is looked for, all when there is none."""

    pattern: str
    right: Callable[[re.Match[str]], str | None]
    said: Words = _WRITE
    starts: tuple[str, ...] = ()


def _fixed(text: str) -> Callable[[re.Match[str]], str]:
    return lambda _: text


def _compared(keyword: str, language: Language) -> Callable[[re.Match[str]], str]:
    """A comparison in the words of the language, turned where `not` stands before it."""
    return lambda found: f"{KEYWORDS[OPPOSITE[keyword] if found['not'] else keyword].canonical(language)} "


def _habits(language: Language) -> Iterator[Habit]:
    def said(name: str) -> str:
        return KEYWORDS[name].canonical(language)

    yield Habit("=>", _fixed("≥"))
    yield Habit("=<", _fixed("≤"))
    yield Habit(
        r"(?<!\w)'([^'\s](?:[^'\n]*[^'\s])?)'(?!\w)",
        lambda found: found[1],
        Words(
            "an option stands without quotes, `{0}`; a text in double ones",
            "een optie staat zonder aanhalingstekens, `{0}`; een tekst tussen dubbele",
        ),
    )
    is_, not_ = said("IS"), said("NOT")
    yield Habit(rf"= +{not_}\b", _fixed(f"{is_} {not_}"))
    compared = "|".join(re.escape(each) for name in _COMPARE for each in KEYWORDS[name].phrases(language))
    yield Habit(
        rf"\b{is_} +({compared})(?![\w-])(?! or equal| of gelijk)",
        lambda found: found[1],
        Words(f"leave out `{is_}`: `{{0}}`", f"laat `{is_}` weg: `{{0}}`"),
    )
    for words, keyword in _SYNONYMS[language]:
        yield Habit(rf"\b(?:{is_} +)?(?P<not>(?:{_NOT[language]}) +)?(?:{words}) ", _compared(keyword, language))
    for keyword in _COMPARE:
        own = "|".join(KEYWORDS[keyword].phrases(language))
        is_said = "?" if keyword in ("MORE_THAN", "LESS_THAN") else ""  # `not at least 2 doctors` counts them
        yield Habit(rf"\b(?:{is_} +){is_said}(?P<not>(?:{_NOT[language]}) +)(?:{own}) ", _compared(keyword, language))
    yield Habit(rf"\b{_EQUAL[language]} ", lambda found: "= " if bool(found["not"]) is bool(found["un"]) else "≠ ")
    starts = "|".join(
        said(each) for each in ("SOURCE", "AS_OF", "ISSUER", "IN_FORCE", "JUDGES", "APPLIES_WHEN", "UNLESS", "EXPECT")
    )
    yield Habit(rf"^ *(?:{starts}):", lambda found: found[0][:-1], Words("leave out the `:`", "laat de `:` weg"))
    yield Habit(
        rf"€ *({NUMBER[language]}) +({'|'.join(LARGE)})(?![\w-])",
        lambda found: f"€ {times(found[1].strip(), LARGE[found[2]], language)}",
    )
    yield Habit(r",-+(?!\d)", _fixed(""), Words("leave out `,-`: `€ 1 000`", "laat `,-` weg: `€ 1.000`"))
    by = _BEFORE_A_TEXT[language]
    yield Habit(rf"(?<=\b{by} )({_NAME})$", lambda found: f'"{found[1]}"', starts=("head", "record_member"))
    record = ("record_member",)
    yes, no = said("YES"), said("NO")
    yield Habit(
        rf"(?<=: ){yes} (?:or|of) {no}\b|(?<=: )(?:boolean|bool|boole|logical)\b", _fixed(f"{yes}/{no}"), starts=record
    )
    yield Habit(
        rf"(?<=: )(?:number|getal) (?:of|van) (?={_NAME})",
        _fixed(f"{said('COUNT_OF')} "),
        Words("write `{0}…`", "schrijf `{0}…`"),
        record,
    )
    yield Habit(
        r"(?<=: )(?:choice|keuze|enum)(?: (?:of|from|van|uit))? ([^\n]+)",
        lambda found: f"{said('ONE_OF')} {found[1]}",
        starts=record,
    )
    yield Habit(
        r" (?:through|until|t/m|tot en met|tot) [^:\n]{1,60}(?= :)",
        lambda _: None,
        Words(
            "a value counts from its day until the next one begins: leave out its end",
            "een waarde geldt vanaf haar dag tot de volgende begint: laat het einde weg",
        ),
        ("parameter_member",),
    )
    yield Habit(
        r"(?:t/m|up to and including)(?= )",
        _fixed(said("THROUGH")),
        starts=("policy_member",),
    )
    yield Habit(
        rf"(?<=\b{said('IN_FORCE')} )(?:in |during |gedurende )?(\d{{4}})(?![\w-])",
        lambda found: f"{found[1]}-01-01 {said('THROUGH')} {found[1]}-12-31",
        starts=("policy_member",),
    )


def habit(place: Span, text: str, at: int, start: str, language: Language) -> Diagnostic | None:
    """The diagnostic for a mistake at `at` of `text`, in or just behind something that is written so elsewhere."""
    line_start = text.rfind("\n", 0, at) + 1
    line = text[line_start:].split("\n", 1)[0]
    for each in _habits(language):
        if each.starts and start not in each.starts:
            continue
        for found in re.finditer(each.pattern, line):
            if line_start + found.start() <= at <= line_start + found.end():
                return _told(each, found, place, place.start - at + line_start)
    return None


def within(span: Span, language: Language) -> Diagnostic | None:
    """The same for a stretch that was read as a name: the first thing in it that is written so elsewhere."""
    before = span.source.text.rfind("\n", 0, span.start) + 1
    line = span.source.text[before:].split("\n", 1)[0]
    for each in _habits(language):
        for found in re.finditer(each.pattern, line) if not each.starts else ():
            if span.start - before < found.end() and found.start() < span.end - before:
                return _told(each, found, span, before)
    return None


def _told(habit: Habit, found: re.Match[str], place: Span, line_start: int) -> Diagnostic:
    span = Span(place.source, line_start + found.start(), line_start + found.end())
    right = habit.right(found)
    written = found.group().strip()
    fix = None
    if right is not None:
        written_so = Words(f"write `{right.strip()}`", f"schrijf `{right.strip()}`")
        fix = Fix(span, right, written_so if right else Words("leave it out", "laat het weg"))
    return Diagnostic(
        "E101",
        Span(
            place.source,
            span.start + found.group().index(written),
            span.start + found.group().index(written) + len(written),
        ),
        Words(f"`{written}` is not written so here", f"`{written}` wordt hier niet zo geschreven"),
        help=Words(*(_filled(said, right or "") for said in (habit.said.en, habit.said.nl))),
        fix=fix,
    )


def _filled(said: str, right: str) -> str:
    return said.replace("{0}", right if "{0}…" in said else right.strip())
