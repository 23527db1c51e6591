"""Identifiers that no database takes for one another: some look at no capitals, or at the first 63 bytes alone."""

from __future__ import annotations

from attrs import define, field


@define
class Names:
    """Gives out identifiers of at most `longest` bytes, each once. A name stays as it is where it can."""

    longest: int
    taken: set[str] = field(factory=set)

    def give(self, wanted: str) -> str:
        found = self._cut(wanted, "")
        number = 1
        while not found or found.casefold() in self.taken:
            number += 1
            found = self._cut(wanted, f" {number}")
        self.taken.add(found.casefold())
        return found

    def _cut(self, wanted: str, end: str) -> str:
        plain = wanted.replace("\0", "").replace("${", "{")  # Spark puts the value of a variable there
        room = self.longest - len(end)
        return plain.encode()[:room].decode(errors="ignore") + end
