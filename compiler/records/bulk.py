"""The door for many providers at once: files -> registers of typed columns, part by part, with every bad cell at its place.

Each different cell is converted once, by the converters that read single providers, so that both doors mean the same. A provider
with a bad cell is rejected and told of; the others go on. What came in is what goes on and what is rejected: `Taken` counts both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen

from compiler.columns.encode import encode
from compiler.columns.layout import JUDGED, Column, Layout, Spot, Table, columns_at
from compiler.columns.register import Register, Rows
from compiler.ir.nodes import FieldInfo, Policy, RecordInfo
from compiler.ir.values import Facts
from compiler.records.cells import convert_cells
from compiler.records.columns import CellPlan, JudgementPlan, Plan, RecordPlan, SeriesPlan, plan_columns, row_builder
from compiler.records.converters import is_year, kind_converter
from compiler.records.door import Door, provider_id
from compiler.records.form import header_settings
from compiler.records.problems import Finding, Place, Problem, object_to, shown
from compiler.records.providers import Provider, Reading
from compiler.records.quantities import Units
from compiler.records.reading import read_providers, read_rows
from compiler.records.sources import Part, Source, key_column, open_table
from compiler.records.workbook import read_sheet
from dsl.diagnostics import CompilerFault, Language
from dsl.kinds import Kind, ListKind, RecordKind, SeriesKind, SetKind, YesNoKind

if TYPE_CHECKING:
    import polars as pl

COLUMNAR = (".csv", ".parquet")
Line = tuple[int, list[str] | Finding]
MOST_TOLD = 10_000
"""Of so many bad cells the place is told; the others are counted with the rejected."""


@frozen(eq=False)
class Taken:
    """Providers that came in together. `names` and `register` are of the good ones, in the order of the file."""

    names: tuple[str, ...]
    register: Register
    records: int
    problems: tuple[Problem, ...]
    rejected: int
    row: Any = field(repr=False)
    """Place in the register -> the facts of the provider, for single decisions."""

    def __attrs_post_init__(self) -> None:
        if self.records != len(self.names) + self.rejected or self.register.height != len(self.names):
            raise CompilerFault(f"{self.records} records came in, {len(self.names)} are good, {self.rejected} rejected")


class Bulk:
    """One file of providers, and lists in files of their own, read for one policy."""

    def __init__(
        self,
        path: FilePath,
        policy: Policy,
        units: Units,
        *,
        settings: Mapping[str, str] | None = None,
        mapping: Mapping[str, str] | None = None,
        tables: Mapping[str, FilePath] | None = None,
    ) -> None:
        self.path = path
        self.policy = policy
        self.units = units
        self.settings = settings
        self.mapping = mapping or {}
        self.tables = tables
        self.layout = Layout.of(policy)
        self.infos = {each.name: each for each in policy.records}
        self.source: Source | None = None
        self.reading: Reading | None = None
        self.problem: Problem | None = None
        tables = tables or {}
        if path.suffix.lower() in COLUMNAR and not tables:
            opened = open_table(path, settings or {}, self.mapping)
            self.problem = opened if isinstance(opened, Problem) else None
            self.source = opened if isinstance(opened, Source) else None
        elif path.suffix.lower() == ".xlsx":
            self.reading = self._workbook()
        else:
            self.reading = read_providers(
                path, policy.records, policy.judges, units=units, settings=settings, tables=tables
            )
        form = None if self.source is None else self.source.form
        self.as_of = self.reading.as_of if self.reading is not None else form.as_of if form is not None else None

    def again(self) -> Bulk:
        """The same files, from the start."""
        return Bulk(
            self.path, self.policy, self.units, settings=self.settings, mapping=self.mapping, tables=self.tables
        )

    @property
    def records(self) -> int:
        """About how many providers the file holds, to show how far the work is."""
        if self.source is None or self.source.keys is None:
            return 0
        return len(self.source.keys)

    def parts(self) -> Iterator[Taken]:
        """The providers, so many at a time; of a file that cannot be opened `problem` tells why."""
        if self.reading is not None:
            yield self._read(self.reading)
        if self.source is None:
            return
        door = Door(self.policy.records, self.policy.judges, self.units, self.source.form)
        repeated = self._repeated(self.source)
        for part in self.source.parts:
            yield self._take(part, door, repeated)

    def only(self, name: str) -> Reading:
        """One provider out of a Parquet file, as a file of that provider alone would give it."""
        import polars as pl

        if self.source is None or self.path.suffix.lower() != ".parquet":
            raise CompilerFault("only a row of a Parquet file is read on its own")
        door = Door(self.policy.records, self.policy.judges, self.units, self.source.form)
        key = key_column(self.source.form.key, self.mapping)
        rows = pl.scan_parquet(self.path).with_row_index("\0record", 1)
        found = rows.filter(pl.col(key).cast(pl.String).str.strip_chars() == name).collect()
        first = int(found["\0record"][0]) if found.height else 1
        taken = self._take(Part(found.drop("\0record"), first), door, self._repeated(self.source))
        providers = tuple(
            Provider(each, taken.row(at), {}, Place(str(self.path), None, None, first + at, each))
            for at, each in enumerate(taken.names)
        )
        return Reading(providers, taken.problems, taken.records, taken.rejected)

    def _workbook(self) -> Reading:
        """The first sheet of a workbook; a row is told as Excel numbers it. Raises NoExcel when openpyxl is not there."""
        sheet = read_sheet(self.path)
        if isinstance(sheet, Finding):
            return Reading((), (sheet.at(Place(str(self.path))),), 0, 0)
        declared = header_settings(sheet.text(0, 0))
        language: Language = "nl" if (declared or {}).get("language") == "nl" else "en"
        lines = sheet.lines(0 if declared is None else 1, language)
        policy = self.policy
        settings = {name: value for name, value in (declared or {}).items() if name != "separator"}
        return read_rows(str(self.path), settings, self._mapped(lines), policy.records, policy.judges, units=self.units)

    def _mapped(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Rows of which the header has the names of facts, without the columns that are passed by."""
        line, header = next(lines, (1, []))
        if isinstance(header, Finding):
            yield line, header
            return
        kept = [at for at, each in enumerate(header) if self.mapping.get(each.strip()) != ""]
        yield line, [self.mapping.get(header[at].strip(), header[at]) for at in kept]
        for line, row in lines:
            yield line, row if isinstance(row, Finding) else [row[at] for at in kept if at < len(row)]

    def _read(self, reading: Reading) -> Taken:
        facts = [each.facts for each in reading.providers]
        names = tuple(each.id for each in reading.providers)
        register = encode(self.layout, RecordKind(self.policy.judges), facts)
        return Taken(names, register, reading.records, reading.problems, reading.rejected, facts.__getitem__)

    def _repeated(self, source: Source) -> frozenset[str]:
        if source.keys is None:
            return frozenset()
        import polars as pl

        names = source.keys.cast(pl.String).str.strip_chars()
        return frozenset(names.filter(names.is_duplicated()).drop_nulls().to_list())

    # --- one part -----------------------------------------------------------------------------------------------------

    def _take(self, part: Part, door: Door, repeated: frozenset[str]) -> Taken:
        frame = self._named(part.frame)
        nested = [each for each in frame.columns if frame.schema[each].is_nested()]
        flat = [each for each in frame.columns if each not in nested]
        plan, findings = plan_columns(flat, door.judged, self.infos, door.form, tuple(nested))
        total = part.frame.height + len(part.broken)
        if findings or (wrong := self._wrong_nested(frame, nested, door)):
            found = [*findings, *([] if findings else wrong)]
            problems = [each.at(Place(str(self.path), 1)) for each in found] if part.first == 1 else []
            return self._nothing(total, problems)
        places = _Places(str(self.path), part, door.form.key, frame)
        bad = _Bad(places)
        for at in places.names.is_null().arg_true() if total else ():
            bad.add(at, places.nameless(at))
        for at in places.names.is_in(list(repeated)).fill_null(False).arg_true() if repeated else ():
            said = shown(places.names[at])
            en, nl = f"provider `{said}` stands twice in the file", f"aanbieder `{said}` staat twee keer in het bestand"
            bad.add(at, object_to("E510", en, nl, seen=places.names[at]))
        build = row_builder(plan, door.form) if not nested else None
        rows = _RowReader(frame, plan, build, door, nested)
        register = self._registered(frame, plan, nested, door, rows, bad)
        names = places.names
        if bad.rows:
            good = [at for at in range(frame.height) if at not in bad.rows]
            frame, names = frame[good], names.gather(good)
            rows = _RowReader(frame, plan, build, door, nested)
            register = self._registered(frame, plan, nested, door, rows, _Bad(places))
        told = (*part.broken, *bad.problems)
        return Taken(tuple(names.to_list()), register, total, told, total - len(names), rows.facts)

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns under the names of their facts; those that the mapping gives no fact are passed by."""
        if not self.mapping:
            return frame
        ignored = [each for each in frame.columns if self.mapping.get(each) == ""]
        kept = frame.drop(ignored)
        return kept.rename({each: self.mapping[each] for each in kept.columns if each in self.mapping})

    def _wrong_nested(self, frame: pl.DataFrame, nested: Sequence[str], door: Door) -> list[Finding]:
        kept = {name: frame.schema[name] for name in nested}
        return [*misfits(kept, door.judged, self.infos, ())]

    def _nothing(self, total: int, problems: Iterable[Problem]) -> Taken:
        register = encode(self.layout, RecordKind(self.policy.judges), [])
        return Taken((), register, total, tuple(problems), total, lambda _: {})

    def _registered(
        self, frame: pl.DataFrame, plan: RecordPlan, nested: Sequence[str], door: Door, rows: _RowReader, bad: _Bad
    ) -> Register:
        if _is_plain(plan):
            return self._encoded(frame, plan, nested, door, bad)
        return self._one_by_one(frame, rows, bad)

    def _one_by_one(self, frame: pl.DataFrame, rows: _RowReader, bad: _Bad) -> Register:
        """Rows that are more than plain cells, such as lists in columns of their own."""
        providers = []
        for at in range(frame.height):
            facts, findings = rows.converted(at)
            for each in findings:
                bad.add(at, each)
            providers.append(facts)
        return encode(self.layout, RecordKind(self.policy.judges), providers)

    def _encoded(self, frame: pl.DataFrame, plan: RecordPlan, nested: Sequence[str], door: Door, bad: _Bad) -> Register:
        encoder = _Encoder(self.layout, self.infos, door, bad)
        tree: dict[str, Any] = _tree(frame, plan)
        tree |= {name: frame.get_column(name) for name in nested}
        encoder.record(door.judged, tree, JUDGED, (), (), _Origin(frame.height))
        return encoder.register(frame.height)


def misfits(
    columns: Mapping[str, pl.DataType], info: RecordInfo, infos: Mapping[str, RecordInfo], path: tuple[str, ...]
) -> Iterator[Finding]:
    """Nested columns that are no facts, or have another shape than their facts."""
    for name, dtype in columns.items():
        found = info.find(name)
        here = (*path, name)
        if found is None:
            said = shown(" / ".join(here))
            en, nl = f"column `{said}` names no declared fact", f"kolom `{said}` noemt geen gegeven dat bestaat"
            yield object_to("E507", en, nl, seen=said)
        else:
            yield from _misfit(dtype, YesNoKind() if found.judgement else found.kind, infos, here)


def _misfit(
    dtype: pl.DataType, kind: Kind, infos: Mapping[str, RecordInfo], path: tuple[str, ...]
) -> Iterator[Finding]:
    import polars as pl

    match kind, dtype:
        case RecordKind(name), pl.Struct(fields=fields):
            yield from misfits({each.name: each.dtype for each in fields}, infos[name], infos, path)  # type: ignore[misc]
        case SeriesKind(element), pl.Struct(fields=fields) if all(is_year(each.name) for each in fields):
            for each in fields:
                yield from _misfit(each.dtype, element, infos, (*path, each.name))  # type: ignore[arg-type]
        case ListKind(element), pl.List(inner=inner):
            yield from _misfit(inner, element, infos, path)  # type: ignore[arg-type]
        case SetKind(), pl.List(inner=pl.String() | pl.Enum()):
            return
        case RecordKind() | SeriesKind() | ListKind(), _:
            yield _of_other_shape(dtype, path)
        case _ if dtype.is_nested():
            yield _of_other_shape(dtype, path)


def _of_other_shape(dtype: object, path: tuple[str, ...]) -> Finding:
    said, shape = shown(" / ".join(path)), shown(str(dtype))
    en = f"column `{said}` has another shape than its fact: `{shape}`"
    return object_to("E526", en, f"kolom `{said}` heeft een andere vorm dan haar gegeven: `{shape}`", seen=shape)


def _is_plain(plan: RecordPlan) -> bool:
    """Whether each column is one fact, so that columns can be read as a whole."""
    for each in plan.fields.values():
        match each:
            case CellPlan():
                continue
            case JudgementPlan(details=details) if not details:
                continue
            case RecordPlan(own=None) if _is_plain(each):
                continue
            case SeriesPlan(own=None):
                continue
        return False
    return True


def _tree(frame: pl.DataFrame, plan: RecordPlan) -> dict[str, Any]:
    columns = frame.get_columns()
    flat = [each for each in columns if not each.dtype.is_nested()]

    def of(plan: Plan) -> Any:
        match plan:
            case CellPlan(column):
                return flat[column]
            case JudgementPlan(value):
                return None if value is None else flat[value]
            case RecordPlan():
                return {name: of(each) for name, each in plan.fields.items()}
            case SeriesPlan():
                return {year: of(each) for year, each in plan.years.items()}
        raise CompilerFault("a list in columns of its own")

    return {name: of(each) for name, each in plan.fields.items()}


@define(eq=False)
class _Places:
    """Where the rows of a part stand, and what their providers are called."""

    file: str
    part: Part
    key: str
    frame: Any
    names: Any = field(init=False)
    """Those of the providers, missing where there is none."""

    def __attrs_post_init__(self) -> None:
        import polars as pl

        found = self.frame.get_column(self.key) if self.key in self.frame.columns else pl.Series([], dtype=pl.String)
        if found.dtype == pl.String or found.dtype.is_integer():
            texts = found.cast(pl.String).str.strip_chars().alias("name")
            self.names = pl.select(pl.when(texts != "").then(texts).otherwise(None)).to_series()
        else:
            named = [provider_id(each, self.key) for each in found]
            self.names = pl.Series([None if isinstance(each, Finding) else each for each in named], dtype=pl.String)

    def nameless(self, at: int) -> Finding:
        found = provider_id(self.frame.get_column(self.key)[at], self.key)
        assert isinstance(found, Finding)
        return found

    def of(self, at: int) -> Place:
        provider = self.names[at]
        if self.part.lines is None:
            return Place(self.file, None, None, self.part.first + at, provider)
        number, line = self.part.lines[at]
        return Place(self.file, line, None, number, provider)


@define(eq=False)
class _Bad:
    """The rows of a part that have something wrong, and what."""

    places: _Places
    rows: Counter[int] = field(factory=Counter)
    problems: list[Problem] = field(factory=list)

    def add(self, at: int, finding: Finding) -> None:
        self.rows[at] += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(finding.at(self.places.of(at)))


@frozen(eq=False)
class _Origin:
    """The rows of a table: how many, and for each (None: itself) to which provider it belongs and its place in the list."""

    height: int
    judged: Any = None
    steps: Any = None

    def provider(self, row: int) -> int:
        return row if self.judged is None else int(self.judged[row])

    def path(self, row: int) -> tuple[str | int, ...]:
        return () if self.steps is None else self.steps(row)


class _Encoder:
    """Fills the tables of a register from whole columns."""

    def __init__(self, layout: Layout, infos: Mapping[str, RecordInfo], door: Door, bad: _Bad) -> None:
        self.layout = layout
        self.infos = infos
        self.declarations = door.declarations
        self.bad = bad
        self.wanted = set(layout.columns)
        self.series = {(each.table, each.path) for each in layout.series}
        self.columns: dict[Table, dict[str, Any]] = {table: {} for table in layout.tables}
        self.starts: dict[Table, Any] = {}
        self.heights: dict[Table, int] = {}
        self.scales: dict[Column, int] = {}
        self.odd: set[int] = set()

    def register(self, height: int) -> Register:
        import numpy as np
        import polars as pl

        rows = {}
        self.heights[JUDGED] = height
        for table in self.layout.tables:
            columns = self.columns[table]
            if table.above and table not in self.starts:
                self.starts[table] = np.zeros(self.heights[table.above[-1]] + 1, dtype=np.int64)
                self.heights[table] = 0
            frame = pl.DataFrame([*columns.values()]) if columns else pl.DataFrame(height=self.heights[table])
            rows[table] = Rows(frame, self.starts.get(table))
        return Register(rows, self.scales, tuple(sorted(self.odd)))

    def record(
        self,
        info: RecordInfo,
        tree: Mapping[str, Any],
        table: Table,
        path: tuple[str, ...],
        said: tuple[str, ...],
        origin: _Origin,
    ) -> Any:
        """The facts of records, one per row of a table; gives where any cell of them is filled."""
        filled = None
        for each in info.fields:
            found = tree.get(each.name)
            if found is not None:
                some = self.fact(each, found, table, (*path, each.name), (*said, each.name), origin)
                filled = some if filled is None else filled | some
        return filled

    def fact(
        self, info: FieldInfo, found: Any, table: Table, path: tuple[str, ...], said: tuple[str, ...], origin: _Origin
    ) -> Any:
        kind = info.kind
        match kind:
            case RecordKind():
                tree, given = self._parts(found)
                filled = self.record(self.infos[kind.name], tree, table, path, said, origin)
                given = filled if given is None else given
                return self._keep_given(Spot(table, path, kind), info.optional, given, origin)
            case SeriesKind():
                tree, given = self._parts(found)
                filled = None
                for year, cells in tree.items():
                    inner = FieldInfo(year, kind.element, optional=info.optional)
                    some = self.fact(inner, cells, table, (*path, year), (*said, year), origin)
                    filled = some if filled is None else filled | some
                return self._keep_given(
                    Spot(table, path, kind), info.optional, filled if given is None else given, origin
                )
            case ListKind():
                return self._list(info, kind, found, table, path, said, origin)
            case _:
                plain = YesNoKind() if info.judgement else kind
                return self._scalar(Spot(table, path, plain), info.optional, found, said, origin)

    def _parts(self, found: Any) -> tuple[Mapping[str, Any], Any]:
        """The parts of a record: of columns by their headings, or of one nested column, which tells itself where it is given."""
        if isinstance(found, dict):
            return found, None
        return {each.name: each for each in found.struct.unnest().get_columns()}, found.is_not_null()

    def _keep_given(self, spot: Spot, optional: bool, given: Any, origin: _Origin) -> Any:
        import polars as pl

        given = pl.repeat(False, origin.height, dtype=pl.Boolean, eager=True) if given is None else given
        for column in columns_at(spot, optional):
            if column in self.wanted:
                kept = (
                    given if column.part == "given" else pl.repeat(False, origin.height, dtype=pl.Boolean, eager=True)
                )
                self.columns[spot.table][column.name] = kept.alias(column.name)
        return given

    def _scalar(self, spot: Spot, optional: bool, cells: Any, said: tuple[str, ...], origin: _Origin) -> Any:
        column = spot.column("value")
        convert = kind_converter(spot.kind, self.declarations, optional=optional)
        found = convert_cells(cells, column, convert)
        for row, refusal in found.refused.items():
            path = (*origin.path(row), *said)
            for each in refusal.findings:
                self.bad.add(origin.provider(row), evolve(each, path=(*path, *each.path)))
        year_of = (spot.table, spot.path[:-1])
        if column in self.wanted or year_of in self.series:
            self.odd.update(map(origin.provider, found.odd))
            self.columns[spot.table][column.name] = found.value.alias(column.name)
            if found.scale != 1:
                self.scales[column] = found.scale
            if optional:
                none = spot.column("none")
                self.columns[spot.table][none.name] = found.none.alias(none.name)
        return found.filled

    def _list(
        self,
        info: FieldInfo,
        kind: ListKind,
        found: Any,
        table: Table,
        path: tuple[str, ...],
        said: tuple[str, ...],
        origin: _Origin,
    ) -> Any:
        import numpy as np

        given = found.is_not_null()
        spot = Spot(table, path, kind)
        inner = spot.elements
        lengths = found.list.len().fill_null(0)
        elements = found.filter(lengths > 0).explode()
        starts = np.concatenate([[0], np.cumsum(lengths.to_numpy())]).astype(np.int64)
        above = np.repeat(np.arange(len(found)), lengths.to_numpy())
        judged = above if origin.judged is None else origin.judged[above]

        def steps(row: int) -> tuple[str | int, ...]:
            parent = int(above[row])
            return (*origin.path(parent), *said, row - int(starts[parent]))

        below = _Origin(len(elements), judged, steps)
        if inner.table in self.columns:
            self.starts[inner.table] = starts
            self.heights[inner.table] = len(elements)
        else:  # no criterion reads it; its cells are looked at all the same
            self.columns[inner.table] = {}
        if isinstance(kind.element, RecordKind):
            tree, each_given = self._parts(elements)
            self.record(self.infos[kind.element.name], tree, inner.table, (), (), below)
            self._keep_given(inner, optional=False, given=each_given, origin=below)
        else:
            self._scalar(inner, optional=False, cells=elements, said=(), origin=below)
        return self._keep_given(spot, info.optional, given, origin)


class _RowReader:
    """Single rows of a part as the facts of one provider, by the door that reads single providers."""

    def __init__(self, frame: pl.DataFrame, plan: RecordPlan, build: Any, door: Door, nested: Sequence[str]) -> None:
        self.frame = frame
        self.plan = plan
        self.build = build or row_builder(plan, door.form)
        self.door = door
        self.nested = nested
        self.flat = [each for each in frame.columns if each not in nested]

    def converted(self, at: int) -> tuple[Facts, list[Finding]]:
        cells = self.frame.row(at, named=True)
        texts = [cells[each] for each in self.flat]
        raw, findings = self.build(["" if each is None else each for each in texts])
        raw |= {each: cells[each] for each in self.nested if cells[each] is not None}
        done = self.door.convert(raw)
        facts: Facts = done.facts  # type: ignore[assignment]
        return facts, [*findings, *done.findings]

    def facts(self, at: int) -> Facts:
        facts, findings = self.converted(at)
        if findings:
            raise CompilerFault(f"a good row cannot be read on its own: {findings[0].message.en}")
        return facts
