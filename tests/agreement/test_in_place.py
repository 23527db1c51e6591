"""Tables in a database give what the meaning gives of the same providers."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest

from compiler.backends.predicate.writer import reads_population
from compiler.backends.sql.dialects import DIALECTS
from compiler.backends.sql.inside import Inside, decided
from compiler.columns.layout import Layout, expressions
from compiler.columns.nodes import Refused
from compiler.pipeline import Compilation
from tests.agreement.registers import written
from tests.agreement.test_columns import agrees, every_output
from tests.agreement.test_every_way import CASES, ROOT, opened
from tests.agreement.ways import environment, needs

REFUSED = {("spark", "granted_moments")}  # no moment is read from a table there


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_tables_give_what_the_meaning_gives(dialect: str, path: Path, tmp_path: Path) -> None:
    needs(dialect)
    compilation = opened(path)
    for name in {each.policy for each in compilation.examples}:
        assert (compared(compilation, name, dialect, tmp_path) > 0) is ((dialect, path.stem) not in REFUSED)


@pytest.mark.parametrize("dialect", [each for each in DIALECTS if each != "spark"])
def test_tables_of_our_examples_give_what_the_meaning_gives(dialect: str, tmp_path: Path) -> None:
    needs(dialect)
    compilation = opened(ROOT / "policies", ROOT / "examples")
    names = sorted({each.policy for each in compilation.examples})[::8]
    together = [compared(compilation, name, dialect, tmp_path) for name in names]
    assert sum(each > 0 for each in together) > len(together) / 2, together


def compared(compilation: Compilation, name: str, dialect: str, folder: Path) -> int:
    """Hold the providers of all examples of a policy, on the last of their days, against tables of them: how many were."""
    cases = [each for each in compilation.examples if each.policy == name]
    policy, _ = compilation.policy(name, max(each.as_of for each in cases))
    assert policy is not None
    if any(reads_population(each) for each in expressions(policy)):
        return 0
    providers = [each.facts for each in cases]
    count = 0
    with mock.patch.dict(os.environ, environment(dialect)):
        for complete in (False, True):
            try:
                register, kept = written(policy, dialect, providers, complete=complete)
                with register.put(folder) as (found, tables):
                    inside = Inside.of(policy, Layout.of(policy), tables, found.dialect, "points", complete=complete)
                    rejected, names, rows = decided(inside, every_output(inside.program), found)
            except Refused as refused:
                assert refused.code == "E601"
                return count
            assert rejected == []
            assert names == [f"{each:04}" for each in kept]
            for at, row in zip(kept, rows.iter_rows(named=True), strict=True):
                agrees(inside.program, providers[at], row)
            count += len(kept)
    return count
