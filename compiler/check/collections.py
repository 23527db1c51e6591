"""Collections in conditions: which list a phrase names, and what may be asked of its elements."""

from __future__ import annotations

from compiler.check.context import Context
from compiler.check.elements import is_plural
from compiler.check.naming import UNKNOWN, field_of, find_fact, reference
from compiler.check.peers import of_each, peers
from compiler.check.wording import kind_words
from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.model import FactTarget, Typed
from compiler.resolve.findings import label, quoted
from compiler.resolve.suggest import did_you_mean, replacing
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import DateKind, Kind, ListKind, MomentKind, NumberKind, RecordKind, UnknownKind


def collection(expr: syntax.Collection, context: Context) -> Typed:
    """The list that a phrase names; its kind is unknown, after a report, when there is none."""
    match expr:
        case syntax.Ref():
            typed = _named(expr, context)
        case syntax.Of():
            typed = _nested(expr, context)
        case syntax.Peers():
            typed = peers(expr, context)
    if isinstance(typed.kind, ListKind | UnknownKind):
        return typed
    said = kind_words(typed.kind)
    has = isinstance(typed.kind, RecordKind)
    context.findings.error(
        "E313",
        typed.span,
        f"`{quoted(typed.span)}` is {said.en}, not a list",
        f"`{quoted(typed.span)}` is {said.nl}, geen lijst",
        help=Words(f"write `{quoted(typed.span)} has …`", f"schrijf `{quoted(typed.span)} heeft …`") if has else None,
    )
    return Typed(expr, UNKNOWN, typed.parts)


def nested_record(expr: syntax.Collection, context: Context) -> Typed:
    """The one record that a phrase names in `RHO has …`."""
    if isinstance(expr, syntax.Of):
        typed = field_of(expr, nested_record(expr.base, context), context)
    else:
        typed = reference(expr, context) if isinstance(expr, syntax.Ref) else peers(expr, context)
    if isinstance(typed.kind, RecordKind | UnknownKind):
        return typed
    said = kind_words(typed.kind)
    is_list = isinstance(typed.kind, ListKind)
    context.findings.error(
        "E313",
        typed.span,
        f"`{quoted(typed.span)}` is {said.en}, not one record",
        f"`{quoted(typed.span)}` is {said.nl}, niet één gegeven met velden",
        help=Words("write `every … has` or `some … has`", "schrijf `elke … heeft` of `minstens één … heeft`")
        if is_list
        else None,
    )
    return Typed(expr, UNKNOWN, typed.parts)


def elements(list_: Typed, context: Context) -> Context:
    """The context of a condition on the elements of a list, or on other providers."""
    if isinstance(list_.said, syntax.Peers):
        return of_each(list_, context)
    element = list_.kind.element if isinstance(list_.kind, ListKind) else UNKNOWN
    record = context.declarations.records.info(element.name) if isinstance(element, RecordKind) else None
    return context.inside(record)


def _nested(expr: syntax.Of, context: Context) -> Typed:
    base = nested_record(expr.base, context)
    if not isinstance(base.kind, RecordKind):
        return Typed(expr, UNKNOWN, (base,))
    record = context.declarations.records.info(base.kind.name)
    candidates = _candidates(expr.field.text, record, context)
    if len(candidates) == 1:
        said = syntax.Of(syntax.Name(candidates[0].name, span=expr.field.span), expr.base, span=expr.span)
        found = field_of(said, base, context)
        return Typed(expr, found.kind, found.parts, found.target)
    if len(candidates) > 1:
        _several(expr.field.text, expr, candidates, context)
        return Typed(expr, UNKNOWN, (base,))
    return field_of(expr, base, context)


def _named(expr: syntax.Ref, context: Context) -> Typed:
    name = expr.name.text
    for level in range(len(context.levels) - 1, -1, -1):
        record = context.levels[level]
        candidates = [] if record is None else _candidates(name, record, context)
        if len(candidates) > 1:
            _several(name, expr, candidates, context)
            return Typed(expr, UNKNOWN)
        if candidates:
            return Typed(expr, candidates[0].kind, target=FactTarget(candidates[0], level))
    if find_fact(name, context) is not None:
        return reference(expr, context)
    if not context.is_open:
        _no_collection(expr, context)
    return Typed(expr, UNKNOWN)


def _candidates(name: str, record: RecordInfo, context: Context) -> list[FieldInfo]:
    """The lists of a record that a phrase may name: by the list's own name, or the word for one of its elements."""
    lists = [each for each in record.fields if isinstance(each.kind, ListKind)]
    exact = [each for each in lists if each.name == name]
    return exact or [each for each in lists if _is_element_word(name, each, record, context)]


