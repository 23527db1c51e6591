"""Rows of a decision table: those that overlap, those that are never reached, and what no row covers.

Exact over the regions of each input. The inputs are taken as independent: a table in which two inputs read the same fact is not
searched, and a search that becomes too long stops and says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from compiler.check.context import Context
from compiler.check.regions import Region, regions
from compiler.model import FactTarget, FieldTarget, TableModel, Typed, ValueTarget
from compiler.resolve.findings import label, quoted
from dsl import syntax
from dsl.diagnostics import Words

MOST_STEPS = 20_000
Column = tuple[Region, ...]


class TooLong(Exception):
    """The search has taken `MOST_STEPS` steps."""


def check_rows(table: TableModel, context: Context) -> None:
    """Report overlaps, gaps and rows that are never reached."""
    if not table.rows:
        return
    columns: list[Column] = []
    for at, tested in enumerate(table.inputs):
        column = regions(tested, [row.cells[at] for row in table.rows], context)
        if column is None:
            _not_searched(
                table,
                context,
                "a cell compares with something that is not constant",
                "een cel vergelijkt met iets dat niet vaststaat",
            )
            return
        columns.append(column)
    if _share_facts(table.inputs):
        _not_searched(
            table, context, "two of its inputs read the same fact", "twee van de invoerkolommen lezen hetzelfde gegeven"
        )
        return
    impossible = [
        at
        for at in range(len(table.rows))
        if not all(any(each.holds[at] is not False for each in column) for column in columns)
    ]
    for at in impossible:
        _never(table, at, context)
    if table.hit == "unique":
        _overlaps(table, columns, context)
    search = _Search(columns)
    try:
        if table.hit == "first":
            for at in range(1, len(table.rows)):
                if at not in impossible and not search.reached(at):
                    _never(table, at, context)
        gap = search.gap()
        if gap is not None:
            _gap(table, gap, context)
    except TooLong:
        _not_searched(table, context, "the table has too many combinations", "de tabel heeft te veel combinaties")


class _Search:
    """Walks over combinations of regions, column by column, and leaves a branch as soon as its answer is known."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.steps = 0

    def gap(self) -> tuple[Words, ...] | None:
        """A combination that no row covers."""
        return self._gap(0, frozenset(range(len(self.columns[0][0].holds) if self.columns else 0)))

    def _gap(self, at: int, rows: frozenset[int]) -> tuple[Words, ...] | None:
        self._step()
        if not rows:
            return tuple(column[0].said for column in self.columns[at:])
        if at == len(self.columns):
            return None
        for region in self.columns[at]:
            found = self._gap(at + 1, frozenset(row for row in rows if region.holds[row] is not False))
            if found is not None:
                return (region.said, *found)
        return None

    def reached(self, row: int) -> bool:
        """Whether there is a combination in which a row may hold and no earlier row surely does."""
        return self._reached(0, row, frozenset(range(row)))

    def _reached(self, at: int, row: int, earlier: frozenset[int]) -> bool:
        self._step()
        if not earlier:
            return all(any(region.holds[row] is not False for region in column) for column in self.columns[at:])
        if at == len(self.columns):
            return False
        return any(
            self._reached(at + 1, row, frozenset(each for each in earlier if region.holds[each] is True))
            for region in self.columns[at]
            if region.holds[row] is not False
        )

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooLong


def _share_facts(inputs: Sequence[Typed]) -> bool:
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
        " en ".join(f"`{quoted(tested.span)}` is {said.nl}" for tested, said in pairs),
    )


def _overlaps(table: TableModel, columns: Sequence[Column], context: Context) -> None:
    """Two rows that can both hold must agree; each row is reported once."""
    for second in range(1, len(table.rows)):
        for first in range(second):
            if [each.said for each in table.rows[first].outputs] == [each.said for each in table.rows[second].outputs]:
                continue
            both = [
                next((each for each in column if each.holds[first] is True and each.holds[second] is True), None)
                for column in columns
            ]
            common = [each.said for each in both if each is not None]
            if len(common) == len(both):
                _overlap(table, first, second, _example(table, common), context)
                break


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
