"""A counterexample with nothing in it that it could do without: no fact, no element of a list, no other provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from attrs import evolve

from compiler.ir.places import Path
from compiler.ir.values import UNKNOWN, FactValue
from compiler.scenarios.fuzz.holding import Tried


def smallest(tried: Tried, breaks: Callable[[Tried], bool]) -> Tried:
    """The counterexample with as much left out as can be, so that it still breaks what always holds."""
    smaller: Tried | None = tried
    while smaller is not None:
        tried = smaller
        smaller = next((each for each in _smaller(tried) if breaks(each)), None)
    return tried


def size(tried: Tried) -> int:
    """How much there is to read: facts, elements and other providers."""
    return sum(1 + _parts(each) for each in (tried.facts, *(tried.others or ())))


def _parts(value: FactValue) -> int:
    match value:
        case Mapping():
            return sum(1 + _parts(each) for each in value.values())
        case tuple():
            return sum(1 + _parts(each) for each in value)
        case _:
            return 0


def _smaller(tried: Tried) -> Iterator[Tried]:
    others = tried.others or ()
    for at in range(len(others)):
        yield evolve(tried, others=(*others[:at], *others[at + 1 :]))
    kept: Path = () if tried.change is None else tried.change.path
    for each in _without_one(tried.facts, (), kept):
        assert isinstance(each, Mapping)
        yield evolve(tried, facts=each)
    for at, other in enumerate(others):
        for each in _without_one(other, (), ()):
            assert isinstance(each, Mapping)
            yield evolve(tried, others=(*others[:at], each, *others[at + 1 :]))


def _without_one(value: FactValue, path: Path, kept: Path) -> Iterator[FactValue]:
    """The value with one fact or element less, large parts before what is in them. What leads to `kept` stays, and so do the
    elements before it."""
    match value:
        case Mapping():
            for name in value:
                if not _leads(kept, (*path, name)):
                    yield {key: each for key, each in value.items() if key != name}
            for name, inner in value.items():
                for less in _without_one(inner, (*path, name), kept):
                    yield {**value, name: less}
        case tuple():
            for place in range(len(value), 0, -1):
                if not _leads(kept, path) or (len(kept) > len(path) and place > int(kept[len(path)])):
                    yield (*value[: place - 1], *value[place:])
            for place, inner in enumerate(value, 1):
                if inner is UNKNOWN:
                    continue
                for less in _without_one(inner, (*path, place), kept):
                    yield (*value[: place - 1], less, *value[place:])
        case _:
            return


def _leads(kept: Path, path: Path) -> bool:
    return kept[: len(path)] == path
