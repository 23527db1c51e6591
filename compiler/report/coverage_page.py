"""Coverage as one HTML page: the policy texts, coloured by what the examples show, with those examples at each place.

Everything comes from the same `Coverage` as the numbers. The page needs nothing from elsewhere, and no script; all text of
authors is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby, pairwise

from compiler.ir.words import fill
from compiler.report import coverage_words as w
from compiler.report.layout import expanded
from compiler.scenarios.coverage.items import GROUPS, Coverage, Covered, Notion, Score
from dsl.diagnostics import Language, Words
from dsl.source import SourceFile

STYLE = "coverage_page.css"
MOST_NAMES = 12

OPEN_A_LINE = Words(
    "open a line to see which examples reach it.", "open een regel om te zien welke voorbeelden er komen."
)
STATES = {
    "full": Words("all shown", "alles getoond"),
    "part": Words("partly shown", "deels getoond"),
    "none": Words("not shown", "niet getoond"),
}
TOLD: Mapping[Notion, Words] = {
    "verdict": Words("verdicts on {0}", "uitkomsten van {0}"),
    "outcome": Words("decisions of {0}", "besluiten van {0}"),
    "row": Words("{0}, {1}", "{0}, {1}"),
    "threshold": Words("threshold {2}", "grens {2}"),
    "date": Words("date {2}", "datum {2}"),
    "condition": Words("condition {2}", "voorwaarde {2}"),
}
BY_NONE = Words("by no example", "door geen voorbeeld")
MORE = Words("; and {0} more", "; en nog {0}")


def coverage_page(coverage: Coverage, texts: Mapping[str, SourceFile], language: Language) -> str:
    """The page; `texts` are the policy files by path."""
    style = files("compiler.report").joinpath(STYLE).read_text(encoding="utf-8")
    parts = [
        "<!doctype html>",
        f'<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{w.TITLE.said_in(language)}</title><style>{style}</style></head><body>",
        f"<h1>{w.TITLE.said_in(language)}</h1>",
        _legend(language),
        _table(coverage, language),
        *(_file(path, coverage.within(path), texts.get(path), language) for path in coverage.paths),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _legend(language: Language) -> str:
    marks = (f'<span class="mark {state}">{said.said_in(language)}</span>' for state, said in STATES.items())
    return f"<p>{' '.join(marks)} – {OPEN_A_LINE.said_in(language)}</p>"


def _table(coverage: Coverage, language: Language) -> str:
    heads = "".join(f"<th>{escape(w.HEADINGS[name].said_in(language))}</th>" for name in ("policy", *GROUPS, "all"))
    rows = [_row(f'<a href="#{_anchor(path)}">{escape(path)}</a>', coverage.within(path)) for path in coverage.paths]
    if len(rows) > 1:
        rows.append(_row(w.HEADINGS["all"].said_in(language), coverage))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(name: str, coverage: Coverage) -> str:
    scores = [*(coverage.score(group) for group in GROUPS), coverage.score()]
    return f"<tr><th>{name}</th>{''.join(map(_score, scores))}</tr>"


def _score(score: Score) -> str:
    if not score.asked:
        return "<td>–</td>"
    state = "full" if score.is_full else "part" if score.shown else "none"
    return f'<td class="{state}">{score} <small>{score.shown}/{score.asked}</small></td>'


def _anchor(path: str) -> str:
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in path)


# --- one file ---------------------------------------------------------------------------------------------------------


def _file(path: str, coverage: Coverage, source: SourceFile | None, language: Language) -> str:
    if source is None:
        return ""
    by_line = {line: list(items) for line, items in groupby(coverage.all, key=lambda each: each.item.span.line)}
    lines = "\n".join(
        _line(source, number, by_line.get(number, []), language) for number in range(1, len(source.line_starts) + 1)
    )
    return f'<section id="{_anchor(path)}"><h2>{escape(path)}</h2>\n{lines}\n</section>'


def _line(source: SourceFile, number: int, items: Sequence[Covered], language: Language) -> str:
    text = "".join(_coloured(source, number, items)) or " "
    code = f'<span class="n">{number}</span><code>{text}</code>'
    if not items:
        return f'<div class="line">{code}</div>'
    told = "".join(f"<li>{_told(each, language)}</li>" for each in items)
    asked, shown = sum(each.asked for each in items), sum(each.shown for each in items)
    count = f'<span class="count {_state(items)}">{shown}/{asked}</span>'
    return f'<details><summary class="line">{code}{count}</summary><ul>{told}</ul></details>'


def _coloured(source: SourceFile, number: int, items: Sequence[Covered]) -> Iterator[str]:
    """The text of a line in stretches, each in the colour of the items that stand most closely around it."""
    start = source.line_starts[number - 1]
    text = source.line_text(number)
    cuts = {0, len(text)}
    for each in items:
        cuts |= {min(max(at - start, 0), len(text)) for at in (each.item.span.start, each.item.span.end)}
    edges = sorted(cuts)
    for low, high in pairwise(edges):
        around = [each for each in items if each.item.span.start - start <= low and high <= each.item.span.end - start]
        piece = escape(expanded(text[low:high]))
        if not around:
            yield piece
            continue
        shortest = min(each.item.span.end - each.item.span.start for each in around)
        closest = [each for each in around if each.item.span.end - each.item.span.start == shortest]
        yield f'<span class="mark {_state(closest)}">{piece}</span>'


def _state(items: Sequence[Covered]) -> str:
    missing = sum(len(each.missing) for each in items)
    asked = sum(each.asked for each in items)
    return "full" if not missing else "none" if missing == asked else "part"


def _told(covered: Covered, language: Language) -> str:
    item = covered.item
    owner, row = f"<b>{escape(item.owner)}</b>", escape(w.row(item.said, language)) if item.notion == "row" else ""
    what = fill(TOLD[item.notion], language, owner, row, _subject(covered, language))
    aspects = "".join(f"<li>{_aspect(aspect, names, language)}</li>" for aspect, names in covered.examples.items())
    return f"{what}<ul>{aspects}</ul>"


def _subject(covered: Covered, language: Language) -> str:
    part = w.detail(covered, language)
    return f"<code>{escape(covered.item.said)}</code>" + (f", {escape(part)}" if part else "")


def _aspect(aspect: str, names: Sequence[str], language: Language) -> str:
    state = "full" if names else "none"
    mark = f'<span class="mark {state}">{escape(w.aspect(aspect, language))}</span>'
    if not names:
        return f"{mark} {BY_NONE.said_in(language)}"
    shown = "; ".join(escape(expanded(each)) for each in names[:MOST_NAMES])
    more = fill(MORE, language, len(names) - MOST_NAMES) if len(names) > MOST_NAMES else ""
    return f"{mark} {shown}{more}"
