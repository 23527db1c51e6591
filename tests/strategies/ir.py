"""Random well-typed policies in the intermediate representation, on the records in `tests.strategies.records`."""

from __future__ import annotations

import datetime
import itertools
from fractions import Fraction

from hypothesis import strategies as st

from compiler.ir.nodes import (
    And,
    Award,
    Choose,
    Compare,
    Computed,
    Criterion,
    Expr,
    Fold,
    Get,
    Grant,
    IsState,
    Item,
    LatestKnown,
    Lit,
    Mark,
    Not,
    Op,
    Or,
    Policy,
    Ratio,
    Root,
    Row,
    Table,
    Tally,
)
from compiler.ir.values import NONE, Duration
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
from tests.strategies.records import (
    BY_NAME,
    DATES,
    MOMENTS,
    OPTIONS,
    PLAIN,
    RECORDS,
    YEARS,
    Draw,
)

GRANTED = (
    (PLAIN, Fraction(2)),
    (DateKind(), datetime.date(2025, 1, 1)),
    (ChoiceKind(OPTIONS), OPTIONS[0]),
    (YesNoKind(), True),
)
"""What a grant can be worth, each with a value."""
NUMBERS = [Fraction(each) for each in ("0", "1", "2", "-1", "3000", "1/2", "0.8", "1/3", "1.3", "1/3000")]
RELATIONS = ["=", "≠", "<", "≤", ">", "≥"]

# --- expressions ------------------------------------------------------------------------------------------------------


def _gets(wanted: type[Kind], types: tuple[str, ...], *, optional: bool = True) -> list[Get]:
    """The fields of a kind in sight: of the judged record, of a nested record and of the elements bound."""
    found = []
    bases: list[tuple[Expr, str]] = [(Root(), "Practice")]
    bases += [(Item(level), name) for level, name in enumerate(types) if name in BY_NAME]
    for base, name in list(bases):
        for field in BY_NAME[name].fields:
            if isinstance(field.kind, RecordKind):
                bases.append((Get(base, field.name, field.kind, False, field.optional), field.kind.name))
    for base, name in bases:
        for field in BY_NAME[name].fields:
            if isinstance(field.kind, wanted) and (optional or not field.optional):
                found.append(Get(base, field.name, field.kind, field.judgement, field.optional))
    return found


def _yearly(wanted: type[Kind]) -> list[Get | LatestKnown]:
    """Years of the series of the judged record, and the latest known one."""
    found: list[Get | LatestKnown] = []
    for get in _gets(SeriesKind, ()):
        if isinstance(get.kind, SeriesKind) and isinstance(get.kind.element, wanted):
            found += [Get(get, year, get.kind.element, optional=get.optional) for year in YEARS]
            found.append(LatestKnown(get, 2023, get.kind.element, get.optional))
    return found


def _lists(types: tuple[str, ...]) -> list[tuple[Get, str]]:
    return [
        (get, get.kind.element.name if isinstance(get.kind.element, RecordKind) else type(get.kind.element).__name__)
        for get in _gets(ListKind, types)
        if isinstance(get.kind, ListKind)
    ]


def _number(draw: Draw, depth: int, types: tuple[str, ...]) -> Expr:
    leaves: list[Expr] = [
        *_yearly(NumberKind),
        *_gets(NumberKind, types),
        *(Item(n) for n, name in enumerate(types) if name == "NumberKind"),
    ]
    shapes = ["get", "get", "lit"]
    if depth > 0:
        shapes += [
            "sum",
            "product",
            "sub",
            "neg",
            "div",
            "ratio",
            "fold",
            "fold",
            "fold",
            "tally",
            "days",
            "min",
            "round",
            "begun",
            "choose",
        ]
    sub = lambda: _number(draw, depth - 1, types)  # noqa: E731
    match draw(st.sampled_from(shapes)):
        case "get":
            return draw(st.sampled_from(leaves))
        case "sum":
            return Op("add", (sub(), sub()))
        case "product":
            return Op("mul", (sub(), sub()))
        case "sub":
            return Op("sub", (sub(), sub()))
        case "neg":
            return Op("neg", (sub(),))
        case "div":
            return Op("div", (sub(), sub()))
        case "ratio":
            return Ratio(sub(), sub())
        case "tally":
            return Tally(tuple(_condition(draw, depth - 1, types) for _ in range(draw(st.integers(1, 3)))))
        case "days":
            return Op("days_between", (_date(draw, depth - 1, types), _date(draw, depth - 1, types)))
        case "min":
            return Op(draw(st.sampled_from(["min", "max"])), (sub(), sub()))
        case "round":
            direction = Lit(draw(st.sampled_from(["up", "down", "half up", "half even"])))
            return Op(
                "round", (sub(), direction, Lit(draw(st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(60)]))))
            )
        case "begun":
            return Op("ceil_div", (sub(), Lit(Fraction(draw(st.sampled_from([2, 3000]))))))
        case "fold":
            return _reduction(draw, depth, types)
        case "choose":
            cases = tuple((_condition(draw, depth - 1, types), sub()) for _ in range(draw(st.integers(1, 2))))
            return Choose(cases, draw(st.sampled_from([Lit(NONE), sub()])))
        case _:
            return Lit(draw(st.sampled_from(NUMBERS)))


