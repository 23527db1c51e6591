"""How values are worded for people, in English and in Dutch, as the language writes them.

Numbers are exact here as everywhere: what has no short decimal form is rounded half even and marked `≈`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from compiler.ir.nodes import FieldInfo, Policy
from compiler.ir.peers import Place
from compiler.ir.places import is_of_other
from compiler.ir.values import Absence, Duration, FactValue
from compiler.ir.verdicts import DeadlineStatus, Leaf, Outcome, Verdict
from dsl.diagnostics import Language
from dsl.keywords import KEYWORDS, MONTHS
from dsl.kinds import ChoiceKind, Dimension, Kind, ListKind, NumberKind, RecordKind, SeriesKind, SetKind
from dsl.units import behind_number

MOST_DECIMALS = 6
ROUNDED_DECIMALS, ROUNDED_PERCENT_DECIMALS, ROUNDED_MONEY_DECIMALS = 4, 2, 2
FEWEST_FIGURES_WITHIN = 20
GROUPED_FROM = 10_000
EURO = "EUR"
ABOUT = "≈ "

_WORKING_DAYS: dict[Language, tuple[str, str]] = {
    "en": ("working day", "working days"),
    "nl": ("werkdag", "werkdagen"),
}
_MONTHS: dict[Language, tuple[str, str]] = {"en": ("month", "months"), "nl": ("maand", "maanden")}
_DAYS: dict[Language, tuple[str, str]] = {"en": ("day", "days"), "nl": ("dag", "dagen")}

Exact = int | Fraction | Decimal

_VERDICTS: dict[Verdict | DeadlineStatus, str] = {
    Verdict.MET: "MET",
    Verdict.NOT_MET: "NOT_MET",
    Verdict.UNKNOWN: "UNKNOWN",
    Verdict.AWAITING: "AWAITING",
    Verdict.NOT_APPLICABLE: "NOT_APPLICABLE",
    Verdict.WAIVED: "WAIVED",
    DeadlineStatus.MET: "MET",
    DeadlineStatus.MISSED: "MISSED",
    DeadlineStatus.OPEN: "STILL_OPEN",
    DeadlineStatus.UNKNOWN: "UNKNOWN",
    DeadlineStatus.AWAITING: "AWAITING",
    DeadlineStatus.NOT_APPLICABLE: "NOT_APPLICABLE",
    DeadlineStatus.WAIVED: "WAIVED",
}
_OUTCOMES = {
    Outcome.ELIGIBLE: "ELIGIBLE",
    Outcome.INELIGIBLE: "INELIGIBLE",
    Outcome.UNDETERMINED: "UNDETERMINED",
    Outcome.AWAITING: "AWAITING",
}

_PLURALS = {"komt": "komen", "wacht": "wachten"}


def word(terminal: str, language: Language) -> str:
    """The canonical keyword of the language."""
    return KEYWORDS[terminal].canonical(language)


def verdict(value: Verdict | DeadlineStatus, language: Language) -> str:
    return word(_VERDICTS[value], language)


def outcome(value: Outcome, language: Language, count: int = 1) -> str:
    """The decision in the language's word, as it is said of so many providers."""
    said = word(_OUTCOMES[value], language)
    if count == 1 or language == "en":
        return said
    verb, _, rest = said.partition(" ")
    return f"{_PLURALS[verb]} {rest}" if verb in _PLURALS else said


def yes_no(value: bool, language: Language) -> str:
    return word("YES" if value else "NO", language)


def number(value: Exact, language: Language, least: int = 0, rounded: int = ROUNDED_DECIMALS) -> str:
    """`1.25`, `12 500`, `≈ 0.3333`; in Dutch `1,25`, `12.500`. At least so many decimals, and so many where it is rounded."""
    exact = Fraction(value)
    decimals = _decimals(exact)
    about = decimals is None
    places = max(least, _rounded_places(exact, rounded) if decimals is None else decimals)
    scaled = abs(round(exact * 10**places))
    while about and scaled and scaled % 10 == 0 and places > least:
        scaled, places = scaled // 10, places - 1
    whole, rest = divmod(scaled, 10**places)
    text = str(whole)
    if whole >= GROUPED_FROM:
        text = f"{whole:,}".replace(",", "." if language == "nl" else " ")
    if places:
        text += ("," if language == "nl" else ".") + str(rest).zfill(places)
    sign = "−" if exact < 0 and scaled else ""
    return f"{ABOUT}{sign}{text}" if about else sign + text


