"""Values of examples: from what an example writes to typed facts, checked against the declarations at their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import NoReturn, assert_never

from attrs import evolve

from compiler.check.wording import listed
from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.ir.values import NONE, UNKNOWN, FactValue
from compiler.resolve.declarations import Scope
from compiler.resolve.findings import Findings, label, quoted
from compiler.resolve.suggest import did_you_mean, replacing
from compiler.scenarios.numbers import Numbers, Wrong, refuse
from compiler.scenarios.parts import Parts, behind_name, split_name, split_year
from dsl import syntax
from dsl.diagnostics import Fix, Words
from dsl.frozen import frozen
from dsl.kinds import (
    ChoiceKind,
    DateKind,
    DurationKind,
    Kind,
    ListKind,
    MomentKind,
    NumberKind,
    RecordKind,
    SeriesKind,
    SetKind,
    TextKind,
    UnknownKind,
    YesNoKind,
)
from dsl.source import Span


@frozen(eq=False)
class Reader:
    """Reads the values of one example; `scope` has the units that it may write."""

    scope: Scope
    records: Mapping[str, RecordInfo]
    findings: Findings

    def record(
        self, record: RecordInfo, assignments: Iterable[syntax.Assignment], before: Mapping[str, FactValue]
    ) -> dict[str, FactValue]:
        """The facts of a record: those before, replaced by what is assigned. A nested record keeps what is not assigned."""
        facts = dict(before)
        places: dict[str, Span] = {}
        for each in assignments:
            self._assign(each, record, facts, places)
        return facts

    def _assign(
        self, each: syntax.Assignment, record: RecordInfo, facts: dict[str, FactValue], places: dict[str, Span]
    ) -> None:
        field = self._field(each.name.text, each.name.span, record)
        if field is None or self._twice(field.name, each.name.span, places):
            return
        try:
            facts[field.name] = self.value(each.value, field, facts.get(field.name))
        except Wrong:
            return

    def _twice(self, name: str, span: Span, places: dict[str, Span]) -> bool:
        earlier = places.setdefault(name, span)
        if earlier is span:
            return False
        self.findings.error(
            "E711",
            span,
            f"`{name}` is given twice",
            f"`{name}` staat er twee keer",
            labels=[label(earlier, "given here first", "staat hier het eerst")],
        )
        return True

    def _field(self, name: str, span: Span, record: RecordInfo) -> FieldInfo | None:
        field = record.find(name)
        if field is None and not self.scope.open:
            guess = self.findings.closest(name, [each.name for each in record.fields])
            names = listed(tuple(each.name for each in record.fields))
            self.findings.error(
                "E701",
                span,
                f"`{record.name}` has no fact `{name}`",
                f"`{record.name}` heeft geen gegeven `{name}`",
                help=did_you_mean(guess) or Words(f"it has {names}", f"het heeft {names}"),
                fix=replacing(span, guess),
            )
        return field

    # --- the three ways to write a value ------------------------------------------------------------------------------

    def value(
        self, value: syntax.Inline | syntax.Items | syntax.Fields, field: FieldInfo, before: FactValue | None
    ) -> FactValue:
        """What a field is given. Raises Wrong after a report."""
        match value:
            case syntax.Inline(fields=fields):
                return self._inline(fields, field, value.span, before)
            case syntax.Items(items=items):
                if not isinstance(field.kind, ListKind):
                    refuse(value.span, field, "a list", "geen lijst", self.findings)
                return tuple(self._item(each, field.kind.element, field) for each in items)
            case syntax.Fields(assignments=assignments):
                if not isinstance(field.kind, RecordKind):
                    refuse(value.span, field, "several facts", "niet enkele gegevens", self.findings)
                return self.record(self.records[field.kind.name], assignments, _as_record(before))
            case _:
                assert_never(value)

    def _inline(
        self, fields: tuple[syntax.InlineField, ...], field: FieldInfo, span: Span, before: FactValue | None
    ) -> FactValue:
        first = fields[0].parts
        if len(fields) == 1 and len(first) == 1 and isinstance(first[0], syntax.Absent):
            return self._absent(first[0], field)
        match field.kind:
            case RecordKind(name=name):
                return self._fields(fields, self.records[name], _as_record(before))
            case SeriesKind(element=element):
                return self._years(fields, field, element, before)
            case SetKind():
                return frozenset(self._option(each.parts, field.kind, each.span) for each in fields)
            case ListKind():
                self._refuse_list(span, field)
        if len(fields) > 1:
            refuse(span, field, "several values", "niet verschillende waarden", self.findings)
        return self.scalar(first, field, fields[0].span)

    def of_elements(self, value: syntax.Inline, field: FieldInfo) -> FactValue:
        """What is expected of the elements of a list, in their order: `yes, yes, no`; `unknown` alone is that of them all. Raises
        Wrong after a report."""
        assert isinstance(field.kind, ListKind)
        only = value.fields[0].parts if len(value.fields) == 1 else ()
        if len(only) == 1 and isinstance(only[0], syntax.Absent) and only[0].word == "empty":
            return ()
        one = FieldInfo(field.name, field.kind.element, optional=True)
        found = tuple(self._inline((each,), one, each.span, None) for each in value.fields)
        return UNKNOWN if all(each is UNKNOWN for each in found) else found

    def _years(
        self, fields: tuple[syntax.InlineField, ...], field: FieldInfo, element: Kind, before: FactValue | None
    ) -> FactValue:
        """`7.0 in 2021, 6.8 in 2022`: the years before, replaced by what is given. The options of a set stand in one year."""
        facts = dict(_as_record(before))
        seen: dict[str, Span] = {}
        waiting: list[syntax.InlineField] = []
        for each in fields:
            parts, year = split_year(each.parts)
            waiting.append(evolve(each, parts=parts))
            if year is None and isinstance(element, SetKind):
                continue
            if year is None:
                break
            if self._twice(year, each.span, seen):
                raise Wrong
            one = FieldInfo(field.name, element, optional=field.optional)
            facts[year] = self._inline(tuple(waiting), one, each.span, None)
            waiting = []
        if waiting:
            self.findings.error(
                "E720",
                waiting[0].span,
                f"`{field.name}` has a value for each year: of which year is `{quoted(waiting[0].span)}`?",
                f"`{field.name}` heeft een waarde per jaar: van welk jaar is `{quoted(waiting[0].span)}`?",
                help=Words("write `… in 2023`", "schrijf `… in 2023`"),
            )
            raise Wrong
        return facts

    def _refuse_list(self, span: Span, field: FieldInfo) -> NoReturn:
        self.findings.error(
            "E702",
            span,
            f"`{field.name}` is a list: write its elements on lines of their own, each after `-`",
            f"`{field.name}` is een lijst: zet elk element op een eigen regel achter `-`",
        )
        raise Wrong

    def _item(self, item: syntax.Item, element: Kind, field: FieldInfo) -> FactValue:
        only = item.inline[0].parts if len(item.inline) == 1 and not item.assignments else ()
        if len(only) == 1 and isinstance(only[0], syntax.Absent) and only[0].word == "unknown":
            return UNKNOWN
        if isinstance(element, RecordKind):
            record = self.records[element.name]
            facts = self._fields(item.inline, record, {})
            later = self.record(record, item.assignments, {})
            for name in later.keys() & facts.keys():
                self._twice(name, item.span, {name: item.inline[0].span})
            return facts | later
        try:
            if not only:
                refuse(item.span, field, "several facts", "niet enkele gegevens", self.findings)
            return self.scalar(only, FieldInfo(field.name, element), item.span)
        except Wrong:
            return UNKNOWN

    def _fields(
        self, fields: tuple[syntax.InlineField, ...], record: RecordInfo, before: Mapping[str, FactValue]
    ) -> dict[str, FactValue]:
        """`fte 0.8, position owner`"""
        facts = dict(before)
        places: dict[str, Span] = {}
        last = ""
        for each in fields:
            name, rest = split_name(each.parts, [one.name for one in record.fields])
            if name is None and self._is_series(last, record):
                with suppress(Wrong):
                    facts[last] = self._inline((each,), _some(record.find(last)), each.span, facts.get(last))
                continue
            if name is None:
                self._no_name(each, record)
                continue
            field = record.find(name)
            assert field is not None
            last = name
            if self._twice(name, each.span, places):
                continue
            try:
                if not rest:
                    self._no_value(name, each.span)
                value = syntax.InlineField(rest, span=behind_name(each.span, name))
                if isinstance(field.kind, ChoiceKind) and _said(rest) not in field.kind.options:
                    value = (
                        each if _said(each.parts) in field.kind.options else value
                    )  # the option `level 5` of `level`
                facts[name] = self._inline((value,), field, value.span, None)
            except Wrong:
                continue
        return facts

    def _no_name(self, each: syntax.InlineField, record: RecordInfo) -> None:
        """Report a value without the name of its fact: of an option it can be told whose it may be."""
        said = _said(each.parts)
        names = tuple(
            one.name for one in record.fields if isinstance(one.kind, ChoiceKind) and said in one.kind.options
        )
        if not names:
            self._field(quoted(each.span), each.span, record)
            return
        write = f"{names[0]} {said}"
        self.findings.error(
            "E701",
            each.span,
            f"`{said}` is an option of {listed(names)}, and the name of the fact goes before it",
            f"`{said}` is een optie van {listed(names)}; de naam van het gegeven hoort ervoor",
            help=Words(f"write `{write}`", f"schrijf `{write}`"),
            fix=replacing(each.span, write) if len(names) == 1 else None,
        )

    def _is_series(self, name: str, record: RecordInfo) -> bool:
        field = record.find(name)
        return field is not None and isinstance(field.kind, SeriesKind)

    def _no_value(self, name: str, span: Span) -> None:
        self.findings.error("E702", span, f"`{name}` has no value here", f"`{name}` heeft hier geen waarde")
        raise Wrong

    def _absent(self, absent: syntax.Absent, field: FieldInfo) -> FactValue:
        match absent.word:
            case "unknown":
                return UNKNOWN
            case "none":
                if not field.optional:
                    self.findings.error(
                        "E712",
                        absent.span,
                        f"`{field.name}` is not declared optional, so that it is never none",
                        f"`{field.name}` is niet als optioneel gedeclareerd en is dus nooit afwezig",
                        help=Words(
                            "write `unknown`, or declare the fact `optional`",
                            "schrijf `onbekend`, of declareer het gegeven als `optioneel`",
                        ),
                    )
                    raise Wrong
                return NONE
            case "empty":
                if isinstance(field.kind, ListKind):
                    return ()
                if not isinstance(field.kind, SetKind):
                    refuse(absent.span, field, "`empty`", "niet `leeg`", self.findings)
                return frozenset()
            case _:
                assert_never(absent.word)

    # --- scalars ------------------------------------------------------------------------------------------------------

    def scalar(self, parts: Parts, field: FieldInfo, span: Span) -> FactValue:
        """One value of a kind that is no list or record. Raises Wrong after a report."""
        kind = field.kind
        only = parts[0] if len(parts) == 1 else None
        if isinstance(only, syntax.Absent):
            return self._absent(only, field)
        match kind:
            case YesNoKind() if isinstance(only, syntax.YesNo):
                return only.value
            case TextKind(pattern=pattern) if isinstance(only, syntax.Text):
                self._check_pattern(only, pattern, field)
                return only.value
            case DateKind() if isinstance(only, syntax.Date):
                return only.value
            case MomentKind() if isinstance(only, syntax.Moment):
                return only.value
            case ChoiceKind():
                return self._option(parts, kind, span)
            case SetKind():
                return frozenset([self._option(parts, kind, span)])
            case NumberKind():
                return Numbers(self.scope, self.findings).number(parts, kind, field, span)
            case SeriesKind(element=element):
                return self._years((syntax.InlineField(parts, span=span),), field, element, None)
            case UnknownKind():
                raise Wrong
            case TextKind() if only is None or not isinstance(only, syntax.YesNo):
                said = quoted(span)
                help = Words("put text between quotes", "zet tekst tussen aanhalingstekens")
                fix = Fix(span, f'"{said}"', Words(f'write `"{said}"`', f'schrijf `"{said}"`'))
                refuse(span, field, f"`{said}`", f"niet `{said}`", self.findings, help, fix)
            case YesNoKind() | TextKind() | DateKind() | MomentKind() | DurationKind() | ListKind() | RecordKind():
                refuse(span, field, f"`{quoted(span)}`", f"niet `{quoted(span)}`", self.findings)
            case _:
                assert_never(kind)
        raise Wrong

    def _check_pattern(self, text: syntax.Text, pattern: str | None, field: FieldInfo) -> None:
        from compiler.ir.operators import matches

        if pattern is not None and not matches(text.value, pattern):
            self.findings.error(
                "E703",
                text.span,
                f"`{field.name}` does not match the pattern `{pattern}` of its declaration",
                f"`{field.name}` past niet op het patroon `{pattern}` van de declaratie",
            )
            raise Wrong

    def _option(self, parts: Parts, kind: ChoiceKind | SetKind, span: Span) -> str:
        said = _said(parts)
        if said in kind.options:
            return said
        guess = self.findings.closest(said, kind.options)
        options = listed(kind.options)
        self.findings.error(
            "E704",
            span,
            f"`{quoted(span)}` is not one of the options {options}",
            f"`{quoted(span)}` is geen van de opties {options}",
            help=did_you_mean(guess),
            fix=replacing(span, guess) if len(parts) == 1 else None,
        )
        raise Wrong


def _said(parts: Parts) -> str:
    return " ".join(each.text if isinstance(each, syntax.Phrase) else each.span.text for each in parts)


def _as_record(value: FactValue | None) -> Mapping[str, FactValue]:
    return value if isinstance(value, Mapping) else {}


def _some(field: FieldInfo | None) -> FieldInfo:
    assert field is not None
    return field
