"""Random conditions on other providers, in the intermediate representation, and populations to judge them in."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st

from compiler.ir.nodes import (
    Allocation,
    Compare,
    Criterion,
    Expr,
    FieldInfo,
    Fold,
    Get,
    Item,
    Lit,
    Mark,
    Not,
    Op,
    OrderKey,
    Preference,
    Root,
    Weight,
)
from compiler.ir.peers import Peers
from compiler.lower import peers
from dsl.kinds import DateKind, ListKind, NumberKind, RecordKind
from tests.strategies import ir, providers
from tests.strategies.records import RECORDS, Draw

MEASURES = ("patients", "weight", "bonus")
SAME = FieldInfo("position", RECORDS[0].fields[10].kind)


def _measure(name: str) -> tuple[peers.Reader, Any]:
    field = RECORDS[0].find(name)
    assert field is not None
    return (lambda who, folds: peers.field(who, field)), field.kind


def _where(draw: Draw) -> peers.Reader | None:
    """A condition in the names of one provider, drawn once and then read at any."""
    if draw(st.booleans()):
        return None
    drawn = ir._condition(draw, 1, ())
    return lambda who, folds: moved(drawn, who, folds)


def moved(expr: Any, who: Any, folds: int) -> Any:
    """An expression on the judged record, read at a provider with so many folds around it."""
    if isinstance(expr, Root):
        return who
    if isinstance(expr, Item):
        return Item(expr.level + folds)
    if isinstance(expr, tuple):
        return tuple(moved(each, who, folds) for each in expr)
    if not attrs.has(type(expr)) or isinstance(expr, NumberKind | RecordKind):
        return expr
    changes = {
        each.name: moved(getattr(expr, each.name), who, folds)
        for each in attrs.fields(type(expr))
        if each.name not in ("kind", "span", "value")
    }
    if isinstance(expr, Fold):
        changes["level"] = expr.level + folds
    return attrs.evolve(expr, **changes)


@st.composite
def standings(draw: Draw) -> Expr:
    """A rank or share, or a total or extreme over the population, against a constant; or a quantifier over others."""
    counted = peers.Counted("Practice", _where(draw), SAME if draw(st.booleans()) else None)
    shape = draw(st.sampled_from(["rank", "rank", "share", "fold", "count", "some"]))
    who = Root()
    if shape == "rank":
        measure, kind = _measure(draw(st.sampled_from(MEASURES)))
        lowest, strictly = draw(st.booleans()), draw(st.booleans())
        left = peers.rank(counted, measure, kind, who, 0, lowest=lowest, strictly=strictly)
    elif shape == "share":
        left = peers.share(counted, _measure(draw(st.sampled_from(["patients", "weight"])))[0], who, 0)
    else:
        condition = peers.together(counted.condition(Item(0), 1, who))
        which = draw(st.sampled_from(["all", "others"]))
        if shape == "some":
            inner = moved(ir._condition(draw, 1, ()), Item(0), 1)
            word = draw(st.sampled_from(["some", "every"]))
            found: Expr = Fold(word, counted.over(who, which), 0, condition, inner)
            return Mark(found if draw(st.booleans()) else Not(found), "said")
        folds = ["total", "average", "lowest", "highest", "distinct"]
        fold = "count" if shape == "count" else draw(st.sampled_from(folds))
        of = None if fold == "count" else _measure(draw(st.sampled_from(MEASURES)))[0](Item(0), 1)
        of = peers.field(Item(0), SAME) if fold == "distinct" else of
        left = Fold(fold, counted.over(who, which), 0, condition, of)
    limit = Lit(draw(st.sampled_from(ir.NUMBERS)))
    return Mark(Compare(draw(st.sampled_from(ir.RELATIONS)), left, limit, NumberKind()), "said")


@st.composite
def criteria(draw: Draw) -> Criterion:
    kind = draw(st.sampled_from(["requirement", "exclusion"]))
    applies = draw(standings()) if draw(st.integers(0, 3)) == 0 else None
    return Criterion("among", kind, None, (), applies, draw(standings()), None)


@st.composite
def populations(draw: Draw, *, complete: bool = False) -> tuple[dict[str, Any], Peers | None]:
    """The facts of a judged provider, and those that it is judged among: it is one of them, or stands beside them."""
    members = draw(st.lists(providers.facts(complete=complete), min_size=1, max_size=4))
    match draw(st.sampled_from(["member", "beside"] if complete else ["member", "beside", "not given"])):
        case "member":
            place = draw(st.integers(0, len(members) - 1))
            return members[place], Peers(tuple(members)).seen_by(place)
        case "beside":
            return members[0], Peers.beside(members[1:])
        case _:
            return members[0], None


@st.composite
def registers(draw: Draw, *, complete: bool = False) -> list[dict[str, Any]]:
    """Providers that are judged among one another; their numbers have no more digits than a column holds, and tie often."""
    members = draw(st.lists(providers.facts(complete=complete), min_size=1, max_size=5))
    again = draw(st.lists(st.sampled_from(members), max_size=2))
    return [_short(each) for each in (*members, *again)]


def _short(value: Any) -> Any:
    match value:
        case Decimal():
            return round(value, 6)
        case dict():
            return {name: _short(each) for name, each in value.items()}
        case tuple():
            return tuple(map(_short, value))
        case _:
            return value


# --- orders -----------------------------------------------------------------------------------------------------------

GROUPS = ("position", "rank'); raise SystemExit('", "title", "yes")
FIRST, LAST = datetime.date(2025, 2, 10), datetime.date(2025, 8, 1)


def _group(draw: Draw) -> Get | None:
    field = RECORDS[0].find(draw(st.sampled_from(GROUPS)))
    assert field is not None
    return draw(st.sampled_from([None, peers.field(Root(), field)]))


def _key(draw: Draw) -> OrderKey:
    if draw(st.integers(0, 3)) == 0:
        date = draw(st.sampled_from(ir._gets(DateKind, ())))
        return OrderKey(date, "said", DateKind(), draw(st.booleans()))
    number = draw(
        st.sampled_from([*ir._gets(NumberKind, ()), Op("add", (Lit(Fraction(1)), ir._gets(NumberKind, ())[0]))])
    )
    return OrderKey(number, "said", NumberKind(), draw(st.booleans()))


@st.composite
def preferences(draw: Draw) -> Preference:
    if draw(st.integers(0, 3)) == 0:
        shares = draw(st.sampled_from([(Fraction(1),), (Fraction(3, 5), Fraction(2, 5))]))
        weights = tuple(Weight(share, draw(st.sampled_from(ir._gets(NumberKind, ()))), "said") for share in shares)
        return Preference("first", None, (), _group(draw), (), weights)
    keys = tuple(_key(draw) for _ in range(draw(st.integers(1, 3))))
    return Preference("first", None, (), _group(draw), keys, ())


@st.composite
def allocations(draw: Draw) -> Allocation:
    """By number, up to an amount or to a part of all, with or without rounds."""
    period = draw(st.sampled_from(["month", "quarter", "year"]))
    rounds = draw(st.sampled_from([None, None, (period, FIRST, LAST)]))
    keys = tuple(_key(draw) for _ in range(draw(st.integers(1, 2))))
    crossing = draw(st.booleans())
    if draw(st.booleans()):
        number = draw(st.integers(1, 3))
        return Allocation("taken", None, (), _group(draw), rounds, keys, number, None, None, False, crossing, None)
    measure = _measure(draw(st.sampled_from(["patients", "weight"])))[0](Root(), 0)
    of_total = draw(st.booleans())
    limit = Lit(draw(st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(1)] if of_total else ir.NUMBERS)))
    return Allocation(
        "taken", None, (), _group(draw), rounds, keys, None, measure, limit, of_total, crossing, NumberKind()
    )


def over_a_list(allocation: Allocation) -> Allocation:
    """The same allocation of the elements of a list, `practices`, of one provider."""
    practices = Get(Root(), "practices", ListKind(RecordKind("Practice")))
    keys = tuple(attrs.evolve(each, expr=moved(each.expr, Item(0), 1)) for each in allocation.keys)
    group, measure = (
        None if each is None else moved(each, Item(0), 1) for each in (allocation.group, allocation.measure)
    )
    return attrs.evolve(allocation, over=practices, group=group, keys=keys, measure=measure)
