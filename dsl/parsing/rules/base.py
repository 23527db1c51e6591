"""What several families of rules share."""

from __future__ import annotations

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Language, Words


class Rules:
    """Part of the builder of syntax nodes: a method for each rule of the grammar, named as it is."""

    language: Language
    found: list[Diagnostic]

    def _count(self, number: s.Number) -> int:
        if number.value.denominator != 1 or number.value > 1_000_000:
            self.found.append(
                Diagnostic(
                    "E126",
                    number.span,
                    Words(
                        f"`{number.span.text}` cannot count anything; a whole number is expected",
                        f"met `{number.span.text}` is niet te tellen; een geheel getal wordt verwacht",
                    ),
                )
            )
            return 1
        return int(number.value)

    def _day(self, date: s.Date | s.Moment) -> s.Date:
        """A whole day where a time of day has no meaning."""
        if isinstance(date, s.Date):
            return date
        self.found.append(
            Diagnostic(
                "E127",
                date.span,
                Words("a day is expected here, without a time", "hier wordt een dag verwacht, zonder tijdstip"),
            )
        )
        return s.Date(date.value.date(), words=date.words, span=date.span)
