"""When a policy held and changed: a line from its first day to its last, seen as a picture and read as a list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import Literal

from attrs import frozen

from compiler.handbook import words as w
from compiler.handbook.shelf import Change
from compiler.ir import text
from compiler.ir.nodes import Policy
from compiler.ir.words import fill
from compiler.report.document.html import QUOTES
from compiler.report.layout import printable
from dsl.diagnostics import Language

_LEAST, _MOST, _PER_DAY = 0.8, 6.0, 0.018
"""How far apart two days are drawn, in rem: so much at least and at most, and so much more for each day between them."""


@frozen
class Event:
    """`target` is the place on the page that tells more of it."""

    day: datetime.date
    kind: Literal["published", "start", "change", "end"]
    said: str
    target: str | None = None


def timeline(policy: Policy, changes: Iterable[Change], language: Language) -> str:
    """The line as HTML. `policy` tells from when through when it is in force; without days only the changes are on it."""
    found = sorted(_events(policy, changes, language), key=lambda each: (each.day, _ORDER.index(each.kind)))
    gaps = [(later.day - each.day).days for each, later in pairwise(found)]
    items = (_item(each, gap, policy, language) for each, gap in zip(found, [*gaps, None], strict=True))
    label = escape(w.TIMELINE.said_in(language))
    return f'<div class="meetlat"><ol role="list" class="timeline" aria-label="{label}">{"".join(items)}</ol></div>'


_ORDER = ("published", "start", "change", "end")


def _events(policy: Policy, changes: Iterable[Change], language: Language) -> Iterator[Event]:
    if policy.first is not None:
        yield Event(policy.first, "start", w.STARTS.said_in(language))
    for change in changes:
        opening, closing = QUOTES[language]
        titles = []
        for each in change.amendments:
            title = each.statement.title.value
            titles.append(f"{opening}{title}{closing}")
            published = each.statement.published
            if published is not None and published.date.value != change.day:
                yield Event(published.date.value, "published", fill(w.IS_PUBLISHED, language, title))
        came, went = (sum(each.startswith(sign) for each in change.lines) for sign in "+-")
        said = fill(w.TAKES_EFFECT, language, "; ".join(titles), came, went)
        yield Event(change.day, "change", said, f"#change-{change.day}")
    if policy.last is not None:
        yield Event(policy.last, "end", w.ENDS.said_in(language))


def _item(event: Event, days: int | None, policy: Policy, language: Language) -> str:
    gap = 0.0 if days is None else min(_MOST, _LEAST + _PER_DAY * days)
    started = policy.first is None or event.day >= policy.first
    held = days is not None and started and (policy.last is None or event.day < policy.last)
    said = escape(printable(event.said))
    if event.target is not None:
        said = f'<a href="{escape(event.target)}">{said}</a>'
    day = escape(text.day(event.day, language))
    style = f'class="{event.kind}{" held" if held else ""}" style="--gap: {gap:.2f}rem"'
    return f'<li {style}><time datetime="{event.day}">{day}</time><span>{said}</span></li>'
