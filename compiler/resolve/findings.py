"""What a stage collects while it reads: diagnostics, each once."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.diagnostics import Diagnostic, Fix, Label, Severity, Words
from dsl.source import Span

LONGEST = 70


class Findings:
    """Diagnostics in the order in which they were found; the same finding at the same place is kept once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Span, str], Diagnostic] = {}

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

    @property
    def all(self) -> tuple[Diagnostic, ...]:
        return tuple(self._found.values())


def quoted(span: Span) -> str:
    """The author's text on one line, shortened."""
    text = " ".join(span.text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def label(span: Span, en: str, nl: str) -> Label:
    return Label(span, Words(en, nl))


def stretch(span: Span, text: str) -> Span:
    """The stretch of a place that holds a text, else the whole place."""
    at = span.text.find(text)
    return span if at < 0 else Span(span.source, span.start + at, span.start + at + len(text))
