"""Text -> syntax tree, statement by statement: a mistake in one head or member leaves all others alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from lark import Token, Tree
from lark.exceptions import UnexpectedInput
from lark.indenter import DedentError

from dsl import syntax as s
from dsl.diagnostics import Diagnostic, Language, Words
from dsl.frozen import frozen
from dsl.keywords import STATEMENTS, phrases
from dsl.names import END, alternatives
from dsl.parsing import misplaced, mistakes
from dsl.parsing.heads import Head
from dsl.parsing.layout import Chunk, Layout, Stretch, chunk_within, lay_out
from dsl.parsing.parsed import ParsedFile
from dsl.parsing.statements import Assembly
from dsl.parsing.tables import parser
from dsl.parsing.tree_to_syntax import Builder
from dsl.source import SourceFile, Span

MAX_DEPTH: Final = 60  # levels of the tree; each stage after this one may recurse that deep

_MEMBERS: Final = {
    "POLICY": "policy_member",
    "DOCUMENT": "document_member",
    "RECORD": "record_member",
    "JUDGEMENT": "judgement_member",
    "VALUE": "value_member",
    "PARAMETER": "parameter_member",
    "REQUIREMENT": "criterion_member",
    "EXCLUSION": "criterion_member",
    "EXAMPLE": "example_member",
    "PRECEDENCE": "precedence_member",
    "PREFERENCE": "preference_member",
    "ALLOCATION": "allocation_member",
    "GRANT": "grant_member",
    "PROFILE": "profile_member",
    "AMENDMENT": "amendment_member",
    "DEADLINE": "deadline_member",
    "NORM": "precedence_member",
    "ALWAYS": "always_member",
    "EXTERNAL": "parameter_member",
}
_AMENDABLE: Final = (
    s.Criterion,
    s.Decision,
    s.Value,
    s.Judgement,
    s.Parameter,
    s.Preference,
    s.Allocation,
    s.Deadline,
    s.Grant,
    s.Profile,
)


def _nested_pattern(language: Language) -> re.Pattern[str]:
    """`replace` or `add` before a statement; `add alternative to` is another change."""
    words = "|".join(f"(?P<{name}>{alternatives(phrases((name,), language))})" for name in ("REPLACE", "ADD"))
    others = alternatives(phrases(("ADD_ALTERNATIVE", "ADD_EXCEPTION"), language))
    return re.compile(rf"(?!{others})(?:{words}) +")


_NESTED: Final = {language: _nested_pattern(language) for language in ("en", "nl")}
_BARE: Final = frozenset({"LANGUAGE", "USE", "UNIT", "COUNTED"})


def parse(source: SourceFile) -> ParsedFile:
    """Parse one file. Nothing is raised for an author's mistake, whatever the text is."""
    layout, diagnostics = lay_out(source)
    found = list(diagnostics)
    language, declared = _language(layout)
    statements = []
    for number, chunk in enumerate(layout.chunks):
        if declared and number == 0:
            _check_language_line(source, layout, chunk, found)
            continue
        statement = _Reader(source, layout.text, language, found).statement(chunk)
        if statement is not None:
            statements.append(statement)
    module = s.Module(language, tuple(statements), declared, span=Span(source, 0, len(source.text)))
    found.sort(key=lambda each: each.span.start)
    return ParsedFile(source, module, layout.comments, tuple(found))


def language_of(source: SourceFile) -> Language:
    """The language of a file, found without parsing it."""
    return _language(lay_out(source)[0])[0]


# --- language -------------------------------------------------------------------------------------------------------


@cache
def _statement_pattern(language: Language) -> re.Pattern[str]:
    words = "|".join(
        f"(?P<{name}>{'|'.join(re.escape(phrase) for phrase in keyword.phrases(language))})"
        for name, keyword in STATEMENTS.items()
    )
    return re.compile(f"(?:{words}){END}")


def _language(layout: Layout) -> tuple[Language, bool]:
    """The language of a file: its first line says so, or else its first keyword that only one language has."""
    heads = layout.heads or tuple(layout.text[each.head.start : each.head.end] for each in layout.chunks)
    for number, head in enumerate(heads):
        english, dutch = (_statement_pattern(language).match(head) for language in ("en", "nl"))
        if number == 0 and ((english and english["LANGUAGE"]) or (dutch and dutch["LANGUAGE"])):
            named = head.split()[-1]  # with another word it is E121, told in the language of the line
            return ("nl" if named == "nl" or (named != "en" and dutch) else "en"), True
        if bool(english) != bool(dutch):
            return ("en" if english else "nl"), False
    return "en", False


