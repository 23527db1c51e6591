"""Collections in conditions: which list a phrase names, and what may be asked of its elements."""

from __future__ import annotations

from compiler.check.context import Context
from compiler.check.elements import is_plural
from compiler.check.naming import UNKNOWN, field_of, find_fact, find_field, reference
from compiler.check.peers import of_each, peers
from compiler.check.wording import kind_words
from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.model import FactTarget, FieldTarget, Typed
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
    has = isinstance(typed.kind, RecordKind) and len(lists_of(typed)) == 0
    context.findings.error(
        "E313",
        typed.span,
        f"`{quoted(typed.span)}` is {said.en}, not a list",
        f"`{quoted(typed.span)}` is {said.nl}, geen lijst",
        help=Words(f"write `{quoted(typed.span)} has …`", f"schrijf `{quoted(typed.span)} heeft …`") if has else None,
    )
    return Typed(expr, UNKNOWN, typed.parts)


def lists_of(typed: Typed) -> tuple[Typed, ...]:
    """The lists that a phrase leads through, the outermost first: `doctors of locations` through two."""
    before = lists_of(typed.parts[0]) if isinstance(typed.said, syntax.Of) and typed.parts else ()
    return (*before, typed) if isinstance(typed.kind, ListKind) else before


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
    for each in lists_of(list_):
        context = context.inside(_record(each.kind, context))
    return context


def _record(kind: Kind, context: Context) -> RecordInfo | None:
    """The record of a kind, or of the elements of a list."""
    kind = kind.element if isinstance(kind, ListKind) else kind
    return context.declarations.records.info(kind.name) if isinstance(kind, RecordKind) else None


def _nested(expr: syntax.Of, context: Context) -> Typed:
    """A field of a record, or of each element of a list."""
    base = _base(expr.base, context)
    record = _record(base.kind, context)
    if record is None:
        return (
            field_of(expr, base, context)
            if not isinstance(base.kind, ListKind)
            else _no_fields(expr, expr.field, base, context)
        )
    candidates = _candidates(expr.field.text, record, context)
    if len(candidates) > 1:
        _several(expr.field.text, expr, candidates, context)
        return Typed(expr, UNKNOWN, (base,))
    field = candidates[0] if candidates else find_field(expr.field, record, context)
    return Typed(expr, UNKNOWN if field is None else field.kind, (base,), None if field is None else FieldTarget(field))


def _base(expr: syntax.Collection, context: Context) -> Typed:
    """The record or list that a phrase with `of` reads; a list by the word for one of its elements, too."""
    match expr:
        case syntax.Of():
            return _nested(expr, context)
        case syntax.Peers():
            return peers(expr, context)
        case syntax.Ref() if find_fact(expr.name.text, context) is None:
            named = [record and _candidates(expr.name.text, record, context) for record in context.levels]
            return _named(expr, context) if any(named) else reference(expr, context)
    return reference(expr, context)


def _no_fields(expr: syntax.Expr, name: syntax.Name, list_: Typed, context: Context) -> Typed:
    assert isinstance(list_.kind, ListKind)
    words = kind_words(list_.kind.element)
    context.findings.error(
        "E211",
        name.span,
        f"an element of `{quoted(list_.span)}` is {words.en} and has no `{name.text}`",
        f"een element van `{quoted(list_.span)}` is {words.nl} en heeft geen `{name.text}`",
    )
    return Typed(expr, UNKNOWN)


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
    record = _record(list_.kind, context)
    if record is None:
        return _no_fields(said, name, list_, context)
    field = find_field(name, record, context)
    if field is None:
        return Typed(said, UNKNOWN)
    return Typed(said, field.kind, target=FactTarget(field, len(elements(list_, context).levels) - 1))


def of_one_list(word: Words, list_: Typed, written: Words, context: Context) -> bool:
    """Whether a reduction goes over the elements of one list; reported where it would go over those of several."""
    if len(lists_of(list_)) <= 1:
        return True
    context.findings.error(
        "E317",
        list_.span,
        f"`{word.en}` is of the elements of one list, and `{quoted(list_.span)}` are those of many",
        f"`{word.nl}` is van de elementen van één lijst, en `{quoted(list_.span)}` zijn die van vele",
        help=written,
    )
    return False


def aggregate_kind(expr: syntax.Aggregate, list_: Typed, field: Typed, context: Context) -> Kind:
    """The kind of a reduction; reports a field that does not suit it."""
    kind = field.kind
    if isinstance(kind, UnknownKind) or (expr.function == "average" and not _has_average(expr, list_, context)):
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
        f"`{nl_word(expr.function)}` past niet bij `{expr.field.text}`: dat is {said.nl}",
        labels=[label(expr.collection.span, "of these elements", "van deze elementen")],
        help=_aggregate_help(expr.function, kind),
    )
    return UNKNOWN


def _has_average(expr: syntax.Aggregate, list_: Typed, context: Context) -> bool:
    field, said = expr.field.text, quoted(list_.span)
    written = Words(
        f"write `total {field} of {said} / number of {said}`",
        f"schrijf `totaal {field} van {said} / aantal {said}`",
    )
    return of_one_list(Words("average", nl_word("average")), list_, written, context)


def _number_kind(function: str, kind: NumberKind) -> NumberKind:
    from attrs import evolve

    if function == "total":
        low = None if kind.low is None or kind.low < 0 else 0 * kind.low
        high = None if kind.high is None or kind.high > 0 else 0 * kind.high
        return evolve(kind, low=low, high=high)
    return evolve(kind, whole=False) if function == "average" else kind


def nl_word(function: str) -> str:
    from dsl.keywords import EXPRESSIONS

    return EXPRESSIONS[function.upper()].canonical("nl")


def _aggregate_help(function: str, kind: Kind) -> Words | None:
    if isinstance(kind, DateKind | MomentKind) and function in ("lowest", "highest"):
        word = "earliest" if function == "lowest" else "latest"
        return Words(f"did you mean `{word}`?", f"bedoelde u `{nl_word(word)}`?")
    if isinstance(kind, NumberKind) and function in ("earliest", "latest"):
        word = "lowest" if function == "earliest" else "highest"
        return Words(f"did you mean `{word}`?", f"bedoelde u `{nl_word(word)}`?")
    return None
