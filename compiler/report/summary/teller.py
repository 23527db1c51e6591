"""What the parts of the page on a register share: what was counted, the language, names, and where reports are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import define

from compiler.ir import text
from compiler.ir.nodes import Policy
from compiler.ir.values import Absence
from compiler.ir.verdicts import Outcome
from compiler.ir.words import fill
from compiler.report.document.html import QUOTES
from compiler.report.document.nodes import Inline, Link, Picture, Tag, Text
from compiler.report.summary.margins import Near
from compiler.report.summary.plots import Series, bars
from compiler.report.summary.tally import Group, Tally
from compiler.report.tones import TONES
from dsl.diagnostics import Language, Words

PROVIDER, PROVIDERS = Words("Provider", "Aanbieder"), Words("Providers", "Aanbieders")
DECISION, MARGIN = Words("Decision", "Besluit"), Words("Margin", "Verschil")
UNKNOWN_GROUP, NO_GROUP = Words("(unknown)", "(onbekend)"), Words("(none)", "(afwezig)")
OTHERS = Words("(others)", "(overige)")
_TICKED = re.compile("`([^`]*)`")
_OURS = (UNKNOWN_GROUP, NO_GROUP, OTHERS)


@define(eq=False)
class Teller:
    """`reports` are the addresses of reports, by the places of providers among those that were decided."""

    policy: Policy
    tally: Tally
    language: Language
    reports: Mapping[int, str]
    drawn: int = 0

    def say(self, said: Words, *parts: object) -> str:
        return fill(said, self.language, *parts)

    def quoted(self, said: str) -> str:
        """Between quotes what stands between backticks for a terminal."""
        opening, closing = QUOTES[self.language]
        return _TICKED.sub(lambda found: f"{opening}{found[1]}{closing}", said)

    def count(self, number: int) -> str:
        """`12 500`, in Dutch `12.500`."""
        return text.number(number, self.language)

    def prefix(self) -> str:
        """For the ids of the next drawing."""
        self.drawn += 1
        return f"plot{self.drawn}"

    def bars(self, labels: Sequence[str], series: Sequence[Series], title: str) -> Picture:
        return Picture(bars(labels, series, self.say(PROVIDERS), title, self.prefix(), self.count), title)

    def tag(self, outcome: Outcome) -> Tag:
        return Tag(text.outcome(outcome, self.language), TONES[outcome])

    def criterion(self, id: str) -> str:
        """The title, where it has one."""
        found = next((each for each in self.policy.criteria if each.id == id), None)
        return found.title if found is not None and found.title else id

    def named(self, near: Near) -> Inline:
        """A provider, with the way to its report where there is one."""
        target = self.reports.get(near.place)
        return Text(near.provider) if target is None else Link(near.provider, target)

    def group(self, found: Group) -> str:
        """What providers are counted under. A name in data that reads like a word of ours stands in quotes."""
        if isinstance(found, Absence):
            return self.say(UNKNOWN_GROUP if found is Absence.UNKNOWN else NO_GROUP)
        opening, closing = QUOTES[self.language]
        return f"{opening}{found}{closing}" if found in map(self.say, _OURS) else found
