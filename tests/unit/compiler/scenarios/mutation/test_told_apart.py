"""No provider tells apart what is called equivalent: criteria and tables of a few conditions on the same facts, and small changes
of them, held against providers of whom much is missing, none, zero or on a boundary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, get_args

from attrs import evolve
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from compiler.ir.evaluate import judge, look_up
from compiler.ir.nodes import (
    And,
    Compare,
    Criterion,
    Expr,
    Fold,
    Get,
    IsState,
    Item,
    LatestKnown,
    Lit,
    Not,
    Op,
    Or,
    Ratio,
    Root,
    Row,
    Table,
    Tally,
)
from compiler.ir.places import Scope, walk
from compiler.ir.ranges import Relation
from compiler.scenarios.mutation.proof import _same_criterion, _same_outputs
from dsl.kinds import ChoiceKind, DateKind, Kind, NumberKind, SeriesKind, YesNoKind
from tests.strategies import ir, providers, records

RELATIONS: tuple[Relation, ...] = get_args(Relation)
PROVIDERS = 15
PLAIN, WHOLE = records.PLAIN, records.WHOLE
NUMBERS = [each for each in ir._gets(NumberKind, ()) if isinstance(each, Get)]
ANSWERS = [each for each in ir._gets(YesNoKind, ()) if isinstance(each, Get) and not each.judgement]
JUDGED = Get(Root(), "judged", YesNoKind(), judgement=True)
DOCTORS = [held for held, element in ir._lists(()) if element == "Doctor"]
COUNTS = Get(Root(), "counts", SeriesKind(records.COUNT), optional=True)
IN_2022 = Get(COUNTS, "2022", records.COUNT, optional=True)
FIELDS = {each.name: each for each in records.RECORDS[0].fields}


@st.composite
def limits(draw: ir.Draw, held: Expr, kind: Kind, ends: Sequence[Any]) -> list[Expr]:
    """A value beside a few ends, which may stand on either side."""
    found: list[Expr] = []
    for end in draw(st.lists(st.sampled_from(ends), min_size=2, max_size=3)):
        relation = draw(st.sampled_from(RELATIONS))
        if isinstance(kind, ChoiceKind):
            relation = draw(st.sampled_from(RELATIONS[:2]))
        turned = isinstance(kind, NumberKind) and draw(st.booleans())
        found.append(Compare(relation, Lit(end), held, WHOLE) if turned else Compare(relation, held, Lit(end), kind))
    return found


def of_doctors(held: Get, fold: Any, field: str, kind: Kind) -> Fold:
    return Fold(fold, held, 0, None, Get(Item(0), field, kind))


@st.composite
def about(draw: ir.Draw) -> list[Expr]:
    """Conditions on one fact, or on facts that have to do with each other."""
    number, answer, held = (draw(st.sampled_from(each)) for each in (NUMBERS, ANSWERS, DOCTORS))
    counts = [Fraction(each) for each in (0, 1, 2)]
    values: dict[str, tuple[Expr, Kind]] = {
        "number": (number, number.kind),
        "ratio": (Ratio(number, draw(st.sampled_from([each for each in NUMBERS if _is_positive(each)]))), PLAIN),
        "worked out": (Op(draw(st.sampled_from(["add", "mul", "div", "min"])), (number, NUMBERS[0])), PLAIN),
        "series": (
            draw(st.sampled_from([IN_2022, LatestKnown(COUNTS, 2023, records.COUNT, optional=True)])),
            records.COUNT,
        ),
        "tally": (Tally((answer, ANSWERS[0], JUDGED)), WHOLE),
        "count": (Fold("count", held, 0), WHOLE),
        "fold": (
            of_doctors(held, draw(st.sampled_from(["lowest", "total", "average"])), "fte", records.POSITIVE),
            PLAIN,
        ),
    }
    beside: list[Expr] = [answer, IsState("none", answer), IsState("none", number), JUDGED]
    beside += [IsState("none", answer.base)] if isinstance(answer.base, Get) else []
    shape = draw(st.sampled_from(["answer", "answer", *values, "ratio", "date", "choice", "list"]))
    match shape:
        case "answer":
            return beside
        case "date" | "choice":
            kind, ends = (DateKind, records.DATES) if shape == "date" else (ChoiceKind, records.OPTIONS)
            get = draw(st.sampled_from([each for each in ir._gets(kind, ()) if isinstance(each, Get)]))
            return [*draw(limits(get, get.kind, ends)), IsState("none", get)]
        case "list":
            some = [of_doctors(held, each, "yes", YesNoKind()) for each in ("every", "some")]
            return [*some, Compare("≥", Fold("count", held, 0), Lit(Fraction(1)), WHOLE), IsState("none", held)]
        case _:
            found, kind = values[shape]
            return [*draw(limits(found, kind, counts)), *draw(st.lists(st.sampled_from(beside), max_size=1))]


def _is_positive(get: Get) -> bool:
    return isinstance(get.kind, NumberKind) and get.kind.low == 0


def conditions(pool: Sequence[Expr], depth: int = 2) -> st.SearchStrategy[Expr]:
    atoms = st.sampled_from(pool)
    if not depth:
        return atoms
    inner = conditions(pool, depth - 1)
    gates = st.builds(
        lambda gate, args: gate(tuple(args)), st.sampled_from([And, Or]), st.lists(inner, min_size=1, max_size=3)
    )
    return st.one_of(atoms, inner.map(Not), gates)


@st.composite
def changed(draw: ir.Draw, expr: Expr, pool: Sequence[Expr]) -> Expr:
    """With one small change somewhere, as a mutant has."""
    match expr:
        case And(args) | Or(args):
            at = draw(st.integers(0, len(args) - 1))
            turned = (Or if isinstance(expr, And) else And)(args)
            less = type(expr)((*args[:at], *args[at + 1 :])) if len(args) > 1 else args[0]
            within = type(expr)(tuple(draw(changed(each, pool)) if n == at else each for n, each in enumerate(args)))
            return draw(st.sampled_from([turned, less, within, within]))
        case Not(arg):
            return draw(st.sampled_from([arg, Not(draw(changed(arg, pool)))]))
        case Compare(relation=relation, right=Lit(Fraction() as end)):
            moved = evolve(expr, right=Lit(end + draw(st.sampled_from([1, -1]))))
            return draw(st.sampled_from([moved, evolve(expr, relation=draw(st.sampled_from(RELATIONS)))]))
        case Compare(relation=relation, kind=ChoiceKind()):
            return evolve(expr, relation="≠" if relation == "=" else "=")
        case Compare():
            return evolve(expr, relation=draw(st.sampled_from(RELATIONS)))
        case _:
            return draw(st.sampled_from([And, Or]))((expr, draw(st.sampled_from(pool))))


@st.composite
def pools(draw: ir.Draw) -> list[Expr]:
    return [each for some in draw(st.lists(about(), min_size=1, max_size=2)) for each in some]


def _read(exprs: Iterator[Expr]) -> set[str]:
    """The facts of the judged one that conditions look at."""
    return {each.name for expr in exprs for each in walk(expr) if isinstance(each, Get) and isinstance(each.base, Root)}


@st.composite
def facts(draw: ir.Draw, names: set[str]) -> dict[str, Any]:
    complete = draw(st.booleans())
    found = {
        name: providers._value(draw, FIELDS[name].kind, optional=FIELDS[name].optional, complete=complete)
        for name in sorted(names)
    }
    return {name: each for name, each in found.items() if each is not providers.MISSING}


def parts(criterion: Criterion) -> Iterator[Expr]:
    yield from (each for each in (criterion.applies, criterion.body, criterion.unless) if each is not None)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_provider_tells_criteria_apart_that_are_the_same(data: st.DataObject) -> None:
    pool = data.draw(pools())
    applies, unless = (data.draw(st.none() | conditions(pool, 1)) for _ in range(2))
    kind = data.draw(st.sampled_from(["requirement", "exclusion"]))
    one = Criterion("c", kind, None, (), applies, data.draw(conditions(pool)), unless)
    at = data.draw(st.sampled_from([each for each in ("applies", "body", "unless") if getattr(one, each) is not None]))
    other = evolve(one, **{at: data.draw(changed(getattr(one, at), pool))})
    assume(one != other and _same_criterion(one, other))
    event("called equivalent")
    names = _read(iter([*parts(one), *parts(other)]))
    for _ in range(PROVIDERS):
        provider = data.draw(facts(names))
        found = [judge(each, Scope(provider)) for each in (one, other)]
        assert len({(each.verdict, _decided(each.counts)) for each in found}) == 1, (one, other, provider)


def _decided(truth: object) -> object:
    return truth if isinstance(truth, bool) else None


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_provider_tells_tables_apart_that_are_the_same(data: st.DataObject) -> None:
    pool = data.draw(pools())
    tests = data.draw(st.lists(conditions(pool, 1), min_size=1, max_size=3))
    rows = tuple(Row((each,), (data.draw(st.sampled_from("pq")),)) for each in tests)
    hit = data.draw(st.sampled_from(["first", "unique"]))
    one = Table("t", None, hit, (), (Lit(True),), ("a",), ("way",), (ChoiceKind(("p", "q")),), rows)
    at = data.draw(st.integers(0, len(rows) - 1))
    test = evolve(rows[at], tests=(data.draw(changed(tests[at], pool)),))
    ways = [(*rows[:at], test, *rows[at + 1 :]), rows[::-1], (*rows[:at], *rows[at + 1 :])]
    other = evolve(one, rows=data.draw(st.sampled_from([each for each in ways if each])))
    assume(one != other and _same_outputs(one, other))
    event("called equivalent")
    names = _read(test for table in (one, other) for row in table.rows for test in row.tests)
    for _ in range(PROVIDERS):
        provider = data.draw(facts(names))
        found = [look_up(each, Scope(provider)).outputs for each in (one, other)]
        assert found[0] == found[1], (one, other, provider)
