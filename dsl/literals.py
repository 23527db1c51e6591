"""How texts are written: in double quotes, `\\"` for a quote and `\\\\` for a backslash before one of these or at the end."""

from __future__ import annotations

import re


def quote(text: str) -> str:
    """A text as a literal. Only backslashes that would be read as an escape are doubled, so that patterns stay readable."""
    escaped = re.sub(r'\\(?=["\\]|$)', r"\\\\", text)
    return '"' + escaped.replace('"', r"\"") + '"'


def unquote(literal: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", literal[1:-1])
