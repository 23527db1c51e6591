"""What a shelf of policies tells of their texts."""

from __future__ import annotations

from pathlib import Path

from compiler.handbook.shelf import Shelf
from tests.unit.compiler.handbook.samples import written


def test_an_amendment_that_is_worked_in_is_no_text_that_was_taken_out(tmp_path: Path) -> None:
    (change,) = Shelf([written(tmp_path)]).changes("practice", "en")
    came, went = ([each[1:].strip() for each in change.lines if each.startswith(sign)] for sign in "+-")
    assert came == [
        '# size: amended by "More patients " (2025-07-01)',
        'requirement size "Enough patients by now"',
        "source vgz praktijk.01",
        "source vgz praktijk.03",
        "registered patients ≥ 1200 patients",
    ]
    assert went == [
        'requirement size "Enough patients "',
        'source vgz praktijk.01 "annex 2 "',
        "registered patients ≥ 1000 patients",
    ]
