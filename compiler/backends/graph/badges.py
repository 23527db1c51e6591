"""Verdicts as symbol, word and tone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from compiler.backends.graph.boxes import Badge, Tone
from compiler.ir import text
from compiler.ir import words as common
from compiler.ir.values import UNKNOWN
from compiler.ir.verdicts import CriterionResult, DeadlineStatus, Finding, Outcome, Reading, Verdict
from dsl.diagnostics import Language

_SYMBOLS = {
    Verdict.MET: ("✓", Tone.GOOD),
    Verdict.NOT_MET: ("✗", Tone.BAD),
    Verdict.UNKNOWN: ("?", Tone.UNKNOWN),
    Verdict.AWAITING: ("…", Tone.AWAITING),
    Verdict.NOT_APPLICABLE: ("–", Tone.APART),
    Verdict.WAIVED: ("»", Tone.WAIVED),
}
_STATUSES = {
    DeadlineStatus.MET: ("✓", Tone.GOOD),
    DeadlineStatus.MISSED: ("✗", Tone.BAD),
    DeadlineStatus.OPEN: ("○", Tone.NEUTRAL),
    DeadlineStatus.UNKNOWN: ("?", Tone.UNKNOWN),
    DeadlineStatus.AWAITING: ("…", Tone.AWAITING),
    DeadlineStatus.NOT_APPLICABLE: ("–", Tone.APART),
    DeadlineStatus.WAIVED: ("»", Tone.WAIVED),
}
_OUTCOMES = {
    Outcome.ELIGIBLE: ("✓", Tone.GOOD),
    Outcome.INELIGIBLE: ("✗", Tone.BAD),
    Outcome.UNDETERMINED: ("?", Tone.UNKNOWN),
    Outcome.AWAITING: ("…", Tone.AWAITING),
}


def verdict_badge(verdict: Verdict, exclusion: bool, language: Language) -> Badge:
    """For an exclusion `met` is bad news: the symbol tells what the verdict does for the provider."""
    if exclusion and verdict in (Verdict.MET, Verdict.NOT_MET):
        symbol, tone = _SYMBOLS[Verdict.NOT_MET if verdict is Verdict.MET else Verdict.MET]
        return Badge(symbol, common.EXCLUSION_VERDICTS[verdict].said_in(language), tone)
    symbol, tone = _SYMBOLS[verdict]
    return Badge(symbol, text.verdict(verdict, language), tone)


def deadline_badge(status: DeadlineStatus, language: Language) -> Badge:
    """One that is open is neither good nor bad news."""
    symbol, tone = _STATUSES[status]
    return Badge(symbol, text.verdict(status, language), tone)


def outcome_badge(outcome: Outcome, language: Language) -> Badge:
    symbol, tone = _OUTCOMES[outcome]
    return Badge(symbol, text.outcome(outcome, language), tone)


def join_badge(results: Iterable[CriterionResult], language: Language) -> Badge | None:
    """How many criteria have each symbol: `✓ 14   ✗ 2   ? 1`; None without criteria."""
    badges = [verdict_badge(each.verdict, each.criterion.kind == "exclusion", language) for each in results]
    return _counted(badges)


def condition_badge(
    findings: Sequence[Finding], language: Language, *, good: bool | None, margin: str | None
) -> Badge | None:
    """Of one condition; of several findings, one for each element of a list, how many of each.

    `good` tells whether a condition that holds helps the provider; None when that cannot be said. The symbol and the tone tell
    what it does for the provider, the words whether it holds.
    """
    badges = [_condition(each, language, good=good, margin=margin) for each in findings]
    return badges[0] if len(badges) == 1 else _counted(badges)


def _condition(finding: Finding, language: Language, *, good: bool | None, margin: str | None) -> Badge:
    holds = finding.holds
    if holds is None:
        if _awaits_judgement(finding):
            return Badge("…", text.verdict(Verdict.AWAITING, language), Tone.AWAITING)
        return Badge("?", common.OPEN.said_in(language), Tone.UNKNOWN)
    word = text.yes_no(holds, language)
    said = f"{word}: {margin}" if margin else word
    if good is None:
        return Badge("●" if holds else "○", said, Tone.NEUTRAL)
    return Badge("✓", said, Tone.GOOD) if holds == good else Badge("✗", said, Tone.BAD)


def _awaits_judgement(finding: Finding) -> bool:
    """Whether all that is missing in the open parts of a condition is judgements."""
    missing = list(_missing(finding))
    return bool(missing) and all(each.leaf.judgement for each in missing)


def _missing(finding: Finding) -> Iterator[Reading]:
    if finding.holds is None:
        yield from (each for each in finding.readings if each.value is UNKNOWN)
        for part in finding.parts:
            yield from _missing(part)


def _counted(badges: Sequence[Badge]) -> Badge | None:
    if not badges:
        return None
    numbers: dict[str, int] = {}
    for each in badges:
        numbers[each.symbol] = numbers.get(each.symbol, 0) + 1
    counts = "   ".join(f"{symbol} {number}" for symbol, number in sorted(numbers.items(), key=_symbol_order))
    tones = {each.tone for each in badges}
    return Badge("", counts, tones.pop() if len(tones) == 1 else Tone.NEUTRAL)


_SYMBOL_ORDER = "✓✗?…–»●○"


def _symbol_order(counted: tuple[str, int]) -> int:
    return _SYMBOL_ORDER.index(counted[0])
