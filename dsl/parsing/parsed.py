"""What parsing a file gives. Apart from the parser, so that a file that need not be parsed does not load it."""

from __future__ import annotations

from attrs import field

from dsl import syntax
from dsl.diagnostics import Diagnostic
from dsl.frozen import frozen
from dsl.source import SourceFile, Span


@frozen
class Comment:
    """`text` starts with `#`. A comment on a line of its own belongs to the line that follows it."""

    text: str
    span: Span = field(eq=False)
    own_line: bool


@frozen
class ParsedFile:
    """The statements that parsed, all comments in order, and the mistakes in the rest."""

    source: SourceFile
    module: syntax.Module
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...] = field(repr=False)
