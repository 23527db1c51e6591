"""The canonical layout of a policy file, in its own language or the other one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from dsl.diagnostics import Diagnostic, Language
from dsl.parsing.parser import parse
from dsl.printing.comments import Printed, Row, Written, interleave
from dsl.printing.guard import check_same
from dsl.printing.lines import Line
from dsl.printing.printer import is_short, language_line, needs_language_line, print_statements
from dsl.source import SourceFile, Span
from dsl.syntax import Module

_TOO_LONG: Final = "E112"  # a line that is joined or padded may grow beyond what is read


def format_source(source: SourceFile, to: Language | None = None) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The formatted text of a file, in the language `to` (its own when None), and the diagnostics of reading it.

    The text is None when the file has mistakes, or has lines that would grow longer than what is read; it is to be left as it is
    then. Names stay as they are written. Raises CompilerFault when the text, read again, would not say what the file says.
    """
    parsed = parse(source)
    if any(diagnostic.is_error for diagnostic in parsed.diagnostics):
        return None, parsed.diagnostics
    module = evolve(parsed.module, language=to or parsed.module.language)
    written = Written(source, parsed.comments)
    text, origins = _text(module, written)
    again = parse(SourceFile(source.path, text))
    limit = next((diagnostic for diagnostic in again.diagnostics if diagnostic.code == _TOO_LONG), None)
    if limit:
        return None, (*parsed.diagnostics, _moved(limit, origins, source))
    check_same(again, module, parsed.comments)
    return text, parsed.diagnostics


def _moved(limit: Diagnostic, origins: list[int], source: SourceFile) -> Diagnostic:
    """A diagnostic on the formatted text, at the line of the source that the text comes from."""
    start = source.line_starts[origins[limit.span.line - 1] - 1]
    return evolve(limit, span=Span(source, start, start))


def _text(module: Module, written: Written) -> tuple[str, list[int]]:
    """The text, and for each of its lines the source line that it comes from."""
    statements = [lines for _, lines in print_statements(module, module.language)]
    printed = [Printed(line.level, line.text, line.node.span.line) for lines in statements for line in lines]
    if module.declared:
        printed.insert(0, Printed(0, language_line(module.language), written.code[0]))
    rows = _spaced(interleave(printed, written), _first_lines(statements, at=1 if module.declared else 0))
    if not module.declared and needs_language_line(module):
        rows = [Row(0, language_line(module.language), gap=False), evolve(rows[0], gap=True), *rows[1:]]
    origins = []
    for row in rows:
        origin = printed[row.index].origin if row.index is not None else 1
        origins += [origin] * (2 if row.gap else 1)
    return "".join(f"{row}\n" for row in rows), origins


def _first_lines(statements: Sequence[Sequence[Line]], at: int) -> frozenset[int]:
    """The indices of the lines, counted from `at`, at which a statement starts that must have a blank line above it."""
    found = set()
    for number, lines in enumerate(statements):
        if number == 0 or not (is_short(statements[number - 1]) and is_short(lines)):
            found.add(at)
        at += len(lines)
    return frozenset(found)


def _spaced(rows: Sequence[Row], starts: frozenset[int]) -> list[Row]:
    """The rows with a blank line above each of these lines and the comments that lead up to it."""
    spaced = []
    reached: int | None = None
    for number, row in enumerate(rows):
        starting = number > 0 and row.index is not None and row.index != reached and row.index in starts
        spaced.append(evolve(row, gap=True) if starting else row)
        reached = reached if row.index is None else row.index
    return spaced
