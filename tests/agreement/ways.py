"""Every way of running a policy, registered once: what is asked of one is asked of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from compiler.backends.python_predicate import OUTCOMES, VERDICTS, compile_predicate
from compiler.ir.evaluate import decide
from compiler.ir.nodes import Policy
from compiler.ir.peers import Peers
from compiler.ir.values import Facts
from compiler.ir.verdicts import Outcome, Verdict


@frozen
class Said:
    """What every way must give: the decision, the verdicts in order, and of each table the row and its outputs."""

    outcome: Outcome
    verdicts: tuple[Verdict, ...]
    tables: tuple[tuple[int | None, dict[str, Any]], ...]


Run = Callable[[Facts, Peers | None], Said]


def meaning(policy: Policy) -> Run:
    def run(facts: Facts, peers: Peers | None) -> Said:
        found = decide(policy, facts, peers)
        tables = tuple((each.row, each.outputs) for each in found.tables)
        return Said(found.outcome, tuple(each.verdict for each in found.criteria), tables)

    return run


def python_predicate(policy: Policy) -> Run:
    predicate, count = compile_predicate(policy), len(policy.criteria)

    def run(facts: Facts, peers: Peers | None) -> Said:
        codes = predicate.verdicts(facts, peers)
        tables = tuple(predicate.look_up(number, rows) for number, rows in enumerate(codes[count:]))
        outcome = OUTCOMES[predicate.decide(facts, peers)]
        return Said(outcome, tuple(VERDICTS[code] for code in codes[:count]), tables)

    return run


WAYS: dict[str, Callable[[Policy], Run]] = {"meaning": meaning, "python predicate": python_predicate}
