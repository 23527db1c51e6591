"""The pages of the policies show them as they are: `make docs` changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from compiler.cli.main import meetlat
from compiler.handbook.markdown import made

POLICIES = Path(__file__).parents[2] / "policies"
PAGES = [each for each in sorted(POLICIES.rglob("*.md")) if "<!-- meetlat:" in each.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.parent.name)
def test_page_is_up_to_date(page: Path) -> None:
    done = CliRunner().invoke(meetlat, ["docs", "--check", str(page)])
    assert done.exit_code == 0, done.output


def test_every_picture_is_made() -> None:
    drawn = {each.path.resolve() for page in PAGES for each in made(page)}
    assert {each.resolve() for each in POLICIES.rglob("*.svg")} <= drawn
