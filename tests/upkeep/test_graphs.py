"""The pictures in the documentation are those that `make graphs` makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from compiler.cli.main import meetlat

VGZ = Path(__file__).parents[2] / "policies" / "vgz"
PICTURES = sorted(VGZ.glob("*/*.svg"))
# Those that are not the whole policy on its first day.
OPTIONS = {
    "huisartsenzorg_2025/rho": ["--overview"],
    "huisartsenzorg_2023/mtvp": ["--as-of", "2023-04-01"],
    "huisartsenzorg_2023/loondienst": ["--as-of", "2024-01-01"],
}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_picture_is_up_to_date(picture: Path, tmp_path: Path) -> None:
    options = OPTIONS.get(f"{picture.parent.name}/{picture.stem}", [])
    made = tmp_path / picture.name
    done = CliRunner().invoke(meetlat, ["graph", str(picture.with_suffix(".policy")), *options, "-o", str(made)])
    assert done.exit_code == 0, done.output
    assert made.read_text(encoding="utf-8") == picture.read_text(encoding="utf-8")
