"""What all nodes of the syntax tree share."""

from __future__ import annotations

from attrs import field

from dsl.frozen import frozen
from dsl.source import NOWHERE, Span


@frozen
class Node:
    span: Span = field(eq=False, kw_only=True, default=NOWHERE, repr=False)


@frozen
class Name(Node):
    """A phrase: words separated by single spaces, as written and without the backticks that may enclose it."""

    text: str
