"""Facts of a provider as data, in the form in which the reader of provider data takes them in again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from compiler.ir import text
from compiler.ir.nodes import RecordInfo
from compiler.ir.values import NONE, Duration, FactValue
from compiler.records.door import read_provider
from compiler.records.form import Form
from compiler.records.problems import Place, Problem
from compiler.records.providers import Judgement, Provider
from compiler.records.quantities import Units
from dsl.diagnostics import CompilerFault
from dsl.kinds import Kind, ListKind, NumberKind, RecordKind, SeriesKind

KEY = "#provider"
"""Names the provider in what is read; no fact can have this name."""

Data = dict[str, object]


def facts_data(
    facts: Mapping[str, FactValue], judgements: Mapping[str, Judgement], records: Iterable[RecordInfo], judges: str
) -> Data:
    """The facts and judgements of one provider. Numbers are whole or exact texts in the unit of their fact."""
    infos = {each.name: each for each in records}
    written = _record(facts, infos[judges], infos)
    return {**written, **{name: _judgement(each) for name, each in judgements.items() if name in written}}


def read_facts(
    data: Mapping[str, object], name: str, records: Iterable[RecordInfo], judges: str, units: Units, place: Place
) -> tuple[Provider | None, tuple[Problem, ...]]:
    """The provider that `facts_data` wrote down; problems where the declarations are others by now."""
    return read_provider({KEY: name, **data}, records, judges, units=units, form=Form(key=KEY), place=place)


def _judgement(judgement: Judgement) -> object:
    details = {"by": judgement.by, "on": judgement.on and judgement.on.isoformat(), "why": judgement.why}
    told = {name: each for name, each in details.items() if each is not None}
    return {"value": judgement.value, **told} if told else judgement.value


def _record(facts: Mapping[str, FactValue], info: RecordInfo, infos: Mapping[str, RecordInfo]) -> Data:
    return {each.name: _value(facts[each.name], each.kind, infos) for each in info.fields if each.name in facts}


def _value(value: FactValue, kind: Kind, infos: Mapping[str, RecordInfo]) -> object:
    match value, kind:
        case bool() | str(), _:
            return value
        case ((int() | Fraction() | Decimal()), NumberKind()):
            return _number(Fraction(value), kind)
        case datetime.datetime(), _:
            return value.isoformat(" ", "microseconds" if value.microsecond else "seconds")
        case datetime.date(), _:
            return value.isoformat()
        case frozenset(), _:
            return sorted(value)
        case tuple(), ListKind(element=element):
            return [_value(each, element, infos) for each in value]
        case Mapping(), RecordKind(name=name):
            return _record(value, infos[name], infos)
        case Mapping(), SeriesKind(element=element):
            return {year: _value(each, element, infos) for year, each in value.items()}
        case Duration(months=months, days=days), _:
            return f"{months} months" if months else f"{days} days"
        case _:
            if value is NONE:
                return "none"
    return "unknown"


def _number(value: Fraction, kind: NumberKind) -> object:
    """In the unit of the fact; in base units where only those write it exactly."""
    written = text.exact(value, kind)
    if isinstance(written, str) and "/" in written:
        base = text.exact_number(value)
        if isinstance(base, str) and "/" in base:
            raise CompilerFault(f"a fact that no decimal writes: {value}")
        return f"{base} {kind.dimension}"
    return f"{written}%" if kind.form == "percent" else written
