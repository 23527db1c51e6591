"""What stands in a table of a database: its columns, those within others told apart, and what each holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from compiler.backends.sql.origins import Type


@frozen
class Seen:
    """A column of a table in a database, or a field of a column: what it holds (as the database says it where that is none of
    ours), and how many digits after the point. `path` are the names that lead to it. `elements` is what stands in each element
    of a list, None where it is no list; an element that is no record has one of no name, called `value`."""

    path: tuple[str, ...]
    type: Type | str
    decimals: int | None = None
    elements: tuple[Seen, ...] | None = None

    @property
    def name(self) -> str:
        return " / ".join(self.path) or "value"


@frozen
class Many:
    """A type whose values are lists, as a database says it."""

    element: Shape
    said: str


@frozen
class Fields:
    """A type whose values are records."""

    named: tuple[tuple[str, Shape], ...]


Shape = str | Many | Fields


def seen(fields: Fields, moment: str, path: tuple[str, ...] = ()) -> Iterator[Seen]:
    """The columns of a table, those of records in it one by one. `moment` is the type of moments without a time zone."""
    for name, shape in fields.named:
        if isinstance(shape, Fields):
            yield from seen(shape, moment, (*path, name))
        else:
            yield _one((*path, name), shape, moment)


def _one(path: tuple[str, ...], shape: str | Many, moment: str) -> Seen:
    if isinstance(shape, str):
        return _plain(path, shape, {"boolean": "yes/no", "date": "date", moment: "moment"})
    inner = shape.element
    elements = tuple(seen(inner, moment)) if isinstance(inner, Fields) else (_one((), inner, moment),)
    texts = not isinstance(inner, Fields) and elements[0].type == "text"
    return Seen(path, "texts" if texts else shape.said, None, elements)


def _plain(path: tuple[str, ...], said: str, known: Mapping[str, Type]) -> Seen:
    """By the name of the type: `numeric(8,2)`, `INTEGER`, `boolean`."""
    plain = said.casefold()
    found = Seen(path, known.get(plain, said))
    decimal = re.fullmatch(r"(?:numeric|decimal)(?:\([0-9]+, ?([0-9]+)\))?", plain)
    if decimal is not None:
        return evolve(found, type="number", decimals=None if decimal[1] is None else int(decimal[1]))
    if re.fullmatch(r"(?:u?(?:tiny|small|big|huge)?int|integer|smallint|bigint|u?integer)", plain):
        return evolve(found, type="number", decimals=0)
    if plain in ("text", "string") or re.fullmatch(r"(?:varchar|character varying)(?:\([0-9]+\))?", plain):
        return evolve(found, type="text")
    return found
