"""What became of the examples of a policy, as text and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler.ir import text
from compiler.ir.values import NONE, FactValue
from compiler.ir.verdicts import DeadlineStatus, Outcome, Verdict
from compiler.ir.words import fill
from compiler.report import phrases
from compiler.report.decisions import why
from compiler.report.layout import paint, printable
from compiler.scenarios.cases import ExpectedValue
from compiler.scenarios.run import Check, ExampleRun
from dsl import syntax
from dsl.diagnostics import Language, Words
from dsl.kinds import Kind, ListKind

FAILS = Words("example fails: {0}", "voorbeeld klopt niet: {0}")
EXAMPLES = (Words("example", "voorbeeld"), Words("examples", "voorbeelden"))
PASSED, FAILED = Words("passed", "geslaagd"), Words("failed", "mislukt")
EXPECTED = Words("expected {0}, found {1}", "verwacht {0}, gevonden {1}")
BECAUSE = Words("because {0}", "want {0}")
NAME_OTHERS = Words("`population` names them", "`populatie` noemt ze")
DECISION = Words("decision", "besluit")
NOT_THERE = Words(
    "nothing, as the policy does not have it on this day", "niets, want het beleid heeft dit op deze dag niet"
)


def failure_text(run: ExampleRun, colour: bool = False) -> str:
    """An example that does not come out, each expectation that fails with what came out; ending in a newline."""
    return "\n".join(_failure(run, colour)) + "\n"


def _failure(run: ExampleRun, colour: bool) -> Iterator[str]:
    language = run.policy.language
    failed = paint(fill(FAILS, language, printable(run.case.name)), "red", colour)
    yield f"{printable(str(run.case.span))}: {failed}"
    for check in run.failed:
        wanted, actual = worded(check, language)
        yield f"  {subject(check, language)}: {fill(EXPECTED, language, wanted, actual)}"
        reason = _reason(check, run, language)
        if reason:
            yield f"    {fill(BECAUSE, language, reason)}"


def _reason(check: Check, run: ExampleRun, language: Language) -> str | None:
    """Why the verdict, or the decision, came out as it did; of a value that is unknown what is missing."""
    if isinstance(check.expected, syntax.ExpectDecision):
        deciding = run.result.deciding if run.result.outcome is not Outcome.ELIGIBLE else ()
        return "; ".join(f"{each.criterion.id}: {why(each, language)}" for each in deciding[:3]) or None
    if missing := run.rests_on(check):
        named = sorted(phrases.named(each, run.policy, language) for each in missing)
        others = any(phrases.is_about_others(each, run.policy) for each in missing)
        told = fill(phrases.MISSING, language, ", ".join(named))
        return f"{told}; {NAME_OTHERS.said_in(language)}" if others else told
    found = run.reasons(check)
    return why(found, language) if found else None


def subject(check: Check, language: Language) -> str:
    match check.expected:
        case syntax.ExpectDecision():
            return DECISION.said_in(language)
        case syntax.ExpectVerdict(name=name):
            return name.text
        case ExpectedValue(name=said):
            return said


def worded(check: Check, language: Language) -> tuple[str, str]:
    """What was expected and what came out."""
    wanted, actual = check.wanted, check.actual
    match check.expected:
        case syntax.ExpectDecision():
            return text.outcome(Outcome(wanted), language), text.outcome(Outcome(actual), language)
        case syntax.ExpectVerdict():
            return _verdict_word(wanted, language), _verdict_word(actual, language)
        case ExpectedValue(kind=kind):
            return _value(wanted, kind, language), _value(actual, kind, language)


def _value(value: FactValue, kind: Kind, language: Language) -> str:
    """A value; of what is decided on the elements of a list each."""
    if isinstance(kind, ListKind) and isinstance(value, tuple) and value:
        return ", ".join(text.worded(each, kind.element, language) for each in value)
    return text.worded(value, kind, language)


def _verdict_word(value: FactValue, language: Language) -> str:
    """Of a criterion or a deadline; where both have a word it is the same. NONE where there is none on the day."""
    if value is NONE:
        return NOT_THERE.said_in(language)
    known = value in {each.value for each in Verdict}
    return text.verdict(Verdict(value) if known else DeadlineStatus(value), language)


def summary(came_out: Sequence[bool], language: Language = "en") -> str:
    """`25 examples: 24 passed, 1 failed`"""
    passed = sum(came_out)
    failed = len(came_out) - passed
    count = f"{len(came_out)} {EXAMPLES[len(came_out) != 1].said_in(language)}"
    said = [f"{passed} {PASSED.said_in(language)}", *([f"{failed} {FAILED.said_in(language)}"] if failed else [])]
    return f"{count}: {', '.join(said)}"


def run_data(run: ExampleRun) -> dict[str, object]:
    """One example as plain data for JSON."""
    return {
        "example": run.case.name,
        "place": str(run.case.span),
        "policy": run.case.policy,
        "as_of": run.case.as_of.isoformat(),
        "passed": run.holds,
        "decision": run.decided.outcome.value,
        "checks": [
            {
                "subject": subject(check, "en"),
                "expected": _exact(check, check.wanted),
                "actual": _exact(check, check.actual),
                "passed": check.holds,
            }
            for check in run.checks
        ],
    }


def _exact(check: Check, value: FactValue) -> object:
    if isinstance(check.expected, ExpectedValue):
        return text.exact(value, check.expected.kind)
    return None if value is NONE else value
