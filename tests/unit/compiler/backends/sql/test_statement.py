"""Statements hold names and texts of authors as data, and every number in a type that holds it."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import duckdb
import polars as pl
import pytest
import sqlglot
from sqlglot import exp

from compiler.backends.sql.dialects import DIALECTS, DUCKDB, SPARK, Dialect
from compiler.backends.sql.names import Names
from compiler.backends.sql.statement import statement
from compiler.columns.among import Matching
from compiler.columns.encode import encode
from compiler.columns.layout import JUDGED, Column, Layout
from compiler.columns.nodes import Builder, Node, Refused
from compiler.columns.program import VERDICTS, lower
from compiler.columns.register import Register, Rows
from compiler.ir.evaluate import decide
from compiler.ir.nodes import Compare, Criterion, Expr, Fold, Get, Item, Lit, Mark, Op, Policy, Root
from dsl.kinds import ListKind, NumberKind, RecordKind, TextKind, YesNoKind
from tests.agreement.ways import ENGINES, needs
from tests.strategies.records import PLAIN, RECORDS

HOSTILE = (
    "'; DROP TABLE judged; --",
    '"; SELECT 1; --',
    "\\'",
    "\\",
    "a\nb\r\n\tc",
    "a\n\\.\nb",
    "/* x */ -- y",
    "${x} :x ? %s %(x)s @x #x",
    "$$x$$",
    "${",
    "a${x}b${y}${",
    "é ë ≥ 中 😀",
    "  ",
    "NULL",
)


def policy(*conditions: Expr) -> Policy:
    criteria = tuple(
        Criterion(f"c{at}", "requirement", None, (), None, Mark(each, "said"), None)
        for at, each in enumerate(conditions)
    )
    day = datetime.date(2025, 1, 1)
    return Policy("test", "Test", None, "en", day, None, None, True, "Practice", RECORDS, criteria, (), ())


@pytest.mark.parametrize("engine", ENGINES)
def test_texts_are_data(engine: str) -> None:
    label = Get(Root(), "label", TextKind())
    asked = policy(*(Compare("=", label, Lit(each), TextKind()) for each in HOSTILE))
    agree(engine, asked, [{"label": each} for each in (*HOSTILE, "", "x")] + [{}])


@pytest.mark.parametrize("engine", ENGINES)
def test_names_are_data(engine: str) -> None:
    names = (*HOSTILE, "row", "ROW above", "n1", "N1", "judged", "here", "fte", "Fte", "x" * 300, "x" * 301)
    asked = policy(*(Compare("≥", Get(Root(), each, PLAIN), Lit(Fraction(at)), PLAIN) for at, each in enumerate(names)))
    agree(engine, asked, [{each: at for at, each in enumerate(names)}, dict.fromkeys(names, 5), {}])


@pytest.mark.parametrize("engine", ENGINES)
def test_names_of_lists_are_data(engine: str) -> None:
    names = ("judged", "judged 1", "Judged", *HOSTILE)
    fte = Get(Item(0), "fte", PLAIN)
    lists = [Get(Root(), each, ListKind(RecordKind("Doctor"))) for each in names]
    asked = policy(*(Compare("≥", Fold("total", each, 0, None, fte), Lit(Fraction(2)), PLAIN) for each in lists))
    agree(engine, asked, [{each: ({"fte": at}, {"fte": 1}) for at, each in enumerate(names)}, {}])


PATTERNS = (
    "",
    "[0-9]{4} ?[A-Z]{2}",
    r"\d+",
    r"\D*",
    r"\w+\s\S*",
    "(a|b)*?",
    "(?:ab)+c?",
    "a|bc|",
    "^a$|(^b)",
    ".*",
    "a.b",
    r"[^\d\-\]^&&~]+",
    r"[]a-c]+",
    r"\.\*\(\)\\",
    "x{2,3}",
    r"a\tb|a\nb",
    "é+[à-ÿ]?",
    "'\"`$$",
)
TEXTS = (
    "",
    "a",
    "b",
    "bc",
    "ab",
    "abab",
    "ababc",
    "1234 AB",
    "1234AB",
    "12",
    "٣",
    "a\n",
    "a\nb",
    "a\tb",
    "a b",
    "a\u00a0b",
    "a-b",
)
MORE_TEXTS = ("xx", "xxxx", "ééà", "É", "']`$$", "'\"`$$", ".*()\\", "]abc", "&&", "😀", "a😀b", "a\rb")


@pytest.mark.parametrize("engine", ENGINES)
def test_patterns_mean_the_same_everywhere(engine: str) -> None:
    label = Get(Root(), "label", TextKind())
    asked = policy(*(Op("matches", (label, Lit(each))) for each in PATTERNS))
    agree(engine, asked, [{"label": each} for each in (*TEXTS, *MORE_TEXTS)])


@pytest.mark.parametrize(
    "dialect", [each for each in DIALECTS.values() if each is not DUCKDB], ids=lambda each: each.name
)
@pytest.mark.parametrize(
    "pattern", [r"\bx", "(?i)a", "[[:alpha:]]", r"\pL", r"\x41", "a{300}", "(?P<x>a)", "^*", r"[\D]", r"\Aa"]
)
def test_patterns_that_may_be_read_otherwise_are_refused(dialect: Dialect, pattern: str) -> None:
    label = Get(Root(), "label", TextKind())
    asked = policy(Op("matches", (label, Lit(pattern))))
    program = lower(asked, encode(Layout.of(asked), RecordKind("Practice"), [{"label": "x"}]))
    with pytest.raises(Refused, match="pattern"):
        statement({"verdict": program.judged[0].verdict}, dialect, lambda _: "judged")


def test_a_text_with_a_nul_is_refused_where_it_cannot_be() -> None:
    needs("postgres")
    label = Get(Root(), "label", TextKind())
    asked = policy(Compare("=", label, Lit("a"), TextKind()))
    with pytest.raises(Refused, match="NUL"):
        agree("postgres", asked, [{"label": "a\0"}])


def agree(engine: str, asked: Policy, providers: list[dict[str, Any]]) -> None:
    needs(engine)
    register = encode(Layout.of(asked), RecordKind("Practice"), providers)
    program = lower(asked, register)
    found = ENGINES[engine]({each.criterion.id: each.verdict for each in program.judged}, register)
    for each, row in zip(providers, found.iter_rows(), strict=True):
        assert [VERDICTS[code] for code in row] == [judged.verdict for judged in decide(asked, each).criteria]


# --- yes and no -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_no_and_what_may_be_a_yes_are_told_from_the_unknown(engine: str) -> None:
    needs(engine)
    fact = Get(Root(), "flag", YesNoKind())
    register = encode(Layout.of(policy(fact)), RecordKind("Practice"), [{"flag": True}, {"flag": False}, {}])
    node = Builder(register)
    column = Column(JUDGED, ("flag",), "value", YesNoKind())
    given, yes = node.given(column), node.value(column)
    outputs = {
        "no": node.both(given, node.invert(yes)),
        "no no": node.either(node.invert(given), yes),
        "neither": node.both(node.invert(given), node.invert(yes)),
    }
    found = ENGINES[engine](outputs, register)
    assert {name: found[name].to_list() for name in outputs} == {
        "no": [False, True, False],
        "no no": [True, False, True],
        "neither": [False, False, True],
    }


# --- numbers ----------------------------------------------------------------------------------------------------------

EDGES = (-(2**53), -(2**31) - 1, -7, -2, -1, 0, 1, 2, 7, 2**31, 2**53)
COLUMNS = tuple(Column(JUDGED, (name,), "value", NumberKind()) for name in "ab")


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_division_rounds_down(engine: str) -> None:
    needs(engine)
    pairs = [(a, b) for a in EDGES for b in EDGES if b > 0]
    register, (a, b) = register_of(pairs)
    node = Builder(register)
    found = ENGINES[engine]({"found": node.floor_divide(node.value(a), node.value(b))}, register)
    assert found["found"].to_list() == [x // y for x, y in pairs]


@pytest.mark.parametrize("engine", ENGINES)
def test_arithmetic_is_exact_at_the_edges(engine: str) -> None:
    needs(engine)
    pairs = [(a, b) for a in EDGES for b in EDGES]
    register, columns = register_of(pairs)
    node = Builder(register)
    a, b = map(node.value, columns)
    wide = node.times(a, b)
    outputs: dict[str, tuple[Node, Any]] = {
        "sum": (node.add(a, b), lambda x, y: x + y),
        "difference": (node.subtract(a, b), lambda x, y: x - y),
        "product": (wide, lambda x, y: x * y),
        "difference of products": (node.subtract(wide, a), lambda x, y: x * y - x),
        "least": (node.least(wide, b), lambda x, y: min(x * y, y)),
        "most": (node.most(wide, b), lambda x, y: max(x * y, y)),
        "less": (node.less(wide, b), lambda x, y: x * y < y),
        "chosen": (node.choose(node.less(a, b), wide, a), lambda x, y: x * y if x < y else x),
    }
    found = ENGINES[engine]({name: made for name, (made, _) in outputs.items()}, register)
    for name, (_, meant) in outputs.items():
        assert found[name].to_list() == [meant(x, y) for x, y in pairs], name


def register_of(pairs: list[tuple[int, int]]) -> tuple[Register, tuple[Column, ...]]:
    asked = policy(*(Compare("≥", Get(Root(), each, PLAIN), Lit(Fraction(0)), PLAIN) for each in "ab"))
    providers = [{"a": a, "b": b} for a, b in pairs]
    return encode(Layout.of(asked), RecordKind("Practice"), providers), COLUMNS


def test_overflow_is_an_error() -> None:
    """Data beyond what the program was made for: never another number without a word."""
    register, (a, b) = register_of([(1, 1), (2, 2)])
    node = Builder(register)
    made = statement({"found": node.times(node.value(a), node.value(b))}, DUCKDB, lambda _: "judged")
    with duckdb.connect(":memory:") as connection:
        connection.execute('CREATE TABLE judged ("row" BIGINT, a BIGINT, b BIGINT)')
        connection.execute("INSERT INTO judged VALUES (0, 3000000000, 3000000000)")
        with pytest.raises(duckdb.Error):
            connection.sql(made.text(DUCKDB)).fetchall()


# --- the text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_a_statement_is_one_select_without_division_of_fractions(dialect: Dialect) -> None:
    register, (a, b) = register_of([(1, 2), (-5, 3)])
    node = Builder(register)
    outputs = {
        "found": node.floor_divide(node.value(a), node.value(b)),
        "less": node.less(node.value(a), node.value(b)),
    }
    text = statement(outputs, dialect, lambda _: "Practice").text(dialect)
    (read,) = sqlglot.parse(text, read=dialect.name)
    assert isinstance(read, exp.Select)
    tables = {each.name for each in read.find_all(exp.Table)} - {each.alias for each in read.find_all(exp.CTE)}
    assert tables == {"Practice"}


def test_names_stay_apart() -> None:
    names = Names(10, {"row"})
    given = [names.give(each) for each in ("fte", "Fte", "FTE", "Row", "x" * 11, "x" * 12, "é" * 9, "")]
    assert given[:4] == ["fte", "Fte 2", "FTE 3", "Row 2"]
    assert len({each.casefold() for each in given}) == len(given)
    assert all(0 < len(each.encode()) <= 10 for each in given)


def test_a_database_that_keeps_no_steps_does_not_read_a_table_over_and_over() -> None:
    register = Register({JUDGED: Rows(pl.DataFrame({"amount": [1, 2]}))}, {})
    b = Builder(register)
    amount = b.value(Column(JUDGED, ("amount",), "value", NumberKind(whole=True)))
    found = amount
    for _ in range(12):
        found = Matching(b, JUDGED, JUDGED, 2).sum(b.least(found, b.number(3)), [(found, amount)])
    statement({"found": found}, DUCKDB, lambda _: "judged")
    with pytest.raises(Refused) as refused:
        statement({"found": found}, SPARK, lambda _: "judged")
    assert "Spark would read its table" in refused.value.what.en


AMOUNTS = [(1, 5), (1, -7), (2, 2**31), (2, 5), (1, 5), (3, 0)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("order", [None, 0, 1, 3])
@pytest.mark.parametrize("keyed", [True, False])
def test_what_rows_of_one_table_are_among_each_other(engine: str, order: int | None, *, keyed: bool) -> None:
    needs(engine)
    register, (key, amount) = register_of(AMOUNTS)
    node = Builder(register)
    region, number = node.value(key), node.value(amount)
    among = Matching(node, JUDGED, JUDGED, len(AMOUNTS))
    keys = [(region, region)] if keyed else []
    against = None if order is None else (number, node.subtract(number, node.number(order)))
    small = node.at_most(number, node.number(5))
    outputs = {"sum": among.sum(node.as_int(small), keys, against)}
    if order is None:
        outputs |= {"lowest": among.extreme("lowest", number, small, keys)}
        outputs |= {
            "highest": among.extreme("highest", number, small, keys),
            "distinct": among.distinct(number, small, keys),
        }
    found = ENGINES[engine](outputs, register)
    for at, (own, mine) in enumerate(AMOUNTS):
        beside = [each for of, each in AMOUNTS if of == own or not keyed]
        beside = [each for each in beside if each <= 5 and (order is None or each <= mine - order)]
        meant = {"sum": len(beside), "lowest": min(beside, default=0), "highest": max(beside, default=0)}
        told = found.row(at, named=True)
        assert told == {name: (meant | {"distinct": len({*beside})})[name] for name in told}


@pytest.mark.parametrize("engine", ["polars", "spark"])
@pytest.mark.parametrize("keyed", [True, False])
def test_many_that_rest_on_each_other_are_among_each_other(engine: str, *, keyed: bool) -> None:
    """In a database that keeps no steps, too: each would read the table once more than the one before."""
    needs(engine)
    register, (key, amount) = register_of(AMOUNTS)
    node = Builder(register)
    region, found = node.value(key), node.value(amount)
    values = [mine for _, mine in AMOUNTS]
    for _ in range(12):
        total = Matching(node, JUDGED, JUDGED, len(AMOUNTS)).sum(found, [(region, region)] if keyed else [])
        found = node.least(total, node.number(9))
        sums = [
            sum(each for each, (of, _) in zip(values, AMOUNTS, strict=True) if of == own or not keyed)
            for own, _ in AMOUNTS
        ]
        values = [min(each, 9) for each in sums]
    assert ENGINES[engine]({"found": found}, register)["found"].to_list() == values
