"""Facts as an author writes them: the assignments of an example, whole or as what differs from another."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.ir.values import NONE, UNKNOWN, Absence, Facts, FactValue
from dsl import syntax
from dsl.kinds import ChoiceKind, Kind, ListKind, NumberKind, RecordKind, SeriesKind, SetKind

GROUPED_FROM = 10_000
MOST_INLINE = 5  # fields of a nested record on one line


class CannotWrite(Exception):
    """A value that has no literal, as a number without an end."""


class Writer:
    """Writes facts by the declarations of a policy."""

    def __init__(self, records: tuple[RecordInfo, ...], judges: str) -> None:
        self.records = {each.name: each for each in records}
        self.judged = self.records[judges]

    def differences(self, facts: Facts, before: Facts) -> tuple[syntax.Assignment, ...]:
        """The assignments that make these facts out of those; raises CannotWrite."""
        return self._differences(self.judged, facts, before)

    def _differences(self, record: RecordInfo, facts: Facts, before: Facts) -> tuple[syntax.Assignment, ...]:
        found = []
        for field in record.fields:
            now, then = facts.get(field.name, UNKNOWN), before.get(field.name, UNKNOWN)
            if equal(now, then):
                continue
            if isinstance(field.kind, RecordKind) and isinstance(now, Mapping) and isinstance(then, Mapping):
                inner = self._differences(self.records[field.kind.name], now, then)
                found.append(syntax.Assignment(syntax.Name(field.name), syntax.Fields(inner)))
            elif isinstance(field.kind, SeriesKind) and isinstance(now, Mapping) and isinstance(then, Mapping):
                years = {year: now.get(year, UNKNOWN) for year in sorted({*now, *then})}
                changed = tuple(
                    _in_year(each, year, field.kind.element)
                    for year, each in years.items()
                    if not equal(each, then.get(year, UNKNOWN))
                )
                found.append(syntax.Assignment(syntax.Name(field.name), syntax.Inline(changed)))
            elif not equal(now, then):
                found.append(syntax.Assignment(syntax.Name(field.name), self.value(now, field.kind)))
        return tuple(found)

    def value(self, value: FactValue, kind: Kind) -> syntax.Inline | syntax.Items | syntax.Fields:
        """A value behind `=`."""
        match value:
            case Mapping() if isinstance(kind, SeriesKind):
                known_years = sorted((year, each) for year, each in value.items() if each is not UNKNOWN)
                if not known_years:
                    raise CannotWrite("a series of which no year is known")
                return syntax.Inline(tuple(_in_year(each, year, kind.element) for year, each in known_years))
            case Mapping():
                assert isinstance(kind, RecordKind)
                known = self._known(self.records[kind.name], value)
                if len(known) <= MOST_INLINE and all(_is_scalar(each) for _, each in known) and known:
                    return syntax.Inline(tuple(self._inline(field, each) for field, each in known))
                return syntax.Fields(tuple(self._assigned(field, each) for field, each in known))
            case tuple():
                assert isinstance(kind, ListKind)
                if not value:
                    return _one(syntax.Absent("empty"))
                return syntax.Items(tuple(self._item(each, kind.element) for each in value))
            case frozenset():
                assert isinstance(kind, SetKind)
                chosen = [each for each in kind.options if each in value]
                if not chosen:
                    return _one(syntax.Absent("empty"))
                return syntax.Inline(tuple(syntax.InlineField((syntax.Phrase(each),)) for each in chosen))
            case _:
                return _one(part(value, kind))

    def _known(self, record: RecordInfo, facts: Facts) -> list[tuple[FieldInfo, FactValue]]:
        held = [(field, facts.get(field.name, UNKNOWN)) for field in record.fields]
        return [(field, value) for field, value in held if value is not UNKNOWN]

    def _assigned(self, field: FieldInfo, value: FactValue) -> syntax.Assignment:
        return syntax.Assignment(syntax.Name(field.name), self.value(value, field.kind))

    def _inline(self, field: FieldInfo, value: FactValue) -> syntax.InlineField:
        written = part(value, field.kind)
        if isinstance(written, syntax.Phrase):
            return syntax.InlineField((syntax.Phrase(f"{field.name} {written.text}"),))
        return syntax.InlineField((syntax.Phrase(field.name), written))

    def _item(self, value: FactValue, element: Kind) -> syntax.Item:
        if not isinstance(value, Mapping):
            return syntax.Item((syntax.InlineField((part(value, element),)),))
        assert isinstance(element, RecordKind)
        known = self._known(self.records[element.name], value)
        if not known:
            return syntax.Item((syntax.InlineField((syntax.Absent("unknown"),)),))
        scalars = [(field, each) for field, each in known if _is_scalar(each)]
        rest = [(field, each) for field, each in known if not _is_scalar(each)]
        return syntax.Item(
            tuple(self._inline(field, each) for field, each in scalars),
            tuple(self._assigned(field, each) for field, each in rest),
        )


def _in_year(value: FactValue, year: str, kind: Kind) -> syntax.InlineField:
    """`7.0 in 2023`"""
    written = part(value, kind)
    if isinstance(written, syntax.Phrase):
        return syntax.InlineField((syntax.Phrase(f"{written.text} in"), syntax.Number(year)))
    return syntax.InlineField((written, syntax.Phrase("in"), syntax.Number(year)))


def _one(written: syntax.InlinePart) -> syntax.Inline:
    return syntax.Inline((syntax.InlineField((written,)),))


def _is_scalar(value: FactValue) -> bool:
    return not isinstance(value, Mapping | tuple | frozenset)


def equal(one: FactValue, other: FactValue) -> bool:
    """The same fact; yes is not the number 1, and a record without a field is one where it is unknown."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = {*one, *other}
        return all(equal(one.get(each, UNKNOWN), other.get(each, UNKNOWN)) for each in names)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def parts(value: FactValue, kind: Kind) -> tuple[syntax.InlinePart, ...]:
    """What stands between the commas of a line; raises CannotWrite."""
    if isinstance(kind, ListKind) and isinstance(value, tuple):
        return tuple(part(each, kind.element) for each in value) or (syntax.Absent("empty"),)
    return (part(value, kind),)


def part(value: FactValue, kind: Kind) -> syntax.InlinePart:
    """One value on a line; raises CannotWrite."""
    match value:
        case Absence():
            return syntax.Absent("none" if value is NONE else "unknown")
        case bool():
            return syntax.YesNo(value)
        case int() | Decimal() | Fraction():
            return _number(Fraction(value), kind)
        case str():
            return syntax.Phrase(value) if isinstance(kind, ChoiceKind) else syntax.Text(value)
        case datetime.datetime():
            return syntax.Moment(value)
        case datetime.date():
            return syntax.Date(value)
        case Mapping() | tuple() | frozenset():
            raise CannotWrite("several values on one line")
        case _:
            raise CannotWrite(f"a {type(value).__name__}")


def _number(value: Fraction, kind: Kind) -> syntax.InlinePart:
    """A percentage as such, a quantity in the unit in which it is declared, of which the unit is not repeated."""
    if isinstance(kind, NumberKind) and kind.form == "percent":
        if value < 0:
            raise CannotWrite("a percentage below zero")
        return syntax.Percent(syntax.Number(_digits(value * 100)))
    shown = value / kind.scale if isinstance(kind, NumberKind) else value
    return syntax.Number(_digits(shown), grouped=shown >= GROUPED_FROM)


def _digits(value: Fraction) -> str:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        raise CannotWrite("a number that cannot be written")
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
