"""Which way of running takes which construct: worked out from the cases and the example policies, a criterion at a time.

What is taken is held to the meaning by the other tests of this folder. `python -m tests.agreement.conformance` writes the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

from compiler.backends.python_predicate import compile_predicate
from compiler.backends.sql.carrying import Carrying
from compiler.backends.sql.dialects import DIALECTS, Dialect
from compiler.backends.sql.finding import expected
from compiler.backends.sql.inside import Inside
from compiler.columns.encode import encode
from compiler.columns.layout import JUDGED, Layout, expressions
from compiler.columns.nodes import Node, Refused
from compiler.columns.program import Program, lower
from compiler.ir.nodes import (
    Choose,
    Compare,
    Expr,
    Fold,
    Get,
    IsState,
    LatestKnown,
    Op,
    Policy,
    Population,
    Ratio,
    Tally,
)
from compiler.ir.places import walk
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    DurationKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SetKind,
    TextKind,
    YesNoKind,
)
from tests.agreement.test_every_way import CASES, ROOT, opened
from tests.agreement.ways import grants_asked

PAGE = ROOT / "compiler" / "CONFORMANCE.md"
START, END = "<!-- the table -->\n", "<!-- the end of the table -->\n"
KINDS: Mapping[type, str] = {
    NumberKind: "numbers",
    DateKind: "dates",
    MomentKind: "moments",
    DurationKind: "durations",
    TextKind: "texts",
    ChoiceKind: "choices",
    SetKind: "sets",
    YesNoKind: "yes/no",
}


def of_expression(expr: Expr) -> str | None:
    """The construct that an expression is, where it has a row of its own."""
    match expr:
        case Compare(kind=kind) if type(kind) in KINDS:
            return f"comparison: {KINDS[type(kind)]}"
        case Get(kind=kind) if type(kind) in KINDS:
            return f"fact: {KINDS[type(kind)]}"
        case Op(name):
            return f"operation: `{name}`"
        case Fold(fold, Population()):
            return f"among other providers: {fold}"
        case Fold(fold):
            inner = [each for part in (expr.where, expr.of) if part is not None for each in walk(part)]
            nested = any(isinstance(each, Fold) for each in inner)
            return "list: one within another" if nested else f"list: {fold}"
        case IsState(state):
            return f"is {state}"
        case Ratio():
            return "quotient that is never divided"
        case Tally():
            return "at least, at most N of"
        case LatestKnown():
            return "series: latest known year"
        case Choose():
            return "value by case"
    return None


def alone(policy: Policy) -> Iterator[tuple[set[str], Policy]]:
    """Each criterion, table and grant as a policy of its own, with the constructs in it."""
    bare = evolve(
        policy, criteria=(), tables=(), values=(), preferences=(), allocations=(), deadlines=(), grants=(), always=()
    )
    for criterion in policy.criteria:
        found = {"criterion: applies when"} if criterion.applies is not None else set()
        found |= {"criterion: unless"} if criterion.unless is not None else set()
        yield found | {f"criterion: {criterion.kind}"}, evolve(bare, criteria=(criterion,))
    for table in policy.tables:
        yield {f"table: {table.hit} hit"}, evolve(bare, tables=(table,))
    for grant in policy.grants:
        yield {f"grant: {KINDS[type(grant.kind)]}"}, evolve(bare, grants=(grant,))


def outputs(program: Program) -> dict[str, Node]:
    found = {"outcome": program.outcome}
    found |= {f"verdict {at}": each.verdict for at, each in enumerate(program.judged)}
    found |= {f"rows {at}": each for at, each in enumerate(program.rows)}
    return found | grants_asked(program)


Take = Callable[[Policy, list[Any]], object]
"""Raises `Refused` for what a way does not take."""


def over_columns(policy: Policy, providers: list[Any], dialect: Dialect | None = None) -> None:
    register = encode(Layout.of(policy), RecordKind(policy.judges), providers)
    found = outputs(lower(policy, register))
    if dialect is not None:
        Carrying.of(found, dialect)


def in_place(policy: Policy, dialect: Dialect) -> None:
    layout = Layout.of(policy)
    names = {each: f"t{at}" for at, each in enumerate(layout.tables)} | {JUDGED: "providers"}
    origins = expected(policy, layout, names, {}, "key")
    inside = Inside.of(policy, layout, origins, dialect, "points", complete=True)
    inside.carrying(outputs(inside.program))


WAYS: dict[str, Take] = {
    "one by one": lambda policy, _: None,
    "Python": lambda policy, _: compile_predicate(policy),
    "Polars": over_columns,
}
for each_dialect in DIALECTS.values():
    WAYS[each_dialect.said] = lambda policy, providers, to=each_dialect: over_columns(policy, providers, to)
for each_dialect in DIALECTS.values():
    WAYS[f"tables in {each_dialect.said}"] = lambda policy, _, to=each_dialect: in_place(policy, to)


Said = tuple[frozenset[str], Mapping[str, str]]
"""The constructs of a criterion or table, and what each way answers: `yes`, or the code that refuses it."""


def found_in(*paths: Path) -> Iterator[Said]:
    compilation = opened(*paths)
    for name in sorted({each.policy for each in compilation.examples}):
        cases = [each for each in compilation.examples if each.policy == name]
        policy, _ = compilation.policy(name, max(each.as_of for each in cases))
        assert policy is not None
        for constructs, one in alone(policy):
            inner = {of_expression(each) for expr in expressions(one) for each in walk(expr)}
            answers = {way: answer(take, one, [each.facts for each in cases]) for way, take in WAYS.items()}
            yield frozenset(constructs | {each for each in inner if each is not None}), answers


def answer(take: Take, policy: Policy, providers: list[Any]) -> str:
    try:
        take(policy, providers)
    except Refused as refused:
        return refused.code
    return "yes"


def table() -> str:
    """A row per construct: `yes`, the code that refuses it, or `some` where it hangs on more than the constructs."""
    said = [each for path in CASES for each in found_in(path)] + [*found_in(ROOT / "examples")]
    every = sorted({construct for constructs, _ in said for construct in constructs})
    never = {
        way: {each for each in every if not any(each in some and found[way] == "yes" for some, found in said)}
        for way in WAYS
    }
    lines = [f"| construct | {' | '.join(WAYS)} |", "|---" * (len(WAYS) + 1) + "|"]
    for construct in every:
        cells = []
        for way in WAYS:
            others = never[way] - {construct}
            cells.append(_cell(Counter(found[way] for some, found in said if construct in some and not some & others)))
        lines.append(f"| {construct} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(found: Counter[str]) -> str:
    codes = sorted(each for each in found if each != "yes")
    return "yes" if not codes else f"{'some, else ' if found['yes'] else ''}{', '.join(codes)}"


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    PAGE.write_text(before + START + table() + END + rest.partition(END)[2], encoding="utf-8")
