"""Verdicts that examples, and what always holds, expect."""

from __future__ import annotations

from compiler.model import DeadlineModel
from compiler.resolve.findings import Findings
from dsl import syntax


def can_come_out(expectation: syntax.ExpectVerdict, deadline: DeadlineModel | None, findings: Findings) -> bool:
    """Whether a criterion or deadline can have such a verdict at all."""
    name, verdict = expectation.name.text, expectation.verdict
    if deadline is None:
        fits = verdict not in ("missed", "open")
        en, nl = (
            f"`{name}` is a criterion: it is met or not met",
            f"`{name}` is een criterium: voldaan of niet voldaan",
        )
    elif deadline.done is None:
        fits = False
        en = f"deadline `{name}` does not say what tells that it is done"
        nl = f"termijn `{name}` zegt niet waaruit blijkt dat eraan voldaan is"
    else:
        fits = verdict != "not met"
        en, nl = (
            f"`{name}` is a deadline: it is met, missed or open",
            f"`{name}` is een termijn: voldaan, gemist of open",
        )
    if not fits:
        findings.error("E716", expectation.span, en, nl)
    return fits
