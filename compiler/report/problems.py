"""Mistakes in provider data as text for people and as plain data for JSON, in the language of the file."""

from __future__ import annotations

from compiler.records.problems import Problem
from compiler.report.diagnostics import HELP, SEVERITIES, advice
from compiler.report.layout import paint, printable
from dsl.diagnostics import Language, Severity, Words

_PROVIDER = Words("provider", "aanbieder")


def problem_text(problem: Problem, language: Language, colour: bool = False) -> str:
    """A mistake in provider data, ending in a newline."""
    severity = paint(f"{SEVERITIES[Severity.ERROR].said_in(language)} {problem.code}", "red", colour)
    message = paint(printable(problem.message.said_in(language)), "bold", colour)
    lines = [f"{printable(str(problem.place))}: {severity}: {message}"]
    if problem.place.provider is not None:
        whom = Words(problem.place.provider, problem.place.provider)
        lines.append(advice(_PROVIDER, whom, language, colour))
    if problem.help:
        lines.append(advice(HELP, problem.help, language, colour))
    return "\n".join(lines) + "\n"


def problem_data(problem: Problem, language: Language) -> dict[str, object]:
    """A mistake in provider data as plain data for JSON."""
    return {"severity": Severity.ERROR.value, "language": language, **problem.as_data(language)}
