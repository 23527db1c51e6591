"""From the rows of a document's inventory to what encodes them, and to the examples that show it at work.

A row is *encoded* when a construct that computes, checks or asks for a judgement cites its key, *listed* when its inventory
gives a reason (column `listed`) from a closed set, and *missing* otherwise. A decision is shown each way when examples make
something that cites its rows come out differently: a criterion that counts for and against, a table with two rows, a value with
two values, a deadline with two ends. Of an inventory only the column `id` is needed: rows without a decision (column `decision`)
stand together, and whether their decisions are shown each way is not known.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from compiler.ir.evaluate import computed
from compiler.ir.nodes import Citation
from compiler.ir.values import UNKNOWN
from compiler.ir.verdicts import DeadlineStatus
from compiler.scenarios.run import run_examples
from dsl import syntax
from dsl.traverse import walk

if TYPE_CHECKING:
    from compiler.pipeline import Compilation
    from compiler.resolve.declarations import Declared
    from compiler.scenarios.run import ExampleRun

REASONS = {
    "patient claim rule": "it is about a patient's claim, not about a contract",
    "duty after signing": "it binds a contracted provider and decides nothing",
    "announcement": "it tells what will be done or published",
    "process step": "it says who does what when, without a consequence",
    "superseded text": "a later text of the same document replaces it",
    "template text": "it was left over from a template",
    "policy as a whole": "it says what the policy is, which the policy itself does",
}
MOST_LISTED = 8  # percent of a document's rows

OPEN = (DeadlineStatus.UNKNOWN.value, DeadlineStatus.AWAITING.value)

Status = Literal["encoded", "listed", "missing"]
Key = tuple[str, str]  # document and criterion key


@frozen
class Trace:
    """One row of an inventory. `shown` are the different ways in which examples made it come out."""

    key: str
    status: Status
    reason: str | None
    places: tuple[str, ...]
    shown: frozenset[str]


@frozen
class DecisionTrace:
    """The rows of one decision; `name` is None for those of which the inventory names none."""

    name: str | None
    rows: tuple[Trace, ...]

    @property
    def shown(self) -> frozenset[str]:
        return frozenset().union(*(row.shown for row in self.rows))

    @property
    def shown_each_way(self) -> bool | None:
        """Nothing to show where every row is listed; None where it is not known which rows make one decision."""
        if all(row.status == "listed" for row in self.rows):
            return True
        return None if self.name is None else len(self.shown) > 1

    def keys(self, status: Status) -> tuple[str, ...]:
        return tuple(row.key for row in self.rows if row.status == status)


@frozen
class DocumentTrace:
    """`problems` are reasons outside the closed set, rows that are both listed and encoded, and rows without an id."""

    document: str
    decisions: tuple[DecisionTrace, ...]
    problems: tuple[str, ...]

    @property
    def rows(self) -> tuple[Trace, ...]:
        return tuple(row for decision in self.decisions for row in decision.rows)

    def count(self, status: Status) -> int:
        return sum(row.status == status for row in self.rows)

    @property
    def accounted(self) -> bool:
        """Every row encoded or listed, few enough listed, and every decision that is named shown each way."""
        few = self.count("listed") * 100 <= MOST_LISTED * len(self.rows)
        shown = all(decision.shown_each_way is not False for decision in self.decisions)
        return not self.count("missing") and few and shown and not self.problems


def trace(
    compilation: Compilation, only: Iterable[str] = (), runs: Iterable[ExampleRun] | None = None
) -> tuple[DocumentTrace, ...]:
    """The documents with an inventory that the modules declare, in order of their keys; `only` those named, where
    any is. `runs` are the examples that ran; without them all are run."""
    wanted = set(only)
    places = _places(compilation)
    shown = _shown(run_examples(compilation) if runs is None else runs)
    return tuple(
        _document(key, path, places, shown)
        for key, path in sorted(inventories(compilation).items())
        if not wanted or key in wanted
    )


def inventories(compilation: Compilation) -> dict[str, Path]:
    """The inventory of each declared document that has one."""
    found: dict[str, Path] = {}
    for scope in compilation.scopes.values():
        for declared in scope.own["document"].values():
            path = _inventory(declared)
            if path is not None:
                found[declared.name] = path
    return found


def _inventory(declared: Declared) -> Path | None:
    if not isinstance(declared.statement, syntax.Document):
        return None  # a norm is cited like a document, but no inventory of ours reads it
    for setting in declared.statement.settings:
        if isinstance(setting, syntax.Inventory):
            return declared.module.path.parent / setting.path.value
    return None


def _places(compilation: Compilation) -> dict[Key, tuple[str, ...]]:
    """Where each key is cited, by construct."""
    found: dict[Key, dict[str, None]] = {}
    for module in compilation.all_modules:
        for statement in module.parsed.module.statements:
            if isinstance(statement, syntax.Example):
                continue
            name = getattr(statement, "name", None)
            said = f"{module.name}: {name.text}" if isinstance(name, syntax.Name) else module.name
            for node in walk(statement):
                if isinstance(node, syntax.Source):
                    for key in node.keys:
                        found.setdefault((node.document, key), {})[said] = None
    return {key: tuple(where) for key, where in found.items()}


def _shown(runs: Iterable[ExampleRun]) -> dict[Key, frozenset[str]]:
    """The ways in which what cites a key came out in the examples."""
    found: dict[Key, set[str]] = {}

    def note(citations: Iterable[Citation], way: str) -> None:
        for citation in citations:
            for key in citation.keys:
                found.setdefault((citation.document, key), set()).add(way)

    for run in runs:
        for judged in run.decided.criteria:
            if judged.counts is not None:
                note(judged.criterion.citations, f"{judged.criterion.id}: {'for' if judged.counts else 'against'}")
        for table in run.decided.tables:
            if table.row is not None:
                note(table.table.citations, f"{table.table.id}: row {table.row}")
        for deadline in run.policy.deadlines:
            if deadline.id in run.statuses and run.statuses[deadline.id] not in OPEN:
                note(deadline.citations, f"{deadline.id}: {run.statuses[deadline.id]}")
        values = computed(run.policy, run.case.facts, run.case.peers) if run.policy.named else {}
        for value in run.policy.named:
            if values[value.id] is not UNKNOWN:
                note(value.citations, f"{value.id}: {values[value.id]}")
    return {key: frozenset(ways) for key, ways in found.items()}


def _document(
    document: str, path: Path, places: Mapping[Key, tuple[str, ...]], shown: Mapping[Key, frozenset[str]]
) -> DocumentTrace:
    decisions: dict[str | None, list[Trace]] = {}
    problems: list[str] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            key = (row["id"] or "").strip().removeprefix(f"{document}.")
            if not key:
                if any("".join(each or "").strip() for each in row.values()):  # too many cells make a list
                    problems.append(f"line {rows.line_num}: a row without an id")
                continue
            where = (document, key)
            reason = (row.get("listed") or "").strip() or None
            if reason and reason not in REASONS:
                problems.append(f"{key}: `{reason}` is no reason of the closed set")
            if reason and where in places:
                problems.append(f"{key}: listed as {reason}, yet cited by {', '.join(places[where])}")
            status: Status = "encoded" if where in places else "listed" if reason else "missing"
            decision = (row.get("decision") or "").strip() or None
            decisions.setdefault(decision, []).append(
                Trace(key, status, reason, places.get(where, ()), shown.get(where, frozenset()))
            )
    found = tuple(DecisionTrace(name, tuple(rows)) for name, rows in decisions.items())
    return DocumentTrace(document, found, tuple(problems))
