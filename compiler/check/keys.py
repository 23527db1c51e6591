"""Parameters that have a value for each key: their rows, and whether what asks for one always gets one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import product
from typing import TYPE_CHECKING

from compiler.check.wording import kind_words
from compiler.model import Key, KeyedRowModel, OptionTarget, ParameterModel, ParameterTarget, Typed
from compiler.resolve.findings import Findings, label, quoted
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import ChoiceKind, Kind, NumberKind, UnknownKind, YesNoKind

if TYPE_CHECKING:
    from compiler.check.context import Context

MOST_KEYS = 5_000  # combinations that one place may ask for
_OTHER = syntax.Text("\0")  # stands for whatever no row names


# --- rows -------------------------------------------------------------------------------------------------------------


def rows(
    statement: syntax.Parameter, kind: Kind, context: Context
) -> tuple[tuple[Kind, ...], tuple[KeyedRowModel, ...]]:
    """The kind of each key and the rows, checked; reports rows that say two things."""
    from compiler.check.periods import fixed

    if statement.header is None:
        return (), ()
    if statement.header.keys != statement.keys:
        _other_header(statement, statement.header, context)
        return (UnknownKind(),) * len(statement.keys), ()
    options = [_phrases(statement, at) for at in range(len(statement.keys))]
    found: list[KeyedRowModel] = []
    for row in statement.rows:
        if len(row.keys) != len(statement.keys):
            continue
        cells = tuple(
            None if cell is None else _key(cell, phrases, context)
            for cell, phrases in zip(row.keys, options, strict=True)
        )
        value = None
        if not isinstance(row.value, syntax.Absent):
            value = fixed(row.value, statement, kind, context)
        model = KeyedRowModel(cells, row.first.value, value, row.span)
        twice = next((each for each in found if (each.said, each.first) == (model.said, model.first)), None)
        if twice is not None:
            _twice(model, twice, context)
        else:
            found.append(model)
    kinds = tuple(
        _kind(statement.keys[at], [row.keys[at] for row in found], context) for at in range(len(statement.keys))
    )
    return kinds, tuple(found)


def _phrases(statement: syntax.Parameter, at: int) -> ChoiceKind:
    """The phrases under a key."""
    cells = [row.keys[at] for row in statement.rows if len(row.keys) == len(statement.keys)]
    return ChoiceKind(tuple(dict.fromkeys(each.name.text for each in cells if isinstance(each, syntax.Ref))))


def _key(cell: syntax.Expr, phrases: ChoiceKind, context: Context) -> Typed:
    from compiler.check.expressions import expression

    if isinstance(cell, syntax.Ref):
        return Typed(cell, phrases, target=OptionTarget(cell.name.text))
    return expression(cell, context)


def _kind(name: syntax.Name, cells: list[Typed | None], context: Context) -> Kind:
    """The one kind of all cells under a key."""
    known = [each for each in cells if each is not None and not isinstance(each.kind, UnknownKind)]
    if not known:
        return UnknownKind()
    for each in known[1:]:
        if not _alike(known[0].kind, each.kind):
            said = [kind_words(one.kind) for one in (known[0], each)]
            context.findings.error(
                "E438",
                each.span,
                f"`{quoted(each.span)}` is {said[1].en}, and `{name.text}` is {said[0].en} in an earlier row",
                f"`{quoted(each.span)}` is {said[1].nl}, en `{name.text}` is {said[0].nl} in een eerdere rij",
                labels=[label(known[0].span, "the earlier row", "de eerdere rij")],
            )
            return UnknownKind()
    return known[0].kind


def _alike(first: Kind, other: Kind) -> bool:
    if isinstance(first, NumberKind) and isinstance(other, NumberKind):
        return (first.form, first.dimension) == (other.form, other.dimension)
    return type(first) is type(other)


def _twice(row: KeyedRowModel, earlier: KeyedRowModel, context: Context) -> None:
    context.findings.error(
        "E402",
        row.span,
        f"these keys have two values from {row.first}",
        f"deze sleutels hebben twee waarden vanaf {row.first}",
        labels=[label(earlier.span, "the first is here", "de eerste staat hier")],
        help=Words("keep one of them", "houd er één over"),
    )


def _other_header(statement: syntax.Parameter, header: syntax.KeyedHeader, context: Context) -> None:
    names = " | ".join(each.text for each in statement.keys)
    context.findings.error(
        "E438",
        header.span,
        f"the columns of the table do not follow the keys in the head: `{names}`",
        f"de kolommen van de tabel volgen niet de sleutels in de kop: `{names}`",
        labels=[label(statement.name.span, "the head is here", "de kop staat hier")],
    )


def values_on(
    parameter: ParameterModel, day: datetime.date, findings: Findings, why: syntax.Date | None = None
) -> None:
    """Report the keys that have no value on a day, though they have one later."""
    held = {row.said for row in parameter.rows_on(day)}
    for row in parameter.rows:
        if any(all(key is None or key == own for key, own in zip(each, row.said, strict=True)) for each in held):
            continue
        held.add(row.said)
        first = min(each.first for each in parameter.rows if each.said == row.said)
        said = ", ".join("-" if each is None else quoted(each.span) for each in row.keys)
        findings.error(
            "E403",
            row.span,
            f"parameter `{parameter.key.name}` has no value for `{said}` on {day}",
            f"parameter `{parameter.key.name}` heeft geen waarde voor `{said}` op {day}",
            labels=[]
            if why is None
            else [label(why.span, "the policy is in force from this day", "het beleid geldt vanaf deze dag")],
            help=Words(f"its first value is from {first}", f"de eerste waarde geldt vanaf {first}"),
        )


# --- what asks for a value --------------------------------------------------------------------------------------------


def keyed(expr: syntax.Keyed, context: Context) -> Typed:
    """`maximum inclusion set for chain`: for whatever the key can be there is a row."""
    from compiler.check.naming import UNKNOWN, unknown_name

    declared = context.scope.find("term", expr.parameter.text, expr.parameter.span)
    if declared is None:
        unknown_name(syntax.Ref(expr.parameter, span=expr.parameter.span), context)
        return Typed(expr, UNKNOWN)
    context.declarations.read(declared)
    if not isinstance(declared.statement, syntax.Parameter) or not declared.statement.keys:
        _no_keys(expr, context)
        return Typed(expr, UNKNOWN)
    model = context.declarations.parameter(declared)
    parts = tuple(_asked(each, kind, context) for each, kind in zip(expr.keys, model.keys, strict=False))
    key = Key(declared.module.name, declared.name)
    if len(expr.keys) != len(model.keys):
        _number_of_keys(expr, model, context)
        return Typed(expr, UNKNOWN, parts)
    kinds = [*model.keys, *(each.kind for each in parts)]
    if any(isinstance(each, UnknownKind) for each in kinds) or not _comparable(parts, model, context):
        return Typed(expr, UNKNOWN, parts)
    _always_a_row(parts, model, context)
    return Typed(expr, model.kind, parts, ParameterTarget(key))


def _asked(expr: syntax.Expr, kind: Kind, context: Context) -> Typed:
    """A key that is asked for: a fact before an option of the same name, as everywhere."""
    from compiler.check.expressions import expression
    from compiler.check.naming import can_name

    if isinstance(expr, syntax.Ref) and can_name(expr.name.text, context):
        return expression(expr, context)
    if isinstance(expr, syntax.Ref) and isinstance(kind, ChoiceKind):
        return Typed(expr, kind, target=OptionTarget(expr.name.text))
    if isinstance(expr, syntax.Ref) and isinstance(kind, UnknownKind):
        return Typed(expr, kind)  # it may be one of the phrases
    return expression(expr, context)


def _comparable(parts: tuple[Typed, ...], model: ParameterModel, context: Context) -> bool:
    for part, kind in zip(parts, model.keys, strict=True):
        if not isinstance(kind, UnknownKind) and not _alike(part.kind, kind):
            said, asked = kind_words(part.kind), kind_words(kind)
            context.findings.error(
                "E438",
                part.span,
                f"`{quoted(part.span)}` is {said.en}, and the key of `{model.key.name}` is {asked.en}",
                f"`{quoted(part.span)}` is {said.nl}, en de sleutel van `{model.key.name}` is {asked.nl}",
                labels=[label(model.span, "this parameter", "deze parameter")],
            )
            return False
    return True


def _always_a_row(parts: tuple[Typed, ...], model: ParameterModel, context: Context) -> None:
    """Report the first combination of keys that may be asked for and that no row takes."""
    ways = [list(_ways(part, context)) for part in parts]
    if _product(ways) > MOST_KEYS:
        ways = [[_OTHER]] * len(ways)  # only a row that takes everything can be known to do
    rows_said = [row.said for row in model.rows]
    for asked in product(*ways):
        if not any(all(cell is None or cell == key for cell, key in zip(row, asked, strict=True)) for row in rows_said):
            _no_row(parts, asked, model, context)
            return


def _product(ways: list[list[syntax.Expr]]) -> int:
    size = 1
    for each in ways:
        size *= len(each)
    return size


def _ways(part: Typed, context: Context) -> Iterable[syntax.Expr]:
    """What a key can be, in the form of the cells of a row."""
    from compiler.check.comparisons import may_be_none

    if isinstance(part.target, OptionTarget) or _is_literal(part):
        yield part.said
        return
    match part.kind:
        case ChoiceKind(options=options):
            yield from (syntax.Ref(syntax.Name(each)) for each in options)
        case YesNoKind():
            yield from (syntax.YesNo(value=True), syntax.YesNo(value=False))
        case _:
            yield _OTHER
    if may_be_none(part, context):
        yield _OTHER


def _is_literal(part: Typed) -> bool:
    return isinstance(
        part.said, syntax.Number | syntax.Percent | syntax.Quantity | syntax.Text | syntax.Date | syntax.YesNo
    )


def _no_row(parts: tuple[Typed, ...], asked: tuple[syntax.Expr, ...], model: ParameterModel, context: Context) -> None:
    names = [
        ("something else", "iets anders") if key is _OTHER else (f"`{_said(key)}`", f"`{_said(key)}`") for key in asked
    ]
    at = next((at for at, key in enumerate(asked) if key is _OTHER), 0)
    context.findings.error(
        "E437",
        parts[at].span,
        f"`{model.key.name}` has no value for {' and '.join(each[0] for each in names)}",
        f"`{model.key.name}` heeft geen waarde voor {' en '.join(each[1] for each in names)}",
        labels=[label(model.span, "its values are here", "de waarden staan hier")],
        help=Words(
            "add a row for it; `-` as a key takes every other one, and the value `none` says that there is none",
            "voeg er een rij voor toe; `-` als sleutel neemt elke andere, en de waarde `afwezig` zegt dat er geen is",
        ),
    )


def _said(key: syntax.Expr) -> str:
    match key:
        case syntax.Ref(name=name):
            return name.text
        case syntax.YesNo(value=value):
            return "yes" if value else "no"
        case _:
            return quoted(key.span)


def _no_keys(expr: syntax.Keyed, context: Context) -> None:
    name = expr.parameter.text
    context.findings.error(
        "E438",
        expr.parameter.span,
        f"`{name}` is no parameter with keys",
        f"`{name}` is geen parameter met sleutels",
        help=Words(f"write `{name}` alone", f"schrijf alleen `{name}`"),
    )


def _number_of_keys(expr: syntax.Keyed, model: ParameterModel, context: Context) -> None:
    name, wanted, given = model.key.name, len(model.keys), len(expr.keys)
    context.findings.error(
        "E438",
        expr.span,
        f"`{name}` has {wanted} key{'s' if wanted != 1 else ''}, and {given} {'is' if given == 1 else 'are'} given",
        f"`{name}` heeft {wanted} sleutel{'s' if wanted != 1 else ''}, en hier staan er {given}",
        labels=[label(model.span, "this parameter", "deze parameter")],
    )


def asks_for_keys(expr: syntax.Ref, model: ParameterModel, context: Context) -> None:
    context.findings.error(
        "E438",
        expr.span,
        f"`{expr.name.text}` has a value for each key: say for which",
        f"`{expr.name.text}` heeft een waarde voor elke sleutel: zeg voor welke",
        labels=[label(model.span, "this parameter", "deze parameter")],
        help=Words(
            f"write `{expr.name.text} set for` and what it is asked for",
            f"schrijf `{expr.name.text} vastgesteld voor` en waarvoor",
        ),
    )
