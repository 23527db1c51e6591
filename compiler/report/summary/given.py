"""What is granted, to how many: a part for each grant and profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compiler.ir import text, words
from compiler.report.document.nodes import Block, Grid, Paragraph, Section, line
from compiler.report.granted import cases_said, options_of
from compiler.report.summary.counts import ranked
from compiler.report.summary.grants import Granted
from compiler.report.summary.teller import PROVIDERS, Teller
from dsl.diagnostics import Words
from dsl.kinds import NumberKind

GRANTED_SAID = Words(
    "How many providers each case goes for, with the values of those who have one.",
    "Voor hoeveel aanbieders elk geval geldt, met de waarden van wie er een heeft.",
)
CASE, VALUE = Words("Case", "Geval"), Words("Value", "Waarde")
CASES, VALUES = Words("{0}: cases", "{0}: gevallen"), Words("{0}: values", "{0}: waarden")
KNOWN = Words("Providers with a value: {0}.", "Aanbieders met een waarde: {0}.")
NUMBERS = Words("Lowest {0}, highest {1}.", "Laagste {0}, hoogste {1}.")
DAYS = Words("Earliest {0}, latest {1}.", "Vroegste {0}, laatste {1}.")
TOTAL = Words("Together {0}.", "Samen {0}.")


def granted(told: Teller) -> Iterator[Section]:
    """A section with a part for each grant, where there are any providers."""
    if told.tally.granted and told.tally.records:
        title = words.grants_heading(told.policy.grants).said_in(told.language)
        lead = Paragraph(line(told.say(GRANTED_SAID)))
        yield Section(line(title), (lead, *(_of(told, each) for each in told.tally.granted)))


def _of(told: Teller, found: Granted) -> Section:
    name = found.grant.title or found.grant.id
    cases = _named(found.cases, cases_said(found.grant, told.language))
    blocks: list[Block] = [*ranked(told, told.say(CASES, name), told.say(CASE), cases, str)]
    if found.is_measured:
        blocks += _measured(told, found)
    else:
        values = _named(found.options, options_of(found.grant, told.language))
        if not values.items() <= cases.items():  # else each case is the value that it gives
            blocks.append(_values(told, values, name))
    return Section(line(name), tuple(blocks))


def _named(counted: Counter[int], names: list[str]) -> Counter[str]:
    """Several places can have one name: cases that give the same."""
    found: Counter[str] = Counter()
    for place, number in counted.items():
        found[names[place]] += number
    return found


def _values(told: Teller, values: Counter[str], name: str) -> Grid:
    most = sorted(values.items(), key=lambda each: (-each[1], each[0]))
    rows = tuple((line(value), line(told.count(number))) for value, number in most)
    return Grid(told.say(VALUES, name), (told.say(VALUE), told.say(PROVIDERS)), rows)


def _measured(told: Teller, found: Granted) -> Iterator[Paragraph]:
    if found.lowest is None or found.highest is None:
        return

    def said(code: int) -> str:
        return text.worded(found.value(code), found.grant.kind, told.language)

    ends = NUMBERS if isinstance(found.grant.kind, NumberKind) else DAYS
    parts = [told.say(KNOWN, told.count(found.known)), told.say(ends, said(found.lowest), said(found.highest))]
    if found.adds_up:
        parts.append(told.say(TOTAL, said(found.total)))
    yield Paragraph(line(" ".join(parts)))
