"""The door: a file of providers -> providers with typed facts, and every problem of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath

from attrs import define, evolve, field, frozen

from compiler.ir.nodes import RecordInfo
from compiler.records.columns import plan_columns, row_builder
from compiler.records.door import Converted, Door
from compiler.records.files import (
    MOST_BYTES,
    filled_without_heading,
    read_text,
    split_declaration,
    table_rows,
    wrong_length,
)
from compiler.records.form import Form, declared_form
from compiler.records.json_text import Offsets, members, offset_of, parse_json
from compiler.records.problems import Finding, Path, Place, Problem, object_to, shown
from compiler.records.providers import Provider, Reading
from compiler.records.quantities import Units
from compiler.records.row_files import Line, RowFile, open_rows
from compiler.records.suggest import Suggester
from compiler.records.tables import ChildTable, read_table
from dsl.diagnostics import Words
from dsl.source import SourceFile

JSON_USES = ("language", "percent", "key", "as-of", "dated")
TABLE_USES = ("language", "separator", "percent", "key", "as-of", "dated")
IN_ROWS = (".xlsx", ".parquet")
"""Files of which the cells are not text; of Parquet only columns that are no lists or structures of their own."""


def read_providers(
    path: FilePath,
    records: Iterable[RecordInfo],
    judges: str,
    *,
    units: Units,
    settings: Mapping[str, str] | None = None,
    tables: Mapping[str, FilePath] | None = None,
    most_bytes: int = MOST_BYTES,
    mapped: Callable[[Iterator[Line]], Iterator[Line]] = iter,
) -> Reading:
    """Read a `.json`, `.jsonl`, `.ndjson`, `.csv`, `.xlsx` (first sheet) or `.parquet` (plain columns) file of providers.

    `records` and `judges` as in `compiler.ir.nodes.Policy`; `units` maps every form of every unit to its dimension and the
    number of base units in it. `settings` (`{"language": "nl"}`) overrides what the file declares. `tables` gives lists that
    stand in files of their own (CSV, Excel, Parquet), by the name of the list; `mapped` gives the columns of a workbook or of
    Parquet the names of facts. Nothing is raised for bad data: a record is either among the providers, or rejected and among
    the problems. Raises NoExcel for a workbook when openpyxl is not there.
    """
    infos = tuple(records)
    if path.suffix.lower() in IN_ROWS:
        file = open_rows(path, most_bytes)
        if isinstance(file, Problem):
            return Reading((), (file,), 0, 0)
        return _read_row_file(file, infos, judges, units, settings or {}, tables or {}, mapped)
    overrides = dict(settings or {})
    gathered = _Gathered()
    names = tuple(tables or {})
    suffix = path.suffix.lower()
    text = read_text(path, most_bytes) if suffix in _READERS else _unknown_suffix(suffix).at(Place(str(path)))
    if isinstance(text, Problem):
        return Reading((), (text,), 0, 0)
    if tables:
        overrides = {
            name: value for name, value in overrides.items() if name in _uses(suffix) or name not in TABLE_USES
        }
    source = _Source(SourceFile(str(path), text), infos, judges, units, overrides, names, mapped=mapped)
    _READERS[suffix](source, gathered)
    return gathered.reading(_children(source, gathered, tables or {}, settings or {}, most_bytes))


def read_rows(
    file: str,
    declared: Mapping[str, object],
    rows: Iterable[Line],
    records: Iterable[RecordInfo],
    judges: str,
    *,
    units: Units,
) -> Reading:
    """Rows of text that are already taken apart, the header first, each with its line; otherwise as `read_providers`."""
    return _read_row_file(
        RowFile(Place(file), declared, lambda _: iter(rows)), tuple(records), judges, units, {}, {}, iter
    )


def _read_row_file(
    file: RowFile,
    infos: tuple[RecordInfo, ...],
    judges: str,
    units: Units,
    settings: Mapping[str, str],
    tables: Mapping[str, FilePath],
    mapped: Callable[[Iterator[Line]], Iterator[Line]],
) -> Reading:
    gathered = _Gathered()
    source = _Source(SourceFile(file.place.file, ""), infos, judges, units, dict(settings), tuple(tables), file)
    door, findings = source.door(file.settings, TABLE_USES)
    if door is None:
        gathered.spoil(source.place(1), findings)
        return gathered.reading([])
    _take_rows(source, gathered, door, mapped(file.lines(door.form)), as_they_stand=mapped is iter)
    return gathered.reading(_children(source, gathered, tables, settings, MOST_BYTES))


def _children(
    source: _Source,
    gathered: _Gathered,
    tables: Mapping[str, FilePath],
    settings: Mapping[str, str],
    most_bytes: int,
) -> list[ChildTable]:
    by_name = {each.name: each for each in source.infos}
    children = []
    form = gathered.form or Form()
    for name, file in tables.items():
        child, problems = read_table(
            name, file, by_name[source.judges], by_name, source.units, form, _for_tables(settings), most_bytes
        )
        gathered.problems.extend(problems)
        children.append(child)
    return children


def _uses(suffix: str) -> tuple[str, ...]:
    return TABLE_USES if suffix == ".csv" else JSON_USES


def _for_tables(settings: Mapping[str, str] | None) -> dict[str, str]:
    return {name: value for name, value in (settings or {}).items() if name in TABLE_USES and name != "as-of"}


@frozen
class _Source:
    file: SourceFile
    infos: tuple[RecordInfo, ...]
    judges: str
    units: Units
    overrides: Mapping[str, str]
    tables: tuple[str, ...]
    rows: RowFile | None = None
    mapped: Callable[[Iterator[Line]], Iterator[Line]] = iter

    def place(self, line: int | None = None, record: int | None = None) -> Place:
        if self.rows is not None and line is not None:
            return evolve(self.rows.at(line), record=record if self.rows.counted == "line" else line)
        return Place(self.file.path, line, None, record)

    def place_at(self, offset: int, record: int | None = None) -> Place:
        line, character = self.file.position(offset)
        return Place(self.file.path, line, character, record)

    def door(self, declared: Mapping[str, object], uses: tuple[str, ...]) -> tuple[Door | None, tuple[Finding, ...]]:
        form, findings = declared_form(declared, self.overrides, uses)
        form = evolve(form, json=uses is JSON_USES)
        return (None if findings else Door(self.infos, self.judges, self.units, form)), findings


@define
class _Gathered:
    """What has been read so far: every record with an id, good or not, and the problems. `broken` rejects all records, `form`
    is how the file writes its values."""

    records: int = 0
    broken: bool = False
    good: list[Provider] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    places: dict[str, list[Place]] = field(factory=dict)
    form: Form | None = None

    def take(self, done: Converted, place: Place) -> None:
        """Count a record, and keep it when it is good."""
        self.records += 1
        if done.id is not None:
            self.places.setdefault(done.id, []).append(place)
            if not done.findings:
                self.good.append(Provider(done.id, done.facts, done.judgements, place))  # type: ignore[arg-type]

    def reject(self, place: Place, findings: Iterable[Finding]) -> None:
        """Count a record that could not even be parsed."""
        self.records += 1
        self.problems.extend(each.at(place) for each in findings)

    def spoil(self, place: Place, findings: Iterable[Finding]) -> None:
        """A mistake that no record of the file survives."""
        self.problems.extend(each.at(place) for each in findings)
        self.broken = True

    def reading(self, children: list[ChildTable]) -> Reading:
        providers = [each for each in self.good if not self._is_repeated(each.id)]
        self._report_repeated()
        for child in children:
            self._report_orphans(child)
            self.broken = self.broken or child.broken
            providers = [each for each in providers if each.id not in child.spoilt and self._add(each, child)]
        if self.broken:
            providers = []
        rejected = self.records - len(providers)
        form = self.form or Form()
        return Reading(tuple(providers), tuple(self.problems), self.records, rejected, form.as_of, form.dated)

    def _add(self, provider: Provider, child: ChildTable) -> bool:
        found = _add_rows(provider, child)
        if found is not None:
            self.problems.append(found.at(child.first.get(provider.id, provider.place)))
        return found is None

    def _is_repeated(self, id: str) -> bool:
        return len(self.places[id]) > 1

    def _report_repeated(self) -> None:
        """Of two records of one provider nobody can tell which is right: both are rejected."""
        for id, places in self.places.items():
            for number, place in enumerate(places if len(places) > 1 else ()):
                said, other = shown(id), places[0 if number else 1]
                found = object_to(
                    "E510",
                    f"provider `{said}` stands in the file more than once: also at {other}",
                    f"aanbieder `{said}` staat meer dan één keer in het bestand: ook in {other}",
                    seen=id,
                )
                self.problems.append(found.at(place))

    def _report_orphans(self, child: ChildTable) -> None:
        """Rows of a provider that is not there may be the missing rows of one that is."""
        without_zeros = {id.lstrip("0"): id for id in self.places}
        for id, place in child.first.items():
            if id not in self.places:
                said, meant = shown(id), without_zeros.get(id.lstrip("0"))
                en, nl = (
                    f"provider `{said}` is not in the file of providers",
                    f"aanbieder `{said}` staat niet in het bestand met aanbieders",
                )
                help = (
                    None if meant is None else Words(f"did you mean `{shown(meant)}`?", f"bedoelde u `{shown(meant)}`?")
                )
                self.spoil(place, [object_to("E523", en, nl, seen=id, help=help)])


def _add_rows(provider: Provider, child: ChildTable) -> Finding | None:
    """Put the rows in their place, making the records on the way; without rows the list is unknown unless the table is complete.

    The finding tells that the file of providers itself already says something else about the list.
    """
    rows = child.rows.get(provider.id, [] if child.complete else None)
    if rows is None:
        return None
    facts: dict[str, object] = provider.facts  # type: ignore[assignment]
    for step in child.path[:-1]:
        inner = facts.setdefault(step, {})
        if not isinstance(inner, dict):
            return _already_there(child)
        facts = inner
    if child.path[-1] in facts:
        return _already_there(child)
    facts[child.path[-1]] = tuple(rows)
    return None


def _already_there(child: ChildTable) -> Finding:
    return object_to(
        "E523",
        "the list stands both in the file of providers and in a file of its own",
        "de lijst staat zowel in het bestand met aanbieders als in een eigen bestand",
        path=child.path,
    )


def _read_json(source: _Source, gathered: _Gathered) -> None:
    text = source.file.text
    parsed, wrong, at = parse_json(text)
    if wrong is not None:
        gathered.spoil(source.place_at(at), [wrong])
        return
    declared: object = {}
    raws: object = parsed
    path: Path = ()
    if isinstance(parsed, dict):
        path = ("providers",)
        declared, raws = parsed.get("meetlat", {}), parsed.get("providers")
        if "providers" in parsed:
            _check_top(source, parsed, gathered)
    if not isinstance(raws, list) or not isinstance(declared, dict):
        gathered.spoil(source.place_at(offset_of(text, ())), [_wrong_shape(parsed)])
        return
    door, findings = source.door(declared, JSON_USES)
    if door is None:
        gathered.spoil(source.place_at(offset_of(text, ())), findings)
        return
    gathered.form = door.form
    starts: list[int] | None = None
    for number, raw in enumerate(raws, 1):
        done = door.convert(raw)
        place = Place(source.file.path, None, None, number, done.id)
        if done.findings or done.id in gathered.places:
            starts = starts or [start for _, start in members(text, offset_of(text, path))]
            line, character = source.file.position(starts[number - 1])
            place = evolve(place, line=line, character=character)
            _locate(source, gathered, done.findings, starts[number - 1], place)
        gathered.take(done, place)


def _locate(source: _Source, gathered: _Gathered, findings: Iterable[Finding], start: int, place: Place) -> None:
    """Problems with the line and character of the value in the JSON text."""
    offsets = Offsets(source.file.text, start)
    for each in findings:
        line, character = source.file.position(_offset(offsets, each.path))
        gathered.problems.append(each.at(evolve(place, line=line, character=character)))


def _offset(offsets: Offsets, path: Path) -> int:
    try:
        return offsets.of(path)
    except RecursionError:
        return offsets.of(())


def _check_top(source: _Source, parsed: dict[str, object], gathered: _Gathered) -> None:
    for name in parsed:
        if name not in ("meetlat", "providers"):
            offset = offset_of(source.file.text, (name,))
            said = shown(name)
            found = object_to(
                "E507",
                f"`{said}` is no part of a file of providers; those are `meetlat` and `providers`",
                f"`{said}` is geen deel van een bestand met aanbieders; dat zijn `meetlat` en `providers`",
                seen=name,
                help=Suggester(("meetlat", "providers")).help(name),
            )
            gathered.spoil(source.place_at(offset), [found])
    for name in getattr(parsed, "repeated", ()):
        said = shown(name)
        en, nl = f"key `{said}` stands twice in one object", f"sleutel `{said}` staat twee keer in één object"
        gathered.spoil(source.place_at(offset_of(source.file.text, (name,))), [object_to("E508", en, nl, seen=name)])


def _wrong_shape(parsed: object) -> Finding:
    return object_to(
        "E505",
        "expected a list of providers, or an object with `meetlat` and `providers`",
        "verwacht: een lijst van aanbieders, of een object met `meetlat` en `providers`",
        seen=parsed,
        help=Words(
            "put the providers in a list, also when there is one",
            "zet de aanbieders in een lijst, ook als het er één is",
        ),
    )


def _read_json_lines(source: _Source, gathered: _Gathered) -> None:
    door: Door | None = None
    number = 0
    for line, start, text in _lines(source.file.text):
        parsed, wrong, at = parse_json(text)
        if door is None:
            declared = parsed.get("meetlat") if parsed.__class__ is dict and len(parsed) == 1 else None
            door, findings = source.door(declared if isinstance(declared, dict) else {}, JSON_USES)
            if door is None:
                gathered.spoil(source.place(line), findings)
                return
            gathered.form = door.form
            if isinstance(declared, dict):
                continue
        number += 1
        if wrong is not None:
            gathered.reject(source.place_at(start + at, number), [wrong])
            continue
        done = door.convert(parsed)
        place = Place(source.file.path, line, None, number, done.id)
        if done.findings:
            _locate(source, gathered, done.findings, start, place)
        gathered.take(done, place)


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Lines that are not blank: number, offset, text."""
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.isspace():
            yield number, start, line
        start += len(line) + 1


