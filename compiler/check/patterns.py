"""Patterns of texts: the syntax of google-re2, which takes linear time whatever the pattern."""

from __future__ import annotations

from compiler.resolve.findings import Findings
from dsl import syntax
from dsl.diagnostics import Words

_REASONS = {
    "missing ]": Words("a `]` is missing", "er ontbreekt een `]`"),
    "missing )": Words("a `)` is missing", "er ontbreekt een `)`"),
    "unexpected )": Words("a `)` closes nothing", "een `)` sluit niets af"),
    "invalid perl operator": Words(
        "it holds an operator that is not supported", "er staat een bewerking in die niet bestaat"
    ),
    "invalid repetition size": Words("it repeats too often", "het herhaalt te vaak"),
    "invalid escape sequence": Words("it holds a `\\` that means nothing", "er staat een `\\` in die niets betekent"),
    "trailing \\": Words("it ends in a `\\`", "het eindigt op een `\\`"),
    "no argument for repetition operator": Words("it repeats nothing", "het herhaalt niets"),
    "bad repetition operator": Words("it repeats a repetition", "het herhaalt een herhaling"),
    "invalid character class range": Words(
        "it holds a class of characters that does not exist", "er staat een tekenklasse in die niet bestaat"
    ),
}
_OTHER = Words("it is not in the syntax of patterns", "het is niet in de schrijfwijze van patronen")


def check_pattern(pattern: syntax.Text, findings: Findings) -> bool:
    """Whether the pattern can be used; reports it when it cannot."""
    reason = problem_in(pattern.value)
    if reason is not None:
        findings.error(
            "E316",
            pattern.span,
            f"this pattern cannot be used: {reason.en}",
            f"dit patroon is niet te gebruiken: {reason.nl}",
        )
    return reason is None


def problem_in(pattern: str) -> Words | None:
    """What is wrong with a pattern, None when it is fine."""
    import re2  # slow to load, and few policies need it

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as problem:
        said = (
            problem.args[0].decode("utf-8", "replace")
            if problem.args and isinstance(problem.args[0], bytes)
            else str(problem)
        )
        kind, _, part = said.partition(": ")
        reason = _REASONS.get(kind, _OTHER)
        return Words(f"{reason.en}: `{part}`", f"{reason.nl}: `{part}`") if part else reason
    return None
