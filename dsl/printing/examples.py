"""Examples: the facts of a provider and what is expected of the policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from attrs import frozen

from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.lines import Line
from dsl.syntax import (
    Absent,
    Assignment,
    Example,
    Expectation,
    ExpectDecision,
    ExpectValue,
    ExpectVerdict,
    Fields,
    Inline,
    InlineField,
    InlinePart,
    Item,
    Items,
    Phrase,
)

_ABSENT: Final = {"unknown": "UNKNOWN", "none": "NONE", "empty": "EMPTY"}
_DECISIONS: Final = {
    "eligible": "ELIGIBLE",
    "ineligible": "INELIGIBLE",
    "undetermined": "UNDETERMINED",
    "awaiting judgement": "AWAITING",
}
_VERDICTS: Final = {
    "met": "MET",
    "not met": "NOT_MET",
    "missed": "MISSED",
    "open": "STILL_OPEN",
    "unknown": "UNKNOWN",
    "awaiting judgement": "AWAITING",
    "not applicable": "NOT_APPLICABLE",
    "waived": "WAIVED",
}
_MEMBER_WORDS: Final = ("AGAINST", "AS_OF", "EXPECT")


@frozen
class ExamplePrinter:
    expressions: ExpressionPrinter

    def lines(self, example: Example) -> list[Line]:
        spelling = self.expressions.spelling
        head = f"{spelling.word('EXAMPLE')} {spelling.text(example.name)}"
        if example.like is not None:
            head += f" {spelling.word('LIKE')} {spelling.text(example.like)} {spelling.word('BUT')}"
        lines = [Line(0, head, example)]
        if example.against is not None:
            lines.append(Line(1, f"{spelling.word('AGAINST')} {example.against.module}", example.against))
        if example.as_of is not None:
            lines.append(Line(1, f"{spelling.word('AS_OF')} {spelling.date(example.as_of.date)}", example.as_of))
        if example.population is not None:
            others = ", ".join(map(spelling.text, example.population.examples)) or spelling.word("EMPTY")
            lines.append(Line(1, f"{spelling.word('POPULATION')} {others}", example.population))
        for assignment in example.assignments:
            lines += self._assignment(assignment, 1, _MEMBER_WORDS)
        lines += [self._expectation(expectation) for expectation in example.expectations]
        return lines

    def _assignment(self, assignment: Assignment, level: int, competing: Sequence[str] = ()) -> list[Line]:
        start = f"{self.expressions.spelling.name(assignment.name, competing=competing)} ="
        match assignment.value:
            case Inline(fields=fields):
                return [Line(level, f"{start} {self._inline(fields)}", assignment)]
            case Items(items=items):
                under = [line for item in items for line in self._item(item, level + 1)]
            case Fields(assignments=assignments):
                under = self._assignments(assignments, level + 1)
            case _:
                assert_never(assignment.value)
        return [Line(level, start, assignment), *under]

    def _assignments(self, assignments: Sequence[Assignment], level: int) -> list[Line]:
        return [line for assignment in assignments for line in self._assignment(assignment, level)]

    def _item(self, item: Item, level: int) -> list[Line]:
        text = f"- {self._inline(item.inline)}" if item.inline else "-"
        return [Line(level, text, item), *self._assignments(item.assignments, level + 1)]

    def _inline(self, fields: Sequence[InlineField]) -> str:
        return ", ".join(self._field(field) for field in fields)

    def _field(self, field: InlineField) -> str:
        """The parts with spaces between them; two phrases side by side would be read as one without backticks."""
        phrases = [False, *(isinstance(part, Phrase) for part in field.parts), False]
        beside = [before or after for before, after in zip(phrases, phrases[2:], strict=False)]
        return " ".join(
            f"`{part.text}`" if crowded and isinstance(part, Phrase) else self._part(part)
            for part, crowded in zip(field.parts, beside, strict=True)
        )

    def _part(self, part: InlinePart) -> str:
        match part:
            case Phrase():
                return self.expressions.spelling.phrase(part)
            case Absent(word=word):
                return self.expressions.spelling.word(_ABSENT[word])
            case _:
                return self.expressions.literal(part)

    def _expectation(self, expectation: Expectation) -> Line:
        return Line(1, f"{self.expressions.spelling.word('EXPECT')} {self.expected(expectation)}", expectation)

    def expected(self, expectation: Expectation) -> str:
        """A decision, or a name with its verdict or value."""
        spelling = self.expressions.spelling
        match expectation:
            case ExpectDecision(decision=decision):
                return spelling.word(_DECISIONS[decision])
            case ExpectVerdict(name=name, verdict=verdict):
                word = spelling.word(_VERDICTS[verdict])
                return f"{spelling.expected(name, word)} {word}"
            case ExpectValue(name=name, value=value):
                return f"{spelling.expected_value(name)} = {self._inline(value.fields)}"
            case _:
                assert_never(expectation)
