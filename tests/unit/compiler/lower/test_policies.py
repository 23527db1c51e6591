"""Policies of the intermediate representation: marks in the author's words, levels of folds, tables and their outputs."""

from __future__ import annotations

from fractions import Fraction

from compiler.ir import nodes as ir
from compiler.ir.evaluate import evaluate
from compiler.ir.values import NONE
from tests.unit.compiler.policies import DAY, compiled, policy_of

LISTS = """
policy P
    in force 2025-01-01 through 2025-12-31
    judges Centre

record Centre
    minimum   : km, at least 0 km
    locations : list of Location

record Location
    name    : text
    backups : list of Backup, each backup hospital

record Backup
    distance : km, at least 0 km

requirement backup
    every location has
        some backup hospital has
            all of
                - distance ≤ minimum
                - distance > 0 km
"""


def marks(expr: ir.Expr) -> list[tuple[str, bool]]:
    """The author's conditions, outermost first."""
    match expr:
        case ir.Mark(arg=arg, said=said, heading=heading):
            return [(said, heading), *marks(arg)]
        case ir.And(args=args) | ir.Or(args=args) | ir.Tally(args=args):
            return [each for arg in args for each in marks(arg)]
        case ir.Not(arg=arg):
            return marks(arg)
        case ir.Fold(of=of) if of is not None:
            return marks(of)
        case _:
            return []


def test_marks_keep_the_wording_and_tell_headings() -> None:
    body = policy_of(LISTS).criteria[0].body
    assert marks(body) == [
        ("every location has", True),
        ("some backup hospital has", True),
        ("all of", True),
        ("distance ≤ minimum", False),
        ("distance > 0 km", False),
    ]


def test_names_read_the_element_first_and_the_judged_record_last() -> None:
    outer = policy_of(LISTS).criteria[0].body
    assert isinstance(outer, ir.Mark)
    assert isinstance(outer.arg, ir.Fold)
    inner = outer.arg.of
    assert isinstance(inner, ir.Mark)
    assert isinstance(inner.arg, ir.Fold)
    assert (outer.arg.level, inner.arg.level) == (0, 1)
    group = inner.arg.of
    assert isinstance(group, ir.Mark)
    assert isinstance(group.arg, ir.And)
    first = group.arg.args[0]
    assert isinstance(first, ir.Mark)
    assert isinstance(first.arg, ir.Compare)
    assert isinstance(first.arg.left, ir.Get)
    assert isinstance(first.arg.right, ir.Get)
    assert (first.arg.left.base, first.arg.right.base) == (ir.Item(1), ir.Root())


VALUES = """
policy P
    judges Practice

record Practice
    doctors : list of Doctor

record Doctor
    fte : fte, at least 0 fte

value total : fte
    total fte of doctors

requirement shares
    every doctor has fte ≤ 50% of total
"""


def test_a_value_inside_a_condition_on_elements_reads_the_judged_record() -> None:
    policy = policy_of(VALUES)
    doctors = ({"fte": 1}, {"fte": 1})
    assert evaluate(policy, {"doctors": doctors}).results[0].verdict.value == "met"
    assert evaluate(policy, {"doctors": ({"fte": 3}, {"fte": 1})}).results[0].verdict.value == "not met"
    assert evaluate(policy, {"doctors": doctors}).values == {"total": Fraction(2)}


TABLE = """
policy P
    judges Practice

record Practice
    share      : percent, at least 0%, at most 100%
    contracted : yes/no
    until      : date, optional

decision route first
    | share               | contracted | until        | => channel    | surcharge |
    | ≥ 25%               | -          | ≥ 2026-01-01 | own agreement | 4%        |
    | between 10% and 25% | yes        | none         | talks         | 2.5%      |
    | -                   | -          | -            | follow        | none      |
"""


def test_tables() -> None:
    policy = policy_of(TABLE)
    table = policy.tables[0]
    assert (table.id, table.hit, table.inputs_said) == ("route", "first", ("share", "contracted", "until"))
    assert [each.outputs for each in table.rows] == [
        ("own agreement", Fraction(4, 100)),
        ("talks", Fraction(25, 1000)),
        ("follow", NONE),
    ]
    facts = {"share": Fraction(1, 5), "contracted": True, "until": NONE}
    assert evaluate(policy, facts).tables[0].row == 2


def test_a_policy_is_only_made_for_a_day_on_which_it_is_in_force() -> None:
    compilation = compiled(LISTS)
    assert compilation.policy("main", DAY)[0] is not None
    policy, problems = compilation.policy("main", DAY.replace(year=2026))
    assert policy is None
    assert [each.code for each in problems] == ["E409"]


def test_shared_criteria_are_read_in_the_judged_record_of_the_policy() -> None:
    shared = """
judgement unobjectionable by "insurer"

parameter least : number
    from 2020-01-01 : 3

requirement integrity
    unobjectionable and points ≥ least
"""
    policy = policy_of(
        "use shared\n\npolicy P\n    judges Practice\n\nrecord Practice\n    points : number\n", shared=shared
    )
    assert [each.id for each in policy.criteria] == ["integrity"]
    assert [each.name for each in policy.record("Practice").fields] == ["points", "unobjectionable"]
    result = evaluate(policy, {"points": 3, "unobjectionable": True})
    assert result.outcome.value == "eligible"
