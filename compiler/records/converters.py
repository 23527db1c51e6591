"""From parsed cells to typed facts. A converter is made once per declared fact and then called per cell.

A converter takes what a JSON parser gives (with decimals as `Decimal`) or the text of a table cell, and gives a value as
`compiler.ir.values` defines it, or a `Refusal`. It never raises for bad data, and never makes a missing fact into no or zero.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cache
from typing import assert_never

import re2
from attrs import frozen

from compiler.ir.nodes import RecordInfo
from compiler.ir.values import UNKNOWN, Absence
from compiler.records.advice import about_date, about_moment, about_yes_or_no, no_value
from compiler.records.dates import date_in, duration_in, moment_in
from compiler.records.form import Form, Repeated
from compiler.records.outside import OddDay
from compiler.records.problems import Finding, Refusal, object_to, refuse, shown
from compiler.records.quantities import Units, number_converter
from compiler.records.suggest import Suggester
from dsl.diagnostics import CompilerFault, Words
from dsl.kinds import (
    ChoiceKind,
    DateKind,
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

Converter = Callable[[object], object]
Special = Mapping[str, Absence | Refusal]
"""Folded texts that are no value: the words for absence, refused where they must not stand, and spreadsheet errors."""

SPREADSHEET_ERRORS = (
    *("#n/a", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!"),
    *("#n/b", "#deel/0!", "#verw!", "#waarde!", "#naam?", "#getal!", "#leeg!"),
)


@frozen(eq=False)
class Declarations:
    """What converters need to know. `records` is filled while they are made, so that a record may reach itself."""

    infos: Mapping[str, RecordInfo]
    form: Form
    units: Units
    made: dict[str, Converter]

    def record(self, name: str) -> Converter:
        """The converter of a record; for one that is being made, a converter that looks it up when called."""
        if name not in self.made:
            self.made[name] = lambda raw: self.made[name](raw)
            self.made[name] = record_converter(self.infos[name], self)
        return self.made[name]


def special_texts(form: Form, optional: bool) -> Special:
    """The texts with a meaning of their own in every cell."""
    special: dict[str, Absence | Refusal] = {}
    for word, absence in form.absences.items():
        special[word] = absence if absence is UNKNOWN or optional else _not_optional(word)
    special.update(_spreadsheet_errors())
    return special


@cache
def _spreadsheet_errors() -> Mapping[str, Refusal]:
    """Kept out of facts: a text fact would otherwise hold `#N/A`."""
    help = Words("repair the formula, or leave the cell empty", "herstel de formule of laat de cel leeg")
    refusals: dict[str, Refusal] = {}
    for error in SPREADSHEET_ERRORS:
        text = error.upper()
        en, nl = (
            f"`{text}` is an error of the spreadsheet, not a value",
            f"`{text}` is een fout van de spreadsheet, geen waarde",
        )
        refusals[error] = Refusal((object_to("E525", en, nl, seen=text, help=help),))
    return refusals


def _not_optional(word: str) -> Refusal:
    found = object_to(
        "E521",
        f"`{word}` says that there is none, but the fact is not optional",
        f"`{word}` zegt dat het er niet is, maar het gegeven is niet optioneel",
        seen=word,
        help=Words("leave it empty when it is not known", "laat het leeg als het niet bekend is"),
    )
    return Refusal((found,))


def kind_converter(kind: Kind, declarations: Declarations, *, optional: bool = False) -> Converter:
    """The converter of a kind, by its case. Only an optional fact can be none."""
    form = declarations.form
    special = special_texts(form, optional)
    match kind:
        case YesNoKind():
            return _yes_no_converter(form, special)
        case TextKind():
            return _text_converter(kind, special)
        case NumberKind():
            return number_converter(kind, form, declarations.units, special)
        case DateKind():
            return _date_converter(form, special)
        case MomentKind():
            return _moment_converter(form, special)
        case DurationKind():
            return _duration_converter(form, special)
        case ChoiceKind():
            return _choice_converter(kind.options, form, special)
        case SetKind():
            return _set_converter(kind.options, form, special)
        case RecordKind():
            return _nested_converter(declarations.record(kind.name), special)
        case ListKind():
            return _list_converter(kind_converter(kind.element, declarations), form, special)
        case SeriesKind():
            return _series_converter(kind_converter(kind.element, declarations, optional=optional), special)
        case UnknownKind():
            raise CompilerFault("a fact without a kind reached the reader of records")
    assert_never(kind)


def _yes_no_converter(form: Form, special: Special) -> Converter:
    words = form.yes_no
    expected = (
        Words("`ja` or `nee`", "`ja` of `nee`") if form.language == "nl" else Words("`yes` or `no`", "`yes` of `no`")
    )

    def convert(raw: object) -> object:
        if raw is True or raw is False:
            return raw
        if isinstance(raw, str):
            folded = raw.strip().casefold()
            value = words.get(folded)
            if value is not None:
                return value
            absence = special.get(folded)
            if absence is not None:
                return absence
            return refuse("E511", raw, expected, about_yes_or_no(folded, form))
        return refuse("E511", raw, expected)

    return convert


def _text_converter(kind: TextKind, special: Special) -> Converter:
    """Text is kept as it stands, spaces included; the pattern must cover all of it. Linear in the length (RE2)."""
    matches = None if kind.pattern is None else _matcher(kind.pattern)
    expected = Words("text", "tekst")
    if kind.pattern is not None:
        expected = Words(f"text that matches `{kind.pattern}`", f"tekst die past op `{kind.pattern}`")

    def convert(raw: object) -> object:
        if not isinstance(raw, str):
            return refuse("E519", raw, expected)
        absence = special.get(raw.strip().casefold())
        if absence is not None:
            return absence
        if not is_unicode(raw) or (matches is not None and not matches(raw)):
            return refuse("E519", raw, expected)
        return raw

    return convert


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a pattern covers a whole text. A set of one pattern answers five times as fast, but says no when it runs out of
    memory, so that only its yes is taken."""
    whole = re2.compile(pattern)
    quick = re2.Set.FullMatchSet()
    quick.Add(pattern)
    quick.Compile()
    return lambda text: bool(quick.Match(text)) or whole.fullmatch(text) is not None


