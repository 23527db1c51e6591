"""Reads printed text again before anyone gets it: it must say exactly what the source said."""

from __future__ import annotations

from collections.abc import Sequence

from dsl.diagnostics import CompilerFault
from dsl.parsing.layout import Comment
from dsl.parsing.parser import parse
from dsl.source import SourceFile
from dsl.syntax import Module


def check_printed(text: str, module: Module, comments: Sequence[Comment], path: str) -> None:
    """Raise CompilerFault unless the text parses to the module's language and statements and keeps all comments in order."""
    again = parse(SourceFile(path, text))
    if any(diagnostic.is_error for diagnostic in again.diagnostics):
        raise CompilerFault(f"{path}: the formatted text does not parse: {again.diagnostics[0].message.en}")
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
