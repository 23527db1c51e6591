"""A policy as it holds on a day: its canonical text with amendments worked in, and each parameter only at the value in force."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from compiler.resolve.amendments import key_of, targets
from dsl import syntax
from dsl.diagnostics import CompilerFault
from dsl.parsing.parser import parse
from dsl.printing.formatter import format_source
from dsl.printing.printer import print_statement
from dsl.source import SourceFile


def consolidated(
    source: SourceFile,
    day: datetime.date,
    amended: syntax.Module | None = None,
    amendments: Iterable[syntax.Amendment] = (),
    every_period: bool = False,
) -> str:
    """The text of a file without mistakes, comments included; periods that are not in force on the day are left out, unless every
    one is asked for.

    `amended` is the module as `amendments`, in their order, make it by the day. A statement that they change is printed anew, and
    a comment tells which of them changed or withdrew it; amendments of the file itself that are worked in are left out.
    """
    text = _canonical(source)
    effective = [each for each in amendments if each.effective.date.value <= day]
    if amended is not None and effective:
        text = _canonical(SourceFile(source.path, _worked_in(source.path, text, amended, effective)))
    if every_period:
        return text
    lines = text.split("\n")
    dropped = _lines_of(_not_in_force(parse(SourceFile(source.path, text)).module, day))
    kept = (line for number, line in enumerate(lines, 1) if number not in dropped)
    return _canonical(SourceFile(source.path, "\n".join(kept)))


def without(text: str, path: str, *kinds: type[syntax.Node]) -> str:
    """A canonical text without its statements of some kinds, and without the settings of documents that are of them."""
    module = parse(SourceFile(path, text)).module
    lines = text.split("\n")
    dropped: set[int] = set()
    for statement, end in zip(module.statements, _ends(module, lines), strict=True):
        if isinstance(statement, kinds):
            dropped.update(range(statement.span.line, end + 1))
        elif isinstance(statement, syntax.Document):
            dropped.update(each.span.line for each in statement.settings if isinstance(each, kinds))
    kept = "\n".join(line for number, line in enumerate(lines, 1) if number not in dropped)
    return _canonical(SourceFile(path, kept))


# --- amendments -------------------------------------------------------------------------------------------------------


def _worked_in(path: str, text: str, amended: syntax.Module, effective: Sequence[syntax.Amendment]) -> str:
    base = parse(SourceFile(path, text)).module
    wanted = [each for each in amended.statements if each not in effective]
    lines = text.split("\n")
    result = lines[: base.statements[0].span.line - 1] if base.statements else []
    ends = _ends(base, lines)
    for at, statement in enumerate(base.statements):
        first, last = statement.span.line - 1, ends[at]
        following = base.statements[at + 1].span.line - 1 if at + 1 < len(base.statements) else len(lines)
        if statement in wanted:
            result += lines[first:last]
        elif statement not in effective:
            result += _changed(statement, wanted, effective, base)
        result += lines[last:following]
    known = {key_of(each) for each in base.statements} - {None}
    for each in wanted:
        if key_of(each) is not None and key_of(each) not in known:
            result += ["", _told(each, "added by", "toegevoegd door", effective, base), *_printed(each, base)]
    made = "\n".join([*result, ""])
    again = parse(SourceFile(path, made)).module.statements
    if sorted(map(repr, again)) != sorted(map(repr, wanted)):
        raise CompilerFault(f"{path}: the consolidated text says something else than the amended module")
    return made


def _ends(base: syntax.Module, lines: Sequence[str]) -> list[int]:
    """For each statement the number of its last line: blank lines and comments in the first column after it are not its own."""
    ends = []
    for at, statement in enumerate(base.statements):
        following = base.statements[at + 1].span.line - 1 if at + 1 < len(base.statements) else len(lines)
        end = following
        while end > statement.span.line and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        ends.append(end)
    return ends


def _changed(
    statement: syntax.Statement,
    wanted: Sequence[syntax.Statement],
    effective: Sequence[syntax.Amendment],
    base: syntax.Module,
) -> list[str]:
    """A statement as amended, with a comment above it; the comment alone where it is withdrawn."""
    new = next((each for each in wanted if key_of(each) == key_of(statement)), None)
    if new is None:
        return [_told(statement, "withdrawn by", "geschrapt door", effective, base)]
    return [_told(statement, "amended by", "gewijzigd door", effective, base), *_printed(new, base)]


def _told(
    statement: syntax.Statement, en: str, nl: str, effective: Sequence[syntax.Amendment], base: syntax.Module
) -> str:
    key = key_of(statement)
    by = [f'"{each.title.value}" ({each.effective.date.value})' for each in effective if key in targets(each)]
    name = "" if key is None else f"{key[1]}: "
    return f"# {name}{nl if base.language == 'nl' else en} {', '.join(by)}"


def _printed(statement: syntax.Statement, base: syntax.Module) -> list[str]:
    return print_statement(statement, base.language).split("\n")


# --- parameters -------------------------------------------------------------------------------------------------------


def _not_in_force(module: syntax.Module, day: datetime.date) -> list[syntax.Period | syntax.KeyedRow]:
    found: list[syntax.Period | syntax.KeyedRow] = []
    for parameter in module.statements:
        if isinstance(parameter, syntax.Parameter):
            begun = [each for each in parameter.periods if each.first.value <= day]
            in_force = max(begun, key=lambda each: each.first.value, default=None)
            found += [each for each in parameter.periods if in_force is not None and each is not in_force]
            found += _rows_not_in_force(parameter.rows, day)
    return found


def _rows_not_in_force(rows: Sequence[syntax.KeyedRow], day: datetime.date) -> list[syntax.KeyedRow]:
    """The rows that one for the same keys goes before on the day; of keys without a value yet all stay."""
    kept: dict[tuple[syntax.Expr | None, ...], syntax.KeyedRow] = {}
    for row in rows:
        held = kept.get(row.keys)
        if row.first.value <= day and (held is None or row.first.value > held.first.value):
            kept[row.keys] = row
    return [each for each in rows if each.keys in kept and kept[each.keys] is not each]


def _lines_of(nodes: Iterable[syntax.Node]) -> set[int]:
    return {each.span.line for each in nodes}


def _canonical(source: SourceFile) -> str:
    text, _ = format_source(source)
    if text is None:
        raise CompilerFault(f"a file without mistakes cannot be printed: {source.path}")
    return text
