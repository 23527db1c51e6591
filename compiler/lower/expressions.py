"""Typed expressions -> the intermediate representation."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, assert_never

from compiler.check.arithmetic import rounding_step
from compiler.ir import nodes as ir
from compiler.ir import text
from compiler.ir.values import Duration
from compiler.lower import series
from compiler.lower.constants import constant, duration
from compiler.lower.place import Place
from compiler.model import (
    DeadlineTarget,
    FactTarget,
    FieldTarget,
    OptionTarget,
    ParameterTarget,
    PolicyTarget,
    Typed,
    ValueTarget,
)
from dsl import syntax
from dsl.diagnostics import CompilerFault
from dsl.kinds import DateKind, Kind, MomentKind, NumberKind, RecordKind, YesNoKind

TRUE = ir.Lit(value=True)


def condition(typed: Typed, place: Place) -> ir.Expr:
    """A yes/no expression under the author's wording. A literal has none."""
    said, about = typed.said, None
    if isinstance(said, syntax.DeadlineTest):
        from compiler.lower import deadlines  # it stands on this module

        about = deadlines.asked_about(typed, place)  # once: what it rests on may ask about a deadline, too
        inner = deadlines.is_so(said, about)
    else:
        inner = expression(typed, place)
    if isinstance(said, syntax.YesNo):
        return inner
    wording = place.day.wording
    heading = wording.is_heading(said)
    alone = isinstance(typed.target, ParameterTarget)  # a yes/no parameter, which its verdict tells
    constants = () if heading or alone else _constants(typed, place)
    return ir.Mark(
        inner, wording.of(said), typed.span, heading, wording.subject(said), deadline=about, constants=constants
    )


def _constants(typed: Typed, place: Place) -> tuple[str, ...]:
    """The parameters without keys that a condition names, with what they are on the day."""
    found = {each.target.key: each.kind for each in typed.walk() if isinstance(each.target, ParameterTarget)}
    day = place.day
    return tuple(
        text.equals(key.name, text.worded(constant(day.parameters[key]), kind, day.wording.language))
        for key, kind in found.items()
        if key in day.parameters
    )


def expression(typed: Typed, place: Place) -> ir.Expr:
    """Any expression, without a mark of its own."""
    said = typed.said
    match said:
        case (
            syntax.Number()
            | syntax.Percent()
            | syntax.Quantity()
            | syntax.YesNo()
            | syntax.Text()
            | syntax.Date()
            | syntax.Moment()
        ):
            return ir.Lit(constant(typed))
        case syntax.DecisionDate():
            return ir.Lit(place.day.as_of)
        case syntax.Ref() | syntax.Of():
            return reference(typed, place)
        case syntax.Not():
            return ir.Not(_conditions(typed, place)[0])
        case syntax.And():
            return ir.And(_conditions(typed, place))
        case syntax.Or():
            return ir.Or(_conditions(typed, place))
        case syntax.Compare(comparison=comparison):
            return _compare(typed, comparison.relation, place)
        case syntax.Between():
            value, low, high = typed.parts
            return ir.And((compared(value, "≥", low, place), compared(value, "≤", high, place)))
        case syntax.OneOf(negated=negated):
            value, *options = typed.parts
            found = ir.Or(tuple(compared(value, "=", each, place) for each in options))
            return ir.Not(found) if negated else found
        case syntax.StateTest(state=state, negated=negated):
            test = ir.IsState(state, expression(typed.parts[0], place))
            return ir.Not(test) if negated else test
        case syntax.Includes(how=how):
            asked = frozenset(each.target.option for each in typed.parts[1:] if isinstance(each.target, OptionTarget))
            return ir.Op(f"includes_{how}", (expression(typed.parts[0], place), ir.Lit(asked)))
        case syntax.Matches(pattern=pattern):
            return ir.Op("matches", (expression(typed.parts[0], place), ir.Lit(pattern.value)))
        case syntax.Within():
            return _within(said, typed, place)
        case syntax.Sum():
            return _sum(said, typed, place)
        case syntax.Product():
            return _product(said, typed, place)
        case syntax.Negative():
            if isinstance(typed.kind, NumberKind) and typed.kind.low is not None and typed.kind.low == typed.kind.high:
                return ir.Lit(typed.kind.low)
            return ir.Op("neg", (expression(typed.parts[0], place),))
        case syntax.Per():
            top, bottom = (expression(each, place) for each in typed.parts)
            return ir.Ratio(top, bottom)
        case syntax.PercentOf():
            share, whole = (expression(each, place) for each in typed.parts)
            return ir.Op("mul", (share, whole))
        case syntax.Rounded(direction=direction):
            return _rounded(said, direction, typed, place)
        case syntax.Quantified() | syntax.Count() | syntax.Aggregate() | syntax.Standing():
            from compiler.lower import lists  # it stands on this module

            return lists.reduction(said, typed, place)
        case syntax.Has():
            record, inner = typed.parts
            return condition(inner, place.inside(expression(record, place)))
        case syntax.InYear():
            return series.in_year(said, typed, place, expression)
        case syntax.During():
            return series.during(said, typed, place, expression)
        case syntax.Trend():
            return series.trend(said, typed, place, expression)
        case syntax.OverYears():
            return series.over_years(said, typed, place, expression)
        case syntax.LatestKnown():
            return series.latest_known(said, typed, place, expression)
        case syntax.YearOf():
            return series.extreme_year(said, typed, place, expression)
        case syntax.DeadlineTest() | syntax.DeadlineDate() | syntax.CalendarDay():
            from compiler.lower import deadlines  # it stands on this module

            return deadlines.asked(typed, place)
        case syntax.Peers():
            raise CompilerFault("other providers are no value")
        case syntax.Meets():
            from compiler.lower import across  # it stands on this module

            return across.meets(typed, place)
        case syntax.HoldsAgreement():
            from compiler.lower import across

            return across.holds_agreement(typed, place)
        case syntax.Keyed():
            from compiler.lower import grants

            return grants.keyed(typed, place)
        case syntax.Group():
            return _group(said, typed, place)
        case _:
            assert_never(said)


