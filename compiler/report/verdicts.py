"""The full reasoning on one provider in prose: every verdict, what was read, the margin, the source, and what may settle it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.ir import text, words
from compiler.ir.nodes import Citation, Criterion
from compiler.ir.verdicts import (
    CriterionResult,
    Finding,
    GrantResult,
    Leaf,
    Outcome,
    PolicyResult,
    Settlement,
    TableResult,
    Verdict,
)
from compiler.ir.words import fill
from compiler.report import deadlines, phrases, takings
from compiler.report.layout import Colour, paint, printable
from compiler.report.orders import AMONG, Place
from compiler.report.told import MOST_READINGS, Told, told
from dsl.diagnostics import Language, Words

SYMBOLS = {
    Verdict.MET: "✓",
    Verdict.NOT_MET: "✗",
    Verdict.UNKNOWN: "?",
    Verdict.AWAITING: "…",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.WAIVED: "~",
}
OUTCOME_COLOURS: dict[Outcome, Colour] = {
    Outcome.ELIGIBLE: "green",
    Outcome.INELIGIBLE: "red",
    Outcome.UNDETERMINED: "yellow",
    Outcome.AWAITING: "magenta",
}
MOST_SETTLEMENTS = 6


def reasoning(
    provider: str,
    result: PolicyResult,
    language: Language,
    colour: bool = False,
    places: tuple[Place, ...] = (),
    beside: int = 0,
) -> str:
    """The whole explanation, ending in a newline; `places` are those among so many providers of the file."""
    made = _Reasoning(result, language, colour)
    return "\n".join((*made.lines(printable(provider)), *made.among(places, beside))) + "\n"


def verdict_colour(result: CriterionResult) -> Colour:
    if result.counts is None:
        return "magenta" if result.verdict is Verdict.AWAITING else "yellow"
    return "green" if result.counts else "red"


def symbol(result: CriterionResult) -> str:
    """Of an exclusion that is met the symbol of what counts against the provider."""
    if result.criterion.kind == "exclusion":
        return {Verdict.MET: "✗", Verdict.NOT_MET: "✓"}.get(result.verdict, SYMBOLS[result.verdict])
    return SYMBOLS[result.verdict]


class _Reasoning:
    def __init__(self, result: PolicyResult, language: Language, colour: bool) -> None:
        self.result = result
        self.policy = result.policy
        self.language = language
        self.colour = colour

    def lines(self, provider: str) -> Iterator[str]:
        yield from self._head(provider)
        yield from self._criteria()
        yield from deadlines.lines(self.result, self.language, self.colour, self._found)
        yield from self._tables()
        yield from self._grants()
        yield from self._allocations()
        yield from self._values()
        calendar = deadlines.calendar_text(self.policy, self.language)
        if calendar:
            yield ""
            yield calendar

    def among(self, places: tuple[Place, ...], beside: int) -> Iterator[str]:
        if places:
            yield ""
            yield paint(fill(AMONG, self.language, beside), "bold", self.colour)
        for each in places:
            title = f' "{each.title}"' if each.title else ""
            yield f"  {each.name}{title} = {each.found}; {each.why}"
            yield from self._citations(each.citations)

    def _head(self, provider: str) -> Iterator[str]:
        outcome = self.result.outcome
        said = paint(text.outcome(outcome, self.language), OUTCOME_COLOURS[outcome], self.colour)
        yield f"{paint(provider, 'bold', self.colour)}: {said}"
        yield phrases.heading(self.policy, self.language)
        promise = phrases.promise(outcome, self.policy, self.language)
        if promise:
            yield promise

    def _criteria(self) -> Iterator[str]:
        deciding = self.result.deciding
        chosen = {each.criterion.id for each in deciding}
        rest = [each for each in self.result.results if each.criterion.id not in chosen]
        open_still = self.result.outcome in (Outcome.UNDETERMINED, Outcome.AWAITING)
        if deciding and rest:
            yield from self._section(phrases.KEPT_OPEN_BY if open_still else phrases.DECIDED_BY, deciding)
            yield from self._section(phrases.OTHER, rest)
        else:
            yield from self._section(phrases.ALL, deciding or rest)

    def _section(self, heading: Words, results: Iterable[CriterionResult]) -> Iterator[str]:
        found = list(results)
        if found:
            yield ""
            yield paint(heading.said_in(self.language), "bold", self.colour)
        for each in found:
            yield from self.criterion(each)

    def criterion(self, result: CriterionResult) -> Iterator[str]:
        criterion = result.criterion
        verdict = f"{symbol(result)} {words.verdict(result.verdict, criterion, self.language)}"
        kind = f"{phrases.EXCLUSION.said_in(self.language)} " if criterion.kind == "exclusion" else ""
        title = f' "{criterion.title}"' if criterion.title else ""
        yield f"  {paint(verdict, verdict_colour(result), self.colour)}: {kind}{criterion.id}{title}"
        if result.applies:
            yield from self._told(
                told(result.applies, self.language), "      ", phrases.APPLIES_WHEN.said_in(self.language) + " "
            )
        if result.verdict is not Verdict.NOT_APPLICABLE:
            yield from self._told(told(result.body, self.language), "      ", "")
            if result.unless and result.body.holds is not (criterion.kind == "requirement"):
                yield from self._told(
                    told(result.unless, self.language), "      ", phrases.UNLESS.said_in(self.language) + " "
                )
        yield from self._citations(criterion.citations)
        yield from self._settlements(result)

    def _found(self, finding: Finding, indent: str, lead: str) -> Iterator[str]:
        yield from self._told(told(finding, self.language), indent, lead)

    def _told(self, found: Told, indent: str, lead: str) -> Iterator[str]:
        yield f"{indent}{lead}{found.said}: {found.verdict(self.language)}"
        inner = indent + "    "
        for each in found.readings:
            yield paint(f"{inner}{each}", "dim", self.colour)
        for part in found.parts:
            yield from self._told(part, inner, "- ")

    def _citations(self, citations: tuple[Citation, ...]) -> Iterator[str]:
        for each in citations:
            yield paint(f"      {fill(words.SOURCE, self.language, each)}", "dim", self.colour)

    def _settlements(self, result: CriterionResult) -> Iterator[str]:
        if not result.verdict.is_open:
            return
        if not result.settlements:
            yield from self._rests_on(result.rests_on)
            return
        for each in result.settlements[:MOST_SETTLEMENTS]:
            yield from self._settlement(each, result.criterion)
        if len(result.settlements) > MOST_SETTLEMENTS:
            yield f"      {fill(phrases.MORE, self.language, len(result.settlements) - MOST_SETTLEMENTS)}"

    def _settlement(self, settlement: Settlement, criterion: Criterion) -> Iterator[str]:
        heading = phrases.SETTLES if len(settlement.leaves) == 1 else phrases.SETTLES_TOGETHER
        named = ", ".join(
            phrases.named(each, self.policy, self.language) for each in sorted(settlement.leaves, key=_by_path)
        )
        verdicts = [self._then(each, criterion) for each in Verdict if each in settlement.verdicts]
        *before, last = verdicts
        ways = f"{', '.join(before)}{phrases.OR.said_in(self.language)}{last}" if before else last
        then = fill(phrases.THEN, self.language, ways)
        yield f"      {heading.said_in(self.language)} {named}; {then}"

    def _then(self, verdict: Verdict, criterion: Criterion) -> str:
        special = phrases.EXCLUDES_THEN.get(verdict) if criterion.kind == "exclusion" else None
        return special.said_in(self.language) if special else text.verdict(verdict, self.language)

    def _rests_on(self, leaves: frozenset[Leaf]) -> Iterator[str]:
        if leaves:
            named = [phrases.named(each, self.policy, self.language) for each in sorted(leaves, key=_by_path)]
            more = [fill(phrases.MORE, self.language, len(named) - MOST_READINGS)] if len(named) > MOST_READINGS else []
            yield f"      {phrases.RESTS_ON.said_in(self.language)} {', '.join(named[:MOST_READINGS] + more)}"

    def _tables(self) -> Iterator[str]:
        if self.result.tables:
            yield ""
            yield paint(words.TABLES.said_in(self.language), "bold", self.colour)
        for each in self.result.tables:
            yield from self._table(each)

    def _table(self, result: TableResult) -> Iterator[str]:
        table = result.table
        title = f' "{table.title}"' if table.title else ""
        yield f"  {table.id}{title}: {words.row(result, self.language)}"
        for name, kind in zip(table.outputs, table.output_kinds, strict=True):
            said = text.worded(result.outputs[name], kind, self.language)
            yield f"      {text.equals(name, said)}"
        yield from self._citations(table.citations)
        yield from self._rests_on(result.rests_on)

    def _grants(self) -> Iterator[str]:
        if self.result.grants:
            yield ""
            yield paint(words.grants_heading(self.policy.grants).said_in(self.language), "bold", self.colour)
        for each in self.result.grants:
            yield from self._grant(each)

    def _grant(self, result: GrantResult) -> Iterator[str]:
        grant = result.grant
        title = f' "{grant.title}"' if grant.title else ""
        worth, case = words.worth(result, self.language), words.case(result, self.language)
        given = text.equals(f"{grant.id}{title}", worth)
        yield f"  {grant.id}{title}: {case}" if words.is_withheld(result) else f"  {given} ({case})"
        findings = list(result.findings)
        if grant.applies is not None:
            lead = phrases.APPLIES_WHEN.said_in(self.language) + " "
            yield from self._told(told(findings.pop(0), self.language), "      ", lead)
        if grant.eligible is not None:
            holds = phrases.holds(findings.pop(0).holds, self.language)
            yield f"      {words.ONLY_ELIGIBLE.said_in(self.language)}: {holds}"
        when = text.word("WHEN", self.language)
        for award, finding in zip(grant.awards, findings, strict=False):
            yield from self._told(told(finding, self.language), "      ", f"{award.said} {when} ")
        yield from self._citations(grant.citations)
        yield from self._rests_on(result.rests_on)

    def _allocations(self) -> Iterator[str]:
        """What is taken of the provider's own lists."""
        if self.result.allocations:
            yield ""
            yield paint(words.ALLOCATIONS.said_in(self.language), "bold", self.colour)
        for each in self.result.allocations:
            allocation = each.allocation
            title = f' "{allocation.title}"' if allocation.title else ""
            nothing = takings.without_elements(each, self.language)
            yield f"  {allocation.id}{title}" + (f": {nothing}" if nothing else "")
            for name, one in takings.in_order(takings.elements(each)):
                taken = takings.taken(allocation, one, self.language)
                yield f"      {name} = {taken}: {takings.why(allocation, one, self.language)}"
            yield from self._citations(allocation.citations)

    def _values(self) -> Iterator[str]:
        if self.policy.values:
            yield ""
            yield paint(words.VALUES.said_in(self.language), "bold", self.colour)
        for each in self.policy.values:
            said = text.worded(self.result.values[each.id], each.kind, self.language)
            yield f"  {text.equals(each.id, said)}"
            yield from self._citations(each.citations)


def _by_path(leaf: Leaf) -> tuple[str, ...]:
    return tuple(f"{step:09}" if isinstance(step, int) else step for step in leaf.path)
