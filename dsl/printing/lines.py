"""Printed lines, before they are joined: the formatter puts the comments back between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from dsl.frozen import frozen
from dsl.syntax import Node

STEP: Final = 4  # spaces of indentation at each level
_WIDEST: Final = 400  # characters; a column is not padded beyond it


@frozen
class Line:
    """One line of output. `node` is what starts it: in a parsed tree its place gives the line it was written on."""

    level: int
    text: str
    node: Node

    def __str__(self) -> str:
        return " " * (STEP * self.level) + self.text


def deeper(lines: Sequence[Line]) -> list[Line]:
    return [evolve(line, level=line.level + 1) for line in lines]


def column(texts: Sequence[str]) -> list[str]:
    """The texts padded to the widest of them; left alone when that is wider than any line should be."""
    width = max(map(len, texts), default=0)
    return list(texts) if width > _WIDEST else [text.ljust(width) for text in texts]