def _conditions(typed: Typed, place: Place) -> tuple[ir.Expr, ...]:
    return tuple(condition(each, place) for each in typed.parts)


# --- names ------------------------------------------------------------------------------------------------------------


def reference(typed: Typed, place: Place) -> ir.Expr:
    """What a name stands for; values and parameters in their place."""
    match typed.target:
        case FactTarget(field=field, level=level):
            return get(place.bases[level], field)
        case FieldTarget(field=field):
            return get(expression(typed.parts[0], place), field)
        case ValueTarget(key=key):
            body = place.day.value(key)
            whole = Place(place.day, place.bases[:1], place.folds)
            return condition(body, whole) if isinstance(body.kind, YesNoKind) else expression(body, whole)
        case ParameterTarget(key=key):
            return ir.Lit(constant(place.day.parameters[key]))
        case OptionTarget(option=option):
            return ir.Lit(option)
        case PolicyTarget() | DeadlineTarget() | None:
            raise CompilerFault(f"a name without a meaning: {typed.said!r}")
        case _:
            assert_never(typed.target)


def get(base: ir.Expr, field: ir.FieldInfo) -> ir.Get:
    return ir.Get(base, field.name, field.kind, field.judgement, field.optional)


# --- conditions -------------------------------------------------------------------------------------------------------

Relation = Literal["=", "≠", "<", "≤", ">", "≥"]


def compared(left: Typed, relation: Relation, right: Typed, place: Place) -> ir.Expr:
    return ir.Compare(relation, expression(left, place), expression(right, place), _measured_in(left.kind, right.kind))


def _measured_in(left: Kind, right: Kind) -> Kind:
    """The kind of the left side; of a share that is held against a percentage: percent."""
    of_share = isinstance(left, NumberKind) and left.form == "ratio"
    return NumberKind("percent") if of_share and isinstance(right, NumberKind) and right.form == "percent" else left


def _compare(typed: Typed, relation: Relation, place: Place) -> ir.Expr:
    left, right = typed.parts
    if isinstance(left.kind, RecordKind):
        found = expression(right, place)
        return ir.Not(found) if relation == "≠" else found
    for stepped, other in ((left, right), (right, left)):
        if isinstance(stepped.said, syntax.Per) and stepped.said.started:
            needed = _stepped(stepped, other, place)
            top = expression(other.parts[0], place)
            kind = other.parts[0].kind
            return (
                ir.Compare(relation, top, needed, kind) if stepped is right else ir.Compare(relation, needed, top, kind)
            )
    return compared(left, relation, right, place)


