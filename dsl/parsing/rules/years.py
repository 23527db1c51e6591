"""The rules of yearly series: years, and what is asked of several of them."""

from __future__ import annotations

from typing import Any, Final, Literal

from lark import Token

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Words
from dsl.keywords import is_neuter
from dsl.parsing import heads
from dsl.parsing.rules.base import Rules
from dsl.source import Span

MOST_YEARS: Final = 50
_YEARS_OF: Final[dict[str, tuple[Literal["first", "last"], Literal["highest", "lowest"]]]] = {
    "FIRST_YEAR_OF_HIGHEST": ("first", "highest"),
    "LAST_YEAR_OF_HIGHEST": ("last", "highest"),
    "FIRST_YEAR_OF_LOWEST": ("first", "lowest"),
    "LAST_YEAR_OF_LOWEST": ("last", "lowest"),
}


class YearRules(Rules):
    def written_year(self, span: Span, number: s.Number) -> s.Year:
        """A year in four digits. What is something else becomes the first year after a report."""
        if number.grouped or number.value.denominator != 1 or not 1000 <= number.value <= 9999:
            text = number.span.text
            self.found.append(
                Diagnostic(
                    "E131",
                    number.span,
                    Words(f"`{text}` is not a year", f"`{text}` is geen jaar"),
                    help=Words("write a year in four digits: `2023`", "schrijf een jaar in vier cijfers: `2023`"),
                )
            )
            return s.Year(1000, span=span)
        return s.Year(int(number.value), span=span)

    def decision_year(self, span: Span) -> s.Year:
        return s.Year(span=span)

    def year_before(self, span: Span) -> s.Year:
        return s.Year(before=True, span=span)

    def _years(self, number: s.Number, least: int = 1) -> int:
        if number.value.denominator != 1 or not least <= number.value <= MOST_YEARS:
            text = number.span.text
            self.found.append(
                Diagnostic(
                    "E132",
                    number.span,
                    Words(
                        f"`{text}` is not a number of years from {least} through {MOST_YEARS}",
                        f"`{text}` is geen aantal jaren van {least} tot en met {MOST_YEARS}",
                    ),
                )
            )
            return least
        return int(number.value)

    def in_year(self, span: Span, series: s.Collection, year: s.Year) -> s.InYear:
        return s.InYear(series, year, span=span)

    def during(self, span: Span, years: s.Number, last: s.Year) -> tuple[int, s.Year]:
        return self._years(years), last

    def during_fact(self, span: Span, condition: Any, during: tuple[int, s.Year]) -> s.During:
        return s.During(heads.bare(condition), *during, span=span)

    def during_compare(
        self, span: Span, left: Any, comparison: s.Comparison, right: Any, during: tuple[int, s.Year]
    ) -> s.During:
        first, last = heads.bare(left), heads.bare(right)
        inner = s.Compare(comparison, first, last, span=left.span.to(right.span))
        return s.During(inner, *during, span=span)

    def during_one_of(
        self,
        span: Span,
        value: Any,
        word: Token,
        _one_of: Token,
        options: tuple[s.Expr, ...],
        during: tuple[int, s.Year],
    ) -> s.During:
        place = value.span.to(options[-1].span)
        inner = s.OneOf(heads.bare(value), options, negated=word.type == "IS_NOT", span=place)
        return s.During(inner, *during, span=span)

    def during_between(self, span: Span, value: Any, low: Any, high: Any, during: tuple[int, s.Year]) -> s.During:
        inner = s.Between(heads.bare(value), heads.bare(low), heads.bare(high), span=value.span.to(high.span))
        return s.During(inner, *during, span=span)

    def direction(self, span: Span, token: Token) -> str:
        return token.type.lower()

    def trend(self, span: Span, series: Any, word: Token, direction: Any, *rest: Any) -> s.Trend:
        years, last = (each for each in rest if not isinstance(each, Token))
        negated = word.type == "IS_NOT"
        return s.Trend(heads.bare(series), direction, self._years(years, 2), last, negated, span=span)

    def years_word(self, span: Span, token: Token) -> str:
        return token.type.removesuffix("_OF").lower()

    def over_years(self, span: Span, function: Any, series: s.Collection, years: s.Number, last: s.Year) -> s.OverYears:
        return s.OverYears(function, series, self._years(years), last, span=span)

    def latest_known(self, span: Span, series: s.Collection, last: s.Year) -> s.LatestKnown:
        return s.LatestKnown(series, last, span=span)

    def year_of_word(self, span: Span, token: Token) -> str:
        return token.type

    def year_of(self, span: Span, word: str, series: s.Collection, years: s.Number, last: s.Year) -> s.YearOf:
        neuter = is_neuter(span.source.text[span.start : series.span.start])
        return s.YearOf(*_YEARS_OF[word], series, self._years(years), last, neuter, span=span)

    def yearly_choice_type(self, span: Span, options: tuple[s.Name, ...]) -> s.SeriesType:
        return s.SeriesType(s.ChoiceType(options, span=span), span=span)

    def yearly_set_type(self, span: Span, options: tuple[s.Name, ...]) -> s.SeriesType:
        return s.SeriesType(s.SetType(options, span=span), span=span)

    def series_type(self, span: Span, element: s.TypeExpr) -> s.SeriesType:
        return s.SeriesType(element, span=span)

    def typed_series(self, span: Span, type_: s.TypeExpr, *attributes: s.Attribute) -> heads.Typed:
        return s.SeriesType(type_, span=type_.span), attributes

    def listed_name(self, span: Span, name: s.Name) -> s.Name:
        return name

    def listed_yearly(self, span: Span, name: s.Name) -> heads.Yearly:
        return heads.Yearly(name, span)
