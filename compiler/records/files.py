"""Files as text, tables as rows. Nothing is guessed: not the encoding, not the separator."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path as FilePath

from attrs import frozen

from compiler.records.form import header_settings
from compiler.records.problems import Finding, Place, Problem, object_to
from dsl.diagnostics import Words

MOST_BYTES = 512 * 1024 * 1024


def read_text(path: FilePath, most_bytes: int) -> str | Problem:
    """The text of a UTF-8 file, line endings as they are; a byte order mark is dropped."""
    place = Place(str(path))
    try:
        size = path.stat().st_size
        if size > most_bytes:
            en = f"the file has {size} bytes, more than the {most_bytes} that are read"
            nl = f"het bestand heeft {size} bytes, meer dan de {most_bytes} die gelezen worden"
            return object_to("E503", en, nl, help=Words("split the file", "splits het bestand")).at(place)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "bad path"
        return object_to(
            "E501", f"the file cannot be read: {reason}", f"het bestand kan niet gelezen worden: {reason}"
        ).at(place)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = object_to(
            "E502",
            f"the file is not UTF-8 text (byte {data[error.start]:#04x})",
            f"het bestand is geen UTF-8-tekst (byte {data[error.start]:#04x})",
            help=Words(
                "save it as UTF-8, in a spreadsheet `CSV UTF-8`", "bewaar het als UTF-8, in een spreadsheet `CSV UTF-8`"
            ),
        )
        return found.at(Place(str(path), line))


@frozen
class TableText:
    """A table before its separator is known. `settings` is None when the first line declares nothing."""

    settings: dict[str, object] | None
    body: str
    first_line: int


def split_declaration(text: str) -> TableText:
    """Take the line `# meetlat ...` off the text of a table."""
    line, _, rest = text.partition("\n")
    settings = header_settings(line)
    return TableText(None, text, 1) if settings is None else TableText(settings, rest, 2)


def table_rows(table: TableText, separator: str) -> Iterator[tuple[int, list[str] | Finding]]:
    """The rows that hold something, each with the line it starts on; a Finding for one with broken quotes."""
    reader = csv.reader(io.StringIO(table.body, newline=""), delimiter=separator, strict=True)
    while True:
        line = table.first_line + reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            help = Words(
                'put `"` around the cell and double each `"` inside it', 'zet `"` om de cel en verdubbel elke `"` erin'
            )
            said = _said(str(error))
            yield line, object_to("E504", f"the row is not CSV: {said.en}", f"de rij is geen CSV: {said.nl}", help=help)
            continue
        if any(cell and not cell.isspace() for cell in row):
            yield line, row


def _said(message: str) -> Words:
    """A mistake of which Python's reader of CSV tells, by how its message begins or ends."""
    if "unexpected end of data" in message:
        return Words('the closing `"` of a cell is missing', 'het sluitende `"` van een cel ontbreekt')
    if "expected after" in message:
        return Words(
            'behind the closing `"` of a cell something else follows',
            'na het sluitende `"` van een cel volgt iets anders',
        )
    if "field larger than" in message:
        return Words("a cell is too long", "een cel is te lang")
    return Words(message, message)


def wrong_length(row: list[str], headings: list[str]) -> Finding | None:
    """A row must have a cell for every column: one that was cut off would make facts unknown that are not."""
    if len(row) == len(headings):
        return None
    return object_to(
        "E505",
        f"the row has {len(row)} cells and the header {len(headings)}",
        f"de rij heeft {len(row)} cellen en de kopregel {len(headings)}",
    )


def filled_without_heading(row: list[str], headings: list[str]) -> Iterator[Finding]:
    """Cells under an empty heading: nobody can tell what they mean."""
    for number, (cell, heading) in enumerate(zip(row, headings, strict=False), 1):
        if not heading.strip() and cell.strip():
            yield object_to(
                "E507",
                f"column {number} has no heading, but a cell is filled",
                f"kolom {number} heeft geen kop, maar een cel is gevuld",
                seen=cell,
            )
