"""Heads of statements, and the lines below them."""

from __future__ import annotations

from typing import Any

from lark import Token

from dsl import syntax as s
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.source import Span


class DeclarationRules(Rules):
    # --- heads --------------------------------------------------------------------------------------------------------

    def head(self, span: Span, head: heads.Head) -> heads.Head:
        return head

    def language_head(self, span: Span, key: Token) -> heads.Head:
        return heads.Head("LANGUAGE", span, key=str(key))

    def policy_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("POLICY", span, name=name, title=title)

    def use_head(self, span: Span, module: Token, *names: s.Name | None) -> heads.Head:
        return heads.Head("USE", span, key=str(module), names=tuple(name for name in names if name))

    def document_head(self, span: Span, key: Token, title: s.Text | None) -> heads.Head:
        return heads.Head("DOCUMENT", span, key=str(key), title=title)

    def unit_head(self, span: Span, names: tuple[s.Name, ...], size: s.Quantity | None) -> heads.Head:
        return heads.Head("UNIT", span, names=names, size=size)

    def counted_head(self, span: Span, names: tuple[s.Name, ...]) -> heads.Head:
        return heads.Head("COUNTED", span, names=names)

    def record_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("RECORD", span, name=name, title=title)

    def judgement_head(self, span: Span, name: s.Name, title: s.Text | None, by: s.Text) -> heads.Head:
        return heads.Head("JUDGEMENT", span, name=name, title=title, text=by)

    def value_head(self, span: Span, name: s.Name, type_: s.TypeExpr | None, title: s.Text | None) -> heads.Head:
        return heads.Head("VALUE", span, name=name, title=title, type=type_)

    def parameter_head(self, span: Span, name: s.Name, type_: s.TypeExpr, title: s.Text | None) -> heads.Head:
        return heads.Head("PARAMETER", span, name=name, title=title, type=type_)

    def external_head(self, span: Span, name: s.Name, type_: s.TypeExpr, title: s.Text | None) -> heads.Head:
        return heads.Head("EXTERNAL", span, name=name, title=title, type=type_)

    def norm_head(self, span: Span, key: Token, title: s.Text | None, *edition: Any) -> heads.Head:
        return heads.Head("NORM", span, key=str(key), title=title, text=next((each for each in edition if each), None))

    def requirement_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("REQUIREMENT", span, name=name, title=title)

    def exclusion_head(self, span: Span, name: s.Name, title: s.Text | None) -> heads.Head:
        return heads.Head("EXCLUSION", span, name=name, title=title)

    def hit(self, span: Span, token: Token) -> str:
        return token.type.lower()

    def decision_head(self, span: Span, name: s.Name, title: s.Text | None, hit: str | None) -> heads.Head:
        return heads.Head("DECISION", span, name=name, title=title, key=hit)

    def example_head(self, span: Span, name: s.Text, *like: s.Text | None) -> heads.Head:
        return heads.Head("EXAMPLE", span, text=name, title=like[0])

    # --- members ------------------------------------------------------------------------------------------------------

    def issuer(self, span: Span, text: s.Text) -> s.Issuer:
        return s.Issuer(text, span=span)

    def document_ref(self, span: Span, key: Token) -> s.DocumentRef:
        return s.DocumentRef(str(key), span=span)

    def in_force_both(self, span: Span, first: s.Date, last: s.Date) -> s.InForce:
        return s.InForce(self._day(first), self._day(last), span=span)

    def in_force_from(self, span: Span, first: s.Date) -> s.InForce:
        return s.InForce(self._day(first), None, span=span)

    def in_force_through(self, span: Span, last: s.Date) -> s.InForce:
        return s.InForce(None, self._day(last), span=span)

    def judges(self, span: Span, record: s.Name) -> s.Judges:
        return s.Judges(record, span=span)

    def allows(self, span: Span) -> s.Binding:
        return s.Binding("allows", span=span)

    def obliges(self, span: Span) -> s.Binding:
        return s.Binding("obliges", span=span)

    def published(self, span: Span, date: s.Date) -> s.Published:
        return s.Published(self._day(date), span=span)

    def file(self, span: Span, path: s.Text) -> s.File:
        return s.File(path, span=span)

    def inventory(self, span: Span, path: s.Text) -> s.Inventory:
        return s.Inventory(path, span=span)

    def record_field(self, span: Span, name: s.Name, typed: heads.Typed, description: s.Text | None) -> s.Field:
        return s.Field(name, typed[0], typed[1], description, span=span)

    def weighs(self, span: Span, factor: s.Text) -> s.Weighs:
        return s.Weighs(factor, span=span)

    def citation(self, span: Span, document: Token, *rest: Any) -> s.Source:
        keys = tuple(str(key) for key in rest if isinstance(key, Token))
        place = rest[-1] if isinstance(rest[-1], s.Text) else None
        return s.Source(str(document), keys, place, span=span)

    def body(self, span: Span, expr: s.Expr) -> heads.Body:
        return heads.Body(heads.bare(expr))

    def applies(self, span: Span, condition: s.Expr) -> s.Applies:
        return s.Applies(heads.bare(condition), span=span)

    def unless(self, span: Span, condition: s.Expr) -> s.Unless:
        return s.Unless(heads.bare(condition), span=span)

    def period(self, span: Span, first: s.Date, value: s.Expr, source: s.Source | None) -> s.Period:
        return s.Period(self._day(first), value, source, span=span)
