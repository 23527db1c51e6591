"""Patterns of RE2 in the words of other databases: what all of them read alike, and nothing else.

Literals, classes, groups, choices and repetitions mean the same everywhere once written out in full: `.` and `\\d` as classes of
characters, every sign that means something escaped. All else (word boundaries, flags, Unicode classes) is not translated.
"""

from __future__ import annotations

import re

MOST_REPEATED = 255
"""PostgreSQL repeats no more."""
CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\t\n\f\r "}
CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
ENDS = {"postgres": ("^", "$"), "spark": (r"\A", r"\z")}
"""The start and the end of the whole text: in Java `$` also stands before a line end at the end."""

_REPEAT = re.compile(r"[*+?]|\{([0-9]{1,4})(,([0-9]{1,4})?)?\}")
_SPECIAL = frozenset("\\.[]{}()*+?|^$-&~")


def translated(pattern: str, dialect: str) -> str | None:
    """The pattern for the whole text, None where it may mean something else."""
    reader = _Reader(pattern, *ENDS[dialect])
    try:
        return reader.whole()
    except _Otherwise:
        return None


class _Otherwise(Exception):
    pass


class _Reader:
    def __init__(self, pattern: str, start: str, end: str) -> None:
        self.pattern = pattern
        self.start = start
        self.end = end
        self.at = 0

    def whole(self) -> str:
        if "\0" in self.pattern:
            raise _Otherwise
        found = self._choice()
        if self.at < len(self.pattern):
            raise _Otherwise
        return f"{self.start}(?:{found}){self.end}"

    def _taken(self, text: str) -> bool:
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _next(self) -> str:
        if self.at >= len(self.pattern):
            raise _Otherwise
        self.at += 1
        return self.pattern[self.at - 1]

    def _choice(self) -> str:
        found = []
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            found.append("|" if self._taken("|") else self._repeated())
        return "".join(found)

    def _repeated(self) -> str:
        atom, repeatable = self._atom()
        match = _REPEAT.match(self.pattern, self.at)
        if match is None:
            return atom
        self.at = match.end()
        self._taken("?")  # as few as can be: of no account to a whole text
        counts = [int(each) for each in (match[1], match[3]) if each]
        if not repeatable or any(each > MOST_REPEATED for each in counts) or _REPEAT.match(self.pattern, self.at):
            raise _Otherwise
        return atom + match[0]

    def _atom(self) -> tuple[str, bool]:
        """One thing, and whether it may be repeated."""
        each = self._next()
        match each:
            case "(":
                if self.pattern.startswith("?", self.at) and not self._taken("?:"):
                    raise _Otherwise
                inner = self._choice()
                if not self._taken(")"):
                    raise _Otherwise
                return f"(?:{inner})", True
            case "[":
                return self._class(), True
            case ".":
                return "[^\n]", True
            case "^":
                return self.start, False
            case "$":
                return self.end, False
            case "\\":
                letter = self._next()
                if letter.lower() in CLASSES:
                    return f"[{'^' if letter.isupper() else ''}{CLASSES[letter.lower()]}]", True
                return _literal(self._escaped(letter)), True
            case "]" | "{" | "}" | "*" | "+" | "?":
                raise _Otherwise
        return _literal(each), True

    def _escaped(self, letter: str) -> str:
        if letter in CONTROLS:
            return CONTROLS[letter]
        if letter.isalnum() or not letter.isascii() or letter == "_":
            raise _Otherwise
        return letter

    def _class(self) -> str:
        parts = ["[^" if self._taken("^") else "["]
        while not self._taken("]") or len(parts) == 1:
            each = "]" if len(parts) == 1 and self.pattern[self.at - 1] == "]" else self._next()
            if each == "[" and self.pattern.startswith(":", self.at):
                raise _Otherwise
            if each == "\\":
                letter = self._next()
                if letter in CLASSES:
                    parts.append(CLASSES[letter])
                    continue
                each = self._escaped(letter)
            parts.append(_literal(each) + self._range(each))
        return "".join(parts) + "]"

    def _range(self, low: str) -> str:
        """What comes after the first character of a range, empty where there is none."""
        if not self.pattern.startswith("-", self.at) or self.pattern.startswith("-]", self.at):
            return ""
        self.at += 1
        high = self._next()
        if high == "\\":
            high = self._escaped(self._next())
        if high == "[" or high < low:
            raise _Otherwise
        return f"-{_literal(high)}"


def _literal(character: str) -> str:
    return f"\\{character}" if character in _SPECIAL else character
