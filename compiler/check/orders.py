"""Preferences and allocations: what is ordered, weighed and limited."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from compiler.check import comparisons
from compiler.check.collections import names_element
from compiler.check.context import Context
from compiler.check.dimensions import numbers_meet
from compiler.check.expressions import expression
from compiler.check.naming import find_field
from compiler.check.peers import peers
from compiler.check.wording import kind_words, number_words, text_of
from compiler.ir.nodes import Citation, FieldInfo
from compiler.model import (
    AllocationModel,
    FactTarget,
    Key,
    OrderKeyModel,
    PreferenceModel,
    Typed,
    ValueTarget,
    WeightModel,
)
from compiler.resolve.findings import label, quoted
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import DateKind, ListKind, MomentKind, NumberKind, RecordKind, SetKind, TextKind, UnknownKind

_DESCENDING = ("highest", "latest")


def preference(
    statement: syntax.Preference, key: Key, cited: tuple[Citation, ...], context: Context
) -> PreferenceModel:
    weights = tuple(_weight(each, context) for each in statement.weights)
    _weights_meet(statement, weights, context)
    return PreferenceModel(
        key,
        text_of(statement.title),
        cited,
        _group(statement.group, context),
        _keys(statement.ordered, context),
        weights,
        statement.name.span,
    )


def allocation(statement: syntax.Allocation, key: Key, cited: tuple[Citation, ...], judged: Context) -> AllocationModel:
    over = _list(statement.take, judged)
    context = judged if over is None else _elements(over, statement, judged)
    if over is None:
        for name in (statement.take.peers, *(() if statement.crossing is None else (statement.crossing.name,))):
            peers(syntax.Peers(name, span=name.span), context)
    group = _group(statement.group, context)
    measure, limit = _limit(statement.until, group, context)
    _crossing(statement, context)
    rounds = statement.rounds
    if rounds is not None and rounds.last.value < rounds.first.value and rounds.last.value != syntax.NO_DAY:
        context.findings.error(
            "E401",
            rounds.span,
            f"the rounds end on {rounds.last.value}, before they start on {rounds.first.value}",
            f"de rondes eindigen op {rounds.last.value}, voordat zij beginnen op {rounds.first.value}",
        )
    until = statement.until
    return AllocationModel(
        key,
        text_of(statement.title),
        cited,
        group,
        None if rounds is None else (rounds.period, rounds.first.value, rounds.last.value),
        _keys(statement.take.ordered, context),
        until.number if isinstance(until, syntax.UntilTaken) else None,
        measure,
        limit,
        isinstance(until, syntax.UntilReached) and until.of_total,
        None if statement.crossing is None else statement.crossing.is_in,
        statement.name.span,
        over=over,
    )


# --- a list of the provider -------------------------------------------------------------------------------------------


def _list(take: syntax.Take, context: Context) -> FieldInfo | None:
    """The list of the judged record that is named, if it is one."""
    record = context.levels[0]
    field = None if record is None else record.find(take.peers.text)
    return field if field is not None and isinstance(field.kind, ListKind) else None


def _elements(over: FieldInfo, statement: syntax.Allocation, context: Context) -> Context:
    """Where all of an allocation is read of each element of a list."""
    assert isinstance(over.kind, ListKind)
    element, record = over.kind.element, None
    if isinstance(element, RecordKind):
        record = context.declarations.records.info(element.name)
    elif not isinstance(element, UnknownKind):
        words = kind_words(element)
        context.findings.error(
            "E331",
            statement.take.peers.span,
            f"an element of `{over.name}` is {words.en}: only records can be taken in an order",
            f"een element van `{over.name}` is {words.nl}: alleen gegevens met velden zijn op volgorde te kiezen",
        )
    crossing = statement.crossing
    if crossing is not None and not names_element(crossing.name.text, over, context):
        context.findings.error(
            "E331",
            crossing.name.span,
            f"`{crossing.name.text}` is not what this allocation takes: that is an element of `{over.name}`",
            f"`{crossing.name.text}` is niet wat deze toedeling kiest: dat is een element van `{over.name}`",
            help=Words(
                "declare a word for one element with `each`", "declareer met `elk een` een woord voor één element"
            ),
        )
    return evolve(context.inside(record), taken=over)


def _group(group: syntax.PerGroup | None, context: Context) -> FieldInfo | None:
    record = context.levels[-1]
    field = None if group is None or record is None else find_field(group.field, record, context)
    if field is None or group is None:
        return None
    if isinstance(field.kind, ListKind | RecordKind | SetKind):
        words = kind_words(field.kind)
        context.findings.error(
            "E332",
            group.field.span,
            f"`{field.name}` is {words.en}: a group is told by one value",
            f"`{field.name}` is {words.nl}: een groep is te herkennen aan één waarde",
        )
    return field


# --- orders -----------------------------------------------------------------------------------------------------------


def _keys(ordered: syntax.Ordered | None, context: Context) -> tuple[OrderKeyModel, ...]:
    return () if ordered is None else tuple(_key(each, context) for each in ordered.keys)


def _key(said: syntax.OrderKey, context: Context) -> OrderKeyModel:
    value = expression(said.value, context)
    dated = isinstance(value.kind, DateKind | MomentKind)
    fits = {None: True, "earliest": dated, "latest": dated}.get(said.first, isinstance(value.kind, NumberKind))
    orderly = dated or isinstance(value.kind, NumberKind | TextKind | UnknownKind)
    if not orderly or not (fits or isinstance(value.kind, UnknownKind)):
        words = kind_words(value.kind)
        context.findings.error(
            "E335",
            said.span,
            f"`{quoted(value.span)}` is {words.en} and cannot be put in this order",
            f"`{quoted(value.span)}` is {words.nl} en kan niet in deze volgorde staan",
            help=Words(
                "numbers stand `highest first` or `lowest first`, dates `earliest first` or `latest first`, texts alphabetically",
                "getallen staan `hoogste eerst` of `laagste eerst`, data `vroegste eerst` of `laatste eerst`, teksten op alfabet",
            ),
        )
    return OrderKeyModel(value, said.first in _DESCENDING)


def _weight(said: syntax.Weight, context: Context) -> WeightModel:
    value = expression(said.value, context)
    if not isinstance(value.kind, NumberKind | UnknownKind):
        words = kind_words(value.kind)
        context.findings.error(
            "E335",
            value.span,
            f"`{quoted(value.span)}` is {words.en}: only numbers can be weighed",
            f"`{quoted(value.span)}` is {words.nl}: alleen getallen zijn te wegen",
        )
    return WeightModel(said.percent.number.value / 100, value)


def _weights_meet(statement: syntax.Preference, weights: tuple[WeightModel, ...], context: Context) -> None:
    if not weights:
        return
    total = sum((each.share for each in weights), Fraction(0))
    if total != 1:
        context.findings.error(
            "E336",
            statement.weights[-1].span,
            f"the weights add up to {number_words(total * 100)}%, not to 100%",
            f"de gewichten zijn samen {number_words(total * 100, 'nl')}%, geen 100%",
        )
    for each in weights[1:]:
        if isinstance(each.value.kind, NumberKind) and isinstance(weights[0].value.kind, NumberKind):
            numbers_meet(weights[0].value, each.value, "add", context)


# --- limits -----------------------------------------------------------------------------------------------------------


def _limit(
    until: syntax.UntilReached | syntax.UntilTaken, group: FieldInfo | None, context: Context
) -> tuple[Typed | None, Typed | None]:
    if isinstance(until, syntax.UntilTaken):
        return None, None
    measure, limit = expression(until.measure, context), expression(until.limit, context)
    if isinstance(measure.kind, UnknownKind) or isinstance(limit.kind, UnknownKind):
        return measure, limit
    if not isinstance(measure.kind, NumberKind) or measure.kind.low is None or measure.kind.low < 0:
        context.findings.error(
            "E337",
            measure.span,
            f"`{quoted(measure.span)}` is not known to be a number of zero or more: nobody could tell when the limit is reached",
            f"van `{quoted(measure.span)}` staat niet vast dat het een getal van nul of meer is: de grens is dan niet te bepalen",
            help=Words("declare the fact with `at least 0`", "declareer het gegeven met `minstens 0`"),
        )
    elif not until.of_total:
        comparisons.values_meet(measure, limit, "≥", context)
    for each in _differs(limit, group, context):
        whose = Words("provider", "aanbieder") if context.taken is None else Words("element", "element")
        context.findings.error(
            "E339",
            each.span,
            f"`{quoted(each.span)}` differs for each {whose.en}, where one limit holds for all of a group",
            f"`{quoted(each.span)}` verschilt per {whose.nl}, terwijl één grens voor de hele groep geldt",
            help=Words(
                "write a constant, a parameter, a part `of the total`, or what all of the group have in common",
                "schrijf een constante, een parameter, een deel `van het totaal`, of wat voor de hele groep gelijk is",
            ),
        )
    return measure, limit


def _differs(limit: Typed, group: FieldInfo | None, context: Context) -> Iterator[Typed]:
    """The parts of a limit that those of a group do not have in common: facts of each, and what is worked out from them."""
    said, target = limit.said, limit.target
    if limit.parts and isinstance(limit.parts[0].said, syntax.Peers):
        peers_ = limit.parts[0].said
        placed = isinstance(said, syntax.Standing) and said.function in ("rank", "rank from lowest", "share")
        if peers_.others or placed or (peers_.same is not None and (group is None or peers_.same.text != group.name)):
            yield limit
    elif isinstance(target, FactTarget):
        if target.level == len(context.levels) - 1:
            yield limit
    elif isinstance(
        target, ValueTarget
    ):  # worked out of the provider, of which there is one for all elements of its list
        body = context.declarations.value_body(target.key) if context.taken is None else None
        if body is not None and any(_differs(body, group, context)):
            yield limit
    else:
        for each in limit.parts:
            yield from _differs(each, group, context)


def _crossing(statement: syntax.Allocation, context: Context) -> None:
    """A limit of an amount can be crossed, and the policy says by whom; a number of providers cannot."""
    record = context.levels[-1]
    name = "provider" if record is None else record.name
    if isinstance(statement.until, syntax.UntilReached) and statement.crossing is None:
        context.findings.error(
            "E338",
            statement.until.span,
            "it is not said whether the one that crosses the limit is in",
            "er staat niet of degene die de grens passeert meetelt",
            help=Words(
                f"add `the {name} that crosses the limit is in`, or `… is out`",
                f"voeg `de {name} die de grens passeert telt mee` toe, of `… valt af`",
            ),
        )
    if isinstance(statement.until, syntax.UntilTaken) and statement.crossing is not None:
        context.findings.error(
            "E338",
            statement.crossing.span,
            "nobody crosses a limit that is a number of providers",
            "niemand passeert een grens die een aantal aanbieders is",
            labels=[label(statement.until.span, "the limit is here", "de grens staat hier")],
        )
