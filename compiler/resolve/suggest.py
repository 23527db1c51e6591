"""`did you mean`: the one name that is close to what was written, if any."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.diagnostics import Fix, Words
from dsl.source import NOWHERE, Span

LONGEST = 80
MOST_CANDIDATES = 2000
MOST_COMPARED = 300


def closest(written: str, names: Iterable[str]) -> str | None:
    """The name that differs in case, spaces and hyphens only, else the one that is close by letters."""
    if len(written) > LONGEST:
        return None
    by_plain = {_plain(name): name for name, _ in zip(names, range(MOST_CANDIDATES), strict=False)}
    same = by_plain.get(_plain(written))
    if same is not None:
        return same
    import difflib  # only needed once something is wrong

    plain = _plain(written)
    near = [
        each for each in by_plain if 0.6 * len(plain) <= len(each) <= len(plain) / 0.6
    ]  # no other can be close enough
    close = difflib.get_close_matches(plain, near[:MOST_COMPARED], n=1, cutoff=0.75)
    return by_plain[close[0]] if close else None


def did_you_mean(name: str | None) -> Words | None:
    return None if name is None else Words(f"did you mean `{name}`?", f"bedoelde u `{name}`?")


def replacing(span: Span, name: str | None) -> Fix | None:
    """The edit that puts the suggested name in the place of what was written."""
    if name is None or span is NOWHERE:
        return None
    return Fix(span, name, Words(f"replace it by `{name}`", f"vervang het door `{name}`"))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
