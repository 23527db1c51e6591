"""Records: the types and attributes of facts, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from attrs import frozen

from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.lines import Line, column
from dsl.printing.spelling import A_TEXT
from dsl.syntax import (
    Attribute,
    Bound,
    ChoiceType,
    CountType,
    DateType,
    Each,
    Field,
    Flag,
    ListType,
    MomentType,
    Name,
    NamedType,
    NumberType,
    PercentType,
    SeriesType,
    SetType,
    SuppliedBy,
    TextType,
    TypeExpr,
    YesNoType,
)

_WIDEST_TYPE: Final = 60  # characters; the descriptions of longer ones follow at once

TYPE_WORDS: Final = (
    "YES_NO TEXT_TYPE NUMBER_TYPE WHOLE_NUMBER PERCENT_TYPE DATE_TYPE MOMENT_TYPE COUNT_OF ONE_OF SOME_OF "
    "LIST_OF".split()
)
_ATTRIBUTE_WORDS: Final = (
    "OPTIONAL EVIDENCE CHANGEABLE FIXED LISTS_AGREEMENTS SUPPLIED_BY EACH AT_LEAST AT_MOST".split()
)


@frozen
class FactPrinter:
    expressions: ExpressionPrinter

    def fields(self, fields: Sequence[Field], level: int) -> list[Line]:
        """`name : type, attributes "description"`, with the colons and the descriptions each under one another."""
        names = column([self.expressions.spelling.name(field.name) for field in fields])
        facts = [self._fact(field) for field in fields]
        described = [len(fact) for fact, field in zip(facts, fields, strict=True) if field.description]
        width = max((length for length in described if length <= _WIDEST_TYPE), default=0)
        lines = []
        for field, name, fact in zip(fields, names, facts, strict=True):
            text = f"{name} : {fact}"
            if field.description:
                text = f"{name} : {fact.ljust(width)}  {self.expressions.spelling.text(field.description)}"
            lines.append(Line(level, text, field))
        return lines

    def type(self, type_: TypeExpr) -> str:
        """The type as it stands in the head of a value or parameter."""
        return self._type(type_, ())

    def _fact(self, field: Field) -> str:
        return ", ".join([self._type(field.type, _ATTRIBUTE_WORDS), *map(self._attribute, field.attributes)])

    def _type(self, type_: TypeExpr, attributes: Sequence[str]) -> str:
        word = self.expressions.spelling.word
        match type_:
            case YesNoType():
                return word("YES_NO")
            case TextType(pattern=pattern):
                if pattern is None:
                    return word("TEXT_TYPE")
                return f"{word('TEXT_TYPE')} {word('MATCHING')} {self.expressions.spelling.text(pattern)}"
            case NumberType(whole=whole):
                return word("WHOLE_NUMBER" if whole else "NUMBER_TYPE")
            case PercentType():
                return word("PERCENT_TYPE")
            case DateType():
                return word("DATE_TYPE")
            case MomentType():
                return word("MOMENT_TYPE")
            case CountType(noun=noun):
                return f"{word('COUNT_OF')} {self._name(noun)}"
            case NamedType(name=name, per=per):
                named = self._name(name, TYPE_WORDS)
                return named if per is None else f"{named} {self._per(per)}"
            case ChoiceType(options=options):
                return f"{word('ONE_OF')} {self._options(options, attributes)}"
            case SetType(options=options):
                return f"{word('SOME_OF')} {self._options(options, attributes)}"
            case SeriesType(element=element):
                return f"{self._type(element, attributes)} {word('PER_YEAR')}"
            case ListType(element=element):
                return f"{word('LIST_OF')} {self._type(element, attributes)}"
            case _:
                assert_never(type_)

    def _per(self, name: Name) -> str:
        """`per patient`; a noun that starts like `year` stands in backticks, as `per year` is a series."""
        said = f"{self.expressions.spelling.word('PER')} {self._name(name)}"
        wins = self.expressions.spelling.starts(said, ("PER_YEAR",))
        return f"{self.expressions.spelling.word('PER')} `{name.text}`" if wins else said

    def _options(self, options: Sequence[Name], attributes: Sequence[str]) -> str:
        return ", ".join(
            self.expressions.spelling.option(option, then=A_TEXT, competing=attributes) for option in options
        )

    def _attribute(self, attribute: Attribute) -> str:
        spelling = self.expressions.spelling
        match attribute:
            case Flag(word=word):
                return spelling.word(word.upper().replace(" ", "_"))
            case SuppliedBy(role=role):
                return f"{spelling.word('SUPPLIED_BY')} {spelling.text(role)}"
            case Each(name=name):
                return f"{spelling.word('EACH')} {self._name(name)}"
            case Bound(word=word, value=value):
                bound = spelling.word("AT_LEAST" if word == "at least" else "AT_MOST")
                return f"{bound} {self.expressions.bound(value)}"
            case _:
                assert_never(attribute)

    def _name(self, name: Name, competing: Sequence[str] = ()) -> str:
        return self.expressions.spelling.name(name, then=A_TEXT, competing=competing)
