"""The names of providers: without spaces around them, and whether they stand in an order that shows that none is there twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, Self

from attrs import define, frozen

from compiler.columns.layout import SPACES
from compiler.records.arrow import Tails, tails

if TYPE_CHECKING:
    import polars as pl

SAMPLE = 64
"""So many names show whether it is worth the while to look whether all of them rise."""


@frozen
class Rising:
    """Names of which each comes after the one before it, by their lengths and last letters (which is how numbers rise) or by all
    their letters: the first and the last of them."""

    by: Literal["tails", "letters"]
    first: tuple[int, int] | str
    last: tuple[int, int] | str


@frozen(eq=False)
class Names:
    """Missing where there is none; `rising` is None where they do not rise, or that is not known."""

    texts: pl.Series
    rising: Rising | None = None


def stripped(names: pl.Series) -> pl.Series:
    """Names of providers without spaces around them; missing where nothing is left."""
    return read_names(names).texts


def read_names(names: pl.Series) -> Names:
    """The same, with whether they rise."""
    import polars as pl

    texts = names.cast(pl.String)
    if not texts.null_count():
        known = _Known.of(texts)
        if known.plain:
            return Names(texts, known.rising or _by_letters(texts))
    texts = texts.str.strip_chars(SPACES)
    texts = texts.set(texts == "", None)
    filled = texts.drop_nulls()
    return Names(texts, _Known.of(filled).rising or _by_letters(filled))


@define
class _Known:
    """Whether texts, of which none is missing, surely start and end with what is no space, and how they rise."""

    plain: bool = True
    rising: Rising | None = None

    @classmethod
    def of(cls, texts: pl.Series) -> Self:
        plain, rise = True, True
        parts: list[Rising] = []
        for found in tails(texts):
            if found is None:
                return cls(plain=False)
            plain = plain and all(map(_is_plain, (found.firsts, found.tails.astype("u1"))))
            part = _by_tails(found) if rise else None
            rise = part is not None
            if part is not None:
                parts.append(part)
        rise = rise and len(parts) > 0 and all_differ(parts)
        return cls(plain, Rising("tails", parts[0].first, parts[-1].last) if rise else None)


def _is_plain(bytes_: Any) -> bool:
    return bool(ord(" ") < bytes_.min() and bytes_.max() < 127)


def _by_tails(found: Tails) -> Rising | None:
    """Where each is longer than the one before it, or as long with later last letters. Those two differ from one to the next
    then, and as they rise all along, between any two."""
    if not all(_each_after(each) for each in (found.head(SAMPLE), found)):
        return None
    first, last = ((int(found.lengths[at]), int(found.tails[at])) for at in (0, -1))
    return Rising("tails", first, last)


def _each_after(found: Tails) -> bool:
    lengths, last = found.lengths, found.tails
    after = last[1:] > last[:-1]
    if len(lengths) > 1 and (lengths[0] != lengths[-1] or lengths.min() != lengths.max()):
        after = (lengths[1:] > lengths[:-1]) | ((lengths[1:] == lengths[:-1]) & after)
    return bool(after.all())


def _by_letters(texts: pl.Series) -> Rising | None:
    if len(texts) and all((each.slice(1) > each.head(-1)).all() for each in (texts.head(SAMPLE), texts)):
        return Rising("letters", texts[0], texts[-1])
    return None


def alike(names: Iterable[str]) -> list[tuple[str, str]]:
    """The names that differ only in capitals or spaces, of each such name the first two."""
    found: dict[str, dict[str, None]] = {}
    for each in names:
        found.setdefault(" ".join(each.casefold().split()), {})[each] = None
    pairs = ([*group][:2] for group in found.values() if len(group) > 1)
    return [(first, second) for first, second in pairs]


def alike_in(parts: Callable[[], Iterable[pl.Series]]) -> list[tuple[str, str]]:
    """The same of very many names, that come part by part and perhaps twice: only a number for each is kept."""
    import polars as pl

    hashes = [_folded(each).hash() for each in parts()]
    found = pl.concat(hashes) if hashes else pl.Series(dtype=pl.UInt64)
    if found.n_unique() == len(found):
        return []
    twice = found.filter(found.is_duplicated()).unique()
    kept = (each.filter(_folded(each).hash().is_in(twice.implode())) for each in map(pl.Series.drop_nulls, parts()))
    return alike(name for each in kept for name in each)


def _folded(names: pl.Series) -> pl.Series:
    lower = names.drop_nulls().str.to_lowercase()
    return lower.str.replace_all(r"\s+", " ") if lower.str.contains(r"\s\s|[^\S ]").any() else lower


def all_differ(parts: Sequence[Rising]) -> bool:
    """Whether the names of all parts, in their order, rise from one part to the next, too."""
    return all(one.by == next.by and one.last < next.first for one, next in pairwise(parts))  # type: ignore[operator]
