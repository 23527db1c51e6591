"""How words, names and literals are spelled in each of the two languages."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

from dsl import keywords, names
from dsl.diagnostics import Language
from dsl.frozen import frozen
from dsl.literals import quote
from dsl.syntax import Comparison, Date, Moment, Name, Number, Percent, Phrase, Quantity, Text

A_TEXT: Final = ' "x"'  # what may follow a name: `by` before a text is a keyword

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

    def word(self, terminal: str, form: int = 0, *, neuter: bool = False) -> str:
        """The keyword of a terminal: its canonical form, or a further one of the same row; with `neuter` that before a Dutch noun
        with `het`, where there is one."""
        forms = keywords.KEYWORDS[terminal].phrases(self.language)
        return next(filter(keywords.is_neuter, forms), forms[form]) if neuter else forms[form]

    def name(self, name: Name, *, then: str = "", competing: Sequence[str] = ()) -> str:
        """A name as it stands in an expression or a declaration.

        `then` is what follows, where that could change how the name is read; `competing` are the keywords that would be
        read instead of a name that starts with one of them.
        """
        bare = not names.needs_backticks(name.text, self.language, then) and not self._starts(name.text, competing)
        return name.text if bare else f"`{name.text}`"

    def option(self, name: Name, *, then: str = "", competing: Sequence[str] = ()) -> str:
        """A name where options are listed: there it may start with `not`."""
        if names.option_needs_backticks(name.text, self.language, then) or self._starts(name.text, competing):
            return f"`{name.text}`"
        return name.text

    def head(self, name: Name) -> str:
        """A name as it stands in the head of a policy, criterion or decision, where fewer words are reserved."""
        return f"`{name.text}`" if names.head_needs_backticks(name.text, self.language) else name.text

    def deadline(self, name: Name) -> str:
        """A name as it stands in the head of a deadline, before `by` and who must act."""
        return f"`{name.text}`" if names.deadline_needs_backticks(name.text, self.language) else name.text

    def expected(self, name: Name, verdict: str) -> str:
        """The name of a criterion before the verdict that an example expects of it."""
        bare = not names.expected_needs_backticks(name.text, verdict, self.language)
        return name.text if bare else f"`{name.text}`"

    def expected_value(self, name: Name) -> str:
        """A name before the value that an example expects of it."""
        return f"`{name.text}`" if names.expected_value_needs_backticks(name.text) else name.text

    def phrase(self, phrase: Phrase) -> str:
        """Words in an example; the name of a month would make a date of the numbers around it."""
        bare = not names.phrase_needs_backticks(phrase.text, self.language) and not self._is_month(phrase.text)
        return phrase.text if bare else f"`{phrase.text}`"

    def guard_start(self, printed: str, competing: Sequence[str]) -> str:
        """A printed expression, with backticks around the name that starts it if a competing keyword would win from it."""
        if not self._starts(printed, competing):
            return printed
        end = names.name_end(printed, self.language)
        return f"`{printed[:end]}`{printed[end:]}"

    def starts(self, text: str, keywords_: Sequence[str]) -> bool:
        """Whether a printed text would be read as one of these keywords."""
        return self._starts(text, keywords_)

    def _starts(self, text: str, keywords_: Sequence[str]) -> bool:
        """Whether the text starts with one of these keywords."""
        if not keywords_:
            return False
        pattern = names.alternatives(keywords.phrases(tuple(keywords_), self.language))
        return re.match(pattern, text) is not None

    def _is_month(self, word: str) -> bool:
        return word in keywords.MONTHS[self.language]

    def text(self, text: Text) -> str:
        return quote(text.value)

    def number(self, number: Number) -> str:
        """`1250.00`, grouped `1 250.00`; in Dutch `1250,00` and `1.250,00`."""
        whole, point, decimals = number.digits.removeprefix("-").partition(".")
        sign = "−" if number.digits.startswith("-") else ""
        if number.grouped:
            whole = _grouped(whole, "." if self.language == "nl" else " ")
        return sign + whole + ("," if self.language == "nl" else ".") * bool(point) + decimals

    def percent(self, percent: Percent) -> str:
        return self.number(percent.number) + "%"

    def quantity(self, quantity: Quantity, *, then: str = "") -> str:
        """`1.0 fte`, `€ 1 250.00`; `then` is what follows, where that could change how the unit is read."""
        if quantity.symbol:
            return f"€ {self.number(quantity.number)}"
        return f"{self.number(quantity.number)} {self._unit(quantity.unit, self.name(quantity.unit, then=then))}"

    def cited_quantity(self, quantity: Quantity) -> str:
        """A quantity where a citation may follow."""
        if quantity.symbol or not names.cited_unit_needs_backticks(quantity.unit.text, self.language):
            return self.quantity(quantity)
        return f"{self.number(quantity.number)} `{quantity.unit.text}`"

    def _unit(self, unit: Name, spelled: str) -> str:
        """A unit that starts with a month would make a date of the number before it; one that starts with the `for` of
        a number of years would end the number."""
        taken = self._is_month(unit.text.split(" ", 1)[0]) or names.starts_before_literal(unit.text, self.language)
        return f"`{unit.text}`" if taken else spelled

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
        return f"{day.day} {keywords.MONTHS[self.language][day.month - 1]} {day.year:04}"

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
