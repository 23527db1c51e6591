"""Statements as lines: heads in the first column, members under them."""

from __future__ import annotations

from typing import Final, assert_never

from attrs import frozen

from dsl.diagnostics import CompilerFault, Language
from dsl.keywords import AMENDABLE
from dsl.printing.always import AlwaysPrinter
from dsl.printing.blocks import BlockPrinter
from dsl.printing.deadlines import DeadlinePrinter
from dsl.printing.examples import ExamplePrinter
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.facts import FactPrinter
from dsl.printing.grants import GrantPrinter
from dsl.printing.lines import Line, deeper
from dsl.printing.orders import OrderPrinter
from dsl.printing.spelling import A_TEXT, Spelling
from dsl.printing.tables import TablePrinter
from dsl.syntax import (
    Add,
    Allocation,
    Always,
    Amendment,
    Binding,
    Change,
    ChangeDeadline,
    ChangeParameter,
    Counted,
    Criterion,
    Deadline,
    Decision,
    Document,
    DocumentRef,
    DocumentSetting,
    Example,
    External,
    File,
    Grant,
    InForce,
    Inventory,
    Issuer,
    Judgement,
    Judges,
    Name,
    Norm,
    Parameter,
    Period,
    Policy,
    PolicySetting,
    Precedence,
    Preference,
    Profile,
    Published,
    Record,
    Replace,
    Source,
    Statement,
    Target,
    Text,
    Unit,
    Use,
    Value,
    Widen,
    Withdraw,
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
            case Norm(title=title, edition=edition, sources=sources):
                said = self._word("EDITION_IN_FORCE")
                if edition is not None:
                    said = f"{self._word('EDITION')} {self._spelling.text(edition)}"
                return [
                    Line(0, f"{self._head('NORM', statement.key, title)} {said}", statement),
                    *self._sources(sources),
                ]
            case Parameter() | External():
                return self._parameter(statement)
            case Criterion():
                return self._criterion(statement)
            case Decision():
                return self._decision(statement)
            case Amendment():
                return self._amendment(statement)
            case Precedence(modules=modules, sources=sources):
                head = f"{self._word('PRECEDENCE')} {', '.join(modules)}"
                return [Line(0, head, statement), *self._sources(sources)]
            case Preference(name=name, title=title, sources=sources):
                head = self._head("PREFERENCE", self._spelling.head(name), title)
                order = OrderPrinter(self.expressions).preference(statement)
                return [Line(0, head, statement), *self._sources(sources), *order]
            case Allocation(name=name, title=title, sources=sources):
                head = self._head("ALLOCATION", self._spelling.head(name), title)
                order = OrderPrinter(self.expressions).allocation(statement)
                return [Line(0, head, statement), *self._sources(sources), *order]
            case Deadline(name=name, title=title, who=who, sources=sources):
                deadlines = DeadlinePrinter(self.expressions)
                head = self._head("DEADLINE", self._spelling.deadline(name), title) + deadlines.who(who)
                return [Line(0, head, statement), *self._sources(sources), *deadlines.lines(statement)]
            case Always(title=title, sources=sources):
                head = f"{self._word('ALWAYS')} {self._spelling.text(title)}"
                return [
                    Line(0, head, statement),
                    *self._sources(sources),
                    *AlwaysPrinter(self.expressions).lines(statement),
                ]
            case Profile(name=name, title=title, sources=sources):
                head = self._head("PROFILE", self._name(name), title)
                return [
                    Line(0, head, statement),
                    *self._sources(sources),
                    *GrantPrinter(self.expressions).grades(statement),
                ]
            case Grant(name=name, title=title, sources=sources):
                grants = GrantPrinter(self.expressions)
                head = self._head("GRANT", f"{self._name(name)} : {grants.of_whole(statement)}", title)
                return [Line(0, head, statement), *self._sources(sources), *grants.cases(statement)]
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

    def _parameter(self, parameter: Parameter | External) -> list[Line]:
        grants = GrantPrinter(self.expressions)
        keys = parameter.keys if isinstance(parameter, Parameter) else ()
        type_ = grants.keyed_type(parameter.type, keys) if keys else FactPrinter(self.expressions).type(parameter.type)
        word = "PARAMETER" if isinstance(parameter, Parameter) else "EXTERNAL"
        head = Line(0, self._head(word, f"{self._name(parameter.name)} : {type_}", parameter.title), parameter)
        periods = [Line(1, self._period(period), period) for period in parameter.periods]
        if isinstance(parameter, Parameter):
            periods += grants.table(parameter.header, parameter.rows, 1)
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

    # --- amendments ---------------------------------------------------------------------------------------------------

    def _amendment(self, amendment: Amendment) -> list[Line]:
        head = f"{self._word('AMENDMENT')} {self._spelling.text(amendment.title)}"
        lines = [Line(0, head, amendment), *self._sources(amendment.sources)]
        if amendment.published is not None:
            lines.append(Line(1, self._setting(amendment.published), amendment.published))
        effective, amends = amendment.effective, amendment.amends
        lines.append(Line(1, f"{self._word('EFFECTIVE')} {self._spelling.date(effective.date)}", effective))
        if amends is not None:
            lines.append(Line(1, f"{self._word('AMENDS')} {amends.module}", amends))
        if amendment.limited is not None:
            blocks = BlockPrinter(self.expressions)
            lines += blocks.lines(amendment.limited.condition, 1, f"{self._word('FOR')} ", amendment.limited)
        return [*lines, *(line for change in amendment.changes for line in self._change(change))]

    def _change(self, change: Change) -> list[Line]:
        match change:
            case Withdraw(target=target, item=None):
                return [Line(1, f"{self._word('WITHDRAW')} {self._target(target)}", change)]
            case Withdraw(target=target, item=item) if item is not None:
                said = self.expressions.text(item, AMENDABLE)
                return [
                    Line(1, f"{self._word('WITHDRAW')} {said} {self._word('OUT_OF')} {self._target(target)}", change)
                ]
            case Replace(statement=statement) | Add(statement=statement):
                word = "REPLACE" if isinstance(change, Replace) else "ADD"
                lead = self._spelling.word(word, form=1 if word == "ADD" and self._is_neuter(statement) else 0)
                first, *rest = deeper(self.lines(statement))
                return [Line(1, f"{lead} {first.text}", change), *rest]
            case Widen(word=word, target=target, sources=sources, condition=condition):
                head = f"{self._word(f'ADD_{word.upper()}')} {self._target(target)}"
                body = BlockPrinter(self.expressions).lines(condition, 2, competing=_VALUE_WORDS)
                return [Line(1, head, change), *deeper(self._sources(sources)), *body]
            case ChangeParameter(name=name, sources=sources, periods=periods):
                head = f"{self._word('CHANGE_PARAMETER')} {self._spelling.name(name)}"
                values = [Line(2, self._period(each), each) for each in periods]
                values += GrantPrinter(self.expressions).table(change.header, change.rows, 2)
                return [Line(1, head, change), *deeper(self._sources(sources)), *values]
            case ChangeDeadline(name=name, sources=sources, start=start, due=due):
                head = f"{self._word('CHANGE_DEADLINE')} {self._spelling.head(name)}"
                days = DeadlinePrinter(self.expressions).when(start, due, 2)
                return [Line(1, head, change), *deeper(self._sources(sources)), *days]
            case _:
                raise CompilerFault(f"not a change: {change!r}")

    def _target(self, target: Target) -> str:
        return f"{self._word(target.kind.upper())} {self._spelling.head(target.name)}"

    def _is_neuter(self, statement: Statement) -> bool:
        """`het oordeel`, so that Dutch says `nieuw` of it."""
        return self._spelling.language == "nl" and isinstance(statement, Judgement)

    def _decision(self, decision: Decision) -> list[Line]:
        head = self._head("DECISION", self._spelling.head(decision.name), decision.title)
        if decision.hit is not None:
            head += f" {self._word(decision.hit.upper())}"
        table = TablePrinter(self.expressions).table(decision.header, decision.rows, 1)
        return [Line(0, head, decision), *self._sources(decision.sources), *table]