def names_element(name: str, list_: FieldInfo, context: Context) -> bool:
    """Whether a phrase is the word for one element of a list of the judged record."""
    record = context.levels[0]
    return record is not None and _is_element_word(name, list_, record, context)


def _is_element_word(name: str, field: FieldInfo, record: RecordInfo, context: Context) -> bool:
    assert isinstance(field.kind, ListKind)
    element = field.kind.element
    return (
        name in context.declarations.records.each_words(record.name, field.name)
        or (isinstance(element, RecordKind) and element.name.casefold() == name.casefold())
        or is_plural(field.name, name)
    )


def _several(name: str, expr: syntax.Collection, candidates: list[FieldInfo], context: Context) -> None:
    names = ", ".join(f"`{each.name}`" for each in candidates)
    context.findings.error(
        "E213",
        expr.span,
        f"`{name}` may be an element of several lists: {names}",
        f"`{name}` kan een element van verschillende lijsten zijn: {names}",
        help=Words(
            "name the list itself, or declare a word for one element with `each`",
            "noem de lijst zelf, of declareer met `elk een` een woord voor één element",
        ),
    )


def _no_collection(expr: syntax.Ref, context: Context) -> None:
    name = expr.name.text
    lists = [each.name for each in context.facts() if isinstance(each.kind, ListKind)]
    guess = context.findings.closest(name, lists)
    if guess is None and lists:
        names = ", ".join(f"`{each}`" for each in lists[:5])
        help: Words | None = Words(f"the lists here are {names}", f"de lijsten hier zijn {names}")
    else:
        help = did_you_mean(guess)
    context.findings.error(
        "E212",
        expr.span,
        f"there is no list with elements named `{name}`",
        f"er is geen lijst met elementen die `{name}` heten",
        help=help,
        fix=replacing(expr.span, guess),
    )


def element_field(name: syntax.Name, list_: Typed, context: Context) -> Typed:
    """The field of the elements that an aggregate or `distinct` works on."""
    said = syntax.Ref(name, span=name.span)
    if not isinstance(list_.kind, ListKind):
        return Typed(said, UNKNOWN)
    element = list_.kind.element
    if not isinstance(element, RecordKind):
        words = kind_words(element)
        context.findings.error(
            "E211",
            name.span,
            f"an element of `{quoted(list_.span)}` is {words.en} and has no `{name.text}`",
            f"een element van `{quoted(list_.span)}` is {words.nl} en heeft geen `{name.text}`",
        )
        return Typed(said, UNKNOWN)
    from compiler.check.naming import find_field

    field = find_field(name, context.declarations.records.info(element.name), context)
    if field is None:
        return Typed(said, UNKNOWN)
    return Typed(said, field.kind, target=FactTarget(field, len(context.levels)))


def aggregate_kind(expr: syntax.Aggregate, field: Typed, context: Context) -> Kind:
    """The kind of a reduction; reports a field that does not suit it."""
    kind = field.kind
    if isinstance(kind, UnknownKind):
        return UNKNOWN
    dated = expr.function in ("earliest", "latest")
    if dated and isinstance(kind, DateKind | MomentKind):
        return kind
    if not dated and isinstance(kind, NumberKind):
        return _number_kind(expr.function, kind)
    said = kind_words(kind)
    context.findings.error(
        "E317",
        expr.field.span,
        f"`{expr.function}` does not suit `{expr.field.text}`, which is {said.en}",
        f"`{_nl(expr.function)}` past niet bij `{expr.field.text}`: dat is {said.nl}",
        labels=[label(expr.collection.span, "of these elements", "van deze elementen")],
        help=_aggregate_help(expr.function, kind),
    )
    return UNKNOWN


def _number_kind(function: str, kind: NumberKind) -> NumberKind:
    from attrs import evolve

    if function == "total":
        low = None if kind.low is None or kind.low < 0 else 0 * kind.low
        high = None if kind.high is None or kind.high > 0 else 0 * kind.high
        return evolve(kind, low=low, high=high)
    return evolve(kind, whole=False) if function == "average" else kind


def _nl(function: str) -> str:
    from dsl.keywords import EXPRESSIONS

    return EXPRESSIONS[function.upper()].canonical("nl")


def _aggregate_help(function: str, kind: Kind) -> Words | None:
    if isinstance(kind, DateKind | MomentKind) and function in ("lowest", "highest"):
        word = "earliest" if function == "lowest" else "latest"
        return Words(f"did you mean `{word}`?", f"bedoelde u `{_nl(word)}`?")
    if isinstance(kind, NumberKind) and function in ("earliest", "latest"):
        word = "lowest" if function == "earliest" else "highest"
        return Words(f"did you mean `{word}`?", f"bedoelde u `{_nl(word)}`?")
    return None
