"""Dates and times that are written in another way than the language reads them."""

from __future__ import annotations

import re

from dsl import keywords, names
from dsl.diagnostics import Diagnostic, Fix, Language, Words
from dsl.keywords import KEYWORDS
from dsl.source import Span

_UNIT = r" *(?:uur|u|hrs|hours|h)\b"
_TIME = rf"(?P<hour>\d{{1,2}})(?=[.:]\d{{2}}|{_UNIT})(?:[.:](?P<minute>\d{{2}}))?(?P<unit>{_UNIT})?(?![\w-]|[.:,]\d)"
_AT: dict[Language, str] = {"en": "at", "nl": "om"}
_LATEST: dict[Language, tuple[str, ...]] = {
    "en": ("by", "no later than", "not later than"),
    "nl": ("uiterlijk op", "uiterlijk", "niet later dan"),
}


def day_first(place: Span, text: str, at: int) -> Diagnostic | None:
    """A date with its day first, `01-06-2025`."""
    start = text.rfind("\n", 0, at) + 1
    line = text[start:].split("\n", 1)[0]
    found = names.day_first(line)
    if found is None or not start + found[0].start() <= at <= start + found[0].end():
        return _no_such_day(place, line, at - start)
    written, day = found
    first = place.start - at + start + written.start()
    span = Span(place.source, first, first + len(written.group()))
    return Diagnostic(
        "E101",
        span,
        Words(
            f"`{written.group()}` is not written as a date here",
            f"zo wordt een datum hier niet geschreven: `{written.group()}`",
        ),
        help=Words(
            f"write a date as `{day}`, year first, or in words, as `1 June 2025`",
            f"schrijf een datum als `{day}`, met het jaar voorop, of in woorden, als `1 juni 2025`",
        ),
        fix=Fix(span, f"{day}", Words(f"write `{day}`", f"schrijf `{day}`")),
    )


def _no_such_day(place: Span, line: str, at: int) -> Diagnostic | None:
    for found in names.DAY_FIRST.finditer(line):
        if found.start() <= at <= found.end() and 0 < int(found[1]) <= 31 and 0 < int(found[3]) <= 12:
            said = found.group()
            first = place.start - at + found.start()
            return Diagnostic(
                "E101",
                Span(place.source, first, first + len(said)),
                Words(f"`{said}` is no day in the calendar", f"de dag `{said}` bestaat niet"),
                help=Words(
                    "write a date with its year first, as `2025-06-01`, or in words, as `1 June 2025`",
                    "schrijf een datum met het jaar voorop, als `2025-06-01`, of in woorden, als `1 juni 2025`",
                ),
            )
    return None


def time_form(place: Span, text: str, at: int, language: Language) -> Diagnostic | None:
    """A time in another form behind a date, or behind `before`: `12.00 uur`, `12:00 uur`, `12u`."""
    before = names.alternatives(KEYWORDS["BEFORE"].phrases(language))
    start = text.rfind("\n", 0, at) + 1
    line = text[start:].split("\n", 1)[0]
    for found in re.finditer(rf"(?:{_date(language)}(?P<gap>T|,?(?: +{_AT[language]})? *)| {before} +){_TIME}", line):
        hour, minute, unit = int(found["hour"]), found["minute"] or "00", found["unit"]
        first = found.start("hour")
        seen = line[first : found.end()]
        if not found.start() <= at - start <= found.end():
            continue
        if hour > 23 or int(minute) > 59 or (":" in seen and not unit and not (found["gap"] or "").strip()):
            continue
        right, replacement, offset = f"{hour:02}:{minute}", "", place.start - at + start
        if found["gap"] is not None:
            first, replacement = found.start("gap"), " "
        if seen == right:  # what stands before it is amiss
            seen = line[first : found.end()].lstrip()
        span = Span(place.source, offset + found.end() - len(seen), offset + found.end())
        return Diagnostic(
            "E101",
            span,
            Words(f"`{seen}` is not written as a time here", f"zo wordt een tijdstip hier niet geschreven: `{seen}`"),
            help=Words(f"write a time as `{right}`", f"schrijf een tijdstip als `{right}`"),
            fix=Fix(
                Span(place.source, offset + first, offset + found.end()),
                f"{replacement}{right}",
                Words(f"write `{right}`", f"schrijf `{right}`"),
            ),
        )
    return None


def latest_day(place: Span, text: str, at: int, language: Language) -> Diagnostic | None:
    """`uiterlijk 1 juni 2025` in a condition, where a deadline writes it."""
    start = text.rfind("\n", 0, at) + 1
    line = text[start:].split("\n", 1)[0]
    for found in re.finditer(rf"(?<=\S) +(?P<said>{_latest(language)}) +{_date(language)}", line):
        if found.start() <= at - start <= found.end() + 1:
            offset = place.start - at + start
            fix = _on_or_before(Span(place.source, offset + found.start("said"), offset + found.end("said")), language)
            message = Words(
                f"`{found['said']}` does not compare a date here", f"`{found['said']}` vergelijkt hier geen datum"
            )
            return Diagnostic("E101", fix.span, message, help=fix.words, fix=fix)
    return None


def latest_in(span: Span, language: Language) -> Fix | None:
    """What mends `uiterlijk 1 juni 2025` where it was read as (the end of) a name."""
    before = span.source.text.rfind("\n", 0, span.start) + 1
    line = span.source.text[before : span.end]
    found = re.search(rf"(?<=\S) +(?P<said>{_latest(language)}) +{_date(language)}$", line)
    if found is None:
        return None
    return _on_or_before(Span(span.source, before + found.start("said"), before + found.end("said")), language)


def _on_or_before(span: Span, language: Language) -> Fix:
    right, said = KEYWORDS["ON_OR_BEFORE"].canonical(language), span.text
    words = Words(f"write `{right}` instead of `{said}`", f"schrijf `{right}` in plaats van `{said}`")
    return Fix(span, right, words)


def _latest(language: Language) -> str:
    is_ = KEYWORDS["IS"].canonical(language)
    return rf"(?:{is_} +)?(?:{'|'.join(map(re.escape, _LATEST[language]))})"


def _date(language: Language) -> str:
    months = "|".join(keywords.MONTHS[language])
    return rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}} +(?:{months}) +\d{{4}})"
