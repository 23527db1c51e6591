"""`attrs.frozen` for modules with many classes: comparison, hash and text are shared instead of written for each class.

attrs writes and compiles these methods for every class, which for the syntax tree alone took longer than to parse a policy.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from attrs import frozen as frozen
else:

    def frozen(cls: type | None = None, **options: Any) -> Any:
        """As `attrs.frozen`."""
        if cls is None:
            return lambda each: frozen(each, **options)
        if options.get("eq", True):
            cls.__eq__, cls.__hash__ = _equal, _hash
        if "__repr__" not in vars(cls):
            cls.__repr__ = _text
        return attrs.frozen(cls, **{**options, "eq": False, "repr": False})


@cache
def _compared(cls: type) -> Any:
    """The values by which two of a class are compared."""
    names = [each.name for each in attrs.fields(cls) if each.eq]
    return attrgetter(*names) if names else lambda _: ()


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    values = _compared(self.__class__)
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash((self.__class__, _compared(self.__class__)(self)))


def _text(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in attrs.fields(self.__class__) if each.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"
