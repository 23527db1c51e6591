"""The conditions of a criterion as boxes: groups, quantifiers, facts and judgements, with what became of each."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from compiler.backends.graph import words
from compiler.backends.graph.badges import condition_badge
from compiler.backends.graph.boxes import Box, Role
from compiler.ir import text
from compiler.ir.deadline_words import standing_text
from compiler.ir.nodes import And, Compare, Expr, Fold, Get, Lit, Mark, Not, Or, Policy, Tally
from compiler.ir.places import walk
from compiler.ir.verdicts import Finding, Reading
from compiler.ir.wording import is_trend, said
from compiler.ir.words import fill, margin, relation_of
from dsl.diagnostics import Language
from dsl.kinds import NumberKind

_MOST_READINGS = 3


@frozen
class _Form:
    """How an expression is drawn: `parts` are the conditions to draw under it, `helps` for each whether it works with the
    whole (True), against it (False), or either way (None)."""

    role: Role
    text: str
    parts: tuple[Expr, ...] = ()
    helps: bool | None = True


@frozen
class Drawer:
    policy: Policy
    language: Language

    def box(self, key: str, expr: Expr, findings: tuple[Finding, ...], good: bool | None) -> Box:
        """The condition and all it consists of. `findings` is empty without a provider; one for each element in a list."""
        form = self._form(expr)
        inner_good = None if good is None or form.helps is None else good == form.helps
        children = tuple(
            self.box(f"{key}_{number}", part, _found(part, findings), inner_good)
            for number, part in enumerate(form.parts, 1)
        )
        return Box(
            key,
            form.role,
            caption=self._judges(expr) if form.role is Role.JUDGEMENT else "",
            text=form.text,
            notes=() if form.parts else (*self._read(expr, findings, good), *_constants(expr)),
            badge=condition_badge(findings, self.language, good=good, margin=self.margin(expr, findings)),
            tooltip=said(expr, self.language),
            children=children,
        )

    def margin(self, expr: Expr, findings: tuple[Finding, ...]) -> str | None:
        """How far a comparison is from its threshold; None for anything else and for several elements of a list."""
        if len(findings) != 1 or findings[0].margin is None:
            return None
        return margin(findings[0].margin, relation_of(expr), self.language)

    def labelled(self, key: str, role: Role, label: str, box: Box) -> Box:
        """A gate or an exception around a condition: in one box when that is a single condition on facts."""
        if box.role is Role.FACT:
            return evolve(box, key=key, role=role, caption=label)
        return Box(key, role, caption=label, tooltip=box.tooltip, children=(box,))

    def _form(self, expr: Expr) -> _Form:
        if isinstance(expr, Mark) and (expr.deadline is not None or is_trend(expr)):
            return self._leaf(expr)
        match expr.arg if isinstance(expr, Mark) else expr:
            case And(args=args) if _drawn_apart(expr, args):
                return _Form(Role.GROUP, text.word("ALL_OF", self.language), args)
            case Or(args=args) if _drawn_apart(expr, args):
                return _Form(Role.GROUP, text.word("ANY_OF", self.language), args)
            case Not(arg=Or(args=args)) if _drawn_apart(expr, args):
                return _Form(Role.GROUP, text.word("NONE_OF", self.language), args, helps=False)
            case Compare(relation=relation, left=Tally(args=args), right=Lit(value=number)):
                many = text.worded(number, NumberKind(), self.language)
                said_so = fill(words.TALLIES[relation], self.language, many, len(args))
                return _Form(Role.GROUP, said_so, args, _HELPS[relation])
            case Not(arg=Mark() as inner):
                return _Form(Role.GROUP, text.word("NOT", self.language), (inner,), helps=False)
            case Mark() as inner:
                return self._with_subject(self._form(inner), said(expr, self.language), said(inner, self.language))
            case Fold() as fold:
                return self._quantifier(expr, fold, helps=True)
            case Not(arg=Fold() as fold):
                return self._quantifier(expr, fold, helps=False)
            case Compare(relation=relation, left=Fold() as fold, right=Lit()) if fold.innermost.fold == "count":
                return self._quantifier(expr, fold, helps=_HELPS[relation])
            case _:
                return self._leaf(expr)

    def _quantifier(self, expr: Expr, fold: Fold, *, helps: bool | None) -> _Form:
        of = fold.innermost
        condition = of.where if of.fold == "count" else of.of
        if condition is None:
            return self._leaf(expr)
        whole = said(expr, self.language)
        if not isinstance(condition, Mark):
            return _Form(Role.QUANTIFIER, whole)
        return _Form(Role.QUANTIFIER, _header(whole, condition.said), (condition,), helps)

    def _with_subject(self, form: _Form, whole: str, inner: str) -> _Form:
        """`RHO has contracted with VGZ` and `collective has all of`: of whom it is asked. The name of a value is left out, as
        what it stands for says more."""
        header = _header(whole, inner)
        asks = header != _first_line(whole) or header.endswith(f" {text.word('HAS', self.language)}")
        return evolve(form, text=f"{header} {form.text}") if header and asks else form

    def _leaf(self, expr: Expr) -> _Form:
        judged = any(isinstance(each, Get) and each.judgement for each in walk(expr))
        return _Form(Role.JUDGEMENT if judged else Role.FACT, said(expr, self.language))

    def _judges(self, expr: Expr) -> str:
        judgements = dict.fromkeys(each.name for each in walk(expr) if isinstance(each, Get) and each.judgement)
        declared = (self.policy.record(self.policy.judges).find(name) for name in judgements)
        judges = dict.fromkeys(each.judge for each in declared if each is not None and each.judge)
        if not judges:
            return words.JUDGEMENT.said_in(self.language)
        return fill(words.JUDGEMENT_BY, self.language, ", ".join(judges))

    def _read(self, expr: Expr, findings: tuple[Finding, ...], good: bool | None) -> tuple[str, ...]:
        """The values read, in their order; of many a few, those that tell against the provider first, and how many besides.

        A yes/no fact on its own has been told by its verdict.
        """
        if len(findings) == 1 and _is_plain_fact(expr):
            return ()
        if standings := [each.deadline for each in findings if each.deadline is not None]:
            return tuple(filter(None, (standing_text(each, self.language) for each in standings)))
        if is_trend(expr):
            return _years(findings, self.language)
        readings = self._readings(findings)
        if len(readings) <= _MOST_READINGS + 1:
            return readings
        shown = self._readings(sorted(findings, key=lambda each: each.holds is good))[:_MOST_READINGS]
        more = fill(words.MORE_VALUES, self.language, len(readings) - len(shown))
        return (*(each for each in readings if each in shown), more)

    def _readings(self, findings: Iterable[Finding]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_reading(each, self.language) for found in findings for each in found.readings))


_HELPS: dict[str, bool | None] = {"≥": True, ">": True, "≤": False, "<": False, "=": None, "≠": None}


def _drawn_apart(expr: Expr, args: tuple[Expr, ...]) -> bool:
    """A group whose items the author would recognise; `a and b` without marks stays one condition, as written."""
    return not isinstance(expr, Mark) or expr.heading or any(isinstance(each, Mark) for each in args)


def _constants(expr: Expr) -> tuple[str, ...]:
    """The parameters that a condition names, with what they are on the day."""
    return expr.constants if isinstance(expr, Mark) else ()


def _is_plain_fact(expr: Expr) -> bool:
    while isinstance(expr, Mark | Not):
        expr = expr.arg
    return isinstance(expr, Get)


def _reading(reading: Reading, language: Language) -> str:
    """`fte of doctor 2: 0.6 fte`"""
    value = text.named(reading.value, reading.kind, language)
    return f"{text.leaf(reading.leaf, language)}: {value}"


def _years(findings: Iterable[Finding], language: Language) -> tuple[str, ...]:
    """What a trend was read of, by its years."""
    read = [each for found in findings for part in (found, *found.parts) for each in part.readings]
    return tuple(dict.fromkeys(_reading(each, language) for each in sorted(read, key=lambda each: str(each.leaf.path))))


def _header(whole: str, inner: str) -> str:
    """What stands before a condition that is drawn on its own: `every doctor has`."""
    header = _first_line(whole)
    for end in (inner, f"({inner})"):
        if inner and header != end and header.endswith(end):
            return header[: -len(end)].rstrip()
    return header


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0].rstrip()


def _found(part: Expr, within: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings of a condition inside those of the whole: several when it stands in a list. One of the same words that lies
    deeper, beside it, is another."""
    found: list[Finding] = []
    for whole in within:
        beneath = [each for each in whole.parts if each.mark == part]
        found += beneath or _found(part, whole.parts)
    return tuple(found)
