"""Kinds and numbers in words, for messages."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from dsl.diagnostics import Language, Words
from dsl.kinds import (
    PLAIN,
    ChoiceKind,
    DateKind,
    Dimension,
    DurationKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    UnknownKind,
    YesNoKind,
)
from dsl.syntax import Text
from dsl.units import behind_number

MOST_BITS = 2000
"""Of the numerator or denominator of a number that is shown or kept as a bound."""


def kind_words(kind: Kind) -> Words:
    """What a value of the kind is, as it fits in `x is ...`: `a number of fte per patient`."""
    match kind:
        case YesNoKind():
            return Words("yes or no", "ja of nee")
        case TextKind():
            return Words("a text", "een tekst")
        case NumberKind(form="percent"):
            return Words("a percentage", "een percentage")
        case NumberKind(form="ratio", dimension=dimension) if dimension == PLAIN:
            return Words("a ratio", "een verhouding")
        case NumberKind(dimension=dimension) if dimension == PLAIN:
            return Words("a plain number", "een getal zonder eenheid")
        case NumberKind(whole=True, unit=str() as noun):
            return Words(f"a number of {noun}", f"een aantal {noun}")
        case NumberKind(dimension=dimension):
            return Words(f"a quantity in {dimension}", f"een hoeveelheid in {_dutch(dimension)}")
        case DateKind():
            return Words("a date", "een datum")
        case MomentKind():
            return Words("a date and time", "een datum en tijd")
        case DurationKind():
            return Words("a duration", "een duur")
        case ChoiceKind():
            return Words("a choice", "een keuze")
        case SetKind():
            return Words("several of a list of options", "enkele van een lijst opties")
        case RecordKind(name=name):
            return Words(f"a `{name}`", f"een `{name}`")
        case ListKind():
            return Words("a list", "een lijst")
        case SeriesKind():
            return Words("a value for each year", "een waarde per jaar")
        case UnknownKind():
            return Words("of unknown kind", "van onbekende soort")
        case _:
            assert_never(kind)


def _dutch(dimension: Dimension) -> Dimension:
    """With the units that every policy has in Dutch: `EUR per minuut`."""
    return Dimension(tuple((behind_number(base, 1, "nl"), power) for base, power in dimension.powers))


def number_words(value: Fraction, language: Language = "en") -> str:
    """Exact, in the form of the language, without grouping; a fraction without end as `1/3`, a monstrous number as `…`."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        return "…"
    places = _places(value.denominator)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).zfill(places + 1)
    sign = "-" * (value < 0)
    if not places:
        return sign + digits
    return f"{sign}{digits[:-places]}{',' if language == 'nl' else '.'}{digits[-places:]}"


def _places(denominator: int) -> int | None:
    """The number of decimals of a fraction with this denominator; None when it has no end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def amount_words(value: Fraction, kind: Kind) -> Words:
    """A number of a kind with its unit: `80%`, `0.8 fte`."""
    if not isinstance(kind, NumberKind):
        return Words(number_words(value), number_words(value, "nl"))
    if kind.form == "percent":
        return Words(f"{number_words(value * 100)}%", f"{number_words(value * 100, 'nl')}%")
    shown = value / kind.scale
    if kind.dimension == PLAIN:
        return Words(number_words(shown), number_words(shown, "nl"))
    unit, eenheid = kind.unit or kind.dimension, kind.unit or _dutch(kind.dimension)
    return Words(f"{number_words(shown)} {unit}", f"{number_words(shown, 'nl')} {eenheid}")


def text_of(text: Text | None) -> str | None:
    """The words of a text, where there is one."""
    return None if text is None else text.value


def listed(names: tuple[str, ...], most: int = 8) -> str:
    """Names in backticks, the first few when there are many."""
    said = ", ".join(f"`{each}`" for each in names[:most])
    return said + (", …" if len(names) > most else "")
