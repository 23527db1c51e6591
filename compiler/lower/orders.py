"""Preferences and allocations of one policy, for one day."""

from __future__ import annotations

from compiler.ir import nodes as ir
from compiler.lower import peers
from compiler.lower.expressions import expression
from compiler.lower.place import Place
from compiler.model import AllocationModel, OrderKeyModel, PreferenceModel, Typed


def preference(model: PreferenceModel, place: Place) -> ir.Preference:
    weights = tuple(
        ir.Weight(each.share, expression(each.value, place), _said(each.value, place)) for each in model.weights
    )
    return ir.Preference(
        model.key.name,
        model.title,
        model.citations,
        None if model.group is None else peers.field(ir.Root(), model.group),
        tuple(_key(each, place) for each in model.keys),
        weights,
        model.span,
    )


def allocation(model: AllocationModel, judged: Place) -> ir.Allocation:
    over = None if model.over is None else peers.field(ir.Root(), model.over)
    place, one = (judged, ir.Root()) if over is None else (judged.element(), ir.Item(0))
    measure, limit = model.measure, model.limit
    return ir.Allocation(
        model.key.name,
        model.title,
        model.citations,
        None if model.group is None else peers.field(one, model.group),
        model.rounds,
        tuple(_key(each, place) for each in model.keys),
        model.number,
        None if measure is None else expression(measure, place),
        None if limit is None else expression(limit, place),
        model.of_total,
        bool(model.crossing_is_in),
        None if measure is None else measure.kind,
        model.span,
        over=over,
        said=("", "") if measure is None or limit is None else (_said(measure, place), _said(limit, place)),
    )


def _key(model: OrderKeyModel, place: Place) -> ir.OrderKey:
    value = model.value
    return ir.OrderKey(expression(value, place), _said(value, place), value.kind, model.descending)


def _said(value: Typed, place: Place) -> str:
    return place.day.wording.of(value.said)
