"""Places in a declaration where an expression stands, and the declaration with another expression put there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, TypeVar

import attrs
from attrs import evolve, frozen

from compiler.model import (
    AllocationModel,
    AwardModel,
    CellModel,
    CriterionModel,
    DeadlineModel,
    DueTermModel,
    GrantModel,
    KeyedRowModel,
    OrderKeyModel,
    ParameterModel,
    PeriodModel,
    PreferenceModel,
    RowModel,
    TableModel,
    Typed,
    ValueModel,
    WeightModel,
)
from compiler.scenarios.mutation.mutants import AmendmentModel, Declaration
from dsl import syntax
from dsl.kinds import NumberKind, YesNoKind

T = TypeVar("T")
Put = Callable[[Typed], Declaration]


@frozen(eq=False)
class Site:
    """An expression at its place. `put` gives the declaration with another there; `within` is the condition closest around it,
    `parents` the expressions around it, innermost first."""

    typed: Typed
    put: Put
    parents: tuple[Typed, ...] = ()

    @property
    def within(self) -> Typed | None:
        return next((each for each in self.parents if isinstance(each.kind, YesNoKind)), None)


def sites(declaration: Declaration) -> Iterator[Site]:
    """Every expression of a declaration, outermost first."""
    for root in roots(declaration):
        yield from _inside(root)


def roots(declaration: Declaration) -> Iterator[Site]:
    match declaration:
        case CriterionModel():
            if declaration.applies is not None:
                yield Site(declaration.applies, lambda new: evolve(declaration, applies=new))
            yield Site(declaration.body, lambda new: evolve(declaration, body=new))
            if declaration.unless is not None:
                yield Site(declaration.unless, lambda new: evolve(declaration, unless=new))
        case ValueModel():
            yield Site(declaration.body, lambda new: evolve(declaration, body=new))
        case ParameterModel(periods=periods):
            for at, period in enumerate(periods):
                yield Site(period.value, _in_period(declaration, at, period))
            for at, held in enumerate(declaration.rows):
                if held.value is not None:
                    yield Site(held.value, _in_keyed_row(declaration, at, held))
        case PreferenceModel() | AllocationModel():
            yield from _in_orders(declaration)
        case DeadlineModel():
            yield from _in_deadline(declaration)
        case AmendmentModel():
            return
        case GrantModel():
            if declaration.applies is not None:
                yield Site(declaration.applies, lambda new: evolve(declaration, applies=new))
            for at, award in enumerate(declaration.awards):
                if award.result is not None:
                    yield Site(award.result, _as_result(declaration, at, award))
                if award.condition is not None:
                    yield Site(award.condition, _as_case(declaration, at, award))
        case TableModel():
            for at, tested in enumerate(declaration.inputs):
                yield Site(tested, _as_input(declaration, at))
            for at, row in enumerate(declaration.rows):
                for place, cell in enumerate(row.cells):
                    yield from _in_cell(declaration, at, row, place, cell)


def _in_orders(declaration: PreferenceModel | AllocationModel) -> Iterator[Site]:
    for at, key in enumerate(declaration.keys):
        yield Site(key.value, _as_key(declaration, at, key))
    if isinstance(declaration, PreferenceModel):
        for at, weight in enumerate(declaration.weights):
            yield Site(weight.value, _as_weight(declaration, at, weight))
        return
    if declaration.measure is not None:
        yield Site(declaration.measure, lambda new: evolve(declaration, measure=new))
    if declaration.limit is not None:
        yield Site(declaration.limit, lambda new: evolve(declaration, limit=new))


def _as_key(declaration: PreferenceModel | AllocationModel, at: int, key: OrderKeyModel) -> Put:
    return lambda new: evolve(declaration, keys=swapped(declaration.keys, at, evolve(key, value=new)))


def _as_weight(declaration: PreferenceModel, at: int, weight: WeightModel) -> Put:
    return lambda new: evolve(declaration, weights=swapped(declaration.weights, at, evolve(weight, value=new)))


def _in_deadline(deadline: DeadlineModel) -> Iterator[Site]:
    if deadline.applies is not None:
        yield Site(deadline.applies, lambda new: evolve(deadline, applies=new))
    if deadline.start is not None:
        yield Site(deadline.start, lambda new: evolve(deadline, start=new))
    for at, term in enumerate(deadline.terms):
        for place, part in enumerate(term.parts):
            yield Site(part, _as_part(deadline, at, term, place))
    if deadline.unless is not None:
        yield Site(deadline.unless, lambda new: evolve(deadline, unless=new))


def _as_part(deadline: DeadlineModel, at: int, term: DueTermModel, place: int) -> Put:
    def put(new: Typed) -> Declaration:
        changed = evolve(term, parts=swapped(term.parts, place, new))
        return evolve(deadline, terms=swapped(deadline.terms, at, changed))

    return put


def _in_period(parameter: ParameterModel, at: int, period: PeriodModel) -> Put:
    return lambda new: evolve(parameter, periods=swapped(parameter.periods, at, evolve(period, value=new)))


def _in_keyed_row(parameter: ParameterModel, at: int, row: KeyedRowModel) -> Put:
    return lambda new: evolve(parameter, rows=swapped(parameter.rows, at, evolve(row, value=new)))


def _as_result(grant: GrantModel, at: int, award: AwardModel) -> Put:
    return lambda new: evolve(grant, awards=swapped(grant.awards, at, evolve(award, result=new)))


def _as_case(grant: GrantModel, at: int, award: AwardModel) -> Put:
    return lambda new: evolve(grant, awards=swapped(grant.awards, at, evolve(award, condition=new)))


def _as_input(table: TableModel, at: int) -> Put:
    return lambda new: evolve(table, inputs=swapped(table.inputs, at, new))


def _as_operand(site: Site, at: int) -> Put:
    return lambda new: site.put(with_operand(site.typed, at, new))


def _in_cell(table: TableModel, at: int, row: RowModel, place: int, cell: CellModel) -> Iterator[Site]:
    for number, (part, values) in enumerate(cell.parts):
        for which, value in enumerate(values):

            def put(
                new: Typed,
                part: syntax.CellPart = part,
                number: int = number,
                values: tuple[Typed, ...] = values,
                which: int = which,
            ) -> Declaration:
                return with_part(table, at, row, place, cell, number, (part, swapped(values, which, new)))

            yield Site(value, put)


def with_part(
    table: TableModel,
    at: int,
    row: RowModel,
    place: int,
    cell: CellModel,
    number: int,
    part: tuple[syntax.CellPart, tuple[Typed, ...]],
) -> TableModel:
    """The table with another alternative in one cell."""
    changed = evolve(cell, parts=swapped(cell.parts, number, part))
    return evolve(table, rows=swapped(table.rows, at, evolve(row, cells=swapped(row.cells, place, changed))))


def _inside(site: Site) -> Iterator[Site]:
    waiting = [site]
    while waiting:
        current = waiting.pop()
        yield current
        around = (current.typed, *current.parents)
        parts = [Site(part, _as_operand(current, at), around) for at, part in enumerate(current.typed.parts)]
        waiting.extend(reversed(parts))


def with_operand(typed: Typed, at: int, new: Typed) -> Typed:
    """The expression with another operand, in what is said as well."""
    old = typed.parts[at]
    said = _resaid(typed.said, old.said, new.said)
    parts = swapped(typed.parts, at, new)
    kind = typed.kind
    if isinstance(said, syntax.Negative) and isinstance(kind, NumberKind) and isinstance(new.kind, NumberKind):
        low, high = new.kind.low, new.kind.high
        kind = evolve(kind, low=None if high is None else -high, high=None if low is None else -low)
    if isinstance(said, syntax.Per) and isinstance(kind, NumberKind):
        top, bottom = (_fixed(each) for each in parts)
        if top is not None and bottom:
            kind = evolve(kind, low=top / bottom, high=top / bottom)
    return evolve(typed, said=said, parts=parts, kind=kind)


def _fixed(typed: Typed) -> Fraction | None:
    """The number that it is whatever the facts are."""
    kind = typed.kind
    return kind.low if isinstance(kind, NumberKind) and kind.low == kind.high else None


def _resaid(said: Any, old: syntax.Node, new: syntax.Node) -> Any:
    """The node with a child replaced, told by identity; a child deeper down (the operand of a step) included."""
    changes: dict[str, Any] = {}
    for part in attrs.fields(type(said)):
        before = getattr(said, part.name)
        after = _in_place(before, old, new)
        if after is not before:
            changes[part.name] = after
    return evolve(said, **changes) if changes else said


def _in_place(content: object, old: syntax.Node, new: syntax.Node) -> object:
    if content is old:
        return new
    if isinstance(content, tuple):
        after = tuple(_in_place(each, old, new) for each in content)
        return content if all(a is b for a, b in zip(after, content, strict=True)) else after
    if isinstance(content, syntax.Step) and content.operand is old:
        return evolve(content, operand=new)  # type: ignore[arg-type]
    return content


def swapped(items: tuple[T, ...], at: int, new: T) -> tuple[T, ...]:
    return (*items[:at], new, *items[at + 1 :])


def without(items: tuple[T, ...], at: int) -> tuple[T, ...]:
    return (*items[:at], *items[at + 1 :])
