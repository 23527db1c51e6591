"""Bytes -> source file."""

from __future__ import annotations

from pathlib import Path

from dsl.diagnostics import Diagnostic, Words
from dsl.source import SourceFile, Span


def decode(path: str, data: bytes) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """The text of a policy file, which is UTF-8 (a byte order mark is dropped).

    Bytes that are not UTF-8 give E118 at the first of them; the text then shows U+FFFD in their place and is not to be parsed.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return SourceFile(path, data.decode("utf-8")), ()
    except UnicodeDecodeError as mistake:
        source = SourceFile(path, data.decode("utf-8", errors="replace"))
        start = len(data[: mistake.start].decode("utf-8"))
        byte = data[mistake.start]
        return source, (
            Diagnostic(
                "E118",
                Span(source, start, start + 1),
                Words(f"the byte 0x{byte:02X} is not UTF-8 text", f"de byte 0x{byte:02X} is geen UTF-8-tekst"),
                help=Words("save the file as UTF-8", "sla het bestand op als UTF-8"),
            ),
        )


def read(path: Path) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """Read a policy file; raises OSError when there is nothing to read."""
    return decode(str(path), path.read_bytes())
