"""What the names in an expression stand for."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.check import keys, phrasing
from compiler.check.context import Context
from compiler.check.wording import kind_words, listed
from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.model import FactTarget, FieldTarget, Key, OptionTarget, ParameterTarget, Typed, ValueTarget
from compiler.resolve.declarations import Declared
from compiler.resolve.findings import label, quoted
from compiler.resolve.suggest import did_you_mean, replacing
from dsl import syntax
from dsl.diagnostics import Words
from dsl.keywords import KEYWORDS
from dsl.kinds import ChoiceKind, Kind, ListKind, NumberKind, RecordKind, SetKind, UnknownKind
from dsl.parsing.dated import latest_in

UNKNOWN = UnknownKind()
AGGREGATES = ("TOTAL", "AVERAGE", "LOWEST", "HIGHEST", "EARLIEST", "LATEST")


def reference(expr: syntax.Ref, context: Context, expected: Kind | None = None) -> Typed:
    """A name: an option where one is expected, else a fact (innermost first), judgement, value or parameter."""
    name = expr.name.text
    if isinstance(expected, ChoiceKind | SetKind) and name in expected.options:
        return Typed(expr, ChoiceKind(expected.options), target=OptionTarget(name))
    found = find_fact(name, context)
    declared = context.scope.find("term", name, expr.span if found is None else None)
    if found is not None:
        if declared is not None and (found.field.judgement or found.field.external):
            context.declarations.read(declared)
        elif declared is not None and (found.level > 0 or declared.module is not context.declarations.module):
            _hides(expr, found, declared, context)
        return Typed(expr, found.field.kind, target=found)
    if declared is not None:
        return _term(expr, declared, context)
    if isinstance(expected, ChoiceKind | SetKind):
        no_option(expr, expected, context)
    else:
        unknown_name(expr, context)
    return Typed(expr, UNKNOWN)


def find_fact(name: str, context: Context) -> FactTarget | None:
    """The fact of a name, read in the innermost record that has it."""
    for level in range(len(context.levels) - 1, -1, -1):
        record = context.levels[level]
        field = None if record is None else record.find(name)
        if field is not None:
            return FactTarget(field, level)
    return None


def can_name(name: str, context: Context) -> bool:
    """Whether the name stands for something that has a kind of its own."""
    return find_fact(name, context) is not None or context.scope.find("term", name) is not None


def _term(expr: syntax.Ref, declared: Declared, context: Context) -> Typed:
    declarations = context.declarations
    declarations.read(declared)
    key = Key(declared.module.name, declared.name)
    match declared.statement:
        case syntax.Judgement() | syntax.External(periods=()):
            field = declarations.judgement(declared)
            return Typed(expr, field.kind, target=FactTarget(field, 0))
        case syntax.Value():
            return Typed(expr, declarations.value_kind(declared), target=ValueTarget(key))
        case _:
            model = declarations.parameter(declared)
            if model.keys:
                keys.asks_for_keys(expr, model, context)
                return Typed(expr, UNKNOWN)
            return Typed(expr, model.kind, target=ParameterTarget(key))


def _hides(expr: syntax.Ref, found: FactTarget, declared: Declared, context: Context) -> None:
    record = context.levels[found.level]
    owner = "" if record is None else record.name
    context.findings.warning(
        "W805",
        expr.span,
        f"`{expr.name.text}` is read here as a fact of `{owner}`, which hides what is declared under the same name",
        f"`{expr.name.text}` is hier een gegeven van `{owner}`, en dat verbergt wat onder dezelfde naam gedeclareerd is",
        labels=[label(declared.span, "this is hidden", "dit wordt verborgen")],
        help=Words("give one of the two another name", "geef een van de twee een andere naam"),
    )


def unknown_name(expr: syntax.Ref, context: Context) -> None:
    """Each unknown name is reported once for a record."""
    name = expr.name.text
    if context.is_open or not _is_new(name, context):
        return None
    rule = context.scope.find("rule", name) or _decision_with(name, context)
    if rule is not None:
        return _not_readable(expr, rule, context)
    elsewhere = context.scope.declared_elsewhere("term", name)
    latest = latest_in(expr.span, context.language)
    option = None if latest is not None else _option_of(name, context)
    told = None
    if latest is None and option is None and elsewhere is None:
        told = phrasing.advice(expr, context)
    guess = None
    if latest is None and option is None:
        guess = context.findings.closest(name, context.readable_names())
        if told is not None and told.is_meant_by(guess):
            told = None
        elif told is not None:
            guess = None
    help = option or did_you_mean(guess)
    if latest is not None:
        help = latest.words
    elif told is not None:
        help = told.words
    if elsewhere is not None:
        help = Words(
            f"it is declared in `{elsewhere}`: add `use {elsewhere}`",
            f"het staat in `{elsewhere}`: voeg `gebruik {elsewhere}` toe",
        )
    if help is None:
        help = _known_deeper(name, context) or _set_test(name, context) or _missing_of(name, context)
        help = help or phrasing.beside(name, context)
    context.findings.error(
        "E201",
        expr.span,
        f"`{name}` is not declared",
        f"`{name}` is niet gedeclareerd",
        help=help,
        fix=latest or (told.fix if told else None) or (replacing(expr.span, guess) if elsewhere is None else None),
    )
    return None


def _option_of(name: str, context: Context) -> Words | None:
    """Help where only an option stands, as in `kind is small or large`."""
    fact = next(
        (each for each in context.facts() if isinstance(each.kind, ChoiceKind) and name in each.kind.options), None
    )
    if fact is None:
        return None
    return Words(
        f"`{name}` is an option of `{fact.name}`: write `{fact.name} is {name}`, or `{fact.name} is one of …, {name}`",
        f"`{name}` is een optie van `{fact.name}`: schrijf `{fact.name} is {name}`, of `{fact.name} is een van …, {name}`",
    )


def _known_deeper(name: str, context: Context) -> Words | None:
    """Help when a nested record or the elements of a list have the name."""
    for fact in context.facts():
        kind = fact.kind.element if isinstance(fact.kind, ListKind) else fact.kind
        if not isinstance(kind, RecordKind) or context.declarations.records.info(kind.name).find(name) is None:
            continue
        if isinstance(fact.kind, ListKind):
            return Words(
                f"each of `{fact.name}` has it: write for example `every`, `some` or `total` with `{fact.name}`",
                f"elk van `{fact.name}` heeft het: schrijf bijvoorbeeld `elke`, `minstens één` of `totaal` met `{fact.name}`",
            )
        return Words(f"did you mean `{name} of {fact.name}`?", f"bedoelde u `{name} van {fact.name}`?")
    return None


def _set_test(name: str, context: Context) -> Words | None:
    """Help where `includes` without `any of` was read as a part of a name: `chains includes COPD`."""
    for fact in context.facts():
        for word in ("includes", "bevat"):
            option = name.removeprefix(f"{fact.name} {word} ")
            if isinstance(fact.kind, SetKind) and option != name:
                return Words(
                    f"write `{fact.name} includes any of {option}`", f"schrijf `{fact.name} bevat een van {option}`"
                )
    return None


def _missing_of(name: str, context: Context) -> Words | None:
    """Help where `of` was left out, and so all was read as one name: `total fte doctors`."""
    for fact in context.facts():
        kind = fact.kind.element if isinstance(fact.kind, ListKind) else fact.kind
        asked = name.removesuffix(f" {fact.name}")
        if asked == name or not isinstance(kind, RecordKind):
            continue
        leading = (phrase for each in AGGREGATES for phrase in (*KEYWORDS[each].en, *KEYWORDS[each].nl))
        of_each = next((word for word in leading if asked.startswith(f"{word} ")), None)
        inner = asked if of_each is None else asked.removeprefix(f"{of_each} ")
        if context.declarations.records.info(kind.name).find(inner) is not None and (
            isinstance(fact.kind, ListKind) is (of_each is not None)
        ):
            return Words(f"did you mean `{asked} of {fact.name}`?", f"bedoelde u `{asked} van {fact.name}`?")
    return None


def _is_new(name: str, context: Context) -> bool:
    innermost = context.levels[-1] if context.levels else None
    key = (context.scope.module.name, "" if innermost is None else innermost.name, name)
    missing = context.declarations.missing
    if key in missing:
        return False
    missing.add(key)
    return True


_RULES: tuple[tuple[type[syntax.Node], Words], ...] = (
    (syntax.Decision, Words("a decision", "een beslissing")),
    (syntax.Criterion, Words("a criterion", "een criterium")),
    (syntax.Preference, Words("a preference", "een voorkeur")),
    (syntax.Allocation, Words("an allocation", "een toedeling")),
    (syntax.Deadline, Words("a deadline", "een termijn")),
    (syntax.Grant, Words("a grant", "een toekenning")),
    (syntax.Profile, Words("a profile", "een profiel")),
)


def _not_readable(expr: syntax.Ref, rule: Declared, context: Context) -> None:
    """What comes out of the rules is no name that conditions read; a deadline is asked for in words of its own."""
    what = next(words for kind, words in _RULES if isinstance(rule.statement, kind))
    if rule.name != expr.name.text:
        what = Words(f"an outcome of decision `{rule.name}`", f"een uitkomst van beslissing `{rule.name}`")
    help = Words(
        "declare a `value` for what it rests on, and use that in both places",
        "declareer een `waarde` voor datgene waarop het berust, en gebruik die op beide plaatsen",
    )
    if isinstance(rule.statement, syntax.Deadline):
        help = Words(
            f"write `deadline {rule.name} is met` or `date of deadline {rule.name}`",
            f"schrijf `termijn {rule.name} is gehaald` of `datum van termijn {rule.name}`",
        )
    context.findings.error(
        "E210",
        expr.span,
        f"`{expr.name.text}` is {what.en}: an expression reads facts, judgements, values and parameters",
        f"`{expr.name.text}` is {what.nl}: een uitdrukking leest gegevens, oordelen, waarden en parameters",
        labels=[label(rule.span, "declared here", "hier gedeclareerd")],
        help=help,
    )


def _decision_with(name: str, context: Context) -> Declared | None:
    """The decision that has an outcome of this name."""
    for each in context.scope.own["rule"].values():
        if isinstance(each.statement, syntax.Decision) and any(
            output.text == name for output in each.statement.header.outputs
        ):
            return each
    return None


def no_option(expr: syntax.Ref, kind: ChoiceKind | SetKind, context: Context) -> None:
    """Report a phrase that is none of the options of a choice."""
    name = expr.name.text
    guess = context.findings.closest(name, kind.options)
    options = listed(kind.options)
    help = did_you_mean(guess) or Words(f"the options are {options}", f"de opties zijn {options}")
    context.findings.error(
        "E305",
        expr.span,
        f"`{name}` is not one of the options {options}",
        f"`{name}` is geen van de opties {options}",
        help=help,
        fix=replacing(expr.span, guess),
    )


def field_of(expr: syntax.Of, base: Typed, context: Context) -> Typed:
    """A field of the nested record that the base stands for."""
    match base.kind:
        case UnknownKind():
            return Typed(expr, UNKNOWN, (base,))
        case RecordKind(name=name):
            field = find_field(expr.field, context.declarations.records.info(name), context)
            return Typed(
                expr, UNKNOWN if field is None else field.kind, (base,), None if field is None else FieldTarget(field)
            )
        case ListKind():
            help = _of_each(expr, base.kind, context)
            context.findings.error(
                "E313",
                expr.span,
                f"`{base.span.text}` is a list: `{expr.field.text}` of which element?",
                f"`{base.span.text}` is een lijst: `{expr.field.text}` van welk element?",
                help=help,
            )
        case kind:
            what = kind_words(kind)
            context.findings.error(
                "E313",
                base.span,
                f"`{base.span.text}` is {what.en} and has no fields",
                f"`{base.span.text}` is {what.nl} en heeft geen velden",
            )
    return Typed(expr, UNKNOWN, (base,))


def _of_each(expr: syntax.Of, list_: ListKind, context: Context) -> Words:
    """What can be asked of a field of all elements of a list: a total only of what can be added up."""
    said, of_list = quoted(expr.span), quoted(expr.base.span)
    record = context.declarations.records.info(list_.element.name) if isinstance(list_.element, RecordKind) else None
    field = None if record is None else record.find(expr.field.text)
    if field is not None and not isinstance(field.kind, NumberKind):
        one = list_.one or of_list
        return Words(
            f"write a condition with `every` or `some`: `every {one} has …`",
            f"schrijf een voorwaarde met `elke` of `minstens één`: `elke {one} heeft …`",
        )
    return Words(
        f"write `total {said}`, `lowest`, `highest`, or a condition with `every`",
        f"schrijf `totaal {said}`, `laagste`, `hoogste`, of een voorwaarde met `elke`",
    )


def find_field(name: syntax.Name, record: RecordInfo, context: Context) -> FieldInfo | None:
    """A field of a record by its name, reported when there is none."""
    field = record.find(name.text)
    if field is None and not context.scope.open:
        guess = context.findings.closest(name.text, [each.name for each in record.fields])
        context.findings.error(
            "E211",
            name.span,
            f"`{record.name}` has no `{name.text}`",
            f"`{record.name}` heeft geen `{name.text}`",
            help=did_you_mean(guess) or _fields_help(record.fields),
            fix=replacing(name.span, guess),
        )
    return field


def _fields_help(fields: Iterable[FieldInfo]) -> Words:
    names = listed(tuple(each.name for each in fields))
    return Words(f"it has {names}", f"het heeft {names}")
