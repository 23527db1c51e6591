"""Text on a terminal: how wide it is, what may be printed, and the few colours we use."""

from __future__ import annotations

import os
import unicodedata
from typing import Literal, TextIO

Colour = Literal["red", "green", "yellow", "blue", "cyan", "magenta", "dim", "bold"]

_CODES: dict[Colour, str] = {
    "red": "1;31",
    "green": "32",
    "yellow": "33",
    "blue": "1;34",
    "cyan": "36",
    "magenta": "35",
    "dim": "2",
    "bold": "1",
}
TAB = 4


def wants_colour(stream: TextIO) -> bool:
    """Only on a terminal, and not where the user asked for none (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, colour: Colour, on: bool) -> str:
    return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if on and text else text


def printable(text: str) -> str:
    """Control characters replaced: a file must not be able to steer the reader's terminal. So are the two characters that no
    XML may hold."""
    return "".join("�" if _steers(each) else each for each in text)


def _steers(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or character in "\u202a\u202b\u202d\u202e\u2066\u2067\ufffe\uffff"
    )


def expanded(text: str) -> str:
    """Printable, with tabs as spaces to the next stop of four columns."""
    parts: list[str] = []
    column = 0
    for character in text:
        shown = " " * (TAB - column % TAB) if character == "\t" else printable(character)
        parts.append(shown)
        column += width(shown)
    return "".join(parts)


def width(text: str) -> int:
    """Columns that a text takes: nothing for combining marks and joiners, two for wide characters."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
