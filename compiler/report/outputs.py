"""Files that decisions are written to: Parquet, CSV or an Excel workbook, part by part and out of core."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

MOST_IN_A_SHEET = 1_048_575
"""So many rows a sheet of Excel holds, besides its header."""


class Output:
    """`add` parts, then `close`. Parts are kept in files beside the output until it is known which columns there are: a part may
    have margins where another has none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: TemporaryDirectory[str] | None = None
        self.parts: list[pl.LazyFrame] = []

    def add(self, part: pl.DataFrame) -> None:
        import polars as pl

        if self.kept is None:
            self.kept = TemporaryDirectory(prefix=f".{self.path.name}-", dir=self.path.parent)
        path = Path(self.kept.name) / f"{len(self.parts)}.parquet"
        part.write_parquet(path, compression="lz4")
        self.parts.append(pl.scan_parquet(path))

    def close(self) -> None:
        import polars as pl

        if self.kept is None:
            return
        whole = pl.concat(self.parts, how="diagonal") if len(self.parts) > 1 else self.parts[0]
        match self.path.suffix.lower():
            case ".parquet":
                whole.sink_parquet(self.path)
            case ".csv":
                harmless(whole).sink_csv(self.path)
            case _:
                _write_workbook(harmless(whole).collect(), self.path)
        self.kept.cleanup()
        self.kept = None


def harmless(table: pl.LazyFrame) -> pl.LazyFrame:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    import polars as pl

    starts, number = "^[=+@\t\r-]", r"^-[0-9]+(?:[.,/][0-9]+)?$"
    schema = table.collect_schema()
    texts = [
        name
        for name, dtype in schema.items()
        if isinstance(dtype, pl.String | pl.Enum) and not name.endswith(": margin")
    ]
    said = {each: pl.col(each).cast(pl.String) for each in texts}
    changed = [
        pl.when(text.str.contains(starts) & ~text.str.contains(number)).then("'" + text).otherwise(text).alias(each)
        for each, text in said.items()
    ]
    headings = {each: "'" + each for each in schema if each[:1] in "=+-@\t\r"}
    return table.with_columns(changed).rename(headings)


def _write_workbook(table: pl.DataFrame, path: Path) -> None:
    from compiler.records.workbook import write_rows

    write_rows(path, [table.columns, *table.iter_rows()])
