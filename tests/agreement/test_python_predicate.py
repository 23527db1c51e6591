"""The generated functions give what the meaning gives."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from compiler.backends.python_predicate import OUTCOMES, VERDICTS, compile_predicate
from compiler.ir.evaluate import decide
from compiler.ir.nodes import Policy
from tests.strategies.ir import policies
from tests.strategies.providers import facts


@given(policies(), facts(), facts(), facts(complete=True))
def test_predicate_equals_evaluate(
    policy: Policy, first: dict[str, Any], second: dict[str, Any], third: dict[str, Any]
) -> None:
    predicate = compile_predicate(policy)
    for each in (first, second, third):
        meant = decide(policy, each)
        assert OUTCOMES[predicate.decide(each)] is meant.outcome
        found = predicate.verdicts(each)
        assert [VERDICTS[code] for code in found[: len(policy.criteria)]] == [
            judged.verdict for judged in meant.criteria
        ]
        rows = [predicate.look_up(number, code) for number, code in enumerate(found[len(policy.criteria) :])]
        assert rows == [(table.row, table.outputs) for table in meant.tables]
