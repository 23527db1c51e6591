"""Small policies for tests of what is made of them."""

from __future__ import annotations

import datetime

from compiler.ir.nodes import Policy
from compiler.pipeline import Compilation
from dsl.source import SourceFile

DAY = datetime.date(2025, 3, 1)


def compiled(text: str, **others: str) -> Compilation:
    """A compilation of `main.policy`, and of other modules by name, none of them on disk."""
    files = {"main": text, **others}
    return Compilation.of_texts(*(SourceFile(f"/nowhere/{name}.policy", each) for name, each in files.items()))


def codes(compilation: Compilation) -> list[str]:
    return [each.code for each in compilation.diagnostics]


def policy_of(text: str, day: datetime.date = DAY, **others: str) -> Policy:
    """The policy of `main.policy`; fails on any error."""
    compilation = compiled(text, **others)
    errors = [f"{each.span}: {each.message.en}" for each in compilation.diagnostics if each.is_error]
    assert not errors, errors
    policy, problems = compilation.policy("main", day)
    assert policy is not None, problems
    return policy