def is_unicode(text: str) -> bool:
    """False for half a surrogate pair, which JSON can spell but no text can hold."""
    return text.isascii() or not any("\ud800" <= each <= "\udfff" for each in text)


def not_a_fact(_: object) -> object:
    """For a key that is read elsewhere."""
    return UNKNOWN


def _date_converter(form: Form, special: Special) -> Converter:
    example = Words("a date such as `1 June 2025` or `2025-06-01`", "een datum zoals `1 June 2025` of `2025-06-01`")
    if form.language == "nl":
        example = Words("a date such as `1 juni 2025` or `01-06-2025`", "een datum zoals `1 juni 2025` of `01-06-2025`")

    def convert(raw: object) -> object:
        if isinstance(raw, str):
            text = raw.strip()
            value = date_in(text, form.language) or special.get(text.casefold())
            if value is not None:
                return value
            return refuse("E518", raw, example, about_date(text, form))
        return raw if raw.__class__ is datetime.date else refuse("E518", raw, example, _about_odd(raw))

    return convert


def _moment_converter(form: Form, special: Special) -> Converter:
    expected = Words(
        "a date and time without offset, such as `2025-06-01 12:00`",
        "een datum en tijd zonder tijdzone, zoals `2025-06-01 12:00`",
    )

    def convert(raw: object) -> object:
        if isinstance(raw, str):
            text = raw.strip()
            value = moment_in(text, form.language) or special.get(text.casefold())
            if value is not None:
                return value
            return refuse("E518", raw, expected, about_moment(text, form))
        if isinstance(raw, datetime.datetime) and raw.tzinfo is None:
            return raw
        return refuse("E518", raw, expected, _about_odd(raw))

    return convert


def _about_odd(raw: object) -> Words | None:
    return raw.help if isinstance(raw, OddDay) else None


def _duration_converter(form: Form, special: Special) -> Converter:
    example = "6 weken" if form.language == "nl" else "6 weeks"
    expected = Words(f"a duration such as `{example}`", f"een duur zoals `{example}`")

    def convert(raw: object) -> object:
        if isinstance(raw, str):
            text = raw.strip()
            value = duration_in(text, form.language) or special.get(text.casefold())
            if value is not None:
                return value
            return refuse("E518", raw, expected, no_value(text, form))
        return refuse("E518", raw, expected)

    return convert


def _choice_converter(options: tuple[str, ...], form: Form, special: Special) -> Converter:
    """An option must be written as declared; a word for absence that is also an option is the option."""
    known = {option: option for option in options}
    suggest = Suggester(options)
    expected = _one_of(options)

    def convert(raw: object) -> object:
        if isinstance(raw, str):
            text = raw.strip()
            value = known.get(text) or special.get(text.casefold())
            return refuse("E520", raw, expected, suggest.help(text) or no_value(text, form)) if value is None else value
        return refuse("E520", raw, expected)

    return convert


def _one_of(options: tuple[str, ...]) -> Words:
    listed = ", ".join(f"`{option}`" for option in options[:8]) + (", …" if len(options) > 8 else "")
    return Words(f"one of {listed}", f"een van {listed}")


def _set_converter(options: tuple[str, ...], form: Form, special: Special) -> Converter:
    """A JSON list of options, or text with commas between them. The set without elements is `[]` or `empty`."""
    one = _choice_converter(options, form, {})
    expected = Words("a list of options", "een lijst van opties")

    def convert(raw: object) -> object:
        if isinstance(raw, str):
            text = raw.strip()
            absence = None if text in options else special.get(text.casefold())
            if absence is not None:
                return absence
            raw = [] if text.casefold() in form.empty_words and text not in options else text.split(",")
        if not isinstance(raw, list):
            return refuse("E526", raw, expected)
        values = [one(each) for each in raw]
        findings = tuple(found for each in values if isinstance(each, Refusal) for found in each.findings)
        return Refusal(findings) if findings else frozenset(values)

    return convert


