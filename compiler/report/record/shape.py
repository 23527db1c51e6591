"""Whether a record holds what deciding again asks of it: one that another version of Meetlat made may not."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Final

from compiler.report.record.chain import Data, Flaw, Lines
from dsl.diagnostics import Words

DAY: Final = "day"
Shape = Mapping[str, "Shape"] | list["Shape"] | type | str

CONTEXT: Final[Shape] = {
    "policy": {"module": str, "as_of": DAY},
    "texts": [{"module": str, "text": str}],
    "documents": [{"key": str, "sha256": object}],
    "rejected": int,
}
DECISION: Final[Shape] = {
    "provider": str,
    "decision": str,
    "facts": dict,
    "criteria": [{"id": str, "verdict": str}],
    "tables": [{"id": str, "outputs": dict}],
    "values": dict,
}
WHERE_THERE: Final[Mapping[str, Shape]] = {
    "population": {"providers": dict},
    "deadlines": [{"id": str, "status": object}],
    "grants": [{"id": str, "value": object}],
    "allocations": [{"id": str, "taken": object}],
}


def not_readable(lines: Lines) -> tuple[Flaw, ...]:
    """Of each line the first thing in it that is not as this version of Meetlat reads it."""
    found = []
    for number, (data, shape) in enumerate(
        [(lines.context, CONTEXT), *((each, DECISION) for each in lines.decisions)], 1
    ):
        place = next(_missing(data, shape), None) or next(_missing_where_there(data), None)
        if place is not None:
            version = lines.context.get("meetlat")
            en = f"`{place}` is missing, or not what this version of Meetlat reads there; the record was made by {version}"
            nl = f"`{place}` ontbreekt, of is niet wat deze versie van Meetlat er leest; de vastlegging is gemaakt met {version}"
            found.append(Flaw(number, Words(en, nl)))
    return tuple(found)


def _missing_where_there(data: Data) -> Iterator[str]:
    for name, shape in WHERE_THERE.items():
        if name in data and data[name] is not None:
            yield from _missing(data[name], shape, name)


def _missing(data: object, shape: Shape, place: str = "") -> Iterator[str]:
    """The places where data does not have the shape."""
    match shape:
        case list():
            if not isinstance(data, list):
                yield place
                return
            for number, each in enumerate(data, 1):
                yield from _missing(each, shape[0], f"{place} {number}")
        case Mapping():
            if not isinstance(data, Mapping):
                yield place
                return
            for name, inner in shape.items():
                at = f"{place} / {name}" if place else name
                if name not in data:
                    yield at
                else:
                    yield from _missing(data[name], inner, at)
        case str():
            if not _is_day(data):
                yield place
        case _:
            if not isinstance(data, shape) or (shape is int and isinstance(data, bool)):
                yield place


def _is_day(data: object) -> bool:
    try:
        datetime.date.fromisoformat(str(data))
    except ValueError:
        return False
    return True
