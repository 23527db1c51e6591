"""Rows of a decision table: those that overlap, those that are never reached, and what no row covers.

Exact over the regions of each input. The inputs are taken as independent: a table in which two inputs read the same fact is not
searched, and a search that becomes too long stops and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from compiler.check.context import Context
from compiler.check.regions import Region, TooLong, regions
from compiler.model import FactTarget, FieldTarget, TableModel, Typed, ValueTarget
from compiler.resolve.findings import label, quoted
from dsl import syntax
from dsl.diagnostics import Words

MOST_STEPS = 20_000
Column = tuple[Region, ...]


def check_rows(table: TableModel, context: Context) -> None:
    """Report overlaps, gaps and rows that are never reached."""
    try:
        _check_rows(table, context)
    except TooLong:
        _not_searched(table, context, "the table has too many combinations", "de tabel heeft te veel combinaties")


def _check_rows(table: TableModel, context: Context) -> None:
    if not table.rows:
        return None
    columns: list[Column] = []
    for at, tested in enumerate(table.inputs):
        column = regions(tested, [row.cells[at] for row in table.rows], context)
        if column is None:
            en, nl = (
                "a cell compares with something that is not constant",
                "een cel vergelijkt met iets wat niet vaststaat",
            )
            return _not_searched(table, context, en, nl)
        columns.append(column)
    if share_facts(table.inputs):
        en, nl = "two of its inputs read the same fact", "twee van de invoerkolommen lezen hetzelfde gegeven"
        return _not_searched(table, context, en, nl)
    possible = (1 << len(table.rows)) - 1
    for column in columns:
        possible &= reduce(or_, (region.perhaps for region in column), 0)
    for at in range(len(table.rows)):
        if not possible >> at & 1:
            _never(table, at, context)
    if table.hit == "unique":
        _overlaps(table, columns, context)
    search = _Search(columns, len(table.rows))
    if table.hit == "first":
        for at in range(1, len(table.rows)):
            if possible >> at & 1 and not search.reached(at):
                _never(table, at, context)
    gap = search.gap()
    if gap is not None:
        _gap(table, gap, context)
    return None


class _Search:
    """Walks over combinations of regions, column by column, and leaves a branch as soon as its answer is known."""

    def __init__(self, columns: Sequence[Column], rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self.steps = 0

    def gap(self) -> tuple[Words, ...] | None:
        """A combination that no row covers."""
        return self._gap(0, (1 << self.rows) - 1)

    def _gap(self, at: int, rows: int) -> tuple[Words, ...] | None:
        self._step()
        if not rows:
            return tuple(column[0].said for column in self.columns[at:])
        if at == len(self.columns):
            return None
        for region in self.columns[at]:
            found = self._gap(at + 1, rows & region.perhaps)
            if found is not None:
                return (region.said, *found)
        return None

    def reached(self, row: int) -> bool:
        """Whether there is a combination in which a possible row may hold and no earlier row surely does."""
        return self._reached(0, row, (1 << row) - 1)

    def _reached(self, at: int, row: int, earlier: int) -> bool:
        self._step()
        if not earlier:
            return True
        if at == len(self.columns):
            return False
        return any(
            self._reached(at + 1, row, earlier & region.surely)
            for region in self.columns[at]
            if region.perhaps >> row & 1
        )

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooLong


def share_facts(inputs: Sequence[Typed]) -> bool:
    """Whether two of what is tested read one fact."""
    seen: list[syntax.Expr] = []
    for each in inputs:
        facts = [
            part.said
            for part in each.walk()
            if isinstance(part.target, FactTarget | FieldTarget | ValueTarget) and not part.parts
        ]
        if any(fact in seen for fact in facts):
            return True
        seen.extend(facts)
    return False


def _example(table: TableModel, values: Sequence[Words]) -> Words:
    pairs = list(zip(table.inputs, values, strict=True))
    return Words(
        " and ".join(f"`{quoted(tested.span)}` is {said.en}" for tested, said in pairs),
        " en ".join(f"`{quoted(tested.span)}` {said.nl} is" for tested, said in pairs),
    )


def _overlaps(table: TableModel, columns: Sequence[Column], context: Context) -> None:
    """Two rows that can both hold must agree; each row is reported once."""
    outputs = [[each.said for each in row.outputs] for row in table.rows]
    beside = [_beside(column, len(table.rows)) for column in columns]
    for second in range(1, len(table.rows)):
        together = reduce(and_, (rows[second] for rows in beside), (1 << second) - 1)
        first = next((row for row in range(second) if together >> row & 1 and outputs[row] != outputs[second]), None)
        if first is None:
            continue
        both = 1 << first | 1 << second
        common = [next(each.said for each in column if each.surely & both == both) for column in columns]
        _overlap(table, first, second, _example(table, common), context)


def _beside(column: Column, rows: int) -> list[int]:
    """For each row those that hold with it somewhere in the column."""
    found = [0] * rows
    for region in column:
        for row in range(rows):
            if region.surely >> row & 1:
                found[row] |= region.surely
    return found


def _overlap(table: TableModel, first: int, second: int, example: Words, context: Context) -> None:
    context.findings.error(
        "E404",
        table.rows[second].span,
        f"rows {first + 1} and {second + 1} both hold when {example.en}, with different outcomes",
        f"rij {first + 1} en {second + 1} gelden allebei als {example.nl}, met verschillende uitkomsten",
        labels=[label(table.rows[first].span, f"row {first + 1}", f"rij {first + 1}")],
        help=Words(
            "narrow one of the rows, or write `first` behind the name of the decision",
            "beperk een van de rijen, of schrijf `eerste` achter de naam van de beslissing",
        ),
    )


def _gap(table: TableModel, values: Sequence[Words], context: Context) -> None:
    example = _example(table, values)
    context.findings.warning(
        "W806",
        table.span,
        f"no row holds when {example.en}",
        f"geen enkele rij geldt als {example.nl}",
        help=Words(
            "add a row for it: without one every outcome is none",
            "voeg er een rij voor toe: zonder is elke uitkomst afwezig",
        ),
    )


def _never(table: TableModel, at: int, context: Context) -> None:
    context.findings.warning(
        "W808",
        table.rows[at].span,
        f"row {at + 1} is never reached",
        f"rij {at + 1} wordt nooit bereikt",
        help=Words(
            "its cells are impossible, or earlier rows take all its cases",
            "de cellen zijn onmogelijk, of eerdere rijen nemen alle gevallen weg",
        ),
    )


def _not_searched(table: TableModel, context: Context, en: str, nl: str) -> None:
    context.findings.warning(
        "W807",
        table.span,
        f"gaps and overlaps of this table are not all looked for: {en}",
        f"naar gaten en overlappingen in deze tabel is niet volledig gezocht: {nl}",
    )
