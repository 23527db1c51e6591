"""Conditions on values: what may be compared with what, and comparisons that can only come out one way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from compiler.check.context import Context
from compiler.check.dimensions import numbers_meet
from compiler.check.wording import amount_words, kind_words, listed
from compiler.ir.ranges import Range, compare
from compiler.model import FactTarget, FieldTarget, Typed, ValueTarget
from compiler.resolve.declarations import Declared
from compiler.resolve.findings import label, quoted
from dsl import names, syntax
from dsl.diagnostics import Fix, Words
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SetKind,
    TextKind,
    UnknownKind,
    YesNoKind,
)

Relation = Literal["=", "≠", "<", "≤", ">", "≥"]
_ORDERED = (NumberKind, DateKind, MomentKind)


def values_meet(left: Typed, right: Typed, relation: Relation, context: Context) -> bool:
    """Whether two values can stand on the two sides of a relation; reports it when they cannot."""
    if isinstance(left.kind, UnknownKind) or isinstance(right.kind, UnknownKind):
        return False
    if isinstance(left.kind, NumberKind) and isinstance(right.kind, NumberKind):
        return numbers_meet(left, right, "compare", context)
    if {type(left.kind), type(right.kind)} == {DateKind, MomentKind}:
        _date_against_moment(left, right, context)
        return False
    if not _same_sort(left.kind, right.kind):
        _different(left, right, context)
        return False
    if relation not in ("=", "≠") and not isinstance(left.kind, _ORDERED):
        _not_ordered(left, relation, context)
        return False
    return True


def _same_sort(left: Kind, right: Kind) -> bool:
    if isinstance(left, ListKind | RecordKind):
        return False
    if isinstance(left, ChoiceKind) and isinstance(right, ChoiceKind):
        return not set(left.options).isdisjoint(right.options)
    return type(left) is type(right)


def _different(left: Typed, right: Typed, context: Context) -> None:
    said = [kind_words(each.kind) for each in (left, right)]
    help: Words | None = _different_help(left, right)
    fix: Fix | None = None
    for date, other in ((left, right), (right, left)):
        written = names.day_first(other.span.text) if isinstance(date.kind, DateKind) else None
        if written is None:
            continue
        found, day = written
        help = Words(f"write a date as `{day}`, year first", f"schrijf een datum als `{day}`, met het jaar voorop")
        if found.group() == other.span.text:
            fix = Fix(other.span, f"{day}", Words(f"write `{day}`", f"schrijf `{day}`"))
    context.findings.error(
        "E307",
        left.span.to(right.span),
        f"`{quoted(left.span)}` is {said[0].en} and `{quoted(right.span)}` is {said[1].en}: they cannot be compared",
        f"`{quoted(left.span)}` is {said[0].nl} en `{quoted(right.span)}` is {said[1].nl}: die zijn niet te vergelijken",
        labels=[
            label(each.span, f"this is {words.en}", f"dit is {words.nl}")
            for each, words in zip((left, right), said, strict=True)
        ],
        help=help,
        fix=fix,
    )


def _different_help(left: Typed, right: Typed) -> Words | None:
    kinds = {type(left.kind), type(right.kind)}
    list_ = left if isinstance(left.kind, ListKind) else right
    if ListKind in kinds and NumberKind in kinds:
        said = quoted(list_.span)
        return Words(f"did you mean `number of {said}`?", f"bedoelde u `aantal {said}`?")
    if kinds == {SetKind, ChoiceKind}:
        return Words("write `includes any of` or `includes all of`", "schrijf `bevat een van` of `bevat alle van`")
    for choice, text in ((left, right), (right, left)):
        if isinstance(choice.kind, ChoiceKind) and isinstance(text.said, syntax.Text):
            return _option_without_quotes(choice.kind, text.said.value)
    if kinds == {ChoiceKind}:
        assert isinstance(left.kind, ChoiceKind)
        return Words(f"the options are {listed(left.kind.options)}", f"de opties zijn {listed(left.kind.options)}")
    return None


def _option_without_quotes(kind: ChoiceKind, written: str) -> Words:
    if written in kind.options:
        return Words(
            f"an option stands without quotes: `{written}`", f"een optie staat zonder aanhalingstekens: `{written}`"
        )
    return Words(f"the options are {listed(kind.options)}", f"de opties zijn {listed(kind.options)}")


def _not_ordered(left: Typed, relation: str, context: Context) -> None:
    said = kind_words(left.kind)
    context.findings.error(
        "E308",
        left.span,
        f"`{quoted(left.span)}` is {said.en}: that has no order, so that `{relation}` has no meaning",
        f"`{quoted(left.span)}` is {said.nl}: daarin is geen volgorde, zodat `{relation}` niets betekent",
        help=Words("compare it with `is` or `is not`", "vergelijk het met `is` of `is niet`"),
    )


def _date_against_moment(left: Typed, right: Typed, context: Context) -> None:
    date = left if isinstance(left.kind, DateKind) else right
    moment = right if date is left else left
    context.findings.error(
        "E310",
        date.span,
        f"`{quoted(date.span)}` has no time of day, and `{quoted(moment.span)}` has",
        f"`{quoted(date.span)}` heeft geen tijdstip, en `{quoted(moment.span)}` wel",
        labels=[label(moment.span, "this has a time of day", "dit heeft een tijdstip")],
        help=Words("write the time as well: `1 June 2025 12:00`", "schrijf het tijdstip erbij: `1 juni 2025 12:00`"),
    )


def is_yes_no(part: Typed, context: Context) -> bool:
    """Whether a part is a condition; reports it when it is something else."""
    if isinstance(part.kind, YesNoKind):
        return True
    if not isinstance(part.kind, UnknownKind):
        said = kind_words(part.kind)
        help = Words("compare it with something: `… is …`, `… ≥ …`", "vergelijk het met iets: `… is …`, `… ≥ …`")
        context.findings.error(
            "E304",
            part.span,
            f"`{quoted(part.span)}` is {said.en}, where yes or no is needed",
            f"`{quoted(part.span)}` is {said.nl}, waar ja of nee nodig is",
            help=help,
        )
    return False


def outcome_is_fixed(
    left: Typed, bounds: Sequence[tuple[Typed, Relation]], expr: syntax.Expr, context: Context
) -> None:
    """Warn when the declared bounds leave a comparison, or two that must hold together, only one outcome."""
    outcomes = []
    for right, relation in bounds:
        if not (isinstance(left.kind, NumberKind) and isinstance(right.kind, NumberKind)):
            return
        ranges = (Range(each.kind.low, each.kind.high) for each in (left, right) if isinstance(each.kind, NumberKind))
        outcomes.append(compare(relation, *ranges))
    holds = False if False in outcomes else None if None in outcomes else True
    if holds is None or (holds and any(may_be_none(each, context) for each in (left, *(right for right, _ in bounds)))):
        return
    if holds:
        message = Words(f"`{quoted(expr.span)}` always holds", f"`{quoted(expr.span)}` geldt altijd")
    else:
        message = Words(f"`{quoted(expr.span)}` can never hold", f"`{quoted(expr.span)}` kan nooit gelden")
    context.findings.warning("W804", expr.span, message.en, message.nl, help=_bounds_help(left, bounds[0][0]))


def _bounds_help(left: Typed, right: Typed) -> Words | None:
    for each in (left, right):
        kind = each.kind
        if not isinstance(kind, NumberKind) or isinstance(each.said, syntax.Number | syntax.Percent | syntax.Quantity):
            continue
        said = quoted(each.span)
        low = None if kind.low is None else amount_words(kind.low, kind)
        high = None if kind.high is None else amount_words(kind.high, kind)
        if low is not None and high is not None:
            return Words(f"`{said}` lies between {low.en} and {high.en}", f"`{said}` ligt tussen {low.nl} en {high.nl}")
        if low is not None:
            return Words(f"`{said}` is at least {low.en}", f"`{said}` is minstens {low.nl}")
        if high is not None:
            return Words(f"`{said}` is at most {high.en}", f"`{said}` is hoogstens {high.nl}")
    return None


def may_be_none(part: Typed, context: Context) -> bool:
    """Whether a value can be known not to exist: an optional fact, or the lowest of an empty list, or what is made of one."""
    if isinstance(part.kind, UnknownKind):
        return True  # it failed, perhaps by reading itself
    match part.target:
        case FactTarget(field=field):
            return field.optional
        case FieldTarget(field=field):
            return field.optional or may_be_none(part.parts[0], context)
        case ValueTarget(key=key):
            declared = _declared(key.name, context)
            return declared is None or context.declarations.value_may_be_none(declared)
        case _:
            pass
    match part.said:
        case syntax.Keyed(parameter=parameter):
            keyed = _declared(parameter.text, context)
            rows = keyed.statement.rows if keyed is not None and isinstance(keyed.statement, syntax.Parameter) else ()
            return any(isinstance(each.value, syntax.Absent) for each in rows)
        case syntax.Aggregate(function=function):
            return function != "total"
        case syntax.Standing(function=("rank" | "rank from lowest" | "share"), where=where):
            return where is not None or may_be_none(part.parts[1], context)
        case syntax.Standing(function=function):
            return function != "total"
        case syntax.DeadlineDate():
            return True  # while its event has not happened
        case syntax.CalendarDay():
            return may_be_none(part.parts[0], context)
        case syntax.InYear() | syntax.OverYears() | syntax.LatestKnown() | syntax.YearOf():
            return any(may_be_none(each, context) for each in part.parts)
        case syntax.Sum() | syntax.Product() | syntax.Negative() | syntax.Per() | syntax.PercentOf() | syntax.Rounded():
            return any(may_be_none(each, context) for each in part.parts)
        case _:
            return False


def _declared(name: str, context: Context) -> Declared | None:
    return context.scope.find("term", name)


def state_makes_sense(expr: syntax.StateTest, value: Typed, context: Context) -> None:
    """`is none` asks something only of what can be none."""
    if expr.state != "none" or isinstance(value.kind, UnknownKind) or may_be_none(value, context):
        return
    said = quoted(value.span)
    context.findings.error(
        "E318",
        expr.span,
        f"`{said}` is never none: it is not declared optional",
        f"`{said}` is nooit afwezig: het is niet als optioneel gedeclareerd",
        help=Words(
            "declare it `optional`, or test it with `is known` or `is unknown`",
            "declareer het als `optioneel`, of toets het met `is bekend` of `is onbekend`",
        ),
    )


def is_text(part: Typed, context: Context) -> bool:
    if isinstance(part.kind, TextKind):
        return True
    if not isinstance(part.kind, UnknownKind):
        said = kind_words(part.kind)
        context.findings.error(
            "E315",
            part.span,
            f"`{quoted(part.span)}` is {said.en}: only a text matches a pattern",
            f"`{quoted(part.span)}` is {said.nl}: alleen een tekst past op een patroon",
        )
    return False


def is_set(part: Typed, context: Context) -> bool:
    if isinstance(part.kind, SetKind):
        return True
    if not isinstance(part.kind, UnknownKind):
        said = kind_words(part.kind)
        one = isinstance(part.kind, ChoiceKind)
        context.findings.error(
            "E314",
            part.span,
            f"`{quoted(part.span)}` is {said.en}: only a fact with several options can include some",
            f"`{quoted(part.span)}` is {said.nl}: alleen een gegeven met meerdere opties kan er enkele bevatten",
            help=Words("write `is one of`", "schrijf `is een van`") if one else None,
        )
    return False


def is_date(part: Typed, context: Context) -> bool:
    if isinstance(part.kind, DateKind | MomentKind):
        return True
    if not isinstance(part.kind, UnknownKind):
        said = kind_words(part.kind)
        context.findings.error(
            "E309",
            part.span,
            f"`{quoted(part.span)}` is {said.en}, where a date is needed",
            f"`{quoted(part.span)}` is {said.nl}, waar een datum nodig is",
        )
    return False
