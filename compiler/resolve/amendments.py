"""Amendments: the text of a module as it holds from a day, and where amendments are found.

The base text stays as it was. An amendment changes the syntax of the module that it amends, before anything is resolved, and only
from its first day on. A condition `for` limits it to some providers: then both the old and the new text stand in the result, each
for its own providers, so that what is open for one that may be either is decided as soon as both agree.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import assert_never

from attrs import evolve

from compiler.resolve.findings import Findings, label, quoted
from compiler.resolve.modules import Amending
from compiler.resolve.suggest import did_you_mean, replacing
from dsl import syntax
from dsl.diagnostics import Words
from dsl.printing.blocks import is_block
from dsl.source import Span

_KINDS: dict[str, tuple[type[syntax.Node], Words]] = {
    "requirement": (syntax.Criterion, Words("requirement", "eis")),
    "exclusion": (syntax.Criterion, Words("exclusion", "uitsluiting")),
    "decision": (syntax.Decision, Words("decision", "beslissing")),
    "value": (syntax.Value, Words("value", "waarde")),
    "judgement": (syntax.Judgement, Words("judgement", "oordeel")),
    "parameter": (syntax.Parameter, Words("parameter", "parameter")),
    "preference": (syntax.Preference, Words("preference", "voorkeur")),
    "allocation": (syntax.Allocation, Words("allocation", "toedeling")),
    "deadline": (syntax.Deadline, Words("deadline", "termijn")),
    "grant": (syntax.Grant, Words("grant", "toekenning")),
    "profile": (syntax.Profile, Words("profile", "profiel")),
}
Named = (
    syntax.Criterion
    | syntax.Decision
    | syntax.Value
    | syntax.Judgement
    | syntax.Parameter
    | syntax.Preference
    | syntax.Allocation
    | syntax.Deadline
    | syntax.Grant
    | syntax.Profile
)


def in_order(amendments: Iterable[Amending]) -> list[Amending]:
    """By their first day, then by the day of publication, then as they stand."""

    def published(each: Amending) -> datetime.date:
        return each.first if each.statement.published is None else each.statement.published.date.value

    return sorted(amendments, key=lambda each: (each.first, published(each)))


def amended(module: syntax.Module, amendments: Iterable[Amending], findings: Findings) -> syntax.Module:
    """The text of a module with these amendments worked in, in their order; what cannot be done is reported and left out."""
    statements = list(module.statements)
    for each in in_order(amendments):
        text = _Text(statements, each.statement, findings)
        for change in each.statement.changes:
            text.apply(change)
        statements = text.statements
    return evolve(module, statements=tuple(statements))


def kind_of(statement: syntax.Statement) -> str | None:
    """The word of a statement that an amendment can name, None for others."""
    match statement:
        case syntax.Criterion(kind=kind):
            return kind
        case (
            syntax.Decision()
            | syntax.Value()
            | syntax.Judgement()
            | syntax.Parameter()
            | syntax.Preference()
            | syntax.Allocation()
            | syntax.Deadline()
            | syntax.Grant()
            | syntax.Profile()
        ):
            return type(statement).__name__.lower()
        case _:
            return None


def targets(amendment: syntax.Amendment) -> frozenset[tuple[str, str]]:
    """The kind and name of every statement that an amendment changes, withdraws or adds."""
    found = set()
    for each in amendment.changes:
        match each:
            case syntax.Withdraw(target=target) | syntax.Widen(target=target):
                found.add((str(target.kind), target.name.text))
            case syntax.Replace(statement=statement) | syntax.Add(statement=statement):
                key = key_of(statement)
                if key is not None:
                    found.add(key)
            case syntax.ChangeParameter(name=name):
                found.add(("parameter", name.text))
            case syntax.ChangeDeadline(name=name):
                found.add(("deadline", name.text))
            case _:
                assert_never(each)
    return frozenset(found)


def key_of(statement: syntax.Statement) -> tuple[str, str] | None:
    """The kind and name by which an amendment can name a statement."""
    kind = kind_of(statement)
    return (kind, statement.name.text) if kind is not None and isinstance(statement, Named) else None


class _Text:
    """The statements of a module while one amendment is worked in."""

    def __init__(self, statements: list[syntax.Statement], amendment: syntax.Amendment, findings: Findings) -> None:
        self.statements = statements
        self.amendment = amendment
        self.findings = findings
        self.only = None if amendment.limited is None else amendment.limited.condition

    def apply(self, change: syntax.Change) -> None:
        match change:
            case syntax.Withdraw(item=None):
                self._withdraw(change)
            case syntax.Withdraw():
                self._withdraw_item(change)
            case syntax.Replace(statement=statement):
                self._replace(statement)
            case syntax.Add(statement=statement):
                self._add(statement)
            case syntax.Widen():
                self._widen(change)
            case syntax.ChangeParameter():
                self._change_parameter(change)
            case syntax.ChangeDeadline():
                self._change_deadline(change)
            case _:
                assert_never(change)

    # --- the changes --------------------------------------------------------------------------------------------------

    def _withdraw(self, change: syntax.Withdraw) -> None:
        target = change.target
        at = self._find(target.kind, target.name)
        if at is None:
            return
        if self.only is None:
            del self.statements[at]
            return
        old = self.statements[at]
        if isinstance(old, syntax.Criterion):
            self.statements[at] = self._cited(_limited(old, _not(self.only)), ())
        else:
            self._no_limit(change.span)

    def _withdraw_item(self, change: syntax.Withdraw) -> None:
        at = self._find(change.target.kind, change.target.name)
        if at is None:
            return
        old = self.statements[at]
        assert change.item is not None
        if not isinstance(old, syntax.Criterion):
            self._not_a_criterion(change.target)
            return
        body = without(old.body, change.item, self.only)
        if body is None:
            self._no_item(change, change.item, old)
        else:
            self.statements[at] = self._cited(evolve(old, body=body), ())

    def _replace(self, new: syntax.Statement) -> None:
        kind = kind_of(new)
        assert kind is not None and isinstance(new, Named)
        at = self._find(kind, new.name)
        if at is None:
            return
        old = self.statements[at]
        if self.only is None:
            self._tell_what_lapses(old, new)
            self.statements[at] = self._cited(new, ())
        elif isinstance(new, syntax.Criterion) and isinstance(old, syntax.Criterion):
            self.statements[at] = self._cited(_either(self.only, new, old), old.sources)
        else:
            self._no_limit(new.name.span)

    def _tell_what_lapses(self, old: syntax.Statement, new: syntax.Statement) -> None:
        """A criterion is replaced as a whole: without `applies when` it is asked of everybody. That `unless` lapses is how a
        transition ends."""
        if not isinstance(old, syntax.Criterion) or not isinstance(new, syntax.Criterion):
            return
        if old.applies is None or new.applies is not None:
            return
        self.findings.warning(
            "W821",
            new.name.span,
            f"`{new.name.text}` is replaced without its line `applies when …`, which lapses",
            f"`{new.name.text}` wordt vervangen zonder de regel `geldt als …`, en die vervalt",
            labels=[label(old.applies.span, "this lapses", "dit vervalt")],
            help=Words(
                f"write the line again where it still holds; else withdraw the {new.kind} and add it anew",
                f"neem de regel over als die blijft gelden; schrap anders de {_KINDS[new.kind][1].nl} en voeg die opnieuw toe",
            ),
        )

    def _add(self, new: syntax.Statement) -> None:
        if self.only is None:
            self.statements.append(self._cited(new, ()))
        elif isinstance(new, syntax.Criterion):
            self.statements.append(self._cited(_limited(new, self.only), ()))
        else:
            assert isinstance(new, Named)
            self._no_limit(new.name.span)

    def _widen(self, change: syntax.Widen) -> None:
        at = self._find(change.target.kind, change.target.name)
        if at is None:
            return
        old = self.statements[at]
        if not isinstance(old, syntax.Criterion):
            self._not_a_criterion(change.target)
            return
        extra = change.condition if self.only is None else _all(self.only, change.condition)
        if change.word == "alternative":
            new = evolve(old, body=_any(old.body, extra))
        else:
            unless = extra if old.unless is None else _any(old.unless.condition, extra)
            new = evolve(old, unless=syntax.Unless(unless, span=unless.span))
        self.statements[at] = self._cited(new, change.sources)

    def _change_parameter(self, change: syntax.ChangeParameter) -> None:
        if self.only is not None:
            self._no_limit(change.span)
            return
        at = self._find("parameter", change.name)
        if at is None:
            return
        old = self.statements[at]
        assert isinstance(old, syntax.Parameter)
        days = {each.first.value for each in change.periods}
        kept = [each for each in old.periods if each.first.value not in days]
        periods = sorted((*kept, *change.periods), key=lambda each: each.first.value)
        newer = {(each.keys, each.first.value) for each in change.rows}
        rows = [each for each in old.rows if (each.keys, each.first.value) not in newer]
        new = evolve(old, periods=tuple(periods), rows=(*rows, *change.rows))
        if bool(old.keys) is bool(change.rows) and (not old.keys or _names(old) == _names(change)):
            self.statements[at] = self._cited(new, change.sources)
        else:
            self._other_keys(change, old)

    def _other_keys(self, change: syntax.ChangeParameter, old: syntax.Parameter) -> None:
        keys = ", ".join(f"`{each.text}`" for each in old.keys)
        self.findings.error(
            "E438",
            change.name.span,
            f"the values of `{old.name.text}` are by {keys}" if keys else f"`{old.name.text}` has no keys",
            f"de waarden van `{old.name.text}` zijn naar {keys}" if keys else f"`{old.name.text}` heeft geen sleutels",
            labels=[label(old.name.span, "this parameter", "deze parameter")],
            help=Words("write its new values in the same form", "schrijf de nieuwe waarden in dezelfde vorm"),
        )

    def _change_deadline(self, change: syntax.ChangeDeadline) -> None:
        if self.only is not None:
            self._no_limit(change.span)
            return
        at = self._find("deadline", change.name)
        if at is None:
            return
        old = self.statements[at]
        assert isinstance(old, syntax.Deadline)
        start = old.start if change.start is None else change.start
        self.statements[at] = self._cited(evolve(old, start=start, due=change.due), change.sources)

    def _cited(self, new: syntax.Statement, sources: tuple[syntax.Source, ...]) -> syntax.Statement:
        """The statement with the sources of the amendment after its own."""
        if not isinstance(new, Named):
            return new
        more = [each for each in (*sources, *self.amendment.sources) if each not in new.sources]
        changed: syntax.Statement = evolve(new, sources=(*new.sources, *more))
        return changed

    # --- what is wrong ------------------------------------------------------------------------------------------------

    def _find(self, kind: str, name: syntax.Name) -> int | None:
        """The place of the statement of a kind and name, reported when there is none."""
        for at, each in enumerate(self.statements):
            if kind_of(each) == kind and isinstance(each, Named) and each.name.text == name.text:
                return at
        words = _KINDS[kind][1]
        names = [each.name.text for each in self.statements if kind_of(each) == kind and isinstance(each, Named)]
        guess = self.findings.closest(name.text, names)
        module = "this file" if self.amendment.amends is None else f"`{self.amendment.amends.module}`"
        bestand = "dit bestand" if self.amendment.amends is None else module
        self.findings.error(
            "E430",
            name.span,
            f"{module} has no {words.en} `{name.text}` on {self.amendment.effective.date.value}",
            f"{bestand} heeft op {self.amendment.effective.date.value} geen {words.nl} `{name.text}`",
            help=did_you_mean(guess),
            fix=replacing(name.span, guess),
        )
        return None

    def _no_item(self, change: syntax.Withdraw, item: syntax.Expr, old: syntax.Criterion) -> None:
        whole = old.body == item
        self.findings.error(
            "E431",
            item.span,
            f"`{quoted(item.span)}` is "
            + ("all of" if whole else "not one of the conditions of")
            + f" `{old.name.text}`",
            f"`{quoted(item.span)}` is "
            + ("de hele voorwaarde" if whole else "geen van de voorwaarden")
            + f" van `{old.name.text}`",
            labels=[label(old.name.span, "these are its conditions", "dit zijn de voorwaarden ervan")],
            help=Words(f"withdraw {old.kind} `{old.name.text}` itself", f"schrap `{old.name.text}` zelf")
            if whole
            else Words(
                "write the condition as it stands there, on one line",
                "schrijf de voorwaarde zoals zij daar staat, op één regel",
            ),
        )

    def _not_a_criterion(self, target: syntax.Target) -> None:
        words = _KINDS[target.kind][1]
        self.findings.error(
            "E432",
            target.span,
            f"a {words.en} has no conditions to withdraw or add: replace it",
            f"een {words.nl} heeft geen voorwaarden om te schrappen of toe te voegen: vervang het geheel",
        )

    def _no_limit(self, span: Span) -> None:
        assert self.amendment.limited is not None
        self.findings.error(
            "E433",
            span,
            "only criteria can be changed for some providers; this change is for all",
            "alleen criteria zijn voor een deel van de aanbieders te wijzigen; deze verandering geldt voor alle",
            labels=[label(self.amendment.limited.span, "limited here", "hier beperkt")],
            help=Words(
                "put it in an amendment of its own, without `for`", "zet haar in een eigen wijziging, zonder `voor`"
            ),
        )


def _names(keyed: syntax.Parameter | syntax.ChangeParameter) -> tuple[str, ...]:
    return () if keyed.header is None else tuple(each.text for each in keyed.header.keys)


# --- conditions -------------------------------------------------------------------------------------------------------


def _not(expr: syntax.Expr) -> syntax.Expr:
    """The opposite, in a form that can be written: a list has no `not` before it."""
    if isinstance(expr, syntax.Not):
        return expr.operand
    return syntax.Group("none", (expr,), span=expr.span) if is_block(expr) else syntax.Not(expr, span=expr.span)


def _all(*items: syntax.Expr) -> syntax.Expr:
    return syntax.Group("all", items, span=items[-1].span)


def _any(*items: syntax.Expr) -> syntax.Expr:
    """The alternatives as one list; those of a list stay in it."""
    first, *more = items
    inner = first.items if isinstance(first, syntax.Group) and first.word == "any" else (first,)
    return syntax.Group("any", (*inner, *more), span=items[-1].span)


def _limited(criterion: syntax.Criterion, only: syntax.Expr) -> syntax.Criterion:
    """The criterion, for some providers."""
    applies = only if criterion.applies is None else _all(only, criterion.applies.condition)
    return evolve(criterion, applies=syntax.Applies(applies, span=applies.span))


def _either(only: syntax.Expr, new: syntax.Criterion, old: syntax.Criterion) -> syntax.Criterion:
    """The new criterion for some providers, the old one for all others; decided as soon as both agree."""
    body = _any(_all(only, new.body), _all(_not(only), old.body), _all(new.body, old.body))
    applies = _choice(
        only,
        None if new.applies is None else new.applies.condition,
        None if old.applies is None else old.applies.condition,
        absent=True,
    )
    unless = _choice(
        only,
        None if new.unless is None else new.unless.condition,
        None if old.unless is None else old.unless.condition,
        absent=False,
    )
    return evolve(
        new,
        applies=None if applies is None else syntax.Applies(applies, span=applies.span),
        body=body,
        unless=None if unless is None else syntax.Unless(unless, span=unless.span),
    )


def _choice(only: syntax.Expr, new: syntax.Expr | None, old: syntax.Expr | None, *, absent: bool) -> syntax.Expr | None:
    """The new condition for some, the old one for others; one that is not there holds for everybody, or for nobody."""
    if new is not None and old is not None:
        return _any(_all(only, new), _all(_not(only), old), _all(new, old))
    if new is not None:
        return _any(_not(only), new) if absent else _all(only, new)
    if old is not None:
        return _any(only, old) if absent else _all(_not(only), old)
    return None


def without(body: syntax.Expr, item: syntax.Expr, only: syntax.Expr | None) -> syntax.Expr | None:
    """The condition without one of its parts, for some providers or for all; None when it has no such part or is no more than it.

    Only for all is a part looked for inside conditions on the elements of lists, whose names hide those of `only`.
    """
    match body:
        case syntax.Group(items=parts):
            kept = _without_part(parts, item, only, demanded=body.word == "all")
            return None if not kept else evolve(body, items=kept)
        case syntax.And(operands=parts) | syntax.Or(operands=parts):
            kept = _without_part(parts, item, only, demanded=isinstance(body, syntax.And))
            return _joined(body, kept) if kept else None
        case syntax.Quantified(condition=inner) | syntax.Has(condition=inner) if inner is not None and only is None:
            deeper = without(inner, item, only)
            return None if deeper is None else evolve(body, condition=deeper)
        case _:
            return None


def _joined(body: syntax.And | syntax.Or, parts: tuple[syntax.Expr, ...]) -> syntax.Expr:
    """The parts as they were joined; as a list where one of them takes more than a line."""
    if len(parts) == 1:
        return parts[0]
    if not any(is_block(each) for each in parts):
        return evolve(body, operands=parts)
    return syntax.Group("all" if isinstance(body, syntax.And) else "any", parts, span=body.span)


def _without_part(
    parts: tuple[syntax.Expr, ...], item: syntax.Expr, only: syntax.Expr | None, *, demanded: bool
) -> tuple[syntax.Expr, ...] | None:
    """The parts without one. For some providers only, a part that is demanded need not hold, and any other does not count."""
    if item in parts:
        at = parts.index(item)
        if only is None:
            return (*parts[:at], *parts[at + 1 :])
        changed = _any(only, item) if demanded else _all(_not(only), item)
        return (*parts[:at], changed, *parts[at + 1 :])
    for at, each in enumerate(parts):
        inner = without(each, item, only)
        if inner is not None:
            return (*parts[:at], inner, *parts[at + 1 :])
    return None
