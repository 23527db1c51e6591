"""Units and counted nouns: what is built in, and what a module declares.

Days and weeks are one dimension and months and years another: a month has no fixed number of days. Working days are a third.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field

from dsl.diagnostics import Language
from dsl.frozen import frozen
from dsl.kinds import Dimension
from dsl.units import forms as words

DAY = Dimension.of("day")
MONTH = Dimension.of("month")
WORKING_DAY = Dimension.of("working day")


@frozen
class UnitInfo:
    """`scale` is the number of base units in it; `whole` for counted nouns, which come in whole numbers.

    `forms` are its words in pairs of one and more (`patient, patients, patiënt, patiënten`), as they are declared.
    """

    dimension: Dimension
    scale: Fraction = Fraction(1)
    whole: bool = False
    forms: tuple[str, ...] = field(default=(), eq=False)

    def one(self, form: str) -> str:
        """The word beside the number one, given the word that an author uses."""
        at = self.forms.index(form) if form in self.forms else 0
        return self.forms[at - 1] if at % 2 else form

    def more(self, language: Language) -> str:
        """The word for more than one: of declared forms the last pair is that of the second language."""
        plurals = self.forms[1::2] or self.forms
        return plurals[-1] if language == "nl" else plurals[0]

    @property
    def is_calendar(self) -> bool:
        return self.dimension in (DAY, MONTH, WORKING_DAY)


def _built_in() -> Mapping[str, UnitInfo]:
    units: dict[str, UnitInfo] = {}
    for forms, base, scale in (
        (words("minute"), "minute", 1),
        (words("hour"), "minute", 60),
        (words("metre"), "metre", 1),
        (("km", "km", "kilometre", "kilometres", "kilometer", "kilometers"), "metre", 1000),
        (("EUR",), "EUR", 1),
        (("fte",), "fte", 1),
        (words("day"), "day", 1),
        (words("week"), "day", 7),
        (words("month"), "month", 1),
        (words("year"), "month", 12),
        (words("working day"), "working day", 1),
    ):
        units |= dict.fromkeys(forms, UnitInfo(Dimension.of(base), Fraction(scale), forms=forms))
    return units


BUILT_IN = _built_in()
