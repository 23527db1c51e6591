"""Diagnostics as data: a code, the places, what was seen and expected. Rendering is in `compiler.report`.

A message is one line, lower case, without full stop; it makes sense alone; the author's text stands in backticks. Each
message exists in English and in Dutch: it is shown in the language of the file.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal

from attrs import field

from dsl.frozen import frozen
from dsl.source import Span

Language = Literal["en", "nl"]


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


@frozen
class Words:
    """The same words in English and in Dutch."""

    en: str
    nl: str

    def said_in(self, language: Language) -> str:
        return self.nl if language == "nl" else self.en


@frozen
class Label:
    """A further place that helps to understand the first."""

    span: Span
    words: Words


@frozen
class Fix:
    """One edit that repairs the mistake: replace the text at `span` by `replacement`."""

    span: Span
    replacement: str
    words: Words


@frozen
class Diagnostic:
    """A finding at one place. `code` is stable and has a page (`meetlat explain CODE`)."""

    code: str
    span: Span
    message: Words
    labels: tuple[Label, ...] = ()
    help: Words | None = None
    fix: Fix | None = None
    severity: Severity = field(kw_only=True, default=Severity.ERROR)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


class CompilerFault(Exception):
    """A broken promise inside Meetlat: the fault is ours, not the author's."""
