"""A policy as it holds on a day: its canonical text, with each parameter only at the value in force."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from dsl import syntax
from dsl.diagnostics import CompilerFault
from dsl.parsing.parser import parse
from dsl.printing.formatter import format_source
from dsl.source import SourceFile


def consolidated(source: SourceFile, day: datetime.date) -> str:
    """The text of a file without mistakes, comments included; periods that are not in force on the day are left out."""
    text = _canonical(source)
    lines = text.split("\n")
    dropped = _lines_of(_not_in_force(parse(SourceFile(source.path, text)).module, day))
    kept = (line for number, line in enumerate(lines, 1) if number not in dropped)
    return _canonical(SourceFile(source.path, "\n".join(kept)))


def _not_in_force(module: syntax.Module, day: datetime.date) -> list[syntax.Period]:
    found: list[syntax.Period] = []
    for parameter in module.statements:
        if isinstance(parameter, syntax.Parameter):
            begun = [each for each in parameter.periods if each.first.value <= day]
            in_force = max(begun, key=lambda each: each.first.value, default=None)
            found += [each for each in parameter.periods if in_force is not None and each is not in_force]
    return found


def _lines_of(nodes: Iterable[syntax.Node]) -> set[int]:
    return {each.span.line for each in nodes}


def _canonical(source: SourceFile) -> str:
    text, _ = format_source(source)
    if text is None:
        raise CompilerFault(f"a file without mistakes cannot be printed: {source.path}")
    return text
