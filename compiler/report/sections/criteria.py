"""Criteria in a report: what decides in full, every one of them folded, each with its sources and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.backends import decision_graph as draw
from compiler.ir import words
from compiler.ir.nodes import Criterion
from compiler.ir.verdicts import CriterionResult, Outcome, Verdict
from compiler.ir.words import fill
from compiler.report import phrases
from compiler.report.document.html import QUOTES
from compiler.report.document.nodes import (
    Block,
    Bullets,
    Folded,
    Grid,
    Inline,
    Line,
    Pairs,
    Paragraph,
    Picture,
    Section,
    Tag,
    line,
)
from compiler.report.prose.causes import Cause, causes
from compiler.report.prose.dates import date_basis
from compiler.report.prose.lists import enumerated, sentence
from compiler.report.sections.speaker import Speaker
from compiler.report.told import told
from compiler.report.tones import verdict_tone
from dsl.diagnostics import Words
from dsl.kinds import NumberKind

NARROWEST = Words("What is met by the smallest margin", "Waar de ruimte het kleinst is")
DRAWN = Words("{0}; what it shows stands below in words", "{0}; wat het laat zien, staat hieronder in woorden")
NO_EXCEPTION = Words("The exception does not hold either: {0}.", "Ook de uitzondering geldt niet: {0}.")
RULE = Words("Rule", "Regel")
DATES = Words("Dates", "Datums")
SETTLES = Words("May settle it", "Kan uitsluitsel geven")
FOUND, ASKED, MARGIN = Words("Found", "Gevonden"), Words("Threshold", "Grens"), Words("Margin", "Verschil")
FIGURES = Words("The figures", "De cijfers")
MOST_NARROW = 3
FEW = 2


class Criteria(Speaker):
    """The criteria of a policy with what became of them."""

    def deciding(self) -> Iterator[Block]:
        """What decides or keeps open; of a favourable decision what was met by the smallest margin."""
        if self.result.outcome is Outcome.ELIGIBLE:
            narrow = [each for each in self.result.deciding if _has_margin(each)][:MOST_NARROW]
            few = self.result.deciding if len(self.result.deciding) <= FEW else ()
            title, shown = (NARROWEST, narrow) if narrow else (phrases.DECIDED_BY, list(few))
        else:
            title = phrases.KEPT_OPEN_BY if self.case.is_open else phrases.DECIDED_BY
            shown = list(self.result.deciding)
        if shown:
            yield Section(line(self.say(title)), tuple(self._decisive(each) for each in shown))

    def all(self) -> Block:
        """Every criterion, in words and in a picture."""
        folded = tuple(self._folded(each) for each in self.result.results)
        return Section(line(self.say(phrases.ALL)), (*self._picture(), *folded))

    def _picture(self) -> Iterator[Picture]:
        """The graph of the criteria with their verdicts, where something can draw it."""
        if not self.result.results:
            return
        graph = draw.overview(self.policy, self.result, self.language, provider=self.case.provider)
        try:
            yield Picture(graph.svg(), fill(DRAWN, self.language, graph.title))
        except draw.NoGraphviz:
            return

    # --- what decides -------------------------------------------------------------------------------------------------

    def _decisive(self, result: CriterionResult) -> Section:
        blocks: list[Block] = []
        found = self._causes(result)
        if found:
            blocks.append(Paragraph(line(" ".join(sentence(each.said) for each in found))))
        if result.unless is not None and result.verdict is Verdict.NOT_MET:
            said = "; ".join(each.said for each in causes(result.unless, self.language))
            blocks.append(Paragraph(line(fill(NO_EXCEPTION, self.language, said))))
        figures = self._figures(found)
        if figures is not None:
            blocks.append(figures)
        blocks.append(Pairs(tuple(self._sourced(result))))
        return Section(line(*self._name(result.criterion), " ", self._tag(result)), tuple(blocks))

    def _causes(self, result: CriterionResult) -> tuple[Cause, ...]:
        if result.verdict.is_open:
            return ()
        if result.verdict is Verdict.NOT_APPLICABLE and result.applies:
            return causes(result.applies, self.language)
        return causes(result.body, self.language, turned=result.criterion.kind == "exclusion")

    def _figures(self, found: Iterable[Cause]) -> Grid | None:
        rows = []
        for each in found:
            margin = each.margin
            if margin is not None and isinstance(margin.kind, NumberKind):
                by = words.margin(margin, each.relation, self.language)
                actual, threshold = words.measures(margin, self.language)
                rows.append((line(phrases.said(each.finding.mark)), line(actual), line(threshold), line(by or "–")))
        headings = tuple(map(self.say, (RULE, FOUND, ASKED, MARGIN)))
        return Grid(self.say(FIGURES), headings, tuple(rows)) if rows else None

    def _tag(self, result: CriterionResult) -> Tag:
        return Tag(words.verdict(result.verdict, result.criterion, self.language), verdict_tone(result))

    def _name(self, criterion: Criterion) -> tuple[str | Inline, ...]:
        kind = f"{self.say(phrases.EXCLUSION).capitalize()} " if criterion.kind == "exclusion" else ""
        return (kind, *self.name(criterion.title, criterion.id))

    def _sourced(self, result: CriterionResult) -> Iterator[tuple[str, Line]]:
        if result.verdict.is_open:
            settling = self._settling(result)
            if settling:
                yield self.say(SETTLES), line(settling)
        taken = {each.taken.id: each.taken for each in self._causes(result) if each.taken is not None}
        yield from self.sources(
            (*result.criterion.citations, *(each for one in taken.values() for each in one.citations))
        )
        yield self.say(DATES), line(date_basis(self.policy, self.case.uses(result.criterion.id), self.language))

    def _settling(self, result: CriterionResult) -> str:
        leaves = result.settlements[0].leaves if result.settlements else result.rests_on
        named = (phrases.named(each, self.policy, self.language, QUOTES[self.language]) for each in leaves)
        return enumerated(sorted(named), self.language)

    # --- every one ----------------------------------------------------------------------------------------------------

    def _folded(self, result: CriterionResult) -> Folded:
        return Folded(
            line(self._tag(result), " ", *self._name(result.criterion)),
            (self._tree(result), Pairs(tuple(self._sourced(result)))),
        )

    def _tree(self, result: CriterionResult) -> Bullets:
        items: list[tuple[Line, Bullets | None]] = []
        if result.applies:
            items.append(self.tree(told(result.applies, self.language, lead=f"{self.say(phrases.APPLIES_WHEN)} ")))
        if result.verdict is not Verdict.NOT_APPLICABLE:
            items.append(self.tree(told(result.body, self.language)))
            if result.unless and result.body.holds is not (result.criterion.kind == "requirement"):
                items.append(self.tree(told(result.unless, self.language, lead=f"{self.say(phrases.UNLESS)} ")))
        return Bullets(tuple(items))


def _has_margin(result: CriterionResult) -> bool:
    return result.body.holds is True and any(each.margin is not None for each in causes(result.body, "en"))
