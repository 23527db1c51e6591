"""Mutants that change nothing: shown by going through all regions of what the changed parts look at.

When the policy and the mutant agree in every combination that a provider may have, open ones included, they agree on every
provider. The other way round proves nothing, since no provider may have that combination: such a mutant stays a survivor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from compiler.ir.evaluate import outputs_of
from compiler.ir.nodes import Compare, Criterion, Deadline, Expr, Lit, Mark, Not, Table
from compiler.scenarios.mutation.regions import (
    DATA,
    NOTHING,
    Combination,
    Reader,
    Regions,
    joined,
    negated,
)

MOST_COMBINATIONS: Final = 20_000

Judge = Callable[[Combination], object]
Compiler = Callable[[Expr], Reader]


def same_criterion(before: Criterion, after: Criterion) -> bool:
    """Whether two versions of a criterion give the same verdict on every provider."""
    parts = [part for each in (before, after) for part in (each.applies, each.body, each.unless) if part is not None]
    return _agree(parts, lambda compiled: _judge(before, compiled), lambda compiled: _judge(after, compiled))


def _plain(expr: Expr) -> Expr:
    return _plain(expr.arg) if isinstance(expr, Mark | Not) else expr


def same_truth(before: Expr, after: Expr) -> bool:
    """Whether two conditions hold for the same providers."""
    return _agree([before, after], lambda compiled: _worth(compiled(before)), lambda compiled: _worth(compiled(after)))


def _worth(read: Reader) -> Judge:
    return lambda chosen: read(chosen)[0]


def same_status(before: Deadline, after: Deadline) -> bool:
    """Whether two versions of a deadline that fall on the same days come to the same for every provider."""
    if len(before.dues) != len(after.dues):
        return False
    pairs = [*zip(before.dues, after.dues, strict=True)]
    if any((one.day, one.done, one.year) != (other.day, other.done, other.year) for one, other in pairs):
        return False
    conditions = [part for each in (before, after) for part in _conditions(each)]
    return _agree(conditions, lambda compiled: _stand(before, compiled), lambda compiled: _stand(after, compiled))


def same_outputs(before: Table, after: Table) -> bool:
    """Whether two versions of a table give the same outputs for every provider."""
    tests = [test for table in (before, after) for row in table.rows for test in row.tests]
    tests += [before.uncovered, after.uncovered]
    versions = [{_plain(each) for row in table.rows for each in row.tests} for table in (before, after)]
    closed = frozenset(each for each in versions[0] & versions[1] if not isinstance(each, Compare | Lit))
    if _agree(tests, lambda compiled: _look_up(before, compiled), lambda compiled: _look_up(after, compiled), closed):
        return True
    return _agree(tests, lambda compiled: _look_up(before, compiled), lambda compiled: _look_up(after, compiled))


def _agree(
    exprs: Iterable[Expr],
    before: Callable[[Compiler], Judge],
    after: Callable[[Compiler], Judge],
    closed: frozenset[Expr] = frozenset(),
) -> bool:
    """Whether both come to the same in every combination; of what is in `closed` no more is asked than whether it holds."""
    regions = Regions(exprs, closed)
    if regions.combinations > MOST_COMBINATIONS:
        return False
    one, other = before(regions.reader), after(regions.reader)
    return all(one(chosen) == other(chosen) for chosen in regions.all())


# --- what is made of them ---------------------------------------------------------------------------------------------


def _heavier(rests_on: frozenset[int]) -> frozenset[int]:
    """With data among it, nothing else matters for the verdict."""
    return frozenset([DATA]) if DATA in rests_on else rests_on


def _judge(criterion: Criterion, compiled: Compiler) -> Judge:
    """Verdict and weight, as `compiler.ir.evaluate.judge` gives them."""
    required = criterion.kind == "requirement"
    read_body = compiled(criterion.body)
    read_applies = compiled(Lit(value=True) if criterion.applies is None else criterion.applies)
    read_unless = compiled(Lit(value=False) if criterion.unless is None else criterion.unless)

    def judge(chosen: Combination) -> object:
        applies, body, unless = read_applies(chosen), read_body(chosen), read_unless(chosen)
        counts = joined((negated(applies), body if required else negated(body), unless), decisive=True)[0]
        if applies[0] is False:
            return counts, "not applicable"
        exception_matters = body[0] is not required
        decided = applies[0] is not None and body[0] is not None
        if decided and (not exception_matters or unless[0] is not None):
            return counts, body[0], exception_matters and unless[0] is True
        return counts, _heavier(applies[1] | body[1] | (unless[1] if exception_matters else NOTHING))

    return judge


def _look_up(table: Table, compiled: Compiler) -> Judge:
    rows = [[compiled(each) for each in row.tests] for row in table.rows]
    uncovered = compiled(table.uncovered)
    outputs: dict[tuple[int, ...], object] = {}

    def look_up(chosen: Combination) -> object:
        holding = [joined((each(chosen) for each in tests), decisive=False)[0] for tests in rows]
        possible = [number for number, holds in enumerate(holding, 1) if holds is not False]
        sure = [number for number, holds in enumerate(holding, 1) if holds is True]
        if sure and table.hit == "first":
            possible = [number for number in possible if number <= sure[0]]
        covered = sure or (possible and uncovered(chosen)[0] is False)
        key = tuple(possible if covered else [0, *possible])
        if key not in outputs:
            outputs[key] = sorted(outputs_of(table, key).items())
        return outputs[key]

    return look_up


def _conditions(deadline: Deadline) -> list[Expr]:
    found = [deadline.applies, deadline.unless]
    found += [part for due in deadline.dues for part in (due.met, due.missed, due.open)]
    return [each for each in found if each is not None]


def _stand(deadline: Deadline, compiled: Compiler) -> Judge:
    """All that the status is made of, as `compiler.ir.deadlines.status_of` makes it; nothing of it where it does not apply."""
    read_applies = compiled(Lit(value=True) if deadline.applies is None else deadline.applies)
    read_unless = compiled(Lit(value=False) if deadline.unless is None else deadline.unless)
    parts = [
        [compiled(Lit(value=False) if each is None else each) for each in (due.met, due.missed, due.open)]
        for due in deadline.dues
    ]

    def stand(chosen: Combination) -> object:
        applies = read_applies(chosen)
        if applies[0] is False:
            return "not applicable"
        states = [applies, read_unless(chosen), *(each(chosen) for due in parts for each in due)]
        return [(holds, _heavier(rests_on)) for holds, rests_on in states]

    return stand
