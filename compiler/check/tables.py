"""Decision tables: cells against their inputs, the kinds of the outputs, and rows that overlap or leave gaps."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from compiler.check.comparisons import Relation, values_meet
from compiler.check.context import Context
from compiler.check.coverage import check_rows
from compiler.check.expressions import expression
from compiler.check.wording import kind_words, text_of
from compiler.ir.nodes import Citation
from compiler.model import CellModel, Key, OptionTarget, RowModel, TableModel, Typed
from compiler.resolve.findings import label, quoted
from dsl import syntax
from dsl.kinds import ChoiceKind, Kind, NumberKind, UnknownKind

_PHRASES = ChoiceKind(())
NONE = "none"  # as an outcome: the absence, not an option


def table(statement: syntax.Decision, key: Key, cited: tuple[Citation, ...], context: Context) -> TableModel:
    """The table of a decision, checked."""
    inputs = tuple(expression(each, context) for each in statement.header.inputs)
    rows = tuple(_row(each, inputs, context) for each in statement.rows)
    kinds = tuple(
        _output_kind(name, [row.outputs[at] for row in rows], context)
        for at, name in enumerate(statement.header.outputs)
    )
    model = TableModel(
        key,
        text_of(statement.title),
        statement.hit or "unique",
        cited,
        inputs,
        tuple(each.text for each in statement.header.outputs),
        kinds,
        rows,
        statement.name.span,
    )
    if not any(isinstance(each.kind, UnknownKind) for each in [*inputs, *_compared(rows)]):
        check_rows(model, context)
    return model


def _compared(rows: tuple[RowModel, ...]) -> Iterator[Typed]:
    for row in rows:
        for cell in row.cells:
            for _, values in cell.parts:
                yield from values


def _row(row: syntax.Row, inputs: tuple[Typed, ...], context: Context) -> RowModel:
    cells = tuple(_cell(cell, tested, context) for cell, tested in zip(row.tests, inputs, strict=True))
    return RowModel(cells, tuple(_output(each, context) for each in row.outputs), row.span)


def _cell(cell: syntax.Cell, tested: Typed, context: Context) -> CellModel:
    return CellModel(tuple((part, _part(part, tested, context)) for part in cell.alternatives), cell.span)


def _part(part: syntax.CellPart, tested: Typed, context: Context) -> tuple[Typed, ...]:
    match part:
        case syntax.CellTest(comparison=comparison, value=value):
            if isinstance(tested.kind, UnknownKind) and isinstance(value, syntax.Ref):
                return (Typed(value, UnknownKind()),)
            typed = expression(value, context, tested.kind)
            return (_met(tested, part, typed, comparison.relation, context),)
        case syntax.CellBetween(low=low, high=high):
            return tuple(
                _met(tested, part, expression(each, context, tested.kind), "≤", context) for each in (low, high)
            )
        case syntax.CellState():
            return ()


def _met(tested: Typed, part: syntax.CellPart, value: Typed, relation: Relation, context: Context) -> Typed:
    """The value of a cell, of unknown kind when it cannot meet the input."""
    in_cell = evolve(tested, said=evolve(tested.said, span=part.span))  # so that a report points into the row
    return value if values_meet(in_cell, value, relation, context) else evolve(value, kind=UnknownKind())


def _output(value: syntax.Expr, context: Context) -> Typed:
    if isinstance(value, syntax.Ref) and value.name.text == NONE:
        return Typed(value, UnknownKind(), target=OptionTarget(NONE))  # it fits every kind
    if isinstance(value, syntax.Ref):
        return Typed(value, _PHRASES, target=OptionTarget(value.name.text))
    return expression(value, context)


def _output_kind(name: syntax.Name, cells: list[Typed], context: Context) -> Kind:
    """The one kind of all cells of an output; phrases make a choice of those phrases."""
    known = [each for each in cells if not isinstance(each.kind, UnknownKind)]
    if not known:
        return UnknownKind()
    first = known[0]
    for each in known[1:]:
        if not _alike(first.kind, each.kind):
            said = [kind_words(one.kind) for one in (first, each)]
            context.findings.error(
                "E406",
                each.span,
                f"`{quoted(each.span)}` is {said[1].en}, and `{name.text}` is {said[0].en} in an earlier row",
                f"`{quoted(each.span)}` is {said[1].nl}, en `{name.text}` is {said[0].nl} in een eerdere rij",
                labels=[label(first.span, "the earlier row", "de eerdere rij")],
            )
            return UnknownKind()
    if isinstance(first.kind, ChoiceKind):
        return ChoiceKind(
            tuple(dict.fromkeys(each.target.option for each in known if isinstance(each.target, OptionTarget)))
        )
    if isinstance(first.kind, NumberKind):
        whole = all(isinstance(each.kind, NumberKind) and each.kind.whole for each in known)
        return evolve(first.kind, whole=whole, low=None, high=None)
    return first.kind


def _alike(first: Kind, other: Kind) -> bool:
    if isinstance(first, NumberKind) and isinstance(other, NumberKind):
        return (first.form, first.dimension) == (other.form, other.dimension)
    return type(first) is type(other)
