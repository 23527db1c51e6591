"""The pictures in the documentation are those that `make graphs` makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from compiler.cli.main import meetlat

FOLDER = Path(__file__).parents[2] / "policies" / "vgz" / "huisartsenzorg_2025"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.svg")))
def test_picture_is_up_to_date(name: str, tmp_path: Path) -> None:
    options = ["--overview"] if name == "rho" else []
    made = tmp_path / f"{name}.svg"
    done = CliRunner().invoke(meetlat, ["graph", str(FOLDER / f"{name}.policy"), *options, "-o", str(made)])
    assert done.exit_code == 0, done.output
    assert made.read_text(encoding="utf-8") == (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
