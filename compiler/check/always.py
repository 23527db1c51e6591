"""What always holds: its conditions, the criteria that it names, and the fact that must never help or hurt."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from compiler.check.context import Context
from compiler.check.expected import can_come_out
from compiler.check.expressions import condition
from compiler.check.naming import find_field, reference
from compiler.check.settings import Settings
from compiler.check.wording import kind_words
from compiler.ir.nodes import Citation
from compiler.model import AlwaysModel, CriterionModel, DeadlineModel, EffectModel, FactTarget, Typed
from compiler.resolve.findings import Findings, quoted
from compiler.resolve.suggest import did_you_mean, replacing
from dsl import syntax
from dsl.diagnostics import Words
from dsl.frozen import frozen
from dsl.kinds import (
    DateKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    UnknownKind,
    YesNoKind,
)
from dsl.source import Span


@frozen
class Names:
    """What can come out in a policy: its criteria, and its deadlines by their names."""

    criteria: tuple[CriterionModel, ...]
    deadlines: Mapping[str, DeadlineModel]


_Path = tuple[tuple[str, ...], Kind]


def always(
    statement: syntax.Always,
    cited: tuple[Citation, ...],
    names: Names,
    settings: Settings,
    context: Context,
) -> AlwaysModel | None:
    """The model of one; None where what it claims could not be understood."""
    when = tuple(_when(each, names, context) for each in statement.when)
    claim = _claim(statement.claim, names, context)
    day = None if statement.as_of is None else statement.as_of.date
    if day is not None:
        _in_force(day.value, day.span, settings, context.findings)
    if claim is None:
        return None
    return AlwaysModel(
        statement.title.value, cited, None if day is None else day.value, when, claim, statement.title.span
    )


def without_policy(at: Span, findings: Findings) -> None:
    """Report one that stands where there is no policy to hold to it."""
    findings.error(
        "E714",
        at,
        "there is no policy in this file that this could always hold for",
        "in dit bestand staat geen beleid waarvoor dit altijd kan gelden",
        help=Words("write it in the file of the policy", "schrijf het in het bestand van het beleid"),
    )


def _in_force(day: datetime.date, at: Span, settings: Settings, findings: Findings) -> None:
    first, last = settings.first, settings.last
    if (first is not None and day < first) or (last is not None and day > last):
        findings.error(
            "E707",
            at,
            f"the policy is not in force on {day}, only from {first or '…'} through {last or '…'}",
            f"het beleid geldt niet op {day}, alleen van {first or '…'} tot en met {last or '…'}",
        )


def _when(when: syntax.When | syntax.WhenComesOut, names: Names, context: Context) -> Typed | syntax.WhenComesOut:
    if isinstance(when, syntax.When):
        return condition(when.condition, context)
    _named(when.expected, when.kind, names, context)
    return when


def _claim(claim: syntax.Claim, names: Names, context: Context) -> Typed | syntax.Promised | EffectModel | None:
    match claim:
        case syntax.Holds(condition=said):
            return condition(said, context)
        case syntax.Promised(expected=expected):
            _named(expected, None, names, context)
            return claim
        case syntax.Effect():
            return _effect(claim, names, context)


def _named(
    expected: syntax.ExpectDecision | syntax.ExpectVerdict,
    kind: str | None,
    names: Names,
    context: Context,
) -> None:
    if not isinstance(expected, syntax.ExpectVerdict):
        return
    deadline = names.deadlines.get(expected.name.text) if kind is None else None
    if deadline is not None or _criterion(expected.name, kind, names, context) is not None:
        can_come_out(expected, deadline, context.findings)


def _criterion(name: syntax.Name, kind: str | None, names: Names, context: Context) -> str | None:
    known = [each.key.name for each in names.criteria if kind in (None, each.kind)]
    if name.text in known:
        return name.text
    if not context.scope.open:
        what = {None: Words("criterion", "criterium"), "requirement": Words("requirement", "eis")}.get(
            kind, Words("exclusion", "uitsluiting")
        )
        guess = context.findings.closest(name.text, known)
        context.findings.error(
            "E709",
            name.span,
            f"the policy has no {what.en} `{name.text}`",
            f"het beleid heeft geen {what.nl} `{name.text}`",
            help=did_you_mean(guess),
            fix=replacing(name.span, guess),
        )
    return None


# --- what a change never does -----------------------------------------------------------------------------------------


def _effect(effect: syntax.Effect, names: Names, context: Context) -> EffectModel | None:
    found = _path(effect.fact, context)
    target = effect.criterion
    name = None if target is None else _criterion(target.name, target.kind, names, context)
    if found is None or (target is not None and name is None):
        return None
    path, kind = found
    inner = kind.element if isinstance(kind, SeriesKind) else kind
    match effect.direction:
        case None:
            fits = isinstance(inner, YesNoKind)
        case "more":
            fits = isinstance(inner, NumberKind | ListKind | SetKind)
        case "later":
            fits = isinstance(inner, DateKind | MomentKind)
    if not fits:
        _does_not_fit(effect, kind, context)
        return None
    return EffectModel(path, kind, effect.never, name)


def _path(fact: syntax.Collection, context: Context) -> _Path | None:
    """The names that lead from the judged record to a fact, and its kind; None after a report."""
    match fact:
        case syntax.Ref():
            typed = reference(fact, context)
            if isinstance(typed.target, FactTarget):
                return (typed.target.field.name,), typed.kind
            if not isinstance(typed.kind, UnknownKind):
                _no_fact(fact, context)
            return None
        case syntax.Of(field=field, base=base):
            around = _path(base, context)
            if around is None:
                return None
            path, kind = around
            while isinstance(kind, ListKind):
                kind = kind.element
            if not isinstance(kind, RecordKind):
                _no_fact(fact, context)
                return None
            found = find_field(field, context.declarations.records.info(kind.name), context)
            return None if found is None else ((*path, found.name), found.kind)
        case _:
            _no_fact(fact, context)
            return None


def _no_fact(fact: syntax.Collection, context: Context) -> None:
    context.findings.error(
        "E715",
        fact.span,
        f"`{quoted(fact.span)}` is no fact of the one that is judged: only facts can be more or later",
        f"`{quoted(fact.span)}` is geen gegeven van wie beoordeeld wordt: alleen gegevens kunnen meer of later zijn",
        help=Words("name a fact that it is worked out from", "noem een gegeven waaruit het volgt"),
    )


def _does_not_fit(effect: syntax.Effect, kind: Kind, context: Context) -> None:
    said = kind_words(kind)
    context.findings.error(
        "E715",
        effect.fact.span,
        f"`{quoted(effect.fact.span)}` is {said.en}, and cannot be more or less in this way",
        f"`{quoted(effect.fact.span)}` is {said.nl}, en kan zo niet meer of minder zijn",
        help=Words(
            "write `more` before a number, a list or several options, `later` before a date, and nothing before a yes/no",
            "schrijf `meer` voor een getal, een lijst of enkele opties, `later` voor een datum, en niets voor een ja/nee",
        ),
    )
