"""Counts as bars with a table below them: decisions, decisions by group, deciding criteria, missing facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from compiler.ir import text
from compiler.ir.verdicts import Outcome
from compiler.report.document.nodes import Block, Grid, Paragraph, Section, line
from compiler.report.phrases import MORE
from compiler.report.summary.plots import Series
from compiler.report.summary.tally import Group, Grouping
from compiler.report.summary.teller import DECISION, OTHERS, PROVIDERS, Teller
from dsl.diagnostics import Words

DECISIONS = Words("Decisions", "Besluiten")
BY = Words("Decisions by {0}", "Besluiten naar {0}")
DECIDES = Words("The criteria that decide most", "De criteria die het vaakst de doorslag geven")
DECIDES_SAID = Words(
    "Providers of whom a criterion is not met, or keeps the decision open.",
    "Aanbieders die niet aan een criterium voldoen, of van wie het besluit erdoor openblijft.",
)
MISSING = Words("Missing facts", "Ontbrekende gegevens")
MISSING_SAID = Words(
    "Providers whose decision waits for a fact or a judgement.",
    "Aanbieders van wie het besluit wacht op een gegeven of een oordeel.",
)
CRITERION, FACT = Words("Criterion", "Criterium"), Words("Fact", "Gegeven")
TOTAL = Words("Together", "Samen")

MOST_GROUPS, MOST_BARS = 20, 15
_PLAIN = "#3f5d7d"
_LOOKS = {
    Outcome.ELIGIBLE: ("#1d6b32", ""),
    Outcome.INELIGIBLE: ("#b3261e", "//"),
    Outcome.UNDETERMINED: ("#c08a00", ".."),
    Outcome.AWAITING: ("#7a3a8c", "xx"),
}


def decisions(told: Teller) -> Iterator[Section]:
    """All decisions, and then by each grouping."""
    yield Section(line(told.say(DECISIONS)), tuple(_all(told)))
    for grouping, counted in zip(told.tally.groupings, told.tally.groups, strict=True):
        title = told.say(BY, grouping.said(told.language))
        yield Section(line(title), tuple(_by(told, grouping, counted, title)))


def deciding(told: Teller) -> Iterator[Section]:
    """The criteria that decide most."""
    return _counted(told, DECIDES, DECIDES_SAID, CRITERION, told.tally.deciding, told.criterion)


def missing(told: Teller) -> Iterator[Section]:
    """The facts that are missing most."""
    return _counted(told, MISSING, MISSING_SAID, FACT, told.tally.missing, str)


def _outcomes(told: Teller) -> list[Outcome]:
    return [each for each in Outcome if told.tally.outcomes[each]]


def _all(told: Teller) -> Iterator[Block]:
    outcomes = _outcomes(told)
    counted = told.tally.outcomes
    if outcomes:
        labels = [text.outcome(each, told.language) for each in outcomes]
        series = Series("", _PLAIN, "", tuple(counted[each] for each in outcomes))
        yield told.bars(labels, [series], told.say(DECISIONS))
    rows = [(line(told.tag(each)), line(told.count(counted[each]))) for each in outcomes]
    rows.append((line(told.say(TOTAL)), line(told.count(told.tally.records))))
    yield Grid(told.say(DECISIONS), (told.say(DECISION), told.say(PROVIDERS)), tuple(rows))


def _by(told: Teller, grouping: Grouping, counted: dict[Group, Counter[Outcome]], title: str) -> Iterator[Block]:
    found = sorted(
        ((told.group(each), group) for each, group in counted.items()), key=lambda each: (-each[1].total(), each[0])
    )
    kept = found[:MOST_GROUPS]
    if len(found) > MOST_GROUPS:
        kept.append((told.say(OTHERS), sum((group for _, group in found[MOST_GROUPS:]), Counter())))
    outcomes = _outcomes(told)
    series = [
        Series(text.outcome(each, told.language), *_LOOKS[each], tuple(group[each] for _, group in kept))
        for each in outcomes
    ]
    yield told.bars([name for name, _ in kept], series, title)
    headings = (
        grouping.said(told.language),
        *(text.outcome(each, told.language) for each in outcomes),
        told.say(TOTAL),
    )
    rows = tuple(
        (line(name), *(line(told.count(group[each])) for each in outcomes), line(told.count(group.total())))
        for name, group in kept
    )
    yield Grid(title, headings, rows)


def _counted(
    told: Teller, title: Words, said: Words, heads: Words, counted: Counter[str], named: Callable[[str], str]
) -> Iterator[Section]:
    if counted:
        blocks = ranked(told, told.say(title), told.say(heads), counted, named)
        yield Section(line(told.say(title)), (Paragraph(line(told.say(said))), *blocks))


def ranked(told: Teller, title: str, heads: str, counted: Counter[str], named: Callable[[str], str]) -> Iterator[Block]:
    """How many providers there are of each, most first, drawn and as a table."""
    most = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    shown = [(named(name), count) for name, count in most[:MOST_BARS]]
    series = Series("", _PLAIN, "", tuple(count for _, count in shown))
    yield told.bars([name for name, _ in shown], [series], title)
    rows = tuple((line(name), line(told.count(count))) for name, count in shown)
    yield Grid(title, (heads, told.say(PROVIDERS)), rows)
    if len(most) > MOST_BARS:
        yield Paragraph(line(told.say(MORE, told.count(len(most) - MOST_BARS))), small=True)
