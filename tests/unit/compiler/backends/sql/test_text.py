"""The text of statements."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from compiler.backends.sql.dialects import DIALECTS
from compiler.backends.sql.finding import expected
from compiler.backends.sql.inside import Inside
from compiler.backends.sql.statement import Statement
from compiler.backends.sql.text import written
from compiler.columns.layout import JUDGED, Layout
from compiler.ir.nodes import Policy
from compiler.pipeline import Compilation

ROOT = Path(__file__).parents[5]
FOLDERS = {"vgz/farmacie_2024": "vgz.farmacie_2024.overeenkomst", "vgz/msz_2024": "vgz.msz_2024.zbc_nieuw"}
"""Policies with large conditions; one of them has lists within lists."""


@cache
def opened(folder: str) -> Policy:
    compilation = Compilation([ROOT / "policies" / folder])
    name = FOLDERS[folder]
    policy, _ = compilation.policy(name, min(each.as_of for each in compilation.examples if each.policy == name))
    assert policy is not None
    return policy


def made(policy: Policy, dialect: str) -> Statement:
    layout = Layout.of(policy)
    names = {each: f"t{at}" for at, each in enumerate(layout.tables)} | {JUDGED: "providers"}
    to = DIALECTS[dialect]
    origins = expected(policy, layout, names, {}, "key")
    program = Inside.of(policy, layout, origins, to, "points", complete=False)
    verdicts = {f"v{at}": each.verdict for at, each in enumerate(program.program.judged)}
    return program.made({"decision": program.program.outcome} | verdicts)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_the_generator_looks_for_is_in_no_statement(folder: str, dialect: str) -> None:
    found = made(opened(folder), dialect).query
    assert found.sql(dialect=dialect, pretty=True) == written(found, DIALECTS[dialect], pretty=True)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_policy_has_one_text(folder: str, dialect: str) -> None:
    texts = set()
    kept: list[object] = []
    for _ in range(4):
        texts.add(made(opened(folder), dialect).text(DIALECTS[dialect]))
        kept.append([object() for _ in range(101)])  # what comes next stands elsewhere in memory
    assert len(texts) == 1


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_cells_of_a_list_are_read_in_one_place(folder: str) -> None:
    policy = opened(folder)
    text = made(policy, "duckdb").text(DIALECTS["duckdb"])
    for at, table in enumerate(Layout.of(policy).tables):
        if table.above:
            assert text.count(f"FROM t{at} ") <= 2, table  # with whether it is given at all