def _check_language_line(source: SourceFile, layout: Layout, chunk: Chunk, found: list[Diagnostic]) -> None:
    head = layout.text[chunk.head.start : chunk.head.end]
    if not re.fullmatch(r"(?:language|taal) +(?:en|nl)", head):
        found.append(
            Diagnostic(
                "E121",
                Span(source, chunk.head.start, chunk.head.end),
                Words(
                    f"`{head}` names no language; `language en` or `taal nl` is expected",
                    f"`{head}` noemt geen taal; `taal nl` of `language en` wordt verwacht",
                ),
            )
        )
    for member in chunk.members:
        found.append(_nothing_under(Span(source, member.start, member.end)))


def _nothing_under(span: Span) -> Diagnostic:
    return Diagnostic("E103", span, Words("nothing can stand under this statement", "onder deze regel kan niets staan"))


# --- statements -----------------------------------------------------------------------------------------------------


@frozen
class _Reader:
    source: SourceFile
    text: str
    language: Language
    found: list[Diagnostic]

    def statement(self, chunk: Chunk) -> s.Statement | None:
        head_text = self.text[chunk.head.start : chunk.head.end]
        match = _statement_pattern(self.language).match(head_text)
        if match is None:
            self.found.append(misplaced.unknown_statement(self._span(chunk.head), head_text, self.language))
            return None
        keyword = str(match.lastgroup)
        if keyword == "LANGUAGE":
            self.found.append(misplaced.late_language(self._span(chunk.head)))
            return None
        before = len(self.found)
        head = self._parse(chunk.head, "head", keyword)
        if keyword in _BARE:
            for member in chunk.members:
                self.found.append(_nothing_under(self._span(member)))
            members: list[Any] = []
        else:
            members = list(self._members(chunk, keyword))
        if not isinstance(head, Head):
            return None
        complete = len(self.found) == before
        return Assembly(self.found, complete, self.language).statement(head, members, self._span(chunk.head))

    def _members(self, chunk: Chunk, keyword: str) -> Iterator[Any]:
        for member in chunk.members:
            nested = (
                _NESTED[self.language].match(self.text, member.start, member.end) if keyword == "AMENDMENT" else None
            )
            if nested is not None:
                change = self._nested(member, nested)
                if change is not None:
                    yield change
                continue
            start = _MEMBERS.get(keyword) or self._table_line(member)
            built = self._parse(member, start, keyword)
            if built is not None:
                yield built

    def _nested(self, member: Stretch, said: re.Match[str]) -> s.Replace | s.Add | None:
        """A statement within an amendment, behind `replace` or `add`."""
        chunk = chunk_within(self.source, self.text, member, said.end(), self.found)
        statement = self.statement(chunk)
        if statement is None:
            return None
        span = self._span(member)
        if not isinstance(statement, _AMENDABLE):
            self.found.append(misplaced.not_amendable(span))
            return None
        return s.Replace(statement, span=span) if said.lastgroup == "REPLACE" else s.Add(statement, span=span)

    def _table_line(self, member: Stretch) -> str:
        text = self.text[member.start : member.end]
        if not text.startswith("|"):
            return "decision_source"
        outside_texts = re.sub(r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`', "", text)
        return "decision_header" if "=>" in outside_texts else "decision_row"

    def _parse(self, stretch: Stretch, start: str, keyword: str) -> Any:
        text = self.text[stretch.start : stretch.end] + "\n"
        try:
            tree = parser(self.language).parse(text, start=start)
        except UnexpectedInput as mistake:
            self.found.append(
                misplaced.one_space_off(self.source, text, stretch.start, mistake.pos_in_stream or 0)
                or mistakes.explain(mistake, self.source, self.language, text, stretch.start, start, keyword)
            )
            return None
        except DedentError:
            self.found.append(misplaced.uneven_indentation(self.source, text, stretch.start))
            return None
        if _deeper_than(tree, MAX_DEPTH):
            self.found.append(misplaced.too_deep(self._span(stretch), MAX_DEPTH))
            return None
        builder = Builder(self.source, self.language, stretch.start)
        built = builder.build(tree)
        self.found.extend(builder.found)
        return built

    def _span(self, stretch: Stretch) -> Span:
        line = self.text[stretch.start : stretch.end].split("\n", 1)[0].rstrip()
        return Span(self.source, stretch.start, stretch.start + len(line))


def _deeper_than(tree: Tree[Token], limit: int) -> bool:
    level: list[Tree[Token]] = [tree]
    for _ in range(limit):
        level = [child for node in level for child in node.children if isinstance(child, Tree)]
        if not level:
            return False
    return True
