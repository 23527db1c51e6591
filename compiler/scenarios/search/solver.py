"""Facts under which conditions come true, found by a solver (z3): for what small steps do not reach.

Every fact of a given provider that the conditions look at becomes a variable; lists keep their length. Of all providers for whom
the wishes come true it gives the one with the fewest changes, of those the one whose numbers change least, of those the one in
whom what is looked at first changes. What it gives is judged by `compiler.ir.evaluate` before it counts, so that a construct that
is told to the solver too simply costs a find, and never makes a wrong one.

    pip install 'meetlat[solver]'
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from attrs import frozen

from compiler.ir.expressions import truth
from compiler.ir.nodes import And, Compare, Expr, Fold, Get, IsState, Item, Lit, Mark, Not, Op, Or, Ratio, Tally
from compiler.ir.places import Found, Path, Scope, elements, locate
from compiler.ir.values import NONE, UNKNOWN, Facts, FactValue
from compiler.scenarios.numbers import exact
from compiler.scenarios.search.boundaries import step_of
from compiler.scenarios.search.find import Wish, reach
from compiler.scenarios.search.moves import read_by
from compiler.scenarios.search.places import Places, held
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    YesNoKind,
)

EFFORT: Final = (
    8_000_000  # of z3's own units for one question, about a second: however busy the machine, the answer is the same
)
INSTALL: Final = "pip install 'meetlat[solver]'"
_EPOCH: Final = datetime.datetime(1970, 1, 1)
_RELATIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": operator.eq,
    "≠": operator.ne,
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}


class _TooHard(Exception):
    """An expression that is not told to the solver."""


def reached(wishes: Sequence[Wish], facts: Facts, places: Places, most: int = 60) -> dict[str, FactValue] | None:
    """Facts for which all wishes come true: by small steps, else by the solver where it is installed."""
    return reach(wishes, dict(facts), places, most) or solve(wishes, facts, places)


def is_there() -> bool:
    """Whether z3 is installed."""
    from importlib.util import find_spec

    return find_spec("z3") is not None


def solve(wishes: Sequence[Wish], facts: Facts, places: Places) -> dict[str, FactValue] | None:
    """Facts near to the given ones for which all wishes come true; None without z3, and when there are none of this shape."""
    if not is_there():
        return None
    whole = _known(wishes, facts, places)
    try:
        found = _Question(whole, places).answer(wishes)
    except _TooHard:
        return None
    if found is None:
        return None
    holds = all(truth(each.expr, places.scope(found)) is each.holds for each in wishes)
    return found if holds else None


def _known(wishes: Sequence[Wish], facts: Facts, places: Places) -> dict[str, FactValue]:
    """The facts with typical values where the conditions look at nothing known: records and lists come first."""
    whole = dict(facts)
    for _ in range(8):  # as deep as records stand within records
        missing = [path for path in read_by([each.expr for each in wishes], places.scope(whole)) if _lacks(whole, path)]
        missing = [path for path in missing if places.declared(path) is not None]
        if not missing:
            break
        for path in sorted(missing, key=len):
            declared = places.declared(path)
            if declared is not None and _lacks(whole, path):
                whole = places.put(whole, path, places.typical(declared.kind, str(path[-1])))
    return whole


def _lacks(facts: Facts, path: Path) -> bool:
    return held(facts, path) is UNKNOWN


@frozen(eq=False)
class _Fact:
    """A fact as the solver sees it: `value` in its own terms (an option by its number, a day by its ordinal), `none` where it may
    not exist, and how to read the answer back."""

    path: Path
    value: Any
    none: Any
    now: Any
    read: Callable[[Any], FactValue]


class _Question:
    def __init__(self, facts: dict[str, FactValue], places: Places) -> None:
        import z3

        self.z3 = z3
        self.facts = facts
        self.places = places
        self.known: dict[Path, _Fact | dict[str, Any]] = {}
        self.bounds: list[Any] = []
        self.texts: list[str] = []

    def answer(self, wishes: Sequence[Wish]) -> dict[str, FactValue] | None:
        z3 = self.z3
        scope = self.places.scope(self.facts)
        said = [
            self.condition(each.expr, scope) if each.holds else z3.Not(self.condition(each.expr, scope))
            for each in wishes
        ]
        optimiser = z3.Optimize()
        optimiser.set("rlimit", EFFORT)
        optimiser.set("priority", "lex")
        optimiser.add(*said, *self.bounds)
        changes, sizes = [], []
        for each in self.known.values():
            for now, value in self._states(each):
                changes.append(z3.If(value == now, 0, 1))
                if z3.is_arith(value):
                    sizes.append(z3.If(value >= now, value - now, now - value))
        optimiser.minimize(z3.Sum(changes) if changes else z3.IntVal(0))
        optimiser.minimize(z3.Sum(sizes) if sizes else z3.IntVal(0))
        optimiser.minimize(z3.Sum([each * place for place, each in enumerate(changes)]) if changes else z3.IntVal(0))
        if optimiser.check() != z3.sat:
            return None
        return self._read(optimiser.model())

    def _states(self, fact: _Fact | dict[str, Any]) -> list[tuple[Any, Any]]:
        if isinstance(fact, dict):
            return [(fact["now"][name], variable) for name, variable in fact["options"].items()]
        none = [] if fact.none is None else [(self.z3.BoolVal(fact.now is NONE), fact.none)]
        return none if fact.now is NONE else [(fact.now, fact.value), *none]

    def _read(self, model: Any) -> dict[str, FactValue]:
        facts = self.facts
        for path, fact in self.known.items():
            if isinstance(fact, dict):
                chosen = (
                    name
                    for name, variable in fact["options"].items()
                    if self.z3.is_true(model.eval(variable, model_completion=True))
                )
                new: FactValue = frozenset(chosen)
            elif fact.none is not None and self.z3.is_true(model.eval(fact.none, model_completion=True)):
                new = NONE
            else:
                new = fact.read(model.eval(fact.value, model_completion=True))
            facts = self.places.put(facts, path, new)
        return facts

    # --- conditions ---------------------------------------------------------------------------------------------------

    def condition(self, expr: Expr, scope: Scope) -> Any:
        z3 = self.z3
        match expr:
            case Mark(arg):
                return self.condition(arg, scope)
            case Lit(bool() as holds):
                return z3.BoolVal(holds)
            case Not(arg):
                return z3.Not(self.condition(arg, scope))
            case And(args):
                return z3.And([self.condition(each, scope) for each in args])
            case Or(args):
                return z3.Or([self.condition(each, scope) for each in args])
            case Get() | Item():
                return self._there(fact := self._fact(expr, scope), fact.value)
            case Fold("every" | "some", of=of) if of is not None:
                parts = [(self._counts(expr, each), self.condition(of, each)) for each in self._elements(expr, scope)]
                if expr.fold == "every":
                    return z3.And([z3.Implies(counts, holds) for counts, holds in parts])
                return z3.Or([z3.And(counts, holds) for counts, holds in parts])
            case IsState("known"):
                return z3.BoolVal(True)
            case IsState("unknown"):
                return z3.BoolVal(False)
            case IsState("none", Get(kind=RecordKind() | ListKind()) as get):
                return z3.BoolVal(locate(get, scope).value is NONE)  # what is there keeps its shape
            case IsState("none", Get() as get):
                fact = self._fact(get, scope)
                return z3.BoolVal(False) if fact.none is None else fact.none
            case Op("includes_all" | "includes_any", (held, Lit(frozenset() as asked))):
                chosen = [self._options(held, scope)[option] for option in sorted(asked)]
                return z3.And(chosen) if expr.name == "includes_all" else z3.Or(chosen)
            case Compare(relation, left, right, kind):
                return self._compared(relation, left, right, kind, scope)
            case _:
                raise _TooHard(expr)

    def _there(self, fact: _Fact, holds: Any) -> Any:
        return holds if fact.none is None else self.z3.And(self.z3.Not(fact.none), holds)

    def _compared(self, relation: str, left: Expr, right: Expr, kind: Kind, scope: Scope) -> Any:
        z3 = self.z3
        apply = _RELATIONS[relation]
        if isinstance(kind, NumberKind):
            (a, under_a, none_a), (b, under_b, none_b) = self._number(left, scope), self._number(right, scope)
            found = apply(a * under_b, b * under_a)
        else:
            (a, none_a), (b, none_b) = self._worth(left, kind, scope), self._worth(right, kind, scope)
            found = apply(a, b)
        absent = z3.Or([*none_a, *none_b]) if none_a or none_b else None
        if absent is None:
            return found
        return z3.Or(absent, found) if relation == "≠" else z3.And(z3.Not(absent), found)

    def _worth(self, expr: Expr, kind: Kind, scope: Scope) -> tuple[Any, list[Any]]:
        match expr:
            case Lit(value):
                return self._constant(value, kind), []
            case Get() | Item():
                fact = self._fact(expr, scope)
                return fact.value, [] if fact.none is None else [fact.none]
            case _:
                raise _TooHard(expr)

    def _constant(self, value: Any, kind: Kind) -> Any:
        z3 = self.z3
        match value:
            case bool():
                return z3.BoolVal(value)
            case datetime.datetime():
                return z3.IntVal((value - _EPOCH) // datetime.timedelta(minutes=1))
            case datetime.date():
                return z3.IntVal(value.toordinal())
            case str() if isinstance(kind, ChoiceKind):
                return z3.IntVal(kind.options.index(value))
            case str():
                return z3.IntVal(self._text(value))
            case int() | Fraction() | Decimal():
                return self._real(Fraction(value))
            case _:
                raise _TooHard(value)

    def _real(self, value: Fraction) -> Any:
        return self.z3.RealVal(f"{value.numerator}/{value.denominator}")

    def _text(self, text: str) -> int:
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text)

    # --- numbers ------------------------------------------------------------------------------------------------------

    def _number(self, expr: Expr, scope: Scope) -> tuple[Any, Any, list[Any]]:
        """What stands above and below the line, and what must not hold for it to exist."""
        one = self._real(Fraction(1))
        z3 = self.z3
        match expr:
            case Lit(int() | Fraction() | Decimal() as value) if not isinstance(value, bool):
                return self._real(Fraction(value)), one, []
            case Get() | Item():
                fact = self._fact(expr, scope)
                return fact.value, one, [] if fact.none is None else [fact.none]
            case Ratio(top, bottom):
                (a, under_a, none_a), (b, under_b, none_b) = self._number(top, scope), self._number(bottom, scope)
                return a * under_b, b * under_a, [*none_a, *none_b]
            case Op("add" | "sub" | "mul" as name, args):
                parts = [self._plain(each, scope) for each in args]
                found = parts[0][0]
                for value, _ in parts[1:]:
                    found = found + value if name == "add" else found - value if name == "sub" else found * value
                return found, one, [none for _, absent in parts for none in absent]
            case Tally(args):
                return self._sum([z3.If(self.condition(each, scope), one, 0 * one) for each in args]), one, []
            case Fold("count"):
                return (
                    self._sum([z3.If(self._counts(expr, each), one, 0 * one) for each in self._elements(expr, scope)]),
                    one,
                    [],
                )
            case Fold("total", of=of) if of is not None:
                parts = []
                for each in self._elements(expr, scope):
                    value, absent = self._plain(of, each)
                    counts = z3.And(self._counts(expr, each), *[z3.Not(none) for none in absent])
                    parts.append(z3.If(counts, value, 0 * one))
                return self._sum(parts), one, []
            case _:
                raise _TooHard(expr)

    def _plain(self, expr: Expr, scope: Scope) -> tuple[Any, list[Any]]:
        value, under, absent = self._number(expr, scope)
        if not self.z3.is_rational_value(under) or under.as_fraction() != 1:
            raise _TooHard(expr)
        return value, absent

    def _sum(self, parts: list[Any]) -> Any:
        return self.z3.Sum(parts) if parts else self._real(Fraction(0))

    # --- lists and facts ----------------------------------------------------------------------------------------------

    def _elements(self, fold: Fold, scope: Scope) -> list[Scope]:
        found = locate(fold.collection, scope)
        if not isinstance(found.value, tuple):
            raise _TooHard(fold)
        return [scope.bind(fold.level, each) for each in elements(found, scope)]

    def _counts(self, fold: Fold, scope: Scope) -> Any:
        return self.z3.BoolVal(True) if fold.where is None else self.condition(fold.where, scope)

    def _fact(self, expr: Get | Item, scope: Scope) -> _Fact:
        found = locate(expr, scope)
        declared = self.places.declared(found.path)
        if declared is None:
            return self._of_other(expr, found)
        if found.path not in self.known:
            self.known[found.path] = self._new(found, declared.kind, optional=declared.optional)
        fact = self.known[found.path]
        if not isinstance(fact, _Fact):
            raise _TooHard(expr)
        return fact

    def _of_other(self, expr: Get | Item, found: Found) -> _Fact:
        """A fact of another provider: it stays what it is."""
        if not isinstance(expr, Get) or found.value in (UNKNOWN, NONE):
            raise _TooHard(expr)
        value = self._constant(found.value, expr.kind)
        return _Fact(found.path, value, None, value, lambda _: found.value)

    def _new(self, found: Found, kind: Kind, *, optional: bool) -> _Fact:
        z3, name = self.z3, ".".join(map(str, found.path))
        none = z3.Bool(f"{name} none") if optional else None
        now = NONE if found.value is NONE else None if found.value is UNKNOWN else self._constant(found.value, kind)
        if now is None or isinstance(kind, ListKind | RecordKind | SetKind | SeriesKind):
            raise _TooHard(found.path)
        match kind:
            case YesNoKind():
                return _Fact(found.path, z3.Bool(name), none, now, z3.is_true)
            case ChoiceKind(options=options):
                value = z3.Int(name)
                self.bounds.append(z3.And(value >= 0, value < len(options)))
                return _Fact(found.path, value, none, now, lambda each: options[each.as_long()])
            case TextKind(pattern=None):
                value = z3.Int(name)
                self.bounds.append(z3.And(value >= 0, value <= len(self.texts)))
                return _Fact(found.path, value, none, now, self._text_of)
            case NumberKind():
                return self._new_number(found, kind, none, now, name)
            case DateKind():
                value = z3.Int(name)
                self.bounds.append(z3.And(value >= _ordinal(1990), value <= _ordinal(2090)))
                return _Fact(found.path, value, none, now, lambda each: datetime.date.fromordinal(each.as_long()))
            case MomentKind():
                value = z3.Int(name)
                read = lambda each: _EPOCH + datetime.timedelta(minutes=each.as_long())  # noqa: E731
                self.bounds.append(z3.And(value >= 0, value <= 60_000_000))
                return _Fact(found.path, value, none, now, read)
            case _:
                raise _TooHard(found.path)

    def _new_number(self, found: Found, kind: NumberKind, none: Any, now: Any, name: str) -> _Fact:
        """A whole number of steps, so that it can be written down."""
        z3 = self.z3
        step = step_of(kind, Fraction(0)) / (1 if kind.whole else 10)
        value = z3.ToReal(z3.Int(f"{name} steps")) * self._real(step)
        if kind.low is not None:
            self.bounds.append(value >= self._real(Fraction(kind.low)))
        if kind.high is not None:
            self.bounds.append(value <= self._real(Fraction(kind.high)))
        return _Fact(found.path, value, none, now, lambda each: exact(Fraction(each.as_fraction())))

    def _text_of(self, number: Any) -> FactValue:
        at = number.as_long()
        return self.texts[at] if at < len(self.texts) else "another"

    def _options(self, held: Expr, scope: Scope) -> dict[str, Any]:
        if not isinstance(held, Get | Item):
            raise _TooHard(held)
        found = locate(held, scope)
        declared = self.places.declared(found.path)
        if declared is None or not isinstance(declared.kind, SetKind) or not isinstance(found.value, frozenset):
            raise _TooHard(held)
        if found.path not in self.known:
            name = ".".join(map(str, found.path))
            options = {each: self.z3.Bool(f"{name} has {each}") for each in declared.kind.options}
            now = {each: self.z3.BoolVal(each in found.value) for each in declared.kind.options}
            self.known[found.path] = {"options": options, "now": now}
        fact = self.known[found.path]
        assert isinstance(fact, dict)
        chosen: dict[str, Any] = fact["options"]
        return chosen


def _ordinal(year: int) -> int:
    return datetime.date(year, 1, 1).toordinal()
