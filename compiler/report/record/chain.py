"""Lines of a record, each with a hash of itself and of the line before it, and what tells that somebody changed one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import rfc8785
from attrs import frozen

from dsl.diagnostics import Language, Words

Data = dict[str, Any]
LARGEST = 2**53 - 1
"""Larger whole numbers are no JSON numbers to every reader, and stand as text."""


@frozen
class Flaw:
    """What is wrong with a record, at a line counted from 1."""

    line: int
    said: Words


@frozen
class Lines:
    """A record that was read: its context, its decisions in order, the hash of its last line, and what is wrong with it."""

    context: Data
    decisions: tuple[Data, ...]
    head: str
    flaws: tuple[Flaw, ...]

    @property
    def language(self) -> Language:
        """That of the policy, as far as the record tells."""
        policy = self.context.get("policy")
        return "nl" if isinstance(policy, Mapping) and policy.get("language") == "nl" else "en"


def canonical(data: Mapping[str, object]) -> bytes:
    """The one way to write the data as JSON, by RFC 8785."""
    return rfc8785.dumps(_safe(data))


def hash_of(data: Mapping[str, object]) -> str:
    """SHA-256 of the canonical JSON, the hash itself left out."""
    return hashlib.sha256(canonical({name: value for name, value in data.items() if name != "sha256"})).hexdigest()


def chained(context: Data, decisions: Iterable[Data]) -> Iterator[bytes]:
    """The lines of a record, each ending in a newline."""
    sealed = _sealed({"kind": "context", **context, "previous": None})
    first = last = sealed["sha256"]
    yield canonical(sealed) + b"\n"
    count = 0
    for count, each in enumerate(decisions, 1):
        sealed = _sealed({"kind": "decision", "number": count, "context": first, **each, "previous": last})
        last = sealed["sha256"]
        yield canonical(sealed) + b"\n"
    yield canonical(_sealed({"kind": "end", "decisions": count, "previous": last})) + b"\n"


def read(text: str) -> Lines:
    """A record from its text; whatever is wrong with it is among the flaws, and what can be read is still read."""
    flaws: list[Flaw] = []
    numbered: list[tuple[int, Data]] = []
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        data = _parsed(line)
        if data is None:
            flaws.append(Flaw(number, Words("this is no line of a record", "dit is geen regel van een vastlegging")))
        else:
            numbered.append((number, data))
            flaws += _changed(data, line, number)
    flaws += _order(numbered)
    lines = [data for _, data in numbered]
    context = next((each for each in lines if each.get("kind") == "context"), {})
    decisions = tuple(each for each in lines if each.get("kind") == "decision")
    head = str(lines[-1].get("sha256", "")) if lines else ""
    return Lines(context, decisions, head, tuple(sorted(flaws, key=lambda each: each.line)))


def _sealed(data: Data) -> Data:
    return {**data, "sha256": hash_of(data)}


def _parsed(line: str) -> Data | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _changed(data: Data, line: str, number: int) -> Iterator[Flaw]:
    """Whether a line is what its own hash says."""
    try:
        written, expected = canonical(data), hash_of(data)
    except (rfc8785.CanonicalizationError, TypeError, ValueError, RecursionError):  # what no record holds
        written, expected = b"", ""
    if data.get("sha256") != expected:
        yield Flaw(
            number, _about(data, "was changed: its hash is another", "is gewijzigd: de controlegetallen verschillen")
        )
    elif written != line.encode():
        yield Flaw(number, _about(data, "is not written canonically", "is niet in de vaste vorm geschreven"))


def _order(numbered: list[tuple[int, Data]]) -> Iterator[Flaw]:
    """Whether each line stands behind the one that it was written after, from the context to the end."""
    lines = [data for _, data in numbered]
    if not lines or lines[0].get("kind") != "context":
        yield Flaw(1, Words("the record does not begin with its context", "de vastlegging begint niet met haar kader"))
    for (_, before), (number, data) in pairwise(numbered):
        if data.get("previous") != before.get("sha256"):
            yield Flaw(
                number,
                _about(
                    data,
                    "does not follow the line before it: something was removed, added, changed or moved",
                    "volgt niet op de regel ervoor: er is iets verwijderd, toegevoegd, gewijzigd of verplaatst",
                ),
            )
        if data.get("kind") == "decision" and data.get("context") != lines[0].get("sha256"):
            yield Flaw(number, _about(data, "belongs to another context", "hoort bij een ander kader"))
    decided = sum(each.get("kind") == "decision" for each in lines)
    at, last = numbered[-1] if numbered else (1, {})
    if last.get("kind") != "end":
        yield Flaw(at, Words("the end of the record is missing", "het einde van de vastlegging ontbreekt"))
    elif last.get("decisions") != decided:
        en = f"the end tells of {last.get('decisions')} decisions, and there are {decided}"
        nl = f"het einde noemt {last.get('decisions')} besluiten, en er zijn er {decided}"
        yield Flaw(at, Words(en, nl))


def _about(data: Data, en: str, nl: str) -> Words:
    if data.get("kind") == "decision":
        provider = data.get("provider")
        return Words(f"the decision on `{provider}` {en}", f"het besluit over `{provider}` {nl}")
    if data.get("kind") == "context":
        return Words(f"the context {en}", f"het kader {nl}")
    return Words(f"the end {en}", f"het einde {nl}")


def _safe(value: object) -> Any:
    """Data that canonical JSON can hold: tuples as lists, large whole numbers as text."""
    match value:
        case bool() | str() | None:
            return value
        case int():
            return value if abs(value) <= LARGEST else str(value)
        case Mapping():
            return {str(name): _safe(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_safe(each) for each in value]
    raise TypeError(f"no data of a record: {value!r}")
