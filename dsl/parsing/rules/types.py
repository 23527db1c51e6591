"""Types of facts and what is said with them."""

from __future__ import annotations

from typing import Any

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Words
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.source import Span


class TypeRules(Rules):
    def names(self, span: Span, *names: s.Name) -> tuple[s.Name, ...]:
        return names

    def yes_no_type(self, span: Span) -> s.YesNoType:
        return s.YesNoType(span=span)

    def text_type(self, span: Span, *pattern: s.Text | None) -> s.TextType:
        return s.TextType(pattern[-1], span=span)

    def number_type(self, span: Span) -> s.NumberType:
        return s.NumberType(span=span)

    def whole_number_type(self, span: Span) -> s.NumberType:
        return s.NumberType(whole=True, span=span)

    def percent_type(self, span: Span) -> s.PercentType:
        return s.PercentType(span=span)

    def date_type(self, span: Span) -> s.DateType:
        return s.DateType(span=span)

    def moment_type(self, span: Span) -> s.MomentType:
        return s.MomentType(span=span)

    def count_type(self, span: Span, noun: s.Name) -> s.CountType:
        return s.CountType(noun, span=span)

    def named_type(self, span: Span, name: s.Name, *per: s.Name | None) -> s.NamedType:
        return s.NamedType(name, per[-1], span=span)

    def choice_type(self, span: Span, options: tuple[s.Name, ...]) -> s.ChoiceType:
        return s.ChoiceType(options, span=span)

    def set_type(self, span: Span, options: tuple[s.Name, ...]) -> s.SetType:
        return s.SetType(options, span=span)

    def list_type(self, span: Span, element: s.TypeExpr) -> s.ListType:
        return s.ListType(element, span=span)

    def typed(self, span: Span, type_: s.TypeExpr, *attributes: s.Attribute) -> heads.Typed:
        return type_, attributes

    def typed_choice(self, span: Span, listed: heads.Listed) -> heads.Typed:
        return _yearly(s.ChoiceType(listed[0], span=span), listed[2]), listed[1]

    def typed_set(self, span: Span, listed: heads.Listed) -> heads.Typed:
        return _yearly(s.SetType(listed[0], span=span), listed[2]), listed[1]

    def typed_list(self, span: Span, inner: heads.Typed) -> heads.Typed:
        return s.ListType(inner[0], span=span), inner[1]

    def listed(self, span: Span, *parts: Any) -> heads.Listed:
        options = tuple(part.name if isinstance(part, heads.Yearly) else part for part in parts if _is_option(part))
        yearly = [at for at, part in enumerate(parts) if isinstance(part, heads.Yearly)]
        last = max(at for at, part in enumerate(parts) if _is_option(part)) if options else -1
        if yearly and yearly[0] < last:
            self._early_per_year(parts[yearly[0]].span)
        for early in (part for part in parts[:last] if not _is_option(part)):
            self._early_attribute(early)
        return options, tuple(part for part in parts if not _is_option(part)), bool(yearly)

    def _early_per_year(self, span: Span) -> None:
        self.found.append(
            Diagnostic(
                "E133",
                span,
                Words("`per year` belongs behind the last option", "`per jaar` hoort achter de laatste optie"),
                help=Words("move it behind the last option", "zet het achter de laatste optie"),
            )
        )

    def _early_attribute(self, attribute: s.Attribute) -> None:
        said = attribute.span.text
        help_ = Words("move it behind the last option", "zet het achter de laatste optie")
        if isinstance(attribute, s.Flag):
            help_ = Words(
                f"{help_.en}, or put it in backticks if it is an option itself",
                f"{help_.nl}, of zet het tussen accenten graves als het zelf een optie is",
            )
        self.found.append(
            Diagnostic(
                "E133",
                attribute.span,
                Words(f"`{said}` belongs behind the last option", f"`{said}` hoort achter de laatste optie"),
                help=help_,
            )
        )

    def optional(self, span: Span) -> s.Flag:
        return s.Flag("optional", span=span)

    def evidence(self, span: Span) -> s.Flag:
        return s.Flag("evidence", span=span)

    def changeable(self, span: Span) -> s.Flag:
        return s.Flag("changeable", span=span)

    def fixed(self, span: Span) -> s.Flag:
        return s.Flag("fixed", span=span)

    def lists_agreements(self, span: Span) -> s.Flag:
        return s.Flag("lists agreements", span=span)

    def supplied_by(self, span: Span, role: s.Text) -> s.SuppliedBy:
        return s.SuppliedBy(role, span=span)

    def each(self, span: Span, name: s.Name) -> s.Each:
        return s.Each(name, span=span)

    def bound_low(self, span: Span, value: s.Expr) -> s.Bound:
        return s.Bound("at least", value, span=span)

    def bound_high(self, span: Span, value: s.Expr) -> s.Bound:
        return s.Bound("at most", value, span=span)


def _is_option(part: Any) -> bool:
    return isinstance(part, s.Name | heads.Yearly)


def _yearly(type_: s.TypeExpr, yearly: bool) -> s.TypeExpr:
    return s.SeriesType(type_, span=type_.span) if yearly else type_
