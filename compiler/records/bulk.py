"""The door for many providers at once: files -> registers of typed columns, part by part, with every bad cell at its place.

Each different cell is converted once, by the converters that read single providers, so that both doors mean the same. A provider
with a bad cell is rejected and told of; the others go on. What came in is what goes on and what is rejected: `Taken` counts both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from compiler.columns.ahead import ahead
from compiler.columns.encode import encode
from compiler.columns.layout import JUDGED, SPACES, Layout
from compiler.columns.register import Register
from compiler.ir.nodes import Policy
from compiler.ir.values import Facts
from compiler.records.columns import RecordPlan, plan_columns, row_builder
from compiler.records.door import Converted, Door
from compiler.records.encoder import Encoder, Origin, is_plain, tree_of
from compiler.records.keys import NamesRepeated, Seen, twice
from compiler.records.names import stripped
from compiler.records.nested import as_lists, misfits
from compiler.records.outside import Apart, set_apart
from compiler.records.problems import Finding, Heap, Place, Problem, object_to, shown
from compiler.records.providers import Provider, Reading
from compiler.records.quantities import Units
from compiler.records.reading import read_providers
from compiler.records.rows_at import Bad, Places
from compiler.records.sources import Part, Source, key_column, open_table, renamed
from dsl.diagnostics import CompilerFault, Words
from dsl.kinds import RecordKind

if TYPE_CHECKING:
    import polars as pl

COLUMNAR = (".csv", ".parquet")


@frozen(eq=False)
class Taken:
    """Providers that came in together. `names` and `register` are of the good ones, in the order of the file."""

    names: pl.Series
    register: Register
    records: int
    problems: tuple[Problem, ...]
    rejected: int
    provider: Callable[[int], Provider] = field(repr=False)
    """Place in the register -> the provider, for single decisions and reports."""
    untold: tuple[Place, ...] = ()
    """Where those of the rejected stand of whom there are so many that no problem tells what is wrong."""
    more: Counter[Heap] = field(factory=Counter)
    """How much is wrong besides what problems tell."""

    def row(self, place: int) -> Facts:
        """The facts of the provider at a place in the register."""
        return self.provider(place).facts

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
        self.mapping = mapping or {}
        self.layout = Layout.of(policy)
        self.infos = {each.name: each for each in policy.records}
        self.source: Source | None = None
        self.reading: Reading | None = None
        self.problem: Problem | None = None
        self.repeated: frozenset[str] | None = None
        """The names that stand twice; None before that is known."""
        tables = tables or {}
        if path.suffix.lower() in COLUMNAR and not tables:
            opened = open_table(path, settings or {}, self.mapping)
            self.problem = opened if isinstance(opened, Problem) else None
            self.source = opened if isinstance(opened, Source) else None
        else:
            mapped = renamed(self.mapping) if self.mapping else iter
            self.reading = read_providers(
                path, policy.records, policy.judges, units=units, settings=settings, tables=tables, mapped=mapped
            )
        form = None if self.source is None else self.source.form
        told = self.reading or form
        self.as_of = None if told is None else told.as_of
        self.dated = None if told is None else told.dated

    def names(self) -> Iterator[pl.Series]:
        """The names of all providers of the file, part by part; of a file that is read as a whole, those of the good ones."""
        import polars as pl

        if self.reading is not None:
            yield pl.Series([each.id for each in self.reading.providers], dtype=pl.String)
        if self.source is not None:
            yield from map(stripped, self.source.names())

    @property
    def records(self) -> int:
        """About how many providers the file holds, to show how far the work is."""
        return 0 if self.source is None else self.source.height

    def parts(self) -> Iterator[Taken]:
        """The providers, so many at a time; of a file that cannot be opened `problem` tells why.

        Raises `NamesRepeated` at the end of a file that has to be read once more, from its beginning, by calling this again.
        """
        import polars as pl

        if self.reading is not None:
            yield self._read(self.reading)
        if self.source is None:
            return
        door = Door(self.policy.records, self.policy.judges, self.units, self.source.form)
        if self.source.path.suffix.lower() == ".csv":
            self.repeated = twice(map(stripped, self.source.names()))
        seen = Seen(self.source.height) if self.repeated is None else None
        yield from ahead(self.source.parts(), lambda part: self._take(part, door, seen), pl.thread_pool_size())
        if seen is not None:
            names = self.source.names
            self.repeated = seen.repeated(lambda: map(stripped, names()))
            if self.repeated:
                raise NamesRepeated

    def only(self, name: str) -> Reading:
        """One provider out of a Parquet file, as a file of that provider alone would give it."""
        import polars as pl

        if self.source is None or self.path.suffix.lower() != ".parquet":
            raise CompilerFault("only a row of a Parquet file is read on its own")
        door = Door(self.policy.records, self.policy.judges, self.units, self.source.form)
        key = key_column(self.source.form.key, self.mapping)
        rows = pl.scan_parquet(self.path).with_row_index("\0record", 1)
        found = rows.filter(pl.col(key).cast(pl.String).str.strip_chars(SPACES) == name).collect()
        lines = [(number, None) for number in found["\0record"]]
        self.repeated = frozenset({name} if found.height > 1 else ())
        kept, apart = set_apart(as_lists(found.drop("\0record")))
        taken = self._take(Part(kept, 1, lines, apart=apart), door, None)
        providers = tuple(taken.provider(at) for at in range(len(taken.names)))
        return Reading(providers, taken.problems, taken.records, taken.rejected)

    def all(self) -> Reading:
        """Every provider of the file, each as a file of that provider alone would give it."""
        try:
            parts = [*self.parts()]
        except NamesRepeated:
            parts = [*self.parts()]
        problems = [] if self.problem is None else [self.problem]
        problems += [problem for each in parts for problem in each.problems]
        providers = tuple(each.provider(at) for each in parts for at in range(len(each.names)))
        records, rejected = (sum(getattr(each, of) for each in parts) for of in ("records", "rejected"))
        return Reading(providers, tuple(problems), records, rejected, self.as_of)

    def _read(self, reading: Reading) -> Taken:
        import polars as pl

        facts = [each.facts for each in reading.providers]
        names = pl.Series("provider", [each.id for each in reading.providers], dtype=pl.String)
        register = encode(self.layout, RecordKind(self.policy.judges), facts)
        return Taken(
            names, register, reading.records, reading.problems, reading.rejected, reading.providers.__getitem__
        )

    # --- one part -----------------------------------------------------------------------------------------------------

    def _take(self, part: Part, door: Door, seen: Seen | None) -> Taken:
        import polars as pl

        total = part.frame.height + len(part.broken)
        if twice := self._mapped_twice(part.frame.columns):
            return self._nothing(
                total, [each.at(Place(str(self.path), 1)) for each in twice] if part.first == 1 else []
            )
        frame = self._named(part.frame)
        nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
        flat = [each for each in frame.columns if each not in nested]
        plan, findings = plan_columns(flat, door.judged, self.infos, door.form, tuple(nested))
        if findings or (wrong := self._wrong_nested(frame, nested, door)):
            found = [*findings, *([] if findings else wrong)]
            problems = [each.at(Place(str(self.path), 1)) for each in found] if part.first == 1 else []
            return self._nothing(total, problems)
        places = Places(str(self.path), part, door.form.key, frame)
        bad = Bad(places)
        if seen is not None:
            seen.add(places.names, part.first, places.rising)
        for at in places.names.is_null().arg_true() if places.names.null_count() else ():
            bad.add(at, places.nameless(at))
        for at in places.names.is_in(list(self.repeated)).fill_null(False).arg_true() if self.repeated else ():
            said = shown(places.names[at])
            en, nl = f"provider `{said}` stands twice in the file", f"aanbieder `{said}` staat twee keer in het bestand"
            bad.add(at, object_to("E510", en, nl, seen=places.names[at]))
        build = row_builder(plan, door.form) if not nested else None
        apart = self._named_apart(part.apart, frame)
        rows = _RowReader(frame, plan, build, door, nested, places, apart=apart)
        register = self._registered(frame, plan, nested, door, rows, bad)
        names = places.names
        if bad.rows:
            kept = pl.repeat(True, frame.height, eager=True).scatter([*bad.rows], False)
            frame, names = frame.filter(kept), names.filter(kept)
            rows = _RowReader(frame, plan, build, door, nested, places, kept.arg_true())
            register = self._registered(frame, plan, nested, door, rows, Bad(places))
        told = (*part.broken, *bad.problems)
        return Taken(
            names.alias("provider"), register, total, told, total - len(names), rows.provider, bad.untold, bad.more
        )

    def _mapped_twice(self, columns: Iterable[str]) -> list[Finding]:
        """The columns that the mapping gives a fact which another column has already."""
        found: list[Finding] = []
        held: dict[str, str] = {}
        for each in columns:
            fact = self.mapping.get(each, each)
            other = held.setdefault(fact, each) if fact else each
            if other != each:
                said = shown(other), shown(each), shown(fact)
                en = "columns `{}` and `{}` both hold `{}`".format(*said)
                nl = "kolommen `{}` en `{}` bevatten allebei `{}`".format(*said)
                help = Words(
                    "map one of them to no fact (`--mapping`)", "wijs aan één ervan geen gegeven toe (`--mapping`)"
                )
                found.append(object_to("E508", en, nl, seen=each, help=help))
        return found

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns under the names of their facts; those that the mapping gives no fact are passed by."""
        if not self.mapping:
            return frame
        ignored = [each for each in frame.columns if self.mapping.get(each) == ""]
        kept = frame.drop(ignored)
        return kept.rename({each: self.mapping[each] for each in kept.columns if each in self.mapping})

    def _named_apart(self, apart: Apart, frame: pl.DataFrame) -> Apart:
        """The cells that stand apart under the names of their facts, without those that are passed by."""
        named = {
            row: {self.mapping.get(each, each): cell for each, cell in cells.items()} for row, cells in apart.items()
        }
        read = {row: {each: cells[each] for each in cells if each in frame.columns} for row, cells in named.items()}
        return {row: cells for row, cells in read.items() if cells}

    def _wrong_nested(self, frame: pl.DataFrame, nested: Sequence[str], door: Door) -> list[Finding]:
        kept = {name: frame.schema[name] for name in nested}
        return [*misfits(kept, door.judged, self.infos, ())]

    def _nothing(self, total: int, problems: Iterable[Problem]) -> Taken:
        import polars as pl

        register = encode(self.layout, RecordKind(self.policy.judges), [])
        return Taken(
            pl.Series("provider", [], dtype=pl.String), register, total, tuple(problems), total, ().__getitem__
        )

    def _registered(
        self, frame: pl.DataFrame, plan: RecordPlan, nested: Sequence[str], door: Door, rows: _RowReader, bad: Bad
    ) -> Register:
        if is_plain(plan):
            for at in sorted(rows.apart):
                self._add(at, rows, bad)
            bad.settled.update(rows.apart)
            return self._encoded(frame, plan, nested, door, bad)
        return self._one_by_one(frame, rows, bad)

    def _one_by_one(self, frame: pl.DataFrame, rows: _RowReader, bad: Bad) -> Register:
        """Rows that are more than plain cells, such as lists in columns of their own."""
        providers: list[Any] = []
        for at in range(frame.height):
            providers.append(self._add(at, rows, bad).facts)
        return encode(self.layout, RecordKind(self.policy.judges), providers)

    def _add(self, at: int, rows: _RowReader, bad: Bad) -> Converted:
        """One row, with what is wrong in it told."""
        done, findings = rows.converted(at)
        for each in findings:
            bad.add(at, each)
        return done

    def _encoded(self, frame: pl.DataFrame, plan: RecordPlan, nested: Sequence[str], door: Door, bad: Bad) -> Register:
        encoder = Encoder(self.layout, self.infos, door, bad)
        tree: dict[str, Any] = tree_of(frame, plan)
        tree |= {name: frame.get_column(name) for name in nested}
        encoder.record(door.judged, tree, JUDGED, (), (), Origin(frame.height))
        return encoder.register(frame.height)