def _reduction(draw: Draw, depth: int, types: tuple[str, ...]) -> Fold:
    collection, element = draw(st.sampled_from(_lists(types)))
    inner = (*types, element)
    fold = draw(st.sampled_from(["count", "distinct", "total", "average", "lowest", "highest"]))
    where = _condition(draw, depth - 1, inner) if draw(st.booleans()) else None
    if fold == "count":
        return Fold(fold, collection, len(types), where, None)
    if fold == "distinct":
        choices: list[Expr] = [*_gets(ChoiceKind, inner)]
        choices = [Item(len(types))] if element == "TextKind" else choices
        return Fold(fold, collection, len(types), where, draw(st.sampled_from(choices)))
    return Fold(fold, collection, len(types), where, _number(draw, depth - 1, inner))


def _date(draw: Draw, depth: int, types: tuple[str, ...]) -> Expr:
    shapes = ["get", "lit"]
    if depth > 0:
        shapes += ["shift", "fold", "calendar", "extreme", "first"]
    match draw(st.sampled_from(shapes)):
        case "get":
            return draw(st.sampled_from(_gets(DateKind, types)))
        case "calendar":
            which = draw(st.sampled_from(["next", "start", "end"]))
            period = draw(st.sampled_from(["month", "quarter", "year"]))
            return Op("calendar_day", (_date(draw, depth - 1, types), Lit(which), Lit(period)))
        case "extreme" | "first" as shape:
            one, other = (_date(draw, depth - 1, types) for _ in range(2))
            if shape == "extreme":
                return Op(draw(st.sampled_from(["min", "max"])), (one, other))
            cases = ((IsState("none", one), other), (IsState("none", other), one))
            return Choose(cases, Op("min", (one, other)))
        case "shift":
            duration = draw(
                st.sampled_from([Duration(1), Duration(0, 42), Duration(-13, 3), Duration(12), Duration(0, 0, 5)])
            )
            return Op("shift", (_date(draw, depth - 1, types), Lit(duration)))
        case "fold":
            collection, element = draw(
                st.sampled_from([each for each in _lists(types) if each[1] == "Doctor"] or [(None, "")])
            )
            if collection is None:
                return Lit(draw(st.sampled_from(DATES)))
            inner = (*types, element)
            where = _condition(draw, depth - 1, inner) if draw(st.booleans()) else None
            word = draw(st.sampled_from(["earliest", "latest"]))
            return Fold(word, collection, len(types), where, _date(draw, depth - 1, inner))
        case _:
            return Lit(draw(st.sampled_from(DATES)))


def _atom(draw: Draw, depth: int, types: tuple[str, ...]) -> Expr:
    relation = draw(st.sampled_from(RELATIONS))
    shape = draw(
        st.sampled_from(
            ["fact", "fact", "simple", "number", "number", "date", "moment", "choice", "set", "text", "state"]
        )
    )
    match shape:
        case "fact":
            return draw(st.sampled_from(_gets(YesNoKind, types)))
        case "simple":
            get = draw(st.sampled_from(_gets(NumberKind, types)))
            return Compare(relation, get, Lit(draw(st.sampled_from(NUMBERS))), get.kind)
        case "number":
            return Compare(relation, _number(draw, depth, types), _number(draw, depth, types), PLAIN)
        case "date":
            return Compare(relation, _date(draw, depth, types), _date(draw, depth, types), DateKind())
        case "moment":
            get = draw(st.sampled_from(_gets(MomentKind, types)))
            if draw(st.booleans()):
                return Compare(relation, get, Op("at", (_date(draw, depth, types), Lit(720))), get.kind)
            return Compare(relation, get, Lit(draw(st.sampled_from(MOMENTS))), get.kind)
        case "choice":
            get = draw(st.sampled_from([*_yearly(ChoiceKind), *_gets(ChoiceKind, types)]))
            other = draw(st.sampled_from([*_gets(ChoiceKind, types), *map(Lit, OPTIONS)]))
            if draw(st.booleans()):
                return Op("one_of", (get, Lit(frozenset(draw(st.sets(st.sampled_from(OPTIONS)))))))
            return Compare(draw(st.sampled_from(["=", "≠"])), get, other, get.kind)
        case "set":
            options = Lit(frozenset(draw(st.sets(st.sampled_from(OPTIONS)))))
            return Op(draw(st.sampled_from(["includes_all", "includes_any"])), (_gets(SetKind, types)[0], options))
        case "text":
            items = [Item(level) for level, name in enumerate(types) if name == "TextKind"]
            text = draw(st.sampled_from([*_gets(TextKind, types), *items]))
            if draw(st.booleans()):
                return Op("matches", (text, Lit(draw(st.sampled_from(["[0-9]{2}", "(a|b)+", ""])))))
            return Compare(draw(st.sampled_from(["=", "≠"])), text, Lit("a"), TextKind())
        case _:
            state = draw(st.sampled_from(["none", "none", "known", "unknown"]))
            return IsState(state, draw(st.sampled_from(_gets(object, types))))