def _stepped(stepped: Typed, other: Typed, place: Place) -> ir.Expr:
    """`x per y ≥ a per started b`: x ≥ a · (y / b rounded up)."""
    top, bottom = (expression(each, place) for each in stepped.parts)
    return ir.Op("mul", (top, ir.Op("ceil_div", (expression(other.parts[1], place), bottom))))


def _within(said: syntax.Within, typed: Typed, place: Place) -> ir.Expr:
    value, length, anchor = typed.parts
    at, start = expression(value, place), expression(anchor, place)
    sign = 1 if said.direction == "after" else -1
    end = ir.Op("shift", (start, ir.Lit(duration(length, sign))))
    low, high = (start, end) if said.direction == "after" else (end, start)
    return ir.And((ir.Compare("≥", at, low, value.kind), ir.Compare("≤", at, high, value.kind)))


def _group(said: syntax.Group, typed: Typed, place: Place) -> ir.Expr:
    items = _conditions(typed, place)
    match said.word:
        case "all":
            return ir.And(items)
        case "any":
            return ir.Or(items)
        case "none":
            return ir.Not(ir.Or(items))
        case "at least" | "at most" | "exactly":
            return number_of(ir.Tally(items), said.word, said.number, said.more)
        case _:
            assert_never(said.word)


def number_of(
    counted: ir.Expr, word: Literal["at least", "at most", "exactly"], number: int | None, more: tuple[int, ...] = ()
) -> ir.Expr:
    """Of several exact numbers those side by side become one stretch: decided as soon as the number lies in it for sure."""

    def compared(relation: Relation, limit: int) -> ir.Expr:
        return ir.Compare(relation, counted, ir.Lit(Fraction(limit)), _COUNT)

    relations: dict[str, Relation] = {"at least": "≥", "at most": "≤", "exactly": "="}
    if not more:
        return compared(relations[word], number or 0)
    stretches: list[tuple[int, int]] = []
    for each in sorted({number or 0, *more}):
        beside = bool(stretches) and stretches[-1][1] == each - 1
        stretches[-1:] = [(stretches[-1][0], each)] if beside else [*stretches[-1:], (each, each)]
    ways = [
        compared("=", low) if low == high else ir.And((compared("≥", low), compared("≤", high)))
        for low, high in stretches
    ]
    return ways[0] if len(ways) == 1 else ir.Or(tuple(ways))


_COUNT = NumberKind(whole=True, low=Fraction(0))


# --- arithmetic -------------------------------------------------------------------------------------------------------


def _is_dated(kind: Kind) -> bool:
    return isinstance(kind, DateKind | MomentKind)


def _sum(said: syntax.Sum, typed: Typed, place: Place) -> ir.Expr:
    total = expression(typed.parts[0], place)
    dated = _is_dated(typed.parts[0].kind)
    for step, part in zip(said.rest, typed.parts[1:], strict=True):
        if dated and _is_dated(part.kind):
            total, dated = ir.Op("days_between", (expression(part, place), total)), False
        elif dated:
            total = ir.Op("shift", (total, ir.Lit(_shift(part, step, place))))
        else:
            total = ir.Op("add" if step.operator == "+" else "sub", (total, expression(part, place)))
    return total


def _shift(part: Typed, step: syntax.Step, place: Place) -> Duration:
    literal = place.day.parameters[part.target.key] if isinstance(part.target, ParameterTarget) else part
    return duration(literal, 1 if step.operator == "+" else -1)


def _product(said: syntax.Product, typed: Typed, place: Place) -> ir.Expr:
    result = expression(typed.parts[0], place)
    for step, part in zip(said.rest, typed.parts[1:], strict=True):
        result = ir.Op("mul" if step.operator == "*" else "div", (result, expression(part, place)))
    return result


def _rounded(said: syntax.Rounded, direction: str, typed: Typed, place: Place) -> ir.Expr:
    assert isinstance(typed.kind, NumberKind)
    step = rounding_step(said, typed.kind)
    return ir.Op("round", (expression(typed.parts[0], place), ir.Lit(direction), ir.Lit(step)))
