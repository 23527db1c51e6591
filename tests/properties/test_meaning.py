"""What must hold of every verdict: learning more never turns it, its reasons suffice, and its arithmetic is exact."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compiler.backends.python_predicate import OUTCOMES, VERDICTS, compile_predicate
from compiler.ir.evaluate import decide, evaluate, judge
from compiler.ir.expressions import plain_value, truth
from compiler.ir.grants import given_back
from compiler.ir.nodes import Compare, Criterion, Fold, Get, Item, Lit, Mark, Policy, Ratio, Root
from compiler.ir.places import Scope
from compiler.ir.settlements import settlements, ways_to_settle
from compiler.ir.values import NONE, UNKNOWN
from compiler.ir.verdicts import Outcome
from dsl.kinds import ListKind, NumberKind, RecordKind
from tests.strategies.ir import asks_what_is_known, criteria, policies
from tests.strategies.providers import facts, facts_learnt, values_of
from tests.strategies.records import RECORDS

Record = dict[str, Any]


def _steady(policy: Policy) -> Policy:
    """Without what asks whether a fact is known: the answer to that is meant to change."""
    return evolve(
        policy,
        criteria=tuple(each for each in policy.criteria if not asks_what_is_known(each)),
        tables=tuple(
            each
            for each in policy.tables
            if not any(asks_what_is_known(test) for row in each.rows for test in row.tests)
        ),
        grants=tuple(each for each in policy.grants if not asks_what_is_known(each.expr)),
    )


@given(policies(), facts_learnt())
def test_learning_a_fact_never_turns_what_is_decided(policy: Policy, records: tuple[Record, Record]) -> None:
    policy = _steady(policy)
    before, after = (decide(policy, each) for each in records)
    if before.outcome in (Outcome.ELIGIBLE, Outcome.INELIGIBLE):
        assert after.outcome is before.outcome
    for one, other in zip(before.criteria, after.criteria, strict=True):
        assert one.counts is None or other.counts is one.counts
        assert one.verdict.is_open or other.verdict is one.verdict
    for table, later in zip(before.tables, after.tables, strict=True):
        assert table.row is None or later.row == table.row
        assert all(each is UNKNOWN or later.outputs[name] == each for name, each in table.outputs.items())

    for granted, later_grant in zip(before.grants, after.grants, strict=True):
        assert granted.case is None or later_grant.case == granted.case
        assert granted.value is UNKNOWN or later_grant.value == granted.value


@given(policies(depth=1), facts())
def test_a_grant_is_what_the_case_that_holds_gives(policy: Policy, record: Record) -> None:
    """Held against the first case that holds, read off from the conditions one by one."""
    result = evaluate(policy, record)
    for found in result.grants:
        grant, scope = found.grant, Scope(record)
        gates = [truth(each, scope) for each in (grant.applies, grant.eligible) if each is not None]
        whens = [True if each.when is None else truth(each.when, scope) for each in grant.awards]
        holding = [number for number, holds in enumerate(whens, 1) if holds is not False]
        if False in gates or not holding:
            assert (found.case, found.value, found.rests_on) == (0, NONE, frozenset())
        elif all(each is True for each in gates) and whens[holding[0] - 1] is True:
            assert found.case == holding[0]
            assert found.value == given_back(plain_value(grant.awards[found.case - 1].result, scope))
        assert (found.case is not None and found.value is not UNKNOWN) or found.rests_on


@given(criteria(), facts(), st.data())
def test_the_facts_a_verdict_rests_on_settle_it(criterion: Criterion, record: Record, data: st.DataObject) -> None:
    judged = judge(criterion, Scope(record))
    assert judged.verdict.is_open or not judged.rests_on
    assume(not asks_what_is_known(criterion))
    assume(judged.verdict.is_open and all(leaf.why == "unknown" for leaf in judged.rests_on))
    supposed = {leaf.path: data.draw(values_of(leaf.path), label=str(leaf)) for leaf in judged.rests_on}
    settled = judge(criterion, Scope(record, supposed=supposed))
    assert not settled.verdict.is_open or any(leaf.why != "unknown" for leaf in settled.rests_on)


@settings(max_examples=40)
@given(policies(depth=2), facts())
def test_settlements_settle(policy: Policy, record: Record) -> None:
    """Each set of facts leads to each of its verdicts, for some values that are put into the record itself."""
    policy = _steady(policy)
    predicate = compile_predicate(policy)
    for number, criterion in enumerate(policy.criteria):
        judged = judge(criterion, Scope(record))
        if not judged.verdict.is_open:
            continue
        ways = list(ways_to_settle(judged, Scope(record)))
        for settlement in settlements(judged, Scope(record)):
            assert settlement.leaves <= judged.rests_on
            allowed = {leaf.path for leaf in settlement.leaves}
            reached = set()
            for way in ways:
                if all(any(path[: len(each)] == each for each in allowed) for path in way):
                    reached.add(VERDICTS[predicate.verdicts(_put(record, way))[number]])
            assert settlement.verdicts <= reached


def _put(record: Record, way: Any) -> Record:
    """The record with these facts in it."""
    result: Any = record
    for path in sorted(way, key=len):
        result = _put_at(result, path, way[path])
    return result  # type: ignore[no-any-return]


def _put_at(found: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*found[: step - 1], _put_at(found[step - 1], rest, value), *found[step:])
    known = {} if found is UNKNOWN or found is None else found
    return {**known, step: _put_at(known.get(step), rest, value)}


@given(policies(depth=2), facts())
def test_evaluate_agrees_with_decide(policy: Policy, record: Record) -> None:
    result, decided = evaluate(policy, record), decide(policy, record)
    assert result.outcome is decided.outcome
    assert [(each.verdict, each.counts, each.rests_on) for each in result.results] == [
        (each.verdict, each.counts, each.rests_on) for each in decided.criteria
    ]
    assert all(each.counts is False for each in result.deciding) or result.outcome is not Outcome.INELIGIBLE
    for each in result.results:
        assert each.verdict.is_open or not each.settlements


FTE = NumberKind("quantity", unit="fte", low=Fraction(0))
PATIENTS = NumberKind("quantity", whole=True, low=Fraction(0))
_TOTAL = Fold("total", Get(Root(), "doctors", ListKind(RecordKind("Doctor"))), 0, None, Get(Item(0), "fte", FTE))


def _staffing(norm: Fraction) -> Policy:
    body = Compare("≥", Ratio(_TOTAL, Get(Root(), "patients", PATIENTS)), Ratio(Lit(norm), Lit(Fraction(3000))), FTE)
    criterion = Criterion("staffing", "requirement", None, (), None, Mark(body, said=""), None)
    base = Policy("m", "n", None, "en", datetime.date(2025, 1, 1), None, None, True, "Practice", RECORDS, (), (), ())
    return evolve(base, criteria=(criterion,))


@given(
    st.lists(st.decimals("0", "9", places=12, allow_nan=False), max_size=40),
    st.fractions(Fraction(1, 7), Fraction(3)),
    st.integers(0, 10**6),
    st.sampled_from([0, 1, -1]),
)
def test_arithmetic_is_exact(ftes: list[Decimal], norm: Fraction, patients: int, off: int) -> None:
    total = sum(map(Fraction, ftes), Fraction(0))
    boundary = int(total * 3000 / norm) + off
    policy = _staffing(norm)
    predicate = compile_predicate(policy)
    for each in (patients, max(0, boundary)):
        record = {"doctors": tuple({"fte": fte} for fte in ftes), "patients": each}
        expected = Outcome.ELIGIBLE if total * 3000 >= norm * each else Outcome.INELIGIBLE
        assert decide(policy, record).outcome is expected
        assert OUTCOMES[predicate.decide(record)] is expected


def test_digits_beyond_any_context_are_kept() -> None:
    tiny = Decimal("1e-60")
    policy = _staffing(Fraction(1))
    predicate = compile_predicate(policy)
    for fte, expected in ((Decimal(1), Outcome.ELIGIBLE), (1 - Fraction(tiny), Outcome.INELIGIBLE)):
        record = {"doctors": ({"fte": fte},), "patients": 3000}
        assert decide(policy, record).outcome is expected
        assert OUTCOMES[predicate.decide(record)] is expected
    nearly = Decimal("0." + "9" * 60)
    assert OUTCOMES[predicate.decide({"doctors": ({"fte": nearly},), "patients": 3000})] is Outcome.INELIGIBLE
    assert (
        OUTCOMES[predicate.decide({"doctors": ({"fte": nearly}, {"fte": tiny}), "patients": 3000})] is Outcome.ELIGIBLE
    )
