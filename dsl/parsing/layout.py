"""The layout of a file: comments, statements, and the members of each statement, before any of it is parsed.

A line that starts in the first column starts a statement; the lines at its first level of indentation are its members,
each with the deeper lines under it. Comments are blanked with spaces, so that offsets stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dsl.diagnostics import Diagnostic, Fix, Words
from dsl.frozen import frozen
from dsl.parsing.parsed import Comment
from dsl.source import SourceFile, Span

MAX_CHARACTERS = 2_000_000
MAX_LINE = 2_000

_TEXT_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|#')


@frozen
class Stretch:
    """A head or a member: whole lines, from the first character that is not a space."""

    start: int
    end: int


@frozen
class Chunk:
    """A statement as laid out."""

    head: Stretch
    members: tuple[Stretch, ...]


@frozen
class Layout:
    """`text` is the source text with comments and carriage returns blanked."""

    text: str
    chunks: tuple[Chunk, ...]
    comments: tuple[Comment, ...]
    heads: tuple[str, ...] = ()
    """The lines in the first column, where nothing else is known."""


@frozen
class _Line:
    start: int
    end: int
    indent: int


def lay_out(source: SourceFile) -> tuple[Layout, tuple[Diagnostic, ...]]:
    """Split a file; a file that is too large or holds too long a line is not read any further."""
    too_large = _too_large(source)
    if too_large:
        return Layout("", (), (), tuple(_heads(source.text))), (too_large,)
    found: list[Diagnostic] = []
    text, comments = _blank_comments(source)
    lines = _lines(source, text, found)
    if found:
        return Layout(text, (), comments, tuple(_heads(text))), tuple(found)
    return Layout(text, tuple(_chunks(source, lines, found)), comments), tuple(found)


def _too_large(source: SourceFile) -> Diagnostic | None:
    size = len(source.text)
    if size > MAX_CHARACTERS:
        return Diagnostic(
            "E112",
            Span(source, 0, 0),
            Words(
                f"the file has {size} characters; at most {MAX_CHARACTERS} are read",
                f"het bestand heeft {size} tekens; er worden er hoogstens {MAX_CHARACTERS} gelezen",
            ),
            help=Words("split the policy into several files", "verdeel het beleid over meer bestanden"),
        )
    starts = [*source.line_starts, size + 1]
    for start, following in pairwise(starts):
        length = following - 1 - start
        if length > MAX_LINE:
            return Diagnostic(
                "E112",
                Span(source, start, start),
                Words(
                    f"this line has {length} characters; at most {MAX_LINE} are read",
                    f"deze regel heeft {length} tekens; er worden er hoogstens {MAX_LINE} gelezen",
                ),
                help=Words("break the line up", "breek de regel op"),
            )
    return None


def _blank_comments(source: SourceFile) -> tuple[str, tuple[Comment, ...]]:
    text = source.text.replace("\r\n", " \n")
    parts: list[str] = []
    comments: list[Comment] = []
    done = 0
    at = 0
    while match := _TEXT_OR_COMMENT.search(text, at):
        at = match.end()
        if match.group() != "#":
            continue
        end = text.find("\n", match.start())
        end = len(text) if end == -1 else end
        line_start = text.rfind("\n", 0, match.start()) + 1
        own_line = not text[line_start : match.start()].strip()
        comments.append(Comment(text[match.start() : end].rstrip(), Span(source, match.start(), end), own_line))
        parts += [text[done : match.start()], " " * (end - match.start())]
        done = at = end
    parts.append(text[done:])
    return "".join(parts), tuple(comments)


def _lines(source: SourceFile, text: str, found: list[Diagnostic]) -> list[_Line]:
    """The lines that say something. Tabs where spaces are expected are reported once: what belongs to what is not known then."""
    lines = []
    tabs = []
    start = 0
    for raw in text.split("\n"):
        content = raw.strip(" ")
        if content:
            indent = len(raw) - len(raw.lstrip(" "))
            tab = re.match(r"[ ]*\t", raw)
            if tab:
                tabs.append(Span(source, start + tab.end() - 1, start + tab.end()))
            else:
                lines.append(_Line(start + indent, start + len(raw.rstrip(" ")), indent))
        start += len(raw) + 1
    if tabs:
        found.append(_tab(tabs[0], len(tabs) - 1))
    return lines


def _heads(text: str) -> Iterator[str]:
    return (line.rstrip() for line in text[:MAX_CHARACTERS].split("\n") if line[:1] not in ("", " ", "\t", "#"))


def _tab(place: Span, more: int) -> Diagnostic:
    return Diagnostic(
        "E104",
        place,
        Words(
            "a tab stands in the indentation; spaces are expected",
            "er staat een tab in de inspringing; spaties worden verwacht",
        ),
        help=Words(
            "indent with four spaces"
            + (f", here and in {more} more line{'s' * (more > 1)} of this file" if more else ""),
            "spring in met vier spaties"
            + (f", hier en in nog {more} regel{'s' * (more > 1)} van dit bestand" if more else ""),
        ),
    )


def _chunks(source: SourceFile, lines: list[_Line], found: list[Diagnostic]) -> list[Chunk]:
    chunks: list[Chunk] = []
    head: _Line | None = None
    body: list[_Line] = []
    for line in lines:
        if line.indent == 0:
            if head:
                chunks.append(Chunk(Stretch(head.start, head.end), _members(source, body, found)))
            head, body = line, []
        elif head:
            body.append(line)
        else:
            found.append(_orphan(Span(source, line.start, line.end)))
            return chunks
    if head:
        chunks.append(Chunk(Stretch(head.start, head.end), _members(source, body, found)))
    return chunks


def chunk_within(source: SourceFile, text: str, member: Stretch, head: int, found: list[Diagnostic]) -> Chunk:
    """A member that holds a statement of its own, of which the head starts at `head`."""
    lines: list[_Line] = []
    start = text.rfind("\n", 0, member.start) + 1
    for raw in text[start : member.end].split("\n"):
        if raw.strip(" "):
            indent = len(raw) - len(raw.lstrip(" "))
            lines.append(_Line(start + indent, start + len(raw.rstrip(" ")), indent))
        start += len(raw) + 1
    return Chunk(Stretch(head, lines[0].end), _members(source, lines[1:], found))


def _orphan(place: Span) -> Diagnostic:
    return Diagnostic(
        "E104",
        place,
        Words(
            "this line is indented, but no statement stands above it",
            "deze regel springt in, maar er staat geen regel boven waar hij bij hoort",
        ),
        help=Words("start a statement in the first column", "begin een nieuwe regel in de eerste kolom"),
    )


def one_space_further(line: Span) -> Diagnostic:
    """For a line, without its indentation, that is indented by one space too many."""
    words = Words("take one space away before it", "haal er één spatie voor weg")
    return Diagnostic(
        "E104",
        line,
        Words(
            "this line stands one space further than the lines around it",
            "deze regel staat één spatie verder dan de regels eromheen",
        ),
        help=words,
        fix=Fix(Span(line.source, line.start - 1, line.start), "", words),
    )


def _members(source: SourceFile, lines: list[_Line], found: list[Diagnostic]) -> tuple[Stretch, ...]:
    members: list[Stretch] = []
    base = lines[0].indent if lines else 0
    if min((each.indent for each in lines), default=0) == base - 1:  # the first line is the odd one
        found.append(one_space_further(Span(source, lines[0].start, lines[0].end)))
        base -= 1
    for line in lines:
        if line.indent > base and members:
            members[-1] = Stretch(members[-1].start, line.end)
            continue
        if line.indent < base:
            found.append(
                Diagnostic(
                    "E104",
                    Span(source, line.start, line.end),
                    Words(
                        f"this line is indented by {line.indent} spaces; the lines of this block start after {base}",
                        f"deze regel springt {line.indent} spaties in; de regels van dit blok beginnen na {base}",
                    ),
                )
            )
            continue
        members.append(Stretch(line.start, line.end))
    return tuple(members)