def _read_csv(source: _Source, gathered: _Gathered) -> None:
    table = split_declaration(source.file.text)
    door, findings = source.door(table.settings or {}, TABLE_USES)
    if door is None:
        gathered.spoil(source.place(1), findings)
        return
    rows = source.mapped(table_rows(table, door.form.separator))
    _take_rows(source, gathered, door, rows, as_they_stand=source.mapped is iter)


def _take_rows(
    source: _Source, gathered: _Gathered, door: Door, rows: Iterator[Line], *, as_they_stand: bool = True
) -> None:
    """`as_they_stand`: a row has all columns of the file, so that it is known in which cell something stands."""
    gathered.form = door.form
    line, headings = next(rows, (1, object_to("E505", "the table has no header", "de tabel heeft geen kopregel")))
    if isinstance(headings, Finding):
        gathered.spoil(source.place(line), [headings])
        return
    plan, findings = plan_columns(headings, door.judged, door.declarations.infos, door.form, source.tables)
    if findings:
        gathered.spoil(source.place(line), findings)
    build = row_builder(plan, door.form)
    for number, (line, row) in enumerate(rows, 1):
        place = source.place(line, number)
        if isinstance(row, Finding):
            gathered.reject(place, [row])
            continue
        short = wrong_length(row, headings)
        if short is not None:
            gathered.reject(place, [short] if len(headings) > 1 or not findings else [])  # else its header tells why
            continue
        raw, wrong = build(row)
        done = door.convert(raw)
        wrong.extend((*filled_without_heading(row, headings), *done.findings))
        if door.form.key not in plan.fields:
            wrong = [each for each in wrong if each.code != "E509"]
        place = evolve(place, provider=done.id)
        problems = (each.at(place) for each in wrong)
        gathered.problems.extend(_in_its_cell(each, headings) if as_they_stand else each for each in problems)
        gathered.take(evolve(done, findings=tuple(wrong)), place)


def _in_its_cell(problem: Problem, headings: Sequence[str]) -> Problem:
    """With the cell of a workbook, where the problem is about one."""
    place = problem.place
    if place.sheet is None or place.line is None or place.column is None:
        return problem
    names = [each.strip() for each in headings]
    if place.column not in names:
        return problem
    from openpyxl.utils import get_column_letter  # the workbook was read with it

    cell = f"{get_column_letter(names.index(place.column) + 1)}{place.line}"
    return evolve(problem, place=evolve(place, cell=cell))


def _unknown_suffix(suffix: str) -> Finding:
    known = ", ".join(f"`{each}`" for each in (*_READERS, *IN_ROWS))
    said = shown(suffix)
    return object_to(
        "E501",
        f"files that end in `{said}` are not read; those in {known} are",
        f"bestanden op `{said}` worden niet gelezen; wel die op {known}",
    )


_READERS = {".json": _read_json, ".jsonl": _read_json_lines, ".ndjson": _read_json_lines, ".csv": _read_csv}
