"""The two functions of a policy: one that stops at the first criterion that counts against, one that gives every verdict."""

from __future__ import annotations

from operator import itemgetter

from compiler.backends.predicate.conditions import Conditions
from compiler.backends.predicate.results import Result, Sink
from compiler.backends.predicate.writer import Writer
from compiler.ir.nodes import And, Criterion, Expr, Fold, Get, Grant, Lit, Mark, Not, Or, Policy, Table
from compiler.ir.places import walk

ELIGIBLE, INELIGIBLE, UNDETERMINED, AWAITING = "0", "1", "2", "3"
MET, NOT_MET, UNKNOWN, AWAITING_JUDGEMENT, NOT_APPLICABLE, WAIVED = "0", "1", "2", "3", "4", "5"


def write_decide(policy: Policy, writer: Writer) -> None:
    """The outcome does not depend on the order of criteria: those without lists come first."""
    writer.line("def decide(f, p=None):")
    writer.depth = 1
    with writer.block("try:"):
        writer.line("get = f.get")
        writer.line(f"o = {ELIGIBLE}")
        for criterion in sorted(policy.criteria, key=_cost):
            _write_counts(criterion, Conditions(writer))
        writer.line("return o")
    with writer.block("except FAULTS:"):
        writer.line("return SLOW_DECIDE(f, p)")
    writer.depth = 0


def _cost(criterion: Criterion) -> int:
    parts = [each for each in (criterion.applies, criterion.body, criterion.unless) if each is not None]
    nodes = [each for part in parts for each in walk(part)]
    return len(nodes) + 100 * sum(isinstance(each, Fold) for each in nodes)


def _write_counts(criterion: Criterion, conditions: Conditions) -> None:
    """Return if the criterion counts against, note if it is open, go on if it counts in favour."""
    writer = conditions.writer
    sink = Sink("o", ELIGIBLE, UNDETERMINED, AWAITING)
    against = criterion.kind == "exclusion"  # what the body must be to count against
    if criterion.applies is None and criterion.unless is None:
        conditions.test(
            criterion.body,
            against,
            lambda: writer.line(f"return {INELIGIBLE}"),
            lambda result: conditions.gather(sink, result),
        )
        return
    depth = writer.depth
    parts: list[tuple[Result, bool]] = []
    for expr, needed in ((criterion.applies, True), (criterion.unless, False), (criterion.body, against)):
        if expr is not None:
            result = conditions.value(expr)
            parts.append((result, needed))
            writer.deepen(f"if {result.code} is not {not needed}:")
    with writer.block(f"if {' and '.join(f'{each.code} is {needed}' for each, needed in parts)}:"):
        writer.line(f"return {INELIGIBLE}")
    for result, needed in parts:
        if result.basis != "never":
            with writer.block(f"if {result.code} is not {needed}:"):
                conditions.gather(sink, result)
    writer.depth = depth


def write_verdicts(policy: Policy, writer: Writer) -> None:
    writer.line("def verdicts(f, p=None):")
    writer.depth = 1
    writer.facts = {}
    with writer.block("try:"):
        start = len(writer.lines)
        conditions = Conditions(writer)
        results = [_write_verdict(each, conditions) for each in policy.criteria]
        results += [_write_rows(each, conditions) for each in policy.tables]
        writer.line(f"return ({''.join(each + ', ' for each in results)})")
        writer.lines[start:start] = _reading(writer)
    writer.facts = None
    with writer.block("except FAULTS:"):
        writer.line("return SLOW_VERDICTS(f, p)")
    writer.depth = 0


def write_cases(policy: Policy, writer: Writer) -> None:
    """A function that gives for each grant the cases that are possible, as bits (bit 0: nothing is given)."""
    writer.line("def cases(f, p=None):")
    writer.depth = 1
    with writer.block("try:"):
        writer.line("get = f.get")
        results = [_write_grant(each, Conditions(writer)) for each in policy.grants]
        writer.line(f"return ({''.join(each + ', ' for each in results)})")
    with writer.block("except FAULTS:"):
        writer.line("return SLOW_CASES(f, p)")
    writer.depth = 0


def _write_grant(grant: Grant, conditions: Conditions) -> str:
    writer, line = conditions.writer, conditions.writer.line
    possible = writer.fresh("m")
    line(f"{possible} = 0")
    with writer.block("while 1:"):
        for gate in (grant.applies, grant.eligible):
            if gate is not None:
                holds = conditions.value(gate)
                with writer.block(f"if {holds.code} is not True:"):
                    line(f"{possible} |= 1")
                    with writer.block(f"if {holds.code} is False:"):
                        line("break")
        for number, award in enumerate(grant.awards, 1):
            if award.when is None or grant.is_last_resort(number):
                line(f"{possible} |= {1 << number}")
                break
            holds = conditions.value(award.when)
            with writer.block(f"if {holds.code} is not False:"):
                line(f"{possible} |= {1 << number}")
                with writer.block(f"if {holds.code} is True:"):
                    line("break")
        else:
            line(f"{possible} |= 1")
        line("break")
    return possible


