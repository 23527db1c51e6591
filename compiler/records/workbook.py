"""The first sheet of an Excel workbook as rows of text, as its author would have typed them into a CSV file.

Excel holds numbers as binary floats. The shortest decimal that gives the same float is what was typed, and that is what is
taken; a cell that is shown as a percentage becomes one. A cell with an error, or with a formula that was never calculated, is
refused: it must not turn into an unknown.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import define, frozen

from compiler.records.problems import Finding, object_to
from dsl.diagnostics import Language, Words

INSTALL = "pip install 'meetlat[excel]'"
MOST_IN_A_CELL = 32_767
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class NoExcel(Exception):
    """openpyxl is not installed."""


@frozen
class Sheet:
    """`rows` hold the cells as openpyxl gives them, twice: as calculated and as written."""

    rows: tuple[tuple[tuple[Any, Any], ...], ...]
    name: str = ""

    def text(self, row: int, column: int) -> str:
        """A cell that is plain text, empty otherwise; counted from 0."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        value = self.rows[row][column][0].value
        return value if isinstance(value, str) else ""

    def lines(self, first: int, language: Language) -> Iterator[tuple[int, list[str] | Finding]]:
        """The rows from `first` (counted from 0) that hold something, each with its number as Excel shows it."""
        for number, row in enumerate(self.rows[first:], first + 1):
            if any(written.value is not None for _, written in row):
                yield number, _texts(row, language)


def read_sheet(path: Path, name: str | None = None) -> Sheet | Finding:
    """The first sheet, or the one of a name. Raises NoExcel when openpyxl is not there."""
    try:
        import openpyxl
    except ImportError:
        raise NoExcel from None
    try:
        books = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
        calculated, written = (each.worksheets[0] if name is None else each[name] for each in books)
    except Exception as error:  # a broken file fails in as many ways as zip and XML do
        said = type(error).__name__
        return object_to("E501", f"the workbook cannot be read: {said}", f"de werkmap kan niet gelezen worden: {said}")
    pairs = zip(calculated.iter_rows(), written.iter_rows(), strict=True)
    return Sheet(tuple(tuple(zip(one, other, strict=True)) for one, other in pairs), calculated.title)


def _texts(row: tuple[tuple[Any, Any], ...], language: Language) -> list[str] | Finding:
    found: list[str] = []
    for calculated, written in row:
        cell = _text(calculated, written, language)
        if isinstance(cell, Finding):
            return cell
        found.append(cell)
    return found


def _text(cell: Any, written: Any, language: Language) -> str | Finding:
    if cell.data_type == "e":
        return _refused(
            cell,
            f"cell {cell.coordinate} holds the error `{cell.value}`",
            f"cel {cell.coordinate} bevat de fout `{cell.value}`",
        )
    if cell.value is None and written.value is not None:
        return _refused(
            cell,
            f"cell {cell.coordinate} holds a formula that was never calculated",
            f"cel {cell.coordinate} bevat een formule die nooit is uitgerekend",
        )
    match cell.value:
        case None:
            return ""
        case bool():
            return "true" if cell.value else "false"
        case int() | float():
            return _number(Decimal(repr(cell.value)), cell.number_format, language)
        case datetime.datetime() as moment:
            timed = "h" in str(cell.number_format).lower() or moment.time() != datetime.time()
            return moment.isoformat(timespec="minutes") if timed else moment.date().isoformat()
        case _:
            return str(cell.value)


def _number(value: Decimal, number_format: object, language: Language) -> str:
    percent = "%" in str(number_format)
    plain = f"{(value * 100 if percent else value).normalize():f}"
    return (plain.replace(".", ",") if language == "nl" else plain) + "%" * percent


def _refused(cell: Any, en: str, nl: str) -> Finding:
    help = Words("open the workbook in Excel and mend or save it", "open de werkmap in Excel en herstel of bewaar haar")
    return object_to("E505", en, nl, seen=cell.value, help=help)


@define
class Changed:
    """How many texts were `cut` to what a cell holds, and in how many characters that no workbook can hold were `replaced`."""

    cut: int = 0
    replaced: int = 0

    def fitting(self, text: str) -> str:
        plain = _UNWRITABLE.sub("�", text)
        self.replaced += plain != text
        if len(plain) <= MOST_IN_A_CELL:
            return plain
        self.cut += 1
        return f"{plain[: MOST_IN_A_CELL - 1]}…"


def write_rows(path: Path, rows: Iterable[Iterable[Any]], sheet: str = "meetlat") -> Changed:
    """A workbook with one sheet of these rows. Raises NoExcel when openpyxl is not there."""
    return write_sheets(path, {sheet: rows})


def write_sheets(path: Path, sheets: Mapping[str, Iterable[Iterable[Any]]]) -> Changed:
    """A workbook with sheets of rows, and what of them was changed so that it fits. Text never becomes a formula. Raises NoExcel
    when openpyxl is not there."""
    try:
        import openpyxl
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise NoExcel from None
    changed = Changed()
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, changed.fitting(value) if isinstance(value, str) else value)
                if isinstance(value, str):
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    book.save(path)
    return changed
