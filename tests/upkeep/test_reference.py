"""The reference: each English block checks and holds its examples, and turns into the Dutch block under it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.pipeline import Compilation
from compiler.scenarios.run import run_examples
from dsl.printing.formatter import format_source
from dsl.source import SourceFile

REFERENCE = (Path(__file__).parents[2] / "dsl" / "REFERENCE.md").read_text(encoding="utf-8")
DECLARATIONS = re.search(r"<!-- declarations -->\n```policy\n(.*?)```", REFERENCE, re.DOTALL)
FILES = dict(re.findall(r"<!-- file: (\w+) -->\n```policy\n(.*?)```", REFERENCE, re.DOTALL))
BLOCKS = re.findall(r"(?<!<!-- declarations -->\n)```policy\n(.*?)```\n\n```beleid\n(.*?)```", REFERENCE, re.DOTALL)


def test_every_english_block_has_a_dutch_one() -> None:
    assert REFERENCE.count("```policy\n") == REFERENCE.count("```beleid\n") == len(BLOCKS) + 1


@pytest.mark.parametrize("english", [block[0] for block in BLOCKS], ids=lambda text: text.split("\n", 1)[0][:40])
def test_block_checks_and_holds(english: str) -> None:
    assert DECLARATIONS
    alone = english.startswith("policy ") or english in FILES.values()
    text = english if alone else f"{DECLARATIONS[1]}\n{english}"
    others = (SourceFile(f"{name}.policy", each) for name, each in FILES.items() if name in text)
    compilation = Compilation.of_texts(SourceFile("reference.policy", text), *others)
    assert [(each.code, each.message.en, each.span.line) for each in compilation.diagnostics if each.is_error] == []
    for run in run_examples(compilation):
        assert run.holds, [(check.wanted, check.actual) for check in run.checks if not check.holds]


@pytest.mark.parametrize(("english", "dutch"), BLOCKS, ids=[block[0].split("\n", 1)[0][:40] for block in BLOCKS])
def test_block_turns_into_dutch(english: str, dutch: str) -> None:
    turned, _ = format_source(SourceFile("block.policy", f"language en\n\n{english}"), "nl")
    assert turned is not None
    assert turned.removeprefix("taal nl\n\n") == dutch
