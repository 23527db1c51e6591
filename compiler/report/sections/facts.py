"""The facts and judgements that were read for a decision, each with where it comes from."""

from __future__ import annotations

from compiler.ir import text
from compiler.ir.values import UNKNOWN
from compiler.ir.words import fill
from compiler.report.document.nodes import Block, Folded, Grid, Line, Paragraph, Text, line
from compiler.report.sections.speaker import FACT, VALUE, Speaker
from dsl.diagnostics import Words
from dsl.kinds import NumberKind

FACTS = Words("The facts that were read", "De gegevens die zijn gebruikt")
JUDGEMENTS = Words("Judgements", "Oordelen")
NO_FACTS = Words("No facts were read.", "Er zijn geen gegevens gebruikt.")
FROM = Words("From {0}", "Uit {0}")
WHAT, BY, ON, WHY = Words("What", "Wat"), Words("By", "Door"), Words("On", "Op"), Words("Why", "Waarom")
NOT_TOLD = Words("not recorded", "niet vastgelegd")


class FactsRead(Speaker):
    """Every fact that was read, each once."""

    def folded(self) -> Block:
        facts = self.case.facts()
        plain = tuple(
            (
                line(text.leaf(each.leaf, self.language)),
                line(text.named(each.value, each.kind, self.language)),
            )
            for each in facts
            if not each.leaf.judgement
        )
        judged = tuple(self._judgement(str(each.leaf.path[-1]), each.value) for each in facts if each.leaf.judgement)
        inner: list[Block] = []
        if plain:
            inner.append(Grid(fill(FROM, self.language, self.case.source), tuple(map(self.say, (FACT, VALUE))), plain))
        if judged:
            inner.append(Grid(self.say(JUDGEMENTS), tuple(map(self.say, (WHAT, VALUE, BY, ON, WHY))), judged))
        shown = tuple(inner) or (Paragraph(line(self.say(NO_FACTS))),)
        return Folded(line(Text(self.say(FACTS), True)), shown)

    def _judgement(self, name: str, value: object) -> tuple[Line, ...]:
        given = self.case.judgements.get(name)
        missing = self.say(NOT_TOLD) if isinstance(value, bool) else "–"
        said = (
            text.yes_no(value, self.language)
            if isinstance(value, bool)
            else text.worded(UNKNOWN, NumberKind(), self.language)
        )
        day = None if given is None or given.on is None else text.day(given.on, self.language)
        by = None if given is None else given.by
        why = None if given is None else given.why
        return line(name), line(said), line(by or missing), line(day or missing), line(why or missing)
