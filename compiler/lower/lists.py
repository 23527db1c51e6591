"""Lists, and the providers that one is judged among -> the intermediate representation."""

from __future__ import annotations

from typing import Literal, assert_never

from attrs import evolve

from compiler.ir import nodes as ir
from compiler.lower import peers
from compiler.lower.expressions import TRUE, condition, expression, get, number_of, reference
from compiler.lower.place import Place
from compiler.model import FactTarget, FieldTarget, Typed
from dsl import syntax
from dsl.frozen import frozen
from dsl.kinds import ListKind, RecordKind


def reduction(
    said: syntax.Quantified | syntax.Count | syntax.Aggregate | syntax.Standing, typed: Typed, place: Place
) -> ir.Expr:
    match said:
        case syntax.Quantified():
            return _quantified(said, typed, place)
        case syntax.Count():
            return _count(said, typed, place)
        case syntax.Aggregate():
            return _aggregate(said, typed, place)
        case syntax.Standing():
            return _standing(said, typed, place)
        case _:
            assert_never(said)


@frozen
class _Over:
    """What a quantifier or reduction goes over: the list, where its elements are read, and what makes each one of it."""

    list_: ir.Expr
    inner: Place
    filter: tuple[ir.Expr, ...] = ()
    around: tuple[ir.Expr, ...] = ()
    """The lists that the list is in, the outermost first; all bind an element, the list itself the last."""

    def where(self, condition: ir.Expr | None) -> ir.Expr | None:
        return peers.together([*self.filter, *([] if condition is None else [condition])])

    def fold(self, word: _Reduction, where: ir.Expr | None, of: ir.Expr | None) -> ir.Fold:
        """The reduction, over what it comes to in each list where there are several. One that is none has no elements."""
        level = self.inner.folds - 1
        found = ir.Fold(word, self.list_, level, self.where(where), of)
        for list_ in reversed(self.around):
            level -= 1
            inner = found.collection
            there = None
            if word == "every" and isinstance(inner, ir.Get) and inner.optional:
                there = ir.Not(ir.IsState("none", inner))
            found = ir.Fold("total" if word == "count" else word, list_, level, there, found)
        return found


_Reduction = Literal[
    "every", "some", "count", "distinct", "total", "average", "lowest", "highest", "earliest", "latest"
]


def _over(typed: Typed, place: Place) -> _Over:
    if isinstance(typed.said, syntax.Of):
        around, list_, inner = _path(typed, place)
        return _Over(list_, inner.element(), around=around)
    if not isinstance(typed.said, syntax.Peers):
        return _Over(expression(typed, place), place.element())
    who, each = _asking(typed, place), ir.Item(place.folds)
    counted = peers.Counted(_judged(typed), same=_same(typed))
    same = counted.condition(each, place.folds + 1, who)
    if isinstance(typed.target, FactTarget):
        return _Over(
            reference(typed, place), evolve(place, bases=(place.bases[0], each), folds=place.folds + 1), tuple(same)
        )
    return _Over(counted.over(who, "others" if typed.said.others else "all"), place.at(each), tuple(same))


def _path(typed: Typed, place: Place) -> tuple[tuple[ir.Expr, ...], ir.Expr, Place]:
    """The lists that a phrase leads through before its own, what it stands for in an element of the last, and where that is."""
    if not isinstance(typed.said, syntax.Of):
        return (), expression(typed, place), place
    (base,) = typed.parts
    assert isinstance(typed.target, FieldTarget)
    around, found, inner = _path(base, place)
    if isinstance(base.kind, ListKind):
        around, inner = (*around, found), inner.element()
        found = inner.bases[-1]
    return around, get(found, typed.target.field), inner


def _asking(counted: Typed, place: Place) -> peers.Who:
    """The provider whose place among others is asked, or the element that an allocation takes from a list."""
    who = place.bases[1 if isinstance(counted.target, FactTarget) else 0]
    assert isinstance(who, ir.Root | ir.Item | ir.Get)
    return who


def _judged(typed: Typed) -> str:
    assert isinstance(typed.kind, ListKind)
    assert isinstance(typed.kind.element, RecordKind)
    return typed.kind.element.name


def _same(typed: Typed) -> ir.FieldInfo | None:
    target = typed.parts[0].target if typed.parts else None
    return target.field if isinstance(target, FieldTarget) else None


def _quantified(said: syntax.Quantified, typed: Typed, place: Place) -> ir.Expr:
    over = _over(typed.parts[0], place)
    of = condition(typed.parts[1], over.inner) if len(typed.parts) > 1 else None
    match said.quantifier.word:
        case "every" | "some" as word:
            return over.fold(word, None, of or TRUE)
        case "no":
            return ir.Not(over.fold("some", None, of or TRUE))
        case "at least" | "at most" | "exactly":
            return number_of(
                over.fold("count", of, None),
                said.quantifier.word,
                said.quantifier.number,
                said.quantifier.more,
            )
        case _:
            assert_never(said.quantifier.word)


def _count(said: syntax.Count, typed: Typed, place: Place) -> ir.Expr:
    over = _over(typed.parts[0], place)
    rest = list(typed.parts[1:])
    of = expression(rest.pop(0), over.inner) if said.distinct is not None else None
    where = condition(rest.pop(0), over.inner) if said.where is not None else None
    return over.fold("count" if of is None else "distinct", where, of)


def _aggregate(said: syntax.Aggregate, typed: Typed, place: Place) -> ir.Expr:
    over = _over(typed.parts[0], place)
    where = condition(typed.parts[2], over.inner) if said.where is not None else None
    return over.fold(said.function, where, expression(typed.parts[1], over.inner))


def _standing(said: syntax.Standing, typed: Typed, place: Place) -> ir.Expr:
    """Measure and condition are read at each provider, as if that one was judged; or at each element that an allocation takes."""
    counted_typed, measure_typed, *rest = typed.parts
    within = isinstance(counted_typed.target, FactTarget)

    def at(each: peers.Who, folds: int) -> Place:
        return Place(place.day, (place.bases[0], each) if within else (each,), folds)

    def measure(each: peers.Who, folds: int) -> ir.Expr:
        return expression(measure_typed, at(each, folds))

    def where(each: peers.Who, folds: int) -> ir.Expr:
        return condition(rest[0], at(each, folds))

    who = _asking(counted_typed, place)
    counted = peers.Counted(_judged(counted_typed), where if rest else None, _same(counted_typed))
    match said.function:
        case "rank" | "rank from lowest" as word:
            return peers.rank(
                counted,
                measure,
                measure_typed.kind,
                who,
                place.folds,
                lowest=word == "rank from lowest",
                strictly=said.strictly,
            )
        case "share":
            return peers.share(counted, measure, who, place.folds)
        case _:
            each = ir.Item(place.folds)
            conditions = peers.together(counted.condition(each, place.folds + 1, who))
            everybody = counted.over(who, "others" if said.peers.others else "all")
            list_ = reference(counted_typed, place) if within else everybody
            return ir.Fold(said.function, list_, place.folds, conditions, measure(each, place.folds + 1))
