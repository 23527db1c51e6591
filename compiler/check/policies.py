"""One policy, or a module without one: its declarations in the names of the judged record -> the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from compiler.check import across, always, deadlines, lints, periods, rules, settings, values
from compiler.check.citations import Inventories, check_cited, citations
from compiler.check.comparisons import may_be_none
from compiler.check.context import Context
from compiler.check.rules import Rule
from compiler.check.sizes import Sizes
from compiler.check.types import UNKNOWN, Records
from compiler.check.wording import text_of
from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.model import (
    AllocationModel,
    AlwaysModel,
    CriterionModel,
    DeadlineModel,
    GrantModel,
    Key,
    ParameterModel,
    PolicyModel,
    PreferenceModel,
    TableModel,
    Typed,
    ValueModel,
)
from compiler.resolve.declarations import Declared, Scope
from compiler.resolve.findings import Findings, label
from compiler.resolve.modules import Module
from dsl import syntax, traverse
from dsl.diagnostics import Words
from dsl.kinds import Kind, YesNoKind
from dsl.source import Span

LONGEST_CIRCLE = 40


def is_asked(statement: syntax.Statement) -> bool:
    """Whether a declaration is answered by the data: a judgement, or an external input without values of its own."""
    return isinstance(statement, syntax.Judgement) or (isinstance(statement, syntax.External) and not statement.periods)


class Checker:
    """Checks the declarations of one module against the record that its policy judges. Implements `Declarations`."""

    def __init__(
        self,
        scope: Scope,
        inventories: Inventories,
        findings: Findings,
        models: Mapping[str, PolicyModel] | None = None,
    ) -> None:
        self.scope = scope
        self.findings = findings
        self.inventories = inventories
        self.records = Records(findings)
        self.missing: set[tuple[str, str, str]] = set()
        self.judged: RecordInfo | None = None
        self._values: dict[Declared, ValueModel] = {}
        self._deadlines: dict[Declared, DeadlineModel | None] = {}
        self._under_way: list[Declared] = []
        self._parameters: dict[Declared, ParameterModel] = {}
        self._judgements: dict[Declared, FieldInfo] = {}
        self._read: set[Declared] = set()
        self._models = models or {}
        self._met: dict[str, PolicyModel] = {}
        self._sizes = Sizes(findings, self._met, self._deadlines)

    @property
    def module(self) -> Module:
        return self.scope.module

    # --- what expressions ask (`Declarations`) ------------------------------------------------------------------------

    def read(self, declared: Declared) -> None:
        self._read.add(declared)

    def judgement(self, declared: Declared) -> FieldInfo:
        if declared not in self._judgements:
            statement = declared.statement
            if isinstance(statement, syntax.External):
                self._judgements[declared] = self._asked_of_the_data(declared, statement)
                return self._judgements[declared]
            assert isinstance(statement, syntax.Judgement)
            citations(statement.sources, self._scope_of(declared), self.inventories, self.findings)
            title = text_of(statement.title)
            self._judgements[declared] = FieldInfo(
                declared.name, YesNoKind(), title, judgement=True, judge=statement.by.value
            )
        return self._judgements[declared]

    def _asked_of_the_data(self, declared: Declared, statement: syntax.External) -> FieldInfo:
        """An external input without values: a fact beside those of the judged record."""
        scope = self._scope_of(declared)
        cited = citations(statement.sources, scope, self.inventories, self.findings)
        check_cited("external input", "extern gegeven", statement.name, bool(cited), self.findings)
        kind = self.records.kind(statement.type, scope)
        return FieldInfo(declared.name, kind, text_of(statement.title), external=True)

    def value_kind(self, declared: Declared) -> Kind:
        model = self._value(declared)
        return UNKNOWN if model is None else model.kind

    def value_may_be_none(self, declared: Declared) -> bool:
        model = self._value(declared) if isinstance(declared.statement, syntax.Value) else None
        return model is not None and may_be_none(model.body, self._context(declared))

    def value_body(self, key: Key) -> Typed | None:
        return next((each.body for each in self._values.values() if each.key == key), None)

    def policy_of(self, module: str) -> PolicyModel | None:
        met = self.scope.met.get(module)
        model = None if met is None else self._models.get(met.module.name)
        if model is not None and met is not None and met.policy is not None:
            declared = met.find("record", model.judges)
            if declared is not None:
                self.records.reach(declared, met.scope_of(declared.module))
        return model

    def rests_on(self, model: PolicyModel, at: Span) -> None:
        if model.module in self._met:
            return
        self._met[model.module] = model
        self._sizes.check_policy(model, at)

    def _met_judgements(self) -> None:
        """The judgements that policies to be met rest on are asked of the records that they judge."""
        for model in self._met.values():
            for record, fields in across.judgements(model).items():
                if fields:
                    self.records.extend(record, fields)

    # --- the whole ----------------------------------------------------------------------------------------------------

    def policy(self, statement: syntax.Policy) -> PolicyModel | None:
        """The model of the policy of this module; None when the record that it judges is not known."""
        read = settings.read(statement, self.scope, self.findings)
        record = self._judged_record(statement, read.judges)
        if record is not None:
            self.judged = self._with_judgements(record)
        self._records()
        self._terms()
        found = [self._rule(each) for each in rules.declared_in(self.scope)]
        criteria = tuple(each for each in found if isinstance(each, CriterionModel))
        tables = tuple(each for each in found if isinstance(each, TableModel))
        rules.unique_outputs(self.scope, self.findings)
        self._orders()
        if record is None or self.judged is None:
            return None
        parameters = tuple(self._parameters.values())
        periods.values_on_every_day(parameters, read.in_force, self.findings)
        self._late_judgements(record)
        self._met_judgements()
        model = PolicyModel(
            self.scope.module.name,
            statement.name.text,
            text_of(statement.title),
            self.scope.module.syntax.language,
            read.first,
            read.last,
            read.allows,
            record,
            self.records.reachable(record),
            parameters,
            tuple(self._values.values()),
            criteria,
            tables,
            tuple(self._met.values()),
            statement.name.span,
            tuple(each for each in found if isinstance(each, PreferenceModel)),
            tuple(each for each in found if isinstance(each, AllocationModel)),
            self._all_deadlines(),
            tuple(each for each in found if isinstance(each, GrantModel)),
            issuer=read.issuer,
            always=self._always(criteria, read),
        )
        lints.unused(self.scope, self._read, self.findings)
        lints.policy(model, statement, self.findings, is_whole=not self.scope.open)
        return model

    def _orders(self) -> None:
        for each in self.scope.module.syntax.statements:
            if isinstance(each, syntax.Precedence):
                citations(each.sources, self.scope, self.inventories, self.findings)
            elif isinstance(each, syntax.Amendment):
                self._amendment(each)
            elif isinstance(each, syntax.Norm):
                citations(each.sources, self.scope, self.inventories, self.findings)
                name = syntax.Name(each.key, span=each.span)
                check_cited("norm", "norm", name, bool(each.sources), self.findings)

    def _amendment(self, statement: syntax.Amendment) -> None:
        """Its source and its days; what it changes is checked in the text that it makes."""
        citations(statement.sources, self.scope, self.inventories, self.findings)
        title = syntax.Name(statement.title.value, span=statement.title.span)
        check_cited("amendment", "wijziging", title, bool(statement.sources), self.findings)
        first, published = statement.effective.date, statement.published
        if published is not None and first.value < published.date.value:
            self.findings.warning(
                "W820",
                first.span,
                f"the amendment takes effect on {first.value}, before it was published on {published.date.value}",
                f"de wijziging gaat in op {first.value}, voordat zij op {published.date.value} gepubliceerd is",
                labels=[label(published.span, "published here", "hier gepubliceerd")],
            )

    def _always(self, criteria: tuple[CriterionModel, ...], read: settings.Settings) -> tuple[AlwaysModel, ...]:
        context = Context(self, self.scope, (self.judged,))
        deadlines = {each.name: model for each, model in self._deadlines.items() if model is not None}
        found = []
        for each in self.scope.own["always"].values():
            assert isinstance(each.statement, syntax.Always)
            cited = citations(each.statement.sources, self.scope, self.inventories, self.findings)
            model = always.always(each.statement, cited, always.Names(criteria, deadlines), read, context)
            if model is not None:
                found.append(model)
        return tuple(found)

    def library(self) -> None:
        """Check a module without a policy as far as that goes without a judged record."""
        self._orders()
        self._records()
        for stray in self.scope.own["always"].values():
            always.without_policy(stray.span, self.findings)
        self._terms()
        for each in self.scope.own["rule"].values():
            self._rule(each)

    # --- records ------------------------------------------------------------------------------------------------------

    def _judged_record(self, statement: syntax.Policy, judges: syntax.Judges | None) -> str | None:
        if judges is None:
            if not self.scope.module.broken:
                self.findings.error(
                    "E218",
                    statement.name.span,
                    f"policy `{statement.name.text}` does not say what it judges",
                    f"beleid `{statement.name.text}` zegt niet wat het beoordeelt",
                    help=settings.judges_help(),
                )
            return None
        declared = self.scope.find("record", judges.record.text, judges.record.span)
        if declared is None:
            self.records.kind(syntax.NamedType(judges.record, span=judges.span), self.scope)
            return None
        return self.records.reach(declared, self._scope_of(declared))

    def _with_judgements(self, record: str) -> RecordInfo:
        info = self.records.info(record)
        fields: list[FieldInfo] = []
        for declared in self.scope.visible("term"):
            fact = info.find(declared.name)
            if fact is not None and declared.module is self.scope.module:
                self.findings.error(
                    "E202",
                    declared.span,
                    f"`{declared.name}` is a fact of `{record}` already",
                    f"`{declared.name}` is al een gegeven van `{record}`",
                )
            elif fact is None and is_asked(declared.statement):
                fields.append(self.judgement(declared))
        return self.records.extend(record, tuple(fields))

    def _late_judgements(self, record: str) -> None:
        """Judgements that only a module behind a used one declares."""
        assert self.judged is not None
        known = {each.name for each in self.judged.fields}
        late = tuple(each for each in self._judgements.values() if each.name not in known)
        self.judged = self.records.extend(record, late)

    def _records(self) -> None:
        for declared in self.scope.own["record"].values():
            self.records.info(self.records.reach(declared, self.scope))

    # --- values and parameters ----------------------------------------------------------------------------------------

    def _terms(self) -> None:
        for declared in self._in_order(self.scope.own["term"].values()):
            self._term(declared)

    def _in_order(self, wanted: Iterable[Declared]) -> Iterator[Declared]:
        """Values and deadlines, each after those whose names stand in it, as far as there is such an order."""
        done: set[Declared] = {*self._values, *self._deadlines}
        waiting: list[tuple[Declared, bool]] = [(each, False) for each in reversed([*wanted])]
        while waiting:
            declared, ready = waiting.pop()
            if ready:
                yield declared
            elif declared not in done:
                done.add(declared)
                waiting.append((declared, True))
                waiting.extend((each, False) for each in self._named_in(declared) if each not in done)

    def _named_in(self, declared: Declared) -> Iterable[Declared]:
        if not isinstance(declared.statement, syntax.Value | syntax.Deadline):
            return
        scope = self._scope_of(declared)
        for node in traverse.walk(declared.statement):
            match node:
                case syntax.Ref() if (term := scope.find("term", node.name.text)) is not None:
                    yield term
                case syntax.DeadlineDate() | syntax.DeadlineTest():
                    rule = scope.find("rule", node.name.text)
                    if rule is not None and isinstance(rule.statement, syntax.Deadline):
                        yield rule

    def _term(self, declared: Declared) -> None:
        match declared.statement:
            case syntax.Judgement() | syntax.External(periods=()):
                self.judgement(declared)
            case syntax.Parameter() | syntax.External():
                self.parameter(declared)
            case syntax.Deadline():
                self.deadline(declared)
            case _:
                self._value(declared)

    def parameter(self, declared: Declared) -> ParameterModel:
        if declared not in self._parameters:
            context = Context(self, self._scope_of(declared), ())
            self._parameters[declared] = values.parameter(declared, context, self.inventories)
        return self._parameters[declared]

    def _value(self, declared: Declared) -> ValueModel | None:
        if self._in_a_circle(declared):
            return None
        if declared not in self._values:
            self._under_way.append(declared)
            model = values.value(declared, self._context(declared), self.inventories)
            self._under_way.pop()
            too_large = self._sizes.is_too_large(model)
            self._values[declared] = evolve(model, kind=UNKNOWN) if too_large else model
        return self._values[declared]

    def _in_a_circle(self, declared: Declared) -> bool:
        """Report a circle. Only in one can more than a few be under way: others are checked after those they rest on."""
        found = declared in self._under_way or len(self._under_way) >= LONGEST_CIRCLE
        if found:
            self._cycle(declared)
        return found

    def _cycle(self, declared: Declared) -> None:
        start = self._under_way.index(declared) if declared in self._under_way else 0
        path = self._under_way[start:]
        first = min(range(len(path)), key=lambda at: path[at].span.start)
        path = [*path[first:], *path[:first]]
        all_names = [each.name for each in [*path, path[0]]]
        dated = any(isinstance(each.statement, syntax.Deadline) for each in path)
        what = Words("deadlines", "termijnen") if dated else Words("values", "waarden")
        names = " → ".join(all_names if len(all_names) <= 10 else [*all_names[:8], "…", all_names[-1]])
        self.findings.error(
            "E220",
            path[0].span,
            f"{what.en} are defined in a circle: {names}",
            f"{what.nl} zijn in een kring bepaald: {names}",
            labels=[label(each.span, "this one is part of it", "deze hoort erbij") for each in path[1:10]],
        )

    # --- rules --------------------------------------------------------------------------------------------------------

    def deadline(self, declared: Declared) -> DeadlineModel | None:
        if self._in_a_circle(declared):
            return None
        if declared not in self._deadlines:
            statement = declared.statement
            assert isinstance(statement, syntax.Deadline)
            cited = citations(statement.sources, self._scope_of(declared), self.inventories, self.findings)
            check_cited("deadline", "termijn", statement.name, bool(cited), self.findings)
            self._under_way.append(declared)
            key = Key(declared.module.name, declared.name)
            model = deadlines.deadline(statement, key, cited, self._context(declared))
            self._under_way.pop()
            self._deadlines[declared] = model
            if model is not None:
                self._sizes.check_deadline(model)
        return self._deadlines[declared]

    def _all_deadlines(self) -> tuple[DeadlineModel, ...]:
        """Those of the module in the order that they stand in, then those of others that it reads."""
        own = [each for each in self.scope.own["rule"].values() if each in self._deadlines]
        found = (self._deadlines[each] for each in dict.fromkeys([*own, *self._deadlines]))
        return tuple(each for each in found if each is not None)

    def _rule(self, declared: Declared) -> Rule | None:
        """What a rule comes down to; of a deadline None where it stands in a circle."""
        if isinstance(declared.statement, syntax.Deadline):
            for each in self._in_order([declared]):
                self._term(each)
            return self.deadline(declared)
        return rules.rule(declared, self._context(declared), self.inventories)

    # --- places -------------------------------------------------------------------------------------------------------

    def _scope_of(self, declared: Declared) -> Scope:
        return self.scope.scope_of(declared.module)

    def _context(self, declared: Declared) -> Context:
        """Where the text of a declaration is read: in the judged record, with the names of its own module."""
        return Context(self, self._scope_of(declared), (self.judged,))
