"""The trace from the rows of documents to policies and examples, as text, JSON and an HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from rich.text import Text

from compiler.report.table import laid_out
from compiler.scenarios.trace import REASONS, DecisionTrace, DocumentTrace

_UNNAMED = "no decision named"
_NOT_KNOWN = (
    "{} of the rows name no decision: whether each decision is shown each way is not known of them; the inventory names it in a"
    " column `decision`"
)
_HEADS = ("decision", "rows", "encoded", "listed", "missing", "shown each way")


def trace_text(documents: Sequence[DocumentTrace], width: int | None = None, colour: bool = False) -> str:
    """Each document with its decisions, and what is missing by name."""
    parts: list[str] = []
    for document in documents:
        rows = [list(map(Text, _cells(decision))) for decision in document.decisions]
        parts += [f"{document.document}: {_summary(document)}", "", laid_out(_HEADS, rows, width, colour)]
        parts += [f"  {_lacks(each)}: {', '.join(each.keys('missing'))}" for each in _lacking(document)]
        parts += [f"  {each}" for each in _not_known(document)]
        parts += [f"  {problem}" for problem in document.problems]
        parts.append("")
    rows_in_all = sum(len(each.rows) for each in documents)
    encoded = sum(each.count("encoded") for each in documents)
    listed = sum(each.count("listed") for each in documents)
    parts.append(
        f"{encoded + listed} of {rows_in_all} rows accounted for: {encoded} encoded ({_percent(encoded, rows_in_all)}), "
        f"{listed} listed, {rows_in_all - encoded - listed} missing"
    )
    return "\n".join(parts) + "\n"


def _cells(decision: DecisionTrace) -> list[str]:
    counts = [str(len(decision.keys(status))) for status in ("encoded", "listed", "missing")]
    shown = {True: "yes", False: "no", None: "not known"}[decision.shown_each_way]
    return [_name(decision), str(len(decision.rows)), *counts, shown]


def _name(decision: DecisionTrace) -> str:
    return _UNNAMED if decision.name is None else decision.name


def _not_known(document: DocumentTrace) -> list[str]:
    """What cannot be told of a document whose inventory names no decision for some of its rows."""
    return [
        _NOT_KNOWN.format(len(each.rows))
        for each in document.decisions
        if each.name is None and each.shown_each_way is None
    ]


def _lacking(document: DocumentTrace) -> Iterable[DecisionTrace]:
    return (each for each in document.decisions if each.keys("missing"))


def _lacks(decision: DecisionTrace) -> str:
    return "missing" if decision.name is None else f"missing in {decision.name}"


def _summary(document: DocumentTrace) -> str:
    total = len(document.rows)
    encoded, listed = document.count("encoded"), document.count("listed")
    return f"{encoded + listed} of {total} rows accounted for, {_percent(encoded, total)} encoded"


def _percent(part: int, whole: int) -> str:
    """In whole percents, rounded down: 100% is all of it."""
    return f"{part * 100 // whole}%" if whole else "nothing"


def trace_data(documents: Iterable[DocumentTrace]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "document": document.document,
            "accounted": document.accounted,
            "rows": len(document.rows),
            "encoded": document.count("encoded"),
            "listed": document.count("listed"),
            "missing": document.count("missing"),
            "problems": list(document.problems),
            "decisions": [
                {
                    "decision": decision.name,
                    "shown each way": decision.shown_each_way,
                    "rows": [
                        {
                            "key": row.key,
                            "status": row.status,
                            "reason": row.reason,
                            "places": list(row.places),
                            "shown": sorted(row.shown),
                        }
                        for row in decision.rows
                    ],
                }
                for decision in document.decisions
            ],
        }
        for document in documents
    ]


_STYLE = """
body { font: 16px/1.5 "DejaVu Sans", Verdana, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b;
       background: #fff }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 2rem }
th, td { border: 1px solid #bbb; padding: .3rem .5rem; text-align: left; vertical-align: top }
th { background: #f0f2f5 }
.missing { background: #fde3d5 } .listed { background: #eef0f3 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } th { background: #2a2d31 }
  .missing { background: #5a2a12 } .listed { background: #24272b } th, td { border-color: #555 } }
"""


def trace_page(documents: Sequence[DocumentTrace]) -> str:
    """One page that needs nothing from elsewhere; every text of a document or policy is escaped."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>From document to policy</title><style>{_STYLE}</style></head><body><h1>From document to policy</h1>",
    ]
    for document in documents:
        parts.append(f"<h2>{escape(document.document)}</h2><p>{escape(_summary(document))}.</p>")
        parts += [f"<p class='missing'>{escape(problem)}</p>" for problem in document.problems]
        parts += [f"<p>{escape(each)}.</p>" for each in _not_known(document)]
        parts += [_decision(each) for each in document.decisions]
    return "\n".join([*parts, "</body></html>"]) + "\n"


def _decision(decision: DecisionTrace) -> str:
    heads = "".join(f"<th>{head}</th>" for head in ("row", "status", "where or why", "shown by examples"))
    rows = "".join(
        f'<tr class="{row.status}"><td>{escape(row.key)}</td><td>{row.status}</td><td>{_where(row.places, row.reason)}</td>'
        f"<td>{'<br>'.join(map(escape, sorted(row.shown)))}</td></tr>"
        for row in decision.rows
    )
    return f"<h3>{escape(_name(decision))}</h3><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _where(places: Iterable[str], reason: str | None) -> str:
    said = "<br>".join(map(escape, places))
    return said or (escape(f"{reason}: {REASONS.get(reason, 'not a reason of the closed set')}") if reason else "")
