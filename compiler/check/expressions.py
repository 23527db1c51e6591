"""Expressions: the kind of each construct, from those of its parts. A failed part has an unknown kind and silences the whole."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, assert_never

from attrs import evolve

from compiler.check import across, arithmetic, comparisons, keys, rates, series
from compiler.check.collections import (
    aggregate_kind,
    collection,
    element_field,
    elements,
    lists_of,
    nested_record,
    of_one_list,
)
from compiler.check.context import Context
from compiler.check.naming import UNKNOWN, can_name, field_of, find_field, reference
from compiler.check.patterns import check_pattern
from compiler.check.peers import of_each, standing_kind, with_itself
from compiler.check.wording import kind_words
from compiler.model import FieldTarget, Typed
from compiler.resolve.findings import quoted
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SetKind,
    TextKind,
    UnknownKind,
    YesNoKind,
)

_YES_NO = YesNoKind()
_COUNT = NumberKind(whole=True, low=Fraction(0))


def condition(expr: syntax.Expr, context: Context) -> Typed:
    """An expression that is yes or no."""
    typed = expression(expr, context, _YES_NO)
    comparisons.is_yes_no(typed, context)
    return typed


def expression(expr: syntax.Expr, context: Context, expected: Kind | None = None) -> Typed:
    """An expression of any kind. `expected` is the kind of what it is compared with, by which options are known."""
    match expr:
        case syntax.Number():
            return arithmetic.number(expr)
        case syntax.Percent():
            return arithmetic.percent(expr)
        case syntax.Quantity():
            return arithmetic.quantity(expr, context)
        case syntax.YesNo():
            return Typed(expr, _YES_NO)
        case syntax.Text():
            return Typed(expr, TextKind())
        case syntax.Date() | syntax.DecisionDate():
            return Typed(expr, DateKind())
        case syntax.Moment():
            return Typed(expr, MomentKind())
        case syntax.Ref():
            return series.at_hand(reference(expr, context, expected), context)
        case syntax.Of():
            return series.at_hand(field_of(expr, expression(expr.base, context), context), context)
        case syntax.InYear():
            return series.in_year(expr, context)
        case syntax.During(condition=inner):
            typed = condition(inner, evolve(context, in_year=True))
            series.check_during(expr, typed, context)
            return Typed(expr, _YES_NO, (typed,))
        case syntax.Trend():
            return series.trend(expr, context)
        case syntax.OverYears():
            return series.over_years(expr, context)
        case syntax.LatestKnown():
            return series.latest_known(expr, context)
        case syntax.YearOf():
            return series.year_of(expr, context)
        case syntax.DeadlineTest() | syntax.DeadlineDate() | syntax.CalendarDay():
            from compiler.check import deadlines  # they stand on this module

            return deadlines.asked(expr, context)
        case syntax.Not(operand=operand):
            return _logical(expr, (operand,), context)
        case syntax.And(operands=operands) | syntax.Or(operands=operands):
            return _logical(expr, operands, context)
        case syntax.Compare():
            return _compare(expr, context)
        case syntax.Between():
            return _between(expr, context)
        case syntax.OneOf():
            return _one_of(expr, context)
        case syntax.StateTest():
            value = expression(expr.value, context)
            comparisons.state_makes_sense(expr, value, context)
            return Typed(expr, _YES_NO, (value,))
        case syntax.Includes():
            return _includes(expr, context)
        case syntax.Matches():
            return _matches(expr, context)
        case syntax.Within():
            return _within(expr, context)
        case syntax.Sum():
            return arithmetic.sum_(expr, _operands(expr, context), context)
        case syntax.Product():
            return arithmetic.product(expr, _operands(expr, context), context)
        case syntax.Negative(operand=operand):
            return arithmetic.negative(expr, expression(operand, context), context)
        case syntax.Per():
            return _per(expr, context)
        case syntax.PercentOf(whole=whole):
            return arithmetic.percent_of(expr, expression(whole, context), context)
        case syntax.Rounded(value=inner):
            return arithmetic.rounded(expr, expression(inner, context), context)
        case syntax.Quantified():
            return _quantified(expr, context)
        case syntax.Has():
            return _has(expr, context)
        case syntax.Count():
            return _count(expr, context)
        case syntax.Aggregate():
            return _aggregate(expr, context)
        case syntax.Peers():
            return collection(expr, context)
        case syntax.Standing():
            return _standing(expr, context)
        case syntax.Keyed():
            return keys.keyed(expr, context)
        case syntax.Meets():
            return across.meets(expr, context)
        case syntax.HoldsAgreement():
            return across.holds_agreement(expr, context)
        case syntax.Group():
            return _group(expr, context)
        case _:
            assert_never(expr)


def _operands(expr: syntax.Sum | syntax.Product, context: Context) -> tuple[Typed, ...]:
    return tuple(expression(each, context) for each in (expr.first, *(step.operand for step in expr.rest)))


# --- conditions -------------------------------------------------------------------------------------------------------


def _logical(expr: syntax.Expr, operands: tuple[syntax.Expr, ...], context: Context) -> Typed:
    return Typed(expr, _YES_NO, tuple(condition(each, context) for each in operands))


def _group(expr: syntax.Group, context: Context) -> Typed:
    typed = _logical(expr, expr.items, context)
    most = max((expr.number or 0, *expr.more))
    if most > len(expr.items):
        context.findings.error(
            "E319",
            expr.span,
            f"the list has {len(expr.items)} conditions, fewer than {most}",
            f"de lijst heeft {len(expr.items)} voorwaarden, minder dan {most}",
            help=Words(f"ask for at most {len(expr.items)}", f"vraag er hoogstens {len(expr.items)}"),
        )
    for at, item in enumerate(expr.items):
        if item in expr.items[:at]:
            context.findings.warning(
                "W811",
                item.span,
                f"`{quoted(item.span)}` stands in this list twice",
                f"`{quoted(item.span)}` staat twee keer in deze lijst",
            )
    return typed


def _compare(expr: syntax.Compare, context: Context) -> Typed:
    relation = expr.comparison.relation
    left, right = _sides(expr, context)
    if isinstance(left.kind, RecordKind) and isinstance(expr.right, syntax.Ref) and relation in ("=", "≠"):
        return _record_is(expr, left, expr.right, context)
    typed = Typed(expr, _YES_NO, (left, right))
    stepped = [each for each in (left, right) if isinstance(each.said, syntax.Per) and each.said.started]
    if stepped:
        _stepped(stepped[0], right if stepped[0] is left else left, context)
    if comparisons.values_meet(left, right, relation, context):
        comparisons.outcome_is_fixed(left, ((right, relation),), expr, context)
    return typed


def _sides(expr: syntax.Compare, context: Context) -> tuple[Typed, Typed]:
    """Both sides; a bare phrase takes the options of the other side, whichever side that is."""
    if (
        isinstance(expr.left, syntax.Ref)
        and not can_name(expr.left.name.text, context)
        and isinstance(expr.right, syntax.Ref | syntax.Of)
    ):
        right = (
            _side(expr.right, context, None)
            if not isinstance(expr.right, syntax.Ref) or can_name(expr.right.name.text, context)
            else None
        )
        if right is not None and isinstance(right.kind, ChoiceKind):
            return _side(expr.left, context, right.kind), right
    left = _side(expr.left, context, None)
    if isinstance(left.kind, RecordKind) and isinstance(expr.right, syntax.Ref):
        return left, Typed(expr.right, UNKNOWN)
    if (
        isinstance(left.kind, UnknownKind)
        and isinstance(expr.right, syntax.Ref)
        and not can_name(expr.right.name.text, context)
    ):
        return left, Typed(expr.right, UNKNOWN)  # it may be an option of what failed
    return left, _side(expr.right, context, left.kind)


def _side(expr: syntax.Expr, context: Context, expected: Kind | None) -> Typed:
    if isinstance(expr, syntax.Per) and expr.started:
        return _rate(expr, expression(expr.top, context), _bottom(expr.bottom, context), context)
    return expression(expr, context, expected)


def _record_is(expr: syntax.Compare, record: Typed, phrase: syntax.Ref, context: Context) -> Typed:
    """`region is preferred by VGZ`: a yes/no field of the record."""
    assert isinstance(record.kind, RecordKind)
    field = find_field(phrase.name, context.declarations.records.info(record.kind.name), context)
    if field is None:
        return Typed(expr, UNKNOWN, (record,))
    said = Typed(phrase, field.kind, (record,), FieldTarget(field))
    comparisons.is_yes_no(said, context)
    return Typed(expr, _YES_NO, (record, said))


def _stepped(stepped: Typed, other: Typed, context: Context) -> None:
    """`per started` stands against a rate of which the bottom can be counted."""
    if isinstance(other.kind, UnknownKind) or isinstance(stepped.kind, UnknownKind):
        return
    if isinstance(other.said, syntax.Per) and not other.said.started:
        return
    context.findings.error(
        "E311",
        other.span,
        f"`per started` is compared with a rate `… per …`, and `{quoted(other.span)}` is not written as one",
        f"`per begonnen` wordt vergeleken met een verhouding `… per …`, en `{quoted(other.span)}` staat er niet zo",
        help=Words(
            "write what is counted after `per` on this side too",
            "schrijf ook aan deze kant achter `per` wat geteld wordt",
        ),
    )


def _per(expr: syntax.Per, context: Context) -> Typed:
    top, bottom = expression(expr.top, context), _bottom(expr.bottom, context)
    if expr.started:
        context.findings.error(
            "E311",
            expr.span,
            "`per started` only has a meaning as one side of a comparison with a rate",
            "`per begonnen` heeft alleen betekenis als één kant van een vergelijking met een verhouding",
        )
        return Typed(expr, UNKNOWN, (top, bottom))
    return _rate(expr, top, bottom, context)


def _rate(expr: syntax.Per, top: Typed, bottom: Typed, context: Context) -> Typed:
    if rates.divides_by_what_is_counted(expr, top, bottom, context):
        return arithmetic.per(expr, top, bottom, context)
    return Typed(expr, UNKNOWN, (top, bottom))


def _bottom(expr: syntax.Expr, context: Context) -> Typed:
    """What stands under `per`; a bare unit stands for one of it: `100 EUR per year`."""
    if isinstance(expr, syntax.Ref) and not can_name(expr.name.text, context) and expr.name.text in context.scope.units:
        one = syntax.Quantity(syntax.Number("1", span=expr.span), expr.name, span=expr.span)
        return arithmetic.quantity(one, context)
    return expression(expr, context)


def _between(expr: syntax.Between, context: Context) -> Typed:
    value = expression(expr.value, context)
    low = expression(expr.low, context, value.kind)
    high = expression(expr.high, context, value.kind)
    bounds: tuple[tuple[Typed, Literal["≥", "≤"]], ...] = ((low, "≥"), (high, "≤"))
    met = [comparisons.values_meet(value, bound, relation, context) for bound, relation in bounds]
    if all(met):
        comparisons.outcome_is_fixed(value, bounds, expr, context)
    return Typed(expr, _YES_NO, (value, low, high))


def _one_of(expr: syntax.OneOf, context: Context) -> Typed:
    value = expression(expr.value, context)
    options: list[Typed] = []
    for each in expr.options:
        if isinstance(value.kind, UnknownKind) and isinstance(each, syntax.Ref):
            continue
        option = expression(each, context, value.kind)
        comparisons.values_meet(value, option, "=", context)
        options.append(option)
    return Typed(expr, _YES_NO, (value, *options))


def _includes(expr: syntax.Includes, context: Context) -> Typed:
    value = expression(expr.value, context)
    if not comparisons.is_set(value, context):
        return Typed(expr, _YES_NO, (value,))
    assert isinstance(value.kind, SetKind)
    options: list[Typed] = []
    for each in expr.options:
        option = expression(each, context, value.kind)
        if not isinstance(option.kind, UnknownKind) and not _is_option(option):
            said = kind_words(option.kind)
            context.findings.error(
                "E305",
                option.span,
                f"`{quoted(option.span)}` is {said.en}, not one of the options",
                f"`{quoted(option.span)}` is {said.nl}, geen van de opties",
            )
        options.append(option)
    return Typed(expr, _YES_NO, (value, *options))


def _is_option(option: Typed) -> bool:
    from compiler.model import OptionTarget

    return isinstance(option.target, OptionTarget)


def _matches(expr: syntax.Matches, context: Context) -> Typed:
    value = expression(expr.value, context)
    comparisons.is_text(value, context)
    check_pattern(expr.pattern, context.findings)
    return Typed(expr, _YES_NO, (value,))


def _within(expr: syntax.Within, context: Context) -> Typed:
    value = expression(expr.value, context)
    duration = expression(expr.duration, context)
    anchor = expression(expr.anchor, context)
    if comparisons.is_date(value, context) & comparisons.is_date(anchor, context):
        comparisons.values_meet(value, anchor, "≤", context)
    arithmetic.is_duration(duration, context)
    return Typed(expr, _YES_NO, (value, duration, anchor))


# --- collections ------------------------------------------------------------------------------------------------------


def _quantified(expr: syntax.Quantified, context: Context) -> Typed:
    list_ = collection(expr.collection, context)
    if expr.condition is None:
        return Typed(expr, _YES_NO, (list_,))
    if isinstance(list_.kind, UnknownKind):
        return Typed(expr, _YES_NO, (list_,))
    return Typed(expr, _YES_NO, (list_, _on_elements(expr.condition, list_, context)))


def _on_elements(expr: syntax.Expr, list_: Typed, context: Context) -> Typed:
    assert isinstance(list_.kind, ListKind)
    if isinstance(list_.kind.element, RecordKind):
        return condition(expr, elements(list_, context))
    said = kind_words(list_.kind.element)
    context.findings.error(
        "E313",
        expr.span,
        f"an element of `{quoted(list_.span)}` is {said.en} and has no names to read",
        f"een element van `{quoted(list_.span)}` is {said.nl} en heeft geen namen om te lezen",
        help=Words("make it a list of records", "maak er een lijst van gegevens met velden van"),
    )
    return Typed(expr, UNKNOWN)


def _has(expr: syntax.Has, context: Context) -> Typed:
    record = nested_record(expr.record, context)
    if not isinstance(record.kind, RecordKind):
        return Typed(expr, UNKNOWN, (record,))
    inner = context.inside(context.declarations.records.info(record.kind.name))
    return Typed(expr, _YES_NO, (record, condition(expr.condition, inner)))


def _count(expr: syntax.Count, context: Context) -> Typed:
    list_ = collection(expr.collection, context)
    parts = [list_]
    if isinstance(list_.kind, UnknownKind):
        return Typed(expr, UNKNOWN, (list_,))
    if expr.distinct is not None:
        parts.append(_distinct(expr.distinct, list_, context))
        outer = lists_of(list_)[0]
        around = (isinstance(outer.kind, ListKind) and outer.kind.one) or quoted(outer.span)
        of_each = Words(
            f"ask it of each, with `every {around} has …`", f"vraag het van elk, met `elke {around} heeft …`"
        )
        if not of_one_list(Words("number of distinct", "aantal verschillende"), list_, of_each, context):
            return Typed(expr, UNKNOWN, (list_,))
    if expr.where is not None:
        parts.append(_on_elements(expr.where, list_, context))
    return Typed(expr, _COUNT, tuple(parts))


def _distinct(name: syntax.Name, list_: Typed, context: Context) -> Typed:
    field = element_field(name, list_, context)
    if isinstance(field.kind, RecordKind | ListKind):
        said = kind_words(field.kind)
        context.findings.error(
            "E317",
            name.span,
            f"`{name.text}` is {said.en}: different ones cannot be counted",
            f"`{name.text}` is {said.nl}: verschillende zijn niet te tellen",
        )
    return field


def _aggregate(expr: syntax.Aggregate, context: Context) -> Typed:
    list_ = collection(expr.collection, context)
    if isinstance(list_.kind, UnknownKind):
        return Typed(expr, UNKNOWN, (list_,))
    field = element_field(expr.field, list_, context)
    parts = [list_, field]
    if expr.where is not None:
        parts.append(_on_elements(expr.where, list_, context))
    return Typed(expr, aggregate_kind(expr, list_, field, context), tuple(parts))


def _standing(expr: syntax.Standing, context: Context) -> Typed:
    counted = collection(expr.peers, context)
    if isinstance(counted.kind, UnknownKind):
        return Typed(expr, UNKNOWN, (counted,))
    inner = of_each(counted, context)
    with_itself(expr, counted, context)
    measure = expression(expr.measure, inner)
    parts = [counted, measure]
    if expr.where is not None:
        parts.append(condition(expr.where, inner))
    return Typed(expr, standing_kind(expr, measure, context), tuple(parts))
