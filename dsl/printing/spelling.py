"""How words, names and literals are spelled in each of the two languages."""

from __future__ import annotations

import datetime

from attrs import frozen

from dsl import keywords, names
from dsl.diagnostics import Language
from dsl.syntax import Comparison, Date, Moment, Name, Number, Percent, Quantity, Text

_WORDED = {
    Comparison.IS: "IS",
    Comparison.IS_NOT: "IS_NOT",
    Comparison.AT_LEAST: "AT_LEAST",
    Comparison.AT_MOST: "AT_MOST",
    Comparison.MORE_THAN: "MORE_THAN",
    Comparison.LESS_THAN: "LESS_THAN",
    Comparison.BEFORE: "BEFORE",
    Comparison.AFTER: "AFTER",
    Comparison.ON_OR_BEFORE: "ON_OR_BEFORE",
    Comparison.ON_OR_AFTER: "ON_OR_AFTER",
}


@frozen
class Spelling:
    """The spelling of one language."""

    language: Language

    def word(self, terminal: str, form: int = 0) -> str:
        """The keyword of a terminal: its canonical form, or a further one of the same row."""
        return keywords.KEYWORDS[terminal].phrases(self.language)[form]

    def name(self, name: Name) -> str:
        """A name as it stands in an expression or a declaration."""
        return f"`{name.text}`" if names.needs_backticks(name.text, self.language) else name.text

    def head(self, name: Name) -> str:
        """A name as it stands in the head of a policy, criterion or decision, where fewer words are reserved."""
        return f"`{name.text}`" if names.head_needs_backticks(name.text, self.language) else name.text

    def text(self, text: Text) -> str:
        escaped = text.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'

    def number(self, number: Number) -> str:
        """`1250.00`, grouped `1 250.00`; in Dutch `1250,00` and `1.250,00`."""
        whole, point, decimals = number.digits.partition(".")
        if number.grouped:
            whole = _grouped(whole, "." if self.language == "nl" else " ")
        return whole + ("," if self.language == "nl" else ".") * bool(point) + decimals

    def percent(self, percent: Percent) -> str:
        return self.number(percent.number) + "%"

    def quantity(self, quantity: Quantity) -> str:
        if quantity.symbol:
            return f"€ {self.number(quantity.number)}"
        return f"{self.number(quantity.number)} {self.name(quantity.unit)}"

    def yes_no(self, value: bool) -> str:
        return self.word("YES" if value else "NO")

    def date(self, date: Date) -> str:
        return self.day(date.value, date.words)

    def moment(self, moment: Moment) -> str:
        return f"{self.day(moment.value.date(), moment.words)} {moment.value:%H:%M}"

    def day(self, day: datetime.date, words: bool) -> str:
        """`1 June 2025`, `1 juni 2025` or `2025-06-01`."""
        if not words:
            return day.isoformat()
        return f"{day.day} {keywords.MONTHS[self.language][day.month - 1]} {day.year}"

    def comparison(self, comparison: Comparison) -> str:
        """`at least` where the author wrote words, `≥` where a symbol or its ASCII twin."""
        if comparison in _WORDED:
            return self.word(_WORDED[comparison])
        return comparison.value[0]


def _grouped(digits: str, separator: str) -> str:
    first = len(digits) % 3
    groups = [digits[:first]] if first else []
    groups += [digits[at : at + 3] for at in range(first, len(digits), 3)]
    return separator.join(groups)
