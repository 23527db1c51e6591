"""`did you mean`: the one name that is close to what was written, if any."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from compiler.resolve.suggest import are_opposites
from dsl.diagnostics import Words

MOST_SEARCHED = 500
LONGEST = 80


class Suggester:
    """Looks among fixed names. Remembers its answers, and stops searching after `MOST_SEARCHED` different mistakes, so that a
    file full of nonsense stays fast to refuse."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._by_plain = {_plain(name): name for name in self._names}
        self._found: dict[str, str | None] = {}

    def closest(self, written: str) -> str | None:
        """The declared name that differs in case, spacing, underscores or hyphens only, else the closest by letters."""
        if written not in self._found:
            if len(written) > LONGEST or len(self._found) >= MOST_SEARCHED:
                return None
            self._found[written] = self._search(written)
        return self._found[written]

    def help(self, written: str) -> Words | None:
        name = self.closest(written)
        return None if name is None else Words(f"did you mean `{name}`?", f"bedoelde u `{name}`?")

    def _search(self, written: str) -> str | None:
        same = self._by_plain.get(_plain(written))
        if same is not None:
            return same
        plain = _plain(written)
        close = difflib.get_close_matches(plain, self._by_plain, n=1, cutoff=0.75)
        if close and are_opposites(plain, close[0]):
            return None
        return self._by_plain[close[0]] if close else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").replace("/", " / ").split())
