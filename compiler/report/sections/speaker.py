"""What the parts of a report share: a case, its language, the author's own words, and a condition as a tree."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.ir.nodes import Citation
from compiler.report.case import Case
from compiler.report.document.nodes import Bullets, Inline, Line, Quoted, Text, line
from compiler.report.told import Told
from dsl.diagnostics import Words

SOURCE = Words("Source", "Bron")
FACT, VALUE = Words("Fact", "Gegeven"), Words("Value", "Waarde")


class Speaker:
    """One part of a report on a case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.result = case.result
        self.policy = case.policy
        self.language = case.language

    def say(self, said: Words) -> str:
        return said.said_in(self.language)

    def author(self, said: str) -> Quoted:
        return Quoted(said, self.policy.language)

    def name(self, title: str | None, id: str) -> tuple[str | Inline, ...]:
        return (self.author(title), f" ({id})") if title else (id,)

    def sources(self, citations: Iterable[Citation]) -> tuple[tuple[str, Line], ...]:
        return tuple((self.say(SOURCE), line(str(each))) for each in citations)

    def tree(self, found: Told) -> tuple[Line, Bullets | None]:
        """A condition with what became of it, and below it what was read and its parts."""
        below = (*((line(each), None) for each in found.readings), *(self.tree(each) for each in found.parts))
        said = line(f"{found.said}: ", Text(found.verdict(self.language), True))
        return said, Bullets(below) if below else None