def equals(name: str, said: str) -> str:
    """`needed fte = 1.5 fte`, `needed fte ≈ 1.0003 fte`"""
    return f"{name} {said}" if said.startswith(ABOUT) else f"{name} = {said}"


def _decimals(value: Fraction) -> int | None:
    """How many decimals write the number exactly; None when it takes more than `MOST_DECIMALS`."""
    for places in range(MOST_DECIMALS + 1):
        if (value * 10**places).denominator == 1:
            return places
    return None


def percentage(value: Exact, language: Language, finer: int = 0) -> str:
    """A number of hundredths without its sign: `58.5`, `≈ 58.33`; `finer` as of `amount`."""
    return number(value, language, rounded=ROUNDED_PERCENT_DECIMALS + finer)


def _rounded_places(value: Fraction, places: int) -> int:
    """So many, and more where two figures would not be left."""
    while places < FEWEST_FIGURES_WITHIN and abs(value) * 10**places < 10:
        places += 1
    return places


def amount(value: Exact, kind: NumberKind, language: Language, finer: int = 0) -> str:
    """A number in base units, in the unit that its kind is shown in: `0.05 fte`, `80%`, `2 hours`, `€ 1 250.50`,
    `€ 58.40 per hour`; with so many decimals more where it is rounded."""
    shown = Fraction(value) / shown_scale(kind)
    said = unit(kind)
    if said == "%":
        return percentage(shown, language, finer) + "%"
    if said and (said == EURO or said.startswith(f"{EURO} ")):
        least = 0 if shown.denominator == 1 else 2
        money = number(shown, language, least, ROUNDED_MONEY_DECIMALS + finer)
        about = ABOUT if money.startswith(ABOUT) else ""
        return f"{about}€ {money.removeprefix(ABOUT)}{said.removeprefix(EURO)}"
    if abs(shown) == 1 and isinstance(kind, NumberKind) and kind.one:
        said = kind.one
    said = behind_number(said or "", abs(shown), language)
    return f"{number(shown, language, rounded=ROUNDED_DECIMALS + finer)} {said}".rstrip()


def amounts(actual: Exact, threshold: Exact, kind: NumberKind, language: Language) -> tuple[str, str]:
    """Two amounts that are compared; where rounding would make them look the same, in as many decimals as tell them apart."""
    for finer in range(FEWEST_FIGURES_WITHIN):
        told = amount(actual, kind, language, finer), amount(threshold, kind, language, finer)
        if actual == threshold or told[0].replace(ABOUT, "") != told[1].replace(ABOUT, ""):
            break
    return told


def _dimension(dimension: Dimension) -> str:
    return str(dimension) if dimension.powers else ""


def day(value: datetime.date, language: Language) -> str:
    """`1 June 2025`, `1 juni 2025`"""
    return f"{value.day} {MONTHS[language][value.month - 1]} {value.year}"


def duration(value: Duration, language: Language) -> str:
    parts = [
        f"{count} {forms[count != 1]}"
        for count, forms in (
            (value.months, _MONTHS[language]),
            (value.days, _DAYS[language]),
            (value.working_days, _WORKING_DAYS[language]),
        )
        if count
    ]
    return " + ".join(parts) or f"0 {_DAYS[language][1]}"


def days(language: Language) -> str:
    return _DAYS[language][1]


def worded(value: FactValue, kind: Kind, language: Language) -> str:
    """A fact of any kind on one line."""
    match value:
        case Absence():
            return word("UNKNOWN" if value is Absence.UNKNOWN else "NONE", language)
        case bool():
            return yes_no(value, language)
        case int() | Fraction() | Decimal():
            return amount(value, kind, language) if isinstance(kind, NumberKind) else number(value, language)
        case str():
            return value if isinstance(kind, ChoiceKind) else f'"{value}"'
        case datetime.datetime():
            return f"{day(value, language)} {value:%H:%M}"
        case datetime.date():
            return day(value, language)
        case Duration():
            return duration(value, language)
        case frozenset():
            order = kind.options if isinstance(kind, SetKind) else tuple(sorted(value))
            return ", ".join(each for each in order if each in value) or word("EMPTY", language)
        case tuple():
            return elements(len(value), language)
        case Mapping():
            return "aanwezig" if language == "nl" else "present"


