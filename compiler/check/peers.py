"""Other providers in conditions: who is counted, what is measured of each, and where one stands among them."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from compiler.check.context import Context
from compiler.check.elements import is_plural
from compiler.check.naming import UNKNOWN, find_field
from compiler.check.wording import kind_words
from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.model import FactTarget, FieldTarget, Typed
from compiler.resolve.findings import quoted
from compiler.resolve.suggest import replacing
from dsl import syntax
from dsl.diagnostics import Words
from dsl.keywords import KEYWORDS
from dsl.kinds import DateKind, Kind, ListKind, MomentKind, NumberKind, RecordKind, UnknownKind

_EVERY = ("all", "alle")
_PLACE = NumberKind(whole=True, low=Fraction(1))
_SHARE = NumberKind("ratio", low=Fraction(0), high=Fraction(1))


def peers(expr: syntax.Peers, context: Context) -> Typed:
    """The providers that a phrase names, as a list of the judged record; of unknown kind, after a report, when there are none. In
    an allocation over a list, the name of that list is all its elements."""
    record = context.levels[0]
    if context.taken is not None and expr.name.text == context.taken.name:
        return _elements(expr, context.taken, context)
    if record is None:
        return Typed(expr, UNKNOWN)
    if not _names(expr.name.text, record.name):
        if not context.scope.open:
            _not_judged(expr.name, record, context)
        return Typed(expr, UNKNOWN)
    same = () if expr.same is None else (_same(expr.same, record, context),)
    if same and isinstance(same[0].kind, UnknownKind):
        return Typed(expr, UNKNOWN)
    return Typed(expr, ListKind(RecordKind(record.name)), same)


def _not_judged(name: syntax.Name, record: RecordInfo, context: Context) -> None:
    every, _, rest = name.text.partition(" ")
    if every in _EVERY and _names(rest, record.name):
        wanted = rest
        help = Words(
            f"leave out `{every}`: `among {rest}` already counts all of them",
            f"laat `{every}` weg: `onder alle {rest}` telt ze al allemaal mee",
        )
    else:
        wanted = record.name
        help = Words(
            "conditions on other providers look at those that the same policy judges",
            "voorwaarden over andere aanbieders gaan over wie hetzelfde beleid beoordeelt",
        )
    context.findings.error(
        "E331",
        name.span,
        f"`{name.text}` is not what this policy judges: that is `{record.name}`",
        f"`{name.text}` is niet wat dit beleid beoordeelt: dat is `{record.name}`",
        help=help,
        fix=replacing(name.span, wanted),
    )


def _elements(expr: syntax.Peers, taken: FieldInfo, context: Context) -> Typed:
    if expr.others:
        _of_all_alone(expr, taken, context)
        return Typed(expr, UNKNOWN)
    record = context.levels[1]
    same = () if expr.same is None or record is None else (_same(expr.same, record, context),)
    if same and isinstance(same[0].kind, UnknownKind):
        return Typed(expr, UNKNOWN)
    return Typed(expr, taken.kind, same, FactTarget(taken, 0))


def _names(name: str, record: str) -> bool:
    """Whether a name is that of a record or a regular plural of it, whatever its capitals."""
    name, record = name.casefold(), record.casefold()
    return name == record or is_plural(name, record)


def _same(name: syntax.Name, record: RecordInfo, context: Context) -> Typed:
    said = syntax.Ref(name, span=name.span)
    field = find_field(name, record, context)
    if field is None:
        return Typed(said, UNKNOWN)
    if isinstance(field.kind, ListKind | RecordKind):
        words = kind_words(field.kind)
        context.findings.error(
            "E332",
            name.span,
            f"`{name.text}` is {words.en}: only one value can be the same",
            f"`{name.text}` is {words.nl}: alleen één waarde kan dezelfde zijn",
            help=Words("give the record a fact with its name", "geef de gegevens een gegeven met de naam ervan"),
        )
        return Typed(said, UNKNOWN)
    return Typed(said, field.kind, target=FieldTarget(field))


def of_each(counted: Typed, context: Context) -> Context:
    """The context of what is asked of each provider: its own names, those of values and judgements included. What is asked of
    each element that an allocation takes is read as it is of the one at hand."""
    levels = context.levels[:1] if counted.target is None else context.levels[:2]
    return evolve(context, levels=levels)


def standing_kind(expr: syntax.Standing, measure: Typed, context: Context) -> Kind:
    """The kind of a place among others; reports a measure that does not suit it."""
    kind = measure.kind
    if isinstance(kind, UnknownKind):
        return UNKNOWN
    dated = isinstance(kind, DateKind | MomentKind)
    match expr.function:
        case "rank" | "rank from lowest" if dated or isinstance(kind, NumberKind):
            return _PLACE
        case "earliest" | "latest" if dated:
            return kind
        case "share" if isinstance(kind, NumberKind):
            return _SHARE if _never_negative(kind, measure, context) else UNKNOWN
        case "total" if isinstance(kind, NumberKind):
            low = None if kind.low is None or kind.low < 0 else 0 * kind.low
            high = None if kind.high is None or kind.high > 0 else 0 * kind.high
            return evolve(kind, low=low, high=high)
        case "average" if isinstance(kind, NumberKind):
            return evolve(kind, whole=False)
        case "lowest" | "highest" if isinstance(kind, NumberKind):
            return kind
        case _:
            pass
    said = kind_words(kind)
    en, nl = (_word(expr.function).said_in(language) for language in ("en", "nl"))
    context.findings.error(
        "E317",
        measure.span,
        f"`{en}` does not suit `{quoted(measure.span)}`, which is {said.en}",
        f"`{nl}` past niet bij `{quoted(measure.span)}`: dat is {said.nl}",
    )
    return UNKNOWN


def _of_all_alone(said: syntax.Expr, taken: FieldInfo, context: Context) -> None:
    context.findings.error(
        "E331",
        said.span,
        f"`{taken.name}` is a list of the provider: here only what all of it have together can be asked",
        f"`{taken.name}` is een lijst van de aanbieder: hier is alleen te vragen wat alles daarin samen heeft",
        help=Words(f"write `… of all {taken.name}`", f"schrijf `… van alle {taken.name}`"),
    )


def with_itself(expr: syntax.Standing, counted: Typed, context: Context) -> None:
    """A rank or share is one among others and oneself: `other` would leave out the one that it is about. Of the elements that an
    allocation takes there is none."""
    if isinstance(counted.target, FactTarget) and expr.function in ("rank", "rank from lowest", "share"):
        _of_all_alone(expr, counted.target.field, context)
    if not expr.peers.others or expr.function not in ("rank", "rank from lowest", "share"):
        return
    en, nl = (_word(expr.function).said_in(language) for language in ("en", "nl"))
    context.findings.error(
        "E334",
        expr.peers.span,
        f"`{en}` counts the one that it is about as well: leave out `other`",
        f"`{nl}` telt degene over wie het gaat ook mee: laat `andere` weg",
    )


def _never_negative(kind: NumberKind, measure: Typed, context: Context) -> bool:
    if kind.low is not None and kind.low >= 0:
        return True
    context.findings.error(
        "E333",
        measure.span,
        f"`{quoted(measure.span)}` could be negative: then a share of the total says nothing",
        f"`{quoted(measure.span)}` zou negatief kunnen zijn: dan zegt een aandeel in het totaal niets",
        help=Words(
            "declare the fact with `at least 0` and its unit", "declareer het gegeven met `minstens 0` en de eenheid"
        ),
    )
    return False


def _word(function: str) -> Words:
    terminal = {"rank": "RANK_OF", "rank from lowest": "RANK_FROM_LOWEST", "share": "SHARE_OF"}.get(function)
    keyword = KEYWORDS[terminal or function.upper()]
    return Words(keyword.canonical("en"), keyword.canonical("nl"))
