"""Files that decisions are written to: Parquet, CSV or an Excel workbook, part by part and out of core."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from compiler.records.form import guarded
from compiler.records.problems import Place, Problem
from compiler.report.distances import Digits
from dsl.diagnostics import Language, Words

if TYPE_CHECKING:
    import polars as pl

MOST_IN_A_SHEET = 1_048_575
"""So many rows a sheet of Excel holds, besides its header."""
DECISIONS, REJECTED = "decisions", "rejected"
SHEETS = {DECISIONS: Words("decisions", "besluiten"), REJECTED: Words("rejected", "afgewezen")}
HEADINGS = {
    each.en: each
    for each in (
        Words("provider", "aanbieder"),
        Words("decision", "besluit"),
        Words("first deciding criterion", "eerste doorslaggevende criterium"),
        Words("missing facts", "ontbrekende gegevens"),
        Words("file", "bestand"),
        Words("sheet", "werkblad"),
        Words("cell", "cel"),
        Words("line", "regel"),
        Words("character", "teken"),
        Words("column", "kolom"),
        Words("message", "melding"),
        Words("seen", "gezien"),
        Words("expected", "verwacht"),
        Words("help", "advies"),
    )
}
CASE = Words(": case", ": geval")
MARGIN, DAYS = Words(": margin", ": verschil"), Words(" (days)", " (dagen)")
_UNTOLD = Words(
    "rejected: more is wrong in the file than is told one by one",
    "afgewezen: er is in het bestand meer mis dan stuk voor stuk verteld wordt",
)
_TOO_MANY = Words(
    "a sheet of Excel holds no more than 1 048 575 rows: write to a file of which the name ends in .parquet or .csv",
    "een werkblad van Excel bevat hoogstens 1.048.575 rijen: schrijf naar een bestand met de uitgang .parquet of .csv",
)
_CUT = Words(
    "cut off, as a cell of Excel holds no more than 32 767 characters: {0} texts; they are whole in .parquet and .csv",
    "afgebroken, omdat in een cel van Excel niet meer dan 32.767 tekens passen: {0} teksten; in .parquet en .csv zijn ze heel",
)
_REPLACED = Words(
    "characters that Excel cannot hold are replaced by “�”: in {0} texts",
    "tekens die Excel niet kan bevatten, zijn vervangen door “�”: in {0} teksten",
)


class TooManyRows(Exception):
    """More rows than a sheet of Excel holds; `said` tells what to do."""

    said = _TOO_MANY


class Output:
    """`add` parts, `reject` what is wrong, then `close`, which says where things are. Parts are kept in files beside the output
    until it is known which columns there are: a part may have margins where another has none. What is there already is replaced
    at the end, by the whole.

    Who is rejected stands in a second sheet of a workbook, else in a file beside the output: `decisions.rejected.csv` beside
    `decisions.csv`. Raises TooManyRows as soon as a workbook cannot hold them, and `Refused` as soon as no column holds all
    margins of a criterion.
    """

    def __init__(self, path: Path, language: Language = "en") -> None:
        self.path = path
        self.language = language
        self.written: tuple[Path, ...] = ()
        self.kept: TemporaryDirectory[str] | None = None
        self.decided = _Parts(DECISIONS)
        self.rejected = _Parts(REJECTED)

    @property
    def beside(self) -> Path | None:
        """Where the rejected stand; None in a workbook, which has a sheet for them."""
        return None if self._is_workbook else self.path.with_name(f"{self.path.stem}.{REJECTED}{self.path.suffix}")

    @property
    def _is_workbook(self) -> bool:
        return self.path.suffix.lower() not in (".parquet", ".csv")

    def add(self, part: pl.DataFrame) -> None:
        """Decisions, a row per provider."""
        self._keep(self.decided, part)

    def reject(self, problems: Iterable[Problem], untold: Iterable[Place] = ()) -> None:
        """What is wrong with providers that are not decided on; of the `untold` only that they are rejected."""
        found = [*(each.as_data(self.language) for each in problems), *map(self._untold, untold)]
        if found:
            self._keep(self.rejected, _table(found))

    def _untold(self, place: Place) -> dict[str, str | int | None]:
        return Problem("", place, _UNTOLD).as_data(self.language)

    def _keep(self, parts: _Parts, part: pl.DataFrame) -> None:
        parts.rows += part.height
        if self._is_workbook and parts.rows > MOST_IN_A_SHEET:
            raise TooManyRows
        if self.kept is None:
            self.kept = TemporaryDirectory(prefix=f".{self.path.name}-", dir=self.path.parent)
        parts.keep(part, Path(self.kept.name))

    def close(self) -> list[str]:
        """Write all; what was changed for Excel is told, and `written` are the files. Nothing is written where nothing came."""
        if self.kept is None:
            return []
        folder = Path(self.kept.name)
        made = folder / f"whole{self.path.suffix}"
        said: list[str] = []
        if self._is_workbook:
            said = self._write_workbook(made)
        else:
            self._write_files(made, folder / f"{REJECTED}{self.path.suffix}")
        made.replace(self.path)
        self.written = (self.path, *self.written)
        self.kept.cleanup()
        self.kept = None
        return said

    def _write_files(self, made: Path, made_beside: Path) -> None:
        assert self.beside is not None
        _write(self.decided.whole(), made, self.language)
        if self.rejected.rows:
            _write(self.rejected.whole(), made_beside, self.language)
            made_beside.replace(self.beside)
            self.written = (self.beside,)
        else:
            self.beside.unlink(missing_ok=True)  # of an earlier run

    def _write_workbook(self, made: Path) -> list[str]:
        from compiler.records.workbook import write_sheets

        tables = {
            SHEETS[each.name].said_in(self.language): headed(each.whole(), self.language).collect()
            for each in (self.decided, self.rejected)
            if each.parts
        }
        sheets = {name: chain([table.columns], table.iter_rows()) for name, table in tables.items()}
        changed = write_sheets(made, sheets)
        counts = ((_CUT, changed.cut), (_REPLACED, changed.replaced))
        return [said.said_in(self.language).format(count) for said, count in counts if count]


class _Parts:
    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = 0
        self.parts: list[pl.LazyFrame] = []
        self.digits: defaultdict[str, Digits] = defaultdict(Digits)

    def keep(self, part: pl.DataFrame, folder: Path) -> None:
        import polars as pl

        for each in part.get_columns():
            if each.dtype.is_decimal():
                self.digits[each.name].take(each)
        path = folder / f"{self.name} {len(self.parts)}.parquet"
        part.write_parquet(path, compression="lz4")
        self.parts.append(pl.scan_parquet(path))

    def whole(self) -> pl.LazyFrame:
        import polars as pl

        # Decimals with the most digits after the point that any part has.
        return pl.concat(self.parts, how="diagonal_relaxed") if len(self.parts) > 1 else self.parts[0]


def _table(found: list[dict[str, str | int | None]]) -> pl.DataFrame:
    """One row for each thing that is wrong, with the names that `--format json` has."""
    import polars as pl

    first, places = ("provider", "file", "sheet", "cell"), ("line", "character", "record")
    told = ("column", "code", "message", "seen", "expected", "help")
    schema = dict.fromkeys(first, pl.String) | dict.fromkeys(places, pl.Int64) | dict.fromkeys(told, pl.String)
    return pl.DataFrame(found, schema=schema)


def _write(table: pl.LazyFrame, path: Path, language: Language) -> None:
    """Parquet, with the same headings in each language, or CSV as a spreadsheet in the language reads it."""
    if path.suffix.lower() == ".parquet":
        table.sink_parquet(path)
        return
    dutch = language == "nl"
    table = harmless(headed(table, language))
    table.sink_csv(path, quote_style="non_numeric", separator=";" if dutch else ",", decimal_comma=dutch)


def headed(table: pl.LazyFrame, language: Language) -> pl.LazyFrame:
    """The table for people: headings that are ours are in their language, unless another column has that name."""
    named: dict[str, str] = {}
    schema = table.collect_schema()
    for each, dtype in schema.items():
        if each in HEADINGS:
            said = HEADINGS[each].said_in(language)
        elif dtype.is_decimal():
            criterion, margin, unit = each.rpartition(MARGIN.en)
            said = f"{criterion}{MARGIN.said_in(language)}{unit}" if margin else each
            said = f"{said.removesuffix(DAYS.en)}{DAYS.said_in(language)}" if said.endswith(DAYS.en) else said
        else:
            grant, case, rest = each.rpartition(CASE.en)
            said = f"{grant}{CASE.said_in(language)}" if case and not rest else each
        if said not in schema and said not in named.values():
            named[each] = said
    return table.rename(named)


def harmless(table: pl.LazyFrame) -> pl.LazyFrame:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it, as a CSV file cannot say what is text."""
    import polars as pl

    starts, number = "^[=+@\t\r-]", r"^-[0-9]+(?:[.,/][0-9]+)?$"
    schema = table.collect_schema()
    texts = [name for name, dtype in schema.items() if isinstance(dtype, pl.String | pl.Enum)]
    said = {each: pl.col(each).cast(pl.String) for each in texts}
    changed = [
        pl.when(text.str.contains(starts) & ~text.str.contains(number)).then("'" + text).otherwise(text).alias(each)
        for each, text in said.items()
    ]
    headings = {each: guarded(each) for each in schema}
    return table.with_columns(changed).rename(headings)
