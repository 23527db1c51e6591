"""Diagnostics as text for people, as JSON and as annotations of GitHub, each in the language of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from compiler.report.layout import Colour, expanded, paint, printable, width
from dsl.diagnostics import Diagnostic, Language, Severity, Words
from dsl.source import NOWHERE, SourceFile, Span

LanguageOf = Callable[[SourceFile], Language]

MOST_COLUMNS = 160
"""No more of a source line is shown than this."""

SEVERITIES = {Severity.ERROR: Words("error", "fout"), Severity.WARNING: Words("warning", "waarschuwing")}
_COLOURS: dict[Severity, Colour] = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_LABEL: Colour = "blue"
HELP = Words("help", "advies")
_FIX = Words("fix", "herstel")


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file and place, as a reader meets them."""
    return sorted(diagnostics, key=lambda each: (each.span.source.path, each.span.start, each.span.end, each.code))


def diagnostic_text(diagnostic: Diagnostic, language: Language, colour: bool = False) -> str:
    """One diagnostic with its places, ending in a newline."""
    severity = SEVERITIES[diagnostic.severity].said_in(language)
    head = paint(f"{severity} {diagnostic.code}", _COLOURS[diagnostic.severity], colour)
    message = paint(printable(diagnostic.message.said_in(language)), "bold", colour)
    if diagnostic.span == NOWHERE:  # what was asked on the command line, or a database answered
        lines = [f"{head}: {message}"]
    else:
        lines = [f"{printable(str(diagnostic.span))}: {head}: {message}", *_excerpts(diagnostic, language, colour)]
    if diagnostic.help:
        lines.append(advice(HELP, diagnostic.help, language, colour))
    if diagnostic.fix:
        lines.append(advice(_FIX, diagnostic.fix.words, language, colour))
    return "\n".join(lines) + "\n"


def advice(heading: Words, words: Words, language: Language, colour: bool) -> str:
    return f"  {paint(heading.said_in(language), 'cyan', colour)}: {printable(words.said_in(language))}"


def _excerpts(diagnostic: Diagnostic, language: Language, colour: bool) -> list[str]:
    """The lines of all its places, with marks under them; places on one line share it."""
    shown = None
    lines: list[str] = []
    primary = (diagnostic.span, "^", "", _COLOURS[diagnostic.severity])
    labels = [(each.span, "-", printable(each.words.said_in(language)), _LABEL) for each in diagnostic.labels]
    for span, mark, said, hue in [primary, *labels]:
        if span.source is not diagnostic.span.source:
            lines.append(f"  {paint(printable(str(span)), 'dim', colour)}")
        text, under = _excerpt(span, mark, said, hue, colour)
        if text and text != shown:
            lines.append(text)
        shown = text
        lines.append(under)
    return lines


def _excerpt(span: Span, mark: str, said: str, hue: Colour, colour: bool) -> tuple[str, str]:
    """The first line of a place, and marks under it with words after them."""
    number, column = span.source.position(span.start)
    text = span.source.line_text(number)
    end = min(column - 1 + span.end - span.start, len(text))
    before, marked, after = _window(text, min(column - 1, len(text)), end)
    lead = expanded(before)
    gap = width(lead)
    marks = mark * max(1, width(expanded(before + marked)) - gap)
    line = paint(f"{number:>5} │ ", "dim", colour) + expanded(before + marked + after).rstrip()
    return line, paint("      │ ", "dim", colour) + " " * gap + paint(f"{marks} {said}".rstrip(), hue, colour)


def _window(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The line in three parts: before, under and after the marks; cut on both sides when it is long."""
    if len(text) <= MOST_COLUMNS:
        return text[:start], text[start:end], text[end:]
    end = min(end, start + MOST_COLUMNS // 2)
    first = max(0, start - MOST_COLUMNS // 4)
    last = min(len(text), first + MOST_COLUMNS)
    lead = "…" * (first > 0) + text[first:start]
    return lead, text[start:end], text[end:last] + "…" * (last < len(text))


def summary(diagnostics: Iterable[Diagnostic], language: Language) -> str:
    """`2 errors, 1 warning`; empty when there is nothing to tell."""
    found = list(diagnostics)
    errors = sum(each.is_error for each in found)
    return ", ".join(filter(None, [_errors(errors, language), _warnings(len(found) - errors, language)]))


def _errors(count: int, language: Language) -> str:
    return "" if not count else _numbered(count, ("fout", "fouten") if language == "nl" else ("error", "errors"))


def _warnings(count: int, language: Language) -> str:
    words = ("waarschuwing", "waarschuwingen") if language == "nl" else ("warning", "warnings")
    return "" if not count else _numbered(count, words)


def _numbered(count: int, forms: tuple[str, str]) -> str:
    return f"{count} {forms[count != 1]}"


# --- for programs ---------------------------------------------------------------------------------------------------


def diagnostic_data(diagnostic: Diagnostic, language: Language) -> dict[str, object]:
    """A diagnostic as plain data for JSON. Lines and columns are counted from 1; `end_column` is the first one behind."""
    fix = diagnostic.fix
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message.said_in(language),
        "language": language,
        **_place(diagnostic.span),
        "labels": [{**_place(each.span), "message": each.words.said_in(language)} for each in diagnostic.labels],
        "help": diagnostic.help and diagnostic.help.said_in(language),
        "fix": fix and {**_place(fix.span), "replacement": fix.replacement, "message": fix.words.said_in(language)},
    }


def _place(span: Span) -> dict[str, object]:
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {"path": span.source.path, "line": line, "column": column, "end_line": end_line, "end_column": end_column}


def github_annotation(diagnostic: Diagnostic, language: Language) -> str:
    """A workflow command that marks the place in a pull request."""
    place = _place(diagnostic.span)
    words = [diagnostic.message.said_in(language)]
    words += [f"{HELP.said_in(language)}: {diagnostic.help.said_in(language)}"] if diagnostic.help else []
    properties = {
        "file": place["path"],
        "line": place["line"],
        "endLine": place["end_line"],
        "col": place["column"],
        "endColumn": place["end_column"],
        "title": diagnostic.code,
    }
    said = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    return f"::{diagnostic.severity.value} {said}::{_escaped(chr(10).join(words))}\n"


def _escaped(text: str, further: str = "") -> str:
    """The escapes of GitHub's workflow commands."""
    return "".join(f"%{ord(each):02X}" if each in "%\r\n" + further else each for each in text)
