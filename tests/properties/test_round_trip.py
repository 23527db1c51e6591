"""What is printed reads back as the same tree, and formatting settles at once and loses nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from dsl import syntax as s
from dsl.diagnostics import Language
from dsl.parsing.layout import MAX_LINE
from dsl.parsing.parsed import ParsedFile
from dsl.parsing.parser import parse
from dsl.printing.formatter import format_source
from dsl.printing.printer import print_expression, print_module
from dsl.source import SourceFile
from tests.strategies.expressions import EXPRESSIONS
from tests.strategies.layouts import scattered
from tests.strategies.syntax import LANGUAGES, MODULES_OF_STATEMENTS


def read(text: str) -> ParsedFile:
    parsed = parse(SourceFile("generated.policy", text))
    assert parsed.diagnostics == (), text
    return parsed


def formatted(text: str, to: Language | None = None) -> str:
    """The formatted text; trees whose lines grow beyond what is read are left out."""
    printed, diagnostics = format_source(SourceFile("generated.policy", text), to)
    assume(not any(each.code == "E112" for each in diagnostics))
    assert printed is not None, (text, diagnostics)
    return printed


def printed_module(module: s.Module, language: Language) -> str:
    text = print_module(module, language)
    assume(max(map(len, text.split("\n"))) <= MAX_LINE)
    return text


@given(MODULES_OF_STATEMENTS, LANGUAGES)
def test_a_printed_module_reads_back_as_the_same_tree(module: s.Module, language: Language) -> None:
    parsed = read(printed_module(module, language))
    assert parsed.module.statements == module.statements
    assert parsed.module.language == language


@given(EXPRESSIONS, LANGUAGES)
def test_a_printed_expression_reads_back_as_the_same_tree(expr: Any, language: Language) -> None:
    keyword, applies = ("requirement", "applies when") if language == "en" else ("eis", "geldt als")
    text = f"{keyword} x\n    {applies} {print_expression(expr, language)}\n    y\n"
    assume(max(map(len, text.split("\n"))) <= MAX_LINE)
    (criterion,) = read(text).module.statements
    assert isinstance(criterion, s.Criterion)
    assert criterion.applies is not None
    assert criterion.applies.condition == expr


@given(MODULES_OF_STATEMENTS)
def test_a_printed_module_is_formatted(module: s.Module) -> None:
    text = printed_module(module, module.language)
    assert formatted(text) == text


@given(st.data(), MODULES_OF_STATEMENTS)
def test_formatting_settles_at_once_and_keeps_tree_and_comments(data: st.DataObject, module: s.Module) -> None:
    text = data.draw(scattered(printed_module(module, module.language)))
    assume(max(map(len, text.split("\n"))) <= MAX_LINE)
    before = read(text)
    once = formatted(text)
    after = read(once)
    assert after.module.statements == before.module.statements == module.statements
    assert [comment.text for comment in after.comments] == [comment.text for comment in before.comments]
    assert [comment.own_line for comment in after.comments] == [comment.own_line for comment in before.comments]
    assert formatted(once) == once


@given(st.data(), MODULES_OF_STATEMENTS)
def test_converting_there_and_back_gives_the_same_text(data: st.DataObject, module: s.Module) -> None:
    text = data.draw(scattered(printed_module(module, module.language)))
    assume(max(map(len, text.split("\n"))) <= MAX_LINE)
    start = formatted(text)
    other: Language = "nl" if module.language == "en" else "en"
    there = formatted(start, other)
    assert formatted(there, module.language) == start