def _condition(draw: Draw, depth: int, types: tuple[str, ...]) -> Expr:
    shapes = ["atom"] if depth <= 0 else ["atom", "atom", "and", "or", "not", "every", "some", "tally", "count", "lit"]
    sub = lambda: _condition(draw, depth - 1, types)  # noqa: E731
    match draw(st.sampled_from(shapes)):
        case "and":
            made: Expr = And(tuple(sub() for _ in range(draw(st.integers(1, 3)))))
        case "or":
            made = Or(tuple(sub() for _ in range(draw(st.integers(1, 3)))))
        case "not":
            made = Not(sub())
        case "every" | "some" as word:
            collection, element = draw(st.sampled_from(_lists(types)))
            inner = (*types, element)
            where = _condition(draw, depth - 1, inner) if draw(st.booleans()) else None
            made = Fold(word, collection, len(types), where, _condition(draw, depth - 1, inner))
        case "tally":
            conditions = Tally(tuple(sub() for _ in range(draw(st.integers(1, 4)))))
            limit = Lit(Fraction(draw(st.integers(0, 3))))
            made = Compare(draw(st.sampled_from(RELATIONS)), conditions, limit, PLAIN)
        case "count":
            fold = _reduction(draw, depth, types)
            limit = Lit(Fraction(draw(st.integers(0, 3))))
            made = Compare(draw(st.sampled_from(RELATIONS)), fold, limit, PLAIN)
        case "lit":
            made = Lit(draw(st.booleans()))
        case _:
            made = _atom(draw, depth, types)
    return Mark(made, said="said") if draw(st.booleans()) else made


@st.composite
def conditions(draw: Draw, depth: int = 3) -> Expr:
    """A condition on the judged record."""
    return _condition(draw, depth, ())


@st.composite
def criteria(draw: Draw, number: int = 0, depth: int = 3) -> Criterion:
    kind = draw(st.sampled_from(["requirement", "requirement", "exclusion"]))
    applies = _condition(draw, depth - 2, ()) if draw(st.booleans()) else None
    unless = _condition(draw, depth - 2, ()) if draw(st.booleans()) else None
    return Criterion(f"criterion {number}", kind, None, (), applies, Mark(_condition(draw, depth, ()), "said"), unless)


@st.composite
def tables(draw: Draw) -> Table:
    """A table with tests that may overlap or leave gaps."""
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        tests = tuple(Lit(True) if draw(st.booleans()) else _atom(draw, 1, ()) for _ in range(2))
        rows.append(
            Row(tests, (draw(st.sampled_from(OPTIONS)), draw(st.sampled_from([Fraction(1), Fraction(2), NONE]))))
        )
    hit = draw(st.sampled_from(["unique", "first"]))
    inputs = (Lit(True), Lit(True))
    return Table(
        "route", None, hit, (), inputs, ("a", "b"), ("route", "share"), (ChoiceKind(OPTIONS), PLAIN), tuple(rows)
    )


@st.composite
def covering_tables(draw: Draw) -> Table:
    """A table whose rows cover every case, or perhaps all but one: every cell of one input beside every cell of another."""
    columns = [draw(cells()) for _ in range(draw(st.integers(1, 2)))]
    rows = [
        Row(tests, (draw(st.sampled_from(OPTIONS[:2])), draw(st.sampled_from([Fraction(1), NONE]))))
        for tests in itertools.product(*columns)
    ]
    if draw(st.integers(0, 2)) == 0:
        del rows[draw(st.integers(0, len(rows) - 1))]
    inputs = tuple(Lit(True) for _ in columns)
    kinds = (ChoiceKind(OPTIONS), PLAIN)
    hit = draw(st.sampled_from(["unique", "first"]))
    return Table("covering", None, hit, (), inputs, ("a", "b")[: len(inputs)], ("route", "share"), kinds, tuple(rows))


