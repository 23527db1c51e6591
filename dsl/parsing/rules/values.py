"""Numbers, days, texts and names of facts."""

from __future__ import annotations

import datetime
from typing import Final

from lark import Token

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Words
from dsl.keywords import MONTHS
from dsl.parsing.rules.base import Rules
from dsl.source import Span

MAX_DIGITS: Final = 40


class ValueRules(Rules):
    def _number(self, token: Token, span: Span) -> s.Number:
        separator, point = (".", ",") if self.language == "nl" else (" ", ".")
        written = token.replace("\u00a0", " ").replace("\u202f", " ")
        plain = written.replace(separator, "")
        digits = plain.replace(point, ".")
        if len(digits) > MAX_DIGITS:
            self.found.append(
                Diagnostic(
                    "E113",
                    span,
                    Words(
                        f"this number has {len(digits)} digits; at most {MAX_DIGITS} are read",
                        f"dit getal heeft {len(digits)} cijfers; er worden er hoogstens {MAX_DIGITS} gelezen",
                    ),
                )
            )
            return s.Number("0", span=span)
        return s.Number(digits, grouped=plain != written, span=span)

    def _date(self, token: Token, span: Span) -> s.Date | s.Moment:
        words = token.type == "DATE_IN_WORDS"
        parts = token.split()
        time = parts.pop() if ":" in parts[-1] else None
        if words:
            day, month, year = int(parts[0]), MONTHS[self.language].index(parts[1]) + 1, int(parts[2])
        else:
            year, month, day = map(int, parts[0].split("-"))
        try:
            date = datetime.date(year, month, day)
            if time is None:
                return s.Date(date, words=words, span=span)
            hour, minute = map(int, time.split(":"))
            return s.Moment(datetime.datetime(year, month, day, hour, minute), words=words, span=span)
        except ValueError:
            written = " ".join(token.split())
            self.found.append(
                Diagnostic(
                    "E114",
                    span,
                    Words(
                        f"`{written}` is not a day or time that exists", f"`{written}` is geen bestaande dag of tijd"
                    ),
                )
            )
            if time is None:
                return s.Date(s.NO_DAY, words=words, span=span)
            return s.Moment(datetime.datetime.combine(s.NO_DAY, datetime.time.min), words=words, span=span)

    def number(self, span: Span, number: s.Number) -> s.Number:
        return number

    def negative_number(self, span: Span, number: s.Number) -> s.Number:
        return s.Number("-" + number.digits, number.grouped, span=span)

    def percent(self, span: Span, number: s.Number) -> s.Percent:
        return s.Percent(number, span=span)

    def quantity(self, span: Span, number: s.Number, unit: s.Name) -> s.Quantity:
        return s.Quantity(number, unit, span=span)

    def euros(self, span: Span, number: s.Number) -> s.Quantity:
        return s.Quantity(number, s.Name("EUR", span=span), symbol=True, span=span)

    def yes(self, span: Span) -> s.YesNo:
        return s.YesNo(True, span=span)

    def no(self, span: Span) -> s.YesNo:
        return s.YesNo(False, span=span)

    def text(self, span: Span, text: s.Text) -> s.Text:
        return text

    def date(self, span: Span, date: s.Date | s.Moment) -> s.Date | s.Moment:
        return date

    def decision_date(self, span: Span) -> s.DecisionDate:
        return s.DecisionDate(span=span)

    def ref(self, span: Span, name: s.Name) -> s.Ref:
        return s.Ref(name, span=span)

    def of(self, span: Span, name: s.Name, base: s.Ref | s.Of) -> s.Of:
        return s.Of(name, base, span=span)
