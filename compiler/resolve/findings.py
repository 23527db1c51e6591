"""What a stage collects while it reads: diagnostics, each once."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.resolve.suggest import closest
from dsl.diagnostics import Diagnostic, Fix, Label, Severity, Words
from dsl.source import Span

LONGEST = 70
MOST_SEARCHES = 50


class Findings:
    """Diagnostics in the order in which they were found; the same finding at the same place is kept once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Span, str], Diagnostic] = {}
        self._said: set[tuple[str, ...]] = set()
        self._searches = 0

    def error(
        self,
        code: str,
        span: Span,
        en: str,
        nl: str,
        *,
        labels: Iterable[Label] = (),
        help: Words | None = None,
        fix: Fix | None = None,
    ) -> None:
        self.add(Diagnostic(code, span, Words(en, nl), tuple(labels), help, fix))

    def warning(
        self,
        code: str,
        span: Span,
        en: str,
        nl: str,
        *,
        labels: Iterable[Label] = (),
        help: Words | None = None,
        fix: Fix | None = None,
    ) -> None:
        self.add(Diagnostic(code, span, Words(en, nl), tuple(labels), help, fix, severity=Severity.WARNING))

    def add(self, *diagnostics: Diagnostic) -> None:
        for each in diagnostics:
            self._found.setdefault((each.code, each.span, each.message.en), each)

    def closest(self, written: str, names: Iterable[str]) -> str | None:
        """The declared name that is close to what was written. A text full of nonsense is not searched for ever."""
        self._searches += 1
        return closest(written, names) if self._searches <= MOST_SEARCHES else None

    def is_first(self, *subject: str) -> bool:
        """Whether this is the first time that a stage asks so for a subject: the same unknown name is reported once."""
        known = subject in self._said
        self._said.add(subject)
        return not known

    @property
    def all(self) -> tuple[Diagnostic, ...]:
        return tuple(self._found.values())


def quoted(span: Span) -> str:
    """The author's text on one line, shortened."""
    text = " ".join(span.text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def statement(span: Span) -> tuple[str, int]:
    """The statement that a place stands in: the last line at or above it that starts in column one."""
    source = span.source
    line = source.line_number(span.start)
    while line > 1 and (not (text := source.line_text(line)) or text[0] in " \t#"):
        line -= 1
    return source.path, line


def label(span: Span, en: str, nl: str) -> Label:
    return Label(span, Words(en, nl))


def stretch(span: Span, text: str) -> Span:
    """The stretch of a place that holds a text, else the whole place."""
    at = span.text.find(text)
    return span if at < 0 else Span(span.source, span.start + at, span.start + at + len(text))