def _nested_converter(record: Converter, special: Special) -> Converter:
    def convert(raw: object) -> object:
        if isinstance(raw, str):
            absence = special.get(raw.strip().casefold())
            if absence is not None:
                return absence
        return record(raw)

    return convert


def _list_converter(element: Converter, form: Form, special: Special) -> Converter:
    expected = Words("a list", "een lijst")

    def convert(raw: object) -> object:
        if isinstance(raw, str):
            folded = raw.strip().casefold()
            absence = special.get(folded)
            if absence is not None:
                return absence
            return () if folded in form.empty_words else refuse("E526", raw, expected)
        if not isinstance(raw, list):
            return refuse("E526", raw, expected)
        values = [UNKNOWN if each is None else element(each) for each in raw]
        findings: list[Finding] = []
        for index, value in enumerate(values):
            if value.__class__ is Refusal:
                findings.extend(value.under(index))
        return Refusal(tuple(findings)) if findings else tuple(values)

    return convert


def _series_converter(element: Converter, special: Special) -> Converter:
    """A JSON object with years as keys: a dict of the years that are known."""
    expected = Words("an object with years as keys", "een object met jaren als sleutels")

    def convert(raw: object) -> object:
        if isinstance(raw, str):
            absence = special.get(raw.strip().casefold())
            return refuse("E526", raw, expected) if absence is None else absence
        if not isinstance(raw, dict):
            return refuse("E526", raw, expected)
        facts: dict[str, object] = {}
        findings: list[Finding] = [_year_twice(each) for each in getattr(raw, "repeated", ())]
        for year, cell in raw.items():
            if not is_year(year):
                findings.append(_no_year(year))
            elif cell is not None:
                value = element(cell)
                if isinstance(value, Refusal):
                    findings.extend(value.under(year))
                elif value is not UNKNOWN:
                    facts[year] = value
        return Refusal(tuple(findings)) if findings else facts

    return convert


def is_year(text: object) -> bool:
    """Whether a key or column is a year in four digits."""
    return isinstance(text, str) and len(text) == 4 and text.isascii() and text.isdecimal() and text >= "1000"


def _no_year(year: object) -> Finding:
    said = shown(year)
    path = (year if isinstance(year, str) else said,)
    return object_to("E527", f"`{said}` is not a year", f"`{said}` is geen jaar", seen=year, path=path)


def _year_twice(year: str) -> Finding:
    en, nl = "the year stands twice in one object", "het jaar staat twee keer in één object"
    return object_to("E508", en, nl, seen=year, path=(year,))


def record_converter(
    info: RecordInfo, declarations: Declarations, further: Mapping[str, Converter] | None = None
) -> Converter:
    """The converter of a JSON object: a dict of the known facts, without keys for the unknown ones.

    `further` adds keys that are no facts of the record, or takes the place of their own converters.
    """
    table = {
        each.name: kind_converter(each.kind, declarations, optional=each.optional)
        for each in info.fields
        if each.name not in (further or {})
    }
    table.update(further or {})
    suggest = Suggester(table)
    expected = Words(f"an object with the facts of `{info.name}`", f"een object met de gegevens van `{info.name}`")

    def convert(raw: object) -> object:
        if raw.__class__ is not dict:
            return odd(raw)
        facts: dict[str, object] = {}
        findings: list[Finding] | None = None
        for name, cell in raw.items():
            field = table.get(name)
            if field is None:
                findings = findings or []
                findings.append(unknown_key(name))
            elif cell is not None:
                value = field(cell)
                if value.__class__ is Refusal:
                    findings = findings or []
                    findings.extend(value.under(name))
                elif value is not UNKNOWN:
                    facts[name] = value
        return Refusal(tuple(findings)) if findings else facts

    def odd(raw: object) -> object:
        if not isinstance(raw, dict):
            return refuse("E526", raw, expected)
        findings = [twice(name) for name in raw.repeated] if isinstance(raw, Repeated) else []
        value = convert(dict(raw))
        if isinstance(value, Refusal):
            findings.extend(value.findings)
        return Refusal(tuple(findings)) if findings else value

    def unknown_key(name: object) -> Finding:
        text = shown(name)
        help = suggest.help(name) if isinstance(name, str) else None
        path = (name,) if isinstance(name, str) else (text,)
        return object_to(
            "E507",
            f"`{info.name}` has no fact of this name",
            f"`{info.name}` heeft geen gegeven met deze naam",
            help=help,
            seen=name,
            path=path,
        )

    def twice(name: str) -> Finding:
        return object_to(
            "E508",
            "the key stands twice in one object",
            "de sleutel staat twee keer in één object",
            seen=name,
            path=(name,),
        )

    return convert
