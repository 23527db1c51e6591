"""The canonical layout of a policy file, in its own language or the other one."""

from __future__ import annotations

from attrs import evolve

from dsl.diagnostics import Diagnostic, Language, Words
from dsl.parsing.layout import MAX_LINE
from dsl.parsing.parser import ParsedFile, parse
from dsl.printing.comments import Printed, Row, Written, interleave
from dsl.printing.guard import check_printed
from dsl.printing.printer import is_short, language_line, needs_language_line, print_statements
from dsl.source import SourceFile, Span
from dsl.syntax import Module


def format_source(source: SourceFile, to: Language | None = None) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The formatted text of a file, in the language `to` (its own when None), and the diagnostics of reading it.

    The text is None when the file has mistakes: a file that does not parse is left as it is. Names stay as they are
    written. Raises CompilerFault when the text, read again, would not say what the file says.
    """
    parsed = parse(source)
    if any(diagnostic.is_error for diagnostic in parsed.diagnostics):
        return None, parsed.diagnostics
    module = evolve(parsed.module, language=to or parsed.module.language)
    written = Written(source, parsed.comments)
    text, origins = _text(module, written)
    too_long = _too_long(text, origins, parsed)
    if too_long:
        return None, (*parsed.diagnostics, too_long)
    check_printed(text, module, parsed.comments, source.path)
    return text, parsed.diagnostics


def _text(module: Module, written: Written) -> tuple[str, list[int]]:
    """The text, and for each of its lines the source line that it comes from."""
    statements = [lines for _, lines in print_statements(module, module.language)]
    printed = [Printed(line.level, line.text, line.node.span.line) for lines in statements for line in lines]
    starts: dict[
        int, bool
    ] = {}  # the printed line at which a statement starts -> whether it must have a blank line above
    named = module.declared and bool(written.code)
    if named:
        printed.insert(0, Printed(0, language_line(module.language), written.code[0]))
    at = 1 if named else 0
    for number, lines in enumerate(statements):
        close = number > 0 and is_short(statements[number - 1]) and is_short(lines)
        starts[at] = not close
        at += len(lines)
    rows = _spaced(interleave(printed, written), starts)
    if not module.declared and needs_language_line(module):
        first = evolve(rows[0], gap=True)
        rows = [Row(0, language_line(module.language), gap=False), first, *rows[1:]]
    origins = []
    for row in rows:
        origin = printed[row.index].origin if row.index is not None else 1
        origins += [origin] * (2 if row.gap else 1)
    return "".join(f"{row}\n" for row in rows), origins


def _spaced(rows: list[Row], starts: dict[int, bool]) -> list[Row]:
    """The rows with a blank line above each statement and the comments that lead up to it."""
    spaced = []
    reached: int | None = None
    for number, row in enumerate(rows):
        first_of_line = row.index is not None and row.index != reached
        reached = row.index if row.index is not None else reached
        wanted = number > 0 and first_of_line and row.index is not None and starts.get(row.index, False)
        spaced.append(evolve(row, gap=True) if wanted else row)
    return spaced


def _too_long(text: str, origins: list[int], parsed: ParsedFile) -> Diagnostic | None:
    """Lines that are joined or converted may grow beyond what the language reads."""
    for line, origin in zip(text.split("\n"), origins, strict=False):
        if len(line) > MAX_LINE:
            start = parsed.source.line_starts[origin - 1]
            return Diagnostic(
                "E112",
                Span(parsed.source, start, start),
                Words(
                    f"formatted, this line has {len(line)} characters; at most {MAX_LINE} are read",
                    f"opgemaakt heeft deze regel {len(line)} tekens; er worden er hoogstens {MAX_LINE} gelezen",
                ),
                help=Words("break the line up", "breek de regel op"),
            )
    return None
