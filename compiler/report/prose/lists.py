"""Several things in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from dsl.diagnostics import Language, Words

AND = Words(" and ", " en ")


def enumerated(things: Sequence[str], language: Language) -> str:
    """`a`, `a and b`, `a, b and c`; in neither language a comma before the last."""
    *first, last = things
    return f"{', '.join(first)}{AND.said_in(language)}{last}" if first else last


def capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def sentence(text: str) -> str:
    """With a capital and a full stop; a first letter after an opening quote stays as the author wrote it."""
    return f"{capital(text)}{'' if text.endswith(('.', '?', '!')) else '.'}"
