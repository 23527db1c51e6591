"""The data on the pages of the codes: what they say to avoid fires the code, what they prefer is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.compiler.records.conftest import Read

PAGES = sorted((Path(__file__).parents[4] / "dsl" / "pages").glob("E5*.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path, read: Read) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}: ")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["What it finds", "Avoid", "Prefer", "Why", "Limits"]
    avoid, prefer = BLOCK.findall(text)
    if avoid[0] != "text":
        assert {each.code for each in read(f"a.{avoid[0]}", avoid[1]).problems} == {page.stem}
    if prefer[0] != "text":
        reading = read(f"a.{prefer[0]}", prefer[1])
        assert reading.problems == () and reading.providers
