from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from compiler.records import Reading, read_providers
from tests.unit.compiler.records.declarations import RECORDS, UNITS

Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write the text to a file of the name and read it; further files as `tables={"doctors": text}`."""

    def read_text(
        name: str, text: str | bytes, *, settings: dict[str, str] | None = None, tables: dict[str, str] | None = None
    ) -> Reading:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        files = {}
        for number, (list_name, content) in enumerate((tables or {}).items()):
            files[list_name] = tmp_path / f"table{number}.csv"
            files[list_name].write_bytes(content.encode())
        return read_providers(path, RECORDS, "Practice", units=UNITS, settings=settings, tables=files)

    return read_text
