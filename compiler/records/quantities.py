"""Numbers, counts, quantities and percentages: from cells to exact values in base units."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import (
    Clamped,
    Context,
    Decimal,
    DecimalException,
    Inexact,
    InvalidOperation,
    Overflow,
    Subnormal,
    Underflow,
)
from fractions import Fraction

from attrs import frozen

from compiler.ir.values import Absence
from compiler.records.advice import no_value, other_language
from compiler.records.form import Form
from compiler.records.problems import Finding, Refusal, object_to, refuse, shown
from compiler.records.suggest import Suggester
from dsl.diagnostics import Language, Words
from dsl.kinds import PLAIN, Dimension, NumberKind

Number = int | Decimal | Fraction
Units = Mapping[str, tuple[Dimension, Fraction]]
"""Every form of every unit and counted noun: its dimension, and the number of base units in it."""

MOST_DIGITS = 40
MOST = 10**MOST_DIGITS
MOST_REMEMBERED = 4096
_TRAPS = [Inexact, InvalidOperation, Overflow, Underflow, Subnormal, Clamped]
EXACT = Context(prec=MOST_DIGITS, Emax=MOST_DIGITS, Emin=-MOST_DIGITS, traps=_TRAPS)
"""Passes exactly the decimals that a cell may hold."""
WIDE = Context(prec=4 * MOST_DIGITS, traps=_TRAPS)
"""Wide enough for a cell times a scale, and never rounds."""
_WIDEST = 10 ** (4 * MOST_DIGITS)

_GAP = "[ \u00a0\u2009\u202f]"
_NUMBERS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(rf"([-−]?)([0-9]{{1,3}}(?:{_GAP}[0-9]{{3}})+(?![0-9])|[0-9]+)(?:\.([0-9]+))?"),
    "nl": re.compile(r"([-−]?)([0-9]{1,3}(?:\.[0-9]{3})+(?![0-9])|[0-9]+)(?:,([0-9]+))?"),
}
_GROUPING = re.compile(rf"{_GAP}|\.")
_WITH_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_WITH_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_PER = re.compile(r"\s+per\s+")
_BROKEN_OFF = re.compile(r"\s*[-−.,;:'/0-9]|[eE][-+]?[0-9]")
_NOT_FINITE = {"nan", "inf", "infinity", "+inf", "-inf", "-infinity", "+infinity", "oneindig", "-oneindig"}


@frozen
class Unreadable:
    """A JSON number that must not become one: NaN, an infinity, or too many digits."""

    text: str

    def __str__(self) -> str:
        return self.text


def simplest(value: Fraction) -> Number:
    """The same number as an int or a Decimal where it is one, else as it is."""
    if value.denominator == 1:
        return value.numerator
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    digits = value.numerator * 10**places // value.denominator
    if rest != 1 or abs(digits) >= _WIDEST:
        return value
    return WIDE.scaleb(Decimal(digits), -places)


def said_number(value: Number, language: Language) -> str:
    """As the language writes it: `1 250.5`, `1.250,5`; a fraction that has no end as `1/3`."""
    plain = simplest(Fraction(value))
    if isinstance(plain, Fraction):
        return f"{plain.numerator}/{plain.denominator}"
    text = format(Decimal(plain), ",f")
    return text.replace(",", " ") if language == "en" else text.translate({ord(","): ".", ord("."): ","})


def remembered(read: Callable[[str], object]) -> Callable[[str], object]:
    """The same, with the answers for the first few thousand short texts kept: cells repeat."""
    known: dict[str, object] = {}

    def look_up(raw: str) -> object:
        found = known.get(raw)
        if found is None:
            found = read(raw)
            if len(known) < MOST_REMEMBERED and len(raw) <= MOST_DIGITS:
                known[raw] = found
        return found

    return look_up


def number_converter(
    kind: NumberKind, form: Form, units: Units, special: Mapping[str, Absence | Refusal]
) -> Callable[[object], object]:
    """Cells of one kind: an int, Decimal or (after an odd unit) Fraction in base units; an absence; or a Refusal.

    A JSON number is taken in the declared unit; text may carry a unit, `€` or `%`.
    """
    expected = _expected(kind, form)
    from_text = remembered(_text_reader(kind, form, units, special, expected))
    to_base = _scaler(kind)
    within = _checker(kind, form)
    bare_refusal = kind.form == "percent" and form.percent is None
    from_points = kind.form == "percent" and form.percent == "points"

    def convert(raw: object) -> object:
        value: Number
        if raw.__class__ is int:
            value = raw
            if not -MOST < value < MOST:
                return _too_long(raw, expected)
        elif raw.__class__ is Decimal:
            try:
                if not raw.is_finite():
                    return _too_long(raw, expected)
                value = EXACT.plus(raw)
            except DecimalException:
                return _too_long(raw, expected)
        elif isinstance(raw, str):
            return from_text(raw)
        else:
            return _too_long(raw, expected) if isinstance(raw, (float, Unreadable)) else refuse("E512", raw, expected)
        if bare_refusal:
            return _bare_percent(raw, value, form.language, expected)
        if from_points:
            value = WIDE.scaleb(Decimal(value), -2)
        if to_base is not None:
            value = to_base(value)
        return value if within is None else within(value, raw)

    return convert


def _scaler(kind: NumberKind) -> Callable[[Number], Number] | None:
    scale = kind.scale
    if scale == 1 or kind.form != "quantity":
        return None
    return lambda value: simplest(Fraction(value) * scale)


def _checker(kind: NumberKind, form: Form) -> Callable[[Number, object], object] | None:
    """Checks wholeness and bounds of a value in base units; None when there is nothing to check."""
    counts = kind.whole and kind.form == "quantity"
    lowest = max(Fraction(0), kind.low or Fraction(0)) if counts else kind.low
    low = None if lowest is None else simplest(lowest)
    high = None if kind.high is None else simplest(kind.high)
    if not kind.whole and low is None and high is None:
        return None

    def within(value: Number, raw: object) -> object:
        if kind.whole and value.__class__ is not int:
            whole = int(value)
            if whole != value:
                return refuse("E516", raw, Words("a whole number", "een geheel getal"), _whole_otherwise(raw, form))
            value = whole
        if low is not None and value < low:
            return refuse("E517", raw, _bound(kind, low, Words("at least", "minstens")))
        if high is not None and value > high:
            return refuse("E517", raw, _bound(kind, high, Words("at most", "hoogstens")))
        return value

    return within


def _bound(kind: NumberKind, bound: Number, relation: Words) -> Words:
    in_unit = Fraction(bound) / kind.scale
    if kind.form == "percent":
        return Words(
            f"{relation.en} {said_number(in_unit * 100, 'en')}%", f"{relation.nl} {said_number(in_unit * 100, 'nl')}%"
        )
    unit = f" {kind.unit}" if kind.unit else ""
    return Words(
        f"{relation.en} {said_number(in_unit, 'en')}{unit}", f"{relation.nl} {said_number(in_unit, 'nl')}{unit}"
    )


def _expected(kind: NumberKind, form: Form) -> Words:
    example = "1,5" if form.language == "nl" else "1.5"
    if kind.form == "percent":
        return Words("a percentage such as `80%`", "een percentage zoals `80%`")
    if kind.form == "quantity" and kind.whole:
        noun = kind.unit or str(kind.dimension)
        return Words(f"a whole number of {noun}", f"een geheel aantal {noun}")
    if kind.form == "quantity":
        unit = kind.unit or str(kind.dimension)
        return Words(f"a number of {unit} such as `{example}`", f"een aantal {unit} zoals `{example}`")
    if kind.whole:
        return Words("a whole number", "een geheel getal")
    return Words(f"a number such as `{example}`", f"een getal zoals `{example}`")


def _whole_otherwise(raw: object, form: Form) -> Words | None:
    """Where thousands were meant that the language of the file reads as parts: `4.200` in English, `4,200` in Dutch."""
    text = raw.strip() if isinstance(raw, str) else ""
    if form.language == "nl":
        return _thousands(text, form)
    return other_language(form, lambda _: _WITH_POINTS.fullmatch(text))


def _too_long(raw: object, expected: Words) -> Refusal:
    """NaN, infinities, binary floats and numbers beyond `MOST_DIGITS`."""
    text = shown(raw)
    if isinstance(raw, float):
        reason = Words(
            f"`{text}` is a binary floating-point number, which is not exact",
            f"`{text}` is een binair kommagetal, en dat is niet exact",
        )
        advice = Words("read the file with exact decimals", "lees het bestand met exacte decimalen")
    else:
        reason = Words(
            f"`{text}` is not a finite number of at most {MOST_DIGITS} digits",
            f"`{text}` is geen eindig getal van hoogstens {MOST_DIGITS} cijfers",
        )
        advice = Words(
            "leave the cell empty when the number is not known", "laat de cel leeg als het getal niet bekend is"
        )
    return Refusal((Finding("E513", reason, text, expected, advice),))


def _bare_percent(raw: object, value: Number, language: Language, expected: Words) -> Refusal:
    """A percentage without its sign: of a number up to 1 nobody can tell which of two was meant."""
    said = f"{said_number(value, language)}%"
    en, nl = f"write `{said}`", f"schrijf `{said}`"
    if abs(Fraction(value)) <= 1:
        hundredfold = f"{said_number(Fraction(value) * 100, language)}%"
        en, nl = f"write `{hundredfold}` or `{said}`", f"schrijf `{hundredfold}` of `{said}`, naar wat bedoeld is"
        en += ", whichever is meant"
    advice = Words(
        f"{en}; or declare for the file what a bare number is, `percent=fraction` (0.8 is 80%) or `percent=points` (80 is 80%)",
        f"{nl}; of geef voor het bestand op wat een getal zonder teken is, `percent=fraction` (0,8 is 80%) of `percent=points`"
        " (80 is 80%)",
    )
    return refuse("E514", raw, expected, advice)


def _text_reader(
    kind: NumberKind, form: Form, units: Units, special: Mapping[str, Absence | Refusal], expected: Words
) -> Callable[[str], object]:
    within = _checker(kind, form)
    to_base = _scaler(kind)
    unit_of = _unit_reader(kind, form, units)
    shape = _NUMBERS[form.language]

    def read(raw: str) -> object:
        text = raw.strip()
        absence = special.get(text.casefold())
        if absence is not None:
            return absence
        euro = text.startswith("€")
        match = shape.match(text[1:].lstrip() if euro else text)
        if match is None:
            return (
                _too_long(raw, expected)
                if text.casefold() in _NOT_FINITE
                else refuse("E512", raw, expected, _advice(text, kind, form))
            )
        rest = match.string[match.end() :]
        if _BROKEN_OFF.match(rest):
            return refuse("E512", raw, expected, _advice(text, kind, form))
        value = _exact(match)
        if value is None:
            return _too_long(raw, expected)
        unit = f"EUR {rest.strip()}".strip() if euro else rest.strip().replace("€", "EUR")
        scaled = _scaled(value, unit, raw)
        return scaled if isinstance(scaled, Refusal) or within is None else within(scaled, raw)

    def _scaled(value: Decimal, unit: str, raw: str) -> Number | Refusal:
        if unit == "%":
            if kind.form in ("percent", "ratio"):
                return WIDE.scaleb(value, -2)
            return refuse("E514", raw, expected)
        if not unit and kind.form == "percent":
            if form.percent is None:
                return _bare_percent(raw, value, form.language, expected)
            return value if form.percent == "fraction" else WIDE.scaleb(value, -2)
        if not unit:
            return value if to_base is None else to_base(value)
        scale = unit_of(unit, raw)
        return scale if isinstance(scale, Refusal) else simplest(Fraction(value) * scale)

    return read


def _exact(match: re.Match[str]) -> Decimal | None:
    """The number that was matched, None when it has too many digits."""
    sign, whole, decimals = match.groups(default="")
    digits = _GROUPING.sub("", whole)
    if len(digits) + len(decimals) > MOST_DIGITS:
        return None
    return Decimal(f"{'-' if sign else ''}{digits}.{decimals or 0}")


def _advice(text: str, kind: NumberKind, form: Form) -> Words | None:
    thousands = _thousands(text, form)
    if thousands is not None and (kind.whole or text.count(",") != 1 or "." in text):
        return thousands
    return no_value(text, form) or other_language(form, lambda other: _NUMBERS[other].fullmatch(text)) or thousands


def _thousands(text: str, form: Form) -> Words | None:
    """Where thousands are set apart as the language of the file does not do: `4,200` in English, `4 200` in Dutch."""
    if form.language == "en":
        plain = text.replace(",", "") if _WITH_COMMAS.fullmatch(text) else None
    else:
        plain = _GROUPING.sub("", text) if _NUMBERS["en"].fullmatch(text) and "." not in text else None
        plain = text.replace(",", "") if _WITH_COMMAS.fullmatch(text) else plain
    if plain is None:
        return None
    return Words(f"write `{plain}`", f"schrijf `{plain}`")


def _unit_reader(kind: NumberKind, form: Form, units: Units) -> Callable[[str, str], Fraction | Refusal]:
    """Text of a unit -> the number of base units in it, or a Refusal."""
    suggest = Suggester(units)
    known: dict[str, tuple[Dimension, Fraction] | None] = {}

    def read(unit: str, raw: str) -> Fraction | Refusal:
        if unit == kind.unit:
            return kind.scale
        if unit not in known and len(known) < 10_000:
            known[unit] = _find_unit(unit, form, units)
        found = known.get(unit)
        if found is None:
            return _unknown_unit(unit, raw)
        if found[0] != kind.dimension:
            return refuse("E515", raw, _asked_unit(kind))
        return found[1]

    def _unknown_unit(unit: str, raw: str) -> Refusal:
        text = shown(unit)
        seen = shown(raw)
        return Refusal(
            (
                object_to(
                    "E515",
                    f"`{text}` in `{seen}` is not a declared unit",
                    f"`{text}` in `{seen}` is geen bekende eenheid",
                    seen=raw,
                    help=suggest.help(unit),
                ),
            )
        )

    return read


def _asked_unit(kind: NumberKind) -> Words:
    if kind.form == "percent":
        return Words("a percentage", "een percentage")
    if kind.dimension == PLAIN:
        return Words("a number without unit", "een getal zonder eenheid")
    unit = kind.unit or str(kind.dimension)
    return Words(f"a quantity in {unit}", f"een hoeveelheid in {unit}")


def _find_unit(unit: str, form: Form, units: Units) -> tuple[Dimension, Fraction] | None:
    """A declared unit, or a rate: `fte per patient`, `fte per 3000 patients`."""
    if unit in units:
        return units[unit]
    parts = _PER.split(unit)
    if len(parts) != 2:
        return None
    match = _NUMBERS[form.language].match(parts[1])
    number = Decimal(1) if match is None else _exact(match)
    bottom_unit = parts[1] if match is None else parts[1][match.end() :].strip()
    top, bottom = units.get(parts[0]), units.get(bottom_unit)
    if top is None or bottom is None or not number:
        return None
    return top[0].per(bottom[0]), top[1] / (bottom[1] * Fraction(number))
