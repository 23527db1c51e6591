"""Child tables: a list of every provider in a file of its own (CSV, Excel, Parquet), a row per element, keyed by the provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from attrs import evolve, field, frozen

from compiler.ir.nodes import FieldInfo, RecordInfo
from compiler.ir.values import UNKNOWN
from compiler.records.columns import plan_columns, row_builder
from compiler.records.converters import Converter, Declarations, not_a_fact, record_converter
from compiler.records.door import provider_id
from compiler.records.files import filled_without_heading, wrong_length
from compiler.records.form import Form, declared_form
from compiler.records.problems import Finding, Place, Problem, Refusal, object_to, shown, too_deep
from compiler.records.quantities import Units
from compiler.records.row_files import RowFile, open_rows
from dsl.diagnostics import Words
from dsl.kinds import Kind, ListKind, RecordKind

USES = ("language", "separator", "percent", "key", "complete")
VALUE = "value"


@frozen
class ChildTable:
    """`rows` per provider, in the order of the file. `spoilt` names providers with a bad row; `broken` means that no provider
    can rely on the file. `first` tells where each provider stands first."""

    path: tuple[str, ...]
    complete: bool
    broken: bool
    rows: Mapping[str, list[object]] = field(factory=dict)
    spoilt: frozenset[str] = frozenset()
    first: Mapping[str, Place] = field(factory=dict)


def list_at(path: tuple[str, ...], judged: RecordInfo, infos: Mapping[str, RecordInfo]) -> ListKind | None:
    """The list that a path of names leads to, through single records only."""
    kind: Kind = RecordKind(judged.name)
    for name in path:
        info = infos[kind.name].find(name) if isinstance(kind, RecordKind) else None
        if info is None:
            return None
        kind = info.kind
    return kind if isinstance(kind, ListKind) else None


def read_table(
    name: str,
    file: FilePath,
    judged: RecordInfo,
    infos: Mapping[str, RecordInfo],
    units: Units,
    providers: Form,
    overrides: Mapping[str, str],
    most_bytes: int,
) -> tuple[ChildTable, tuple[Problem, ...]]:
    """All rows of a child table, and every problem in it. One that declares nothing is written as the file of `providers` is."""
    path = tuple(name.split(" / "))
    kind = list_at(path, judged, infos)
    nothing = ChildTable(path, complete=False, broken=True)
    if kind is None:
        return nothing, (_no_list(name, judged, infos).at(Place(str(file))),)
    opened = open_rows(file, most_bytes)
    if isinstance(opened, Problem):
        return nothing, (opened,)
    form, findings = declared_form(opened.settings or _settings_of(providers), overrides, USES)
    if findings:
        return nothing, tuple(each.at(opened.at(1)) for each in findings)
    element = _element_info(kind, infos)
    declarations = Declarations(infos, form, units, {})
    reader = _TableReader(opened, element, declarations, scalar=not isinstance(kind.element, RecordKind))
    for number, row in opened.lines(form):
        reader.take(number, row)
    return reader.result(path), tuple(reader.problems)


def _settings_of(form: Form) -> dict[str, object]:
    settings: dict[str, object] = {"language": form.language, "key": form.key, "separator": form.separator}
    return settings if form.percent is None else {**settings, "percent": form.percent}


def _no_list(name: str, judged: RecordInfo, infos: Mapping[str, RecordInfo]) -> Finding:
    """What the name is not; and how a list of that name within another list is given, else which lists there are."""
    lists = lists_of(judged, infos)
    last = name.replace("/", " / ").split(" / ")[-1].strip()
    inner = next((f"{outer} / {last}" for outer, kind in lists.items() if _holds_list(kind, last, infos)), None)
    help = Words(f"the lists are {_quoted(lists)}", f"de lijsten zijn {_quoted(lists)}") if lists else None
    if inner is not None:
        outer = inner.removesuffix(f" / {last}")
        columns = f"`{last} / number`, `{last} 1 / …`", f"`{last} / aantal`, `{last} 1 / …`"
        help = Words(
            f"`{last}` is a list of each of `{outer}`: give it in columns of that table, {columns[0]}",
            f"`{last}` is een lijst van elk van `{outer}`: geef haar in kolommen van die tabel, {columns[1]}",
        )
    en, nl = f"`{shown(name)}` is not a list of `{judged.name}`", f"`{shown(name)}` is geen lijst van `{judged.name}`"
    return object_to("E523", en, nl, help=help)


def lists_of(judged: RecordInfo, infos: Mapping[str, RecordInfo], before: tuple[str, ...] = ()) -> dict[str, ListKind]:
    """The lists that a table of their own can give, by their names: those of the record, and of single records in it."""
    found: dict[str, ListKind] = {}
    for each in judged.fields:
        if isinstance(each.kind, ListKind):
            found[" / ".join((*before, each.name))] = each.kind
        elif isinstance(each.kind, RecordKind) and len(before) < len(infos):
            found |= lists_of(infos[each.kind.name], infos, (*before, each.name))
    return found


def _holds_list(kind: ListKind, name: str, infos: Mapping[str, RecordInfo]) -> bool:
    info = infos[kind.element.name].find(name) if isinstance(kind.element, RecordKind) else None
    return info is not None and isinstance(info.kind, ListKind)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in names)


def _element_info(kind: ListKind, infos: Mapping[str, RecordInfo]) -> RecordInfo:
    """The record of the elements; for a list of plain values one with the single fact `value`."""
    if isinstance(kind.element, RecordKind):
        return infos[kind.element.name]
    return RecordInfo("element", None, (FieldInfo(VALUE, kind.element),))


class _TableReader:
    def __init__(self, file: RowFile, element: RecordInfo, declarations: Declarations, *, scalar: bool) -> None:
        self.file = file
        self.element = element
        self.infos = declarations.infos
        self.form = declarations.form
        self.scalar = scalar
        key: dict[str, Converter] = {} if element.find(self.form.key) else {self.form.key: not_a_fact}
        self.convert = record_converter(element, declarations, key)
        self.headings: list[str] | None = None
        self.problems: list[Problem] = []
        self.rows: dict[str, list[object]] = {}
        self.first: dict[str, Place] = {}
        self.spoilt: set[str] = set()
        self.broken = self.broken_heading = False

    def take(self, number: int, row: list[Any] | Finding) -> None:
        place = self.file.at(number)
        if self.headings is None:
            self._take_header(place, row)
            return
        if self.broken_heading:  # its rows would only repeat it
            return
        findings = [row] if isinstance(row, Finding) else [*_present(wrong_length(row, self.headings))]
        if isinstance(row, Finding) or findings:
            self._spoil(None, place, findings)
            return
        raw, findings = self.build(row)
        findings.extend(filled_without_heading(row, self.headings))
        id = provider_id(raw.get(self.form.key), self.form.key)
        if isinstance(id, Finding):
            self._spoil(None, place, [*findings, id])
            return
        self.first.setdefault(id, evolve(place, provider=id))
        try:
            value = self.convert(raw)
        except RecursionError:
            value = Refusal((too_deep(),))
        if isinstance(value, Refusal):
            findings.extend(value.findings)
        if findings:
            self._spoil(id, evolve(place, provider=id), findings)
            return
        if isinstance(value, dict) and self.scalar:
            value = value.get(VALUE, UNKNOWN)
        self.rows.setdefault(id, []).append(value)

    def _take_header(self, place: Place, row: list[Any] | Finding) -> None:
        self.headings = [] if isinstance(row, Finding) else row
        findings: tuple[Finding, ...] = (row,) if isinstance(row, Finding) else ()
        plan, more = plan_columns(self.headings, self.element, self.infos, self.form)
        self.build = row_builder(plan, self.form)
        self.problems.extend(each.at(place) for each in findings or more)
        self.broken = self.broken_heading = bool(findings or more)

    def _spoil(self, id: str | None, place: Place, findings: list[Finding]) -> None:
        """A row without a known provider may belong to any of them."""
        self.problems.extend(each.at(place) for each in findings)
        if id is None:
            self.broken = True
        else:
            self.spoilt.add(id)

    def result(self, path: tuple[str, ...]) -> ChildTable:
        if self.headings is None:
            self.problems.append(
                object_to("E505", "the table has no header", "de tabel heeft geen kopregel").at(self.file.at(1))
            )
            self.broken = True
        return ChildTable(path, self.form.complete, self.broken, self.rows, frozenset(self.spoilt), self.first)


def _present(finding: Finding | None) -> tuple[Finding, ...]:
    return () if finding is None else (finding,)
