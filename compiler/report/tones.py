"""How good or bad a decision, a verdict and the state of a deadline are, for those who look before they read."""

from __future__ import annotations

from compiler.ir.verdicts import CriterionResult, DeadlineStatus, Outcome, Verdict
from compiler.report.document.nodes import Tone

TONES: dict[Outcome, Tone] = {
    Outcome.ELIGIBLE: "good",
    Outcome.INELIGIBLE: "bad",
    Outcome.UNDETERMINED: "open",
    Outcome.AWAITING: "waiting",
}
DEADLINE_TONES: dict[DeadlineStatus, Tone] = {
    DeadlineStatus.MET: "good",
    DeadlineStatus.MISSED: "bad",
    DeadlineStatus.OPEN: "neutral",
    DeadlineStatus.UNKNOWN: "open",
    DeadlineStatus.AWAITING: "waiting",
    DeadlineStatus.NOT_APPLICABLE: "neutral",
    DeadlineStatus.WAIVED: "good",
}


def verdict_tone(result: CriterionResult) -> Tone:
    if result.counts is None:
        return "waiting" if result.verdict is Verdict.AWAITING else "open"
    if result.verdict in (Verdict.NOT_APPLICABLE, Verdict.UNKNOWN, Verdict.AWAITING):
        return "neutral"
    return "good" if result.counts else "bad"