@st.composite
def cells(draw: Draw) -> list[Expr]:
    """Tests on one value of which always one holds."""
    shape = draw(st.sampled_from(["fact", "number", "number", "pair", "date", "choice", "none", "known"]))
    match shape:
        case "fact":
            asked = draw(st.sampled_from(_gets(YesNoKind, ())))
            return [asked, Not(asked)]
        case "choice":
            place = draw(st.sampled_from(_gets(ChoiceKind, ())))
            found: list[Expr] = [Compare("=", place, Lit(each), place.kind) for each in OPTIONS]
        case "date":
            place = _date(draw, 1, ())
            found = _stretches(draw, place, [Lit(each) for each in DATES], DateKind())
        case "pair":
            place, other = _number(draw, 1, ()), _number(draw, 1, ())
            found = [Compare(each, place, other, PLAIN) for each in ("<", "=", ">")]
        case "none" | "known":
            place = draw(st.sampled_from([*_gets(NumberKind, ()), *_gets(DateKind, ())]))
            return [IsState(shape, place), Not(IsState(shape, place))]
        case _:
            place = draw(st.sampled_from([*_gets(NumberKind, ()), _number(draw, 1, ())]))
            kind = place.kind if isinstance(place, Get) else PLAIN
            found = _stretches(draw, place, [Lit(each) for each in NUMBERS], kind)
    return [*found, IsState("none", place)]


def _stretches(draw: Draw, place: Expr, ends: list[Lit], kind: Kind) -> list[Expr]:
    """Tests for the stretches between one or two ends."""
    cuts = sorted({draw(st.sampled_from(ends)) for _ in range(2)}, key=lambda each: each.value)
    between = [
        And((Compare("≥", place, low, kind), Compare("<", place, high, kind))) for low, high in itertools.pairwise(cuts)
    ]
    return [Compare("<", place, cuts[0], kind), *between, Compare("≥", place, cuts[-1], kind)]


@st.composite
def grants(draw: Draw, eligible: Expr) -> Grant:
    """A grant of a few cases, with or without `otherwise`, or such that they cover everything; to everyone or to the eligible."""
    kind, constant = draw(st.sampled_from(GRANTED))
    whens = draw(cells()) if draw(st.booleans()) else []
    awards = [Award(each, draw(st.sampled_from([Lit(NONE), Lit(constant)])), "said") for each in whens] or [
        Award(_condition(draw, 1, ()), draw(st.sampled_from([Lit(NONE), _worth(draw, kind)])), "said")
        for _ in range(draw(st.integers(0, 2)))
    ]
    if not awards or draw(st.booleans()):
        awards.append(Award(None, _worth(draw, kind), "said"))
    applies = _condition(draw, 1, ()) if draw(st.booleans()) else None
    given = eligible if draw(st.booleans()) else None
    return Grant("surcharge", None, kind, "tariff", (), applies, given, tuple(awards))


def _worth(draw: Draw, kind: Kind) -> Expr:
    """What a case gives: a fact or what is worked out, a constant or a condition."""
    match kind:
        case DateKind():
            return _date(draw, 1, ())
        case ChoiceKind():
            return draw(st.sampled_from([*_gets(ChoiceKind, ()), *map(Lit, OPTIONS)]))
        case YesNoKind():
            return _condition(draw, 1, ())
        case _:
            return _number(draw, 1, ())


@st.composite
def policies(draw: Draw, depth: int = 3) -> Policy:
    """A policy with up to four criteria, up to two tables, a computed value and perhaps a grant."""
    return Policy(
        "test",
        "Test",
        None,
        "en",
        datetime.date(2025, 1, 1),
        None,
        None,
        True,
        "Practice",
        RECORDS,
        tuple(draw(criteria(number, depth)) for number in range(draw(st.integers(1, 4)))),
        tuple(draw(st.lists(tables() | covering_tables(), max_size=2))),
        (Computed("value", None, PLAIN, (), _number(draw, 2, ())),),
        grants=tuple(draw(st.lists(grants(_condition(draw, 1, ())), max_size=1))),
    )


def asks_what_is_known(node: Expr | Criterion) -> bool:
    """Whether it asks if a fact is known: the one question whose answer learning a fact can turn round."""
    from compiler.ir.places import walk

    parts = [node.applies, node.body, node.unless] if isinstance(node, Criterion) else [node]
    return any(
        isinstance(each, LatestKnown) or (isinstance(each, IsState) and each.state != "none")
        for part in parts
        if part is not None
        for each in walk(part)
    )
