"""Types of facts: from what a declaration writes to kinds, and the records that a policy can reach."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from attrs import evolve

from compiler.check.elements import with_words
from compiler.check.patterns import check_pattern
from compiler.check.wording import kind_words, text_of
from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.resolve.declarations import Declared, Scope, unknown_unit
from compiler.resolve.findings import Findings, label, quoted
from compiler.resolve.suggest import did_you_mean, replacing
from compiler.resolve.units import UnitInfo
from dsl import syntax
from dsl.diagnostics import Words
from dsl.kinds import (
    ChoiceKind,
    DateKind,
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

UNKNOWN = UnknownKind()


class Records:
    """The record types that were reached, by name. Two records of one name cannot meet in one policy."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._declared: dict[str, tuple[Declared, Scope]] = {}
        self._infos: dict[str, RecordInfo] = {}
        self._words: dict[tuple[str, str], frozenset[str]] = {}

    def reach(self, declared: Declared, scope: Scope) -> str:
        """Make a record known; `scope` is where its own names are read. Returns its name."""
        name = declared.name
        earlier = self._declared.setdefault(name, (declared, scope))[0]
        if earlier.statement != declared.statement:
            self.findings.error(
                "E207",
                declared.span,
                f"two different records `{name}` meet in one policy",
                f"twee verschillende gegevenssoorten `{name}` komen in één beleid samen",
                labels=[label(earlier.span, "the other one", "de andere")],
            )
        return name

    def info(self, name: str) -> RecordInfo:
        """The fields of a record that was reached."""
        if name not in self._infos:
            declared, scope = self._declared[name]
            assert isinstance(declared.statement, syntax.Record)
            self._infos[name] = self._record(declared.statement, scope)
        return self._infos[name]

    def extend(self, name: str, fields: tuple[FieldInfo, ...]) -> RecordInfo:
        """Add fields (judgements) to a record."""
        info = self.info(name)
        known = {each.name for each in info.fields}
        self._infos[name] = evolve(info, fields=(*info.fields, *(each for each in fields if each.name not in known)))
        return self._infos[name]

    def reachable(self, name: str) -> tuple[RecordInfo, ...]:
        """A record and all that lie under it, that one first."""
        found: dict[str, RecordInfo] = {}
        waiting = [name]
        while waiting:
            current = waiting.pop(0)
            if current in found:
                continue
            found[current] = self.info(current)
            for each in found[current].fields:
                kind = each.kind.element if isinstance(each.kind, ListKind) else each.kind
                if isinstance(kind, RecordKind):
                    waiting.append(kind.name)
        return tuple(found.values())

    def each_words(self, record: str, field: str) -> frozenset[str]:
        """The declared words for one element of a list."""
        return self._words.get((record, field), frozenset())

    def _record(self, statement: syntax.Record, scope: Scope) -> RecordInfo:
        fields: dict[str, FieldInfo] = {}
        places: dict[str, syntax.Name] = {}
        for each in statement.fields:
            name = each.name.text
            if name in fields:
                self.findings.error(
                    "E202",
                    each.name.span,
                    f"`{name}` is declared twice in `{statement.name.text}`",
                    f"`{name}` is twee keer gedeclareerd in `{statement.name.text}`",
                    labels=[label(places[name].span, "declared here first", "hier het eerst gedeclareerd")],
                )
                continue
            places[name] = each.name
            fields[name] = self._field(each, statement.name.text, scope)
        return RecordInfo(statement.name.text, text_of(statement.title), with_words(fields, statement))

    def _field(self, field: syntax.Field, record: str, scope: Scope) -> FieldInfo:
        kind = self.kind(field.type, scope)
        flags: dict[str, bool] = {}
        role: str | None = None
        seen: dict[str, syntax.Attribute] = {}
        for each in field.attributes:
            word = each.word if isinstance(each, syntax.Flag | syntax.Bound) else type(each).__name__
            if word in seen and not isinstance(each, syntax.Each):
                self._attribute_twice(each, seen[word])
            seen[word] = each
            match each:
                case syntax.Flag(word=flag):
                    flags[flag] = True
                case syntax.SuppliedBy(role=text):
                    role = text.value
                case syntax.Each(name=name):
                    self._each(name, field, record, kind)
                case syntax.Bound():
                    kind = self._bounded(each, kind, scope)
                case _:
                    assert_never(each)
        if flags.get("changeable") and flags.get("fixed"):
            self._attribute_twice(seen["fixed"], seen["changeable"])
        return FieldInfo(
            field.name.text,
            kind,
            text_of(field.description),
            optional=flags.get("optional", False),
            evidence=flags.get("evidence", False),
            changeable=flags.get("changeable", False),
            fixed=flags.get("fixed", False),
            supplied_by=role,
            lists_agreements=self._lists_agreements(field, kind, seen.get("lists agreements")),
        )

    def _lists_agreements(self, field: syntax.Field, kind: Kind, flag: syntax.Attribute | None) -> bool:
        if flag is None or isinstance(kind, SetKind | UnknownKind):
            return flag is not None
        self.findings.error(
            "E322",
            flag.span,
            f"`{field.name.text}` is no set, so that it cannot list agreements",
            f"`{field.name.text}` is geen verzameling en kan dus geen overeenkomsten noemen",
            help=Words("make it `some of` the agreements", "maak er `enkele van` de overeenkomsten van"),
        )
        return False

    def _attribute_twice(self, second: syntax.Attribute, first: syntax.Attribute) -> None:
        self.findings.error(
            "E221",
            second.span,
            f"`{quoted(second.span)}` cannot go with `{quoted(first.span)}`",
            f"`{quoted(second.span)}` gaat niet samen met `{quoted(first.span)}`",
            labels=[label(first.span, "given here", "hier gegeven")],
        )

    def _each(self, name: syntax.Name, field: syntax.Field, record: str, kind: Kind) -> None:
        if isinstance(kind, ListKind):
            key = (record, field.name.text)
            self._words[key] = self._words.get(key, frozenset()) | {name.text}
        elif not isinstance(kind, UnknownKind):
            self.findings.error(
                "E322",
                name.span,
                f"`{field.name.text}` is no list, so that it has no word for one element",
                f"`{field.name.text}` is geen lijst en heeft dus geen woord voor één element",
            )

    def _bounded(self, bound: syntax.Bound, kind: Kind, scope: Scope) -> Kind:
        if isinstance(kind, UnknownKind):
            return kind
        if isinstance(kind, SeriesKind):
            return SeriesKind(self._bounded(bound, kind.element, scope))  # of the value of each year
        value = literal_amount(bound.value, scope)
        if value is None and isinstance(bound.value, syntax.Quantity):
            self._unit(bound.value.unit, scope)
            return kind
        if (
            value is None
            or not isinstance(kind, NumberKind)
            or (value[1].dimension, value[1].form) != (kind.dimension, kind.form)
        ):
            said = kind_words(kind)
            self.findings.error(
                "E322",
                bound.span,
                f"`{quoted(bound.value.span)}` cannot bound a fact that is {said.en}",
                f"`{quoted(bound.value.span)}` kan geen grens zijn van een gegeven dat {said.nl} is",
            )
            return kind
        bounded = evolve(kind, low=value[0]) if bound.word == "at least" else evolve(kind, high=value[0])
        if bounded.low is not None and bounded.high is not None and bounded.low > bounded.high:
            self.findings.error(
                "E322", bound.span, "no value is within these bounds", "geen enkele waarde ligt binnen deze grenzen"
            )
            return kind
        return bounded

    def kind(self, type_: syntax.TypeExpr, scope: Scope) -> Kind:
        """The kind of a type; unknown, after a report, when it names something that is not declared."""
        match type_:
            case syntax.YesNoType():
                return YesNoKind()
            case syntax.TextType(pattern=pattern):
                if pattern is None:
                    return TextKind()
                return TextKind(pattern.value) if check_pattern(pattern, self.findings) else UNKNOWN
            case syntax.NumberType(whole=whole):
                return NumberKind(whole=whole)
            case syntax.PercentType():
                return NumberKind("percent")
            case syntax.DateType():
                return DateKind()
            case syntax.MomentType():
                return MomentKind()
            case syntax.CountType(noun=noun):
                return self._count(noun, scope)
            case syntax.NamedType():
                return self._named(type_, scope)
            case syntax.ChoiceType(options=options):
                return ChoiceKind(self._options(options))
            case syntax.SetType(options=options):
                return SetKind(self._options(options))
            case syntax.ListType(element=element):
                return self._list(element, scope)
            case syntax.SeriesType(element=element):
                return self._series(element, scope)
            case _:
                assert_never(type_)

    def _list(self, element: syntax.TypeExpr, scope: Scope) -> Kind:
        kind = self.kind(element, scope)
        if isinstance(kind, ListKind):
            self.findings.error(
                "E323",
                element.span,
                "a list cannot hold lists; give the inner list a record of its own",
                "een lijst kan geen lijsten bevatten; geef de binnenste lijst eigen gegevens",
            )
            return UNKNOWN
        return kind if isinstance(kind, UnknownKind) else ListKind(kind)

    def _series(self, element: syntax.TypeExpr, scope: Scope) -> Kind:
        kind = self.kind(element, scope)
        if isinstance(kind, RecordKind):
            said = kind_words(kind)
            self.findings.error(
                "E323",
                element.span,
                f"a value for each year cannot be {said.en}; give its fields a value for each year",
                f"een waarde per jaar kan niet {said.nl} zijn; geef de velden ervan een waarde per jaar",
            )
            return UNKNOWN
        return kind if isinstance(kind, UnknownKind) else SeriesKind(kind)

    def _options(self, names: tuple[syntax.Name, ...]) -> tuple[str, ...]:
        options: dict[str, syntax.Name] = {}
        for each in names:
            if each.text in options:
                self.findings.error(
                    "E202",
                    each.span,
                    f"option `{each.text}` is given twice",
                    f"optie `{each.text}` staat er twee keer",
                    labels=[label(options[each.text].span, "given here first", "staat hier het eerst")],
                )
            options.setdefault(each.text, each)
        return tuple(options)

    def _count(self, noun: syntax.Name, scope: Scope) -> Kind:
        info = self._unit(noun, scope)
        if info is None:
            return UNKNOWN
        if not info.whole:
            self.findings.error(
                "E209",
                noun.span,
                f"`{noun.text}` is a unit, not a counted noun: leave out `count of`",
                f"`{noun.text}` is een eenheid, geen geteld woord: laat `aantal` weg",
            )
            return UNKNOWN
        return NumberKind(
            "quantity", info.dimension, noun.text, info.scale, whole=True, low=Fraction(0), one=info.one(noun.text)
        )

    def _named(self, type_: syntax.NamedType, scope: Scope) -> Kind:
        name = type_.name.text
        if type_.per is None:
            record = scope.find("record", name, type_.name.span)
            if record is not None:
                return RecordKind(self.reach(record, scope.scope_of(record.module)))
            if name not in scope.units:
                self._unknown_type(type_.name, scope)
                return UNKNOWN
        top = self._unit(type_.name, scope)
        if top is None:
            return UNKNOWN
        if top.whole and type_.per is None:
            self.findings.error(
                "E209",
                type_.name.span,
                f"`{name}` is a counted noun: write `count of {name}`",
                f"`{name}` is een geteld woord: schrijf `aantal {name}`",
            )
            return UNKNOWN
        if type_.per is None:
            return NumberKind("quantity", top.dimension, name, top.scale, one=top.one(name))
        bottom = self._unit(type_.per, scope)
        if bottom is None:
            return UNKNOWN
        dimension = top.dimension.per(bottom.dimension)
        unit = f"{name} per {type_.per.text}"
        return NumberKind("quantity" if dimension.powers else "ratio", dimension, unit, top.scale / bottom.scale)

    def _unit(self, name: syntax.Name, scope: Scope) -> UnitInfo | None:
        info = scope.units.get(name.text)
        if info is None:
            if not scope.open:
                unknown_unit(name, scope, scope.units, self.findings)
            return None
        scope.find("unit", name.text, name.span)
        return info

    def _unknown_type(self, name: syntax.Name, scope: Scope) -> None:
        if scope.open:
            return
        known = [*(each.name for each in scope.visible("record")), *scope.units, "number", "percent", "text", "date"]
        guess = self.findings.closest(name.text, known)
        elsewhere = scope.declared_elsewhere("record", name.text)
        help = did_you_mean(guess)
        if elsewhere is not None:
            help = Words(
                f"it is declared in `{elsewhere}`: add `use {elsewhere}`",
                f"het staat in `{elsewhere}`: voeg `gebruik {elsewhere}` toe",
            )
        self.findings.error(
            "E208",
            name.span,
            f"`{name.text}` is neither a record nor a unit",
            f"`{name.text}` is geen gegevenssoort en geen eenheid",
            help=help,
            fix=replacing(name.span, guess),
        )


def literal_amount(value: syntax.Expr, scope: Scope) -> tuple[Fraction, NumberKind] | None:
    """A literal number in base units and its kind; None when it is no number or its unit is not known."""
    match value:
        case syntax.Number():
            return value.value, NumberKind(whole=value.value.denominator == 1)
        case syntax.Percent(number=number):
            return number.value / 100, NumberKind("percent")
        case syntax.Quantity(number=number, unit=unit):
            info = scope.units.get(unit.text)
            if info is None:
                return None
            scope.find("unit", unit.text)
            return number.value * info.scale, NumberKind("quantity", info.dimension, unit.text, info.scale, info.whole)
        case syntax.Negative(operand=operand):
            inner = literal_amount(operand, scope)
            return None if inner is None else (-inner[0], inner[1])
        case _:
            return None