def _reading(writer: Writer) -> list[str]:
    """All facts of the judged record that the verdicts need: in one go, and one by one when some are missing."""
    facts = writer.facts
    if not facts:
        return []
    writer.namespace["FACTS"] = itemgetter(*facts)
    indent = " " * writer.depth
    one_by_one = [f"  {variable} = get({writer.constant(name)})" for name, variable in facts.items()]
    lines = ["try:", f"  {', '.join(facts.values())} = FACTS(f)", "except KeyError:", "  get = f.get", *one_by_one]
    return [indent + each for each in lines]


def _write_verdict(criterion: Criterion, conditions: Conditions) -> str:
    """A variable with the verdict."""
    writer, line = conditions.writer, conditions.writer.line
    sink = Sink(writer.fresh("q"), "-1", UNKNOWN, AWAITING_JUDGEMENT)
    if criterion.applies is None and criterion.unless is None:
        asked, met, not_met = _asked(criterion.body)
        if not conditions.is_gathered(asked):
            result = conditions.fact(asked) if isinstance(asked, Get) else conditions.value(asked)
            line(
                f"{sink.variable} = {met} if {result.code} is True else {not_met} if {result.code} is False else {_open(result)}"
            )
            return sink.variable
        decisive = _decisive(criterion.body)
        start, decided = (NOT_MET, MET) if decisive else (MET, NOT_MET)
        conditions.gather_all(
            Sink(sink.variable, start, UNKNOWN, AWAITING_JUDGEMENT), [(criterion.body, decisive)], decided
        )
        return sink.variable
    depth = writer.depth
    required = criterion.kind == "requirement"
    applies = unless = None
    if criterion.applies is not None:
        applies = conditions.value(criterion.applies)
        with writer.block(f"if {applies.code} is False:"):
            line(f"{sink.variable} = {NOT_APPLICABLE}")
        writer.deepen("else:")
    body = conditions.value(criterion.body)
    line(f"{sink.variable} = -1")
    _gather_if_open(conditions, sink, applies)
    _gather_if_open(conditions, sink, body)
    fine, failed = (MET, NOT_MET) if required else (NOT_MET, MET)
    decided = f"{fine} if {body.code} is {required} else {failed}"
    if criterion.unless is not None:
        with writer.block(f"if {body.code} is not {required}:"):
            unless = conditions.value(criterion.unless)
            _gather_if_open(conditions, sink, unless)
            with writer.block(f"if {sink.at_start}:"):
                line(f"{sink.variable} = {WAIVED} if {unless.code} is True else {failed}")
        decided = fine
    with writer.block(f"if {sink.at_start}:"):
        line(f"{sink.variable} = {decided}")
    writer.depth = depth
    return sink.variable


def _asked(expr: Expr) -> tuple[Expr, str, str]:
    """What a condition asks without its negations, and the verdicts when that holds and when it does not."""
    holds, fails = MET, NOT_MET
    while isinstance(expr, Mark | Not):
        if isinstance(expr, Not):
            holds, fails = fails, holds
        expr = expr.arg
    return expr, holds, fails


def _open(result: Result) -> str:
    match result.basis:
        case "judgement":
            return AWAITING_JUDGEMENT
        case "either":
            return f"{UNKNOWN} if {result.code} is None else {AWAITING_JUDGEMENT}"
        case _:
            return UNKNOWN


def _gather_if_open(conditions: Conditions, sink: Sink, result: Result | None) -> None:
    if result is not None and result.basis != "never":
        with conditions.writer.block(f"if {result.code} is not True and {result.code} is not False:"):
            conditions.gather(sink, result)


def _decisive(expr: Expr) -> bool:
    """What one part of the condition must be to decide it: no for `and`, yes for `or`."""
    match expr:
        case Mark(arg):
            return _decisive(arg)
        case Not(arg):
            return not _decisive(arg)
        case Or():
            return True
        case And():
            return False
        case _:
            return False


def _write_rows(table: Table, conditions: Conditions) -> str:
    """A variable with a bit for each row that is possible."""
    writer, line = conditions.writer, conditions.writer.line
    rows, sure = writer.fresh("m"), writer.fresh("h")
    line(f"{rows} = 0")
    line(f"{sure} = False")
    with writer.block("while 1:"):
        for number, row in enumerate(table.rows, 1):
            tests = [(each, False) for each in row.tests if each != Lit(value=True)]
            holds = conditions.gathered(tests, "True", "False")
            with writer.block(f"if {holds.code} is not False:"):
                line(f"{rows} |= {1 << number}")
                with writer.block(f"if {holds.code} is True:"):
                    line(f"{sure} = True")
                    if table.hit == "first":
                        line("break")
        line("break")
    with writer.block(f"if not {sure}:"):
        uncovered = conditions.value(table.uncovered)
        with writer.block(f"if {uncovered.code} is not False or not {rows}:"):
            line(f"{rows} |= 1")
    return rows
