"""Every way of running a policy, registered once: what is asked of one is asked of all."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from attrs import frozen
from hypothesis import Phase, settings

from compiler.backends import polars_engine
from compiler.backends.python_predicate import OUTCOMES, VERDICTS, compile_predicate
from compiler.backends.sql import duckdb, postgres, spark
from compiler.columns import program as columns
from compiler.columns.encode import encode
from compiler.columns.grants import OPEN_CASE, STATES, GrantedColumns
from compiler.columns.intervals import Bound
from compiler.columns.layout import Layout, judges_among
from compiler.columns.nodes import Node
from compiler.columns.program import Program, lower
from compiler.columns.register import CarryOut, Register
from compiler.ir.evaluate import decide, outputs_of
from compiler.ir.nodes import Policy
from compiler.ir.peers import Peers
from compiler.ir.values import NONE, UNKNOWN, Facts, FactValue
from compiler.ir.verdicts import Outcome, Verdict
from dsl.kinds import ChoiceKind, DateKind, MomentKind, RecordKind
from tests.agreement import servers

if TYPE_CHECKING:
    import polars as pl


@frozen
class Said:
    """What every way must give: the decision, the verdicts in order, of each table the row and its outputs, and of each grant the
    case and the value."""

    outcome: Outcome
    verdicts: tuple[Verdict, ...]
    tables: tuple[tuple[int | None, dict[str, Any]], ...]
    grants: tuple[tuple[int | None, Any], ...]


Case = tuple[Facts, Peers | None]
Run = Callable[[Sequence[Case]], list[Said]]
"""What a policy says of each case; a way that runs over tables raises `Refused` for a policy that it does not take."""


def by_server(name: str, engine: CarryOut) -> CarryOut:
    def carry_out(outputs: Mapping[str, Node], register: Register) -> pl.DataFrame:
        with mock.patch.dict(os.environ, environment(name)):
            return engine(outputs, register)

    return carry_out


ENGINES: dict[str, CarryOut] = {
    "polars": polars_engine.carry_out,
    "duckdb": duckdb.carry_out,
    "postgres": by_server("postgres", postgres.carry_out),
    "spark": by_server("spark", spark.carry_out),
}
"""What carries out the programs of `compiler.columns`: Spark on Sail, which needs no Java."""
JAVA = "spark on Java"
ON_ALL: dict[str, CarryOut] = {**ENGINES, JAVA: by_server(JAVA, spark.carry_out)}
"""The engines, and Spark itself, of which less is asked as it takes seconds over each question."""
SERVERS: dict[str, Callable[[], dict[str, str]]] = {
    "postgres": servers.postgres,
    "spark": servers.sail,
    JAVA: servers.java,
}
"""The servers that engines need: the environment that each is found with."""
ON_JAVA = 3
"""So many generated policies Spark itself is asked about, and what differs is not made smaller."""
SLOW = frozenset(SERVERS)
"""Engines that are asked about fewer generated policies: each question costs much the same, however small."""


def needs(engine: str) -> None:
    """Skip a test for which there is no server."""
    try:
        environment(engine)
    except servers.Missing as missing:
        pytest.skip(missing.reason)


def environment(engine: str) -> dict[str, str]:
    found = SERVERS[engine]() if engine in SERVERS else {}
    if "SPARK_REMOTE" in found:
        servers.reach(found["SPARK_REMOTE"])
    return found


def fewer(engine: str) -> settings:
    """How many cases are drawn for an engine."""
    drawn = settings()
    if engine == JAVA:
        return settings(drawn, max_examples=ON_JAVA, phases=[Phase.generate])
    return settings(drawn, max_examples=max(10, drawn.max_examples // 4)) if engine in SLOW else drawn


def one_by_one(run: Callable[[Facts, Peers | None], Said]) -> Run:
    return lambda cases: [run(facts, peers) for facts, peers in cases]


def meaning(policy: Policy) -> Run:
    def run(facts: Facts, peers: Peers | None) -> Said:
        found = decide(policy, facts, peers)
        tables = tuple((each.row, each.outputs) for each in found.tables)
        grants = tuple((each.case, each.value) for each in found.grants)
        return Said(found.outcome, tuple(each.verdict for each in found.criteria), tables, grants)

    return one_by_one(run)


def python_predicate(policy: Policy) -> Run:
    predicate, count = compile_predicate(policy), len(policy.criteria)

    def run(facts: Facts, peers: Peers | None) -> Said:
        codes = predicate.verdicts(facts, peers)
        tables = tuple(predicate.look_up(number, rows) for number, rows in enumerate(codes[count:]))
        outcome = OUTCOMES[predicate.decide(facts, peers)]
        verdicts = tuple(VERDICTS[code] for code in codes[:count])
        return Said(outcome, verdicts, tables, predicate.grants(facts, peers))

    return one_by_one(run)


def over_columns(engine: CarryOut, policy: Policy) -> Run:
    """All cases as the rows of one table; a number that fits in no column leaves its row to the meaning. Of a policy that looks
    at other providers each case is a row of a table with its others."""
    judged = RecordKind(policy.judges)

    def run(cases: Sequence[Case]) -> list[Said]:
        if judges_among(policy):
            return [among(*each) for each in cases]
        return rows([facts for facts, _ in cases])

    def among(facts: Facts, peers: Peers | None) -> Said:
        members = list(() if peers is None else peers.members)
        if peers is None or peers.judged is None:
            return rows([facts, *members])[0]
        return rows(members)[peers.judged]

    def rows(providers: Sequence[Facts]) -> list[Said]:
        register = encode(Layout.of(policy), judged, providers)
        program = lower(policy, register)
        outputs = {"outcome": program.outcome}
        outputs |= {f"verdict {at}": each.verdict for at, each in enumerate(program.judged)}
        outputs |= {f"rows {at}": each for at, each in enumerate(program.rows)}
        outputs |= grants_asked(program)
        rows = engine(outputs, register).iter_rows(named=True)
        found = [said(program, row) for row in rows]
        for at in register.aside:
            found[at] = meaning(policy)([(providers[at], None)])[0]
        return found

    return run


def grants_asked(program: Program) -> dict[str, Node]:
    outputs = {}
    for at, each in enumerate(program.grants):
        parts = (each.worth.top, each.worth.bottom) if isinstance(each.worth, Bound) else (each.worth,)
        outputs |= {f"case {at}": each.case, f"state {at}": each.state}
        outputs |= {f"worth {at} {number}": node for number, node in enumerate(parts)}
    return outputs


def grants_said(program: Program, row: Mapping[str, Any]) -> tuple[tuple[int | None, FactValue], ...]:
    """The case and the value of each grant in a row, as the meaning has them."""
    found = []
    for at, each in enumerate(program.grants):
        case, state = row[f"case {at}"], STATES[row[f"state {at}"]]
        value = worth(each, row, at) if state == "known" else UNKNOWN if state == "unknown" else NONE
        found.append((None if case == OPEN_CASE else case, value))
    return tuple(found)


def worth(granted: GrantedColumns, row: Mapping[str, Any], at: int) -> FactValue:
    first = row[f"worth {at} 0"]
    if not isinstance(granted.worth, Bound):
        return granted.grant.kind.options[first] if isinstance(granted.grant.kind, ChoiceKind) else bool(first)
    number = Fraction(first, row[f"worth {at} 1"]) * granted.worth.scale
    match granted.grant.kind:
        case DateKind():
            return datetime.date(1970, 1, 1) + datetime.timedelta(int(number))
        case MomentKind():
            return datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=int(number * 86_400_000_000))
    return number


def said(program: Program, row: Mapping[str, Any]) -> Said:
    tables = []
    for at, table in enumerate(program.policy.tables):
        bits = row[f"rows {at}"]
        possible = [number for number in range(bits.bit_length()) if bits >> number & 1]
        tables.append((possible[0] if len(possible) == 1 else None, outputs_of(table, possible)))
    verdicts = tuple(columns.VERDICTS[row[f"verdict {at}"]] for at in range(len(program.judged)))
    return Said(columns.OUTCOMES[row["outcome"]], verdicts, tuple(tables), grants_said(program, row))


WAYS: dict[str, Callable[[Policy], Run]] = {
    "meaning": meaning,
    "python predicate": python_predicate,
    **{name: partial(over_columns, engine) for name, engine in ON_ALL.items()},
}
TOGETHER = frozenset(ON_ALL)
"""Ways that judge all rows of a table among one another: there are others, always."""
