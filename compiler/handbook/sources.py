"""A source document as a page: each row of its inventory with what encodes it, or the reason why nothing does."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from html import escape

from attrs import frozen

from compiler.handbook import words as w
from compiler.handbook.shelf import Shelf
from compiler.report.layout import printable
from compiler.scenarios.trace import DocumentTrace, Trace, inventories
from dsl.diagnostics import Language

Target = Callable[[str], str | None]
"""The page of a module, None where it has none."""


@frozen
class Stated:
    """What an inventory says of a row, in its own words."""

    section: str
    statement: str


def row_id(key: str) -> str:
    return f"row-{re.sub(r'[^A-Za-z0-9]+', '-', key)}"


def stated(shelf: Shelf, document: str) -> dict[str, Stated]:
    """The rows of an inventory by their keys."""
    path = inventories(shelf.compilation)[document]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["id"].strip().removeprefix(f"{document}."): Stated(row.get("section") or "", row.get("statement") or "")
            for row in csv.DictReader(file)
            if (row["id"] or "").strip()
        }


def rows_html(
    caption: str, rows: tuple[Trace, ...], said: dict[str, Stated], language: Language, target: Target
) -> str:
    """The rows of one decision as a table; each has a place of its own."""
    heads = "".join(
        f'<th scope="col">{each.said_in(language)}</th>' for each in (w.ROW, w.STATES, w.STATUS, w.WHERE, w.WAYS)
    )
    body = "".join(_row(each, said.get(each.key), language, target) for each in rows)
    return (
        f'<div class="meetlat"><div class="scroll" tabindex="0" role="region" aria-label="{_plain(caption)}"><table>'
        f"<caption>{_plain(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></div>"
    )


def _row(row: Trace, said: Stated | None, language: Language, target: Target) -> str:
    statement = "" if said is None else f'<span lang="en">{_plain(said.statement)}</span>'
    tone = {"encoded": "good", "listed": "neutral", "missing": "bad"}[row.status]
    status = f'<span class="tag {tone}">{w.STATUSES[row.status].said_in(language)}</span>'
    where = "<br>".join(_place(each, target) for each in row.places)
    if row.reason:
        known = w.REASONS.get(row.reason)
        where = _plain(row.reason if known is None else known.said_in(language))
    shown = "<br>".join(_plain(_way(each, language)) for each in sorted(row.shown)) or "–"
    return (
        f'<tr id="{row_id(row.key)}"><th scope="row">{_plain(row.key)}</th><td class="stated">{statement}</td>'
        f'<td class="status">{status}</td><td>{where}</td><td>{shown}</td></tr>'
    )


def _way(said: str, language: Language) -> str:
    """How something came out in an example, in words: `staffing: against`, `way to terms: row 2`."""
    name, _, how = said.rpartition(": ")
    if how.startswith("row "):
        return f"{name}: {w.TABLE_ROW.said_in(language).format(how.removeprefix('row '))}"
    known = w.WAYS_OUT.get(how)
    return said if known is None else f"{name}: {known.said_in(language)}"


def _place(place: str, target: Target) -> str:
    module, _, name = place.partition(": ")
    page = target(module)
    said = f"{module.rpartition('.')[2]}: {name}" if name else module
    shown = re.sub(r"([._])", r"\1<wbr>", _plain(said))  # long names of modules, which break nowhere by themselves
    return shown if page is None else f'<a href="{escape(page)}">{shown}</a>'


def summary(found: DocumentTrace, language: Language) -> str:
    counts = (found.count(each) for each in ("encoded", "listed", "missing"))
    return w.ROWS_OF.said_in(language).format(len(found.rows), *counts)


def _plain(text: str) -> str:
    return escape(printable(text))
