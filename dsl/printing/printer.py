"""Syntax tree -> canonical text, in either language. Comments and the author's blank lines are the formatter's work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dsl.diagnostics import Language
from dsl.printing.expressions import ExpressionPrinter
from dsl.printing.lines import Line
from dsl.printing.spelling import Spelling
from dsl.printing.statements import StatementPrinter
from dsl.syntax import Counted, Document, Expr, Judgement, Module, Norm, Parameter, Statement, Unit, Use

_SHORT: Final = (Use, Unit, Counted, Document, Judgement)  # may stand without a blank line between them
_ALIKE: Final = (Document, Norm, Parameter)  # start with the same keyword in both languages


def print_module(module: Module, language: Language) -> str:
    """The text of a module in a language, with one blank line between statements and none between one-line ones of a kind.

    The line that names the language is there when the module declares one, and when its statements do not tell.
    """
    parts = [language_line(language) + "\n"] if module.declared or needs_language_line(module) else []
    before: Sequence[Line] = ()
    for statement, lines in print_statements(module, language):
        alike = before and is_short(before) and is_short(lines) and type(before[0].node) is type(statement)
        if parts and not alike:
            parts.append("\n")
        parts += [f"{line}\n" for line in lines]
        before = lines
    return "".join(parts)


def print_statements(module: Module, language: Language) -> list[tuple[Statement, list[Line]]]:
    """Each statement with its lines."""
    printer = StatementPrinter.of(language)
    return [(statement, printer.lines(statement)) for statement in module.statements]


def print_statement(statement: Statement, language: Language) -> str:
    """The lines of one statement, without a line feed at the end."""
    return "\n".join(map(str, StatementPrinter.of(language).lines(statement)))


def print_expression(expr: Expr, language: Language) -> str:
    """An expression on one line, for messages: a group is shown as `all of (a; b)`, which no file can hold."""
    return ExpressionPrinter(Spelling(language)).text(expr)


def language_line(language: Language) -> str:
    return f"{Spelling(language).word('LANGUAGE')} {language}"


def needs_language_line(module: Module) -> bool:
    """Whether no statement starts with a keyword that only one language has."""
    return bool(module.statements) and all(isinstance(statement, _ALIKE) for statement in module.statements)


def is_short(lines: Sequence[Line]) -> bool:
    """Whether a statement is one of the kinds that may stand close together, and takes one line."""
    return len(lines) == 1 and isinstance(lines[0].node, _SHORT)
