"""An order turned round or without a step, weights exchanged, no groups; a limit a step further, who crosses it in or out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from attrs import evolve

from compiler.model import AllocationModel, OrderKeyModel, PreferenceModel, WeightModel
from compiler.scenarios.mutation.mutants import Change, Declaration
from compiler.scenarios.mutation.operators.setting import Setting
from compiler.scenarios.mutation.sites import swapped, without
from dsl.kinds import DateKind, MomentKind

_LONGER: Final[dict[str, Literal["month", "quarter", "year"]]] = {
    "month": "quarter",
    "quarter": "year",
    "year": "month",
}


def of_declaration(declaration: Declaration, setting: Setting) -> Iterator[Change]:
    if not isinstance(declaration, PreferenceModel | AllocationModel):
        return
    word = setting.printer.spelling.word
    for at, key in enumerate(declaration.keys):
        turned = evolve(key, descending=not key.descending)
        was, becomes = _said(key, setting), _said(turned, setting)
        keys = swapped(declaration.keys, at, turned)
        yield Change("order", evolve(declaration, keys=keys), was, becomes, key.value.span)
        if len(declaration.keys) > 1:
            yield Change("order", evolve(declaration, keys=without(declaration.keys, at)), was, None, key.value.span)
    if declaration.group is not None:
        grouped = f"{word('PER')} {declaration.group.name}"
        yield Change("order", evolve(declaration, group=None), grouped, None, declaration.span)
    if isinstance(declaration, PreferenceModel):
        yield from _weights(declaration, setting)
    else:
        yield from _limits(declaration, setting)


def _said(key: OrderKeyModel, setting: Setting) -> str:
    dated = isinstance(key.value.kind, DateKind | MomentKind)
    first = ("LATEST" if dated else "HIGHEST") if key.descending else ("EARLIEST" if dated else "LOWEST")
    return f"{setting.said(key.value.said)} {setting.printer.spelling.word(f'{first}_FIRST')}"


def _weights(declaration: PreferenceModel, setting: Setting) -> Iterator[Change]:
    weights = declaration.weights
    for at in range(len(weights) - 1):
        one, other = weights[at], weights[at + 1]
        if one.share == other.share:
            continue
        exchanged = swapped(
            swapped(weights, at, evolve(one, share=other.share)), at + 1, evolve(other, share=one.share)
        )
        was, becomes = (
            ", ".join(_weight(each, setting) for each in some) for some in ((one, other), exchanged[at : at + 2])
        )
        yield Change("order", evolve(declaration, weights=exchanged), was, becomes, one.value.span)
    for at, weight in enumerate(weights):
        if len(weights) > 1:
            rest = evolve(declaration, weights=without(weights, at))
            yield Change("order", rest, _weight(weight, setting), None, weight.value.span)


def _weight(weight: WeightModel, setting: Setting) -> str:
    return f"{weight.share * 100}% : {setting.said(weight.value.said)}"


def _limits(declaration: AllocationModel, setting: Setting) -> Iterator[Change]:
    word = setting.printer.spelling.word
    if declaration.number is not None:
        for number in (declaration.number - 1, declaration.number + 1):
            if number > 0:
                was, becomes = (f"{word('UNTIL')} {each} {word('ARE_TAKEN')}" for each in (declaration.number, number))
                yield Change("limit", evolve(declaration, number=number), was, becomes, declaration.span)
    if declaration.crossing_is_in is not None:
        said = {True: word("CROSSES_IN"), False: word("CROSSES_OUT")}
        is_in = declaration.crossing_is_in
        turned = evolve(declaration, crossing_is_in=not is_in)
        yield Change("limit", turned, said[is_in], said[not is_in], declaration.span)
    if declaration.rounds is not None:
        period, first, last = declaration.rounds
        was, becomes = (word(f"EACH_{each.upper()}") for each in (period, _LONGER[period]))
        other = evolve(declaration, rounds=(_LONGER[period], first, last))
        yield Change("limit", other, was, becomes, declaration.span)
        yield Change("limit", evolve(declaration, rounds=None), was, None, declaration.span)
