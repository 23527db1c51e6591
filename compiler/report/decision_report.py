"""The decision on one provider as a document: the decision first, then what decides, what is open, and everything else folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler.ir import text
from compiler.ir.words import fill, in_force
from compiler.report import phrases
from compiler.report.case import Case, version_of_meetlat
from compiler.report.document.nodes import (
    Block,
    Bullets,
    Document,
    Grid,
    Inline,
    Line,
    Pairs,
    Paragraph,
    Section,
    Tag,
    Text,
    line,
)
from compiler.report.prose import decision as prose
from compiler.report.prose.missing import Point, points
from compiler.report.prose.ways import ways
from compiler.report.sections.besides import Besides
from compiler.report.sections.criteria import Criteria
from compiler.report.sections.facts import WHAT, FactsRead
from compiler.report.sections.speaker import Speaker
from compiler.report.tones import TONES
from dsl.diagnostics import Words

REPORT = Words("Decision report", "Beslisrapport")
POLICY = Words("Policy", "Beleid")
ISSUER = Words("Issued by", "Uitgegeven door")
AS_OF = Words("Decided as of", "Beoordeeld per")
IN_FORCE = Words("In force", "Geldig")
DOCUMENTS = Words("Documents", "Documenten")
AMENDED = Words("Amendments in it", "Wijzigingen daarin")
AMENDED_BY = Words("“{0}”, as of {1}", "‘{0}’, per {1}")
FACTS_FROM = Words("Facts from", "Gegevens uit")
DATED = Words("{0}, as they were on {1}", "{0}, naar de stand van {1}")
OPEN = Words("What is still open", "Wat nog open is")
IN_THIS_ORDER = Words(
    "In this order each answer settles as much as it can.",
    "In deze volgorde geeft elk antwoord zo veel mogelijk uitsluitsel.",
)
CAN_CHANGE = Words("What the provider can change itself", "Wat de aanbieder zelf kan veranderen")
WHO = Words("From whom", "Van wie")
SETTLING = Words("May settle", "Kan uitsluitsel geven over")
IF_STILL_OPEN = Words("if what stands above it does not", "als wat erboven staat dat niet doet")
TOGETHER = Words("together with what stands above it", "samen met wat erboven staat")
MADE_BY = Words("Made by Meetlat {0}", "Gemaakt met Meetlat {0}")


def report(case: Case) -> Document:
    """The whole report."""
    made = _Report(case)
    return Document(
        case.language,
        f"{case.provider}: {text.outcome(case.result.outcome, case.language)}",
        f"{made.say(REPORT)} · {case.policy.title or case.policy.name}",
        tuple(made.blocks()),
        " · ".join((fill(MADE_BY, case.language, version_of_meetlat()), case.policy.module, case.source)),
    )


class _Report(Speaker):
    def blocks(self) -> Iterator[Block]:
        yield Paragraph(line(self._outcome(), " ", prose.decision(self.case.provider, self.result, self.language)))
        yield Pairs(tuple(self._about()))
        yield from Criteria(self.case).deciding()
        yield from self._open()
        yield from self._ways()
        promise = prose.promise(self.result.outcome, self.policy, self.language)
        if promise:
            yield Section(line(self.say(phrases.RESERVATION)), (Paragraph(line(promise)),))
        yield Criteria(self.case).all()
        yield from Besides(self.case).blocks()
        yield FactsRead(self.case).folded()

    def _outcome(self) -> Tag:
        return Tag(text.outcome(self.result.outcome, self.language), TONES[self.result.outcome])

    def _about(self) -> Iterator[tuple[str, Line]]:
        policy = self.policy
        name = self.author(policy.title) if policy.title else Text(policy.name)
        yield self.say(POLICY), line(name, f" ({policy.name}, {policy.module})")
        if policy.issuer:
            yield self.say(ISSUER), line(policy.issuer)
        yield self.say(AS_OF), line(text.day(policy.as_of, self.language))
        if policy.first or policy.last:
            yield self.say(IN_FORCE), line(in_force(policy, self.language))
        cited = dict.fromkeys(citation.document for each in policy.criteria for citation in each.citations)
        documents = [each for key in cited if (each := self.case.basis.documents.get(key)) is not None]
        if documents:
            parts: list[str | Inline] = []
            for each in documents:
                parts += ["; " if parts else "", each.key]
                parts += [" ", self.author(each.title)] if each.title else []
            yield self.say(DOCUMENTS), line(*parts)
        amended = [
            fill(AMENDED_BY, self.language, each.title, text.day(each.effective, self.language))
            for each in self.case.basis.amendments
        ]
        if amended:
            yield self.say(AMENDED), line("; ".join(amended))
        dated = self.case.dated
        source = self.case.source
        if dated is not None:
            source = fill(DATED, self.language, source, text.day(dated, self.language))
        yield self.say(FACTS_FROM), line(source)

    def _open(self) -> Iterator[Block]:
        concerned = self.result.deciding if self.case.is_open else self.result.results
        found = points(concerned, self.policy, self.language)
        if not found:
            return
        title = OPEN if self.case.is_open else phrases.OPEN_ASIDE
        grid = self._points(found)
        lead = (Paragraph(line(self.say(IN_THIS_ORDER))),) if len(found) > 1 and self.case.is_open else ()
        yield Section(line(self.say(title)), (*lead, grid))

    def _ways(self) -> Iterator[Block]:
        found = ways(self.case, to_provider=False)
        if found.sentences:
            blocks: list[Block] = [Bullets(tuple((line(each), None) for each in found.sentences))]
            if found.conclusion is not None:
                blocks.append(Paragraph(line(found.conclusion)))
            yield Section(line(self.say(CAN_CHANGE)), tuple(blocks))

    def _points(self, found: Sequence[Point]) -> Grid:
        rows = tuple(
            (line(each.said), line(each.who), line(", ".join(each.settles) or self._together(each))) for each in found
        )
        return Grid("", tuple(map(self.say, (WHAT, WHO, SETTLING))), rows)

    def _together(self, point: Point) -> str:
        said = self.say(IF_STILL_OPEN if point.repeats else TOGETHER)
        return f"{', '.join(point.touches)} ({said})" if point.touches else "–"
