"""Puts the comments and blank lines of a source back between its printed lines.

Every printed line starts with a node, and that node's place is the source line it was written on. A comment behind code
stays behind it. A comment on a line of its own goes before the line that follows it, with its indentation; when it is
indented deeper than that line, it closes the block above and stays there. Where the printer joins several source lines
into one, the comments between them move before the joined line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from attrs import define, evolve, field, frozen

from dsl.diagnostics import CompilerFault
from dsl.parsing.parsed import Comment
from dsl.printing.lines import STEP
from dsl.source import SourceFile


@frozen
class Printed:
    """One printed line and the number of the source line that it was written on."""

    level: int
    text: str
    origin: int


@frozen
class Row:
    """One line of output: code with the comment behind it, or a comment; `gap` asks for a blank line above it.

    `index` is that of the printed line which the row is or leads up to; None for a comment that closes a block or the file.
    """

    level: int
    text: str
    gap: bool
    index: int | None = None

    def __str__(self) -> str:
        return "\n" * self.gap + " " * (STEP * self.level) + self.text


@frozen(slots=False)
class Written:
    """The lines of a source: which hold code, which are blank. Numbers count from 1."""

    source: SourceFile
    comments: tuple[Comment, ...]

    @cached_property
    def code(self) -> list[int]:
        commented = {comment.span.line for comment in self.comments if comment.own_line}
        return [at for at, line in self._numbered if line.strip(" \r") and at not in commented]

    @cached_property
    def blank(self) -> frozenset[int]:
        return frozenset(at for at, line in self._numbered if not line.strip(" \r"))

    @property
    def _numbered(self) -> list[tuple[int, str]]:
        return list(enumerate(self.source.text.split("\n"), 1))

    def gap_above(self, line: int) -> bool:
        return line - 1 in self.blank

    def column(self, line: int) -> int:
        """The number of spaces before the text of a line."""
        text = self.source.line_text(line)
        return len(text) - len(text.lstrip(" "))

    def following(self, line: int) -> int | None:
        """The first line of code after a line."""
        at = bisect_right(self.code, line)
        return self.code[at] if at < len(self.code) else None


def interleave(lines: Sequence[Printed], written: Written) -> list[Row]:
    """The printed lines with all comments in their order, and blank lines where the author had them."""
    return _Interleaving(lines, written).rows()


@define
class _Interleaving:
    lines: Sequence[Printed]
    written: Written
    leading: dict[int, list[Comment]] = field(factory=dict)  # before a line; under len(lines): at the end of the file
    joined: dict[int, list[Comment]] = field(factory=dict)  # on the source lines that make up a printed line
    closing: dict[int, list[tuple[int, Comment]]] = field(factory=dict)  # after a line, with the level

    def rows(self) -> list[Row]:
        origins = [line.origin for line in self.lines]
        if any(before >= after for before, after in pairwise(origins)):
            raise CompilerFault("the printer changed the order of the lines")
        for comment in self.written.comments:
            self._place(comment, origins)
        rows = [row for index in range(len(self.lines)) for row in self._rows_of(index)]
        rows += [self._row(comment, 0, None) for comment in self.leading.get(len(self.lines), ())]
        return [_settled(row, before) for before, row in zip([None, *rows], rows, strict=False)]

    def _place(self, comment: Comment, origins: list[int]) -> None:
        line = comment.span.line
        index = bisect_right(origins, line) - 1  # the printed line that the code at or above the comment became
        following = self.written.following(line)
        inside = following is not None and bisect_right(origins, following) - 1 == index
        if not comment.own_line or (inside and index >= 0):
            self.joined.setdefault(index, []).append(comment)
            return
        after = index + 1
        level = self._block_level(index, self.written.column(line))
        next_level = self.lines[after].level if after < len(self.lines) else 0
        if level > next_level and after not in self.leading:
            self.closing.setdefault(index, []).append((level, comment))
        else:
            self.leading.setdefault(after, []).append(comment)

    def _block_level(self, index: int, column: int) -> int:
        """The level of the innermost block, open after a printed line, that text at this column belongs to."""
        limit: int | None = None
        for line in reversed(self.lines[: index + 1]):
            if limit is None or line.level < limit:
                limit = line.level
                if self.written.column(line.origin) < column:
                    return line.level + 1
            if limit == 0:
                break
        return 0

    def _rows_of(self, index: int) -> list[Row]:
        line = self.lines[index]
        joined = self.joined.get(index, [])
        behind = joined[-1] if joined and not joined[-1].own_line else None
        moved = joined[:-1] if behind else joined
        rows = [self._row(comment, line.level, index) for comment in self.leading.get(index, ())]
        gap = self.written.gap_above(line.origin)
        for comment in moved:
            rows.append(Row(line.level, comment.text, gap, index))
            gap = False
        rows.append(Row(line.level, f"{line.text}  {behind.text}" if behind else line.text, gap, index))
        rows += [self._row(comment, level, None) for level, comment in self.closing.get(index, ())]
        return rows

    def _row(self, comment: Comment, level: int, index: int | None) -> Row:
        return Row(level, comment.text, self.written.gap_above(comment.span.line), index)


def _settled(row: Row, before: Row | None) -> Row:
    """No blank line at the start of a file or of a block."""
    return evolve(row, gap=False) if before is None or row.level > before.level else row
