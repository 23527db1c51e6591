"""How far providers are from thresholds: a histogram for each criterion that is one, and who is nearest on either side."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compiler.ir import text, words
from compiler.ir.nodes import Criterion
from compiler.ir.verdicts import Margin
from compiler.report.document.nodes import Block, Grid, Paragraph, Picture, Section, line
from compiler.report.summary.plots import histogram
from compiler.report.summary.tally import relation
from compiler.report.summary.teller import MARGIN, PROVIDER, PROVIDERS, Teller
from dsl.diagnostics import Words
from dsl.kinds import DateKind, Kind, MomentKind

MARGINS = Words("How far from the threshold", "Hoe ver van de grens")
MARGINS_SAID = Words(
    "Of those to whom a criterion applies and who were not excused from it.",
    "Van wie een criterium geldt en wie er niet van is vrijgesteld.",
)
DISTANCE = Words("Distance to the threshold ({0})", "Afstand tot de grens ({0})")
MISSED_KEPT = Words(
    "Left of the line the threshold is missed ({0}), right of it it is kept ({1}). Exactly on the threshold: {2}.",
    "Links van de lijn is de grens niet gehaald ({0}), rechts ervan wel ({1}). Precies op de grens: {2}.",
)
EXCLUDED_OR_NOT = Words(
    "Left of the line the exclusion holds ({0}), right of it it does not ({1}). Exactly on the threshold: {2}.",
    "Links van de lijn geldt de uitsluiting ({0}), rechts ervan niet ({1}). Precies op de grens: {2}.",
)
ENDS = Words(
    "The outermost bars also hold whoever is farther away than they are drawn.",
    "De buitenste staven tellen ook mee wie nog verder van de grens zit dan getekend is.",
)
JUST_MISSED, JUST_KEPT = Words("Just missed", "Net niet gehaald"), Words("Just kept", "Net wel gehaald")
JUST_EXCLUDED = Words("Just excluded", "Net wel uitgesloten")
JUST_NOT_EXCLUDED = Words("Just not excluded", "Net niet uitgesloten")
DAYS = Words("days", "dagen")


def distances(told: Teller) -> Iterator[Section]:
    """A section with a part for each criterion that has distances."""
    measured = measured_criteria(told)
    if measured:
        lead = Paragraph(line(told.say(MARGINS_SAID)))
        yield Section(line(told.say(MARGINS)), (lead, *(_of(told, each) for each in measured)))


def measured_criteria(told: Teller) -> list[Criterion]:
    return [each for each in told.policy.criteria if each.id in told.tally.margins]


def distance(told: Teller, by: Fraction, criterion: Criterion) -> str:
    """`4 patients short`."""
    by_itself = Margin(by, Fraction(0), by, told.tally.margins[criterion.id].kind)
    return words.margin(by_itself, relation(criterion), told.language) or "–"


def _of(told: Teller, criterion: Criterion) -> Section:
    found = told.tally.margins[criterion.id]
    name = told.criterion(criterion.id)
    excludes = criterion.kind == "exclusion"
    said = told.say(
        EXCLUDED_OR_NOT if excludes else MISSED_KEPT, *map(told.count, (found.missed, found.kept, found.sides[1]))
    )
    bins = found.binned()
    drawn = histogram(
        [text.number(each, told.language) for each in bins.edges],
        bins.counts,
        bins.zero,
        told.say(DISTANCE, _unit(told, found.kind)),
        told.say(PROVIDERS),
        name,
        told.prefix(),
        told.count,
    )
    blocks: list[Block] = [Paragraph(line(said)), Picture(drawn, f"{name}. {said}")]
    if bins.cut:
        blocks.append(Paragraph(line(told.say(ENDS)), small=True))
    titles = (JUST_EXCLUDED, JUST_NOT_EXCLUDED) if excludes else (JUST_MISSED, JUST_KEPT)
    for title, near in zip(titles, (found.below, found.above), strict=True):
        if near:
            rows = tuple((line(told.named(each)), line(distance(told, each.by, criterion))) for each in near)
            blocks.append(Grid(told.say(title), (told.say(PROVIDER), told.say(MARGIN)), rows))
    return Section(line(name), tuple(blocks))


def _unit(told: Teller, kind: Kind) -> str:
    return told.say(DAYS) if isinstance(kind, DateKind | MomentKind) else text.unit(kind) or "–"
