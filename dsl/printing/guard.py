"""Holds printed text, read again, to what the source said, before anyone gets it."""

from __future__ import annotations

from collections.abc import Sequence

from dsl.diagnostics import CompilerFault
from dsl.parsing.parsed import Comment, ParsedFile
from dsl.syntax import Module


def check_same(again: ParsedFile, module: Module, comments: Sequence[Comment]) -> None:
    """Raise CompilerFault unless the text gave the module's language and statements, and all comments in order."""
    path = again.source.path
    mistake = next((diagnostic for diagnostic in again.diagnostics if diagnostic.is_error), None)
    if mistake:
        raise CompilerFault(f"{path}: the formatted text does not parse: {mistake.message.en}")
    if again.module.statements != module.statements:
        raise CompilerFault(
            f"{path}: the formatted text says something else: {_first_difference(again.module, module)}"
        )
    if module.statements and again.module.language != module.language:
        raise CompilerFault(f"{path}: the formatted text is read in the other language")
    if [comment.text for comment in again.comments] != [comment.text for comment in comments]:
        raise CompilerFault(f"{path}: the formatted text does not keep the comments")


def _first_difference(printed: Module, meant: Module) -> str:
    for after, before in zip(printed.statements, meant.statements, strict=False):
        if after != before:
            return f"the statement at line {before.span.line}"
    return "the number of statements"
