"""JSON as text: parsing without loss, and where in the text a value stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from compiler.records.form import collected
from compiler.records.problems import Finding, Path, object_to, too_deep
from compiler.records.quantities import MOST_DIGITS, Unreadable
from dsl.diagnostics import Words

_SPACE = re.compile(r"[ \t\n\r]*")


def _whole(text: str) -> int | Unreadable:
    return int(text) if len(text) <= MOST_DIGITS + 1 else Unreadable(text)


def _decimal(text: str) -> Decimal | Unreadable:
    """Exact; what has more digits than fit, exponent included, is refused when it is converted."""
    if len(text) > 2 * MOST_DIGITS:
        return Unreadable(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        return Unreadable(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=collected, parse_float=_decimal, parse_int=_whole, parse_constant=Unreadable
)
_SKIPPER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


_SAID = {
    "Expecting value": Words("a value is expected here", "hier wordt een waarde verwacht"),
    "Expecting property name": Words(
        'the name of a fact is expected here, between `"`', 'hier wordt de naam van een gegeven verwacht, tussen `"`'
    ),
    "Expecting ',' delimiter": Words("a comma is expected here", "hier wordt een komma verwacht"),
    "Expecting ':' delimiter": Words("a colon is expected here", "hier wordt een dubbele punt verwacht"),
    "Illegal trailing comma": Words("nothing follows this comma", "na deze komma volgt niets"),
    "Extra data": Words("something follows behind the end", "er volgt iets na het einde"),
    "Unterminated string": Words(
        'the closing `"` of this text is missing', 'het sluitende `"` van deze tekst ontbreekt'
    ),
    "Invalid control character": Words(
        "a control character, such as the end of a line, stands inside a text",
        "er staat een stuurteken, zoals het einde van een regel, in een tekst",
    ),
    "Invalid \\": Words(
        "what follows this `\\` does not belong there; write `\\\\` for the sign itself",
        "wat na deze `\\` volgt, hoort daar niet; schrijf `\\\\` voor het teken zelf",
    ),
}
"""By how the messages of Python's parser begin."""


def _said(message: str) -> Words:
    known = next((words for start, words in _SAID.items() if message.startswith(start)), None)
    plain = message[:1].lower() + message[1:]
    return known or Words(plain, plain)


def parse_json(text: str) -> tuple[object, Finding | None, int]:
    """The value, or what is wrong and at which offset."""
    try:
        return _DECODER.decode(text), None, 0
    except json.JSONDecodeError as error:
        said = _said(error.msg)
        return None, object_to("E504", f"this is not JSON: {said.en}", f"dit is geen JSON: {said.nl}"), error.pos
    except RecursionError:
        return None, too_deep(), 0


class Offsets:
    """Where the values below one value stand. Every object or list is walked once, however many places are asked for."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._known: dict[Path, int] = {(): _skip_space(text, at)}
        self._walked: set[Path] = set()

    def of(self, path: Path) -> int:
        """The offset of the value that the path leads to, or of the last one on the way that is there.

        The text parses; of a key that stands twice the last one counts.
        """
        for length in range(len(path)):
            above = path[:length]
            if above not in self._walked:
                self._walked.add(above)
                for name, start in members(self._text, self._known[above]):
                    self._known[(*above, name)] = start
            if path[: length + 1] not in self._known:
                return self._known[above]
        return self._known[path]


def offset_of(text: str, path: Path) -> int:
    """The offset of one value in a whole JSON text."""
    return Offsets(text, 0).of(path)


def members(text: str, at: int) -> Iterator[tuple[str | int, int]]:
    """Keys or indexes with the offsets of their values, of the object or list at `at`; nothing of any other value."""
    opening = text[at]
    if opening not in "{[":
        return
    at = _skip_space(text, at + 1)
    index = 0
    while text[at] not in "}]":
        name: str | int = index
        if opening == "{":
            name, at = _SKIPPER.raw_decode(text, at)
            at = _skip_space(text, _skip_space(text, at) + 1)
        yield name, at
        _, at = _SKIPPER.raw_decode(text, at)
        at = _skip_space(text, at)
        if text[at] == ",":
            at = _skip_space(text, at + 1)
        index += 1


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()
