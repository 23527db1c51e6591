"""Grants: cases and their results against the declared type, and cases that leave a gap or are never reached."""

from __future__ import annotations

from compiler.check.cases import check_cases
from compiler.check.context import Context
from compiler.check.expressions import condition, expression
from compiler.check.fitting import fits
from compiler.check.wording import kind_words, text_of
from compiler.ir.nodes import Citation
from compiler.model import AwardModel, GrantModel, Key, OptionTarget, Typed
from compiler.resolve.findings import label, quoted
from dsl import syntax
from dsl.kinds import ChoiceKind, Kind, ListKind, RecordKind, SeriesKind, UnknownKind


def grant(statement: syntax.Grant, key: Key, cited: tuple[Citation, ...], context: Context) -> GrantModel:
    kind = _kind(statement, context)
    awards = tuple(_award(each, kind, statement, context) for each in statement.awards)
    model = GrantModel(
        key,
        text_of(statement.title),
        kind,
        None if statement.whole is None else statement.whole.text,
        cited,
        None if statement.applies is None else condition(statement.applies.condition, context),
        statement.only_eligible is not None,
        awards,
        statement.name.span,
    )
    if not any(
        isinstance(each.kind, UnknownKind) for award in awards if award.condition for each in award.condition.walk()
    ):
        check_cases(model, context)
    return model


def profile(statement: syntax.Profile, key: Key, cited: tuple[Citation, ...], context: Context) -> GrantModel:
    """A profile: the classes are the results, each asking what those before it ask as well."""
    seen: dict[str, syntax.Grade] = {}
    for each in statement.grades:
        earlier = seen.setdefault(each.name.text, each)
        if earlier is not each:
            context.findings.error(
                "E202",
                each.name.span,
                f"class `{each.name.text}` is given twice",
                f"klasse `{each.name.text}` staat er twee keer",
                labels=[label(earlier.name.span, "given here first", "staat hier het eerst")],
            )
    kind = ChoiceKind(tuple(seen))
    awards = tuple(
        AwardModel(
            Typed(syntax.Ref(each.name, span=each.name.span), kind, target=OptionTarget(each.name.text)),
            None if each.condition is None else condition(each.condition, context),
            each.span,
        )
        for each in statement.grades
    )
    applies = None if statement.applies is None else condition(statement.applies.condition, context)
    title, span = text_of(statement.title), statement.name.span
    model = GrantModel(
        key, title, kind, None, cited, applies, only_eligible=False, awards=awards, span=span, is_profile=True
    )
    if not any(
        isinstance(each.kind, UnknownKind) for award in awards if award.condition for each in award.condition.walk()
    ):
        check_cases(model, context)
    return model


def _kind(statement: syntax.Grant, context: Context) -> Kind:
    kind = context.declarations.records.kind(statement.type, context.scope)
    if isinstance(kind, ListKind | RecordKind | SeriesKind):
        said = kind_words(kind)
        context.findings.error(
            "E324",
            statement.type.span,
            f"`{quoted(statement.type.span)}` is {said.en}: that is no value of its own",
            f"`{quoted(statement.type.span)}` is {said.nl}: dat is geen waarde op zich",
        )
        return UnknownKind()
    return kind


def _award(award: syntax.Award, kind: Kind, statement: syntax.Grant, context: Context) -> AwardModel:
    result: Typed | None = None
    if not isinstance(award.result, syntax.Absent):
        result = expression(award.result, context, kind)
        fits(result, kind, statement.type, context.findings)
    return AwardModel(result, None if award.condition is None else condition(award.condition, context), award.span)
