"""`did you mean`: the one name that is close to what was written, if any."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.diagnostics import Fix, Words
from dsl.source import NOWHERE, Span

LONGEST = 80
MOST_CANDIDATES = 2000
MOST_COMPARED = 300
_NEGATIONS = frozenset("not no none never without non niet geen nooit zonder niets".split())
_NEGATING = ("non", "un", "in", "on", "niet")
"""What turns a word into its opposite when it stands before it."""


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
        each
        for each in by_plain
        if 0.6 * len(plain) <= len(each) <= len(plain) / 0.6 and not _other_meaning(plain, each)
    ]  # no other can be close enough
    close = difflib.get_close_matches(plain, near[:MOST_COMPARED], n=1, cutoff=0.75)
    return by_plain[close[0]] if close else None


def _other_meaning(written: str, name: str) -> bool:
    """Whether the name leaves out words that were written, or says the opposite."""
    left, right = written.split(), name.split()
    shorter = len("".join(left)) > len("".join(right)) + 1
    if len(right) < len(left) and (shorter or set(right) < set(left)):
        return True
    return are_opposites(written, name)


def are_opposites(written: str, name: str) -> bool:
    """Whether one of two names, in lower case and without hyphens, denies what the other says."""
    left, right = set(written.split()), set(name.split())
    only_written, only_named = left - right, right - left
    if not _NEGATIONS.isdisjoint(only_written | only_named):
        return True
    return any(
        one == f"{prefix}{other}" or other == f"{prefix}{one}"
        for one in only_written
        for other in only_named
        for prefix in _NEGATING
    )


def did_you_mean(name: str | None) -> Words | None:
    return None if name is None else Words(f"did you mean `{name}`?", f"bedoelde u `{name}`?")


def replacing(span: Span, name: str | None) -> Fix | None:
    """The edit that puts the suggested name in the place of what was written."""
    if name is None or span is NOWHERE:
        return None
    return Fix(span, name, Words(f"replace it by `{name}`", f"vervang het door `{name}`"))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
