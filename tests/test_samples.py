"""The samples of the language's design: they parse, check, hold their examples and keep their layout in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.pipeline import Compilation
from compiler.scenarios.run import run_examples
from dsl.parsing.reading import read
from dsl.printing.formatter import format_source
from dsl.source import SourceFile

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.policy"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_checks_and_its_examples_hold(path: Path) -> None:
    compilation = Compilation([path])
    assert [each for each in compilation.diagnostics if each.is_error] == []
    assert all(run.holds for run in run_examples(compilation))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_goes_to_the_other_language_and_back(path: Path) -> None:
    source, _ = read(path)
    own = format_source(source, None)[0]
    assert own == source.text
    english = format_source(source, "en")[0]
    assert english is not None
    dutch = format_source(SourceFile(source.path, english), "nl")[0]
    assert dutch is not None
    back = format_source(SourceFile(source.path, dutch), "en")[0]
    assert back == english
