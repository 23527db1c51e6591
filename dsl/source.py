"""Source files and the places in them."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from attrs import field, frozen


@frozen(eq=False, slots=False)
class SourceFile:
    """A policy text and where it came from. Two source files are equal only when they are the same object."""

    path: str
    text: str = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> SourceFile:
        """Read a UTF-8 file (a byte order mark is dropped); raises OSError or UnicodeDecodeError."""
        return cls(str(path), path.read_text(encoding="utf-8-sig"))

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which the lines start; only a line feed ends a line."""
        starts = [0]
        at = self.text.find("\n")
        while at != -1:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def line_number(self, offset: int) -> int:
        """Line of an offset, counted from 1."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1, columns in characters."""
        line = self.line_number(offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of a line (counted from 1) without its line ending."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r")


@frozen
class Span:
    """A stretch of a source file: `start` up to and not including `end`, as character offsets."""

    source: SourceFile
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """First line of the stretch, counted from 1."""
        return self.source.line_number(self.start)

    def to(self, other: Span) -> Span:
        """From the start of this stretch to the end of the other."""
        return Span(self.source, self.start, max(self.end, other.end))

    def __str__(self) -> str:
        line, column = self.source.position(self.start)
        return f"{self.source.path}:{line}:{column}"


NOWHERE = Span(SourceFile("<none>", ""), 0, 0)
