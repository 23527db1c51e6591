"""The table of decisions on many providers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from compiler.ir import text
from compiler.report import phrases
from compiler.report.decisions import Line
from compiler.report.layout import printable
from compiler.report.verdicts import OUTCOME_COLOURS
from dsl.diagnostics import Language

_KEPT = "\ue000"  # a character that is as wide as a space and that no line is broken at

PLAIN_WIDTH = 140
"""How wide a table is where there is no terminal to ask."""


def decision_table(lines: Iterable[Line], language: Language, width: int | None = None, colour: bool = False) -> str:
    """One row per provider, ending in a newline; long reasons are wrapped."""
    headings = [each.said_in(language) for each in (phrases.PROVIDER, phrases.DECISION, phrases.DECIDING, phrases.WHY)]
    rows = [_row(each, language) for each in lines]
    return laid_out(headings, rows, width, colour)


def laid_out(headings: Sequence[str], rows: Iterable[Sequence[Text]], width: int | None, colour: bool) -> str:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        table.add_column(Text(heading), overflow="fold")
    for row in rows:
        table.add_row(*row)
    said = io.StringIO()
    console = Console(
        file=said, width=width or PLAIN_WIDTH, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(table)
    return "\n".join(each.rstrip() for each in said.getvalue().replace(_KEPT, " ").splitlines()) + "\n"


def _unbroken(words: str) -> str:
    """Without line breaks inside an amount: `12 500 patients` and `€ 12` stay on one line."""
    return re.sub(r"(?<=[\d€≈]) (?=\d)|(?<=≈) (?=€)", _KEPT, printable(words))


def _row(line: Line, language: Language) -> list[Text]:
    return [
        Text(printable(line.provider), style="bold"),
        Text(text.outcome(line.outcome, language), style=OUTCOME_COLOURS[line.outcome]),
        Text(printable(line.deciding)),
        Text(_unbroken(line.why)),
    ]