def named(value: FactValue, kind: Kind, language: Language) -> str:
    """A fact behind its name: as `worded`, of a list how many there are (`doctors: 2`)."""
    return number(len(value), language) if isinstance(value, tuple) and value else worded(value, kind, language)


def elements(count: int, language: Language) -> str:
    if not count:
        return word("EMPTY", language)
    if language == "nl":
        return "1 element" if count == 1 else f"{count} elementen"
    return "1 element" if count == 1 else f"{count} elements"


def is_year(step: str | int) -> bool:
    """Whether a step is a year of a series; no name of a fact starts with a digit."""
    return isinstance(step, str) and len(step) == 4 and step.isdecimal()


def leaf(value: Leaf, language: Language) -> str:
    """`fte of doctor 2`, innermost first, as a person would say it; `fte of doctors 2` without a word for one of them."""
    parts: list[str] = []
    for step in value.path:
        if isinstance(step, int) and parts:
            name, one = (step.name, step.one) if isinstance(step, Place) else (None, None)
            parts[-1] = f"{one or parts[-1]} {step}" + (f' "{name}"' if name else "")
        elif is_year(step) and parts:
            parts[-1] += f" {word('IN', language)} {step}"
        else:
            parts.append(str(step))
    return f" {word('OF', language)} ".join(reversed(parts))


def declared(policy: Policy, value: Leaf) -> FieldInfo | None:
    """The declaration of the fact at a path, of another provider too; None for a path that the records do not have."""
    record = policy.record(policy.judges)
    found: FieldInfo | None = None
    for step in value.path[2:] if is_of_other(value.path, (policy.judges,)) else value.path:
        if isinstance(step, int) or is_year(step):
            continue
        found = record.find(step)
        if found is None:
            return None
        kind = found.kind
        while isinstance(kind, ListKind):
            kind = kind.element
        if isinstance(kind, RecordKind):
            record = policy.record(kind.name)
    return found


def exact(value: FactValue, kind: Kind) -> object:
    """A value for JSON. Whole numbers are integers, other numbers exact texts (`1.25`, `1/3`), never binary floats.

    Numbers are in the unit of their kind, see `unit`; an absence is `unknown` or `none` in an object of its own.
    """
    match value:
        case Absence():
            return {"absence": value.value}
        case bool() | str():
            return value
        case int() | Fraction() | Decimal():
            return exact_number(Fraction(value) / shown_scale(kind))
        case datetime.datetime() | datetime.date():
            return value.isoformat()
        case Duration():
            return {"months": value.months, "days": value.days, "working_days": value.working_days}
        case frozenset():
            return sorted(value)
        case tuple():
            element = kind.element if isinstance(kind, ListKind) else kind
            return [exact(each, element) for each in value]
        case Mapping():
            inner = kind.element if isinstance(kind, SeriesKind) else kind
            return {name: exact(each, inner) for name, each in value.items()}


def unit(kind: Kind) -> str | None:
    """The unit that a number of the kind is given in: `fte`, `%`, `fte per patient`; None for a plain number or no number."""
    if not isinstance(kind, NumberKind):
        return None
    if kind.form == "percent":
        return "%"
    return kind.unit or _dimension(kind.dimension) or None


def shown_scale(kind: Kind) -> Fraction:
    """What one of the unit that a number of the kind is given in is in base units."""
    if not isinstance(kind, NumberKind):
        return Fraction(1)
    return Fraction(1, 100) if kind.form == "percent" else kind.scale


def exact_number(value: Fraction) -> int | str:
    """An integer, the digits of a finite decimal, or a fraction."""
    if value.denominator == 1:
        return value.numerator
    rest = value.denominator
    places = 0
    while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
        rest //= 10 if rest % 10 == 0 else 2 if rest % 2 == 0 else 5
        places += 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).zfill(places + 1)
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}".rstrip("0")
