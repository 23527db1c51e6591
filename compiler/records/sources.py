"""Files of many providers as frames: one column per heading, text or typed, with the line or record that each row stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from attrs import field, frozen

from compiler.records.files import MOST_BYTES, read_text, split_declaration, table_rows, wrong_length
from compiler.records.form import declared_form
from compiler.records.nested import as_lists
from compiler.records.outside import Apart, set_apart
from compiler.records.problems import Finding, Place, Problem, object_to, shown
from compiler.records.workbook import read_sheet
from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    import polars as pl

    from compiler.records.form import Form
    from compiler.records.row_files import Line

MAPPING = "mapping"
MAPPING_HEADERS: Mapping[Language, tuple[str, str]] = {"en": ("column", "fact"), "nl": ("kolom", "gegeven")}
ROWS = 250_000
"""So many rows are read, decided and written at a time."""
VAST = 20_000_000
ROWS_OF_VAST = 125_000
"""Of a register of more rows the hashes of names take so much memory that the parts are smaller."""
USES = ("language", "separator", "percent", "key", "as-of", "dated", "complete")


@frozen(eq=False)
class Part:
    """Some rows of a file. `first` is the number of the first record (from 1); `lines` gives the record and line of each row,
    where they do not simply follow on it. The cells that are `apart` are missing in the frame."""

    frame: pl.DataFrame
    first: int
    lines: Sequence[tuple[int, int | None]] | None = None
    broken: tuple[Problem, ...] = ()
    apart: Apart = field(factory=dict)


@frozen(eq=False)
class Source:
    """A file that is opened: how it writes its values, about how many rows it has, and those part by part. `names` gives the
    names of all providers, part by part; each can be asked for more than once."""

    path: FilePath
    form: Form
    height: int
    parts: Callable[[], Iterator[Part]]
    names: Callable[[], Iterator[pl.Series]]


def open_table(
    path: FilePath, overrides: Mapping[str, str], mapping: Mapping[str, str], most_bytes: int = MOST_BYTES
) -> Source | Problem:
    """A CSV or Parquet file. `mapping` tells which fact stands in which column."""
    return (
        _open_parquet(path, overrides, mapping)
        if path.suffix.lower() == ".parquet"
        else _open_csv(path, overrides, mapping, most_bytes)
    )


def _open_parquet(path: FilePath, overrides: Mapping[str, str], mapping: Mapping[str, str]) -> Source | Problem:
    import polars as pl

    try:
        scanned = pl.scan_parquet(path)
        headings = scanned.collect_schema().names()
        height = int(scanned.select(pl.len()).collect().item())
    except (OSError, pl.exceptions.PolarsError) as error:
        return _unreadable(path, str(error).split("\n")[0])
    form, findings = declared_form({}, overrides, USES)
    if findings:
        return findings[0].at(Place(str(path)))
    key = key_column(form.key, mapping)
    rows = ROWS_OF_VAST if height > VAST else ROWS

    def parts() -> Iterator[Part]:
        first = 1
        for frame in scanned.collect_batches(chunk_size=rows, maintain_order=True, lazy=True):
            kept, apart = set_apart(as_lists(frame))
            yield Part(kept, first, apart=apart)
            first += frame.height
        if first == 1:
            yield Part(scanned.head(0).collect(), first)

    def names() -> Iterator[pl.Series]:
        if key in headings:
            batches = scanned.select(key).collect_batches(chunk_size=rows, maintain_order=True, lazy=True)
            yield from (each.get_column(key) for each in batches)

    return Source(path, form, height, parts, names)


def key_column(key: str, mapping: Mapping[str, str]) -> str:
    """The column that names the provider, as the file calls it."""
    return next((column for column, fact in mapping.items() if fact == key), key)


def renamed(mapping: Mapping[str, str]) -> Callable[[Iterator[Line]], Iterator[Line]]:
    """Gives rows of which the header has the names of facts, without the columns that are passed by."""

    def lines_of(lines: Iterator[Line]) -> Iterator[Line]:
        line, header = next(lines, (1, []))
        if isinstance(header, Finding):
            yield line, header
            return
        kept = [at for at, each in enumerate(header) if mapping.get(each.strip()) != ""]
        yield line, [mapping.get(header[at].strip(), header[at]) for at in kept]
        for line, row in lines:
            if isinstance(row, Finding):
                yield line, row
            else:
                yield line, wrong_length(row, header) or [row[at] for at in kept]

    return lines_of


def _unreadable(path: FilePath, said: str) -> Problem:
    found = object_to(
        "E501", f"the file cannot be read: {shown(said)}", f"het bestand kan niet gelezen worden: {shown(said)}"
    )
    return found.at(Place(str(path)))


def _open_csv(
    path: FilePath, overrides: Mapping[str, str], mapping: Mapping[str, str], most_bytes: int
) -> Source | Problem:

    text = read_text(path, most_bytes)
    if isinstance(text, Problem):
        return text
    table = split_declaration(text)
    form, findings = declared_form(table.settings or {}, overrides, USES)
    if findings:
        return findings[0].at(Place(str(path), 1))
    rows = table_rows(table, form.separator)
    line, headings = next(rows, (1, object_to("E505", "the table has no header", "de tabel heeft geen kopregel")))
    if isinstance(headings, Finding):
        return headings.at(Place(str(path), line))
    names = [each.strip() for each in headings]
    twice = next((each for each in names if names.count(each) > 1), None)
    if twice is not None:
        said = shown(twice)
        en, nl = f"column `{said}` stands twice in the header", f"kolom `{said}` staat twee keer in de kopregel"
        return object_to("E508", en, nl, seen=twice).at(Place(str(path), line))
    parts = [*_csv_parts(path, names, rows)]
    key = key_column(form.key, mapping)
    height = sum(each.frame.height + len(each.broken) for each in parts)

    def keys() -> Iterator[pl.Series]:
        yield from (each.frame.get_column(key) for each in parts if key in names)

    return Source(path, form, height, lambda: iter(parts), keys)


def _csv_parts(path: FilePath, names: list[str], rows: Iterator[tuple[int, list[str] | Finding]]) -> Iterator[Part]:
    """Parts of rows of the right length; the others are told of in the part that they stand in."""
    import polars as pl

    first = 1
    while some := [*islice(rows, ROWS)]:
        broken: list[Problem] = []
        good: list[list[str]] = []
        lines: list[tuple[int, int | None]] = []
        for number, (line, row) in enumerate(some, first):
            wrong = row if isinstance(row, Finding) else wrong_length(row, names)
            if isinstance(wrong, Finding):
                broken.append(wrong.at(Place(str(path), line, None, number)))
            elif not isinstance(row, Finding):
                good.append(row)
                lines.append((number, line))
        columns = [*zip(*good, strict=True)] or [()] * len(names)
        frame = pl.DataFrame(
            [pl.Series(name, column, dtype=pl.String) for name, column in zip(names, columns, strict=True)]
        )
        yield Part(frame, first, lines, tuple(broken))
        first += len(some)
    if first == 1:  # of which the header may be wrong
        yield Part(pl.DataFrame(schema=dict.fromkeys(names, pl.String)), first, [], ())


def read_mapping(path: FilePath) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The file that tells which fact stands in which column of a register: two columns, `column` and `fact` (or `kolom` and
    `gegeven`); a column without a fact is passed by. A CSV file, or the sheet `mapping` of a workbook; raises NoExcel when
    openpyxl is not there."""
    rows = _mapping_rows(path)
    if isinstance(rows, Problem):
        return {}, (rows,)
    line, header = next(rows, (1, []))
    if (
        isinstance(header, Finding)
        or tuple(each.strip().casefold() for each in header[:2]) not in MAPPING_HEADERS.values()
    ):
        help = Words("start it with the line `column,fact`", "begin het met de regel `kolom,gegeven`")
        en = "a mapping has the columns `column` and `fact`"
        nl = "een koppeling heeft de kolommen `kolom` en `gegeven`"
        return {}, (object_to("E505", en, nl, help=help).at(Place(str(path), line)),)
    found: dict[str, str] = {}
    problems = []
    for number, row in rows:
        wrong = row if isinstance(row, Finding) else wrong_length(row, header)
        if isinstance(row, Finding) or wrong is not None:
            found_wrong = row if isinstance(row, Finding) else wrong
            assert found_wrong is not None
            problems.append(found_wrong.at(Place(str(path), number)))
        elif not row[0].strip():
            continue  # nothing filled in for this fact
        elif row[0].strip() in found:
            said = shown(row[0])
            en, nl = f"column `{said}` is mapped twice", f"kolom `{said}` is twee keer gekoppeld"
            problems.append(object_to("E508", en, nl, seen=row[0]).at(Place(str(path), number)))
        else:
            found[row[0].strip()] = row[1].strip()
    return found, tuple(problems)


def _mapping_rows(path: FilePath) -> Iterator[tuple[int, list[str] | Finding]] | Problem:
    if path.suffix.lower() == ".xlsx":
        sheet = read_sheet(path, MAPPING)
        return sheet.at(Place(str(path))) if isinstance(sheet, Finding) else sheet.lines(0, "en")
    text = read_text(path, MOST_BYTES)
    if isinstance(text, Problem):
        return text
    table = split_declaration(text)
    form, findings = declared_form(table.settings or {}, {}, ("language", "separator"))
    return findings[0].at(Place(str(path), 1)) if findings else table_rows(table, form.separator)
