"""Tables of cells in files of any sort, row by row: CSV, the first sheet of an Excel workbook, Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, Literal

from attrs import evolve, frozen

from compiler.records.files import read_text, split_declaration, table_rows
from compiler.records.form import Form, header_settings
from compiler.records.nested import as_lists
from compiler.records.outside import set_apart
from compiler.records.problems import Finding, Place, Problem, object_to, shown
from compiler.records.workbook import read_sheet

INSTALL = "pip install 'meetlat[columns]'"
Line = tuple[int, list[Any] | Finding]


@frozen
class RowFile:
    """`settings` are those that the file declares. `lines` are its rows, the header first, each with its line as the file or
    Excel counts it; of Parquet with its record, the header as 0. Cells are texts, of Parquet whatever they are."""

    place: Place
    settings: Mapping[str, object]
    lines: Callable[[Form], Iterator[Line]]
    counted: Literal["line", "record"] = "line"

    def at(self, number: int) -> Place:
        return evolve(self.place, line=number) if self.counted == "line" else evolve(self.place, record=number)


def open_rows(path: FilePath, most_bytes: int) -> RowFile | Problem:
    """Raises NoExcel when openpyxl is not there."""
    match path.suffix.lower():
        case ".xlsx":
            return _of_workbook(path)
        case ".parquet":
            return _of_parquet(path)
    text = read_text(path, most_bytes)
    if isinstance(text, Problem):
        return text
    table = split_declaration(text)
    return RowFile(Place(str(path)), table.settings or {}, lambda form: table_rows(table, form.separator))


def _of_workbook(path: FilePath) -> RowFile | Problem:
    sheet = read_sheet(path)
    if isinstance(sheet, Finding):
        return sheet.at(Place(str(path)))
    declared = header_settings(sheet.text(0, 0))
    settings: dict[str, object] = {name: value for name, value in (declared or {}).items() if name != "separator"}
    first = 0 if declared is None else 1
    return RowFile(Place(str(path), sheet=sheet.name), settings, lambda form: sheet.lines(first, form.language))


def _of_parquet(path: FilePath) -> RowFile | Problem:
    try:
        import polars as pl
    except ImportError:
        en, nl = f"for Parquet Polars is needed: {INSTALL}", f"voor Parquet is Polars nodig: {INSTALL}"
        return object_to("E501", en, nl).at(Place(str(path)))
    try:
        frame, apart = set_apart(as_lists(pl.read_parquet(path)))
    except (OSError, pl.exceptions.PolarsError) as error:
        said = shown(str(error).split("\n")[0])
        en, nl = f"the file cannot be read: {said}", f"het bestand kan niet gelezen worden: {said}"
        return object_to("E501", en, nl).at(Place(str(path)))

    def lines(_: Form) -> Iterator[Line]:
        yield 0, frame.columns
        for at, row in enumerate(frame.iter_rows()):
            cells = row if at not in apart else {**dict(zip(frame.columns, row, strict=True)), **apart[at]}.values()
            yield at + 1, ["" if each is None else each for each in cells]

    return RowFile(Place(str(path)), {}, lines, "record")
