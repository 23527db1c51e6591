"""Coverage as text and as data: first what no example shows, then the numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from compiler.ir.words import fill
from compiler.report import coverage_words as w
from compiler.report.layout import paint, printable
from compiler.scenarios.coverage.items import GROUPS, Coverage, Covered, Score
from dsl.diagnostics import Language

MOST_WIDTH = 200


def coverage_text(coverage: Coverage, language: Language, colour: bool = False) -> str:
    """What is not shown, by file and by the criterion, value or table it belongs to, and a table of all files."""
    return "".join([*_uncovered(coverage, language, colour), _table(coverage, language, colour)])


def _uncovered(coverage: Coverage, language: Language, colour: bool) -> Iterator[str]:
    missing = [each for each in coverage.all if each.missing]
    if not coverage.all:
        yield w.NOTHING_ASKED.said_in(language) + "\n\n"
        return
    if not missing:
        yield paint(w.ALL_SHOWN.said_in(language), "green", colour) + "\n\n"
        return
    yield paint(w.NOT_SHOWN.said_in(language), "bold", colour) + "\n"
    for path, in_file in groupby(missing, key=lambda each: str(each.item.key[0])):
        yield f"\n{printable(path)}\n"
        for owner, items in groupby(in_file, key=lambda each: each.item.owner):
            yield f"  {paint(printable(owner), 'bold', colour)}\n"
            for each in items:
                said = fill(w.LINE, language, each.item.span.line, printable(w.missing(each, language)))
                yield f"    {said}\n"
    yield "\n"


def _table(coverage: Coverage, language: Language, colour: bool) -> str:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("policy", *GROUPS, "all"):
        heading = Text(w.HEADINGS[name].said_in(language))
        table.add_column(heading, justify="left" if name == "policy" else "right", overflow="fold")
    for path in coverage.paths:
        table.add_row(Text(printable(path)), *_scores(coverage.within(path)))
    if len(coverage.paths) > 1:
        table.add_section()
        table.add_row(Text(w.HEADINGS["all"].said_in(language), style="bold"), *_scores(coverage))
    said = io.StringIO()
    system = "standard" if colour else None
    Console(file=said, width=MOST_WIDTH, force_terminal=colour, color_system=system).print(table)  # type: ignore[arg-type]
    return "\n".join(each.rstrip() for each in said.getvalue().splitlines()) + "\n"


def _scores(coverage: Coverage) -> list[Text]:
    return [_score(each) for each in (*(coverage.score(group) for group in GROUPS), coverage.score())]


def _score(score: Score) -> Text:
    said = f"{score} {score.shown}/{score.asked}" if score.asked else str(score)
    return Text(said, style="green" if score.is_full else "yellow")


def coverage_data(coverage: Coverage) -> dict[str, object]:
    """The same as plain data for JSON."""
    return {
        **_score_data(coverage),
        "files": [{"path": path, **_score_data(coverage.within(path))} for path in coverage.paths],
        "items": [_item_data(each) for each in coverage.all],
    }


def _score_data(coverage: Coverage) -> dict[str, object]:
    scores = {**{str(group): coverage.score(group) for group in GROUPS}, "all": coverage.score()}
    return {name: {"shown": each.shown, "asked": each.asked} for name, each in scores.items()}


def _item_data(covered: Covered) -> dict[str, object]:
    item = covered.item
    return {
        "place": str(item.span),
        "kind": item.notion,
        "owner": item.owner,
        "condition": item.said,
        "part": item.detail,
        "shown": {aspect: list(names) for aspect, names in covered.examples.items()},
        "missing": list(covered.missing),
    }


def shortfalls(coverage: Coverage, wanted: Iterable[tuple[str, int]], language: Language) -> list[str]:
    """Where the coverage is less than wanted: pairs of a group, or `all`, and a percentage."""
    scores = {**{str(group): coverage.score(group) for group in GROUPS}, "all": coverage.score()}
    return [
        fill(w.SHORT, language, w.HEADINGS[name].said_in(language), scores[name], percent)
        for name, percent in wanted
        if not scores[name].at_least(percent)
    ]
