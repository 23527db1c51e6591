"""A policy as Python functions: the outcome, all verdicts, and what is granted, of one provider. Held to `compiler.ir.evaluate`.

The source holds no text of the author: names, texts and constants are passed as data (`K0`, `K1`, ...) in the namespace that the
source runs in. Arithmetic is exact: integers with plain operators, decimals in a context that traps inexact results, constants
cross-multiplied beforehand, so that nothing is divided. A comparison that meets a missing, none, negative or zero value it cannot
settle at once goes to a slower path, which is the meaning itself.

Truth in the generated code: True, False, None (open, and data is missing) or `...` (open, resting on judgements alone).
"""

from __future__ import annotations

import decimal
from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from compiler.backends.predicate.functions import write_cases, write_decide, write_verdicts
from compiler.backends.predicate.open_comparisons import open_comparison
from compiler.backends.predicate.writer import Writer, reads_population
from compiler.ir.evaluate import decide as decide_slowly
from compiler.ir.evaluate import judge, open_verdict, outputs_of, possible_rows
from compiler.ir.expressions import Open, truth
from compiler.ir.grants import of_cases, possible_cases
from compiler.ir.nodes import Compare, Expr, Policy
from compiler.ir.operators import matches
from compiler.ir.peers import Peers
from compiler.ir.places import Found, Scope
from compiler.ir.values import NONE, UNKNOWN, Facts, FactValue
from compiler.ir.verdicts import Outcome, Verdict

OUTCOMES = (Outcome.ELIGIBLE, Outcome.INELIGIBLE, Outcome.UNDETERMINED, Outcome.AWAITING)
VERDICTS = (
    Verdict.MET,
    Verdict.NOT_MET,
    Verdict.UNKNOWN,
    Verdict.AWAITING,
    Verdict.NOT_APPLICABLE,
    Verdict.WAIVED,
)

# Large enough never to round a sum or product of facts; a number beyond it raises, and the slower path takes over.
EXACT = decimal.Context(
    prec=100_000,
    Emin=decimal.MIN_EMIN,
    Emax=decimal.MAX_EMAX,
    traps=[decimal.Inexact, decimal.InvalidOperation, decimal.Overflow, decimal.Subnormal],
)
FAULTS = (
    TypeError,
    ArithmeticError,
    AttributeError,
)  # a fact of another type than declared: the meaning tells what is wrong


@frozen(eq=False)
class Predicate:
    """The functions of one policy.

    `decide(facts)` gives the place of the outcome in `OUTCOMES`. `verdicts(facts)` gives for each criterion, in order, the place
    of its verdict in `VERDICTS`, and then for each table the rows that are possible, as bits (bit 0: no row), for `look_up`.
    `cases(facts)` gives for each grant the cases that are possible, as bits (bit 0: nothing is given), for `grants`. A second
    argument is the `Peers` that the provider is judged among. Facts are typed as `compiler.ir.values` says; raises CompilerFault
    for most that are not.
    """

    policy: Policy
    source: str = field(repr=False)
    decide: Callable[..., int]
    verdicts: Callable[..., tuple[int, ...]]
    cases: Callable[..., tuple[int, ...]]

    def look_up(self, table: int, rows: int) -> tuple[int | None, dict[str, FactValue]]:
        """The row (None while open, 0 for none) and the outputs of the table of this number, as `TableResult` has them."""
        possible = _numbers(rows)
        return (possible[0] if len(possible) == 1 else None), outputs_of(self.policy.tables[table], possible)

    def grants(self, facts: Facts, peers: Peers | None = None) -> tuple[tuple[int | None, FactValue], ...]:
        """The case (None while open, 0 for none) and the value of each grant, as `GrantResult` has them."""
        scope, found = Scope(facts, peers=peers), self.cases(facts, peers)
        return tuple(
            of_cases(each, _numbers(bits), scope) for each, bits in zip(self.policy.grants, found, strict=True)
        )


def _numbers(bits: int) -> list[int]:
    return [number for number in range(bits.bit_length()) if bits >> number & 1]


def compile_predicate(policy: Policy) -> Predicate:
    """Write, compile and run the source of both functions."""
    namespace: dict[str, Any] = {
        "UNK": UNKNOWN,
        "NON": NONE,
        "NOTHING": {},
        "MISSING": (KeyError, TypeError, AttributeError),
        "ADD": EXACT.add,
        "MUL": EXACT.multiply,
        "MATCHES": matches,
        "FAULTS": FAULTS,
        "SLOW_DECIDE": lambda facts, peers: _decide_slowly(policy, facts, peers),
        "SLOW_VERDICTS": lambda facts, peers: _verdicts_slowly(policy, facts, peers),
        "SLOW_CASES": lambda facts, peers: _cases_slowly(policy, facts, peers),
    }
    writer = Writer(namespace)
    write_decide(policy, writer)
    write_verdicts(policy, writer)
    write_cases(policy, writer)
    namespace.update({f"S{number}": _slower(expr) for number, expr in enumerate(writer.slow)})
    source = "\n".join(writer.lines) + "\n"
    exec(compile(source, "<policy>", "exec"), namespace)
    return Predicate(policy, source, namespace["decide"], namespace["verdicts"], namespace["cases"])


def _slower(expr: Expr) -> Callable[..., Any]:
    if reads_population(expr):
        return _meaning_among_peers(expr)
    meaning = _meaning(expr)
    quicker = open_comparison(expr, EXACT, meaning) if isinstance(expr, Compare) else None
    return quicker or meaning


def _meaning(expr: Expr) -> Callable[..., Any]:
    """The truth of a condition by its meaning, given the facts and the elements in sight."""

    among_peers = _meaning_among_peers(expr)
    return lambda facts, *elements: among_peers(facts, None, *elements)


def _meaning_among_peers(expr: Expr) -> Callable[..., Any]:
    """The same, given the providers that the judged one is judged among as well."""

    def slowly(facts: Facts, peers: Peers | None, *elements: Any) -> Any:
        bound = tuple(Found(each, ("element", number)) for number, each in enumerate(elements, 1))
        found = truth(expr, Scope(facts, bound, peers=peers))
        if not isinstance(found, Open):
            return found
        return ... if open_verdict(found.leaves) is Verdict.AWAITING else None

    return slowly


def _decide_slowly(policy: Policy, facts: Facts, peers: Peers | None) -> int:
    return OUTCOMES.index(decide_slowly(policy, facts, peers).outcome)


def _verdicts_slowly(policy: Policy, facts: Facts, peers: Peers | None) -> tuple[int, ...]:
    scope = Scope(facts, peers=peers)
    judged = (VERDICTS.index(judge(each, scope).verdict) for each in policy.criteria)
    rows = (sum(1 << row for row in possible_rows(each, scope)[0]) for each in policy.tables)
    return (*judged, *rows)


def _cases_slowly(policy: Policy, facts: Facts, peers: Peers | None) -> tuple[int, ...]:
    scope = Scope(facts, peers=peers)
    return tuple(sum(1 << case for case in dict.fromkeys(possible_cases(each, scope))) for each in policy.grants)
