"""Statements as lines: heads in the first column, members under them."""

from __future__ import annotations

from typing import Final, assert_never

from attrs import frozen

from dsl.diagnostics import Language
from dsl.printing.blocks import BlockPrinter
from dsl.printing.examples import ExamplePrinter
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.facts import FactPrinter
from dsl.printing.lines import Line
from dsl.printing.spelling import A_TEXT, Spelling
from dsl.printing.tables import TablePrinter
from dsl.syntax import (
    Binding,
    Counted,
    Criterion,
    Decision,
    Document,
    DocumentRef,
    DocumentSetting,
    Example,
    File,
    InForce,
    Inventory,
    Issuer,
    Judgement,
    Judges,
    Name,
    Parameter,
    Period,
    Policy,
    PolicySetting,
    Precedence,
    Published,
    Record,
    Source,
    Statement,
    Text,
    Unit,
    Use,
    Value,
)

_CRITERION_WORDS: Final = ("SOURCE", "APPLIES_WHEN", "UNLESS")
_VALUE_WORDS: Final = ("SOURCE",)


@frozen
class StatementPrinter:
    """Prints statements in the language of its expressions."""

    expressions: ExpressionPrinter

    @classmethod
    def of(cls, language: Language) -> StatementPrinter:
        return cls(ExpressionPrinter(Spelling(language)))

    def lines(self, statement: Statement) -> list[Line]:
        match statement:
            case Policy(name=name, title=title, settings=settings):
                head = self._head("POLICY", self._spelling.head(name), title)
                return [Line(0, head, statement), *(Line(1, self._setting(each), each) for each in settings)]
            case Use():
                return [Line(0, self._use(statement), statement)]
            case Document(key=key, title=title, settings=document_settings):
                head = self._head("DOCUMENT", key, title)
                return [Line(0, head, statement), *(Line(1, self._setting(each), each) for each in document_settings)]
            case Unit() | Counted():
                return [Line(0, self._noun(statement), statement)]
            case Record(name=name, title=title, fields=fields):
                head = self._head("RECORD", self._name(name), title)
                return [Line(0, head, statement), *FactPrinter(self.expressions).fields(fields, 1)]
            case Judgement():
                return self._judgement(statement)
            case Value():
                return self._value(statement)
            case Parameter():
                return self._parameter(statement)
            case Criterion():
                return self._criterion(statement)
            case Decision():
                return self._decision(statement)
            case Precedence(modules=modules, sources=sources):
                head = f"{self._word('PRECEDENCE')} {', '.join(modules)}"
                return [Line(0, head, statement), *self._sources(sources)]
            case Example():
                return ExamplePrinter(self.expressions).lines(statement)
            case _:
                assert_never(statement)

    # --- heads --------------------------------------------------------------------------------------------------------

    @property
    def _spelling(self) -> Spelling:
        return self.expressions.spelling

    def _word(self, terminal: str) -> str:
        return self._spelling.word(terminal)

    def _name(self, name: Name) -> str:
        return self._spelling.name(name, then=A_TEXT)

    def _head(self, terminal: str, name: str, title: Text | None) -> str:
        head = f"{self._word(terminal)} {name}"
        return head if title is None else f"{head} {self._spelling.text(title)}"

    def _use(self, use: Use) -> str:
        names = ", ".join(self._spelling.name(name) for name in use.names)
        return f"{self._word('USE')} {use.module}" + (f" ({names})" if names else "")

    def _noun(self, noun: Unit | Counted) -> str:
        names = ", ".join(self._spelling.name(name) for name in noun.names)
        if isinstance(noun, Counted):
            return f"{self._word('COUNTED')} {names}"
        size = f" = {self._spelling.quantity(noun.size)}" if noun.size else ""
        return f"{self._word('UNIT')} {names}{size}"

    # --- members ------------------------------------------------------------------------------------------------------

    def _setting(self, setting: PolicySetting | DocumentSetting) -> str:
        text = self._spelling.text
        match setting:
            case Issuer(text=issuer):
                return f"{self._word('ISSUER')} {text(issuer)}"
            case DocumentRef(key=key):
                return f"{self._word('DOCUMENT')} {key}"
            case InForce():
                return self._in_force(setting)
            case Judges(record=record):
                return f"{self._word('JUDGES')} {self._spelling.name(record)}"
            case Binding(word=word):
                return self._word(word.upper())
            case Published(date=date):
                return f"{self._word('PUBLISHED')} {self._spelling.date(date)}"
            case File(path=path):
                return f"{self._word('FILE')} {text(path)}"
            case Inventory(path=path):
                return f"{self._word('INVENTORY')} {text(path)}"
            case _:
                assert_never(setting)

    def _in_force(self, period: InForce) -> str:
        """`in force 2025-01-01 through 2025-12-31`; with one bound, `from` or `through` stands before it."""
        said = [self._word("IN_FORCE")]
        if period.first is not None:
            said += [self._word("FROM")] if period.last is None else []
            said.append(self._spelling.date(period.first))
        if period.last is not None:
            said += [self._word("THROUGH"), self._spelling.date(period.last)]
        return " ".join(said)

    def _source(self, source: Source) -> str:
        said = f"{self._word('SOURCE')} {source.document}"
        if source.keys:
            said += f" {', '.join(source.keys)}"
        return said if source.place is None else f"{said} {self._spelling.text(source.place)}"

    def _sources(self, sources: tuple[Source, ...]) -> list[Line]:
        return [Line(1, self._source(source), source) for source in sources]

    # --- statements ---------------------------------------------------------------------------------------------------

    def _judgement(self, judgement: Judgement) -> list[Line]:
        head = self._head("JUDGEMENT", self._name(judgement.name), judgement.title)
        by = f"{self._word('BY')} {self._spelling.text(judgement.by)}"
        weighs = (
            Line(1, f"{self._word('WEIGHS')} {self._spelling.text(each.factor)}", each) for each in judgement.weighs
        )
        return [Line(0, f"{head} {by}", judgement), *self._sources(judgement.sources), *weighs]

    def _value(self, value: Value) -> list[Line]:
        name = self._name(value.name)
        typed = name if value.type is None else f"{name} : {FactPrinter(self.expressions).type(value.type)}"
        body = BlockPrinter(self.expressions).lines(value.body, 1, competing=_VALUE_WORDS)
        return [Line(0, self._head("VALUE", typed, value.title), value), *self._sources(value.sources), *body]

    def _parameter(self, parameter: Parameter) -> list[Line]:
        typed = f"{self._name(parameter.name)} : {FactPrinter(self.expressions).type(parameter.type)}"
        head = Line(0, self._head("PARAMETER", typed, parameter.title), parameter)
        periods = (Line(1, self._period(period), period) for period in parameter.periods)
        return [head, *self._sources(parameter.sources), *periods]

    def _period(self, period: Period) -> str:
        said = f"{self._word('FROM')} {self._spelling.date(period.first)} : {self.expressions.cited(period.value)}"
        return said if period.source is None else f"{said} {self._source(period.source)}"

    def _criterion(self, criterion: Criterion) -> list[Line]:
        blocks = BlockPrinter(self.expressions)
        head = self._head(criterion.kind.upper(), self._spelling.head(criterion.name), criterion.title)
        lines = [Line(0, head, criterion), *self._sources(criterion.sources)]
        if criterion.applies is not None:
            lead = f"{self._word('APPLIES_WHEN')} "
            lines += blocks.lines(criterion.applies.condition, 1, lead, criterion.applies)
        lines += blocks.lines(criterion.body, 1, competing=_CRITERION_WORDS)
        if criterion.unless is not None:
            lines += blocks.lines(criterion.unless.condition, 1, f"{self._word('UNLESS')} ", criterion.unless)
        return lines

    def _decision(self, decision: Decision) -> list[Line]:
        head = self._head("DECISION", self._spelling.head(decision.name), decision.title)
        if decision.hit is not None:
            head += f" {self._word(decision.hit.upper())}"
        table = TablePrinter(self.expressions).table(decision.header, decision.rows, 1)
        return [Line(0, head, decision), *self._sources(decision.sources), *table]