class _RowReader:
    """Single rows of a part as providers, by the door that reads single providers. `kept` are the places in the part of the rows
    of the frame, where that holds not all of them; it holds none of which cells stand `apart`."""

    def __init__(
        self,
        frame: pl.DataFrame,
        plan: RecordPlan,
        build: Any,
        door: Door,
        nested: Sequence[str],
        places: Places,
        kept: pl.Series | None = None,
        apart: Apart | None = None,
    ) -> None:
        self.frame = frame
        self.plan = plan
        self.build = build or row_builder(plan, door.form)
        self.door = door
        self.nested = nested
        self.places = places
        self.kept = kept
        self.apart = apart or {}
        self.flat = [each for each in frame.columns if each not in nested]

    def converted(self, at: int) -> tuple[Converted, list[Finding]]:
        cells = self.frame.row(at, named=True) | dict(self.apart.get(at, {}))
        texts = [cells[each] for each in self.flat]
        raw, findings = self.build(["" if each is None else each for each in texts])
        raw |= {each: cells[each] for each in self.nested if cells[each] is not None}
        done = self.door.convert(raw)
        return done, [*findings, *done.findings]

    def provider(self, at: int) -> Provider:
        done, findings = self.converted(at)
        if findings:
            raise CompilerFault(f"a good row cannot be read on its own: {findings[0].message.en}")
        place = self.places.of(at if self.kept is None else self.kept[at])
        assert place.provider is not None
        return Provider(place.provider, done.facts, done.judgements, place)  # type: ignore[arg-type]
